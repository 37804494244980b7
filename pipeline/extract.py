"""Pages to Arrow: what a worker process does with one batch of a source's pages.

A worker gets paths (or bytes, from an archive) and writes what it parsed as one chunk. Only small things come back to
the caller: which page showed which content, the index rows, the rejects.
"""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipeline.chunk import (
    CHILD_SCHEMAS,
    GLIMPSES,
    RECORD_SCHEMA,
    SIGHTINGS,
    WORDS,
    Batch,
    BatchResult,
    Sighting,
    columns_of,
    from_rows,
    write_chunk,
)
from pipeline.model import Cable, Listing, Page, PageError, Reject
from pipeline.parse.cable import read_cable, read_cables
from pipeline.parse.identity import canonical_id, post_of_id
from pipeline.parse.page import index_axis, newest_release_link, open_page, read_listing, read_opened
from pipeline.parse.text import PAGES_AT_ONCE
from pipeline.schema import CHILD_TABLES
from pipeline.vocabulary import post_of_addressee
from pipeline.words import word_counts


def _record(cable: Cable) -> tuple[object, ...]:
    """One row of RECORD_SCHEMA, in its order."""
    decl = cable.declassification
    return (
        cable.cable_id,
        cable.published_id,
        cable.created_at,
        cable.sent_at,
        cable.released_at,
        cable.classification,
        cable.classification_level,
        cable.caveats,
        cable.origin,
        cable.post_code,
        cable.subject,
        cable.title,
        cable.transmission_id,
        cable.precedence,
        cable.sender,
        cable.is_partial_extract,
        cable.handling,
        decl.executive_order,
        decl.date,
        decl.exemption,
        decl.event,
        decl.authority,
        decl.line,
        cable.classification_reasons,
        cable.section_count,
        cable.is_doubled,
        cable.body_of,
        sum(1 for part in cable.paragraphs if part.kind == "paragraph"),
        len(cable.redactions),
        cable.fingerprint,
        cable.created_at.year,
        list(cable.field_fingerprints.values()),
    )


class ChunkBuilder:
    """Collects cables and writes them as one chunk."""

    def __init__(self) -> None:
        self.records: list[tuple[object, ...]] = []
        self.children: dict[str, list[tuple[object, ...]]] = {table.name: [] for table in CHILD_TABLES}

    def add(self, cable: Cable) -> None:
        """Take one cable apart into rows."""
        record = len(self.records)
        self.records.append(_record(cable))
        rows = self.children
        redacted = Counter([redaction.paragraph_position for redaction in cable.redactions])
        rows["paragraphs"] += [(record, *part, redacted[part.position]) for part in cable.paragraphs]
        rows["redactions"] += [
            (record, number, redaction.paragraph_position, *redaction[1:])
            for number, redaction in enumerate(cable.redactions, 1)
        ]
        rows["excerpts"] += [
            (record, kind, text) for kind, text in (("summary", cable.summary), ("comment", cable.comment)) if text
        ]
        rows["cable_tags"] += [(record, number, *tag) for number, tag in enumerate(cable.tags, 1)]
        rows["recipients"] += [
            (record, number, *r[:5], post_of_addressee(r.name), r.excluded)
            for number, r in enumerate(cable.recipients, 1)
        ]
        rows["cable_references"] += [
            (record, number, *reference, post_of_id(reference.target_id) if reference.target_id else None)
            for number, reference in enumerate(cable.references, 1)
        ]
        rows["officers"] += [(record, number, *officer) for number, officer in enumerate(cable.officers, 1)]
        rows["signers"] += [(record, number, name) for number, name in enumerate(cable.signers, 1)]
        rows["articles"] += [(record, number, *article) for number, article in enumerate(cable.articles, 1)]

    def write(self, path: Path) -> None:
        """Write the chunk."""
        path.parent.mkdir(parents=True, exist_ok=True)
        write_chunk(path, self._tables())

    def _tables(self) -> Iterator[pa.Table]:
        words_of_records = np.zeros(len(self.records), np.int32)
        for name, rows in self.children.items():
            # Words are counted over whole columns, and no row has them.
            columns = columns_of(rows, [field for field in CHILD_SCHEMAS[name] if field.name != WORDS])
            if name == "paragraphs":
                words = word_counts(columns["text"])
                words_of_records = np.bincount(columns["record"], words, len(self.records)).astype(np.int32)
                columns[WORDS] = pa.array(words)
            yield pa.table(columns, CHILD_SCHEMAS[name])
        columns = columns_of(self.records, [field for field in RECORD_SCHEMA if field.name != WORDS])
        yield pa.table(columns | {WORDS: pa.array(words_of_records)}, RECORD_SCHEMA)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pause the collector of cycles: rows hold none, and are so many that it would walk them all the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_without_collector()
