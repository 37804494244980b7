-- The mix of levels in each region's cables.
select
    coalesce(region, 'unknown') as region,
    cable_count,
    unclassified_count,
    confidential_count,
    secret_count,
from region_totals
order by cable_count desc, region
