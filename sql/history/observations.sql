-- Whether releases count a cable, of every cable that some release does not count.
--
-- grain:   one row per cable_id and release that says whether it counts the cable, from the first with a page of it
-- reads:   pages (release_order, cable_id, is_current of every page), fresh_listings (release_order and cable_id of
--          what index pages made for a release list), ordered_releases (release_order, counter, is_listed_mostly)
-- caveat:  only a release that shows a counter, or lists most of its pages, says what it counts. That a cable is
--          neither there nor listed says something only where as many as the counter are: else the copy lacks it
with telling as (
    select
        release_order,
        counter,
    from ordered_releases
    where counter is not null or is_listed_mostly
),

first_pages as (
    select
        cable_id,
        min(release_order) as release_order,
    from pages
    group by cable_id
),

shown as (
    select
        release_order,
        cable_id,
        bool_or(is_current) as is_counted,
        count(*) filter (where is_current) as counted_count,
        true as has_page,
    from pages
    group by release_order, cable_id

    union all

    select
        fresh_listings.release_order,
        fresh_listings.cable_id,
        true as is_counted,
        1 as counted_count,
        false as has_page,
    from fresh_listings
    anti join pages
        on fresh_listings.release_order = pages.release_order and fresh_listings.cable_id = pages.cable_id
),

-- What those releases show that say what they count.
told as (
    select
        shown.release_order,
        shown.cable_id,
        shown.is_counted,
        shown.has_page,
    from shown
    inner join telling on shown.release_order = telling.release_order
    inner join first_pages on shown.cable_id = first_pages.cable_id
    where shown.release_order >= first_pages.release_order
),

complete as (
    select telling.release_order,
    from telling
    inner join shown on telling.release_order = shown.release_order
    group by telling.release_order, telling.counter
    having sum(shown.counted_count) >= telling.counter
),

expected as (
    select
        first_pages.cable_id,
        count(*) as complete_count,
    from first_pages
    inner join complete on first_pages.release_order <= complete.release_order
    group by first_pages.cable_id
),

found as (
    select
        told.cable_id,
        count(*) filter (where not told.is_counted) as uncounted_count,
        count(complete.release_order) as complete_count,
    from told
    left join complete on told.release_order = complete.release_order
    group by told.cable_id
),

unsteady as (
    select first_pages.cable_id,
    from first_pages
    left join found on first_pages.cable_id = found.cable_id
    left join expected on first_pages.cable_id = expected.cable_id
    where
        coalesce(found.uncounted_count, 0) > 0
        or coalesce(expected.complete_count, 0) > coalesce(found.complete_count, 0)
)

select
    told.cable_id,
    told.release_order,
    told.is_counted,
    told.has_page,
from told
inner join unsteady on told.cable_id = unsteady.cable_id

union all

select
    unsteady.cable_id,
    complete.release_order,
    false as is_counted,
    false as has_page,
from unsteady
inner join first_pages on unsteady.cable_id = first_pages.cable_id
inner join complete on first_pages.release_order <= complete.release_order
anti join told on unsteady.cable_id = told.cable_id and complete.release_order = told.release_order
order by all
