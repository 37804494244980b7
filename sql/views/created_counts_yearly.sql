-- How many of the cables at hand were created each year.
--
-- grain:   one row per year from the first creation to the last; years without cables are there, with zero
-- reads:   cables
-- caveat:  counts published cables, not sent ones: a gap is not silence
--
-- column:  created_year | first day of the year of created_at, UTC
-- column:  cable_count | cables created in that year | cables
-- column:  running_total | cables created up to the end of that year | cables

-- make_timestamp(epoch_us(x)) is x at time zone 'UTC', at a fifth of the cost.
with counted as (
    select
        date_trunc('year', make_timestamp(epoch_us(created_at)))::date as created_year,
        count(*) as cable_count,
    from cables
    group by created_year
),

span as (
    select
        min(created_year) as first_year,
        max(created_year) as last_year,
    from counted
),

years as (
    select unnest(generate_series(first_year, last_year, interval 1 year))::date as created_year,
    from span
)

select
    years.created_year,
    coalesce(counted.cable_count, 0) as cable_count,
    sum(coalesce(counted.cable_count, 0)) over (
        order by years.created_year
    )::bigint as running_total,
from years
left join counted on years.created_year = counted.created_year
order by years.created_year
