-- Which tags each origin used, from the most frequent.
--
-- grain:   one row per origin and tag
-- reads:   cables, cable_tags
-- caveat:  a cable carries several tags: the shares add up to more than 1
--
-- column:  tag_rank | place among the origin's tags, 1 for the most frequent; ties by the alphabet | ordinal
-- column:  cable_count | cables of that origin that carry the tag | cables
-- column:  share | those cables as a share of the origin's, 0 to 1 | share
with totals as (
    select
        origin,
        count(*) as origin_count,
    from cables
    group by origin
),

counted as (
    select
        cables.origin,
        cable_tags.tag,
        count(*) as cable_count,
    from cable_tags
    inner join cables on cable_tags.cable_id = cables.cable_id
    group by cables.origin, cable_tags.tag
)

select
    counted.origin,
    row_number() over (
        partition by counted.origin
        order by counted.cable_count desc, counted.tag
    ) as tag_rank,
    counted.tag,
    counted.cable_count,
    counted.cable_count / totals.origin_count as share,
from counted
inner join totals on counted.origin = totals.origin
order by counted.origin, tag_rank
