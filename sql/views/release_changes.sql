-- What each release added, put out again, revised, withdrew and restored.
--
-- grain:   one row per release
-- reads:   releases, pages, revision_log, release_events
-- caveat:  against the releases at hand before it: what the site did in between and undid is not seen
-- caveat:  publication_events counts re-issues by the day that pages carry, also of cables that the first release at
--          hand shows as re-issued already
--
-- column:  current_count | cables that the release counts, by the stamp on their pages | cables
-- column:  added_count | cables that no earlier release at hand has a page of | cables
-- column:  revised_count | cables of an earlier release whose content is new | cables
-- column:  body_revised_count | cables of an earlier release whose body text is new | cables
-- column:  reissued_count | cables of an earlier release that carry a later release time than there | cables
-- column:  set_back_count | cables of an earlier release that carry an earlier release time than there | cables
-- column:  withdrawn_count | cables that the release no longer counts | cables
-- column:  restored_count | cables that the release counts again | cables
with first_pages as (
    select
        pages.cable_id,
        arg_min(pages.release_id, (releases.released_date, releases.release_id)) as release_id,
    from pages
    inner join releases on pages.release_id = releases.release_id
    group by pages.cable_id
),

added as (
    select
        release_id,
        count(*) as added_count,
    from first_pages
    group by release_id
),

current_pages as (
    select
        release_id,
        count(distinct cable_id) as current_count,
    from pages
    where is_current
    group by release_id
),

revised as (
    select
        first_release_id as release_id,
        count(distinct cable_id) as revised_count,
        count(distinct cable_id) filter (where list_contains(changed_fields, 'body')) as body_revised_count,
        count(distinct cable_id) filter (where is_reissue) as reissued_count,
        count(distinct cable_id) filter (where released_at < released_before) as set_back_count,
    from revision_log
    group by first_release_id
),

events as (
    select
        release_id,
        count(*) filter (where event = 'withdrawn') as withdrawn_count,
        count(*) filter (where event = 'restored') as restored_count,
    from release_events
    group by release_id
)

select
    releases.release_id,
    releases.released_date,
    releases.counter,
    releases.page_count,
    coalesce(current_pages.current_count, 0) as current_count,
    coalesce(added.added_count, 0) as added_count,
    coalesce(revised.revised_count, 0) as revised_count,
    coalesce(revised.body_revised_count, 0) as body_revised_count,
    coalesce(revised.reissued_count, 0) as reissued_count,
    coalesce(revised.set_back_count, 0) as set_back_count,
    coalesce(events.withdrawn_count, 0) as withdrawn_count,
    coalesce(events.restored_count, 0) as restored_count,
from releases
left join current_pages on releases.release_id = current_pages.release_id
left join added on releases.release_id = added.release_id
left join revised on releases.release_id = revised.release_id
left join events on releases.release_id = events.release_id
order by releases.released_date, releases.release_id
