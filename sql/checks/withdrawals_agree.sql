-- A cable whose withdrawal flag contradicts the pages of the newest release that has a counter.
--
-- severity: error
-- reads:    cables, releases, pages
with newest as (
    select release_id,
    from releases
    where counter is not null
    order by released_date desc, release_id desc
    limit 1
),

counted as (
    select distinct pages.cable_id,
    from pages
    inner join newest on pages.release_id = newest.release_id
    where pages.is_current
),

shown as (
    select distinct pages.cable_id,
    from pages
    inner join releases on pages.release_id = releases.release_id
    where releases.counter is not null
)

select
    cables.cable_id,
    cables.is_withdrawn,
    counted.cable_id is not null as is_counted,
from cables
inner join shown on cables.cable_id = shown.cable_id
left join counted on cables.cable_id = counted.cable_id
where cables.is_withdrawn <> (counted.cable_id is null)
order by cables.cable_id
