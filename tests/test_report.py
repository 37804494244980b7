"""The report: what it says of a corpus that can be counted by hand, of an empty one, and how its page is built."""

from __future__ import annotations

import base64
import json
import re
from datetime import date, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline import warehouse
from pipeline.parse.page import REJECT_REASONS
from pipeline.report import drawing, query, write_report
from pipeline.report.charts import heat_map, plain_rows, ranked_bars
from pipeline.report.figures import FIGURES, SECTIONS
from pipeline.report.layout import places
from pipeline.report.wording import MEANINGS, cell, heading, listed, percent
from pipeline.schema import AXES, TABLES
from pipeline.wording import counted
from tests.inline_rows import at, database, day, table_rows

PACKAGE = Path(drawing.__file__).parent

POSTS = [
    {"post_code": "VIENTIANE", "name": "Embassy Vientiane", "kind": "embassy", "city": "Vientiane", "country": "LA"}
    | {"latitude": 17.97, "longitude": 102.6, "region": "East Asia and Pacific"},
    {"post_code": "QUITO", "name": "Embassy Quito", "kind": "embassy", "city": "Quito", "country": "EC"}
    | {"latitude": -0.22, "longitude": -78.51, "region": "Western Hemisphere"},
]
TAGS = [
    {"tag": "PREL", "kind": "subject", "meaning": "External Political Relations", "is_known": True},
    {"tag": "ECON", "kind": "subject", "meaning": "Economic Conditions", "is_known": True},
    {"tag": "LA", "kind": "place", "meaning": "Laos", "country": "LA", "is_known": True},
    {"tag": "PRELL", "kind": "unknown", "is_known": False},
]
RELEASES = [
    {"release_id": "2010-11-28", "released_date": day("2010-11-28"), "source": "first.tar", "page_count": 2},
    {"release_id": "2010-12-01", "released_date": day("2010-12-01"), "source": "second.tar", "page_count": 3},
]
RELEASES = [{"total": 1000, "counter": row["page_count"], "date_evidence": "name"} | row for row in RELEASES]
ORIGINS = {"VIENTIANE": "Embassy Vientiane", "QUITO": "Embassy Quito"}


def cable(cable_id, post, first, level="CONFIDENTIAL", last=None, **more):
    return {
        "cable_id": cable_id,
        "post_code": post,
        "origin": ORIGINS[post],
        "created_at": at(f"20{cable_id[:2]}-05-01 10:00"),
        "classification": level,
        "classification_level": level,
        "first_released_at": at(first),
        "released_at": at(last or first),
        "last_released_at": at(last or first),
        "first_released_evidence": "page",
        "revision_count": 1,
        "body_revision_count": 1,
        "release_id": "2010-12-01",
        "subject": f"Invented matter of {cable_id}",
        "fingerprint": cable_id,
        **more,
    }


CABLES = [
    cable("08VIENTIANE1", "VIENTIANE", "2010-11-28 18:00", "SECRET", redaction_count=3),
    cable("09VIENTIANE2", "VIENTIANE", "2010-11-28 18:00", last="2010-12-01 09:00", fingerprint="second"),
    cable("09QUITO3", "QUITO", "2010-11-30 12:00", "UNCLASSIFIED"),
]


def page(release_id, cable_id):
    return {"release_id": release_id, "cable_id": cable_id, "path": f"cable/{cable_id}.html", "is_current": True}


def tagged(cable_id, *tags):
    return [
        {"cable_id": cable_id, "position": place, "tag": tag, "published_tag": tag}
        for place, tag in enumerate(tags, start=1)
    ]


def revision(cable_id, number, first, last, **more):
    return {
        "cable_id": cable_id,
        "revision": number,
        "first_release_id": first,
        "last_release_id": last,
        "released_at": at(f"{first} 09:00"),
        "fingerprint": cable_id,
        "is_current": True,
        **more,
    }


