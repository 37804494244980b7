"""What every table, view and column is: the words of schema and SQL headers beside the edition's own figures."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import warehouse
from pipeline.public import Public, open_public, public_columns, relations_read
from pipeline.schema import TABLES, Table
from pipeline.warehouse import quoted

Kind = Literal["table", "view", "query"]

_WORDS: Final = (
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_integer, "integer"),
    (pa.types.is_floating, "number"),
    (pa.types.is_date, "date"),
    (pa.types.is_time, "time"),
    (pa.types.is_duration, "duration"),
    (pa.types.is_interval, "duration"),
    (pa.types.is_string, "text"),
    (pa.types.is_large_string, "text"),
    (pa.types.is_dictionary, "text"),
    (pa.types.is_binary, "bytes"),
)


@dataclass(frozen=True)
class Field:
    """One column as an analyst meets it; `type` is a word, such as `time (UTC)` or `list of text`."""

    name: str
    type: str
    description: str = ""
    unit: str | None = None
    words: tuple[str, ...] = ()
    nullable: bool = True


@dataclass(frozen=True)
class Relation:
    """One table, view or query: what a row is, what identifies it, what to beware of, and its columns in order."""

    name: str
    kind: Kind
    description: str
    grain: str
    key: tuple[str, ...]
    caveats: tuple[str, ...]
    fields: tuple[Field, ...]


def type_word(arrow: pa.DataType) -> str:
    """The word for a type: ``timestamp[us, tz=UTC]`` is `time (UTC)`, ``list<string>`` is `list of text`."""
    if pa.types.is_timestamp(arrow):
        return "time (UTC)" if arrow.tz else "time"
    if pa.types.is_decimal(arrow):
        return "integer" if arrow.scale == 0 else "decimal"
    if pa.types.is_list(arrow) or pa.types.is_large_list(arrow):
        return f"list of {type_word(arrow.value_type)}"
    return next((word for fits, word in _WORDS if fits(arrow)), "structure")


# DuckDB's own names of the types that tables and views have.
_SQL_WORDS: Final = {
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "DATE": "date",
    "TIMESTAMP WITH TIME ZONE": "time (UTC)",
    "VARCHAR": "text",
}


def relation_columns(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """The columns of every table and view of the connection's schema, each with the word for its type.

    All are asked for at once: to bind each view by itself takes thirty times as long. A relation is left out where a
    column has a type that has no word here; `describe` knows it.
    """
    rows = con.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where schema_name = current_schema() and database_name = current_database() "
        "order by table_name, column_index"
    ).fetchall()
    found: dict[str, dict[str, str]] = {}
    unknown = set()
    for name, column, sql_type in rows:
        word = _SQL_WORDS.get(sql_type.removesuffix("[]"))
        if word is None:
            unknown.add(name)
        else:
            found.setdefault(name, {})[column] = f"list of {word}" if sql_type.endswith("[]") else word
    return {name: columns for name, columns in found.items() if name not in unknown}


def relation_names(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Every table and view of the connection's schema: tables in the schema's order, then views by name."""
    rows = con.execute(
        "select table_name from duckdb_tables() where not internal and schema_name = current_schema() "
        "and database_name in (current_database(), 'temp') union "
        "select view_name from duckdb_views() where not internal and schema_name = current_schema() "
        "and database_name in (current_database(), 'temp')"
    ).fetchall()
    order = {name: place for place, name in enumerate(TABLES)}
    return sorted((str(name) for (name,) in rows), key=lambda name: (order.get(name, len(order)), name))


