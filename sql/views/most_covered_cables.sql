-- Cables that the press wrote about, from the most articles.
--
-- grain:   one row per cable whose page lists an article
-- reads:   articles, cables
-- caveat:  only articles that the site itself listed on the cable's page
--
-- column:  article_count | different articles; 0 where only front pages of papers are listed | articles
-- column:  hosts | their hosts, in order of the alphabet
select
    cables.cable_id,
    cables.origin,
    cables.created_at,
    cables.classification,
    cables.subject,
    count(distinct articles.url) filter (where not articles.is_front_page) as article_count,
    list_sort(list(distinct articles.host) filter (where articles.host is not null)) as hosts,
from articles
inner join cables on articles.cable_id = cables.cable_id
group by cables.cable_id, cables.origin, cables.created_at, cables.classification, cables.subject
order by article_count desc, cables.cable_id
