"""Three releases of an invented site, with the faults that the real one had, each planted where it can be found again.

`PLANTED` names every fault and the published ids that show it. Everything else is drawn from the seed; the planted
cables have the same ids whatever the seed is.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pipeline.sample.posts import BY_ORIGIN
from pipeline.sample.site import Release
from pipeline.sample.telegram import PARTIAL_EXTRACT, Draft, Telegram, compose

DAYS = (date(2011, 3, 1), date(2011, 3, 8), date(2011, 3, 15))
PAGES = (60, 75, 90)

PLANTED: dict[str, tuple[str, ...]] = {
    "partial extract, no header": ("05HELSINKI412", "06HANOI1203"),
    "partial extract followed by a date-time group": ("04OTTAWA911",),
    "partial extract at first, whole later": ("09WARSAW377",),
    "no anchors, no blank after the number": ("06SUVA188",),
    "number after the portion mark": ("06SUVA201",),
    "paragraphs without numbers": ("05LISBON640",),
    "TAGS line without links": ("07QUITO640", "08LIMA905"),
    "TAGS and EO without colons": ("08MINSK311",),
    "lower-case labels": ("05RIGA219",),
    "database row dumped into the body": ("08LUSAKA77",),
    "heading block twice": ("07OSLO512",),
    "E.O., Tags and Subject on one line": ("07DILI59",),
    "composite tags": ("09ROME1440",),
    "two tags run together": ("09MANAMA60",),
    "TAGS line that continues": ("08TALLINN244",),
    "no TAGS line": ("03VALLETTA96",),
    "no SUBJECT line": ("04MASERU58",),
    "stray markup": ("07BELIZE330",),
    "numbers that restart and skip": ("09CANBERRA871",),
    "lettered paragraphs": ("08NAIROBI1507",),
    "portion marks in disorder": ("09LONDON1710", "09STATE70213"),
    "parentheses that are no portion marks": ("09LONDON1710",),
    "page banners in mid-text": ("90PERTH97",),
    "stray SIPDIS and section banners in mid-text": ("06PRAGUE733",),
    "names run over with X": ("09TUNIS288", "10KYIV102"),
    "bracketed notes": ("10KYIV102",),
    "passages left out": ("05HELSINKI412",),
    "references of every kind": ("09BERN415",),
    "years of references in disorder": ("08DAKAR1320",),
    "before 1973": ("66MONTEVIDEO1182", "72REYKJAVIK340"),
    "1970s and 1980s": ("75SUVA288", "79LISBON3182", "86OTTAWA2207"),
    "malformed id": ("09SECTION01OF03SANJOSE525", "08VIENTAINE144"),
    "one cable under two ids": ("07WELLINGTON610", "07WELLLINGTON610"),
    "id of another year": ("09SUVA1204", "09NASSAU640"),
    "XMT": ("09STATE70213",),
    "header without routes": ("79LISBON3182", "75SUVA288"),
    "banner inside the header": ("90PERTH97",),
    "press articles": ("09REYKJAVIK118", "10KYIV102"),
    "malformed article address": ("09REYKJAVIK118",),
    "wrong title": ("08ACCRA901",),
    "missing title": ("08ACCRA955", "04MASERU58"),
    "subject over two lines, title cut": ("07VIENTIANE118",),
    "double-escaped text and typographic quotes": ("08PARIS1290",),
    "control characters": ("08ATHENS871",),
    "table with rules": ("09TOKYO1822",),
    "text after the signer": ("09COPENHAGEN301",),
    "two officers, compound surname": ("07PANAMA1544",),
    "summary cut by a banner": ("06PRAGUE733",),
    "re-issued with names removed": ("09TUNIS288", "08DHAKA640"),
    "re-issued twice": ("10KYIV102",),
    "re-issued, text unchanged": ("07CAIRO2011",),
    "text changed, release time unchanged": ("08TIRANA415",),
    "classification changed": ("09SOFIA286",),
    "withdrawn": ("08KATHMANDU518", "09LUANDA231"),
    "withdrawn and restored": ("07ZAGREB733",),
    "stale row in the lists": ("09TUNIS288", "07CAIRO2011"),
}


class _Writer:
    """Writes cables for one seed; each has its own stream of chance, so that none depends on the others."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def draft(
        self, origin: str, moment: str, serial: int, classification: str, topic: str | None = None, length: int = 5
    ) -> Draft:
        created = datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
        rng = random.Random(f"{self.seed} {origin} {serial} {created:%Y}")  # noqa: S311
        return compose(rng, origin, created, serial, classification, topic, length)


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def _first(hour: int = 21, before: int = 0) -> datetime:
    return _at(DAYS[0] - timedelta(before), hour)


def _second(hour: int = 18, before: int = 0) -> datetime:
    return _at(DAYS[1] - timedelta(before), hour)


