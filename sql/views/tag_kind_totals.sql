-- How many tags of each kind there are, and how many cables carry one.
--
-- grain:   one row per kind of tag
-- reads:   cable_tags, tags, cables
-- caveat:  a cable with tags of several kinds counts in each
--
-- column:  tag_count | different tags of that kind on cables | tags
-- column:  cable_count | cables that carry at least one | cables
-- column:  share | those cables as a share of all, 0 to 1 | share
with counted as (
    select
        tags.kind,
        count(distinct cable_tags.tag) as tag_count,
        count(distinct cable_tags.cable_id) as cable_count,
    from cable_tags
    inner join tags on cable_tags.tag = tags.tag
    group by tags.kind
)

select
    kind,
    tag_count,
    cable_count,
    cable_count / (
        select count(*),
        from cables
    ) as share,
from counted
order by cable_count desc, kind
