"""Whatever goes wrong, the last edition stays whole, `latest` points at a whole one, and the next run recovers."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from small_releases import (
    CORRUPTIBLE,
    ROOT,
    SETTINGS,
    assert_same,
    assert_whole,
    cable,
    corrupt,
    edition_of,
    hidden,
    laid_out,
    packed,
    release,
    rows_of,
    run,
)

import pipeline.edition
import pipeline.extract
import pipeline.parquet
import pipeline.partitions
import pipeline.run
import pipeline.upkeep
from pipeline.analyst import connect, load
from pipeline.model import CablesError, SourceError
from pipeline.places import DataFolder, edition_order, is_database
from pipeline.run_lock import lock
from pipeline.settings import Settings
from pipeline.upkeep import build_warehouse, is_open, prune, recover, swap_link
from pipeline.workers import run_all, start_workers

pytestmark = pytest.mark.slow  # each case makes editions and breaks them

NO_ROOM = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
IS_ROOT = os.geteuid() == 0


def first():
    return release("01", cable(1), cable(2, year=2005), cable(3))


def second():
    changed = hidden(cable(1), released="2011-03-08 18")
    return release("08", changed, cable(2, year=2005), cable(3), cable(4, year=2006, released="2011-03-08 18"))


def assert_published(data, edition_id):
    """That edition is the latest, whole, and can be asked."""
    assert data.latest_id() == edition_id
    assert_whole(data.edition())
    with connect(data=data.path) as con:
        assert con.execute("select count(*) from cables").fetchone() == (len(rows_of(data.edition(), "cables")),)


def assert_tidy(data):
    """Nothing half-made is left in the data folder, and every edition has its warehouse."""
    names = {path.name for path in data.processed.iterdir()} - {".lock", ".seen.json", "exports"}
    assert names == {"editions", "latest", "warehouse.duckdb", "warehouses"}
    assert {path.name for path in data.editions.iterdir()} == set(data.edition_ids())
    assert {path.stem for path in data.warehouses.iterdir()} == set(data.edition_ids())
    assert data.warehouse.resolve() == data.warehouses / f"{data.latest_id()}.duckdb"


@pytest.fixture(scope="module")
def made_once(tmp_path_factory, undescribed):
    """A data folder with one edition, and a release in `raw/` that is still to be read."""
    folder = DataFolder(tmp_path_factory.mktemp("made-once") / "data")
    packed(folder.raw, first())
    made, _ = run(folder)
    packed(folder.raw, second())
    return folder, made


@pytest.fixture
def published(data, made_once, undescribed):
    """The same, for one test alone."""
    template, made = made_once
    shutil.copytree(template.path, data.path, symlinks=True, dirs_exist_ok=True)
    build_warehouse(data, made.edition_id)
    return made


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, undescribed):
    """The edition that two undisturbed runs make."""
    folder = tmp_path_factory.mktemp("undisturbed")
    for made in (first(), second()):
        run(folder, packed(folder, made))
    return edition_of(folder)


# --- killed ----------------------------------------------------------------------------------------------------------

# A run that ends itself, without a word, at the n-th change that it makes to the file system.
KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline.places import DataFolder
from pipeline.run import Run
from pipeline.settings import Settings

folder, last, workers = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
changes = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.link", "shutil.rmtree", "open"}
count = 0

def watch(event, arguments):
    global count
    if event not in changes or not str(arguments[0]).startswith(str(folder / "processed")):
        return
    if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)):
        return
    count += 1
    if count == last:
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    sys.addaudithook(watch)
    with Run(DataFolder(folder), Settings(workers=workers, keep_editions=1)) as run:
        for due in run.plan.due:
            run.read(due, lambda done, every: None)
        run.publish()
    print(count)
"""


def run_apart(data, last=0, workers=1):
    """A run in a process and session of its own, killed at its `last`-th change where that is not 0."""
    started = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(data.path), str(last), str(workers)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    said, errors = started.communicate(timeout=120)
    return started, said, errors


