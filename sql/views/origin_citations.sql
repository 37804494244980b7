-- Which post's cables cite which post's, whether those are here or not.
--
-- grain:   one row per origin of the citing cable and post of the cited one
-- reads:   cable_references, cables
-- caveat:  references whose post the vocabulary does not know are left out
--
-- column:  citation_count | cables cited, once for each cable that cites them | citations
-- column:  here_count | of those, citations of cables of the edition | citations
-- column:  citing_count | cables of that origin that cite the post | cables
-- column:  is_own | the origin cites its own post
with edges as (
    select distinct
        cable_id,
        target_id,
        target_post_code,
        is_in_edition,
    from cable_references
    where target_id is not null and target_post_code is not null and target_id <> cable_id
)

select
    cables.origin,
    edges.target_post_code,
    count(*) as citation_count,
    count(*) filter (where edges.is_in_edition) as here_count,
    count(distinct edges.cable_id) as citing_count,
    coalesce(bool_or(edges.target_post_code = cables.post_code), false) as is_own,
from edges
inner join cables on edges.cable_id = cables.cable_id
group by cables.origin, edges.target_post_code
order by citation_count desc, cables.origin, edges.target_post_code
