"""The REF line: cables in every form of citing them, and what is no cable."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.model import Reference
from pipeline.parse.references import references

HOSTILE = 1_000_000  # characters
YEAR = 2008
KINDS = {"cable", "email", "telcon", "report", "meeting", "memo", "fax", "web", "book", "other"}


def heading(refs: str) -> str:
    return f"TAGS: PREL\nSUBJECT: HARBOR TALKS\n\n{refs}\n\nClassified By: Ann Example\n\n¶1. (C) See ROME 9."


@pytest.mark.parametrize(
    ("refs", "expected"),
    [
        ("REF: STATE 40721", ["08STATE40721"]),
        ("Ref: State 40721", ["08STATE40721"]),
        ("REF STATE 40721", ["08STATE40721"]),
        ("REFTEL: STATE 40721", ["08STATE40721"]),
        ("REFS: STATE 40721 AND LONDON 88", ["08STATE40721", "08LONDON88"]),
        ("REF(S): STATE 40721", ["08STATE40721"]),
        ("REF/S: STATE 40721", ["08STATE40721"]),
        ("REF TEL: STATE 40721 (DTG 092124Z DEC 07)", ["08STATE40721"]),
        ("REF - STATE 40721", ["08STATE40721"]),
        ("REFERENCE: STATE 40721", ["08STATE40721"]),
        ("REF: REFTEL STATE 40721", ["08STATE40721"]),
        ("REF: 02 SAO PAULO 1709", ["02SAOPAULO1709"]),
        ("REF: SAO PAULO 0001709", ["08SAOPAULO1709"]),
        ("REF: SAO\nPAULO 1709", ["08SAOPAULO1709"]),
        ("REF: SAO PAULO\n\n1709", ["08SAOPAULO1709"]),  # every second line is blank on some pages
        ("REF: 08LONDON88", ["08LONDON88"]),
        ("REF: LONDON-88", ["08LONDON88"]),
        ("REF: LONDON #88", ["08LONDON88"]),
        ("REF: LONDON NO. 88", ["08LONDON88"]),
        ("REF: LONDON: 88", ["08LONDON88"]),
        ("REF: 00088 LONDON", ["08LONDON88"]),
        ("REF: LONDON 88 ROME 3 BERN 4", ["08LONDON88", "08ROME3", "08BERN4"]),
        ("REF: LONDON 88; ROME 3, BERN 4", ["08LONDON88", "08ROME3", "08BERN4"]),
        ("REF: LONDON 88: ROME 3", ["08LONDON88", "08ROME3"]),
        ("REF: TEL AVIV 12; TELAVIV 13", ["08TELAVIV12", "08TELAVIV13"]),
        ("REF: PORT-AU-PRINCE 12", ["08PORTAUPRINCE12"]),
        ("REF: ST. PETERSBURG 12", ["08STPETERSBURG12"]),
        ("REF: N'DJAMENA 12", ["08NDJAMENA12"]),
        ("REF: N’DJAMENA 12; N‘DJAMENA 13", ["08NDJAMENA12", "08NDJAMENA13"]),
        ("REF: MADRID SP 307", ["08MADRID307"]),
        ("REF: EMBASSY VIENNA 12", ["08VIENNA12"]),
        ("REF: USUN NEW YORK 12", ["08USUNNEWYORK12"]),
        ("REF: SECSTATE 12; STATE 13", ["08STATE12", "08STATE13"]),
        ("REF: SECDEF 12", ["08SECDEF12"]),
        ("REF: CDR USCENTCOM 12", ["08CDRUSCENTCOM12"]),  # a station of no post is a station
        ("REF: CASA 12 AND VAT 13", ["08CASABLANCA12", "08VATICAN13"]),  # as the posts themselves shorten them
        ("REF: R0ME 12", ["08ROME12"]),
        ("REF: CAIR0 12", ["08CAIRO12"]),
        ("REF: STATE 12,345", ["08STATE12345"]),
        ("REF: STATE 112,945 AND 112,946", ["08STATE112945", "08STATE112946"]),
        ("REF: ROME 1,113; BERN 2", ["08ROME1113", "08BERN2"]),
        ("REF: RIO DE JAN 44", ["08RIODEJANEIRO44"]),  # JAN is no month here
    ],
)
def test_a_cable_is_known_by_its_post_and_number(refs, expected):
    assert [reference.target_id for reference in references(heading(refs), YEAR)] == expected


@pytest.mark.parametrize(
    ("refs", "expected"),
    [
        ("REF: 07 STATE 12", "07STATE12"),
        ("REF: 2007 STATE 12", "07STATE12"),
        ("REF: '07 STATE 12", "07STATE12"),
        ("REF: ’07 STATE 12", "07STATE12"),
        ("REF: ‘07 STATE 12", "07STATE12"),
        ("REF ’07 STATE 12", "07STATE12"),
        ("REF: (’07) STATE 12", "07STATE12"),
        ("REF: STATE 12 (’07)", "07STATE12"),
        ("REF: STATE 12 [‘07]", "07STATE12"),
        ("REF: STATE 12 ’07", "07STATE12"),
        ("REF: STATE 12 ‘07", "07STATE12"),
        ("REF: STATE (’07) 12", "07STATE12"),
        ("REF: STATE (‘07) 12", "07STATE12"),
        ("REF: (99) STATE 12", "99STATE12"),
        ("REF: (07)STATE 12", "07STATE12"),
        ("REF: 07-STATE-12", "07STATE12"),
        ("REF: STATE 12 (07)", "07STATE12"),
        ("REF: STATE 12 (2007)", "07STATE12"),
        ("REF: STATE 12 [07]", "07STATE12"),
        ("REF: STATE 12 '07", "07STATE12"),
        ("REF: STATE 12 2007", "07STATE12"),
        ("REF: STATE 12 OF 02/03/2007", "07STATE12"),
        ("REF: STATE 12 DATED 12/03/99", "99STATE12"),
        ("REF: STATE 12 (12/03/99)", "99STATE12"),
        ("REF: STATE (07) 1234", "07STATE1234"),
        ("REF: STATE 07 1234", "07STATE1234"),
        ("REF: STATE 2007 12", "07STATE12"),
        ("REF: CITE 07 STATE 12", "07STATE12"),
        ("REF: EMBASSY'S CABLE 07 STATE 12", "07STATE12"),
        ("REF: 1979 TEHRAN 12", "79TEHRAN12"),
        ("REF: 79 TEHRAN 12", "79TEHRAN12"),
        ("REF: O7 STATE 12", "07STATE12"),
        ("REF: 2OO7 STATE 12", "07STATE12"),
        ("REF: L0NDON 1O2", "08LONDON102"),
        ("REF: T0KYO 12", "08TOKYO12"),
        ("REF: EMBASSY ROME NOTE AND 07 STATE 12", "07STATE12"),
    ],
)
def test_the_year_stands_before_or_behind_and_else_is_the_cables_own(refs, expected):
    assert references(heading(refs), YEAR)[-1].target_id == expected


def test_a_year_in_parentheses_before_the_next_post_is_that_posts():
    found = references(heading("REF: ROME 709 (07) LONDON 542"), YEAR)
    assert [(reference.target_id, reference.year) for reference in found] == [
        ("08ROME709", 2008),
        ("07LONDON542", 2007),
    ]


@pytest.mark.parametrize("year", [2008, 8, 108])
def test_the_own_year_may_be_given_in_any_length(year):
    assert references("REF: STATE 12", year) == [Reference("08STATE12", "cable", None, "STATE 12", 2008)]


@pytest.mark.parametrize(
    ("refs", "expected"),
    [
        ("REF: 07 ROME 12 AND 13", ["07ROME12", "07ROME13"]),
        ("REF: ROME 12, 13 and 14", ["08ROME12", "08ROME13", "08ROME14"]),
        ("REF: ROME 12, 13, AND 14 (NOTAL)", ["08ROME12", "08ROME13", "08ROME14"]),
        ("REF: ROME 12 & 13", ["08ROME12", "08ROME13"]),
        ("REF: ROME 1112-1114", ["08ROME1112", "08ROME1113", "08ROME1114"]),
        ("REF: ROME 1112 - 1114", ["08ROME1112", "08ROME1113", "08ROME1114"]),
        ("REF: ROME 1112-14", ["08ROME1112", "08ROME1113", "08ROME1114"]),
        ("REF: ROME 1112–1114", ["08ROME1112", "08ROME1113", "08ROME1114"]),
        ("REF: ROME 1112 — 1114", ["08ROME1112", "08ROME1113", "08ROME1114"]),
        ("REF: ROME 45-46", ["08ROME45", "08ROME46"]),
        ("REF: SUVA 7-9", ["08SUVA7", "08SUVA8", "08SUVA9"]),
        ("REF: 07 SUVA 0009–10", ["07SUVA9", "07SUVA10"]),
        ("REF: A. ROME 8-10 (NOTAL) B. BERN 3", ["08ROME8", "08ROME9", "08ROME10", "08BERN3"]),
        ("REF: ROME 45-46, 49 AND BERN 3-4 (07)", ["08ROME45", "08ROME46", "08ROME49", "07BERN3", "07BERN4"]),
        ("REF: ROME 45-46 BERN 3", ["08ROME45", "08ROME46", "08BERN3"]),
        ("REF: A. ROME 1112-13 B. BERN 3", ["08ROME1112", "08ROME1113", "08BERN3"]),
        ("REF: ROME 1112 THROUGH 1114", ["08ROME1112", "08ROME1113", "08ROME1114"]),
        ("REF: ROME 12 THRU 14", ["08ROME12", "08ROME13", "08ROME14"]),
        ("REF: ROME 1112 THRU 14", ["08ROME1112", "08ROME1113", "08ROME1114"]),
        ("REF: ROME 1112 THRU 99", ["08ROME1112"]),
        ("REF: ROME 1112-1194; BERN 3", ["08ROME1112", "08BERN3"]),  # more than a list of references has
        ("REF: ROME 12,13,14", ["08ROME12", "08ROME13", "08ROME14"]),
        ("REF: ROME 112,113", ["08ROME112", "08ROME113"]),  # two that are near one another
        ("REF: STATE 112,113", ["08STATE112", "08STATE113"]),
        ("REF: ROME 1234/1235", ["08ROME1234", "08ROME1235"]),
        ("REF: ROME 1234/1235/1236", ["08ROME1234", "08ROME1235", "08ROME1236"]),
        ("REF: ROME 12 AND 13 (07)", ["07ROME12", "07ROME13"]),
        ("REF: ROME 12, 07 BERN 13", ["08ROME12", "07BERN13"]),
        ("REF: ROME 12 AND PREVIOUS 07 BERN 13", ["08ROME12", "07BERN13"]),
        ("REF: 07 ROME 12 AND 08 ROME 13", ["07ROME12", "08ROME13"]),
        ("REF: ROME 12 ET AL; BERN 13, ET AL", ["08ROME12", "08BERN13"]),
    ],
)
def test_a_list_of_numbers_gives_each(refs, expected):
    assert [reference.target_id for reference in references(heading(refs), YEAR)] == expected


@pytest.mark.parametrize(
    "refs",
    [
        "REF: A. STATE 40721\n     B. 07 ROME 12\n     C. BERN 13",
        "REF: A. STATE 40721 \n¶B. 07 ROME 12 \n¶C. BERN 13",
        "REF: A) STATE 40721 B) 07 ROME 12 C) BERN 13",
        "REF: (A) STATE 40721; (B) 07 ROME 12; (C) BERN 13",
        "REF: (A)STATE 40721, (B)07ROME12, (C)BERN 13",
        "REF:A.STATE 40721 B.07 ROME 12 C.BERN 13",
        "REF A: STATE 40721\nREF B: 07 ROME 12\nREF C: BERN 13",
        "REF: REF A) STATE 40721 REF B) 07 ROME 12 REF C) BERN 13",
        "REF: A. A) STATE 40721 B. B) 07 ROME 12 C. C) BERN 13",
        "REF: A. (A) STATE 40721 \n¶B. (B) 07 ROME 12 \n¶C. (C) BERN 13",
        "REF: A. STATE 40721 (NOTAL)\n\n     B. 07 ROME 12\n\n     C. BERN 13 AND PREVIOUS",
        "Ref: a. state 40721\nb. 07 rome 12\nc. bern 13",
        "REF: STATE 40721 (REF A), 07 ROME 12 (REF B) AND BERN 13 (REF C)",
        "REF: A-STATE 40721\nB-07 ROME 12\nC-BERN 13",
        "REF: A - STATE 40721\nB - 07 ROME 12\nC - BERN 13",
        "REF: A- STATE 40721\nB- 07 ROME 12\nC- BERN 13",
        "REF: STATE 40721 (A)\n07 ROME 12 (B)\nBERN 13 (C)",
        "REF: A STATE 40721 B 07 ROME 12 C BERN 13",
        "REF: A. STATE 40721B) 07 ROME 12 (C) BERN 13",
        "REF: A) STATE 40721 (NOTAL\n\nAND LIMITED) B) 07 ROME 12\n\nC) BERN 13",
        "REF: A. STATE 40721\n CONFIDENTIAL\nPAGE 02 QUITO 01196 01 OF 02 082030Z  B. 07 ROME 12  C. BERN 13",
        "REF: A. STATE 40721\nB. 07 ROME 12 C. BERN 13\nQUITO 00000123  001.2 OF 003",
    ],
)
def test_bullets_are_kept_as_their_letter(refs):
    found = references(heading(refs), YEAR)
    assert [(reference.bullet, reference.target_id) for reference in found] == [
        ("A", "08STATE40721"),
        ("B", "07ROME12"),
        ("C", "08BERN13"),
    ]


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ("SMITH/EXAMPLE EMAIL OF 01/02/08", "email"),
        ("SMITH-EXAMPLE E-MAIL 10/6", "email"),
        ("FEB 24 SMITH-EXAMPLE TELCON", "telcon"),
        ("SMITH-EXAMPLE PHONE CALL", "telcon"),
        ("IIR 6 844 0123 07", "report"),
        ("USDAO ROME IIR 6 844 0123 07", "report"),
        ("TD-314/012345-07", "report"),
        ("FBIS EUP20070101", "report"),
        ("OSC EUP20070101000001", "report"),  # a translation of the foreign press
        ("EMBASSY ROME DAILY REPORT FOR MARCH 20", "report"),
        ("MEETING OF MARCH 3", "meeting"),
        ("MEMO OF MARCH 3", "memo"),
        ("MAY 1 SMITH-EXAMPLE LETTER", "memo"),
        ("FAX FROM EXAMPLE, MARCH 3", "fax"),
        ("HTTP://WWW.EXAMPLE.ORG/HARBOR", "web"),
        ("EXAMPLE'S BOOK ON HARBORS", "book"),
        ("7 FAM 180", "book"),
        ("SECDEF DTG 301601Z SEP 08", "cable"),  # a message without a number
        ("07 XXXXXXXXXXXX 167", "cable"),  # its post is hidden
        ("ROME POINTS AUGUST 18 2007", "other"),
        ("USDAO DUBLIN EI U-0011-06", "other"),
        ("ROME 1203-07", "other"),  # of 2007, or five cables
        ("ROME 1203–07", "other"),
        ("ROME 5-08", "other"),  # of this year
        ("ROME 1-02", "other"),
        ("ROME 46-45", "other"),
        ("ROME 45-55", "other"),  # more than a list of references has
        ("ROME 45-46-47", "other"),
        ("ROME 12-13/08", "other"),
        ("ROME 12-13 AUGUST VISIT", "other"),
        ("EXAMPLEVILLE 45-46", "other"),  # no post that is known
        ("USDAO DUBLIN EI U–0011–06", "other"),
        ("TEHRAN A-19", "other"),
        ("TEL AVIV POINTS OF 5/16", "other"),  # TEL is no telegram here
        ("STATE CA-3400", "other"),  # an airgram, which came by bag
        ("HARBOR STUDY OF 1998", "other"),
    ],
)
def test_what_is_no_numbered_cable_has_a_kind_and_no_id(entry, kind):
    found = references(heading(f"REF: A. {entry}\n     B. ROME 12"), YEAR)
    assert found == [Reference(None, kind, "A", entry, YEAR), Reference("08ROME12", "cable", "B", "ROME 12", YEAR)]


def test_cables_and_other_things_share_an_entry():
    found = references(heading("REF: ROME 12; FEB 24 SMITH-EXAMPLE TELCON; IIR 6 844 0123 07; BERN 3"), YEAR)
    assert [(reference.kind, reference.value) for reference in found] == [
        ("cable", "ROME 12"),
        ("telcon", "FEB 24 SMITH-EXAMPLE TELCON"),
        ("report", "IIR 6 844 0123 07"),
        ("cable", "BERN 3"),
    ]


@pytest.mark.parametrize(
    ("refs", "expected"),
    [
        ("ROME 12; HARBOR STUDY OF 1998; BERN 3", ["08ROME12", "HARBOR STUDY OF 1998", "08BERN3"]),
        ("HARBOR STUDY; ROME 12", ["HARBOR STUDY", "08ROME12"]),
        ("ROME 12 AND OSLO A-19", ["08ROME12", "OSLO A-19"]),
        ("TEL AVIV A-19, ROME 12", ["TEL AVIV A-19", "08ROME12"]),
        ("ROME 12 DTG 121212Z FEB 08", ["08ROME12"]),  # the moment of a cable that has its number
        ("ROME 12 121212Z; OSLO 13", ["08ROME12", "08OSLO13"]),
        ("ROME 12; STATE CA-3400 NOV 2, 1966", ["08ROME12", "STATE CA-3400 NOV 2, 1966"]),
        ("ROME 12 ON THE HARBOR; BERN 3 AND PREVIOUS", ["08ROME12", "08BERN3"]),
        ("ROME 12 (NOTAL); NOTAL", ["08ROME12"]),
        ("ROME 12; PREVIOUS", ["08ROME12"]),
    ],
)
def test_what_semicolons_part_is_an_entry_of_its_own(refs, expected):
    found = references(heading(f"REF: {refs}"), YEAR)
    assert [reference.target_id or reference.value for reference in found] == expected


def test_a_cable_refers_neither_to_itself_nor_twice_to_another():
    body = heading("REF: A. LONDON 88\nB. STATE 12\nC. SECSTATE 0012\nD. 07 LONDON 88")
    assert [reference.target_id for reference in references(body, YEAR, "08LONDON88")] == ["08STATE12", "07LONDON88"]
    assert references("REF: LONDON 88", YEAR, "2008 LONDON 0088") == []


@pytest.mark.parametrize(
    ("refs", "cable_id", "expected"),
    [
        ("HAVANA 763", "10HAVANA9", ["09HAVANA763"]),  # of 6 January 2010: 763 telegrams were not yet sent
        ("HAVANA 12", "10HAVANA9", ["10HAVANA12"]),  # numbered ahead
        ("HAVANA 39; HAVANA 40", "10HAVANA9", ["10HAVANA39", "09HAVANA40"]),
        ("10 HAVANA 763", "10HAVANA9", ["10HAVANA763"]),  # as printed
        ("HAVANA 763 (08)", "10HAVANA9", ["08HAVANA763"]),
        ("HAVANA 700, 701 AND 705", "10HAVANA9", ["09HAVANA700", "09HAVANA701", "09HAVANA705"]),
        ("A. HAVANA 763 B. HAVANA 4", "10HAVANA9", ["09HAVANA763", "10HAVANA4"]),
        ("KYIV 763", "10KIEV9", ["09KYIV763"]),  # one post, two spellings
        ("MADRID 763", "10HAVANA9", ["10MADRID763"]),  # another post counts for itself
        ("HAVANA 763", "10HAVANA900", ["10HAVANA763"]),
        ("HAVANA 763", None, ["10HAVANA763"]),
        ("HAVANA 763", "no id", ["10HAVANA763"]),
    ],
)
def test_a_number_that_its_own_post_had_not_reached_is_of_the_year_before(refs, cable_id, expected):
    found = references(heading(f"REF: {refs}"), 2010, cable_id)
    assert [reference.target_id for reference in found] == expected
    assert [f"{reference.year % 100:02d}" for reference in found] == [target[:2] for target in expected]


@pytest.mark.parametrize(
    ("refs", "day", "expected"),
    [
        ("STATE 130999", 4, ["09STATE130999"]),
        ("SECSTATE 130999", 36, ["09STATE130999"]),
        ("STATE 1183", 4, ["10STATE1183"]),
        ("STATE 54800", 4, ["10STATE54800"]),  # the most that it can have sent
        ("STATE 54801", 4, ["09STATE54801"]),
        ("STATE 700000", 4, ["10STATE700000"]),  # more than in any year: a misprint
        ("STATE 190999", 90, ["09STATE190999"]),
        ("STATE 190999", 91, ["10STATE190999"]),  # spring: rather a misprint
        ("STATE 130999 (08)", 4, ["08STATE130999"]),
        ("10 STATE 130999", 4, ["10STATE130999"]),
        ("DEPTEL 130999", 4, ["09STATE130999"]),
        ("A. ROME 3095 B. ROME 30", 3, ["09ROME3095", "10ROME30"]),
        ("ROME 1450", 3, ["10ROME1450"]),
        ("ROME 1451", 3, ["09ROME1451"]),
        ("ROME 1451 AND 1452", 3, ["09ROME1451", "09ROME1452"]),
        ("XANADU 3095", 3, ["10XANADU3095"]),  # who knows how many they send
        ("STATE 130999", None, ["10STATE130999"]),
    ],
)
def test_a_number_that_no_post_reaches_so_early_is_of_the_year_before(refs, day, expected):
    found = references(heading(f"REF: {refs}"), 2010, "10OSLO9", day)
    assert [reference.target_id for reference in found] == expected
    assert [f"{reference.year % 100:02d}" for reference in found] == [target[:2] for target in expected]


@pytest.mark.parametrize(
    ("refs", "cable_id", "expected"),
    [
        ("DEPTEL 1234", None, ["66STATE1234"]),
        ("DEPTELS 1234 AND 1235", None, ["66STATE1234", "66STATE1235"]),
        ("DEPT 1234; DEPARTMENT 1235; DEPARTMENT TELEGRAM 1236", None, ["66STATE1234", "66STATE1235", "66STATE1236"]),
        ("ROME TELEGRAM 12", None, ["66ROME12"]),
        ("DEPTEL 12, EMBTEL 13, EMBASSY 14", "66OSLO500", ["66STATE12", "66OSLO13", "66OSLO14"]),
        ("OURTEL 33 AND YOUR 45", "66OSLO500", ["66OSLO33", "YOUR 45"]),
        ("OURTEL 533", "66OSLO500", ["65OSLO533"]),  # not yet sent
        ("OURTEL 33", "06KIEV500", ["66KIEV33"]),  # the spelling of its own id
        ("EMBTEL 12, OURTEL 13", None, ["EMBTEL 12", "OURTEL 13"]),
        ("EMBTEL 12; OURTEL 13", "66MUNICH500", ["EMBTEL 12", "66MUNICH13"]),  # a consulate's embassy
        ("EMBTEL 12", "66STATE500", ["EMBTEL 12"]),
        ("A. URTEL 5, 6 B. YOURTEL 7 C. ROME 12", "66OSLO500", ["URTEL 5, 6", "YOURTEL 7", "66ROME12"]),
        ("SEPTEL 5; CIRTEL 6; DEPCIRTEL 7", "66OSLO500", ["SEPTEL 5", "CIRTEL 6", "DEPCIRTEL 7"]),
        ("CIRCULAR 5; STATE CIRCULAR 6", None, ["CIRCULAR 5", "STATE CIRCULAR 6"]),
        ("POST 5; OUR 6; TELEGRAM 7", "66OSLO500", ["POST 5", "OUR 6", "TELEGRAM 7"]),
    ],
)
def test_a_word_for_a_post_is_the_post_only_where_it_can_be_told(refs, cable_id, expected):
    found = references(heading(f"REF: {refs}"), 1966, cable_id)
    assert [reference.target_id or reference.value for reference in found] == expected
    assert {reference.kind for reference in found} == {"cable"}


@pytest.mark.parametrize("entry", ["HARBOR DEPARTMENT 2005", "TALKS WITH EMBASSY 12", "NEW YORK POST 12", "POST 2005"])
def test_a_word_for_a_post_among_others_is_no_post(entry):
    assert references(heading(f"REF: {entry}"), YEAR) == [Reference(None, "other", None, entry, YEAR)]


def test_the_second_block_of_a_doubled_heading_adds_only_what_is_new():
    dumped = "TAGS: PREL\nSUBJECT: X\nREF: A. 2007 STATE 12\n\n\nS e c r e t quito 000123\n\n"
    lowered = "Subject: x\n\nRef: a. 2007 state 12\nb. Td-314/012345-07\nc. Rome 3\n\n¶1. (C) Text."
    found = references(dumped + lowered, YEAR)
    assert [(reference.bullet, reference.target_id or reference.kind) for reference in found] == [
        ("A", "07STATE12"),
        ("B", "report"),
        ("C", "08ROME3"),
    ]


@pytest.mark.parametrize(
    "after",
    [
        "\n\nThe harbor of BERN 13 was closed.",
        "\nClassified By: Ann Example, BERN 13",
        " Classified By: Ann Example, BERN 13",
        "\n¶1. (C) BERN 13",
        " 1. Post thanks BERN 13",
        "\nSUMMARY: BERN 13",
        "\n-------\nBERN 13",
        "\nSENSITIVE BUT UNCLASSIFIED BERN 13",
        " THIS IS AN ACTION REQUEST FOR BERN 13",
        "\nSUBJECT: A VISIT TO BERN 13",
        "\nTAGS: BERN 13",
        "\n(U) Text on BERN 13",
        "\n(C) Summary of BERN 13",
        "\nUNCLAS BERN 000013",
        "\nQUITO 00000013  001.2 OF 003",
        " QUITO 00000013 001.2 OF 003",
    ],
)
def test_the_references_end_where_the_next_field_or_text_begins(after):
    assert [reference.target_id for reference in references(f"REF: ROME 12{after}", YEAR)] == ["08ROME12"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "REF:",
        "REF: NONE",
        "REF: N/A",
        "REF: A. B. C.",
        "SUBJECT: HARBOR REFORM 12\n\n¶1. (C) Text.",
        "¶1. (C) Text.\nREF: ROME 12",
        "1. (C) Text.\n\nREF: ROME 12",
        "Reference was made to ROME 12 by all.",
    ],
)
def test_a_heading_without_references_has_none(body):
    assert references(body, YEAR) == []


def test_ref_a_in_running_text_is_no_second_label():
    body = "REF: ROME 12\n\nRef A says that the harbor is closed, see BERN 13."
    assert [reference.target_id for reference in references(body, YEAR)] == ["08ROME12"]


def test_a_number_after_a_month_or_a_paragraph_is_no_cable():
    found = references(heading("REF: SMITH EMAIL OF MARCH 12, PARA 4, SECTION 2"), YEAR)
    assert [reference.kind for reference in found] == ["email"]


def test_a_cable_numbered_zero_has_no_id():
    assert all(reference.target_id is None for reference in references("REF: ROME 0", YEAR))


@given(st.text(), st.integers(), st.none() | st.text())
@example("A. ROME 12 AND", 2008, "")
@example("ROME 12 (", 0, None)
@example("0O 0O", -5, None)
@example("ROME ٣٤", 2008, None)
@example("'٠٧ STATE ٣", 2008, None)
def test_any_text_has_references_of_known_kinds_and_none_twice(text, year, cable_id):
    for body in (text, "REF: " + text, "REF: A. ROME 12\nB. " + text):
        found = references(body, year, cable_id)
        ids = [reference.target_id for reference in found if reference.target_id]
        assert len(ids) == len(set(ids))
        assert {reference.kind for reference in found} <= KINDS
        assert all(reference.value for reference in found)


@pytest.mark.parametrize("unit", ["AB 1 ", "1 AND ", "AB 1; ", "ABCDEFG HIJ KLM NOP 1 ", "YOUR 1 ", "ROME 1-2 "])
def test_a_heading_full_of_what_looks_like_cables_is_read_at_once(unit):
    started = time.process_time()
    references("REF: " + unit * (20_000 // len(unit)), YEAR)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    "unit",
    [
        "REF: A. ",
        "REF: STATE 1, ",
        "PARIS A. ",
        "ABCDE FGHIJ ",
        "A.-'",
        "1, ",
        "1 AND ",
        "0O",
        "X",
        " ",
        "¶B ",
        "(A) ",
        "\n",
    ],
)
@pytest.mark.slow
def test_a_megabyte_of_hostile_text_is_read_in_time(unit):
    text = unit * (HOSTILE // len(unit))
    for body in (text, "REF: " + text, "REF: PARIS " + text):
        assert len(references(body, YEAR)) <= len(body)
