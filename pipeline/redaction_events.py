"""What each step between two bodies of a cable hid or gave back: the table `redaction_events`.

Whatever differs between two revisions is found here, by paragraph and by word, for `cables diff` too.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.chunk import from_rows
from pipeline.partitions import Chunk, StoredYear, Supply, Wanted, stored_contents
from pipeline.schema import PARAGRAPHS, REDACTION_EVENTS, conform

STEP_COLUMNS = ["cable_id", "revision", "body_revision", "fingerprint", "first_release_id", "created_year"]


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


def steps_between_bodies(revisions: pa.Table) -> pa.Table:
    """The revisions of cables that have more than one body, with what `redaction_events` needs of them."""
    counted = revisions.group_by("cable_id").aggregate([("body_revision", "max")])
    several = counted.filter(pc.greater(counted["body_revision_max"], 1))["cable_id"]
    return revisions.filter(pc.is_in(revisions["cable_id"], value_set=several.combine_chunks())).select(STEP_COLUMNS)


def redaction_events(steps: pa.Table, chunks: Sequence[tuple[str, tuple[int, ...]]], edition: str) -> pa.Table:
    """The table `redaction_events` of an edition whose years are written. A task for a worker process.

    `steps` are sorted by cable and revision; `chunks` are those of this run, each with the creation years in it.
    """
    texts = _texts_of(steps, chunks, edition)
    events = []
    before: dict[str, Any] | None = None
    for step in steps.to_pylist():
        if before is not None and before["cable_id"] == step["cable_id"] and before["fingerprint"] in texts:
            events += redaction_events_between(
                step["cable_id"],
                step["revision"],
                step["first_release_id"],
                texts[before["fingerprint"]],
                texts[step["fingerprint"]],
            )
        before = step
    return events_table(events)


def _texts_of(
    steps: pa.Table, chunks: Sequence[tuple[str, tuple[int, ...]]], edition: str
) -> dict[str, list[ParagraphText]]:
    """The paragraphs of each content: from where this run parsed it, else from the edition's files."""
    texts: dict[str, list[ParagraphText]] = {}
    for year in pc.unique(steps["created_year"]).to_pylist():
        wanted = Wanted(steps.filter(pc.equal(steps["created_year"], year)))
        stocks: list[Chunk | StoredYear] = [
            *(Chunk(chunk) for chunk, years in reversed(chunks) if year in years),
            # What a step leaves behind is superseded: few rows, looked at first.
            *reversed(stored_contents(edition, year)),
        ]
        supply = Supply(PARAGRAPHS, wanted, zip(stocks, wanted.found_in(stocks), strict=True))
        rows, _ = supply.rows(0, len(wanted))
        columns = [rows[name].to_pylist() for name in ("fingerprint", *ParagraphText._fields)]
        texts |= {fingerprint: [] for fingerprint in wanted.fingerprints.to_pylist()}
        for fingerprint, *paragraph in zip(*columns, strict=True):
            texts[fingerprint].append(ParagraphText(*paragraph))
    return texts
