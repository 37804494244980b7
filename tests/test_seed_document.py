"""The document that the project began with: a page as a reader's tool renders it to text, put back into a page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from small_releases import ROOT

from pipeline.parse.cable import read_cable
from pipeline.parse.page import read_page
from pipeline.sample import Telegram, render_page

DOCUMENT = ROOT.parent / "shared" / "seed" / "cable-page-as-text.txt"

pytestmark = pytest.mark.skipif(not DOCUMENT.is_file(), reason=f"the document is not in {DOCUMENT.parent}")


@pytest.fixture(scope="module")
def cable():
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    row = next(number for number, line in enumerate(lines) if line.startswith("---|")) + 1
    identifier, created, released, classification, origin = (cell.strip() for cell in lines[row].split("|")[:5])
    body = next(number for number, line in enumerate(lines[row:], row) if line.startswith("C O N F I D E N T I A L"))
    times = [datetime.strptime(cell[:13], "%Y-%m-%d %H").replace(tzinfo=UTC) for cell in (created, released)]
    telegram = Telegram(
        identifier,
        *times,
        classification,
        origin,
        header="\n".join(lines[row + 1 : body]).strip(),
        body="\n".join(lines[body:]).strip(),
    )
    return read_cable(read_page(telegram.path, render_page(telegram, counter=4040).encode()))


def test_its_ten_tags_are_in_order(cable):
    assert [tag.tag for tag in cable.tags] == ["PREL", "PARM", "KNNP", "UK", "CH", "FR", "RS", "IR", "EG", "PK"]


def test_it_has_one_action_and_six_info_addressees(cable):
    assert [recipient.role for recipient in cable.recipients] == ["action"] + ["info"] * 6
    assert (cable.recipients[0].route, cable.recipients[0].name, cable.recipients[0].mcn) == (
        "RUEHC",
        "SECSTATE WASHDC",
        "3559",
    )
    assert all(recipient.route and recipient.mcn for recipient in cable.recipients)


def test_its_eleven_paragraphs_have_their_numbers_marks_and_headings(cable):
    paragraphs = [part for part in cable.paragraphs if part.kind == "paragraph"]
    assert [part.number for part in paragraphs] == list(range(1, 12))
    assert [part.portion_mark for part in paragraphs] == ["C/NF"] * 10 + ["SBU"]
    assert [part.portion_caveats for part in paragraphs] == [("NOFORN",)] * 10 + [paragraphs[10].portion_caveats]
    assert [part.heading is not None for part in paragraphs] == [False] + [True] * 9 + [False]
    assert (paragraphs[8].heading, paragraphs[9].heading) == ("FMCT", "Future Meetings")
    assert all("---" not in (part.heading or "") + part.text for part in paragraphs)


def test_its_moment_marking_and_subject_are_the_telegrams(cable):
    assert cable.sent_at == datetime(2009, 9, 22, 14, 28, tzinfo=UTC)
    assert (cable.classification_level, cable.caveats) == ("CONFIDENTIAL", ("NOFORN",))
    assert cable.subject is not None
    assert cable.subject.endswith("ON NPT AND OTHER ISSUES -- SEPTEMBER 4, 2009")
    assert not cable.subject.startswith("(")
    assert (cable.created_at, cable.released_at) == (
        datetime(2009, 9, 22, 14, tzinfo=UTC),
        datetime(2011, 2, 4, 21, tzinfo=UTC),
    )
    assert (len(cable.officers), cable.classification_reasons, cable.signers) == (1, ("1.4(b)", "1.4(d)"), ("SUSMAN",))