SMALL = {
    "posts": POSTS,
    "tags": TAGS,
    "releases": RELEASES,
    "cables": CABLES,
    "pages": [
        page("2010-11-28", "08VIENTIANE1"),
        page("2010-11-28", "09VIENTIANE2"),
        page("2010-12-01", "08VIENTIANE1"),
        page("2010-12-01", "09VIENTIANE2"),
        page("2010-12-01", "09QUITO3"),
    ],
    "cable_tags": [
        *tagged("08VIENTIANE1", "PREL", "LA"),
        *tagged("09VIENTIANE2", "PREL", "LA", "ECON"),
        *tagged("09QUITO3", "PREL", "PRELL"),
    ],
    "articles": [
        {"cable_id": "09QUITO3", "position": 1, "url": "https://paper.example/a", "host": "paper.example"},
        {"cable_id": "09QUITO3", "position": 2, "url": "https://paper.example/b", "host": "paper.example"},
    ],
    "revisions": [
        revision("08VIENTIANE1", 1, "2010-11-28", "2010-12-01"),
        revision("09VIENTIANE2", 1, "2010-11-28", "2010-11-28", is_current=False),
        revision("09VIENTIANE2", 2, "2010-12-01", "2010-12-01", fingerprint="second", changed_fields=["body"]),
        revision("09QUITO3", 1, "2010-12-01", "2010-12-01"),
    ],
    "publication_events": [
        {"cable_id": "09VIENTIANE2", "event_date": day("2010-12-01"), "event": "reissued", "release_id": "2010-12-01"}
    ],
    "redaction_events": [
        {"cable_id": "09VIENTIANE2", "revision": 2, "position": 1, "release_id": "2010-12-01", "event": "hidden"}
        | {"redactions_after": 2, "words_removed": 4}
    ],
    "rejects": [
        {"release_id": "2010-12-01", "source": "second.tar", "path": "cable/bad.html", "reason": "no_cable_table"}
    ],
    "listings": [
        {"release_id": "2010-12-01", "axis": "origin", "key": "Embassy Quito", "path": "origin/q.html", "position": 1}
        | {"cable_id": "10QUITO9", "counter": 3}
    ],
}


def edition(folder, **tables):
    """An edition's folder with the given rows, all other tables empty."""
    for table in TABLES.values():
        path = folder / warehouse.table_glob(table).replace("*", "rows")
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table_rows(table.name, tables.get(table.name, [])), path)
    return folder


