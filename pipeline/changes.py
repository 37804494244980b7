"""What changed: between two editions of the data set, and between two revisions of a cable."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.analyst import suggestion
from pipeline.codebook import Field, Relation, type_word
from pipeline.history import SQL, compared_fields
from pipeline.model import CablesError
from pipeline.partitions import SUPERSEDED
from pipeline.places import DataFolder
from pipeline.redaction_events import ParagraphText, paired_paragraphs, word_changes
from pipeline.schema import CABLES, TABLES
from pipeline.wording import counted

# What `changes.sql` reads of cables and revisions.
CABLE_COLUMNS = (
    "cable_id",
    "fingerprint",
    "is_withdrawn",
    "release_id",
    "released_at",
    "classification",
    "origin",
    "subject",
)
REVISION_COLUMNS = ("cable_id", "fingerprint", "is_current", "changed_fields", "field_fingerprints")
CHANGE_KINDS = ("added", "revised", "withdrawn", "restored", "removed")
# Columns of the change list that are none of `cables`.
CHANGE_COLUMNS = {
    "change": f"What the run changed of the cable: {', '.join(CHANGE_KINDS)}.",
    "changed_fields": "Which fields a revision changed against what the edition before showed.",
}


def changes_between(before: Path | None, after: Path) -> pa.Table:
    """One row per cable and change between two editions; everything is new where there is none before."""
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        con.register("cables_before", _cables(before) if before is not None else _no_cables())
        con.register("cables_after", _cables(after))
        con.register("revisions_after", pq.read_table(after / "revisions.parquet", columns=list(REVISION_COLUMNS)))
        con.register("compared_fields", compared_fields())
        return con.execute((SQL / "changes.sql").read_text(encoding="utf-8")).to_arrow_table()


def change_list_relation(changes: pa.Table) -> Relation:
    """What the rows of `changes_between` are: a description of each column, as of a table."""
    told = {column.name: column for column in CABLES.columns}
    fields = tuple(
        Field(field.name, type_word(field.type), told[field.name].description, told[field.name].unit)
        if field.name in told
        else Field(field.name, type_word(field.type), CHANGE_COLUMNS[field.name])
        for field in changes.schema
    )
    return Relation("changes", "table", "What the last run changed.", "one row per cable and change", (), (), fields)


def _cables(edition: Path) -> pa.Table:
    return pq.read_table(edition / "cables", columns=list(CABLE_COLUMNS), schema=CABLES.arrow)


def _no_cables() -> pa.Table:
    return CABLES.arrow.empty_table().select(CABLE_COLUMNS)


def deepened_count(before: Path | None, after: Path, changes: pa.Table) -> int:
    """Of how many cables an edition knows another history than one before, of those whose newest state is the same.

    An older release that is added later changes revisions and first releases, and no cable's newest state.
    """
    if before is None:
        return 0
    names = ["cable_id", "first_released_at", "revision_count"]
    earlier, later = (pq.read_table(edition / "cables", columns=names) for edition in (before, after))
    known = later.join(earlier, keys="cable_id", join_type="left semi")
    known = known.filter(pc.invert(pc.is_in(known["cable_id"], value_set=changes["cable_id"])))
    return int(known.join(earlier, keys=names, join_type="left anti").num_rows)


def compared_editions(
    folder: DataFolder, since: str | None = None, edition: str | None = None
) -> tuple[Path | None, Path]:
    """The edition before, None where there is none, and the edition asked for, the latest by default.

    Raises CablesError where there is no such edition, it is damaged, or the one before is no longer kept.
    """
    after = folder.whole_edition(edition)
    if since is not None:
        return folder.whole_edition(since), after
    previous = folder.manifest(after.name)["previous_edition_id"]
    if previous is None:
        return None, after
    if previous not in folder.edition_ids():
        raise CablesError(
            f"the edition {previous}, from which {after.name} was made, is no longer kept: name one with --since"
        )
    return folder.whole_edition(previous), after


def count_changes(changes: pa.Table) -> dict[str, int]:
    """How many cables were added, revised, withdrawn, restored and removed."""
    counted = {row["values"]: row["counts"] for row in pc.value_counts(changes["change"]).to_pylist()}
    return {kind: counted.get(kind, 0) for kind in CHANGE_KINDS}


def told_counts(changes: pa.Table, deepened: int) -> list[str]:
    """The sentences that sum up what changed; `deepened` is what `deepened_count` says."""
    counts = [f"{count:,} {kind}" for kind, count in count_changes(changes).items() if count]
    told = [", ".join(counts) or "no cable's newest state changed"]
    if deepened:
        told.append(f"{counted(deepened, 'cable')} with another history than before, see revisions")
    return told


class ParagraphChange(NamedTuple):
    """One paragraph of two revisions: its number, and its words as (equal|delete|insert|replace, old, new)."""

    number: int | None
    changes: list[tuple[str, str, str]]

    @property
    def is_changed(self) -> bool:
        """Whether any word differs."""
        return any(change[0] != "equal" for change in self.changes)


class CableDiff(NamedTuple):
    """What changed between two revisions of a cable."""

    cable_id: str
    before: dict[str, Any]  # the row of `revisions`
    after: dict[str, Any]
    fields: list[tuple[str, str, str]]  # name, before, after
    paragraphs: list[ParagraphChange]


def revisions_of(edition: Path, cable_id: str) -> list[dict[str, Any]]:
    """The rows of `revisions` of one cable, oldest first. Raises CablesError where the edition lacks the cable."""
    rows: list[dict[str, Any]] = pq.read_table(
        edition / "revisions.parquet", filters=pc.field("cable_id") == cable_id
    ).to_pylist()
    if not rows:
        known = pq.read_table(edition / "revisions.parquet", columns=["cable_id"])["cable_id"].unique().to_pylist()
        raise CablesError(f"there is no cable {cable_id} in the edition {edition.name}{suggestion(cable_id, known)}")
    return rows


def diff_cable(edition: Path, cable_id: str, before: int | None = None, after: int | None = None) -> CableDiff:
    """Compare two revisions of a cable word by word; by default the last two.

    Raises CablesError where the cable or one of the revisions is not there, or the cable has only one.
    """
    rows = revisions_of(edition, cable_id)
    if len(rows) == 1:
        raise CablesError(f"{cable_id} was never revised: the releases seen show one content of it")
    last = len(rows)
    chosen = []
    if before is None and after == 1:
        raise CablesError(f"{cable_id} has no revision before its first: say with --from which of 1 to {last} is meant")
    for number, default in ((before, last - 1 if after is None else after - 1), (after, last)):
        wanted = number if number is not None else default
        if not 1 <= wanted <= last:
            raise CablesError(f"{cable_id} has revisions 1 to {last}, not {wanted}")
        chosen.append(rows[wanted - 1])
    old, new = chosen
    old_record, new_record = (_record_of(edition, cable_id, row) for row in chosen)
    fields = [
        (name, _shown(old_record[name]), _shown(new_record[name]))
        for name in old_record
        if name != "fingerprint" and old_record[name] != new_record[name]
    ]
    for table, columns in (
        ("cable_tags", ["tag"]),
        ("recipients", ["role", "name", "precedence"]),
        ("articles", ["url"]),
    ):
        listed = [
            "\n".join(
                " ".join(_shown(row[c]) for c in columns)
                for row in _rows_of(edition, table, cable_id, row_of).to_pylist()
            )
            for row_of in chosen
        ]
        if listed[0] != listed[1]:
            fields.append((table, listed[0], listed[1]))
    pairs = paired_paragraphs(_texts_of(edition, cable_id, old), _texts_of(edition, cable_id, new))
    paragraphs = [
        ParagraphChange(
            one.number if (one := second or first) else None,
            word_changes(first.text if first else "", second.text if second else ""),
        )
        for first, second in pairs
    ]
    return CableDiff(cable_id, old, new, fields, paragraphs)


def _shown(value: object) -> str:
    if value is None:
        return "—"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _rows_of(edition: Path, table: str, cable_id: str, revision: dict[str, Any]) -> pa.Table:
    """The rows of one table that one revision of a cable has, from wherever they lie."""
    folder, condition = edition / table, pc.field("cable_id") == cable_id
    if not revision["is_current"]:
        folder = edition / SUPERSEDED / table
        condition &= pc.field("fingerprint") == revision["fingerprint"]
    path = folder / f"{revision['created_year']}.parquet"
    if not path.exists():
        return TABLES[table].arrow.empty_table()
    rows = pq.read_table(path, filters=condition)
    return rows.sort_by("position") if "position" in rows.column_names else rows


def _record_of(edition: Path, cable_id: str, revision: dict[str, Any]) -> dict[str, Any]:
    from pipeline.chunk import RECORD_COLUMNS

    names = [column.name for column in RECORD_COLUMNS]
    rows = _rows_of(edition, "cables", cable_id, revision)
    # An edition of an earlier version may have fewer columns.
    record: dict[str, Any] = rows.select([name for name in names if name in rows.column_names]).to_pylist()[0]
    return record


def _texts_of(edition: Path, cable_id: str, revision: dict[str, Any]) -> list[ParagraphText]:
    rows = _rows_of(edition, "paragraphs", cable_id, revision).to_pylist()
    return [
        ParagraphText(
            row["position"], row["number"], f"{row['heading'] or ''} {row['text']}".strip(), row["redaction_count"]
        )
        for row in rows
    ]


def describe_revision(revision: dict[str, Any]) -> str:
    """One revision in a line: ``revision 2, first shown by 2010-12-04, released 2010-12-02 21:00, 812 words``."""
    released = str(revision["released_at"])[:16]
    words, redactions = counted(revision["word_count"], "word"), counted(revision["redaction_count"], "redaction")
    return (
        f"revision {revision['revision']}, shown by {revision['first_release_id']} to {revision['last_release_id']}, "
        f"released {released}, {words}, {redactions}"
    )
