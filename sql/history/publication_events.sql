-- What became of cables after they had first been released: put out again, withdrawn, restored.
--
-- grain:   one row per cable_id, release_id and event
-- reads:   observations (what observations.sql gives), ordered_releases, revisions, cables (what cables.sql gives)
-- caveat:  only releases that show a counter say what is withdrawn; what happened between two of them is not seen,
--          so the date is that of the first release that shows the change
with compared as (
    select
        cable_id,
        release_order,
        is_counted,
        has_page,
        lag(is_counted) over (
            partition by cable_id
            order by release_order
        ) as was_counted,
    from observations
),

-- Left over in the first release that says something of it: released and withdrawn before that.
changes as (
    select
        cable_id,
        release_order,
        case when is_counted then 'restored' else 'withdrawn' end as event,
        has_page,
    from compared
    where
        (not is_counted and coalesce(was_counted, true))
        or (is_counted and not was_counted)
),

-- Several revisions can carry one release time: the cable was put out again once.
reissued as (
    select
        revisions.cable_id,
        (revisions.released_at at time zone 'UTC')::date as event_date,
        arg_min(revisions.first_release_id, revisions.revision) as release_id,
    from revisions
    inner join cables on revisions.cable_id = cables.cable_id
    where (revisions.released_at at time zone 'UTC')::date > (cables.first_released_at at time zone 'UTC')::date
    group by revisions.cable_id, event_date
),

events as (
    select
        cable_id,
        event_date,
        'reissued' as event,
        release_id,
        true as has_page,
    from reissued

    union all

    select
        changes.cable_id,
        ordered_releases.released_date as event_date,
        changes.event,
        ordered_releases.release_id,
        changes.has_page,
    from changes
    inner join ordered_releases on changes.release_order = ordered_releases.release_order
)

select
    cable_id,
    event_date,
    event,
    release_id,
    has_page,
from events
order by cable_id, event_date, release_id, event
