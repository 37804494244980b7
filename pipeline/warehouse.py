"""The SQL layer: views, macros and checks read from `sql/`, laid over an edition, and described in DuckDB itself.

Each file in `sql/` is a header comment and a bare select. The header is the documentation: this module parses it,
refuses what is malformed, and writes it into the database as comments, so that nothing is described twice.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from graphlib import CycleError, TopologicalSorter
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, Literal

import duckdb

from pipeline.schema import CHILD_TABLES, TABLES, Table

SQL_FOLDER: Final = Path(__file__).resolve().parent.parent / "sql"
SAMPLE_ROWS: Final = 20
KEYS: Final = ("grain", "reads", "severity", "scope", "caveat", "column", "parameter", "private")

Severity = Literal["error", "warning"]
Entries = list[tuple[str, str]]


class SqlHeaderError(ValueError):
    """A file in `sql/` whose header does not say what it must: the file's name, and what is wrong."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a macro; `default` is SQL, and None where the caller must give a value."""

    name: str
    meaning: str
    default: str | None = None


@dataclass(frozen=True)
class View:
    """One file of `sql/views/` or `sql/macros/`: its name, what its header says, and its select.

    `columns` and `units` hold only what the view invents; `view_columns` gives every column. A macro has parameters.
    """

    name: str
    path: Path
    description: str
    grain: str
    reads: tuple[str, ...]
    caveats: tuple[str, ...]
    columns: dict[str, str]
    sql: str
    units: dict[str, str] = field(default_factory=dict)
    private: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True)
class ViewColumn:
    """One column of a view as analysts meet it. `is_private`: it holds people's names or body text."""

    name: str
    type: str
    description: str
    unit: str | None
    is_private: bool


@dataclass(frozen=True)
class Check:
    """A query that returns the rows that are wrong. An error stops publication, a warning is reported.

    `is_of_contents`: a row is right or wrong by its own content alone, whatever else the edition holds, so that a
    content that was looked at once need not be looked at again. `parent` is the table in which every row must find
    something, so that what passed once passes as long as that table loses no key.
    """

    name: str
    description: str
    severity: Severity
    sql: str
    reads: tuple[str, ...]
    is_of_contents: bool = False
    parent: str | None = None


@dataclass(frozen=True)
class CheckFailure:
    """A check that returned rows: how many, and the first of them."""

    check: str
    description: str
    severity: Severity
    row_count: int
    sample: list[dict[str, Any]]


# --- headers ---------------------------------------------------------------------------------------------------------


def split_header(text: str, source: str) -> tuple[str, Entries, str]:
    """Split a file into its opening sentence, the header's entries in order, and its select.

    `-- grain:   one row per day` is the entry ("grain", "one row per day"); a further indented line without a key
    continues it. Raises SqlHeaderError where there is no sentence, an unknown entry, or no select.
    """
    lines = text.splitlines()
    select_from = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
    sentences: list[str] = []
    entries: Entries = []
    for line in lines[:select_from]:
        content = line[2:].strip()
        key, colon, value = content.partition(":")
        if colon and key in KEYS:
            entries.append((key, value.strip()))
        elif content and not entries:
            sentences.append(content)
        elif content and line.startswith("--   "):
            entries[-1] = (entries[-1][0], f"{entries[-1][1]} {content}")
        elif content:
            raise SqlHeaderError(f"{source}: neither an entry nor the continuation of one: {content!r}")
    sql = "\n".join(lines[select_from:]).strip().rstrip(";")
    if not sentences:
        raise SqlHeaderError(f"{source}: the header must open with a sentence")
    if not sql:
        raise SqlHeaderError(f"{source}: no select follows the header")
    return " ".join(sentences), entries, sql


def _values(entries: Entries, wanted: str) -> tuple[str, ...]:
    return tuple(value for key, value in entries if key == wanted)


def _single(entries: Entries, key: str, source: str) -> str:
    values = _values(entries, key)
    if len(values) != 1 or not values[0]:
        raise SqlHeaderError(f"{source}: the header must have one `{key}:` entry")
    return values[0]


