-- How much each origin sent, month by month.
--
-- grain:   one row per origin and month of creation; months without cables are absent
-- reads:   cables
-- caveat:  counts published cables, not sent ones: a gap is not silence
--
-- column:  created_month | first day of the month of created_at, UTC
-- column:  cable_count | cables of that origin created in that month | cables
with dated as (
    select
        origin,
        date_trunc('month', created_at at time zone 'UTC')::date as created_month,
    from cables
)

select
    origin,
    created_month,
    count(*) as cable_count,
from dated
group by origin, created_month
order by origin, created_month
