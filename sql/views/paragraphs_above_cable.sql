-- Paragraphs that are marked higher than the cable that they stand in.
--
-- grain:   one row per paragraph whose portion mark is above its cable's level
-- reads:   portion_marks, paragraphs
-- caveat:  a mark that is misprinted may look higher than it was meant
--
select
    portion_marks.cable_id,
    portion_marks.origin,
    portion_marks.classification,
    paragraphs.position,
    paragraphs.number,
    paragraphs.portion_mark,
    paragraphs.portion_level,
from portion_marks
inner join paragraphs on portion_marks.cable_id = paragraphs.cable_id
where
    portion_marks.above_count > 0
    and paragraphs.kind = 'paragraph'
    and case paragraphs.portion_level
        when 'CONFIDENTIAL' then portion_marks.classification_level = 'UNCLASSIFIED'
        when 'SECRET' then portion_marks.classification_level in ('UNCLASSIFIED', 'CONFIDENTIAL')
        when 'TOP SECRET' then true
        else false
    end
order by portion_marks.cable_id, paragraphs.position
