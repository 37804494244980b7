-- A re-issue that is not dated between its cable's first and last release.
--
-- severity: error
-- reads:    cables, publication_events
select
    publication_events.cable_id,
    publication_events.event_date,
    cables.first_released_at,
    cables.last_released_at,
from publication_events
inner join cables on publication_events.cable_id = cables.cable_id
where
    publication_events.event = 'reissued'
    and (
        publication_events.event_date <= (cables.first_released_at at time zone 'UTC')::date
        or publication_events.event_date > (cables.last_released_at at time zone 'UTC')::date
    )
order by publication_events.cable_id, publication_events.event_date
