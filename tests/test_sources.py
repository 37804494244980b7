"""Folders and archives: what they yield, and in which words they are refused."""

from __future__ import annotations

import bz2
import errno
import gzip
import io
import lzma
import os
import stat
import tarfile
import threading
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import py7zr
import pytest

from pipeline.model import SourceError
from pipeline.sources import (
    ArchiveSource,
    FolderSource,
    Limits,
    PageBytes,
    Skipped,
    find_sources,
    open_source,
    page_kind,
    release_date,
)
from pipeline.sources.identify import stamp_in

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
ENDINGS = (".7z", ".zip", ".tar", ".tar.gz", ".tar.xz", ".tar.bz2")

# Words enough that no format squeezes a page to a few bytes, of which a damaged one might hit none.
PROSE = "".join(f"The harbour master of Port Vale counted {n * n % 977} herring crates. " for n in range(40)).encode()
SITE = {
    "index.html": b"<html>home</html>",
    "cable/2008/02/08EASTMERE7.html": b"<html>" + PROSE + b"</html>",
    "cable/2009/09/09PORTVALE12.html": b"<html>" + PROSE[::-1] + b"</html>",
    "cable/2009/09/09PORTVALE13.html": b"",
    "origin/80_0.html": b"<html>origin</html>",
    "tag/PREL_0.html": b"<html>tag</html>",
}
NOT_PAGES = {
    "cablegate.html": b"x",
    "css/style.css": b"x",
    "README": b"x",
    "cable/.DS_Store": b"x",
    "cable/2009/09/._09PORTVALE12.html": b"x",
    "cable/2009/09/Thumbs.db": b"x",
    "cable/__MACOSX/2009/09/09PORTVALE12.html": b"x",
    "origin/desktop.ini": b"x",
    "hts-cache/cable/2009/09/09PORTVALE12.txt": b"x",
}
STRAYS = {
    "cable/2009/09/09PORTVALE14": b"x",
    "cable/2009/09/09PORTVALE14.html.gz": b"x",
    "cable/2009/09/09PORTVALE14.html?lang=en": b"x",
    "cable/2009/09/09PORTVALE14.html%3Flang=en": b"x",
    "cable/2009/09/notes.txt": b"x",
    "cable/2009/09/more/09PORTVALE14.html": b"x",
    "cable/2009/9/09PORTVALE14.html": b"x",
    "cable/09PORTVALE14.html": b"x",
    "cable/README": b"x",
    "tag/PREL.html": b"x",
    "tag/PREL_1.html.gz": b"x",
    "tag/PREL_1.HTML": b"x",
}

Members = dict[str, bytes]


def pack_tar(path: Path, members: Members, mode: str) -> None:
    with tarfile.open(path, mode) as archive:
        for name, data in members.items():
            header = tarfile.TarInfo(name)
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))


def pack_zip(path: Path, members: Members) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def pack_7z(path: Path, members: Members) -> None:
    with py7zr.SevenZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(data, name)


PACKERS: dict[str, Callable[[Path, Members], None]] = {
    ".7z": pack_7z,
    ".zip": pack_zip,
    ".tar": lambda path, members: pack_tar(path, members, "w"),
    ".tar.gz": lambda path, members: pack_tar(path, members, "w:gz"),
    ".tar.xz": lambda path, members: pack_tar(path, members, "w:xz"),
    ".tar.bz2": lambda path, members: pack_tar(path, members, "w:bz2"),
}


def under(root: str, members: Members) -> Members:
    return {f"{root}{name}": data for name, data in members.items()}


def write_tree(folder: Path, members: Members) -> Path:
    for name, data in members.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder


def read(path: Path, limits: Limits | None = None) -> Members:
    source = open_source(path) if limits is None else open_source(path, limits)
    pages = [page for batch in source.batches() for page in batch]
    assert len({page.path for page in pages}) == len(pages)
    return dict(pages)


def refusal(path: Path, limits: Limits | None = None) -> str:
    """Read a source that must be refused; the words, which name the source and are one sentence."""
    with pytest.raises(SourceError) as caught:
        read(path, limits)
    text = str(caught.value)
    assert str(path) in text
    assert text.endswith(".")
    assert "\n" not in text
    return text


@pytest.fixture(params=ENDINGS)
def ending(request: pytest.FixtureRequest) -> str:
    return str(request.param)


# ---- what is read


@pytest.mark.parametrize("root", ["", "20101222/", "mirror/cablegate-201012081854/"])
def test_an_archive_yields_the_pages_of_the_site_and_nothing_else(tmp_path: Path, ending: str, root: str) -> None:
    path = tmp_path / f"site{ending}"
    PACKERS[ending](path, under(root, SITE | NOT_PAGES) | {"LICENSE": b"x"})
    source = open_source(path)
    pages = [page for batch in source.batches() for page in batch]
    assert pages == [PageBytes(name, data) for name, data in SITE.items()]
    assert source.kind == "archive"
    assert source.name == path.name
    assert source.root == root.rstrip("/")
    assert source.notes == []
    assert source.skipped == []