class Outline(HTMLParser):
    """What a page is made of: its elements with their attributes, and the text of each figure."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.figures = {}
        self.inside = None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.elements.append((tag, found))
        if tag == "figure":
            self.inside = found["id"]
            self.figures[self.inside] = ""

    def handle_endtag(self, tag):
        if tag == "figure":
            self.inside = None

    def handle_data(self, data):
        if self.inside:
            self.figures[self.inside] += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    before = edition(
        folder / "20101128T020000Z",
        **{**SMALL, "cables": [CABLES[0], CABLES[1] | {"fingerprint": "09VIENTIANE2"}]},
    )
    after = edition(folder / "20101201T020000Z", **SMALL)
    return write_report(after, folder / "out" / "report.html", before)


@pytest.fixture(scope="module")
def text(small):
    return small.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def outline(text):
    return Outline(text)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    folder = tmp_path_factory.mktemp("empty")
    return write_report(edition(folder / "20101128T020000Z"), folder / "report.html")


@pytest.mark.parametrize(
    ("figure", "fact"),
    [
        ("progress", "3 of 1,000 cables are out: 0.30%"),
        ("running_total", "3 cables in 4 days, up to 2010-12-01"),
        ("releases_over_time", "3 first releases, 1 re-issue, 0 withdrawals"),
        ("created_by_year", "Written 2008 to 2009: 2009 alone gives 67%"),
        ("origins_on_a_map", "2 origins in 2 countries are heard"),
        ("origins_ranked", "Embassy Vientiane sent the most: 2 cables, 67%"),
        ("tags_ranked", "PREL (External Political Relations) stands on 100% of the cables"),
        ("tag_network", "LA and PREL have the most in common: they stand together on 2 cables"),
        ("classification_totals", "CONFIDENTIAL is the most common marking: 33% of the cables"),
        ("classification_by_region", "33% of all cables are secret; from East Asia and Pacific, 50%"),
        ("redactions_by_origin", "Most was hidden in cables of Embassy Vientiane: 3 places in 1 cable"),
        ("redactions_by_release", "1 paragraph lost text after release, 0 got some back"),
        ("press_by_host", "paper.example is named with the most cables: 1"),
        ("cables_in_the_press", "09QUITO3 has the most articles: 2"),
        ("changes_since", "Since the last edition: 1 added and 1 revised"),
        ("changes_by_release", "The newest release added 1, revised 1, withdrew 0 and restored 0"),
        ("releases_read", "Made from 2 releases of 5 pages in all"),
        ("rejects", "1 page could not be read"),
        ("unknown_tags", "1 tag not in the vocabulary; PRELL is on 1 cable"),
    ],
)
def test_each_figure_is_headed_by_what_it_shows(outline, figure, fact):
    assert fact in outline.figures[figure]


def test_an_edition_without_a_cable_says_so_instead_of_drawing(empty):
    page = Outline(empty.read_text(encoding="utf-8"))
    assert not [element for element in page.all("div") if element.get("role") == "img"]
    assert list((empty.parent / "report_charts").iterdir()) == []
    for figure in FIGURES:
        if figure.empty and not figure.name.startswith("changes_"):
            assert figure.empty in page.figures[figure.name]
    assert "This is the first edition" in page.figures["changes_since"]
    assert "changes_listed" not in page.figures


def test_every_chart_has_its_numbers_its_sql_and_its_file(small, outline):
    drawn = [figure.name for figure in FIGURES if f"plot-{figure.name}" in {e.get("id") for e in outline.all("div")}]
    assert set(drawn) == {figure.name for figure in FIGURES if figure.chart is not None}
    pictures = {path.stem for path in (small.parent / "report_charts").glob("*.svg")}
    assert pictures == set(drawn)
    for name in drawn:
        assert "The numbers (" in outline.figures[name]
    for name in outline.figures:
        assert query(name) in outline.figures[name]


def test_the_page_holds_the_file_of_each_chart(small, outline):
    charts = {path.name: path.read_bytes() for path in (small.parent / "report_charts").iterdir()}
    links = {link["download"]: link["href"] for link in outline.all("a") if "download" in link}
    assert links.keys() == charts.keys()
    for name, address in links.items():
        assert address.startswith("data:image/svg+xml;base64,")
        assert base64.b64decode(address.partition(",")[2], validate=True) == charts[name]


def test_without_exports_beside_it_every_link_stays_within_the_page(outline, text):
    assert {link["href"].partition(":")[0][:1] for link in outline.all("a")} == {"#", "d"}
    assert "it can be kept, sent and printed by itself" in text
    assert "CSV" not in text[text.index("<footer>") :]


@pytest.fixture
def exported(small, tmp_path):
    """A folder with some tables, and what a report in it links."""

    def links(edition_id=None):
        for name in ("origin_totals", "tag_totals", "tag_cooccurrence", "changes", "latest"):
            (tmp_path / f"{name}.csv").write_text("", encoding="utf-8")
        if edition_id is not None:
            (tmp_path / "edition.txt").write_text(f"{edition_id}\n", encoding="utf-8")
        page = write_report(small.parent.parent / "20101201T020000Z", tmp_path / "report.html").read_text("utf-8")
        figures = {part[: part.index('"')]: part for part in page.split('<figure id="')[1:]}
        found = {name: re.findall(r'href="(\w+\.csv)"', part) for name, part in figures.items()}
        return {name: files for name, files in found.items() if files}, page

    return links


@pytest.mark.parametrize("edition_id", [None, "20101201T020000Z"])
def test_tables_that_lie_beside_the_page_are_linked_at_the_figures_that_read_them(exported, edition_id):
    links, page = exported(edition_id)
    assert links == {
        "origins_on_a_map": ["origin_totals.csv"],
        "origins_ranked": ["origin_totals.csv"],
        "tags_ranked": ["tag_totals.csv"],
        "tag_heat_map": ["tag_totals.csv", "tag_cooccurrence.csv"],
        "tag_network": ["tag_totals.csv"],
    }
    assert "beside this page" in page
    assert "Only the CSV files that it links lie beside it" in page


def test_tables_of_another_edition_are_not_linked(exported):
    links, page = exported("20101128T020000Z")
    assert links == {}
    assert "CSV" not in page[page.index("<footer>") :]


def test_the_numbers_under_a_chart_are_the_ones_of_the_query(text):
    figure = text[text.index('<figure id="origins_ranked"') :]
    rows = re.findall(r"<tr>(.*?)</tr>", figure[: figure.index("</figure>")])
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]
    assert cells[0][:4] == ["origin", "country", "cable count", "share"]
    assert cells[1][:4] == ["Embassy Vientiane", "LA", "2", "67%"]
    assert cells[2][:4] == ["Embassy Quito", "EC", "1", "33%"]
    assert len(cells) == 3


def test_the_page_names_no_address_outside(outline, text):
    for _tag, attributes in outline.elements:
        for name in ("href", "src", "srcset", "action", "data"):
            assert not re.match(r"(?:[a-z]+:)?//", attributes.get(name) or "")
    assert not outline.all("img")
    assert [link["href"] for link in outline.all("link")] == ["data:,"]
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    (policy,) = [m["content"] for m in outline.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "connect-src" not in policy


def test_a_screen_reader_finds_its_way(outline):
    assert outline.all("html")[0]["lang"] == "en"
    names = [tag for tag, _ in outline.elements]
    for landmark in ("header", "nav", "main", "footer"):
        assert names.count(landmark) == 1
    levels = [int(name[1]) for name in names if re.fullmatch(r"h[1-6]", name)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in outline.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    skip = outline.all("a")[0]
    assert skip["href"].removeprefix("#") in ids
    for _, attributes in outline.elements:
        if "aria-labelledby" in attributes:
            assert attributes["aria-labelledby"] in ids
    plots = [element for element in outline.all("div") if element.get("class") == "plot"]
    assert plots
    assert all(plot["role"] == "img" and plot["aria-label"].startswith("Chart: ") for plot in plots)
    boxes = [e for e in outline.all("div") if "scroll" in (e.get("class") or "").split()] + outline.all("pre")
    assert len(boxes) > names.count("table")
    assert all(box["tabindex"] == "0" and box["role"] == "region" and box["aria-label"] for box in boxes)
    assert names.count("caption") == names.count("table")
    assert all(head["scope"] in {"col", "row"} for head in outline.all("th"))


def test_a_report_of_the_same_edition_is_the_same_byte_by_byte(small, tmp_path):
    folder = small.parent.parent
    again = write_report(folder / "20101201T020000Z", tmp_path / "report.html", folder / "20101128T020000Z")
    assert again.read_bytes() == small.read_bytes()
    for picture in (small.parent / "report_charts").iterdir():
        assert (tmp_path / "report_charts" / picture.name).read_bytes() == picture.read_bytes()


def test_text_of_a_cable_cannot_become_markup(tmp_path):
    hostile = "</script><b id='planted'>&amp;"
    tables = {
        **SMALL,
        "tags": [*TAGS, {"tag": hostile, "kind": "unknown", "is_known": False}],
        "cable_tags": [*SMALL["cable_tags"], *[{**tagged("09QUITO3", hostile)[0], "position": 3}]],
        "cables": [CABLES[0] | {"subject": hostile}, *CABLES[1:]],
    }
    target = write_report(edition(tmp_path / "20101201T020000Z", **tables), tmp_path / "report.html")
    page = Outline(target.read_text(encoding="utf-8"))
    assert "planted" not in {attributes.get("id") for _, attributes in page.elements}
    assert hostile in page.figures["tags_ranked"]


def test_the_page_before_stays_where_a_report_cannot_be_made(small, monkeypatch):
    before = small.read_bytes()
    monkeypatch.setattr(drawing, "engine", lambda: (_ for _ in ()).throw(ValueError("no engine")))
    with pytest.raises(ValueError, match="no engine"):
        write_report(small.parent.parent / "20101201T020000Z", small)
    assert small.read_bytes() == before
    assert [path.name for path in small.parent.iterdir() if path.name.startswith(".")] == []


def test_a_folder_that_is_no_edition_is_refused(tmp_path):
    with pytest.raises((duckdb.Error, OSError)):
        write_report(tmp_path / "nothing", tmp_path / "report.html")
    assert not (tmp_path / "report.html").exists()


def test_a_picture_that_is_no_longer_drawn_is_removed(tmp_path):
    target = tmp_path / "report.html"
    (tmp_path / "report_charts").mkdir()
    (tmp_path / "report_charts" / "tag_network.svg").write_text("old", encoding="utf-8")
    (tmp_path / "report_charts" / "kept.svg").write_text("of somebody else", encoding="utf-8")
    write_report(edition(tmp_path / "20101201T020000Z"), target)
    assert [path.name for path in (tmp_path / "report_charts").iterdir()] == ["kept.svg"]


def test_each_step_is_told(tmp_path):
    told = []
    write_report(edition(tmp_path / "20101201T020000Z"), tmp_path / "report.html", say=told.append)
    assert told == ["asking the edition", "drawing the charts", "writing the page"]


def asked(name, **tables):
    """The figure of that name, and the rows of its query over the given ones."""
    con = database(**tables)
    cursor = con.execute(query(name))
    names = [column[0] for column in cursor.description]
    (figure,) = [figure for figure in FIGURES if figure.name == name]
    return figure, [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_title_bars_and_note_count_the_same_differences_of_the_index():
    dates = {"released_at": at("2010-11-30 12:00"), "first_released_at": at("2010-11-30 12:00")}
    # Two cables over two releases: one stands at an older day in both of them, one in the second.
    listings = [
        {"release_id": release, "axis": axis, "key": "k", "path": f"{axis}/k.html", "position": place}
        | {"cable_id": cable_id, "released_date": day("2010-11-29")}
        for release, axis, place, cable_id in [
            ("2010-11-28", "origin", 1, "09QUITO3"),
            ("2010-12-01", "origin", 1, "09QUITO3"),
            ("2010-12-01", "origin", 2, "09QUITO4"),
            ("2010-12-01", "reldate", 1, "09QUITO4"),
        ]
    ]
    figure, rows = asked(
        "listing_differences",
        releases=RELEASES,
        cables=[CABLES[2] | dates, CABLES[2] | dates | {"cable_id": "09QUITO4"}],
        pages=[
            page(release, cable_id) | {"released_at": at("2010-11-30 12:00"), "is_current": False}
            for release in ("2010-11-28", "2010-12-01")
            for cable_id in ("09QUITO3", "09QUITO4")
        ],
        listings=listings,
    )
    assert figure.fact(rows) == "4 differences between the site's index pages and its cable pages"
    bars = figure.chart(rows).spec
    assert [(bar["label"], bar["value"]) for bar in bars["data"]["values"]] == [
        ("by origin: another release day", 3),
        ("by day of release: another release day", 1),
    ]
    assert bars["encoding"]["x"]["title"] == "differences"
    assert figure.note.startswith("Differences by way of browsing and kind;")


def test_every_reason_for_another_counter_is_told_in_words_with_its_count():
    shown = [("2010-11-28", "08VIENTIANE1"), ("2010-12-01", "08VIENTIANE1"), ("2010-12-01", "09VIENTIANE2")]
    shown += [("2010-12-01", f"09QUITO{number}") for number in (3, 4, 5)]
    figure, rows = asked(
        "counter_differences",
        # The first counts what came later, and the second six more than it shows.
        releases=[RELEASES[0] | {"counter": 1}, RELEASES[1] | {"counter": 11}],
        pages=[page(*where) for where in shown],
        cables=[
            *CABLES[:2],
            *(cable(f"09QUITO{number}", "QUITO", "2010-11-28 23:00") for number in (3, 4)),
            cable("09QUITO5", "QUITO", "2010-11-27 09:00"),
        ],
    )
    assert figure.fact(rows) == "10 differences between our totals and the site's counters: 6 not explained"
    assert (
        "6 not explained; 3 released later that day, after the release was made; "
        "1 dated before the release, yet first shown by a later one." in figure.note(rows)
    )


def test_reasons_of_several_releases_are_added_up():
    rows = [
        {"release_id": release, "reason": reason, "difference_count": count}
        for release, reason, count in [("a", "second_page", 1), ("b", "dated_later", 2), ("b", "second_page", 3)]
    ]
    (figure,) = [figure for figure in FIGURES if figure.name == "counter_differences"]
    assert figure.fact(rows) == "6 differences between our totals and the site's counters: each is explained"
    assert "4 counted by the site once more, for a second page; 2 shown by the release, dated" in figure.note(rows)


def codes_of(view, column):
    """The codes that a view writes into that column, which may be made by a case."""
    sql = (warehouse.SQL_FOLDER / "views" / f"{view}.sql").read_text(encoding="utf-8")
    cases = re.findall(rf"case\b(.*?)end as {column}", sql, re.DOTALL)
    return {*re.findall(rf"'(\w+)' as {column}\b", sql), *re.findall(r"(?:then|else) '(\w+)'", "".join(cases))}


def test_no_reason_is_a_bare_code_on_the_page(outline):
    assert MEANINGS["reason"].keys() == codes_of("counter_differences", "reason") | set(REJECT_REASONS)
    assert cell("reason", "released_later_that_day") == "released later that day, after the release was made"
    shown = {figure: re.sub(r"SQL.*", "", text, flags=re.DOTALL) for figure, text in outline.figures.items()}
    assert "no table of a cable" in shown["rejects"]
    bare = {code for codes in MEANINGS.values() for code in codes if "_" in code}
    assert not [(figure, code) for figure, text in shown.items() for code in bare if code in text]


def test_each_code_of_the_index_is_words_on_the_page():
    assert MEANINGS["difference"].keys() == codes_of("listing_differences", "difference")
    assert MEANINGS["axis"].keys() == set(AXES)
    assert not [words for column in MEANINGS.values() for words in column.values() if "_" in words]
    assert cell("difference", "released_date") == "another release day"
    assert cell("axis", "reldate") == "by day of release"


def test_every_query_belongs_to_a_figure_and_every_figure_has_one():
    assert {path.stem for path in (PACKAGE / "queries").iterdir()} == {"head", *(figure.name for figure in FIGURES)}
    assert len({section.name for section in SECTIONS}) == len(SECTIONS)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_every_query_gives_its_rows_in_a_total_order(figure):
    assert re.search(r"\norder by [^()]+$", query(figure.name))


@pytest.mark.parametrize("path", sorted(Path(drawing.__file__).parent.glob("*.py")), ids=lambda path: path.name)
def test_files_use_colours_by_name_only(path):
    if path.name != "drawing.py":
        assert not re.search(r"#[0-9a-f]{6}", path.read_text(encoding="utf-8"))


def themes():
    """The colours of the page's style by theme: light, then dark."""
    style = (PACKAGE / "page.css").read_text(encoding="utf-8")
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in style.split("@media screen", 1))
    return {"light": light, "dark": dark}


