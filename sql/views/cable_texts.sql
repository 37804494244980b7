-- The whole text of each cable's body, put together again from its parts.
--
-- grain:   one row per cable that has a body
-- reads:   paragraphs
-- caveat:  page and section banners are left out, and white space between the parts is ours
--
-- private: text
-- column:  text | heading block, then each paragraph with its heading, number and mark, then the closing
-- column:  word_count | words of the parts, white-space separated; headings and marks not counted | words
-- column:  redaction_count | places in the text where the publisher hid something | places
with parts as (
    select
        cable_id,
        position,
        word_count,
        redaction_count,
        concat(
            heading || chr(10),
            number || '. ',
            '(' || portion_mark || ') ',
            text
        ) as text,
    from paragraphs
)

select
    cable_id,
    string_agg(text, chr(10) || chr(10) order by position) as text,
    sum(word_count)::bigint as word_count,
    sum(redaction_count)::bigint as redaction_count,
from parts
group by cable_id
order by cable_id
