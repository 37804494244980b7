-- Pairs of tags that stand together on at least so many cables of one origin, with their measures.
--
-- grain:   one row per origin and unordered pair of tags; tag_a comes first in the alphabet
-- reads:   cable_tags, cables
-- caveat:  measured within the origin: chance is what the origin's own use of both tags would give
--
-- parameter: minimum_count = 5 | least number of cables of the origin that carry both tags
-- column:  tag_a | the tag that comes first in the alphabet
-- column:  tag_b | the other tag
-- column:  cable_count | cables of the origin that carry both | cables
-- column:  support | those cables as a share of the origin's, 0 to 1 | share
-- column:  jaccard | those cables as a share of the origin's that carry either, 0 to 1 | share
-- column:  lift | how many times more often than if the two tags were independent; 1 is chance | ratio
-- column:  npmi | normalised pointwise mutual information, -1 to 1: 0 is chance, 1 is never apart | ratio
with grouped as (
    select
        cable_id,
        origin,
    from cables
),

group_totals as (
    select
        origin,
        count(*) as cable_count,
    from grouped
    group by origin
),

carried as (
    select
        cable_tags.cable_id,
        grouped.origin,
        cable_tags.tag,
    from cable_tags
    inner join grouped on cable_tags.cable_id = grouped.cable_id
),

tag_counts as (
    select
        origin,
        tag,
        count(*) as cable_count,
    from carried
    group by origin, tag
),

pair_counts as (
    select
        one.origin,
        one.tag as tag_a,
        other.tag as tag_b,
        count(*) as cable_count,
    from carried as one
    inner join carried as other on one.cable_id = other.cable_id and one.tag < other.tag
    group by one.origin, one.tag, other.tag
),

measured as (
    select
        pair_counts.origin,
        pair_counts.tag_a,
        pair_counts.tag_b,
        pair_counts.cable_count,
        pair_counts.cable_count / group_totals.cable_count as support,
        pair_counts.cable_count / (one.cable_count + other.cable_count - pair_counts.cable_count) as jaccard,
        pair_counts.cable_count * group_totals.cable_count / (one.cable_count * other.cable_count) as lift,
    from pair_counts
    inner join group_totals on pair_counts.origin = group_totals.origin
    inner join tag_counts as one
        on pair_counts.origin = one.origin and pair_counts.tag_a = one.tag
    inner join tag_counts as other
        on pair_counts.origin = other.origin and pair_counts.tag_b = other.tag
    where pair_counts.cable_count >= minimum_count
)

select
    origin,
    tag_a,
    tag_b,
    cable_count,
    support,
    jaccard,
    lift,
    -- A pair on every cable has no surprise to normalise; it is never apart.
    case when support = 1 then 1.0 else ln(lift) / -ln(support) end as npmi,
from measured
order by origin, cable_count desc, tag_a, tag_b
