-- The cables with the most articles.
select
    cable_id,
    origin,
    subject,
    article_count,
    hosts,
from most_covered_cables
order by article_count desc, cable_id
limit 10
