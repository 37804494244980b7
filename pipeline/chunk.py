"""What goes to a worker process and what comes back: batches, their results, and chunks, which lie in files.

A chunk is one file (a file system may need a millisecond to make one): a stream of Arrow for each table, uncompressed,
so that whoever publishes maps it into memory instead of loading it, and behind them where each begins and ends.
Nothing that parses is imported here: the process that hands out the work does without.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from pipeline.model import Listing, Reject
from pipeline.schema import CABLES, CHILD_TABLES, PAGES

# Columns of `cables` that no page knows: they come from comparing releases, when an edition is made.
HISTORY_COLUMNS = (
    "first_released_at",
    "first_released_evidence",
    "last_released_at",
    "revision_count",
    "body_revision_count",
    "is_withdrawn",
    "withdrawn_after",
    "is_relisted",
    "release_id",
    "path",
)
WORDS = "word_count"
RECORD_COLUMNS = tuple(column for column in CABLES.columns if column.name not in HISTORY_COLUMNS)
RECORD_SCHEMA = pa.schema(
    [
        *(pa.field(column.name, column.type) for column in RECORD_COLUMNS),
        pa.field("created_year", pa.int32()),
        pa.field("field_fingerprints", pa.list_(pa.int64())),
    ]
)
# In a chunk a child row names its cable by the row number of the record: four bytes instead of an id and a fingerprint.
CHILD_SCHEMAS = {
    table.name: pa.schema(
        [pa.field("record", pa.int32())]
        # Whether a reference's target is here is known only when the edition is put together.
        + [pa.field(c.name, c.type) for c in table.columns if c.name not in ("cable_id", "is_in_edition")]
    )
    for table in CHILD_TABLES
}
RECORDS = "records"
CHUNK_TABLES = (*CHILD_SCHEMAS, RECORDS)


class Batch(NamedTuple):
    """Some pages of one source, and where their chunk goes. A page without bytes is read from `root` by the worker."""

    root: str
    pages: tuple[tuple[str, bytes | None], ...]
    known: Mapping[int, str]  # contents that need no parsing, by the page's markup fingerprint
    chunk: str


class Sighting(NamedTuple):
    """One cable page of one release: what it is of, and what it showed. A row of SIGHTINGS."""

    path: str
    cable_id: str
    published_id: str
    fingerprint: str
    markup_fingerprint: int
    released_at: datetime
    counter: int | None


# What a sighting says is stored in `pages`, under the same names.
SIGHTINGS = pa.schema([PAGES.arrow.field(name) for name in Sighting._fields])
# What alone is looked at where a page's markup is known: the rest was said before.
GLIMPSES = pa.schema([PAGES.arrow.field(name) for name in ("path", "markup_fingerprint", "counter")])


class BatchResult(NamedTuple):
    """What came of a batch. `chunk` is None where no page held anything new."""

    page_count: int  # cable pages and index pages, rejected ones too
    sightings: pa.Table  # pages that were read
    listings: list[Listing]
    rejects: list[Reject]
    totals: Counter[int]
    newest_release: date | None
    parsed_count: int
    chunk: str | None
    years: tuple[int, ...]
    glimpses: pa.Table = GLIMPSES.empty_table()  # pages whose markup was known


# What other results are made of with `_replace`.
NOTHING_SEEN = BatchResult(0, SIGHTINGS.empty_table(), [], [], Counter(), None, 0, None, ())


def columns_of(rows: Sequence[tuple[Any, ...]], fields: Collection[pa.Field]) -> dict[str, pa.Array]:
    """The columns of rows that have these fields in order, by name: nothing is inferred."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(fields)
    return {field.name: pa.array(values, field.type) for values, field in zip(columns, fields, strict=True)}


def from_rows(rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    """Rows to a table of that schema."""
    return pa.table(columns_of(rows, list(schema)), schema)


def write_chunk(path: Path, tables: Iterable[pa.Table]) -> None:
    """Write a chunk, given the tables that CHUNK_TABLES names, in that order."""
    with pa.OSFile(str(path), "wb") as sink:
        borders = [0]
        for table in tables:
            with pa.ipc.new_stream(sink, table.schema) as writer:
                writer.write_table(table)
            borders.append(sink.tell())
        sink.write(np.array(borders, np.int64).tobytes())


def read_chunk(path: Path, name: str) -> pa.Table:
    """One table of a chunk, mapped into memory rather than loaded."""
    with pa.memory_map(str(path)) as source:
        length = 8 * (len(CHUNK_TABLES) + 1)
        borders = np.frombuffer(source.read_at(length, source.size() - length), np.int64)
        place = CHUNK_TABLES.index(name)
        start, end = (int(border) for border in borders[place : place + 2])
        source.seek(start)
        return pa.ipc.open_stream(source.read_buffer(end - start)).read_all()
