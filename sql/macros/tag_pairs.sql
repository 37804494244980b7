-- Pairs of tags that stand together on at least so many cables, with their measures.
--
-- grain:   one row per unordered pair of tags; tag_a comes first in the alphabet
-- reads:   tag_cooccurrence
-- caveat:  measures of rare pairs are noise, which is what the threshold is for
--
-- parameter: minimum_count = 5 | least number of cables that carry both tags
select
    tag_a,
    tag_b,
    cable_count,
    support,
    jaccard,
    lift,
    npmi,
from tag_cooccurrence
where cable_count >= minimum_count
order by cable_count desc, tag_a, tag_b
