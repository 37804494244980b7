-- A reference that says wrongly whether the cable referred to is in the edition.
--
-- severity: error
-- reads:    cable_references, cables
select
    cable_references.cable_id,
    cable_references.position,
    cable_references.target_id,
    cable_references.is_in_edition,
from cable_references
left join cables on cable_references.target_id = cables.cable_id
where cable_references.is_in_edition <> (cables.cable_id is not null)
order by cable_references.cable_id, cable_references.position
