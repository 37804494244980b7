"""Authority lines: who classified, on what ground, until when. The names are invented, the disorder is not."""

from __future__ import annotations

import html
import re
import tarfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Declassification, Officer
from pipeline.parse.authority import classification_reasons, classified_by, declassification, officers

RELEASE = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "cablegate-20101222.tar.xz"
HEADING = """C O N F I D E N T I A L SECTION 01 OF 02 OSLO 000638
SIPDIS
E.O. 12958: DECL: 02/28/2012
TAGS: ETRD, PREL, NO
SUBJECT: HERRING QUOTAS
REF: A. STATE 40721
     B. 02 SAO PAULO 1709
"""
NEXT = "\n\n¶1. (C) Summary: The fleet sails. End summary.\n"


@pytest.mark.parametrize(
    "paragraph",
    [
        "¶1. (U) Classified by EUR A/S Ann Doe. Reason\n1.4(b) and (d).",
        "<a id='par1' href='#par1'>¶</a>1. (U) CLASSIFIED BY EUR A/S Ann Doe FOR REASONS 1.4(B) AND (D)",
        "1. (U) Classified by EUR A/S Ann Doe. Reason: 1.4(b) and (d).",
        "¶1. (U) This is an action request.\n\n¶2. (U) Classified by EUR A/S Ann Doe, reasons 1.4\n(b) and (d).",
    ],
)
def test_the_authority_line_can_be_a_paragraph(paragraph):
    body = f"TAGS: PREL\nSUBJECT: A TALK\n\n{paragraph}\n\n¶3. (C) He was classified by friends as 1.5 (c)."
    assert officers(body) == [Officer("Ann Doe", "EUR A/S")]
    assert classification_reasons(body) == ["1.4(b)", "1.4(d)"]


def test_a_blank_line_within_the_authority_line_is_passed_over():
    body = "TAGS: PREL\nClassified By: Political Counselor\n\nAnn Doe for reasons 1.4 (b).\n\n¶1. (C) Text."
    assert officers(body) == [Officer("Ann Doe", "Political Counselor")]


def test_a_paragraph_about_classifying_is_no_authority_line():
    body = "TAGS: PREL\n\n¶1. (C) It was classified by Ann Doe.\n\n¶9. (C) Classified by Ann Doe."
    assert officers(body) == []


