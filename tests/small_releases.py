"""Small releases of invented cables, the runs over them, and what those runs made, ready to be compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.edition import Published
from pipeline.places import DataFolder
from pipeline.reading import Reading
from pipeline.run import Run
from pipeline.sample import Release, Telegram, archive_site, write_site
from pipeline.schema import TABLES
from pipeline.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
REAL = ROOT.parent / "shared" / "corpus"
REAL_DAYS = (20101130, 20101201, 20101204, 20101215, 20101222)

HEADER = """VZCZCXRO{serial:04d}
RR RUEHBI
DE RUEHVN #{serial:04d}/01 {yearday:03d}{group}
ZNY CCCCC ZZH
R {day}{group}Z {month} {year}
FM AMEMBASSY VIENTIANE
TO RUEHC/SECSTATE WASHDC PRIORITY {serial:04d}
INFO RUEHBK/AMEMBASSY BANGKOK 0311"""
BODY = """C O N F I D E N T I A L VIENTIANE {serial:06d}

SIPDIS

E.O. 12958: DECL: 02/08/2017
TAGS: {tags}
SUBJECT: {subject}

REF: VIENTIANE {reference}

Classified By: DCM Ottoline Farr for reasons 1.4 (b) and (d).

{paragraphs}

FARR"""
TEXTS = (
    "Summary: The librarian Tobias Wren returned the dictionary. End summary.",
    "Tobias Wren said that the second volume was still missing.",
    "A clerk, who asked for tea, agreed with everything.",
)


def at(text: str) -> datetime:
    """``2011-03-01 21`` in UTC."""
    return datetime.strptime(text, "%Y-%m-%d %H").replace(tzinfo=UTC)


def cable(serial: int, *, year: int = 2007, released: str = "2011-03-01 21", **parts: Any) -> Telegram:
    """An invented cable from Vientiane; `texts`, `subject`, `tags`, `reference` go into its body."""
    created = parts.pop("created", datetime(year, 2, 8, 9, 41, tzinfo=UTC))
    texts: Sequence[str] = parts.pop("texts", TEXTS)
    body = BODY.format(
        serial=serial,
        tags=parts.pop("tags", "SCUL, OEXC, LA"),
        subject=parts.pop("subject", f"LIBRARY EXCHANGE, PART {serial}"),
        reference=parts.pop("reference", serial + 1),
        paragraphs="\n\n".join(f"{number}. (C) {text}" for number, text in enumerate(texts, 1)),
    )
    header = HEADER.format(
        serial=serial,
        yearday=created.timetuple().tm_yday,
        group=f"{created:%H%M}",
        day=f"{created:%d}",
        month=f"{created:%b}".upper(),
        year=f"{created:%y}",
    )
    made = Telegram(
        f"{created:%y}VIENTIANE{serial}",
        created,
        at(released),
        "CONFIDENTIAL",
        "Embassy Vientiane",
        header=header,
        body=body,
    )
    return replace(made, **parts)


def hidden(telegram: Telegram, name: str = "Tobias Wren", released: str | None = None) -> Telegram:
    """The cable re-issued with a name run over by X."""
    moved = {} if released is None else {"released": at(released)}
    return replace(telegram, body=telegram.body.replace(name, "XXXXXXXXXXXX"), **moved)


def release(day: str, *cables: Telegram, **faults: Any) -> Release:
    """The site on one day of March 2011: ``release("08", ...)``; or on any day in full."""
    return Release(date.fromisoformat(day if len(day) > 2 else f"2011-03-{day}"), cables, **faults)


def packed(folder: Path, made: Release, ending: str = ".tar") -> Path:
    """The release as an archive of its usual name."""
    return archive_site(made, folder / f"{made.name}{ending}")


def laid_out(folder: Path, made: Release) -> Path:
    """The release as a folder of its usual name."""
    return write_site(made, folder / made.name)


SETTINGS = Settings(workers=1)


def run(
    folder: DataFolder | Path, *sources: Path, full: bool = False, settings: Settings = SETTINGS
) -> tuple[Published | None, list[Reading]]:
    """One run in this process: what it published, if anything, and what it read."""
    folder = folder if isinstance(folder, DataFolder) else DataFolder(folder)
    with Run(folder, settings, sources, full=full) as at_work:
        readings = [at_work.read(due, lambda _done, _all: None) for due in at_work.plan.due]
        published = at_work.publish()
    return published, readings


def edition_of(folder: DataFolder | Path) -> Path:
    """The latest edition's folder."""
    return (folder if isinstance(folder, DataFolder) else DataFolder(folder)).edition()


def rows_of(edition: Path, table: str, **equal: Any) -> list[dict[str, Any]]:
    """The rows of a table in the order of its key, or those with the values given."""
    path = edition / (f"{table}.parquet" if TABLES[table].partition == "none" else table)
    rows = pq.read_table(path).to_pylist()
    kept = [row for row in rows if all(row[name] == value for name, value in equal.items())]
    return sorted(kept, key=lambda row: tuple(str(row[name]).zfill(12) for name in TABLES[table].key))


def all_tables(edition: Path) -> dict[str, pa.Table]:
    """Every file that an edition holds, superseded contents too, by name: rows in the order in which they lie."""
    return {path.relative_to(edition).as_posix(): pq.read_table(path) for path in sorted(edition.rglob("*.parquet"))}


def assert_same(one: Path, other: Path) -> None:
    """Every table of two editions has the same rows, in the same files, in the same order."""
    first, second = all_tables(one), all_tables(other)
    assert sorted(first) == sorted(second)
    for name, rows in first.items():
        if rows.equals(second[name]):
            continue
        pairs = zip(rows.to_pylist(), second[name].to_pylist(), strict=False)
        differing = next((pair for pair in pairs if pair[0] != pair[1]), (rows.num_rows, second[name].num_rows))
        raise AssertionError(f"{name} differs: {differing[0]} is not {differing[1]}")


def assert_whole(edition: Path) -> None:
    """Every file that the manifest names is there with the bytes that it had when it was published, and no other."""
    manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
    there = {path.relative_to(edition).as_posix() for path in edition.rglob("*.parquet")}
    assert there == set(manifest["files"])
    for name, entry in manifest["files"].items():
        content = (edition / name).read_bytes()
        assert len(content) == entry["bytes"], name
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], name


def inodes(edition: Path) -> dict[str, int]:
    """Which file on disk each name of an edition is."""
    return {path.relative_to(edition).as_posix(): path.stat().st_ino for path in edition.rglob("*.parquet")}


CORRUPTIBLE = ("page", "page header", "footer", "end")


def corrupt(path: Path, place: str) -> None:
    """Change some bytes of a Parquet file in that place; its size stays. What else is linked to it stays as it is."""
    content = bytearray(path.read_bytes())
    chunk = pq.read_metadata(path).row_group(0).column(0)
    start = chunk.dictionary_page_offset or chunk.data_page_offset
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    first, count = {
        "page": (start + chunk.total_compressed_size - 1, 1),
        "page header": (start, 4),
        "footer": (footer, 30),
        "end": (len(content) - 1, 1),
    }[place]
    content[first : first + count] = bytes(byte ^ 0x5A for byte in content[first : first + count])
    path.unlink()
    path.write_bytes(content)
