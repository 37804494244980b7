-- The tags on the most cables.
select
    tag,
    kind,
    meaning,
    cable_count,
    share,
from tag_totals
order by cable_count desc, tag
limit 20
