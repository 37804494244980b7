-- A cable that the newest release counts and the flag calls withdrawn, or the other way round.
--
-- severity: error
-- reads:    cables, releases, pages, listings
with newest as (
    select
        release_id,
        counter,
    from releases
    where counter is not null
    order by released_date desc, release_id desc
    limit 1
),

-- Where a source without a counter has lists, it says what it counts by them.
listed_without_counter as (
    select count(*) as listing_count,
    from releases
    inner join listings on releases.release_id = listings.release_id
    where releases.counter is null
),

counted as (
    select pages.cable_id,
    from pages
    inner join newest on pages.release_id = newest.release_id
    where pages.is_current
    union
    select listings.cable_id,
    from listings
    inner join newest
        on
            listings.release_id = newest.release_id
            and coalesce(listings.counter = newest.counter, true)
),

counting as (
    select count(*) as counted_count,
    from counted
),

shown as (
    select
        pages.cable_id,
        bool_or(pages.release_id = newest.release_id) as is_in_newest,
    from pages
    cross join newest
    group by pages.cable_id, newest.release_id
    having min(pages.release_id) <= newest.release_id
),

-- A copy that lacks some of what its counter counts says nothing of the cables that it does not hold.
comparable as (
    select
        shown.cable_id,
        counted.cable_id is not null as is_counted,
    from shown
    cross join newest
    cross join listed_without_counter
    cross join counting
    left join counted on shown.cable_id = counted.cable_id
    where
        listed_without_counter.listing_count = 0
        and (
            shown.is_in_newest
            or newest.counter <= counting.counted_count
        )
)

select
    cables.cable_id,
    cables.is_withdrawn,
    comparable.is_counted,
from cables
inner join comparable on cables.cable_id = comparable.cable_id
where cables.is_withdrawn = comparable.is_counted
order by cables.cable_id
