-- A cable or a revision of one that was released before it was created.
--
-- severity: warning
-- reads:    cables, revisions
select
    revisions.cable_id,
    revisions.revision,
    cables.created_at,
    revisions.released_at,
from revisions
inner join cables on revisions.cable_id = cables.cable_id
where revisions.released_at < cables.created_at
order by revisions.cable_id, revisions.revision
