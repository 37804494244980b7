"""An archive of a site tree, read as a stream: nothing is unpacked to disk, and memory stays bounded.

What an archive is, its first bytes say, not its name: a ``.tar.xz`` that is a gzip inside is read as one, with a note.

Every format but one carries checksums of its pages, and damage anywhere is noticed. A plain tar sums up its headers
only: a letter changed within a page goes unnoticed there.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pipeline.model import SourceError
from pipeline.sources.containers import DamageError, read_tar, read_zip
from pipeline.sources.folder import unreadable
from pipeline.sources.site import BATCH_BYTES, LIMITS, Gatekeeper, Limits, PageBytes, Source, in_batches

ENDINGS = {
    ".7z": "7z",
    ".zip": "zip",
    ".tar": "tar",
    ".tar.gz": "tar.gz",
    ".tgz": "tar.gz",
    ".tar.xz": "tar.xz",
    ".txz": "tar.xz",
    ".tar.bz2": "tar.bz2",
    ".tbz2": "tar.bz2",
    ".tbz": "tar.bz2",
}
SUPPORTED = ".7z, .zip, .tar, .tar.gz, .tar.xz and .tar.bz2"
MAGIC = (
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),  # a zip without members
    (0, b"\x1f\x8b", "tar.gz"),
    (0, b"\xfd7zXZ\x00", "tar.xz"),
    (0, b"BZh", "tar.bz2"),
    (257, b"ustar", "tar"),
)
HEAD_BYTES = 512


class ArchiveSource(Source):
    """A .7z, .zip, .tar, .tar.gz, .tar.xz or .tar.bz2 that holds a site tree.

    Opening looks at the first bytes only. That there is a site tree in it, one and not two, shows while it is read:
    `batches` then raises SourceError, at its end at the latest. `root` and `skipped` are known after that.
    """

    kind: Literal["archive"] = "archive"

    def __init__(self, path: Path, limits: Limits = LIMITS) -> None:
        super().__init__(path)
        self._limits = limits
        ending = ending_of(path.name)
        try:
            with path.open("rb") as file:
                head = file.read(HEAD_BYTES)
        except OSError as error:
            raise unreadable(path, error) from error
        if not head:
            raise SourceError(f"{path}: the file is empty; copy or download it again.")
        container = container_of(head)
        if container is None and ending is None:
            raise SourceError(f"{path}: is no archive of a kind that is read; supported are {SUPPORTED}, and folders.")
        if container is None:
            raise SourceError(
                f"{path}: is damaged or no archive: it does not begin as a {ending} does; copy or download it again."
            )
        self.container = container
        if ending is not None and ENDINGS[ending] != container:
            self.notes.append(f"{path.name} is a {container} in spite of its name, and was read as one")

    def stamp(self) -> str:
        """Size and both times of the file."""
        try:
            state = self.path.stat()
        except OSError as error:
            raise unreadable(self.path, error) from error
        return f"{state.st_size}-{state.st_mtime_ns}-{state.st_ctime_ns}"

    def content_stamp(self) -> str:
        """SHA-256 of the file."""
        try:
            with self.path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise unreadable(self.path, error) from error

    def batches(self, max_bytes: int = BATCH_BYTES) -> Iterator[list[PageBytes]]:
        """Yield all pages in the archive's order."""
        return in_batches(self.pages(), max_bytes)

    def pages(self) -> Iterator[PageBytes]:
        """Yield all pages one by one in the archive's order."""
        # An index.html that comes before the first other page may yet turn out to be another site's.
        early: list[tuple[str, bytes]] = []
        place = "at its beginning"
        try:
            with self.path.open("rb") as file:
                keeper = Gatekeeper(self.path, os.fstat(file.fileno()).st_size, self._limits)
                self.skipped = keeper.skipped
                for member, data in self._members(file, keeper):
                    place = f"behind {member}"
                    if keeper.root is None:
                        early = [*early[-7:], (member, data)]
                        continue
                    self.root = keeper.root
                    early.append((member, data))
                    for name, content in early:
                        path = keeper.relative(name)
                        if path is not None:
                            yield PageBytes(path, content)
                    early = []
                keeper.close()
        except DamageError as damage:
            raise SourceError(f"{self.path}: is damaged {place}: {damage}; copy or download it again.") from damage
        except OSError as error:
            raise unreadable(self.path, error) from error

    def _members(self, file: io.BufferedReader, keeper: Gatekeeper) -> Iterator[tuple[str, bytes]]:
        if self.container == "7z":
            from pipeline.sources.sevenzip import read_7z

            return read_7z(file, keeper)
        if self.container == "zip":
            return read_zip(file, keeper)
        return read_tar(file, self.container, keeper)


def ending_of(name: str) -> str | None:
    """Find the supported ending of a file's name: ``cablegate-20101222.tar.xz`` has ``.tar.xz``."""
    lower = name.lower()
    return next((ending for ending in ENDINGS if lower.endswith(ending)), None)


def container_of(head: bytes) -> str | None:
    """Tell the kind of an archive from its first 512 bytes; None for any other file."""
    for offset, magic, container in MAGIC:
        if head.startswith(magic, offset):
            return container
    return "tar" if is_old_tar(head) else None


def is_old_tar(head: bytes) -> bool:
    """Tell a tar from before 1988, which has no magic number, by the sum over its first header."""
    field = head[148:156].strip(b" \0")
    if len(head) < HEAD_BYTES or not field or not all(byte in b"01234567" for byte in field):
        return False
    return int(field, 8) == sum(head[:148]) + 8 * ord(" ") + sum(head[156:])
