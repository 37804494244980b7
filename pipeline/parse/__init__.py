"""Page to Cable, one small function a field.

The functions below are callable on plain text, or on a block as the page holds it, with markup and entities. None of
them raises on any text; a field that is not there is None or an empty list.

>>> from pipeline import parse
>>> parse.canonical_id("02 SAO PAULO 1709")
'02SAOPAULO1709'
>>> parse.tags("TAGS: PREL, PGOV, PREL")
['PREL', 'PGOV']
"""

from pipeline.parse.authority import classification_reasons, classified_by, declassification, officers
from pipeline.parse.excerpts import comment, summary
from pipeline.parse.header import is_partial_extract, precedence, recipients, sender, sent_at, transmission_id
from pipeline.parse.identity import canonical_id
from pipeline.parse.layout import lay_out
from pipeline.parse.marking import classification_parts, handling, portion_mark
from pipeline.parse.paragraphs import paragraphs
from pipeline.parse.redactions import redactions
from pipeline.parse.references import references
from pipeline.parse.signers import signers
from pipeline.parse.subject import subject
from pipeline.parse.tags import tags
from pipeline.parse.text import plain

__all__ = [
    "canonical_id",
    "classification_parts",
    "classification_reasons",
    "classified_by",
    "comment",
    "declassification",
    "handling",
    "is_partial_extract",
    "lay_out",
    "officers",
    "paragraphs",
    "plain",
    "portion_mark",
    "precedence",
    "recipients",
    "redactions",
    "references",
    "sender",
    "sent_at",
    "signers",
    "subject",
    "summary",
    "tags",
    "transmission_id",
]
