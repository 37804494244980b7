"""One creation year of an edition: put together from the last edition's files and from new chunks.

Years are independent of one another, so each is a task for a worker process. Within a year, cables are taken in
ranges: whatever the size of the year, only one range of it is in memory.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.extract import CHILD_TABLES, HISTORY_COLUMNS, RECORD_COLUMNS, read_chunk
from pipeline.schema import CABLE_REFERENCES, CABLES, Column, Table, conform

ROW_GROUP_ROWS = 8192
# Cables put together at a time: about 60 MB of text.
RANGE_CABLES = 6000
# The highest position a paragraph can have; sorting by cable and position is then sorting by one number.
POSITION_SPAN = 1 << 24
SUPERSEDED = "superseded"
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


class YearJob(NamedTuple):
    """What a worker needs to make one year's files.

    `history` and `superseded` are Arrow files of the whole edition, sorted by year; a worker maps them and reads its
    part. `is_touched` is false where only what comparing releases says may have changed.
    """

    year: int
    previous: str | None  # folder of the last edition
    target: str  # folder of the edition being made
    chunks: tuple[str, ...]  # newest last
    history: str
    superseded: str
    new_ids: str  # ids that the last edition had not, or has no longer
    is_touched: bool


class YearResult(NamedTuple):
    """Rows by table, and which files were linked rather than written (paths within the edition)."""

    rows: dict[str, int]
    linked: list[str]


class Supply(NamedTuple):
    """Where some contents' rows lie: a chunk, or files of the last edition."""

    records: pa.Table  # records that are wanted from here, with `rank` and `id_now`
    chunk: str | None
    folder: str | None  # of Parquet files by table
    is_superseded: bool
    is_renamed: bool  # stored under another cable_id than the one it has now


def _mapped(path: str) -> pa.Table:
    with pa.memory_map(path) as source:
        return pa.ipc.open_file(source).read_all()


def _of_year(rows: pa.Table, year: int) -> pa.Table:
    return rows.filter(pc.equal(rows["created_year"], year)).combine_chunks()


def _parquet(folder: str, table: str, year: int) -> str:
    return os.path.join(folder, table, f"{year}.parquet")  # noqa: PTH118


def stored_table(table: Table) -> Table:
    """The table as superseded contents are stored: with the content's fingerprint, without what releases say."""
    if table is CABLES:
        return table.with_columns(RECORD_COLUMNS)
    fingerprint = CABLES.column("fingerprint")
    return table.with_columns((*(c for c in table.columns if c.name != "is_in_edition"), fingerprint))


def writer_options(columns: tuple[Column, ...]) -> dict[str, object]:
    """How a table's files are written: zstd 3, dictionaries only where values repeat."""
    names = [c.name + (".list.element" if pa.types.is_list(c.type) else "") for c in columns]
    return {
        "compression": "zstd",
        "compression_level": 3,
        "use_dictionary": [n for n in names if n in DICTIONARY_COLUMNS],
    }


