-- Classified cables of which every paragraph is marked unclassified.
--
-- grain:   one row per cable above UNCLASSIFIED whose paragraphs are all marked unclassified
-- reads:   portion_marks
-- caveat:  the whole may be classified for what its parts say together, or for its heading
--
select
    cable_id,
    origin,
    classification,
    paragraph_count,
from portion_marks
where
    is_wholly_unclassified
    and classification_level <> 'UNCLASSIFIED'
order by cable_id
