"""Time every view, and every macro that needs no argument, over an edition of 251,287 made-up cables.

    .venv/bin/python -m benchmarks.views [--cables 251287] [--folder DIR] [--repeat 5] [--only NAME]

The edition is drawn with a fixed seed, in the shape of the published set: skewed years, some 270 posts, tags by Zipf's
law, a fifth of all cables citing another, and three releases of which the last holds everything. Texts are short, so
that the figures are those of the columns that views read. Each view is fetched whole, as Arrow; the median counts.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline import warehouse
from pipeline.schema import LEVELS, TABLES, Column, Table, conform

SEED = 1966
ALL_CABLES = 251_287
POST_COUNT = 274
TAG_COUNT = 1_200
PARAGRAPHS_A_CABLE = 9
ROWS_A_GROUP = 8_192
DAY = 86_400
FIRST_RELEASE = int(datetime(2010, 11, 28, 18, tzinfo=UTC).timestamp())
TARGETS = {
    **dict.fromkeys(("tag_cooccurrence", "tag_pairs()"), 0.300),
    "citation_degrees": 1.0,
    **dict.fromkeys(
        (
            "release_counts_daily",
            "release_counts_monthly",
            "release_counts_yearly",
            "created_counts_daily",
            "created_counts_monthly",
            "created_counts_yearly",
            "origin_totals",
            "tag_totals",
            "classification_totals",
        ),
        0.050,
    ),
}

Numbers = npt.NDArray[np.int64]


def words(prefix: str, count: int) -> pa.Array:
    """`count` different words of four letters and more, none of them a real name."""
    letters = np.array(list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    digits = (np.arange(count)[:, None] // 26 ** np.arange(3)) % 26
    return pa.array([prefix + "".join(row) for row in letters[digits]])


def pick(values: Any, numbers: npt.NDArray[Any]) -> pa.Array:
    """The value at each number."""
    values = values if isinstance(values, pa.Array) else pa.array(values)
    return values.take(pa.array(numbers))


def joined(*parts: Any) -> pa.Array:
    """Texts and numbers put together, row by row."""
    return pc.binary_join_element_wise(*(pc.cast(part, pa.string()) for part in parts), "")


def grown(counts: Numbers) -> tuple[Numbers, Numbers]:
    """For `counts` children of each parent: the parent's row and the child's order from 0, row by row."""
    parent = np.repeat(np.arange(len(counts)), counts)
    order = np.arange(len(parent)) - np.repeat(np.cumsum(counts) - counts, counts)
    return parent, order


def filled(table: Table, columns: dict[str, Any]) -> pa.Table:
    """Bring columns into the table's schema; what is not given is null where it may be, and plain otherwise."""
    row_count = len(next(iter(columns.values()))) if columns else 0

    def plain(column: Column) -> pa.Array:
        if column.nullable:
            return pa.nulls(row_count, column.type)
        if pa.types.is_list(column.type):
            return pa.ListArray.from_arrays(np.zeros(row_count + 1, np.int32), pa.array([], column.type.value_type))
        if pa.types.is_string(column.type):
            return pa.repeat(pa.scalar(column.words[0] if column.words else "plain"), row_count)
        if pa.types.is_boolean(column.type):
            return pa.repeat(pa.scalar(False), row_count)
        return pc.cast(
            pa.repeat(pa.scalar(1, pa.int64() if pa.types.is_timestamp(column.type) else pa.int32()), row_count),
            column.type,
        )

    def stored(column: Column) -> pa.Array:
        values = given[column.name]
        if pa.types.is_timestamp(column.type) and pa.types.is_integer(values.type):
            values = pc.multiply(values, 1_000)
        return pc.cast(values, column.type)

    given = {
        name: value if isinstance(value, pa.Array | pa.ChunkedArray) else pa.array(value)
        for name, value in columns.items()
    }
    arrays = [stored(column) if column.name in given else plain(column) for column in table.columns]
    return conform(pa.table(arrays, names=[column.name for column in table.columns]), table)


def lists(choices: list[list[str]], numbers: npt.NDArray[Any]) -> pa.Array:
    """A list of texts for each row, one of a few."""
    return pa.array(choices, pa.list_(pa.string())).take(pa.array(numbers))


