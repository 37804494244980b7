"""Summaries and comments, by label and by heading."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.parse.excerpts import comment, summary

HEAD = (
    "C O N F I D E N T I A L OSTERBURG 000417\n\nTAGS: PREL\nSUBJECT: FERRIES\n\nClassified By: DCM Holt, 1.4 (b).\n\n"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("¶1. (C) Summary: One sailed. End summary.\n\n¶2. (C) Two.", "One sailed."),
        ("¶1. (C) SUMMARY. One\nsailed,  late. END SUMMARY.\n\n¶2. (C) Two.", "One sailed, late."),
        ("¶1. (C) SUMMARY: One sailed.\n\n¶2. (C) Two.", "One sailed."),
        ("¶1. (SBU) SUMMARY -- One sailed. END SUMMARY AND ACTION REQUEST.\n\n¶2. (C) Two.", "One sailed."),
        ("¶1. (C) Summary and Comment: One sailed. End summary and comment.\n\n¶2. (C) Two.", "One sailed."),
        ("¶1. (C) Summary and Action Request. One sailed. End Summary.\n\n¶2. (C) Two.", "One sailed."),
        ("¶1. (C) SUMMARY AND INTRODUCTION: One sailed. END SUMMARY.\n\n¶2. (C) Two.", "One sailed."),
        ("¶1. (C) BEGIN SUMMARY: One sailed. END SUMMARY.\n\n¶2. (C) Two.", "One sailed."),
        ("¶1. (C) Executive Summary: One sailed. End Executive Summary.\n\n¶2. (C) Two.", "One sailed."),
        ("¶1. (C) S U M M A R Y: One sailed. E ND. END S U M M A R Y\n\n¶2. (C) Two.", "One sailed. E ND."),
        ("¶1. (c) summary: one sailed. end summary.\n\n¶2. (c) two.", "one sailed."),
        ("¶1. (C) (Summary) One sailed. (End summary)\n\n¶2. (C) Two.", "One sailed."),
        ("¶1. Summary: (C) One sailed. End summary.\n\n¶2. (C) Two.", "One sailed."),
        (
            "¶1. (C) This is an action request; see paragraph 4.\n\nSummary: One sailed. End summary.\n\n¶2. (C) Two.",
            "One sailed.",
        ),
        (
            "¶1. (C) Summary: One sailed.\n\n¶2. (C) Two did not. End Summary.\n\n¶3. (C) Three.",
            "One sailed. Two did not.",
        ),
        (
            "¶1. (C) Summary: One sailed.\n\n¶2. (C) Summary continued: Two did not. End Summary.\n\n¶3. (C) Three.",
            "One sailed. Two did not.",
        ),
        ("Summary\n-------\n\n¶1. (C) One sailed.\n\nBackground\n----------\n\n¶2. (C) Two.", "One sailed."),
        (
            "Summary\n-------\n\n¶1. (C) One sailed.\n\n¶2. (C) Two.\n\nHarbour\n-------\n\n¶3. (C) Three.",
            "One sailed. Two.",
        ),
        ("SUMMARY AND COMMENT\n-------------------\n\n¶1. (C) One sailed. End Summary.\n\n¶2. (C) Two.", "One sailed."),
        ("Summary\n-------\n\n¶1. (C) One sailed.\n\n¶2. (C) No heading ever follows.", "One sailed."),
        ("Summary ----------\n\n¶1. (C) Summary: One sailed. End summary.\n\n¶2. (C) Two.", "One sailed."),
        ("¶1. (C) INTRODUCTION: One sailed. END INTRODUCTION.\n\n¶2. (C) Two.", "One sailed."),
        ("¶1. (C) One sailed. END SUMMARY.\n\n¶2. (C) Two.", "One sailed."),  # its opening label was left out
        (
            "BEGIN SUMMARY\n\nONE SAILED FROM THE HARBOUR. END SUMMARY\n\n¶1. TWO DID NOT.",
            "ONE SAILED FROM THE HARBOUR.",
        ),
        ("¶1. (C) S U M M A R Y: One sailed. E N D  S U M M A R Y.\n\n¶2. (C) Two.", "One sailed."),
        ("¶1. (C) Summary: One sailed. Endsummary.\n\n¶2. (C) Two.", "One sailed."),
        ("¶1. (C) Summary: One sailed. End-summary.\n\n¶2. (C) Two.", "One sailed."),
        ("¶1. (C) Summary: One, by an ending summary of it, sailed.", "One, by an ending summary of it, sailed."),
        ("¶1. (C) Summary and Comment: One sailed. (End Comment.)\n\n¶2. (C) Two.", "One sailed."),
        ("¶1. (C) SUMMARY: ONE\n\nOSTERBURG 00000417 002 OF 003\n\n\nSAILED. END SUMMARY.", "ONE SAILED."),
        (
            "¶1. (C) Summary: One sailed. Hope ended\n\nin summary fashion.\n\n¶2. (C) Two.",
            "One sailed. Hope ended in summary fashion.",
        ),
    ],
)
def test_a_summary_runs_from_its_opening_label_to_its_closing_one(body, expected):
    assert summary(HEAD + body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "",
        "¶1. (C) One sailed.",
        "¶1. (C) In summary, one sailed.",
        "¶1. (C) Introduction: One sailed.\n\n¶2. (C) Two.",
        "¶1. (C) The court met for a summary trial: it was short.",
        "¶1. (C) He handed over a summary of the treaty. It was long.",
    ],
)
def test_without_a_label_there_is_no_summary(body):
    assert summary(HEAD + body) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("¶1. (C) One sailed. (Comment: It is old. End comment.) Two did not.", "It is old."),
        ("¶1. (C) One sailed. (Comment: It is old.) Two did not.", "It is old."),
        ("¶1. (C) One sailed (comment: it is old. end comment).", "it is old."),
        ("¶1. (C) One sailed. [Comment: It is old.] Two did not.", "It is old."),
        ("¶1. (C) The old pier (Comment: It leaks.) is closed. He left.", "It leaks."),
        ("¶1. (C) The old pier [Comment: It leaks.] is closed. He left.", "It leaks."),
        ("¶1. (C) The old pier (Embassy comment: It leaks.) is closed. He left.", "It leaks."),
        ("    ¶1. (C) One sailed. Comment: It is old. End\n    comment. Two did not.", "It is old."),
        ("¶1. (C) One sailed. (Econoff comment: It is old.) Two did not.", "It is old."),
        ("¶1. (C) One sailed. (Comment: It (the pier) leaks.) Two did not.", "It (the pier) leaks."),
        ("¶1. (C) One sailed. [Comment: It [the pier] leaks (badly).] Two.", "It [the pier] leaks (badly)."),
        ("¶1. (C) One sailed. (Comment: The pier ) or the shed ) leaks.) Two.", "The pier ) or the shed ) leaks."),
        ("¶1. (C) One sailed. (Comment: It leaks. ) Two did not.", "It leaks."),
        ("¶1. (C) One. (Comment: It leaks (Harbour News, May).\n\nTwo did not.", "It leaks (Harbour News, May)."),
        ("¶1. (C) (Comment) It (the pier) leaks.", "It (the pier) leaks."),
        ("¶1. (C) One sailed. (Comment: It leaks.) Two did not. End comment.", "It leaks."),
        (
            "¶1. (C) One. (Comment: It leaks.) Two.\n\n¶2. (C) Three.\n\nCOMMENT\n-------\n\n"
            "¶3. (C) We agree. END COMMENT.\n\nHOLT",
            "It leaks.\n\nWe agree.",
        ),
        ("¶1. (C) (Comment: It leaks.\n\n¶2. (C) It is old. End comment.) Two sailed.", "It leaks. It is old."),
        ("¶2. (C) COMMENT: It is old. END COMMENT.", "It is old."),
        ("¶2. (C) Comment. It is\nold, and leaks.", "It is old, and leaks."),
        ("¶4. (S) Comment: It is an old\nQ4. (S) Comment: It is an old\npier. End Comment.", "It is an old pier."),
        ("Comment\n-------\n\n¶4. PRT COMMENT: It is\nQ4. (S) PRT COMMENT: It is\nold. End Comment.", "It is old."),
        ("¶2. (C) C O M M E N T: It is old. END C O M M E N T.", "It is old."),
        ("¶2. (C) Ambassador's Comment: It is old. End Comment.", "It is old."),
        ("¶2. (C) BEGIN COMMENT. It is old. END COMMENT.", "It is old."),
        ("¶2. (C) One sailed. (Note and Comment: It is old. End Note and Comment.) Two did not.", "It is old."),
        ("¶2. (C) Bio Note and Comment: It is old. End bio note and comment.", "It is old."),
        ("¶2. (C) Embassy Note and Comment: It is old. End note and comment.", "It is old."),
        ("¶2. (C) Comment and Action Request: It is old. End comment and action request.", "It is old."),
        ("¶2. (C) COMMENT: It is old.\n\n¶3. (C) It leaks. END COMMENT.", "It is old. It leaks."),
        ("¶2. (C) COMMENT: It is old.\n\n¶3. (C) COMMENT CONTINUED: It leaks. END COMMENT.", "It is old. It leaks."),
        ("¶1. (C) One (Comment: Old. End comment.) and two.\n\n¶2. (C) Comment: New. End comment.", "Old.\n\nNew."),
        (
            "¶1. (C) A.\n\nComment\n-------\n\n¶2. (C) It is old.\n\n¶3. (C) It leaks.\n\nEnd\n---\n\n¶4. (C) B.",
            "It is old. It leaks.",
        ),
        (
            "¶1. (C) A.\n\nCOMMENT\n-------\n\n¶2. (C) COMMENT: It is old. END COMMENT.\n\n¶3. (U) Cleared.",
            "It is old.",
        ),
        ("¶1. (C) A.\n\nConclusion and Comment\n----------------------\n\n¶2. (C) It is old.", "It is old."),
        ("¶1. (C) A.\n\nPost Comment\n\n¶2. (C) It is old.", "It is old."),
        ("¶1. (C) A.\n\nConsulate Comment\n\n¶2. (C) It is old.", "It is old."),
        ("¶1. (C) A.\n\nCharge's Comment\n\n¶2. (C) It is old.", "It is old."),
        ("¶1. (C) A.\n\nChargé’s Comment\n\n¶2. (C) It is old.", "It is old."),
        ("¶1. (C) A.\n\nCONCLUDING COMMENT\n\n¶2. (C) It is old.", "It is old."),
        ("¶1. (C) A.\n\nOur Comment\n-----------\n\n¶2. (C) It is old.", "It is old."),
        ("¶1. (C) A.\n\n*** Comment ***\n\n¶2. (C) It is old.", "It is old."),
        ("¶2. (C) Our comment: It is old. End comment.", "It is old."),
        ("¶1. (C) A.\n\nComment: --------\n\n¶2. (C) It is old.\nHOLT", "It is old."),
        ("¶1. (C) Summary: One sailed. Comment: It was late. End Summary.\n\n¶2. (C) Two.", "It was late."),
        ("¶1. (C) One sailed.\n\nComment\n-------\n\n¶2. (C) It was late. End summary.", "It was late."),
    ],
)
def test_comments_run_from_label_to_label_and_several_are_joined(body, expected):
    assert comment(HEAD + body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "",
        "¶1. (C) He declined to comment. Two sailed.",
        "¶1. (C) No comment was made: two sailed.",
        "¶1. (C) Comments by the minister were friendly.",
        "¶1. (C) We note and comment: two sailed.",
        "¶1. (C) A.\n\nComments by the Minister\n-----------------------\n\n¶2. (C) It is old.",
        "¶1. (C) A.\n\nThe Consulate Comments on Piers\n\n¶2. (C) It is old.",
        "¶1. (C) A.\n\nThe Four Comments\n\n¶2. (C) It is old.",
        "¶1. (C) Summary and Comment: One sailed. End summary and comment.",
    ],
)
def test_without_a_label_there_is_no_comment(body):
    assert comment(HEAD + body) is None


PIECES = st.sampled_from(
    [
        "Summary",
        "SUMMARY: ",
        "End Summary. ",
        "COMMENT",
        "(Comment: ",
        "End comment.) ",
        "\n",
        "\n\n",
        "-----\n",
        "¶1. ",
        "(C) ",
        "word. ",
        ")",
        "END ",
        "continued: ",
        " and action request",
    ]
)


@given(st.lists(PIECES, max_size=40) | st.lists(st.text(max_size=20), max_size=10))
@settings(deadline=None, max_examples=400)
def test_excerpts_never_raise_and_are_never_blank(pieces):
    for found in (summary("".join(pieces)), comment("".join(pieces))):
        assert found is None or found.strip() == found != ""


@pytest.mark.parametrize(
    "piece",
    [
        "Summary: ",
        "SUMMARY ",
        "Comment: ",
        "(Comment: a) ",
        "(Comment: (",
        "(Comment: (a) ",
        "a (Comment: a ) [b ",
        "(",
        "End ",
        "END COMMENT ",
        "¶1. (C) Comment: a\n",
        "Comment\n---\n¶1. a\n",
        ". COMMENT",
    ],
)
@pytest.mark.slow
def test_a_megabyte_of_one_piece_is_read_in_linear_time(piece):
    text = HEAD + "¶1. (C) " + piece * (1_000_000 // len(piece))
    summary(text)
    comment(text)
