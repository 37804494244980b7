"""What a site tree is, and what every source of one offers.

The site lies as ``cable/YYYY/MM/ID.html`` beside the index pages ``reldate/ date/ origin/ tag/ classification/`` and
``index.html``. The folder that holds them, the root, is often nested one or more levels: ``20101222/cable/...``.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from pipeline.model import SourceError

AXES = ("classification", "date", "origin", "reldate", "tag")
PLACES = frozenset(("cable", *AXES))  # the folders that hold pages
WHAT_IS_LOOKED_FOR = "pages named cable/YYYY/MM/ID.html, at the top or in folders within it"
# One message's worth of pages for a worker: about 250 pages of the usual size.
BATCH_BYTES = 16 << 20

INDEX_NAME = re.compile(r"[^/]+_[0-9]+\.html?")
# What systems and mirroring programs leave in a tree, beside names that begin with a dot; in lower case.
NO_MATERIAL = frozenset(("thumbs.db", "desktop.ini", "__macosx", "hts-cache"))
DRIVE = re.compile(r"[A-Za-z]:")

PageKind = Literal["cable", "index", "home"]


class PageBytes(NamedTuple):
    """One page as it came: its path from the site's root, and its bytes."""

    path: str
    data: bytes


class Skipped(NamedTuple):
    """Something that was passed over, and why, in words."""

    path: str
    reason: str


class SiteListing(NamedTuple):
    """The pages of a site tree on disk, paths relative to `root`, sorted."""

    root: Path
    cable_paths: list[str]
    index_paths: list[str]
    home_path: str | None  # index.html, where there is one


class Limits(NamedTuple):
    """How much a source may ask of the machine before it is refused."""

    page_bytes: int = 32 << 20  # the largest real page has 0.1 MB
    total_bytes: int = 256 << 30  # ten times the whole site
    # A real release packs 25 times smaller. Only asked once `grace_bytes` have come out, so that a small archive of
    # very similar pages is no suspect.
    ratio: int = 1000
    grace_bytes: int = 1 << 30


LIMITS = Limits()


def locate_page(path: str) -> tuple[str, PageKind] | None:
    """Tell a page's root and kind from where it lies: ``20101222/tag/PREL_0.html`` is (``20101222``, ``index``).

    The root is ``""`` where the tree begins at the top. None for what is no page of the site. The path's separators
    are slashes, and it has no empty parts.
    """
    if not is_page_name(path):
        return None
    parts = path.rsplit("/", 4)
    if len(parts) >= 4 and parts[-4] == "cable" and is_number(parts[-3], 4) and is_number(parts[-2], 2):
        return (parts[0] if len(parts) == 5 else ""), "cable"
    if len(parts) >= 2 and parts[-2] in AXES and INDEX_NAME.fullmatch(parts[-1]):
        return "/".join(parts[:-2]), "index"
    if parts[-1] == "index.html":
        return "/".join(parts[:-1]), "home"
    return None


def page_kind(path: str) -> PageKind | None:
    """Tell what a page is from its path under the site's root: ``cable/1966/12/66BUENOSAIRES2481.html`` is a cable."""
    place = locate_page(path)
    return place[1] if place is not None and place[0] == "" else None


def is_page_name(name: str) -> bool:
    """Tell whether a name ends as a page's does: ``.html``, or as some mirrors write it, ``.htm`` and ``.HTML``."""
    return name.endswith(".html") or name[-5:].lower().endswith((".html", ".htm"))


def usual_name(name: str) -> str:
    """Give a page's name the ending that the site gives it: ``09PORTVALE12.HTM`` is ``09PORTVALE12.html``."""
    return name if name.endswith(".html") else f"{name[: name.rindex('.')]}.html"


def is_material(name: str) -> bool:
    """Tell whether a file or folder may be the publisher's, not one that a system leaves: ``.DS_Store``."""
    return not name.startswith(".") and name.lower() not in NO_MATERIAL


def misnamed(path: str) -> str:
    """Say of a file among the pages, by its path from the root, why it is none of them."""
    if path.startswith("cable/"):
        return "is not named as cable pages are, cable/YYYY/MM/ID.html"
    return "is not named as index pages are, such as tag/PREL_0.html"


def is_number(text: str, digits: int) -> bool:
    """Tell whether a folder's name is a number of so many digits: ``2010``, ``02``."""
    return len(text) == digits and text.isascii() and text.isdigit()


def printable(path: str) -> str:
    r"""Write a path so that it can be stored and shown: a byte that is no UTF-8 becomes ``\xe9``."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def is_printable(path: str) -> bool:
    """Tell whether a path holds only what UTF-8 can say."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