def _third(hour: int = 17, before: int = 0) -> datetime:
    return _at(DAYS[2] - timedelta(before), hour)


def redact(text: str, name: str, run: str = "XXXXXXXXXXXX") -> str:
    """Hide a name as the site did: whole, also across a line end, and its surname where it stands alone.

    ``redact("Edda Garrowby left. Garrowby wept.", "Edda Garrowby", "XXXXX")`` is ``XXXXX left. XXXXX wept.``
    """
    given, _, surname = name.rpartition(" ")
    first = rf"(?:{re.escape(given)}\s+)?" if given else ""
    return re.sub(first + re.escape(surname), run, text)


def _secret(draft: Draft, text: str) -> None:
    """Add a paragraph that names the people, so that there is something to hide."""
    host, second = draft.scene.people
    draft.paragraphs.insert(
        2,
        (
            draft.paragraphs[0][0],
            "",
            f"(Strictly protect) {host} {text} His account was borne out by {second}, who was in the next room.",
        ),
    )


def _partial(writer: _Writer) -> Iterator[tuple[int, Telegram]]:
    draft = writer.draft("Embassy Helsinki", "2005-02-17 08:10", 412, "SECRET", "lighthouse", 8)
    draft.sections = 1
    body = draft.body()
    blocks = body.split("\n\n") if draft.ending == "\n" else body.split("\n \n")
    kept = "\n\n".join([*blocks[:6], "...", blocks[7], "...", *blocks[9:10], "..."])
    yield 0, draft.telegram(_first(), header=PARTIAL_EXTRACT, body=kept)
    draft = writer.draft("Embassy Hanoi", "2006-07-03 09:42", 1203, "CONFIDENTIAL", "stamps", 3)
    yield 1, draft.telegram(_second(), header=PARTIAL_EXTRACT)
    draft = writer.draft("Embassy Ottawa", "2004-12-20 17:55", 911, "CONFIDENTIAL", "fisheries", 4)
    yield 0, draft.telegram(_first(), header=f"{PARTIAL_EXTRACT}\n\n201755Z Dec 04")


def _paragraph_forms(writer: _Writer) -> Iterator[tuple[int, Telegram]]:
    draft = writer.draft("Embassy Suva", "2006-04-11 03:25", 188, "UNCLASSIFIED", "bees", 5)
    draft.ending = "\n"
    body = re.sub(r"^(\d+)\. \(", r"\1.(", draft.body(), flags=re.MULTILINE)
    yield 0, draft.telegram(_first(), body=body, anchored=False)

    draft = writer.draft("Embassy Suva", "2006-04-19 23:40", 201, "CONFIDENTIAL", "ferry", 5)
    body = re.sub(r"^(\d+)\. (\([A-Z]+\))", r"\2 \1.", draft.body(), flags=re.MULTILINE)
    yield 0, draft.telegram(_first(), body=body, anchored=False)

    draft = writer.draft("Embassy Lisbon", "2005-05-06 15:12", 640, "UNCLASSIFIED//FOR OFFICIAL USE ONLY", "tea", 5)
    body = re.sub(r"^\d+\. ", "", draft.body(), flags=re.MULTILINE)
    yield 0, draft.telegram(_first(before=1), body=body, anchored=False)

    draft = writer.draft("Embassy Canberra", "2009-09-29 06:31", 871, "CONFIDENTIAL", "railway", 9)
    numbers = iter((1, 2, 3, 5, 6, 1, 2, 4, 5))
    body = re.sub(r"^\d+\. (?=\()", lambda _: f"{next(numbers)}. ", draft.body(), flags=re.MULTILINE)
    yield 1, draft.telegram(_second(before=2), body=body)

    draft = writer.draft("Embassy Nairobi", "2008-06-12 11:05", 1507, "UNCLASSIFIED", "census", 5)
    scene = draft.scene
    answers = "\n".join(
        f"{letter}. {scene.fill(text)}" for letter, text in zip("ABC", draft.scene.topic.sentences[:3], strict=True)
    )
    head, rule, rest = draft.body().partition("3. (U)")
    yield 1, draft.telegram(_second(), body=f"{head}{answers}\n\n{rule}{rest}")

    draft = writer.draft("Embassy London", "2009-07-22 13:14", 1710, "SECRET//NOFORN", "clocks", 10)
    marks = ("S/Noforn", "S//NF", "C-NF", "C/REL UK", "U//FOUO", "SBU/NF", "U", "C", "S/NF", "S/NF")
    starts = ("", "", "(U.S.) officials agreed. ", "", "(Economic) growth was noted. ", "(Iceland) abstained. ")
    draft.paragraphs = [
        (mark, heading, starts[n] + text if n < len(starts) else text)
        for n, (mark, (_, heading, text)) in enumerate(zip(marks, draft.paragraphs, strict=True))
    ]
    draft.paragraphs.append(("", "", "(U.S.) A delegation, unmarked, reported the same."))
    yield 0, draft.telegram(_first())

    draft = writer.draft("Secretary of State", "2009-07-06 22:51", 70213, "SECRET", "fisheries", 6)
    draft.action = [
        "RUEHPF/AMEMBASSY PHNOM PENH IMMEDIATE 0412",
        "RUEHVN/AMEMBASSY VIENTIANE IMMEDIATE 0398",
        "ALL DIPLOMATIC AND CONSULAR POSTS",
        "XMT AMEMBASSY TRIPOLI",
        "AMCONSUL RECIFE",
    ]
    draft.paragraphs[1] = ("C", draft.paragraphs[1][1], draft.paragraphs[1][2])
    draft.paragraphs[2] = ("S//REL AUS, GBR", draft.paragraphs[2][1], draft.paragraphs[2][2])
    draft.paragraphs.insert(0, ("", "", "(U) This is an action request. Please see paragraph 3."))
    yield 0, draft.telegram(_first())


