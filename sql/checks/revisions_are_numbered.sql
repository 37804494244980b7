-- A cable whose revisions do not run from 1 to its revision count, or of which not exactly one is current.
--
-- severity: error
-- reads:    cables, revisions
with counted as (
    select
        cable_id,
        count(*) as row_count,
        min(revision) as first_revision,
        max(revision) as last_revision,
        count(*) filter (where is_current) as current_count,
    from revisions
    group by cable_id
)

select
    cables.cable_id,
    cables.revision_count,
    counted.row_count,
    counted.first_revision,
    counted.last_revision,
    counted.current_count,
from cables
left join counted on cables.cable_id = counted.cable_id
where
    coalesce(counted.row_count, 0) <> cables.revision_count
    or counted.first_revision <> 1
    or counted.last_revision <> cables.revision_count
    or counted.current_count <> 1
order by cables.cable_id
