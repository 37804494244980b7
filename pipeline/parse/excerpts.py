"""The summary of a telegram and its comments, from their opening label to their closing one."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.model import Paragraph
from pipeline.parse.layout import lay_out_plain
from pipeline.parse.marking import portion_mark
from pipeline.parse.paragraphs import split_layout
from pipeline.parse.signers import is_address
from pipeline.parse.text import plain

JOINED = (
    r"(?:[ \t\n]{1,3}(?:AND|&|/|-)[ \t\n]{1,3}(?:[A-Z]['’A-Z]{2,15}[ \t\n]?){1,4}|/ ?[A-Z]{3,15}(?: [A-Z]{3,15})?"
    r"|[ ]OF [A-Z ]{3,30})?"
)
# Between END and the word: END OF SUMMARY, END EXECUTIVE SUMMARY, END BIO NOTE AND COMMENT; or nothing: Endsummary.
ENDS = re.compile(
    r"(?<![A-Z])E(?:ND| N D)(?:-|[ \t\n]{1,8}(?:OF[ \t]{1,2})?(?:THE[ \t])?(?:[A-Z'’,]{3,12}[ \t\n]{1,8}){0,2}"
    r"(?:NOTE[ \t\n]{1,3}AND[ \t\n]{1,3})?)?$",
    re.IGNORECASE,
)


Hints = tuple[tuple[str, int], ...]


class Kind(NamedTuple):
    """What is asked for: its word, and what may stand between the start of a sentence and it, and behind it."""

    # Letters that every spelling of the word holds, and how far into it: they are looked for before the expressions
    # are tried, which takes a third of the time that the expression takes to walk through the text.
    hints: Hints
    word: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]


SUMMARY = Kind(
    (("ummar", 1), ("UMMAR", 1), ("M M A R", 4)),
    re.compile(r"[Ss]ummary|SUMMARY|S U M M A R Y"),
    re.compile(
        r"[.!?):\n–—-][ \t\n]{0,3}[(\[*]{0,2}"
        r"(?:(?:BEGIN|START|EXECUTIVE|INTRODUCTION (?:AND|/)|INTRODUCTORY|COMMENT AND) ?)?$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{JOINED}[ \t]{{0,2}}(?:[)*]{{1,2}}[ \t]?[:.;,]?|[:.;,]|-{{1,3}}|–|—|\n|\([A-Z/]{{1,6}}\))", re.IGNORECASE
    ),
)
# An introduction that is closed like a summary is one; without its closing label it is only a beginning.
INTRODUCTION = Kind(
    (("ntroduction", 1), ("NTRODUCTION", 1)),
    re.compile(r"[Ii]ntroduction|INTRODUCTION"),
    SUMMARY.before,
    SUMMARY.after,
)
COMMENT = Kind(
    (("omment", 1), ("OMMENT", 1), ("M M E N T", 4)),
    re.compile(r"[Cc]omment|COMMENT|C O M M E N T"),
    re.compile(
        r"(?:[.!?):\"”\n\]–—-][ \t\n]{0,3}[(\[*]{0,2}|[(\[])"
        r"(?:(?:BEGIN|START|(?:THE )?AMBASSADOR['’,]?S|EMBASSY(?:['’,]S)?|POST(?:['’,]S)?|MISSION|CONSULATE|FINAL|OUR"
        r"|CONCLUDING|CONGEN|CHARG[EÉ](?:['’]S)?|DCM|PRT|(?:POL|ECON|EMB|CON|POLECON)OFFS?|BIO|ANALYST"
        r"|(?:(?:BIO|EMBASSY|POST) )?NOTES? AND) ?)?$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"S?{JOINED}[ \t]{{0,2}}(?:[)*]{{1,2}}[ \t]?[:.]?|[:.]|-{{2,3}}|–|—|\n|\([A-Z/]{{1,6}}\))", re.IGNORECASE
    ),
)
SUMMARY_HEADING = re.compile(r"\b(?:SUMMARY|S U M M A R Y|SUMMERY)\b(?! (?:OF|BY|FROM)\b)", re.IGNORECASE)
COMMENT_HEADING = re.compile(
    r"(?:^|[-:.&/)] ?"
    r"|\b(?:AND|OUR|POST|EMBASSY|CONSULATE|MISSION|FINAL|CONCLUDING|(?:AMBASSADOR|CHARG[EÉ]|POST)['’,]S) )"
    r"(?:COMMENTS?|C O M M E N T)\b(?! (?:BY|FROM|ON|OF|PERIOD)\b)",
    re.IGNORECASE,
)
CONTINUED = re.compile(r"[ ,\n]{1,2}CONT(?:INUED|'D|INUES)", re.IGNORECASE)
CONTINUED_LABEL = re.compile(r"\(?(?:COMMENT|SUMMARY)[ ,]{1,2}CONT(?:INUED|'D|INUES)[.:)]{1,2} ?", re.IGNORECASE)
LOOSE_END = re.compile(r"(?<=[.!?)”\"]) END[. ]{0,2}$")
# A comment within a summary ends with it at the latest; "Summary and Comment" may be closed as a comment.
SUMMARY_ENDS = re.compile(r"\(?\bEND (?:OF )?(?:THE )?SUMMARY\b", re.IGNORECASE)
COMMENT_ENDED = re.compile(r"(?<=[.!?)”\"]) \(?END (?:OF )?COMMENTS?[.) ]{0,3}$", re.IGNORECASE)
LEADING_MARK = re.compile(r"\(([A-Z][^()]{0,30})\)\s{0,3}")
# On many pages a bracket between blanks stands for a dash: ``the pressure ) or the courts ) forced them``.
BRACKET = re.compile(r"[(\[\]]|\)(?!(?<=\w[ \n]\))\s)")
FIRST_PARTS = 8  # a summary begins in one of these
SUMMARY_REACH = 12  # paragraphs from the opening label within which the closing one is looked for
COMMENT_REACH = 8
TORN_NUMBER = 20  # letters of the number and portion mark before the label, as in "Q4. (S) Comment: ..."
HEADED_REACH = 6  # paragraphs under a heading that no further heading ends


def _clean(text: str) -> str:
    text = " ".join(text.split())
    found = LEADING_MARK.match(text)
    if found and portion_mark(found[1]):
        text = text[found.end() :]
    if "ont" in text or "ONT" in text:
        capitals = text.upper()
        # The expression is slow to walk through a long text, and "continue" a common word.
        if "COMMENT" in capitals or "SUMMARY" in capitals:
            text = CONTINUED_LABEL.sub("", text)
    loose = LOOSE_END.search(text, max(0, len(text) - 8))  # to try it at every letter takes ten times as long
    if loose:
        text = text[: loose.start()]
    return text.strip(" :;,-–—=*_").lstrip(".)] ").rstrip("([ -–—").strip()


def _until_summary_ends(text: str) -> str:
    found = SUMMARY_ENDS.search(text) if "ummary" in text or "UMMARY" in text else None
    return text[: found.start()] if found else text


class _Label(NamedTuple):
    """A label in the text of a paragraph: which paragraph, where the label begins and where it ends."""

    place: int
    start: int
    end: int


def _words(text: str, kind: Kind, hints: Hints) -> list[re.Match[str]]:
    """Every place of a text where the word stands, in order."""
    words: list[re.Match[str]] = []
    for letters, offset in hints:
        at = text.find(letters)
        while at >= 0:
            found = kind.word.match(text, at - offset) if at >= offset else None
            if found:
                words.append(found)
            at = text.find(letters, at + 1)
    if len(words) > 1:
        words.sort(key=re.Match.start)
    return words


def _names(heading: str, kind: Kind) -> bool:
    return any(letters in heading for letters, _ in kind.hints)


def _labels(text: str, place: int, kind: Kind, hints: Hints) -> tuple[list[_Label], list[_Label]]:
    """The opening and the closing labels in the text of a paragraph, where `hints` are worth looking for."""
    openings: list[_Label] = []
    closings: list[_Label] = []
    for found in _words(text, kind, hints):
        left = found.start()
        window = text[left - 40 : left] if left >= 40 else "\n" + text[:left]
        capitals = window.upper()
        close = ENDS.search(window) if "END" in capitals or (found[0][1] == " " and "E N D" in capitals) else None
        if close:
            closings.append(_Label(place, max(0, left - len(window) + close.start()), found.end()))
            continue
        tail = kind.after.match(text, found.end())  # first, for it is the quicker to fail: "commented"
        head = tail and kind.before.search(window)
        if not head or not tail or CONTINUED.match(text, found.end()):
            continue
        end = tail.end()
        if "(" in tail[0] and text[end - 1] == ")":  # a portion mark behind the label belongs to the text
            end = tail.start() + tail[0].rfind("(")
        # It begins behind the end of a sentence, or with the bracket that stands inside one.
        begin = left - len(window) + head.start() + (head[0][0] not in "([")
        openings.append(_Label(place, max(0, begin), end))
    return openings, closings


def _between(parts: list[Paragraph], place: int, start: int, end: _Label) -> str:
    if end.place == place:
        return parts[place].text[start : end.start]
    pieces = [parts[place].text[start:]]
    pieces.extend(part.text for part in parts[place + 1 : end.place])
    pieces.append(parts[end.place].text[: end.start])
    return " ".join(pieces)


def _pairs(text: str) -> dict[int, int]:
    """Where each bracket of a text is closed, by where it is opened; those that nothing closes are left out."""
    pairs: dict[int, int] = {}
    rounds: list[int] = []
    squares: list[int] = []
    for found in BRACKET.finditer(text):
        opened = rounds if found[0] in "()" else squares
        if found[0] in "([":
            opened.append(found.start())
        elif opened:
            pairs[opened.pop()] = found.start()
    return pairs


def _is_torn(text: str, start: int, again: _Label) -> bool:
    """Whether a label and the rest of its line were torn off, and the line below repeats them behind its number."""
    stop = text.find("\n", start, again.start)
    line = text[start:stop].rstrip()
    return 0 <= again.start - stop <= TORN_NUMBER and line != "" and text.startswith(line, again.end)


def _next_heading(parts: list[Paragraph], place: int) -> int:
    """The next paragraph with a heading of its own; the one after `place` where none follows soon."""
    stop = place + 1
    while stop < len(parts) and not parts[stop].heading:
        stop += 1
    return stop if stop - place <= HEADED_REACH else place + 1


def summary_of(parts: list[Paragraph] | tuple[Paragraph, ...]) -> str | None:
    """The summary from the parts of a body. See `summary`."""
    return _summary(parts, SUMMARY) or _summary(parts, INTRODUCTION)


def _telling(parts: list[Paragraph] | tuple[Paragraph, ...]) -> list[Paragraph]:
    """The paragraphs, without a last one that is the address of the post's own site."""
    body = [part for part in parts if part.kind == "paragraph"]
    if body and body[-1].text and is_address(body[-1].text):
        body.pop()
    return body


