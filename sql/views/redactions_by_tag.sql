-- How much the publisher hid in the cables that carry each tag.
--
-- grain:   one row per tag
-- reads:   cables, cable_tags
-- caveat:  a cable with several tags counts for each
--
-- column:  cable_count | cables that carry the tag | cables
-- column:  redacted_cable_count | cables with a redaction | cables
-- column:  redacted_share | those cables as a share of the tag's, 0 to 1 | share
-- column:  redaction_count | redactions in all of them | places
select
    cable_tags.tag,
    count(*) as cable_count,
    count(*) filter (where cables.redaction_count > 0) as redacted_cable_count,
    count(*) filter (where cables.redaction_count > 0) / count(*) as redacted_share,
    sum(cables.redaction_count)::bigint as redaction_count,
from cable_tags
inner join cables on cable_tags.cable_id = cables.cable_id
group by cable_tags.tag
order by redaction_count desc, cable_tags.tag
