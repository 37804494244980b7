"""A run costs what changed, and what comes of it does not depend on the order in which releases arrived."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_releases import (
    REAL,
    REAL_DAYS,
    ROOT,
    all_tables,
    assert_same,
    assert_whole,
    at,
    cable,
    edition_of,
    hidden,
    inodes,
    laid_out,
    packed,
    release,
    rows_of,
    run,
)
from test_history import five_releases

import pipeline.edition
import pipeline.extract
import pipeline.parse.cable
import pipeline.parse.identity
import pipeline.parse.page
import pipeline.partitions
import pipeline.plan
import pipeline.run
from pipeline.model import CablesError, SourceError
from pipeline.places import DataFolder
from pipeline.plan import plan_run
from pipeline.sample import archive_site, pages, write_site
from pipeline.settings import Settings

pytestmark = pytest.mark.slow  # each case makes several editions

needs_real = pytest.mark.skipif(not REAL.is_dir(), reason=f"the real releases are not in {REAL}")


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """Five small releases with every kind of change, as archives of all kinds and one folder."""
    folder = tmp_path_factory.mktemp("releases")
    made = five_releases()
    endings = (".tar", ".zip", ".tar.gz", ".tar.xz")
    return [
        *(packed(folder, one, ending) for one, ending in zip(made, endings, strict=False)),
        laid_out(folder, made[4]),
    ]


@pytest.fixture(scope="module")
def at_once(releases, tmp_path_factory, undescribed):
    """The edition made of all five in one call, in order."""
    folder = tmp_path_factory.mktemp("at-once")
    run(folder, *releases)
    return edition_of(folder)


def first_three(releases, tmp_path):
    run(tmp_path / "expected", *releases[:3])
    return edition_of(tmp_path / "expected")


# --- any order -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.usefixtures("tables_only")
def test_releases_that_arrive_in_any_order_give_the_same_tables(releases, tmp_path):
    expected = first_three(releases, tmp_path)
    for number, order in enumerate(permutations(releases[:3])):
        for source in order:
            run(tmp_path / str(number), source)
        assert_same(expected, edition_of(tmp_path / str(number)))


@pytest.mark.usefixtures("tables_only")
def test_releases_that_arrive_out_of_order_one_after_another_give_the_same_tables(releases, tmp_path, at_once):
    for number in (3, 0, 4, 1, 2):
        run(tmp_path, releases[number])
    assert_same(at_once, edition_of(tmp_path))


@pytest.mark.usefixtures("tables_only")
def test_a_year_in_spans_and_small_row_groups_is_the_same_as_in_one(releases, tmp_path, at_once, monkeypatch):
    monkeypatch.setattr(pipeline.partitions, "SPAN_CABLES", 2)
    monkeypatch.setattr(pipeline.partitions, "ROW_GROUP_ROWS", 5)
    for number in (1, 0, 2, 4, 3):
        run(tmp_path, releases[number])
    assert_same(at_once, edition_of(tmp_path))
    run(tmp_path, full=True)
    assert_same(at_once, edition_of(tmp_path))


@pytest.mark.usefixtures("tables_only")
def test_releases_named_in_any_order_in_one_call_give_the_same_tables(releases, tmp_path, at_once):
    run(tmp_path / "backwards", *reversed(releases))
    assert_same(at_once, edition_of(tmp_path / "backwards"))


@pytest.mark.slow
@pytest.mark.usefixtures("tables_only")
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    calls=st.permutations(range(5)).flatmap(
        lambda order: st.lists(st.integers(1, 3), min_size=5, max_size=5).map(
            lambda sizes: [order[sum(sizes[:n]) : sum(sizes[: n + 1])] for n in range(5)]
        )
    ),
    again=st.lists(st.integers(0, 4), max_size=3),
    full=st.booleans(),
)
def test_releases_that_overlap_or_come_twice_give_the_same_tables(
    releases, tmp_path_factory, at_once, calls, again, full
):
    folder = tmp_path_factory.mktemp("calls")
    calls = [call for call in calls if call]
    for call in calls:
        run(folder, *(releases[number] for number in [*call, *again]))
    if full:
        run(folder, full=True)
    run(folder, *releases)
    assert_same(at_once, edition_of(folder))
    shutil.rmtree(folder)


@pytest.mark.slow
def test_one_after_another_the_shipped_releases_give_the_same_as_in_one_call(shipped, tmp_path, undescribed):
    sources = sorted((ROOT / "data" / "raw").glob("*.tar.xz"))
    for source in (sources[1], sources[2], sources[0]):
        run(tmp_path, source)
    assert_same(shipped.edition(), edition_of(tmp_path))


def test_two_different_releases_of_one_day_are_both_kept(tmp_path, tables_only):
    small = packed(tmp_path / "a", release("01", cable(1)))
    large = packed(tmp_path / "b", release("01", cable(1), cable(2)), ".zip")
    run(tmp_path / "one", small, large)
    for source in (large, small):
        run(tmp_path / "other", source)
    assert_same(edition_of(tmp_path / "one"), edition_of(tmp_path / "other"))
    assert [(row["release_id"], row["counter"]) for row in rows_of(edition_of(tmp_path / "one"), "releases")] == [
        ("2011-03-01", 1),
        ("2011-03-01-02", 2),
    ]


def test_a_release_with_a_time_of_day_in_its_name_follows_that_of_its_midnight(tmp_path, tables_only):
    late = archive_site(release("01", cable(1), cable(2)), tmp_path / "cablegate-201103011854.tar")
    run(tmp_path, late, packed(tmp_path, release("01", cable(1))))
    assert [row["release_id"] for row in rows_of(edition_of(tmp_path), "releases")] == [
        "2011-03-01",
        "2011-03-01T1854",
    ]


@pytest.mark.usefixtures("tables_only")
def test_a_copy_under_an_earlier_date_dates_the_release_whenever_it_comes(tmp_path):
    source = packed(tmp_path, release("08", cable(1)))
    copy = tmp_path / "cablegate-20110307.tar"
    shutil.copy(source, copy)
    for number, order in enumerate(((source, copy), (copy, source))):
        for one in order:
            run(tmp_path / str(number), one)
    run(tmp_path / "once", source, copy)
    for number in "01":
        assert_same(edition_of(tmp_path / "once"), edition_of(tmp_path / number))
    (row,) = rows_of(edition_of(tmp_path / "once"), "releases")
    assert (row["release_id"], row["source"]) == ("2011-03-07", copy.name)


@pytest.mark.usefixtures("tables_only")
def test_a_duplicate_that_later_stands_alone_keeps_its_text(tmp_path):
    misspelt = replace(cable(1), published_id="07VIENTAINE1")
    sources = [
        packed(tmp_path, release("01", cable(1), misspelt)),
        packed(tmp_path, release("08", misspelt)),
    ]
    for number, order in enumerate((sources, sources[::-1])):
        for one in order:
            run(tmp_path / str(number), one)
    run(tmp_path / "once", *sources)
    for number in "01":
        assert_same(edition_of(tmp_path / "once"), edition_of(tmp_path / number))
    assert len(rows_of(edition_of(tmp_path / "once"), "revisions")) == 2


# --- nothing new -----------------------------------------------------------------------------------------------------


def state_of(folder):
    return {
        path.relative_to(folder).as_posix(): (path.lstat().st_ino, path.lstat().st_mtime_ns)
        for path in folder.rglob("*")
    }


def test_nothing_new_publishes_nothing_and_touches_nothing(data, tables_only):
    packed(data.raw, release("01", cable(1)))
    laid_out(data.raw, release("08", cable(1), cable(2)))
    published, _ = run(data)
    assert published is not None
    before = state_of(data.editions)
    assert plan_run(data).due == []
    assert run(data) == (None, [])
    assert state_of(data.editions) == before
    assert data.latest_id() == published.edition_id


def test_a_copied_archive_is_recognised_without_being_read(tmp_path, tables_only):
    source = packed(tmp_path, release("01", cable(1)))
    run(tmp_path, source)
    (tmp_path / "elsewhere").mkdir()
    copy = Path(shutil.copy(source, tmp_path / "elsewhere"))
    assert plan_run(DataFolder(tmp_path), [copy]).due == []
    assert run(tmp_path, copy) == (None, [])


def test_an_archive_given_twice_in_one_call_is_one_release(tmp_path, tables_only, monkeypatch):
    source = packed(tmp_path, release("01", cable(1)))
    monkeypatch.chdir(tmp_path)
    link = tmp_path / "link.tar"
    link.symlink_to(source)
    (tmp_path / "copy").mkdir()
    copy = Path(shutil.copy(source, tmp_path / "copy"))
    run(tmp_path, source.relative_to(tmp_path), source, link, copy)
    assert len(rows_of(edition_of(tmp_path), "releases")) == 1


def test_a_source_named_relative_to_the_folder_one_stands_in_is_known_from_elsewhere(
    tmp_path, tables_only, monkeypatch
):
    source = packed(tmp_path / "sources", release("01", cable(1)))
    monkeypatch.chdir(tmp_path / "sources")
    run(tmp_path, Path(source.name))
    monkeypatch.chdir(tmp_path)
    assert plan_run(DataFolder(tmp_path), [source]).due == []


def test_a_folder_with_new_times_and_the_same_content_publishes_nothing_and_is_remembered(data, tables_only):
    tree = laid_out(data.raw, release("01", cable(1), cable(2)))
    published, _ = run(data)
    for path in tree.rglob("*.html"):
        os.utime(path, ns=(1, 1))
    (due,) = plan_run(data).due
    assert due.reason == "changed"
    again, (reading,) = run(data)
    assert (again, reading.parsed_count) == (None, 0)
    assert data.latest_id() == published.edition_id
    assert plan_run(data).due == []  # so tomorrow it is not even read
    assert data.seen.is_file()


@pytest.mark.parametrize("damage", ["", "null", "[1]", '[{"path": 1}]', '{"a": "b"}'])
def test_what_is_remembered_may_be_damaged(data, tables_only, damage):
    tree = laid_out(data.raw, release("01", cable(1)))
    run(data)
    for path in tree.rglob("*.html"):
        os.utime(path, ns=(1, 1))
    run(data)
    data.seen.write_text(damage, encoding="utf-8")
    assert [due.reason for due in plan_run(data).due] == ["changed"]
    assert run(data)[0] is None
    assert plan_run(data).due == []


# --- little new ------------------------------------------------------------------------------------------------------


def three_years(changed=False):
    cables = [cable(number, year=year) for number in (1, 2, 3) for year in (2005, 2006, 2007)]
    if changed:
        cables[0] = hidden(cables[0], released="2011-03-08 18")
        cables.append(cable(4, year=2007, released="2011-03-08 18", reference=1))
    return cables


def test_only_what_changed_is_parsed_and_the_other_years_are_linked(data, undescribed):
    old, new = release("01", *three_years()), release("08", *three_years(changed=True))
    shown = dict(pages(old))
    assert all(content != shown.get(path) for path, content in pages(new) if path.startswith("cable/"))
    packed(data.raw, old)
    run(data)
    before = data.edition()
    packed(data.raw, new)
    published, (reading,) = run(data)
    assert reading.parsed_count == 2
    assert reading.release.pages.num_rows == 10
    linked = {name for name, inode in inodes(data.edition()).items() if inodes(before).get(name) == inode}
    assert {f"{table}/2006.parquet" for table in ("paragraphs", "cable_tags", "recipients", "signers")} <= linked
    assert not {name for name in linked if name.startswith(("cables/", "paragraphs/2005")) or "2007" in name}
    # A revision that hides a name touches neither tags nor addressees: these tables of its year stay as they are.
    assert {f"{table}/2005.parquet" for table in ("cable_tags", "recipients", "signers")} <= linked
    assert {"pages/2011-03-01.parquet", "listings/2011-03-01.parquet"} <= linked
    assert published.linked_count == len(linked)
    assert_whole(data.edition())


def test_a_reference_whose_target_came_in_is_marked_in_years_that_did_not_change(data, tables_only):
    old = cable(1, year=2005)
    old = replace(old, body=old.body.replace("REF: VIENTIANE 2", "REF: 07 VIENTIANE 9"))
    packed(data.raw, release("01", old, cable(8)))
    run(data)
    (row,) = rows_of(data.edition(), "cable_references", cable_id="05VIENTIANE1")
    assert (row["target_id"], row["is_in_edition"]) == ("07VIENTIANE9", False)
    packed(data.raw, release("08", old, cable(8), cable(9)))
    run(data)
    (row,) = rows_of(data.edition(), "cable_references", cable_id="05VIENTIANE1")
    assert row["is_in_edition"] is True


@pytest.mark.usefixtures("tables_only")
@pytest.mark.parametrize("at_once", [False, True], ids=["one after another", "at once"])
def test_a_year_that_only_an_older_content_has_is_carried_over(data, at_once):
    moved = replace(cable(1, year=2005), created=at("2006-02-08 09"))
    for made in (
        release("01", cable(1, year=2005), cable(2)),
        release("08", moved, cable(2)),
        release("15", moved, cable(2), cable(3)),
    ):
        packed(data.raw, made)
        if not at_once:
            run(data)
    if at_once:
        run(data)
    assert [row["created_year"] for row in rows_of(data.edition(), "revisions", cable_id="05VIENTIANE1")] == [
        2005,
        2006,
    ]
    assert not (data.edition() / "cables" / "2005.parquet").exists()
    assert (data.edition() / "superseded" / "paragraphs" / "2005.parquet").exists()


# --- sources that change ---------------------------------------------------------------------------------------------


def test_a_source_that_changes_under_its_path_and_date_replaces_its_release(data, tables_only):
    packed(data.raw, release("01", cable(1), cable(2, year=2005)))
    run(data)
    packed(data.raw, release("01", cable(1), cable(3)))
    run(data)
    (row,) = rows_of(data.edition(), "releases")
    assert row["release_id"] == "2011-03-01"
    assert [row["cable_id"] for row in rows_of(data.edition(), "cables")] == ["07VIENTIANE1", "07VIENTIANE3"]
    assert not list(data.edition().rglob("2005.parquet"))  # a year that vanished
    assert len(data.manifest()["sources"]) == 1
    assert_whole(data.edition())


def mirrored(data, made):
    """The site mirrored again into the same folder, whose name says no date."""
    shutil.rmtree(data.raw / "mirror", ignore_errors=True)
    write_site(made, data.raw / "mirror")


def test_a_folder_that_shows_a_later_release_adds_it_and_keeps_the_earlier(data, tables_only):
    for made in (
        release("01", cable(1)),
        release("08", cable(1), cable(2, released="2011-03-08 18")),
        release("08", cable(1), cable(2, released="2011-03-08 18"), cable(3, released="2011-03-08 18")),
    ):
        mirrored(data, made)
        run(data)
    # The last two are of one date: the second is the first one finished.
    assert [
        (row["release_id"], row["counter"], row["date_evidence"]) for row in rows_of(data.edition(), "releases")
    ] == [
        ("2011-03-01", 1, "pages"),
        ("2011-03-08", 3, "pages"),
    ]


def test_a_release_is_dated_by_its_newest_pages_though_the_first_be_left_over(data, tables_only):
    older = release("01", cable(1, year=1999), cable(2))
    mirrored(
        data,
        release("08", cable(2), cable(3, released="2011-03-08 18"), cable(4), withdrawn=((older.cables[0], older),)),
    )
    run(data)
    assert [row["release_id"] for row in rows_of(data.edition(), "releases")] == ["2011-03-08"]


def test_a_release_without_index_pages_is_read(data, undescribed):
    tree = laid_out(data.raw, release("01", cable(1), cable(2)))
    for axis in ("reldate", "date", "origin", "tag", "classification"):
        shutil.rmtree(tree / axis)
    run(data)
    (row,) = rows_of(data.edition(), "releases")
    assert (row["page_count"], row["listed_count"], row["counter"]) == (2, 0, 2)
    assert [row["is_withdrawn"] for row in rows_of(data.edition(), "cables")] == [False, False]


def without_counter(tree):
    for path in tree.rglob("*.html"):
        path.write_text(path.read_text().replace("Currently released so far...", "Currently released:"))
    return tree


def test_a_release_without_a_counter_goes_by_its_lists(data, undescribed):
    packed(data.raw, release("01", cable(1), cable(2)))
    older = release("01", cable(1), cable(2))
    without_counter(laid_out(data.raw, release("08", cable(1), cable(3), withdrawn=((cable(2), older),))))
    run(data)
    assert [row["counter"] for row in rows_of(data.edition(), "releases")] == [2, None]
    assert {row["cable_id"]: row["is_withdrawn"] for row in rows_of(data.edition(), "cables")} == {
        "07VIENTIANE1": False,
        "07VIENTIANE2": True,
        "07VIENTIANE3": False,
    }


def test_a_release_whose_every_page_is_rejected_can_be_allowed(data, undescribed):
    tree = laid_out(data.raw, release("01", cable(1), cable(2)))
    for path in tree.rglob("cable/**/*.html"):
        path.write_text("<html>Service unavailable</html>")
    with pytest.raises(CablesError, match="2 of 2 pages cannot be read"):
        run(data)
    assert data.latest_id() is None
    run(data, settings=Settings(workers=1, max_reject_share=1))
    assert len(rows_of(data.edition(), "rejects", reason="no_cable_table")) == 2
    assert rows_of(data.edition(), "cables") == []


# --- full ------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("tables_only")
def test_a_full_rebuild_gives_the_same_rows(releases, tmp_path, at_once):
    for source in releases:
        run(tmp_path, source)
    published, readings = run(tmp_path, full=True)
    assert len(readings) == 5
    assert published.edition_id == DataFolder(tmp_path).latest_id()
    assert_same(at_once, edition_of(tmp_path))


def another_parser(monkeypatch, version="another"):
    monkeypatch.setattr(pipeline.plan, "parser_version", lambda: version)
    monkeypatch.setattr(pipeline.run, "parser_version", lambda: version)
    monkeypatch.setattr(pipeline.edition, "parser_version", lambda: version)


@pytest.mark.usefixtures("tables_only")
def test_a_changed_parser_reads_everything_again_once(data, monkeypatch):
    packed(data.raw, release("01", cable(1), cable(2)))
    run(data)
    before = data.edition()
    another_parser(monkeypatch)
    assert [due.reason for due in plan_run(data).due] == ["parser changed"]
    published, (reading,) = run(data)
    assert (reading.parsed_count, published is not None) == (2, True)
    assert_same(before, data.edition())
    assert plan_run(data).due == []


@pytest.mark.usefixtures("tables_only")
def test_sources_that_have_gone_keep_their_rows_and_do_not_make_every_night_full(data, monkeypatch):
    first = packed(data.raw, release("01", cable(1), cable(2, year=2005)))
    packed(data.raw, release("08", cable(1)))
    run(data)
    before = data.edition()
    first.unlink()
    assert plan_run(data).due == []
    another_parser(monkeypatch)
    plan = plan_run(data)
    assert ([due.source.name for due in plan.due], [record.name for record in plan.gone]) == (
        ["cablegate-20110308.tar"],
        ["cablegate-20110301.tar"],
    )
    run(data)
    assert_same(before, data.edition())
    assert plan_run(data).due == []
    run(data, full=True)
    assert_same(before, data.edition())


@pytest.mark.usefixtures("tables_only")
def test_an_id_that_is_understood_otherwise_is_so_in_releases_that_have_gone_too(data, tmp_path, monkeypatch):
    misspelt = [replace(cable(number), published_id=f"07VIENTJANE{number}") for number in (1, 2, 3)]
    first = packed(data.raw, release("01", *misspelt, cable(4)))
    revised = hidden(misspelt[0], released="2011-03-08 18")
    second = packed(data.raw, release("08", revised, misspelt[1], cable(2), cable(4)))
    with monkeypatch.context() as patched:
        for module in (pipeline.extract, pipeline.parse.identity, pipeline.parse.cable, pipeline.parse.page):
            patched.setattr(module, "canonical_id", lambda published_id: published_id)
        run(data)
    assert [row["cable_id"] for row in rows_of(data.edition(), "cables")] == [
        "07VIENTIANE2",
        "07VIENTIANE4",
        "07VIENTJANE1",
        "07VIENTJANE2",
        "07VIENTJANE3",
    ]
    another_parser(monkeypatch)
    run(tmp_path / "expected", first, second)
    first.unlink()
    run(data)
    assert_same(edition_of(tmp_path / "expected"), data.edition())
    assert [row["cable_id"] for row in rows_of(data.edition(), "cables")] == [f"07VIENTIANE{n}" for n in (1, 2, 3, 4)]
    assert plan_run(data).due == []


@pytest.mark.usefixtures("tables_only")
def test_a_page_that_another_parser_reads_otherwise_replaces_what_the_first_read(data, monkeypatch):
    source = packed(data.raw, release("01", cable(1), cable(2)))
    run(data)
    (data.path / "copy").mkdir()
    copy = Path(shutil.copy(source, data.path / "copy"))
    run(data, copy)
    source.unlink()
    another_parser(monkeypatch)
    monkeypatch.setattr(pipeline.parse.page, "plain_block", lambda text: text.replace("&#x000A;", "\n").upper())
    run(data, copy)
    assert len(rows_of(data.edition(), "releases")) == 1
    assert len(rows_of(data.edition(), "revisions")) == 2


def test_who_always_names_the_sources_needs_no_raw_folder(tmp_path, tables_only):
    source = packed(tmp_path / "sources", release("01", cable(1)))
    run(tmp_path / "data", source)
    assert plan_run(DataFolder(tmp_path / "data")).due == []
    published, readings = run(tmp_path / "data", full=True)
    assert (len(readings), published is not None) == (1, True)


def test_nothing_to_look_at_is_said(tmp_path):
    with pytest.raises(SourceError, match="there is no such folder"):
        plan_run(DataFolder(tmp_path))
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/README.md").touch()
    with pytest.raises(SourceError, match="holds no release of the site: put"):
        plan_run(DataFolder(tmp_path))
    (tmp_path / "raw/torrent").mkdir()
    (tmp_path / "raw/torrent/cablegate.7z").touch()
    for name in ("u", "v", "w"):
        (tmp_path / f"raw/{name}.part").touch()
    expected = (
        r"the site \(torrent is a folder .*\(cablegate.7z\): move .*; u.part is a partial download; v.part .* ...\):"
    )
    with pytest.raises(SourceError, match=expected):
        plan_run(DataFolder(tmp_path))


@pytest.mark.slow
def test_an_edition_of_other_tables_is_not_built_upon(data, tables_only, monkeypatch):
    first = packed(data.raw, release("01", cable(1), cable(2, year=2005)))
    packed(data.raw, release("08", cable(1)))
    run(data)
    another_parser(monkeypatch)
    monkeypatch.setattr(pipeline.run, "schema_version", lambda: "other tables")
    monkeypatch.setattr(pipeline.edition, "schema_version", lambda: "other tables")
    published, _ = run(data)
    assert (published.linked_count, data.manifest()["previous_edition_id"]) == (0, None)
    another_parser(monkeypatch, "a third")
    monkeypatch.setattr(pipeline.run, "schema_version", lambda: "yet other tables")
    first.unlink()
    with pytest.raises(CablesError, match=r"was made by a version with other tables, and .*20110301\.tar"):
        run(data)
    assert data.latest_id() == published.edition_id


def test_a_folder_with_new_times_is_not_missed_when_tables_change(data, tables_only, monkeypatch):
    tree = laid_out(data.raw, release("01", cable(1)))
    run(data)
    for time in (1, 2):
        for path in tree.rglob("*.html"):
            os.utime(path, ns=(time, time))
        if time == 1:
            assert run(data)[0] is None
    another_parser(monkeypatch)
    monkeypatch.setattr(pipeline.run, "schema_version", lambda: "other tables")
    assert plan_run(data).gone == []
    assert run(data)[0] is not None
    assert len(data.manifest()["sources"]) == 1


def test_a_mirrored_folder_that_showed_two_releases_is_missed_when_tables_change(data, tables_only, monkeypatch):
    mirrored(data, release("01", cable(1)))
    run(data)
    mirrored(data, release("08", cable(1), cable(2, released="2011-03-08 18")))
    published, _ = run(data)
    another_parser(monkeypatch)
    monkeypatch.setattr(pipeline.run, "schema_version", lambda: "other tables")
    with pytest.raises(CablesError, match="was made by a version with other tables"):
        run(data)
    assert data.latest_id() == published.edition_id


def test_the_manifest_names_sources_rows_and_versions(shipped):
    manifest = shipped.manifest()
    assert [record["name"] for record in manifest["sources"]] == [
        "cablegate-20110301.tar.xz",
        "cablegate-20110308.tar.xz",
        "cablegate-20110315.tar.xz",
    ]
    assert manifest["rows"]["cables"] == len(rows_of(shipped.edition(), "cables")) == 89
    for name, rows in all_tables(shipped.edition()).items():
        if "/" not in name:
            assert manifest["rows"][name.removesuffix(".parquet")] == rows.num_rows
    assert_whole(shipped.edition())
    assert json.loads((shipped.edition() / "manifest.json").read_text())["parser_version"]


# --- the real releases -----------------------------------------------------------------------------------------------


@pytest.mark.slow
@needs_real
@pytest.mark.usefixtures("undescribed")
def test_the_real_releases_give_the_same_tables_in_every_order(tmp_path):
    sources = [next(REAL.glob(f"*{day}*")) for day in REAL_DAYS]
    run(tmp_path / "once", *sources)
    expected = edition_of(tmp_path / "once")
    for name, order in (("night by night", sources), ("shuffled", [sources[n] for n in (3, 0, 4, 2, 1)])):
        for source in order:
            run(tmp_path / name, source)
        assert_same(expected, edition_of(tmp_path / name))
    assert [row["counter"] for row in rows_of(expected, "releases")] == [290, 471, 821, 1532, 1862]
    assert len(rows_of(expected, "cables")) == 1869


# --- copies that are not whole ---------------------------------------------------------------------------------------


def withdrawn_ids(data):
    return [row["cable_id"] for row in rows_of(data.edition(), "cables") if row["is_withdrawn"]]


@pytest.mark.parametrize("has_lists", [True, False])
def test_what_a_partial_copy_lacks_is_not_withdrawn(data, undescribed, has_lists):
    packed(data.raw, release("01", cable(1), cable(2), cable(3)))
    tree = laid_out(data.raw, release("08", cable(1), cable(2), cable(3), cable(4, released="2011-03-08 18")))
    (tree / cable(2).path).unlink()
    if not has_lists:
        for axis in ("reldate", "date", "origin", "tag", "classification"):
            shutil.rmtree(tree / axis)
    run(data)
    assert withdrawn_ids(data) == []
    assert rows_of(data.edition(), "publication_events") == []


def test_what_a_partial_copy_holds_left_over_is_withdrawn(data, undescribed):
    older = release("01", cable(1), cable(2), cable(3))
    packed(data.raw, older)
    tree = laid_out(data.raw, release("08", cable(1), cable(3), cable(4), withdrawn=((cable(2), older),)))
    (tree / cable(3).path).unlink()
    shutil.rmtree(tree / "tag")
    run(data)
    assert withdrawn_ids(data) == ["07VIENTIANE2"]


def test_a_copy_without_a_counter_withdraws_nothing_that_it_lacks(data, undescribed):
    packed(data.raw, release("01", cable(1), cable(2), cable(3)))
    tree = without_counter(laid_out(data.raw, release("08", cable(1), cable(2), cable(3))))
    (tree / cable(2).path).unlink()
    run(data)
    assert withdrawn_ids(data) == []
    assert rows_of(data.edition(), "publication_events") == []


def test_a_gap_in_a_partial_copy_is_no_return(data, undescribed):
    packed(data.raw, release("01", cable(1), cable(2)))
    tree = laid_out(data.raw, release("08", cable(1), cable(2)))
    (tree / cable(2).path).unlink()
    for axis in ("reldate", "date", "origin", "tag", "classification"):
        shutil.rmtree(tree / axis)
    packed(data.raw, release("15", cable(1), cable(2), cable(3, released="2011-03-15 18")))
    run(data)
    assert [row["is_relisted"] for row in rows_of(data.edition(), "cables")] == [False, False, False]


def test_of_a_left_over_page_and_its_misspelt_twin_the_one_that_is_counted_decides(data, undescribed):
    first, twin = cable(1), cable(1, published_id="07VIENTAINE1")
    older = release("01", first, cable(2))
    packed(data.raw, older)
    packed(data.raw, release("08", twin, cable(2), cable(3, released="2011-03-08 18"), withdrawn=((first, older),)))
    run(data)
    assert withdrawn_ids(data) == []