def _refuse(entries: Entries, keys: tuple[str, ...], source: str) -> None:
    for key, _ in entries:
        if key in keys:
            raise SqlHeaderError(f"{source}: a `{key}:` entry has no meaning here")


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in listed.split(",") if name.strip())


def _columns(entries: Entries, source: str) -> tuple[dict[str, str], dict[str, str]]:
    """`column: name | meaning` or `column: name | meaning | unit`, in order: the meanings, and the units."""
    meanings: dict[str, str] = {}
    units: dict[str, str] = {}
    for value in _values(entries, "column"):
        parts = [part.strip() for part in value.split("|")]
        if len(parts) not in (2, 3) or not all(parts) or parts[0] in meanings:
            raise SqlHeaderError(f"{source}: not `column: name | meaning`, or given twice: {value!r}")
        meanings[parts[0]] = parts[1]
        if len(parts) == 3:
            units[parts[0]] = parts[2]
    return meanings, units


def _parameters(entries: Entries, source: str) -> tuple[Parameter, ...]:
    """`parameter: name | meaning`, or `parameter: name = default | meaning`."""
    parameters = []
    for value in _values(entries, "parameter"):
        left, _, meaning = (part.strip() for part in value.partition("|"))
        name, _, default = (part.strip() for part in left.partition("="))
        if not name or not meaning:
            raise SqlHeaderError(f"{source}: not `parameter: name | meaning`: {value!r}")
        parameters.append(Parameter(name, meaning, default or None))
    return tuple(parameters)


def parse_view(path: Path) -> View:
    """Read one file of `sql/views/` or `sql/macros/`, whose stem is its name.

    The header is a sentence, one `grain:` and one `reads:`, at least one `caveat:`, a `column:` for each column that
    the view invents, `private:` for those that hold people's names or body text, and a macro's `parameter:` entries.
    SqlHeaderError names the file and what its header lacks.
    """
    source = path.name
    description, entries, sql = split_header(path.read_text(encoding="utf-8"), source)
    _refuse(entries, ("severity", "scope"), source)
    caveats = _values(entries, "caveat")
    if not caveats or not all(caveats):
        raise SqlHeaderError(f"{source}: the header must have a `caveat:` entry")
    columns, units = _columns(entries, source)
    return View(
        name=path.stem,
        path=path,
        description=description,
        grain=_single(entries, "grain", source),
        reads=_names(_single(entries, "reads", source)),
        caveats=caveats,
        columns=columns,
        sql=sql,
        units=units,
        private=tuple(name for value in _values(entries, "private") for name in _names(value)),
        parameters=_parameters(entries, source),
    )


def parse_check(path: Path) -> Check:
    """Read one file of `sql/checks/`: a sentence, `reads:`, a `severity:`, and a select of the rows that are wrong.

    An error may have the `scope:` "contents"; it then reads tables that a page is parsed into, and nothing else.
    """
    source = path.name
    description, entries, sql = split_header(path.read_text(encoding="utf-8"), source)
    _refuse(entries, ("column", "parameter", "private"), source)
    reads = _names(_single(entries, "reads", source))
    severity = _single(entries, "severity", source)
    scope = _values(entries, "scope")
    if scope and (
        scope != ("contents",) or severity != "error" or not {t.name for t in CHILD_TABLES}.issuperset(reads)
    ):
        raise SqlHeaderError(f"{source}: `scope: contents` is for errors that read nothing but what pages hold")
    if severity == "error":
        return Check(path.stem, description, "error", sql, reads, bool(scope))
    if severity == "warning":
        return Check(path.stem, description, "warning", sql, reads)
    raise SqlHeaderError(f"{source}: severity is error or warning, not {severity!r}")


def _parse_folder(folder: Path) -> dict[str, View]:
    return {path.stem: parse_view(path) for path in sorted(folder.glob("*.sql"))}


