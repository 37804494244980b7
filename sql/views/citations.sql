-- Which cable of the edition cites which.
--
-- grain:   one row per citing cable and cited cable, both in the edition
-- reads:   cable_references, cables
-- caveat:  a REF line is a courtesy to the reader, not a complete apparatus
--
-- column:  source_id | the cable that cites
-- column:  target_id | the cable that it cites
-- column:  source_origin | origin of the cable that cites
-- column:  target_origin | origin of the cable cited
-- column:  source_created_at | creation of the cable that cites
-- column:  target_created_at | creation of the cable cited
with edges as (
    select distinct
        cable_id,
        target_id,
    from cable_references
    where is_in_edition and target_id <> cable_id
)

select
    edges.cable_id as source_id,
    edges.target_id,
    source.origin as source_origin,
    target.origin as target_origin,
    source.created_at as source_created_at,
    target.created_at as target_created_at,
from edges
inner join cables as source on edges.cable_id = source.cable_id
inner join cables as target on edges.target_id = target.cable_id
order by source_id, edges.target_id
