-- How the number of released cables grew, beside the counter that the site showed.
select
    released_date,
    running_total,
    running_share,
    site_counter,
from release_counts_daily
order by released_date