@pytest.mark.parametrize(
    ("line", "names", "titles"),
    [
        # title before the name
        ("Classified By: Ambassador Ann B. Doe for reasons 1.4 (b) and (d).", ["Ann B. Doe"], ["Ambassador"]),
        ("Classified By: Amb. Doe, reason 1.4 (b)", ["Doe"], ["Amb."]),
        ("Classified By: Acting DCM Craig Roe for reasons 1.4 (b), (c)", ["Craig Roe"], ["Acting DCM"]),
        ("Classified By: A/DCM Ann Doe; reasons 1.4 (B) and (D)", ["Ann Doe"], ["A/DCM"]),
        ("Classified By: Charge d'Affaires a.i. Ann Doe. Reason: 1.4(d)", ["Ann Doe"], ["Charge d'Affaires a.i."]),
        ("Classified By: Charge d,Affaires, a.i. Ann Doe, 1.4 (b)", ["Ann Doe"], ["Charge d'Affaires, a.i."]),
        ("CLASSIFIED BY: ANN DOE, CHARGE D, AFFAIRES. REASON: 1.4 (B)", ["ANN DOE"], ["CHARGE D'AFFAIRES"]),
        ("Classified By: DCM Ann O,Doe for reasons 1.4 (b)", ["Ann O'Doe"], ["DCM"]),
        ("Classified By: Ann O,DCM, for reasons 1.4 (b)", ["Ann O"], ["DCM"]),
        ("Classified By: Charge d'Affaires, a.i., Ann Doe, 1.4 (b)", ["Ann Doe"], ["Charge d'Affaires, a.i."]),
        ("Classified By: Charge d’Affaires Ann Doe. Reason 1.4 (b)", ["Ann Doe"], ["Charge d’Affaires"]),
        ("Classified By: Political MC Ann M. Doe for reasons 1.4 (b/d).", ["Ann M. Doe"], ["Political MC"]),
        ("Classified By: Political Minister-Counselor Ann Doe, for reasons 1.4 (b).", ["Ann Doe"], None),
        ("Classified By: PolCouns Ann Doe. Reason: 1.4(b) and (d)", ["Ann Doe"], ["PolCouns"]),
        ("Classified By: USEU EconMinCouns Ann Doe for reasons 1.4 (b)", ["Ann Doe"], ["USEU EconMinCouns"]),
        ("CLASSIFIED BY POLOFF JOHN DOE. REASONS 1.4 B, D", ["JOHN DOE"], ["POLOFF"]),
        ("CLASSIFIED BY A/S FOR EUR ANN DOE, REASON: 1.4 (B)", ["ANN DOE"], ["A/S FOR EUR"]),
        ("Classified By: EUR/PRA Acting Deputy Director Ann Doe for reasons 1.4 (b)", ["Ann Doe"], None),
        ("Classified by NEA Assistant Secretary Ann D. Doe for reasons 1.4 (b)", ["Ann D. Doe"], None),
        (
            "Classified By: Minister Counselor for Economic and Political Affairs Ann Doe for reasons 1.4(b)",
            ["Ann Doe"],
            None,
        ),
        (
            "Classified By: Consulate General Istanbul Deputy Principal Officer Ann Doe; Reason 1.5 (d)",
            ["Ann Doe"],
            None,
        ),
        ("Classified By: POLECON COUNSELOR ROB DOE, REASON 1.5 (B and D)", ["ROB DOE"], ["POLECON COUNSELOR"]),
        ("Classified By: COM: M.E. Doe : For reasons 1.4 b/d", ["M.E. Doe"], ["COM"]),
        ("CLASSIFIED BY: ISN - C. S. ELIOT DOE, ACTING FOR REASONS 1.4(B)", ["C. S. ELIOT DOE"], ["ISN, ACTING"]),
        ("Classified By: DCM;ANN DOE FOR REASONS 1.4(B,D)", ["ANN DOE"], ["DCM"]),
        ("Classified By: Ambasador Ann Doe for reasons 1.4 (b)", ["Ann Doe"], ["Ambasador"]),  # misspelt
        ("Classified By: PAS Couselor Ann Doe for reasons 1.4 b,d", ["Ann Doe"], ["PAS Couselor"]),
        ("Classified By: Special Envoy for Climate Change Ann Doe for reasons 1.4 (b)", ["Ann Doe"], None),
        ("Classified By: Ambassador-at-Large for War Crimes Issues Ann Doe, 1.4 (b)", ["Ann Doe"], None),
        ("Classified By: Consul General Lagos Ann Doe, 1.4 (b)", ["Ann Doe"], ["Consul General Lagos"]),
        ("Classified By: U.S. Ambassador to NATO Victoria Doe, 1.4 (b)", ["Victoria Doe"], ["U.S. Ambassador to NATO"]),
        ("Classified By: Ambassador Victoria Doe, 1.4 (b)", ["Victoria Doe"], ["Ambassador"]),  # also a city
        ("CLASSIFIED BY: NAME: ANN DOE, TITLE: DCM. REASON: 1.4(B)", ["ANN DOE"], None),
        # title behind the name
        ("CLASSIFIED BY: Ann Doe, Consul General, State; REASON: 1.4(B), (D)", ["Ann Doe"], ["Consul General, State"]),
        ("Classified By: ANN DOE, DIR., INR/OPS. REASON: 1.4(C).", ["ANN DOE"], ["DIR., INR/OPS"]),
        ("CLASSIFIED BY: DOE, AMBASSADOR, DOS, AMB; REASON: 1.4(B), (D)", ["DOE"], ["AMBASSADOR, DOS, AMB"]),
        ("Classified By: Ann Doe, Counselor for Nuclear Policy; reasons 1.4 (b)", ["Ann Doe"], None),
        (
            "Classified By: Ann Doe, Ambassador, U.S. Embassy Oslo, Department of State. REASON: 1.4 (b)",
            ["Ann Doe"],
            None,
        ),
        ("CLASSIFIED BY: Ann Doe/DCM REASON 1.4 (B)", ["Ann Doe"], ["DCM"]),
        # no title
        ("Classified By: Ann W. Doe, for reasons 1.4 (b)(d)", ["Ann W. Doe"], [None]),
        ("Classified By: ADOE", ["ADOE"], [None]),
        # names that are more than two words
        ("Classified By: SCA A/S Ann O. Doe, Jr. reasons 1.4 (b,d)", ["Ann O. Doe, Jr."], ["SCA A/S"]),
        ("Classified By: DCM W. Scott Doe III. Reasons 1.4 (b)", ["W. Scott Doe III"], ["DCM"]),
        ("CLASSIFIED BY: Doe, Ann, Ambassador, DOS; REASON: 1.4(B)", ["Doe, Ann"], ["Ambassador, DOS"]),
        ("Classified By: Charge Mary Doe-Roe for reasons 1.4 (b)", ["Mary Doe-Roe"], ["Charge"]),
        ("Classified By: Amb. Vann H. Van Doe. Reason 1.5 (D)", ["Vann H. Van Doe"], ["Amb."]),
        ('Classified By: RSO A. "Hoot" Doe. Reasons: 1.4 (b)', ['A. "Hoot" Doe'], ["RSO"]),
        # several
        ("Classified By: DCM Ann Doe and Pol Counselor John Roe for reasons 1.4 (b)", ["Ann Doe", "John Roe"], None),
        ("CLASSIFIED BY AMBASSADOR DOE AND DCM ROE, REASON 1.4 (B)", ["DOE", "ROE"], ["AMBASSADOR", "DCM"]),
        ("Classified By: Ann Doe, DCM, and John Roe, PAO, reasons 1.4 (b)", ["Ann Doe", "John Roe"], ["DCM", "PAO"]),
        # the label
        ("Classified By: Classified By: Ambassador Ann Doe, for reasons 1.4(b).", ["Ann Doe"], ["Ambassador"]),
        ("(U) Classified by Ambassador Ann Doe, reasons 1.4(b).", ["Ann Doe"], ["Ambassador"]),
        ("Classified By: (U) CLASSIFIED BY DAS ANN DOE,\nREASON: 1.4 (C).", ["ANN DOE"], ["DAS"]),
        ("Classified By: (C) DCM Ann Doe; Reasons 1.4 (b)", ["Ann Doe"], ["DCM"]),
        ("Classified By: (U) Ann Doe, DCM; Reasons 1.4 (b)", ["Ann Doe"], ["DCM"]),
        ("(U) Classified By: (S) DCM Ann\nDoe. (C) Reasons 1.4 (b)", ["Ann Doe"], ["DCM"]),
        ("Classified By: (C) Classified By: (C) DCM Ann Doe; Reasons 1.4 (b)", ["Ann Doe"], ["DCM"]),
        ("CLASSIFIED CONFIDENTIAL BY ACTING DCM ANN DOE FOR REASON 1.4 (d).", ["ANN DOE"], ["ACTING DCM"]),
        ("Classified By: by CDA Ann Doe for reasons 1.4 (b)", ["Ann Doe"], ["CDA"]),
        ("Classifed by: CDA Ann Doe for reasons 1.4 (b)", ["Ann Doe"], ["CDA"]),
        ("classified by: com jonathan doe for reasons 1.4 (b) & (d)", ["jonathan doe"], ["com"]),
        # what comes after
        ("Classified By: DCM Ann Doe per 1.4 (b) and (d).", ["Ann Doe"], ["DCM"]),
        ("Classified By: DCM Ann Doe for E.O. 12958 reasons 1.4(d)", ["Ann Doe"], ["DCM"]),
        ("Classified By: DCM Ann Doe– reasons 1.4 (b)", ["Ann Doe"], ["DCM"]),
        ("Classified By: DCM Ann Doe — Reasons 1.4 (b)", ["Ann Doe"], ["DCM"]),
        ("Classified By: DCM Ann Doe for reaons 1.4 (b) & (d).", ["Ann Doe"], ["DCM"]),
        ("Classified By: DCM Ann Doe. This is a joint message.", ["Ann Doe"], ["DCM"]),
        ("Classified By: DCM Ann Doe\nREF: A. OSLO 12", ["Ann Doe"], ["DCM"]),
        ("Classified By: DCM Ann Doe\n \nSUMMARY\n-------", ["Ann Doe"], ["DCM"]),
        # broken lines
        ("Classified By: AMBASSADOR ANN DOE FOR REASONS \n\n1.4 B, D", ["ANN DOE"], ["AMBASSADOR"]),
        ("Classified By: Ann Doe, Minister-Counselor for Economic Affai\nrs for Reasons 1.4(b).", ["Ann Doe"], None),
        (
            "Classified By: Acting Minister Counselor for Political Affairs Andrew Y\noung, 1.4 (b/d).",
            ["Andrew Young"],
            None,
        ),
        ("Classified By: MINISTER COUNSELOR FOR POLITICAL AFFAIRS ANN DOE FO\nR REASONS 1.4 (B)", ["ANN DOE"], None),
        # hidden by the publisher
        ("CLASSIFIED BY: XXXXXXXXXXXX, Ambassador. REASON: 1.4 (b)", ["XXXXXXXXXXXX"], ["Ambassador"]),
        ("Classified By: XXXXXXXXXXXX a.i., for reasons 1.4(b)", ["XXXXXXXXXXXX"], ["a.i."]),
        ("Classified By: xxxxx for Reasons 1.4 (b and d)", ["xxxxx"], [None]),
    ],
)
def test_names_stand_apart_from_titles(line, names, titles):
    body = HEADING + line + NEXT
    assert classified_by(body) == names
    assert [officer.name for officer in officers(body)] == names
    if titles is not None:
        assert [officer.title for officer in officers(body)] == titles


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Classified By: Ambassador for reasons 1.4 (b) and (d)",
        "Classified By: Charge d'Affaires, for reasons 1.4 (b)",
        "Classified By: ",
        "Classified By:\n(C) Ann Doe met the harbor master.",
        "(C) Classified By:\n(C) Ann Doe met the harbor master.",
        "Classified By: (C)",
        "C O R R E C T E D  C O P Y (ADDED “CLASSIFIED BY” LINE)",
        "UNCLASSIFIED BY NATURE",
        "Classified By: Derived from multiple sources",
        "Declassified by: Ann Doe",
    ],
)
def test_nobody_is_named_where_no_name_stands(line):
    assert classified_by(HEADING + line + NEXT) == []


