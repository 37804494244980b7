-- A redaction that is not at its offset in the paragraph that it names, or that the paragraph does not count.
--
-- severity: error
-- scope:    contents
-- reads:    redactions, paragraphs
select
    redactions.cable_id,
    redactions.position,
    redactions.paragraph_position,
    redactions.start,
    redactions.text,
from redactions
left join paragraphs
    on
        redactions.cable_id = paragraphs.cable_id
        and redactions.paragraph_position = paragraphs.position
        and paragraphs.redaction_count > 0
where coalesce(substr(paragraphs.text, redactions.start + 1, redactions.length), '') <> redactions.text
order by redactions.cable_id, redactions.position
