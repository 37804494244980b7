-- Which papers wrote about how many cables.
--
-- grain:   one row per host of an article's address; one row without any, for addresses that have none
-- reads:   articles
-- caveat:  only articles that the site itself listed on a cable's page
--
-- column:  article_count | different articles; a front page is none | articles
-- column:  cable_count | cables that they, or the front page, are listed with | cables
-- column:  front_page_cable_count | cables listed with the host's front page | cables
select
    host,
    count(distinct url) filter (where not is_front_page) as article_count,
    count(distinct cable_id) as cable_count,
    count(distinct cable_id) filter (where is_front_page) as front_page_cable_count,
from articles
group by host
order by cable_count desc, host nulls last