def extract_batch(batch: Batch) -> BatchResult:
    """Read and parse one batch of pages, write its chunk, and say what was seen.

    A page that cannot be read becomes a Reject and nothing else. The chunk holds each content once; pages whose
    content is among the batch's known fingerprints are seen but not parsed, and those whose markup is are not read.
    """
    parser = _Parser()
    sightings: list[Sighting] = []
    glimpses: list[tuple[str, int, int | None]] = []
    listings: list[Listing] = []
    rejects: list[Reject] = []
    totals: Counter[int] = Counter()
    newest: date | None = None
    counters: set[int | None] = set()
    known_contents = frozenset(batch.known.values())
    for path, given in batch.pages:
        try:
            data = _read_file(f"{batch.root}/{path}") if given is None else given
            if not path.startswith("cable/") and index_axis(path) is not None:
                listings += read_listing(path, data)
                continue
            opened = open_page(path, data)
            if opened.total is not None:
                totals[opened.total] += 1
            # Pages with one counter have one sidebar; a withdrawn cable's page has an older one.
            if opened.counter not in counters:
                counters.add(opened.counter)
                newest = max(filter(None, (newest, newest_release_link(data))), default=None)
            if opened.markup_fingerprint in batch.known:
                glimpses.append((path, opened.markup_fingerprint, opened.counter))
                continue
            page = read_opened(opened)
            if page.fingerprint not in known_contents:
                parser.take(page)
            sightings.append(
                Sighting(
                    path,
                    canonical_id(page.published_id),
                    page.published_id,
                    page.fingerprint,
                    opened.markup_fingerprint,
                    page.released_at,
                    page.counter,
                )
            )
        except PageError as error:
            rejects.append(Reject(path, error.reason, error.detail))
    builder, failed = parser.finish()
    if failed:
        rejects += failed.values()
        sightings = [sighting for sighting in sightings if sighting.path not in failed]
    if builder.records:
        builder.write(Path(batch.chunk))
    return BatchResult(
        len(batch.pages),
        from_rows(sightings, SIGHTINGS),
        listings,
        rejects,
        totals,
        newest,
        len(builder.records),
        batch.chunk if builder.records else None,
        tuple(sorted({int(str(record[-2])) for record in builder.records})),
        from_rows(glimpses, GLIMPSES),
    )


def _read_file(path: str) -> bytes:
    try:
        file = os.open(path, os.O_RDONLY)
        try:
            size = os.fstat(file).st_size
            # A byte more than there should be: who gets all but that has seen the end, without asking again.
            parts = [os.read(file, size + 1)]
            while len(parts[0]) != size and (more := os.read(file, 1 << 16)):  # it grew, or the read stopped short
                parts.append(more)
        finally:
            os.close(file)
        return parts[0] if len(parts) == 1 else b"".join(parts)
    except OSError as error:
        raise PageError("unreadable_file", error.strerror or str(error)) from None


class _Parser:
    """Reads the fields of pages, some dozens at a time, and collects their cables; a content comes once."""

    def __init__(self) -> None:
        self._builder = ChunkBuilder()
        self._waiting: list[Page] = []
        self._paths: dict[str, list[str]] = {}  # of the pages that show a content, by its fingerprint
        self._failed: dict[str, str] = {}  # what was raised, by the content's fingerprint

    def take(self, page: Page) -> None:
        """Take a page to be read, at once or with those that follow."""
        shown = self._paths.setdefault(page.fingerprint, [])
        shown.append(page.path)
        if len(shown) == 1:
            self._waiting.append(page)
            if len(self._waiting) == PAGES_AT_ONCE:
                self._read()

    def finish(self) -> tuple[ChunkBuilder, dict[str, Reject]]:
        """Read what still waits; give all cables, and by path the pages that could not be read."""
        self._read()
        return self._builder, {
            path: Reject(path, "parser_failure", detail)
            for fingerprint, detail in self._failed.items()
            for path in self._paths[fingerprint]
        }

    def _read(self) -> None:
        try:
            cables = read_cables(self._waiting)
        except Exception:  # then one of them is at fault, and by itself it will show
            cables = []
            for page in self._waiting:
                try:
                    cables.append(read_cable(page))
                except Exception as error:  # whatever is raised makes a reject of this one page: the run must go on
                    self._failed[page.fingerprint] = f"{type(error).__name__}: {error}"
        for cable in cables:
            self._builder.add(cable)
        self._waiting = []
