"""The five real releases, counted by code that shares nothing with the pipeline, and compared with what it says.

The releases lie outside the project; where they are absent, these tests skip.
"""

from __future__ import annotations

import html
import io
import re
import tarfile
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from pipeline import connect
from pipeline.changes import diff_cable
from pipeline.places import DataFolder
from pipeline.run import Run
from pipeline.settings import Settings
from pipeline.vocabulary import misplaced_bodies

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus"
ARCHIVES = [
    "cablegate-20101130.tar.xz",
    "cablegate-20101201.tar.xz",
    "cablegate-20101204.tar.xz",
    "cablegate-20101215.7z",
    "cablegate-20101222.tar.xz",
]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("real_releases"),
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the real releases (../shared/corpus) are not here"),
]


def build(data: Path, *names: str) -> DataFolder:
    folder = DataFolder(data)
    with Run(folder, Settings(workers=2), [CORPUS / name for name in names]) as run:
        for due in run.plan.due:
            run.read(due, lambda done, total: None)
        assert run.publish() is not None
    return folder


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    return build(tmp_path_factory.mktemp("five"), *ARCHIVES)


@pytest.fixture(scope="module")
def con(five: DataFolder) -> duckdb.DuckDBPyConnection:
    return connect(data=five.path)


class Row(NamedTuple):
    """What a page's cells say, by a regular expression of the test's own."""

    path: str
    cells: list[str]
    counter: int
    tags: set[str]
    body: str
    header: str


@pytest.fixture(scope="module")
def newest() -> tuple[list[Row], dict[str, set[str]]]:
    """The cable pages of the newest release, and what each fresh origin page of it lists."""
    rows, listed = [], defaultdict(set)
    with tarfile.open(CORPUS / ARCHIVES[-1]) as archive:
        for member in archive:
            if not member.name.endswith(".html"):
                continue
            text = io.TextIOWrapper(archive.extractfile(member), "utf-8", newline="").read()
            counter = re.search(r"so far\.\.\. (\d+) /", text)
            if "/cable/" in f"/{member.name}":
                table = text[text.rindex("<table class='cable'>") :]
                cells = re.findall(r"<td>\s*<a [^>]*>([^<]*)</a>\s*</td>", table)[:5]
                header, body = re.findall(r"<pre>(.*?)</pre>", table, re.DOTALL)
                tags = {html.unescape(tag) for tag in re.findall(r"<a href='/tag/[^']*'>([^<]*)</a>", body)}
                rows.append(Row(member.name, cells, int(counter[1]), tags, html.unescape(body), html.unescape(header)))
            elif "/origin/" in member.name and counter and counter[1] == "1862":
                name = re.findall(r"<h3>Browse by ([^<]*)</h3>", text)[-1]  # the sidebar has such headings too
                listed[name] |= set(re.findall(r"/cable/\d+/\d+/([^']*)\.html'>", text))
    return rows, listed


def test_five_releases_in_one_call_are_ordered_by_date_and_keep_the_sites_counters(con) -> None:
    assert con.execute("select counter, page_count, reject_count from releases order by released_date").fetchall() == [
        (290, 290, 0),
        (471, 473, 0),
        (821, 854, 0),
        (1532, 1546, 0),
        (1862, 1869, 0),
    ]
    assert con.execute("select count(*) from cables").fetchone() == (1869,)


def test_what_each_release_counts_is_the_sites_counter(con) -> None:
    rows = con.execute("select current_count, counter from release_changes").fetchall()
    assert rows == [(290, 290), (471, 471), (821, 821), (1532, 1532), (1862, 1862)]


def test_every_difference_of_the_running_total_is_explained(con) -> None:
    running = dict(con.execute("select released_date, running_total from release_counts_daily").fetchall())
    for release_id, day, counter in con.execute("select release_id, released_date, counter from releases").fetchall():
        (explained,) = con.execute(
            """
            select coalesce(sum(difference), 0) from counter_differences
            where release_id = ? and reason <> 'unexplained'
            """,
            [release_id],
        ).fetchone()
        assert running[day] - explained == counter


@pytest.mark.parametrize("name", [ARCHIVES[-1], ARCHIVES[3]])
def test_one_archive_alone_is_read_whole(tmp_path: Path, name: str) -> None:
    folder = build(tmp_path, name)
    with connect(data=folder.path) as con:
        pages, counter = {"cablegate-20101222.tar.xz": (1869, 1862), "cablegate-20101215.7z": (1546, 1532)}[name]
        assert con.execute("select count(*) from cables").fetchone() == (pages,)
        assert con.execute("select counter, reject_count from releases").fetchall() == [(counter, 0)]


def test_each_origin_has_what_the_sites_own_origin_pages_list_and_the_withdrawn_pages(con, newest) -> None:
    _, listed = newest
    withdrawn = defaultdict(set)
    for cable_id, origin in con.execute("select published_id, origin from cables where is_withdrawn").fetchall():
        withdrawn[origin].add(cable_id)
    assert sum(map(len, withdrawn.values())) == 1869 - 1862
    ours = defaultdict(set)
    for cable_id, origin in con.execute("select published_id, origin from cables").fetchall():
        ours[origin].add(cable_id)
    assert set(listed) <= set(ours)
    for origin, ids in ours.items():
        assert ids - withdrawn[origin] == listed.get(origin, set()), origin


