-- Cables that the site took out of its count, when, and whether they came back.
--
-- grain:   one row per cable and withdrawal
-- reads:   release_events, cables
-- caveat:  dates are those of the first release that shows the change; a page left over is still a page of the archive
--
-- column:  withdrawn_release_id | first release that no longer counts the cable
-- column:  withdrawn_date | date of that release
-- column:  has_page | that release still holds a page of the cable, which it does not count
-- column:  restored_release_id | the release that counts the cable again; null while withdrawn
-- column:  restored_date | date of that release
with followed as (
    select
        cable_id,
        release_id,
        event,
        event_date,
        has_page,
        lead(release_id) over by_date as next_release_id,
        lead(event_date) over by_date as next_date,
    from release_events
    window by_date as (
        partition by cable_id
        order by event_date, release_id
    )
)

select
    followed.cable_id,
    cables.origin,
    cables.classification,
    cables.subject,
    cables.first_released_at,
    followed.release_id as withdrawn_release_id,
    followed.event_date as withdrawn_date,
    followed.has_page,
    followed.next_release_id as restored_release_id,
    followed.next_date as restored_date,
from followed
inner join cables on followed.cable_id = cables.cable_id
where followed.event = 'withdrawn'
order by followed.cable_id, withdrawn_date, withdrawn_release_id
