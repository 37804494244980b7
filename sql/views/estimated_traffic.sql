-- How much of each post's traffic of a year is here, estimated from serial numbers.
--
-- grain:   one row per post code and year of the reference ids
-- reads:   cables, cable_references
-- caveat:  the estimator of the German tank problem, m + m/k - 1 of k serials up to m, holds if what was published were
--          drawn at random from a series that runs from 1; a selection by subject is not random
-- caveat:  a cited serial above the upper bound is a misprint, a reference whose year is not printed and not the citing
--          cable's, or the sign that the cables were not drawn at random
-- caveat:  the year is that of the reference id, which is not always that of creation
--
-- column:  station | post code as the reference ids write it
-- column:  year | year of the reference ids, four digits | year
-- column:  cable_count | distinct serials seen, k | cables
-- column:  highest_serial | highest serial seen, m | ordinal
-- column:  estimated_count | m + m/k - 1, the estimate with the least variance of all unbiased ones | cables
-- column:  lower_bound | lower end of the 95 % interval: the highest serial itself | cables
-- column:  upper_bound | upper end of the 95 % interval: m times 0.05 to the power -1/k | cables
-- column:  highest_cited_serial | highest serial of that post and year that any cable refers to; null
--          where none | ordinal
-- column:  estimated_share | distinct serials seen as a share of the estimate, 0 to 1 | share
with constants as (
    select
        0.05 as error_rate,
        -- Reference ids have two digits for the year: 66 to 99 are of the last century.
        66 as first_short_year,
),

seen as (
    select regexp_extract(cable_id, '^(\d\d)([A-Z]+)(\d+)$', ['year', 'station', 'serial']) as parts,
    from cables
),

cited as (
    select distinct regexp_extract(target_id, '^(\d\d)([A-Z]+)(\d+)$', ['year', 'station', 'serial']) as parts,
    from cable_references
    where target_id is not null
),

numbered as (
    select
        parts.station,
        try_cast(parts.year as integer) as short_year,
        try_cast(parts.serial as integer) as serial,
    from seen
    where parts.serial <> ''
),

cited_numbers as (
    select
        parts.station,
        try_cast(parts.year as integer) as short_year,
        max(try_cast(parts.serial as integer)) as highest_cited_serial,
    from cited
    where parts.serial <> ''
    group by parts.station, short_year
),

counted as (
    select
        station,
        short_year,
        count(distinct serial) as cable_count,
        max(serial) as highest_serial,
    from numbered
    where serial > 0
    group by station, short_year
),

estimated as (
    select
        counted.station,
        case
            when counted.short_year >= constants.first_short_year then 1900 + counted.short_year
            else 2000 + counted.short_year
        end as year,
        counted.cable_count,
        counted.highest_serial,
        counted.highest_serial + counted.highest_serial / counted.cable_count - 1 as estimated_count,
        counted.highest_serial as lower_bound,
        counted.highest_serial * pow(constants.error_rate, -1 / counted.cable_count) as upper_bound,
        cited_numbers.highest_cited_serial,
    from counted
    left join cited_numbers
        on counted.station = cited_numbers.station and counted.short_year = cited_numbers.short_year
    cross join constants
)

select
    station,
    year,
    cable_count,
    highest_serial,
    estimated_count,
    lower_bound,
    upper_bound,
    highest_cited_serial,
    cable_count / estimated_count as estimated_share,
from estimated
order by station, year
