"""One creation year of an edition: put together from the last edition's files and from new chunks.

Years are independent of one another, so each is a task for a worker process. What the last edition has of a year is
never held whole: its files are read row group by row group, and their rows pass on as they are, without a copy, with
the new ones slipped in between. New contents are taken in spans, so that only one span of them is in memory. A table
whose rows stay as they were is not written at all: its file is linked.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.chunk import HISTORY_COLUMNS, RECORD_COLUMNS, RECORDS, read_chunk
from pipeline.parquet import ROW_GROUP_ROWS, link_or_copy, open_parquet, read_parquet, writer_options
from pipeline.schema import CABLE_REFERENCES, CABLES, CHILD_TABLES, Table, conform

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]  # numbers of rows, or the rank of each row's content; -1 stands for none

# New contents taken at a time: about 60 MB of text.
SPAN_CABLES = 6000
SUPERSEDED = "superseded"
RECORD_NAMES = [column.name for column in RECORD_COLUMNS]
IDENTITY = ["cable_id", "fingerprint"]
_NO_ROWS: Rows = np.empty(0, np.int64)
_NEW = 1 << 40


class YearJob(NamedTuple):
    """What a worker needs to make one year's files.

    `history` and `superseded` are Arrow files of the whole edition, sorted by year; a worker maps them and reads its
    part.
    """

    year: int
    previous: str | None  # folder of the last edition
    target: str  # folder of the edition being made
    chunks: tuple[str, ...]  # newest last
    history: str
    superseded: str
    changed_ids: str  # ids that the last edition had not, or has no longer


class YearResult(NamedTuple):
    """Rows by table, and which files were linked rather than written (paths within the edition)."""

    rows: dict[str, int]
    linked: list[str]
    is_changed: bool  # contents of the year came or went


# --- where rows are stored -------------------------------------------------------------------------------------------


class StoredRows:
    """Rows of one Parquet file, read row group by row group.

    Rows that are wanted `aside` are copied out of each group when it is read, so that one pass serves both.
    """

    def __init__(self, path: str, names: Sequence[str], aside: Rows) -> None:
        self._file = open_parquet(path)
        self._names = list(names)
        footer = self._file.metadata
        sizes = [footer.row_group(number).num_rows for number in range(footer.num_row_groups)]
        self._firsts: Rows = np.cumsum([0, *sizes], dtype=np.int64)
        self._wanted = [_between(aside, *span) - span[0] for span in pairwise(self._firsts)]
        self._aside: dict[int, pa.Table] = {}
        self._last: tuple[int, pa.Table | None] = (-1, None)

    def _group(self, number: int) -> pa.Table:
        if self._last[0] != number:
            self._last = (-1, None)  # one group at a time
            rows = self._file.read_row_group(number, self._names, use_threads=False).select(self._names)
            if len(self._wanted[number]) and number not in self._aside:
                self._aside[number] = rows.take(self._wanted[number])
            self._last = (number, rows)
        found = self._last[1]
        assert found is not None
        return found

    def slices(self, start: int, stop: int) -> Iterator[pa.Table]:
        """The rows from `start` up to `stop`, not copied: a slice of each row group that they lie in."""
        while start < stop:
            number = int(np.searchsorted(self._firsts, start, side="right")) - 1
            first, end = int(self._firsts[number]), min(stop, int(self._firsts[number + 1]))
            yield self._group(number).slice(start - first, end - start)
            start = end

    def aside(self) -> pa.Table:
        """The rows that were wanted aside, in order."""
        for number, wanted in enumerate(self._wanted):
            if len(wanted) and number not in self._aside:
                self._group(number)
        kept = [self._aside[number] for number in sorted(self._aside)]
        return pa.concat_tables(kept) if kept else self._file.schema_arrow.empty_table().select(self._names)


class Chunk:
    """Contents of one of the run's chunks."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._tables: dict[str, pa.Table] = {}
        self.records = read_chunk(self._path, RECORDS).select(RECORD_NAMES)
        self.identities = self.records.select(IDENTITY)

    def _rows(self, table: Table) -> pa.Table:
        if table.name not in self._tables:
            self._tables[table.name] = read_chunk(self._path, table.name)
        return self._tables[table.name]

    def contents(self, table: Table) -> Rows:
        """For each row of a table the number of the record that it belongs to."""
        return _numpy(self._rows(table)["record"])

    def named(self, table: Table) -> pa.Table:
        """All rows of a table, each with its cable's id and its content's fingerprint in one, as `cable_id`."""
        rows = self._rows(table)
        names = pc.binary_join_element_wise(self.records["cable_id"], self.records["fingerprint"], " ")
        return rows.drop_columns(["record"]).append_column("cable_id", names.take(rows["record"]))

    def pick(self, table: Table, rows: Rows) -> pa.Table:
        """Those rows of a table."""
        return self._rows(table).select(_own_names(table)).take(rows)


