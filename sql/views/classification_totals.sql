-- How many cables carry each classification, as published.
--
-- grain:   one row per classification cell as published, with its level and caveats apart
-- reads:   cables
-- caveat:  counts withdrawn cables too
--
-- column:  cable_count | cables with that classification | cables
-- column:  share | cables with that classification as a share of all cables, 0 to 1 | share
-- column:  first_created_at | creation of the earliest of them
-- column:  last_created_at | creation of the latest of them
-- column:  withdrawn_count | cables that the newest release no longer counts | cables
with counted as (
    select
        classification,
        min(classification_level) as classification_level,
        min(caveats) as caveats,
        count(*) as cable_count,
        min(created_at) as first_created_at,
        max(created_at) as last_created_at,
        count(*) filter (where is_withdrawn) as withdrawn_count,
    from cables
    group by classification
)

select
    classification,
    classification_level,
    caveats,
    cable_count,
    cable_count / sum(cable_count) over () as share,
    first_created_at,
    last_created_at,
    withdrawn_count,
from counted
order by cable_count desc, classification
