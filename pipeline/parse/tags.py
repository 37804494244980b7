"""The TAGS line of a body: Traffic Analysis by Geography and Subject."""

from __future__ import annotations

import re

from pipeline.model import Tag
from pipeline.parse.subject import heading_end
from pipeline.parse.text import plain
from pipeline.vocabulary import is_known_tag

LABEL = re.compile(
    r"^[ \t>*.]{0,8}TAGS?\b[ \t]{0,4}[:;.]?|\bTAGS?[ \t]{0,4}:|(?-i:\bTAGS?[ \t]{1,4}(?=[A-Z]{2,5}[ ,;\n]))",
    re.MULTILINE | re.IGNORECASE,
)
# What ends a TAGS line, glued to the last tag or not.
END = re.compile(
    r"S?UBJ(?:ECT)?[ \t]{0,4}:|\bSUBJ(?:ECT)?\b|\bREF(?:S|TELS?|ERENCES?)?[ \t]{0,4}:|\bCLASSIFIED\b|\bE\.?O\.? ?1\d{4}|¶"
    r"|---|\bTAGS?[ \t]{0,4}:|\bPAGE \d|\bSECTION \d",
    re.IGNORECASE,
)
# A line that goes on with tags: a run of short words with commas between, or nothing but short capital words.
RUN = re.compile(r"[ \t]*[A-Za-z][A-Za-z-]{1,11}[ \t]*,")
ALONE = re.compile(r"[ \t]*[A-Z]{2,6}(?:[ \t,;/]+[A-Z]{2,6}){0,30}[ \t,;.]*$")
NO_TAGS = re.compile(r"[ \t]*(?:REF|SUBJ|UBJECT|CLASSIFIED|E\.?O|TAGS?|PAGE|SECTION|SIPDIS|SENSITIVE|NOFORN|SUMMARY|UNCLAS)", re.I)
PERSON = re.compile(r"\(\s{0,3}([A-Z][A-Z'’.-]{1,30}(?: [A-Z][A-Z'’.-]{0,30}){0,3}\s{0,3},\s{0,3}[A-Z][A-Z'’. -]{0,40}?)\s{0,3}\)", re.I)
SEPARATOR = re.compile(r"[,;/]+|\.(?=\s|$|[A-Z]{4})|[()\[\]]")

# Tags of several words, as the material has them. The site's own links cut them into words; here they are one again.
PHRASES = (
    ("HUMAN", "RIGHTS"),
    ("IRAQI", "FREEDOM"),
    ("COUNTER", "TERRORISM"),
    ("COUNTRY", "CLEARANCE"),
    ("POLITICAL", "PARTIES"),
    ("ITALY", "NATIONAL", "ELECTIONS"),
    ("ITALIAN", "POLITICS"),
    ("USEU", "BRUSSELS"),
    ("GOI", "EXTERNAL"),
    ("ZANU", "PF"),
    ("CLINTON", "HILLARY"),
    ("BIDEN", "JOSEPH"),
    ("RICE", "CONDOLEEZZA"),
    ("STEINBERG", "JAMES", "B."),
    ("STEINBERG", "JAMES", "B"),
    ("STEINBERG", "JAMES"),
)
CANONICAL = {
    "COUNTER TERRORISM": "COUNTERTERRORISM",
    "COUNTER-TERRORISM": "COUNTERTERRORISM",
    "ZANU PF": "ZANU-PF",
    "CLINTON HILLARY": "CLINTON, HILLARY",
    "BIDEN JOSEPH": "BIDEN, JOSEPH",
    "RICE CONDOLEEZZA": "RICE, CONDOLEEZZA",
    "STEINBERG JAMES": "STEINBERG, JAMES B.",
    "STEINBERG JAMES B": "STEINBERG, JAMES B.",
    "STEINBERG JAMES B.": "STEINBERG, JAMES B.",
    "STEINBERG, JAMES": "STEINBERG, JAMES B.",
}
PHRASES_BY_WORD: dict[str, list[tuple[str, ...]]] = {}
for _phrase in PHRASES:
    PHRASES_BY_WORD.setdefault(_phrase[0], []).append(_phrase)


def _pieces(word: str) -> list[str]:
    """Two or more tags that were run together: ``PHUMBA`` is ``PHUM``, ``BA``. One that is whole stays whole."""
    if not 6 <= len(word) <= 40 or not word.isalpha() or is_known_tag(word):
        return [word]
    # best[n] is a way to read the first n letters as known tags, the fewest tags first.
    best: list[list[str] | None] = [[]] + [None] * len(word)
    for end in range(2, len(word) + 1):
        for length in (4, 5, 2):
            before = best[end - length] if end >= length else None
            if before is None:
                continue
            piece = word[end - length : end]
            known = best[end]
            if is_known_tag(piece) and (known is None or len(before) + 1 < len(known)):
                best[end] = [*before, piece]
    read = best[len(word)]
    return read if read and any(len(piece) > 3 for piece in read) else [word]


