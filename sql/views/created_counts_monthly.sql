-- How many of the cables at hand were created each month.
--
-- grain:   one row per month from the first creation to the last; months without cables are there, with zero
-- reads:   cables
-- caveat:  counts published cables, not sent ones: a gap is not silence
--
-- column:  created_month | first day of the month of created_at, UTC
-- column:  cable_count | cables created in that month | cables
-- column:  running_total | cables created up to the end of that month | cables

-- make_timestamp(epoch_us(x)) is x at time zone 'UTC', at a fifth of the cost.
with counted as (
    select
        date_trunc('month', make_timestamp(epoch_us(created_at)))::date as created_month,
        count(*) as cable_count,
    from cables
    group by created_month
),

span as (
    select
        min(created_month) as first_month,
        max(created_month) as last_month,
    from counted
),

months as (
    select unnest(generate_series(first_month, last_month, interval 1 month))::date as created_month,
    from span
)

select
    months.created_month,
    coalesce(counted.cable_count, 0) as cable_count,
    sum(coalesce(counted.cable_count, 0)) over (
        order by months.created_month
    )::bigint as running_total,
from months
left join counted on months.created_month = counted.created_month
order by months.created_month
