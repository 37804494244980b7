-- What changed between two editions.
--
-- grain:   one row per cable and change
-- reads:   cables_before, cables_after, revisions_after
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
)

select
    listed.change,
    listed.cable_id,
    listed.release_id,
    listed.released_at,
    listed.classification,
    listed.origin,
    listed.subject,
    case
        when listed.change <> 'revised' then []
        when was.field_fingerprints is null then shown.changed_fields
        else [
            word for word, i in $words
            if shown.field_fingerprints[i] <> was.field_fingerprints[i]
        ]
    end as changed_fields,
from listed
left join revisions_after as shown
    on listed.cable_id = shown.cable_id
    and shown.is_current
left join revisions_after as was
    on listed.cable_id = was.cable_id
    and listed.fingerprint_before = was.fingerprint
where listed.change is not null
order by listed.change, listed.cable_id
