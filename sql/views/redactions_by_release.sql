-- What each release hid that was open before, and opened that was hidden.
--
-- grain:   one row per release
-- reads:   releases, redaction_events
-- caveat:  only cables that two releases at hand show in two states can tell
-- caveat:  what comes and goes where a cable goes back to an older content is not counted: that is no new revision
--
-- column:  hidden_cable_count | cables in which the release hides more | cables
-- column:  hidden_paragraph_count | their paragraphs | paragraphs
-- column:  hidden_word_count | words of those paragraphs that are gone | words
-- column:  restored_cable_count | cables in which the release hides less | cables
-- column:  restored_paragraph_count | their paragraphs | paragraphs
-- column:  restored_word_count | words of those paragraphs that are new | words
select
    releases.release_id,
    releases.released_date,
    count(distinct redaction_events.cable_id) filter (where redaction_events.event = 'hidden')
        as hidden_cable_count,
    count(*) filter (where redaction_events.event = 'hidden') as hidden_paragraph_count,
    coalesce(sum(redaction_events.words_removed) filter (where redaction_events.event = 'hidden'), 0)::bigint
        as hidden_word_count,
    count(distinct redaction_events.cable_id) filter (where redaction_events.event = 'restored')
        as restored_cable_count,
    count(*) filter (where redaction_events.event = 'restored') as restored_paragraph_count,
    coalesce(sum(redaction_events.words_added) filter (where redaction_events.event = 'restored'), 0)::bigint
        as restored_word_count,
from releases
left join redaction_events on releases.release_id = redaction_events.release_id
group by releases.release_id, releases.released_date
order by releases.released_date, releases.release_id