def _heading_forms(writer: _Writer) -> Iterator[tuple[int, Telegram]]:
    draft = writer.draft("Embassy Quito", "2007-03-15 20:18", 640, "CONFIDENTIAL", "museum", 6)
    yield 0, draft.telegram(_first(), tags_linked=False)
    draft = writer.draft("Embassy Lima", "2008-05-28 16:47", 905, "UNCLASSIFIED", "tea", 4)
    yield 1, draft.telegram(_second(before=3), tags_linked=False)

    draft = writer.draft("Embassy Minsk", "2008-04-24 14:39", 311, "CONFIDENTIAL", "chess", 5)
    body = draft.body().replace("TAGS: ", "TAGS ").replace("E.O. 12958: DECL:", "EO 12958 DECL:")
    yield 0, draft.telegram(_first(before=2), body=body)

    draft = writer.draft("Embassy Riga", "2005-03-09 07:51", 219, "CONFIDENTIAL", "clocks", 4)
    heading, first, rest = draft.body().partition("1. (C)")
    lowered = "\n".join(line[:1] + line[1:].lower() for line in heading.split("\n"))
    yield 0, draft.telegram(_first(), body=lowered + first + rest, title=draft.subject.split("\n")[0])

    draft = writer.draft("Embassy Lusaka", "2008-01-22 14:46", 77, "SECRET//NOFORN", "bridge", 6)
    draft.references = "REF: 07 LUSAKA 1198"
    draft.ending = "\n"
    header = draft.header()
    tags, subject = f"TAGS: {', '.join(draft.tags)}", f"SUBJECT: {draft.subject}"
    fields = ["<<190077>>", "1/22/2008 14:46", "08LUSAKA77", "Embassy Lusaka", "SECRET//NOFORN", "07LUSAKA1198"]
    row = "\n".join([*fields, header, tags, subject, "REF: 07 LUSAKA 1198", "", "", ""])
    heading, first, rest = draft.body().partition("1. (S/NF)")
    lowered = "\n".join(line[:1] + line[1:].lower() for line in heading.split("\n"))
    yield 0, draft.telegram(_first(), body=row + lowered + first + rest)

    draft = writer.draft(
        "Embassy Oslo", "2007-05-21 09:33", 512, "UNCLASSIFIED//FOR OFFICIAL USE ONLY", "lighthouse", 5
    )
    draft.references = "REF: A. OSLO 498\n     B. 06 STOCKHOLM 1711"
    block = draft.ending.join(draft.heading())
    yield 0, draft.telegram(_first(), body=block + draft.ending + draft.body())

    draft = writer.draft("Embassy Dili", "2007-02-26 05:08", 59, "CONFIDENTIAL", "names", 4)
    draft.ending = "\n"
    body = re.sub(r"\nTAGS: ([^\n]*)\nSUBJECT: ", r" TAGS: \1 SUBJECT: ", draft.body())
    yield 0, draft.telegram(_first(), body=body, title=draft.subject[:50])

    draft = writer.draft("Embassy Rome", "2009-11-03 10:20", 1440, "UNCLASSIFIED", "stamps", 4)
    draft.tags = ["OVIP (WRENFIELD, TOBIAH)", "HUMAN RIGHTS", "SCUL", "IT"]
    yield 1, draft.telegram(_second(), tags_linked=False)

    draft = writer.draft("Embassy Manama", "2009-02-02 12:44", 60, "CONFIDENTIAL", "weather", 4)
    draft.tags = ["SENV", "PREL", "PHUMBA"]
    yield 0, draft.telegram(_first(before=3))

    draft = writer.draft("Embassy Tallinn", "2008-07-08 13:19", 244, "CONFIDENTIAL", "orchestra", 5)
    draft.tags = ["SCUL", "OEXC", "KPAO", "PREL,\nPGOV", "EN", "FI"]
    yield 1, draft.telegram(_second(before=1))

    draft = writer.draft("Embassy Valletta", "2003-10-14 08:57", 96, "UNCLASSIFIED", "library", 4)
    yield 0, draft.telegram(_first(), body=re.sub(r"TAGS: [^\n]*\n", "", draft.body()))

    draft = writer.draft("Embassy Maseru", "2004-02-10 10:02", 58, "UNCLASSIFIED", "census", 4)
    body = re.sub(r"SUBJECT: [^\n]*(\n[A-Z][^\n:]*)?", "", draft.body(), count=1)
    yield 1, draft.telegram(_second(before=4), body=body)

    draft = writer.draft("Embassy Belize", "2007-08-30 18:26", 330, "UNCLASSIFIED", "botanic", 5)
    mark, heading, text = draft.paragraphs[1]
    draft.paragraphs[1] = (
        mark,
        heading,
        f"<strong>Note</strong> on method:<br> {text} The <em>Herald</em> said so too. <_protect> Attendance was "
        f"<200 on the first day, and <Iceland sent a card. <b>See also the annex.",
    )
    yield 0, draft.telegram(_first())

    draft = writer.draft("Embassy Accra", "2008-07-17 11:33", 901, "CONFIDENTIAL", "ferry", 4)
    yield 0, draft.telegram(_first(before=1), title="VISA STATISTICS FOR THE THIRD QUARTER")
    draft = writer.draft("Embassy Accra", "2008-07-29 16:10", 955, "UNCLASSIFIED", "tea", 4)
    yield 0, draft.telegram(_first(before=1), title="")

    draft = writer.draft("Embassy Vientiane", "2007-02-08 09:41", 118, "CONFIDENTIAL", "library", 9)
    draft.subject = (
        "(C/NF) THE RETURN OF A DICTIONARY, WITH NOTES ON ITS MISSING VOLUME AND ON THE WINDOWSILL WHERE IT WAS SEEN"
    )
    draft.references = "REF: A. VIENTIANE 97\n     B. 06 PHNOM PENH 1840"
    yield 0, draft.telegram(_first())

    draft = writer.draft("Embassy Paris", "2008-07-03 15:55", 1290, "CONFIDENTIAL", "cheese", 7)
    draft.paragraphs[1] = (
        "C",
        draft.paragraphs[1][1],
        "The annex &amp;quot;Rinds &amp;amp; Holes&amp;quot; was adopted. “It is a good annex,” the chairman’s deputy "
        "said – and added… nothing. " + draft.paragraphs[1][2],
    )
    yield 0, draft.telegram(_first())

    draft = writer.draft("Embassy Athens", "2008-06-23 12:00", 871, "UNCLASSIFIED", "bridge", 4)
    mark, heading, text = draft.paragraphs[1]
    draft.paragraphs[1] = (mark, heading, f"The river\x1a was\x07 cooperative.\x0b {text}")
    yield 1, draft.telegram(_second())

    draft = writer.draft("Embassy Tokyo", "2009-08-06 00:12", 1822, "UNCLASSIFIED", "tea", 5)
    table = (
        "Table 1: Biscuits, by tin\n"
        "Year        Tins      Lids     Balance\n"
        "----        ----      ----     -------\n"
        "2006         412       409          -3\n"
        "2007         530       530           0\n"
        "2008         544       561         +17\n"
        "--------------------------------------\n"
        "Source: the Works, by hand.\n"
    )
    head, first, rest = draft.body().partition("4. (U)")
    yield 1, draft.telegram(_second(), body=f"{head}{table}\n{first}{rest}")

    draft = writer.draft("Embassy Copenhagen", "2009-07-14 14:28", 301, "CONFIDENTIAL", "cheese", 5)
    draft.signer = "GRUBB"
    body = f'{draft.body()}\n\n"Visit Copenhagen\'s Classified Website: http://www.state.example/copenhagen"'
    yield 0, draft.telegram(_first(), body=body)

    draft = writer.draft("Embassy Panama", "2007-09-18 21:07", 1544, "CONFIDENTIAL", "ferry", 5)
    draft.authority = (
        "Classified By: Ambassador Winifred De La Plume and Econ Counselor Ansel Van Der Quill, reasons 1.4 (b), (d) "
        "and (e)"
    )
    draft.signer = "DE LA PLUME"
    yield 0, draft.telegram(_first())


