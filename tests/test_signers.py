"""The surnames under a telegram."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.parse.signers import signers

HEAD = (
    "C O N F I D E N T I A L OSTERBURG 000417\n\nTAGS: PREL\nSUBJECT: FERRIES\n\nClassified By: DCM Holt, 1.4 (b).\n\n"
)
TEXT = HEAD + "¶1. (C) One ferry sailed.\n\n¶2. (C) The others, he said, have failed."
RULE = "*" * 45


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("\nHOLT", ["HOLT"]),
        ("\n\nHOLT\n\n\n", ["HOLT"]),
        ("\nHolt", ["HOLT"]),
        (" HOLT", ["HOLT"]),
        (" Holt", ["HOLT"]),
        ("\nholt", ["HOLT"]),
        ("\nVAN DER HOLT", ["VAN DER HOLT"]),
        ("\nDE LA HOLT", ["DE LA HOLT"]),
        ("\nde la Holt", ["DE LA HOLT"]),
        ("\nO'HOLT", ["O'HOLT"]),
        ("\nO’Holt", ["O'HOLT"]),
        ("\nHOLT-BERG", ["HOLT-BERG"]),
        ("\nHolt-Berg", ["HOLT-BERG"]),
        ("\nMCHOLT", ["MCHOLT"]),
        ("\nMcHolt", ["MCHOLT"]),
        ("\nLeHolt", ["LEHOLT"]),
        ("\nHOLT\nBERG", ["HOLT", "BERG"]),
        ("\nHOLT BERG", ["HOLT", "BERG"]),
        ("\nHOLT/BERG", ["HOLT", "BERG"]),
        ("\nHOLT HOLT", ["HOLT"]),
        ("\nHolt\nholt", ["HOLT"]),
        ("\nIn the end nobody\nHolt", ["HOLT"]),  # the last sentence lost its stop
        ("\n\n¶3. (SBU) XXXXXXXXXXXX\nHolt", ["HOLT"]),
        ("\nHOLT.", ["HOLT"]),
        ("\nHOLT .", ["HOLT"]),
        ("\nHolt jr", ["HOLT"]),
        ("\nHOLT JR", ["HOLT"]),
        ("\nHOLT, JR.", ["HOLT"]),
        ("\nHOLT III", ["HOLT"]),
        ("\nHOLT##", ["HOLT"]),
        ("\nSt. Holt", ["ST HOLT"]),
        ("\nHOLT\n\nOBRG @ EL P", ["HOLT"]),
        ("\nCDA Holt", ["HOLT"]),
        ("\n\nAmbassador Holt", ["HOLT"]),
        ("\n\nAMBASSADOR HOLT", ["HOLT"]),
        (" Ambassador Holt", ["HOLT"]),
        ("\n\nAmb. Holt", ["HOLT"]),
        ("\n\nConsul General Holt", ["HOLT"]),
        ("\n\nCharge d'Affaires Holt", ["HOLT"]),
        ("\n\nChargé d’Affaires a.i. Holt", ["HOLT"]),
        ("\n\nCHARGE D'AFFAIRES HOLT", ["HOLT"]),
        ("\n\nLAMB HOLT", ["LAMB", "HOLT"]),
        ("\nHOLT\n\nCONFIDENTIAL\n\nNNN\n", ["HOLT"]),
        ("\nHOLT\n\nNNNNVZCZ\n", ["HOLT"]),
        ("\nHOLT\nNNNNVZCZCXRO9775", ["HOLT"]),
        ("\nHOLT\n\n\nNNNN", ["HOLT"]),
        ("\nHOLT\nBT\n#0417\nNNNN", ["HOLT"]),
        ("\nHOLT\n\n...", ["HOLT"]),
        ("\nHOLT\nCONFIDENTIAL\n>", ["HOLT"]),
        ("\nHOLT\nUNQUOTE", ["HOLT"]),
        ("\nHOLT AND BERG", ["HOLT", "BERG"]),
        ("\nHOLT\n=======CABLE ENDS=======", ["HOLT"]),
        ("\nHOLT\n\nFERRIES RESU...", ["HOLT"]),  # the torn head of the page
        (" HOLT 2009-12-31", ["HOLT"]),
        (" End Comment. HOLT", ["HOLT"]),
        (" END COMMENT HOLT", ["HOLT"]),
        ("\n\nMINIMIZE CONSIDERED HOLT", ["HOLT"]),
        (" XXXXXXXXXXXX HOLT", ["HOLT"]),
        ("\n\n¶3. (C/NF) XXXXXXXXXXXX HOLT", ["HOLT"]),  # nothing of the last paragraph was left
        ("\n\n3. XXXXXXXXXXXX XXXXXXXXX VAN HOLT", ["VAN HOLT"]),
        (" OSTERBURG 00000417 002 OF 002 HOLT", ["HOLT"]),
        ("\n\nOSTERBURG 00000417 002 OF 002\n\n\nHOLT", ["HOLT"]),
        (
            f"\n{RULE}\nVisit Embassy Osterburg's Classified Website:\nhttp://www.state.sgov.gov/osterburg\n{RULE}\nHOLT",
            ["HOLT"],
        ),
        ("\n\nVisit Osterburg's Classified Website: http://www.state.sgov.gov/p/eur/index. cfm Holt", ["HOLT"]),
        (
            '\nHOLT\n\n"Visit Osterburg\'s Classified Web Site at http://www.intelink.s\ngov.gov/wiki/Portal:Osterburg"',
            ["HOLT"],
        ),
        (
            "\nHOLT\n\n“Visit Osterburg's Classified Web Site at http://www.intelink.s gov.gov/wiki/Portal:Oster”",
            ["HOLT"],
        ),
        (" Visit Osterburg's Classified Website: XXXXXXXXXXXX\nHOLT", ["HOLT"]),
    ],
)
def test_the_surname_under_the_last_sentence_is_the_signer(end, expected):
    assert signers(TEXT + end) == expected


@pytest.mark.parametrize(
    "end",
    [
        "",
        "\n\nNNNN",
        "\n\nNNN",
        " NNN",
        "\n\nNNNNVZCZ",
        "\n\nAmbassador",
        "\n\nCHARGE",
        "\n\nBT\nNNNN",
        "\n\nSIPDIS",
        "\n\nCONFIDENTIAL",
        "\n\nXXXXXXXXXXXX",
        "\n\n¶3. (C/NF) XXXXXXXXXXXX",
        "\n\nXXXXXXXXXXXX HOLT",  # the second half of a name in a list
        "\n\n¶3. (C) THE TALKS WITH XXXXXXXXXXXX HOLT",
        "\n\nEND COMMENT",
        "\nUNQUOTE",
        "\n\nCOMMENT\n-------",
        "\n\nOSTERBURG 00000417 002 OF 002",
        " The question goes to the minister, Ola J. Holt",
        "\nThe whole fleet belongs to the\nMinistry.",
        "\nThe whole fleet belongs to the friends of\nAmbassador Holt",
        "\n\n¶3. (U) Embassy Nordhavn cleared this cable.",
        " End summary.",
        "\n\nJR",
        "..",
    ],
)
def test_what_is_no_surname_is_no_signer(end):
    assert signers(TEXT + end) == []


@pytest.mark.parametrize("body", ["", "\n", "HOLT...", "TAGS: PREL\nSUBJECT: FERRIES RESUME ..."])
def test_a_body_without_text_has_no_signer(body):
    assert signers(body) == []


@given(st.text(max_size=300))
@settings(deadline=None, max_examples=300)
def test_signers_never_raise_and_are_upper_case(text):
    for found in (signers(text), signers(TEXT + text)):
        assert all(name == name.upper() and name.strip() == name != "" for name in found)


@pytest.mark.parametrize(
    "piece", ["A", "A ", "A\n", "*\n", "*", " \n", "HOLT\n", "XXXX ", "Visit site gov\n", "O'", "A-", ". Visit "]
)
@pytest.mark.slow
def test_a_megabyte_of_one_piece_is_read_in_linear_time(piece):
    signers(TEXT + piece * (1_000_000 // len(piece)))
