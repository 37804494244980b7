"""The parts of a body, put together again, are all its words: counted on every page of the real releases."""

from __future__ import annotations

import re
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.parse.paragraphs import WORD, split, words_of
from pipeline.parse.text import plain

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
RELEASES = (
    "cablegate-20101130.tar.xz",
    "cablegate-20101201.tar.xz",
    "cablegate-20101204.tar.xz",
    "cablegate-20101215.7z",
    "cablegate-20101222.tar.xz",
)
BLOCK = re.compile(r"<code><pre>(.*?)</pre></code>", re.DOTALL)


def bodies(release: Path, scratch: Path) -> Iterator[tuple[str, str]]:
    """Name and body of every cable page of a release."""
    if release.suffix == ".7z":
        import py7zr

        with py7zr.SevenZipFile(release) as archive:
            archive.extractall(scratch)
        pages = ((str(path), path.read_bytes()) for path in scratch.rglob("*.html"))
    else:
        pages = from_tar(release)
    for name, content in pages:
        if "/cable/" in name:
            page = content.decode("utf-8", "replace")
            blocks = BLOCK.findall(page, page.rfind("<table class='cable'>"))
            if blocks:
                yield name, blocks[-1]


def from_tar(release: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(release) as archive:
        for member in archive:
            opened = archive.extractfile(member) if member.name.endswith(".html") else None
            if opened:
                yield member.name, opened.read()


def counted(words: list[str]) -> Counter[str]:
    """Words with their counts; a number counts by its value, for `¶01.` is paragraph 1."""
    return Counter((word.lstrip("0") or "0") if word.isdecimal() and word.isascii() else word for word in words)


@pytest.mark.slow
@pytest.mark.parametrize("name", RELEASES)
def test_the_parts_of_every_body_hold_every_word_of_it(name, tmp_path):
    release = CORPUS / name
    if not release.exists():
        pytest.skip(f"the real releases are not here: {release} is missing")
    pages = 0
    without_paragraphs = []
    for page, body in bodies(release, tmp_path):
        pages += 1
        parts = split(body)
        assert counted(words_of(parts)) == counted(WORD.findall(plain(body))), page
        assert [part.position for part in parts] == list(range(len(parts))), page
        assert parts[0].kind == "heading_block", page
        if len(body) > 200 and not any(part.kind == "paragraph" for part in parts):
            without_paragraphs.append((page, body))
    assert pages > 250
    # What has no paragraph is a heading block alone, cut off with an ellipsis or before the text began.
    assert all(len(plain(body)) < 300 for _, body in without_paragraphs)


def test_words_are_counted_with_their_numbers_and_marks():
    body = "UNCLAS OSTERBURG 000012\n\n¶1. (SBU) Two ferries\n\nOSTERBURG 00000012 002 OF 002\n\n\nsailed.\nHALVORSEN"
    parts = split(body)
    assert sorted(words_of(parts)) == sorted(WORD.findall(body))
    assert "sailed" not in words_of([part._replace(text="") for part in parts])
