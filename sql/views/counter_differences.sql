-- Why the running total of a release's day is not the counter that the release shows, cable by cable.
--
-- grain:   one row per release and cable that one of the two counts and the other does not
-- reads:   releases, pages, cables, listings, publication_events
-- caveat:  a release was made at some hour of its day, which no page states: what came out later that day is not in it
-- caveat:  what a copy lacks of the cables that its release counts is no difference where another release shows it
--
-- column:  difference | what the cable adds to the running total beyond the counter | cables
-- column:  reason | released_later_that_day: dated on the release's day, first shown by a later release;
--          dated_earlier: dated before the release, yet first shown by a later one; dated_later: the release shows
--          the cable, whose release time is after it; only_elsewhere: no release with a counter shows the cable;
--          second_page: the site counts two pages of one cable; page_missing: the site counts and lists the cable, of
--          which neither this nor an earlier release has a page; unexplained: the rest, without a cable
with ordered as (
    select
        release_id,
        released_date,
        counter,
        row_number() over (
            order by released_date, release_id
        ) as ordinal,
    from releases
    where counter is not null
),

shown as (
    select
        pages.cable_id,
        min(ordered.ordinal) as first_ordinal,
    from pages
    inner join ordered on pages.release_id = ordered.release_id
    group by pages.cable_id
),

dated as (
    select
        cables.cable_id,
        (cables.first_released_at at time zone 'UTC')::date as first_released_date,
        shown.first_ordinal,
    from cables
    left join shown on cables.cable_id = shown.cable_id
),

dated_amiss as (
    select
        ordered.release_id,
        dated.cable_id,
        1 as difference,
        case
            when dated.first_ordinal is null then 'only_elsewhere'
            when dated.first_released_date = ordered.released_date then 'released_later_that_day'
            else 'dated_earlier'
        end as reason,
    from ordered
    inner join dated
        on
            ordered.released_date >= dated.first_released_date
            and ordered.ordinal < coalesce(dated.first_ordinal, ordered.ordinal + 1)

    union all

    select
        ordered.release_id,
        dated.cable_id,
        -1 as difference,
        'dated_later' as reason,
    from ordered
    inner join dated
        on
            ordered.released_date < dated.first_released_date
            and ordered.ordinal >= dated.first_ordinal
),

current_pages as (
    select
        release_id,
        cable_id,
        count(*) as page_count,
    from pages
    where is_current
    group by release_id, cable_id
),

current_totals as (
    select
        ordered.release_id,
        ordered.counter,
        coalesce(sum(current_pages.page_count), 0)::bigint as page_count,
    from ordered
    left join current_pages on ordered.release_id = current_pages.release_id
    group by ordered.release_id, ordered.counter
),

second_pages as (
    select
        current_pages.release_id,
        current_pages.cable_id,
        1 - current_pages.page_count as difference,
        'second_page' as reason,
    from current_pages
    inner join ordered on current_pages.release_id = ordered.release_id
    where current_pages.page_count > 1
),

missing_pages as (
    select distinct
        listings.release_id,
        listings.cable_id,
        -1 as difference,
        'page_missing' as reason,
    from listings
    inner join current_totals on listings.release_id = current_totals.release_id
    anti join current_pages
        on
            listings.release_id = current_pages.release_id
            and listings.cable_id = current_pages.cable_id
    where
        current_totals.counter > current_totals.page_count
        and listings.counter = current_totals.counter
),

known_pages as (
    select
        missing_pages.release_id,
        missing_pages.cable_id,
    from missing_pages
    inner join ordered on missing_pages.release_id = ordered.release_id
    inner join shown on missing_pages.cable_id = shown.cable_id
    where shown.first_ordinal <= ordered.ordinal
),

-- Where a copy has fewer than its counter says, what it lacks still counts, unless it was withdrawn before.
incomplete as (
    select
        current_totals.release_id,
        ordered.ordinal,
    from current_totals
    inner join ordered on current_totals.release_id = ordered.release_id
    where current_totals.page_count < current_totals.counter
),

last_events as (
    select
        incomplete.release_id,
        publication_events.cable_id,
        arg_max(
            publication_events.event, (publication_events.event_date, publication_events.release_id)
        ) as event,
    from incomplete
    inner join publication_events
        on
            incomplete.release_id >= publication_events.release_id
            and publication_events.event in ('withdrawn', 'restored')
    group by incomplete.release_id, publication_events.cable_id
),

lacking as (
    select
        incomplete.release_id,
        count(*) as lacking_count,
    from incomplete
    inner join shown on incomplete.ordinal > shown.first_ordinal
    anti join current_pages
        on incomplete.release_id = current_pages.release_id and shown.cable_id = current_pages.cable_id
    anti join missing_pages
        on incomplete.release_id = missing_pages.release_id and shown.cable_id = missing_pages.cable_id
    anti join last_events
        on
            incomplete.release_id = last_events.release_id
            and shown.cable_id = last_events.cable_id
            and last_events.event = 'withdrawn'
    group by incomplete.release_id
),

missing_totals as (
    select
        release_id,
        count(*) as missing_count,
    from missing_pages
    group by release_id
),

unexplained as (
    select
        current_totals.release_id,
        null::varchar as cable_id,
        current_totals.page_count
        + coalesce(missing_totals.missing_count, 0)
        + coalesce(lacking.lacking_count, 0)
        - current_totals.counter as difference,
        'unexplained' as reason,
    from current_totals
    left join missing_totals on current_totals.release_id = missing_totals.release_id
    left join lacking on current_totals.release_id = lacking.release_id
),

differences as (
    select
        release_id,
        cable_id,
        difference,
        reason,
    from dated_amiss
    union all
    select
        release_id,
        cable_id,
        difference,
        reason,
    from second_pages
    union all
    select
        release_id,
        cable_id,
        difference,
        reason,
    from missing_pages
    anti join known_pages
        on missing_pages.release_id = known_pages.release_id and missing_pages.cable_id = known_pages.cable_id
    union all
    select
        release_id,
        cable_id,
        difference,
        reason,
    from unexplained
    where difference <> 0
)

select
    release_id,
    cable_id,
    difference,
    reason,
from differences
order by release_id, reason, cable_id nulls last
