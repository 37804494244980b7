"""The command `cables`, as a person at a terminal and as a script meets it."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer
from small_releases import corrupt
from typer.testing import CliRunner

from pipeline import outputs, terminal
from pipeline.cli import REFUSED, app
from pipeline.places import DataFolder
from pipeline.run import Run
from pipeline.settings import Settings

pytestmark = pytest.mark.slow  # each case calls the command anew

ROOT = Path(__file__).parent.parent
COMMANDS = typer.main.get_command(app).commands
HEAVY = ("prefect", "pandas", "pyarrow", "duckdb")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> DataFolder:
    """A data folder with the shipped corpus, published and exported; the first two releases made an edition before."""
    data = tmp_path_factory.mktemp("data")
    shutil.copytree(ROOT / "data" / "raw", data / "raw")
    made = DataFolder(data)
    archives = sorted(made.raw.iterdir())
    for sources in (archives[:2], archives[2:]):
        with Run(made, Settings(workers=1), sources) as run:
            for due in run.plan.due:
                run.read(due, lambda _done, _all: None)
            outputs.write(run, run.publish())
    return made


def widen(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """Gives the terminal so many columns; the console asks for them once only, when it is first imported."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr(terminal.console, "width", columns)


@pytest.fixture
def cables(folder, monkeypatch):
    """Calls the command on that folder."""
    monkeypatch.setenv("CABLES_DATA", str(folder.path))
    widen(monkeypatch, 200)
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "CABLES", "COLUMNS"))}
    return kept | {"PYTHONPATH": str(ROOT), "PREFECT_HOME": str(tmp_path / "prefect")} | more


def command(tmp_path: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Calls the command as a process of its own, in an empty folder."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *arguments],
        cwd=tmp_path,
        env=environment(tmp_path, **more),
        capture_output=True,
        text=True,
        timeout=300,
    )


# --- documented -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_says_what_it_does_and_gives_an_example(name):
    told = COMMANDS[name].help
    assert told.strip()
    assert f"Example: `cables {name}" in told
    shown = CliRunner().invoke(app, [name, "--help"])
    assert shown.exit_code == 0
    assert "Example" in shown.output


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_stands_in_the_readme(name):
    readme = ROOT / "README.md"
    if not readme.exists():
        pytest.skip("there is no README yet")
    assert f"cables {name}" in readme.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_is_explained(name):
    for parameter in COMMANDS[name].params:
        assert getattr(parameter, "help", None) or parameter.name == "help", parameter.name


# --- sql --------------------------------------------------------------------------------------------------------------

EVERY_KIND = """
    select
        [1, 2] as listed, null as nothing, 'a "b", c' as quoted, '=1+1' as formula,
        '2010-01-02 03:04:05+00'::timestamptz as moment, 0.25::double as share, 1234567 as number
"""


def test_sql_prints_a_table(cables):
    shown = cables("sql", "select origin, cable_count from origin_totals order by cable_count desc limit 1")
    assert shown.exit_code == 0
    assert "cable_count" in shown.output
    assert shown.output.count("│") == 3


def test_sql_prints_every_kind_of_value_in_a_table(cables):
    line = cables("sql", EVERY_KIND).output.splitlines()[3]
    assert [part.strip() for part in line.strip("│").split("│")] == [
        "1, 2",
        "",
        'a "b", c',
        "=1+1",
        "2010-01-02 03:04:05",
        "0.25",
        "1234567",
    ]


def test_sql_prints_csv(cables):
    (row,) = csv.DictReader(io.StringIO(cables("sql", EVERY_KIND, "--format", "csv").stdout))
    assert row["listed"] == "1|2"
    assert row["nothing"] == ""
    assert row["quoted"] == 'a "b", c'
    assert row["formula"] == "'=1+1"  # harmless in a spreadsheet, as in every export
    assert row["moment"] == "2010-01-02T03:04:05Z"


