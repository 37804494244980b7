-- Why our running total of a release's day is not the site's counter.
select
    release_id,
    reason,
    count(*) as cable_count,
    sum(difference)::bigint as difference,
from counter_differences
group by release_id, reason
order by release_id, reason
