"""What `pipeline.parse` promises of every public function: no text makes it raise; its type is the documented one."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline import parse
from pipeline.model import Declassification, Officer, Paragraph, Recipient, Reference
from pipeline.parse.layout import Layout
from pipeline.parse.text import plain

HOSTILE = 1_000_000  # characters
LEVELS = {None, "UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "TOP SECRET"}
PRECEDENCES = {None, "FLASH", "NIACT IMMEDIATE", "IMMEDIATE", "PRIORITY", "ROUTINE"}
REFERENCE_KINDS = {"cable", "email", "telcon", "report", "meeting", "memo", "fax", "web", "book", "other"}


def is_text(value: object) -> bool:
    return type(value) is str


def is_text_or_none(value: object) -> bool:
    return value is None or (type(value) is str and bool(value.strip()))


def is_list_of_texts(value: object) -> bool:
    return type(value) is list and all(type(item) is str and item for item in value)


def is_list_without_repeats(value: Any) -> bool:
    return is_list_of_texts(value) and len(set(value)) == len(value)


def is_moment_or_none(value: object) -> bool:
    return value is None or (type(value) is datetime.datetime and value.tzinfo is datetime.UTC)


def are_recipients(value: Any) -> bool:
    return type(value) is list and all(
        type(one) is Recipient
        and one.role in ("action", "info")
        and is_text_or_none(one.route)
        and is_text(one.name)
        and one.precedence in PRECEDENCES
        and is_text_or_none(one.mcn)
        and type(one.excluded) is tuple
        and is_list_of_texts(list(one.excluded))
        for one in value
    )


def are_references(value: Any) -> bool:
    return type(value) is list and all(
        type(one) is Reference
        and is_text_or_none(one.target_id)
        and one.kind in REFERENCE_KINDS
        and (one.bullet is None or (len(one.bullet) == 1 and "A" <= one.bullet <= "Z"))
        and is_text(one.value)
        and type(one.year) is int
        and 1900 <= one.year <= 9999
        for one in value
    )


def is_declassification(value: Any) -> bool:
    return (
        type(value) is Declassification
        and (value.date is None or type(value.date) is datetime.date)
        and (value.executive_order is None or value.executive_order.isdecimal())
        and all(is_text_or_none(field) for field in (value.exemption, value.event, value.authority, value.line))
    )


def are_officers(value: Any) -> bool:
    return type(value) is list and all(
        type(one) is Officer and is_text_or_none(one.name) and one.name and is_text_or_none(one.title) for one in value
    )


def are_paragraphs(value: Any) -> bool:
    return (
        type(value) is list
        and [one.position for one in value] == list(range(1, len(value) + 1))
        and all(
            type(one) is Paragraph
            and one.kind == "paragraph"
            and (one.number is None or type(one.number) is int)
            and is_text_or_none(one.portion_mark)
            and one.portion_level in LEVELS
            and (one.portion_level is None) == (one.portion_mark is None)
            and type(one.portion_caveats) is tuple
            and is_list_of_texts(list(one.portion_caveats))
            and is_text_or_none(one.heading)
            and is_text(one.text)
            and type(one.banners) is tuple
            and is_list_of_texts(list(one.banners))
            for one in value
        )
    )


def is_layout(value: Any) -> bool:
    return (
        type(value) is Layout
        and 0 <= value.copy_start <= value.body_start <= len(value.text)
        and type(value.is_doubled) is bool
        and (value.section_count is None or type(value.section_count) is int)
    )


def are_redactions(value: Any) -> bool:
    return type(value) is list and all(
        kind in ("name", "note", "omission") and start >= 0 and length == len(text)
        for kind, start, length, text in value
    )


def are_classification_parts(value: Any) -> bool:
    level, caveats = value
    return is_text(level) and type(caveats) is tuple


def is_portion_mark(value: Any) -> bool:
    return value is None or (value[0] in LEVELS and type(value[1]) is tuple)


# Each public function as it is called on one text, and what its result must be.
CALLS: dict[str, tuple[Callable[[str], object], Callable[[Any], bool]]] = {
    "canonical_id": (parse.canonical_id, is_text),
    "classification_parts": (parse.classification_parts, are_classification_parts),
    "classification_reasons": (parse.classification_reasons, is_list_without_repeats),
    "classified_by": (parse.classified_by, is_list_of_texts),
    "comment": (parse.comment, is_text_or_none),
    "declassification": (parse.declassification, is_declassification),
    "handling": (lambda text: parse.handling(text, text), is_list_without_repeats),
    "is_partial_extract": (parse.is_partial_extract, lambda value: type(value) is bool),
    "lay_out": (parse.lay_out, is_layout),
    "officers": (parse.officers, are_officers),
    "paragraphs": (parse.paragraphs, are_paragraphs),
    "plain": (parse.plain, is_text),
    "portion_mark": (parse.portion_mark, is_portion_mark),
    "precedence": (parse.precedence, PRECEDENCES.__contains__),
    "recipients": (parse.recipients, are_recipients),
    "redactions": (parse.redactions, are_redactions),
    "references": (lambda text: parse.references(text, 2008, "08ROME12"), are_references),
    "sender": (parse.sender, is_text_or_none),
    "sent_at": (parse.sent_at, is_moment_or_none),
    "signers": (parse.signers, is_list_without_repeats),
    "subject": (parse.subject, is_text_or_none),
    "summary": (parse.summary, is_text_or_none),
    "tags": (parse.tags, is_list_without_repeats),
    "transmission_id": (parse.transmission_id, is_text_or_none),
}

# Pieces of telegrams, so that random texts reach the inside of every function.
PIECES = st.sampled_from(
    [
        "\n",
        "\n\n",
        " ",
        "VZCZCXRO9775\n",
        "DE RUEHNE #0638/01 0591341\n",
        "O 281341Z FEB 08\n",
        "R 300800Z FEB 72 ",
        "FM AMEMBASSY OSLO",
        "\nTO RUEHC/SECSTATE WASHDC IMMEDIATE 0669",
        " TO SECSTATE",
        "\nINFO RUEHBJ/AMEMBASSY BEIJING",
        " INFO ",
        " XMT AMEMBASSY ROME",
        "PAGE 02 ROME 01196 01 OF 02 082030Z",
        "C O N F I D E N T I A L SECTION 01 OF 02 OSLO 000638\n",
        "SIPDIS",
        "E.O. 12958: DECL: 02/28/2012",
        "02/30/2012",
        "X1",
        "OADR",
        "\nTAGS: ",
        "PREL, PGOV",
        "OVIP (HOLT, RAGNA)",
        "PHUMBA",
        "\nSUBJECT: ",
        "(C/NF) ",
        "HARBOR TALKS",
        "\\",
        "\nREF: ",
        "A. ",
        "(B) ",
        "STATE 40721",
        "02 SAO PAULO 1709",
        " AND 13",
        ", 12,345",
        "(REF A)",
        "email of May 3",
        "\nClassified By: ",
        "DCM Ragna Holt",
        " and ",
        " for reasons 1.4 (b) and (d).",
        "¶1. (C) ",
        "<a id='par3' href='#par3'>¶</a>3. (S//NF) ",
        "\n2. ",
        "(C) 1.",
        "Summary: ",
        "END SUMMARY.",
        "(Comment: ",
        "End comment.)",
        "[Comment: ",
        "Two ferries sailed.",
        "\nA Heading\n---------\n",
        "OSLO 00000638 001.2 OF 002",
        "XXXXXXXXXXXX",
        "[NAME REMOVED]",
        "\n...\n",
        "\nVAN DER BERG\n",
        "NNNN",
        "<<142612>>",
        "<Israel",
        "<br>",
        "&#x000A;",
        "&amp;amp;",
        "\x00",
        "ß",
        "İ",
        "\r\n",
    ]
)
TEXTS = st.text(max_size=300) | st.lists(PIECES, max_size=40).map("".join)


def test_every_public_function_is_held_to_its_promise():
    assert set(CALLS) == set(parse.__all__)


@pytest.mark.parametrize("name", CALLS)
@given(text=TEXTS)
@example(text="")
@example(text="\n")
@example(text="¶")
@settings(deadline=None, max_examples=150)
def test_any_text_is_read_and_gives_the_documented_type(name, text):
    call, is_documented = CALLS[name]
    assert is_documented(call(text))


@pytest.mark.parametrize("year", [-1, 0, 9, 66, 108, 2008, 99_999])
def test_references_take_any_year(year):
    assert are_references(parse.references("REF: ROME 12", year))


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    "unit",
    [
        "A",
        " ",
        "\n",
        "1",
        "(",
        "¶1. (C) ",
        "\n1. (C) A.\n\n",
        "<a id='par1' href='#par1'>",
        "&#x000A;",
        "&amp;",
        "X",
        "- ",
        "A, ",
        "REF: A. ",
        "STATE 12, 13 AND ",
        "12,345,",
        "TAGS: PREL, ",
        "SUBJECT: ",
        "Classified By: ",
        "reasons 1.4 (b) ",
        "E.O. 12958: DECL: 1/",
        "Summary: ",
        "(Comment: ",
        "VZCZC",
        "TO RUEHC/SECSTATE ",
        "\nINFO ",
        " FM AMEMBASSY OSLO TO ",
        "PAGE 02 ROME 01196 ",
        "OSLO 00000638 001 OF 002 ",
        "X" * 12 + " ",
        "[",
        "\u200b",
    ],
)
@pytest.mark.slow
def test_a_megabyte_of_anything_is_read_in_one_pass(name, unit):
    call, is_documented = CALLS[name]
    text = unit * (HOSTILE // len(unit))
    assert is_documented(call(text))


PAGE_BODY = (
    "C O N F I D E N T I A L SECTION 01 OF 02 OSLO 000638&#x000A; &#x000A;SIPDIS&#x000A; &#x000A;"
    "E.O. 12958: DECL: 02/28/2018&#x000A;TAGS: <a href='/tag/PREL_0.html'>PREL</a> <a href='/tag/EFIS_0.html'>EFIS</a>"
    "&#x000A;SUBJECT: (C) HERRING &amp; <em>DIGNITY</em>:&#x000A;A SECOND LOOK&#x000A; &#x000A;"
    "REF: A. STATE 40721&#x000A;<a id='parB' href='#parB'>¶</a>B. 07 BERGEN 12&#x000A; &#x000A;"
    "Classified By: DCM Ragna Holt for reasons 1.4 (b) and (d).&#x000A; &#x000A;"
    "<a id='par1' href='#par1'>¶</a>1. (C) Summary: The herring did not come.&#x000A;Nobody was told. End summary."
    "&#x000A; &#x000A;A Quiet Harbor&#x000A;--------------&#x000A; &#x000A;"
    "<a id='par2' href='#par2'>¶</a>2. (SBU) XXXXXXXXXXXX said&#x000A;OSLO 00000638 002 OF 002&#x000A;so twice."
    "<br>(Comment: We believe him. End comment.)&#x000A;&#x000A;VAN DER BERG&#x000A;"
)
PAGE_HEADER = (
    "VZCZCXRO9775&#x000A;OO RUEHBI&#x000A;DE RUEHNY #0638/01 0591341&#x000A;ZNY CCCCC ZZH&#x000A;O 281341Z FEB 08"
    "&#x000A;FM AMEMBASSY OSLO&#x000A;TO RUEHC/SECSTATE WASHDC IMMEDIATE 0669&#x000A;INFO RUEHBJ/AMEMBASSY BEIJING 6799"
)


@pytest.mark.parametrize("name", sorted(set(CALLS) - {"canonical_id", "portion_mark", "redactions"}))
@pytest.mark.parametrize("block", [PAGE_HEADER, PAGE_BODY], ids=["header", "body"])
def test_markup_and_plain_text_give_the_same(name, block):
    call, _ = CALLS[name]
    assert call(block) == call(plain(block)) == call(plain(block).replace("\n", "\r\n"))


def test_the_page_above_is_read_in_full():
    assert parse.subject(PAGE_BODY) == "HERRING & DIGNITY: A SECOND LOOK"
    assert parse.tags(PAGE_BODY) == ["PREL", "EFIS"]
    assert [one.target_id for one in parse.references(PAGE_BODY, 2008)] == ["08STATE40721", "07BERGEN12"]
    assert parse.classified_by(PAGE_BODY) == ["Ragna Holt"]
    assert parse.classification_reasons(PAGE_BODY) == ["1.4(b)", "1.4(d)"]
    assert parse.declassification(PAGE_BODY).date == datetime.date(2018, 2, 28)
    assert parse.summary(PAGE_BODY) == "The herring did not come. Nobody was told."
    assert parse.comment(PAGE_BODY) == "We believe him."
    assert parse.signers(PAGE_BODY) == ["VAN DER BERG"]
    assert [(one.number, one.portion_mark, one.heading) for one in parse.paragraphs(PAGE_BODY)] == [
        (1, "C", None),
        (2, "SBU", "A Quiet Harbor"),
    ]
    assert [one.name for one in parse.recipients(PAGE_HEADER)] == ["SECSTATE WASHDC", "AMEMBASSY BEIJING"]
    assert parse.transmission_id(PAGE_HEADER) == "VZCZCXRO9775"
    assert parse.handling(PAGE_HEADER, PAGE_BODY) == ["SIPDIS"]
