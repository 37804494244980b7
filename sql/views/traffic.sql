-- Who writes to whom.
--
-- grain:   one row per origin and addressee: a post by its code, any other addressee by its name
-- reads:   cables, recipients
-- caveat:  a collective address stands for many posts and counts as one; partial extracts have no addressees
--
-- column:  addressee | post code of the addressee, or its name where it is no post that the vocabulary knows
-- column:  is_post | the addressee is a post that the vocabulary knows
-- column:  cable_count | cables of that origin addressed to it | cables
-- column:  action_count | of those, cables addressed to it for action | cables
-- column:  info_count | of those, cables addressed to it for information only | cables
with addressed as (
    select
        recipients.cable_id,
        coalesce(recipients.post_code, recipients.name) as addressee,
        recipients.post_code is not null as is_post,
        bool_or(recipients.role = 'action') as is_action,
    from recipients
    group by recipients.cable_id, addressee, is_post
)

select
    cables.origin,
    addressed.addressee,
    addressed.is_post,
    count(*) as cable_count,
    count(*) filter (where addressed.is_action) as action_count,
    count(*) filter (where not addressed.is_action) as info_count,
from addressed
inner join cables on addressed.cable_id = cables.cable_id
group by cables.origin, addressed.addressee, addressed.is_post
order by cable_count desc, cables.origin, addressed.addressee, addressed.is_post
