-- What each later revision of a cable changed against the one before.
--
-- grain:   one row per cable and revision after its first
-- reads:   revisions, releases
-- caveat:  two changes between two releases at hand show as one
-- caveat:  the revision before is the one that came up last, not always what the last release showed: that a cable goes
--          back to an older content is no row here
--
-- column:  shown_date | date of the first release that shows the revision
-- column:  released_before | release time that the revision before carries
-- column:  is_reissue | the revision carries a later release time than the one before
-- column:  has_new_body | the body's text differs
-- column:  classification_before | classification of the revision before
-- column:  words_before | words of the body before | words
-- column:  redactions_before | redactions in the body before | places
-- column:  redactions_added | redactions more than before; negative where names were restored | places
with compared as (
    select
        cable_id,
        revision,
        first_release_id,
        released_at,
        classification,
        word_count,
        redaction_count,
        body_revision,
        changed_fields,
        lag(released_at) over by_revision as released_before,
        lag(body_revision) over by_revision as body_revision_before,
        lag(classification) over by_revision as classification_before,
        lag(word_count) over by_revision as words_before,
        lag(redaction_count) over by_revision as redactions_before,
    from revisions
    window by_revision as (
        partition by cable_id
        order by revision
    )
)

select
    compared.cable_id,
    compared.revision,
    compared.first_release_id,
    releases.released_date as shown_date,
    compared.released_at,
    compared.released_before,
    compared.released_at > compared.released_before as is_reissue,
    compared.changed_fields,
    compared.body_revision <> compared.body_revision_before as has_new_body,
    compared.classification,
    compared.classification_before,
    compared.word_count,
    compared.words_before,
    compared.redaction_count,
    compared.redactions_before,
    compared.redaction_count - compared.redactions_before as redactions_added,
from compared
inner join releases on compared.first_release_id = releases.release_id
where compared.revision > 1
order by compared.cable_id, compared.revision
