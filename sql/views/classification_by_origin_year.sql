-- What each origin classified how, year by year.
--
-- grain:   one row per origin, year of creation, level and caveat; a cable without caveats counts under an empty one
-- reads:   cables
-- caveat:  a cable with several caveats counts once for each
--
-- column:  created_year | first day of the year of created_at, UTC
-- column:  caveat | the caveat, e.g. NOFORN; empty for cables without any
-- column:  cable_count | cables of that origin, year, level and caveat | cables
with spread as (
    select
        origin,
        date_trunc('year', created_at at time zone 'UTC')::date as created_year,
        classification_level,
        unnest(case when len(caveats) = 0 then [''] else caveats end) as caveat,
    from cables
)

select
    origin,
    created_year,
    classification_level,
    caveat,
    count(*) as cable_count,
from spread
group by origin, created_year, classification_level, caveat
order by origin, created_year, classification_level, caveat
