-- The numbers at the head of the page.
with held as (
    select
        count(*) as cable_count,
        count(*) filter (where is_withdrawn) as withdrawn_count,
        count(distinct origin) as origin_count,
        coalesce(sum(redaction_count), 0)::bigint as redaction_count,
        count(*) filter (where redaction_count > 0) as redacted_count,
        count(*) filter (where body_revision_count > 1) as rewritten_count,
    from cables
),

places as (
    select count(distinct country) as country_count,
    from origin_totals
),

carried as (
    select count(*) as tag_count,
    from tag_totals
    where cable_count > 0
),

covered as (
    select count(distinct cable_id) as covered_count,
    from articles
)

select
    held.cable_count,
    held.withdrawn_count,
    held.origin_count,
    held.redaction_count,
    held.redacted_count,
    held.rewritten_count,
    places.country_count,
    carried.tag_count,
    covered.covered_count,
from held
cross join places
cross join carried
cross join covered
