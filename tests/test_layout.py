"""Where a heading block ends, which copy of it counts, and what is a banner."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.parse.layout import lay_out, lift_banners

HEADING = """C O N F I D E N T I A L SECTION 01 OF 03 OSTERBURG 000417

SIPDIS

STATE FOR EUR/NB AND OES/PCI

E.O. 12958: DECL: 05/11/2019
TAGS: PREL SENV NW
SUBJECT: FERRY TALKS RESUME

REF: A. STATE 40721
¶B. OSTERBURG 398
¶C. 08 OSTERBURG 1120

Classified By: DCM Ragna Holt for reasons 1.4 (b) and (d).

"""
DUMPED = """<<142999>>
3/14/2008 9:12
08OSTERBURG77
Embassy Osterburg
SECRET
08STATE40721
VZCZCXRO1111
OO RUEHXX
DE RUEHOB #0077/01 0740912
TAGS: PREL SENV NW
SUBJECT: FERRY TALKS
REF: 08 STATE 40721


S e c r e t section 01 of 02 osterburg 000077

Sipdis

E.o. 12958: decl: 03/14/2018
Tags: prel, senv, nw
Subject: ferry talks resume after
the winter

Ref: 08 state 40721

Classified By: Ragna Holt for reasons 1.4 (b).

