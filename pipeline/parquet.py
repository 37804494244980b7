"""How an edition's Parquet files are read and written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.schema import Column, Table

ROW_GROUP_ROWS = 8192
# Columns with few distinct values; a dictionary of the others would only cost time.
DICTIONARY_COLUMNS = frozenset(
    {
        "classification",
        "classification_level",
        "origin",
        "post_code",
        "precedence",
        "sender",
        "first_released_evidence",
        "executive_order",
        "release_id",
        "kind",
        "portion_mark",
        "portion_level",
        "tag",
        "published_tag",
        "role",
        "route",
        "name",
        "target_post_code",
        "bullet",
        "host",
        "axis",
        "key",
        "source",
        "reason",
        "event",
        "caveats.list.element",
        "handling.list.element",
        "portion_caveats.list.element",
        "classification_reasons.list.element",
        "aliases.list.element",
        "changed_fields.list.element",
        "title",
    }
)


def open_parquet(path: Path | str) -> pq.ParquetFile:
    """Open one file, mapped into memory. Whoever reads it is told of a page that is not as it was written."""
    return pq.ParquetFile(path, memory_map=True, pre_buffer=False, page_checksum_verification=True)


def read_parquet(path: Path | str, columns: Sequence[str] | None = None) -> pa.Table:
    """Read one file on one thread, without the search for others that `pq.read_table` begins with."""
    return open_parquet(path).read(None if columns is None else list(columns), use_threads=False)


def writer_options(columns: tuple[Column, ...]) -> dict[str, Any]:
    """How a table's files are written: zstd 3, a checksum for every page, dictionaries only where values repeat."""
    names = [c.name + (".list.element" if pa.types.is_list(c.type) else "") for c in columns]
    return {
        "compression": "zstd",
        "compression_level": 3,
        "use_dictionary": [n for n in names if n in DICTIONARY_COLUMNS],
        "write_page_checksum": True,
    }


def write_parquet(path: Path, rows: pa.Table, table: Table) -> None:
    """Write a table's file."""
    pq.write_table(rows, path, row_group_size=ROW_GROUP_ROWS, **writer_options(table.columns))


def link_or_copy(source: Path, target: Path) -> None:
    """Give a published file a second name in the new edition; copied where the file system has no hard links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
