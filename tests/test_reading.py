"""A source read into a release, batch by batch, and the worker processes that do it."""

from __future__ import annotations

import sys
import tarfile
import time
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from small_releases import SETTINGS, at, cable, laid_out, packed, release

import pipeline.reading
from pipeline.chunk import Batch, read_chunk
from pipeline.extract import extract_batch
from pipeline.known import KnownPages
from pipeline.model import CablesError, SourceError
from pipeline.reading import read_source
from pipeline.schema import CHILD_TABLES
from pipeline.settings import Settings
from pipeline.sources import open_source
from pipeline.workers import InProcess, run_all, start_workers

CABLES = tuple(cable(number, year=2000 + number) for number in range(1, 8))


def read(path, staging, settings=SETTINGS, known=None, progress=lambda _done, _all: None):
    return read_source(
        open_source(path),
        workers=InProcess(),
        known=known_pages() if known is None else known,
        staging=staging,
        settings=settings,
        progress=progress,
    )


def known_pages(*releases):
    known = KnownPages()
    for each in releases:
        known.learn(each)
    return known


def test_a_folder_and_an_archive_of_the_same_release_show_the_same(tmp_path):
    made = release("01", *CABLES)
    readings = [
        read(laid_out(tmp_path, made), tmp_path / "one"),
        read(packed(tmp_path, made), tmp_path / "two"),
        read(packed(tmp_path, made, ".7z"), tmp_path / "three"),
    ]
    assert len({reading.release.content_fingerprint for reading in readings}) == 1
    assert readings[0].release.pages.equals(readings[1].release.pages)
    assert readings[0].release.listings.equals(readings[2].release.listings)
    assert [reading.parsed_count for reading in readings] == [7, 7, 7]


@pytest.mark.parametrize("pages_in_a_batch", [1, 2, 3, 100])
def test_the_size_of_batches_does_not_matter(tmp_path, pages_in_a_batch):
    made = release("01", *CABLES)
    expected = read(laid_out(tmp_path, made), tmp_path / "expected")
    settings = Settings(workers=1, batch_pages=pages_in_a_batch, batch_bytes=pages_in_a_batch * 8000)
    for name, path in (("folder", tmp_path / made.name), ("archive", packed(tmp_path, made))):
        reading = read(path, tmp_path / name, settings)
        assert reading.release.content_fingerprint == expected.release.content_fingerprint
        assert reading.release.pages.equals(expected.release.pages)
        assert reading.parsed_count == 7
        years = sorted(year for _, of_chunk in reading.chunks for year in of_chunk)
        assert years == list(range(2001, 2008))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_page_whose_name_is_not_utf8_is_a_reject(tmp_path):
    folder = laid_out(tmp_path, release("01", *CABLES))
    (month,) = folder.glob("cable/2001/*")
    (month / "01CAF\udce9.html").write_bytes(next(month.glob("*.html")).read_bytes())
    reading = read(folder, tmp_path / "chunks", SETTINGS.model_copy(update={"max_reject_share": 0.2}))
    assert reading.release.pages.num_rows == 7
    (reject,) = reading.release.rejects.to_pylist()
    assert (reject["path"], reject["reason"]) == ("cable/2001/02/01CAF\\xe9.html", "unreadable_file")


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_page_of_another_name_is_a_reject(tmp_path, is_packed):
    folder = laid_out(tmp_path, release("01", *CABLES))
    page = next(folder.glob("cable/2001/*/*.html"))
    page.rename(page.with_name(f"{page.name}.gz"))
    page = next(folder.glob("cable/2002/*/*.html"))
    page.rename(page.with_suffix(".HTM"))
    source = folder
    if is_packed:
        source = tmp_path / "cablegate-20110301.tar"
        with tarfile.open(source, "w") as archive:
            archive.add(folder, folder.name)
    reading = read(source, tmp_path / "chunks", SETTINGS.model_copy(update={"max_reject_share": 0.2}))
    assert [path[-5:] for path in reading.release.pages["path"].to_pylist()].count(".html") == 5
    assert reading.release.pages.num_rows == 6
    (reject,) = reading.release.rejects.to_pylist()
    assert (reject["path"], reject["reason"], reject["detail"]) == (
        "cable/2001/02/01VIENTIANE1.html.gz",
        "unreadable_file",
        "is not named as cable pages are, cable/YYYY/MM/ID.html",
    )


