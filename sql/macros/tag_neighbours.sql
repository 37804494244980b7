-- The tags that stand together with one tag, the most closely tied first.
--
-- grain:   one row per other tag
-- reads:   cable_tags, cables, tags
-- caveat:  measures of rare pairs are noise, which is what the threshold is for
--
-- parameter: wanted | the tag, in canonical form, e.g. 'PREL'
-- parameter: minimum_count = 5 | least number of cables that carry both tags
-- column:  tag | the other tag
-- column:  cable_count | cables that carry both | cables
-- column:  share | of the cables with the wanted tag, those that carry the other too, 0 to 1 | share
-- column:  jaccard | cables that carry both as a share of those that carry either, 0 to 1 | share
-- column:  lift | how many times more often than if the two tags were independent; 1 is chance | ratio
-- column:  npmi | normalised pointwise mutual information, -1 to 1: 0 is chance, 1 is never apart | ratio
with cable_total as (
    select count(*) as cable_count,
    from cables
),

carriers as (
    select cable_id,
    from cable_tags
    where tag = wanted
),

carrier_total as (
    select count(*) as cable_count,
    from carriers
),

counted as (
    select
        cable_tags.tag,
        count(*) as tag_count,
        count(carriers.cable_id) as cable_count,
    from cable_tags
    left join carriers on cable_tags.cable_id = carriers.cable_id
    where cable_tags.tag <> wanted
    group by cable_tags.tag
),

measured as (
    select
        counted.tag,
        counted.cable_count,
        counted.cable_count / cable_total.cable_count as support,
        counted.cable_count / carrier_total.cable_count as share,
        counted.cable_count / (counted.tag_count + carrier_total.cable_count - counted.cable_count) as jaccard,
        counted.cable_count * cable_total.cable_count / (counted.tag_count * carrier_total.cable_count) as lift,
    from counted
    cross join carrier_total
    cross join cable_total
    where counted.cable_count >= greatest(minimum_count, 1)
)

select
    measured.tag,
    tags.kind,
    tags.meaning,
    measured.cable_count,
    measured.share,
    measured.jaccard,
    measured.lift,
    -- A pair on every cable has no surprise to normalise; it is never apart.
    case when measured.support = 1 then 1.0 else ln(measured.lift) / -ln(measured.support) end as npmi,
from measured
left join tags on measured.tag = tags.tag
order by npmi desc, measured.cable_count desc, measured.tag