def describe(con: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, str] | None = None) -> Relation:
    """One relation of the connection, in the words of `schema.py` or of its SQL file.

    A relation that neither knows is described by its DuckDB comments, as far as it has any. `columns` are those of
    `relation_columns`, where the caller has them.
    """
    if columns is None:
        schema = con.execute("from " + quoted(name) + " limit 0").to_arrow_table().schema
        columns = {field.name: type_word(field.type) for field in schema}
    if name in TABLES:
        table = TABLES[name]
        known = {column.name: column for column in table.columns}
        fields = tuple(
            Field(column, word, c.description, c.unit, c.words, c.nullable)
            if (c := known.get(column))
            else Field(column, word)
            for column, word in columns.items()
        )
        return Relation(name, "table", table.description, table.description, table.key, (), fields)
    view = _views().get(name)
    if view is None:
        return _commented(con, name, columns)
    meanings = {column.name: column for column in warehouse.view_columns(name)}
    fields = tuple(
        Field(column, word, v.description, v.unit) if (v := meanings.get(column)) else Field(column, word)
        for column, word in columns.items()
    )
    return Relation(name, "view", view.description, view.grain, (), view.caveats, fields)


def describe_query(con: duckdb.DuckDBPyConnection, query: str, schema: pa.Schema) -> Relation:
    """The columns of a query, in the words of the relations that it reads, where these have a column of that name."""
    names = set(relation_names(con))
    read = [describe(con, name) for name in relations_read(con, query) if name in names]
    fields = []
    for column in schema:
        word = type_word(column.type)
        known = [f for relation in read for f in relation.fields if f.name == column.name and f.type == word]
        fields.append(known[0] if known else Field(column.name, word, meaning_of(column.name), unit_of(column.name)))
    return Relation("query", "query", "Result of a query.", "", (), (), tuple(fields))


@cache
def _views() -> dict[str, warehouse.View]:
    return {view.name: view for view in warehouse.views()}


def meaning_of(column: str) -> str:
    """What a column of that name means, where every table that has one says the same."""
    said = {c.description for table in TABLES.values() for c in table.columns if c.name == column}
    return said.pop() if len(said) == 1 else ""


def unit_of(column: str) -> str | None:
    """The unit of columns of that name, where all tables agree."""
    said = {c.unit for table in TABLES.values() for c in table.columns if c.name == column}
    return said.pop() if len(said) == 1 else None


def _commented(con: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, str]) -> Relation:
    comments = dict(
        con.execute(
            "select column_name, comment from duckdb_columns() where table_name = ? and schema_name = current_schema()",
            [name],
        ).fetchall()
    )
    fields = tuple(Field(field, word, comments.get(field) or "", unit_of(field)) for field, word in columns.items())
    return Relation(name, "view", "", "", (), (), fields)


# --- the edition's figures -------------------------------------------------------------------------------------------

# Up to so many rows, distinct values are counted one by one; above, DuckDB's HyperLogLog estimates them.
EXACT_ROWS: Final = 10_000
# Computing every view of the whole corpus would take longer than a night's changes do.
LARGE_EDITION_CABLES: Final = 10_000
EXAMPLE_LENGTH: Final = 60
RANGED: Final = frozenset({"integer", "number", "decimal", "date", "time (UTC)", "time"})


@dataclass(frozen=True)
class Figures:
    """What an edition holds in one column; None where it was not looked at: body text, and all of an empty relation.

    `example` is the least value, or for numbers and times the least and the greatest. Columns with people's names or
    body text have none.
    """

    field: Field
    null_share: float | None = None
    distinct_count: int | None = None
    is_estimate: bool = False
    example: str = ""


@dataclass(frozen=True)
class Entry:
    """One relation and what it holds."""

    relation: Relation
    row_count: int | None  # None where nothing was measured: a view of a large edition
    columns: tuple[Figures, ...]

    @property
    def rows_told(self) -> str:
        """The count of rows in words."""
        return "not counted, the edition is large" if self.row_count is None else f"{self.row_count:,}"


@dataclass(frozen=True)
class Codebook:
    """Every table and view of an edition, in the schema's order and then by name."""

    entries: tuple[Entry, ...]
    edition: str = ""

    def entry(self, name: str) -> Entry:
        """The entry of that table or view; KeyError where there is none."""
        for candidate in self.entries:
            if candidate.relation.name == name:
                return candidate
        raise KeyError(f"the codebook has no {name}")


class Measured(NamedTuple):
    """A table's figures as a codebook keeps them: rows, and by column what stands in Figures beside the field."""

    row_count: int
    columns: dict[str, tuple[float | None, int | None, bool, str]]