def test_sql_prints_json(cables):
    (row,) = json.loads(cables("sql", EVERY_KIND, "--format", "json").stdout)
    assert row["listed"] == [1, 2]
    assert row["nothing"] is None
    assert row["formula"] == "=1+1"
    assert row["moment"] == "2010-01-02T03:04:05Z"
    assert row["number"] == 1234567


def test_sql_without_rows_is_an_empty_answer_not_an_error(cables):
    assert json.loads(cables("sql", "select 1 as one where false", "--format", "json").stdout) == []
    assert cables("sql", "select 1 as one where false", "--format", "csv").stdout.strip() == "one"
    assert "one" in cables("sql", "select 1 as one where false").stdout


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("selec 1", "syntax error"),
        ("select nowhere from cables", 'column "nowhere" not found'),
        ("select * from cabels", "cabels"),
        ("", "no query"),
        ("create table mine (one int)", "read-only"),
    ],
)
def test_an_error_in_the_query_is_one_sentence(cables, query, words):
    shown = cables("sql", query)
    assert shown.exit_code == 2
    assert words in shown.stderr
    assert shown.stderr.startswith("cables: ")
    assert shown.stderr.count("\n") == 1


def test_rows_too_wide_for_the_terminal_become_records(cables, monkeypatch):
    widen(monkeypatch, 80)
    shown = cables("sql", "from origin_totals limit 2").output
    assert "┃" not in shown
    assert "first_created_at  " in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_a_pipe_gets_whole_lines_however_long(folder, tmp_path):
    shown = command(tmp_path, "sql", f"select '{'x' * 200}' as long, 1 as one", "--data", str(folder.path))
    assert "x" * 200 in shown.stdout
    assert "\x1b[" not in shown.stdout