"""


@pytest.mark.parametrize(
    "first",
    [
        "¶1. (C) The minister sailed.",
        "1. (C) The minister sailed.",
        "1.(C) The minister sailed.",
        "1) (C) The minister sailed.",
        "1, (C) The minister sailed.",
        "(C) 1. The minister sailed.",
        "(C) The minister sailed on the second of May.",
        "1. The minister sailed.",
        "¶2. (C) The minister sailed.",  # the first paragraph is not in the extract
        "Summary\n-------\n\n¶1. (C) The minister sailed.",
        "--------\nSUMMARY\n--------\n\n¶1. (C) The minister sailed.",
        "The minister sailed, in his own boat and without any of his officials, on the second of May.",
    ],
)
def test_the_heading_block_ends_where_the_first_paragraph_or_its_heading_begins(first):
    layout = lay_out(HEADING + first)
    assert layout.text[layout.body_start :].lstrip() == first
    assert layout.section_count == 3
    assert not layout.is_doubled


@pytest.mark.parametrize(
    ("last_line", "first"),
    [
        ("Classified By: DCM Ragna Holt. REASON: 1.4 (b), (d)", " 1. (C) Two ferries sailed."),
        ("REF: OSTERBURG 398", " 1. Post grants clearance to two inspectors."),
        ("REF: OSTERBURG 398", "\n1. IN 2006 TWO FERRIES SAILED."),
        ("REF: OSTERBURG 398", "\n¶1. ACTION REQUEST IN PARA 7."),
        ("REF:\n1. OSTERBURG 398 (NOTAL)\n2. OSTERBURG 399", "\n\n1. (C) TWO FERRIES SAILED."),
        ("Classified By: DCM Ragna Holt for reasons 1.4 (b) and (d).", " (S) Poloff saw two ferries sail."),
        ("CLASSIFIED BY: Ragna Holt, DCM. REASON: 1.4 (d)", " Summary\n- - - -\n¶1. (C) Two ferries sailed."),
        ("CLASSIFIED BY: Ragna Holt, DCM. REASON: 1.4 (d)", "\nSUMMARY\n-------\n¶1. (C) Two ferries sailed."),
    ],
)
def test_a_first_paragraph_that_hangs_on_the_heading_block_is_found(last_line, first):
    layout = lay_out(f"CONFIDENTIAL OSTERBURG 000417\n\nTAGS: PREL\nSUBJECT: FERRIES\n\n{last_line}{first}")
    assert layout.text[: layout.body_start].rstrip().endswith(last_line)
    assert layout.text[layout.body_start :].strip() == first.strip()


@pytest.mark.parametrize(
    "line",
    [
        "(C) STATE 40721",  # a reference's letter, not a portion mark
        "SENSITIVE BUT UNCLASSIFIED -- PLEASE PROTECT ACCORDINGLY.",
        "(U) Classified by Ragna Holt, reasons 1.4 (b).",
        "PARIS PASS TO OECD",
        "OSTERBURG 00000417  001.2 OF 003",
        "XXXXXXXXXXXX",
    ],
)
def test_lines_of_other_kinds_belong_to_the_heading_block(line):
    layout = lay_out(f"TAGS: PREL\nSUBJECT: FERRIES\n\nREF: (A) STATE 1 (B) STATE 2\n\n{line}\n\n¶1. (C) Two sailed.")
    assert layout.text[layout.body_start :] == "¶1. (C) Two sailed."


@pytest.mark.parametrize(
    ("piece", "start"),
    [
        ("THE PIER IS OLD.\n", "THE PIER IS OLD.\n"),
        ("THE PIER IS OLD. ", "IS OLD. THE PIER"),  # no line ends: at a blank
        ("PIER\t", "PIER\tPIER"),
        ("PIER" * 700 + " ", "PIERPIER"),
        ("PIER", "PIERPIER"),
    ],
)
def test_a_heading_block_that_nothing_ends_is_cut_at_a_line_end_or_a_blank(piece, start):
    text = "UNCLAS OSTERBURG 1\nE.O. 12958: N/A\nTAGS: PREL\nSUBJECT: X\n" + piece * (15_300 // len(piece))
    layout = lay_out(text)
    before, after = layout.text[: layout.body_start], layout.text[layout.body_start :]
    assert 0 < len(before) <= 12_000
    assert before[-1].isspace() or after[:1].isspace()
    assert after.lstrip().startswith(start)


def test_a_dumped_row_is_a_doubled_body_and_its_telegram_is_the_best_copy():
    layout = lay_out(DUMPED + "¶1. (S) Two ferries sailed.")
    assert layout.is_doubled
    assert layout.heading.startswith("S e c r e t section 01 of 02")
    assert "Subject: ferry talks resume after\nthe winter" in layout.heading
    assert "142999" not in layout.heading
    assert layout.section_count == 2
    assert layout.text[layout.body_start :].startswith("¶1.")


def test_a_heading_block_given_twice_is_a_doubled_body():
    layout = lay_out(HEADING + HEADING.replace("FERRY", "BOAT") + "¶1. (C) Two sailed.")
    assert layout.is_doubled
    assert "BOAT TALKS" in layout.heading
    assert "FERRY TALKS" not in layout.heading


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("SECTION 01 OF 03 OSTERBURG 1", 3),
        ("FINAL SECTION OF 03 OSTERBURG 1", 3),
        ("SECTION 01 OF\n03 OSTERBURG 1", 3),
        ("SECTION ONE OF THREE OSTERBURG 1", 3),
        ("OSTERBURG 1\n\nTAGS: PREL\nSUBJECT: A SECTION OF 03 FERRIES", None),
        ("SECTION ONE OF NİNE OSTERBURG 1", None),  # a letter that only ignoring case takes for an I
    ],
)
def test_the_sections_are_counted_in_figures_or_words(line, count):
    assert lay_out(f"S E C R E T {line}\n\nSUBJECT: FERRIES\n\n1. (S) Two sailed.").section_count == count


@pytest.mark.parametrize("body", ["", "\n", "¶", "Two ferries sailed.", "¶1. (C) Two ferries sailed."])
def test_a_body_without_a_heading_block_begins_at_once(body):
    layout = lay_out(body)
    assert layout.body_start == 0
    assert layout.copy_start == 0
    assert layout.section_count is None


@pytest.mark.parametrize(
    ("text", "running", "banners"),
    [
        ("who\n\nOSTERBURG 00000417 002 OF 003\n\n\nsailed", "who\nsailed", ["OSTERBURG 00000417 002 OF 003"]),
        ("who\n\nOsterburg 00000417 002 of 003\n\n\nsailed", "who\nsailed", ["Osterburg 00000417 002 of 003"]),
        ("who OSTERBURG 00000417 002.2 OF 003 sailed", "who sailed", ["OSTERBURG 00000417 002.2 OF 003"]),
        ("sailed. RIO DE JAN 00000417 002 OF 003 HOLT", "sailed. HOLT", ["RIO DE JAN 00000417 002 OF 003"]),
        (
            "It sailed.\n\nOSTERBURG 00000417 002 OF 003\n\n\nThen",
            "It sailed.\n\nThen",
            ["OSTERBURG 00000417 002 OF 003"],
        ),
        (
            "who\n\nOSTERBURG 00000417 002 OF 003\n\nSUBJECT: FERRIES\n\nsailed",
            "who\nsailed",
            ["OSTERBURG 00000417 002 OF 003\n\nSUBJECT: FERRIES"],
        ),
        (
            "It sailed.\n\nR 171512Z JAN 90\nFM AMEMBASSY OSTERBURG\nTO SECSTATE WASHDC 5366\nINFO AMEMBASSY ROME\n\n"
            "CONFIDENTIAL SECTION 02 OF 03 OSTERBURG 417\n\nTAGS: PREL\nSUBJECT: FERRIES\n\nThen",
            "It sailed.\n\nThen",
            [
                "R 171512Z JAN 90\nFM AMEMBASSY OSTERBURG\nTO SECSTATE WASHDC 5366\nINFO AMEMBASSY ROME\n\n"
                "CONFIDENTIAL SECTION 02 OF 03 OSTERBURG 417\n\nTAGS: PREL\nSUBJECT: FERRIES"
            ],
        ),
        ("\nwho\n\nSIPDIS\n\nsailed", "\nwho\nsailed", ["SIPDIS"]),
        ("\nwho\nSIPDIS sailed", "\nwho\nsailed", ["SIPDIS"]),
        ("\nwho\n\nSipdis\nsailed", "\nwho\nsailed", ["Sipdis"]),
        ("\nwho\nCONFIDENTIAL\n\nCONFIDENTIAL\nsailed", "\nwho\nsailed", ["CONFIDENTIAL", "CONFIDENTIAL"]),
        (
            "\nTHE  CONFIDENTIAL\nPAGE 03 OSTERB 00417 01 OF 02 082030Z FERRY",
            "\nTHE FERRY",
            ["CONFIDENTIAL\nPAGE 03 OSTERB 00417 01 OF 02 082030Z"],
        ),
        ("\nthe\nPAGE 02 RUEHOBA0417 S E C R E T\nferry", "\nthe\nferry", ["PAGE 02 RUEHOBA0417 S E C R E T"]),
        (
            "\nTHE\nC O N F I D E N T I A L SECTION 02 OF 03 OSTERBURG 000417\n\nSIPDIS\n\nTAGS: PREL\n"
            "SUBJECT: FERRIES\n\nFERRY",
            "\nTHE\nFERRY",
            ["C O N F I D E N T I A L SECTION 02 OF 03 OSTERBURG 000417\n\nSIPDIS\n\nTAGS: PREL\nSUBJECT: FERRIES"],
        ),
    ],
)
def test_banners_are_lifted_out_and_the_sentence_they_cut_is_joined(text, running, banners):
    lifted = lift_banners(text)
    assert lifted.text == running
    assert [banner for _, banner in lifted.banners] == banners


@pytest.mark.parametrize(
    "text",
    [
        "the Secretary\nConfidential sources say",
        "section 2 of the treaty",
        "200 of 300 ferries",
        "the year 00000417 was",
        "(SECRET, as he put it)",
    ],
)
def test_words_of_a_sentence_are_no_banner(text):
    assert lift_banners("\n" + text) == ("\n" + text, [])


@given(st.text(max_size=400))
@settings(deadline=None, max_examples=300)
def test_laying_out_never_raises(text):
    layout = lay_out(text)
    assert 0 <= layout.copy_start <= layout.body_start <= len(layout.text)


PIECES = st.sampled_from(
    [
        "TAGS: ",
        "SUBJECT: ",
        "REF: ",
        "\n",
        "\n\n",
        "¶1. ",
        "(C) ",
        "SIPDIS",
        "PAGE 02 ",
        "SECTION 02 OF 03 ",
        " 00000417 002 OF 003",
        "CONFIDENTIAL\n",
        "-----\n",
        "<<1>>",
        "E.O. 12958: ",
        "Classified By: ",
        "1.4 (b)",
        "word ",
        "SUMMARY\n",
        "¶B. STATE 1\n",
    ]
)


@given(st.lists(PIECES, max_size=40))
@settings(deadline=None, max_examples=300)
def test_laying_out_never_raises_on_the_pieces_of_a_telegram(pieces):
    layout = lay_out("".join(pieces))
    assert 0 <= layout.copy_start <= layout.body_start <= len(layout.text)
    lift_banners("\n" + layout.text[layout.body_start :])


HOSTILE = [
    "SECTION 02 OF 03 ",
    "PAGE 01 OSTERB 00417 01 OF 02 082030Z\n",
    "\nCONFIDENTIAL",
    " 00000417 002 OF 003",
    "SIPDIS ",
    "- ",
    "\n",
    " \n\t",
    "¶",
    "TAGS: ",
    "(C) ",
    "1. ",
]


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.slow
def test_a_megabyte_of_one_piece_is_laid_out_in_linear_time(piece):
    text = piece * (1_000_000 // len(piece))
    layout = lay_out(text)
    lift_banners("\n" + layout.text[layout.body_start :])
