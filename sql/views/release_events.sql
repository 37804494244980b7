-- Which release dropped a cable from the site's count, and which took it up again.
--
-- grain:   one row per cable and release that withdraws or restores it
-- reads:   releases, pages, cables
-- caveat:  only releases that show a counter say what is withdrawn; what happened between two of them is not seen,
--          so the date is that of the first release that shows the change
--
-- column:  event | withdrawn: the release no longer counts the cable; restored: it counts it again
-- column:  event_date | date of the release
-- column:  has_page | the release still holds a page of the cable
with ordered as (
    select
        release_id,
        released_date,
        row_number() over (
            order by released_date, release_id
        ) as ordinal,
    from releases
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
        ordered.ordinal,
        bool_or(pages.is_current) as is_current,
    from pages
    inner join unsteady on pages.cable_id = unsteady.cable_id
    inner join ordered on pages.release_id = ordered.release_id
    group by pages.cable_id, ordered.ordinal
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
)

-- The newest release has none after it: what it counts is not withdrawn, and finds no partner here.
select
    changes.cable_id,
    ordered.release_id,
    changes.event,
    ordered.released_date as event_date,
    changes.has_page,
from changes
inner join ordered on changes.ordinal = ordered.ordinal
order by changes.cable_id, event_date, ordered.release_id