@pytest.mark.parametrize("root", ["", "20101222/", "mirror/www/20101222/"])
def test_a_folder_yields_the_same_pages_in_order_of_path(tmp_path: Path, root: str) -> None:
    write_tree(tmp_path / "site", under(root, SITE | NOT_PAGES))
    source = open_source(tmp_path / "site")
    assert isinstance(source, FolderSource)
    assert [page for batch in source.batches() for page in batch] == [PageBytes(*item) for item in SITE.items()]
    assert source.kind == "folder"
    assert source.root == root.rstrip("/")
    listing = source.listing()
    assert listing.root == tmp_path / "site" / root
    assert listing.cable_paths == [name for name in SITE if name.startswith("cable/")]
    assert listing.index_paths == ["origin/80_0.html", "tag/PREL_0.html"]
    assert listing.home_path == "index.html"


@pytest.mark.parametrize("root", ["", "mirror/20101222/"])
def test_a_file_among_the_pages_that_is_not_named_as_they_are_is_passed_over_and_said(
    tmp_path: Path, ending: str, root: str
) -> None:
    members = {"cable/notes.txt": b"of another tree"} | under(root, STRAYS | NOT_PAGES | SITE)
    path = tmp_path / f"site{ending}"
    PACKERS[ending](path, members)
    for source in (open_source(path), open_source(write_tree(tmp_path / "folder", members) / root)):
        assert dict(source.pages()) == SITE
        reasons = dict(source.skipped)
        reasons.pop("cable/notes.txt", None)  # which is in the tree where that begins at the top
        assert set(reasons) == set(STRAYS)
        assert len(source.skipped) == len(dict(source.skipped))
        assert reasons["cable/README"] == "is not named as cable pages are, cable/YYYY/MM/ID.html"
        assert reasons["tag/PREL.html"] == "is not named as index pages are, such as tag/PREL_0.html"


def test_pages_may_end_in_htm_or_in_capitals(tmp_path: Path, ending: str) -> None:
    members = {
        "cable/2009/09/09PORTVALE12.htm": b"one",
        "cable/2009/09/09PORTVALE13.HTML": b"two",
        "cable/2009/09/09PORTVALE14.HTM": b"three",
        "tag/PREL_0.htm": b"four",
    }
    path = tmp_path / f"site{ending}"
    PACKERS[ending](path, members)
    for source in (open_source(path), open_source(write_tree(tmp_path / "folder", members))):
        assert dict(source.pages()) == members
        assert source.skipped == []


def test_of_a_page_with_two_endings_a_folder_s_html_counts_and_an_archive_is_refused(
    tmp_path: Path, ending: str
) -> None:
    second = {"cable/2009/09/09PORTVALE12.htm": b"another", "tag/PREL_0.htm": b"another"}
    path = tmp_path / f"site{ending}"
    for members in (second | SITE, SITE | second):
        PACKERS[ending](path, members)
        assert "is there twice, or once with another ending" in refusal(path)
    folder = open_source(write_tree(tmp_path / "folder", SITE | second))
    assert dict(folder.pages()) == SITE
    assert folder.skipped == [
        Skipped("cable/2009/09/09PORTVALE12.htm", "09PORTVALE12.html is there too"),
        Skipped("tag/PREL_0.htm", "PREL_0.html is there too"),
    ]
    write_tree(tmp_path / "capitals", {"cable/2009/09/09PORTVALE12.HTM": b"x", "cable/2009/09/09PORTVALE12.htm": b"y"})
    assert list(dict(open_source(tmp_path / "capitals").pages()).values()) == [b"x"]


def test_the_members_of_an_archive_may_begin_with_a_dot(tmp_path: Path) -> None:
    path = tmp_path / "site.tar"
    pack_tar(path, under("./20101222/./", SITE), "w")
    assert read(path) == SITE


def test_a_zip_may_have_been_packed_with_backslashes(tmp_path: Path) -> None:
    path = tmp_path / "site.zip"
    pack_zip(path, {name.replace("/", "\\"): data for name, data in under("20101222/", SITE).items()})
    assert read(path) == SITE


