-- One row per cable and distinct content, over all releases.
--
-- grain:   one row per cable_id and fingerprint
-- reads:   sightings (release_order, cable_id, fingerprint, ... of every page that counts), contents, ordered_releases,
--          compared_fields (field, place: what each of field_fingerprints is of)
-- caveat:  a release shows one content of a cable; a second page of the same cable in it is a duplicate and left out
with spans as (
    select
        cable_id,
        fingerprint,
        min(release_order) as first_order,
        max(release_order) as last_order,
    from sightings
    group by cable_id, fingerprint
),

described as (
    select
        spans.cable_id,
        spans.fingerprint,
        spans.first_order,
        spans.last_order,
        contents.released_at,
        contents.classification,
        contents.word_count,
        contents.redaction_count,
        contents.created_year,
        contents.field_fingerprints,
        contents.field_fingerprints[compared_fields.place] as body_fingerprint,
    from spans
    inner join contents on spans.fingerprint = contents.fingerprint
    inner join compared_fields on compared_fields.field = 'body'
),

bodies as (
    select
        *,
        min(first_order) over (partition by cable_id, body_fingerprint) as body_first_order,
    from described
),

numbered as (
    select
        *,
        row_number() over by_appearance as revision,
        dense_rank() over (partition by cable_id order by body_first_order) as body_revision,
        last_order = max(last_order) over (partition by cable_id) as is_current,
        lag(field_fingerprints) over by_appearance as fingerprints_before,
    from bodies
    window by_appearance as (partition by cable_id order by first_order, fingerprint)
),

differing as (
    select
        numbered.cable_id,
        numbered.revision,
        list(compared_fields.field order by compared_fields.place) as changed_fields,
    from numbered
    inner join compared_fields
        on numbered.field_fingerprints[compared_fields.place] <> numbered.fingerprints_before[compared_fields.place]
    group by numbered.cable_id, numbered.revision
)

select
    numbered.cable_id,
    numbered.revision::integer as revision,
    numbered.body_revision::integer as body_revision,
    numbered.fingerprint,
    first_release.release_id as first_release_id,
    last_release.release_id as last_release_id,
    numbered.released_at,
    numbered.classification,
    numbered.word_count,
    numbered.redaction_count,
    coalesce(differing.changed_fields, []) as changed_fields,
    numbered.is_current,
    numbered.created_year,
    numbered.field_fingerprints,
from numbered
left join differing
    on
        numbered.cable_id = differing.cable_id
        and numbered.revision = differing.revision
inner join ordered_releases as first_release on numbered.first_order = first_release.release_order
inner join ordered_releases as last_release on numbered.last_order = last_release.release_order
order by numbered.cable_id, numbered.revision
