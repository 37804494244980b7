-- A cable whose first, own and last release times are out of order.
--
-- severity: error
-- reads:    cables
select
    cable_id,
    first_released_at,
    released_at,
    last_released_at,
from cables
where
    first_released_at > released_at
    or released_at > last_released_at
order by cable_id