def test_second_files_that_a_mac_adds_are_no_pages(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"site{ending}"
    extra = {"__MACOSX/20101222/cable/2009/09/._09PORTVALE12.html": b"x", "20101222/cable/2009/09/._09X1.html": b"x"}
    PACKERS[ending](path, extra | under("20101222/", SITE))
    assert read(path) == SITE


def test_a_folder_unpacked_from_a_mac_s_zip_holds_one_tree(tmp_path: Path) -> None:
    # The second files alone make __MACOSX/20101222 look like a tree, and sort before it or behind.
    second = "cable/2009/09/._09PORTVALE12.html"
    for name in ("20101222", "release"):
        members = under(f"{name}/", SITE) | {f"__MACOSX/{name}/{second}": b"x", f"z/{second}": b"x"}
        folder = write_tree(tmp_path / "raw" / f"mac-{name}", members)
        assert read(folder) == SITE
        assert open_source(folder).root == name
    assert find_sources(tmp_path / "raw").sources == [tmp_path / "raw/mac-20101222", tmp_path / "raw/mac-release"]


def test_an_index_html_outside_of_the_tree_is_no_page(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"site{ending}"
    PACKERS[ending](path, {"index.html": b"of another site"} | under("20101222/", SITE) | {"z/index.html": b"another"})
    assert read(path) == SITE


def test_batches_hold_about_as_many_bytes_as_asked_for(tmp_path: Path, ending: str) -> None:
    members = {f"cable/2009/09/09PORTVALE{n}.html": b"x" * 1000 for n in range(100)}
    path = tmp_path / f"site{ending}"
    PACKERS[ending](path, members)
    for source in (open_source(path), open_source(write_tree(tmp_path / "folder", members))):
        assert [len(batch) for batch in source.batches(30_000)] == [30, 30, 30, 10]


@pytest.mark.parametrize(
    ("real", "name", "said"),
    [
        (".tar.gz", "site.tar.xz", "site.tar.xz is a tar.gz in spite of its name, and was read as one"),
        (".7z", "site.zip", "site.zip is a 7z in spite of its name, and was read as one"),
        (".tar", "site.tar.gz", "site.tar.gz is a tar in spite of its name, and was read as one"),
        (".tar.xz", "site.txz", None),
        (".tar.gz", "SITE.TGZ", None),
        (".zip", "site", None),  # no ending says nothing wrong
    ],
)
def test_the_first_bytes_say_what_an_archive_is_not_its_name(
    tmp_path: Path, real: str, name: str, said: str | None
) -> None:
    PACKERS[real](tmp_path / f"packed{real}", SITE)
    path = (tmp_path / f"packed{real}").rename(tmp_path / name)
    assert read(path) == SITE
    assert open_source(path).notes == ([] if said is None else [said])


def test_a_tar_from_before_there_was_a_magic_number_is_read(tmp_path: Path) -> None:
    path = tmp_path / "site.tar"
    pack_tar(path, SITE, "w")
    data = bytearray(path.read_bytes())
    for start in range(0, len(data), 512):
        block = data[start : start + 512]
        if block[257:262] == b"ustar":
            block[257:] = bytes(512 - 257)
            block[148:156] = b"%06o\0 " % (sum(block[:148]) + 8 * 32 + sum(block[156:]))
            data[start : start + 512] = block
    path.write_bytes(data)
    assert read(path) == SITE


def test_a_7z_of_several_blocks_comes_in_its_own_order(tmp_path: Path) -> None:
    path = tmp_path / "site.7z"
    items = list(SITE.items())
    pack_7z(path, dict(items[:3]))
    with py7zr.SevenZipFile(path, "a") as archive:
        for name, data in items[3:]:
            archive.writestr(data, name)
    with py7zr.SevenZipFile(path) as archive:
        assert archive.archiveinfo().blocks == 2
    assert read(path) == SITE


@pytest.mark.parametrize("taken", [0, 1, 40])
def test_whoever_stops_reading_a_7z_leaves_no_thread_behind(tmp_path: Path, taken: int) -> None:
    path = tmp_path / "site.7z"
    pack_7z(path, {f"cable/2009/09/09PORTVALE{n}.html": b"x" * 1000 for n in range(200)})
    before = threading.active_count()
    pages = open_source(path).pages()
    for _ in range(taken):
        next(pages)
    pages.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("cable/1966/12/66BUENOSAIRES2481.html", "cable"),
        ("cable/2009/09/09SECTION01OF03SANJOSE525.html", "cable"),
        ("reldate/2010-12-04_0.html", "index"),
        ("date/2009-09_0.html", "index"),
        ("origin/80_12.html", "index"),
        ("tag/PREL_0.html", "index"),
        ("classification/2_0.html", "index"),
        ("index.html", "home"),
        ("cablegate.html", None),
        ("cable/2009/9/09PORTVALE1.html", None),
        ("cable/2009/09/09PORTVALE1.htm", "cable"),
        ("cable/2009/09/09PORTVALE1.HTML", "cable"),
        ("cable/2009/09/09PORTVALE1.html.gz", None),
        ("cable/2009/09/09PORTVALE1.txt", None),
        ("tag/PREL_0.htm", "index"),
        ("cable/2009/09/more/09PORTVALE1.html", None),
        ("tag/PREL.html", None),
        ("support/80_0.html", None),
        ("20101222/tag/PREL_0.html", None),  # not from the root
        ("", None),
    ],
)
def test_a_page_s_kind_is_where_it_lies(path: str, kind: str | None) -> None:
    assert page_kind(path) == kind


def test_a_source_given_as_a_dot_has_its_folder_s_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(tmp_path / "20101222", SITE)
    monkeypatch.chdir(tmp_path / "20101222")
    assert open_source(Path()).name == "20101222"
    monkeypatch.chdir(tmp_path / "20101222" / "cable")
    assert open_source(Path("..")).name == "20101222"


# ---- what is refused: the source as a whole


def test_a_source_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "no such file or folder" in refusal(tmp_path / "absent.7z")


