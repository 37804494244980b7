-- What comparing releases says of each cable: first and last release, withdrawals, revisions.
--
-- grain:   one row per cable_id
-- reads:   sightings, observations (what observations.sql gives), revisions, ordered_releases,
--          listed_dates (cable_id, first_listed_date)
-- caveat:  a listing knows the day, a page the hour: on the same day the page is the better evidence
with seen as (
    select
        cable_id,
        min(released_at) as first_page_at,
        max(released_at) as last_released_at,
        max(release_order) as last_order,
        arg_max(path, release_order) as path,
    from sightings
    group by cable_id
),

-- A cable that every release counts has no observation.
observed as (
    select
        observations.cable_id,
        arg_max(observations.is_counted, observations.release_order) as is_still_counted,
        max(observations.release_order) filter (where observations.is_counted) as last_counted_order,
        min(observations.release_order) filter (where not observations.is_counted) as first_uncounted_order,
    from observations
    group by observations.cable_id
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
        not coalesce(observed.is_still_counted, true) as is_withdrawn,
        coalesce(observed.first_uncounted_order < observed.last_counted_order, false) as is_relisted,
        observed.last_counted_order,
    from seen
    inner join revised on seen.cable_id = revised.cable_id
    left join observed on seen.cable_id = observed.cable_id
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
    joined.is_withdrawn,
    case when joined.is_withdrawn then last_counted.released_date end as withdrawn_after,
    joined.is_relisted,
    last_release.release_id,
    joined.path,
from joined
inner join ordered_releases as last_release on joined.last_order = last_release.release_order
left join ordered_releases as last_counted on joined.last_counted_order = last_counted.release_order
order by joined.created_year, joined.cable_id
