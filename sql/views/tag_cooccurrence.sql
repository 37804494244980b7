-- Which tags stand together on cables, and how much more often than chance would have it.
--
-- grain:   one row per unordered pair of tags that some cable carries together; tag_a comes first in the alphabet
-- reads:   cable_tags, cables
-- caveat:  measures of rare pairs are noise: ask for a cable_count of 5 or more, or call tag_pairs(5)
-- caveat:  one cable in several sections counts once, and a pair that never occurs is absent
--
-- column:  tag_a | the tag that comes first in the alphabet
-- column:  tag_b | the other tag
-- column:  cable_count | cables that carry both | cables
-- column:  support | cables that carry both as a share of all cables, 0 to 1 | share
-- column:  jaccard | cables that carry both as a share of those that carry either, 0 to 1 | share
-- column:  lift | how many times more often than if the two tags were independent; 1 is chance | ratio
-- column:  npmi | normalised pointwise mutual information, -1 to 1: 0 is chance, 1 is never apart | ratio
with cable_total as (
    select count(*) as cable_count,
    from cables
),

tag_counts as materialized (
    select
        tag,
        count(*) as cable_count,
        -- Two bytes hold the number of any tag, and numbers sort as their tags do.
        row_number() over (
            order by tag
        )::usmallint as tag_number,
    from cable_tags
    group by tag
),

numbered as (
    select list(tag_counts.tag_number) as tag_numbers,
    from cable_tags
    inner join tag_counts on cable_tags.tag = tag_counts.tag
    group by cable_tags.cable_id
),

-- Unnesting a cable's list twice costs half of joining the tags with themselves.
firsts as (
    select
        unnest(tag_numbers) as first_number,
        tag_numbers,
    from numbered
),

paired as (
    select
        first_number,
        unnest(tag_numbers) as second_number,
    from firsts
),

pair_counts as (
    select
        first_number,
        second_number,
        count(*) as cable_count,
    from paired
    where first_number < second_number
    group by first_number, second_number
),

measured as (
    select
        one.tag as tag_a,
        other.tag as tag_b,
        pair_counts.first_number,
        pair_counts.second_number,
        pair_counts.cable_count,
        pair_counts.cable_count / cable_total.cable_count as support,
        pair_counts.cable_count / (one.cable_count + other.cable_count - pair_counts.cable_count) as jaccard,
        pair_counts.cable_count * cable_total.cable_count / (one.cable_count * other.cable_count) as lift,
    from pair_counts
    inner join tag_counts as one on pair_counts.first_number = one.tag_number
    inner join tag_counts as other on pair_counts.second_number = other.tag_number
    cross join cable_total
)

select
    tag_a,
    tag_b,
    cable_count,
    support,
    jaccard,
    lift,
    -- A pair on every cable has no surprise to normalise; it is never apart.
    case when support = 1 then 1.0 else ln(lift) / -ln(support) end as npmi,
from measured
order by cable_count desc, first_number, second_number