def test_a_few_files_that_are_no_pages_by_any_look_do_not_stop_the_reading_and_many_do(tmp_path):
    folder = laid_out(tmp_path, release("01", *CABLES))
    for number in range(10):
        (folder / f"cable/notes{number}.txt").write_text("x")
    reading = read(folder, tmp_path / "one")
    assert (reading.release.pages.num_rows, reading.release.rejects.num_rows) == (7, 10)
    (folder / "cable/README").write_text("x")
    text = (
        r"11 of 18 pages cannot be read, .* most of them for their names \(the first: cable/README, .*rename or remove"
    )
    with pytest.raises(CablesError, match=text):
        read(folder, tmp_path / "two")


def test_a_page_of_another_name_counts_among_those_that_cannot_be_read(tmp_path):
    folder = laid_out(tmp_path, release("01", *CABLES))
    page = next(folder.glob("cable/2001/*/*.html"))
    page.rename(page.with_suffix(""))
    with pytest.raises(CablesError, match="1 of 7 pages cannot be read"):
        read(folder, tmp_path / "chunks")


def test_progress_ends_with_every_page(tmp_path):
    made = release("01", *CABLES)
    told: list[tuple[int, int | None]] = []
    settings = Settings(workers=1, batch_pages=3)
    read(laid_out(tmp_path, made), tmp_path / "staging", settings, progress=lambda *step: told.append(step))
    done = [step[0] for step in told]
    assert done == sorted(done)
    assert len({total for _, total in told}) == 1
    assert told[-1][0] == told[-1][1]


def test_of_an_archive_the_number_of_pages_is_not_known_beforehand(tmp_path):
    told: list[tuple[int, int | None]] = []
    read(packed(tmp_path, release("01", *CABLES)), tmp_path / "staging", progress=lambda *step: told.append(step))
    assert {total for _, total in told} == {None}
    assert told[-1][0] >= 7


def test_what_is_known_is_seen_but_not_parsed(tmp_path):
    source = packed(tmp_path, release("01", *CABLES))
    first = read(source, tmp_path / "first").release
    known = known_pages(replace(first, pages=first.pages.slice(0, 5)))
    reading = read(source, tmp_path / "second", known=known)
    assert (reading.parsed_count, reading.release.pages) == (2, first.pages)
    reading = read(source, tmp_path / "third", known=known_pages(first))
    assert (reading.parsed_count, reading.chunks, reading.release) == (0, [], first)


def test_what_a_later_release_shows_is_the_same_whatever_is_known_of_it(tmp_path):
    before = read(packed(tmp_path, release("01", *CABLES)), tmp_path / "first").release
    revised = replace(CABLES[0], body=CABLES[0].body.replace("tea", "XXXXXXXXXXXX"))
    renamed = replace(CABLES[1], title="ANOTHER TITLE")
    again = replace(CABLES[2], released=at("2011-03-08 18"))
    late = cable(8, year=2008, released="2011-03-08 18")
    source = packed(tmp_path, release("08", revised, renamed, again, *CABLES[3:], late))
    fresh = read(source, tmp_path / "fresh").release
    reading = read(source, tmp_path / "later", known=known_pages(before))
    assert (reading.parsed_count, reading.release) == (4, fresh)
    reading = read(source, tmp_path / "again", known=known_pages(before, fresh, before))
    assert (reading.parsed_count, reading.release) == (0, fresh)


def test_of_a_duplicate_nothing_is_known(tmp_path):
    first = read(packed(tmp_path, release("01", *CABLES)), tmp_path / "first").release
    duplicates = first.pages.set_column(
        first.pages.schema.get_field_index("is_duplicate"), "is_duplicate", pa.array([True] * 7)
    )
    known = known_pages(replace(first, pages=duplicates))
    assert (len(known), known.shown_at(first.pages["path"].to_pylist())) == (0, {})


def test_a_release_is_named_and_dated_by_its_source(tmp_path):
    made = release("01", *CABLES)
    by_name = read(packed(tmp_path, made), tmp_path / "one").release
    assert (by_name.release_id, by_name.date_evidence, by_name.source) == (
        "2011-03-01",
        "name",
        "cablegate-20110301.tar",
    )
    packed(tmp_path, made).rename(tmp_path / "site.tar")
    by_folder = read(tmp_path / "site.tar", tmp_path / "two").release
    assert (by_folder.release_id, by_folder.date_evidence) == ("2011-03-01", "folder")
    laid_out(tmp_path, made).rename(tmp_path / "site")
    by_pages = read(tmp_path / "site", tmp_path / "three").release
    assert (by_pages.release_id, by_pages.date_evidence, by_pages.source) == ("2011-03-01", "pages", "site")


