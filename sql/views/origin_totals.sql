-- What each origin contributed: how many cables, of which classification, from when to when.
--
-- grain:   one row per origin, as the site names it
-- reads:   cables, posts
-- caveat:  counts withdrawn cables too; cable_count less withdrawn_count is what the site's own origin pages list
--
-- column:  cable_count | cables of that origin | cables
-- column:  share | cables of that origin as a share of all cables, 0 to 1 | share
-- column:  first_created_at | creation of its earliest cable
-- column:  last_created_at | creation of its latest cable
-- column:  first_released_at | release time of its first cable released
-- column:  last_released_at | latest release time of any of its cables
-- column:  unclassified_count | cables at the level UNCLASSIFIED | cables
-- column:  confidential_count | cables at the level CONFIDENTIAL | cables
-- column:  secret_count | cables at the level SECRET | cables
-- column:  noforn_count | cables whose caveats hold NOFORN | cables
-- column:  withdrawn_count | cables that the newest release no longer counts | cables
with counted as (
    select
        origin,
        min(post_code) as post_code,
        count(*) as cable_count,
        min(created_at) as first_created_at,
        max(created_at) as last_created_at,
        min(first_released_at) as first_released_at,
        max(last_released_at) as last_released_at,
        count(*) filter (where classification_level = 'UNCLASSIFIED') as unclassified_count,
        count(*) filter (where classification_level = 'CONFIDENTIAL') as confidential_count,
        count(*) filter (where classification_level = 'SECRET') as secret_count,
        count(*) filter (where list_contains(caveats, 'NOFORN')) as noforn_count,
        count(*) filter (where is_withdrawn) as withdrawn_count,
    from cables
    group by origin
)

select
    counted.origin,
    counted.post_code,
    posts.country,
    posts.region,
    counted.cable_count,
    counted.cable_count / sum(counted.cable_count) over () as share,
    counted.first_created_at,
    counted.last_created_at,
    counted.first_released_at,
    counted.last_released_at,
    counted.unclassified_count,
    counted.confidential_count,
    counted.secret_count,
    counted.noforn_count,
    counted.withdrawn_count,
from counted
left join posts on counted.post_code = posts.post_code
order by counted.cable_count desc, counted.origin
