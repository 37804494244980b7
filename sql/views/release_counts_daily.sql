-- How many cables were released each day, with the running total that the site's counter stands for.
--
-- grain:   one row per day from the first event to the last; days without a release are there, with zeros
-- reads:   cables, releases, publication_events
-- caveat:  a release is a state at some hour of its day: what differs from its counter is in counter_differences
-- caveat:  a withdrawal is dated by the first release that shows it, not by the hour at which it happened
--
-- column:  released_date | the day, UTC
-- column:  first_release_count | cables released for the first time | cables
-- column:  reissue_count | cables put out again with a new release time, counted once a day | cables
-- column:  withdrawal_count | cables that the day's release no longer counts | cables
-- column:  restoration_count | cables that the day's release counts again | cables
-- column:  running_total | first releases and restorations less withdrawals, up to the end of the day | cables
-- column:  running_share | running total as a share of all cables, 0 to 1 | share
-- column:  site_counter | the site's own count in the day's release; null on days without a release at hand | cables

-- make_timestamp(epoch_us(x)) is x at time zone 'UTC', at a fifth of the cost.
with first_releases as (
    select
        make_timestamp(epoch_us(first_released_at))::date as released_date,
        count(*) as cable_count,
    from cables
    group by released_date
),

later_events as (
    select
        event_date as released_date,
        count(*) filter (where event = 'reissued') as reissue_count,
        count(*) filter (where event = 'withdrawn') as withdrawal_count,
        count(*) filter (where event = 'restored') as restoration_count,
    from publication_events
    group by event_date
),

counted as materialized (
    select
        released_date,
        cable_count as first_release_count,
        0 as reissue_count,
        0 as withdrawal_count,
        0 as restoration_count,
    from first_releases

    union all

    select
        released_date,
        0 as first_release_count,
        reissue_count,
        withdrawal_count,
        restoration_count,
    from later_events
),

counters as (
    select
        released_date,
        arg_max(counter, release_id) as site_counter,
        arg_max(total, release_id) as total,
    from releases
    group by released_date
),

span as (
    select
        min(released_date) as first_date,
        max(released_date) as last_date,
    from (
        select released_date,
        from counted
        union all
        select released_date,
        from counters
    ) as dated
),

days as (
    select unnest(generate_series(first_date, last_date, interval 1 day))::date as released_date,
    from span
),

by_day as (
    select
        days.released_date,
        coalesce(sum(counted.first_release_count), 0)::bigint as first_release_count,
        coalesce(sum(counted.reissue_count), 0)::bigint as reissue_count,
        coalesce(sum(counted.withdrawal_count), 0)::bigint as withdrawal_count,
        coalesce(sum(counted.restoration_count), 0)::bigint as restoration_count,
    from days
    left join counted on days.released_date = counted.released_date
    group by days.released_date
),

totalled as (
    select
        *,
        sum(first_release_count + restoration_count - withdrawal_count) over (
            order by released_date
        )::bigint as running_total,
    from by_day
)

select
    totalled.released_date,
    totalled.first_release_count,
    totalled.reissue_count,
    totalled.withdrawal_count,
    totalled.restoration_count,
    totalled.running_total,
    totalled.running_total / (
        select arg_max(newest.total, newest.released_date),
        from counters as newest
    ) as running_share,
    counters.site_counter,
from totalled
left join counters on totalled.released_date = counters.released_date
order by totalled.released_date
