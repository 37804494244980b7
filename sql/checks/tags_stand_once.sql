-- A cable that carries the same tag twice.
--
-- severity: error
-- reads:    cable_tags
select
    cable_id,
    tag,
    count(*) as row_count,
from cable_tags
group by cable_id, tag
having count(*) > 1
order by cable_id, tag