def _words(element: str) -> list[str]:
    """The tags of what stands between two separators: several where only blanks divide them."""
    words = element.split()
    if len(words) == 1:
        return words
    tags: list[str] = []
    position = 0
    while position < len(words):
        for phrase in PHRASES_BY_WORD.get(words[position].upper(), ()):
            if tuple(word.upper() for word in words[position : position + len(phrase)]) == phrase:
                tags.append(" ".join(words[position : position + len(phrase)]))
                position += len(phrase)
                break
        else:
            tags.append(words[position])
            position += 1
    return tags


def _split(line: str) -> list[str]:
    """The entries of a TAGS line, as published."""
    entries: list[str] = []
    start = 0
    spans = [(found.start(), found.end(), found[1]) for found in PERSON.finditer(line)] if "(" in line else []
    for begin, end, name in [*spans, (len(line), len(line), "")]:
        between = line[start:begin]
        has_commas = "," in line or ";" in line
        for element in SEPARATOR.split(between):
            words = _words(element)
            if has_commas and len(words) > 1:
                words = _with_loose_words(words)
            entries += words
        if name:
            entries.append(name)
        start = end
    return entries


def _with_loose_words(words: list[str]) -> list[str]:
    """Between commas, words that are no tags belong together: ``ORGANIZED CRIME`` is one entry."""
    tags: list[str] = []
    loose: list[str] = []
    for word in words:
        if len(word) <= 5 or is_known_tag(word.upper()) or " " in word or len(_pieces(word.upper())) > 1:
            if loose:
                tags.append(" ".join(loose))
                loose = []
            tags.append(word)
        else:
            loose.append(word)
    if loose:
        tags.append(" ".join(loose))
    return tags


def _line_of_tags(text: str, start: int, end: int) -> str:
    """The TAGS line that begins at `start`, with the lines that belong to it."""
    taken: list[str] = []
    ends_in_comma = True
    for line in text[start:end].split("\n"):
        stripped = line.strip()
        if taken:
            if not stripped:
                if not ends_in_comma:
                    break
                continue
            if NO_TAGS.match(stripped) or not (
                (ends_in_comma and not stripped[-1:].isdigit()) or RUN.match(stripped) or ALONE.match(stripped)
            ):
                cut = END.search(stripped)
                if not (cut and cut.start() and ALONE.match(stripped[: cut.start()])):
                    break
        elif not stripped:
            continue
        elif NO_TAGS.match(stripped):
            break
        cut = END.search(stripped)
        if cut:
            taken.append(stripped[: cut.start()])
            break
        taken.append(stripped)
        ends_in_comma = stripped.endswith((",", ";"))
        if len(taken) > 12:
            break
    return "\n".join(taken)


def tag_entries(body: str, linked: tuple[str, ...] = ()) -> list[Tag]:
    """The tags of a body, each in canonical form and as published.

    `linked` are the tags that the page links to. They cover the first line only and cut tags of several words into
    their words, so they are used where the text has no TAGS line that can be read.
    """
    text = plain(body)
    end = heading_end(text)
    entries: list[str] = []
    for label in LABEL.finditer(text, 0, end):
        entries += _split(_line_of_tags(text, label.end(), end))
    if not entries:
        entries = list(linked)
    found: dict[str, str] = {}
    for published in entries:
        published = published.strip(" \t\n.,;:'\"")
        upper = " ".join(published.upper().split())
        upper = CANONICAL.get(upper, upper)
        if not upper or not upper[0].isalpha():
            continue
        for tag in _pieces(upper):
            if tag != "SIPDIS" and len(tag) > 1:
                found.setdefault(tag, published)
    return [Tag(tag, published) for tag, published in found.items()]


def tags(body: str) -> list[str]:
    """The tags of a body in canonical form: ``TAGS: OVIP (CLINTON, HILLARY), PGOV`` is
    ``["OVIP", "CLINTON, HILLARY", "PGOV"]``.

    Upper case, in order of first appearance, none twice, ``SIPDIS`` never; empty where the body has no TAGS line. Tags
    that the vocabulary does not know stay.
    """
    return [entry.tag for entry in tag_entries(body)]
