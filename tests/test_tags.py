"""The TAGS line, in every disorder."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.model import Tag
from pipeline.parse.tags import tag_entries, tags

HOSTILE = 1_000_000  # characters


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("TAGS: ETRD, PREL, MARR", ["ETRD", "PREL", "MARR"]),
        ("TAGS: ETRD PREL MARR", ["ETRD", "PREL", "MARR"]),
        ("TAGS PHUM, OPRC", ["PHUM", "OPRC"]),
        ("TAG: PTER", ["PTER"]),
        ("TAG PTER, PGOV", ["PTER", "PGOV"]),
        ("Tags: mtcre, parm", ["MTCRE", "PARM"]),
        ("TAGS: PREL,PGOV,ETRD", ["PREL", "PGOV", "ETRD"]),
        ("TAGS: PREL;PGOV;KCOR;HR", ["PREL", "PGOV", "KCOR", "HR"]),
        ("TAGS: PREL/PGOV; ETRD. IR", ["PREL", "PGOV", "ETRD", "IR"]),
        ("TAGS: PREL.PGOV.IR.", ["PREL", "PGOV", "IR"]),
        ("TAGS: PREL - PGOV", ["PREL", "PGOV"]),
        ("TAGS-PREL, -PGOV-", ["PREL", "PGOV"]),
        ("TAGS: “PREL”, PGOV", ["PREL", "PGOV"]),
        ("TAGS: ‘PREL’ ’PGOV’", ["PREL", "PGOV"]),
        ('TAGS: "PREL" "PGOV"', ["PREL", "PGOV"]),
        ("TAGS: PREL – PGOV, —IR", ["PREL", "PGOV", "IR"]),
        ("TAGS: “HUMAN RIGHTS”, PREL", ["HUMAN RIGHTS", "PREL"]),
        ("TAGS: OVIP (“CLINTON, HILLARY”), PREL", ["OVIP", "CLINTON, HILLARY", "PREL"]),
        ("TAGS: PREL AND PGOV", ["PREL", "PGOV"]),
        ("TAGS: U.S., PREL", ["US", "PREL"]),
        ("TAGS:\n\nPREL, IR", ["PREL", "IR"]),
        ("E.O. 12958: DECL: 02/28/2012 TAGS: PREL, IR SUBJECT: HARBOR TALKS", ["PREL", "IR"]),
        ("E.o. 12958: decl: 01/07/2014 Tags: prel, tu Subject: harbor talks", ["PREL", "TU"]),
        ("E.O. 12958: N/A TAG PTER, PGOV, SW", ["PTER", "PGOV", "SW"]),
        ("TAGS: PREL, PGOVSUBJECT: HARBOR TALKS", ["PREL", "PGOV"]),
        ("<a href='/tag/PREL_0.html'>PREL</a> <a href='/tag/IR_0.html'>IR</a>, TU", ["PREL", "IR", "TU"]),
    ],
)
def test_tags_are_parted_by_blanks_and_any_punctuation(line, expected):
    if line.startswith("<"):
        line = "TAGS: " + line
    assert tags(f"SIPDIS\n{line}\nSUBJECT: HARBOR TALKS\n\n¶1. (C) Text.") == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ("OVIP (CLINTON, HILLARY), PGOV", ["OVIP", "CLINTON, HILLARY", "PGOV"]),
        ("OVIP CLINTON HILLARY PGOV", ["OVIP", "CLINTON, HILLARY", "PGOV"]),  # as the site's links leave it
        ("OVIP (STEINBERG, JAMES B.), PREL", ["OVIP", "STEINBERG, JAMES B.", "PREL"]),
        ("OVIP STEINBERG JAMES PREL", ["OVIP", "STEINBERG, JAMES B.", "PREL"]),
        ("OVIP (STEINBERG, JAMES), PREL", ["OVIP", "STEINBERG, JAMES", "PREL"]),
        ("OVIP (EXAMPLE, ANN), PREL", ["OVIP", "EXAMPLE, ANN", "PREL"]),
        ("OVIP EXAMPLE ANNA PREL", ["OVIP", "EXAMPLE, ANNA", "PREL"]),
        ("OVIP (CODEL MCCAIN)", ["OVIP", "MCCAIN"]),
        ("OVIP (CODEL MCCAIN), PREL", ["OVIP", "MCCAIN", "PREL"]),
        ("OVIP (SECRETARY RICE)", ["OVIP", "RICE"]),
        ("OVIP SECRETARY OF STATE RICE PREL", ["OVIP", "RICE", "PREL"]),
        ("OVIP (SECRETARY RICE, CONDOLEEZZA), IR", ["OVIP", "RICE, CONDOLEEZZA", "IR"]),
        ("OVIP (RICE, SECRETARY), IR", ["OVIP", "RICE", "IR"]),
        ("OVIP (MCCAIN CODEL) IR", ["OVIP", "MCCAIN", "CODEL", "IR"]),
        ("OVIP (VICE PRESIDENT BIDEN), IR", ["OVIP", "BIDEN", "IR"]),
        ("OVIP VICE PRESIDENT BIDEN JOSEPH IR", ["OVIP", "BIDEN, JOSEPH", "IR"]),
        ("OVIP (GEN. PETRAEUS), IR", ["OVIP", "PETRAEUS", "IR"]),
        ("OVIP (SENATOR JOHN MCCAIN), IR", ["OVIP", "MCCAIN, JOHN", "IR"]),
        ("OVIP SENATOR JOHN MCCAIN IR", ["OVIP", "MCCAIN, JOHN", "IR"]),
        ("OVIP (CODEL MCCAIN, EXAMPLE), IR", ["OVIP", "MCCAIN", "EXAMPLE", "IR"]),  # two of its members
        ("OVIP (CODEL MCCAIN AND EXAMPLE), IR", ["OVIP", "MCCAIN", "EXAMPLE", "IR"]),
        ("OVIP (CODEL MCCAIN) (STAFFDEL EXAMPLE) IR", ["OVIP", "MCCAIN", "EXAMPLE", "IR"]),
        ("OVIP (AMBASSADOR DE GRAAF), IR", ["OVIP", "DE GRAAF", "IR"]),
        ("OVIP, CODEL, PREL", ["OVIP", "CODEL", "PREL"]),  # nobody is named
        ("OVIP, FOREIGN POLICY, PREL", ["OVIP", "FOREIGN POLICY", "PREL"]),
        ("OVIP, PREL, HARBOR MINISTER, IR", ["OVIP", "PREL", "HARBOR MINISTER", "IR"]),
        ("PREL, OVIP (CLINTON,\nHILLARY), IR", ["PREL", "OVIP", "CLINTON, HILLARY", "IR"]),
        ("KPAL (IS, EG)", ["KPAL", "IS", "EG"]),  # places, no person
        ("CVIS, PHUMBA", ["CVIS", "PHUM", "BA"]),
        ("ECON EINDETRD", ["ECON", "EIND", "ETRD"]),
        ("PHUM, IT, ITPHUM, ITPHUM", ["PHUM", "IT"]),
        ("ASEC CVISKIRFPHUMSMIGEG", ["ASEC", "CVIS", "KIRF", "PHUM", "SMIG", "EG"]),
        ("PREL, HUMAN RIGHTS", ["PREL", "HUMAN RIGHTS"]),
        ("PREL HUMAN RIGHTS IR", ["PREL", "HUMAN RIGHTS", "IR"]),
        ("PREL, Human Rights", ["PREL", "HUMAN RIGHTS"]),
        ("PREL IRAQI FREEDOM IZ", ["PREL", "IRAQI FREEDOM", "IZ"]),
        ("PTER COUNTER TERRORISM", ["PTER", "COUNTERTERRORISM"]),
        ("PTER, COUNTERTERRORISM, ZANU-PF", ["PTER", "COUNTERTERRORISM", "ZANU-PF"]),
        ("PGOV MDC ZANU PF", ["PGOV", "MDC", "ZANU-PF"]),
        ("EUN, USEU BRUSSELS", ["EUN", "USEU BRUSSELS"]),
        ("PREL, HARBOR DEVELOPMENT, IR", ["PREL", "HARBOR DEVELOPMENT", "IR"]),
        ("KPKO, AU-1, SU", ["KPKO", "AU-1", "SU"]),
        ("ECON/FIN, PREL", ["ECON", "FIN", "PREL"]),
        ("QZXJ, PREL", ["QZXJ", "PREL"]),  # unknown tags stay
        ("SIPDIS, PREL, IR", ["PREL", "IR"]),
        ("NONE", []),
        ("EAID ECON 3IT", ["EAID", "ECON", "IT"]),
        ("PREL 3QZXJ", ["PREL"]),
        ("PREL, SIPDIS, IR, PREL", ["PREL", "IR"]),
    ],
)
def test_composite_tags_are_one_and_tags_run_together_are_several(entries, expected):
    assert tags(f"TAGS: {entries}\nSUBJECT: HARBOR TALKS\n\n¶1. (C) Text.") == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("PREL, PGOV,\nETRD, IR\nSUBJECT: X", ["PREL", "PGOV", "ETRD", "IR"]),
        ("PREL, PGOV, \nIR\nSUBJECT: X", ["PREL", "PGOV", "IR"]),
        ("PREL, PGOV,\n\nIR\nSUBJECT: X", ["PREL", "PGOV", "IR"]),  # every second line is blank on some pages
        ("PREL PGOV\nKJUS, KHLS, GM\nSUBJECT: X", ["PREL", "PGOV", "KJUS", "KHLS", "GM"]),
        ("PREL PGOV\nGM\nSUBJECT: X", ["PREL", "PGOV", "GM"]),
        ("PREL PGOV\nUNMIK \nSUBJECT: X", ["PREL", "PGOV", "UNMIK"]),
        ("PREL PGOV TIP\nTIP SUBJECT: X", ["PREL", "PGOV", "TIP"]),
        ("PREL PGOV\nHARBOR, TALKS AND A VISIT", ["PREL", "PGOV"]),
        ("PREL PGOV\nQUITO 00000123  001.2 OF 003", ["PREL", "PGOV"]),
        ("PREL, IR\nREF: STATE 1", ["PREL", "IR"]),
        ("PREL, IR,\nREF: STATE 1", ["PREL", "IR"]),
        ("PREL, IR\nCLASSIFIED BY: Ann Example", ["PREL", "IR"]),
        ("PREL PGOV\n\nETRD is the tag for trade.", ["PREL", "PGOV"]),
    ],
)
def test_a_line_belongs_to_the_tags_after_a_comma_or_when_it_starts_with_tags(lines, expected):
    assert tags(f"TAGS: {lines}\n\n¶1. (C) Text.") == expected


def test_each_tag_keeps_what_was_published_beside_its_canonical_form():
    assert tag_entries("Tags: prel, phumba, ovip (clinton, hillary)\n") == [
        Tag("PREL", "prel"),
        Tag("PHUM", "phumba"),
        Tag("BA", "phumba"),
        Tag("OVIP", "ovip"),
        Tag("CLINTON, HILLARY", "clinton, hillary"),
    ]


def test_a_visitors_title_stays_in_what_was_published():
    assert tag_entries("Tags: ovip (codel mccain), prel\n")[1] == Tag("MCCAIN", "codel mccain")


def test_a_doubled_heading_names_no_tag_twice():
    body = "TAGS: PREL IR\nSUBJECT: X\n\nS e c r e t quito 000123\n\nTags: prel, ir,\ntu\nSubject: x\n\n¶1. (C) Text."
    assert tags(body) == ["PREL", "IR", "TU"]


def test_the_pages_links_count_only_where_the_text_has_no_tags():
    assert [tag.tag for tag in tag_entries("¶1. (C) Text.", ("PREL", "IR"))] == ["PREL", "IR"]
    assert tag_entries("", ("OVIP", "CLINTON", "HILLARY"))[1] == Tag("CLINTON, HILLARY", "CLINTON HILLARY")
    assert [tag.tag for tag in tag_entries("TAGS: HUMAN RIGHTS, TU\n", ("HUMAN", "RIGHTS"))] == ["HUMAN RIGHTS", "TU"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "TAGS:",
        "TAGS: N/A\nSUBJECT: X",
        "TAGS: \nSUBJECT: X",
        "TAGS: SIPDIS\n",
        "¶1. (C) Text.\nTAGS: PREL",
        "C O R R E C T E D COPY (ADDED TAGS)\n\nSUBJECT: X",
        "SUBJECT: REICHSTAG SET TO VOTE\n",
        "Both tags were torn off the containers.",
    ],
)
def test_a_heading_without_tags_has_none(body):
    assert tags(body) == []


@given(st.text())
@example("(,)")
@example("OVIP (A, B")
@example("ß/İ.")
def test_any_text_has_tags_in_capitals_and_none_twice(text):
    for body in (text, "TAGS: " + text, "TAGS: PREL,\n" + text):
        found = tags(body)
        assert len(found) == len(set(found))
        assert "SIPDIS" not in found
        assert all(tag == tag.upper() and tag.strip() == tag for tag in found)


@pytest.mark.parametrize(
    "unit", ["TAGS: ", "TAGS: A,\n", "PREL", "AB ", "(A, ", "(A B C D", "OVIP SMITHX ", "/", ".", "\n", "ß"]
)
@pytest.mark.slow
def test_a_megabyte_of_hostile_text_is_read_in_time(unit):
    text = unit * (HOSTILE // len(unit))
    for body in (text, "TAGS: " + text):
        assert len(tags(body)) <= len(body)
