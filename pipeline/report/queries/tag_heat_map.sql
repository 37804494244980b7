-- How the most used tags go together, two by two.
with top as (
    select
        tag,
        row_number() over (
            order by cable_count desc, tag
        ) as tag_rank,
    from tag_totals
    order by tag_rank
    limit 16
)

select
    pairs.tag_a,
    pairs.tag_b,
    pairs.cable_count,
    pairs.npmi,
    pairs.jaccard,
    pairs.lift,
    one.tag_rank as rank_a,
    other.tag_rank as rank_b,
from tag_cooccurrence as pairs
inner join top as one on pairs.tag_a = one.tag
inner join top as other on pairs.tag_b = other.tag
order by pairs.npmi desc, pairs.tag_a, pairs.tag_b
