-- Posts that the vocabulary does not have.
select
    seen_in,
    name,
    cable_count,
    example_id,
from unknown_posts
order by seen_in, cable_count desc, name
limit 30