def codebook(
    con: duckdb.DuckDBPyConnection,
    edition: Path | None = None,
    edition_id: str | None = None,
    known: Mapping[str, Measured] = MappingProxyType({}),
) -> Codebook:
    """Describe and measure every table and view of the connection; tables whose figures are known are only described.

    ``codebook(con).entry("tag_totals").row_count``. With the edition's folder, nulls are taken from its Parquet
    footers, and body text is not read at all. Each relation costs one pass over its other columns.
    """
    limits: Public | None = None
    cursor = con.cursor()
    try:
        cursor.execute("use " + ".".join(map(quoted, _place(con))))
        cursor.execute("set TimeZone = 'UTC'")
        entries = []
        (cable_count,) = cursor.execute("select count(*) from cables").fetchone() or (0,)
        columns = relation_columns(con)
        for name in relation_names(con):
            relation = describe(con, name, columns.get(name))
            if relation.kind == "view" and cable_count > LARGE_EDITION_CABLES:
                entries.append(Entry(relation, None, tuple(Figures(field) for field in relation.fields)))
                continue
            if name in known:
                columns_known = known[name].columns
                figures = tuple(Figures(field, *columns_known[field.name]) for field in relation.fields)
                entries.append(Entry(relation, known[name].row_count, figures))
                continue
            if name in TABLES:
                shown = set(public_columns(TABLES[name]))
            else:
                limits = limits or open_public(con)
                shown = set(limits.columns(name))
            shown = shown or _key_columns(relation)
            entries.append(_measure(cursor, relation, shown, edition))
    finally:
        cursor.close()
        if limits is not None:
            limits.connection.close()
    return Codebook(tuple(entries), edition_id or (edition.name if edition else ""))


def _place(con: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    row = con.execute("select current_database(), current_schema()").fetchone()
    assert row is not None
    return str(row[0]), str(row[1])


def _key_columns(relation: Relation) -> set[str]:
    """What may be shown of a relation that no public export has: of a table the key, of a view numbers and times."""
    if relation.kind == "table":
        return set(relation.key)
    return {field.name for field in relation.fields if field.type in RANGED or field.type == "boolean"}


def _measure(con: duckdb.DuckDBPyConnection, relation: Relation, shown: set[str], edition: Path | None) -> Entry:
    """One relation's figures: its looked-at columns are copied once, so that a view is computed once."""
    table = TABLES.get(relation.name)
    unread = {c.name for c in table.columns if c.is_body_text} if table else set()
    looked_at = [f for f in relation.fields if f.name not in unread and (table or f.name in shown)]
    nulls, rows = _footers(edition, relation.name) if edition and table else ({}, None)
    source = quoted(relation.name)
    if table is None:
        columns = ", ".join(quoted(f.name) for f in looked_at)
        con.execute(
            "create or replace temp table codebook_rows as from "
            + source
            + (" select " + columns if columns else " select 1 as one")
        )
        source = "codebook_rows"
    if rows is None:
        (rows,) = con.execute("from " + source + " select count(*)").fetchone() or (0,)
    if not rows:
        return Entry(relation, 0, tuple(Figures(field) for field in relation.fields))
    is_estimate = rows > EXACT_ROWS
    wanted = []
    for field in looked_at:
        name = quoted(field.name)
        wanted.append(f"count({name})")
        wanted.append(f"approx_count_distinct({name})" if is_estimate else f"count(distinct {name})")
        if field.name not in shown:
            wanted.extend(("null", "null"))
        elif field.type.startswith("list"):  # the empty list would be the least, and an example of nothing
            wanted.extend((f"min({name}) filter (len({name}) > 0)", "null"))
        else:
            wanted.extend((f"min({name})", f"max({name})"))
    counted = con.execute("from " + source + " select " + ", ".join(wanted)).fetchone() if wanted else None
    found: dict[str, tuple[Any, ...]] = {
        field.name: counted[place * 4 : place * 4 + 4] for place, field in enumerate(looked_at) if counted
    }
    figures = []
    for field in relation.fields:
        if field.name in found:
            present, distinct, least, greatest = found[field.name]
            # A key has a value for each row, which a check proves; an estimate may overshoot what is possible.
            is_key = relation.key == (field.name,)
            distinct = rows if is_key else min(distinct, present)
            example = _example(field, least, greatest)
            figures.append(Figures(field, 1 - present / rows, distinct, is_estimate and not is_key, example))
        else:
            share = nulls[field.name] / rows if field.name in nulls else None
            figures.append(Figures(field, share))
    return Entry(relation, rows, tuple(figures))


def _footers(edition: Path, name: str) -> tuple[dict[str, int], int | None]:
    """Nulls by column, and rows, as the Parquet files' footers count them; lists are left out."""
    nulls: dict[str, int] = {}
    rows: int | None = None
    for path in sorted(edition.glob(warehouse.table_glob(TABLES[name]))):
        footer = pq.read_metadata(path)
        rows = (rows or 0) + footer.num_rows
        for group in range(footer.num_row_groups):
            for place in range(footer.num_columns):
                column = footer.row_group(group).column(place)
                if "." not in column.path_in_schema and column.statistics and column.statistics.has_null_count:
                    counted = nulls.get(column.path_in_schema, 0)
                    nulls[column.path_in_schema] = counted + column.statistics.null_count
    return nulls, rows


def _example(field: Field, least: object, greatest: object) -> str:
    if least is None:
        return ""
    if field.type in RANGED and least != greatest:
        return f"{_shown(least)} to {_shown(greatest)}"
    return _shown(least)


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        moment = value.astimezone(UTC) if value.tzinfo else value
        return f"{moment:%Y-%m-%d %H:%M}"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list):
        return _short(f"[{', '.join(map(str, value))}]")
    return _short(str(value).lower() if isinstance(value, bool) else str(value))


