"""Where the publisher hid something: runs of X, bracketed notes, omitted passages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from pipeline.model import Paragraph, Redaction

# Four or more: three are a Roman numeral or a placeholder of the telegram's own. Runs with only blanks between them
# hide one thing.
NAME = re.compile(r"(?:X{4,}|x{4,})(?:(?:[ \t]{1,3}|[ \t]{0,2}\n[ \t]{0,2})(?:X{4,}|x{4,}))*")
NOTE_WORDS = ("removed", "redacted", "deleted", "omitted", "withheld", "blacked out", "expunged", "suppressed")
DONE = rf"(?:{'|'.join(NOTE_WORDS)})"
GAP = r"[ \t\n]{1,3}"
# Round brackets are the writer's own, unless they say what was taken out, or no more than that something was:
# (NAME REMOVED), (redacted), but not (removed from office in 2005).
ROUND_NOTE = re.compile(
    r"\((?=[^()]{4,120}[DT]\.?\))"  # how a note ends, tried first: most brackets are portion marks
    rf"(?:(?:[A-Z]{{1,12}}{GAP}){{0,3}}(?:NAME|TEXT|SOURCE|DETAIL|PASSAGE|LOCATION|CONTENT|INFORMATION)S?{GAP}"
    rf"(?:(?:AND|OR|OF){GAP}[A-Z]{{1,12}}{GAP}|HA(?:S|VE){GAP}BEEN{GAP})?)?{DONE}[.]?\)",
    re.IGNORECASE,
)
NOTE = re.compile(
    rf"\[(?:[^\[\]()]{{0,60}}[ \t\n])?{DONE}(?:[ \t\n][^\[\]()]{{0,60}})?[.]?\]|{ROUND_NOTE.pattern}", re.IGNORECASE
)
OMISSION = re.compile(
    r"(?<![^\n])[ \t]{0,40}(\.{3,12}|(?:\.[ \t]){2,8}\.|…)[ \t]{0,40}(?![^\n])|(\[[ \t]?(?:\.{2,12}|…)[ \t]?\])"
)


def redactions(text: str) -> list[tuple[str, int, int, str]]:
    """Kind, offset, length and text of every place where the publisher hid something, in order.

    Kinds: ``name`` for a run of at least four X (``XXXXXXXXXXXX``, also lower case; runs separated by blanks alone are
    one), ``note`` for a bracketed note such as ``[NAME REMOVED]``, ``omission`` for ``...`` on a line of its own or
    ``[...]``. Offsets and lengths count characters of the text given.
    """
    return _redactions(text, hints(text))


class Hints(NamedTuple):
    """Which kinds of redaction a text may hold: most bodies hold none, and one look at the whole is the cheapest."""

    name: bool
    note: bool
    omission: bool


def hints(text: str) -> Hints:
    """Look whether a text holds the signs that each kind of redaction has; of a text that has none, no part has any."""
    return Hints(
        # X is rare: one letter is found much quicker than four.
        ("X" in text and "XXXX" in text) or "xxxx" in text,
        _may_hold_note(text),
        "..." in text or "…" in text or ". . ." in text,
    )


def redactions_of(body: str, parts: Iterable[Paragraph]) -> list[Redaction]:
    """Every redaction of the parts of a body, each with the position of its paragraph."""
    of_body = hints(body)
    if not any(of_body):
        return []
    return [Redaction(part.position, *one) for part in parts for one in _redactions(part.text, of_body)]


def _redactions(text: str, may_hold: Hints) -> list[tuple[str, int, int, str]]:
    found: list[tuple[str, int, int, str]] = []
    if may_hold.name and ("XXXX" in text or "xxxx" in text):
        upper, lower = text.find("XXXX"), text.find("xxxx")
        while upper >= 0 or lower >= 0:
            place = max(upper, lower) if min(upper, lower) < 0 else min(upper, lower)
            match = NAME.match(text, place)
            if match is None:  # never: a run of four begins here
                break
            end = match.end()
            found.append(("name", place, end - place, match[0]))
            # Each is looked for again only once passed: else many runs of one would walk the text for the other.
            upper = text.find("XXXX", end) if 0 <= upper < end else upper
            lower = text.find("xxxx", end) if 0 <= lower < end else lower
    if may_hold.note and _has_note_word(text.lower()):
        found.extend(("note", match.start(), match.end() - match.start(), match[0]) for match in NOTE.finditer(text))
    if may_hold.omission and ("..." in text or "…" in text or ". . ." in text):
        for match in OMISSION.finditer(text):
            group = 1 if match[1] else 2
            found.append(("omission", match.start(group), match.end(group) - match.start(group), match[group]))
    if len(found) > 1:
        found.sort(key=lambda one: one[1])
    return found


def _may_hold_note(text: str) -> bool:
    """Whether a text has square brackets, which are rare, or a note in round ones, which are everywhere."""
    return "[" in text or ROUND_NOTE.search(text) is not None


def _has_note_word(text: str) -> bool:
    return any(word in text for word in NOTE_WORDS)
