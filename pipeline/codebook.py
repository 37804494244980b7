"""What every table, view and column is: the words of schema and SQL headers beside the edition's own figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import duckdb
import pyarrow as pa

from pipeline import warehouse
from pipeline.schema import TABLES
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


def describe(con: duckdb.DuckDBPyConnection, name: str) -> Relation:
    """One relation of the connection, in the words of `schema.py` or of its SQL file.

    A relation that neither knows is described by its DuckDB comments, as far as it has any.
    """
    schema = con.execute("from " + quoted(name) + " limit 0").to_arrow_table().schema
    if name in TABLES:
        table = TABLES[name]
        known = {column.name: column for column in table.columns}
        fields = tuple(
            Field(f.name, type_word(f.type), c.description, c.unit, c.words, c.nullable)
            if (c := known.get(f.name))
            else Field(f.name, type_word(f.type))
            for f in schema
        )
        return Relation(name, "table", table.description, table.description, table.key, (), fields)
    view = _views().get(name)
    if view is None:
        return _commented(con, name, schema)
    meanings = {column.name: column for column in warehouse.view_columns(name)}
    fields = tuple(
        Field(f.name, type_word(f.type), v.description, v.unit)
        if (v := meanings.get(f.name))
        else Field(f.name, type_word(f.type))
        for f in schema
    )
    return Relation(name, "view", view.description, view.grain, (), view.caveats, fields)


def describe_query(name: str, schema: pa.Schema) -> Relation:
    """The columns of a query, in the words of the tables' columns of the same name where these agree."""
    fields = tuple(Field(f.name, type_word(f.type), meaning_of(f.name), unit_of(f.name)) for f in schema)
    return Relation(name, "query", "Result of a query.", "", (), (), fields)


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


def _commented(con: duckdb.DuckDBPyConnection, name: str, schema: pa.Schema) -> Relation:
    comments = dict(
        con.execute(
            "select column_name, comment from duckdb_columns() where table_name = ? and schema_name = current_schema()",
            [name],
        ).fetchall()
    )
    fields = tuple(Field(f.name, type_word(f.type), comments.get(f.name) or "", unit_of(f.name)) for f in schema)
    return Relation(name, "view", "", "", (), (), fields)