def test_the_classifier_of_an_old_telegram_stands_on_the_order_line():
    body = "C O N F I D E N T I A L OSLO 08980\n\nE.O. 12065: GDS 8/12/85 (DOE, ANN B.) OR-P\nTAGS: PEPR, NO\n"
    assert officers(body) == [Officer("DOE, ANN B.", None)]


def test_a_name_below_the_first_paragraph_classified_something_else():
    assert classified_by(HEADING + NEXT + "The report was classified by Ann Doe for reasons of state.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for reasons 1.4 (b) and (d).", ["1.4(b)", "1.4(d)"]),
        ("Reasons 1.4(b/d)", ["1.4(b)", "1.4(d)"]),
        ("REASONS 1.4 B & D", ["1.4(b)", "1.4(d)"]),
        ("REASONS 1.4 B, D.", ["1.4(b)", "1.4(d)"]),
        ("reasons 1.4 (b), (d)", ["1.4(b)", "1.4(d)"]),
        ("reasons 1.4 (b)(d)", ["1.4(b)", "1.4(d)"]),
        ("Reason 1.4 (b) (d) ¶1. (S) Text", ["1.4(b)", "1.4(d)"]),
        ("reasons 1.4(b,d)", ["1.4(b)", "1.4(d)"]),
        ("REASON 1.5 (B) AND (D)", ["1.5(b)", "1.5(d)"]),
        ("REASON: 1.4(B), (C), (D)", ["1.4(b)", "1.4(c)", "1.4(d)"]),
        ("Reasons 1.4 a,b,and d.", ["1.4(a)", "1.4(b)", "1.4(d)"]),
        ("reasons 1.4 (b) through (d)", ["1.4(b)", "1.4(c)", "1.4(d)"]),
        ("reasons 1.4 (b-d)", ["1.4(b)", "1.4(c)", "1.4(d)"]),
        ("reasons 1.4(b)–(d)", ["1.4(b)", "1.4(c)", "1.4(d)"]),
        ("reasons 1.4 (b—d)", ["1.4(b)", "1.4(c)", "1.4(d)"]),
        ("reasons 1.4 b – d.", ["1.4(b)", "1.4(c)", "1.4(d)"]),
        ("reasons 1.4 – (b)", ["1.4(b)"]),
        ("reasons 1.4 b and d – A delegation came", ["1.4(b)", "1.4(d)"]),
        ("reasons 1.4 b and d - A delegation came", ["1.4(b)", "1.4(d)"]),
        ("reasons 1.4(b) and 1.4(d)", ["1.4(b)", "1.4(d)"]),
        ("reasons 1.4 (b) and 1.5 (c)", ["1.4(b)", "1.5(c)"]),
        ("reasons 1.4(B), (D), (E) and (F).", ["1.4(b)", "1.4(d)", "1.4(e)", "1.4(f)"]),
        ("reason 1.4, a/b/c/d.", ["1.4(a)", "1.4(b)", "1.4(c)", "1.4(d)"]),
        ("for reasons E.O. 12958 1.4 (b)", ["1.4(b)"]),
        ("for reasons 1.4. (b) and (d)", ["1.4(b)", "1.4(d)"]),
        ("Reasons 1. 4 (b/d)", ["1.4(b)", "1.4(d)"]),
        ("reasons 1.4 ( b), ( D )", ["1.4(b)", "1.4(d)"]),
        ("for reasons 1.4 paragraphs (b) and (d)", ["1.4(b)", "1.4(d)"]),
        ("for reasons 1.4 subparagraphs (b) and (d).", ["1.4(b)", "1.4(d)"]),
        ("for reasons 1.4 sub-paragraphs b/d", ["1.4(b)", "1.4(d)"]),
        ("for reasons 1.4, paragraphs b and d.", ["1.4(b)", "1.4(d)"]),
        ("for reasons under 1.4 (paragraphs b and d)", ["1.4(b)", "1.4(d)"]),
        ("for reasons 1.4 subsections (b) through (d)", ["1.4(b)", "1.4(c)", "1.4(d)"]),
        ("Section 1.4 para (d)", ["1.4(d)"]),
        ("Section 1.4 paras. B, D", ["1.4(b)", "1.4(d)"]),
        ("for reason 1.4. See paragraphs 4-7", ["1.4"]),
        ("for reason 1.4 paragraph 4", ["1.4"]),
        ("for reasons 1.4(b) a\nnd (d)", ["1.4(b)", "1.4(d)"]),
        ("for reason\n1.4(C).", ["1.4(c)"]),
        ("for reasons: 1/4 (B), (D)", ["1.4(b)", "1.4(d)"]),
        ("for Reasons 1:4 b,d", ["1.4(b)", "1.4(d)"]),
        ("for reasons 14 (b) and (d)", ["1.4(b)", "1.4(d)"]),
        ("per 1.4 (b) and (d)", ["1.4(b)", "1.4(d)"]),
        ("for reason 1.4 (b) and (d)\n\n(C) SUMMARY", ["1.4(b)", "1.4(d)"]),  # the mark of what follows
        ("for reasons 1.4 (b) & (d). (C) As part of", ["1.4(b)", "1.4(d)"]),
        ("for reasons 1.4 b and d. A delegation came", ["1.4(b)", "1.4(d)"]),
        ("Reasons: 1.4 BD", ["1.4(b)", "1.4(d)"]),
        ("for reasons 1.4 (bd).", ["1.4(b)", "1.4(d)"]),
        ("Reasons: 1.4 B D", ["1.4(b)", "1.4(d)"]),
        ('for reasons 1.4 "b" and "d".', ["1.4(b)", "1.4(d)"]),
        ("for reasons 1.4 “b” and “d”.", ["1.4(b)", "1.4(d)"]),
        ("for reasons 1.4 b. “A delegation came”", ["1.4(b)"]),
        ("Reason: 1.4 B C O N F I D E N T I A L", ["1.4(b)"]),
        ("Reason: 1.4 (dab)", ["1.4"]),
        ("for reasons (b) and (d)", ["(b)", "(d)"]),  # which section is not said
        ("for reason 1.4", ["1.4"]),
        ("for reasons E.O. 12958", []),  # the E is no letter of a section
        ("of State", []),
        ("since 1.4 million tons were caught", []),
    ],
)
def test_reasons_are_sections_and_letters(text, expected):
    assert classification_reasons(HEADING + "Classified By: DCM Ann Doe " + text + NEXT) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("E.O. 12958: DECL: 02/28/2012\nREASON: 1.4 (B)\nTAGS: PREL", ["1.4(b)"]),
        ("E.O. 12958: 1.4 (B) 1.4(D) DECLASSIFY 02/28/2012 TAGS: PREL", ["1.4(b)", "1.4(d)"]),
        ("E.O. 12958: DECL: 02/28/2012, 1.4 (B)\nTAGS: PREL\n\nCLASSIFIED BY DCM ANN DOE", ["1.4(b)"]),
        ("REASON: 1.4 (B), (D)\nTAGS: PREL\n\nCLASSIFIED BY DCM ANN DOE", ["1.4(b)", "1.4(d)"]),
        ("REASON: 1.4 (B)\nTAGS: PREL\n\nCLASSIFIED BY DCM ANN DOE, 1.4 (D)", ["1.4(d)"]),
        ("E.O. 12958: N/A\nTAGS: PREL\nSUBJECT: REASON AND 1.4 (B) OTHER THINGS", []),
        ("", []),
    ],
)
def test_reasons_that_the_authority_line_does_not_name(body, expected):
    assert classification_reasons(body) == expected


