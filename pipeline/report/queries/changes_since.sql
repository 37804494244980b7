-- What this edition changed against the one before, in numbers.
select
    change,
    count(*) as cable_count,
from changes
group by change
order by cable_count desc, change