class StoredYear:
    """Contents of one year of the last edition: current ones, which rows name by `cable_id`, or superseded ones."""

    def __init__(self, folder: str, year: int, key: str) -> None:
        self._folder, self._year, self._key = folder, year, key
        self.identities = self._read_records(IDENTITY)
        self._contents: dict[str, Rows] = {}
        self._aside: dict[str, pa.Table] = {}

    @cached_property
    def records(self) -> pa.Table:
        """What the pages say of each cable; its identity alone is read without it."""
        return self._read_records(RECORD_NAMES)

    def _read_records(self, names: Sequence[str]) -> pa.Table:
        path = self.path(CABLES)
        if not os.path.exists(path):  # noqa: PTH110
            return stored_table(CABLES).arrow.empty_table().select(names)
        return read_parquet(path, names).select(names)

    def path(self, table: Table) -> str:
        """Where a table's rows of this year are; a table without rows has no file."""
        return os.path.join(self._folder, table.name, f"{self._year}.parquet")  # noqa: PTH118

    def contents(self, table: Table) -> Rows:
        """For each row of a table the number of the record that it belongs to."""
        if table.name not in self._contents:
            path = self.path(table)
            rows = _NO_ROWS
            if os.path.exists(path):  # noqa: PTH110
                keys = read_parquet(path, [self._key])[self._key]
                rows = _numpy(pc.index_in(keys, value_set=self.identities[self._key].combine_chunks()))
            self._contents[table.name] = rows
        return self._contents[table.name]

    def pick(self, table: Table, rows: Rows) -> pa.Table:
        """Those rows of a table, given in order."""
        if table.name in self._aside:
            kept = self._aside.pop(table.name)
            assert kept.num_rows == len(rows)
            return kept
        return StoredRows(self.path(table), _own_names(table), rows).aside()

    def keep_aside(self, table: Table, rows: pa.Table) -> None:
        """Rows that will be picked, and were met in passing: the file need not be read again for them."""
        self._aside[table.name] = rows.select(_own_names(table))


def stored_contents(edition: str | None, year: int) -> list[StoredYear]:
    """What an edition has of a year: current contents, then superseded ones. Nothing where there is no edition.

    What was current may be superseded in the next edition, and the other way round.
    """
    if edition is None:
        return []
    return [StoredYear(edition, year, "cable_id"), StoredYear(str(Path(edition, SUPERSEDED)), year, "fingerprint")]


class Wanted:
    """Contents that one year's files shall have, in order: a content's rank is its place here."""

    def __init__(self, contents: pa.Table) -> None:
        self.ids = contents["cable_id"].combine_chunks()
        self.fingerprints = contents["fingerprint"].combine_chunks()

    def __len__(self) -> int:
        return len(self.ids)

    def found_in(self, stocks: Sequence[Chunk | StoredYear]) -> list[Rows]:
        """For each stock the rank of each of its records, -1 where it is not to be taken from there.

        A content is taken from the first stock that has it. Raises LookupError where none has.
        """
        missing = np.ones(len(self), bool)
        found = []
        for stock in stocks:
            ranks = _numpy(pc.index_in(stock.identities["fingerprint"], value_set=self.fingerprints))
            ranks = np.where((ranks >= 0) & missing[ranks], ranks, -1) if len(self) else ranks
            missing[ranks[ranks >= 0]] = False
            found.append(ranks)
        if missing.any():
            example = self.fingerprints[int(np.argmax(missing))]
            raise LookupError(f"{missing.sum()} contents are nowhere, such as {example}")
        return found