def test_files_have_the_colours_of_the_light_page():
    light = themes()["light"]
    assert {name: light[name] for name in drawing.LIGHT} == drawing.LIGHT


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("colour", "ground", "least"),
    [
        ("ink", "surface", 7),
        ("ink", "page", 7),
        ("muted", "surface", 4.5),
        ("muted", "page", 4.5),
        ("one", "surface", 4.5),  # links too
        ("one", "page", 4.5),
        ("two", "surface", 3),
        ("three", "surface", 3),
        ("four", "surface", 3),
        ("edge", "surface", 2.5),
        ("edge", "page", 2.5),
    ],
)
def test_colours_stand_out_from_their_ground(theme, colour, ground, least):
    colours = themes()[theme]
    assert contrast(colours[colour], colours[ground]) >= least


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_step_of_the_ramp_is_told_from_the_card_and_from_the_last(theme):
    colours = themes()[theme]
    steps = [colours[f"ramp-{step}"] for step in range(5)]
    assert contrast(steps[0], colours["surface"]) >= 1.6
    for fainter, stronger in pairwise(steps):
        assert contrast(stronger, colours["surface"]) > contrast(fainter, colours["surface"])
        assert contrast(fainter, stronger) >= 1.5


def test_tied_tags_lie_nearer_than_others():
    at_places = places(
        ["PREL", "PGOV", "ECON", "ETRD"], {("PREL", "PGOV"): 0.6, ("ECON", "ETRD"): 0.5, ("PREL", "ECON"): 0.05}
    )

    def apart(one, other):
        return sum((a - b) ** 2 for a, b in zip(at_places[one], at_places[other], strict=True))

    assert apart("PREL", "PGOV") < apart("PGOV", "ETRD")
    assert apart("ECON", "ETRD") < apart("PGOV", "ETRD")
    assert all(0 <= value <= 1 for place in at_places.values() for value in place)


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [([], {}), (["PREL"], {"PREL": (0.5, 0.5)}), (["A", "B"], {"A": (1.0, 0.5), "B": (0.0, 0.5)})],
)
def test_a_network_of_few_is_laid_out_too(nodes, expected):
    ties = {("A", "B"): 1.0} if len(nodes) == 2 else {}
    assert places(nodes, ties) == expected


