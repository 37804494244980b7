"""A release of the site: its pages, lists and rejects, as workers saw them or as an edition keeps them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.chunk import NOTHING_SEEN, SIGHTINGS, BatchResult, Sighting, from_rows
from pipeline.model import Listing, Reject
from pipeline.parquet import read_parquet
from pipeline.schema import LISTINGS, PAGES, REJECTS, RELEASES, conform

# A release's date, with the time of day where it is known; behind it, -02, the number of a second one of that date.
BASE_ID = re.compile(r"\d{4}-\d\d-\d\d(?:T\d{4})?")


@dataclass(frozen=True)
class Release:
    """One release with its rows; `release_id` may still be provisional until all releases are known."""

    release_id: str
    released_date: date
    date_evidence: str
    source: str
    content_fingerprint: str
    counter: int | None
    total: int | None
    pages: pa.Table
    listings: pa.Table
    rejects: pa.Table

    def row(self) -> dict[str, Any]:
        """The release as a row of `releases`."""
        return {
            "release_id": self.release_id,
            "released_date": self.released_date,
            "date_evidence": self.date_evidence,
            "source": self.source,
            "content_fingerprint": self.content_fingerprint,
            "counter": self.counter,
            "total": self.total,
            "page_count": self.pages.num_rows,
            "cable_count": pc.count_distinct(self.pages["cable_id"]).as_py(),
            "listed_count": pc.count_distinct(self.fresh_listings()["cable_id"]).as_py(),
            "listing_count": self.listings.num_rows,
            "reject_count": self.rejects.num_rows,
        }

    @property
    def lacking_count(self) -> int:
        """How many pages the release has less than its counter counts: of a whole copy none."""
        counted = pc.sum(self.pages["is_current"]).as_py() or 0
        return max(0, (self.counter or 0) - counted)

    def fresh_listings(self) -> pa.Table:
        """What index pages list that were made for this release, by the counter that they show, or show none."""
        if self.counter is None:
            return self.listings
        return self.listings.filter(pc.coalesce(pc.equal(self.listings["counter"], self.counter), True))

    def identified_anew(self) -> Release:
        """The same release with the reference ids as the vocabulary of today understands them."""
        from pipeline.parse.identity import canonical_id

        ids = [canonical_id(published_id) for published_id in self.pages["published_id"].to_pylist()]
        sightings = self.pages.select(SIGHTINGS.names).set_column(
            SIGHTINGS.names.index("cable_id"), SIGHTINGS.field("cable_id"), pa.array(ids, pa.string())
        )
        listings = [
            Listing._make(row.values())._replace(cable_id=canonical_id(row["published_id"]))
            for row in self.listings.drop_columns(["release_id"]).to_pylist()
        ]
        rejects = [Reject._make(row.values()) for row in self.rejects.select(Reject._fields).to_pylist()]
        totals = Counter([self.total] if self.total is not None else [])
        result = NOTHING_SEEN._replace(sightings=sightings, listings=listings, rejects=rejects, totals=totals)
        return build_release(self.release_id, self.released_date, self.date_evidence, self.source, [result])

    def renamed(self, release_id: str) -> Release:
        """The same release under another id."""
        if release_id == self.release_id:
            return self

        def rename(rows: pa.Table) -> pa.Table:
            return rows.set_column(0, rows.schema.field(0), pa.array([release_id] * rows.num_rows, pa.string()))

        return replace(
            self,
            release_id=release_id,
            pages=rename(self.pages),
            listings=rename(self.listings),
            rejects=rename(self.rejects),
        )


def _most_common(counts: Counter[int]) -> int | None:
    """The value seen most often; of several, the greatest."""
    return max(counts, key=lambda value: (counts[value], value), default=None)


def _duplicates(sightings: pa.Table, is_current: pa.Array) -> list[str]:
    """Paths of pages that show a cable which a better page of the same release shows too.

    A few cables stand twice in a release under two spellings of their id: the page that the release counts is the
    better one, then the one whose id needs no repair.
    """
    current = frozenset(sightings["path"].filter(is_current).to_pylist())
    counted = sightings.group_by("cable_id").aggregate([([], "count_all")])
    several = counted.filter(pc.greater(counted["count_all"], 1))["cable_id"].combine_chunks()
    pages: dict[str, list[Sighting]] = {}
    for row in sightings.filter(pc.is_in(sightings["cable_id"], value_set=several)).to_pylist():
        pages.setdefault(row["cable_id"], []).append(Sighting(**row))
    worse = []
    for shown in pages.values():
        best, *others = sorted(
            shown, key=lambda seen: (seen.path not in current, seen.published_id != seen.cable_id, seen.path)
        )
        worse += [seen.path for seen in others if seen.path != best.path]
    return worse


def build_release(
    release_id: str, released_date: date, date_evidence: str, source: str, results: Iterable[BatchResult]
) -> Release:
    """Put one release together from its batches.

    The release's counter is the one that most of its pages show; it has none where most show none. A page is current
    where it carries that counter, or where an index made for the release lists it, for a copy may have been begun
    before an update of the site and ended after it: on withdrawn cables' pages, which the site no longer made, an older
    counter is left, and no index lists them. A page that the index leaves out is not current, where the index has as
    many as the counter says. Where pages carry no counter, what the index lists is current; where there is no index
    either, every page is.
    """
    seen: list[pa.Table] = []
    listings: list[Listing] = []
    rejects: list[tuple[str, str, str, str, str]] = []
    totals: Counter[int] = Counter()
    for result in results:
        seen.append(result.sightings)
        listings += result.listings
        totals += result.totals
        rejects += [(release_id, source, *reject) for reject in result.rejects]
    sightings = pa.concat_tables([SIGHTINGS.empty_table(), *seen]).sort_by("path").combine_chunks()
    listings.sort(key=lambda row: (row.axis, row.key, row.path, row.position))
    rejects.sort()
    counters = {each["values"]: each["counts"] for each in sightings["counter"].value_counts().to_pylist()}
    without = counters.pop(None, 0)
    counter = _most_common(Counter(counters))
    if counter is not None and counters[counter] < without:
        counter = None
    fresh_rows = [row for row in listings if counter is None or row.counter is None or row.counter == counter]
    fresh = {row.cable_id for row in fresh_rows}
    # Of a cable with two pages, under two spellings of its id, the lists mean the one that they spell so.
    spelt = {row.published_id for row in fresh_rows}
    without_page = spelt.difference(sightings["published_id"].to_pylist())
    unspelt = {row.cable_id for row in fresh_rows if row.published_id in without_page}
    # Where the lists account for the whole counter, a page beyond them is no longer counted, whatever it shows: the
    # count can come back to what it was when the page was made.
    listed_ids = {row.published_id for row in listings if row.counter == counter}
    is_listed_whole = counter is not None and len(listed_ids) >= counter

    is_listed = pc.is_in(sightings["cable_id"], value_set=pa.array(sorted(fresh), pa.string()))
    is_meant = pc.or_(
        pc.is_in(sightings["published_id"], value_set=pa.array(sorted(spelt), pa.string())),
        pc.is_in(sightings["cable_id"], value_set=pa.array(sorted(unspelt), pa.string())),
    )
    is_current = is_meant if fresh else pa.repeat(True, len(sightings))
    if counter is not None:
        is_counted = pc.equal(sightings["counter"], counter)
        if is_listed_whole:
            is_counted = is_meant
        elif fresh:
            is_counted = pc.or_(is_counted, is_meant)
        is_current = pc.coalesce(is_counted, is_current)  # a page without a counter is current where it is listed
    is_duplicate = pc.is_in(sightings["path"], value_set=pa.array(_duplicates(sightings, is_current), pa.string()))
    told = {"is_listed": is_listed, "is_current": is_current, "is_duplicate": is_duplicate}
    pages = sightings.add_column(0, "release_id", pa.repeat(release_id, len(sightings)))
    for name, column in told.items():
        pages = pages.append_column(name, column)
    return Release(
        release_id=release_id,
        released_date=released_date,
        date_evidence=date_evidence,
        source=source,
        content_fingerprint=_content_fingerprint(sightings, listings, rejects),
        counter=counter,
        total=_most_common(totals),
        pages=conform(pages, PAGES),
        listings=conform(from_rows([(release_id, *row) for row in listings], LISTINGS.arrow), LISTINGS),
        rejects=conform(from_rows(rejects, REJECTS.arrow), REJECTS),
    )


def _content_fingerprint(
    sightings: pa.Table, listings: list[Listing], rejects: list[tuple[str, str, str, str, str]]
) -> str:
    digest = blake2b(digest_size=16)
    counters = pc.coalesce(sightings["counter"].cast(pa.string()), "None")
    lines = pc.binary_join_element_wise(sightings["path"], sightings["fingerprint"], counters, "\x1f")
    for line in lines.to_pylist():
        digest.update(f"{line}\n".encode())
    for row in listings:
        digest.update("\x1f".join(str(field) for field in row).encode("utf-8", "surrogatepass") + b"\n")
    for reject in rejects:
        digest.update(f"{reject[2]}\x1f{reject[3]}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def in_order(releases: Iterable[Release]) -> list[Release]:
    """Releases by date, each under its final id.

    The id is the date (with the time of day where the source's name has it). Two different releases of one date are
    told apart by a number, so that no order of arrival can change an id: the one with the newest release time is the
    later, then the one that has pages left over with the other's counter, then the one whose counter is higher.
    """
    by_base: dict[str, list[Release]] = {}
    for release in releases:
        found = BASE_ID.match(release.release_id)
        by_base.setdefault(found[0] if found is not None else release.release_id, []).append(release)
    ordered = []
    for base, same in sorted(by_base.items()):
        if len(same) > 1:
            same = _in_order_of_a_day(same)
        # Two places: ids are sorted as text.
        ordered += [release.renamed(base if n == 1 else f"{base}-{n:02d}") for n, release in enumerate(same, 1)]
    return ordered


def _in_order_of_a_day(releases: Sequence[Release]) -> list[Release]:
    counters = {release.counter for release in releases}

    def order(release: Release) -> tuple[datetime, int, int, str]:
        pages = release.pages
        left_over = set(pages["counter"].filter(pc.invert(pages["is_current"])).to_pylist()) & counters
        newest = pc.max(pages["released_at"]).as_py() or datetime.min.replace(tzinfo=UTC)
        return newest, len(left_over - {release.counter, None}), release.counter or 0, release.content_fingerprint

    return sorted(releases, key=order)


def releases_table(releases: Sequence[Release]) -> pa.Table:
    """The table `releases`."""
    return conform(pa.Table.from_pylist([release.row() for release in releases], RELEASES.arrow), RELEASES)


def load_releases(edition: Path) -> list[Release]:
    """The releases that an edition was made from, with their rows."""
    releases = []
    for row in read_parquet(edition / "releases.parquet").to_pylist():
        name = f"{row['release_id']}.parquet"
        parts = {}
        for table in (PAGES, LISTINGS, REJECTS):
            path = edition / table.name / name
            parts[table.name] = read_parquet(path) if path.exists() else pa.Table.from_batches([], table.arrow)
        releases.append(
            Release(
                row["release_id"],
                row["released_date"],
                row["date_evidence"],
                row["source"],
                row["content_fingerprint"],
                row["counter"],
                row["total"],
                parts["pages"],
                parts["listings"],
                parts["rejects"],
            )
        )
    return releases
