"""The subject line of a body."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.parse.text import PAGES_AT_ONCE, plain

# Nothing before paragraph 1 is further from the start than this, lists of readers and dumped headers included.
HEADING_REACH = 20_000
MOST_COPIES = 12  # of one label in one heading; the worst page has four
MOST_LINES = 20
# What may stand before the "1." of a first paragraph that has no mark, and what follows it.
BEFORE_ONE = re.compile(r"[ \t]{0,8}(?:\([A-Z/, -]{1,16}\) ?)?(?:PARA )?", re.IGNORECASE)
AFTER_ONE = re.compile(r"1 {0,3}[.)] {0,3}(?:\(|[A-Z\"“][A-Za-z]|[AI] [A-Z])")

# A label in its place: at the start of a line, or behind E.O. and TAGS on the same line, where a colon tells it from
# the word. "(ADDED SUBJECT LINE)" and "Subject to ..." are no labels.
LABEL = re.compile(r"S?UBJ(?:ECT)?S?[ \t]{0,4}(?:[:;.]|-[ \t])", re.IGNORECASE)
LABEL_ALONE = re.compile(r"(?:S?UBJ(?:ECT)?S?|S?ubj(?:ect)?)\b(?![ \t]*(?:LINE|[a-z)]))")
LABEL_LOWERED = re.compile(r"s?ubj(?:ect)?\b(?![ \t]*(?:line|to|of|matter|\)))", re.IGNORECASE)
LABEL_IN_LINE = re.compile(r"S?UBJ(?:ECT)?[ \t]{0,4}:", re.IGNORECASE)
LABEL_AFTER_TAGS = re.compile(r"SUBJECT\b(?![ \t]*(?:LINE|\)|CHANGE))")
LABEL_GLUED = re.compile(r"SUBJECT(?!S\b|ED\b|IVE|ION)(?=[A-Z]{2})")  # SUBJECTBIOGRAPHY OF A HARBOR MASTER
# Letters lost or changed places: SUBJET:, SUJECT:, SUBEJCT:. No other word is made of these.
LABEL_MISSPELT = re.compile(r"^[ \t>*.]{0,20}S[UBJECT]{4,7}[ \t]{0,4}:", re.MULTILINE)
# What ends a subject at the start of a line.
NEXT_LINE = re.compile(
    r"[ \t]*(?:$"
    r"|REFS?\b|REFTELS?\b|REFERENCES?[ \t]*[:(]|CLASSIFIED[ \t]*(?:BY|:|$)|REASONS?:|CLASS(?:IF)?\.? ?BY"
    r"|DERIVED FROM|DECL(?:\b|ASS)"
    r"|¶|\d{1,2}(?:\.[ \t]*|[ \t]+(?=\((?:[CSU]|SBU|[CS]/NF)\)))\([A-Z]"
    r"|1\.(?!\d)|\((?:U|C|S|SBU|C/NF|S/NF|S//NF|U//FOUO)\)[ \t]+(?:[a-z\d]|[A-Z][a-z]|Summary)"
    r"|E\.? ?[O0]\.? ?1\d{4}|TAGS?[ \t]*:|TAGS\b|SUBJ(?:ECT)?\b[ \t]*:"
    r"|SIPDIS\b|SENSITIVE[ \t]*$|NOFORN[ \t]*$"
    r"|(?:BEGIN )?SUMMARY(?:[ \t]*[.:]|[ \t]*$|[ \t]+AND[ \t]+[A-Z ]+$)"
    r"|(?:UNCLAS(?:SIFIED)?|CONFIDENTIAL|SECRET|LIMITED OFFICIAL USE)[ \t]*(?:$|SECTION|[/ ]*NOFORN[ \t]*$)"
    r"|(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY, \d{1,2} [A-Z]+ \d{4}, \d\d:"
    r"|C[ ]O[ ]N[ ]F[ ]I|S[ ]E[ ]C[ ]R[ ]E[ ]T|U[ ]N[ ]C[ ]L[ ]A|L[ ]I[ ]M[ ]I[ ]T"
    r"|PAGE[ \t]+\d|SECTION[ \t]+\d+[ \t]+OF[ \t]+\d|[A-Z][A-Z .'-]{2,30}[ \t]+\d{5,8}[ \t]+\d{3}(?:\.\d)?[ \t]+OF"
    r"|[-=_*]{3,}|(?:- ){3}|SENSITIVE BUT|THIS (?:IS AN? )?(?:ACTION|CABLE|MESSAGE))",
    re.IGNORECASE,
)
# What ends a subject in mid-line, even glued to its last word.
GLUED_END = re.compile(
    r"REF(?:S|TELS?|ERENCES?|\(S\))?[ \t]?:|(?:\([A-Z/]{1,8}\)[ \t]*)?CLASSIFIED BY|¶|-{4,}|_{4,}|={4,}"
    r"|SENSITIVE BUT|\(?(?:SBU|U|C|S)?\)?[ \t]*THIS IS AN ACTION REQUEST"
    r"|\b1\.[ \t]*\([A-Z]{1,3}(?:/[A-Z]{1,6})?\)|\bPAGE \d\d [A-Z]|\bSECTION \d\d OF \d\d"
    r"|[A-Z][A-Z'-]{2,20} \d{8} +\d{3}(?:\.\d)? +OF|C O N F I D E N T I A L|S E C R E T|\bE\.O\. 1\d{4}|\bTAGS:",
    re.IGNORECASE,
)
# Each of the endings in mid-line holds one of these, so most lines need no search.
GLUED_HINTS = (
    "REF",
    "CLASSIFIED",
    "SENSITIVE",
    "ACTION",
    "1.",
    "¶",
    "--",
    "__",
    "==",
    "PAGE",
    "OF 0",
    "E.O",
    "TAGS",
    "C O N",
    "E C R",
)
PORTION = re.compile(
    r"[ \t]*[(\[]?[ \t]?(?:U|C|S|TS|SBU|LOU|FOUO|UNCLAS(?:SIFIED)?|CONFIDENTIAL|SECRET)"
    r"(?:[ \t]?(?:/{1,2}|-|,|[ \t])[ \t]?(?:NF|NOFORN|FOUO|SBU|REL[A-Z ,]{0,20}|EXDIS|NODIS|LIMDIS|ORCON|SIPDIS)){0,3}"
    r"[ \t]?[)\]][ \t:.-]*",
    re.IGNORECASE,
)

# A subject goes on behind a blank line or a page banner that cuts it in two: its last line is full, or ends in a word
# that leaves it open, and what comes next, in capitals too, stands before another field.
FULL_LINE, LONGEST_LINE = 52, 66  # characters, without the label; longer lines were never broken
OPEN_END = re.compile(
    r"(?:\b(?:A|AN|AND|AS|AT|BY|FOR|FROM|IN|INTO|ITS|OF|ON|OR|OVER|THE|THEIR|TO|UNDER|UPON|WITH)|['’]S|S['’]|[,&/–—-])$"
)
FIELD = re.compile(
    r"REFS?\b|REFTELS?\b|REFERENCES?\b|(?:\([A-Z/]{1,8}\)[ \t]*)?CLASSIF(?:IED|ICATION)\b|DERIVED FROM|REASONS?\b|DECL"
    r"|TAGS?\b|E\.? ?[O0]\.? ?1\d{4}",
    re.IGNORECASE,
)
LEVEL_ALONE = re.compile(r"(?:UNCLASSIFIED|UNCLAS|CONFIDENTIAL|SECRET|LIMITED OFFICIAL USE)$")
PAGE_BANNER = re.compile(
    r"(?:PAGE[ \t]+\d\d?[ \t]+[A-Z][A-Z .'-]{2,30}[ \t]+\d{5}[ \t]+\d\d[ \t]+OF[ \t]+\d\d[ \t]+\d{6}Z"
    r"|[A-Z][A-Z .'-]{2,30}[ \t]+\d{8}[ \t]+\d{3}(?:\.\d)?[ \t]+OF[ \t]+\d{3})(?:[ \t]+|$)"
)
# Lines in capitals that stand between SUBJECT and REF and are no subject: to whom it goes, how to handle it.
NO_SUBJECT = re.compile(
    r"(?:FOR|FROM)\b|[A-Z][A-Z/,& ]{0,40} (?:FOR|PASS|PLEASE)\b|.*\b(?:MESSAGE|CABLE|COPY|ACTION REQUEST|ACCORDINGLY"
    r"|DISTRIBUTION|C O P Y)\b|(?:SENSITIVE|EXDIS|NODIS|LIMDIS|STADIS|ROGER CHANNEL|BACKGROUND|INTRODUCTION|COMMENT)\b"
)
LONGEST_REST = 3  # lines


@lru_cache(maxsize=PAGES_AT_ONCE)  # subject, tags and references of one body all ask
def heading_end(text: str) -> int:
    """Where paragraph 1 begins, or how far a heading can reach where none is marked.

    Lettered references bear a paragraph mark too (``¶B. LONDON 88``): only a number ends the heading.
    """
    end = min(len(text), HEADING_REACH)
    mark = text.find("¶", 0, end)
    while mark >= 0:
        if text[mark + 1 : mark + 3].strip()[:1].isdigit():
            end = mark
            break
        mark = text.find("¶", mark + 1, end)
    one = text.find("1", 0, end)
    while one >= 0:
        if text[one + 1 : one + 2] in ".) " and AFTER_ONE.match(text, one):
            line = text.rfind("\n", 0, one) + 1
            if one - line < 40 and BEFORE_ONE.fullmatch(text, line, one):
                return line
        one = text.find("1", one + 1, end)
    return end


@lru_cache(maxsize=PAGES_AT_ONCE)
def _heading(text: str, end: int) -> tuple[str, str]:
    """A heading, as it stands and in capitals of the same length."""
    heading = text[:end]
    capitals = heading.upper()
    if len(capitals) != len(heading):  # a letter without a capital of its own, such as "ß", would shift all that follow
        capitals = "".join(char.upper() if len(char.upper()) == 1 else char for char in heading)
    return heading, capitals


def places_of(word: str, text: str, end: int) -> list[tuple[int, str]]:
    """Where a word in capitals stands in a heading, in whatever case, each with what stands before it on its line."""
    heading, capitals = _heading(text, end)
    places: list[tuple[int, str]] = []
    at = capitals.find(word)
    while at >= 0 and len(places) < 10 * MOST_COPIES:
        line = heading.rfind("\n", 0, at) + 1
        places.append((at, heading[max(line, at - 400) : at]))
        at = capitals.find(word, at + len(word))
    return places


def _labels(text: str, end: int) -> list[int]:
    """Where the text behind each SUBJECT label begins."""
    begins: list[int] = []
    lowered: list[int] = []
    glued: list[int] = []
    for place, before in places_of("UBJ", text, end):
        at = place
        if before[-1:] in ("S", "s"):
            before = before[:-1]
            at -= 1
        if not before.strip(" \t>*."):
            found = LABEL.match(text, at) or LABEL_ALONE.match(text, at)
            if found is None and (loose := LABEL_LOWERED.match(text, at)):
                lowered.append(loose.end())
            elif found is None and (run_on := LABEL_GLUED.match(text, at)):
                glued.append(run_on.end())
        else:
            found = LABEL_IN_LINE.match(text, at)
            if found is None and "TAGS" in before:
                found = LABEL_AFTER_TAGS.match(text, at)
        if found:
            begins.append(found.end())
    if (
        not begins and lowered and "tag" in text[: lowered[0]].lower()
    ):  # "subject harbor talks" in a heading without colons
        begins = lowered[:1]
    begins = begins or glued[:1]
    if not begins:
        begins = [found.end() for found in LABEL_MISSPELT.finditer(text, 0, end)]
    return begins[:MOST_COPIES]


def _read(text: str, start: int, end: int) -> str:
    """The subject that begins at `start`: its lines joined, up to what ends it."""
    parts: list[str] = []
    lines = text[start:end].split("\n", MOST_LINES)[:MOST_LINES]
    for number, line in enumerate(lines):
        stripped = line.strip()
        is_own_line = number == 0
        if not stripped:
            if parts:
                parts += _behind_gap(parts[-1], lines[number:])
                break
            continue
        if is_own_line:  # on the label's own line a subject may well begin with SUMMARY or SECRET
            if LABEL_IN_LINE.match(stripped):
                break
        elif NEXT_LINE.match(stripped) and (parts or not PORTION.match(stripped)):
            if parts:
                parts += _behind_gap(parts[-1], lines[number:])
            break
        capitals = stripped.upper()
        cut = GLUED_END.search(stripped) if any(hint in capitals for hint in GLUED_HINTS) else None
        if cut:
            parts.append(stripped[: cut.start()].rstrip(" ([,;"))
            break
        parts.append(stripped)
    return " ".join(" ".join(parts).split())


def _behind_gap(last: str, lines: list[str]) -> list[str]:
    """The rest of a subject that a blank line or a page banner cut in two; empty where `last` is its end."""
    rest: list[str] = []
    has_banner = has_ended = False
    for line in lines:
        stripped = line.strip()
        banner = None if rest else PAGE_BANNER.match(stripped)
        if banner:
            has_banner = True
            stripped = stripped[banner.end() :]
        if not stripped or (not rest and LEVEL_ALONE.match(stripped)):
            has_ended = bool(rest)
            continue
        if rest and FIELD.match(stripped):
            with_next_word = len(last) + 1 + len(rest[0].split(maxsplit=1)[0])
            is_full = len(last) <= LONGEST_LINE and with_next_word > FULL_LINE
            return rest if has_banner or is_full or OPEN_END.search(last) else []
        if has_ended or len(rest) == LONGEST_REST or not stripped.isupper() or not last.isupper():
            return []
        if NEXT_LINE.match(stripped) or NO_SUBJECT.match(stripped):
            return []
        rest.append(stripped)
    return []


def _clean(subject: str) -> str:
    """Without trailing backslashes and leading portion marks."""
    subject = subject.rstrip("\\ \t")
    while found := PORTION.match(subject):
        if found.end() == len(subject):
            return ""
        subject = subject[found.end() :]
    return subject.strip()


def subject(body: str) -> str | None:
    """The subject of a telegram: ``SUBJECT: (C) A VISIT TO PORT`` is ``A VISIT TO PORT``.

    Read from the body's heading, never past paragraph 1; None where the heading has no subject. Lines are joined with
    one space, leading portion marks and trailing backslashes dropped, case kept. Where a heading stands twice in one
    body, a copy in the case it was written in is preferred to one put into lower case.
    """
    return subject_of_plain(plain(body))


def subject_of_plain(text: str) -> str | None:
    """As `subject`, of text that is plain already."""
    end = heading_end(text)
    best: str | None = None
    for begin in _labels(text, end):
        found = _clean(_read(text, begin, end))
        if found:
            best = found if best is None else _better(best, found)
    return best


def _better(one: str, other: str) -> str:
    """The better of two copies: not the one in lower case; and where that one is longer, its last words in capitals.

    A dumped heading keeps the first line of each field only; the copy after it is whole but in lower case.
    """
    if one.islower() and not other.islower():
        one, other = other, one
    if other.islower() and one.isupper() and len(other) > len(one) and other.startswith(one.lower()):
        return one + other[len(one) :].upper()
    return one