class YearMaker:
    """Makes one year's files of all tables."""

    def __init__(self, job: YearJob) -> None:
        self.job = job
        self.history = _of_year(_mapped(job.history), job.year).sort_by("cable_id")
        self.superseded = _of_year(_mapped(job.superseded), job.year)
        self.all_ids = _mapped(job.history)["cable_id"]
        self.result = YearResult({}, [])

    def make(self) -> YearResult:
        """Write or link the year's files; say how many rows each table got."""
        if self.job.is_touched:
            self._rewrite()
        else:
            self._carry_over()
        return self.result

    # A year in which no content changed: texts are linked, the cables table alone is written again.
    def _carry_over(self) -> None:
        job = self.job
        assert job.previous is not None
        for table in CHILD_TABLES:
            source = _parquet(job.previous, table.name, job.year)
            if not os.path.exists(source):  # noqa: PTH110
                continue
            if table is CABLE_REFERENCES and self._references_moved(source):
                rows = self._with_presence(pq.read_table(source).drop_columns(["is_in_edition"]))
                self._write(table, f"{table.name}/{job.year}.parquet", iter([rows]))
            else:
                self._link(table.name)
        for table in (CABLES, *CHILD_TABLES):
            self._link(f"{SUPERSEDED}/{table.name}")
        if not self.history.num_rows:  # a year that only superseded contents have
            return
        records = pq.read_table(_parquet(job.previous, "cables", job.year), columns=[c.name for c in RECORD_COLUMNS])
        order = pc.index_in(self.history["cable_id"], records["cable_id"])
        self._write(CABLES, f"cables/{job.year}.parquet", iter([self._with_history(records.take(order))]))

    def _link(self, table: str) -> None:
        assert self.job.previous is not None
        name = f"{table}/{self.job.year}.parquet"
        source = Path(self.job.previous, name)
        if source.exists():
            target = Path(self.job.target, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            link_or_copy(source, target)
            self.result.linked.append(name)
            if not table.startswith(SUPERSEDED):
                self.result.rows[table] = pq.read_metadata(target).num_rows

    def _references_moved(self, path: str) -> bool:
        """Whether a target of these references came into the edition, or left it."""
        targets = pq.read_table(path, columns=["target_id"])["target_id"]
        new_ids = _mapped(self.job.new_ids)["cable_id"]
        return bool(pc.any(pc.is_in(targets, value_set=new_ids.combine_chunks())).as_py())

    def _rewrite(self) -> None:
        current = pa.table(
            {
                "fingerprint": self.history["fingerprint"],
                "cable_id": self.history["cable_id"],
                "rank": pa.array(range(self.history.num_rows), pa.int32()),
            }
        )
        tables = (CABLES, *CHILD_TABLES)
        if current.num_rows:
            supplies = self._supplies(current)
            for table in tables:
                self._write(table, f"{table.name}/{self.job.year}.parquet", self._ranges(table, supplies))
        old = pa.table(
            {
                "fingerprint": self.superseded["fingerprint"],
                "cable_id": self.superseded["cable_id"],
                "rank": pa.array(range(self.superseded.num_rows), pa.int32()),
            }
        )
        if old.num_rows:
            supplies = self._supplies(old)
            for table in tables:
                rows = self._collect(table, supplies, 0, old.num_rows, with_fingerprint=True)
                self._write(stored_table(table), f"{SUPERSEDED}/{table.name}/{self.job.year}.parquet", iter([rows]))

    def _supplies(self, wanted: pa.Table) -> list[Supply]:
        """Find each wanted content once: in the newest chunk that has it, else in the last edition."""
        job = self.job
        supplies: list[Supply] = []
        missing = wanted
        record_names = [c.name for c in RECORD_COLUMNS]
        for chunk in reversed(job.chunks):
            records = read_chunk(Path(chunk), "records").select(record_names)
            missing = self._take(supplies, missing, records, chunk, None, is_superseded=False)
        for place, is_superseded in (("", False), (SUPERSEDED, True)):
            if job.previous is None or not missing.num_rows:
                continue
            folder = str(Path(job.previous, place))
            path = _parquet(folder, "cables", job.year)
            if os.path.exists(path):  # noqa: PTH110
                records = pq.read_table(path, columns=record_names)
                missing = self._take(supplies, missing, records, None, folder, is_superseded=is_superseded)
        if missing.num_rows:
            raise LookupError(
                f"{missing.num_rows} contents of {job.year} are nowhere, such as {missing['fingerprint'][0]}"
            )
        return supplies

    @staticmethod
    def _take(
        supplies: list[Supply],
        missing: pa.Table,
        records: pa.Table,
        chunk: str | None,
        folder: str | None,
        *,
        is_superseded: bool,
    ) -> pa.Table:
        found = pc.index_in(records["fingerprint"], value_set=missing["fingerprint"].combine_chunks())
        if found.null_count == len(found):
            return missing
        ranks = missing["rank"].take(found)
        # The vocabulary may have learnt since that an id was a misspelling of another.
        ids = missing["cable_id"].take(found)
        is_renamed = bool(pc.any(pc.not_equal(ids, records["cable_id"])).as_py())
        records = records.append_column("rank", ranks).append_column("id_now", ids)
        supplies.append(Supply(records, chunk, folder, is_superseded, is_renamed))
        taken = pc.is_in(missing["fingerprint"], value_set=records["fingerprint"].combine_chunks())
        return missing.filter(pc.invert(taken))

    def _ranges(self, table: Table, supplies: list[Supply]) -> Iterator[pa.Table]:
        for first in range(0, self.history.num_rows, RANGE_CABLES):
            last = min(first + RANGE_CABLES, self.history.num_rows)
            rows = self._collect(table, supplies, first, last, with_fingerprint=False)
            if table is CABLES:
                rows = self._with_history(rows)
            elif table is CABLE_REFERENCES:
                rows = self._with_presence(rows)
            yield rows

    def _collect(
        self, table: Table, supplies: list[Supply], first: int, last: int, *, with_fingerprint: bool
    ) -> pa.Table:
        """All rows of one table for the contents ranked from `first` up to `last`, in order."""
        pieces = []
        for supply in supplies:
            rows = (
                self._record_rows(supply, first, last)
                if table is CABLES
                else self._child_rows(table, supply, first, last, with_fingerprint=with_fingerprint)
            )
            if rows is not None and rows.num_rows:
                pieces.append(rows)
        names = [c.name for c in (RECORD_COLUMNS if table is CABLES else table.columns) if c.name != "is_in_edition"]
        if with_fingerprint and table is not CABLES:
            names.append("fingerprint")
        if not pieces:
            return stored_table(table).arrow.empty_table().select(names)
        rows = pa.concat_tables(pieces, promote_options="permissive")
        order = rows["rank_position"]
        wanted = pc.sort_indices(order)[: len(order) - order.null_count]
        return rows.select(names).take(wanted)

    @staticmethod
    def _thinned(rows: pa.Table) -> pa.Table:
        """Rows without a rank dropped where they are most; where they are few, the last step leaves them out anyway.

        Dropping copies every text once more, which is half of what an edition costs when little has changed.
        """
        if 2 * rows["rank"].null_count <= rows.num_rows:
            return rows
        return rows.filter(pc.is_valid(rows["rank"]))

    @staticmethod
    def _within(ranks: pa.ChunkedArray, first: int, last: int) -> pa.ChunkedArray:
        return pc.fill_null(pc.and_(pc.greater_equal(ranks, first), pc.less(ranks, last)), False)

    def _is_whole(self, first: int, last: int) -> bool:
        """Whether the range is the whole year, as it is of all but the largest."""
        return first == 0 and last >= self.history.num_rows

    def _record_rows(self, supply: Supply, first: int, last: int) -> pa.Table | None:
        rows = supply.records.filter(self._within(supply.records["rank"], first, last))
        rows = rows.drop_columns(["cable_id"]).rename_columns({"id_now": "cable_id"})
        return rows.append_column("rank_position", pc.multiply(rows["rank"].cast(pa.int64()), POSITION_SPAN))

    def _child_rows(
        self, table: Table, supply: Supply, first: int, last: int, *, with_fingerprint: bool
    ) -> pa.Table | None:
        records = supply.records
        wanted = records.filter(self._within(records["rank"], first, last))
        if not wanted.num_rows:
            return None
        if supply.chunk is not None:
            rows = read_chunk(Path(supply.chunk), table.name)
            within = pc.if_else(self._within(records["rank"], first, last), records["rank"], None)
            rows = self._thinned(rows.append_column("rank", within.combine_chunks().take(rows["record"])))
            rows = rows.append_column("cable_id", records["cable_id"].take(rows["record"])).drop_columns(["record"])
        else:
            assert supply.folder is not None
            path = _parquet(supply.folder, table.name, self.job.year)
            if not os.path.exists(path):  # noqa: PTH110
                return None
            # The file is sorted by cable: row groups outside the range are not even unpacked.
            span = pc.min_max(wanted["cable_id"]).as_py()
            within_span = (pc.field("cable_id") >= span["min"]) & (pc.field("cable_id") <= span["max"])
            rows = pq.read_table(path, filters=None if self._is_whole(first, last) else within_span)
            if "is_in_edition" in rows.column_names:
                rows = rows.drop_columns(["is_in_edition"])
            key = "fingerprint" if supply.is_superseded else "cable_id"
            found = pc.index_in(rows[key], value_set=wanted[key].combine_chunks())
            rows = rows.append_column("rank", wanted["rank"].take(found))
            if supply.is_renamed:
                rows = rows.drop_columns(["cable_id"]).append_column("cable_id", wanted["id_now"].take(found))
            rows = self._thinned(rows)
            if supply.is_superseded:
                rows = rows.drop_columns(["fingerprint"])
        if with_fingerprint:
            fingerprints = self.superseded["fingerprint"].take(rows["rank"])
            rows = rows.append_column("fingerprint", fingerprints)
        ranks = pc.multiply(rows["rank"].cast(pa.int64()), POSITION_SPAN)
        # Every table of a cable's rows but one has a position; excerpts are ordered by kind, summary first.
        if "position" in rows.column_names:
            order = pc.add(ranks, rows["position"].cast(pa.int64()))
        else:
            order = pc.add(ranks, pc.cast(pc.equal(rows["kind"], "comment"), pa.int64()))
        return rows.drop_columns(["rank"]).append_column("rank_position", order)

    def _with_history(self, records: pa.Table) -> pa.Table:
        found = pc.index_in(records["cable_id"], value_set=self.history["cable_id"].combine_chunks())
        for name in HISTORY_COLUMNS:
            records = records.append_column(name, self.history[name].take(found))
        return records

    def _with_presence(self, references: pa.Table) -> pa.Table:
        present = pc.is_in(references["target_id"], value_set=self.all_ids.combine_chunks(), skip_nulls=True)
        return references.append_column("is_in_edition", present)

    def _write(self, table: Table, name: str, ranges: Iterator[pa.Table]) -> None:
        target = Path(self.job.target, name)
        rows = 0
        for piece in ranges:
            if not piece.num_rows:
                continue
            if not rows:
                target.parent.mkdir(parents=True, exist_ok=True)
                writer = pq.ParquetWriter(target, table.arrow, **writer_options(table.columns))
            writer.write_table(conform(piece, table), row_group_size=ROW_GROUP_ROWS)
            rows += piece.num_rows
        if rows:
            writer.close()
        if not name.startswith(SUPERSEDED):
            self.result.rows[table.name] = rows


def make_year(job: YearJob) -> YearResult:
    """Make one year's files. The task that a worker process is given."""
    result = YearMaker(job).make()
    pa.default_memory_pool().release_unused()  # a year's texts, which the pool would keep for the next
    return result


def link_or_copy(source: Path, target: Path) -> None:
    """Give a published file a second name in the new edition; copied where the file system has no hard links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
