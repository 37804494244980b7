-- How often each field is filled in the newest release, partial extracts apart.
with newest as (
    select release_id,
    from releases
    order by released_date desc, release_id desc
    limit 1
)

select
    coverage.field,
    coverage.whole_share,
    coverage.whole_filled_count,
    coverage.whole_cable_count,
    coverage.filled_count,
    coverage.cable_count,
from field_coverage as coverage
inner join newest on coverage.release_id = newest.release_id
order by coverage.whole_share, coverage.field
