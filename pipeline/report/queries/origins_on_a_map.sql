-- How much each origin sent of what is released, and where it stands.
select
    origin_totals.origin,
    posts.city,
    origin_totals.country,
    posts.latitude,
    posts.longitude,
    origin_totals.cable_count,
    origin_totals.share,
from origin_totals
left join posts on origin_totals.post_code = posts.post_code
order by origin_totals.cable_count desc, origin_totals.origin
