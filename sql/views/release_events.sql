-- Which release dropped a cable from the site's count, and which took it up again.
--
-- grain:   one row per cable and release that withdraws or restores it
-- reads:   publication_events
-- caveat:  only releases that show a counter say what is withdrawn; what happened between two of them is not seen,
--          so the date is that of the first release that shows the change
--
-- column:  event | withdrawn: the release no longer counts the cable; restored: it counts it again
-- column:  event_date | date of the release
-- column:  has_page | the release still holds a page of the cable
select
    cable_id,
    release_id,
    event,
    event_date,
    has_page,
from publication_events
where event in ('withdrawn', 'restored')
order by cable_id, event_date, release_id
