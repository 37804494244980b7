-- Tags that the vocabulary does not have.
select
    tag,
    cable_count,
    published_forms,
    example_id,
from unknown_tags
order by cable_count desc, tag
limit 30
