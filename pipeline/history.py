"""Releases compared: what was added, revised, re-issued, withdrawn, restored.

Everything here is a function of which page of which release showed which content, so the order in which releases
arrive cannot matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.chunk import from_rows
from pipeline.release import Release
from pipeline.schema import CHANGED_FIELDS, PUBLICATION_EVENTS, REDACTION_EVENTS, REVISIONS, conform

SQL = Path(__file__).parent.parent / "sql" / "history"


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
            "is_listed_mostly": [
                2 * (pc.sum(release.pages["is_listed"]).as_py() or 0) > release.pages.num_rows for release in releases
            ],
        }
    )
    pages = _in_release(releases, [release.pages.select(["cable_id", "is_current"]) for release in releases])
    fresh = _in_release(releases, [release.fresh_listings().select(["cable_id"]) for release in releases])
    sightings = _in_release(
        releases, [release.pages.filter(pc.invert(release.pages["is_duplicate"])) for release in releases]
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
        con.register("pages", pages)
        con.register("fresh_listings", fresh.group_by(fresh.column_names).aggregate([]))
        observations = con.execute((SQL / "observations.sql").read_text(encoding="utf-8")).to_arrow_table()
        con.register("observations", observations)
        cables = con.execute((SQL / "cables.sql").read_text(encoding="utf-8")).to_arrow_table()
        con.register("cables", cables)
        events = con.execute((SQL / "publication_events.sql").read_text(encoding="utf-8")).to_arrow_table()
    return History(conform(revisions, REVISIONS), conform(events, PUBLICATION_EVENTS), cables)


def _in_release(releases: Sequence[Release], tables: Sequence[pa.Table]) -> pa.Table:
    """The rows of one table of every release, with the place of each in order."""
    return pa.concat_tables(
        rows.append_column("release_order", pa.array([order] * rows.num_rows, pa.int32()))
        for order, (_, rows) in enumerate(zip(releases, tables, strict=True), 1)
    )


def compared_fields() -> pa.Table:
    """Which field each of a revision's `field_fingerprints` is of, by its place from 1."""
    places = pa.array(range(1, len(CHANGED_FIELDS) + 1), pa.int32())
    return pa.table({"field": list(CHANGED_FIELDS), "place": places})


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
