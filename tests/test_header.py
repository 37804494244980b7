"""The header block, field by field: tables of forms met on pages, and of what must not be taken for them."""

from __future__ import annotations

import html
import re
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Recipient
from pipeline.parse.header import (
    invalid_sent_at,
    is_partial_extract,
    precedence,
    recipients,
    sender,
    sent_at,
    transmission_id,
)

HEADER = """VZCZCXRO9775
OO RUEHBI RUEHCI
DE RUEHNE #0638/01 0591341
ZNY CCCCC ZZH
O 281341Z FEB 08
FM AMEMBASSY NEW DELHI
TO RUEHC/SECSTATE WASHDC IMMEDIATE 0669
INFO RUEHBJ/AMEMBASSY BEIJING 6799
RUEHLO/AMEMBASSY LONDON PRIORITY 1234
"""
PARTIAL = (
    "This record is a partial extract of the original cable. The full text of the original cable is not available.\n"
)
RELEASE = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "cablegate-20101222.tar.xz"


def action(name: str, route: str | None = None, **fields: object) -> Recipient:
    return addressee("action", name, route, **fields)


def info(name: str, route: str | None = None, **fields: object) -> Recipient:
    return addressee("info", name, route, **fields)


def addressee(role: str, name: str, route: str | None, **fields: object) -> Recipient:
    return Recipient(role, route, name, None, None, ())._replace(**fields)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (HEADER, "VZCZCXRO9775"),
        ("VZCZCXYZ0024\nPP RUEHC", "VZCZCXYZ0024"),
        ("\n  VZCZCMDI433 \nPP RUEHC", "VZCZCMDI433"),
        ("S E C R E T   STATE   00119999 \nVZCZCXRO1706\nPP RUEHAG\nFM SECSTATE WASHDC", "VZCZCXRO1706"),
        ("VZCZCXRO1706OO RUEHBI", "VZCZCXRO1706"),  # the line end was lost
        ("TED3146\nACTION EUR-00", "TED3146"),  # the receiving system's number
        (PARTIAL + "\n\n     CONFIDENTIAL     PTQ1859\n\nPAGE 01", "PTQ1859"),
        (PARTIAL + "\n\n291359Z Nov 00\n\n     CONFIDENTIAL     PTQ1859\n\nPAGE 01   OSLO", "PTQ1859"),
        ("AMEMBASSY ROME\n\nDistribution:\n\nTED3146\nACTION NEA-00\n\nINFO  LOG-00", "TED3146"),
        ("AMEMBASSY ROME\n\nTED3146\nFM AMEMBASSY OSLO", None),  # nothing says that it is one
        ("", None),
        (PARTIAL, None),
        ("R 221428Z SEP 09\nFM AMEMBASSY LONDON", None),
        ("FM AMEMBASSY LONDON\nTO SECSTATE WASHDC\nVZCZCXRO1706", None),  # below FM it is text
        ("R 221428Z SEP 09 VZCZCXRO1706", None),
    ],
)
def test_transmission_id_opens_the_header(header, expected):
    assert transmission_id(header) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (HEADER, datetime(2008, 2, 28, 13, 41, tzinfo=UTC)),
        ("R 221428Z SEP 09", datetime(2009, 9, 22, 14, 28, tzinfo=UTC)),
        ("O 290800Z FEB 08\n", datetime(2008, 2, 29, 8, 0, tzinfo=UTC)),  # leap day
        ("P 312359Z DEC 66", datetime(1966, 12, 31, 23, 59, tzinfo=UTC)),  # the first year held
        ("P 010000Z JAN 65", datetime(2065, 1, 1, tzinfo=UTC)),
        ("R 221428Z SEP 2009", datetime(2009, 9, 22, 14, 28, tzinfo=UTC)),
        ("O P 281341Z FEB 08 ZDK", datetime(2008, 2, 28, 13, 41, tzinfo=UTC)),
        ("O 281341Z FEB 08 ZDK CTG RUEHDO #1234", datetime(2008, 2, 28, 13, 41, tzinfo=UTC)),
        ("O 012345Z  JAN 08", datetime(2008, 1, 1, 23, 45, tzinfo=UTC)),
        ("O 012345 JAN 08", datetime(2008, 1, 1, 23, 45, tzinfo=UTC)),  # Z left out
        ("O 012345Z\nJAN 08", datetime(2008, 1, 1, 23, 45, tzinfo=UTC)),
        ("O\n012345Z JAN 08", datetime(2008, 1, 1, 23, 45, tzinfo=UTC)),
        ("O 012345ZJAN08", datetime(2008, 1, 1, 23, 45, tzinfo=UTC)),
        ("r 221428z sep 09", datetime(2009, 9, 22, 14, 28, tzinfo=UTC)),
        ("R 221428Z SEPT 09", datetime(2009, 9, 22, 14, 28, tzinfo=UTC)),
        (PARTIAL + "\n081545Z Jun 05", datetime(2005, 6, 8, 15, 45, tzinfo=UTC)),
        ("PAGE 01 ROME 01196 01 OF 02 082030Z\nR 081512Z JAN 90", datetime(1990, 1, 8, 15, 12, tzinfo=UTC)),
        ("R 221428Z SEP 09&#x000A;FM AMEMBASSY LONDON", datetime(2009, 9, 22, 14, 28, tzinfo=UTC)),
        ("", None),
        (PARTIAL, None),
        ("PAGE 02 ROME 01196 01 OF 02 082030Z", None),
        ("RUEHC 221428Z", None),
        ("R 300800Z FEB 09", None),  # no such day
        ("R 222528Z SEP 09", None),  # no such hour
        ("R 221478Z SEP 09", None),  # no such minute
    ],
)
def test_sent_at_is_the_date_time_group(header, expected):
    assert sent_at(header) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("R 300800Z FEB 09\nFM AMEMBASSY OSLO", "R 300800Z FEB 09"),
        ("222528Z  Sep 09", "222528Z Sep 09"),
        ("R 280800Z FEB 09", None),
        (PARTIAL, None),
    ],
)
def test_a_date_time_group_that_names_no_moment_is_shown_as_published(header, expected):
    assert invalid_sent_at(header) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (HEADER, "IMMEDIATE"),
        ("P 181729Z NOV 09", "PRIORITY"),
        ("R 221428Z SEP 09", "ROUTINE"),
        ("Z 221428Z SEP 09", "FLASH"),
        ("O P 281341Z FEB 08", "IMMEDIATE"),  # immediate for action, priority for info
        ("P R 281341Z FEB 08", "PRIORITY"),
        ("R O 281341Z FEB 08", "IMMEDIATE"),
        ("VZCZCXRO9775\nPP RUEHC RUEHBI\nDE RUEHNE #0638", "PRIORITY"),
        (PARTIAL + "\n081545Z Jun 05", None),
        ("", None),
    ],
)
def test_precedence_is_the_highest_of_the_date_time_group(header, expected):
    assert precedence(header) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (HEADER, "AMEMBASSY NEW DELHI"),
        ("FM AMCONSUL CAPE TOWN \nTO SECSTATE", "AMCONSUL CAPE TOWN"),
        ("FM RUEHNE/AMEMBASSY NEW DELHI", "AMEMBASSY NEW DELHI"),
        ("R 221428Z SEP 09\nFM  USMISSION  GENEVA TO RUEHC/SECSTATE WASHDC", "USMISSION GENEVA"),
        (PARTIAL, None),
        ("TO SECSTATE WASHDC\nINFO FM RADIO", None),
        ("R 221428Z SEP 09\nFM \nTO SECSTATE WASHDC", None),
        ("  R 271130Z SEP 72\n  FM AMEMBASSY TEHRAN\n", "AMEMBASSY TEHRAN"),
        ("R 271130Z SEP 72 ZDK FM AMEMBASSY TEHRAN TO SECSTATE WASHDC", "AMEMBASSY TEHRAN"),
        ("R 271130Z SEP 72 FM AMEMBASSY TEHRAN TO SECSTATE WASHDC", "AMEMBASSY TEHRAN"),
        ("R 271130Z SEP 72\nFROM AMEMBASSY TEHRAN\nTO SECSTATE WASHDC", "AMEMBASSY TEHRAN"),
        ("R 271130Z SEP 72\nFM: AMEMBASSY TEHRAN\nTO SECSTATE WASHDC", "AMEMBASSY TEHRAN"),
        ("fm ruehne/amembassy new delhi\nto secstate washdc", "AMEMBASSY NEW DELHI"),
        ("R 271130Z SEP 72\nFROM: Ann Doe\nTO SECSTATE WASHDC", None),
    ],
)
def test_sender_is_the_from_line(header, expected):
    assert sender(header) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (PARTIAL, True),
        (PARTIAL.replace(" original", "\noriginal") + "\n081545Z Jun 05", True),
        (HEADER, False),
        ("", False),
    ],
)
def test_a_partial_extract_says_so(header, expected):
    assert is_partial_extract(header) is expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        pytest.param(
            HEADER,
            [
                action("SECSTATE WASHDC", "RUEHC", precedence="IMMEDIATE", mcn="0669"),
                info("AMEMBASSY BEIJING", "RUEHBJ", mcn="6799"),
                info("AMEMBASSY LONDON", "RUEHLO", precedence="PRIORITY", mcn="1234"),
            ],
            id="routes, precedences and continuity numbers",
        ),
        pytest.param(
            "fm x\nto ruehc/secstate washdc immediate 0669\ninfo ruehbj/amembassy beijing 6799",
            [
                action("SECSTATE WASHDC", "RUEHC", precedence="IMMEDIATE", mcn="0669"),
                info("AMEMBASSY BEIJING", "RUEHBJ", mcn="6799"),
            ],
            id="lower case throughout",
        ),
        pytest.param(
            "FM AMCONSUL CAPE TOWN\nTO SECSTATE WASHDC 3182\nINFO AMEMBASSY PRETORIA\nAMCONSUL DURBAN 12 ",
            [action("SECSTATE WASHDC", mcn="3182"), info("AMEMBASSY PRETORIA"), info("AMCONSUL DURBAN", mcn="12")],
            id="no routes in old telegrams",
        ),
        pytest.param(
            "R 271130Z SEP 72 FM AMEMBASSY TEHRAN TO SECSTATE WASHDC 12 INFO AMEMBASSY LONDON AMCONSUL TABRIZ",
            [action("SECSTATE WASHDC", mcn="12"), info("AMEMBASSY LONDON"), info("AMCONSUL TABRIZ")],
            id="a header that runs on",
        ),
        pytest.param(
            "  FM AMEMBASSY OSLO\n  TO RUEHC/SECSTATE WASHDC 12\n  INFO RUEHBJ/AMEMBASSY BEIJING\n",
            [action("SECSTATE WASHDC", "RUEHC", mcn="12"), info("AMEMBASSY BEIJING", "RUEHBJ")],
            id="indented lines",
        ),
        pytest.param(
            "TO RUEHC/SECSTATE WASHDC0669\nINFO RHMFISS/CTF70",
            [action("SECSTATE WASHDC", "RUEHC", mcn="0669"), info("CTF70", "RHMFISS")],
            id="a number glued to the name",
        ),
        pytest.param(
            "TO RUEHC/SECSTATE WASHDC 12\nINFO LOG-00 EUR-05\nRUEHBJ/AMEMBASSY BEIJING",
            [action("SECSTATE WASHDC", "RUEHC", mcn="12"), info("AMEMBASSY BEIJING", "RUEHBJ")],
            id="offices of the department between addressees",
        ),
        pytest.param(
            "FM AMEMBASSY TEHRAN TO SECSTATE WASHDC 12\nINFO AMEMBASSY LONDON",
            [action("SECSTATE WASHDC", mcn="12"), info("AMEMBASSY LONDON")],
            id="TO on the line of FM",
        ),
        pytest.param(
            "TO RUEHC/SECSTATE WASHDC IMMEDIATE 0669INFO RUEHBJ/AMEMBASSY BEIJING",
            [
                action("SECSTATE WASHDC", "RUEHC", precedence="IMMEDIATE", mcn="0669"),
                info("AMEMBASSY BEIJING", "RUEHBJ"),
            ],
            id="INFO glued to the number before it",
        ),
        pytest.param(
            "FM X\nTO SECSTATE WASHDC NIACT IMMEDIATE 6369\nUSMISSION USUN NEW YORK FLASH\nINFO NSC WASHDC ROUTINE",
            [
                action("SECSTATE WASHDC", precedence="NIACT IMMEDIATE", mcn="6369"),
                action("USMISSION USUN NEW YORK", precedence="FLASH"),
                info("NSC WASHDC", precedence="ROUTINE"),
            ],
            id="every precedence",
        ),
        pytest.param(
            "TO RUEHC/SECSTATE WASHDC PRIORITY PRIORITY 1\nZEN/AMEMBASSY RIGA NIACT IMMEDIATE 0012-0013\n"
            "RUEHXX/AMEMBASSY OSLO PIORITY",
            [
                action("SECSTATE WASHDC", "RUEHC", precedence="PRIORITY", mcn="1"),
                action("AMEMBASSY RIGA", "ZEN", precedence="NIACT IMMEDIATE", mcn="0012-0013"),
                action("AMEMBASSY OSLO", "RUEHXX", precedence="PRIORITY"),
            ],
            id="doubled, ranged and misspelt",
        ),
        pytest.param(
            "TO SECSTATE WASHDC 5365\nPAGE 02 ROME 01196 01 OF 02 082030Z\nCONFIDENTIAL\n"
            "INFO PAGE 03        STATE   037566  161435Z \nAMEMBASSY PARIS ",
            [action("SECSTATE WASHDC", mcn="5365"), info("AMEMBASSY PARIS")],
            id="page banners are removed",
        ),
        pytest.param(
            "INFO  LOG-00   EEB-00   AID-00\n      NEA-01   /001W\nR 040644Z NOV 09\nFM AMEMBASSY OSLO\n"
            "TO HQ USCENTCOM MACDILL AFB FL\nSECSTATE WASHDC 8999\nINFO COMUSNAVCENT",
            [action("HQ USCENTCOM MACDILL AFB FL"), action("SECSTATE WASHDC", mcn="8999"), info("COMUSNAVCENT")],
            id="the department's own distribution is none",
        ),
        pytest.param(
            "TO SECURITY OFFICER COLLECTIVE PRIORITY\nAMEMBASSY OSLO PRIORITY\nXMT AMCONSUL BERGEN\nAMCONSUL BERGEN",
            [
                action("SECURITY OFFICER COLLECTIVE", precedence="PRIORITY", excluded=("AMCONSUL BERGEN",)),
                action("AMEMBASSY OSLO", precedence="PRIORITY"),
            ],
            id="exclusions on their own line belong to the collective",
        ),
        pytest.param(
            "TO SECURITY OFFICER COLLECTIVE PRIORITY\nAMEMBASSY TRIPOLI PRIORITY\nINFO AMCONSUL CASABLANCA PRIORITY\n"
            "XMT AMCONSUL JOHANNESBURG\nAMCONSUL BERGEN",
            [
                action(
                    "SECURITY OFFICER COLLECTIVE",
                    precedence="PRIORITY",
                    excluded=("AMCONSUL JOHANNESBURG", "AMCONSUL BERGEN"),
                ),
                action("AMEMBASSY TRIPOLI", precedence="PRIORITY"),
                info("AMCONSUL CASABLANCA", precedence="PRIORITY"),
            ],
            id="exclusions behind info belong to a collective for action",
        ),
        pytest.param(
            "TO SECSTATE WASHDC\nEU POSTS\nINFO NATO COLLECTIVE\nAMEMBASSY OSLO\nXMT AMEMBASSY ROME",
            [
                action("SECSTATE WASHDC"),
                action("EU POSTS"),
                info("NATO COLLECTIVE", excluded=("AMEMBASSY ROME",)),
                info("AMEMBASSY OSLO"),
            ],
            id="exclusions belong to the last of several collectives",
        ),
        pytest.param(
            "TO SECSTATE WASHDC\nINFO AMEMBASSY OSLO\nXMT AMCONSUL BERGEN",
            [action("SECSTATE WASHDC"), info("AMEMBASSY OSLO", excluded=("AMCONSUL BERGEN",))],
            id="exclusions without a collective belong to the last addressee",
        ),
        pytest.param(
            "TO RUEHC/SECSTATE WASHDC\n"
            "INFO RUEHZL/EUROPEAN POLITICAL COLLECTIVE XMT AMEMBASSY ROME, AMEMBASSY OSLO PRIORITY"
            "\nRUCNMEM/EU MEMBER STATES XMT AMEMBASSY RIGA\nRUEHBJ/AMEMBASSY BEIJING",
            [
                action("SECSTATE WASHDC", "RUEHC"),
                info(
                    "EUROPEAN POLITICAL COLLECTIVE",
                    "RUEHZL",
                    precedence="PRIORITY",
                    excluded=("AMEMBASSY ROME", "AMEMBASSY OSLO"),
                ),
                info("EU MEMBER STATES", "RUCNMEM", excluded=("AMEMBASSY RIGA",)),
                info("AMEMBASSY BEIJING", "RUEHBJ"),
            ],
            id="exclusions behind their collective",
        ),
        pytest.param(
            "TO RUEHC /SECSTATE WASHDC 0012 RUEHBJ/AMEMBASSY BEIJING\n"
            "INFO AMEMBASSY ROME 12 AMEMBASSY PARIS PRIORITY 3",
            [
                action("SECSTATE WASHDC", "RUEHC", mcn="0012"),
                action("AMEMBASSY BEIJING", "RUEHBJ"),
                info("AMEMBASSY ROME", mcn="12"),
                info("AMEMBASSY PARIS", precedence="PRIORITY", mcn="3"),
            ],
            id="several on one line",
        ),
        pytest.param(
            "TO SECSTATE WASHDC 3182 INFO AMEMBASSY ROME 12",
            [action("SECSTATE WASHDC", mcn="3182"), info("AMEMBASSY ROME", mcn="12")],
            id="info on the line of the action addressee",
        ),
        pytest.param(
            "TO RUEAIIA/CIA WASHDC//DDI//\nRHMFISS/CTF 70\nRUEKJCS/SECDEF WASHINGTON DC// PRIORITY\n"
            "RUEPGAB/39ABG IZMIR TU",
            [
                action("CIA WASHDC//DDI//", "RUEAIIA"),
                action("CTF 70", "RHMFISS"),
                action("SECDEF WASHINGTON DC", "RUEKJCS", precedence="PRIORITY"),
                action("39ABG IZMIR TU", "RUEPGAB"),
            ],
            id="office suffixes and numbered units",
        ),
        pytest.param(
            "TO RUEHC/SECSTATE WASHDC\nIMMEDIATE 1234\n\nINFO RUEHNE/AMEMBASSY NEW DELHI\nBT\nNOT AN ADDRESSEE",
            [
                action("SECSTATE WASHDC", "RUEHC", precedence="IMMEDIATE", mcn="1234"),
                info("AMEMBASSY NEW DELHI", "RUEHNE"),
            ],
            id="a line broken before its precedence, and the end of the header",
        ),
        pytest.param(
            "TO RUEHC/SECSTATE WASHDC 3559\nC O N F I D E N T I A L SECTION 01 OF 02 OSLO 002199 \nNOFORN\nSIPDIS",
            [action("SECSTATE WASHDC", "RUEHC", mcn="3559")],
            id="the body's first line ends the header",
        ),
        pytest.param("INFO AMEMBASSY OSLO", [info("AMEMBASSY OSLO")], id="only info"),
        pytest.param(
            "INFO US SECRET SERVICE WASHDC", [info("US SECRET SERVICE WASHDC")], id="secret is no banner here"
        ),
        pytest.param(
            "TO SECSTATE WASHDC\nINFO AMEMBASSY OSLO\nSTATE GRNC\nGR 123",
            [action("SECSTATE WASHDC"), info("AMEMBASSY OSLO")],
            id="who pays and the count of groups",
        ),
        pytest.param(
            "TO CARGRU 5\nINFO AMEMBASSY GRENADA",
            [action("CARGRU 5"), info("AMEMBASSY GRENADA")],
            id="a group of ships",
        ),
        pytest.param(PARTIAL, [], id="partial extract"),
        pytest.param("TOKYO IS NO ADDRESSEE\nINFORMATION NEITHER", [], id="words that begin like a label"),
        pytest.param("", [], id="empty"),
    ],
)
def test_recipients_are_action_then_info(header, expected):
    assert recipients(header) == expected