def test_an_empty_file_is_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"site{ending}"
    path.touch()
    assert "the file is empty" in refusal(path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert "the folder is empty" in refusal(tmp_path)


@pytest.mark.parametrize(
    "members",
    [
        {"letters/2009/one.html": b"x"},
        {"cable/2009/09/notes.txt": b"x"},
        {"tag/PREL_0.html": b"x", "index.html": b"x"},  # index pages alone are no release
    ],
)
def test_what_holds_no_cable_page_is_refused_and_the_words_say_what_was_looked_for(
    tmp_path: Path, ending: str, members: Members
) -> None:
    path = tmp_path / f"site{ending}"
    PACKERS[ending](path, members)
    for refused in (path, write_tree(tmp_path / "folder", members)):
        text = refusal(refused)
        assert "is not a site tree" in text
        assert "cable/YYYY/MM/ID.html" in text


def test_an_archive_without_members_is_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"site{ending}"
    PACKERS[ending](path, {})
    refusal(path)


def test_two_site_trees_are_two_sources(tmp_path: Path, ending: str) -> None:
    members = under("20101201/", SITE) | under("20101222/", SITE)
    path = tmp_path / f"site{ending}"
    PACKERS[ending](path, members)
    for refused in (path, write_tree(tmp_path / "folder", members)):
        text = refusal(refused)
        assert "two site trees" in text or "2 site trees" in text
        assert "20101201" in text
        assert "20101222" in text


@pytest.mark.parametrize("name", ["cables.csv", "site.rar", "site.tar.zst", "site.7z.001", "README"])
def test_a_file_of_another_kind_is_refused_with_the_supported_ones(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"Rar! or whatever else it is\n" * 40)
    text = refusal(path)
    assert ".7z, .zip, .tar, .tar.gz, .tar.xz and .tar.bz2" in text


def test_an_archive_that_begins_as_something_else_is_called_damaged(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"site{ending}"
    path.write_bytes(b"<html>404 not found</html>" * 40)
    assert f"does not begin as a {ending} does" in refusal(path)


def test_what_may_not_be_read_is_refused(tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root, as whom the tests often run, may read everything: permission is taken away in the calls themselves.
    path = tmp_path / f"site{ending}"
    PACKERS[ending](path, SITE)
    folder = write_tree(tmp_path / "folder", SITE)

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    monkeypatch.setattr(os, "scandir", denied)
    assert "Permission denied" in refusal(path)
    assert "Permission denied" in refusal(folder)


def test_a_page_that_is_gone_when_its_turn_comes_is_refused(tmp_path: Path) -> None:
    source = open_source(write_tree(tmp_path / "folder", SITE))
    assert isinstance(source, FolderSource)
    page = source.listing().root / source.listing().cable_paths[1]
    page.unlink()
    with pytest.raises(SourceError, match="was there when the folder was listed"):
        list(source.batches())
    page.mkdir()
    with pytest.raises(SourceError, match="cannot be read"):
        list(source.batches())


# ---- what is refused: damage


@pytest.mark.parametrize("share", [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_an_archive_that_ends_early_is_refused(tmp_path: Path, ending: str, share: float) -> None:
    path = tmp_path / f"site{ending}"
    PACKERS[ending](path, under("20101222/", SITE))
    data = path.read_bytes()
    end = len(data.rstrip(b"\0")) if ending == ".tar" else len(data)  # a tar is padded to 10,240
    path.write_bytes(data[: int(end * share)])
    text = refusal(path)
    assert "is damaged" in text
    assert "again" in text


def test_an_archive_that_lacks_its_last_byte_is_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"site{ending}"
    PACKERS[ending](path, SITE)
    data = path.read_bytes()
    path.write_bytes(data.rstrip(b"\0") if ending == ".tar" else data[:-1])
    assert "is damaged" in refusal(path)


def test_a_tar_cut_between_two_members_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "site.tar"
    pack_tar(path, {"cable/2009/09/09PORTVALE12.html": b"x"}, "w")
    # One header, one block: from here a whole tar goes on with the mark that ends it.
    path.write_bytes(path.read_bytes()[:1024])
    assert "without the mark that ends a tar" in refusal(path)


@pytest.mark.parametrize("kind", [".tar", ".tar.gz", ".tar.xz", ".tar.bz2"])
def test_tars_that_were_joined_are_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"site{kind}"
    parts = []
    for members in (dict([*SITE.items()][:2]), dict([*SITE.items()][2:]), {}):
        PACKERS[kind](path, members)
        parts.append(path.read_bytes())
    path.write_bytes(parts[0] + parts[1])
    text = refusal(path)
    assert "goes on behind the mark that ends a tar, which follows cable/2008/02/08EASTMERE7.html" in text
    assert "--ignore-zeros" in text
    path.write_bytes(parts[2] + parts[0])
    assert ("does not begin as" if kind == ".tar" else "a tar, at its beginning") in refusal(path)
    # Behind the first end there may be any number of zeros, and ends that nothing follows.
    path.write_bytes(parts[0] + parts[2] + parts[2])
    assert read(path) == dict([*SITE.items()][:2])


@pytest.mark.parametrize("kind", [".zip", ".7z"])
def test_archives_of_which_only_one_would_be_read_are_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"site{kind}"
    parts = []
    for members in (dict([*SITE.items()][:2]), dict([*SITE.items()][2:])):
        PACKERS[kind](path, members)
        parts.append(path.read_bytes())
    path.write_bytes(parts[0] + parts[1])
    assert "is several archives joined" in refusal(path)
    path.write_bytes(parts[0])
    assert read(path) == dict([*SITE.items()][:2])


def test_a_flipped_bit_is_noticed_or_changes_nothing(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"site{ending}"
    PACKERS[ending](path, under("20101222/", SITE))
    data = path.read_bytes()
    outcomes: Counter[str] = Counter()
    step = 7 if ending == ".tar" else 3
    for position in range(0, len(data), step):
        damaged = bytearray(data)
        damaged[position] ^= 1 << position % 8
        path.write_bytes(damaged)
        try:
            pages = read(path)
        except SourceError:
            outcomes["refused"] += 1
            continue
        # A plain tar sums up its headers only: a changed letter within a page is nothing it could tell.
        same = {name: len(page) for name, page in pages.items()} == {name: len(page) for name, page in SITE.items()}
        assert same if ending == ".tar" else pages == SITE
        outcomes["read"] += 1
    assert outcomes["refused"] > outcomes["read"] or ending == ".tar"
    assert outcomes["refused"] > 0


@pytest.mark.parametrize("kind", ["tar.gz", "tar.xz", "tar.bz2"])
def test_a_compressed_file_that_is_no_tar_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"cables.{kind}"
    path.write_bytes({"tar.gz": gzip, "tar.xz": lzma, "tar.bz2": bz2}[kind].compress(PROSE))
    assert "does not begin as a tar does" in refusal(path)


def test_a_tar_with_a_broken_header_in_its_middle_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "site.tar"
    pack_tar(path, SITE, "w")
    data = bytearray(path.read_bytes())
    data[data.index(b"tag/PREL_0.html")] ^= 1
    path.write_bytes(data)
    assert "a member's header cannot be read" in refusal(path)


def test_a_zip_whose_directory_lost_an_entry_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "site.zip"
    pack_zip(path, SITE)
    data = bytearray(path.read_bytes())
    # The first entry's comment is said to be as long as the second entry.
    first = data.index(b"PK\x01\x02")
    data[first + 32] = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02", first + 1) + 1) - data.index(
        b"PK\x01\x02", first + 1
    )
    path.write_bytes(data)
    assert "its directory lists 5 files and announces 6" in refusal(path)


def test_damage_is_placed_behind_the_last_page_that_was_whole(tmp_path: Path) -> None:
    path = tmp_path / "site.zip"
    pack_zip(path, SITE)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("cable/2009/09/09PORTVALE12.html").header_offset
    data[start + 120] ^= 0xFF
    path.write_bytes(data)
    assert "is damaged behind cable/2008/02/08EASTMERE7.html" in refusal(path)


# ---- what is refused: archives that mean harm, or cannot be had


@pytest.mark.parametrize("name", ["../cable/2009/09/09X1.html", "a/../../x.html", "/etc/passwd", "C:/x.html"])
@pytest.mark.parametrize("kind", [".zip", ".tar", ".tar.gz"])
def test_a_member_that_leads_out_of_the_archive_refuses_it(tmp_path: Path, kind: str, name: str) -> None:
    path = tmp_path / f"site{kind}"
    PACKERS[kind](path, SITE | {name: b"x"})
    text = refusal(path)
    assert name in text
    assert "absolute" in text or "leads out" in text


def test_a_7z_member_that_leads_out_of_the_archive_refuses_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "site.7z"
    with monkeypatch.context() as careless:
        # py7zr itself packs no such name; other programs do.
        careless.setattr("py7zr.py7zr.check_archive_path", lambda name: True)
        careless.setattr(py7zr.SevenZipFile, "_sanitize_archive_arcname", staticmethod(lambda name: name))
        pack_7z(path, SITE | {"../cable/2009/09/09X1.html": b"x"})
    assert "leads out" in refusal(path)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_a_page_that_is_a_link_or_a_device_refuses_the_tar(tmp_path: Path, kind: bytes) -> None:
    path = tmp_path / "site.tar"
    with tarfile.open(path, "w") as archive:
        for name in ("cable/2009/09/09PORTVALE12.html", "cable/2009/09/09PORTVALE13.html"):
            header = tarfile.TarInfo(name)
            if name.endswith("13.html"):
                header.type, header.linkname = kind, "cable/2009/09/09PORTVALE12.html"
            archive.addfile(header)
    text = refusal(path)
    assert "09PORTVALE13.html is a link or a special file" in text


def test_a_page_that_is_a_hard_link_refuses_the_tar_with_what_helps(tmp_path: Path) -> None:
    folder = write_tree(tmp_path / "20101222", SITE)
    page = folder / "cable/2009/09/09PORTVALE14.html"
    page.hardlink_to(folder / "cable/2009/09/09PORTVALE12.html")
    path = tmp_path / "site.tar"
    with tarfile.open(path, "w") as archive:
        archive.add(folder, folder.name)
    text = refusal(path)
    assert "is a hard link" in text
    assert "--hard-dereference, or unpack it and give the folder" in text
    assert len(read(folder)) == len(SITE) + 1


def test_a_link_that_is_no_page_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "site.tar"
    pack_tar(path, SITE, "w")
    with tarfile.open(path, "a") as archive:
        header = tarfile.TarInfo("latest")
        header.type, header.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(header)
    assert read(path) == SITE


def test_a_page_that_is_a_link_refuses_the_zip(tmp_path: Path) -> None:
    path = tmp_path / "site.zip"
    with zipfile.ZipFile(path, "w") as archive:
        member = zipfile.ZipInfo("cable/2009/09/09PORTVALE12.html")
        member.create_system = 3
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    assert "is a link or a special file" in refusal(path)


def test_a_page_that_is_a_link_refuses_the_7z(tmp_path: Path) -> None:
    folder = tmp_path / "cable" / "2009" / "09"
    folder.mkdir(parents=True)
    (folder / "09PORTVALE12.html").write_bytes(b"x")
    (folder / "09PORTVALE13.html").symlink_to("09PORTVALE12.html")
    path = tmp_path / "site.7z"
    with py7zr.SevenZipFile(path, "w") as archive:
        archive.writeall(tmp_path / "cable", "cable")
    assert "09PORTVALE13.html is a link or a special file" in refusal(path)


def test_a_page_that_is_too_large_refuses_the_source(tmp_path: Path, ending: str) -> None:
    members = SITE | {"cable/2009/09/09PORTVALE99.html": bytes(33 << 20)}
    path = tmp_path / f"site{ending}"
    PACKERS[ending](path, members)
    for refused in (path, write_tree(tmp_path / "folder", members)):
        text = refusal(refused)
        assert "09PORTVALE99.html" in text
        assert "34,603,008 bytes" in text


def test_a_page_that_is_just_not_too_large_is_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"site{ending}"
    PACKERS[ending](path, SITE)
    assert read(path, Limits(page_bytes=len(SITE["cable/2009/09/09PORTVALE12.html"]))) == SITE
    refusal(path, Limits(page_bytes=len(SITE["cable/2009/09/09PORTVALE12.html"]) - 1))


def test_more_bytes_in_all_than_the_limit_refuse_the_archive(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"site{ending}"
    PACKERS[ending](path, SITE)
    assert read(path, Limits(total_bytes=1 << 20)) == SITE
    assert "holds more than 4,000 bytes when unpacked" in refusal(path, Limits(total_bytes=4000))


@pytest.mark.parametrize("kind", [".7z", ".zip", ".tar.gz", ".tar.xz", ".tar.bz2"])
def test_an_archive_that_swells_beyond_reason_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"site{kind}"
    PACKERS[kind](path, SITE | {f"cable/2009/10/09PORTVALE{n}.html": bytes(1 << 20) for n in range(8)})
    limits = Limits(ratio=100, grace_bytes=1 << 20)
    assert "more than 100 times its own size" in refusal(path, limits)
    assert len(read(path)) == len(SITE) + 8


@pytest.mark.parametrize("kind", [".tar", ".tar.gz"])
def test_a_member_name_of_megabytes_is_not_read_into_memory(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"site{kind}"
    with tarfile.open(path, "w:gz" if kind == ".tar.gz" else "w") as archive:
        header = tarfile.TarInfo("././@LongLink")
        header.type, header.size = tarfile.GNUTYPE_LONGNAME, 8 << 20
        archive.addfile(header, io.BytesIO(bytes(8 << 20)))
    assert "name or attributes take 8,388,608 bytes" in refusal(path)


def test_long_names_are_read(tmp_path: Path) -> None:
    path = tmp_path / "site.tar"
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        with tarfile.open(path, "w", format=form) as archive:
            header = tarfile.TarInfo(f"{'mirror/' * 30}cable/2009/09/09PORTVALE12.html")
            archive.addfile(header)
        assert read(path) == {"cable/2009/09/09PORTVALE12.html": b""}


@pytest.mark.parametrize("kind", [".zip", ".tar", ".tar.xz"])
def test_a_page_that_is_there_twice_refuses_the_archive(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"site{kind}"
    PACKERS[kind](path, SITE | {"./cable/2008/02/08EASTMERE7.html": b"another"})
    assert "08EASTMERE7.html is there twice" in refusal(path)


@pytest.mark.parametrize("encrypted_names", [False, True])
def test_a_7z_with_a_password_is_refused(tmp_path: Path, encrypted_names: bool) -> None:
    path = tmp_path / "site.7z"
    with py7zr.SevenZipFile(path, "w", password="herring", header_encryption=encrypted_names) as archive:
        for name, data in SITE.items():
            archive.writestr(data, name)
    assert "is protected by a password" in refusal(path)


def test_a_zip_with_a_password_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "site.zip"
    pack_zip(path, SITE)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            data[member.header_offset + 6] |= 1
    start = 0
    while (start := data.find(b"PK\x01\x02", start) + 1) > 0:
        data[start - 1 + 8] |= 1
    path.write_bytes(data)
    assert "is protected by a password" in refusal(path)


def test_a_zip_packed_in_an_unknown_way_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "site.zip"
    pack_zip(path, {"cable/2009/09/09PORTVALE12.html": PROSE})
    data = bytearray(path.read_bytes())
    data[8], data[data.find(b"PK\x01\x02") + 10] = 9, 9  # Deflate64
    path.write_bytes(data)
    assert "cannot be unpacked here" in refusal(path)


def test_a_name_that_is_not_utf8_is_passed_over_and_said(tmp_path: Path) -> None:
    path = tmp_path / "site.tar"
    strange = os.fsdecode(b"cable/2009/09/09CAF\xe9.html")
    pack_tar(path, SITE, "w")
    with tarfile.open(path, "a", encoding="utf-8", errors="surrogateescape", format=tarfile.GNU_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo(strange))
    source = open_source(path)
    assert dict(source.pages()) == SITE
    assert source.skipped == [Skipped("cable/2009/09/09CAF\\xe9.html", "name is not UTF-8")]

    folder = open_source(write_tree(tmp_path / "folder", SITE | {strange: b"x"}))
    assert dict(folder.pages()) == SITE
    assert folder.skipped == source.skipped


def test_a_link_to_nothing_in_a_folder_is_passed_over_and_said(tmp_path: Path) -> None:
    folder = write_tree(tmp_path / "folder", SITE)
    (folder / "cable/2009/09/09PORTVALE14.html").symlink_to("absent")
    (folder / "cable/2009/09/09PORTVALE15.html").symlink_to("09PORTVALE12.html")
    source = open_source(folder)
    assert set(dict(source.pages())) == {*SITE, "cable/2009/09/09PORTVALE15.html"}
    assert source.skipped == [Skipped("cable/2009/09/09PORTVALE14.html", "not a file, or a link to nothing")]


def test_a_tree_that_links_lead_to_as_well_is_one_tree(tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "release"
    write_tree(folder, under("20101222/", SITE))
    (folder / "again").symlink_to(".")
    (folder / "latest").symlink_to("20101222")
    assert read(folder) == SITE
    assert open_source(folder).root == "20101222"

    (tmp_path / "raw" / "itself").symlink_to(".")
    (tmp_path / "raw" / "newest").symlink_to("release")
    found = find_sources(tmp_path / "raw")
    assert found.sources == [folder]
    assert found.ignored == [Skipped(name, "a link to a release that is read already") for name in ("itself", "newest")]

    write_tree(folder, under("more/20101223/", SITE) | under("more/20101224/", SITE))
    assert "holds 3 site trees (20101222, more/20101223 ...)" in refusal(folder)
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "20110101").symlink_to(folder / "20101222")
    assert read(tmp_path / "linked") == SITE
    assert open_source(tmp_path / "linked").root == "20110101"


def test_a_link_that_leads_to_itself_is_passed_over_and_said(tmp_path: Path) -> None:
    folder = write_tree(tmp_path / "folder", under("20101222/", SITE))
    for name in ("11", "20101222/cable/2010", "20101222/cable/2009/13", "20101222/cable/2009/09/09PORTVALE10.html"):
        (folder / name).symlink_to(Path(name).name)
    source = open_source(folder)
    assert dict(source.pages()) == SITE
    assert source.skipped == [
        Skipped("cable/2010", "not a folder, or a link to nothing"),
        Skipped("cable/2009/13", "not a folder, or a link to nothing"),
        Skipped("cable/2009/09/09PORTVALE10.html", "not a file, or a link to nothing"),
    ]


# ---- stamps


def test_the_stamp_of_a_folder_changes_with_any_page_and_with_nothing_else(tmp_path: Path) -> None:
    folder = write_tree(tmp_path / "20101222", SITE)
    page = folder / "cable/2009/09/09PORTVALE12.html"
    stamps = [open_source(folder).stamp()]
    assert open_source(folder).stamp() == stamps[0]
    (folder / "notes.txt").write_text("not a page")
    assert open_source(folder).stamp() == stamps[0]

    page.write_bytes(page.read_bytes() + b" ")
    stamps.append(open_source(folder).stamp())
    os.utime(page, ns=(0, 0))
    stamps.append(open_source(folder).stamp())
    page.rename(page.with_name("09PORTVALE14.html"))
    stamps.append(open_source(folder).stamp())
    (folder / "tag/PREL_0.html").unlink()
    stamps.append(open_source(folder).stamp())
    (folder / "cable/2009/09/09PORTVALE15.html.gz").write_bytes(b"x")  # passed over, and said
    stamps.append(open_source(folder).stamp())
    assert len(set(stamps)) == len(stamps)
    assert open_source(folder).content_stamp() is None


def test_an_archive_is_recognised_by_its_content_where_it_was_copied(tmp_path: Path) -> None:
    path = tmp_path / "site.zip"
    pack_zip(path, SITE)
    copy = tmp_path / "copy.zip"
    copy.write_bytes(path.read_bytes())
    os.utime(copy, ns=(0, 0))
    assert open_source(path).stamp() == open_source(path).stamp()
    assert open_source(path).stamp() != open_source(copy).stamp()
    assert open_source(path).content_stamp() == open_source(copy).content_stamp()
    with copy.open("ab") as file:
        file.write(b" ")
    assert open_source(path).content_stamp() != open_source(copy).content_stamp()


# ---- dates


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cablegate-20101222.tar.xz", date(2010, 12, 22)),
        ("cablegate-201012081854.7z", datetime(2010, 12, 8, 18, 54)),  # noqa: DTZ001
        ("cablegate-20101208185459.7z", datetime(2010, 12, 8, 18, 54, 59)),  # noqa: DTZ001
        ("20101208T1854Z", datetime(2010, 12, 8, 18, 54)),  # noqa: DTZ001
        ("2010-12-08 18:54", datetime(2010, 12, 8, 18, 54)),  # noqa: DTZ001
        ("2010-12-22", date(2010, 12, 22)),
        ("2010_12_22.zip", date(2010, 12, 22)),
        ("2010.12.22.zip", date(2010, 12, 22)),
        ("mirror20110830b", date(2011, 8, 30)),
        ("20120229", date(2012, 2, 29)),  # leap day
        ("20101222-1532.7z", date(2010, 12, 22)),  # as likely a number of pages as a time
        ("20101222.1", date(2010, 12, 22)),
        ("2010-11-30_2010-12-22", date(2010, 12, 22)),  # a range ends with its release
        ("20101345", None),
        ("2010-13-45", None),
        ("20110229", None),
        ("2010-1222", None),
        ("201012082561", None),  # no such hour
        ("120101222", None),  # nine digits
        ("20091222", None),  # before the site
        ("20310101", None),
        ("cablegate", None),
        ("201012", None),
        ("", None),
    ],
)
def test_a_name_says_a_date_or_nothing(name: str, expected: date | None) -> None:
    found = stamp_in(name)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("name", "folder", "newest", "expected"),
    [
        ("cablegate-20101222.7z", "20101130", date(2010, 11, 28), (date(2010, 12, 22), "name", None)),
        ("cablegate.7z", "20101130", date(2010, 11, 28), (date(2010, 11, 30), "folder", None)),
        ("cablegate.7z", "20101129/a-201012081854/www", None, (date(2010, 12, 8), "folder", time(18, 54))),
        ("cablegate.7z", "www", date(2010, 11, 28), (date(2010, 11, 28), "pages", None)),
        ("cablegate.7z", None, date(2010, 11, 28), (date(2010, 11, 28), "pages", None)),
    ],
)
def test_a_release_is_dated_by_name_then_folder_then_pages(
    name: str, folder: str | None, newest: date | None, expected: tuple[date, str, time | None]
) -> None:
    assert release_date(name, newest, folder=folder) == expected


def test_a_release_that_nothing_dates_is_refused() -> None:
    with pytest.raises(SourceError, match=r"^cablegate\.7z: has no date"):
        release_date("cablegate.7z", None, folder="www")


def test_two_releases_of_one_day_are_in_order() -> None:
    names = ["c-201012081854.7z", "c-20101208.7z", "c-20101209.7z", "c-201012080912.7z"]
    assert sorted(names, key=lambda name: release_date(name).order) == [names[1], names[3], names[0], names[2]]


# ---- the folder of raw material


def test_all_sources_in_a_folder_are_found_and_the_rest_is_named(tmp_path: Path) -> None:
    write_tree(tmp_path / "20101201", under("20101201/", SITE))
    write_tree(tmp_path / "both", under("20101204/", SITE) | under("20101205/", SITE))
    write_tree(tmp_path / "letters", {"one.html": b"x"})
    for name in (
        "b.tar.xz",
        "a.7z",
        "README.md",
        ".hidden.7z",
        "c.7z.part",
        "d.zip.tmp",
        "e.7z",
        "e.7z.aria2",
        "x.csv",
    ):
        (tmp_path / name).write_bytes(b"x")
    found = find_sources(tmp_path)
    names = ["20101201", "a.7z", "b.tar.xz", "both/20101204", "both/20101205"]
    assert found.sources == [tmp_path / name for name in names]
    reasons = dict(found.ignored)
    assert set(reasons) == {
        ".hidden.7z",
        "README.md",
        "c.7z.part",
        "d.zip.tmp",
        "e.7z",
        "e.7z.aria2",
        "letters",
        "x.csv",
    }
    assert reasons["c.7z.part"] == "a partial download"
    assert reasons["e.7z"] == "still being downloaded"
    assert reasons["README.md"] == "a README"
    assert "cable/YYYY/MM/ID.html" in reasons["letters"]


def test_a_folder_that_is_a_site_tree_is_one_source_beside_the_archives_in_it(tmp_path: Path) -> None:
    write_tree(tmp_path, SITE)
    assert find_sources(tmp_path) == ([tmp_path], [])
    (tmp_path / "20101222.7z").write_bytes(b"x")
    assert find_sources(tmp_path).sources == [tmp_path, tmp_path / "20101222.7z"]


def test_beside_a_tree_unpacked_into_the_folder_other_releases_are_found_and_the_rest_is_named(tmp_path: Path) -> None:
    own = {"cablegate.html": b"x", "static/css/cables.css": b"x"}
    # A folder of the site's own that holds a tree is the tree's.
    write_tree(tmp_path, SITE | own | under("20110308/", SITE) | under("more/20110315/", SITE))
    write_tree(tmp_path, {"letters/one.html": b"x", "cables.csv": b"x", "README.md": b"x"} | under("static/z/", SITE))
    found = find_sources(tmp_path)
    assert found.sources == [tmp_path, tmp_path / "20110308", tmp_path / "more"]
    assert [skip.path for skip in found.ignored] == ["README.md", "cables.csv", "letters"]


def test_archives_in_a_folder_of_the_folder_are_named_with_what_to_do(tmp_path: Path) -> None:
    for name in ("a.7z", "b.zip", "c.tar.xz", "d.tar"):
        write_tree(tmp_path / "raw" / "torrent", {name: b"x"})
    (skip,) = find_sources(tmp_path / "raw").ignored
    assert skip.path == "torrent"
    assert skip.reason.endswith("but with archives (a.7z, b.zip, c.tar.xz ...): move them up into raw/")


def test_nothing_is_found_in_an_empty_folder(tmp_path: Path) -> None:
    assert find_sources(tmp_path) == ([], [])


def test_a_folder_of_raw_material_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no such folder"):
        find_sources(tmp_path / "raw")


# ---- the real releases


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the real releases are not at {CORPUS}")
@pytest.mark.parametrize(
    ("name", "root", "cables"),
    [
        ("cablegate-20101130.tar.xz", "20101130", 290),
        ("cablegate-20101201.tar.xz", "20101201", 473),
        ("cablegate-20101204.tar.xz", "20101204", 854),
        ("cablegate-20101215.7z", "cablegate-20101215", 1546),
        ("cablegate-20101222.tar.xz", "20101222", 1869),
    ],
)
def test_a_real_release_has_as_many_cable_pages_as_were_counted(name: str, root: str, cables: int) -> None:
    source = open_source(CORPUS / name)
    assert isinstance(source, ArchiveSource)
    kinds = Counter(page_kind(page.path) for page in source.pages() if page.data.endswith((b">", b">\n")))
    assert kinds["cable"] == cables
    assert set(kinds) <= {"cable", "index", "home"}
    assert source.root == root
    assert source.skipped == []
    assert release_date(source.name).date.strftime("%Y%m%d") in root


def test_a_folder_of_archives_that_is_given_as_a_source_says_so(tmp_path):
    for name in ("cablegate-20110301.tar", "cablegate-20110308\udcff.zip"):
        (tmp_path / name).write_bytes(b"anything")
    expected = r"holds archives .*\(cablegate-20110301.tar, cablegate-20110308\\xff.zip\): name"
    with pytest.raises(SourceError, match=expected):
        open_source(tmp_path)
