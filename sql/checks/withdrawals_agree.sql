-- A cable whose flags of withdrawal and return contradict the pages of the releases.
--
-- severity: error
-- reads:    cables, releases, pages
with ordered as (
    select
        release_id,
        counter,
        row_number() over (
            order by released_date, release_id
        ) as ordinal,
    from releases
),

-- A source without a counter does not say what it leaves out.
comparable as (
    select max(ordinal) as newest_ordinal,
    from ordered
    having bool_and(counter is not null)
),

counted as (
    select
        pages.cable_id,
        count(distinct ordered.ordinal) filter (where pages.is_current) as release_count,
        min(ordered.ordinal) as first_ordinal,
        max(ordered.ordinal) filter (where pages.is_current) as last_ordinal,
    from pages
    inner join ordered on pages.release_id = ordered.release_id
    group by pages.cable_id
),

expected as (
    select
        counted.cable_id,
        coalesce(counted.last_ordinal < comparable.newest_ordinal, true) as is_withdrawn,
        coalesce(counted.release_count <= counted.last_ordinal - counted.first_ordinal, false) as is_relisted,
    from counted
    cross join comparable
)

select
    cables.cable_id,
    cables.is_withdrawn,
    expected.is_withdrawn as is_withdrawn_by_pages,
    cables.is_relisted,
    expected.is_relisted as is_relisted_by_pages,
from cables
inner join expected on cables.cable_id = expected.cable_id
where
    cables.is_withdrawn <> expected.is_withdrawn
    or cables.is_relisted <> expected.is_relisted
order by cables.cable_id
