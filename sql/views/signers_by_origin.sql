-- Who signed cables at each origin, and from when to when.
--
-- grain:   one row per origin and name
-- reads:   signers, cables
-- caveat:  a name is as the cable writes it: one person may stand under several spellings, two under one
--
-- private: name
-- column:  cable_count | cables of that origin signed under that name | cables
-- column:  first_created_at | creation of the earliest of them
-- column:  last_created_at | creation of the latest of them
select
    cables.origin,
    signers.name,
    count(distinct signers.cable_id) as cable_count,
    min(cables.created_at) as first_created_at,
    max(cables.created_at) as last_created_at,
from signers
inner join cables on signers.cable_id = cables.cable_id
group by cables.origin, signers.name
order by cable_count desc, cables.origin, signers.name