def test_too_many_pages_that_cannot_be_read_stop_the_reading(tmp_path):
    tree = laid_out(tmp_path, release("01", *CABLES))
    (tree / CABLES[2].path).write_text("<html></html>")
    with pytest.raises(CablesError, match=rf"1 of 7 pages cannot be read.*{CABLES[2].path}, no_cable_table"):
        read(tree, tmp_path / "one")
    reading = read(tree, tmp_path / "two", Settings(workers=1, max_reject_share=0.2))
    assert (reading.release.pages.num_rows, reading.release.rejects.num_rows) == (6, 1)
    assert reading.release.row()["reject_count"] == 1


def test_a_page_that_vanishes_while_the_folder_is_read_is_a_reject(tmp_path):
    tree = laid_out(tmp_path, release("01", *CABLES))
    source = open_source(tree)
    source.stamp()  # lists the folder
    (tree / CABLES[2].path).unlink()
    reading = read_source(
        source,
        workers=InProcess(),
        known=known_pages(),
        staging=tmp_path / "staging",
        settings=Settings(workers=1, max_reject_share=0.2),
    )
    (reject,) = reading.release.rejects.to_pylist()
    assert (reject["path"], reject["reason"]) == (CABLES[2].path, "unreadable_file")


def test_no_page_at_all_is_no_site_tree(tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline.reading, "_batches", lambda *_: iter(()))
    with pytest.raises(SourceError, match="is not a site tree"):
        read(packed(tmp_path, release("01", *CABLES)), tmp_path / "staging")


def test_a_chunk_holds_each_content_once_with_all_its_rows(tmp_path):
    tree = laid_out(tmp_path, release("01", *CABLES))
    paths = tuple((each.path, None) for each in CABLES)
    result = extract_batch(Batch(str(tree), (*paths, *paths[:3]), {}, str(tmp_path / "chunk")))
    assert (result.sightings.num_rows, result.parsed_count, result.years) == (10, 7, tuple(range(2001, 2008)))
    records = read_chunk(tmp_path / "chunk", "records")
    assert records["cable_id"].to_pylist() == [each.published_id for each in CABLES]
    for table in CHILD_TABLES:
        numbers = read_chunk(tmp_path / "chunk", table.name)["record"].to_pylist()
        assert numbers == sorted(numbers)
        assert set(numbers) <= set(range(7))


# --- workers ---------------------------------------------------------------------------------------------------------


def double(number: int) -> int:
    if number == 13:
        raise ValueError("thirteen")
    return number * 2


def test_one_worker_needs_no_process():
    assert isinstance(start_workers(1), InProcess)


def test_results_come_in_order_and_tasks_are_taken_only_as_they_are_needed():
    taken = []

    def tasks():
        for number in range(10):
            taken.append(number)
            yield number

    results = run_all(InProcess(), double, tasks(), 3)
    assert next(results) == 0
    assert taken == [0, 1, 2]
    assert list(results) == [2, 4, 6, 8, 10, 12, 14, 16, 18]


def test_what_a_task_raises_comes_through():
    with pytest.raises(ValueError, match="thirteen"):
        list(run_all(InProcess(), double, range(20), 2))


def fail_or_write(target: str) -> None:
    if not target:
        raise ValueError("this one fails at once")
    time.sleep(0.3)
    Path(target).write_text("written")


@pytest.mark.slow
def test_when_one_task_fails_nobody_is_at_work_any_more(tmp_path):
    targets = [str(tmp_path / f"{number}") for number in range(4)]
    with start_workers(2) as workers:
        list(run_all(workers, double, range(4), 4))  # both are up
        with pytest.raises(ValueError, match="fails at once"):
            list(run_all(workers, fail_or_write, ["", *targets], 5))
        written = sorted(path.name for path in tmp_path.iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == written


@pytest.mark.slow
def test_worker_processes_give_what_one_process_gives(tmp_path):
    made = release("01", *CABLES)
    expected = read(laid_out(tmp_path, made), tmp_path / "expected")
    settings = Settings(workers=2, batch_pages=3)
    with start_workers(2) as workers:
        assert list(run_all(workers, double, range(5), 2)) == [0, 2, 4, 6, 8]
        reading = read_source(
            open_source(tmp_path / made.name),
            workers=workers,
            known=known_pages(),
            staging=tmp_path / "staging",
            settings=settings,
        )
    assert reading.release.pages.equals(expected.release.pages)
    assert reading.parsed_count == 7
