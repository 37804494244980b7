-- How the released cables are classified, as the pages print it.
select
    classification,
    classification_level,
    cable_count,
    share,
from classification_totals
order by cable_count desc, classification
