-- A release whose counter is not the running total of its day less the differences that are explained by cable.
--
-- severity: error
-- reads:    releases, release_counts_daily, counter_differences
with newest_of_the_day as (
    select
        released_date,
        max(release_id) as release_id,
    from releases
    where counter is not null
    group by released_date
),

explained as (
    select
        release_id,
        sum(difference)::bigint as difference,
    from counter_differences
    group by release_id
),

compared as (
    select
        releases.release_id,
        releases.counter,
        release_counts_daily.running_total,
        coalesce(explained.difference, 0) as explained_difference,
    from newest_of_the_day
    inner join releases on newest_of_the_day.release_id = releases.release_id
    inner join release_counts_daily on newest_of_the_day.released_date = release_counts_daily.released_date
    left join explained on newest_of_the_day.release_id = explained.release_id
)

select
    release_id,
    counter,
    running_total,
    explained_difference,
from compared
where running_total - explained_difference <> counter
order by release_id