def _summary(parts: list[Paragraph] | tuple[Paragraph, ...], kind: Kind) -> str | None:
    body = _telling(parts)
    opened: _Label | None = None
    end: _Label | None = None
    headed = -1
    last = FIRST_PARTS
    for place, part in enumerate(body):
        if place >= last:
            break
        if opened is None and headed < 0 and kind is SUMMARY and part.heading and _names(part.heading, SUMMARY):
            if SUMMARY_HEADING.search(part.heading):
                headed, last = place, place + SUMMARY_REACH
        elif headed >= 0 and opened is None and part.heading:
            break
        openings, closings = _labels(part.text, place, kind, kind.hints)
        if opened is None and openings and (headed < 0 or openings[0][:2] == (headed, 0)):
            opened, last = openings[0], place + SUMMARY_REACH
        begin = opened[:2] if opened else (max(headed, 0), 0)
        end = next((label for label in closings if label[:2] >= begin), None)
        if end:
            break
    if end is None and (kind is INTRODUCTION or (opened is None and headed < 0)):
        return None
    place = opened.place if opened else max(headed, 0)
    start = opened.end if opened else 0
    if end:
        found = _between(body, place, start, end)
        if opened is None and headed < 0:  # its opening label was left out: it begins with the first paragraph
            label = kind.word.match(found)
            found = found[label.end() :] if label else found
    elif opened is None:
        stop = _next_heading(body, place)
        stop = place + 1 if stop == len(body) and place == 0 else stop
        found = " ".join(part.text for part in body[place:stop])
    else:
        found = body[place].text[start:]
    cleaned = _clean(found)
    ended = COMMENT_ENDED.search(cleaned, max(0, len(cleaned) - 24))
    return (cleaned[: ended.start()] if ended else cleaned) or None


