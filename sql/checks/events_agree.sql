-- A cable whose flags of withdrawal and return contradict its withdrawals and returns.
--
-- severity: error
-- reads:    cables, publication_events
with last_events as (
    select
        cable_id,
        arg_max(event, (event_date, release_id)) as last_event,
        count(*) filter (where event = 'restored') as restored_count,
    from publication_events
    where event in ('withdrawn', 'restored')
    group by cable_id
)

select
    cables.cable_id,
    cables.is_withdrawn,
    cables.is_relisted,
    last_events.last_event,
    last_events.restored_count,
from cables
left join last_events on cables.cable_id = last_events.cable_id
where
    cables.is_withdrawn <> coalesce(last_events.last_event = 'withdrawn', false)
    or cables.is_relisted <> coalesce(last_events.restored_count > 0, false)
order by cables.cable_id
