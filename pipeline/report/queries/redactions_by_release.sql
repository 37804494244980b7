-- Paragraphs whose text was hidden, or shown again, after they had been published.
select
    released_date,
    hidden_cable_count,
    hidden_paragraph_count,
    hidden_word_count,
    restored_cable_count,
    restored_paragraph_count,
    restored_word_count,
from redactions_by_release
order by released_date
