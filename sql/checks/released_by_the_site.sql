-- A cable that carries a release time before the site's first release, on 28 November 2010.
--
-- severity: warning
-- reads:    cables
select
    cable_id,
    first_released_at,
    released_at,
    path,
from cables
where first_released_at at time zone 'UTC' < timestamp '2010-11-28'
order by cable_id
