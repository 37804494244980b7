-- Origins, stations of references and addressees that look like posts and that the vocabulary does not have.
--
-- grain:   one row per place where it was seen and name
-- reads:   cables, cable_references, recipients
-- caveat:  among references and addressees, misprints of known posts are the most part
--
-- column:  seen_in | origin: the page's cell; reference: the station of a reference id; addressee: a header's line
-- column:  name | the origin, station or addressee as it is written
-- column:  cable_count | cables that have it | cables
-- column:  example_id | one of them, the first by its id
with seen as (
    select
        'origin' as seen_in,
        origin as name,
        cable_id,
    from cables
    where post_code is null

    union all

    select
        'reference' as seen_in,
        regexp_extract(target_id, '^\d\d(\D+)\d+$', 1) as name,
        cable_id,
    from cable_references
    where target_id is not null and target_post_code is null

    union all

    select
        'addressee' as seen_in,
        name,
        cable_id,
    from recipients
    where
        post_code is null
        and regexp_matches(name, '^(AMEMBASSY|AMCONSUL|AMCONSULATE|USMISSION|USINT|USLO|AIT) ')
)

select
    seen_in,
    name,
    count(distinct cable_id) as cable_count,
    min(cable_id) as example_id,
from seen
group by seen_in, name
order by seen_in, cable_count desc, name
