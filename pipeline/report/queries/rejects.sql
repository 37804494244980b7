-- Pages that could not be read.
select
    release_id,
    reason,
    page_count,
    example_path,
from reject_totals
order by release_id, page_count desc, reason
