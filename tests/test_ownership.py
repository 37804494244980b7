"""Whose body a page prints: the telegram's own first line against the page's reference id."""

from __future__ import annotations

import time

import pytest

from pipeline.parse.ownership import body_of


@pytest.mark.parametrize(
    ("cable_id", "line", "expected"),
    [
        ("07PARIS2725", "S E C R E T SECTION 01 OF 04 MOSCOW 005154", "07MOSCOW5154"),  # a known case
        ("09MOSCOW1108", "CSE C R E T SECTION 01 OF 02 SHENYANG 000004", "10SHENYANG4"),  # known, with its year
        ("88BAGHDAD28", "S e c r e t state 068250", "09STATE68250"),
        ("09MOSCOW1108", "S E C R E T SHENYANG 000005", "09SHENYANG5"),  # what is known is of another number
        ("06OSLO12", "C O N F I D E N T I A L LONDON 001234", "06LONDON1234"),
        ("06OSLO12", "UNCLAS SECTION 01 OF 02 BUENOS AIRES 000345", "06BUENOSAIRES345"),
        ("06OSLO12", "UNCLASSIFIED LONDON 001234 SIPDIS", "06LONDON1234"),
        ("86OSLO12", "S E C R E T MADRID 05480", "86MADRID5480"),  # five places before the nineties
        ("06OSLO12", "\n\n  C O N F I D E N T I A L   LONDON  001234 \n", "06LONDON1234"),
        ("06OSLO12", "SIPDIS\nC O N F I D E N T I A L LONDON 001234", "06LONDON1234"),
        ("06OSLO12", "C O N F I D E N T I A L OSLO 000012", None),
        ("06OSLO12", "C O N F I D E N T I A L OSLO 000013", None),  # a misprint of its own number
        ("06OSLO12", "C O N F I D E N T I A L LONDON 000012", None),  # as it is where a post has several names
        ("06OSLO12", "C O N F I D E N T I A L NOWHERE 001234", None),  # no known post
        ("06OSLO12", "C O N F I D E N T I A L LONDON 1234", None),  # a number that may be anything
        ("06OSLO12", "LONDON 001234", None),  # no first line of a telegram
        ("06OSLO12", "1. (C) THE SECRET MEETING IN LONDON 001234", None),
        ("06OSLO12", "a\nb\nc\nC O N F I D E N T I A L LONDON 001234", None),  # not among the first lines
        ("06OSLO12", "", None),
        ("", "C O N F I D E N T I A L LONDON 001234", None),
    ],
)
def test_the_first_line_says_whose_the_body_is(cable_id, line, expected):
    assert body_of(cable_id, f"{line}\nSIPDIS\nE.O. 12958: N/A\n1. (U) Text.") == expected


@pytest.mark.parametrize("line", ["SECRET" + " A" * 50_000, "S E C R E T " * 9000, "CONFIDENTIAL" + " .'" * 60])
def test_no_line_takes_long(line):
    start = time.perf_counter()
    body_of("06OSLO12", line)
    assert time.perf_counter() - start < 0.5
