"""Where things lie in a data folder. Imported before anything heavy: standard library only."""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.model import CablesError
from pipeline.wording import counted

# The file beside exports that names the edition that they were made of.
EXPORTED = "edition.txt"
EDITION_ID = re.compile(r"(\d{8}T\d{6}Z)(?:-(\d+))?")


def edition_order(edition_id: str) -> tuple[str, int]:
    """Sorts edition ids by age, also those of one second: ``20110308T020000Z-10`` follows ``20110308T020000Z-9``."""
    found = EDITION_ID.fullmatch(edition_id)
    return (found[1], int(found[2] or 1)) if found is not None else (edition_id, 1)


class SourceRecord(NamedTuple):
    """What is remembered of a source, so that the next run knows whether it has seen it."""

    path: str
    name: str
    kind: str
    stamp: str
    content_stamp: str | None
    content_fingerprint: str  # of the release that it shows
    parser_version: str


@dataclass(frozen=True)
class DataFolder:
    """A data folder: ``raw/`` holds sources, ``processed/`` holds editions, the warehouse and exports."""

    path: Path

    @property
    def raw(self) -> Path:
        """Where sources lie."""
        return self.path / "raw"

    @property
    def processed(self) -> Path:
        """Where everything that is made lies."""
        return self.path / "processed"

    @property
    def editions(self) -> Path:
        """Where editions lie, one folder each."""
        return self.processed / "editions"

    @property
    def latest(self) -> Path:
        """The link to the newest edition."""
        return self.processed / "latest"

    @property
    def warehouse(self) -> Path:
        """The link to the newest edition's DuckDB file."""
        return self.processed / "warehouse.duckdb"

    def has_sound_warehouse(self) -> bool:
        """Whether `warehouse` is a link to a DuckDB file over the latest edition, where it lies now."""
        latest = self.latest_id()
        return (
            latest is not None and self.warehouse.is_symlink() and is_database(self.warehouse, self.editions / latest)
        )

    @property
    def warehouses(self) -> Path:
        """Where each edition's DuckDB file lies."""
        return self.processed / "warehouses"

    @property
    def exports(self) -> Path:
        """Where CSVs, the dictionary and the report lie."""
        return self.processed / "exports"

    @property
    def seen(self) -> Path:
        """What was read since the last edition and gave nothing new."""
        return self.processed / ".seen.json"

    @property
    def lock(self) -> Path:
        """The file that a run locks; the lock ends with the process that holds it."""
        return self.processed / ".lock"

    def edition_ids(self) -> list[str]:
        """Ids of the published editions, oldest first."""
        if not self.editions.is_dir():
            return []
        ids = [
            entry.name
            for entry in self.editions.iterdir()
            if EDITION_ID.fullmatch(entry.name) and (entry / "manifest.json").is_file()
        ]
        return sorted(ids, key=edition_order)

    def kept(self) -> str:
        """How many editions are kept, in words: ``2 editions are kept``."""
        count = len(self.edition_ids())
        return f"{counted(count, 'edition')} {'is' if count == 1 else 'are'} kept"

    def latest_id(self) -> str | None:
        """Id of the edition that `latest` points at, or None where nothing is published."""
        if not self.latest.is_symlink():
            return None
        name = self.latest.readlink().name
        return name if (self.editions / name / "manifest.json").is_file() else None

    def has_edition(self, edition_id: str | None = None) -> bool:
        """Whether there is an edition of that id; the latest is asked for by None or its own word."""
        if edition_id is None or edition_id == "latest":
            return self.latest_id() is not None
        return edition_id in self.edition_ids()

    def edition(self, edition_id: str | None = None) -> Path:
        """The folder of an edition, the latest by default. Raises CablesError where there is none of that name."""
        if edition_id is None or edition_id == "latest":
            found = self.latest_id()
            if found is None and self.edition_ids():
                raise CablesError(
                    f"{self.latest} leads to no edition, though {self.kept()}: `cables run` links the newest again; "
                    f"until then name one, such as --edition {self.edition_ids()[-1]}"
                )
            if found is None:
                raise CablesError(f"{self.processed} holds no published edition yet: make one with `cables run`")
            return self.editions / found
        if edition_id not in self.edition_ids():
            known = ", ".join(self.edition_ids()[-5:]) or "none"
            raise CablesError(f"there is no edition {edition_id} in {self.editions} (the last ones: {known})")
        return self.editions / edition_id

    def lacking(self, edition_id: str | None = None) -> list[str]:
        """Files of an edition that its manifest names and that are gone or cut off, by their paths within it."""
        path = self.edition(edition_id)
        files = self.manifest(edition_id)["files"]
        return [name for name, entry in files.items() if not _is_whole(path / name, entry["bytes"])]

    def corrupt(self, edition_id: str | None = None) -> list[str]:
        """Files of an edition whose bytes are not those that were written, by their checksums in its manifest."""
        path = self.edition(edition_id)
        files = self.manifest(edition_id)["files"]
        return [name for name, entry in files.items() if sha256_of(path / name) != entry["sha256"]]

    def damage(self, edition_id: str | None = None, *, is_thorough: bool = False) -> str | None:
        """What is wrong with an edition, as the beginning of a sentence; None where all its files are there.

        A thorough look reads all of them: a second for each gigabyte.
        """
        damaged, how = self.lacking(edition_id), "missing or cut off"
        if not damaged and is_thorough:
            damaged, how = self.corrupt(edition_id), "not as written, by the checksum in its manifest"
        if not damaged:
            return None
        named = (
            f"{damaged[0]} is"
            if len(damaged) == 1
            else f"{damaged[0]} and {counted(len(damaged) - 1, 'more file')} are"
        )
        return f"the edition {self.edition(edition_id)} is damaged: {named} {how}"

    def whole_edition(self, edition_id: str | None = None, *, is_thorough: bool = False) -> Path:
        """The folder of an edition, as `edition` finds it. Raises CablesError also where a file of it is missing.

        Where it is looked at thoroughly, as `damage` does, also where a file is not what was written.
        """
        path = self.edition(edition_id)
        damage = self.damage(edition_id, is_thorough=is_thorough)
        if damage is not None:
            way_out = (
                "`cables run --full` makes a new one from the sources"
                if path.name == self.edition_ids()[-1]
                else "remove its folder, and name another one"
            )
            raise CablesError(f"{damage}; {way_out}")
        return path

    def manifest(self, edition_id: str | None = None) -> dict[str, Any]:
        """An edition's manifest: what went in, rows, checksums, versions. Raises CablesError where it is damaged."""
        path = self.edition(edition_id) / "manifest.json"
        try:
            manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            missing = sorted({"sources", "rows", "files"} - manifest.keys())
            if missing:
                raise ValueError(f"it lacks {', '.join(missing)}")
        except (OSError, ValueError, AttributeError) as error:
            raise CablesError(f"{path} cannot be read ({error}): remove that edition and run again") from None
        return manifest

    def records(self) -> list[SourceRecord]:
        """Every source that was ever read into the editions here, and copies of them; what was read last comes last."""
        found: list[SourceRecord] = []
        if self.latest_id() is not None:
            try:
                found += [SourceRecord(**entry) for entry in self.manifest()["sources"]]
            except TypeError as error:
                raise CablesError(
                    f"{self.edition() / 'manifest.json'} cannot be read (its sources: {error}): remove that edition "
                    f"and run again"
                ) from None
        # What cannot be read only saves work: it is found out again, and written anew.
        with suppress(OSError, ValueError, TypeError):
            found += [SourceRecord(**entry) for entry in json.loads(self.seen.read_text(encoding="utf-8"))]
        return found

    def remember(self, records: list[SourceRecord]) -> None:
        """Keep records of sources that showed nothing new, so that tomorrow they are not read again."""
        aside = self.seen.with_name(f"{self.seen.name}.aside")
        aside.write_text(json.dumps([record._asdict() for record in records]), encoding="utf-8")
        aside.replace(self.seen)

    def exported_id(self) -> str | None:
        """Id of the edition that the exports were made from."""
        try:
            return (self.exports / EXPORTED).read_text(encoding="utf-8").strip()
        except OSError:
            return None


def sha256_of(path: Path) -> str:
    """A file's checksum as manifests have it. Raises OSError where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_whole(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def is_database(path: Path, edition: Path | None = None) -> bool:
    """Whether a file is DuckDB's, by the sign that each bears near its beginning; and one over that edition's folder.

    The views hold absolute paths, so that a copied or moved data folder has a file that leads to where it was.
    """
    try:
        with path.open("rb") as file:
            if file.read(12)[8:] != b"DUCK":
                return False
            if edition is None:
                return True
            # DuckDB keeps a view's SQL as plain text. The quotation mark tells /data from /old/data.
            root = str(edition.resolve()).replace("'", "''")
            return f"('{root}/".encode() in file.read()
    except OSError:
        return False