def left_in_session(session):
    """Processes of a session that are still there, but for those that only wait to be buried."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, of_session = stat.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(of_session) == session and state != "Z":
            found.append(stat.parent.name)
    return found


def assert_ends(session):
    for _ in range(100):
        if not left_in_session(session):
            return
        time.sleep(0.1)
    raise AssertionError(f"still there: {left_in_session(session)}")


@pytest.fixture(scope="module")
def before_the_run(made_once, tmp_path_factory):
    """A data folder with an edition and something to do, and how many changes the doing makes."""
    folder, _ = made_once
    trial = DataFolder(shutil.copytree(folder.path, tmp_path_factory.mktemp("trial") / "data", symlinks=True))
    started, said, errors = run_apart(trial)
    assert started.returncode == 0, errors
    return folder, int(said)


@pytest.mark.slow
@pytest.mark.parametrize("share", [n / 11 for n in range(12)])
def test_a_run_killed_anywhere_leaves_the_last_edition_and_the_next_run_recovers(
    before_the_run, undisturbed, tmp_path, undescribed, share
):
    template, change_count = before_the_run
    data = DataFolder(shutil.copytree(template.path, tmp_path / "data", symlinks=True))
    old = data.latest_id()
    last = 1 + round(share * (change_count - 1))
    started, _, errors = run_apart(data, last)
    assert started.returncode == -signal.SIGKILL, errors
    for edition_id in data.edition_ids():
        assert_whole(data.editions / edition_id)
    assert data.latest_id() is not None
    assert_published(data, data.latest_id())
    if data.latest_id() == old:
        assert_same(edition_of(template), data.edition())
    run(data, settings=Settings(workers=1, keep_editions=1))
    assert_same(undisturbed, data.edition())
    run(data)
    assert_tidy(data)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are counted in /proc")
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_killed_run_leaves_no_worker_behind(before_the_run, undisturbed, tmp_path, undescribed, share):
    template, _ = before_the_run
    trial = DataFolder(shutil.copytree(template.path, tmp_path / "trial", symlinks=True))
    started, said, errors = run_apart(trial, workers=2)
    assert started.returncode == 0, errors
    assert_ends(started.pid)
    data = DataFolder(shutil.copytree(template.path, tmp_path / "data", symlinks=True))
    started, _, errors = run_apart(data, 1 + round(share * int(said)), workers=2)
    assert started.returncode == -signal.SIGKILL, errors
    assert_ends(started.pid)
    run(data)
    assert_same(undisturbed, data.edition())


def end_yourself(_task):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.slow
def test_a_worker_that_is_killed_stops_the_run_with_a_sentence():
    with start_workers(2) as workers, pytest.raises(CablesError, match="fewer `--workers`"):
        list(run_all(workers, end_yourself, [1, 2, 3], 2))


# --- two at once -----------------------------------------------------------------------------------------------------

HOLDING = """
import sys
from pathlib import Path
from pipeline.places import DataFolder
from pipeline.run_lock import lock

with lock(DataFolder(Path(sys.argv[1])), 0):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def apart(program, *arguments) -> Iterator[subprocess.Popen]:
    """A process that says one line when it is ready, and ends with its input."""
    with subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline().strip()
        try:
            yield process
        finally:
            process.kill()


def test_a_second_run_is_told_so_and_a_killed_one_leaves_no_lock(data, tables_only):
    packed(data.raw, first())
    with apart(HOLDING, data.path) as holder:
        with pytest.raises(CablesError, match=r"another run is at work in .*CABLES_LOCK_WAIT_SECONDS"):
            run(data)
        with pytest.raises(CablesError, match="another run is at work"):
            run(data, settings=Settings(workers=1, lock_wait_seconds=0.2))
        assert not data.editions.exists()
        holder.kill()
        holder.wait()
        assert run(data)[0] is not None