@pytest.mark.parametrize(
    ("line", "order", "day", "exemption", "event"),
    [
        ("E.O. 12958: DECL: 02/28/2012", "12958", date(2012, 2, 28), None, None),
        ("E.O. 12958: DECL: 12/18/2034", "12958", date(2034, 12, 18), None, None),
        ("EO 12958 DECL: 09/18/2017", "12958", date(2017, 9, 18), None, None),
        ("E.o. 12958: decl: 6/3/08", "12958", date(2008, 6, 3), None, None),
        ("E.O. 12065: GDS 8/12/85 (DOE, ANN B.) OR-P", "12065", date(1985, 8, 12), "GDS", None),
        ("E.0. 12958: DECL: 03/05/11", "12958", date(2011, 3, 5), None, None),  # a zero for the letter
        ("E.O.: 12958: N/A", "12958", None, "N/A", None),
        ("EO 12958 N/A", "12958", None, "N/A", None),
        ("E.O. 12958: n/a", "12958", None, "N/A", None),
        ("E.O.12356: DECL:OADR", "12356", None, "OADR", None),
        ("E.O. 11652: GDS", "11652", None, "GDS", None),
        ("E.O. 11652: XGDS-1", "11652", None, "XGDS-1", None),
        ("E.O. 11652: XGDS - 3", "11652", None, "XGDS-3", None),
        ("E.O. 11652: XGDS (2)", "11652", None, "XGDS-2", None),
        ("E.O. 11652: XGDS-(2)", "11652", None, "XGDS-2", None),
        ("E.O. 12356: DECL: O.A.D.R.", "12356", None, "OADR", None),
        ("E.O. 12958: DECL: 25X-1", "12958", None, "25X1", None),
        ("E.O. 12958: DECL: SOURCE MARKED OADR, DATE OF SOURCE: 10/1/95", "12958", None, "OADR", None),
        ("E.O. 12065: RDS-3 10/1/90 (DOE, ANN B.) OR-M", "12065", date(1990, 10, 1), "RDS-3", None),
        ("E.O. 11652: ADS, DECLAS DEC 31, 1975", "11652", date(1975, 12, 31), "ADS", None),
        ("E.O. 12958: DECL: X1", "12958", None, "X1", None),
        ("E.O. 12958: DECL: 1.6X1, X5", "12958", None, "X1, X5", None),
        ("E.O. 12958: DECL: 1.6(X)(1)", "12958", None, "X1", None),
        ("E.O. 12958: DECL: 25X1-HUMAN", "12958", None, "25X1-HUMAN", None),
        ("E.O. 12958: DECL: MR", "12958", None, "MR", None),
        ("E.O. 12958: DECL: 12/31/2012 (X1)", "12958", date(2012, 12, 31), "X1", None),
        ("E.O. 12958: DECL: 2018/12/31", "12958", date(2018, 12, 31), None, None),
        ("E.O. 13526: DECL: 2020-02-26", "13526", date(2020, 2, 26), None, None),
        ("E.O. 12958: DECL: 20120228", "12958", date(2012, 2, 28), None, None),
        ("E.O. 12958: DECL: 2012 02 28", "12958", date(2012, 2, 28), None, None),
        ("E.O. 12958: DECL: 20120230", "12958", None, None, None),  # no such day
        ("E.O. 12958: DECL: 02–28–2012", "12958", date(2012, 2, 28), None, None),
        ("E.O. 12958: DECL: 2012—02—28", "12958", date(2012, 2, 28), None, None),
        ("E.O. 12958: DECL: 28–FEB–2012", "12958", date(2012, 2, 28), None, None),
        ("E.O. 12958: DECL: 02282012", "12958", date(2012, 2, 28), None, None),
        ("E.O. 12958: DECL: 18 DEC 2018", "12958", date(2018, 12, 18), None, None),
        ("E.O. 12958: DECL: DECEMBER 18, 2018", "12958", date(2018, 12, 18), None, None),
        ("E.O. 12958: DECL: 28/02/2012", "12958", date(2012, 2, 28), None, None),  # no month 28
        ("E.O. 12958: DECL: 0228/2012", "12958", date(2012, 2, 28), None, None),
        ("E.O. 12958: DECL: 02 28 2012", "12958", date(2012, 2, 28), None, None),
        ("EXECUTIVE ORDER 12958: DECL: 02/28/12", "12958", date(2012, 2, 28), None, None),
        ("CLASSIFIED BY: A DOE UNDER EXECUTIVE ORDER 12958", None, None, None, None),
        ("E.O. 12958: UNCLASSIFIED", "12958", None, None, None),
        ("E.O. 12958: DECL: 02/28/201 2", "12958", date(2012, 2, 28), None, None),
        ("E.O. 12958: DECL:\n 02/28/2012", "12958", date(2012, 2, 28), None, None),
        ("E.O. 12958: Declassify on 7/27/2017", "12958", date(2017, 7, 27), None, None),
        ("E.O. 12958: DNG: CO 03/31/2018", "12958", date(2018, 3, 31), None, None),
        ("E.O. 12958: DECL: 02/28/2012 TAGS: PREL\nSUBJECT: X", "12958", date(2012, 2, 28), None, None),
        ("STATE FOR EUR E.O. 12958: DECL: 02/28/2012", "12958", date(2012, 2, 28), None, None),
        ("E.O. 12958: DECL: AFTER KOREAN REUNIFICATION", "12958", None, None, "AFTER KOREAN REUNIFICATION"),
        (
            "EO 12958 DECL: UPON COMPLETION OF\nTHE VISIT\nTAGS: PREL",
            "12958",
            None,
            None,
            "UPON COMPLETION OF THE VISIT",
        ),
        ("E.O. 12958: DECL: END OF TALKS\n\nANOTHER LINE", "12958", None, None, "END OF TALKS"),
        ("DECL: 12/18/2034", None, date(2034, 12, 18), None, None),
        (
            "E.O. 12958\nTAGS: PREL\nCLASSIFIED BY: A DOE\nDECLASSIFY ON: 12/18/2018",
            "12958",
            date(2018, 12, 18),
            None,
            None,
        ),
        ("E.O. 12958: DECL: 02/30/2012", "12958", None, None, None),  # no such day: never a guess
        ("E.O. 12958: DECL: 02/28/1012", "12958", None, None, None),  # before there were such orders
        ("E.O. 12958: DECL: 02/28/3012", "12958", None, None, None),
        ("E.O. 12958: DECL: 02/28/2O12", "12958", date(2012, 2, 28), None, None),  # a letter for a digit
        ("E.O. 12958: DECL: l0/12/2O19", "12958", date(2019, 10, 12), None, None),
        ("E.O. 12958: DECL: O2/3O/2O12", "12958", None, None, None),
        ("E.O. 12958: DECL: 1234/12/123", "12958", None, None, None),
        ("E.O. 12958: NONE", "12958", None, None, None),
        ("EO 12958 XXXXXXXXXXXXX", "12958", None, None, None),
        ("E.O. 12958:\nTAGS: PREL", "12958", None, None, None),
        ("TAGS: PREL\nSUBJECT: THE 12958TH HERRING", None, None, None, None),
        ("", None, None, None, None),
    ],
)
def test_the_order_line_says_when_classification_ends(line, order, day, exemption, event):
    read = declassification("C O N F I D E N T I A L OSLO 000638\n\n" + line + "\n")
    assert (read.executive_order, read.date, read.exemption, read.event) == (order, day, exemption, event)


