"""Headers of `sql/`, the order of views, and the warehouse laid over an edition's files."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline import warehouse
from pipeline.schema import TABLES
from tests.inline_rows import at, database, rows, table_rows

HEADER = """\
-- What each post sent.
--
-- grain:   one row per post
-- reads:   cables
-- caveat:  counts published cables only,
--          not sent ones
--
-- column:  cable_count | cables of the post | cables
select 1 as cable_count,
"""


def view_file(folder: Path, text: str, name: str = "post_totals") -> Path:
    path = folder / f"{name}.sql"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_header_is_read_into_description_grain_caveats_and_columns(tmp_path):
    view = warehouse.parse_view(view_file(tmp_path, HEADER))
    assert view.name == "post_totals"
    assert view.description == "What each post sent."
    assert view.grain == "one row per post"
    assert view.reads == ("cables",)
    assert view.caveats == ("counts published cables only, not sent ones",)
    assert view.columns == {"cable_count": "cables of the post"}
    assert view.units == {"cable_count": "cables"}
    assert view.sql == "select 1 as cable_count,"


@pytest.mark.parametrize(
    ("written", "instead", "complaint"),
    [
        ("-- What each post sent.\n", "", "open with a sentence"),
        ("-- grain:   one row per post\n", "", "`grain:`"),
        ("-- grain:   one row per post\n", "-- grain:\n", "`grain:`"),
        ("-- reads:   cables\n", "", "`reads:`"),
        ("-- reads:   cables\n", "-- reads:   cables\n-- reads:   posts\n", "`reads:`"),
        ("-- caveat:  counts published cables only,\n--          not sent ones\n", "", "`caveat:`"),
        ("cable_count | cables of the post | cables", "cable_count", "name | meaning"),
        ("cable_count | cables of the post | cables", "cable_count | ", "name | meaning"),
        ("-- reads: ", "-- raeds: ", "neither an entry"),
        ("-- reads: ", "-- severity: error\n-- reads: ", "no meaning here"),
        ("select 1 as cable_count,\n", "", "no select"),
    ],
)
def test_a_malformed_header_is_refused_with_the_file_and_the_reason(tmp_path, written, instead, complaint):
    assert written in HEADER
    with pytest.raises(warehouse.SqlHeaderError, match=complaint) as raised:
        warehouse.parse_view(view_file(tmp_path, HEADER.replace(written, instead)))
    assert "post_totals.sql" in str(raised.value)


def test_a_macros_parameters_have_meanings_and_defaults(tmp_path):
    text = HEADER.replace(
        "-- column:", "-- parameter: wanted | the post\n-- parameter: minimum = 1 | least number of cables\n-- column:"
    )
    assert warehouse.parse_view(view_file(tmp_path, text)).parameters == (
        warehouse.Parameter("wanted", "the post"),
        warehouse.Parameter("minimum", "least number of cables", "1"),
    )


@pytest.mark.parametrize("severity", ["fatal", "warning, error"])
def test_a_check_of_unknown_severity_is_refused(tmp_path, severity):
    text = f"-- Wrong rows.\n--\n-- severity: {severity}\n-- reads: cables\nselect 1 as one,\n"
    with pytest.raises(warehouse.SqlHeaderError, match="severity"):
        warehouse.parse_check(view_file(tmp_path, text))


@pytest.mark.parametrize(
    ("severity", "reads", "scope"),
    [
        ("error", "redactions, cables", "contents"),  # what releases say of a cable is no content
        ("error", "redactions, revisions", "contents"),
        ("warning", "redactions", "contents"),
        ("error", "redactions", "everything"),
    ],
)
def test_a_scope_that_a_check_cannot_have_is_refused(tmp_path, severity, reads, scope):
    text = f"-- Wrong rows.\n--\n-- severity: {severity}\n-- scope: {scope}\n-- reads: {reads}\nselect 1 as one,\n"
    with pytest.raises(warehouse.SqlHeaderError, match="scope: contents"):
        warehouse.parse_check(view_file(tmp_path, text))


def test_a_check_of_contents_says_so(tmp_path):
    text = "-- Wrong rows.\n--\n-- severity: error\n-- scope: contents\n-- reads: redactions\nselect 1 as one,\n"
    check = warehouse.parse_check(view_file(tmp_path, text))
    assert (check.is_of_contents, check.reads) == (True, ("redactions",))


def test_a_column_that_nothing_describes_is_refused(tmp_path):
    view = warehouse.parse_view(view_file(tmp_path, HEADER))
    assert warehouse.described_columns(view, [("cable_count", "BIGINT")])[0].unit == "cables"
    with pytest.raises(warehouse.SqlHeaderError, match="nothing describes the column mystery"):
        warehouse.described_columns(view, [("cable_count", "BIGINT"), ("mystery", "BIGINT")])
    with pytest.raises(warehouse.SqlHeaderError, match="describes cable_count, which the view does not have"):
        warehouse.described_columns(view, [("cable_id", "VARCHAR")])


@pytest.mark.parametrize("view", [*warehouse.views(), *warehouse.macros()], ids=lambda view: view.name)
def test_every_view_has_all_its_columns_described(view):
    assert all(description.strip() for description in warehouse.column_descriptions(view).values())


@pytest.mark.parametrize("view", [*warehouse.views(), *warehouse.macros()], ids=lambda view: view.name)
def test_every_view_ends_in_a_total_order(view):
    assert "\norder by " in view.sql
    assert "order by" in view.sql.rsplit("\nfrom ", 1)[-1]


@pytest.fixture(scope="module")
def columns_by_name():
    """Column list of every table and view, as `create table` wants it."""
    with database() as con:
        described = con.execute("select table_name, column_name, data_type from duckdb_columns() where not internal")
        found: dict[str, list[str]] = {}
        for name, column, kind in described.fetchall():
            found.setdefault(name, []).append(f"{column} {kind}")
    return {name: ", ".join(listed) for name, listed in found.items()}


@pytest.mark.parametrize("view", [*warehouse.views(), *warehouse.macros()], ids=lambda view: view.name)
def test_a_view_reads_what_its_header_says_and_nothing_else(view, columns_by_name):
    parameters = ", ".join(parameter.name for parameter in view.parameters)

    def ask(con, names):
        for name in names:
            con.execute(f"create table {name} ({columns_by_name[name]})")
        if view.parameters:
            con.execute(f"create macro probed({parameters}) as table {view.sql}")
            con.execute(f"from probed({', '.join('null' for _ in view.parameters)})")
        else:
            con.execute(f"create view probed as {view.sql}")

    with duckdb.connect() as con:
        ask(con, view.reads)
    for left_out in view.reads:
        with duckdb.connect() as con, pytest.raises(duckdb.CatalogException, match=left_out):
            ask(con, [name for name in view.reads if name != left_out])


@pytest.mark.parametrize("view", [*warehouse.views(), *warehouse.macros()], ids=lambda view: view.name)
def test_every_view_is_tested_from_inline_rows(view):
    tests = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_views_*.py")]
    assert any(f"from {view.name}" in text for text in tests)


def test_views_come_after_the_views_that_they_read():
    seen = set(TABLES)
    for view in warehouse.views():
        assert set(view.reads) <= seen, view.name
        seen.add(view.name)


@pytest.mark.slow
def test_the_linter_accepts_all_sql():
    folders = [str(warehouse.SQL_FOLDER / name) for name in ("views", "macros", "checks")]
    done = subprocess.run(
        [sys.executable, "-m", "sqlfluff", "lint", "--dialect", "duckdb", *folders], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


# --- over an edition's files -----------------------------------------------------------------------------------------

CABLES_2008 = [{"cable_id": "08ROME1", "created_at": at("2008-02-29 13:00"), "origin": "Embassy Rome"}]
CABLES_2009 = [{"cable_id": "09ROME1", "created_at": at("2009-02-28 13:00"), "origin": "Embassy Rome"}]


@pytest.fixture
def edition(tmp_path):
    """An edition's folder whose name would break a careless path."""
    folder = tmp_path / "an edition's folder"
    folder.mkdir()
    for table in TABLES.values():
        if table.partition == "none":
            pq.write_table(table_rows(table.name, []), folder / f"{table.name}.parquet")
            continue
        (folder / table.name).mkdir()
        if table.name == "cables":
            pq.write_table(table_rows("cables", CABLES_2008), folder / "cables" / "2008.parquet")
            pq.write_table(table_rows("cables", CABLES_2009), folder / "cables" / "2009.parquet")
        else:
            pq.write_table(table_rows(table.name, []), folder / table.name / "empty.parquet")
    return folder


