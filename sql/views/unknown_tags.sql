-- Tags on cables that the vocabulary does not have: misprints, odd ones, and those still to be looked up.
--
-- grain:   one row per tag that is not known
-- reads:   cable_tags, tags
-- caveat:  a tag that is a misprint for a known one is kept as it is: to count both, add what stands_for names
--
-- column:  cable_count | cables that carry it | cables
-- column:  published_forms | how the TAGS lines print it, in order of the alphabet
-- column:  example_id | one cable that carries it, the first by its id
select
    cable_tags.tag,
    min(tags.stands_for) as stands_for,
    count(distinct cable_tags.cable_id) as cable_count,
    list_sort(list(distinct cable_tags.published_tag)) as published_forms,
    min(cable_tags.cable_id) as example_id,
from cable_tags
left join tags on cable_tags.tag = tags.tag
where not coalesce(tags.is_known, false)
group by cable_tags.tag
order by cable_count desc, cable_tags.tag
