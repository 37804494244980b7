-- Which papers wrote about how many cables.
--
-- grain:   one row per host of an article's address; one row without any, for addresses that have none
-- reads:   articles
-- caveat:  only articles that the site itself listed on a cable's page
--
-- column:  article_count | different articles | articles
-- column:  cable_count | cables that they are listed with | cables
select
    host,
    count(distinct url) as article_count,
    count(distinct cable_id) as cable_count,
from articles
group by host
order by cable_count desc, host nulls last
