"""The subject line of a body."""

from __future__ import annotations

import re

from pipeline.parse.text import plain

# Nothing before paragraph 1 is further from the start than this, lists of readers and dumped headers included.
HEADING_REACH = 20_000
PARAGRAPH_ONE = re.compile(
    r"¶ ?\d|^[ \t]{0,8}(?:\([A-Z/, -]{1,16}\) ?)?(?:PARA )?1 ?[.)] {0,3}(?:\(|[A-Z\"“][A-Za-z])", re.MULTILINE
)
# A label in its place: at the start of a line, or behind E.O. and TAGS on the same line, where a colon tells it from
# the word. "(ADDED SUBJECT LINE)" and "Subject to ..." are no labels.
LABEL = re.compile(
    r"^[ \t>*.]{0,8}(?:S?UBJ(?:ECT)?S?[ \t]{0,4}[:;.]|S?UBJ(?:ECT)?S?\b(?![ \t]*(?:line|to|of|\)))(?![a-z]))"
    r"|SUBJ(?:ECT)?[ \t]{0,4}:|\bSUBJECT\b(?![ \t]*(?:LINE|\)|CHANGE))",
    re.MULTILINE | re.IGNORECASE,
)
# What ends a subject at the start of a line.
NEXT_LINE = re.compile(
    r"[ \t]*(?:$"
    r"|REFS?\b|REFTELS?\b|REFERENCES?[ \t]*[:(]|CLASSIFIED\b|CLASS(?:IF)?\.? ?BY|DERIVED FROM|DECL"
    r"|¶|\d{1,2}\.[ \t]*\([A-Z]|1\.|\((?:U|C|S|SBU|C/NF|S/NF|S//NF|U//FOUO)\)[ \t]+(?:[a-z\d]|[A-Z][a-z]|Summary)"
    r"|E\.? ?[O0]\.? ?1\d{4}|TAGS?\b|SUBJ(?:ECT)?\b[ \t]*:|SIPDIS\b|SENSITIVE\b|NOFORN[ \t]*$"
    r"|(?:BEGIN )?SUMMARY(?:[ \t]*[.:]|[ \t]*$|[ \t]+AND[ \t]+[A-Z ]+$)"
    r"|(?:UNCLAS(?:SIFIED)?|CONFIDENTIAL|SECRET|LIMITED OFFICIAL USE)[ \t]*(?:$|SECTION|[/ ]*NOFORN[ \t]*$)"
    r"|(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY, \d{1,2} [A-Z]+ \d{4}, \d\d:"
    r"|C[ ]O[ ]N[ ]F[ ]I|S[ ]E[ ]C[ ]R[ ]E[ ]T|U[ ]N[ ]C[ ]L[ ]A|L[ ]I[ ]M[ ]I[ ]T"
    r"|PAGE[ \t]+\d|SECTION[ \t]+\d+[ \t]+OF|[A-Z][A-Z .'-]{2,30}[ \t]+\d{5,8}[ \t]+\d{3}(?:\.\d)?[ \t]+OF"
    r"|[-=_*]{3,}|(?:- ){3}|SENSITIVE BUT|THIS (?:IS AN? )?(?:ACTION|CABLE|MESSAGE))",
    re.IGNORECASE,
)
# What ends a subject in mid-line, even glued to its last word.
GLUED_END = re.compile(
    r"REF(?:S|TELS?|ERENCES?)?[ \t]?:|(?:\([A-Z/]{1,8}\)[ \t]*)?CLASSIFIED BY|¶|-{4,}|_{4,}|={4,}"
    r"|SENSITIVE BUT|\(?(?:SBU|U|C|S)?\)?[ \t]*THIS IS AN ACTION REQUEST"
    r"|\b1\.[ \t]*\([A-Z]{1,3}(?:/[A-Z]{1,6})?\)|\bPAGE \d\d [A-Z]|\bSECTION \d\d OF \d\d"
    r"|[A-Z][A-Z'-]{2,20} \d{8} +\d{3}(?:\.\d)? +OF|C O N F I D E N T I A L|S E C R E T|\bE\.O\. 1\d{4}|\bTAGS:",
    re.IGNORECASE,
)
PORTION = re.compile(
    r"[ \t]*[(\[][ \t]?(?:U|C|S|TS|SBU|LOU|FOUO|UNCLAS(?:SIFIED)?|CONFIDENTIAL|SECRET)"
    r"(?:[ \t]?(?:/{1,2}|-|,|[ \t])[ \t]?(?:NF|NOFORN|FOUO|SBU|REL[A-Z ,]{0,20}|EXDIS|NODIS|LIMDIS|ORCON|OC|SIPDIS)){0,3}"
    r"[ \t]?[)\]][ \t:.-]*",
    re.IGNORECASE,
)


def heading_end(text: str) -> int:
    """Where paragraph 1 begins, or how far a heading can reach where none is marked."""
    found = PARAGRAPH_ONE.search(text, 0, HEADING_REACH)
    return found.start() if found else min(len(text), HEADING_REACH)


def _read(text: str, start: int, end: int) -> str:
    """The subject that begins at `start`: its lines joined, up to what ends it."""
    parts: list[str] = []
    for line in text[start:end].split("\n"):
        stripped = line.strip()
        if not stripped:
            if parts:
                break
            continue
        if NEXT_LINE.match(stripped) and (parts or not PORTION.match(stripped)):
            break
        cut = GLUED_END.search(stripped)
        if cut:
            parts.append(stripped[: cut.start()])
            break
        parts.append(stripped)
    return " ".join(" ".join(parts).split())


def _clean(subject: str) -> str:
    """Without trailing backslashes and leading portion marks."""
    subject = subject.rstrip("\\ \t")
    while found := PORTION.match(subject):
        if found.end() == len(subject):
            return ""
        subject = subject[found.end() :]
    return subject.strip()


def subject(body: str) -> str | None:
    """The subject of a telegram: ``SUBJECT: (C) A VISIT\\nTO PORT`` is ``A VISIT TO PORT``.

    Read from the body's heading, never past paragraph 1; None where the heading has no subject. Lines are joined with
    one space, leading portion marks and trailing backslashes dropped, case kept. Where a heading stands twice in one
    body, a copy in the case it was written in is preferred to one put into lower case.
    """
    text = plain(body)
    return subject_of_plain(text)


def subject_of_plain(text: str) -> str | None:
    """As `subject`, for text that has no markup left."""
    end = heading_end(text)
    best: str | None = None
    for label in LABEL.finditer(text, 0, end):
        found = _clean(_read(text, label.end(), end))
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
