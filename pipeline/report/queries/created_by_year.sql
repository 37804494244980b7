-- When the released cables were written.
select
    created_year,
    cable_count,
    running_total,
from created_counts_yearly
order by created_year
