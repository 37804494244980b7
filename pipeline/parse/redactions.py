"""Where the publisher hid something: runs of X, bracketed notes, omitted passages."""

from __future__ import annotations

import re

# Four or more: three are a Roman numeral or a placeholder of the telegram's own. Runs with only blanks between them
# hide one thing.
NAME = re.compile(r"(?:X{4,}|x{4,})(?:(?:[ \t]{1,3}|[ \t]{0,2}\n[ \t]{0,2})(?:X{4,}|x{4,}))*")
NOTE = re.compile(
    r"[\[(](?:[^\[\]()]{0,60}[ \t\n])?(?:removed|redacted|deleted|omitted|withheld|blacked out|expunged|suppressed)"
    r"(?:[ \t\n][^\[\]()]{0,60})?[.]?[\])]",
    re.IGNORECASE,
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
    found: list[tuple[str, int, int, str]] = []
    if "XXXX" in text or "xxxx" in text:
        place = _next_run(text, 0)
        while place >= 0:
            match = NAME.match(text, place)
            if match is None:  # never: a run of four begins here
                break
            found.append(("name", place, match.end() - place, match[0]))
            place = _next_run(text, match.end())
    if "[" in text or "EMOVED" in text:
        found.extend(("note", match.start(), match.end() - match.start(), match[0]) for match in NOTE.finditer(text))
    if "..." in text or "…" in text or ". . ." in text:
        for match in OMISSION.finditer(text):
            group = 1 if match[1] else 2
            found.append(("omission", match.start(group), match.end(group) - match.start(group), match[group]))
    if len(found) > 1:
        found.sort(key=lambda one: one[1])
    return found


def _next_run(text: str, start: int) -> int:
    upper, lower = text.find("XXXX", start), text.find("xxxx", start)
    return max(upper, lower) if min(upper, lower) < 0 else min(upper, lower)
