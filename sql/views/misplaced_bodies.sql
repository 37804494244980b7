-- Cables whose page prints the body of another cable, and whether that one has a page of its own.
--
-- grain:   one row per cable whose body's first line gives another cable's reference id
-- reads:   cables
-- caveat:  the line has no year: unless the case is a known one, it is taken to be the page's
-- caveat:  subject, tags, references and text of these rows are the other cable's; id, cells and header are their own
--
-- column:  origin | the page's own origin
-- column:  other_origin | origin of the cable whose body is printed, where it has a page
-- column:  other_created_at | when that cable was written, where it has a page
-- column:  other_has_page | that cable has a page of its own
select
    cables.cable_id,
    cables.origin,
    cables.created_at,
    cables.body_of,
    others.cable_id is not null as other_has_page,
    others.origin as other_origin,
    others.created_at as other_created_at,
from cables
left join cables as others on cables.body_of = others.cable_id
where cables.body_of is not null
order by cables.cable_id
