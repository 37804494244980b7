"""Releases compared: what was added, revised, re-issued, withdrawn, restored.

Everything here is a function of which page of which release showed which content, so the order in which releases
arrive cannot matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.release import Release
from pipeline.schema import CHANGED_FIELDS, PUBLICATION_EVENTS, REVISIONS, conform

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
