-- What changed between two editions.
--
-- grain:   one row per cable and change
-- reads:   cables_before, cables_after, revisions_after,
--          compared_fields (field, place: what each of field_fingerprints is of)
-- caveat:  a cable can be revised and withdrawn at once: that is two rows; what changed is told against what the
--          earlier edition showed, whatever the releases between showed, and also where an older content is back
with compared as (
    select
        coalesce(cables_after.cable_id, cables_before.cable_id) as cable_id,
        cables_before.cable_id is null as is_new,
        cables_after.cable_id is null as is_gone,
        cables_after.fingerprint <> cables_before.fingerprint as is_revised,
        cables_after.is_withdrawn as is_withdrawn_now,
        cables_before.is_withdrawn as was_withdrawn,
        cables_before.fingerprint as fingerprint_before,
        coalesce(cables_after.release_id, cables_before.release_id) as release_id,
        coalesce(cables_after.released_at, cables_before.released_at) as released_at,
        coalesce(cables_after.classification, cables_before.classification) as classification,
        coalesce(cables_after.origin, cables_before.origin) as origin,
        coalesce(cables_after.subject, cables_before.subject) as subject,
    from cables_after
    full outer join cables_before on cables_after.cable_id = cables_before.cable_id
),

named as (
    select
        *,
        [
            case when is_new then 'added' end,
            case when is_gone then 'removed' end,
            case when is_revised then 'revised' end,
            case when is_withdrawn_now and coalesce(not was_withdrawn, true) then 'withdrawn' end,
            case when not is_withdrawn_now and was_withdrawn then 'restored' end,
        ] as changes,
    from compared
),

listed as (
    select
        * exclude (changes),
        unnest(changes) as change,
    from named
),

matched as (
    select
        listed.*,
        shown.changed_fields,
        shown.field_fingerprints,
        earlier.field_fingerprints as fingerprints_before,
    from listed
    left join revisions_after as shown
        on
            listed.cable_id = shown.cable_id
            and shown.is_current
    left join revisions_after as earlier
        on
            listed.cable_id = earlier.cable_id
            and listed.fingerprint_before = earlier.fingerprint
    where listed.change is not null
),

differing as (
    select
        matched.cable_id,
        list(compared_fields.field order by compared_fields.place) as changed_fields,
    from matched
    inner join compared_fields
        on matched.field_fingerprints[compared_fields.place] <> matched.fingerprints_before[compared_fields.place]
    where matched.change = 'revised'
    group by matched.cable_id
)

select
    matched.change,
    matched.cable_id,
    matched.release_id,
    matched.released_at,
    matched.classification,
    matched.origin,
    matched.subject,
    case
        when matched.change <> 'revised' then []
        when matched.fingerprints_before is null then matched.changed_fields
        else coalesce(differing.changed_fields, [])
    end as changed_fields,
from matched
left join differing on matched.cable_id = differing.cable_id
order by matched.change, matched.cable_id