@cache
def _views() -> tuple[View, ...]:
    parsed = _parse_folder(SQL_FOLDER / "views")
    for view in parsed.values():
        if view.parameters:
            raise SqlHeaderError(f"{view.path.name}: a view has no parameters; a macro belongs into sql/macros/")
        if view.name in TABLES:
            raise SqlHeaderError(f"{view.path.name}: a table has this name")
        for name in view.reads:
            if name not in parsed and name not in TABLES:
                raise SqlHeaderError(f"{view.path.name}: reads {name}, which is neither a table nor a view")
    graph = {view.name: [name for name in view.reads if name in parsed] for view in parsed.values()}
    try:
        ordered = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise SqlHeaderError(f"views read each other in a circle: {', '.join(error.args[1])}") from error
    return tuple(parsed[name] for name in ordered)


def views() -> list[View]:
    """Every view, each after the views that it reads."""
    return list(_views())


@cache
def _macros() -> tuple[View, ...]:
    parsed = _parse_folder(SQL_FOLDER / "macros")
    for macro in parsed.values():
        if not macro.parameters:
            raise SqlHeaderError(f"{macro.path.name}: a macro must have a `parameter:` entry")
    return tuple(parsed.values())


def macros() -> list[View]:
    """Every table macro: a view with parameters, called as `from tag_neighbours('PREL')`."""
    return list(_macros())


def checks() -> list[Check]:
    """Every check: those that the schema implies (keys unique, children join), then the files of `sql/checks/`."""
    return schema_checks() + [parse_check(path) for path in sorted((SQL_FOLDER / "checks").glob("*.sql"))]


def checks_version() -> str:
    """A fingerprint of all checks and how severe each is: what passed the same ones need not pass them again."""
    return blake2b(repr(checks()).encode(), digest_size=8).hexdigest()


def schema_checks() -> list[Check]:
    """A check per table that its key is unique, and one per parent key that every row finds its parent.

    All names in these queries come from `schema.py`, none from outside.
    """
    found = []
    for table in TABLES.values():
        key = ", ".join(quoted(name) for name in table.key)
        found.append(
            Check(
                f"{table.name}_key_is_unique",
                f"Two rows of {table.name} have the same {', '.join(table.key)}.",
                "error",
                f"select {key}, count(*) as row_count from {quoted(table.name)} "  # noqa: S608
                f"group by {key} having count(*) > 1 order by {key}",
                (table.name,),
            )
        )
        for column, parent in table.parent_keys.items():
            (parent_key,) = TABLES[parent].key
            found.append(
                Check(
                    f"{table.name}_{column}_joins_{parent}",
                    f"A row of {table.name} has a {column} that {parent} lacks.",
                    "error",
                    f"select child.{quoted(column)}, count(*) as row_count "  # noqa: S608
                    f"from {quoted(table.name)} as child "
                    f"anti join {quoted(parent)} as parent on child.{quoted(column)} = parent.{quoted(parent_key)} "
                    f"where child.{quoted(column)} is not null group by all order by all",
                    (table.name, parent),
                    parent=parent,
                )
            )
    return found


# --- descriptions ----------------------------------------------------------------------------------------------------


def _describe(view: View, name: str) -> tuple[str, str | None, bool] | None:
    """Meaning, unit and privacy of one column: the view's own header, or the first of `reads` that has the column."""
    if name in view.columns:
        return view.columns[name], view.units.get(name), name in view.private
    for source in view.reads:
        if source not in TABLES:
            inherited = _describe(_view(source), name)
            if inherited:
                return inherited[0], inherited[1], inherited[2] or name in view.private
        elif name in (column.name for column in TABLES[source].columns):
            column = TABLES[source].column(name)
            is_private = column.is_personal or column.is_body_text or name in view.private
            return column.description, column.unit, is_private
    return None


def _view(name: str) -> View:
    return next(view for view in (*_views(), *_macros()) if view.name == name)


def described_columns(view: View, names_and_types: Iterable[tuple[str, str]]) -> list[ViewColumn]:
    """Describe the columns that DuckDB reports for a view.

    Raises SqlHeaderError for a column that nothing describes, and for one that the header describes in vain.
    """
    found = []
    for name, type_name in names_and_types:
        meaning = _describe(view, name)
        if meaning is None:
            raise SqlHeaderError(f"{view.path.name}: nothing describes the column {name}")
        found.append(ViewColumn(name, type_name, *meaning))
    present = {column.name for column in found}
    for name in (*view.columns, *view.private):
        if name not in present:
            raise SqlHeaderError(f"{view.path.name}: the header describes {name}, which the view does not have")
    return found