def test_an_attached_edition_has_tables_views_macros_and_utc(edition):
    with duckdb.connect() as con:
        warehouse.attach(con, edition)
        assert rows(con, "select origin, cable_count from origin_totals") == [("Embassy Rome", 2)]
        assert rows(con, "select current_setting('TimeZone')") == [("UTC",)]
        for view in warehouse.views():
            con.execute(f"from {view.name}").fetchall()


def test_every_table_view_and_column_carries_its_description(edition):
    with duckdb.connect() as con:
        warehouse.attach(con, edition)
        assert rows(con, "select view_name from duckdb_views() where not internal and comment is null") == []
        assert (
            rows(con, "select table_name, column_name from duckdb_columns() where not internal and comment is null")
            == []
        )
        assert rows(
            con, "select comment from duckdb_columns() where table_name = 'cables' and column_name = 'cable_id'"
        ) == [(TABLES["cables"].column("cable_id").description,)]


def test_the_warehouse_opens_by_itself(edition, tmp_path):
    warehouse.build(edition, tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as con:
        assert rows(con, "select cable_id from cables order by cable_id") == [("08ROME1",), ("09ROME1",)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["an edition's folder", "warehouse.duckdb"]


def test_a_reader_of_the_old_warehouse_is_not_disturbed_by_a_new_one(edition, tmp_path):
    database_file = tmp_path / "warehouse.duckdb"
    warehouse.build(edition, database_file)
    command = (
        "import duckdb, sys; con = duckdb.connect(sys.argv[1], read_only=True); print('open', flush=True);"
        "sys.stdin.readline(); print(con.execute('select count(*) from cables').fetchone()[0])"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", command, str(database_file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "open\n"
    inode = database_file.stat().st_ino
    warehouse.build(edition, database_file)
    assert database_file.stat().st_ino != inode
    answer, _ = reader.communicate("go on\n", timeout=60)
    assert answer == "2\n"


def test_a_warehouse_that_cannot_be_built_leaves_the_old_one(edition, tmp_path):
    database_file = tmp_path / "warehouse.duckdb"
    warehouse.build(edition, database_file)
    before = database_file.read_bytes()
    (edition / "posts.parquet").unlink()
    with pytest.raises(duckdb.IOException):
        warehouse.build(edition, database_file)
    assert database_file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["an edition's folder", "warehouse.duckdb"]


PLAIN_DUCKDB = """
import duckdb, pathlib, sys
con = duckdb.connect()
for statement in sys.argv[2:]:
    con.execute(statement)
con.execute(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
print(con.execute("select origin, cable_count from origin_totals").fetchall())
"""


@pytest.mark.parametrize("from_within", [True, False])
def test_views_sql_works_in_plain_duckdb_after_the_folder_was_copied(edition, tmp_path, from_within):
    warehouse.write_views_sql(edition)
    elsewhere = tmp_path / "elsewhere"
    shutil.move(edition, elsewhere)
    statements = [] if from_within else [f"set file_search_path = '{elsewhere}'"]
    done = subprocess.run(
        [sys.executable, "-c", PLAIN_DUCKDB, str(elsewhere / "views.sql"), *statements],
        cwd=elsewhere if from_within else tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "[('Embassy Rome', 2)]\n", done.stderr


def test_views_sql_can_be_read_twice(edition, monkeypatch):
    warehouse.write_views_sql(edition)
    monkeypatch.chdir(edition)
    with duckdb.connect() as con:
        for _ in range(2):
            con.execute((edition / "views.sql").read_text(encoding="utf-8"))
        assert rows(con, "select count(*) from cables") == [(2,)]


def test_an_edition_without_one_of_its_tables_cannot_be_attached(edition):
    (edition / "posts.parquet").unlink()
    with duckdb.connect() as con, pytest.raises(duckdb.IOException, match=r"posts\.parquet"):
        warehouse.attach(con, edition)