def _short(text: str) -> str:
    flat = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return flat if len(flat) <= EXAMPLE_LENGTH else flat[: EXAMPLE_LENGTH - 1].rstrip() + "…"


# --- as Markdown -----------------------------------------------------------------------------------------------------

INTRODUCTION: Final = (
    "Made from the schema, the headers of the SQL files and the edition's own rows; never edited by hand.",
    "Times are UTC. Body text and people's names have no example. About: an estimate, of relations with more than "
    f"{EXACT_ROWS:,} rows. A range is from the least value to the greatest. Of an edition with more than "
    f"{LARGE_EDITION_CABLES:,} cables only tables are measured, for measuring a view is computing it.",
)
HEADINGS: Final = ("Column", "Type", "Unit", "Meaning", "Empty", "Distinct", "Example or range")
_FIGURE_CELLS: Final = 3


def _title(book: Codebook) -> str:
    return f"Codebook of edition {book.edition}" if book.edition else "Codebook"


def _facts(relation: Relation) -> list[tuple[str, str]]:
    facts = []
    if relation.grain and relation.grain != relation.description:
        facts.append(("Grain", relation.grain))
    if relation.key:
        facts.append(("Key", ", ".join(relation.key)))
    facts.extend(("Caveat", caveat) for caveat in relation.caveats)
    return facts


def _cells(figures: Figures) -> tuple[str, ...]:
    field = figures.field
    words = f" One of: {', '.join(field.words)}." if field.words else ""
    return (
        field.name,
        field.type,
        field.unit or "",
        f"{field.description}{words}",
        _share(figures.null_share),
        "" if figures.distinct_count is None else f"{'about ' * figures.is_estimate}{figures.distinct_count:,}",
        figures.example,
    )


def _share(share: float | None) -> str:
    if share is None:
        return ""
    # Neither a few nulls among millions nor a few values among nulls may look like none.
    if 0 < share < 0.001:
        return "< 0.1 %"
    if 0.999 < share < 1:
        return "> 99.9 %"
    return f"{share:.1%}".replace("%", " %").replace(".0 %", " %")