@pytest.mark.parametrize(
    ("body", "authority", "line"),
    [
        (
            "E.O. 12958: DECL:  02/28/2012 \nDERIVED FROM: DSCG 05-1 B, D\n",
            "DSCG 05-1 B, D",
            "E.O. 12958: DECL: 02/28/2012",
        ),
        ("E.O. 12958: DECL: MR\nDerived from: Multiple Sources.", "Multiple Sources", "E.O. 12958: DECL: MR"),
        ("EO 12958: DECL: DECLASSIFIED BY NARA 02/03/2006", "NARA", "EO 12958: DECL: DECLASSIFIED BY NARA 02/03/2006"),
        ("DRV FROM: DSCG 05-1", "DSCG 05-1", None),
        ("E.O. 12958: N/A", None, "E.O. 12958: N/A"),
    ],
)
def test_the_authority_is_what_the_classification_derives_from(body, authority, line):
    read = declassification(body)
    assert (read.authority, read.line) == (authority, line)


def test_the_first_order_named_is_that_of_the_order_line():
    body = "EO 12958 DECL: 02/28/2012\nClassified By: DCM Ann Doe for E.O. 13526 reasons 1.4 (b)\n"
    assert declassification(body).executive_order == "12958"
    assert declassification(body).date == date(2012, 2, 28)