def _banners(writer: _Writer) -> Iterator[tuple[int, Telegram]]:
    draft = writer.draft("Consulate Perth", "1990-01-17 15:12", 97, "CONFIDENTIAL", "railway", 7)
    draft.ending, draft.authority = "\n", ""
    header = """CONFIDENTIAL

PAGE 01        PERTH   00097  01 OF 02  182017Z
ACTION EAP-00

INFO  LOG-00   ADS-00   INR-05   EUR-00   SS-00    L-03     PA-01
      P-02     T-01     /037 W
                    ------------------352654  200910Z /23
R 171512Z JAN 90
FM AMCONSUL PERTH
TO SECSTATE WASHDC 5365
INFO AMEMBASSY CANBERRA
AMCONSUL SYDNEY
PAGE 02        PERTH   00097  01 OF 02  182017Z
AMCONSUL MELBOURNE"""
    draft.sections = 1
    opening = "C O N F I D E N T I A L SECTION 01 OF 02 PERTH 00097"
    lines = draft.body().upper().replace("C O N F I D E N T I A L PERTH 000097\n\nSIPDIS", opening).split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("4. ")) + 2
    banner = ["CONFIDENTIAL", "", "CONFIDENTIAL", "", "PAGE 02        PERTH   00097  01 OF 02  182017Z", ""]
    body = "\n".join([*lines[:at], *banner, *lines[at:]])
    body = body.replace("E.O. 12356: DECL: OADR", "E.O. 12356:  DECL:  OADR").replace("SUBJECT:", "SUBJ:  ")
    yield 0, draft.telegram(_first(), header=header, body=body)

    draft = writer.draft("Embassy Prague", "2006-06-21 16:01", 733, "CONFIDENTIAL", "museum", 12)
    lines = draft.body().split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("1. ")) + 2
    banner = ["", "PRAGUE 00000733  001.2 OF 003", "", ""]
    later = next(n for n, line in enumerate(lines) if line.startswith("5. ")) + 1
    body = "\n".join([*lines[:at], *banner, *lines[at:later], "SIPDIS", *lines[later:]])
    yield 0, draft.telegram(_first(), body=body)


