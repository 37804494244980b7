"""A folder that holds a site tree."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

from pipeline.model import SourceError
from pipeline.sources.site import (
    AXES,
    BATCH_BYTES,
    INDEX_NAME,
    LIMITS,
    WHAT_IS_LOOKED_FOR,
    Limits,
    PageBytes,
    SiteListing,
    Skipped,
    Source,
    in_batches,
    is_material,
    is_number,
    is_page_name,
    is_printable,
    misnamed,
    printable,
    usual_name,
)

# How many folders the tree may be nested in: release/20101222/www.example.org/cable.
NESTING = 4


class FolderSource(Source):
    """A site tree on disk: listed from the folder's entries alone, read page by page.

    The folder is looked through once, at the first call that needs it; the stamp and the listing of one FolderSource
    belong together. Links are followed: whoever made the folder could have copied as well.
    """

    kind: Literal["folder"] = "folder"

    def __init__(self, path: Path, limits: Limits = LIMITS) -> None:
        super().__init__(path)
        self._limits = limits
        self._scanned: tuple[SiteListing, str] | None = None
        roots = find_roots(path)
        if not roots:
            with os.scandir(path) as entries:
                is_empty = not any(entries)
            if is_empty:
                raise SourceError(f"{path}: the folder is empty; give one that holds {WHAT_IS_LOOKED_FOR}.")
            raise SourceError(f"{path}: is not a site tree; looked for {WHAT_IS_LOOKED_FOR}.")
        if len(roots) > 1:
            named = ", ".join(printable(root.relative_to(path).as_posix()) for root in roots[:2])
            raise SourceError(
                f"{path}: holds {len(roots)} site trees ({named}{' ...' if roots[2:] else ''}), and each is a release "
                f"of its own: give them one by one."
            )
        self.root_path = roots[0]
        self.root = self.root_path.relative_to(path).as_posix() if self.root_path != path else ""

    def stamp(self) -> str:
        """Digest of path, size and both times of every page: about a second for 251,287 of them.

        What is passed over among them is in it by its path.
        """
        return self._scan()[1]

    def content_stamp(self) -> None:
        """None: a folder's bytes are read once, by the workers, or not at all."""
        return

    def listing(self) -> SiteListing:
        """List the pages, paths relative to the listing's root, for workers that read the files themselves."""
        return self._scan()[0]

    def batches(self, max_bytes: int = BATCH_BYTES) -> Iterator[list[PageBytes]]:
        """Read all pages: ``index.html``, the cables by path, then the index pages by path."""
        listing = self.listing()
        home = [] if listing.home_path is None else [listing.home_path]
        paths = home + listing.cable_paths + listing.index_paths
        return in_batches((PageBytes(path, self._read(path)) for path in paths), max_bytes)

    def _read(self, path: str) -> bytes:
        file = self.root_path / path
        try:
            return file.read_bytes()
        except FileNotFoundError:
            raise SourceError(f"{file}: was there when the folder was listed and is gone; run again.") from None
        except OSError as error:
            raise unreadable(file, error) from error

    def _scan(self) -> tuple[SiteListing, str]:
        if self._scanned is None:
            try:
                self._scanned = self._look_through()
            except OSError as error:
                raise unreadable(self.path, error) from error
        return self._scanned

    def _look_through(self) -> tuple[SiteListing, str]:
        digest = hashlib.blake2b(digest_size=16)
        cable_paths: list[str] = []
        for year in self._folders("cable", 4, digest):
            for month in self._folders(f"cable/{year}", 2, digest):
                cable_paths += self._files(f"cable/{year}/{month}", digest)
        index_paths = [path for axis in AXES for path in self._files(axis, digest)]
        home_path = next(iter(self._files("", digest)), None)
        if not cable_paths:
            raise SourceError(f"{self.path}: has lost its cable pages since it was opened; run again.")
        return SiteListing(self.root_path, cable_paths, index_paths, home_path), digest.hexdigest()

    def _folders(self, place: str, digits: int, digest: hashlib.blake2b) -> list[str]:
        """List the folders in one folder that are named by a number; what else is there is passed over."""
        folders = []
        with scan(self.root_path / place) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if not is_number(entry.name, digits):
                    self._pass_over(entry, place, digest)
                elif kind_of(entry) == "folder":
                    folders.append(entry.name)
                else:
                    self._skip(f"{place}/{entry.name}", "not a folder, or a link to nothing", digest)
        return folders

    def _pass_over(self, entry: os.DirEntry[str], place: str, digest: hashlib.blake2b) -> None:
        """Name a file among the pages that is none; of a folder, all files in it."""
        path = f"{place}/{entry.name}"
        if not is_material(entry.name):
            return
        if not entry.is_dir(follow_symlinks=False):
            self._skip(path, misnamed(path), digest)
            return
        with scan(self.root_path / path) as entries:
            for inner in sorted(entries, key=lambda inner: inner.name):
                self._pass_over(inner, path, digest)

    def _skip(self, path: str, reason: str, digest: hashlib.blake2b) -> None:
        self.skipped.append(Skipped(printable(path), reason))
        digest.update(f"{printable(path)}\0passed over\n".encode())

    def _files(self, place: str, digest: hashlib.blake2b) -> list[str]:
        """List one folder's pages in order, and let their sizes and times into the digest."""
        folder = self.root_path / place
        if place in AXES and not folder.is_dir():
            return []
        pages = []
        taken: set[str] = set()  # only known where a page has another ending
        with scan(folder) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
            for entry in entries:
                name = entry.name
                if not place and name != "index.html":
                    continue
                if not name.endswith(".html") or name.startswith("."):
                    if not (is_material(name) and is_page_name(name)):
                        self._pass_over(entry, place, digest)
                        continue
                    taken = taken or {each.name for each in entries}
                    if usual_name(name) in taken:
                        self._skip(f"{place}/{name}", f"{printable(usual_name(name))} is there too", digest)
                        continue
                    taken.add(usual_name(name))
                if place in AXES and not INDEX_NAME.fullmatch(name):
                    self._pass_over(entry, place, digest)
                    continue
                path = f"{place}/{name}" if place else name
                if not is_printable(path):
                    self._skip(path, "name is not UTF-8", digest)
                    continue
                try:
                    if not entry.is_file():
                        self._skip(path, "not a file, or a link to nothing", digest)
                        continue
                    state = entry.stat()
                except OSError as error:
                    if error.errno == errno.ELOOP:
                        self._skip(path, "not a file, or a link to nothing", digest)
                        continue
                    raise SourceError(
                        f"{folder / name}: cannot be looked at ({error.strerror}); run again when the folder is still."
                    ) from error
                if state.st_size > self._limits.page_bytes:
                    raise SourceError(
                        f"{folder / name}: has {state.st_size:,} bytes, more than the {self._limits.page_bytes:,} that "
                        f"a page may have; take it out of the folder."
                    )
                digest.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\0{state.st_ctime_ns}\n".encode())
                pages.append(path)
        return pages