def summary(body: str) -> str | None:
    """The summary, labels left out, white space collapsed: ``SUMMARY: Two went. END SUMMARY.`` is ``Two went.``.

    From the opening label (``Summary:``, ``BEGIN SUMMARY``, ``Summary and Comment``, a heading line) to the closing one
    (``End Summary``), across paragraphs; where nothing closes it, to the end of the paragraph, or under a heading to
    the next heading. None where a body has no such label.
    """
    return summary_of(split_layout(lay_out_plain(plain(body))))


def comment_of(parts: list[Paragraph] | tuple[Paragraph, ...]) -> str | None:
    """The comments from the parts of a body. See `comment`."""
    body = _telling(parts)
    openings: list[_Label] = []
    closings: list[_Label] = []
    headed: set[int] = set()
    # Of the spellings a body has one or two: what stands in no paragraph is not looked for in each.
    texts = "\n".join([part.text for part in body])
    hints = tuple([hint for hint in COMMENT.hints if hint[0] in texts])
    for place, part in enumerate(body):
        heading = part.heading
        if (
            heading
            and _names(heading, COMMENT)
            and COMMENT_HEADING.search(heading)
            and not SUMMARY_HEADING.search(heading)
        ):
            headed.add(place)
        if hints:
            opens, closes = _labels(part.text, place, COMMENT, hints)
            openings += opens
            closings += closes
    if not openings and not headed:
        return None
    found: list[str] = []
    opening = closing = 0
    place = begin = 0
    pairs: dict[int, dict[int, int]] = {}  # of the paragraphs that hold a label in brackets
    while place < len(body):
        while opening < len(openings) and openings[opening][:2] < (place, begin):
            opening += 1
        opened = openings[opening] if opening < len(openings) else None
        bracket = shut = -1
        if place in headed and begin == 0:
            is_labelled = opened is not None and opened[:2] == (place, 0)
            start = opened.end if opened is not None and is_labelled else 0
            stop = _next_heading(body, place)
            opening += is_labelled
        elif opened is not None and opened.place == place:
            start = opened.end
            stop = min(place + COMMENT_REACH, len(body))
            opening += 1
            label = body[place].text[opened.start : start]
            bracket = label.find("(") if "(" in label else label.find("[")
            if bracket >= 0:
                if place not in pairs:
                    pairs[place] = _pairs(body[place].text)
                shut = pairs[place].get(opened.start + bracket, -1)
        else:
            place, begin = place + 1, 0
            continue
        while opening < len(openings) and openings[opening].place == place:
            if not _is_torn(body[place].text, start, openings[opening]):
                break
            start = openings[opening].end
            opening += 1
        while closing < len(closings) and closings[closing][:2] < (place, start):
            closing += 1
        end = closings[closing] if closing < len(closings) and closings[closing].place < stop else None
        if end and opening < len(openings) and openings[opening][:2] < end[:2]:
            end = None  # the closing label is that of another comment, which begins before it
        if end and start <= shut and (place, shut) < end[:2]:
            end = None  # it is that of another comment, whose opening label was left out or is a heading
        text = body[place].text
        if end:
            whole = _between(body, place, start, end)
            place, begin = end.place, end.end
        elif place in headed and begin == 0:
            whole = _until_summary_ends(" ".join([text[start:], *(part.text for part in body[place + 1 : stop])]))
            place, begin = stop, 0
        else:
            if bracket >= 0 and shut < 0:  # nothing closes it: it ends where a blank line follows
                shut = text.find("\n\n", start)
            begin = shut if shut >= start else len(text)  # the bracket of (Comment) closes before the text begins
            whole = _until_summary_ends(text[start:begin])
        cleaned = _clean(whole)
        if cleaned:
            found.append(cleaned)
    return "\n\n".join(found) or None


def comment(body: str) -> str | None:
    """The comments, labels left out, several joined with a blank line: ``(Comment: It is old. End comment.)``.

    Each runs from its opening label to its closing one, across paragraphs, or to the end of the paragraph; one in
    brackets never further than to its bracket; under a heading ``Comment`` to the next heading. None where a body has
    none.
    """
    return comment_of(split_layout(lay_out_plain(plain(body))))