class Gatekeeper:
    """Judges the members of one archive by name and size, in the order in which they come, before a byte is used.

    Every member is shown to `admit`; every page that it let in is afterwards given its place with `relative`. Raises
    SourceError where the archive as a whole is not to be trusted, or holds not one site tree.
    """

    def __init__(self, source: Path, packed_bytes: int, limits: Limits = LIMITS) -> None:
        self.source = source
        self.packed_bytes = packed_bytes
        self.limits = limits
        self.root: str | None = None
        self.cable_count = 0
        self.other_count = 0
        self.skipped: list[Skipped] = []
        self._unpacked_bytes = 0
        self._passed_over: dict[str, str | None] = {}  # by name; where None, for its name or place
        # Hashes, not names: a quarter of the memory at 251,287 pages, and no two of them are ever equal by chance.
        self._seen: set[int] = set()

    def admit(self, path: str, size: int, is_regular: bool, is_hard_link: bool = False) -> bool:
        """Tell whether a member is a page of the site that is to be read; its path as the archive writes it."""
        name = self.clean(path)
        place = locate_page(name)
        if place is None or name.startswith("__MACOSX/") or "/." in f"/{name}":
            # Finder's archives carry a second file, ._NAME.html, for every page.
            self.other_count += 1
            *folders, last = name.split("/")
            if last and not PLACES.isdisjoint(folders) and all(map(is_material, (*folders, last))):
                self._passed_over[name] = None
            return False
        if not is_printable(name):
            self._passed_over[name] = "name is not UTF-8"
            return False
        root, kind = place
        if kind == "home" and self.root is not None and root != self.root:
            self.other_count += 1
            return False
        if is_hard_link:
            raise SourceError(
                f"{self.source}: the page {name} is a hard link, whose bytes stand elsewhere in the archive; pack the "
                f"tree again with tar's --hard-dereference, or unpack it and give the folder."
            )
        if not is_regular:
            raise SourceError(
                f"{self.source}: the page {name} is a link or a special file, not a page; "
                f"pack the tree again with its links followed."
            )
        if size > self.limits.page_bytes:
            raise SourceError(
                f"{self.source}: the page {name} has {size:,} bytes, more than the {self.limits.page_bytes:,} that a "
                f"page may have; this is no release of the site."
            )
        if kind != "home":
            self._settle(root, name)
        self.cable_count += kind == "cable"
        key = hash(usual_name(name))
        if key in self._seen:
            raise SourceError(
                f"{self.source}: the page {name} is there twice, or once with another ending, and nothing says which "
                f"one counts; unpack the archive and give the folder."
            )
        self._seen.add(key)
        return True

    def relative(self, path: str) -> str | None:
        """Give an admitted page's path from the root, or None where it turned out to lie outside."""
        name = self.clean(path)
        if not self.root:
            return name if self.root is not None else None
        prefix = f"{self.root}/"
        return name[len(prefix) :] if name.startswith(prefix) else None

    def clean(self, path: str) -> str:
        """Write a member's path in one way: ``./20101222//cable`` is ``20101222/cable``."""
        if path.startswith("/") or DRIVE.match(path):
            raise SourceError(
                f"{self.source}: the member {printable(path)} has an absolute path, which no release of the site has; "
                f"the archive is not read."
            )
        if "//" not in path and "./" not in path:
            return path
        parts = path.split("/")
        if ".." in parts:
            raise SourceError(
                f"{self.source}: the member {printable(path)} leads out of the archive, which no release of the site "
                f"does; the archive is not read."
            )
        return "/".join(part for part in parts if part not in ("", "."))

    def unpacked(self, size: int) -> None:
        """Count bytes that were unpacked, or are about to be; SourceError beyond the limits."""
        self._unpacked_bytes += size
        if self._unpacked_bytes > self.limits.total_bytes:
            raise SourceError(
                f"{self.source}: holds more than {self.limits.total_bytes:,} bytes when unpacked, the most that is "
                f"read from one archive; unpack it and give the folder if that is right."
            )
        if self._unpacked_bytes > max(self.limits.grace_bytes, self.limits.ratio * self.packed_bytes):
            raise SourceError(
                f"{self.source}: unpacks to more than {self.limits.ratio:,} times its own size, as no release of the "
                f"site does; unpack it and give the folder if that is right."
            )

    def close(self) -> None:
        """Say at the end whether there was a site tree at all, and what in it was passed over."""
        if self.cable_count == 0:
            raise SourceError(
                f"{self.source}: is not a site tree: none of its {self.other_count + len(self._seen):,} files is a "
                f"cable page; looked for {WHAT_IS_LOOKED_FOR}."
            )
        for name, reason in self._passed_over.items():
            path = self.relative(name)
            if path is not None and path.split("/", 1)[0] in PLACES:
                self.skipped.append(Skipped(printable(path), reason or misnamed(path)))

    def _settle(self, root: str, name: str) -> None:
        if self.root is None:
            self.root = root
        elif root != self.root:
            raise SourceError(
                f"{self.source}: holds two site trees, {self.root or 'one at the top'} and {root or 'one at the top'} "
                f"(with {name}); each is a release of its own: unpack the archive and give the folders one by one."
            )


class Source(ABC):
    """One published thing that shows one release of the site.

    `root` is the tree's own folder within it (``20101222``; ``""`` where the tree begins at the top), and None as long
    as that is not known. `notes` and `skipped` say what a reader of the run's summary should know.
    """

    kind: Literal["folder", "archive"]

    def __init__(self, path: Path) -> None:
        self.path = path
        # "." and ".." are ways to a folder, not its name.
        self.name = path.name if path.name not in ("", "..") else path.resolve().name
        self.root: str | None = None
        self.notes: list[str] = []
        self.skipped: list[Skipped] = []

    @abstractmethod
    def stamp(self) -> str:
        """Fingerprint the source's state from sizes and times, without reading it. Equal stamps: nothing changed."""

    @abstractmethod
    def content_stamp(self) -> str | None:
        """Fingerprint the bytes, so that a copy is recognised; None where that would cost as much as reading it all."""

    @abstractmethod
    def batches(self, max_bytes: int = BATCH_BYTES) -> Iterator[list[PageBytes]]:
        """Yield all pages, in a fixed order, in lists of about `max_bytes`. Raises SourceError at any point."""

    def pages(self) -> Iterator[PageBytes]:
        """Yield all pages one by one, in the order of `batches`."""
        for batch in self.batches():
            yield from batch


def in_batches(pages: Iterator[PageBytes], max_bytes: int) -> Iterator[list[PageBytes]]:
    """Gather pages into lists of about `max_bytes`, each of one page at least."""
    batch: list[PageBytes] = []
    size = 0
    for page in pages:
        batch.append(page)
        size += len(page.data)
        if size >= max_bytes:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
