-- How many cables were released each month, with the running total at its end.
--
-- grain:   one row per month from the first event to the last; months without a release are there, with zeros
-- reads:   release_counts_daily
-- caveat:  a cable that was put out again on two days of a month counts twice among its re-issues
--
-- column:  released_month | first day of the month, UTC
with months as (
    select
        date_trunc('month', released_date)::date as released_month,
        sum(first_release_count)::bigint as first_release_count,
        sum(reissue_count)::bigint as reissue_count,
        sum(withdrawal_count)::bigint as withdrawal_count,
        sum(restoration_count)::bigint as restoration_count,
        arg_max(running_total, released_date) as running_total,
        arg_max(running_share, released_date) as running_share,
    from release_counts_daily
    group by released_month
)

select
    released_month,
    first_release_count,
    reissue_count,
    withdrawal_count,
    restoration_count,
    running_total,
    running_share,
from months
order by released_month
