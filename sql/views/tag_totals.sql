-- How many cables carry each tag, and what the tag means.
--
-- grain:   one row per tag that a cable carries
-- reads:   cable_tags, tags, cables
-- caveat:  a cable carries several tags: the shares add up to more than 1
--
-- column:  cable_count | cables that carry the tag | cables
-- column:  share | cables that carry the tag as a share of all cables, 0 to 1 | share
with counted as (
    select
        tag,
        count(*) as cable_count,
    from cable_tags
    group by tag
)

select
    counted.tag,
    tags.kind,
    tags.meaning,
    tags.country,
    tags.is_known,
    counted.cable_count,
    counted.cable_count / (
        select count(*),
        from cables
    ) as share,
from counted
left join tags on counted.tag = tags.tag
order by counted.cable_count desc, counted.tag
