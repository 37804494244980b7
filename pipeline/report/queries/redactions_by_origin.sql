-- Whose cables the publisher hid the most of.
select
    origin,
    redaction_count,
    redacted_cable_count,
    redacted_share,
    redactions_per_thousand_words,
from redactions_by_origin
where redaction_count > 0
order by redaction_count desc, origin
limit 15
