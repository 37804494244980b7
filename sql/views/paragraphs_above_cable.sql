-- Paragraphs that are marked higher than the cable that they stand in.
--
-- grain:   one row per paragraph whose portion mark is above its cable's level
-- reads:   cables, paragraphs
-- caveat:  a mark that is misprinted may look higher than it was meant
select
    cables.cable_id,
    cables.origin,
    cables.classification,
    paragraphs.position,
    paragraphs.number,
    paragraphs.portion_mark,
    paragraphs.portion_level,
from paragraphs
inner join cables on paragraphs.cable_id = cables.cable_id
where
    paragraphs.kind = 'paragraph'
    and case paragraphs.portion_level
        when 'CONFIDENTIAL' then cables.classification_level = 'UNCLASSIFIED'
        when 'SECRET' then cables.classification_level in ('UNCLASSIFIED', 'CONFIDENTIAL')
        when 'TOP SECRET' then true
        else false
    end
order by cables.cable_id, paragraphs.position
