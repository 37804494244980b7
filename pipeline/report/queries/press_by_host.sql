-- The papers whose articles the site lists with cables.
select
    coalesce(host, 'address without a host') as host,
    article_count,
    cable_count,
from article_hosts
order by cable_count desc, host
limit 20
