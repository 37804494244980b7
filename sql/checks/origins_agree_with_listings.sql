-- A cable that the newest release counts under an origin whose index pages do not list it, or the reverse.
--
-- severity: warning
-- reads:    releases, listings, pages, cables
with newest as (
    select
        release_id,
        counter,
    from releases
    where counter is not null
    order by released_date desc, release_id desc
    limit 1
),

-- Index pages with an older counter are left over from an earlier release.
listed as (
    select distinct
        listings.key as origin,
        listings.cable_id,
    from listings
    inner join newest on listings.release_id = newest.release_id and listings.counter = newest.counter
    where listings.axis = 'origin'
),

counted as (
    select distinct
        cables.origin,
        cables.cable_id,
    from pages
    inner join newest on pages.release_id = newest.release_id
    inner join cables on pages.cable_id = cables.cable_id
    where pages.is_current
)

select
    coalesce(counted.origin, listed.origin) as origin,
    coalesce(counted.cable_id, listed.cable_id) as cable_id,
    counted.cable_id is not null as is_counted,
    listed.cable_id is not null as is_listed,
from counted
full outer join listed on counted.origin = listed.origin and counted.cable_id = listed.cable_id
where
    (counted.cable_id is null or listed.cable_id is null)
    -- A release without index pages says nothing of its origins.
    and exists (
        select any_listed.origin,
        from listed as any_listed
    )
order by origin, cable_id
