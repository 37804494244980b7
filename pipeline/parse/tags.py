"""The TAGS line of a body: Traffic Analysis by Geography and Subject."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from pipeline.model import Tag
from pipeline.parse.subject import MOST_LINES, heading_end, places_of
from pipeline.parse.text import plain
from pipeline.vocabulary import is_known_tag, tag_dimension, tag_kind

LABEL = re.compile(r"TAGS?\b[ \t]{0,4}[:;.]?", re.IGNORECASE)
LABEL_IN_LINE = re.compile(r"(?i:TAGS?[ \t]{0,4}:)|TAGS?[ \t]{1,4}(?=[A-Z]{2,5}[ ,;\n])")
# What ends a TAGS line, glued to the last tag or not.
END = re.compile(
    r"S?UBJ(?:ECT)?[ \t]{0,4}:|\bSUBJ(?:ECT)?\b|\bREF(?:S|TELS?|ERENCES?)?[ \t]{0,4}:"
    r"|\bCLASSIFIED\b|\bE\.?O\.? ?1\d{4}|¶|---|\bTAGS?[ \t]{0,4}:|\bPAGE \d|\bSECTION \d",
    re.IGNORECASE,
)
# The first word of a line and the comma behind it.
RUN = re.compile(r"[ \t]*([A-Za-z][A-Za-z-]{1,11})[ \t]*,")
LONGEST_CONTINUED = 30  # entries in one line
NO_TAGS = re.compile(
    r"[ \t]*(?:REF|SUBJ|UBJECT|CLASSIFIED|E\.?O\.? ?1|TAGS?|PAGE|SECTION|SIPDIS|SENSITIVE|NOFORN|SUMMARY|UNCLAS)",
    re.IGNORECASE,
)
SIPDIS_FIRST = re.compile(r"SIPDIS[ \t]{0,4}[,;][ \t]{0,4}", re.IGNORECASE)  # it has slipped among the tags
PERSON = re.compile(
    r"\(\s{0,3}([A-Z][A-Z'’.-]{1,30}(?: [A-Z][A-Z'’.-]{0,30}){0,3}\s{0,3},\s{0,3}[A-Z][A-Z'’. -]{0,40}?)\s{0,3}\)",
    re.IGNORECASE,
)
SEPARATOR = re.compile(r"[,;()\[\]]+|\.(?=\s|$)|(?<=[A-Za-z]{3})\.")
CODES = re.compile(r"[A-Z]{2,4}(?:[ \n,][ \n]{0,3}[A-Z]{2,4})*")
QUOTES = re.compile(r"[\"“”]")
AROUND = " \t\n,;:'‘’–—-"
INITIALS = re.compile(r"[A-Z](?:\.[A-Z])+\.?")

# Tags of several words that the vocabulary does not list. The site's own links cut them into words.
PHRASES = (
    ("COUNTER", "TERRORISM"),
    ("COUNTRY", "CLEARANCE"),
    ("ZANU", "PF"),
)
CANONICAL = {
    "COUNTER TERRORISM": "COUNTERTERRORISM",
    "COUNTER-TERRORISM": "COUNTERTERRORISM",
    "ZANU PF": "ZANU-PF",
    "STEINBERG, JAMES B": "STEINBERG, JAMES B.",
}
INITIAL_LOST = {"STEINBERG, JAMES": "STEINBERG, JAMES B."}  # the site's links drop single letters
NO_TAG = frozenset({"AND", "NONE", "N/A"})
LONGEST_CODE = 5  # letters; the Department's own tags have two to five
VISIT = "OVIP"  # the tag of a visit by a person, whose name follows it
# What stands before a visitor's name and is none: SECRETARY OF STATE RICE, CODEL MCCAIN. The last are part of a title
# only beside one of the others: FOREIGN MINISTER, but FOREIGN POLICY.
DELEGATIONS = frozenset({"CODEL", "STAFFDEL"})
OFFICES = """
    SECRETARY UNDERSECRETARY PRESIDENT MINISTER GENERAL GEN ADMIRAL ADM COLONEL AMBASSADOR AMB SENATOR SENATORS SEN
    CONGRESSMAN CONGRESSWOMAN CONGRESSMEN REPRESENTATIVE REPRESENTATIVES REP GOVERNOR SPEAKER CHAIRMAN DIRECTOR
    COMMISSIONER ENVOY CHANCELLOR KING QUEEN PRINCE
    """
BESIDE_AN_OFFICE = "VICE PRIME FOREIGN DEPUTY UNDER ASSISTANT SPECIAL CROWN OF STATE DEFENSE TREASURY ATTORNEY"
TITLES = DELEGATIONS | frozenset(OFFICES.split())
PARTS_OF_TITLES = TITLES | frozenset(BESIDE_AN_OFFICE.split())


@cache
def _phrases() -> dict[str, list[tuple[str, ...]]]:
    """The tags of several words by their first word, the longest first."""
    known = {tuple(tag.split()) for tag in tag_dimension() if " " in tag and "," not in tag}
    by_word: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted({*PHRASES, *known}, key=len, reverse=True):
        by_word.setdefault(phrase[0], []).append(phrase)
    return by_word


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


def _is_code(word: str) -> bool:
    """Whether a word can be a tag by itself: short, or known, or tags run together. AMBASSADOR is none of these."""
    return len(word) <= LONGEST_CODE or is_known_tag(word) or len(_pieces(word)) > 1


def _words(element: str, is_between_commas: bool) -> list[str]:
    """The tags of what stands between two separators: several where only blanks divide them.

    Between commas, words of which one is no tag belong together: ORGANIZED CRIME is one entry, whoever coined it.
    """
    words = element.split()
    if "/" in element:
        words = [part for word in words for part in ([word] if is_known_tag(word.upper()) else word.split("/")) if part]
    if len(words) < 2:
        return words
    tags: list[str] = []
    loose: list[str] = []
    is_loose = is_between_commas and not all(_is_code(word.upper()) for word in words)
    phrases = _phrases()
    position = 0
    while position < len(words):
        word = words[position].upper()
        length = 1
        for phrase in phrases.get(word, ()):
            if tuple(map(str.upper, words[position : position + len(phrase)])) == phrase:
                length = len(phrase)
                break
        entry = " ".join(words[position : position + length])
        position += length
        if is_loose and length == 1 and not (is_known_tag(word) and len(word) <= LONGEST_CODE):
            loose.append(entry)
            continue
        if loose:
            tags.append(" ".join(loose))
            loose = []
        tags.append(entry)
    if loose:
        tags.append(" ".join(loose))
    return tags


def _split(line: str) -> list[tuple[str, str]]:
    """The entries of a TAGS line, each as read and as published."""
    if CODES.fullmatch(line):  # nine lines in ten
        words = line.replace(",", " ").split()
        if _phrases().keys().isdisjoint(words):
            return [(word, word) for word in words]
    line = QUOTES.sub(" ", line)
    has_commas = "," in line or ";" in line
    if has_commas:
        line = line.replace("\n", " ")
    entries: list[str] = []
    start = 0
    names = PERSON.finditer(line) if "(" in line else ()
    for name in names:
        if all(is_known_tag(part) and tag_kind(part) != "person" for part in re.split(r"\s*,\s*", name[1].upper())):
            continue  # (AF, PK) are two places
        for element in SEPARATOR.split(line[start : name.start()]):
            entries += _words(element, has_commas)
        entries.append(name[1])
        start = name.end()
    for element in SEPARATOR.split(line[start:]):
        entries += _words(element, has_commas)
    return _with_names(entries)


class Entry(NamedTuple):
    """An entry of a TAGS line as read and as published; `is_titled` where a title stood before the name."""

    read: str
    published: str
    is_titled: bool = False


def _bare(word: str) -> str:
    return word.strip(".,").upper()


def _without_titles(entries: list[str]) -> list[Entry]:
    """The entries, the titles of visitors taken off their names: ``OVIP (CODEL MCCAIN)`` names MCCAIN."""
    read: list[Entry] = []
    titles: list[str] = []  # of a name that is still to come
    is_visit = False
    for entry in entries:
        words = entry.split()
        lead = 0
        while is_visit and lead < len(words) and _bare(words[lead]) in PARTS_OF_TITLES:
            lead += 1
        if is_visit and words and lead == len(words):
            titles.append(entry)
            continue
        upper = entry.upper()
        if upper == VISIT:
            is_visit = True
        elif is_visit and is_known_tag(upper) and tag_kind(upper) != "person":
            is_visit = False
        title = [*(_bare(word) for one in titles for word in one.split()), *map(_bare, words[:lead])]
        names = words[lead:]
        while is_visit and len(names) > 1 and _bare(names[-1]) in TITLES:  # (RICE, SECRETARY)
            title.append(_bare(names.pop()))
        if upper == VISIT or not is_visit or TITLES.isdisjoint(title):
            read += [Entry(one, one) for one in (*titles, entry)]
        else:
            published = " ".join((*titles, entry))
            read += [Entry(name, published, is_titled=True) for name in _visitors(names, title)]
        titles = []
    return [*read, *(Entry(one, one) for one in titles)]


def _visitors(words: list[str], title: list[str]) -> list[str]:
    """Who is named behind a title: of a delegation, each surname is somebody."""
    name = " ".join(words).strip(" ,")
    if tag_kind(name.upper()) == "person":
        return [name]
    if not DELEGATIONS.isdisjoint(title) or any(word.upper() == "AND" for word in words):
        return [one for one in re.split(r"\s*,\s*|\s+AND\s+", name, flags=re.IGNORECASE) if one]
    return [_known_name(*words) or name] if len(words) == 2 else [name]


def _known_name(first: str, second: str) -> str | None:
    """A person whom the vocabulary knows by two words in either order: JOHN MCCAIN is ``MCCAIN, JOHN``."""
    names = (f"{first}, {second}", f"{second}, {first}")
    return next((name for name in names if tag_kind(name.upper()) == "person"), None)


def _with_names(entries: list[str]) -> list[tuple[str, str]]:
    """Surname and given name put together again: ``OVIP CLINTON HILLARY`` and ``OVIP (CLINTON, HILLARY)`` are alike."""
    if max(map(len, entries), default=0) < LONGEST_CODE:  # no name is among them
        return [(entry, entry) for entry in entries]
    has_visit = any(entry.upper() == VISIT for entry in entries)
    rest = _without_titles(entries) if has_visit else [Entry(entry, entry) for entry in entries]
    joined: list[tuple[str, str]] = []
    position = 0
    while position < len(rest):
        entry, published, is_titled = rest[position]
        following = rest[position + 1].read if position + 1 < len(rest) else ""
        if len(entry) > 3 and len(following) > 3 and following.isalpha() and entry.isalpha():
            kinds = {tag_kind(entry.upper()), tag_kind(following.upper())}
            is_visitor = joined and joined[-1][0].upper() == VISIT and max(len(entry), len(following)) > LONGEST_CODE
            name = None
            if is_titled:
                name = _known_name(entry, following)
            elif rest[position + 1].is_titled or following.upper() in TITLES:
                name = None
            elif kinds == {"person"} or (is_visitor and kinds <= {"person", "unknown"}):
                name = f"{entry}, {following}"
            if name is not None:
                joined.append((INITIAL_LOST.get(name.upper(), name), f"{published} {rest[position + 1].published}"))
                position += 2
                continue
        joined.append((entry, published))
        position += 1
    return joined


def _begins_with_tags(line: str) -> bool:
    """Whether a line starts with a comma-separated run of tags: ``UNSC, IR, PINR`` does, ``HARBOR, DAY 2`` does not."""
    found = RUN.match(line)
    return found is not None and (len(found[1]) < LONGEST_CODE or is_known_tag(found[1].upper()))


def _is_all_tags(line: str) -> bool:
    """Whether a line holds nothing but tags that the vocabulary knows: the last one often stands alone."""
    words = line.replace(",", " ").replace(";", " ").split()
    return 0 < len(words) <= LONGEST_CONTINUED and all(word.isupper() and is_known_tag(word) for word in words)


def _line_of_tags(text: str, start: int, end: int) -> str:
    """The TAGS line that begins at `start`, with the lines that belong to it."""
    taken: list[str] = []
    ends_in_comma = True
    for line in text[start:end].split("\n", MOST_LINES)[:MOST_LINES]:
        stripped = line.strip()
        if taken:
            if not stripped:
                if not ends_in_comma:
                    break
                continue
            if NO_TAGS.match(stripped) or not (
                (ends_in_comma and not stripped[-1:].isdigit()) or _begins_with_tags(stripped) or _is_all_tags(stripped)
            ):
                cut = END.search(stripped)
                if not (cut and cut.start() and _is_all_tags(stripped[: cut.start()])):
                    break
        elif not stripped:
            continue
        elif NO_TAGS.match(stripped):
            stripped = SIPDIS_FIRST.sub("", stripped)
            if NO_TAGS.match(stripped):
                break
        cut = END.search(stripped)
        if cut:
            taken.append(stripped[: cut.start()])
            break
        taken.append(stripped)
        ends_in_comma = stripped.endswith((",", ";"))
    return "\n".join(taken)


def tag_entries(body: str, linked: tuple[str, ...] = ()) -> list[Tag]:
    """The tags of a body, each in canonical form and as published.

    `linked` are the tags that the page links to. They cover the first line only and cut tags of several words into
    their words, so they are used where the text has no TAGS line that can be read.
    """
    return tag_entries_of_plain(plain(body), linked)


def tag_entries_of_plain(text: str, linked: tuple[str, ...] = ()) -> list[Tag]:
    """As `tag_entries`, of text that is plain already."""
    end = heading_end(text)
    entries: list[tuple[str, str]] = []
    for place, before in places_of("TAG", text, end):
        label = (LABEL_IN_LINE if before.strip(" \t>*.") else LABEL).match(text, place)
        if before[-1:].isalpha() and not (label and label[0].endswith(":")):  # the end of BUNDESTAG is no label
            continue
        if label:
            entries += _split(_line_of_tags(text, label.end(), end))
    if not entries:
        entries = _with_names(list(linked))
    found: dict[str, str] = {}
    for entry, as_published in entries:
        published = as_published.strip(AROUND + '."')
        upper = " ".join(entry.strip(AROUND + '"').upper().split())
        if "," not in upper:
            upper = upper.rstrip(".")
        upper = CANONICAL.get(upper, upper)
        if INITIALS.fullmatch(upper):
            upper = upper.replace(".", "")
        if not upper or upper in NO_TAG:
            continue
        if not upper[0].isalpha():
            upper = upper.lstrip("0123456789")
            if not is_known_tag(upper):  # 3IT is one
                continue
        for tag in _pieces(upper):
            if tag != "SIPDIS" and len(tag) > 1:
                found.setdefault(tag, published)
    return [Tag(tag, published) for tag, published in found.items()]


def tags(body: str) -> list[str]:
    """The tags of a body: ``TAGS: OVIP (CLINTON, HILLARY), PGOV`` is ``["OVIP", "CLINTON, HILLARY", "PGOV"]``.

    In canonical form: upper case, in order of first appearance, none twice, ``SIPDIS`` never; empty where the
    body has no TAGS line. Tags that the vocabulary does not know stay.
    """
    return [entry.tag for entry in tag_entries(body)]
