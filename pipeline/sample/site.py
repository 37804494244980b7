"""The site around the cables: navigation, cable pages, index pages, in the form that the real one had.

A `Release` holds the telegrams that it lists; `pages` gives every file of its tree, `write_site` a folder of them and
`archive_site` an archive. The same release gives the same bytes.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from pipeline.sample.telegram import Telegram

TOTAL = 251_287
NEWLINE = "&#x000A;"
# The site numbered the markings by alphabet and titled its links from another list: the title of a link is wrong.
_LINK_TITLES = (
    "unclassified",
    "secret",
    "confidential",
    "secret//noforn",
    "unclassified//fouo",
    "confidential//noforn",
)
_TAGS_LINE = re.compile(r"^TAGS:[ \t]*([^\n]*)$", re.MULTILINE)
_TAG = re.compile(r"[^\s,;()]+")
_ANCHORED = re.compile(r"^([ \t]*)¶?([0-9]{1,4}|[A-Z])\. ", re.MULTILINE)
_PILCROW = re.compile(r"(?<!>)¶([0-9]{1,4}|[A-Z])\.")


@dataclass(frozen=True)
class Release:
    """The site on one day: the telegrams that it lists, and what has gone wrong with it.

    ``withdrawn`` are pages that no index lists but that stayed in the tree, each as the older release rendered it, with
    that release's counter. ``stale_rows`` maps a published id to an earlier release time that `origin/` and
    `reldate/` still show. ``counter`` is the number of listed telegrams unless given; ``index_counter`` is what a
    front page that was not regenerated shows.
    """

    day: date
    cables: tuple[Telegram, ...]
    withdrawn: tuple[tuple[Telegram, Release], ...] = ()
    stale_rows: Mapping[str, datetime] = field(default_factory=dict)
    counter: int | None = None
    index_counter: int | None = None
    total: int = TOTAL
    rows_per_page: int = 50
    press: tuple[tuple[str, str], ...] = (("/The-ruler-dispute-explained.html", "Iceland"), ("/Et-fyr.html", "Norway"))

    @property
    def name(self) -> str:
        """The stem of its archive: ``cablegate-20110301``."""
        return f"cablegate-{self.day:%Y%m%d}"

    @property
    def shown_counter(self) -> int:
        """What the sidebar of its pages says."""
        return len(self.cables) if self.counter is None else self.counter

    @cached_property
    def _site(self) -> _Site:
        return _Site(self)


def site_time(moment: datetime) -> str:
    """Show a time as the site did: the minutes repeat the hour on a twelve-hour clock (``14:02``, ``21:09``)."""
    return f"{moment:%Y-%m-%d %H:%I}"


def linked_tags(telegram: Telegram) -> list[str]:
    """Give the tags that the site linked, and so listed: those on a line that begins with ``TAGS:`` in capitals."""
    if not telegram.tags_linked:
        return []
    tags: dict[str, None] = {}
    for line in _TAGS_LINE.finditer(telegram.body):
        tags |= dict.fromkeys(_TAG.findall(line[1]))
    return list(tags)


def _anchor(found: re.Match[str]) -> str:
    return f"{found[1]}{_anchor_of(found[2])} "


def _tag_links(found: re.Match[str]) -> str:
    return "TAGS: " + " ".join(f"<a href='/tag/{tag}_0.html'>{tag}</a>" for tag in _TAG.findall(found[1]))


def body_markup(telegram: Telegram) -> str:
    """Give the body as the page's second block has it: tags linked, paragraphs anchored, line ends written out."""
    text = telegram.body
    if telegram.tags_linked:
        text = _TAGS_LINE.sub(_tag_links, text)
    if telegram.anchored:
        text = _ANCHORED.sub(_anchor, text)
        if "¶" in telegram.body:  # within a line, as a reader's rendering of a page has them
            text = _PILCROW.sub(lambda found: _anchor_of(found[1]), text)
    return text.replace("\n", NEWLINE)


def _anchor_of(label: str) -> str:
    return f"<a id='par{label}' href='#par{label}'>¶</a>{label}."


def render_page(
    telegram: Telegram, release: Release | None = None, *, counter: int | None = None, total: int = TOTAL
) -> str:
    """Write one cable page as the site did.

    With a release, its navigation and keys; without, those of a site that holds this cable alone, with the counter
    given: ``render_page(telegram, counter=1862)``.
    """
    if release is None:
        release = Release(telegram.released.date(), (telegram,), counter=counter, total=total)
    return release._site.page(telegram)


