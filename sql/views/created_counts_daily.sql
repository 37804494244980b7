-- How many of the cables at hand were created each day.
--
-- grain:   one row per day on which a cable was created; days without are absent
-- reads:   cables
-- caveat:  counts published cables, not sent ones: a gap is not silence
--
-- column:  created_date | day of created_at, UTC
-- column:  cable_count | cables created on that day | cables

-- make_timestamp(epoch_us(x)) is x at time zone 'UTC', at a fifth of the cost.
select
    make_timestamp(epoch_us(created_at))::date as created_date,
    count(*) as cable_count,
from cables
group by created_date
order by created_date
