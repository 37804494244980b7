"""Releases compared: what was added, revised, re-issued, withdrawn, restored.

Everything here is a function of which page of which release showed which content, so the order in which releases
arrive cannot matter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.extract import BatchResult, Sighting
from pipeline.model import Listing, Reject
from pipeline.parse.identity import canonical_id
from pipeline.schema import (
    CHANGED_FIELDS,
    LISTINGS,
    PAGES,
    PUBLICATION_EVENTS,
    REDACTION_EVENTS,
    REJECTS,
    RELEASES,
    REVISIONS,
    conform,
)

# A release's date, with the time of day where it is known; behind it, the number of a second release of that date.
BASE_ID = re.compile(r"\d{4}-\d\d-\d\d(?:T\d{4})?")
SQL = Path(__file__).parent.parent / "sql" / "history"
# What a sighting says is stored in `pages`, under the same names.
SEEN = Sighting._fields


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
        fresh = self.listings
        if self.counter is not None:
            fresh = fresh.filter(pc.equal(fresh["counter"], self.counter))
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
            "listed_count": pc.count_distinct(fresh["cable_id"]).as_py(),
            "listing_count": self.listings.num_rows,
            "reject_count": self.rejects.num_rows,
        }

    def identified_anew(self) -> Release:
        """The same release with the reference ids as the vocabulary of today understands them."""
        sightings = [
            Sighting._make(page[name] for name in SEEN)._replace(cable_id=canonical_id(page["published_id"]))
            for page in self.pages.to_pylist()
        ]
        listings = [
            Listing._make(row.values())._replace(cable_id=canonical_id(row["published_id"]))
            for row in self.listings.drop_columns(["release_id"]).to_pylist()
        ]
        rejects = [Reject._make(row.values()) for row in self.rejects.select(["path", "reason", "detail"]).to_pylist()]
        totals = Counter([self.total] if self.total is not None else [])
        result = BatchResult(self.pages.num_rows, sightings, listings, rejects, totals, None, 0, None, ())
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


def _duplicates(sightings: Sequence[Sighting], counter: int | None) -> set[str]:
    """Paths of pages that show a cable which a better page of the same release shows too.

    A few cables stand twice in a release under two spellings of their id: the page whose id needs no repair is the
    better one, then the one that the release counts.
    """
    best: dict[str, Sighting] = {}
    for seen in sightings:
        rival = best.get(seen.cable_id)
        if rival is None or _rank(seen, counter) < _rank(rival, counter):
            best[seen.cable_id] = seen
    chosen = {seen.path for seen in best.values()}
    return {seen.path for seen in sightings if seen.path not in chosen}


def _rank(seen: Sighting, counter: int | None) -> tuple[bool, bool, str]:
    return (seen.published_id != seen.cable_id, seen.counter != counter, seen.path)


def build_release(
    release_id: str, released_date: date, date_evidence: str, source: str, results: Iterable[BatchResult]
) -> Release:
    """Put one release together from its batches.

    The release's counter is the one that most of its pages show. A page is current where it carries that counter: on
    withdrawn cables' pages, which the site no longer made, an older one is left. A page that the index leaves out is
    not, where the index has as many as the counter says. Where pages carry no counter, what the index lists is
    current; where there is no index either, every page is.
    """
    sightings: list[Sighting] = []
    listings: list[Listing] = []
    rejects: list[tuple[str, str, str, str, str]] = []
    totals: Counter[int] = Counter()
    for result in results:
        sightings += result.sightings
        listings += result.listings
        totals += result.totals
        rejects += [(release_id, source, *reject) for reject in result.rejects]
    sightings.sort(key=lambda seen: seen.path)
    listings.sort(key=lambda row: (row.axis, row.key, row.path, row.position))
    rejects.sort()
    counter = _most_common(Counter(seen.counter for seen in sightings if seen.counter is not None))
    fresh = {row.cable_id for row in listings if counter is None or row.counter is None or row.counter == counter}
    duplicates = _duplicates(sightings, counter)

    # Where the lists account for the whole counter, a page beyond them is no longer counted, whatever it shows: the
    # count can come back to what it was when the page was made.
    listed_ids = {row.published_id for row in listings if row.counter == counter}
    is_listed_whole = counter is not None and len(listed_ids) >= counter

    def is_current(seen: Sighting) -> bool:
        if counter is not None and seen.counter is not None:
            return seen.counter == counter and (seen.cable_id in fresh or not is_listed_whole)
        return seen.cable_id in fresh if fresh else True

    pages = [
        (
            release_id,
            seen.path,
            seen.cable_id,
            seen.published_id,
            seen.fingerprint,
            seen.markup_fingerprint,
            seen.released_at,
            seen.counter,
            seen.cable_id in fresh,
            is_current(seen),
            seen.path in duplicates,
        )
        for seen in sightings
    ]
    return Release(
        release_id=release_id,
        released_date=released_date,
        date_evidence=date_evidence,
        source=source,
        content_fingerprint=_content_fingerprint(sightings, listings, rejects),
        counter=counter,
        total=_most_common(totals),
        pages=conform(from_rows(pages, PAGES.arrow), PAGES),
        listings=conform(from_rows([(release_id, *row) for row in listings], LISTINGS.arrow), LISTINGS),
        rejects=conform(from_rows(rejects, REJECTS.arrow), REJECTS),
    )


def _content_fingerprint(
    sightings: list[Sighting], listings: list[Listing], rejects: list[tuple[str, str, str, str, str]]
) -> str:
    digest = blake2b(digest_size=16)
    for seen in sightings:
        digest.update(f"{seen.path}\x1f{seen.fingerprint}\x1f{seen.counter}\n".encode())
    for row in listings:
        digest.update("\x1f".join(str(field) for field in row).encode("utf-8", "surrogatepass") + b"\n")
    for reject in rejects:
        digest.update(f"{reject[2]}\x1f{reject[3]}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def from_rows(rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    """Rows to a table of that schema, column by column: nothing is inferred."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    return pa.Table.from_arrays(
        [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)],
        names=schema.names,
    )