def _references(writer: _Writer) -> Iterator[tuple[int, Telegram]]:
    draft = writer.draft("Embassy Bern", "2009-08-31 12:26", 415, "CONFIDENTIAL", "clocks", 6)
    draft.references = """REF: A. STATE 40721
     B. 08 GENEVA 1033
     C. FEATHERLEE/GRUBB EMAIL 08/14/2009
     D. OXENHOLT-MUMBLES TELCON OF AUGUST 20, 2009
     E. IIR 7 770 0000 09
     F. AUGUST 12 MEETING WITH HARBORMASTER
     G. MEMO OF JULY 3, 2009
     H. FAX OF 8/21/09
     I. HTTP://WWW.CLOCKS.EXAMPLE/BERN
     J. "THE SHORT HISTORY OF THE LONG HOUR" (BOOK)
     K. NOTES ON A NAPKIN"""
    yield 0, draft.telegram(_first())

    draft = writer.draft("Embassy Dakar", "2008-11-05 17:29", 1320, "CONFIDENTIAL", "fisheries", 6)
    draft.references = """REF: A. (A) 07 DAKAR 1122 (NOTAL)
     B. (B) DAKAR 1180 AND 1207
     C. 2007 BAMAKO 0714
     D. NOUAKCHOTT 512 (07)
     E. '06 PRAIA 88, 91 AND 104
     F. SECSTATE 101377
     G. SECDEF 0915Z
     H. O7 DAKAR 44O"""
    yield 1, draft.telegram(_second())


def _old(writer: _Writer) -> Iterator[tuple[int, Telegram]]:
    header: str | None
    draft = writer.draft("Embassy Montevideo", "1966-12-30 18:48", 1182, "UNCLASSIFIED", "fisheries", 4)
    header = """P R 301848Z DEC 66
FM AMEMBASSY MONTEVIDEO
TO SECSTATE WASHDC PRIORITY
INFO AMEMBASSY BUENOS AIRES
AMEMBASSY SANTIAGO
AMEMBASSY ASUNCION
STATE GRNC"""
    first = draft.body().index("1. (U)")
    body = (
        "UNCLASSIFIED MONTEVIDEO 1182 \n \nOriginal Telegram was Limited Official Use but has since been \n"
        "de-classified \n \nE.O. 12958: DECL: DECLASSIFIED BY NARA 09/02/2009 \nTAGS: EFIS, PBTS, UY\n"
        f"SUBJECT:  {draft.subject} \n \nREF: STATE 106206 CIRCULAR; STATE CA-3400 NOV 2, 1966 \n \n"
    ) + re.sub(r"(?m)^(\d+)\. \(U\) ", r"\1.  ", draft.body()[first:]).upper()
    yield 0, draft.telegram(_first(), header=header, body=body)

    draft = writer.draft("Embassy Reykjavik", "1972-02-25 09:30", 340, "UNCLASSIFIED", "fisheries", 4)
    header = "R 250930Z FEB 72 \nFM AMEMBASSY REYKJAVIK\nTO SECSTATE WASHDC 7561 \nINFO SECDEF\nAMEMBASSY LONDON"
    first = draft.body().index("1. (U)")
    body = (
        "UNCLASSIFIED SECTION 01 OF 01 REYKJAVIK 340 \n \nE.O. 12958: AS AMENDED; DECLASSIFIED JUNE 21, 2006 \n"
        f"TAGS: EFIS, IC\nSUBJECT: {draft.subject} \n \nREF: REYKJAVIK 312: LONDON 1603 \n \n"
        "BEGIN SUMMARY \n \nTHE RULER HAS BEEN FOUND. END SUMMARY \n \n"
    ) + draft.body()[first:].replace("(U) ", "").upper()
    yield 0, draft.telegram(_first(), header=header, body=body)

    suva = "R 110415Z MAR 75\nFM AMEMBASSY SUVA\nTO SECSTATE WASHDC 1044\nINFO AMEMBASSY WELLINGTON\nAMEMBASSY CANBERRA"
    lisbon = "R 131458Z AUG 79\nFM AMEMBASSY LISBON\nTO SECSTATE WASHDC 3182"
    for origin, moment, serial, marking, topic, header, release in (
        ("Embassy Suva", "1975-03-11 04:15", 288, "CONFIDENTIAL", "names", suva, 1),
        ("Embassy Lisbon", "1979-08-13 14:58", 3182, "CONFIDENTIAL", "clocks", lisbon, 0),
        ("Embassy Ottawa", "1986-05-06 19:04", 2207, "UNCLASSIFIED", "weather", None, 2),
    ):
        draft = writer.draft(origin, moment, serial, marking, topic, 4)
        draft.authority = ""
        body = draft.body().upper().replace("SIPDIS", "").replace(f"{serial:06d}", f"{serial:05d}", 1)
        if marking == "CONFIDENTIAL":
            body = re.sub(r"(?m)^(\d+)\. \([A-Z]+\) ", r"\1. ", body).replace("1. ", "1. (C - ENTIRE TEXT). ", 1)
        yield release, draft.telegram((_first, _second, _third)[release](), header=header, body=body)