class Corpus:
    """Columns of the made-up set: a method for each table, of its name."""

    # ruff: noqa: D102

    def __init__(self, cable_count: int) -> None:
        self.random = np.random.default_rng(SEED)
        random = self.random
        self.count = cable_count
        years = np.arange(1966, 2011)
        weight = np.where(years < 2002, 0.2, np.maximum(years - 2000.0, 0) ** 1.5)
        self.year = np.sort(random.choice(years, cable_count, p=weight / weight.sum()))
        post = random.zipf(1.3, cable_count * 2)
        self.post = (post[post <= POST_COUNT * 50][:cable_count] - 1) % POST_COUNT
        self.post_codes = words("P", POST_COUNT)
        # Serial numbers run from 1 in each year and post, with gaps: only a part was published.
        lane = self.year * POST_COUNT + self.post
        order = np.argsort(lane, kind="stable")
        _, starts, sizes = np.unique(lane[order], return_index=True, return_counts=True)
        gaps = random.integers(1, 4, cable_count)
        running = np.cumsum(gaps)
        serial = np.empty(cable_count, np.int64)
        serial[order] = running - np.repeat(running[starts] - gaps[starts], sizes)
        self.serial = serial
        two_digits = pc.utf8_lpad(pc.cast(pa.array(self.year % 100), pa.string()), 2, "0")
        ids = joined(two_digits, pick(self.post_codes, self.post), pa.array(serial))
        by_id = np.lexsort((np.array(pc.rank(ids, tiebreaker="first")), self.year))
        for name in ("year", "post", "serial"):
            setattr(self, name, getattr(self, name)[by_id])
        self.ids = ids.take(pa.array(by_id))
        day_of_year = random.integers(0, 365, cable_count)
        january = (self.year - 1970).astype("datetime64[Y]").astype("datetime64[s]").astype(np.int64)
        self.created = january + day_of_year * DAY + random.integers(0, 24, cable_count) * 3_600
        self.released = FIRST_RELEASE + (random.power(3, cable_count) * 280).astype(np.int64) * DAY
        self.level = random.choice(4, cable_count, p=[0.5, 0.35, 0.1, 0.05])
        self.is_withdrawn = random.random(cable_count) < 0.003
        self.is_reissued = random.random(cable_count) < 0.1

    def cables(self) -> dict[str, Any]:
        names = ["UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "SECRET//NOFORN"]
        return {
            "cable_id": self.ids,
            "published_id": self.ids,
            "created_at": self.created,
            "sent_at": self.created + 60 * self.random.integers(0, 60, self.count),
            "released_at": self.released + self.is_reissued * 20 * DAY,
            "first_released_at": self.released,
            "last_released_at": self.released + self.is_reissued * 20 * DAY,
            "classification": pick(names, self.level),
            "classification_level": pick([*LEVELS, "SECRET"], self.level),
            "caveats": lists([[], [], [], ["NOFORN"]], self.level),
            "origin": joined("Embassy ", pick(self.post_codes, self.post)),
            "post_code": pick(self.post_codes, self.post),
            "subject": joined("REPORT ", pa.array(np.arange(self.count))),
            "paragraph_count": np.full(self.count, PARAGRAPHS_A_CABLE - 1),
            "word_count": self.random.integers(100, 3_000, self.count),
            "revision_count": 1 + self.is_reissued.astype(int),
            "is_withdrawn": self.is_withdrawn,
            "fingerprint": joined("f", pa.array(np.arange(self.count))),
            "path": joined("cable/", self.ids, ".html"),
            "release_id": pa.repeat(pa.scalar("2011-09-02"), self.count),
        }

    def children(self, mean: float, most: int) -> tuple[Numbers, Numbers]:
        return grown(np.minimum(self.random.poisson(mean, self.count), most))

    def cable_tags(self) -> dict[str, Any]:
        # Drawn by rank, then without repeats within a cable.
        parent, _ = self.children(6.65, 20)
        weight = 1 / np.arange(1, TAG_COUNT + 1) ** 1.05
        tag = self.random.choice(TAG_COUNT, len(parent), p=weight / weight.sum())
        lane = np.unique(parent * TAG_COUNT + tag)
        parent, tag = lane // TAG_COUNT, lane % TAG_COUNT
        _, order = grown(np.bincount(parent, minlength=self.count))
        tags = pick(words("T", TAG_COUNT), tag)
        return {"cable_id": pick(self.ids, parent), "position": order + 1, "tag": tags, "published_tag": tags}

    def paragraphs(self) -> dict[str, Any]:
        parent, order = grown(np.full(self.count, PARAGRAPHS_A_CABLE))
        mark = self.random.choice(4, len(parent), p=[0.4, 0.4, 0.1, 0.1])
        none = pa.scalar(None, pa.string())
        is_block = pa.array(order == 0)
        return {
            "cable_id": pick(self.ids, parent),
            "position": order,
            "kind": pick(["paragraph", "heading_block"], (order == 0).astype(int)),
            "number": pc.if_else(is_block, pa.scalar(None, pa.int64()), pa.array(order)),
            "portion_mark": pc.if_else(is_block, none, pick(["U", "C", "S", "S/NF"], mark)),
            "portion_level": pc.if_else(is_block, none, pick([*LEVELS, "SECRET"], mark)),
            "portion_caveats": lists([[], [], [], ["NOFORN"]], mark),
            "text": joined("Paragraph ", pa.array(order), " of the matter."),
            "word_count": np.full(len(parent), 5),
            "redaction_count": (self.random.random(len(parent)) < 0.02).astype(int),
        }

    def redactions(self) -> dict[str, Any]:
        parent, order = self.children(0.15, 9)
        return {
            "cable_id": pick(self.ids, parent),
            "position": order + 1,
            "paragraph_position": 1 + order % (PARAGRAPHS_A_CABLE - 1),
            "start": np.zeros(len(parent), int),
            "length": np.full(len(parent), 5),
            "text": pa.repeat(pa.scalar("Parag"), len(parent)),
        }

    def recipients(self) -> dict[str, Any]:
        parent, order = self.children(8, 40)
        post = (self.random.zipf(1.2, len(parent)) - 1) % POST_COUNT
        return {
            "cable_id": pick(self.ids, parent),
            "position": order + 1,
            "role": pick(["action", "info"], (order > 0).astype(int)),
            "route": joined("RU", pick(self.post_codes, post)),
            "name": joined("AMEMBASSY ", pick(self.post_codes, post)),
            "precedence": pick(["ROUTINE", "PRIORITY", "IMMEDIATE"], self.random.integers(0, 3, len(parent))),
            "post_code": pick(self.post_codes, post),
        }

    def cable_references(self) -> dict[str, Any]:
        parent, order = self.children(1.6, 12)
        target = np.minimum((self.random.power(0.6, len(parent)) * self.count).astype(np.int64), self.count - 1)
        is_here = self.random.random(len(parent)) < 0.3
        there = joined(pick(self.ids, target), "00000")
        return {
            "cable_id": pick(self.ids, parent),
            "position": order + 1,
            "target_id": pc.if_else(pa.array(is_here), pick(self.ids, target), there),
            "target_post_code": pick(self.post_codes, self.post[target]),
            "year": self.year[target],
            "is_in_edition": is_here,
        }

    def officers(self) -> dict[str, Any]:
        parent, order = self.children(0.6, 3)
        name = (self.post[parent] * 40 + self.random.integers(0, 40, len(parent))) % 8_000
        return {
            "cable_id": pick(self.ids, parent),
            "position": order + 1,
            "name": pick(words("Ada ", 8_000), name),
            "title": pick(["Ambassador", "DCM", "Political Counselor"], name % 3),
        }

    def signers(self) -> dict[str, Any]:
        parent, order = self.children(0.9, 2)
        name = (self.post[parent] * 20 + self.random.integers(0, 20, len(parent))) % 5_000
        return {"cable_id": pick(self.ids, parent), "position": order + 1, "name": pick(words("N", 5_000), name)}

    def excerpts(self) -> dict[str, Any]:
        rows = np.flatnonzero(self.random.random(self.count) < 0.4)
        return {"cable_id": pick(self.ids, rows), "text": pa.repeat(pa.scalar("A short summary."), len(rows))}

    def articles(self) -> dict[str, Any]:
        parent, order = self.children(0.02, 4)
        host = (self.random.zipf(1.5, len(parent)) - 1) % 60
        hosts = joined(pick(words("h", 60), host), ".example")
        url = joined("http://", hosts, "/", pa.array(parent))
        return {
            "cable_id": pick(self.ids, parent),
            "position": order + 1,
            "url": url,
            "published_url": url,
            "host": hosts,
        }

    def revisions(self) -> dict[str, Any]:
        parent, order = grown(1 + self.is_reissued.astype(np.int64))
        return {
            "cable_id": pick(self.ids, parent),
            "revision": order + 1,
            "body_revision": order + 1,
            "fingerprint": joined("f", pa.array(parent), "-", pa.array(order)),
            "first_release_id": pick(["2011-08-01", "2011-09-02"], order),
            "last_release_id": pick(["2011-08-01", "2011-09-02"], order),
            "released_at": self.released[parent] + order * 20 * DAY,
            "classification": pick(["UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "SECRET//NOFORN"], self.level[parent]),
            "word_count": np.full(len(parent), 500),
            "redaction_count": order,
            "changed_fields": lists([[], ["released_at", "body"]], order),
            "is_current": order == self.is_reissued[parent].astype(int),
            "created_year": self.year[parent],
        }

    def publication_events(self) -> dict[str, Any]:
        reissued, withdrawn = np.flatnonzero(self.is_reissued), np.flatnonzero(self.is_withdrawn)
        rows = np.concatenate([reissued, withdrawn])
        is_withdrawal = np.arange(len(rows)) >= len(reissued)
        days = np.where(is_withdrawal, self.last_release, self.released[rows] + 20 * DAY) // DAY
        order = np.argsort(rows, kind="stable")
        return {
            "cable_id": pick(self.ids, rows[order]),
            "event_date": pc.cast(pa.array(days[order], pa.int32()), pa.date32()),
            "event": pick(["reissued", "withdrawn"], is_withdrawal[order].astype(int)),
            "release_id": pa.repeat(pa.scalar("2011-09-02"), len(rows)),
            "has_page": np.ones(len(rows), bool),
        }

    def redaction_events(self) -> dict[str, Any]:
        rows = np.flatnonzero(self.is_reissued)
        return {
            "cable_id": pick(self.ids, rows),
            "revision": np.full(len(rows), 2),
            "release_id": pa.repeat(pa.scalar("2011-09-02"), len(rows)),
            "redactions_after": np.full(len(rows), 1),
            "words_removed": np.full(len(rows), 3),
        }

    def posts(self) -> dict[str, Any]:
        return {
            "post_code": self.post_codes,
            "name": joined("Embassy ", self.post_codes),
            "country": pick(words("", 180), np.arange(POST_COUNT) % 180),
            "region": pick(["EUR", "NEA", "EAP", "AF", "WHA", "SCA"], np.arange(POST_COUNT) % 6),
        }

    def tags(self) -> dict[str, Any]:
        kinds = TABLES["tags"].column("kind").words
        return {
            "tag": words("T", TAG_COUNT),
            "kind": pick(list(kinds), np.arange(TAG_COUNT) % len(kinds)),
            "is_known": np.arange(TAG_COUNT) % 10 > 0,
        }

    def releases(self) -> dict[str, Any]:
        days = [date(2011, 8, 1), date(2011, 9, 2)]
        counted = [int((self.released < self.cut).sum()), self.count - int(self.is_withdrawn.sum())]
        return {
            "release_id": [day.isoformat() for day in days],
            "released_date": days,
            "counter": counted,
            "total": [ALL_CABLES] * 2,
            "page_count": [counted[0], self.count],
            "cable_count": [counted[0], self.count],
        }

    cut = int(datetime(2011, 8, 1, tzinfo=UTC).timestamp())
    last_release = int(datetime(2011, 9, 2, tzinfo=UTC).timestamp())

    def pages(self, release: str) -> dict[str, Any]:
        is_last = release == "2011-09-02"
        rows = np.arange(self.count) if is_last else np.flatnonzero(self.released < self.cut)
        ids = pick(self.ids, rows)
        return {
            "release_id": pa.repeat(pa.scalar(release), len(rows)),
            "path": joined("cable/", ids, ".html"),
            "cable_id": ids,
            "published_id": ids,
            "released_at": self.released[rows],
            "counter": np.full(len(rows), self.count),
            "is_listed": ~self.is_withdrawn[rows],
            "is_current": ~self.is_withdrawn[rows] if is_last else np.ones(len(rows), bool),
        }

    def listings(self, release: str) -> dict[str, Any]:
        rows = (
            np.flatnonzero(~self.is_withdrawn) if release == "2011-09-02" else np.flatnonzero(self.released < self.cut)
        )
        axes = ("reldate", "date", "origin", "classification")
        axis, row = np.repeat(np.arange(len(axes)), len(rows)), np.tile(rows, len(axes))
        origin = joined("Embassy ", pick(self.post_codes, self.post[row]))
        level = pick(["UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "SECRET//NOFORN"], self.level[row])
        counter = self.count - int(self.is_withdrawn.sum())
        return {
            "release_id": pa.repeat(pa.scalar(release), len(row)),
            "axis": pick(list(axes), axis),
            "key": pc.if_else(pa.array(axis == 2), origin, level),
            "path": joined(pick(list(axes), axis), "/", pa.array(np.arange(len(row)) // 50), ".html"),
            "position": 1 + np.arange(len(row)) % 50,
            "cable_id": pick(self.ids, row),
            "created_date": pc.cast(pa.array(self.created[row] // DAY, pa.int32()), pa.date32()),
            "released_date": pc.cast(pa.array(self.released[row] // DAY, pa.int32()), pa.date32()),
            "classification": level,
            "origin": origin,
            "counter": np.full(len(row), counter if release == "2011-09-02" else int((self.released < self.cut).sum())),
        }

    def files(self) -> Iterator[tuple[str, pa.Table]]:
        """Every file of the edition: its path, and its rows."""
        for table in TABLES.values():
            if table.partition == "release":
                for release in ("2011-08-01", "2011-09-02"):
                    if table.name == "rejects":
                        yield f"rejects/{release}.parquet", filled(table, {})
                    else:
                        yield f"{table.name}/{release}.parquet", filled(table, getattr(self, table.name)(release))
                continue
            rows = filled(table, getattr(self, table.name)())
            if table.partition == "none":
                yield f"{table.name}.parquet", rows
                continue
            # Rows stand in the order of their cables, whose ids are unique.
            year = self.year[pc.index_in(rows["cable_id"], self.ids).to_numpy()]
            for one in np.unique(year):
                start, stop = np.searchsorted(year, one), np.searchsorted(year, one, "right")
                yield f"{table.name}/{one}.parquet", rows.slice(start, stop - start)


def write(folder: Path, cable_count: int) -> None:
    """Write the edition's files."""
    for path, rows in Corpus(cable_count).files():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(rows, folder / path, compression="zstd", compression_level=3, row_group_size=ROWS_A_GROUP)


def seconds(con: duckdb.DuckDBPyConnection, query: str, repeat: int) -> tuple[float, int]:
    """Median time to fetch a query's whole result, and its rows; one run before that is not counted."""
    taken = []
    row_count = 0
    for _ in range(repeat + 1):
        start = time.perf_counter()
        row_count = con.execute(query).to_arrow_table().num_rows
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:]), row_count


def main() -> None:
    """Make the edition where it is not there yet, and print a line per view."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cables", type=int, default=ALL_CABLES)
    parser.add_argument("--folder", type=Path, help="keep the edition here, and use it again")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--only", help="the view of this name alone")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        if not (folder / "tags.parquet").exists():
            start = time.perf_counter()
            write(folder, options.cables)
            print(f"{options.cables:,} cables written in {time.perf_counter() - start:.0f} s")
        with duckdb.connect() as con:
            warehouse.attach(con, folder)
            names = [view.name for view in warehouse.views()]
            names += [
                f"{macro.name}()"
                for macro in warehouse.macros()
                if all(parameter.default is not None for parameter in macro.parameters)
            ]
            print(f"{'view':32} {'rows':>10} {'median':>10} {'target':>10}")
            for name in sorted(names):
                if options.only in (None, name):
                    taken, row_count = seconds(con, f"from {name}", options.repeat)
                    target = TARGETS.get(name)
                    verdict = (
                        "" if target is None else f"{target * 1000:7.0f} ms {'ok' if taken <= target else 'MISSED'}"
                    )
                    print(f"{name:32} {row_count:10,} {taken * 1000:7.0f} ms {verdict}", flush=True)


if __name__ == "__main__":
    main()
