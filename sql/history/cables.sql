-- What comparing releases says of each cable: first and last release, withdrawals, revisions.
--
-- grain:   one row per cable_id
-- reads:   sightings, revisions, listed_dates (cable_id, first_listed_date), ordered_releases
-- caveat:  a listing knows the day, a page the hour: on the same day the page is the better evidence
with newest as (
    select max(release_order) as release_order,
    from ordered_releases
),

seen as (
    select
        sightings.cable_id,
        min(sightings.released_at) as first_page_at,
        max(sightings.released_at) as last_released_at,
        max(sightings.release_order) as last_order,
        arg_max(sightings.path, sightings.release_order) as path,
        min(sightings.release_order) as first_order,
        max(sightings.release_order) filter (where sightings.is_current) as last_current_order,
        count(*) filter (where sightings.is_current) as current_count,
    from sightings
    group by sightings.cable_id
),

revised as (
    select
        cable_id,
        max(revision) as revision_count,
        max(body_revision) as body_revision_count,
        arg_max(fingerprint, is_current) as fingerprint,
        arg_max(created_year, is_current) as created_year,
    from revisions
    group by cable_id
),

joined as (
    select
        seen.*,
        revised.revision_count,
        revised.body_revision_count,
        revised.fingerprint,
        revised.created_year,
        listed_dates.first_listed_date,
        coalesce(
            listed_dates.first_listed_date < (seen.first_page_at at time zone 'UTC')::date, false
        ) as is_listed_earlier,
        coalesce(seen.last_current_order = newest.release_order, false) as is_still_current,
    from seen
    cross join newest
    inner join revised on seen.cable_id = revised.cable_id
    left join listed_dates on seen.cable_id = listed_dates.cable_id
)

select
    joined.cable_id,
    joined.fingerprint,
    joined.created_year,
    case
        when joined.is_listed_earlier then joined.first_listed_date::timestamp at time zone 'UTC'
        else joined.first_page_at
    end as first_released_at,
    case when joined.is_listed_earlier then 'listing' else 'page' end as first_released_evidence,
    joined.last_released_at,
    joined.revision_count,
    joined.body_revision_count,
    not joined.is_still_current as is_withdrawn,
    case when not joined.is_still_current then last_current.released_date end as withdrawn_after,
    coalesce(
        joined.current_count < joined.last_current_order - joined.first_order + 1, false
    ) as is_relisted,
    last_release.release_id,
    joined.path,
from joined
inner join ordered_releases as last_release on joined.last_order = last_release.release_order
left join ordered_releases as last_current on joined.last_current_order = last_current.release_order
order by joined.created_year, joined.cable_id
