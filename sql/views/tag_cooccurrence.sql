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
        -- Numbers sort as their tags do, and are counted faster.
        row_number() over (
            order by tag
        )::uinteger as tag_number,
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

-- The nth entry is that of the tag of number n: to look it up takes less than half of a join's time.
vocabulary as (
    select
        list(tag order by tag_number) as tags,
        list(cable_count order by tag_number) as cable_counts,
    from tag_counts
),

named as (
    select
        pair_counts.first_number,
        pair_counts.second_number,
        vocabulary.tags[pair_counts.first_number] as tag_a,
        vocabulary.tags[pair_counts.second_number] as tag_b,
        vocabulary.cable_counts[pair_counts.first_number] as count_a,
        vocabulary.cable_counts[pair_counts.second_number] as count_b,
        pair_counts.cable_count,
        cable_total.cable_count as total_count,
    from pair_counts
    cross join vocabulary
    cross join cable_total
),

measured as (
    select
        tag_a,
        tag_b,
        first_number,
        second_number,
        cable_count,
        cable_count / total_count as support,
        cable_count / (count_a + count_b - cable_count) as jaccard,
        cable_count * total_count / (count_a * count_b) as lift,
    from named
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