def in_order(releases: Iterable[Release]) -> list[Release]:
    """Releases by date, each under its final id.

    The id is the date (with the time of day where the source's name has it). Two different releases of one date are
    told apart by a number, in order of their counters, so that no order of arrival can change an id.
    """
    by_base: dict[str, list[Release]] = {}
    for release in releases:
        found = BASE_ID.match(release.release_id)
        by_base.setdefault(found[0] if found is not None else release.release_id, []).append(release)
    ordered = []
    for base, same in sorted(by_base.items()):
        same.sort(key=lambda release: (release.counter or 0, release.content_fingerprint))
        ordered += [release.renamed(base if n == 1 else f"{base}-{n}") for n, release in enumerate(same, 1)]
    return ordered


class History(NamedTuple):
    """What comparing all releases gives: two tables, and one row per cable with its history columns."""

    revisions: pa.Table
    publication_events: pa.Table
    cables: pa.Table


def compare(releases: Sequence[Release], contents: pa.Table) -> History:
    """Compare releases, given in order, over the contents that their pages showed.

    `contents` has one row per fingerprint: released_at, classification, word_count, redaction_count, created_year and
    field_fingerprints (64 bits for each of CHANGED_FIELDS).
    """
    orders = pa.array(range(1, len(releases) + 1), pa.int32())
    ordered_releases = pa.table(
        {
            "release_order": orders,
            "release_id": [release.release_id for release in releases],
            "released_date": pa.array([release.released_date for release in releases], pa.date32()),
            "counter": pa.array([release.counter for release in releases], pa.int32()),
        }
    )
    pages = pa.concat_tables([release.pages.select(["release_id", "cable_id", "is_current"]) for release in releases])
    sightings = pa.concat_tables(
        [
            release.pages.filter(pc.invert(release.pages["is_duplicate"])).append_column(
                "release_order",
                pa.array([order] * pc.sum(pc.invert(release.pages["is_duplicate"])).as_py(), pa.int32()),
            )
            for order, release in enumerate(releases, 1)
            if release.pages.num_rows
        ]
        or [PAGES.arrow.empty_table().append_column("release_order", pa.array([], pa.int32()))]
    )
    listings = pa.concat_tables([release.listings.select(["cable_id", "released_date"]) for release in releases])
    listed_dates = (
        listings.group_by("cable_id")
        .aggregate([("released_date", "min")])
        .rename_columns(["cable_id", "first_listed_date"])
    )
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        con.register("ordered_releases", ordered_releases)
        con.register("sightings", sightings)
        con.register("listed_dates", listed_dates)
        con.register("contents", contents)
        con.register("compared_fields", compared_fields())
        revisions = con.execute((SQL / "revisions.sql").read_text(encoding="utf-8")).to_arrow_table()
        con.register("revisions", revisions)
        cables = con.execute((SQL / "cables.sql").read_text(encoding="utf-8")).to_arrow_table()
        con.register("pages", pages)
        con.register("cables", cables)
        events = con.execute((SQL / "publication_events.sql").read_text(encoding="utf-8")).to_arrow_table()
    return History(conform(revisions, REVISIONS), conform(events, PUBLICATION_EVENTS), cables)


