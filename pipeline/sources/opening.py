"""From a path to a source, and from the folder of raw material to all sources in it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from pipeline.model import SourceError
from pipeline.sources.archive import SUPPORTED, ArchiveSource, ending_of
from pipeline.sources.folder import FolderSource, find_roots, is_root, kind_of, scan, unreadable
from pipeline.sources.site import (
    LIMITS,
    PLACES,
    Limits,
    Skipped,
    Source,
    is_material,
    is_page_name,
    is_printable,
    printable,
)

PARTIAL_ENDINGS = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".aria2", ".filepart")
SITE_FOLDERS = PLACES | {"static"}


class Findings(NamedTuple):
    """What lies in a folder of raw material: the sources, sorted by name, and what was passed over and why."""

    sources: list[Path]
    ignored: list[Skipped]


def open_source(path: Path, limits: Limits = LIMITS) -> Source:
    """Open a folder or an archive that holds a site tree.

    Cheap: of an archive the first bytes are read, of a folder the way to its first page. SourceError, naming the path
    and the way out, where it is missing, empty, unreadable or plainly not what is wanted; an archive's inside is judged
    while it is read.
    """
    if not is_printable(str(path)):
        raise SourceError(f"{printable(str(path))}: the name is not UTF-8; give it another one.")
    try:
        if path.is_dir():
            return _open_folder(path, limits)
        if path.is_file():
            return ArchiveSource(path, limits)
        is_there = path.exists() or path.is_symlink()
    except OSError as error:
        raise unreadable(path, error) from error
    if is_there:
        raise SourceError(f"{path}: is neither a file nor a folder; supported are folders, {SUPPORTED}.")
    raise SourceError(f"{path}: there is no such file or folder; check the name.")


def _open_folder(path: Path, limits: Limits) -> FolderSource:
    try:
        return FolderSource(path, limits)
    except SourceError as error:
        archives = _archives_in(path)
        if not archives or find_roots(path):
            raise
        raise SourceError(
            f"{path}: is not a site tree, but holds archives that may be releases ({archives}): name them one by one, "
            f"or put them into the data folder's raw/."
        ) from error


def _archives_in(folder: Path) -> str:
    """Name the first of the archives that lie in a folder: ``a.7z, b.7z, c.7z ...``; empty where there are none."""
    with scan(folder) as entries:
        archives = sorted(
            entry.name for entry in entries if ending_of(entry.name) is not None and kind_of(entry) == "file"
        )
    return ", ".join(map(printable, archives[:3])) + (" ..." if archives[3:] else "")


def find_sources(raw: Path) -> Findings:
    """Find the archives and the folders with a site tree that lie in a folder; the tree itself where it is one.

    A folder that holds several trees gives each of them; where `raw` is a tree itself, the folders beside the site's
    own are looked at as well. Names that begin with a dot and README files are no material; partial downloads and
    whatever else is there is reported as ignored. SourceError where `raw` is no folder.
    """
    if not raw.is_dir():
        raise SourceError(f"{raw}: there is no such folder; make it and put releases of the site in it.")
    try:
        return look_through(raw)
    except OSError as error:
        raise unreadable(raw, error) from error


def look_through(raw: Path) -> Findings:
    """Judge each entry of a folder of raw material by its name, and a folder by what is in it."""
    sources: list[Path] = []
    ignored: list[Skipped] = []
    known: set[Path] = set()  # roots, without links
    is_tree = is_root(raw)
    if is_tree:
        sources.append(raw)
        known.add(raw.resolve())
    with scan(raw) as entries:
        # A link to a folder that lies here comes behind it, and is not read.
        names = [name for _, name in sorted((entry.is_symlink(), entry.name) for entry in entries)]
    for name in names:
        path = raw / name
        if name.startswith("."):
            ignored.append(Skipped(name, "hidden"))
        elif name.lower().endswith(PARTIAL_ENDINGS):
            ignored.append(Skipped(name, "a partial download"))
        elif any((raw / f"{name}{ending}").exists() for ending in (".part", ".aria2", ".crdownload")):
            ignored.append(Skipped(name, "still being downloaded"))
        elif path.is_dir():
            if is_tree and (name in SITE_FOLDERS or not is_material(name)):
                continue
            roots = find_roots(path)
            if not roots:
                archives = _archives_in(path)
                advice = f", but with archives ({archives}): move them up into {raw.name}/" if archives else ""
                ignored.append(Skipped(name, f"a folder without pages named cable/YYYY/MM/ID.html{advice}"))
            fresh = [root for root in roots if root.resolve() not in known]
            if roots and not fresh:
                ignored.append(Skipped(name, "a link to a release that is read already"))
            known.update(root.resolve() for root in fresh)
            sources += [path] if len(fresh) == len(roots) == 1 else fresh
        elif ending_of(name) is not None:
            sources.append(path)
        elif not (is_tree and is_page_name(name)):
            reason = "a README" if name.lower().startswith("readme") else f"not a folder and not one of {SUPPORTED}"
            ignored.append(Skipped(name, reason))
    return Findings(sorted(sources), sorted(ignored))
