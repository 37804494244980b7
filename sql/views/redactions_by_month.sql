-- How much the publisher hid in the cables of each month of creation, and by what kind of mark.
--
-- grain:   one row per month of creation and kind of mark
-- reads:   cables, redactions
-- caveat:  counts places as the newest release shows them; months without a redaction are absent
--
-- column:  created_month | first day of the month of created_at, UTC
-- column:  redaction_count | redactions of that kind in cables of that month | places
-- column:  redacted_cable_count | cables of that month with such a redaction | cables
select
    date_trunc('month', cables.created_at at time zone 'UTC')::date as created_month,
    redactions.kind,
    count(*) as redaction_count,
    count(distinct redactions.cable_id) as redacted_cable_count,
from redactions
inner join cables on redactions.cable_id = cables.cable_id
group by created_month, redactions.kind
order by created_month, redactions.kind
