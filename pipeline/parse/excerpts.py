"""The summary of a telegram and its comments, from their opening label to their closing one."""

from __future__ import annotations

import re

from pipeline.model import Paragraph
from pipeline.parse.layout import lay_out_plain
from pipeline.parse.paragraphs import split_layout
from pipeline.parse.text import plain

SPACED = r"S ?U ?M ?M ?A ?R ?Y"
WITH = r"(?:[ \t\n]{1,3}(?:AND|&|-|/)[ \t\n]{1,3}[A-Z][A-Z' \t]{2,40}?|/[A-Z][A-Z ]{2,30}?|[ ](?:OF|CONTINUED|CONT'D)\b[^\n:.]{0,40})"
# At the head of a paragraph, after a sentence, or in a line of its own.
SUMMARY_OPENS = re.compile(
    rf"(?:^|(?<=[.!?):\n]))[ \t\n]{{0,3}}[(\[]?(?:(?:BEGIN|START|EXECUTIVE|INTRODUCTION AND|INTRODUCTORY|COMMENT AND)[ \t]{{1,2}})?"
    rf"{SPACED}{WITH}?[ \t]{{0,2}}(?:[:.;]|-{{1,2}}|–|—|\n|\)[ \t]?[:.]?)",
    re.IGNORECASE,
)
SUMMARY_CLOSES = re.compile(
    rf"[(\[]?[ \t]?END[ \t\n]{{1,3}}(?:OF[ \t]{{1,2}})?(?:EXECUTIVE[ \t])?{SPACED}\b|{SPACED}[ \t]ENDS?\b",
    re.IGNORECASE,
)
SUMMARY_HEADING = re.compile(
    rf"(?:^|[-:.] ?|\) ?)(?:(?:BEGIN|EXECUTIVE|INTRODUCTION AND|INTRODUCTION/|COMMENT AND) ?)?{SPACED}\b", re.IGNORECASE
)
COMMENT_OPENS = re.compile(
    r"(?:^|(?<=[.!?):;,\"”\n]))[ \t\n]{0,3}[(\[]{0,2}(?:(?:BEGIN|START|AMBASSADOR'?S|AMBASSADOR’S|AMBASSADOR,S|EMBASSY|POST|POST'S|EMBASSY'S|MISSION|CONSULATE|FINAL|CONCLUDING|OUR)[ \t]{1,2})?"
    r"(?:C ?O ?M ?M ?E ?N ?T)S?(?:[ \t\n]{1,3}(?:AND|&)[ \t\n]{1,3}[A-Z][A-Z' \t]{2,40}?|/[A-Z][A-Z ]{2,30}?|[ \t]CONTINUED)?[ \t]{0,2}(?:[:.]|--|–|—)",
    re.IGNORECASE,
)
COMMENT_CLOSES = re.compile(
    r"[(\[]?[ \t]?END[ \t\n]{1,3}(?:OF[ \t]{1,2})?(?:AMBASSADOR['’,]?S?[ \t])?C ?O ?M ?M ?E ?N ?T", re.IGNORECASE
)
COMMENT_HEADING = re.compile(
    r"(?:^|[-:.&/] ?|\) ?|\b(?:AND|POST|EMBASSY|MISSION) )(?:C ?O ?M ?M ?E ?N ?T)S?\b(?! (?:BY|FROM|ON|OF|PERIOD)\b)",
    re.IGNORECASE,
)
OPENING_RULE = re.compile(r"[-=_*\s]{3,}")
HEADED_SPAN = 6  # a summary or a comment under a heading that is followed by none runs no further than this


def _clean(text: str) -> str:
    return " ".join(text.split()).strip(" \t:;-–—=*_").rstrip("([ ").lstrip(".,)] ").strip()


def _close(
    parts: list[Paragraph], place: int, start: int, closes: re.Pattern[str], reach: int
) -> tuple[int, int] | None:
    for ahead in range(place, min(place + reach, len(parts))):
        found = closes.search(parts[ahead].text, start if ahead == place else 0)
        if found:
            return ahead, found.start()
    return None


