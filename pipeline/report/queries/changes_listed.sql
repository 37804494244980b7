-- What this edition changed against the one before, cable by cable.
select
    change,
    cable_id,
    origin,
    subject,
    changed_fields,
from changes
order by change, cable_id
limit 100
