"""What each field of a page costs: microseconds of one core a page, and its share of the whole.

    .venv/bin/python -m benchmarks.fields [FOLDER] [--rounds 5]

The pages are those of a folder that holds site trees or, where none is named, of the archives in data/raw. As in
a run, each step is done for some dozens of pages before the next one comes; the clock is that of the CPU, and printed
is the median of several rounds. What is neither a field nor listed here (hashing, putting the record together) is the
difference between `read_cables` and its fields. The last lines are of whole batches, their files read and their chunks
written. On a machine that does other work too, only figures of one run compare.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline.chunk import Batch
from pipeline.extract import ChunkBuilder, extract_batch
from pipeline.model import Cable, Page, PageError, Paragraph
from pipeline.parse import authority, excerpts, header, marking
from pipeline.parse.cable import read_cable, read_cables
from pipeline.parse.identity import canonical_id
from pipeline.parse.layout import Layout, lay_out_plain
from pipeline.parse.page import OpenedPage, open_page, read_opened
from pipeline.parse.paragraphs import split_layout
from pipeline.parse.redactions import redactions_of
from pipeline.parse.references import references_of_plain
from pipeline.parse.signers import signers_of
from pipeline.parse.subject import subject_of_plain
from pipeline.parse.tags import tag_entries_of_plain
from pipeline.parse.text import PAGES_AT_ONCE

ROOT = Path(__file__).parent.parent
BATCH = 512  # pages; the size that a worker of the pipeline gets


class Reading(NamedTuple):
    """One page at every stage between its bytes and its cable, so that each step can be timed by itself."""

    path: str
    data: bytes
    opened: OpenedPage
    page: Page
    layout: Layout
    parts: list[Paragraph]
    cable: Cable


def _readings(folder: Path) -> list[Reading]:
    """The cable pages of a folder, each content once, as a batch reads them; those that cannot be read are left out."""
    found: list[Reading] = []
    seen: set[str] = set()
    for file in sorted(folder.rglob("cable/**/*.html")):
        path, data = str(file.relative_to(folder)), file.read_bytes()
        try:
            opened = open_page(path, data)
            page = read_opened(opened)
        except PageError:
            continue
        if page.fingerprint in seen:
            continue
        seen.add(page.fingerprint)
        layout = lay_out_plain(page.body)
        found.append(Reading(path, data, opened, page, layout, split_layout(layout), read_cable(page)))
    return found


# The heading is read once for all the fields that stand in it, so its own cost is a line by itself.
STEPS: dict[str, Callable[[Reading], object]] = {
    "page: parts": lambda r: open_page(r.path, r.data),
    "page: cells and blocks": lambda r: read_opened(r.opened),
    "layout": lambda r: lay_out_plain(r.page.body),
    "paragraphs": lambda r: split_layout(r.layout),
    "heading": lambda r: marking.heading_of(r.page.body),
    "handling": lambda r: marking.handling(r.page.header, r.page.body),
    "officers": lambda r: authority.officers(r.page.body),
    "reasons": lambda r: authority.classification_reasons(r.page.body),
    "declassification": lambda r: authority.declassification(r.page.body),
    "tags": lambda r: tag_entries_of_plain(r.page.body, r.page.linked_tags),
    "subject": lambda r: subject_of_plain(r.page.body),
    "references": lambda r: references_of_plain(
        r.page.body, r.page.created_at.year, r.cable.cable_id, r.page.created_at.timetuple().tm_yday
    ),
    "recipients": lambda r: header.recipients(r.page.header),
    "sent at": lambda r: header.sent_at(r.page.header),
    "precedence": lambda r: header.precedence(r.page.header),
    "sender": lambda r: header.sender(r.page.header),
    "transmission id": lambda r: header.transmission_id(r.page.header),
    "partial extract": lambda r: header.is_partial_extract(r.page.header),
    "cable id": lambda r: canonical_id(r.page.published_id),
    "signers": lambda r: signers_of(r.parts),
    "summary": lambda r: excerpts.summary_of(r.parts),
    "comment": lambda r: excerpts.comment_of(r.parts),
    "redactions": lambda r: redactions_of(r.page.body, r.parts),
}


def _groups(readings: list[Reading]) -> Iterator[list[Reading]]:
    for start in range(0, len(readings), PAGES_AT_ONCE):
        yield readings[start : start + PAGES_AT_ONCE]


def _round(readings: list[Reading]) -> dict[str, float]:
    """Microseconds a page of each step, and of all fields together."""
    spent = dict.fromkeys([*STEPS, "read_cables"], 0.0)
    for group in _groups(readings):
        for name, step in STEPS.items():
            begin = time.process_time_ns()
            for reading in group:
                step(reading)
            spent[name] += time.process_time_ns() - begin
        begin = time.process_time_ns()
        read_cables([reading.page for reading in group])
        spent["read_cables"] += time.process_time_ns() - begin
    return {name: nanoseconds / len(readings) / 1000 for name, nanoseconds in spent.items()}


def _batches(folder: Path, readings: list[Reading]) -> float:
    """Microseconds a page of whole batches, from files to chunks."""
    paths = [reading.path for reading in readings]
    with tempfile.TemporaryDirectory() as chunks:
        begin = time.process_time_ns()
        for start in range(0, len(paths), BATCH):
            pages = tuple((path, None) for path in paths[start : start + BATCH])
            extract_batch(Batch(str(folder), pages, {}, f"{chunks}/{start}"))
        return (time.process_time_ns() - begin) / len(paths) / 1000


def _chunk(readings: list[Reading]) -> float:
    """Microseconds a page of taking cables apart into rows and writing these."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.process_time_ns()
        for start in range(0, len(readings), BATCH):
            builder = ChunkBuilder()
            for reading in readings[start : start + BATCH]:
                builder.add(reading.cable)
            builder.write(Path(folder) / str(start))
        return (time.process_time_ns() - begin) / len(readings) / 1000


def measure(folder: Path, rounds: int) -> None:
    """Print the cost of each field over a folder's cable pages. Raises SystemExit where it holds none."""
    readings = _readings(folder)
    if not readings:
        sys.exit(f"{folder} holds no cable page under a folder named cable")
    _batches(folder, readings)  # the first one reads the vocabulary and fills the caches of names
    fields: list[dict[str, float]] = []
    others: list[dict[str, float]] = []
    gc.disable()  # as a worker does
    for _ in range(rounds):
        spent = _round(readings)
        whole = {"read_cables": spent.pop("read_cables")}
        fields.append(spent)
        others.append({**whole, "rows and chunk": _chunk(readings), "whole batch": _batches(folder, readings)})
    gc.enable()
    cost = {name: statistics.median(one[name] for one in fields) for name in STEPS}
    total = {name: statistics.median(one[name] for one in others) for name in others[0]}
    print(f"{len(readings)} pages, median of {rounds} rounds, microseconds a page; share of a whole batch")
    for name, microseconds in sorted(cost.items(), key=lambda item: -item[1]) + list(total.items()):
        if name == "read_cables":
            print("-" * 36)
        print(f"{name:18}{microseconds:9.1f}{microseconds / total['whole batch']:9.1%}")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, help="a folder with site trees; data/raw where none is named")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    if arguments.folder is not None:
        measure(arguments.folder, arguments.rounds)
        return
    with tempfile.TemporaryDirectory() as unpacked:
        for archive in sorted((ROOT / "data" / "raw").glob("*.tar.xz")):
            with tarfile.open(archive) as site:
                site.extractall(unpacked, filter="data")
        measure(Path(unpacked), arguments.rounds)


if __name__ == "__main__":
    main()