class Supply:
    """A table's rows of wanted contents, gathered from the stocks that have them."""

    def __init__(self, table: Table, wanted: Wanted, stocks: Iterable[tuple[Chunk | StoredYear, Rows]]) -> None:
        self._table = table
        self._wanted = wanted
        self._parts = [
            (stock, _ranks_of_rows(ranks, stock.contents(table))) for stock, ranks in stocks if (ranks >= 0).any()
        ]

    def __len__(self) -> int:
        return sum(int((ranks >= 0).sum()) for _, ranks in self._parts)

    def rows(self, first: int, last: int) -> tuple[pa.Table, Rows]:
        """The rows of the contents ranked from `first` up to `last` in order, and the rank of each.

        Within a content rows are stored in order wherever they are.
        """
        pieces, ranks = [], []
        for stock, of_rows in self._parts:
            numbers = np.flatnonzero((of_rows >= first) & (of_rows < last))
            if len(numbers):
                pieces.append(stock.pick(self._table, numbers))
                ranks.append(of_rows[numbers])
        if not pieces:
            return stored_table(self._table).arrow.empty_table(), _NO_ROWS
        rows, together = pa.concat_tables(pieces, promote_options="permissive"), np.concatenate(ranks)
        if (np.diff(together) < 0).any():
            order = np.argsort(together, kind="stable")
            rows, together = rows.take(order), together[order]
        # The vocabulary may have learnt since that an id was a misspelling of another.
        rows = rows.append_column("cable_id", self._wanted.ids.take(pa.array(together)))
        return rows.append_column("fingerprint", self._wanted.fingerprints.take(pa.array(together))), together


def _own_names(table: Table) -> list[str]:
    """What a page's parse says of a row: all but what names its cable, and what depends on the other cables."""
    return [c.name for c in table.columns if c.name not in ("cable_id", "is_in_edition")]


def _numpy(numbers: pa.ChunkedArray) -> Rows:
    filled: Rows = pc.fill_null(numbers.cast(pa.int64()), -1).to_numpy()
    return filled


def _ranks_of_rows(ranks: Rows, contents: Rows) -> Rows:
    """The rank of each row by the record that it belongs to; a row of no record (-1) finds the -1 put at the end."""
    found: Rows = np.append(ranks, -1)[contents]
    return found


def _between(rows: Rows, first: int, last: int) -> Rows:
    within: Rows = rows[slice(*np.searchsorted(rows, [first, last]))]
    return within


@lru_cache(maxsize=1)
def _ids_in(history: str, _written_at: int) -> frozenset[str]:
    """All ids of the edition: the same for every year that a worker makes of it."""
    return frozenset(_mapped(history)["cable_id"].to_pylist())


def _mapped(path: str) -> pa.Table:
    with pa.memory_map(path) as source:
        return pa.ipc.open_file(source).read_all()


def _of_year(rows: pa.Table, year: int) -> pa.Table:
    return rows.filter(pc.equal(rows["created_year"], year)).combine_chunks()


# --- a year's files --------------------------------------------------------------------------------------------------


def stored_table(table: Table) -> Table:
    """The table as superseded contents are stored: with the content's fingerprint, without what releases say."""
    if table is CABLES:
        return table.with_columns(RECORD_COLUMNS)
    fingerprint = CABLES.column("fingerprint")
    return table.with_columns((*(c for c in table.columns if c.name != "is_in_edition"), fingerprint))


