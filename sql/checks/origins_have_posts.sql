-- A cable whose origin is no post that the vocabulary knows.
--
-- severity: warning
-- reads:    cables
select
    cable_id,
    origin,
    path,
from cables
where post_code is null
order by cable_id