def _span(parts: list[Paragraph], place: int, start: int, end: tuple[int, int]) -> str:
    if end[0] == place:
        return parts[place].text[start : end[1]]
    pieces = [parts[place].text[start:]]
    pieces.extend(part.text for part in parts[place + 1 : end[0]])
    pieces.append(parts[end[0]].text[: end[1]])
    return " ".join(pieces)


def _headed(parts: list[Paragraph], place: int) -> str:
    """The paragraphs from one with a heading to the next heading; one alone where none follows soon."""
    stop = place + 1
    while stop < len(parts) and not parts[stop].heading and parts[stop].kind == "paragraph":
        stop += 1
    if stop - place > HEADED_SPAN or (stop == len(parts) and place == 0):
        stop = place + 1
    return " ".join(part.text for part in parts[place:stop])


def summary_of(parts: list[Paragraph]) -> str | None:
    """The summary from the parts of a body. See `summary`."""
    body = [part for part in parts if part.kind == "paragraph"]
    for place, part in enumerate(body[:8]):
        text = part.text
        is_headed = bool(part.heading and SUMMARY_HEADING.search(part.heading))
        opened = (
            SUMMARY_OPENS.search(text, 0, 3000)
            if is_headed or "umm" in text or "UMM" in text or "U M M" in text
            else None
        )
        if opened and text[opened.start() : opened.end()].lower().lstrip().startswith("end"):
            opened = None
        if not opened and not is_headed:
            continue
        start = opened.end() if opened and (not is_headed or not opened.start()) else 0
        end = _close(body, place, start, SUMMARY_CLOSES, 12)
        if end and not (
            is_headed and not opened and end[0] > place and any(p.heading for p in body[place + 1 : end[0] + 1])
        ):
            found = _span(body, place, start, end)
        elif is_headed:
            found = _headed(body, place)[start:]
        else:
            found = text[start:]
        found = _clean(found)
        if found:
            return found
    return None


def summary(body: str) -> str | None:
    """The summary, labels left out, white space collapsed: ``SUMMARY: Two went. END SUMMARY.`` is ``Two went.``

    From the opening label (``Summary:``, ``BEGIN SUMMARY``, ``Summary and Comment``, a heading line) to the closing one
    (``End Summary``), across paragraphs; where nothing closes it, to the end of the paragraph, or under a heading to
    the next heading. None where a body has no such label.
    """
    return summary_of(split_layout(lay_out_plain(plain(body))))


def comment_of(parts: list[Paragraph]) -> str | None:
    """The comments from the parts of a body. See `comment`."""
    body = [part for part in parts if part.kind == "paragraph"]
    found: list[str] = []
    place = 0
    begin = 0
    while place < len(body):
        part = body[place]
        text = part.text
        if (
            begin == 0
            and part.heading
            and COMMENT_HEADING.search(part.heading)
            and not SUMMARY_HEADING.search(part.heading)
        ):
            opened = COMMENT_OPENS.match(text)
            start = opened.end() if opened else 0
            stop = place + 1
            while stop < len(body) and not body[stop].heading and stop - place < HEADED_SPAN:
                stop += 1
            end = _close(body, place, start, COMMENT_CLOSES, stop - place)
            whole = (
                _span(body, place, start, end)
                if end
                else " ".join([text[start:], *(p.text for p in body[place + 1 : stop])])
            )
            cleaned = _clean(whole)
            if cleaned:
                found.append(cleaned)
            if end:
                place, begin = end[0], end[1] + 4
            else:
                place, begin = stop, 0
            continue
        if "omment" not in text and "OMMENT" not in text and "O M M E N T" not in text:
            place, begin = place + 1, 0
            continue
        opened = COMMENT_OPENS.search(text, begin)
        if not opened:
            place, begin = place + 1, 0
            continue
        start = opened.end()
        end = _close(body, place, start, COMMENT_CLOSES, 8)
        if end and end[0] > place and any(COMMENT_OPENS.search(p.text, 0, 200) for p in body[place + 1 : end[0] + 1]):
            end = None
        if end:
            whole = _span(body, place, start, end)
            place, begin = end[0], end[1] + 4
        else:
            whole = text[start:]
            if text[opened.start() : start].lstrip().startswith(("(", "[")):
                shut = whole.find(")" if "(" in opened[0] else "]")
                whole = whole[:shut] if shut >= 0 else whole
            begin = start + len(whole)
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
