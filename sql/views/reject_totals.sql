-- How many pages of each release could not be read, and why.
--
-- grain:   one row per release and reason
-- reads:   rejects
-- caveat:  a page that was read badly without notice is not among them
--
-- column:  page_count | pages rejected for that reason | pages
-- column:  example_path | the first of them in order of path
select
    release_id,
    reason,
    count(*) as page_count,
    min(path) as example_path,
from rejects
group by release_id, reason
order by release_id, page_count desc, reason
