-- A cable whose header's date-time group lies more than two days from the creation that its page states.
--
-- severity: warning
-- reads:    cables
select
    cable_id,
    created_at,
    sent_at,
    path,
from cables
where abs(date_diff('hour', created_at, sent_at)) > 48
order by cable_id