def unreadable(path: Path, error: OSError) -> SourceError:
    """Put what the system said about a file or folder into a sentence."""
    return SourceError(f"{path}: cannot be read ({error.strerror}); see to it that you may read it.")


def scan(folder: Path) -> AbstractContextManager[Iterator[os.DirEntry[str]]]:
    """Open a folder's entries; SourceError where that is not allowed."""
    try:
        return os.scandir(folder)
    except OSError as error:
        raise unreadable(folder, error) from error


def kind_of(entry: os.DirEntry[str]) -> Literal["folder", "file"] | None:
    """Tell what a folder's entry is or leads to; None for a device, and for a link to nothing or to itself."""
    try:
        return "folder" if entry.is_dir() else "file" if entry.is_file() else None
    except OSError as error:
        if error.errno == errno.ELOOP:
            return None
        raise unreadable(Path(entry.path), error) from error


def is_root(folder: Path) -> bool:
    """Tell whether a folder is a site tree's root: at least one page lies at ``cable/YYYY/MM/ID.html`` in it."""
    cable = folder / "cable"
    if not cable.is_dir():
        return False
    with scan(cable) as years:
        for year in years:
            if not (is_number(year.name, 4) and kind_of(year) == "folder"):
                continue
            with scan(Path(year.path)) as months:
                for month in months:
                    if not (is_number(month.name, 2) and kind_of(month) == "folder"):
                        continue
                    with scan(Path(month.path)) as pages:
                        names = (page for page in pages if is_page_name(page.name) and is_material(page.name))
                        if any(kind_of(page) == "file" for page in names):
                            return True
    return False


def find_roots(folder: Path, nesting: int = NESTING) -> list[Path]:
    """Find the roots of all site trees in a folder, itself included, sorted; at most `nesting` levels down.

    A tree that links lead to as well is found once, under its own path where that is in the folder.
    """
    roots = _roots(folder, nesting)
    if len(roots) < 2:
        return roots
    base = folder.resolve()
    found: dict[Path, list[tuple[bool, int, Path]]] = {}
    for root in roots:
        target = root.resolve()
        found.setdefault(target, []).append((target != base / root.relative_to(folder), len(root.parts), root))
    return sorted(min(ways)[2] for ways in found.values())


def _roots(folder: Path, nesting: int) -> list[Path]:
    if is_root(folder):
        return [folder]
    if nesting == 0:
        return []
    with scan(folder) as entries:
        inner = sorted(entry.name for entry in entries if is_material(entry.name) and kind_of(entry) == "folder")
    return [root for name in inner for root in _roots(folder / name, nesting - 1)]
