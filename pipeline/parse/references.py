"""The REF line of a body: the cables, letters, calls and reports that a telegram builds on."""

from __future__ import annotations

import re

from pipeline.model import Reference
from pipeline.parse.identity import canonical_id
from pipeline.parse.subject import heading_end
from pipeline.parse.text import plain

LABEL = re.compile(
    r"^[ \t>*.]{0,8}REF(?:S|TELS?|ERENCES?|\(S\))?\b[ \t]{0,4}[:;.]?(?=[\s\w(:'\"])"
    r"|REF(?:S|TELS?|ERENCES?|\(S\))?[ \t]{0,4}:",
    re.MULTILINE | re.IGNORECASE,
)
# What ends the references at the start of a line, and what is only in the way.
NEXT_LINE = re.compile(
    r"¶ ?\d|\d{1,2}\. ?\([A-Z]|\(?(?:U|C|S|SBU|C/NF|S/NF)\)[ \t]+[A-Z]?[a-z]{3}|CLASSIFIED\b|CLASS(?:IF)?\.? ?BY|DERIVED FROM"
    r"|REASONS?\b|DECL|E\.? ?[O0]\.? ?1\d{4}|TAGS?\b|SUBJ(?:ECT)?\b|SENSITIVE\b|NOFORN|NOT FOR|THIS "
    r"|(?:BEGIN |EXECUTIVE )?SUMMARY\b|INTRODUCTION\b|COMMENT\b|ACTION REQUEST|SIPDIS|[-=_*]{3,}|(?:- ){3}|<<",
    re.IGNORECASE,
)
BANNER = re.compile(
    r"[A-Z][A-Z .'-]{2,30}[ \t]+\d{8}[ \t]+\d{3}(?:\.\d)?[ \t]+OF|PAGE[ \t]+\d|SECTION[ \t]+\d+[ \t]+OF"
    r"|(?:CONFIDENTIAL|SECRET|UNCLAS(?:SIFIED)?)[ \t]*$|C O N F I|S E C R E T|U N C L A S",
    re.IGNORECASE,
)
GLUED_END = re.compile(
    r"\(?(?:[USC]|SBU)?\)?[ \t]?CLASSIFIED BY|¶ ?\d|-{5,}|\bSENSITIVE BUT\b|\bTHIS (?:IS AN? )?(?:ACTION|CABLE|MESSAGE)"
    r"|\b1\. ?\([A-Z]{1,3}(?:/[A-Z]{1,6})?\)|\bSUBJECT:|\bTAGS:|\bSUMMARY:"
    r"|\b[A-Z][A-Z' -]{2,20} \d{8} +\d{3}(?:\.\d)? +OF",
    re.IGNORECASE,
)
BULLET_LINE = re.compile(r"¶? ?\(?[A-Z0-9]{1,2}\)?[.):]|¶ ?[A-Z]\b", re.IGNORECASE)
CABLE_LINE = re.compile(r"(?:\(?(?:19|20)?\d\d\)? )?[A-Z][A-Z .'-]{1,30} ?\d{1,8}\b", re.IGNORECASE)