@given(st.text(), st.text(alphabet="TOINF XMT/RUEHC1234\nPAGE0Z "))
def test_no_text_makes_a_header_field_fail(text, likely):
    for header in (text, "FM " + likely, "TO " + likely + "\nINFO " + text):
        for field in (transmission_id, precedence, sent_at, invalid_sent_at, sender, recipients, is_partial_extract):
            field(header)


@pytest.mark.parametrize(
    "hostile",
    [
        "TO ",
        "TO " + "A",
        "O P ",
        "0",
        "XMT ",
        "PAGE 01 ",
        " \n",
        "TO R/",
        "AMEMBASSY ",
        "12 ",
        "VZCZC",
        "(",
        ", ",
        ",",
        "( XM",
        "A INFO US",
        "TO A XMT B\n",
        "RUEHC/A ",
        "<a ",
    ],
)
@pytest.mark.slow
def test_a_megabyte_of_hostile_text_is_read_in_linear_time(hostile):
    text = hostile * (1_000_000 // len(hostile))
    for field in (recipients, sent_at, precedence):
        field(text)
        field("TO A COLLECTIVE XMT B " + text)
    header = "FM X\nTO " + text
    for field in (transmission_id, precedence, sent_at, sender, recipients, is_partial_extract):
        field(header)


@pytest.mark.slow
@pytest.mark.skipif(not RELEASE.exists(), reason="the real releases are not here")
def test_every_header_of_a_real_release_gives_what_its_lines_promise():
    count = 0
    with tarfile.open(RELEASE) as archive:
        for member in archive:
            if "/cable/" not in member.name or not member.name.endswith(".html"):
                continue
            page = archive.extractfile(member).read().decode("utf-8", "replace")
            header = html.unescape(re.findall(r"<pre>(.*?)</pre>", page, re.DOTALL)[0])
            count += 1
            assert (sent_at(header) is not None) == bool(re.search(r"\d{6}Z +[A-Za-z]{3} +\d\d", header)), member.name
            assert bool(recipients(header)) == bool(re.search(r"^TO ", header, re.MULTILINE)), member.name
            assert bool(sender(header)) == bool(re.search(r"^FM ", header, re.MULTILINE)), member.name
    assert count == 1869


def test_a_number_behind_xmt_is_no_post():
    assert [one.excluded for one in recipients("TO : XMT 0 AND 0")] == [()]
