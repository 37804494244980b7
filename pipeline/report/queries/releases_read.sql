-- The releases that this edition was made from.
select
    release_id,
    source,
    page_count,
    cable_count,
    counter,
    listing_count,
    reject_count,
from releases
order by released_date, release_id