# A bullet: a letter in parentheses, or before a period, colon or parenthesis, with nothing of a word before it.
BULLET = re.compile(
    r"(?<![\w./'-])¶?[ ]?(?:\([ ]?(?:REF(?:TEL)?[ ])?([A-Z])[ ]?\)|([A-Z])[ ]?\)|([A-Z])[.:](?![A-Z]\.)|REF(?:TEL)?[ ]([A-Z])[):.])[ .:]*",
    re.IGNORECASE,
)
SERIAL = r"(?:\d[\dO]{0,8}|O\d[\dO]{0,7})"
CABLE = re.compile(
    r"(?<![\w/.])"
    r"(?:(?P<year>\(?'?(?:19|20|2O)?[\dO]\d\)?)(?:[ -]{0,3}|(?<=\)) ?))??"
    r"(?P<station>[A-Z][A-Z.'’-]{1,30}(?: [A-Z][A-Z.'’-]{0,30}){0,5}?)"
    r"[ ]?(?:\((?P<inner>'?\d\d(?:\d\d)?)\)[ ]?)?[ ]?[#-]?[ ]?(?:NO\.? ?)?"
    rf"(?P<serial>{SERIAL})(?![\d]|/\d|[A-Z]{{3,}}|\.\d)"
    rf"(?P<more>(?:[ ]?(?:,|;|&|/|\bAND\b|, ?AND\b)[ ]?{SERIAL}(?![\w/]|[ ]?[A-Z(]{{2}}|\.\d)){{0,30}})"
    r"(?:[ ]?(?:\((?P<after>'?\d\d(?:\d\d)?)\)|OF (?:\d{1,2}/\d{1,2}/)(?P<dated>(?:\d\d)?\d\d)|(?P<quoted>'\d\d)\b))?",
    re.IGNORECASE,
)
NUMBER = re.compile(SERIAL, re.IGNORECASE)
# Words before a number that make it no cable.
NO_STATION = frozenset(
    """JAN JANUARY FEB FEBRUARY MAR MARCH APR APRIL MAY JUN JUNE JUL JULY AUG AUGUST SEP SEPT SEPTEMBER OCT OCTOBER NOV
    NOVEMBER DEC DECEMBER MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY PARA PARAS PARAGRAPH PARAGRAPHS SECTION
    PAGE PART ANNEX ARTICLE RESOLUTION UNSCR UNSCRS UNSC IIR TD TDX DTG E.O EO DATED DATE OF ON AND THE EMAIL EMAILS MAIL
    E-MAIL E-MAILS FAX TELCON TELECON MEETING PHONE CALL MEMO MEMORANDUM LETTER REPORT NO NUMBER TEL REF REFTEL REFS FY
    SERIAL PREVIOUS PRECEDING THROUGH TO FROM IN FOR AT BY VOLUME VOL CHAPTER ISSUE FAM HDS STEP SAN SBU CLASSIFIED REASON
    REASONS DECL""".split()
)
KINDS = (
    ("web", re.compile(r"https?:|www\.|\bweb ?(?:site|page)|\binternet\b|\bonline\b|\.(?:com|org|gov|net)\b", re.IGNORECASE)),
    ("email", re.compile(r"\be-? ?mails?\b|\bmsg\b|\be-mail", re.IGNORECASE)),
    ("telcon", re.compile(r"\btel(?:e)?cons?\b|\btelephone|\bphon(?:e|cons?)|\bcalls?\b|\bconversations?\b|\bfonecon", re.IGNORECASE)),
    ("fax", re.compile(r"\b(?:tele)?fax(?:es|ed)?\b|\bfacsimile", re.IGNORECASE)),
    ("meeting", re.compile(r"\bmeetings?\b|\bmtgs?\b|\bdiscussions?\b|\bbriefings?\b", re.IGNORECASE)),
    ("memo", re.compile(r"\bmemo(?:s|randum|randa)?\b|\bmemcons?\b|\bletters?\b|\bnotes?\b|\bdip ?note", re.IGNORECASE)),
    ("book", re.compile(r"\bbooks?\b|\bhandbook\b|\bmanual\b|\bISBN\b|\b\d+ FA[MH]\b", re.IGNORECASE)),
    ("report", re.compile(r"\bIIR\b|\bTDX?\b|\breports?\b|\bTDX?-|\bDTG\b|\breporting\b|\bassessment\b|\bSPOT\b", re.IGNORECASE)),
)
NOTES = re.compile(
    r"\((?:NOTAL|EXDIS|NODIS|LIMDIS|NOFORN|[SCU]|SBU|[SC]/NF)[^()]{0,40}\)|\bNOTAL\b|\bET\.? ?(?:AL|SEQ)\b\.?"
    r"|\bAND (?:PREVIOUS|PREV|PRECEDING|OTHERS)\b|\bREF(?:S|TELS?)?\b:?",
    re.IGNORECASE,
)


def _full_year(digits: str) -> int:
    """Four digits for two: the corpus begins in 1966, so 66 is 1966 and 05 is 2005."""
    number = int(digits)
    if number >= 1000:
        return number
    if number >= 100:
        return 1900 + number
    return 1900 + number if number >= 45 else 2000 + number


def _digits(text: str) -> str:
    return text.upper().replace("O", "0").strip("()' ")


