"""Whose body a page prints: a few show the text of another cable under their own id, cells and header."""

from __future__ import annotations

import re

from pipeline.parse.identity import canonical_id, post_of_id, serial_of_id
from pipeline.vocabulary import misplaced_bodies

# A telegram's first line says what it is: S E C R E T SECTION 01 OF 04 MOSCOW 005154. The serial fills five places in
# telegrams of the eighties, six in later ones; a shorter number may be anything.
FIRST_LINE = re.compile(
    r"^.{0,4}?(?:U ?N ?C ?L ?A ?S(?: ?S ?I ?F ?I ?E ?D)?|C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L|S ?E ?C ?R ?E ?T)\b"
    r"(?P<station>[^0-9]{0,40}?(?: SECTION [0-9]{1,2} OF [0-9]{1,2})?[A-Z .'-]{2,40}?) ?(?P<serial>[0-9]{5,6})(?![0-9])"
)
LOOKED_AT = 3  # lines, blank ones left out
LONGEST_LINE = 200


def body_of(cable_id: str, body: str) -> str | None:
    """The reference id of the cable whose body a page prints, where that is not its own: else None.

    ``07PARIS2725`` has the body that begins `S E C R E T SECTION 01 OF 04 MOSCOW 005154`: that of ``07MOSCOW5154``.
    The line has no year; it is that of `cable_id` where `pipeline/vocabulary/corrections.csv` has no better one. None
    where the first lines name no known post, or the page's own: another serial of the same post is taken for a
    misprint. Source: the eight such pages of the releases of 2010, listed there with their evidence.
    """
    for line in [line for line in body[:2000].splitlines() if line.strip()][:LOOKED_AT]:
        found = FIRST_LINE.match(" ".join(line[:LONGEST_LINE].upper().split()))
        if found is None:
            continue
        if int(found["serial"]) == serial_of_id(cable_id):
            return None
        named = canonical_id(f"{cable_id[:2]}{found['station']} {found['serial']}")
        if post_of_id(named) in (None, post_of_id(cable_id)):
            return None
        known = misplaced_bodies().get(cable_id)
        is_known = known is not None and known[2:] == named[2:]
        return known if is_known else named
    return None
