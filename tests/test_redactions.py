"""Where the publisher hid something."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.parse.redactions import redactions


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("The owner, XXXXXXXXXXXX, sailed.", [("name", "XXXXXXXXXXXX")]),
        ("The owner, xxxxxxxxxxxx, sailed.", [("name", "xxxxxxxxxxxx")]),
        ("The owner, XXXX, sailed.", [("name", "XXXX")]),
        ("XXXXXXXXXXXX XXXXXXXXXXXX sailed with XXXXX.", [("name", "XXXXXXXXXXXX XXXXXXXXXXXX"), ("name", "XXXXX")]),
        ("a contactXXXXXXXXXXXX said", [("name", "XXXXXXXXXXXX")]),
        ("XXXXXXXXXXXX’s boat", [("name", "XXXXXXXXXXXX")]),
        ("XXXXXXXXXXXX\nXXXXXXXXXXXX sailed", [("name", "XXXXXXXXXXXX\nXXXXXXXXXXXX")]),
        ("XXXXXXXXXXXX\n\nXXXXXXXXXXXX", [("name", "XXXXXXXXXXXX"), ("name", "XXXXXXXXXXXX")]),
        ("xxxxxxxx then XXXXXXXX", [("name", "xxxxxxxx"), ("name", "XXXXXXXX")]),
        ("[NAME REMOVED] sailed.", [("note", "[NAME REMOVED]")]),
        ("[names removed] and [Source removed]", [("note", "[names removed]"), ("note", "[Source removed]")]),
        ("seen by [DETAILS REMOVED] in May", [("note", "[DETAILS REMOVED]")]),
        ("(NAME REMOVED) sailed", [("note", "(NAME REMOVED)")]),
        ("(NAME REDACTED) sailed with (REDACTED)", [("note", "(NAME REDACTED)"), ("note", "(REDACTED)")]),
        (
            "Met (name removed) and (Two Names Removed) here.",
            [("note", "(name removed)"), ("note", "(Two Names Removed)")],
        ),
        (
            "(source and location withheld.) (DELETED)",
            [("note", "(source and location withheld.)"), ("note", "(DELETED)")],
        ),
        ("(Text has been\nomitted)", [("note", "(Text has been\nomitted)")]),
        ("It sailed.\n\n...\n\nIt returned.", [("omission", "...")]),
        ("It sailed.\n  . . .\nIt returned.", [("omission", ". . .")]),
        ("It sailed. [...] It returned.", [("omission", "[...]")]),
        ("...", [("omission", "...")]),
        ("It sailed.\n…", [("omission", "…")]),
        ("[...]\nXXXXXXXX [Name removed]", [("omission", "[...]"), ("name", "XXXXXXXX"), ("note", "[Name removed]")]),
        ("[xxxxxxxxxx]", [("name", "xxxxxxxxxx")]),
    ],
)
def test_spans_are_found_with_their_kind_and_place(text, kinds):
    found = redactions(text)
    assert [(kind, hidden) for kind, _, _, hidden in found] == kinds
    assert all(text[start : start + length] == hidden for _, start, length, hidden in found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Pope Innocent XXX reigned.",
        "the XXX fleet",
        "call 555-xxx",
        "He said he would ... and left.",
        "He sailed...",
        "[the owner] sailed",
        "[Strictly Protect]",
        "(the harbour master was removed from office in 2004 by a decree that nobody had expected)",
        'He (the mayor, who was removed from office in 2005) said "[t]he pier" leaks.',
        "(the lamps that were removed) and [t]he pier",
        "(removed from office) and [t]he pier",
        "Article XXIV",
    ],
)
def test_what_the_writer_put_there_is_no_redaction(text):
    assert redactions(text) == []


@given(st.text(alphabet="Xx [].…\nremovd()", max_size=200))
@settings(deadline=None, max_examples=300)
def test_spans_are_in_order_and_hold_their_text(text):
    found = redactions(text)
    assert [start for _, start, _, _ in found] == sorted(start for _, start, _, _ in found)
    assert all(text[start : start + length] == hidden and length for _, start, length, hidden in found)


@pytest.mark.parametrize(
    "piece",
    [
        "X",
        "x",
        "XXXX ",
        "XXX",
        "[",
        "[removed",
        "[a ",
        "(",
        "(a ",
        "(name ",
        "(removed",
        ".",
        ". ",
        "...\n",
        "…",
        "XXXXxxxx",
    ],
)
@pytest.mark.slow
def test_a_megabyte_of_one_piece_is_read_in_linear_time(piece):
    redactions(piece * (1_000_000 // len(piece)))
