-- The closest ties among the most used tags.
with top as (
    select
        tag,
        kind,
        cable_count,
    from tag_totals
    order by cable_count desc, tag
    limit 36
)

select
    pairs.tag_a,
    pairs.tag_b,
    pairs.cable_count,
    pairs.jaccard,
    one.kind as kind_a,
    other.kind as kind_b,
    one.cable_count as cables_a,
    other.cable_count as cables_b,
from tag_pairs(minimum_count := 2) as pairs
inner join top as one on pairs.tag_a = one.tag
inner join top as other on pairs.tag_b = other.tag
order by pairs.jaccard desc, pairs.tag_a, pairs.tag_b
limit 56
