"""Tables to an edition on disk: made aside, checked, published by one rename, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import codebook, datapackage, warehouse
from pipeline.chunk import RECORDS, read_chunk
from pipeline.history import History, compare
from pipeline.model import CablesError
from pipeline.parquet import link_or_copy, read_parquet, write_parquet
from pipeline.partitions import Chunk, YearJob, YearResult, make_year
from pipeline.places import DataFolder, SourceRecord, edition_order, sha256_of
from pipeline.redaction_events import redaction_events, steps_between_bodies
from pipeline.release import Release, in_order, releases_table
from pipeline.schema import (
    CABLES,
    LISTINGS,
    PAGES,
    POSTS,
    PUBLICATION_EVENTS,
    REDACTION_EVENTS,
    REJECTS,
    RELEASES,
    REVISIONS,
    TABLES,
    TAGS,
    Table,
    conform,
)
from pipeline.upkeep import build_warehouse, swap_link
from pipeline.version import parser_version, schema_version
from pipeline.vocabulary import is_known_tag, posts, tag_dimension
from pipeline.wording import counted, in_words
from pipeline.workers import outcome, run_all

MANIFEST_VERSION = 1
# Of new contents so many chunks are checked together: about 30,000 cables.
CHUNKS_AT_ONCE = 64
CONTENT_COLUMNS = (
    "fingerprint",
    "released_at",
    "classification",
    "word_count",
    "redaction_count",
    "created_year",
    "field_fingerprints",
)
Said = Callable[[str], None]


class Material(NamedTuple):
    """What an edition is made from: all releases seen so far, the chunks of this run, and where each came from."""

    releases: list[Release]
    chunks: list[tuple[str, tuple[int, ...]]]
    sources: list[SourceRecord]


class Published(NamedTuple):
    """An edition as published."""

    edition_id: str
    path: Path
    rows: dict[str, int]
    linked_count: int
    written_count: int
    warnings: list[warehouse.CheckFailure]


class CheckFailedError(CablesError):
    """A check found wrong rows, so nothing was published."""

    def __init__(self, failures: Sequence[warehouse.CheckFailure]) -> None:
        first = failures[0]
        example = f", such as {in_words(first.sample[0])}" if first.sample else ""
        others = f"; {counted(len(failures) - 1, 'more check')} failed" if len(failures) > 1 else ""
        super().__init__(
            f"nothing is published: the check {first.check} finds {counted(first.row_count, 'wrong row')}{example}"
            f"{others}; the last edition stays; leave out the source that was read last, or report the fault"
        )
        self.failures = list(failures)


def _write_arrow(path: Path, rows: pa.Table) -> None:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, rows.schema) as writer:
        writer.write_table(rows)


class EditionMaker:
    """Makes one edition in a folder aside, from the last one and what is new."""

    def __init__(
        self,
        folder: DataFolder,
        previous_id: str | None,
        material: Material,
        staging: Path,
        workers: Executor,
        worker_count: int,
        say: Said,
    ) -> None:
        self.folder = folder
        self.material = material
        self.staging = staging
        self.workers = workers
        self.worker_count = worker_count
        self.say = say
        self.previous_id = previous_id
        self.previous = folder.edition(self.previous_id) if self.previous_id is not None else None
        self.previous_manifest = folder.manifest(previous_id) if previous_id is not None else {}
        self.edition_id = _new_edition_id(folder)
        self.target = folder.editions / f".{self.edition_id}.making"
        self.rows: dict[str, int] = dict.fromkeys(TABLES, 0)
        self.linked: set[str] = set()
        self.has_all_cables = False  # that the last edition had

    def make(self) -> Published:
        """Make, check and publish. Raises CheckFailedError, and leaves everything as it was, where a check fails."""
        self.target.mkdir(parents=True)
        releases = in_order(self.material.releases)
        history = compare(releases, self._contents())
        pa.default_memory_pool().release_unused()
        self.say(f"comparing {counted(len(releases), 'release')}: {counted(history.cables.num_rows, 'cable')}")
        self._write_years(history)
        chunks, steps = self.material.chunks, steps_between_bodies(history.revisions)
        redacted = self.workers.submit(redaction_events, steps, chunks, str(self.target))
        self._write_releases(releases)
        self._write_none(REVISIONS, history.revisions)
        self._write_none(PUBLICATION_EVENTS, history.publication_events)
        self._write_dimensions()
        self._write_none(REDACTION_EVENTS, outcome(redacted))
        self._fill_empty_tables()
        self.say("checking")
        warnings = self._finish()
        self._publish()
        files = sum(1 for path in (self.folder.editions / self.edition_id).rglob("*.parquet"))
        return Published(
            self.edition_id,
            self.folder.editions / self.edition_id,
            self.rows,
            len(self.linked),
            files - len(self.linked),
            warnings,
        )

    def _contents(self) -> pa.Table:
        """One row per fingerprint ever seen: from this run's chunks, else from the last edition."""
        pieces = [
            read_chunk(Path(chunk), RECORDS).select(CONTENT_COLUMNS) for chunk, _ in reversed(self.material.chunks)
        ]
        schema = pa.schema([(name, _content_type(name)) for name in CONTENT_COLUMNS])
        pieces = [piece.cast(schema) for piece in pieces]
        if self.previous is not None:
            pieces.append(read_parquet(self.previous / "revisions.parquet", CONTENT_COLUMNS).cast(schema))
        everything = pa.concat_tables(pieces) if pieces else schema.empty_table()
        # The first of each fingerprint: the newest parse of it.
        numbered = everything.select(["fingerprint"]).append_column(
            "row", pa.array(range(everything.num_rows), pa.int64())
        )
        first = numbered.group_by("fingerprint").aggregate([("row", "min")])["row_min"]
        return everything.take(first)

    def _write_years(self, history: History) -> None:
        revisions = history.revisions
        superseded = revisions.filter(pc.invert(revisions["is_current"])).select(
            ["cable_id", "fingerprint", "created_year"]
        )
        superseded = superseded.sort_by([("cable_id", "ascending"), ("fingerprint", "ascending")])
        _write_arrow(self.staging / "history.arrow", history.cables)
        _write_arrow(self.staging / "superseded.arrow", superseded)
        changed_ids = self._changed_ids(revisions)
        _write_arrow(self.staging / "changed_ids.arrow", pa.table({"cable_id": changed_ids}))
        # The largest years first, or the last worker would still be at one when the others are done.
        sizes = {row["values"]: row["counts"] for row in pc.value_counts(revisions["created_year"]).to_pylist()}
        jobs = [
            YearJob(
                year,
                str(self.previous) if self.previous is not None else None,
                str(self.target),
                tuple(chunk for chunk, chunk_years in self.material.chunks if year in chunk_years),
                str(self.staging / "history.arrow"),
                str(self.staging / "superseded.arrow"),
                str(self.staging / "changed_ids.arrow"),
            )
            for year in sorted(sizes, key=lambda year: (-sizes[year], year))
        ]
        results: list[YearResult] = list(run_all(self.workers, make_year, jobs, self.worker_count * 2))
        for result in results:
            for name, count in result.rows.items():
                self.rows[name] += count
            self.linked.update(result.linked)
        changed = sum(result.is_changed for result in results)
        self.say(
            f"wrote {changed} of {counted(len(jobs), 'year')}" + (", linked the rest" if changed < len(jobs) else "")
        )

    def _changed_ids(self, revisions: pa.Table) -> pa.Array:
        """Ids that came into the edition or left it."""
        after = pc.unique(revisions["cable_id"])
        if self.previous is None:
            return after
        before = pc.unique(read_parquet(self.previous / "revisions.parquet", ["cable_id"])["cable_id"])
        come = after.filter(pc.invert(pc.is_in(after, value_set=before)))
        gone = before.filter(pc.invert(pc.is_in(before, value_set=after)))
        self.has_all_cables = not len(gone)
        return pa.concat_arrays([come, gone])

    def _write_releases(self, releases: Sequence[Release]) -> None:
        self._write_none(RELEASES, releases_table(releases))
        before: set[tuple[str, str, str]] = set()
        if self.previous is not None:
            columns = ["release_id", "content_fingerprint", "source"]
            before = {
                (row["release_id"], row["content_fingerprint"], row["source"])
                for row in read_parquet(self.previous / "releases.parquet", columns).to_pylist()
            }
        for release in releases:
            is_old = (release.release_id, release.content_fingerprint, release.source) in before
            for table, rows in ((PAGES, release.pages), (LISTINGS, release.listings), (REJECTS, release.rejects)):
                self.rows[table.name] += rows.num_rows
                if not rows.num_rows:
                    continue
                name = f"{table.name}/{release.release_id}.parquet"
                target = self.target / name
                target.parent.mkdir(parents=True, exist_ok=True)
                if is_old and self.previous is not None and self._same_rows(self.previous / name, rows):
                    link_or_copy(self.previous / name, target)
                    self.linked.add(name)
                else:
                    write_parquet(target, conform(rows, table), table)

    @staticmethod
    def _same_rows(path: Path, rows: pa.Table) -> bool:
        """A release read again by another version of the parser may show the same pages under other ids."""
        return path.exists() and read_parquet(path).equals(rows)

    def _write_none(self, table: Table, rows: pa.Table) -> None:
        self.rows[table.name] = rows.num_rows
        write_parquet(self.target / f"{table.name}.parquet", conform(rows, table), table)

    def _write_dimensions(self) -> None:
        self._write_none(POSTS, posts_table())
        used: set[str] = set()
        for path in sorted((self.target / "cable_tags").glob("*.parquet")):
            used.update(pc.unique(read_parquet(path, ["tag"])["tag"]).to_pylist())
        self._write_none(TAGS, tags_table(used))

    def _fill_empty_tables(self) -> None:
        """A table without a row is still a table: one file carries its schema, so that every glob finds something."""
        for table in TABLES.values():
            if table.partition != "none" and not any((self.target / table.name).glob("*.parquet")):
                (self.target / table.name).mkdir(exist_ok=True)
                write_parquet(self.target / table.name / "empty.parquet", table.arrow.empty_table(), table)

    def _finish(self) -> list[warehouse.CheckFailure]:
        """Check the edition and put beside its tables what describes them."""
        files = self._files()
        unchanged = self._unchanged(files)
        with duckdb.connect() as con, ThreadPoolExecutor(1) as aside:
            warehouse.attach(con, self.target, is_commented=False)
            # Describing takes as long as checking and needs nothing of it: each works on one thread of its own.
            con.execute("set threads = ?", [max(1, self.worker_count - 1)])
            listed = aside.submit(warehouse.write_views_sql, self.target)
            measured = codebook.measured(self.previous, unchanged) if self.previous is not None else {}
            described = aside.submit(describe, con.cursor(), self.target, self.edition_id, measured)
            failures = self._failures(con, unchanged)
            listed.result()
            described.result()
        errors = [failure for failure in failures if failure.severity == "error"]
        if errors:
            raise CheckFailedError(errors)
        for failure in failures:
            self.say(f"warning of {failure.check}: {counted(failure.row_count, 'row')}: {failure.description}")
        self._write_manifest(files)
        datapackage.write(self.target, self.edition_id)
        return failures

    def _failures(self, con: duckdb.DuckDBPyConnection, unchanged: frozenset[str]) -> list[warehouse.CheckFailure]:
        """What the checks find. Of what passed the same ones in the last edition, errors are not looked for again."""
        checks = warehouse.checks()
        if self.previous_manifest.get("checks_version") != warehouse.checks_version():
            return warehouse.run_checks(con, checks)
        of_contents = [check for check in checks if check.is_of_contents]
        # A table that lost no key is as good a parent as it was.
        parents = unchanged | {CABLES.name} if self.has_all_cables else unchanged

        def passed(check: warehouse.Check) -> bool:
            return all(name in (parents if name == check.parent else unchanged) for name in check.reads)

        others = [
            check for check in checks if not check.is_of_contents and (check.severity != "error" or not passed(check))
        ]
        return self._failures_of_new_contents(of_contents) + warehouse.run_checks(con, others)

    def _failures_of_new_contents(self, checks: Sequence[warehouse.Check]) -> list[warehouse.CheckFailure]:
        with duckdb.connect() as con:
            for start in range(0, len(self.material.chunks), CHUNKS_AT_ONCE):
                chunks = [Chunk(path) for path, _ in self.material.chunks[start : start + CHUNKS_AT_ONCE]]
                for name in {name for check in checks for name in check.reads}:
                    con.register(name, pa.concat_tables([chunk.named(TABLES[name]) for chunk in chunks]))
                if failures := warehouse.run_checks(con, checks):
                    return failures
        return []

    def _files(self) -> dict[str, dict[str, Any]]:
        """Every Parquet file with its size and checksum, by its path within the edition."""
        before = self.previous_manifest.get("files", {})
        files = {}
        for path in sorted(self.target.rglob("*.parquet")):
            name = path.relative_to(self.target).as_posix()
            checksum = before[name]["sha256"] if name in self.linked and name in before else sha256_of(path)
            files[name] = {"bytes": path.stat().st_size, "sha256": checksum}
        return files

    def _unchanged(self, files: Mapping[str, dict[str, Any]]) -> frozenset[str]:
        """Tables whose files are byte for byte those of the last edition."""

        def by_table(files: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, str]]:
            found: dict[str, dict[str, str]] = {}
            for name, entry in files.items():
                table = name.partition("/")[0].removesuffix(".parquet")
                found.setdefault(table, {})[name] = entry["sha256"]
            return found

        now, before = by_table(files), by_table(self.previous_manifest.get("files", {}))
        return frozenset(name for name in TABLES if name in before and now[name] == before[name])

    def _write_manifest(self, files: Mapping[str, dict[str, Any]]) -> None:
        manifest = {
            "manifest_version": MANIFEST_VERSION,
            "edition_id": self.edition_id,
            "previous_edition_id": self.previous_id,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "parser_version": parser_version(),
            "schema_version": schema_version(),
            "checks_version": warehouse.checks_version(),
            "versions": {"duckdb": duckdb.__version__, "pyarrow": pa.__version__},
            "sources": [record._asdict() for record in self.material.sources],
            "rows": self.rows,
            "files": files,
        }
        (self.target / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")

    def _publish(self) -> None:
        """Rename the folder into place, then swap `latest` and the warehouse: each in one step.

        What fails before `latest` is swapped takes the edition back.
        """
        place = self.folder.editions / self.edition_id
        self.target.rename(place)
        try:
            build_warehouse(self.folder, self.edition_id)
            swap_link(self.folder.latest, Path("editions") / self.edition_id)
        except BaseException:
            place.rename(self.target)
            (self.folder.warehouses / f"{self.edition_id}.duckdb").unlink(missing_ok=True)
            raise
        swap_link(self.folder.warehouse, Path("warehouses") / f"{self.edition_id}.duckdb")


def describe(
    con: duckdb.DuckDBPyConnection, edition: Path, edition_id: str, measured: Mapping[str, codebook.Measured]
) -> None:
    """Write the codebook into an edition's folder, over a connection that has its tables and views."""
    warehouse.configure(con)
    codebook.write(edition, con, edition_id, measured)


def _content_type(name: str) -> pa.DataType:
    return REVISIONS.column(name).type


def _new_edition_id(folder: DataFolder) -> str:
    """The time of day; behind the last edition's also within a second, and where the clock was put back."""
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    ids = folder.edition_ids()
    last, number = edition_order(ids[-1]) if ids else ("", 0)
    return now if now > last else f"{last}-{number + 1}"


def posts_table() -> pa.Table:
    """The dimension `posts`, from the vocabulary."""
    names = POSTS.arrow.names
    rows = [
        {name: getattr(post, name) for name in names} | {"aliases": [*post.other_codes, *post.aliases]}
        for _, post in sorted(posts().items())
    ]
    return pa.Table.from_pylist(rows, POSTS.arrow)


def tags_table(used: set[str]) -> pa.Table:
    """The dimension `tags`: the vocabulary, and every used tag that it lacks, flagged."""
    known = tag_dimension()
    rows = [
        {
            "tag": tag,
            "kind": known[tag].kind if tag in known else "unknown",
            "meaning": known[tag].name if tag in known else None,
            "country": known[tag].country if tag in known else None,
            "is_known": is_known_tag(tag),
            "stands_for": known[tag].canonical if tag in known else None,
        }
        for tag in sorted(used | set(known))
    ]
    return pa.Table.from_pylist(rows, TAGS.arrow)
