-- What the posts of each region contributed.
--
-- grain:   one row per region of the world, by the bureaux of the Department; one row without any, for the
--          origins that have none
-- reads:   cables, posts
-- caveat:  missions to international bodies are a region of their own, International Organizations; the Department
--          and its offices at home are Domestic
--
-- column:  post_count | posts whose cables are here | posts
-- column:  cable_count | cables of those posts | cables
-- column:  share | those cables as a share of all, 0 to 1 | share
-- column:  first_created_at | creation of the earliest of them
-- column:  last_created_at | creation of the latest of them
-- column:  unclassified_count | cables at the level UNCLASSIFIED | cables
-- column:  confidential_count | cables at the level CONFIDENTIAL | cables
-- column:  secret_count | cables at the level SECRET | cables
with counted as (
    select
        posts.region,
        count(distinct cables.post_code) as post_count,
        count(*) as cable_count,
        min(cables.created_at) as first_created_at,
        max(cables.created_at) as last_created_at,
        count(*) filter (where cables.classification_level = 'UNCLASSIFIED') as unclassified_count,
        count(*) filter (where cables.classification_level = 'CONFIDENTIAL') as confidential_count,
        count(*) filter (where cables.classification_level = 'SECRET') as secret_count,
    from cables
    left join posts on cables.post_code = posts.post_code
    group by posts.region
)

select
    region,
    post_count,
    cable_count,
    cable_count / sum(cable_count) over () as share,
    first_created_at,
    last_created_at,
    unclassified_count,
    confidential_count,
    secret_count,
from counted
order by cable_count desc, region nulls last
