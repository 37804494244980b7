"""Make a large corpus of invented cables, in the site's page form, to measure the pipeline with.

    python benchmarks/corpus.py --pages 25000 --out benchmarks/.corpora/first
    python benchmarks/corpus.py --next benchmarks/.corpora/first --out benchmarks/.corpora/second --share 0.01

The first command writes a tree of cable pages (with ``--index`` also the lists). The second writes a later release of
such a tree: the navigation of every page differs, so every file's bytes change, while the text of one cable in a
hundred does. Lengths, years, markings, tags and faults follow the real releases (mean slice 12 KB from the table on,
five in a hundred below 4 KB or above 25 KB; half the cables of 2009). The same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
import time
from bisect import bisect
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, chain, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.sample import Release, Telegram, pages, render_page
from pipeline.sample.posts import BY_ORIGIN, POSTS, Post
from pipeline.sample.prose import OFFICERS, TOPICS, TURNS, Scene, wrap
from pipeline.sample.telegram import MARKS, PARTIAL_EXTRACT, SPACED, addressee, order_line

CORPORA = Path(__file__).resolve().parent / ".corpora"
DAY = date(2011, 3, 1)

# Cables a year, of the real set: a thin tail back to 1966, and most between 2004 and 2010.
YEARS = {
    **dict.fromkeys(range(1966, 1985), 2),
    **dict.fromkeys(range(1985, 2000), 40),
    2000: 300, 2001: 500, 2002: 1600, 2003: 5300, 2004: 8600, 2005: 13300,
    2006: 38000, 2007: 44000, 2008: 48500, 2009: 56500, 2010: 9700,
}  # fmt: skip
# Subjects and programmes by how often they stand in TAGS lines; the long tail is made of the posts' own countries.
TAGS = {
    "PREL": 145, "PGOV": 123, "PHUM": 55, "ECON": 49, "PTER": 29, "ETRD": 26, "EFIN": 24, "PINR": 21, "SNAR": 18,
    "KDEM": 17, "EAID": 16, "MARR": 15, "EINV": 15, "ENRG": 14, "SOCI": 13, "MOPS": 12, "OVIP": 12, "SENV": 11,
    "EAGR": 10, "PARM": 10, "CVIS": 9, "ASEC": 9, "KCRM": 8, "ELAB": 8, "KPAO": 8, "AMGT": 7, "OTRA": 7, "CASC": 6,
    "KJUS": 6, "SMIG": 6, "SCUL": 6, "OIIP": 5, "OPRC": 5, "EPET": 5, "KIPR": 5, "KWMN": 4, "KISL": 4, "EAIR": 4,
    "KTFN": 4, "ETTC": 4, "ELTN": 3, "EWWT": 3, "UNSC": 3, "EUN": 3, "TBIO": 3, "ECPS": 2, "TPHY": 2, "TSPL": 2,
    "EFIS": 2, "WTRO": 2, "BEXP": 2, "KSCA": 2, "PBTS": 2, "MASS": 2, "OEXC": 2, "KCUL": 1, "KFLU": 1, "KOLY": 1,
}  # fmt: skip
MARKINGS = {
    "UNCLASSIFIED": 76,
    "CONFIDENTIAL": 97,
    "UNCLASSIFIED//FOR OFFICIAL USE ONLY": 58,
    "SECRET": 11,
    "CONFIDENTIAL//NOFORN": 5,
    "SECRET//NOFORN": 4,
}
_BLOCKS = "<code><pre>"


class Weighted:
    """Draws by weight, fast: one bisection a draw."""

    def __init__(self, weights: Mapping[str, int] | Mapping[int, int]) -> None:
        self.values: list[str | int] = list(weights)
        self.cumulated = list(accumulate(weights.values()))

    def draw(self, rng: random.Random) -> str | int:
        """Draw one value."""
        return self.values[bisect(self.cumulated, rng.random() * self.cumulated[-1])]


class Author:
    """Writes telegrams quickly: sentences are filled once for each post, then drawn and wrapped."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.years = Weighted(YEARS)
        self.tags = Weighted(TAGS)
        self.markings = Weighted(MARKINGS)
        order = self.rng.sample(POSTS, len(POSTS))
        self.origins = Weighted({post.origin: 10_000 // (rank + 8) for rank, post in enumerate(order)})
        self.countries = tuple(post.country for post in POSTS)
        self.sentences: dict[str, list[str]] = {}
        self.subjects: dict[str, list[str]] = {}
        self.headings: dict[str, list[str]] = {}
        self.addressees = [addressee(self.rng, post, "R", continuity=False) for post in POSTS]
        self.taken: set[str] = set()

    def _pool(self, post: Post) -> list[str]:
        pool = self.sentences.get(post.origin)
        if pool is None:
            topics = self.rng.sample(TOPICS, 8)
            scenes = [Scene(self.rng, post, topic, self.countries, self.rng.randrange(1, 13)) for topic in topics]
            pool = [scene.fill(text) for scene in scenes for text in (*scene.topic.sentences, *TURNS[::3])]
            self.sentences[post.origin] = pool
            self.subjects[post.origin] = [scene.fill(text).upper() for scene in scenes for text in scene.topic.subjects]
            self.headings[post.origin] = [scene.fill(text) for scene in scenes for text in scene.topic.headings]
        return pool

    def paragraph(self, pool: list[str], opening: str) -> str:
        """Write one paragraph of some 400 to 1,500 characters."""
        rng = self.rng
        size = len(pool)
        drawn = [pool[int(rng.random() * size)] for _ in range(6 + int(rng.random() * 10))]
        # A number that no other cable has keeps the text from repeating more than real text does.
        drawn.insert(1, f"Our file on this is number {int(rng.random() * 1e6)}.")
        return wrap(opening + " ".join(drawn))

    def telegram(self) -> Telegram:
        """Write one telegram that has not been written before."""
        rng = self.rng
        year = int(self.years.draw(rng))
        days = 59 if year == 2010 else 365
        created = datetime(year, 1, 1, tzinfo=UTC) + timedelta(minutes=int(rng.random() * days * 1440))
        post = BY_ORIGIN[str(self.origins.draw(rng))]
        name = ""
        while not name or name in self.taken:
            serial = 1 + int(rng.random() * 9000)
            name = f"{year % 100:02d}{post.code}{serial}"
        self.taken.add(name)
        marking = str(self.markings.draw(rng))
        pool = self._pool(post)
        subjects, headings = self.subjects[post.origin], self.headings[post.origin]
        subject = subjects[int(rng.random() * len(subjects))]
        tags = list(dict.fromkeys([*(str(self.tags.draw(rng)) for _ in range(1 + int(rng.random() * 6))), post.tag]))
        officer = OFFICERS[int(rng.random() * len(OFFICERS))]
        header = self._header(post, created, serial, marking) if rng.random() > 0.08 else PARTIAL_EXTRACT
        # Real bodies are lognormal: median 9,400 characters, five in a hundred above 22,000.
        length = max(1, round(rng.lognormvariate(2.12, 0.6)))
        sections = 1 + length // 9
        section = f" SECTION 01 OF {sections:02d}" if sections > 1 else ""
        lines = [
            f"{SPACED[marking]}{section} {post.banner} {serial:06d}",
            "",
            "SIPDIS",
            "",
            order_line(created.date(), marking),
            f"TAGS: {', '.join(tags)}",
            wrap(f"SUBJECT: {subject}"),
            "",
        ]
        references = int(rng.random() * 4)
        for number in range(references):
            other = post if rng.random() < 0.6 else POSTS[int(rng.random() * len(POSTS))]
            start = "REF: " if number == 0 else ""
            lines.append(f"{start}{'ABC'[number]}. {other.banner} {1 + int(rng.random() * 9000)}")
        if references:
            lines.append("")
        if not marking.startswith("UNCLASSIFIED"):
            lines += [f"Classified By: DCM {officer} for reasons 1.4 (b) and (d).", ""]
        marks = MARKS[marking]
        lines += [self.paragraph(pool, f"1. ({marks[0]}) Summary: ") + " End summary.", ""]
        per_section = max(1, length // sections)
        for number in range(2, length + 2):
            if sections > 1 and number % per_section == 0 and number // per_section < sections:
                lines += [f"{post.banner} {serial:08d}  {number // per_section + 1:03d} OF {sections:03d}", "", ""]
            if rng.random() < 0.25:
                heading = headings[int(rng.random() * len(headings))]
                lines += [heading, "-" * len(heading), ""]
            lines += [self.paragraph(pool, f"{number}. ({marks[int(rng.random() * len(marks))]}) "), ""]
        lines.append(officer.rpartition(" ")[2].upper())
        body = "\n".join(lines)
        if rng.random() < 0.12:
            body = re.sub(r"\b(?:the Ministry|The Ministry)\b", "XXXXXXXXXXXX", body)
        articles = (f"http://www.courier.example/{serial}.html",) if rng.random() < 0.03 else ()
        released = datetime(DAY.year, DAY.month, DAY.day, 21, tzinfo=UTC) - timedelta(days=int(rng.random() * 90))
        return Telegram(
            name, created, released, marking, post.origin, header, body,
            None, articles, rng.random() > 0.1, rng.random() > 0.16,
        )  # fmt: skip

    def _header(self, post: Post, created: datetime, serial: int, marking: str) -> str:
        rng = self.rng
        zone = f"{created:%d%H%MZ %b %y}".upper()
        day = created.timetuple().tm_yday
        info = [self.addressees[int(rng.random() * len(POSTS))] for _ in range(1 + int(rng.random() * 9))]
        numbers = [f" {int(rng.random() * 9999):04d}" for _ in info]
        handling = {"U": "ZNR UUUUU ZZH", "C": "ZNY CCCCC ZZH", "S": "ZNY SSSSS ZZH"}[marking[0]]
        return "\n".join(
            (
                f"VZCZCXRO{int(rng.random() * 9999):04d}",
                f"RR {info[0].partition('/')[0]}",
                f"DE {post.route} #{serial:04d}/01 {day:03d}{created:%H%M}",
                handling,
                f"R {zone}",
                f"FM {post.sender}",
                f"TO RUEHC/SECSTATE WASHDC {int(rng.random() * 9999):04d}",
                "INFO " + "\n".join(f"{name}{number}" for name, number in zip(info, numbers, strict=True)),
            )
        )


def telegrams(count: int, seed: int = 1966) -> Iterator[Telegram]:
    """Write ``count`` different telegrams; the same seed writes the same ones."""
    author = Author(seed)
    for _ in range(count):
        yield author.telegram()


def make(folder: Path, count: int, seed: int = 1966, index: bool = False) -> int:
    """Write a release of ``count`` pages into ``folder`` and return its size in bytes.

    The navigation is that of a release with all its months, origins and tags, so that pages have their real size.
    """
    if index:
        release = Release(DAY, tuple(telegrams(count, seed)))
        return _write(folder, pages(release))
    # Without lists the telegrams need not be held: a few thousand of them give the navigation its entries.
    rest = telegrams(count, seed)
    first = tuple(islice(rest, 4000))
    release = Release(DAY, first, counter=count)
    return _write(folder, ((each.path, render_page(each, release).encode()) for each in chain(first, rest)))


def next_release(before: Path, after: Path, share: float = 0.01, seed: int = 1967, days: int = 7) -> tuple[int, int]:
    """Write a later release of the tree ``before`` into ``after``; give the pages written and those whose text changed.

    Every page gets one more release date in its navigation, so that every file's bytes differ. In ``share`` of the
    cables a name is hidden, and the page carries the new release time.
    """
    rng = random.Random(seed)
    new_day = DAY + timedelta(days=days)
    files = sorted(path for path in before.rglob("*.html"))
    count = sum(path.relative_to(before).parts[0] == "cable" for path in files)
    link = f"<a href='/reldate/{new_day:%Y-%m-%d}_0.html'>{new_day:%Y/%m/%d}</a>\n"
    marker = "<h3>Browse latest releases</h3>\n<div class='sort'>\n"
    changed = 0
    made: set[Path] = set()
    for path in files:
        page = path.read_bytes().decode().replace(marker, marker + link, 1)
        relative = path.relative_to(before)
        if relative.parts[0] == "cable" and rng.random() < share:
            start = page.rindex(_BLOCKS)
            body = page[start:]
            hidden = body.replace("The ", "XXXXXXXXXXXX ", 1)
            if hidden != body:
                page = page[:start] + hidden
                page = re.sub(
                    r"<a href='/reldate/[^']*'>\d{4}-\d\d-\d\d \d\d:\d\d</a>",
                    f"<a href='/reldate/{new_day:%Y-%m-%d}_0.html'>{new_day:%Y-%m-%d} 18:06</a>",
                    page,
                    count=1,
                )
                changed += 1
        target = after / relative
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        target.write_bytes(page.encode())
    return count, changed


def _write(folder: Path, files: Iterator[tuple[str, bytes]]) -> int:
    made: set[str] = set()
    root = str(folder)
    size = 0
    for path, content in files:
        directory = path.rpartition("/")[0]
        if directory not in made:
            (folder / directory).mkdir(parents=True, exist_ok=True)
            made.add(directory)
        descriptor = os.open(f"{root}/{path}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        os.write(descriptor, content)
        os.close(descriptor)
        size += len(content)
    return size


def main() -> None:
    """Read the command line and make what it asks for."""
    parser = argparse.ArgumentParser(description="Make a large corpus of invented cables.")
    parser.add_argument("--pages", type=int, default=25_000, help="cable pages to write (25,000)")
    parser.add_argument("--out", type=Path, default=CORPORA / "first", help="folder to write into")
    parser.add_argument("--seed", type=int, default=1966)
    parser.add_argument("--index", action="store_true", help="write the lists too")
    parser.add_argument("--next", type=Path, help="write a later release of this folder instead")
    parser.add_argument("--share", type=float, default=0.01, help="share of cables that change (0.01)")
    arguments = parser.parse_args()
    started = time.perf_counter()
    if arguments.next:
        count, changed = next_release(arguments.next, arguments.out, arguments.share)
        print(f"{count:,} pages, {changed:,} cables changed, in {time.perf_counter() - started:.1f} s")
        return
    size = make(arguments.out, arguments.pages, arguments.seed, arguments.index)
    seconds = time.perf_counter() - started
    print(
        f"{arguments.pages:,} pages, {size / 1e6:,.0f} MB, in {seconds:.1f} s: {arguments.pages / seconds:,.0f} pages/s"
    )


if __name__ == "__main__":
    main()
