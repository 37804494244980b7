-- A cable created before 1950, or after the last year whose cables were published.
--
-- severity: warning
-- reads:    cables
select
    cable_id,
    created_at,
    path,
from cables
where
    created_at at time zone 'UTC' < timestamp '1950-01-01'
    or created_at at time zone 'UTC' >= timestamp '2012-01-01'
order by cable_id