def compared_fields() -> pa.Table:
    """Which field each of a revision's `field_fingerprints` is of, by its place from 1."""
    places = pa.array(range(1, len(CHANGED_FIELDS) + 1), pa.int32())
    return pa.table({"field": list(CHANGED_FIELDS), "place": places})


def releases_table(releases: Sequence[Release]) -> pa.Table:
    """The table `releases`."""
    return conform(pa.Table.from_pylist([release.row() for release in releases], RELEASES.arrow), RELEASES)


class ParagraphText(NamedTuple):
    """What a comparison of two revisions needs of one paragraph."""

    position: int
    number: int | None
    text: str
    redaction_count: int


def paired_paragraphs(
    before: Sequence[ParagraphText], after: Sequence[ParagraphText]
) -> list[tuple[ParagraphText | None, ParagraphText | None]]:
    """Pair the paragraphs of two revisions: by equal text first, then, between equal ones, in order.

    A paragraph that only one revision has is paired with None.
    """
    matcher = SequenceMatcher(None, [p.text for p in before], [p.text for p in after], autojunk=False)
    pairs: list[tuple[ParagraphText | None, ParagraphText | None]] = []
    for _, first, first_end, second, second_end in matcher.get_opcodes():
        old, new = before[first:first_end], after[second:second_end]
        shared = min(len(old), len(new))
        pairs += zip(old[:shared], new[:shared], strict=True)
        pairs += [(paragraph, None) for paragraph in old[shared:]]
        pairs += [(None, paragraph) for paragraph in new[shared:]]
    return pairs


def word_changes(before: str, after: str) -> list[tuple[str, str, str]]:
    """What changed between two texts, word by word: (``equal`` | ``delete`` | ``insert`` | ``replace``, old, new)."""
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [(tag, " ".join(old[a:b]), " ".join(new[c:d])) for tag, a, b, c, d in matcher.get_opcodes()]


def redaction_events_between(
    cable_id: str, revision: int, release_id: str, before: Sequence[ParagraphText], after: Sequence[ParagraphText]
) -> list[tuple[Any, ...]]:
    """Rows of `redaction_events` for one cable's step from one revision to the next."""
    events: list[tuple[Any, ...]] = []
    for old, new in paired_paragraphs(before, after):
        count_before = old.redaction_count if old else 0
        count_after = new.redaction_count if new else 0
        if old is None or new is None or old.text == new.text:
            continue
        changes = [change for change in word_changes(old.text, new.text) if change[0] != "equal"]
        removed = sum(len(change[1].split()) for change in changes)
        added = sum(len(change[2].split()) for change in changes)
        if count_before == count_after and not _moves_a_mark(changes):
            continue
        event = "hidden" if (count_after, removed) >= (count_before, added) else "restored"
        events.append(
            (
                *(cable_id, revision, len(events) + 1, release_id, new.position, new.number, event),
                *(count_before, count_after, removed, added),
            )
        )
    return events


def _moves_a_mark(changes: list[tuple[str, str, str]]) -> bool:
    """Whether a run of X is among what changed: more can be hidden under one mark than before."""
    return any("xxxx" in old.lower() or "xxxx" in new.lower() for _, old, new in changes)


def events_table(rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    """The table `redaction_events`, sorted by its key."""
    return conform(from_rows(sorted(rows, key=lambda row: row[:3]), REDACTION_EVENTS.arrow), REDACTION_EVENTS)
