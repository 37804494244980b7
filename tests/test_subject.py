"""The subject line, wherever a heading ends."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.parse.subject import heading_end, subject

HOSTILE = 1_000_000  # characters


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("SUBJECT: HARBOR TALKS RESUME\n", "HARBOR TALKS RESUME"),
        ("SUBJECT: HARBOR TALKS \nRESUME IN \nSPRING \n \nREF: STATE 1", "HARBOR TALKS RESUME IN SPRING"),
        ("Subject:  Harbor   talks resume\n\n", "Harbor talks resume"),
        ("SUBJ: HARBOR TALKS\n", "HARBOR TALKS"),
        ("Subj: Harbor talks\n", "Harbor talks"),
        ("UBJECT: HARBOR TALKS\n", "HARBOR TALKS"),  # the first letter lost in transmission
        ("SUBJET: HARBOR TALKS\n", "HARBOR TALKS"),
        ("TAGS: PREL\nSUBEJCT: HARBOR TALKS\n", "HARBOR TALKS"),
        ("SUBJECT HARBOR TALKS\n", "HARBOR TALKS"),
        ("tags prel\nsubject harbor talks\nref state 1\n", "harbor talks"),
        ("SUBJECT; HARBOR TALKS\n", "HARBOR TALKS"),
        ("SUBJECT : HARBOR TALKS\n", "HARBOR TALKS"),
        ("SUBJECT - HARBOR TALKS\n", "HARBOR TALKS"),
        ("SUBJECT: SUBJECT: HARBOR TALKS\n", "HARBOR TALKS"),
        ("SUBJECT:\n\nHARBOR TALKS\n\nREF: STATE 1", "HARBOR TALKS"),
        ("E.O. 12958: N/A TAGS: PREL Subject: harbor talks\nRef: state 1", "harbor talks"),
        ("TAGS: PREL, PGOVSUBJECT: HARBOR TALKS\n", "HARBOR TALKS"),
        ("TAGS PREL SUBJECT HARBOR TALKS\n", "HARBOR TALKS"),
        ("SUBJECT: CONFIDENTIAL SOURCES ON THE HARBOR\n", "CONFIDENTIAL SOURCES ON THE HARBOR"),
        ("SUBJECT: SUMMARY OF THE HARBOR TALKS\n", "SUMMARY OF THE HARBOR TALKS"),
        ("SUBJECT: HARBOR TALKS ON\nSECTION 2 OF THE ACT\n", "HARBOR TALKS ON SECTION 2 OF THE ACT"),
        ("SUBJECTBIOGRAPHY OF A HARBOR MASTER\n\nREF: STATE 1", "BIOGRAPHY OF A HARBOR MASTER"),
        ("SUBJECT: HARBOR TALKS\n1 (C) Talks went on.", "HARBOR TALKS"),
        ("E.O. 11652: GDS TAGS: PFOR SUBJ: HARBOR TALKS REF: ROME 12 1. TALKS WENT ON.", "HARBOR TALKS"),
    ],
)
def test_a_subject_follows_its_label_however_that_is_written(body, expected):
    assert subject(body) == expected


@pytest.mark.parametrize(
    "end",
    [
        "\n\nFURTHER TEXT",
        "\n \t \nFURTHER TEXT",
        "\nREF: A. STATE 40721",
        "\nRef: State 40721",
        "\nREFTEL: STATE 40721",
        "\nREFS: (A) STATE 40721",
        "\nREF A. STATE 40721",
        "REF: A. STATE 40721",  # glued to the last word
        " REF(S): STATE 40721",
        " (REF: STATE 40721)",
        "\nClassified By: Charge Ann Example for reasons 1.4 (b) and (d).",
        "\nCLASSIFIED BY Ann Example",
        " Classified By: Ann Example",
        "\n(U) Classified by Ann Example",
        "\nReason: 1.4 (b)",
        "\nDerived from: a guide",
        "\n¶1. (C) Text.",
        " ¶1. (C) Text.",
        "\n1. (C) Text.",
        " 1. (C) Text.",
        "\n(C) 1. Text of the first paragraph.",
        "\nQUITO 00000123  001.2 OF 003\nFURTHER TEXT",
        "\nPAGE 02 QUITO 01196 01 OF 02 082030Z",
        "\nSECTION 02 OF 03",
        "\nC O N F I D E N T I A L SECTION 01 OF 02 QUITO 000123",
        "\nCONFIDENTIAL",
        "\nUNCLAS SECTION 01 OF 02 QUITO 000123",
        "\n--------\nSUMMARY\n--------",
        "\n=========",
        "\n- - - - -",
        "\nSUMMARY: Text.",
        "\nSUMMARY\n",
        "\nSensitive but unclassified, please protect.",
        " SENSITIVE BUT UNCLASSIFIED",
        "\nThis is an action request, see para 4.",
        " (U) This is an action request.",
        "\nTAGS: PREL",
        "\nE.O. 12958: DECL: 02/28/2012",
        "\nSIPDIS",
        "\nFriday, 18 December 2009, 11:04\nS E C R E T QUITO 000123",
        "\\\n\n",
        "&#x000A;&#x000A;FURTHER TEXT",
    ],
)
def test_a_subject_ends_where_the_next_field_or_text_begins(end):
    assert subject(f"TAGS: PREL\nSUBJECT: WHO WILL BE NEXT IN\nTHE PRIME{end}") == "WHO WILL BE NEXT IN THE PRIME"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # The last line is full.
        ("HARBOR MASTER OF HAMMERFEST TELLS VISITING FISHERMEN\n\nTO WAIT\n\nREF: OSLO 1", "TO WAIT"),
        # It ends in a word that leaves it open.
        ("HARBOR TALKS IN THE\n \nNORTH\n\nClassified By: DCM Ann Doe", "NORTH"),
        ("WARM TALKS IN OSLO AND IN THE NORTH:\nA VISIT TO\n\nTHE HARBOR\nREF: OSLO 1", "THE HARBOR"),
        ("THE HARBOR MASTER’S\n\nFISH\n\n(U) Classified by DCM Ann Doe", "FISH"),
        ("HARBOR TALKS ON\n\nFISH,\nOIL AND\nICE\n\nREFTEL: OSLO 1", "FISH, OIL AND ICE"),
        # A page banner stands between.
        ("HARBOR TALKS\nCONFIDENTIAL\nPAGE 02 OSLO 01196 01 OF 02 082030Z RESUME\nREF: OSLO 1", "RESUME"),
        ("HARBOR TALKS\n   CONFIDENTIAL\n\nPAGE 02   OSLO  01196  01 OF 02  082030Z\nRESUME\n\nREF: OSLO 1", "RESUME"),
        ("HARBOR TALKS\nOSLO 00001196  002 OF 003\n\nRESUME\nREF: OSLO 1", "RESUME"),
    ],
)
def test_a_subject_goes_on_behind_a_gap_that_cuts_it(lines, expected):
    assert subject(f"TAGS: PREL\nSUBJECT: {lines}\n¶1. (C) Text.").endswith(f" {expected}")


@pytest.mark.parametrize(
    "lines",
    [
        "HARBOR TALKS\n\nFISH\n\nREF: OSLO 1",  # it was whole
        "A LINE THAT IS LONGER THAN ANY THAT WAS EVER BROKEN ABOUT THE HARBOR TALKS\n\nFISH\n\nREF: OSLO 1",
        "HARBOR TALKS ON 'FISH'\n\nMORE\n\nREF: OSLO 1",
        "HARBOR TALKS IN THE\n\nFISH\n\nMORE\n\nREF: OSLO 1",
        "HARBOR TALKS IN THE\n\nFISH\n¶1. (C) Text.",  # no field follows: it may be a heading
        "HARBOR TALKS IN THE\n\nThe talks went on.\n\nREF: OSLO 1",
        "HARBOR TALKS IN THE\n\nFISH,\nOIL,\nICE\nAND SNOW\n\nREF: OSLO 1",
        "HARBOR TALKS IN THE\n\nFOR EUR/NB FROM THE AMBASSADOR\n\nREF: OSLO 1",
        "HARBOR TALKS IN THE\n\nDEPARTMENT PLEASE PASS TO USTR\n\nREF: OSLO 1",
        "HARBOR TALKS IN THE\n\nC O R R E C T E D  C O P Y\n\nREF: OSLO 1",
        "HARBOR TALKS IN THE\n\nSENSITIVE BUT UNCLASSIFIED\n\nREF: OSLO 1",
        "HARBOR TALKS IN THE\n\nCOUNTRY TEAM MESSAGE\n\nREF: OSLO 1",
        "HARBOR TALKS IN THE\nPAGE 02 OSLO 01196 01 OF 02 082030Z\nREF: OSLO 1",
        "HARBOR TALKS IN THE\n\nCONFIDENTIAL\n\nREF: OSLO 1",
    ],
)
def test_what_stands_behind_a_whole_subject_is_none_of_it(lines):
    assert subject(f"TAGS: PREL\nSUBJECT: {lines}\n¶1. (C) Text.") == lines.partition("\n")[0]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("(C/NF) HARBOR TALKS (MTCR)", "HARBOR TALKS (MTCR)"),
        ("(C) HARBOR TALKS", "HARBOR TALKS"),
        ("(S)HARBOR TALKS", "HARBOR TALKS"),
        ("(S//NF) HARBOR TALKS", "HARBOR TALKS"),
        ("(S/NOFORN) HARBOR TALKS", "HARBOR TALKS"),
        ("(SBU)  HARBOR TALKS (C-NE9-00001)", "HARBOR TALKS (C-NE9-00001)"),
        ("(U//FOUO) HARBOR TALKS", "HARBOR TALKS"),
        ("(C/REL UK) HARBOR TALKS", "HARBOR TALKS"),
        ("[S] HARBOR TALKS", "HARBOR TALKS"),
        ("U) HARBOR TALKS", "HARBOR TALKS"),
        ("(U) (SBU) HARBOR TALKS", "HARBOR TALKS"),
        ("(MTCR) HARBOR TALKS", "(MTCR) HARBOR TALKS"),
        ("(U.S.) HARBOR TALKS", "(U.S.) HARBOR TALKS"),
        ("(Corrected copy) Harbor talks", "(Corrected copy) Harbor talks"),
        ("C-130 DELIVERY", "C-130 DELIVERY"),
        ("U.S. HARBOR TALKS", "U.S. HARBOR TALKS"),
        ("S/CT VISITS THE HARBOR", "S/CT VISITS THE HARBOR"),
    ],
)
def test_leading_portion_marks_are_dropped_and_other_parentheses_stay(line, expected):
    assert subject(f"SUBJECT: {line}\n\n¶1. (C) Text.") == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("SUBJECT: HARBOR &amp; DOCKS&#x000A;REOPEN", "HARBOR & DOCKS REOPEN"),
        ("SUBJECT: A &#8220;NEW&#8221; HARBOR\\", "A “NEW” HARBOR"),
        ("<b>SUBJECT:</b> HARBOR<br>TALKS", "HARBOR TALKS"),
        ("SUBJECT: HARBOR TALKS\r\nRESUME\r\n\r\nText", "HARBOR TALKS RESUME"),
        ("SUBJECT: HARBOR -- A PLAN\n-- AND ITS COST", "HARBOR -- A PLAN -- AND ITS COST"),
        (
            "SUBJECT: HARBOR\nDECLINE STOPPED BY\nSENSITIVE TALKS ON\n1.5 BILLION LOAN",
            "HARBOR DECLINE STOPPED BY SENSITIVE TALKS ON 1.5 BILLION LOAN",
        ),
        ("SUBJECT: HARBOR\nREFORM NOW", "HARBOR REFORM NOW"),  # REF is a label only as a word of its own
        ("SUBJECT: STRASSE ß\nSUBJECT: X", "STRASSE ß"),
    ],
)
def test_markup_and_line_ends_leave_no_trace_in_a_subject(body, expected):
    assert subject(body) == expected


def test_of_a_doubled_heading_the_copy_in_its_own_case_is_kept_and_completed():
    dumped = "TAGS: PREL\nSUBJECT: HARBOR TALKS WILL\nREF: STATE 1\n\n\n"
    lowered = (
        "S e c r e t quito 000123\n\nTags: prel\nSubject: harbor talks will\nresume\n\nRef: state 1\n\n¶1. (C) Text."
    )
    assert subject(dumped + lowered) == "HARBOR TALKS WILL RESUME"
    assert subject(lowered) == "harbor talks will resume"
    assert subject("SUBJECT: Harbor Talks\n\nSubject: harbor talks\n") == "Harbor Talks"
    assert subject("Subject: harbor talks\n\nSUBJECT: Harbor Talks\n") == "Harbor Talks"
    assert subject("SUBJECT: HARBOR TALKS\n\nSUBJECT: SOMETHING ELSE\n") == "HARBOR TALKS"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "SUBJECT:",
        "SUBJECT: \n\nREF: STATE 1\n\n¶1. (C) Text.",
        "¶1. (C) Text.\nSUBJECT: TOO LATE",
        "TAGS: PREL\n\n1. (C) Text.\n\nSUBJECT: TOO LATE",
        "C O R R E C T E D COPY (SUBJECT LINE)\n\nTAGS: PREL\n\n¶1. (C) Text.",
        "E.O. 12958: N/A\nTAGS: PREL\n\nSubject to approval, talks resume.",
        "The guards were asked what the\nsubject was, and the\nsubject matter.",
        "The guards were asked on subjects of all kinds.",
        "SUBJECT: (C)\n\n¶1. (C) Text.",
    ],
)
def test_a_heading_without_a_subject_has_none(body):
    assert subject(body) is None


def test_a_lettered_reference_with_a_paragraph_mark_does_not_end_the_heading():
    body = "REF: A. STATE 1\n¶B. LONDON 88\nSUBJECT: HARBOR TALKS\n\n¶1. (C) Text."
    assert subject(body) == "HARBOR TALKS"
    assert body[heading_end(body) :] == "¶1. (C) Text."


@given(st.text())
@example("SUBJECT: (")
@example("SUBJECT:\\")
@example("¶")
@example("ßSUBJECT: İ")
def test_any_text_has_a_subject_or_none(text):
    for body in (text, "SUBJECT: " + text, text + "\nSUBJECT: X\n" + text):
        found = subject(body)
        assert found is None or (found == " ".join(found.split()) and found)


@pytest.mark.parametrize(
    "unit", ["SUBJECT:\n", "SUBJECT: X\n", "1. A", "¶", "(C) ", "SUBJECT: A 12345678 ", "- ", "(", "\n", "ß", "&amp;"]
)
@pytest.mark.slow
def test_a_megabyte_of_hostile_text_is_read_in_time(unit):
    text = unit * (HOSTILE // len(unit))
    for body in (text, "SUBJECT: " + text):
        found = subject(body)
        assert found is None or len(found) <= len(body)