@cache
def _view_columns() -> dict[str, tuple[ViewColumn, ...]]:
    with duckdb.connect() as con:
        create_empty_tables(con)
        create_views(con)
        columns: dict[str, list[tuple[str, str]]] = {}
        for name, column, type_name in con.execute(
            "select table_name, column_name, data_type from duckdb_columns() where not internal order by column_index"
        ).fetchall():
            columns.setdefault(name, []).append((column, type_name))
        for macro in _macros():
            arguments = ", ".join("null" for parameter in macro.parameters if parameter.default is None)
            call = f"describe from {quoted(macro.name)}({arguments})"
            columns[macro.name] = con.execute(f"select column_name, column_type from ({call})").fetchall()  # noqa: S608
    return {view.name: tuple(described_columns(view, columns[view.name])) for view in (*_views(), *_macros())}


def view_columns(name: str) -> list[ViewColumn]:
    """Every column of a view or macro, in order, with type, description and unit: `view_columns("tag_totals")`.

    Raises KeyError where there is no such view, SqlHeaderError where a column is not described.
    """
    return list(_view_columns()[name])


def column_descriptions(view: View) -> dict[str, str]:
    """What each column of a view means, in order; see `view_columns`."""
    return {column.name: column.description for column in view_columns(view.name)}


# --- laying the views over an edition --------------------------------------------------------------------------------


def quoted(identifier: str) -> str:
    """An identifier as SQL writes it. For names that come from `schema.py` and `sql/`, where nothing can be bound."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL writes it. For paths and comments in statements that DuckDB does not take parameters in."""
    return "'" + text.replace("'", "''") + "'"


def table_glob(table: Table) -> str:
    """Where a table's Parquet files lie within an edition: `cables/*.parquet`, or `posts.parquet` where it is whole."""
    if table.partition == "none":
        return f"{table.name}.parquet"
    return f"{table.name}/*.parquet"


