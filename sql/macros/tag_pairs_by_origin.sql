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
with group_totals as materialized (
    select
        origin,
        count(*) as cable_count,
        row_number() over (
            order by origin
        )::uinteger as origin_number,
    from cables
    group by origin
),

grouped as (
    select
        cables.cable_id,
        group_totals.origin_number,
    from cables
    inner join group_totals on cables.origin = group_totals.origin
),

-- Numbers sort as their tags do, and are counted faster.
tag_numbers as materialized (
    select
        tag,
        row_number() over (
            order by tag
        )::uinteger as tag_number,
    from cable_tags
    group by tag
),

numbered as (
    select
        cable_tags.cable_id,
        list(tag_numbers.tag_number) as tag_numbers,
    from cable_tags
    inner join tag_numbers on cable_tags.tag = tag_numbers.tag
    group by cable_tags.cable_id
),

-- Unnesting a cable's list twice costs half of joining the tags with themselves.
firsts as materialized (
    select
        grouped.origin_number,
        unnest(numbered.tag_numbers) as first_number,
        numbered.tag_numbers,
    from numbered
    inner join grouped on numbered.cable_id = grouped.cable_id
),

tag_counts as (
    select
        origin_number,
        first_number as tag_number,
        count(*) as cable_count,
    from firsts
    group by origin_number, first_number
),

paired as (
    select
        origin_number,
        first_number,
        unnest(tag_numbers) as second_number,
    from firsts
),

pair_counts as (
    select
        origin_number,
        first_number,
        second_number,
        count(*) as cable_count,
    from paired
    where first_number < second_number
    group by origin_number, first_number, second_number
),

measured as (
    select
        group_totals.origin,
        tag_a.tag as tag_a,
        tag_b.tag as tag_b,
        pair_counts.first_number,
        pair_counts.second_number,
        pair_counts.cable_count,
        pair_counts.cable_count / group_totals.cable_count as support,
        pair_counts.cable_count / (one.cable_count + other.cable_count - pair_counts.cable_count) as jaccard,
        pair_counts.cable_count * group_totals.cable_count / (one.cable_count * other.cable_count) as lift,
    from pair_counts
    inner join group_totals on pair_counts.origin_number = group_totals.origin_number
    inner join tag_counts as one
        on pair_counts.origin_number = one.origin_number and pair_counts.first_number = one.tag_number
    inner join tag_counts as other
        on pair_counts.origin_number = other.origin_number and pair_counts.second_number = other.tag_number
    inner join tag_numbers as tag_a on pair_counts.first_number = tag_a.tag_number
    inner join tag_numbers as tag_b on pair_counts.second_number = tag_b.tag_number
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
order by origin, cable_count desc, first_number, second_number
