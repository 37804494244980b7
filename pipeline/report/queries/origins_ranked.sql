-- The origins of the most cables.
select
    origin,
    country,
    cable_count,
    share,
    first_created_at,
    last_created_at,
from origin_totals
order by cable_count desc, origin
limit 20
