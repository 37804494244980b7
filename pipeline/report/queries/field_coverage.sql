-- How often each field is filled in the newest release, partial extracts apart.
select
    field,
    whole_share,
    whole_filled_count,
    whole_cable_count,
    filled_count,
    cable_count,
from field_coverage
where release_id = (select max(release_id) as newest from releases)
order by whole_share, field
