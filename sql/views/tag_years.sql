-- How many cables of each year carry each tag.
--
-- grain:   one row per tag and year of creation; years without the tag are absent
-- reads:   cable_tags, cables
-- caveat:  the set holds few cables of most years before 2003: read the share, not the count
--
-- column:  created_year | first day of the year of created_at, UTC
-- column:  cable_count | cables of that year that carry the tag | cables
-- column:  share | those cables as a share of the year's, 0 to 1 | share
with dated as (
    select
        cable_id,
        date_trunc('year', created_at at time zone 'UTC')::date as created_year,
    from cables
),

totals as (
    select
        created_year,
        count(*) as year_count,
    from dated
    group by created_year
),

counted as (
    select
        cable_tags.tag,
        dated.created_year,
        count(*) as cable_count,
    from cable_tags
    inner join dated on cable_tags.cable_id = dated.cable_id
    group by cable_tags.tag, dated.created_year
)

select
    counted.tag,
    counted.created_year,
    counted.cable_count,
    counted.cable_count / totals.year_count as share,
from counted
inner join totals on counted.created_year = totals.created_year
order by counted.tag, counted.created_year
