"""How a body is laid out: where its heading block ends, which copy of it is the best, and its page banners.

A body is a heading block (classification line, SIPDIS, E.O., TAGS, SUBJECT, REF, Classified By), then paragraphs. What
disturbs this order is found here: a database row dumped before the telegram, a heading block given twice, and the
banners that the paging of the old terminals left in the running text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.parse.marking import portion_mark
from pipeline.parse.text import plain, tidy


class Layout(NamedTuple):
    """Where things stand in a body. The offsets count in `text`."""

    text: str  # the plain body; blanks at line ends dropped
    copy_start: int  # where the telegram itself begins: after a dumped database row or an earlier copy, else 0
    body_start: int  # where the heading block ends and the paragraphs begin
    is_doubled: bool  # a dumped database row, or TAGS or SUBJECT more than once before the first paragraph
    section_count: int | None  # 3 where the classification line says SECTION 01 OF 03

    @property
    def heading(self) -> str:
        """The best copy of the heading block: what stands between the dumped part and the first paragraph."""
        return self.text[self.copy_start : self.body_start]


class Lifted(NamedTuple):
    """Running text without its banners, and each banner with the offset in the text where it stood."""

    text: str
    banners: list[tuple[int, str]]


LEVELS = (
    r"(?:TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED|UNCLAS|LIMITED OFFICIAL USE|S E C R E T|C O N F I D E N T I A L"
    r"|U N C L A S S I F I E D|U N C L A S|L I M I T E D {1,3}O F F I C I A L {1,3}U S E)"
)
CAVEATS = (
    r"(?:[ /]{1,4}(?:NOFORN|NODIS|EXDIS|LIMDIS|STADIS|SENSITIVE|SIPDIS|FOUO|FOR OFFICIAL USE ONLY|ORCON|N O F O R N))"
)

# A line of the heading block begins with one of these (matched with the line end before it). TAGS and SUBJECT are
# counted to find a doubled block.
LABEL = re.compile(
    r"""\n[ \t]{0,40}(?:
        (?P<tags>(?-i:TAGS?\b)[ \t]{0,4}[:;.]?|tags?[ \t]{0,4}:)
        | (?P<subject>(?-i:SUBJECT|SUBJ|UBJECT)\b[ \t]{0,4}[:;.]?|(?:subject|subj|ubject)[ \t]{0,4}:)
        | (?P<refs>(?:REFTELS?|REFS?|REFERENCES?)[ \t]{0,4}(?:\([^()\n]{0,20}\))?[ \t]{0,4}[:;.])
        | (?P<other>(?:(?:CLASSIFIED|DERIVED|DECLASSIFY|DECLASSIFIED)[ \t]{1,4}(?:BY|FROM|ON)\b|CLASSIFIED[ \t]{0,4}:
        | (?:\(U\)[ \t]{0,4})?(?:REASONS?|DECL|AUTHORITY)[ \t]{0,4}:|E\.?[ \t]{0,2}O\.?[ \t:]{0,3}\d{5}|SIPDIS\b
        | (?:FM|INFO|ZNY|ZNR|DE)[ \t]{1,4}[A-Z]{4,}|TO[ \t]{1,4}(?:RUE|SECSTATE|AMEM)
        | (?:ID|ORIGIN|SOURCE|CLASSIFICATION|MISC|DESTINATION)[ \t]{0,4}:
        | (?:NOFORN|NODIS|EXDIS|LIMDIS|STADIS|SENSITIVE)\b[ \t,/]{0,4}(?:SIPDIS|SENSITIVE|NOFORN)?[ \t]{0,4}$
        ))
    )""",
    re.MULTILINE | re.IGNORECASE | re.VERBOSE,
)
# What continues the field above it: lettered references, `1.4 (b)`, addresses such as STATE FOR NEA/FO.
REFERENCE_LINE = re.compile(
    r"[ \t]{0,40}¶?\(?(?:[A-Za-z]{1,2}|\d{1,2})(?:[.)]{1,2}|\)\.?)[ \t]{0,4}"
    r"(?:[('’]{0,2}\d{2,4}\)?[ \t]{1,3})?(?:[A-Z][A-Z/.]{1,20}[ \t]{1,3}){1,4}\(?\d{1,7}\b"
)
# A line behind "1." that is nothing but references: PARIS 12 (NOTAL), but not IN 1972 or SEE PARA 7.
NUMBERED_REFERENCE = re.compile(
    r"(?![^\n]{0,40}\b(?:PARAS?|IN|ON|AT|SEE|SINCE)\b)"
    + REFERENCE_LINE.pattern
    + r"(?:[ \t]{0,4}(?:[,;.&]|\([^()\n]{0,30}\)|AND\b|NOTAL|\d{1,7}\b|[A-Z]{3,12}[ \t]\d{1,7}\b)){0,8}[ \t]{0,4}$"
)
LETTERED_LINE = re.compile(r"[ \t]{0,40}¶?\(?[A-Za-z]{1,2}[.)]")
ADDRESS_LINE = re.compile(
    r"[ \t]{0,20}(?:[A-Z][A-Z0-9/,&.()' -]{0,60}[ \t](?:FOR|PASS|PLEASE|ALSO|ONLY)\b|FOR[ \t][A-Z]{1,6}[/, -]|FROM[ \t]"
    r"|PASS(?:[ \t]|$))"
)
REASON = re.compile(
    r"(?:reasons?\b[^\n]{0,20})?\b(?:1[.,][ \t]?[45]|E\.?O\.? ?1[23]\d{3})\b|\breasons?[ \t]{0,2}:", re.IGNORECASE
)
HANDLING = re.compile(
    r"sensitive,? but unclassified|protect accordingly|not for internet|^\(?classified\b|entire text|corrected copy",
    re.IGNORECASE,
)
CLASSIFICATION_LINE = re.compile(rf"[ \t]{{0,40}}{LEVELS}\b", re.IGNORECASE)
NUMBERS = ("ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")
NUMBER = rf"(?:\d{{1,2}}|{'|'.join(NUMBERS)})"
SECTIONS = re.compile(
    rf"SECTION(?:[ \t]{{1,4}}{NUMBER}|(?<=FINAL SECTION))\s{{1,4}}OF\s{{1,4}}({NUMBER})\b",
    re.IGNORECASE | re.ASCII,  # else NİNE would be a number too
)
DUMPED_ROW = re.compile(r"\s{0,20}(?:<<\d{1,7}>>|ID:[ \t]{0,4}\d{1,7}\s)|\s{0,20}VZCZ[A-Z]{2,8}\d", re.IGNORECASE)
COPY_LINE = re.compile(
    rf"\n[ \t]{{0,20}}(?:{LEVELS}\b[^\n]{{0,60}}[A-Z .]{{3,30}}\d{{3,7}}|{LEVELS}[ \t]{{1,3}}SECTION[ \t])",
    re.IGNORECASE,
)
RULE = re.compile(r"[ \t]{0,60}(?:[-=_*~—–][ \t]{0,3}){3,}$")
BLANK_LINE = re.compile(r"\n[ \t]{0,80}\n\s{0,200}")

# Where a first paragraph can begin.
FIRST = re.compile(
    r"(?:^|\n)[ \t]{0,20}(?:"
    r"(?P<anchor>¶[ ]?\d{1,3}\b)"
    r"|(?P<number>\d{1,2}[ \t]?[.),:-]{0,2}[ \t]{0,20}\n?[ \t]{0,4}\((?P<after>[^()\n]{1,40})\))"
    r"|\((?P<before>[^()\n]{1,40})\)(?!,)[ \t]{0,4}(?P<digits>\d{1,2}[.)])?"
    r"|(?P<bare>1[.)](?!\d)[ \t]{0,6}\S)"
    r")"
)
# Paragraph 1 may open with a note in parentheses that is no mark: ``1. (Begin text) The ...``, but not ``1. (b)``.
OPENING_NOTE = re.compile(r"[ \t]{0,20}1[.)][ \t]{0,4}\([A-Za-z][^()\n]{3,39}\)")
CLASSIFIER = re.compile(r"[ \t]{0,4}(?:CLASSIFIED|CLASSIFICATION|DERIVED|REASONS?|DECL)\b", re.IGNORECASE)
# A first paragraph on the line of the field before it: ``REASON: 1.4 (d) 1. (C) Summary: ...``.
FIRST_IN_LINE = re.compile(
    r"(?<=\S)[ \t]{1,6}(?=(?:\([A-Z/]{1,8}\)[ \t]?)?1[.)][ \t]{0,3}(?:\([A-Z][^()\n]{0,30}\)|[A-Z][a-z]+[ ,]))"
)
MARK_IN_LINE = re.compile(
    r"(?:1[.,][ \t]?[45]|[Rr][Ee][Aa][Ss][Oo][Nn])[^\n]{0,50}[).][ \t]{1,4}"
    r"(?=\(([A-Z][^()\n]{0,20})\)[ \t]{1,3}[A-Z][A-Za-z]{0,20} [a-zA-Z])"
)
BEGIN_SUMMARY = re.compile(
    r"(?:^|\n)[ \t]{0,20}(?:BEGIN )?(?:SUMMARY|INTRODUCTION)(?: AND [A-Z ]{3,30})?[ \t]{0,4}[:.\n-]", re.IGNORECASE
)
HEAD_SPAN = 12_000  # no heading block of the corpus is longer


# A body with longer lines than this has lost its line ends on the way.
SHORTEST_FLOW, FLOW_SPAN, LONGEST_LINE = 200, 2_000, 400
FLOWING_FIELD = re.compile(
    r"[ \t]{1,8}(?=(?:E\. ?O\. ?1\d{4}|TAGS ?:|SUBJ(?:ECT)? ?:|REF(?:S|TELS?)? ?:|CLASSIFIED BY\b|SIPDIS\b))",
    re.IGNORECASE,
)
FLOWING_ONE = re.compile(r"(?<=\S )1\. (?=\(?[A-Z])(?!\([a-h]\))")
FLOWING_END = frozenset('.!?:)"”*')


def _line(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)]


def _first_mark(text: str) -> int:
    """Offset of the first paragraph mark, or -1: an anchor, a number, a portion mark at the start of a line."""
    first = -1
    for found in FIRST.finditer(text, 0, HEAD_SPAN):
        start = found.start() + (text[found.start()] == "\n")
        line = _line(text, start)
        if found["anchor"] or found["bare"]:
            if len(line) > 60 or not NUMBERED_REFERENCE.match(line):
                first = start
                break
        elif found["number"]:
            if portion_mark(found["after"]) or (OPENING_NOTE.match(text, start) and not REFERENCE_LINE.match(line)):
                first = start
                break
        elif (
            portion_mark(found["before"])
            and not CLASSIFIER.match(text, found.end())
            and not HANDLING.search(line)
            and not REFERENCE_LINE.match(line)
            and (found["digits"] or len(line) > 12 or not text[found.end() :].strip())
        ):
            first = start
            break
    if first >= 0 and text.startswith(("1", "¶1.", "¶ 1."), first):
        return first
    # What comes before a paragraph 2, or before none, may hide the first on a line of the heading block.
    end = first if first >= 0 else min(len(text), HEAD_SPAN)
    labels = list(LABEL.finditer(text, 0, end))
    if not labels:
        return first
    label = labels[-1]
    edge = text.find("\n\n", label.end(), end)
    edge = end if edge < 0 else edge
    hidden = FIRST_IN_LINE.search(text, label.end(), edge)
    if hidden is None and first < 0:
        hidden = MARK_IN_LINE.search(text, label.start(), edge)
        if hidden and not portion_mark(hidden[1]):
            hidden = None
    return hidden.end() if hidden else first


def _belongs_to_heading(chunk: str) -> bool:
    if LABEL.search("\n" + chunk) or CLASSIFICATION_LINE.match(chunk) or chunk.startswith("<<"):
        return True
    first = chunk.lstrip()
    if REFERENCE_LINE.match(first) or (first.startswith("¶") and LETTERED_LINE.match(first)):
        return True
    if len(first) < 400 and first.count(". ") < 2 and ADDRESS_LINE.match(first):
        return True
    if len(first) < 200 and (REASON.search(first) or HANDLING.search(first) or (first and not first.strip(" xX.\n<>"))):
        return True
    return bool(PAGE_OF_LINE.fullmatch(first.strip()))


def _heading_tail(chunk: str) -> int:
    """Offset in the last chunk of a heading block where a paragraph's own heading begins, or its length.

    Some bodies have no blank line, or not even a line end, between ``Classified By: ...`` and ``SUMMARY``.
    """
    lines = chunk.rstrip().split("\n")
    keep = len(lines)
    while keep > 1:
        line = lines[keep - 1].strip()
        if RULE.match(line):
            cut = keep - 2
            if cut > 0 and RULE.match(lines[cut - 1]):
                cut -= 1
        elif BARE_HEADING.fullmatch(line) or (line.startswith("//") and line.endswith("//")):
            cut = keep - 1
        else:
            break
        above = lines[cut + 1 if RULE.match(lines[cut]) and cut + 1 < len(lines) else cut]
        if cut < 1 or LABEL.match("\n" + above):
            break
        keep = cut
    last = keep - 1
    if keep == len(lines) and last and RULE.match(lines[last]):
        last -= 1
    line = lines[last]
    title = None
    if len(lines) - 2 <= last < keep and any(word in line for word in TITLE_WORDS):
        title = TITLE_IN_LINE.search(line[-60:])
    if title:
        before = sum(len(one) + 1 for one in lines[:last])
        return before + len(line) - len(line[-60:]) + title.end()
    if keep == len(lines):
        return len(chunk)
    return sum(len(line) + 1 for line in lines[:keep])


TITLE_IN_LINE = re.compile(
    r"(?<=\S)[ \t]{1,4}(?=(?:Summary|SUMMARY|Introduction|INTRODUCTION)(?: (?:and|AND) [A-Za-z ]{3,20})?[:.]?$)"
)
TITLE_WORDS = ("Summary", "SUMMARY", "Introduction", "INTRODUCTION")
BARE_HEADING = re.compile(
    r"(?:SUMMARY|INTRODUCTION|BACKGROUND|COMMENT|ACTION REQUEST|KEY POINTS|OVERVIEW)(?: (?:AND|&) [A-Z ]{3,30})?[:.]?",
    re.IGNORECASE,
)
PAGE_OF_LINE = re.compile(r"[A-Z][A-Z. ']{1,20} \d{8}[ \t]{1,4}\d{3}(?:\.\d{1,2})?[ \t]+OF[ \t]+\d{3}", re.IGNORECASE)


def _head_limit(text: str) -> int:
    """Where a heading block ends that nothing else does: at a line end, else a blank, so that no word is cut in two."""
    if len(text) <= HEAD_SPAN:
        return len(text)
    place = text.rfind("\n", HEAD_SPAN - LONGEST_LINE, HEAD_SPAN + 1)
    if place < 0:
        place = max(text.rfind("\n", 0, HEAD_SPAN + 1), text.rfind(" ", 0, HEAD_SPAN + 1))
    return place if place > 0 else HEAD_SPAN


def _body_start(text: str) -> int:
    limit = _first_mark(text)
    span = text[: limit if limit >= 0 else _head_limit(text)]
    if limit < 0:
        opening = BEGIN_SUMMARY.search(span)
        if opening:
            limit = opening.start() + (text[opening.start()] == "\n")
            span = text[:limit]
    edges = [0]
    edges.extend(found.end() for found in BLANK_LINE.finditer(span))
    if edges[-1] >= len(span.rstrip()) and len(edges) > 1:
        edges.pop()
    chunks = [span[start:end] for start, end in zip(edges, [*edges[1:], len(span)], strict=True)]
    last = -1
    for place, chunk in enumerate(chunks):
        if _belongs_to_heading(chunk):
            last = place
        elif limit < 0 and last >= 0 and len(chunk) > 160:
            break
    if last < 0:
        return 0
    end = edges[last] + _heading_tail(chunks[last])
    return min(end, len(text))


def _unfolded(text: str) -> str:
    """A body whose line ends were lost, with its fields and its numbered paragraphs on lines of their own again."""
    pieces: list[str] = []
    begin = 0
    number = 1
    opening = FLOWING_ONE.search(text, 0, HEAD_SPAN)
    place = opening.start() if opening else -1
    head_end = max(place, 0)
    while place >= 0:
        pieces.append(text[begin:place].rstrip())
        begin = place
        number += 1
        next_number = f" {number}. "
        place = text.find(next_number, begin)
        while place >= 0 and not (
            text[place - 1] in FLOWING_END and text[place + len(next_number) : place + len(next_number) + 1].isupper()
        ):
            place = text.find(next_number, place + 1)
        place += place >= 0
    pieces.append(text[begin:])
    if head_end:
        pieces[0] = FLOWING_FIELD.sub("\n", pieces[0])
    return "\n\n".join(pieces)


def _number(found: str) -> int:
    """The number of figures or of a word: ``03`` and ``THREE`` are 3."""
    return int(found) if found.isdecimal() else NUMBERS.index(found.upper()) + 1


def lay_out_plain(text: str) -> Layout:
    """The layout of a body that is already plain text. See `lay_out`."""
    text = tidy(text)
    if len(text) > SHORTEST_FLOW and text.count("\n", 0, FLOW_SPAN) * LONGEST_LINE < min(len(text), FLOW_SPAN):
        text = _unfolded(text)
    body_start = _body_start(text)
    head = text[:body_start]
    copy_start = 0
    tags = subjects = 0
    for found in LABEL.finditer("\n" + head):
        if found["tags"]:
            tags += 1
        elif found["subject"]:
            subjects += 1
    is_dump = bool(DUMPED_ROW.match(head))
    is_doubled = is_dump or tags > 1 or subjects > 1
    if is_doubled:
        for found in COPY_LINE.finditer(head):
            copy_start = found.start() + 1
    sections = SECTIONS.search(head, copy_start)
    return Layout(text, copy_start, body_start, is_doubled, _number(sections[1]) if sections else None)


def lay_out(body: str) -> Layout:
    """Find the parts of a body: the best copy of its heading block, the first paragraph, the number of sections.

    ``C O N F I D E N T I A L SECTION 01 OF 03 OSTERBURG 0417`` gives `section_count` 3. Where a database row was dumped
    into the text (``<<142612>>``, time, id, origin, header, then the telegram in lower case) or the heading block
    stands twice, `is_doubled` is true and `copy_start` is where the last, complete copy begins.
    """
    return lay_out_plain(plain(body))


PAGE_OF = re.compile(
    r"\d{8}[ \t]{1,4}\d{3}(?:\.\s{0,3}\d{1,2})?[ \t]{1,3}OF[ \t]{1,3}(?:\d{3}\b|0?\.\.\.)", re.IGNORECASE
)
SUBJECT_AGAIN = re.compile(r"\n{1,3}SUBJECT:[^\n]{0,400}(?=\n\n)")
# The banner's post is cut to ten characters: RIO DE JAN, ADDIS ABAB.
PAGE_OF_POST = re.compile(r"(?:(?<=\s)|^)(?=.{1,11}$)[A-Z][A-Za-z'.]{0,9}(?: [A-Za-z'.]{1,8}){0,3} $")
PAGE = re.compile(
    r"(?<!\w)PAGE[ \t]{1,3}\d{1,3}(?:"
    r"[ \t]{1,10}[A-Z][A-Z .']{0,12}[A-Z.'][ \t]{1,6}\d{3,6}(?:[ \t]{1,4}\d\d[ \t]OF[ \t]\d\d)?(?:[ \t]{1,4}\d{6}Z)?"
    rf"|[ \t]{{1,6}}RUE[A-Z]{{3,5}}\d{{3,5}}(?:[ \t]{{1,4}}{LEVELS}(?:[ \t]SECTION[ \t]\d\d[ \t]OF[ \t]\d\d)?"
    r"(?:[ \t][A-Z .]{2,20}[ \t]\d{3,7})?)?"
    r"|[ \t]{0,10}$)(?!\w)",
    re.MULTILINE,
)
BEFORE_PAGE = re.compile(rf"(?:\s{{1,8}}{LEVELS}(?:[ \t]PTQ\d{{3,6}})?){{1,4}}\s{{0,8}}$")
AFTER_PAGE_1 = re.compile(rf"\n[ \t]{{0,4}}{LEVELS}[ \t]SECTION[ \t]\d\d[ \t]OF[ \t]\d\d")
SECTION_LINE = re.compile(
    rf"[ \t]{{0,20}}({LEVELS}[^\n]{{0,20}}SECTION[ \t]\d{{1,2}}[ \t]OF[ \t]\d{{1,2}}[^\n]{{0,40}})",
    re.IGNORECASE,
)
# Each section of an old telegram was sent with the header of the first.
HEADER_AGAIN = re.compile(
    r"(?<=\n)[ZOPR](?: [ZOPR])? \d{6}Z [A-Z]{3} \d\d\nFM [^\n]{1,60}\nTO [^\n]{1,60}(?:\n[^\n]{1,60}){0,20}\s{1,8}$"
)
SECTION_ANYWHERE = re.compile(
    rf"\b(?:{LEVELS}{CAVEATS}?[ \t]{{1,3}})?SECTION[ \t]0\d[ \t]OF[ \t]0\d"
    r"(?:[ \t][A-Z][A-Z .]{1,18}[ \t]\d{3,7}\b)?",
    re.IGNORECASE,
)
OWN_LINE = re.compile(
    r"\n[ \t]{0,20}(?=[CSULNT])(?:"
    rf"{LEVELS}{CAVEATS}{{0,3}}(?:[ \t]PTQ\d{{3,6}})?|NOFORN|Sipdis"
    rf"|{LEVELS}[ \t][A-Z][A-Z .]{{2,18}}[ \t]\d{{4,6}})[ \t]{{0,10}}(?=\n|$)"
)
OPEN_QUOTATION = (',"', ",”")  # it goes on: "One sailed," he said
SENTENCE_END = (".", "!", "?", ":", '"', "”", ")", "-", "*", "_", "=")
REPEATED = re.compile(r"\n[ \t]{0,20}(?:TAGS|SUBJECT|SUBJ)\b[ \t]?:")
FIELD_END = re.compile(r"\n[ \t]{0,20}(?:\n|¶|-{3}|\d{1,2}\.[ \t]|\()")


def _banner_spans(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    place = text.find(" 00")
    while place >= 0:
        found = PAGE_OF.match(text, place + 1)
        if found:
            start = place + 1
            before = text[max(0, start - 12) : start]
            post = PAGE_OF_POST.search(before)
            if post:
                start -= len(before) - post.start()
            again = SUBJECT_AGAIN.match(text, found.end())
            spans.append((start, again.end() if again else found.end()))
        place = text.find(" 00", place + 3)
    if "PAGE 0" in text or "PAGE 1" in text:
        for found in PAGE.finditer(text):
            start, end = found.span()
            marking = BEFORE_PAGE.search(text[max(0, start - 120) : start])
            if marking:
                start -= len(marking[0])
            if "PAGE 01" in found[0]:
                section = AFTER_PAGE_1.search(text, end, end + 4000)
                if section:
                    end = section.end()
            spans.append((start, end))
    if "SECTION 0" in text:
        for found in SECTION_ANYWHERE.finditer(text):
            start, end = found.span()
            again = REPEATED.search(text, end, end + 1500)
            if again and SECTION_LINE.match(text, text.rfind("\n", 0, start) + 1):
                for label in REPEATED.finditer(text, again.end(), end + 2500):
                    again = label
                close = FIELD_END.search(text, again.end(), again.end() + 250)
                line_end = text.find("\n", again.end())
                end = close.start() if close else (line_end if line_end >= 0 else len(text))
                before = text[max(0, start - 1500) : start]
                if "\nFM " in before and (header := HEADER_AGAIN.search(before)):
                    start -= len(before) - header.start()
            spans.append((start, end))
    place = text.find("SIPDIS")
    while place >= 0:
        if not text[place - 1 : place].isalnum() and not text[place + 6 : place + 7].isalnum():
            spans.append((place, place + 6))
        place = text.find("SIPDIS", place + 6)
    spans.extend([found.span() for found in OWN_LINE.finditer(text)])
    return spans


def lift_banners(text: str) -> Lifted:
    """Take the page and section banners out of running text, such as ``OSTERBURG 00000417 002 OF 003`` in a sentence.

    A sentence that a banner cut in two is joined again; where the banner stood between two paragraphs, a blank line
    remains. Banners are ``OSTERBURG 00000417 002 OF 003``, ``PAGE 03 ...``, ``SECTION 02 OF 03`` with the heading lines
    that are repeated under it, a classification on a line of its own, and SIPDIS anywhere.
    """
    spans = _banner_spans(text)
    if not spans:
        return Lifted(text, [])
    spans.sort()
    pieces: list[str] = []
    banners: list[tuple[int, str]] = []
    length = position = place = 0
    while place < len(spans):
        start, end = spans[place]
        start = max(start, position)
        group = [text[start:end].strip()]
        place += 1
        while place < len(spans) and not text[end : spans[place][0]].strip():
            group.append(text[end : spans[place][1]].strip())
            end = max(end, spans[place][1])
            place += 1
        before = text[position:start]
        kept = before.rstrip()
        follow = end
        while follow < len(text) and text[follow].isspace():
            follow += 1
        gap = before[len(kept) :], text[end:follow]
        pieces.append(kept)
        length += len(kept)
        banners.extend((length, banner) for banner in group if banner)
        if "\n" not in gap[0] and "\n" not in gap[1]:
            joint = " "
        elif text[follow : follow + 1].islower():
            joint = "\n"
        elif ("\n\n" in gap[0] or "\n\n" in gap[1]) and (
            not kept
            or (kept.endswith(SENTENCE_END) and not kept.endswith(OPEN_QUOTATION))
            or text.startswith("¶", follow)
        ):
            joint = "\n\n"
        else:
            joint = "\n"
        pieces.append(joint)
        length += len(joint)
        position = follow
    pieces.append(text[position:])
    return Lifted("".join(pieces), banners)