class YearMaker:
    """Makes one year's files of all tables."""

    def __init__(self, job: YearJob) -> None:
        self.job = job
        self.history = _of_year(_mapped(job.history), job.year).sort_by("cable_id")
        self.current = Wanted(self.history)
        self.superseded = Wanted(_of_year(_mapped(job.superseded), job.year))
        of_previous = stored_contents(job.previous, job.year)
        self.shown: StoredYear | None
        self.hidden: StoredYear | None
        self.shown, self.hidden = of_previous or (None, None)
        self.stocks: list[Chunk | StoredYear] = [*map(Chunk, reversed(job.chunks)), *of_previous]
        self.ranks = self.current.found_in(self.stocks)
        self.superseded_ranks = self.superseded.found_in(self.stocks)
        self.kept = self._kept()
        self.new = [
            (stock, np.where(self.kept >= 0, -1, ranks) if stock is self.shown else ranks)
            for stock, ranks in zip(self.stocks, self.ranks, strict=True)
        ]
        self.new_ranks: Rows = np.sort(np.concatenate([_NO_ROWS, *(r[r >= 0] for _, r in self.new)]))
        is_changed = bool(len(self.new_ranks) or (self.kept < 0).any())
        self.result = YearResult({}, [], is_changed)

    def _kept(self) -> Rows:
        """The rank of each record that the last edition shows under the same id, and that is taken from there."""
        if self.shown is None or not len(self.current):
            return np.full(self.shown.identities.num_rows if self.shown is not None else 0, -1, np.int64)
        ranks = self.ranks[self.stocks.index(self.shown)]
        ids_now = self.current.ids.take(pa.array(np.maximum(ranks, 0)))
        is_same_id = pc.equal(ids_now, self.shown.identities["cable_id"].combine_chunks()).to_numpy(
            zero_copy_only=False
        )
        kept: Rows = np.where(is_same_id, ranks, -1)
        return kept

    def make(self) -> YearResult:
        """Write or link the year's files; say how many rows each table got."""
        for table in CHILD_TABLES:
            self._make_child(table)
        self._write(CABLES, f"cables/{self.job.year}.parquet", iter([self._cables()]))
        self._make_superseded()
        return self.result

    def _cables(self) -> pa.Table:
        """The table `cables`, which is always written: what releases say of a cable changes with each of them."""
        rows = self._records(self.current, self.ranks)
        for name in HISTORY_COLUMNS:
            rows = rows.append_column(name, self.history[name])
        return conform(rows, CABLES)

    def _records(self, wanted: Wanted, ranks: Sequence[Rows]) -> pa.Table:
        taken_from = zip(self.stocks, ranks, strict=True)
        found = [(stock.records, of_records) for stock, of_records in taken_from if (of_records >= 0).any()]
        if not found:
            return stored_table(CABLES).arrow.empty_table()
        taken = [records.take(np.flatnonzero(of_records >= 0)) for records, of_records in found]
        rows = pa.concat_tables(taken, promote_options="permissive")
        rows = rows.take(np.argsort(np.concatenate([of_records[of_records >= 0] for _, of_records in found])))
        return rows.set_column(rows.column_names.index("cable_id"), "cable_id", wanted.ids)

    def _make_child(self, table: Table) -> None:
        shown = self.shown
        path = shown.path(table) if shown is not None else None
        is_there = path is not None and os.path.exists(path)  # noqa: PTH110
        is_moved = is_there and table is CABLE_REFERENCES and self._references_moved(str(path))
        if shown is not None and not self.result.is_changed and not is_moved:
            self._link(table.name)
            return
        supply = Supply(table, self.current, self.new)
        if shown is None or path is None or not is_there:
            self._write(table, f"{table.name}/{self.job.year}.parquet", self._merged(table, supply, None, _NO_ROWS))
            return
        contents = shown.contents(table)
        ranks = _ranks_of_rows(self.kept, contents)
        gone = np.flatnonzero(_ranks_of_rows(self.superseded_ranks[self.stocks.index(shown)], contents) >= 0)
        if not is_moved and self._is_as_before(table, supply, shown, np.flatnonzero(ranks < 0), gone):
            self._link(table.name)
            return
        stored = StoredRows(path, table.arrow.names, gone)
        self._write(table, f"{table.name}/{self.job.year}.parquet", self._merged(table, supply, stored, ranks))
        shown.keep_aside(table, stored.aside())

    def _references_moved(self, path: str) -> bool:
        """Whether a target of these references came into the edition, or left it."""
        changed = _mapped(self.job.changed_ids)["cable_id"]
        if not len(changed):
            return False
        targets = read_parquet(path, ["target_id"])["target_id"]
        return bool(pc.any(pc.is_in(targets, value_set=changed.combine_chunks())).as_py())

    def _is_as_before(self, table: Table, supply: Supply, shown: StoredYear, dropped: Rows, gone: Rows) -> bool:
        """Whether the rows that come are those that go: few revisions touch every table.

        Those that go are kept aside where they are the ones that will be superseded.
        """
        if len(supply) != len(dropped) or len(self.new_ranks) > SPAN_CABLES:
            return False
        rows = self._completed(table, supply.rows(0, len(self.current))[0])
        texts = [column.name for column in table.columns if column.is_body_text]
        others = [name for name in table.arrow.names if name not in texts]
        # Texts are long, and seldom the same where anything is new: first whatever else the rows hold.
        before = StoredRows(shown.path(table), others, dropped).aside()
        if not before.equals(rows.select(others)):
            return False
        if texts:
            return bool(StoredRows(shown.path(table), texts, dropped).aside().equals(rows.select(texts)))
        if np.array_equal(dropped, gone):
            shown.keep_aside(table, before)
        return True

    def _merged(self, table: Table, supply: Supply, stored: StoredRows | None, ranks: Rows) -> Iterator[pa.Table]:
        """All rows of a table in order: slices of what is stored, by the rank of each row, and of what is new."""
        kept = np.flatnonzero(ranks >= 0)
        kept_ranks = ranks[kept]
        borders = [0, *self.new_ranks[SPAN_CABLES::SPAN_CABLES].tolist(), len(self.current)]
        for first, last in pairwise(borders):
            new, new_ranks = supply.rows(first, last)
            new = self._completed(table, new)
            of_span = slice(*np.searchsorted(kept_ranks, [first, last]))
            order = np.argsort(np.concatenate([kept_ranks[of_span], new_ranks]), kind="stable")
            # New rows are numbered from where no stored row can be.
            numbers = np.concatenate([kept[of_span], np.arange(_NEW, _NEW + new.num_rows)])[order]
            starts = np.flatnonzero(np.diff(numbers, prepend=-2) != 1)
            for start, stop in pairwise([*starts, len(numbers)]):
                number, count = int(numbers[start]), int(stop - start)
                if number >= _NEW:
                    yield new.slice(number - _NEW, count)
                elif stored is not None:
                    for rows in stored.slices(number, number + count):
                        yield self._with_presence(rows) if table is CABLE_REFERENCES else rows

    def _completed(self, table: Table, rows: pa.Table) -> pa.Table:
        rows = rows.drop_columns(["fingerprint"])
        return conform(self._with_presence(rows) if table is CABLE_REFERENCES else rows, table)

    def _with_presence(self, references: pa.Table) -> pa.Table:
        ids = _ids_in(self.job.history, os.stat(self.job.history).st_mtime_ns)  # noqa: PTH116
        present = pa.array([target in ids for target in references["target_id"].to_pylist()], pa.bool_())
        field = CABLE_REFERENCES.arrow.field("is_in_edition")
        if field.name in references.column_names:
            return references.set_column(references.column_names.index(field.name), field, present)
        return references.append_column(field, present)

    def _make_superseded(self) -> None:
        year, wanted, hidden = self.job.year, self.superseded, self.hidden
        if hidden is not None and all(
            hidden.identities[name].combine_chunks().equals(column)
            for name, column in (("cable_id", wanted.ids), ("fingerprint", wanted.fingerprints))
        ):
            for table in (CABLES, *CHILD_TABLES):
                self._link(f"{SUPERSEDED}/{table.name}")
            return
        if not len(wanted):
            return
        stocks = list(zip(self.stocks, self.superseded_ranks, strict=True))
        for table in (CABLES, *CHILD_TABLES):
            stored = stored_table(table)
            rows = (
                self._records(wanted, self.superseded_ranks)
                if table is CABLES
                else Supply(table, wanted, stocks).rows(0, len(wanted))[0]
            )
            self._write(stored, f"{SUPERSEDED}/{table.name}/{year}.parquet", iter([conform(rows, stored)]))

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

    def _write(self, table: Table, name: str, pieces: Iterator[pa.Table]) -> None:
        target = Path(self.job.target, name)
        writer: pq.ParquetWriter | None = None
        count = 0
        for rows in _row_groups(pieces):
            if writer is None:
                target.parent.mkdir(parents=True, exist_ok=True)
                writer = pq.ParquetWriter(target, table.arrow, **writer_options(table.columns))
            writer.write_table(rows, row_group_size=ROW_GROUP_ROWS)
            count += rows.num_rows
        if writer is not None:
            writer.close()
        if not name.startswith(SUPERSEDED):
            self.result.rows[table.name] = count


def _row_groups(pieces: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The same rows, cut anew: whole row groups, and at last what is left."""
    waiting: list[pa.Table] = []
    count = 0
    for piece in pieces:
        waiting.append(piece)
        count += piece.num_rows
        if count >= ROW_GROUP_ROWS:
            rows = pa.concat_tables(waiting)
            whole = count - count % ROW_GROUP_ROWS
            yield rows.slice(0, whole)
            waiting, count = [rows.slice(whole)], count - whole
    if count:
        yield pa.concat_tables(waiting)


def make_year(job: YearJob) -> YearResult:
    """Make one year's files. The task that a worker process is given."""
    result = YearMaker(job).make()
    pa.default_memory_pool().release_unused()  # a year's texts, which the pool would keep for the next
    return result
