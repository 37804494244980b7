-- How much the publisher hid in the cables of each origin.
--
-- grain:   one row per origin
-- reads:   cables
-- caveat:  counts places as the newest release shows them; a mark may hide one name or several
--
-- column:  cable_count | cables of that origin | cables
-- column:  redacted_cable_count | cables with a redaction | cables
-- column:  redacted_share | those cables as a share of the origin's, 0 to 1 | share
-- column:  redaction_count | redactions in all of them | places
-- column:  redactions_per_thousand_words | redactions for each thousand words of the origin's bodies | places
select
    origin,
    count(*) as cable_count,
    count(*) filter (where redaction_count > 0) as redacted_cable_count,
    count(*) filter (where redaction_count > 0) / count(*) as redacted_share,
    sum(redaction_count)::bigint as redaction_count,
    1000 * sum(redaction_count) / nullif(sum(word_count), 0) as redactions_per_thousand_words,
from cables
group by origin
order by redaction_count desc, origin
