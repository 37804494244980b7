-- A cable whose last withdrawal or return contradicts its flag.
--
-- severity: error
-- reads:    cables, releases, publication_events
with last_events as (
    select
        publication_events.cable_id,
        arg_max(publication_events.event, (publication_events.event_date, publication_events.release_id)) as event,
    from publication_events
    where publication_events.event in ('withdrawn', 'restored')
    group by publication_events.cable_id
),

-- A source without a counter does not say what it leaves out.
comparable as (
    select bool_and(counter is not null) as has_counters,
    from releases
)

select
    cables.cable_id,
    cables.is_withdrawn,
    last_events.event,
from cables
cross join comparable
left join last_events on cables.cable_id = last_events.cable_id
where
    comparable.has_counters
    and cables.is_withdrawn <> coalesce(last_events.event = 'withdrawn', false)
order by cables.cable_id
