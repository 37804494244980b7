-- Which caveats each origin put on its cables.
--
-- grain:   one row per origin and caveat of the classification cell
-- reads:   cables
-- caveat:  a cable may carry several caveats; cables without any are absent
--
-- column:  caveat | the caveat, e.g. NOFORN
-- column:  cable_count | cables of that origin that carry it | cables
-- column:  share | those cables as a share of the origin's, 0 to 1 | share
with totals as (
    select
        origin,
        count(*) as origin_count,
    from cables
    group by origin
),

spread as (
    select
        origin,
        unnest(caveats) as caveat,
    from cables
),

counted as (
    select
        origin,
        caveat,
        count(*) as cable_count,
    from spread
    group by origin, caveat
)

select
    counted.origin,
    counted.caveat,
    counted.cable_count,
    counted.cable_count / totals.origin_count as share,
from counted
inner join totals on counted.origin = totals.origin
order by counted.origin, counted.cable_count desc, counted.caveat
