-- A release whose pages, and the cables that it only lists, are not as many as its counter says.
--
-- severity: warning
-- reads:    counter_differences
select
    release_id,
    difference,
from counter_differences
where reason = 'unexplained'
order by release_id
