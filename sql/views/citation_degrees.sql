-- How many cables each cable cites, and how many cite it.
--
-- grain:   one row per cable that cites a cable or is cited here
-- reads:   cable_references, cables
-- caveat:  only cables of the edition cite; those that are not here could have
--
-- column:  cited_count | cables that it cites, here or not: its out-degree | cables
-- column:  cited_here_count | of those, cables of the edition | cables
-- column:  citing_count | cables of the edition that cite it: its in-degree | cables
with edges as (
    select distinct
        cable_id,
        target_id,
        is_in_edition,
    from cable_references
    where target_id is not null and target_id <> cable_id
),

degrees as (
    select
        cable_id,
        count(*) as cited_count,
        count(*) filter (where is_in_edition) as cited_here_count,
        0 as citing_count,
    from edges
    group by cable_id

    union all

    select
        target_id as cable_id,
        0 as cited_count,
        0 as cited_here_count,
        count(*) as citing_count,
    from edges
    where is_in_edition
    group by target_id
),

totals as (
    select
        cable_id,
        sum(cited_count)::bigint as cited_count,
        sum(cited_here_count)::bigint as cited_here_count,
        sum(citing_count)::bigint as citing_count,
    from degrees
    group by cable_id
)

select
    totals.cable_id,
    cables.origin,
    cables.subject,
    totals.cited_count,
    totals.cited_here_count,
    totals.citing_count,
from totals
inner join cables on totals.cable_id = cables.cable_id
order by totals.citing_count desc, totals.cable_id