def test_a_body_without_any_line_reads_as_nothing():
    assert declassification("Dear Ann,") == Declassification(None, None, None, None, None, None)


@given(st.text(), st.text(alphabet="ClasifedBy: 1.4(bd),/\nE.O2958:DXN"))
def test_no_text_makes_an_authority_line_fail(text, likely):
    for body in (text, "Classified By: " + likely, "E.O. 12958: " + likely, "Classified By: " + text, "E.O. 1" + text):
        for field in (classified_by, officers, classification_reasons, declassification):
            field(body)


@pytest.mark.parametrize(
    "hostile",
    [
        "Classified By: ",
        "Classified By:",
        "E.O. 12958: ",
        "E.O. ",
        "1.4 (b",
        "a ",
        "A",
        "\n",
        " ",
        "and ",
        "/",
        "1/1/",
        "¶",
        "X1 ",
    ],
)
@pytest.mark.slow
def test_a_megabyte_of_hostile_text_is_read_in_linear_time(hostile):
    text = hostile * (1_000_000 // len(hostile))
    for body in (text, "Classified By: " + text, "E.O. 12958: DECL: " + text, HEADING + text):
        for field in (classified_by, classification_reasons, declassification):
            field(body)


@pytest.mark.slow
@pytest.mark.skipif(not RELEASE.exists(), reason="the real releases are not here")
def test_nearly_every_authority_line_of_a_real_release_is_read():
    labelled = named = grounded = ordered = ending = 0
    with tarfile.open(RELEASE) as archive:
        for member in archive:
            if "/cable/" not in member.name or not member.name.endswith(".html"):
                continue
            page = archive.extractfile(member).read().decode("utf-8", "replace")
            body = html.unescape(re.findall(r"<pre>(.*?)</pre>", page, re.DOTALL)[1])
            if re.search(r"^\s{0,4}Classified by", body[:8000], re.MULTILINE | re.IGNORECASE):
                labelled += 1
                named += bool(classified_by(body))
                grounded += bool(classification_reasons(body))
            if re.search(r"^E\.?O\.? ?\d{5}", body, re.MULTILINE):
                ordered += 1
                read = declassification(body)
                ending += bool(read.date or read.exemption or read.event)
    assert labelled > 1500
    assert named >= 0.99 * labelled
    assert grounded >= 0.98 * labelled
    assert ending >= 0.995 * ordered
