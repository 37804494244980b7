-- What became of cables after they had first been released: put out again, withdrawn, restored.
--
-- grain:   one row per cable_id, release_id and event
-- reads:   pages (release_id, cable_id, is_current of every page), ordered_releases, revisions,
--          cables (what cables.sql gives)
-- caveat:  only releases that show a counter say what is withdrawn; what happened between two of them is not seen,
--          so the date is that of the first release that shows the change
with counting as (
    select
        release_id,
        released_date,
        row_number() over (
            order by released_date, release_id
        ) as ordinal,
    from ordered_releases
    where counter is not null
),

-- Few cables ever leave the count: only their pages are followed.
unsteady as (
    select cable_id,
    from pages
    where not is_current
    union
    select cable_id,
    from cables
    where is_withdrawn or is_relisted
),

seen as (
    select
        pages.cable_id,
        counting.ordinal,
        bool_or(pages.is_current) as is_current,
    from pages
    inner join unsteady on pages.cable_id = unsteady.cable_id
    inner join counting on pages.release_id = counting.release_id
    group by pages.cable_id, counting.ordinal
),

neighbours as (
    select
        cable_id,
        ordinal,
        is_current,
        lag(ordinal) over by_release as previous_ordinal,
        lag(is_current) over by_release as previous_is_current,
        lead(ordinal) over by_release as next_ordinal,
        lead(is_current) over by_release as next_is_current,
    from seen
    window by_release as (
        partition by cable_id
        order by ordinal
    )
),

changes as (
    -- Counted here, not in the release after: gone, or left over with an older stamp.
    select
        cable_id,
        ordinal + 1 as ordinal,
        'withdrawn' as event,
        coalesce(next_ordinal = ordinal + 1, false) as has_page,
    from neighbours
    where
        is_current
        and not coalesce(next_ordinal = ordinal + 1 and next_is_current, false)

    union all

    -- Left over in the first release that shows it: released and withdrawn before that.
    select
        cable_id,
        ordinal,
        'withdrawn' as event,
        true as has_page,
    from neighbours
    where not is_current and previous_ordinal is null

    union all

    select
        cable_id,
        ordinal,
        'restored' as event,
        true as has_page,
    from neighbours
    where
        is_current
        and previous_ordinal is not null
        and not (previous_ordinal = ordinal - 1 and previous_is_current)
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

    -- The newest release has none after it: what it counts is not withdrawn, and finds no partner here.
    select
        changes.cable_id,
        counting.released_date as event_date,
        changes.event,
        counting.release_id,
        changes.has_page,
    from changes
    inner join counting on changes.ordinal = counting.ordinal
)

select
    cable_id,
    event_date,
    event,
    release_id,
    has_page,
from events
order by cable_id, event_date, release_id, event