def pages(release: Release) -> Iterator[tuple[str, bytes]]:
    """Give every file of the release's tree as path and bytes, sorted by path."""
    files = dict(release._site.index_pages())
    files |= {telegram.path: release._site.page(telegram) for telegram in release.cables}
    for telegram, older in release.withdrawn:
        files[telegram.path] = older._site.page(telegram)
    for path in sorted(files):
        yield path, files[path].encode()


def write_site(release: Release, folder: Path) -> Path:
    """Write the release's tree into ``folder`` (made if absent) and return it. Files already there are overwritten."""
    made: set[Path] = set()
    for path, content in pages(release):
        file = folder / path
        if file.parent not in made:
            file.parent.mkdir(parents=True, exist_ok=True)
            made.add(file.parent)
        file.write_bytes(content)
    return folder


def archive_site(release: Release, path: Path) -> Path:
    """Write the release as one archive, its kind from the suffix: .tar.xz .tar.gz .tar.bz2 .tar .zip .7z; return it.

    Members stand in a folder named after the release's day, as shipped, with the day's midnight as their time; the
    same release gives the same bytes (of a .7z, the same members). ValueError for another suffix.
    """
    root = f"{release.day:%Y%m%d}"
    files = [(f"{root}/{name}", content) for name, content in pages(release)]
    midnight = datetime(release.day.year, release.day.month, release.day.day, tzinfo=UTC)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.name.endswith(".zip"):
        _write_zip(files, path, midnight)
    elif path.name.endswith(".7z"):
        _write_7z(files, path)
    elif path.name.endswith((".tar.xz", ".tar.gz", ".tar.bz2", ".tar")):
        tape = _tar(files, int(midnight.timestamp()))
        compress = _COMPRESSORS[path.suffix]
        path.write_bytes(compress(tape))
    else:
        raise ValueError(f"{path.name}: not an archive this can write")
    return path


def _gzip(tape: bytes) -> bytes:
    return gzip.compress(tape, mtime=0)


def _bzip2(tape: bytes) -> bytes:
    return bz2.compress(tape)


def _xz(tape: bytes) -> bytes:
    return lzma.compress(tape, preset=6)


_COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {".xz": _xz, ".gz": _gzip, ".bz2": _bzip2, ".tar": bytes}


