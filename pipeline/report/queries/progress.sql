-- How much of the whole is out.
with latest as (
    select running_total,
    from release_counts_daily
    order by released_date desc
    limit 1
),

whole as (
    select coalesce(max(total), 251287) as cable_count,
    from releases
)

select
    'released so far' as state,
    latest.running_total as cable_count,
    latest.running_total / whole.cable_count as share,
from latest
cross join whole

union all

select
    'not released yet' as state,
    greatest(whole.cable_count - latest.running_total, 0) as cable_count,
    greatest(1 - latest.running_total / whole.cable_count, 0) as share,
from latest
cross join whole
order by state desc