def test_a_reader_that_stops_early_is_no_error(folder, tmp_path):
    query = "select repeat('x', 1000) from range(20000)"
    done = subprocess.run(
        f'"{sys.executable}" -m pipeline.cli sql "{query}" --format csv --data "{folder.path}" | head -n 1 | wc -l',
        shell=True,
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.strip() == "1"
    assert done.stderr == ""


def test_an_earlier_edition_can_be_asked(cables, folder):
    first, last = folder.edition_ids()
    count = "select count(*) as n from releases"
    assert cables("sql", count, "--edition", first, "--format", "csv").stdout.split() == ["n", "2"]
    assert cables("sql", count, "--edition", last, "--format", "csv").stdout.split() == ["n", "3"]
    shown = cables("sql", count, "--edition", "19990101T000000Z")
    assert shown.exit_code == 2
    assert "no edition 19990101T000000Z" in shown.stderr


# --- one cable --------------------------------------------------------------------------------------------------------


def test_show_finds_a_cable_in_any_spelling(cables):
    cable_id, origin = (
        cables(
            "sql",
            "select cable_id, origin from cables where cable_id like '%CAIRO%' order by 1 limit 1",
            "--format",
            "csv",
        )
        .stdout.splitlines()[1]
        .split(",")
    )
    year, number = cable_id[:2], cable_id.partition("CAIRO")[2]
    shown = cables("show", f"{year} cairo {number}")
    assert shown.exit_code == 0
    assert cable_id in shown.output
    assert origin in shown.output
    assert "TAGS:" in shown.output


def test_show_suggests_what_was_meant(cables):
    cable_id = cables("sql", "select min(cable_id) from cables", "--format", "csv").stdout.split()[1]
    shown = cables("show", f"{cable_id}9")
    assert shown.exit_code == 2
    assert "did you mean" in shown.stderr
    assert cable_id in shown.stderr


def test_diff_marks_what_was_added_and_removed(cables):
    query = "select min(cable_id) from revisions where body_revision > 1"
    cable_id = cables("sql", query, "--format", "csv").stdout.split()[1]
    shown = cables("diff", cable_id)
    assert shown.exit_code == 0
    assert "revision 1" in shown.output
    assert "[-" in shown.output or "{+" in shown.output
    assert cables("diff", cable_id, "--from", "7").exit_code == 2


def test_a_revision_is_not_compared_with_itself(cables):
    query = "select min(cable_id) from revisions where body_revision > 1"
    cable_id = cables("sql", query, "--format", "csv").stdout.split()[1]
    for arguments in (("--from", "2", "--to", "2"), ("--from", "2")):
        told = cables("diff", cable_id, *arguments)
        assert (told.exit_code, told.stdout) == (2, "")
        assert "both are revision 2" in told.stderr


def test_diff_of_a_cable_that_is_not_there_names_the_nearest(cables):
    cable_id = cables("sql", "select min(cable_id) from cables", "--format", "csv").stdout.split()[1]
    told = cables("diff", f"{cable_id}9")
    assert told.exit_code == 2
    assert f"did you mean {cable_id}" in told.stderr


def test_diff_of_a_cable_never_revised_says_so(cables):
    query = "select min(cable_id) from cables where revision_count = 1"
    cable_id = cables("sql", query, "--format", "csv").stdout.split()[1]
    shown = cables("diff", cable_id)
    assert shown.exit_code == 2
    assert "never revised" in shown.stderr


# --- editions, files --------------------------------------------------------------------------------------------------


def test_changes_lists_what_the_last_run_did(cables, folder):
    shown = cables("changes")
    assert shown.exit_code == 0
    last = shown.output.splitlines()[-1]
    with (folder.exports / "changes.csv").open(encoding="utf-8", newline="") as file:
        kinds = [row["change"] for row in csv.DictReader(file)]
    assert f"{kinds.count('added')} added" in last
    assert f"{kinds.count('revised')} revised" in last
    assert cables("changes", "--since", "19990101T000000Z").exit_code == 2


def test_status_tells_what_is_published_and_lists_editions(cables, folder):
    shown = cables("status").output
    assert folder.latest_id() in shown
    assert "cablegate-20110301.tar.xz" in shown
    listed = cables("status", "--editions").output
    assert all(edition in listed for edition in folder.edition_ids())
    assert listed.count("latest") == 1


def test_status_in_a_folder_without_data_says_so(tmp_path):
    missing = command(tmp_path, "status", "--data", "nowhere")
    assert missing.returncode == 2
    assert "there is no folder nowhere" in missing.stderr
    (tmp_path / "empty" / "raw").mkdir(parents=True)
    empty = command(tmp_path, "status", "--data", "empty")
    assert empty.returncode == 0
    assert "Nothing is published in empty/processed yet" in empty.stdout


def test_status_says_so_where_only_the_link_is_gone(folder, tmp_path):
    copy = DataFolder(shutil.copytree(folder.path, tmp_path / "data", symlinks=True))
    copy.latest.unlink()
    told = command(tmp_path, "status", "--data", "data")
    assert told.returncode == 0
    assert "data/processed/latest leads to no edition, though 2 editions are kept" in told.stdout
    newest = copy.edition_ids()[-1]
    for arguments in (("sql", "from posts"), ("show", "10KYIV102"), ("export", "posts", "-o", "p.csv"), ("changes",)):
        told = command(tmp_path, *arguments, "--data", "data")
        assert (told.returncode, told.stdout) == (REFUSED, "")
        assert "latest leads to no edition, though 2 editions are kept: `cables run` links the newest" in told.stderr
        assert f"--edition {newest}" in told.stderr
        assert "yet" not in told.stderr
    assert command(tmp_path, "show", "10KYIV102", "--data", "data", "--edition", newest).returncode == 0
    assert command(tmp_path, "run", "--data", "data").returncode == 0
    assert copy.latest_id() == newest


@pytest.mark.parametrize(
    "arguments",
    [
        ("sql", "from posts"),
        ("check",),
        ("report", "-o", "report.html"),
        ("export", "posts", "-o", "posts.csv"),
        ("show", "10KYIV102"),
        ("diff", "10KYIV102"),
        ("changes",),
        ("run",),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_damaged_edition_is_one_sentence_that_names_what_it_lacks(folder, cables, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    copy = DataFolder(shutil.copytree(folder.path, tmp_path / "data", symlinks=True))
    shutil.rmtree(copy.latest / "paragraphs")
    shown = cables(*arguments, "--data", "data")
    assert (shown.exit_code, shown.stdout) == (REFUSED, "")
    assert f"cables: the edition {copy.edition()} is damaged: paragraphs/" in shown.stderr
    assert "more files are missing or cut off; `cables run --full` makes a new one" in shown.stderr
    assert shown.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("sql", "select max(cable_id) from paragraphs"),
        ("sql", "from paragraphs", "--format", "csv"),
        ("check",),
        ("export", "cable_texts", "-o", "texts.csv"),
        ("show", "10KYIV102"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_file_that_is_not_as_written_is_one_sentence_that_names_it(folder, cables, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    copy = DataFolder(shutil.copytree(folder.path, tmp_path / "data", symlinks=True))
    corrupt(copy.latest / "paragraphs" / "2010.parquet", "page header")
    shown = cables(*arguments, "--data", "data")
    assert (shown.exit_code, shown.stdout) == (REFUSED, "")
    assert f"cables: the edition {copy.edition()} is damaged: paragraphs/2010.parquet is not as written" in shown.stderr
    assert shown.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    # What the reader got wrong is no damage.
    assert "Catalog Error" in cables("sql", "from nothing", "--data", "data").stderr


def test_several_statements_are_refused(cables):
    told = cables("sql", "select 1; select 2")
    assert (told.exit_code, told.stdout) == (2, "")
    assert "ask one at a time" in told.stderr
    assert cables("sql", "select 1 as one;").exit_code == 0


def test_a_terminal_without_the_signs_shows_what_stands_for_them(tmp_path, folder):
    query = "select '¶ café' as text"
    told = command(tmp_path, "sql", query, "--format", "csv", "--data", str(folder.path), PYTHONIOENCODING="ascii")
    assert (told.returncode, told.stdout.splitlines()[-1]) == (0, "\\xb6 caf\\xe9")


def test_check_counts_every_check(cables):
    shown = cables("check")
    assert shown.exit_code == 0
    assert " 0 errors" in shown.output


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet", "jsonl"])
def test_export_writes_each_format(cables, tmp_path, suffix):
    target = tmp_path / f"totals.{suffix}"
    assert cables("export", "origin_totals", "-o", str(target)).exit_code == 0
    assert target.stat().st_size > 0


def test_export_of_one_view_leaves_the_others_where_they_are(cables, folder):
    before = sorted(path.name for path in folder.exports.iterdir())
    assert cables("export", "tag_totals").exit_code == 0
    assert sorted(path.name for path in folder.exports.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("origin_total",), "did you mean origin_totals"),
        (("origin_totals", "-o", "totals.pdf"), "totals.pdf"),
        (("origin_totals", "tag_totals", "-o", "totals.csv"), "workbook"),
        (("-o", "totals.csv"), "say what to export"),
        (("select 1 as one",), "-o"),
    ],
)
def test_an_export_that_cannot_be_is_one_sentence(cables, monkeypatch, tmp_path, arguments, words):
    monkeypatch.chdir(tmp_path)
    shown = cables("export", *arguments)
    assert shown.exit_code == 2
    assert words in shown.stderr
    assert shown.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_report_is_written_where_asked(cables, tmp_path):
    target = tmp_path / "cables.html"
    assert cables("report", "-o", str(target)).exit_code == 0
    assert "<html" in target.read_text(encoding="utf-8")


def test_a_report_is_a_page_or_goes_into_a_folder(cables, tmp_path):
    told = cables("report", "-o", str(tmp_path / "r.pdf"))
    assert told.exit_code == 2
    assert "a name that ends in .html" in told.stderr
    assert cables("report", "-o", str(tmp_path)).exit_code == 0
    assert "<html" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_macro_is_exported_as_a_query(cables):
    told = cables("export", "tag_neighbours")
    assert told.exit_code == 2
    assert "export the query `from tag_neighbours(" in told.stderr


def test_ids_of_editions_are_whole_in_a_narrow_terminal(cables, folder, monkeypatch):
    widen(monkeypatch, 40)
    listed = cables("status", "--editions").output
    assert all(edition in listed for edition in folder.edition_ids())


@pytest.mark.parametrize("arguments", [("show", "07LAPAZ318"), ("sql", "from cables"), ("check",)])
def test_whoever_stops_reading_ends_the_command_in_peace(tmp_path, folder, arguments):
    query = "select max(cable_id) from cables"
    cable_id = command(tmp_path, "sql", query, "--format", "csv", "--data", str(folder.path)).stdout.split()[1]
    line = [cable_id if part == "07LAPAZ318" else part for part in arguments]
    writer = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", *line, "--data", str(folder.path)],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    writer.stdout.close()
    assert (writer.wait(60), writer.stderr.read()) == (0, b"")
    writer.stderr.close()


def test_sample_writes_three_releases(tmp_path):
    done = command(tmp_path, "sample", "raw", "--seed", "7")
    assert done.returncode == 0
    assert len(list((tmp_path / "raw").iterdir())) == 3


@pytest.mark.parametrize("cron", ["tonight", "0 2 30 2 *", "0 2 * * * *"])  # there is no 30 February
def test_a_schedule_that_is_none_is_one_sentence(tmp_path, folder, cron):
    done = command(tmp_path, "schedule", "--cron", cron, "--data", str(folder.path))
    assert done.returncode == 2
    assert f'"{cron}" is no cron schedule' in done.stderr
    assert "Traceback" not in done.stderr


def test_a_schedule_over_a_folder_that_is_not_there_is_refused(tmp_path):
    done = command(tmp_path, "schedule", "--data", "dta")
    assert (done.returncode, done.stdout) == (REFUSED, "")
    assert "there is no folder dta" in done.stderr
    assert not (tmp_path / "dta").exists()


# --- run --------------------------------------------------------------------------------------------------------------


def test_a_run_with_nothing_new_makes_a_damaged_warehouse_again(folder, tmp_path):
    # The folder as it is, for sources are known by where they lie.
    folder.warehouse.resolve().write_text("garbage")
    done = command(tmp_path, "run", "--data", str(folder.path))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "made the warehouse again, which was missing or damaged"
    assert "Nothing new in 3 sources" in done.stdout
    assert folder.has_sound_warehouse()


def test_a_run_with_nothing_new_finds_out_before_anything_heavy_is_imported(folder, tmp_path):
    watched = f"""
import sys
from pipeline.cli import main
try:
    main(["run", "--data", {str(folder.path)!r}])
except SystemExit as end:
    assert not end.code, end.code
print(sorted(set({HEAVY!r}) & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", watched],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Nothing new in 3 sources" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"
    assert len(folder.edition_ids()) == 2


def truncated(path: Path) -> Path:
    whole = (ROOT / "data" / "raw" / "cablegate-20110301.tar.xz").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def no_site(path: Path) -> Path:
    path.mkdir()
    (path / "notes.txt").write_text("nothing of the site")
    return path


SOURCES = {
    "missing.zip": lambda path: path,
    "empty": lambda path: path.mkdir() or path,
    "empty.tar.xz": lambda path: path.write_bytes(b"") or path,
    "elsewhere": no_site,
    "text.zip": lambda path: path.write_text("no archive") and path,
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_that_is_none_is_one_sentence_and_nothing_is_published(tmp_path, name):
    source = SOURCES[name](tmp_path / name)
    done = command(tmp_path, "run", str(source), "--data", "data")
    assert done.returncode == 2
    assert done.stderr.startswith(f"cables: {source}")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "data" / "processed" / "editions").exists()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("CABLES_WORKERS", "abc", "CABLES_WORKERS cannot be 'abc'"),
        ("CABLES_KEEP_EDITIONS", "0", "CABLES_KEEP_EDITIONS cannot be '0'"),
        ("CABLES_NIGHTLY_EXPORTS", "[oops", "lists are written in JSON"),
        ("CABLES_NIGHTLY_EXPORTS", '["origin_total"]', "did you mean origin_totals"),
        ("PREFECT_HOME", "/dev/null/prefect", "cannot keep its records in /dev/null/prefect"),
    ],
)
def test_a_setting_that_cannot_be_is_one_sentence_before_anything_is_read(tmp_path, name, value, words):
    source = ROOT / "data" / "raw" / "cablegate-20110301.tar.xz"
    done = command(tmp_path, "run", str(source), "--data", "new", **{name: value})
    assert done.returncode == REFUSED
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "new" / "processed" / "editions").exists()


def test_a_setting_that_is_empty_is_not_set(folder, tmp_path):
    done = command(tmp_path, "run", "--data", str(folder.path), CABLES_WORKERS="", CABLES_LOCK_WAIT_SECONDS="")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
@pytest.mark.parametrize("arguments", [("run", "caf\udce9-20110308.tar.xz"), ("status", "--data", "caf\udce9")])
def test_a_name_that_is_not_utf8_is_refused_in_one_sentence(tmp_path, arguments):
    done = command(tmp_path, *arguments)
    assert done.returncode == REFUSED
    assert "caf\\xe9" in done.stderr
    assert "the" in done.stderr
    assert "name is not UTF-8" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("arguments", [("status",), ("sql", "from cables", "--format", "csv")])
def test_output_that_cannot_be_written_is_one_sentence(folder, tmp_path, arguments):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "pipeline.cli", *arguments, "--data", str(folder.path)],
            cwd=tmp_path,
            env=environment(tmp_path),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=300,
        )
    assert (done.returncode, done.stderr.strip()) == (REFUSED, "cables: the output: No space left on device")


def test_a_data_folder_that_is_not_there_is_not_made_by_a_slip_of_the_pen(tmp_path):
    done = command(tmp_path, "run", "--data", "dta")
    assert done.returncode == 2
    assert "there is no folder dta" in done.stderr
    assert not (tmp_path / "dta").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--data", ""),
        ("run", ""),
        ("sql", "from posts", "--data", ""),
        ("export", "posts", "-o", ""),
        ("report", "-o", ""),
        ("sample", ""),
    ],
    ids=" ".join,
)
def test_an_empty_path_is_not_the_folder_here(cables, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    shown = cables(*arguments)
    assert (shown.exit_code, shown.stdout) == (REFUSED, "")
    assert shown.stderr == "cables: a path is empty: name a file or a folder (. is the one here), or leave it out\n"
    assert not list(tmp_path.iterdir())


def test_a_data_folder_that_the_environment_leaves_empty_is_the_usual_one(tmp_path):
    done = command(tmp_path, "status", CABLES_DATA="")
    assert (done.returncode, done.stdout) == (REFUSED, "")
    assert "there is no folder data:" in done.stderr


def test_a_second_run_at_the_same_time_is_told_to_wait(tmp_path, folder):
    from pipeline.run_lock import lock

    with lock(folder, 0):
        done = command(tmp_path, "run", "--data", str(folder.path))
    assert done.returncode == 2
    assert "another run is at work" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_first_run_ends_with_where_things_are_and_a_query_that_works(tmp_path):
    shutil.copytree(ROOT / "data" / "raw", tmp_path / "data" / "raw")
    done = command(tmp_path, "run", "--workers", "2")
    assert done.returncode == 0, done.stderr
    for what in ("tables", "warehouse", "CSVs", "report"):
        (line,) = (line for line in done.stdout.splitlines() if line.strip().startswith(what))
        assert (tmp_path / line.split()[1]).exists()
    assert "3 releases" in done.stdout
    assert "release 2011-03-15, dated by its name: 90 pages" in done.stderr
    assert "telemetry" not in done.stderr.lower()
    assert "Finished in state" not in done.stderr
    query = done.stdout.splitlines()[-1].split('"')[1]
    assert command(tmp_path, "sql", query).returncode == 0
    again = command(tmp_path, "run")
    assert again.returncode == 0
    assert "Nothing new" in again.stdout


@pytest.mark.slow
def test_a_damaged_archive_is_one_sentence_without_a_traceback_of_prefect(tmp_path):
    source = truncated(tmp_path / "cablegate-20110301.tar.xz")
    done = command(tmp_path, "run", str(source), "--data", "data")
    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1].startswith(f"cables: {source}: is damaged")
    assert done.stderr.count("is damaged") == 1
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data" / "processed" / "editions").exists()


def group_of(process_id: int) -> list[str]:
    """What still runs in a process's session, and servers that it started."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid,pgid,stat,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 4) for line in listed.splitlines()[1:]]
    return [row[4] for row in rows if row[2] == str(process_id) and not row[3].startswith("Z")]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ending", "to_group", "code"),
    [
        (signal.SIGINT, True, 130),  # Ctrl-C: the terminal tells every process of the group
        (signal.SIGINT, False, 130),
        (signal.SIGTERM, False, -signal.SIGTERM),
        (signal.SIGKILL, False, -signal.SIGKILL),
    ],
    ids=["ctrl-c", "SIGINT", "SIGTERM", "SIGKILL"],
)
def test_a_run_that_is_stopped_leaves_no_process(tmp_path, ending, to_group, code):
    data = DataFolder(tmp_path / "data")
    shutil.copytree(ROOT / "data" / "raw", data.raw)
    errors = tmp_path / "errors.log"
    with errors.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipeline.cli", "run", "--workers", "2"],
            cwd=tmp_path,
            env=environment(tmp_path),
            stdout=subprocess.DEVNULL,
            stderr=file,
            start_new_session=True,
        )
        # The first source is read: server and workers are there.
        deadline = time.monotonic() + 120
        while b"is release" not in errors.read_bytes():
            assert time.monotonic() < deadline, errors.read_text()
            time.sleep(0.05)
        server = [line for line in servers() if str(process.pid) in line.split()[:2]]
        assert server
        (os.killpg if to_group else os.kill)(process.pid, ending)
        assert process.wait(30) == code
    deadline = time.monotonic() + 20
    while (left := group_of(process.pid)) or set(server_ids(server)) & set(server_ids(servers())):
        assert time.monotonic() < deadline, left
        time.sleep(0.1)
    if code == 130:
        assert errors.read_text().strip().splitlines()[-1] == "cables: stopped; the last edition is whole"
        assert "Traceback" not in errors.read_text()
    assert command(tmp_path, "run").returncode == 0
    assert data.manifest()["rows"]["releases"] == 3


TERMINATED_AT_A_TASKS_BEGINNING = """
import os, signal, sys, time
import prefect.task_engine as engine

def main():
    begin, begun = engine._create_task_run_locally, []
    def terminated(**given):
        begun.append(1)
        if len(begun) == 2:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(0.1)
        return begin(**given)
    engine._create_task_run_locally = terminated
    from pipeline.cli import app
    sys.argv = ["cables", "run"]
    app()

if __name__ == "__main__":
    main()
"""


@pytest.mark.slow
def test_a_run_that_is_terminated_when_a_task_begins_ends_as_terminated(tmp_path):
    # Prefect makes another failure of it then, and the run would seem to have failed for that.
    data = DataFolder(tmp_path / "data")
    shutil.copytree(ROOT / "data" / "raw", data.raw)
    program = tmp_path / "program.py"
    program.write_text(TERMINATED_AT_A_TASKS_BEGINNING)
    done = subprocess.run(
        [sys.executable, str(program)], cwd=tmp_path, env=environment(tmp_path), capture_output=True, timeout=120
    )
    assert done.returncode == -signal.SIGTERM, done.stderr


def servers() -> list[str]:
    """Servers of this project that run now: process id, parent, command."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if "-m flows.server" in line]


def server_ids(lines: list[str]) -> list[str]:
    return [line.split()[0] for line in lines]
