-- What the site's index pages say otherwise than its cable pages.
select
    axis,
    difference,
    count(*) as difference_count,
    count(distinct cable_id) as cable_count,
    count(*) filter (where is_left_over) as left_over_count,
    min(release_id) as first_release_id,
    max(release_id) as last_release_id,
from listing_differences
group by axis, difference
order by difference_count desc, axis, difference