def to_markdown(book: Codebook) -> str:
    """The codebook as Markdown: a section for each relation, a table of its columns."""
    lines = [f"# {_title(book)}", "", *INTRODUCTION, ""]
    for kind, heading in (("table", "Tables"), ("view", "Views")):
        entries = [entry for entry in book.entries if entry.relation.kind == kind]
        if not entries:
            continue
        lines += [f"## {heading}", ""]
        for entry in entries:
            lines += [f"### {entry.relation.name}", "", _marked(entry.relation.description), ""]
            lines += [f"- {name}: {_marked(text)}" for name, text in _facts(entry.relation)]
            lines += [f"- Rows: {entry.rows_told}", ""]
            lines += [_row(HEADINGS), _row(["---"] * len(HEADINGS))]
            for figures in entry.columns:
                name, *rest = _cells(figures)
                lines.append(_row([f"`{name}`", *(_marked(cell) for cell in rest)]))
            lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


def _marked(text: str) -> str:
    """Text that Markdown shows as it is, also within a table's cell."""
    for sign in "\\`*_[]<>|":
        text = text.replace(sign, f"\\{sign}")
    return text


def schema_part(markdown: str) -> str:
    """What of a codebook comes from schema and SQL headers alone, without the title's edition and all figures.

    Two codebooks of the same code have the same one, whatever their editions hold: a committed codebook is stale
    where it differs.
    """
    kept = []
    for line in markdown.splitlines():
        if line.startswith("| "):
            kept.append(" | ".join(line.split(" | ")[:-_FIGURE_CELLS]))
        elif not line.startswith(("- Rows: ", "# ")):
            kept.append(line)
    return "\n".join(kept)


# --- as HTML ---------------------------------------------------------------------------------------------------------

STYLE: Final = """
:root { color-scheme: light dark; --ink: #1c1c1c; --soft: #585858; --paper: #fff; --line: #d4d4d4; --accent: #0b57a4; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececec; --soft: #b0b0b0; --paper: #161618; --line: #3d3d42; --accent: #8ec1ff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
a { color: var(--accent); }
.skip { position: absolute; left: -999rem; }
.skip:focus { position: static; }
nav ul { columns: 14rem; padding-left: 1.2rem; }
h3 { margin: 2.5rem 0 .25rem; border-top: 1px solid var(--line); padding-top: 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0 1rem; }
dt { color: var(--soft); }
dd { margin: 0; }
table { width: 100%; border-collapse: collapse; font-size: .925rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 600; }
tbody th { font-family: ui-monospace, monospace; font-weight: 600; overflow-wrap: anywhere; }
td.number { white-space: nowrap; font-variant-numeric: tabular-nums; }
@media (max-width: 48rem) {
  thead { position: absolute; left: -999rem; }
  table, tbody, tr, th, td { display: block; }
  tr { padding: .6rem 0; border-bottom: 1px solid var(--line); }
  tbody th, td { border: 0; padding: 0; }
  td:empty { display: none; }
  td::before { content: attr(data-heading) ": "; color: var(--soft); }
  td.number { white-space: normal; }
}
"""


def to_html(book: Codebook) -> str:
    """The codebook as one page that needs nothing else: no script, no font, no request; light and dark; any width."""
    title = html.escape(_title(book))
    parts = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>{STYLE}</style>",
        "</head>",
        "<body>",
        '<a class="skip" href="#main">Skip the list of tables and views</a>',
        f"<header><h1>{title}</h1>",
        *(f"<p>{html.escape(text)}</p>" for text in INTRODUCTION),
        "</header>",
        '<nav aria-label="Tables and views"><ul>',
        *(f'<li><a href="#{_anchor(e)}">{html.escape(e.relation.name)}</a></li>' for e in book.entries),
        "</ul></nav>",
        '<main id="main">',
    ]
    for kind, heading in (("table", "Tables"), ("view", "Views")):
        entries = [entry for entry in book.entries if entry.relation.kind == kind]
        if entries:
            parts.append(f"<h2>{heading}</h2>")
            parts.extend(_section(entry) for entry in entries)
    return "\n".join([*parts, "</main>", "</body>", "</html>"]) + "\n"