def create_empty_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Create every table of the schema without rows, with its exact columns: what the views can be bound to."""
    for table in TABLES.values():
        con.register("rows_without_any", table.arrow.empty_table())
        con.execute(f"create table {quoted(table.name)} as from rows_without_any")
        con.unregister("rows_without_any")


def _table_views(prefix: str) -> Iterator[str]:
    for table in TABLES.values():
        columns = ",\n    ".join(quoted(column.name) for column in table.columns)
        path = literal(prefix + table_glob(table))
        yield f"create or replace view {quoted(table.name)} as select\n    {columns}\nfrom read_parquet({path})"


def _definitions() -> Iterator[str]:
    """Statements that create every view and macro, over tables that are there already."""
    for view in _views():
        yield f"create or replace view {quoted(view.name)} as\n{view.sql}"
    for macro in _macros():
        parameters = ", ".join(
            parameter.name if parameter.default is None else f"{parameter.name} := {parameter.default}"
            for parameter in macro.parameters
        )
        yield f"create or replace macro {quoted(macro.name)}({parameters}) as table\n{macro.sql}"


def _column_comment(view: str, column: str, description: str, unit: str | None) -> str:
    text = f"{description} Unit: {unit}." if unit else description
    return f"comment on column {quoted(view)}.{quoted(column)} is {literal(text)}"


def _comments() -> Iterator[str]:
    """Statements that write every description into the database, where `duckdb_columns()` and editors show it."""
    for table in TABLES.values():
        yield f"comment on view {quoted(table.name)} is {literal(table.description)}"
        for column in table.columns:
            yield _column_comment(table.name, column.name, column.description, column.unit)
    for view in _views():
        text = f"{view.description} Grain: {view.grain}. Caveat: {'; '.join(view.caveats)}."
        yield f"comment on view {quoted(view.name)} is {literal(text)}"
        for found in view_columns(view.name):
            yield _column_comment(view.name, found.name, found.description, found.unit)
    for macro in _macros():
        text = f"{macro.description} Grain: {macro.grain}. Caveat: {'; '.join(macro.caveats)}."
        yield f"comment on macro table {quoted(macro.name)} is {literal(text)}"


def create_views(con: duckdb.DuckDBPyConnection) -> None:
    """Create every view and macro over a connection that has the tables already, without comments."""
    for statement in _definitions():
        con.execute(statement)


SETTINGS: Final = (
    "set TimeZone = 'UTC'",
    # An edition has a file a year and table, whose footers would be read anew by every query.
    "set parquet_metadata_cache = true",
)


def configure(con: duckdb.DuckDBPyConnection) -> None:
    """Set what a database file does not keep: times shown in UTC, and Parquet footers read once."""
    for statement in SETTINGS:
        con.execute(statement)


def attach(con: duckdb.DuckDBPyConnection, edition: Path | str, *, is_commented: bool = True) -> None:
    """Create an edition's tables, views and macros in a connection, with their comments, by absolute paths.

    The connection's time zone becomes UTC. Raises duckdb.IOException where a table's files are missing.
    """
    root = str(edition).rstrip("/") if "://" in str(edition) else str(Path(edition).resolve())
    configure(con)
    con.begin()
    con.execute(";\n".join((*_table_views(f"{root}/"), *_definitions(), *(_comments() if is_commented else ()))))
    con.commit()


def build(edition: Path, database: Path) -> None:
    """Make the warehouse file over an edition aside, and put it in place by one rename.

    Readers that hold the old file open keep it. Raises duckdb.Error and leaves the old file where the build fails.
    """
    aside = database.with_name(f".{database.name}.{os.getpid()}")
    try:
        with duckdb.connect(str(aside)) as con:
            attach(con, edition)
        aside.replace(database)
    finally:
        for left_over in (aside, aside.with_name(f"{aside.name}.wal")):
            left_over.unlink(missing_ok=True)


VIEWS_HEADER: Final = """\
-- Tables, views and macros of this edition, by paths relative to this folder: it works wherever the folder is copied.
--
--     cd <this folder> && duckdb -init views.sql
--
-- From another folder, say first where the files lie, and then read this file:
--
--     set file_search_path = '<this folder>';
--     .read <this folder>/views.sql
--
-- Times are stored in UTC; the views give the same answer in every session's time zone.
"""


def views_sql() -> str:
    """The statements of `views.sql`: every table by its relative path, every view and macro, every description."""
    statements = (*SETTINGS, *_table_views(""), *_definitions(), *_comments())
    return VIEWS_HEADER + "".join(f"\n{statement};\n" for statement in statements)


def write_views_sql(edition: Path) -> None:
    """Write `views.sql` into an edition's folder."""
    (edition / "views.sql").write_text(views_sql(), encoding="utf-8")


# --- checks ----------------------------------------------------------------------------------------------------------


def run_check(con: duckdb.DuckDBPyConnection, check: Check) -> CheckFailure | None:
    """Run one check: None where it returns no row, otherwise how many, and the first of them."""
    cursor = con.execute(check.sql)
    names = [column[0] for column in cursor.description or ()]
    sample = cursor.fetchmany(SAMPLE_ROWS)
    if not sample:
        return None
    row_count = len(sample)
    if row_count == SAMPLE_ROWS:
        counted = con.execute(f"select count(*) from ({check.sql})").fetchone()  # noqa: S608
        row_count = int(counted[0]) if counted else row_count
    rows = [dict(zip(names, row, strict=True)) for row in sample]
    return CheckFailure(check.name, check.description, check.severity, row_count, rows)


def run_checks(con: duckdb.DuckDBPyConnection, chosen: Iterable[Check] | None = None) -> list[CheckFailure]:
    """Run checks, all or those chosen, over the connection's tables and views; the failed ones, errors first.

    Only a failure whose severity is `error` is a reason not to publish.
    """
    failures = [failure for check in (checks() if chosen is None else chosen) if (failure := run_check(con, check))]
    return sorted(failures, key=lambda failure: failure.severity)
