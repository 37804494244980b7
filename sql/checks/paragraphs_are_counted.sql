-- A cable whose paragraph count is not the number of its paragraphs.
--
-- severity: error
-- reads:    cables, paragraphs
with counted as (
    select
        cable_id,
        count(*) as paragraph_count,
    from paragraphs
    where kind = 'paragraph'
    group by cable_id
)

select
    cables.cable_id,
    cables.paragraph_count,
    coalesce(counted.paragraph_count, 0) as paragraphs_found,
from cables
left join counted on cables.cable_id = counted.cable_id
where cables.paragraph_count <> coalesce(counted.paragraph_count, 0)
order by cables.cable_id
