-- Cables that are cited but not here, from the most cited.
--
-- grain:   one row per reference id that cables of the edition cite and that the edition lacks
-- reads:   cable_references, cables
-- caveat:  a misprinted reference looks like a missing cable; one that is cited once may be no more than that
-- caveat:  a reference that prints no year is taken to be of the citing cable's, which early in a year is often wrong
--
-- column:  citing_count | cables of the edition that cite it | cables
-- column:  citing_origin_count | origins of those cables | origins
-- column:  first_citing_id | the earliest cable that cites it
-- column:  first_cited_at | creation of the earliest cable that cites it
-- column:  last_cited_at | creation of the latest cable that cites it
select
    cable_references.target_id,
    min(cable_references.target_post_code) as target_post_code,
    min(cable_references.year) as year,
    count(distinct cable_references.cable_id) as citing_count,
    count(distinct cables.origin) as citing_origin_count,
    arg_min(cables.cable_id, (cables.created_at, cables.cable_id)) as first_citing_id,
    min(cables.created_at) as first_cited_at,
    max(cables.created_at) as last_cited_at,
from cable_references
inner join cables on cable_references.cable_id = cables.cable_id
where
    cable_references.target_id is not null
    and not cable_references.is_in_edition
group by cable_references.target_id
order by citing_count desc, cable_references.target_id
