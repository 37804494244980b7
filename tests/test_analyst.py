"""What analysts call from Python."""

from __future__ import annotations

import shutil

import duckdb
import pandas as pd
import pytest
from small_releases import cable, packed, release, run

import pipeline
from pipeline.analyst import check_names, connect, data_folder, load, suggestion
from pipeline.model import CablesError
from pipeline.places import DataFolder
from pipeline.schema import TABLES

pytestmark = pytest.mark.slow  # each case opens a whole edition


@pytest.fixture(scope="module")
def two_editions(tmp_path_factory, undescribed):
    folder = DataFolder(tmp_path_factory.mktemp("analyst") / "data")
    run(folder, packed(folder.raw, release("01", cable(1))))
    run(folder, packed(folder.raw, release("08", cable(1), cable(2, year=2005))))
    return folder


def count(con):
    return con.execute("select count(*) from cables").fetchone()[0]


def test_the_package_offers_load_and_connect():
    assert (pipeline.load, pipeline.connect) == (load, connect)


def test_a_connection_shows_the_latest_edition_or_the_one_asked_for(two_editions):
    first, second = two_editions.edition_ids()
    for edition, cables in ((None, 2), ("latest", 2), (second, 2), (first, 1)):
        with connect(edition, data=two_editions.path) as con:
            assert count(con) == cables


def test_a_connection_has_every_table_and_is_in_utc(shipped):
    with connect(data=shipped.path) as con:
        names = {row[0] for row in con.execute("select view_name from duckdb_views() where not internal").fetchall()}
        assert set(TABLES) <= names
        assert con.execute("select current_setting('TimeZone')").fetchone() == ("UTC",)


def test_a_connection_cannot_change_anything(two_editions):
    with connect(data=two_editions.path) as con, pytest.raises(duckdb.Error, match="read-only"):
        con.execute("create table notes (text varchar)")


def test_the_example_of_connect_is_right(shipped):
    assert "(89,)" in connect.__doc__
    with connect(data=shipped.path) as con:
        assert count(con) == 89


@pytest.mark.parametrize("edition", ["20010101T000000Z", "", "../..", "last"])
def test_an_edition_that_is_not_there_is_named_with_those_that_are(two_editions, edition):
    with pytest.raises(CablesError, match=rf"there is no edition {edition} in .*{two_editions.latest_id()}"):
        connect(edition, data=two_editions.path)


def test_without_an_edition_the_way_to_one_is_told(tmp_path):
    with pytest.raises(CablesError, match="holds no published edition yet: make one with `cables run`"):
        connect(data=tmp_path)


def test_a_copied_data_folder_does_not_answer_from_the_original(two_editions, tmp_path):
    copy = DataFolder(shutil.copytree(two_editions.path, tmp_path / "copy", symlinks=True))
    for folder in (two_editions, copy):
        for edition in folder.edition_ids():
            with connect(edition, data=folder.path) as con:
                sql = "select sql from duckdb_views() where view_name in ('cables', 'releases')"
                assert all(f"'{folder.editions}/" in row[0] for row in con.execute(sql).fetchall())


def test_a_moved_data_folder_is_read_where_it_is(two_editions, tmp_path):
    original = DataFolder(shutil.copytree(two_editions.path, tmp_path / "original", symlinks=True))
    copy = DataFolder(original.path.rename(tmp_path / "moved"))
    with connect(data=copy.path) as con:
        assert count(con) == 2
    shutil.rmtree(copy.warehouses)
    with connect(data=copy.path) as con:
        assert count(con) == 2


def test_the_data_folder_is_the_one_named_or_the_environments_or_the_one_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert data_folder().path == tmp_path / "data"
    monkeypatch.setenv("CABLES_DATA", str(tmp_path / "mine"))
    assert data_folder().path == tmp_path / "mine"
    assert data_folder("yours").path == tmp_path / "yours"
    monkeypatch.setenv("CABLES_DATA", "")
    assert data_folder().path == tmp_path / "data"
    with pytest.raises(CablesError, match="the data folder's name is empty"):
        data_folder("")


def test_a_table_is_a_frame_in_the_order_of_its_key(shipped):
    frame = load("cables", data=shipped.path)
    assert list(frame.columns) == TABLES["cables"].arrow.names
    assert len(frame) == 89
    assert frame["cable_id"].is_unique
    paragraphs = load("paragraphs", ["cable_id", "position"], data=shipped.path)
    for _, rows in paragraphs.groupby("cable_id"):
        assert rows["position"].is_monotonic_increasing


def test_times_of_a_frame_are_utc(shipped):
    frame = load("cables", ["created_at", "released_at"], data=shipped.path)
    assert {str(kind.tz) for kind in frame.dtypes} == {"UTC"}


def test_columns_and_rows_can_be_chosen(two_editions):
    frame = load("cable_tags", ["tag", "cable_id"], "cable_id = '07VIENTIANE1'", data=two_editions.path)
    assert list(frame.columns) == ["tag", "cable_id"]
    assert list(frame["tag"]) == ["SCUL", "OEXC", "LA"]


def test_an_older_edition_can_be_loaded(two_editions):
    first = two_editions.edition_ids()[0]
    assert list(load("cables", ["cable_id"], edition=first, data=two_editions.path)["cable_id"]) == ["07VIENTIANE1"]


def test_a_view_can_be_loaded_as_a_table_can(two_editions):
    frame = load("origin_totals", data=two_editions.path)
    assert isinstance(frame, pd.DataFrame)
    assert list(frame["origin"]) == ["Embassy Vientiane"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("cabels",), "there is no table or view cabels: did you mean cables"),
        (("zzz",), "there is no table or view zzz$"),
        (("cables", ["cable_id", "orign"]), "cables has no column orign: did you mean origin"),
        (("cables", None, "orign = 'x'"), "cables cannot be read with that condition"),
        (("cables; drop view cables",), "there is no table or view"),
    ],
)
def test_what_is_not_there_is_said_with_what_was_meant(two_editions, arguments, message):
    with pytest.raises(CablesError, match=message):
        load(*arguments, data=two_editions.path)


def test_names_are_checked_on_any_connection(two_editions):
    with connect(data=two_editions.path) as con:
        assert check_names(con, "CABLES", ["CABLE_ID"]) == ("cables", ["cable_id"])
        assert check_names(con, "cables") == ("cables", [])
        with pytest.raises(CablesError, match="there is no table or view nothing"):
            check_names(con, "nothing")


@pytest.mark.parametrize(
    ("word", "known", "tail"),
    [
        ("tag_total", ["tag_totals", "origin_totals"], ": did you mean tag_totals or origin_totals?"),
        ("releases", ["cables"], ""),
        ("x", [], ""),
    ],
)
def test_a_suggestion_is_what_is_spelt_alike(word, known, tail):
    assert suggestion(word, known) == tail
