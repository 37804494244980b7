"""Classification levels, caveats, portion marks and captions: what is one, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parse.marking import classification_parts, handling, heading_of, portion_mark

SBU = "SENSITIVE BUT UNCLASSIFIED"
FOUO = "FOR OFFICIAL USE ONLY"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UNCLASSIFIED", ("UNCLASSIFIED", ())),
        ("UNCLASSIFIED//FOR OFFICIAL USE ONLY", ("UNCLASSIFIED", (FOUO,))),
        ("CONFIDENTIAL", ("CONFIDENTIAL", ())),
        ("CONFIDENTIAL//NOFORN", ("CONFIDENTIAL", ("NOFORN",))),
        ("SECRET", ("SECRET", ())),
        ("SECRET//NOFORN", ("SECRET", ("NOFORN",))),
        (" secret//noforn\n", ("SECRET", ("NOFORN",))),
        ("C O N F I D E N T I A L", ("CONFIDENTIAL", ())),
        ("UNCLAS", ("UNCLASSIFIED", ())),
        ("SBU", ("UNCLASSIFIED", (SBU,))),
        ("LIMITED OFFICIAL USE", ("UNCLASSIFIED", ("LIMITED OFFICIAL USE",))),
        ("L I M I T E D  O F F I C I A L  U S E", ("UNCLASSIFIED", ("LIMITED OFFICIAL USE",))),
        ("T O P  S E C R E T", ("TOP SECRET", ())),
        ("TOP SECRET//ORCON//NOFORN", ("TOP SECRET", ("ORCON", "NOFORN"))),
        ("EYES OF THE KING", ("EYES OF THE KING", ())),  # no level is guessed
        ("", ("", ())),
        ("//", ("", ())),
    ],
)
def test_the_classification_cell_is_a_level_and_its_caveats(text, expected):
    assert classification_parts(text) == expected


@pytest.mark.parametrize(
    ("inner", "level", "caveats"),
    [
        ("C", "CONFIDENTIAL", ()),
        ("c", "CONFIDENTIAL", ()),
        (" C ", "CONFIDENTIAL", ()),
        ("S", "SECRET", ()),
        ("U", "UNCLASSIFIED", ()),
        ("TS", "TOP SECRET", ()),
        ("SBU", "UNCLASSIFIED", (SBU,)),
        ("LOU", "UNCLASSIFIED", ("LIMITED OFFICIAL USE",)),
        ("FOUO", "UNCLASSIFIED", (FOUO,)),
        ("U//FOUO", "UNCLASSIFIED", (FOUO,)),
        ("S/NF", "SECRET", ("NOFORN",)),
        ("SNF", "SECRET", ("NOFORN",)),
        ("CNF", "CONFIDENTIAL", ("NOFORN",)),
        ("s/nf", "SECRET", ("NOFORN",)),
        ("S//NF", "SECRET", ("NOFORN",)),
        ("S / NF", "SECRET", ("NOFORN",)),
        ("S/Noforn", "SECRET", ("NOFORN",)),
        ("C/NOFORN", "CONFIDENTIAL", ("NOFORN",)),
        ("C-NF", "CONFIDENTIAL", ("NOFORN",)),
        ("LOU - Entire text.", "UNCLASSIFIED", ("LIMITED OFFICIAL USE",)),
        ("C NF", "CONFIDENTIAL", ("NOFORN",)),
        ("SBU/NF", "UNCLASSIFIED", (SBU, "NOFORN")),
        ("C/FGI", "CONFIDENTIAL", ("FGI",)),
        ("S//FGI//NF", "SECRET", ("FGI", "NOFORN")),
        ("S/NF/PR", "SECRET", ("NOFORN", "PROPIN")),
        ("C/REL UK", "CONFIDENTIAL", ("REL UK",)),
        ("S/Rel Aus", "SECRET", ("REL AUS",)),
        ("S/REL", "SECRET", ("REL",)),
        ("C//REL TO USA, GBR", "CONFIDENTIAL", ("REL TO USA, GBR",)),
        ("S//REL TO USA, FVEY", "SECRET", ("REL TO USA, FVEY",)),
        ("S/REL UK/NF", "SECRET", ("REL UK", "NOFORN")),
        ("C/REL USA/GBR", "CONFIDENTIAL", ("REL USA/GBR",)),
        ("SECRET//REL NATO, ISAF", "SECRET", ("REL NATO, ISAF",)),
        ("SECRET REL NATO", "SECRET", ("REL NATO",)),
        ("Confidential", "CONFIDENTIAL", ()),
        ("C/", "CONFIDENTIAL", ()),  # the caveat was never typed
        ("C - ENTIRE TEXT", "CONFIDENTIAL", ()),  # the whole telegram marked once
        ("S/NF-ENTIRE TEXT", "SECRET", ("NOFORN",)),
    ],
)
def test_a_portion_mark_is_a_level_and_its_caveats(inner, level, caveats):
    assert portion_mark(inner) == (level, caveats)


@pytest.mark.parametrize(
    "inner",
    [
        *("", " ", "2", "a", "b", "d", "U.S.", "UN", "UK", "US", "SS", "Iran", "Economic", "CDU", "SPD", "FM", "PM"),
        *("CSU", "C-130", "C-4", "S-300", "U-2", "S/CT", "S/GC", "C/NFI", "C-RE9-02710", "Secretary", "see para 3"),
        *("septel", "reftel", "Unclassified documents", "S/REL2", "NF", "NOFORN", "SIPDIS", "UNSC", "TSA"),
    ],
)
def test_what_only_stands_in_parentheses_is_no_portion_mark(inner):
    assert portion_mark(inner) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("S E C R E T OSLO 000012 \n \nNOFORN \nSIPDIS \n \nE.O. 12958: N/A", ["NOFORN", "SIPDIS"]),
        ("UNCLAS OSLO 000012 \nSIPDIS \n\nSIPDIS \nSENSITIVE \n\nE.O. 12958: N/A", ["SIPDIS", "SENSITIVE"]),
        ("S e c r e t oslo 000012\n\nSipdis\nNoforn", ["SIPDIS", "NOFORN"]),
        ("S E C R E T OSLO 000012\n\nN O F O R N\nSIPDIS", ["NOFORN", "SIPDIS"]),
        ("C O N F I D E N T I A L OSLO 000012 EXDIS\nSTADIS", ["EXDIS", "STADIS"]),
        ("C O N F I D E N T I A L OSLO 000012\nSIPDIS, NODIS; ROGER CHANNEL", ["SIPDIS", "NODIS", "ROGER CHANNEL"]),
        ("UNCLAS OSLO 000012\nSIPDIS E.O. 12958: N/A\nTAGS: PREL", ["SIPDIS"]),
        ("UNCLAS OSLO 000012\nSENSITIVE BUT UNCLASSIFIED - PLEASE PROTECT ACCORDINGLY.", [SBU]),
        ("UNCLAS OSLO 000012\nThis cable is sensitive, but unclassified. Protect accordingly.", [SBU]),
        ("UNCLAS OSLO 000012\nSENSITIVE, BUT UNCLASSIFIED\nSIPDIS", [SBU, "SIPDIS"]),
        ("UNCLAS OSLO 000012\nSENSITVE, SIPDIS", ["SENSITIVE", "SIPDIS"]),
        ("SECRET OSLO 000012\nVISAS DONKEY CORRUPTION\nSIPDIS", ["VISAS DONKEY CORRUPTION", "SIPDIS"]),
        ("UNCLAS OSLO 000012\nNOT FOR INTERNET DISTRIBUTION\nSIPDIS", ["NOT FOR INTERNET DISTRIBUTION", "SIPDIS"]),
        ("SECRET//FGI//NOFORN\nSIPDIS", ["FGI", "NOFORN", "SIPDIS"]),
        ("LIMITED OFFICIAL USE OSLO 0012\nTERREP", ["TERREP"]),
        ("UNCLAS OSLO 12\nAIDAC SIPDIS\nEXDIS HANDLE AS NODIS", ["AIDAC", "SIPDIS", "EXDIS"]),
        ("UNCLAS OSLO 12\nSENSITIVE TALKS WITH THE FISHERMEN", []),
        ("S E C R E T OSLO 000012&#x000A;NODIS&#x000A;CHEROKEE", ["NODIS", "CHEROKEE"]),
        ("UNCLAS OSLO 12\nSUBJECT: SENSITIVE TALKS ON EXDIS RULES\nDEPT FOR NEA", []),
        ("UNCLAS OSLO 12\nTAGS: PREL\n\n1. (U) Summary.\nSIPDIS\nNOFORN", []),  # below the heading it is a stray
        ("UNCLAS OSLO 12\n¶1. (U) Summary.\nSIPDIS", []),
        ("", []),
    ],
)
def test_captions_are_lines_of_the_heading(body, expected):
    assert handling("", body) == expected


def test_captions_of_the_header_come_first_and_none_comes_twice():
    header = (
        "VZCZCXYZ0024\nO 281341Z FEB 08\nFM AMEMBASSY OSLO\nTO RUEHC/SECSTATE WASHDC NIACT IMMEDIATE 0669\nSTADIS\n"
    )
    assert handling(header, "SECRET OSLO 12\nSIPDIS\nSTADIS") == ["STADIS", "SIPDIS"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("UNCLAS OSLO 000012 SIPDIS E.O. 12958: N/A TAGS:\n<a id='par1' href='#par1'>¶</a>1. (U) Text", "TAGS:\n"),
        ("UNCLAS OSLO 000012 SIPDIS E.O. 12958: N/A TAGS:\nREF: A. X\n¶B. Y\n¶1. (U) Text", "¶B. Y\n"),
        ("UNCLAS OSLO 000012 SIPDIS E.O. 12958: N/A TAGS:\n(C) 1. In a visit", "TAGS:"),
        ("UNCLAS OSLO 000012 SIPDIS E.O. 12958: N/A reasons\n1. (b) and (d)\nno paragraph", "no paragraph"),
    ],
)
def test_the_heading_ends_before_the_first_paragraph(body, expected):
    assert heading_of(body).endswith(expected)


@given(st.text(), st.text(alphabet="SCUNF/-( )REL,.¶1\n"))
def test_no_text_makes_a_marking_fail(text, likely):
    for value in (text, likely, "S/" + likely, "SIPDIS " + likely):
        classification_parts(value)
        portion_mark(value)
        handling(value, value)


@pytest.mark.parametrize(
    "hostile", ["S", "S/", "REL ", "REL A,", "¶", "\n", " ", "SIPDIS ", "C O ", "NODIS,", "(C) ", "<a"]
)
@pytest.mark.slow
def test_a_megabyte_of_hostile_text_is_read_in_linear_time(hostile):
    text = hostile * (1_000_000 // len(hostile))
    classification_parts(text)
    portion_mark(text)
    handling(text, text)
    handling("", "SIPDIS\n" + text)