def _identities(writer: _Writer) -> Iterator[tuple[int, Telegram]]:
    draft = writer.draft("Embassy San Jose", "2009-06-29 23:05", 525, "CONFIDENTIAL", "bees", 8)
    yield 0, draft.telegram(_first(), published_id="09SECTION01OF03SANJOSE525")
    draft = writer.draft("Embassy Vientiane", "2008-03-04 08:45", 144, "UNCLASSIFIED", "botanic", 5)
    yield 1, draft.telegram(_second(), published_id="08VIENTAINE144")
    draft = writer.draft("Embassy Wellington", "2007-08-15 02:37", 610, "CONFIDENTIAL", "cheese", 5)
    yield 0, draft.telegram(_first())
    yield 1, draft.telegram(_second(), published_id="07WELLLINGTON610")
    draft = writer.draft("Embassy Nassau", "2010-01-02 14:11", 640, "UNCLASSIFIED", "ferry", 4)
    yield 1, draft.telegram(_second(before=2), published_id="09NASSAU640")
    draft = writer.draft("Embassy Suva", "2010-01-01 00:20", 1204, "UNCLASSIFIED//FOR OFFICIAL USE ONLY", "bees", 4)
    yield 2, draft.telegram(_third(before=1), published_id="09SUVA1204")
    draft = writer.draft("Embassy Reykjavik", "2009-05-19 13:50", 118, "CONFIDENTIAL", "stamps", 6)
    articles = ("http://http://www.stamps.example/heron", "http://www.courier.example/2011/03/upside-down.html")
    yield 0, draft.telegram(_first(), articles=articles)


State = Telegram | None | str
LEFT_BEHIND = "left behind"  # the page is still in the tree, no list has it


