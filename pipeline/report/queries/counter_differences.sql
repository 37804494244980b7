-- Why our running total of a release's day is not the site's counter.
select
    release_id,
    reason,
    sum(abs(difference))::bigint as difference_count,
    sum(difference)::bigint as beyond_the_counter,
from counter_differences
group by release_id, reason
order by release_id, difference_count desc, reason