def test_origin_totals_are_the_pages_counted_by_hand(con, newest) -> None:
    rows, _ = newest
    counted = Counter(row.cells[4] for row in rows)
    assert dict(con.execute("select origin, cable_count from origin_totals").fetchall()) == counted


def test_classification_totals_are_the_pages_counted_by_hand(con, newest) -> None:
    rows, _ = newest
    counted = Counter(html.unescape(row.cells[3]) for row in rows)
    assert dict(con.execute("select classification, cable_count from classification_totals").fetchall()) == counted


def test_months_of_creation_are_the_pages_counted_by_hand(con, newest) -> None:
    rows, _ = newest
    counted = Counter(date(int(row.cells[1][:4]), int(row.cells[1][5:7]), 1) for row in rows)
    found = con.execute(
        "select created_month, cable_count from created_counts_monthly where cable_count > 0"
    ).fetchall()
    assert dict(found) == counted


def test_days_of_the_newest_release_time_are_the_pages_counted_by_hand(con, newest) -> None:
    rows, _ = newest
    counted = Counter(date.fromisoformat(row.cells[2][:10]) for row in rows)
    query = "select (released_at at time zone 'UTC')::date, count(*) from cables group by all"
    assert dict(con.execute(query).fetchall()) == counted


def test_tags_hold_what_the_pages_link_to(con, newest) -> None:
    """A link is the site's own reading of a tag; ours may split what it ran together, and drops SIPDIS."""
    rows, _ = newest
    ours = dict(
        con.execute(
            "select published_id, list(tag) from cables join cable_tags using (cable_id) group by all"
        ).fetchall()
    )
    linked = [(row.cells[0], tag) for row in rows for tag in row.tags if tag != "SIPDIS"]
    known = {tag for tags in ours.values() for tag in tags}
    missing = [(cable, tag) for cable, tag in linked if tag in known and tag not in ours.get(cable, ())]
    assert len(linked) > 6000
    assert len(missing) / len(linked) < 0.01, missing[:20]


def test_fields_are_filled_wherever_the_page_has_them(con, newest) -> None:
    rows, _ = newest
    by_id = {row.cells[0]: row for row in rows}

    def without(table: str, condition: str = "true") -> set[str]:
        query = (
            f"select published_id from cables where cable_id not in (select cable_id from {table} where {condition})"
        )
        return {cable for (cable,) in con.execute(query).fetchall()}

    def null(column: str) -> set[str]:
        return {cable for (cable,) in con.execute(f"select published_id from cables where {column} is null").fetchall()}

    def pages(pattern: str, where: str = "body") -> set[str]:
        wanted = re.compile(pattern, re.MULTILINE | re.IGNORECASE)
        return {cable for cable, row in by_id.items() if wanted.search(getattr(row, where))}

    assert not null("post_code")
    assert not null("sent_at") & pages(r"^[A-Z ]{1,4} ?\d{6}Z [A-Z]{3} \d\d", "header")
    assert not without("recipients", "role = 'action'") & pages(r"^TO ", "header")
    assert not without("cable_tags") & pages(r"^\s*TAGS:? +\S")
    labelled = pages(r"^\s*(?:SUBJECT|SUBJ)\b:? *\S")
    assert len(null("subject") & labelled) <= 0.005 * len(labelled)
    # What has no subject has no label for one either: the publisher left the heading out.
    assert len(null("subject")) == len(null("subject") - labelled)
    # Eight bodies of the release end within their heading, cut off by the publisher after 250 characters or so.
    long = {cable for cable, row in by_id.items() if len(re.sub(r"<[^>]*>", "", row.body)) > 270}
    assert not without("paragraphs", "kind = 'paragraph'") & long


def test_bodies_of_other_cables_are_those_that_were_found_by_hand(con) -> None:
    found = con.sql("select cable_id, body_of from misplaced_bodies").fetchall()
    assert dict(found) == misplaced_bodies()


def test_references_that_name_a_known_post_and_a_number_have_a_canonical_id(con) -> None:
    posts = {code for (code,) in con.execute("select post_code from posts").fetchall()}
    named, resolved = 0, 0
    for value, target in con.execute("select value, target_id from cable_references").fetchall():
        found = re.fullmatch(r"(?:\d\d(?:\d\d)? )?([A-Z ]+?) ?\d+", value.upper())
        if found and found[1].replace(" ", "") in posts:
            named += 1
            resolved += target is not None
    assert named > 2000
    assert resolved / named >= 0.99


def test_a_cable_revised_in_its_body_can_be_compared_word_by_word(con, five) -> None:
    query = "select cable_id from cables where body_revision_count > 1 order by cable_id"
    revised = [cable for (cable,) in con.execute(query).fetchall()]
    assert len(revised) > 50
    changed = [diff_cable(five.edition(), cable) for cable in revised[:25]]
    assert any(paragraph.is_changed for found in changed for paragraph in found.paragraphs)
    assert all(found.before["revision"] == found.after["revision"] - 1 for found in changed)
