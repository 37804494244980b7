-- How long the cables of each year of creation lay before their first release.
--
-- grain:   one row per year in which a cable was created
-- reads:   release_lag
-- caveat:  the whole set was released within a year: the lag is little else than the age of the cables
--
-- column:  created_year | first day of the year of created_at, UTC
-- column:  cable_count | cables created in that year | cables
-- column:  least_lag_days | shortest lag | days
-- column:  median_lag_days | median lag | days
-- column:  most_lag_days | longest lag | days
with dated as (
    select
        date_trunc('year', created_at at time zone 'UTC')::date as created_year,
        lag_days,
    from release_lag
)

select
    created_year,
    count(*) as cable_count,
    min(lag_days) as least_lag_days,
    median(lag_days) as median_lag_days,
    max(lag_days) as most_lag_days,
from dated
group by created_year
order by created_year
