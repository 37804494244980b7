-- What each release added, revised, withdrew and restored.
select
    release_id,
    added_count,
    restored_count,
    revised_count,
    withdrawn_count,
    body_revised_count,
    current_count,
from release_changes
order by released_date, release_id
