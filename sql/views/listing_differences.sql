-- What the site's index pages say of a cable against what its page in the same release says.
--
-- grain:   one row per release, axis, cable and difference
-- reads:   listings, pages, releases, cables
-- caveat:  index pages are made less often than cable pages: an older date in the index is evidence, not an error
-- caveat:  creation, classification and origin are compared where the page shows what the newest release shows
--
-- column:  difference | page_missing: listed, but the release has no page; not_listed: counted, but no index page of
--          the axis lists it; released_date, created_date, classification, origin: the two say different things
-- column:  listed_value | what the index says
-- column:  page_value | what the cable's page says
-- column:  is_left_over | the index page carries an older counter than the release; null for what is not listed
with listed as (
    select
        listings.release_id,
        listings.axis,
        listings.cable_id,
        listings.created_date,
        listings.released_date,
        listings.classification,
        listings.origin,
        bool_and(coalesce(listings.counter <> releases.counter, false)) as is_left_over,
    from listings
    inner join releases on listings.release_id = releases.release_id
    group by all
),

shown as (
    select
        pages.release_id,
        pages.cable_id,
        pages.is_current,
        (pages.released_at at time zone 'UTC')::date as released_date,
        (cables.created_at at time zone 'UTC')::date as created_date,
        cables.classification,
        cables.origin,
        pages.fingerprint = cables.fingerprint as is_newest,
    from pages
    inner join cables on pages.cable_id = cables.cable_id
    where not pages.is_duplicate
),

compared as (
    select
        listed.*,
        shown.cable_id is not null as has_page,
        shown.released_date as page_released_date,
        shown.created_date as page_created_date,
        shown.classification as page_classification,
        shown.origin as page_origin,
        coalesce(shown.is_newest, false) as is_newest,
    from listed
    left join shown on listed.release_id = shown.release_id and listed.cable_id = shown.cable_id
),

axes as (
    select distinct
        release_id,
        axis,
    from listed
),

differences as (
    select
        release_id,
        axis,
        cable_id,
        'page_missing' as difference,
        null as listed_value,
        null as page_value,
        is_left_over,
    from compared
    where not has_page

    union

    select
        shown.release_id,
        axes.axis,
        shown.cable_id,
        'not_listed' as difference,
        null as listed_value,
        null as page_value,
        null as is_left_over,
    from shown
    inner join axes on shown.release_id = axes.release_id
    anti join listed
        on
            shown.release_id = listed.release_id
            and axes.axis = listed.axis
            and shown.cable_id = listed.cable_id
    where shown.is_current and axes.axis <> 'tag'

    union

    select
        release_id,
        axis,
        cable_id,
        'released_date' as difference,
        released_date::varchar as listed_value,
        page_released_date::varchar as page_value,
        is_left_over,
    from compared
    where released_date <> page_released_date

    union

    select
        release_id,
        axis,
        cable_id,
        'created_date' as difference,
        created_date::varchar as listed_value,
        page_created_date::varchar as page_value,
        is_left_over,
    from compared
    where is_newest and created_date <> page_created_date

    union

    select
        release_id,
        axis,
        cable_id,
        'classification' as difference,
        classification as listed_value,
        page_classification as page_value,
        is_left_over,
    from compared
    where is_newest and classification <> page_classification

    union

    select
        release_id,
        axis,
        cable_id,
        'origin' as difference,
        origin as listed_value,
        page_origin as page_value,
        is_left_over,
    from compared
    where is_newest and origin <> page_origin
)

select
    release_id,
    axis,
    cable_id,
    difference,
    listed_value,
    page_value,
    is_left_over,
from differences
order by release_id, axis, cable_id, difference, listed_value, is_left_over
