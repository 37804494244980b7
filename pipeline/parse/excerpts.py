"""The summary of a telegram and its comments, from their opening label to their closing one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.model import Paragraph
from pipeline.parse.layout import lay_out_plain
from pipeline.parse.marking import portion_mark
from pipeline.parse.paragraphs import split_layout
from pipeline.parse.text import plain

SUMMARY_WORD = re.compile(r"[Ss]ummary|SUMMARY|S U M M A R Y|[Ss]ummery|SUMMERY|SUMARY")
COMMENT_WORD = re.compile(r"[Cc]omment|COMMENT|C O M M E N T")
# What may stand between the start of a sentence and the word, and between the word and the text.
BEFORE_SUMMARY = re.compile(
    r"[.!?):\n–—-][ \t\n]{0,3}[(\[*]{0,2}(?:(?:BEGIN|START|EXECUTIVE|INTRODUCTION (?:AND|/)|INTRODUCTORY|COMMENT AND) ?)?$",
    re.IGNORECASE,
)
JOINED = (
    r"(?:[ \t\n]{1,3}(?:AND|&|/|-)[ \t\n]{1,3}(?:[A-Z]['’A-Z]{2,15}[ \t\n]?){1,4}|/ ?[A-Z]{3,15}(?: [A-Z]{3,15})?"
    r"|[ ]OF [A-Z ]{3,30})?"
)
AFTER_WORD = re.compile(
    rf"{JOINED}[ \t]{{0,2}}[)*]{{0,2}}[ \t]?(?:[:.;,]|-{{1,3}}|–|—|\n|\([A-Z/]{{1,6}}\))", re.IGNORECASE
)
BEFORE_COMMENT = re.compile(
    r"(?:[.!?):\"”\n\]–—-][ \t\n]{0,3}[(\[*]{0,2}|[(\[])(?:(?:BEGIN|START|(?:THE )?AMBASSADOR['’,]?S|EMBASSY(?:['’,]S)?|POST(?:['’,]S)?"
    r"|MISSION|CONSULATE|FINAL|CONCLUDING|CONGEN|POLOFF|BIO|ANALYST) ?)?$",
    re.IGNORECASE,
)
AFTER_COMMENT = re.compile(
    rf"S?{JOINED}[ \t]{{0,2}}[)*]{{0,2}}[ \t]?(?:[:.]|-{{2,3}}|–|—|\n|\([A-Z/]{{1,6}}\))", re.IGNORECASE
)
ENDS = r"[ \t\n]{1,3}(?:OF[ \t]{1,2})?(?:THE[ \t])?(?:[A-Z'’,]{3,12}[ \t\n]{1,2}){0,2}"
END_SUMMARY = re.compile(rf"END{ENDS}S ?U ?M ?M?[AE]R ?Y|END{ENDS}INTRO", re.IGNORECASE)
END_COMMENT = re.compile(rf"END{ENDS}C ?O ?M ?M ?E ?N ?T", re.IGNORECASE)
END_WORD = re.compile(r"[Ee]nd(?=\s)|END(?=\s)")
SUMMARY_HEADING = re.compile(r"\b(?:SUMMARY|S U M M A R Y|SUMMERY)\b(?! (?:OF|BY|FROM)\b)", re.IGNORECASE)
COMMENT_HEADING = re.compile(
    r"(?:^|[-:.&/)] ?|\b(?:AND|POST|EMBASSY|MISSION|FINAL|AMBASSADOR['’,]S|POST['’,]S) )(?:COMMENTS?|C O M M E N T)\b"
    r"(?! (?:BY|FROM|ON|OF|PERIOD)\b)",
    re.IGNORECASE,
)
CONTINUED = re.compile(r"[ ,\n]{1,2}CONT(?:INUED|'D|INUES)", re.IGNORECASE)
CONTINUED_LABEL = re.compile(r"\(?(?:COMMENT|SUMMARY)[ ,]{1,2}CONT(?:INUED|'D|INUES)[.:)]{1,2} ?", re.IGNORECASE)
LOOSE_END = re.compile(r"(?<=[.!?)”\"]) END[. ]{0,2}$")
LEADING_MARK = re.compile(r"\(([A-Z][^()]{0,30})\)\s{0,3}")
FIRST_PARTS = 8  # a summary begins in one of these
OPENING_SPAN = 3_000
SUMMARY_REACH = 12  # paragraphs from the opening label within which the closing one is looked for
COMMENT_REACH = 8
HEADED_REACH = 6  # paragraphs under a heading that no further heading ends


def _clean(text: str) -> str:
    text = " ".join(text.split())
    found = LEADING_MARK.match(text)
    if found and portion_mark(found[1]):
        text = text[found.end() :]
    if "ont" in text or "ONT" in text:
        text = CONTINUED_LABEL.sub("", text)
    text = LOOSE_END.sub("", text)
    return text.strip(" :;,-–—=*_").lstrip(".)] ").rstrip("([ -–—").strip()


class _Label(NamedTuple):
    """A label in the text of a paragraph: which paragraph, where the label begins and where it ends."""

    place: int
    start: int
    end: int


def _openings(
    text: str, place: int, word: re.Pattern[str], before: re.Pattern[str], after: re.Pattern[str], limit: int
) -> Iterator[_Label]:
    for found in word.finditer(text, 0, limit):
        left = found.start()
        window = text[left - 40 : left] if left >= 40 else "\n" + text[:left]
        head = before.search(window)
        tail = head and after.match(text, found.end())
        if not head or not tail:
            continue
        if CONTINUED.match(text, found.end()):
            continue
        end = tail.end()
        if text[end - 1] == ")" and "(" in tail[0]:  # a portion mark behind the label belongs to the text
            end = tail.start() + tail[0].rfind("(")
        yield _Label(place, max(0, left - len(window) + head.start() + 1), end)


def _closings(parts: list[Paragraph], first: int, last: int, label: re.Pattern[str]) -> list[_Label]:
    found: list[_Label] = []
    for place in range(first, min(last, len(parts))):
        text = parts[place].text
        for end in END_WORD.finditer(text):
            close = label.match(text, end.start())
            if close:
                found.append(_Label(place, end.start(), close.end()))
    return found


def _between(parts: list[Paragraph], place: int, start: int, end: _Label) -> str:
    if end.place == place:
        return parts[place].text[start : end.start]
    pieces = [parts[place].text[start:]]
    pieces.extend(part.text for part in parts[place + 1 : end.place])
    pieces.append(parts[end.place].text[: end.start])
    return " ".join(pieces)


def _next_heading(parts: list[Paragraph], place: int) -> int:
    """The next paragraph with a heading of its own; the one after `place` where none follows soon."""
    stop = place + 1
    while stop < len(parts) and not parts[stop].heading:
        stop += 1
    return stop if stop - place <= HEADED_REACH else place + 1


def summary_of(parts: list[Paragraph] | tuple[Paragraph, ...]) -> str | None:
    """The summary from the parts of a body. See `summary`."""
    body = [part for part in parts if part.kind == "paragraph"]
    for place, part in enumerate(body[:FIRST_PARTS]):
        text = part.text
        opened = next(_openings(text, place, SUMMARY_WORD, BEFORE_SUMMARY, AFTER_WORD, OPENING_SPAN), None)
        is_headed = part.heading is not None and SUMMARY_HEADING.search(part.heading) is not None
        if opened is None and not is_headed:
            continue
        start = opened.end if opened and (not is_headed or not opened.start) else 0
        closings = _closings(body, place, place + SUMMARY_REACH, END_SUMMARY)
        end = next((label for label in closings if label.place > place or label.start >= start), None)
        if end and is_headed and not opened and any(other.heading for other in body[place + 1 : end.place + 1]):
            end = None
        if end:
            found = _between(body, place, start, end)
        elif is_headed and opened is None:
            stop = _next_heading(body, place)
            stop = place + 1 if stop == len(body) and place == 0 else stop
            found = " ".join(other.text for other in body[place:stop])
        else:
            found = text[start:]
        found = _clean(found)
        if found:
            return found
    # Nothing opens it, but something closes it: it began with the first paragraph.
    closings = _closings(body, 0, FIRST_PARTS, END_SUMMARY)
    if closings:
        text = _between(body, 0, 0, closings[0])
        opened_plainly = SUMMARY_WORD.match(text)
        return _clean(text[opened_plainly.end() :] if opened_plainly else text) or None
    return None


def summary(body: str) -> str | None:
    """The summary, labels left out, white space collapsed: ``SUMMARY: Two went. END SUMMARY.`` is ``Two went.``.

    From the opening label (``Summary:``, ``BEGIN SUMMARY``, ``Summary and Comment``, a heading line) to the closing one
    (``End Summary``), across paragraphs; where nothing closes it, to the end of the paragraph, or under a heading to
    the next heading. None where a body has no such label.
    """
    return summary_of(split_layout(lay_out_plain(plain(body))))


def _has_comment_word(text: str) -> bool:
    return "omment" in text or "OMMENT" in text or "M M E N T" in text


def comment_of(parts: list[Paragraph] | tuple[Paragraph, ...]) -> str | None:
    """The comments from the parts of a body. See `comment`."""
    body = [part for part in parts if part.kind == "paragraph"]
    openings: list[_Label] = []
    headed: set[int] = set()
    for place, part in enumerate(body):
        heading = part.heading
        if (
            heading
            and _has_comment_word(heading)
            and COMMENT_HEADING.search(heading)
            and not SUMMARY_HEADING.search(heading)
        ):
            headed.add(place)
        if _has_comment_word(part.text):
            text = part.text
            openings.extend(_openings(text, place, COMMENT_WORD, BEFORE_COMMENT, AFTER_COMMENT, len(text)))
    if not openings and not headed:
        return None
    closings = _closings(body, 0, len(body), END_COMMENT)
    found: list[str] = []
    opening = closing = 0
    place = begin = 0
    while place < len(body):
        while opening < len(openings) and openings[opening][:2] < (place, begin):
            opening += 1
        opened = openings[opening] if opening < len(openings) else None
        if place in headed and begin == 0:
            is_labelled = opened is not None and opened[:2] == (place, 0)
            start = opened.end if opened is not None and is_labelled else 0
            stop = _next_heading(body, place)
            opening += is_labelled
        elif opened is not None and opened.place == place:
            start = opened.end
            stop = min(place + COMMENT_REACH, len(body))
            opening += 1
        else:
            place, begin = place + 1, 0
            continue
        while closing < len(closings) and closings[closing][:2] < (place, start):
            closing += 1
        end = closings[closing] if closing < len(closings) and closings[closing].place < stop else None
        if end and opening < len(openings) and openings[opening][:2] < end[:2]:
            end = None  # the closing label is that of another comment, which begins before it
        text = body[place].text
        if end:
            whole = _between(body, place, start, end)
            place, begin = end.place, end.end
        elif place in headed and begin == 0:
            whole = " ".join([text[start:], *(part.text for part in body[place + 1 : stop])])
            place, begin = stop, 0
        else:
            shut = text.find(")", start) if opened and "(" in text[opened.start : start] else -1
            begin = shut if shut >= 0 else len(text)
            whole = text[start:begin]
        cleaned = _clean(whole)
        if cleaned:
            found.append(cleaned)
    return "\n\n".join(found) or None


def comment(body: str) -> str | None:
    """The comments, labels left out, several joined with a blank line: ``(Comment: It is old. End comment.)``.

    Each runs from its opening label to its closing one, across paragraphs, or to the end of the paragraph; under a
    heading ``Comment`` to the next heading. None where a body has none.
    """
    return comment_of(split_layout(lay_out_plain(plain(body))))
