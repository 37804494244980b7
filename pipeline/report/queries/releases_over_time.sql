-- First releases, re-issues, withdrawals and restorations, by day; by month where the span is longer than a season.
with span as (
    select max(released_date) - min(released_date) > 92 as is_long,
    from release_counts_daily
)

select
    case when span.is_long then 'month' else 'day' end as period,
    case when span.is_long then date_trunc('month', daily.released_date)::date else daily.released_date end as begins,
    sum(daily.first_release_count)::bigint as first_release_count,
    sum(daily.restoration_count)::bigint as restoration_count,
    sum(daily.reissue_count)::bigint as reissue_count,
    sum(daily.withdrawal_count)::bigint as withdrawal_count,
from release_counts_daily as daily
cross join span
group by period, begins
order by begins