def _histories(writer: _Writer) -> Iterator[tuple[State, State, State]]:
    """Write the cables that change between the releases, as each release has them."""
    draft = writer.draft("Embassy Tunis", "2009-04-16 10:03", 288, "SECRET//NOFORN", "orchestra", 7)
    _secret(draft, "said that the tuba had never been his.")
    first = draft.telegram(_first())
    hidden = redact(redact(first.body, draft.scene.people[0]), draft.scene.people[1])
    second = replace(first, body=hidden, released=_second())
    yield first, second, second

    draft = writer.draft("Embassy Dhaka", "2008-06-09 07:14", 640, "CONFIDENTIAL", "ferry", 6)
    _secret(draft, "keeps the only key to the landing.")
    first = draft.telegram(_first(before=2))
    yield first, first, replace(first, body=redact(first.body, draft.scene.people[0]), released=_third())

    draft = writer.draft("Embassy Kyiv", "2010-01-21 15:36", 102, "CONFIDENTIAL//NOFORN", "bridge", 8)
    _secret(draft, "counted the arches at night.")
    host, other = draft.scene.people
    first = draft.telegram(_first(), articles=("http://www.lantern.example/politics/arches",))
    second = replace(first, body=redact(first.body, host), released=_second(19))
    third = replace(
        second,
        body=redact(second.body, other, "[Name removed]"),
        released=_third(15),
        articles=(*first.articles, "http://gazette.example/bridge?id=7&page=2"),
    )
    yield first, second, third

    draft = writer.draft("Embassy Cairo", "2007-06-27 13:22", 2011, "CONFIDENTIAL", "names", 6)
    first = draft.telegram(_first(before=3))
    second = replace(first, released=_second())
    yield first, second, second

    draft = writer.draft("Embassy Tirana", "2008-09-10 14:17", 415, "CONFIDENTIAL", "census", 6)
    _secret(draft, "drew up the list of wheelbarrows.")
    first = draft.telegram(_first())
    second = replace(first, body=redact(first.body, draft.scene.people[0], "xxxxxxxxxxxx"))
    yield first, second, second

    draft = writer.draft("Embassy Sofia", "2009-06-18 11:48", 286, "CONFIDENTIAL", "weather", 6)
    first = draft.telegram(_first())
    third = replace(
        first,
        classification="CONFIDENTIAL//NOFORN",
        body=first.body.replace("SIPDIS", f"NOFORN{draft.ending}{draft.ending.rstrip(chr(10))}{draft.ending}SIPDIS", 1),
        released=_third(),
    )
    yield first, first, third

    draft = writer.draft("Embassy Warsaw", "2009-04-03 09:08", 377, "SECRET", "chess", 6)
    whole = draft.telegram(_third())
    opening = draft.body().index("2. (")
    partial = replace(whole, header=PARTIAL_EXTRACT, body=f"{whole.body[:opening]}\n...", released=_first())
    yield partial, partial, whole

    draft = writer.draft("Embassy Kathmandu", "2008-05-13 05:49", 518, "CONFIDENTIAL", "botanic", 5)
    yield draft.telegram(_first(before=4)), LEFT_BEHIND, LEFT_BEHIND

    draft = writer.draft("Embassy Luanda", "2009-04-14 16:25", 231, "SECRET", "tea", 5)
    first = draft.telegram(_second(before=3))
    yield None, first, LEFT_BEHIND

    draft = writer.draft("Embassy Zagreb", "2007-07-24 08:36", 733, "CONFIDENTIAL", "museum", 5)
    first = draft.telegram(_first(before=1))
    yield first, LEFT_BEHIND, replace(first, released=_third(11))


WRITERS: tuple[Callable[[_Writer], Iterator[tuple[int, Telegram]]], ...] = (
    _partial,
    _paragraph_forms,
    _heading_forms,
    _banners,
    _references,
    _old,
    _identities,
)

# Where most of the sample comes from, the busiest first.
ORIGINS = (
    "Embassy Vientiane", "Embassy Reykjavik", "Embassy Oslo", "Embassy Wellington", "Embassy Suva", "Embassy Ottawa",
    "Secretary of State", "Embassy Lisbon", "Embassy Bern", "Embassy Accra", "Embassy Montevideo", "Embassy Riga",
    "Embassy Kathmandu", "Embassy Windhoek", "Consulate Halifax", "Embassy Ljubljana", "Embassy Dublin",
    "Embassy San Jose", "Embassy Port Louis", "Consulate Osaka Kobe", "Embassy Tallinn", "Embassy Luxembourg",
    "Embassy Bridgetown", "USUN New York", "Embassy Ulaanbaatar", "Consulate Naples", "Embassy Port Moresby",
    "US Interests Section Havana", "Embassy Gaborone", "UNVIE",
)  # fmt: skip
MARKINGS = {
    "CONFIDENTIAL": 36,
    "UNCLASSIFIED": 24,
    "UNCLASSIFIED//FOR OFFICIAL USE ONLY": 16,
    "SECRET": 10,
    "CONFIDENTIAL//NOFORN": 8,
    "SECRET//NOFORN": 6,
}
YEARS = {2002: 1, 2003: 1, 2004: 4, 2005: 6, 2006: 9, 2007: 12, 2008: 18, 2009: 36, 2010: 13}


def _ordinary(writer: _Writer, counts: tuple[int, int, int], taken: set[str]) -> Iterator[tuple[int, Telegram]]:
    """Write the rest: cables drawn from the seed, some of which cite one another and some with the common faults."""
    rng = random.Random(f"{writer.seed} ordinary")  # noqa: S311
    drafts: list[Draft] = []
    origins = [origin for origin in ORIGINS if origin in BY_ORIGIN]
    while len(drafts) < sum(counts):
        year = rng.choices(tuple(YEARS), tuple(YEARS.values()))[0]
        month = rng.randrange(1, 3 if year == 2010 else 13)
        moment = f"{year}-{month:02d}-{rng.randrange(1, 29):02d} {rng.randrange(24):02d}:{rng.randrange(60):02d}"
        origin = rng.choices(origins, [1 / (rank + 2) for rank in range(len(origins))])[0]
        marking = rng.choices(tuple(MARKINGS), tuple(MARKINGS.values()))[0]
        serial = rng.randrange(11, 40_000 if origin == "Secretary of State" else 1900)
        draft = writer.draft(
            origin, moment, serial, marking, None, rng.choice((4, 5, 6, 6, 7, 8, 8, 9, 10, 12, 14, 16))
        )
        if draft.reference_id not in taken:
            taken.add(draft.reference_id)
            drafts.append(draft)
    order = rng.sample(drafts, len(drafts))
    for release, draft in zip((0,) * counts[0] + (1,) * counts[1] + (2,) * counts[2], order, strict=True):
        earlier = [each for each in drafts if each.created < draft.created]
        if earlier and rng.random() < 0.5:
            draft.references = _citations(draft, rng.sample(earlier, min(len(earlier), rng.randrange(1, 4))))
        yield release, _ordinary_telegram(rng, draft, release)