def _tar(files: Iterable[tuple[str, bytes]], modified: int) -> bytes:
    tape = io.BytesIO()
    with tarfile.open(fileobj=tape, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in files:
            member = tarfile.TarInfo(name)
            member.size, member.mtime, member.mode = len(content), modified, 0o644
            archive.addfile(member, io.BytesIO(content))
    return tape.getvalue()


def _write_zip(files: Iterable[tuple[str, bytes]], path: Path, midnight: datetime) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            member = zipfile.ZipInfo(name, (midnight.year, midnight.month, midnight.day, 0, 0, 0))
            member.external_attr, member.compress_type, member.create_system = 0o644 << 16, zipfile.ZIP_DEFLATED, 3
            archive.writestr(member, content)


def _write_7z(files: Iterable[tuple[str, bytes]], path: Path) -> None:
    import py7zr

    with py7zr.SevenZipFile(path, "w") as archive:
        for name, content in files:
            archive.writestr(content, name)


def _letter(origin: str) -> str:
    for kind in ("Embassy ", "Consulate "):
        if origin.startswith(kind):
            return origin[len(kind)].upper()
    return origin[0].upper()


def _picker(name: str, letters: Iterable[tuple[str, str]]) -> list[str]:
    return [
        "<div class='pick'>",
        *(
            f"""<a class='sort' href='#{name}_{key}' onclick="return swap('{name}_{key}');">{label}</a>"""
            for key, label in letters
        ),
        "</div>",
    ]


class _Site:
    """The parts of a release's pages that are the same on all of them, made once."""

    def __init__(self, release: Release) -> None:
        self.release = release
        cables = sorted(release.cables, key=lambda telegram: (telegram.created, telegram.published_id))
        # Newest release first, and by creation within one: the order of the site's lists.
        self.listed = sorted(cables, key=lambda telegram: telegram.released.date(), reverse=True)
        origins = sorted({telegram.origin for telegram in cables}, reverse=True)
        self.origin_keys = {origin: key for key, origin in enumerate(origins, 1)}
        markings = sorted({telegram.classification for telegram in cables})
        self.marking_keys = {marking: key for key, marking in enumerate(markings, 1)}
        self.months = sorted({f"{telegram.created:%Y-%m}" for telegram in cables})
        days = {telegram.released.date() for telegram in cables}
        days |= {moment.date() for moment in release.stale_rows.values()}
        self.days = sorted(days, reverse=True)
        self.tags_of = {telegram.published_id: linked_tags(telegram) for telegram in cables}
        self.tags = list(dict.fromkeys(tag for telegram in self.listed for tag in self.tags_of[telegram.published_id]))
        self.head = self._head()
        self.navigation = self._navigation()
        last = markings[-1] if markings else ""
        count = Counter(telegram.classification for telegram in cables)[last]
        page = max(0, (count - 1) // release.rows_per_page)
        self.last_marking_path = f"classification/{len(markings)}_{page}.html"

    def _head(self) -> str:
        return """<?xml version='1.0' encoding='utf-8' ?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html lang='en' xml:lang='en' xmlns='http://www.w3.org/1999/xhtml'>
<head>
<title>Cable Viewer</title>
<link href='/static/gfx/favicon.ico' rel='shortcut icon' />
<link href='/static/css/reset-fonts-grids.css' rel='stylesheet' type='text/css' />
<link href='/static/css/cables.css' rel='stylesheet' type='text/css' />
</head>
<body>
<div class='main'>
<div class='pane small'>
<a href='/support.html'>
<img alt='Keep Us Strong' src='/static/gfx/ja-cg.jpg' />
</a>
<a href='/index.html'>
<img alt='WikiLeaks logo' src='/static/gfx/WL_Hour_Glass_small.png' />
"""

    def _counter(self, counter: int) -> str:
        return f"<p>Currently released so far... {counter} / {self.release.total:,}</p>\n"

    def _navigation(self) -> str:
        release = self.release
        lines = ["</a>", "<div id='browse'>", "<h3>Articles</h3>", "<div class='sort'>"]
        lines += [f'<a href="{address}">{country}</a>' for address, country in release.press]
        lines += ["</div>", "<h3>Browse latest releases</h3>", "<div class='sort'>"]
        lines += [f"<a href='/reldate/{day:%Y-%m-%d}_0.html'>{day:%Y/%m/%d}</a>" for day in self.days]
        years = list(dict.fromkeys(month[:4] for month in self.months))
        first = years[0] if years else ""
        lines += [
            "</div>",
            f"<h3>Browse by creation <a href='#year_{first}' onclick='return sha(0);'>date</a></h3>",
            *_picker("year", [(year, year[2:]) for year in years]),
        ]
        for year in years:
            lines.append(f"<div class='sort' id='year_{year}'>")
            lines += [
                f"<a href='/date/{month}_0.html'>{month.replace('-', '/')}</a>"
                for month in self.months
                if month.startswith(year)
            ]
            lines.append("</div>")
        lines.append("<h3>Browse by <a href='#by_A' onclick='return sha(1);'>origin</a></h3>")
        lines += self._lettered("by", "origin", [(_letter(name), key, name) for name, key in self.origin_keys.items()])
        lines.append("<h3>Browse by <a href='#tag_A' onclick='return sha(2);'>tag</a></h3>")
        lines += self._lettered("tag", "tag", [(tag[0].upper(), tag, tag) for tag in self.tags])
        lines += ["<h3>Browse by classification</h3>", "<div class='sort'>"]
        lines += [self._marking_link(marking) for marking in self.marking_keys]
        lines += [
            "</div>",
            "</div>",
            "<h3>Community resources</h3>",
            "<div class='sort'>",
            "<a href='http://twitter.com/wikileaks'>Follow us on Twitter</a>",
            "<a href='http://en.reddit.com/domain/wikileaks.org'>Check our Reddit</a>",
        ]
        return "\n".join(lines) + "\n"

    def _lettered(self, name: str, axis: str, entries: list[tuple[str, object, str]]) -> list[str]:
        letters = sorted({letter for letter, _, _ in entries})
        lines = _picker(name, [(letter, letter) for letter in letters])
        for wanted in letters:
            lines.append(f"<div class='sort' id='{name}_{wanted}'>")
            lines += [
                f"<a href='/{axis}/{key}_0.html'>{label}</a>" for letter, key, label in entries if letter == wanted
            ]
            lines.append("</div>")
        return lines

    def _marking_link(self, marking: str) -> str:
        key = self.marking_keys.get(marking, len(self.marking_keys) + 1)
        return f"<a href='/classification/{key}_0.html' title='{_LINK_TITLES[(key - 1) % 6]}'>{marking}</a>"

    def _share(self, path: str, label: str) -> str:
        address = quote(f"http://cablegate.wikileaks.org/{path}", safe="")
        status = f"Reading%20{address}" + (f"%20%23{label}" if label else "")
        return f"""<a href='http://twitter.com/home?status={status}'>Twitter this</a>
<a href='http://digg.com/submit?url={address}'>Digg this page</a>
</div>
<p>
<i>
courage is contagious
</i>
</p>
</div>
<div class='pane big'>
"""

    def _frame(self, path: str, content: str, counter: int | None = None, label: str = "") -> str:
        return "".join(
            (
                self.head,
                self._counter(self.release.shown_counter if counter is None else counter),
                self.navigation,
                self._share(path, label),
                content,
                _FOOT,
            )
        )

    def _cells(self, telegram: Telegram, created: str, released: str, day: date) -> str:
        origin = self.origin_keys.get(telegram.origin, len(self.origin_keys) + 1)
        return f"""<td>
<a href='/date/{telegram.created:%Y-%m}_0.html'>{created}</a>
</td>
<td>
<a href='/reldate/{day:%Y-%m-%d}_0.html'>{released}</a>
</td>
<td>
{self._marking_link(telegram.classification)}
</td>
<td>
<a href='/origin/{origin}_0.html'>{telegram.origin}</a>
</td>
</tr>
"""

    def page(self, telegram: Telegram) -> str:
        """Write one cable page."""
        cells = self._cells(
            telegram, site_time(telegram.created), site_time(telegram.released), telegram.released.date()
        )
        press = ""
        if telegram.articles:
            links = "\n".join(
                f"<a href='{address}'>{re.sub('^(?:http://){2}', 'http://', address)}</a><br />"
                for address in telegram.articles
            )
            press = f"<tr>\n<td colspan='5'>\nAppears in these articles:<br />\n{links}\n</td>\n</tr>\n"
        identifier = telegram.published_id
        title = f"{identifier}, {telegram.shown_title}".strip()
        content = f"""<h3>Viewing cable {title}</h3>
{_INTRODUCTION.replace("REFERENCE", identifier)}<table class='cable'>
<tr>
<th>Reference ID</th>
<th>Created</th>
<th>Released</th>
<th>Classification</th>
<th>Origin</th>
</tr>
<tr>
<td>
<a href='/{telegram.path}'>{identifier}</a>
</td>
{cells}{press}</table>
<code><pre>{telegram.header.replace(chr(10), NEWLINE)}</pre></code>
<code><pre>{body_markup(telegram)}</pre></code>
"""
        return self._frame(telegram.path, content, label=identifier)

    def index_pages(self) -> Iterator[tuple[str, str]]:
        """Write the front page and the five kinds of lists."""
        release = self.release
        counter = release.shown_counter if release.index_counter is None else release.index_counter
        front = self._frame("", _FRONT_PAGE.replace("TOTAL", f"{release.total:,}"), counter)
        yield "index.html", front
        earlier = release.stale_rows
        for day in self.days:
            rows = [each for each in self.listed if each.released.date() == day]
            rows += [
                each
                for each in self.listed
                if each.published_id in earlier and earlier[each.published_id].date() == day
            ]
            yield from self._list("reldate", f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}", rows, stale=day)
        for month in self.months:
            rows = [each for each in self.listed if f"{each.created:%Y-%m}" == month]
            yield from self._list("date", month, month.replace("-", "/"), rows)
        for origin, key in self.origin_keys.items():
            rows = [each for each in self.listed if each.origin == origin]
            yield from self._list("origin", str(key), origin, rows, stale=True)
        for tag in self.tags:
            rows = [each for each in self.listed if tag in self.tags_of[each.published_id]]
            yield from self._list("tag", tag, tag, rows)
        for marking, key in self.marking_keys.items():
            rows = [each for each in self.listed if each.classification == marking]
            yield from self._list("classification", str(key), marking, rows)

    def _list(
        self, axis: str, key: str, label: str, telegrams: list[Telegram], stale: date | bool = False
    ) -> Iterator[tuple[str, str]]:
        size = self.release.rows_per_page
        count = max(1, -(-len(telegrams) // size))
        for number in range(count):
            pager = self._pager(axis, key, number, count)
            rows = "".join(self._row(telegram, stale) for telegram in telegrams[number * size : (number + 1) * size])
            content = f"""<h3>Browse by {label}</h3>
{pager}<table class='cable'>
<tr>
<th>Reference ID</th>
<th>Subject</th>
<th>Created</th>
<th>Released</th>
<th>Classification</th>
<th>Origin</th>
</tr>
{rows}</table>
{pager}"""
            path = f"{axis}/{key}_{number}.html"
            # Only lists by origin share their own address; the others carry that of the page rendered before them.
            shared = path if axis in ("origin", "classification") else self.last_marking_path
            if axis == "tag" and self.listed:
                shared = max(self.listed, key=lambda telegram: telegram.created).path
            yield path, self._frame(shared, content)

    def _row(self, telegram: Telegram, stale: date | bool) -> str:
        day = telegram.released.date()
        earlier = self.release.stale_rows.get(telegram.published_id)
        if earlier is not None and (stale is True or stale == earlier.date()):
            day = earlier.date()
        cells = self._cells(telegram, f"{telegram.created:%Y-%m-%d}", f"{day:%Y-%m-%d}", day)
        return f"""<tr>
<td>
<a href='/{telegram.path}'>{telegram.published_id}</a>
</td>
<td>{telegram.shown_title}</td>
{cells}"""

    def _pager(self, axis: str, key: str, number: int, count: int) -> str:
        def link(page: int, label: str) -> str:
            return f"<a href='/{axis}/{key}_{page}.html'>{label}</a>"

        blank = "" if axis == "origin" else " "
        before = link(number - 1, str(number)) if number else ""
        after = link(number + 1, str(number + 2)) if number + 1 < count else ""
        return (
            f"<div class='paginator'>{link(max(0, number - 1), f'&lt;&lt;{blank}')}{link(0, '1')} .. {before} "
            f"<b>{link(number, str(number + 1))}</b> {after} .. {link(count - 1, str(count))}"
            f"{link(min(count - 1, number + 1), f'{blank}&gt;&gt;')}</div>\n"
        )


# What stands between title and table: the markup is the site's, the words are our own.
_TO_ORIGINS = (
    "swap('by_A'); setTimeout('document.location.href=(document.location.href + "
    r"\'#by_A\').replace(/\#.*$/,\'#by_A\')', 100); return false;"
)
_REASONS = "http://en.wikisource.org/wiki/Executive_Order_13526#Part_1"
_INTRODUCTION = f"""<div>
New here? There is a guide to the <a href="#help_1" onclick="return sh(1);">parts of a cable</a> and one on how to \
<a href="#help_2" onclick="return sh(2);">talk about them</a>. \
Other questions: <a href="/static/html/faq.html">FAQs</a>
<br />
</div>
<div id='help_1'>
<br />
<b>Understanding cables</b>
<br />
A cable has three parts here:
<ul>
<li>On top a box with its reference number, its two dates, its marking and its sender.</li>
<li>Then the header, which says how it was routed and to whom.</li>
<li>Then the body. References in it can be followed \
(<a href="#by_A" onclick="{_TO_ORIGINS}">browse by origin</a> to find them).</li>
</ul>
What the reasons for a marking mean is in this <a href="{_REASONS}">WikiSource</a> article.
</div>
<div id='help_2'>
<br />
<b>Discussing cables</b>
<br />
Link to a cable by its reference number, or to one paragraph by its paragraph symbol.
On other networks use the hash tags <b>#cablegate</b> and <b>#REFERENCE</b>.
</div>
"""
_FOOT = """</div>
</div>
<script src='/static/js/cables.js' type='text/javascript'></script>
</body>
</html>
"""
_FRONT_PAGE = """<h1>Invented Embassy Cables</h1>
<p>A site of the same form as the one that published TOTAL cables, with invented cables in it.</p>
<h3>How to explore the data</h3>
<p>Browse by date, by origin, by tag or by marking.</p>
"""