def _anchor(entry: Entry) -> str:
    return html.escape(entry.relation.name.replace(" ", "-"), quote=True)


def _section(entry: Entry) -> str:
    """One relation. The roles are said outright: a narrow page lays tables out as blocks, which drops them."""
    relation = entry.relation
    name = html.escape(relation.name)
    facts = [*_facts(relation), ("Rows", entry.rows_told)]
    lines = [
        f'<section aria-labelledby="{_anchor(entry)}">',
        f'<h3 id="{_anchor(entry)}">{name}</h3>',
        f"<p>{html.escape(relation.description)}</p>",
        "<dl>",
        *(f"<dt>{html.escape(term)}</dt><dd>{html.escape(text)}</dd>" for term, text in facts),
        "</dl>",
        f'<table role="table" aria-label="Columns of {name}">',
        '<thead role="rowgroup"><tr role="row">',
        *(f'<th role="columnheader" scope="col">{heading}</th>' for heading in HEADINGS),
        '</tr></thead><tbody role="rowgroup">',
    ]
    for figures in entry.columns:
        first, *rest = _cells(figures)
        cells = [f'<th role="rowheader" scope="row">{html.escape(first)}</th>']
        for heading, text in zip(HEADINGS[1:], rest, strict=True):
            numeric = ' class="number"' if heading in ("Empty", "Distinct") else ""
            cells.append(f'<td role="cell" data-heading="{heading}"{numeric}>{html.escape(text)}</td>')
        lines.append(f'<tr role="row">{"".join(cells)}</tr>')
    return "\n".join([*lines, "</tbody></table>", "</section>"])


@cache
def _version() -> str:
    """A fingerprint of what decides how a table is measured, and what of it may be shown."""
    here = Path(__file__)
    return blake2b(here.read_bytes() + here.with_name("public.py").read_bytes(), digest_size=8).hexdigest()


def measured(edition: Path, tables: Iterable[str]) -> dict[str, Measured]:
    """What an edition's `codebook.json` says of those tables; nothing where it was made by another version, or is not.

    It saves the measuring of tables that did not change.
    """
    try:
        kept = json.loads((edition / "codebook.json").read_text(encoding="utf-8"))
        if kept["version"] != _version():
            return {}
        return {name: _measured(TABLES[name], kept["tables"][name]) for name in tables}
    except (OSError, ValueError, LookupError, TypeError):
        return {}


def _measured(table: Table, kept: Any) -> Measured:
    """One table's figures as JSON has them. Raises ValueError, LookupError or TypeError where they are not whole."""
    columns = {}
    for name in table.arrow.names:
        share, distinct_count, is_estimate, example = kept["columns"][name]
        columns[name] = (
            None if share is None else float(share),
            None if distinct_count is None else int(distinct_count),
            bool(is_estimate),
            str(example),
        )
    return Measured(int(kept["row_count"]), columns)


def write(
    edition: Path,
    con: duckdb.DuckDBPyConnection,
    edition_id: str | None = None,
    known: Mapping[str, Measured] = MappingProxyType({}),
) -> Codebook:
    """Write `codebook.md`, `codebook.html` and `codebook.json` into an edition's folder, measured over the connection.

    The title names the edition by the folder's name, unless another is given because the folder is still being made.
    """
    book = codebook(con, edition, edition_id, known)
    tables = {
        entry.relation.name: {
            "row_count": entry.row_count,
            "columns": {
                f.field.name: (f.null_share, f.distinct_count, f.is_estimate, f.example) for f in entry.columns
            },
        }
        for entry in book.entries
        if entry.relation.kind == "table"
    }
    (edition / "codebook.json").write_text(
        json.dumps({"version": _version(), "tables": tables}, indent=1) + "\n", encoding="utf-8"
    )
    (edition / "codebook.md").write_text(to_markdown(book), encoding="utf-8")
    (edition / "codebook.html").write_text(to_html(book), encoding="utf-8")
    return book