def _citations(draft: Draft, cited: list[Draft]) -> str:
    entries = []
    for each in cited:
        year = "" if each.created.year == draft.created.year else f"{each.created:%y} "
        entries.append(f"{year}{each.post.banner} {each.serial}")
    if len(entries) == 1:
        return f"REF: {entries[0]}"
    return "\n".join(f"{'REF: ' if n == 0 else '     '}{'ABC'[n]}. {entry}" for n, entry in enumerate(entries))


def _ordinary_telegram(rng: random.Random, draft: Draft, release: int) -> Telegram:
    released = (_first, _second, _third)[release](rng.choice((12, 16, 18, 21, 23)), rng.randrange(6))
    articles: tuple[str, ...] = ()
    if rng.random() < 0.2:
        paper = rng.choice(("www.courier.example", "gazette.example", "www.lantern.example"))
        articles = (f"http://{paper}/2011/{released:%m/%d}/{draft.scene.topic.name}-{rng.randrange(100, 999)}.html",)
    hide = not draft.classification.startswith("UNCLASSIFIED") and rng.random() < 0.25
    if hide:
        _secret(draft, rng.choice(("spoke in confidence.", "asked that we not mention the goats.")))
    telegram = draft.telegram(
        released, articles=articles, tags_linked=rng.random() > 0.08, anchored=rng.random() > 0.08
    )
    if hide:
        run = rng.choice(("XXXXXXXXXXXX", "xxxxxxxxxxxx", "XXXXX"))
        telegram = replace(telegram, body=redact(telegram.body, draft.scene.people[0], run))
    if rng.random() < 0.06:
        telegram = replace(telegram, header=PARTIAL_EXTRACT)
    return telegram


def sample_releases(seed: int) -> tuple[Release, Release, Release]:
    """Write three successive releases of 60, 75 and 90 pages; the same seed gives the same text.

    The planted cables (`PLANTED`) are in all of them from the release on that first has them.
    """
    writer = _Writer(seed)
    states: list[tuple[State, State, State]] = list(_histories(writer))
    for write in WRITERS:
        for first, telegram in write(writer):
            states.append((telegram if first < 1 else None, telegram if first < 2 else None, telegram))
    taken = {state.published_id for each in states for state in each if isinstance(state, Telegram)}
    present = [sum(1 for each in states if each[release] is not None) for release in range(3)]
    counts = (
        PAGES[0] - present[0],
        PAGES[1] - PAGES[0] - (present[1] - present[0]),
        PAGES[2] - PAGES[1] - (present[2] - present[1]),
    )
    for first, telegram in _ordinary(writer, counts, taken):
        states.append((telegram if first < 1 else None, telegram if first < 2 else None, telegram))

    releases: list[Release] = []
    earliest = {"09TUNIS288": _first(), "07CAIRO2011": _first(before=3)}
    for number, day in enumerate(DAYS):
        listed: list[Telegram] = []
        left: list[tuple[Telegram, Release]] = []
        for each in states:
            state = each[number]
            if isinstance(state, Telegram):
                listed.append(state)
            elif state == LEFT_BEHIND:
                # The page stays as the last release that listed it had rendered it.
                shown = [
                    (before, releases[k]) for k, before in enumerate(each[:number]) if isinstance(before, Telegram)
                ]
                left.append(shown[-1])
        releases.append(
            Release(
                day=day,
                cables=tuple(listed),
                withdrawn=tuple(left),
                stale_rows=earliest if number else {},
                index_counter=releases[-1].shown_counter if number == 2 else None,
                rows_per_page=25,
                press=PRESS[: 3 + number],
            )
        )
    return releases[0], releases[1], releases[2]


PRESS = (
    ("/The-ruler-dispute-explained.html", "Iceland"),
    ("/Fyret-og-trappene.html", "Norway"),
    ("/A-dictionary-comes-home.html", "Laos"),
    ("/La-tuba-perdue.html", "Tunisia"),
    ("/Editorial-on-gauges.html", " Editorial"),
)
