-- How the marks of a cable's paragraphs compare with the marking of the whole.
--
-- grain:   one row per cable that has a paragraph with a portion mark
-- reads:   cables, paragraphs
-- caveat:  a mark that is misprinted may look higher or lower than it was meant
--
-- column:  marked_count | paragraphs with a portion mark | paragraphs
-- column:  unclassified_count | paragraphs marked unclassified | paragraphs
-- column:  below_count | paragraphs marked below the cable's level | paragraphs
-- column:  equal_count | paragraphs marked at the cable's level | paragraphs
-- column:  above_count | paragraphs marked above the cable's level | paragraphs
-- column:  highest_level | highest level that any of its paragraphs is marked
-- column:  is_wholly_unclassified | every paragraph has a mark, and every mark says unclassified
with levels as (
    select
        unnest(['UNCLASSIFIED', 'CONFIDENTIAL', 'SECRET', 'TOP SECRET']) as level_name,
        unnest([0, 1, 2, 3]) as height,
),

marked as (
    select
        paragraphs.cable_id,
        levels.height,
        count(*) as mark_count,
    from paragraphs
    inner join levels on paragraphs.portion_level = levels.level_name
    where paragraphs.kind = 'paragraph'
    group by paragraphs.cable_id, levels.height
),

compared as (
    select
        cables.cable_id,
        cables.origin,
        cables.classification,
        cables.classification_level,
        cables.paragraph_count,
        sum(marked.mark_count)::bigint as marked_count,
        coalesce(sum(marked.mark_count) filter (where marked.height = 0), 0)::bigint as unclassified_count,
        coalesce(sum(marked.mark_count) filter (where marked.height < levels.height), 0)::bigint as below_count,
        coalesce(sum(marked.mark_count) filter (where marked.height = levels.height), 0)::bigint as equal_count,
        coalesce(sum(marked.mark_count) filter (where marked.height > levels.height), 0)::bigint as above_count,
        max(marked.height) as highest,
    from cables
    inner join levels on cables.classification_level = levels.level_name
    inner join marked on cables.cable_id = marked.cable_id
    group by all
)

select
    compared.cable_id,
    compared.origin,
    compared.classification,
    compared.classification_level,
    compared.paragraph_count,
    compared.marked_count,
    compared.unclassified_count,
    compared.below_count,
    compared.equal_count,
    compared.above_count,
    levels.level_name as highest_level,
    compared.unclassified_count = compared.paragraph_count as is_wholly_unclassified,
from compared
inner join levels on compared.highest = levels.height
order by compared.cable_id
