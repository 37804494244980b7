-- Who classified cables at each origin, and from when to when.
--
-- grain:   one row per origin and name
-- reads:   officers, cables
-- caveat:  a name is as the cable writes it: one person may stand under several spellings, two under one
-- caveat:  officers whose name the publisher hid are left out
--
-- private: name
-- column:  cable_count | cables of that origin classified under that name | cables
-- column:  first_created_at | creation of the earliest of them
-- column:  last_created_at | creation of the latest of them
-- column:  title | title on the latest of them that gives one
select
    cables.origin,
    officers.name,
    arg_max(officers.title, (cables.created_at, cables.cable_id, officers.position)) as title,
    count(distinct officers.cable_id) as cable_count,
    min(cables.created_at) as first_created_at,
    max(cables.created_at) as last_created_at,
from officers
inner join cables on officers.cable_id = cables.cable_id
where not regexp_matches(officers.name, '^[Xx]+$')
group by cables.origin, officers.name
order by cable_count desc, cables.origin, officers.name
