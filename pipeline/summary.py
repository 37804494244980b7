"""What a run tells of itself, as Markdown: tables, rejects, fill rates, what the checks found, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from pipeline import warehouse
from pipeline.changes import told_counts
from pipeline.edition import Published
from pipeline.wording import in_words

# How many rows of the change list the artifact shows; the CSV has them all.
SHOWN_CHANGES = 200


class Account(NamedTuple):
    """One page that a run tells of itself; `key` is its name wherever it is kept."""

    key: str
    description: str
    markdown: str


def markdown_table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Rows as a Markdown table; numbers get thousands separators, bars are escaped."""

    def cell(value: object) -> str:
        if value is None:
            return ""
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{value:,}"
        if isinstance(value, float):
            return f"{value:.1%}"
        return str(value).replace("|", "\\|").replace("\n", " ")

    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    lines += ["| " + " | ".join(map(cell, row)) + " |" for row in rows]
    return "\n".join(lines)


def accounts(con: duckdb.DuckDBPyConnection, published: Published, changes: pa.Table, deepened: int) -> list[Account]:
    """What one run tells: its summary, what the checks found, and what changed; `con` is open on its edition.

    `deepened` counts the cables of which only the history changed.
    """
    told = told_counts(changes, deepened)
    return [
        Account("nightly-summary", "Tables, releases, rejects and fill rates", summary(con, published, told)),
        Account("nightly-quality", "What the checks found", quality(published)),
        Account("nightly-changes", "What the run added, revised, withdrew and restored", change_list(changes, told)),
    ]


def summary(con: duckdb.DuckDBPyConnection, published: Published, told: Sequence[str]) -> str:
    """One run in Markdown: what changed, the edition's tables, its releases, rejects by reason and fill rates."""
    releases = con.execute(
        """
        select release_id, source, date_evidence, page_count, counter, reject_count
        from releases
        order by release_id
        """
    ).fetchall()
    rejects = con.execute(
        "select reason, count(*)::bigint, min(path) from rejects group by reason order by count(*) desc, reason"
    ).fetchall()
    fills = fill_rates(con)
    parts = [
        f"# Edition {published.edition_id}",
        *told,
        f"{published.written_count:,} files written, {published.linked_count:,} linked.",
        "## Tables",
        markdown_table(("table", "rows"), published.rows.items()),
        "## Releases",
        markdown_table(("release", "source", "dated by", "pages", "counter", "rejects"), releases),
        "## Rejects",
        markdown_table(("reason", "pages", "for example"), rejects) if rejects else "None: every page was read.",
        "## Fill rates in the newest release",
        markdown_table(("field", "cables", "filled", "share", "of whole cables"), fills),
    ]
    return "\n\n".join(parts) + "\n"


def quality(published: Published) -> str:
    """Every check in Markdown, with the number of rows it finds and one of them; what finds rows stands first."""
    found = {warning.check: warning for warning in published.warnings}
    rows = [
        (
            check.name,
            check.severity,
            found[check.name].row_count if check.name in found else 0,
            check.description,
            in_words(found[check.name].sample[0]) if check.name in found and found[check.name].sample else None,
        )
        for check in sorted(warehouse.checks(), key=lambda check: check.name not in found)
    ]
    heads = ("check", "severity", "rows", "what it looks for", "for example")
    return f"# Checks of edition {published.edition_id}\n\n{markdown_table(heads, rows)}\n"


def fill_rates(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """Field, cables, filled, share, and share of cables that are no partial extracts, of the newest release."""
    return con.execute(
        """
        select field, cable_count, filled_count, share, whole_share
        from field_coverage
        where release_id = (select max(release_id) from releases)
        order by field
        """
    ).fetchall()


def change_list(changes: pa.Table, told: Sequence[str]) -> str:
    """The cables that a run added, revised, withdrew or restored, in Markdown; a long list is cut and says so."""
    shown = changes.slice(0, SHOWN_CHANGES).to_pylist()
    table = markdown_table(
        ("change", "cable", "origin", "subject", "fields"),
        ((c["change"], c["cable_id"], c["origin"], c["subject"], ", ".join(c["changed_fields"])) for c in shown),
    )
    parts = ["# What changed", *told, *([table] if shown else [])]
    if changes.num_rows > len(shown):
        parts.append(f"{changes.num_rows - len(shown):,} more in `exports/changes.csv`.")
    return "\n\n".join(parts) + "\n"