def test_a_second_run_can_wait_for_the_first(data, tables_only):
    packed(data.raw, first())
    with apart(HOLDING, data.path) as holder:
        threading.Timer(0.3, holder.stdin.close).start()
        assert run(data, settings=Settings(workers=1, lock_wait_seconds=60))[0] is not None


def test_the_command_gives_up_with_exit_code_2(data):
    packed(data.raw, first())
    with apart(HOLDING, data.path):
        done = subprocess.run(
            [sys.executable, "-m", "pipeline.cli", "run", "--data", str(data.path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stdout) == (2, "")
    assert "another run is at work" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_lock_is_free_after_a_run_that_failed(data):
    with pytest.raises(SourceError):
        run(data)
    with lock(data, 0):
        pass


# --- a full disk, a folder that cannot be written --------------------------------------------------------------------


def failing(*_args, **_options):
    raise NO_ROOM


def failing_in_duckdb(*_args, **_options):
    raise duckdb.IOException('IO Error: Could not write file "x": No space left on device')


@pytest.mark.parametrize(
    ("place", "name", "failure"),
    [
        (pipeline.partitions.pq, "ParquetWriter", failing),
        pytest.param(
            pipeline.parquet.os, "link", None, marks=pytest.mark.slow
        ),  # no hard links: copies, and those fail
        pytest.param(pipeline.edition, "_write_arrow", failing, marks=pytest.mark.slow),
        pytest.param(pipeline.edition, "write_parquet", failing, marks=pytest.mark.slow),
        pytest.param(pipeline.edition.EditionMaker, "_write_manifest", failing, marks=pytest.mark.slow),
        pytest.param(pipeline.edition.warehouse, "write_views_sql", failing, marks=pytest.mark.slow),
        pytest.param(pipeline.edition.datapackage, "write", failing, marks=pytest.mark.slow),
        pytest.param(pipeline.edition.warehouse, "build", failing, marks=pytest.mark.slow),
        (pipeline.edition.warehouse, "build", failing_in_duckdb),
        pytest.param(pipeline.edition.warehouse, "attach", failing_in_duckdb, marks=pytest.mark.slow),
        pytest.param(pipeline.edition, "build_warehouse", failing, marks=pytest.mark.slow),
        pytest.param(pipeline.edition, "swap_link", failing, marks=pytest.mark.slow),
    ],
)
def test_a_full_disk_publishes_nothing_and_takes_nothing(
    data, published, undisturbed, monkeypatch, place, name, failure
):
    with monkeypatch.context() as patched:
        if failure is None:
            patched.setattr(place, name, failing)
            patched.setattr(pipeline.parquet.shutil, "copyfile", failing)
        else:
            patched.setattr(place, name, failure)
        with pytest.raises(CablesError, match=r"cannot be written to .*No space left on device"):
            run(data)
    assert_published(data, published.edition_id)
    assert_tidy(data)
    run(data)
    assert_same(undisturbed, data.edition())


def test_a_full_disk_is_told_as_such_where_nothing_is_published_yet(data, monkeypatch):
    packed(data.raw, first())
    monkeypatch.setattr(pipeline.edition, "write_parquet", failing)
    with pytest.raises(CablesError, match=r"cannot be written to .*No space left on device"):
        run(data)
    assert data.latest_id() is None


@pytest.mark.slow
def test_a_disk_that_is_full_while_pages_are_read_publishes_nothing(data, published, undisturbed, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(pipeline.extract.ChunkBuilder, "write", failing)
        with pytest.raises(
            CablesError, match=r"cannot be put aside in .*No space left on device.*make room, and run again"
        ):
            run(data)
    assert_published(data, published.edition_id)
    assert_tidy(data)
    run(data)
    assert_same(undisturbed, data.edition())


@pytest.mark.slow
def test_a_failure_that_nobody_thought_of_takes_nothing(data, published, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(pipeline.edition, "compare", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run(data)
    assert_published(data, published.edition_id)
    assert_tidy(data)


def test_a_stop_by_the_keyboard_takes_nothing(data, published, undisturbed, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(pipeline.edition, "build_warehouse", stop)
        with pytest.raises(KeyboardInterrupt):
            run(data)
    assert_published(data, published.edition_id)
    assert_tidy(data)
    run(data)
    assert_same(undisturbed, data.edition())


@pytest.mark.slow
def test_without_hard_links_files_are_copied(data, published, undisturbed, monkeypatch):
    def cross_device(*_):
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(pipeline.parquet.os, "link", cross_device)
    run(data)
    assert_same(undisturbed, data.edition())
    assert_whole(data.edition())


@pytest.mark.slow
def test_a_failed_check_publishes_nothing(data, published, monkeypatch):
    with monkeypatch.context() as patched:
        failure = pipeline.edition.warehouse.CheckFailure("keys", "Keys repeat.", "error", 2, [{"cable_id": "1"}])
        patched.setattr(pipeline.edition.warehouse, "run_checks", lambda *_: [failure])
        with pytest.raises(CablesError, match="nothing is published: the check keys finds 2 wrong rows, such as"):
            run(data)
    assert_published(data, published.edition_id)
    assert_tidy(data)


@contextmanager
def small_disk(folder, size):
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)], check=False)
    if done.returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.slow
@pytest.mark.skipif(not IS_ROOT or shutil.which("mount") is None, reason="mounting needs root")
def test_on_a_disk_that_is_really_full_the_last_edition_stays(tmp_path, undisturbed, undescribed):
    sources = [packed(tmp_path, made) for made in (first(), second())]
    with small_disk(tmp_path / "disk", "20m"):
        data = DataFolder(tmp_path / "disk" / "data")
        published, _ = run(data, sources[0])
        ballast = data.path / "ballast"
        refusals: list[str] = []
        for left in (4, *range(100, 3200, 150)):  # KiB
            free = shutil.disk_usage(data.path).free
            ballast.write_bytes(bytes(max(0, free - left * 1024)))
            try:
                run(data, sources[1])
                break
            except (CablesError, OSError) as error:
                refusals.append(str(error))
            ballast.unlink()
            assert_published(data, published.edition_id)
        ballast.unlink(missing_ok=True)
        assert refusals
        assert all("space" in refusal for refusal in refusals)
        run(data, sources[1])
        assert_same(undisturbed, data.edition())


@contextmanager
def without_rights():
    """As somebody who is not root, whom modes stop."""
    if IS_ROOT:
        os.seteuid(65534)
    try:
        yield
    finally:
        if IS_ROOT:
            os.seteuid(0)


@pytest.fixture
def open_folder():
    """A folder that somebody without rights can reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in folder.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_that_cannot_be_written_is_named(open_folder, tables_only):
    data = DataFolder(open_folder / "data")
    packed(data.raw, first())
    run(data)
    published = data.latest_id()
    packed(data.raw, second())
    for path in [data.processed, *data.processed.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o555 if path.is_dir() else 0o444)
    with without_rights(), pytest.raises(CablesError, match=r"processed cannot be written \(Permission denied\)"):
        run(data)
    assert data.latest_id() == published
    assert_whole(data.edition())


def test_a_page_that_may_not_be_read_is_a_reject(open_folder, tables_only):
    data = DataFolder(open_folder / "data")
    tree = laid_out(open_folder, release("01", *(cable(number) for number in range(1, 5))))
    (tree / "cable/2007/02/07VIENTIANE3.html").chmod(0)
    data.processed.mkdir(parents=True)
    data.processed.chmod(0o777)
    with without_rights():
        with pytest.raises(CablesError, match=r"1 of 4 pages cannot be read, more than the 2.0% allowed"):
            run(data, tree)
        assert data.latest_id() is None
        run(data, tree, settings=Settings(workers=1, max_reject_share=0.25))
    (reject,) = rows_of(data.edition(), "rejects")
    assert (reject["path"], reject["reason"]) == ("cable/2007/02/07VIENTIANE3.html", "unreadable_file")
    assert len(rows_of(data.edition(), "cables")) == 3


# --- sources that are damaged ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ending",
    [
        ".tar.xz",
        ".7z",
        *(pytest.param(ending, marks=pytest.mark.slow) for ending in (".tar", ".tar.gz", ".tar.bz2", ".zip")),
    ],
)
def test_an_archive_that_ends_early_publishes_nothing(data, tables_only, ending):
    packed(data.raw, first())
    published, _ = run(data)
    source = packed(data.raw, second(), ending)
    source.write_bytes(source.read_bytes()[: source.stat().st_size * 2 // 3])
    with pytest.raises(SourceError, match=rf"cablegate-20110308\{ending}: is damaged"):
        run(data)
    assert data.latest_id() == published.edition_id
    source.unlink()
    packed(data.raw, second(), ending)
    assert run(data)[0] is not None


def test_of_several_sources_a_damaged_one_stops_the_whole_run(data, tables_only):
    packed(data.raw, first())
    (data.raw / "cablegate-20110308.tar").write_bytes(b"no archive at all")
    with pytest.raises(SourceError, match=r"cablegate-20110308\.tar"):
        run(data)
    assert data.latest_id() is None


@pytest.mark.parametrize(("bad", "is_allowed"), [(1, True), (2, False)])
def test_more_than_the_set_share_of_rejects_stops_the_run(data, tables_only, bad, is_allowed):
    tree = laid_out(data.raw, release("01", *(cable(number) for number in range(1, 51))))
    for number in range(1, bad + 1):
        (tree / f"cable/2007/02/07VIENTIANE{number}.html").write_text("")
    if is_allowed:
        run(data)
        assert [row["reason"] for row in rows_of(data.edition(), "rejects")] == ["empty_page"]
        (row,) = rows_of(data.edition(), "releases")
        assert (row["page_count"], row["reject_count"]) == (49, 1)
    else:
        with pytest.raises(CablesError, match=r"2 of 50 pages cannot be read.*empty_page.*nothing is published"):
            run(data)
        assert data.latest_id() is None


# --- an edition that lost files --------------------------------------------------------------------------------------


def damage(edition, lost):
    if lost == "a table":
        shutil.rmtree(edition / "paragraphs")
    elif lost == "a table of one file":
        (edition / "posts.parquet").unlink()
    elif lost == "pages of a release":
        (edition / "pages" / "2011-03-01.parquet").unlink()
    else:
        path = edition / "cables" / "2007.parquet"
        content = path.read_bytes()
        path.unlink()  # whatever else is linked to it stays as it is
        path.write_bytes(content[:-1])


@pytest.mark.parametrize("lost", ["a table", "a table of one file", "pages of a release", "the end of a file"])
def test_a_damaged_edition_is_built_upon_by_nobody_and_made_again_by_a_full_run(data, published, undisturbed, lost):
    edition = data.edition()
    damage(edition, lost)
    told = rf"the edition {edition} is damaged: \S+\.parquet .*missing or cut off; `cables run --full`"
    with pytest.raises(CablesError, match=told):
        connect(data=data.path)
    with pytest.raises(CablesError, match=told):
        run(data)
    assert data.edition_ids() == [published.edition_id]
    run(data, full=True)
    assert_same(undisturbed, data.edition())
    assert_tidy(data)
    with connect(data=data.path) as con:
        assert con.execute("select count(*) from releases").fetchone() == (2,)
    with pytest.raises(CablesError, match="missing or cut off; remove its folder, and name another one"):
        connect(published.edition_id, data=data.path)


def test_a_damaged_edition_whose_warehouse_is_lost_too_is_made_again(data, published, undisturbed):
    damage(data.edition(), "a table")
    data.latest.unlink()
    data.warehouse.resolve().unlink()
    run(data, full=True)
    assert_same(undisturbed, data.edition())


def test_a_damaged_edition_is_not_made_again_without_what_it_was_made_from(data, undescribed):
    source = packed(data.raw, first())
    run(data)
    packed(data.raw, second())
    damage(data.edition(), "a table of one file")
    source.unlink()
    with pytest.raises(
        CablesError,
        match=rf"is damaged: posts.parquet is missing or cut off, and {source} no longer shows what it was made from",
    ):
        run(data, full=True)


def test_a_damaged_edition_is_made_again_where_its_sources_have_moved_with_it(data, undisturbed, tmp_path):
    packed(data.raw, first())
    run(data)
    moved = DataFolder(data.path.rename(tmp_path / "moved"))
    packed(moved.raw, second())
    damage(moved.edition(), "a table")
    run(moved, full=True)
    assert_same(undisturbed, moved.edition())


CORRUPT = r"the edition \S+ is damaged: {} is not as written, by the checksum in its manifest; `cables run --full`"


@pytest.mark.parametrize("place", CORRUPTIBLE)
@pytest.mark.parametrize(
    "name", ["cables/2007.parquet", "paragraphs/2007.parquet", "revisions.parquet", "releases.parquet"]
)
def test_a_file_that_is_not_as_written_is_built_upon_by_nobody(data, published, undisturbed, name, place):
    corrupt(data.edition() / name, place)
    with pytest.raises(CablesError, match=CORRUPT.format(name)):
        run(data)
    assert data.edition_ids() == [published.edition_id]
    assert_tidy(data)
    run(data, full=True)
    assert_same(undisturbed, data.edition())


def test_a_file_that_is_not_as_written_is_told_to_whoever_reads_it(data, published):
    corrupt(data.edition() / "paragraphs" / "2007.parquet", "page header")
    with connect(data=data.path) as con:  # as long as nobody reads it, nobody knows
        assert con.execute("select count(*) from cables").fetchone() != (0,)
    with pytest.raises(CablesError, match=CORRUPT.format("paragraphs/2007.parquet")):
        load("paragraphs", data=data.path)
    with pytest.raises(CablesError, match="there is no table or view paragraf"):
        load("paragraf", data=data.path)


@pytest.mark.parametrize("has_warehouse", [True, False])
def test_a_table_that_cannot_be_opened_is_told_to_whoever_connects(data, published, has_warehouse):
    corrupt(data.edition() / "releases.parquet", "footer")
    if not has_warehouse:
        data.warehouse.resolve().unlink()
    with pytest.raises(CablesError, match=CORRUPT.format("releases.parquet")):
        connect(data=data.path)


# --- recovery --------------------------------------------------------------------------------------------------------


def test_what_a_dead_run_left_is_removed(data, published, undisturbed):
    (data.editions / ".20110301T000000Z.making" / "cables").mkdir(parents=True)
    (data.processed / ".staging-99" / "source-000").mkdir(parents=True)
    (data.processed / ".latest.99").symlink_to("editions/nowhere")
    (data.processed / ".warehouse.duckdb.99").symlink_to("warehouses/nowhere")
    (data.processed / ".seen.json.aside").write_text("[")
    (data.warehouses / f".{published.edition_id}.duckdb.99").write_text("half")
    (data.warehouses / "20100101T000000Z.duckdb").write_text("of an edition that is no more")
    assert [line.split()[0] for line in recover(data)] == ["removed", "removed"]
    assert_tidy(data)
    run(data)
    assert_same(undisturbed, data.edition())


@pytest.mark.parametrize("lost", ["latest", "warehouse", "warehouses"])
def test_links_and_warehouses_that_are_missing_are_made_again(data, published, lost):
    path = getattr(data, lost)
    if lost == "warehouses":
        shutil.rmtree(path)
    else:
        path.unlink()
    recover(data)
    assert_published(data, published.edition_id)
    assert_tidy(data)


@pytest.mark.parametrize("damage", ["garbage", "cut off", "no link"])
def test_a_warehouse_that_is_damaged_is_made_again(data, published, damage):
    if damage == "no link":
        data.warehouse.unlink()
    data.warehouse.write_bytes(b"garbage\n" if damage == "garbage" else b"")
    assert not data.has_sound_warehouse()
    recover(data)
    assert data.has_sound_warehouse()
    assert_published(data, published.edition_id)
    assert_tidy(data)


@pytest.mark.parametrize(
    "place",
    [
        "moved",
        "it's moved",
        "/".join(["x" * 100] * 12),
        pytest.param("/".join(["x" * 100] * 30), marks=pytest.mark.slow),
    ],
    ids=["moved", "with a quotation mark", "long", "very long"],
)
def test_the_warehouse_of_a_moved_folder_is_made_again(data, published, tmp_path, place):
    # The end of the old path is a path that could be another folder's.
    assert not is_database(data.warehouse, Path("/data/processed/editions") / published.edition_id)
    moved = DataFolder(tmp_path / place / "data")
    moved.path.parent.mkdir(parents=True)
    data.path.rename(moved.path)
    assert not moved.has_sound_warehouse()
    assert recover(moved) == ["made the warehouse again, which led to where the data folder was before"]
    assert moved.has_sound_warehouse()
    with duckdb.connect(str(moved.warehouse), read_only=True) as con:
        assert con.execute("select count(*) from releases").fetchone() == (1,)


def test_a_warehouse_reached_by_another_way_is_sound(data, published, tmp_path):
    way = tmp_path / "way"
    way.symlink_to(data.path)
    assert DataFolder(way).has_sound_warehouse()


def test_a_link_to_an_edition_that_is_no_more_goes_to_the_newest(data, published):
    swap_link(data.latest, Path("editions/20300101T000000Z"))
    assert data.latest_id() is None
    assert recover(data) == [f"linked the edition {published.edition_id}, which a run had published but not linked"]
    assert_published(data, published.edition_id)


@pytest.mark.slow
def test_a_folder_in_the_place_of_the_link_is_named_and_left_alone(data, published):
    data.latest.unlink()
    shutil.copytree(data.editions / published.edition_id, data.latest)
    with pytest.raises(CablesError, match="latest is a folder where a link belongs"):
        run(data)
    assert (data.latest / "manifest.json").is_file()
    shutil.rmtree(data.latest)
    assert run(data)[0] is not None
    assert_tidy(data)


@pytest.mark.parametrize("damage", ["", "[]", '{"rows": {}}', '{"rows": {}, "files": {}, "sources": [{"path": ""}]}'])
def test_a_damaged_manifest_is_named(data, published, damage):
    manifest = data.edition() / "manifest.json"
    manifest.write_text(damage)
    with pytest.raises(CablesError, match=r"manifest\.json cannot be read .*remove that edition and run again"):
        run(data)
    shutil.rmtree(data.edition())
    run(data)
    assert_tidy(data)
    assert len(rows_of(data.edition(), "releases")) == 2


@pytest.mark.slow
def test_editions_follow_each_other_though_the_clock_is_put_back(data, published, monkeypatch):
    class Earlier(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2001, 1, 1, tzinfo=UTC)

    monkeypatch.setattr(pipeline.edition, "datetime", Earlier)
    made, _ = run(data)
    assert edition_order(made.edition_id) > edition_order(published.edition_id)
    assert data.edition_ids() == [published.edition_id, made.edition_id]
    assert recover(data) == []
    assert_published(data, made.edition_id)


def test_editions_of_one_second_are_in_order():
    ids = ["20110308T020000Z", *(f"20110308T020000Z-{number}" for number in range(2, 13)), "20110308T020001Z"]
    assert sorted(sorted(ids), key=edition_order) == ids


# --- readers and old editions ----------------------------------------------------------------------------------------

READING = """
import sys
from pipeline.analyst import connect

con = connect(sys.argv[2], data=sys.argv[1])
print(con.execute("select count(*) from cables").fetchone()[0], flush=True)
sys.stdin.readline()
print(con.execute("select count(*) from paragraphs").fetchone()[0], flush=True)
"""


def test_who_reads_the_old_edition_goes_on_reading_it(data, published):
    with connect(data=data.path) as before:
        run(data)
        assert before.execute("select count(*), max(release_id) from cables").fetchone() == (3, "2011-03-01")
        with connect(data=data.path) as after:
            assert after.execute("select count(*), max(release_id) from cables").fetchone() == (4, "2011-03-08")
        with connect(published.edition_id, data=data.path) as again:
            assert again.execute("select count(*) from cables").fetchone() == (3,)


def add(data, day, keep):
    """One more edition, of one more release."""
    packed(data.raw, release(day, cable(1), cable(2, year=2005), cable(int(day), year=2006)))
    run(data, settings=Settings(workers=1, keep_editions=keep))


def test_old_editions_are_removed_and_as_many_kept_as_set(data, published):
    ids = [published.edition_id]
    for day in ("15", "22", "29"):
        add(data, day, keep=2)
        ids.append(data.latest_id())
    assert data.edition_ids() == ids[-2:]
    assert_tidy(data)
    assert_published(data, ids[-1])
    assert prune(data, 1) == [ids[-2]]
    assert prune(data, 1) == []


def test_an_edition_that_another_process_reads_is_not_removed(data, published):
    with apart(READING, data.path, published.edition_id) as reader:
        add(data, "15", keep=1)
        assert data.edition_ids() == [published.edition_id, data.latest_id()]
        assert is_open(data.warehouses / f"{published.edition_id}.duckdb")
        reader.stdin.write("\n")
        reader.stdin.flush()
        assert int(reader.stdout.readline()) > 0
        reader.wait()
    assert prune(data, 1) == [published.edition_id]
    assert_tidy(data)


def test_the_latest_is_never_removed_though_it_be_an_old_one(data, published):
    run(data)
    newest = data.latest_id()
    swap_link(data.latest, Path("editions") / published.edition_id)
    assert prune(data, 1) == []
    assert data.edition_ids() == [published.edition_id, newest]


@pytest.mark.slow
def test_old_editions_that_cannot_be_removed_do_not_fail_the_run(data, published, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    said = []
    monkeypatch.setattr(pipeline.upkeep, "prune", refuse)
    with pipeline.run.Run(data, SETTINGS, say=said.append) as at_work:
        for due in at_work.plan.due:
            at_work.read(due, lambda *_: None)
        assert at_work.publish() is not None
    assert said[-1] == "old editions cannot be removed (Permission denied)"


def test_the_link_is_swapped_in_one_step(tmp_path):
    targets = [tmp_path / "one", tmp_path / "other"]
    for target in targets:
        target.mkdir()
        (target / "manifest.json").write_text("{}")
    link = tmp_path / "latest"
    swap_link(link, targets[0])
    missing = []
    is_over = threading.Event()

    def watch():
        while not is_over.is_set():
            if not (link / "manifest.json").exists():
                missing.append(1)

    watcher = threading.Thread(target=watch)
    watcher.start()
    for target in itertools.islice(itertools.cycle(targets), 2001):
        swap_link(link, target)
    is_over.set()
    watcher.join()
    assert missing == []
    assert link.readlink() == targets[0]


@pytest.mark.slow
def test_a_data_folder_works_where_it_is_moved(data, published, tmp_path):
    moved = DataFolder(tmp_path / "elsewhere")
    data.path.rename(moved.path)
    assert moved.latest_id() == published.edition_id
    with connect(data=moved.path) as con:
        assert con.execute("select count(*) from cables").fetchone() == (3,)
    run(moved)
    with connect(data=moved.path) as con:
        assert con.execute("select count(*) from cables").fetchone() == (4,)
    assert pq.read_table(moved.edition() / "releases.parquet").num_rows == 2
