-- How the cables of each year were classified.
--
-- grain:   one row per year of creation and level; a level without a cable in a year has no row
-- reads:   cables
-- caveat:  what was published is no random part of what was written: shares say little of the whole traffic
--
-- column:  created_year | first day of the year of created_at, UTC
-- column:  cable_count | cables of that year at that level | cables
-- column:  share | those cables as a share of the year's, 0 to 1 | share
-- column:  noforn_count | those cables that no foreigner may see, NOFORN in the classification cell | cables
with counted as (
    select
        date_trunc('year', created_at at time zone 'UTC')::date as created_year,
        classification_level,
        count(*) as cable_count,
        count(*) filter (where list_contains(caveats, 'NOFORN')) as noforn_count,
    from cables
    group by created_year, classification_level
)

select
    created_year,
    classification_level,
    cable_count,
    cable_count / sum(cable_count) over (partition by created_year) as share,
    noforn_count,
from counted
order by created_year, classification_level