def test_a_tie_to_an_unknown_node_is_refused():
    with pytest.raises(KeyError):
        places(["A", "B"], {("A", "C"): 1.0})


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.4858, "49%"),
        (0.0957, "9.6%"),
        (0.00741, "0.74%"),
        (0.00001, "under 0.01%"),
        (0.0, "0%"),
        (1.0, "100%"),
        (0.9997, "99.97%"),  # never rounded to all
        (None, "—"),
    ],
)
def test_a_share_is_told_in_percent(share, words):
    assert percent(share) == words


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("cable_count", 251287, "251,287"),
        ("difference", -3, "−3"),
        ("running_share", 0.0074, "0.74%"),
        ("npmi", -0.125, "−0.12"),
        ("created_year", date(2009, 1, 1), "2009"),
        ("released_date", date(2010, 11, 28), "2010-11-28"),
        ("created_at", datetime(2009, 9, 22, 14, 0), "2009-09-22 14:00"),  # noqa: DTZ001
        ("is_post", True, "yes"),
        ("hosts", ["a.example", "b.example"], "a.example, b.example"),
        ("hosts", [], "—"),
        ("subject", None, "—"),
    ],
)
def test_a_cell_is_printed_as_its_column_means_it(column, value, words):
    assert cell(column, value) == words