def _blocks(text: str, end: int) -> list[str]:
    """The text of each REF line of a heading, with the lines that belong to it."""
    blocks: list[str] = []
    taken_to = 0
    for label in LABEL.finditer(text, 0, end):
        if label.start() < taken_to:
            continue
        lines: list[str] = []
        blank = False
        position = label.end()
        for line in text[label.end() : end].split("\n"):
            position += len(line) + 1
            stripped = line.strip()
            if not stripped:
                blank = bool(lines)
                continue
            if BANNER.match(stripped):
                continue
            if NEXT_LINE.match(stripped) or len(lines) > 80:
                break
            if blank and not (BULLET_LINE.match(stripped) or CABLE_LINE.match(stripped) or lines[-1].endswith((",", ";"))):
                break
            blank = False
            cut = GLUED_END.search(stripped)
            lines.append(stripped[: cut.start()] if cut else stripped)
            if cut:
                break
        taken_to = position
        blocks.append(" ".join(" ".join(lines).split()))
    return blocks


def _entries(block: str) -> list[tuple[str | None, str]]:
    """A block cut at its bullets: ``A. STATE 1 B. STATE 2`` is ``("A", "STATE 1")`` and ``("B", "STATE 2")``."""
    entries: list[tuple[str | None, str]] = []
    bullet: str | None = None
    start = 0
    for found in BULLET.finditer(block):
        letter = (found[1] or found[2] or found[3] or found[4]).upper()
        between = block[start : found.start()].strip(" ,;.:")
        expected = "A" if bullet is None else chr(ord(bullet) + 1)
        if letter == bullet and not between:  # "A. A) STATE 1" and "A. (A) STATE 1" bear their bullet twice
            start = found.end()
            continue
        if not (letter == expected or found[1] or found[2] or between.endswith((",", ";")) or not between):
            continue
        if between:
            entries.append((bullet, between))
        bullet = letter
        start = found.end()
    rest = block[start:].strip(" ,;")
    if rest:
        entries.append((bullet, rest))
    return entries


def _kind(text: str) -> str | None:
    for kind, words in KINDS:
        if words.search(text):
            return kind
    return None


def _others(text: str, bullet: str | None, alone: bool, year: int) -> list[Reference]:
    """What an entry says besides cables: an email, a call, a report."""
    rest = " ".join(NOTES.sub(" ", text).split()).strip(" ,;.:-()&/")
    if len(rest) < 3 or not any(letter.isalpha() for letter in rest):
        return []
    kind = _kind(rest)
    if kind is None and not alone:
        return []
    return [Reference(None, kind or "other", bullet, rest, year)]


def _read(entry: str, bullet: str | None, year: int) -> list[Reference]:
    read: list[Reference] = []
    position = 0
    mentions = []
    at = 0
    while found := CABLE.search(entry, at):
        at = found.end()
        words = found["station"].upper().replace("’", "'").split()
        while words and words[0].strip(".") in NO_STATION | {"EMBASSY", "AMEMBASSY", "CABLE"}:
            words.pop(0)
        if not words or words[-1].strip(".") in NO_STATION:
            continue
        mentions.append((found, " ".join(words)))
    for found, station in mentions:
        read += _others(entry[position : found.start()], bullet, False, year)
        position = found.end()
        given = found["year"] or found["inner"] or found["after"] or found["dated"] or found["quoted"]
        target_year = _full_year(_digits(given)) if given else year
        for serial in [found["serial"], *NUMBER.findall(found["more"] or "")]:
            identity = canonical_id(f"{target_year % 100:02d}{station.replace(' ', '')}{_digits(serial)}")
            read.append(Reference(identity, "cable", bullet, found[0].strip(), target_year))
    read += _others(entry[position:], bullet, not mentions, year)
    return read


def references(body: str, year: int, cable_id: str | None = None) -> list[Reference]:
    """The references of a telegram: ``REF: A. STATE 40721\\n B. 02 SAO PAULO 1709`` of 2008 are ``08STATE40721`` (A)
    and ``02SAOPAULO1709`` (B).

    `year` is the telegram's own and holds for references that name none; `cable_id` is its own id, which is never
    among them. In order of appearance, none twice; empty where the heading has no REF line.
    """
    text = plain(body)
    own_year = _full_year(str(abs(year))[-4:])
    own_id = canonical_id(cable_id) if cable_id else None
    found: list[Reference] = []
    seen: set[str] = set()
    for block in _blocks(text, heading_end(text)):
        for bullet, entry in _entries(block):
            for reference in _read(entry, bullet, own_year):
                key = reference.target_id or reference.value.upper()
                if key in seen or key == own_id:
                    continue
                seen.add(key)
                found.append(reference)
    return found
