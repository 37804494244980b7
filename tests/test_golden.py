"""Golden pages: invented cables with the disorders of the real ones, each beside the record that it must give.

`golden/manifest.csv` says what each page is there for. A page without a record gets one written, and the test fails:
read it against the page, correct it by hand, and run again.
"""

from __future__ import annotations

import csv
import json
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.model import Cable
from pipeline.parse.cable import article, read_cable, read_cables
from pipeline.parse.page import read_page
from pipeline.parse.paragraphs import WORD, words_of

GOLDEN = Path(__file__).parent / "golden"
PAGES = sorted(GOLDEN.glob("*.html"))
# Digests of what the other fields show; they change with a comma and say nothing to a reader.
NOT_SHOWN = {"fingerprint", "field_fingerprints"}


def plain_value(value: Any) -> Any:
    """A value of a record as JSON has it: named tuples with their names, moments in ISO form."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if hasattr(value, "_asdict"):
        return {name: plain_value(item) for name, item in value._asdict().items()}
    if isinstance(value, (tuple, list)):
        return [plain_value(item) for item in value]
    return value


def record_of(page: Path) -> dict[str, Any]:
    cable = read_cable(read_page(page.name, page.read_bytes()))
    return {one.name: plain_value(getattr(cable, one.name)) for one in fields(Cable) if one.name not in NOT_SHOWN}


def manifest() -> dict[str, str]:
    with (GOLDEN / "manifest.csv").open(encoding="utf-8", newline="") as rows:
        return {row["page"]: row["covers"] for row in csv.DictReader(rows)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_golden_page_gives_its_record(page):
    golden = page.with_suffix(".json")
    record = record_of(page)
    if not golden.exists():
        golden.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        pytest.fail(f"{golden.name} was missing and has been written: read it against {page.name} and correct it")
    assert record == json.loads(golden.read_text(encoding="utf-8"))


def test_pages_read_together_give_what_each_gives_by_itself():
    pages = [read_page(page.name, page.read_bytes()) for page in PAGES]
    assert read_cables(pages) == [read_cable(page) for page in pages]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_word_of_a_golden_page_is_lost(page):
    read = read_page(page.name, page.read_bytes())

    def counted(words):
        return sorted(str(int(word)) if word.isdecimal() else word for word in words)

    assert counted(words_of(list(read_cable(read).paragraphs))) == counted(WORD.findall(read.body))


def test_every_golden_page_says_what_it_is_there_for_and_has_a_record():
    pages = {page.stem for page in PAGES}
    assert len(pages) >= 60
    assert set(manifest()) == pages
    assert all(manifest().values())
    assert {record.stem for record in GOLDEN.glob("*.json")} == pages


def test_a_wrong_record_would_be_seen():
    page = PAGES[0]
    record = record_of(page)
    record["subject"] = "SOMETHING ELSE"
    assert record != json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("published", "url", "host", "is_front_page"),
    [
        ("http://www.example.org/a", "http://www.example.org/a", "example.org", False),
        ("http://http://example.org/a", "http://example.org/a", "example.org", False),
        ("http://www.example.org", "http://www.example.org", "example.org", True),
        ("http://WWW.Example.org/", "http://WWW.Example.org/", "example.org", True),
        ("www.example.org", "http://www.example.org", "example.org", True),
        ("http://example.org:80/#top", "http://example.org:80/#top", "example.org", True),
        ("http://example.org/?id=3", "http://example.org/?id=3", "example.org", False),
        ("nonsense", "nonsense", None, False),
        ("", "", None, False),
    ],
)
def test_an_article_is_told_from_a_front_page(published, url, host, is_front_page):
    assert article(published) == (url, published, host, is_front_page)
