-- How often each field is there, by the release whose pages show the cables.
--
-- grain:   one row per field and release
-- reads:   pages, cables, cable_tags, recipients, cable_references, paragraphs, officers, signers, excerpts, articles
-- caveat:  of a revised cable the newest reading counts, also for the older releases that have a page of it
-- caveat:  a field that is not there may be absent from the cable itself; a partial extract has no header
--
-- column:  field | a column of cables, or what a table of its own holds
-- column:  cable_count | cables that the release has a page of | cables
-- column:  filled_count | those that have the field | cables
-- column:  share | those that have the field as a share of all, 0 to 1 | share
-- column:  whole_cable_count | cables that are not partial extracts | cables
-- column:  whole_filled_count | those of them that have the field | cables
-- column:  whole_share | those of them that have the field as a share of them, 0 to 1 | share
with shown as (
    select distinct
        release_id,
        cable_id,
    from pages
),

tagged as (
    select distinct cable_id,
    from cable_tags
),

addressed as (
    select
        cable_id,
        bool_or(role = 'action') as has_action,
    from recipients
    group by cable_id
),

referring as (
    select distinct cable_id,
    from cable_references
),

divided as (
    select
        cable_id,
        bool_or(kind = 'paragraph') as has_paragraph,
        bool_or(portion_mark is not null) as has_mark,
        bool_or(number is not null) as has_number,
    from paragraphs
    group by cable_id
),

authorised as (
    select distinct cable_id,
    from officers
),

signed as (
    select distinct cable_id,
    from signers
),

excerpted as (
    select
        cable_id,
        bool_or(kind = 'summary') as has_summary,
        bool_or(kind = 'comment') as has_comment,
    from excerpts
    group by cable_id
),

covered as (
    select distinct cable_id,
    from articles
),

filled as (
    select
        cables.cable_id,
        cables.is_partial_extract,
        coalesce(addressed.has_action, false) as action_addressees,
        covered.cable_id is not null as articles,
        len(cables.classification_reasons) > 0 as classification_reasons,
        authorised.cable_id is not null as classified_by,
        coalesce(excerpted.has_comment, false) as comment,
        coalesce(
            cables.declassify_on::varchar,
            cables.declassification_exemption,
            cables.declassification_event,
            cables.declassification_authority
        ) is not null as declassification,
        cables.executive_order is not null as executive_order,
        len(cables.handling) > 0 as handling,
        coalesce(divided.has_number, false) as paragraph_numbers,
        coalesce(divided.has_paragraph, false) as paragraphs,
        coalesce(divided.has_mark, false) as portion_marks,
        cables.post_code is not null as post_code,
        cables.precedence is not null as precedence,
        addressed.cable_id is not null as recipients,
        referring.cable_id is not null as cable_references,
        cables.sender is not null as sender,
        cables.sent_at is not null as sent_at,
        signed.cable_id is not null as signers,
        cables.subject is not null as subject,
        coalesce(excerpted.has_summary, false) as summary,
        tagged.cable_id is not null as tags,
        cables.title is not null as title,
        cables.transmission_id is not null as transmission_id,
    from cables
    left join tagged on cables.cable_id = tagged.cable_id
    left join addressed on cables.cable_id = addressed.cable_id
    left join referring on cables.cable_id = referring.cable_id
    left join divided on cables.cable_id = divided.cable_id
    left join authorised on cables.cable_id = authorised.cable_id
    left join signed on cables.cable_id = signed.cable_id
    left join excerpted on cables.cable_id = excerpted.cable_id
    left join covered on cables.cable_id = covered.cable_id
),

-- Cables with the same fields count as one row from here on.
patterns as (
    select
        shown.release_id,
        filled.* exclude (cable_id),
        count(*) as cable_count,
    from shown
    inner join filled on shown.cable_id = filled.cable_id
    group by all
),

entries as (
    unpivot patterns
    on columns(* exclude (release_id, is_partial_extract, cable_count))
    into
    name field
    value is_filled
),

counted as (
    select
        field,
        release_id,
        sum(cable_count)::bigint as cable_count,
        coalesce(sum(cable_count) filter (where is_filled), 0)::bigint as filled_count,
        coalesce(sum(cable_count) filter (where not is_partial_extract), 0)::bigint as whole_cable_count,
        coalesce(sum(cable_count) filter (where is_filled and not is_partial_extract), 0)::bigint
            as whole_filled_count,
    from entries
    group by field, release_id
)

select
    field,
    release_id,
    cable_count,
    filled_count,
    filled_count / cable_count as share,
    whole_cable_count,
    whole_filled_count,
    whole_filled_count / nullif(whole_cable_count, 0) as whole_share,
from counted
order by field, release_id