def test_numbers_and_names_make_a_sentence():
    assert counted(1, "country", "countries") == "1 country"
    assert counted(1200, "country", "countries") == "1,200 countries"
    assert listed(["PREL"]) == "PREL"
    assert listed(["PREL", "PGOV", "PARM"]) == "PREL, PGOV and PARM"
    assert listed([]) == ""
    assert heading("cable_count") == "cable count"


def test_the_heat_map_shows_each_pair_on_both_sides_in_the_order_of_use():
    pair = {"tag_a": "ECON", "tag_b": "PREL", "npmi": 0.31, "cable_count": 4, "rank_a": 2, "rank_b": 1}
    spec = heat_map([pair]).spec
    assert {(row["across"], row["down"]) for row in spec["data"]["values"]} == {("ECON", "PREL"), ("PREL", "ECON")}
    assert spec["encoding"]["x"]["scale"]["domain"] == ["PREL", "ECON"]


def test_bars_keep_the_order_of_their_rows():
    spec = ranked_bars([{"tag": "B", "n": 1}, {"tag": "A", "n": 7}], "tag", "n", "cables").spec
    assert [row["label"] for row in spec["data"]["values"]] == ["B", "A"]
    assert spec["encoding"]["y"]["sort"] is None
    assert spec["encoding"]["x"]["scale"]["domain"] == [0, 7]


def test_rows_with_dates_become_json():
    assert json.dumps(plain_rows([{"day": date(2010, 11, 28), "n": 1}])) == '[{"day": "2010-11-28", "n": 1}]'


def test_an_engine_that_would_end_its_script_is_refused(monkeypatch):
    monkeypatch.setattr(drawing.vl_convert, "javascript_bundle", lambda _: "x = '</SCRIPT>'")
    with pytest.raises(ValueError, match="end of a script"):
        drawing.engine.__wrapped__()
