"""A database of inline rows: every table of the schema with the rows that a test gives, and every view over them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import duckdb
import pyarrow as pa

from pipeline import warehouse
from pipeline.schema import TABLES, Column, conform


def at(text: str) -> datetime:
    """`2010-11-28` or `2010-11-28 18:00`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)


def filler(column: Column) -> Any:
    """A value for a column that a test leaves out: null where there may be one, otherwise the plainest."""
    if column.nullable:
        return None
    if column.words and pa.types.is_string(column.type):
        return column.words[0]
    for is_type, value in (
        (pa.types.is_string, ""),
        (pa.types.is_boolean, False),
        (pa.types.is_integer, 1 if column.unit == "ordinal" else 0),
        (pa.types.is_floating, 0.0),
        (pa.types.is_list, []),
        (pa.types.is_timestamp, at("2010-12-01")),
        (pa.types.is_date, day("2010-12-01")),
    ):
        if is_type(column.type):
            return value
    raise TypeError(f"no filler for {column.name}")


def table_rows(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    table = TABLES[name]
    unknown = {key for row in rows for key in row} - {column.name for column in table.columns}
    assert not unknown, f"{name} has no columns {unknown}"
    fillers = {column.name: filler(column) for column in table.columns}
    schema = pa.schema([pa.field(column.name, column.type) for column in table.columns])
    return conform(pa.Table.from_pylist([{**fillers, **row} for row in rows], schema=schema), table)


def database(**tables: list[dict[str, Any]]) -> duckdb.DuckDBPyConnection:
    """A connection that holds the given rows, all other tables empty, and all views and macros."""
    con = duckdb.connect()
    warehouse.create_empty_tables(con)
    for name, rows in tables.items():
        con.register("given", table_rows(name, rows))
        con.execute(f"insert into {name} from given")
        con.unregister("given")
    warehouse.create_views(con)
    return con


def rows(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return con.execute(query).fetchall()
