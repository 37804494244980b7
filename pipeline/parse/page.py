"""A page taken apart: the table's cells, the articles, the two blocks, and what the sidebar says of the release.

Nothing here reads a telegram; see `pipeline.parse.cable` for that.
"""

from __future__ import annotations

import html
import re
from datetime import date, datetime
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser
from xxhash import xxh3_64_digest, xxh3_128_hexdigest

from pipeline.model import Listing, Page, PageError
from pipeline.parse.identity import canonical_id
from pipeline.parse.text import plain_block

# Why a page could not be read: the closed list of `rejects.reason`.
REJECT_REASONS = (
    "unreadable_file",
    "empty_page",
    "not_utf8",
    "no_cable_table",
    "wrong_cell_count",
    "bad_reference_id",
    "bad_created_time",
    "bad_released_time",
    "unknown_classification",
    "missing_origin",
    "missing_blocks",
    "bad_listing_row",
    "parser_failure",
)

TABLE_MARKS = (b"<table class='cable'>", b'<table class="cable">')
# The same in other hands: a copy that a browser or a tool wrote again. Looked for where the site's own form is not.
TABLE = re.compile(rb"<table\b[^<>]*?\bclass\s*=\s*['\"]?[^<>'\"]{0,80}?\bcable\b[^<>]*>", re.IGNORECASE)
TABLE_END = re.compile(rb"</table\s*>", re.IGNORECASE)
BLOCK = re.compile(rb"(?:<code\b[^<>]*>\s*)?<pre\b[^<>]*>", re.IGNORECASE)
BLOCK_END = re.compile(rb"</pre\s*>(?:\s*</code\s*>)?", re.IGNORECASE)
CELL = r"<td>\s*<a\b[^<>]*>([^<>]*)</a>\s*</td>\s*"
# The row of five cells, then the optional row of articles, up to the end of the table.
CELLS = re.compile(r"<tr>\s*" + CELL * 5 + r"</tr>(.{0,40000}?)</table>", re.DOTALL)
# A link to one of the site's own pages, whose number, and a title that is wrong anyway, change from release to release.
OWN_LINK = re.compile(rb"<a href=['\"][./]*(?:cable|reldate|date|origin|tag|classification)/[^<>]*>")
ARTICLE = re.compile(r"<a\s[^<>]*?href=(['\"])(.*?)\1", re.DOTALL)
TAG_LINK = re.compile(r"<a\b[^<>]*?\bhref=['\"](?:[^<>'\"]*/)?tag/[^<>'\"]*_\d+\.html['\"][^<>]*>([^<]*)</a>")
TAGS_LABEL = re.compile(r"\bTAGS?\b", re.IGNORECASE)
COUNTER = re.compile(
    rb"released so far(?:\.{2,5}|\xe2\x80\xa6|&hellip;|:)?(?:\s|&nbsp;|\xc2\xa0){0,200}"
    rb"([\d.,]{1,11})(?:\s|&nbsp;|\xc2\xa0){0,200}/(?:\s|&nbsp;|\xc2\xa0){0,200}([\d.,]{1,11})(?![\d.,]*\d)"
)
VIEWING = re.compile(r"<h3\b[^<>]*>\s*Viewing cable ([^<,]{0,200}),?([^<]*)</h3\s*>", re.IGNORECASE)
BROWSE = re.compile(r"<h3\b[^<>]*>\s*Browse by ([^<]*)</h3\s*>", re.IGNORECASE)
SIDEBAR_KEY = "classification"  # Browse by classification: a heading that every page has beside the lists
FARTHEST_HEADING = 200  # bytes between the mark of a heading and its words
LONGEST_ID = 100
MOST_CABLES = 1_000_000_000  # more than that is no count of telegrams
REFERENCE_ID = re.compile(r"\d\d[A-Z0-9./-]*[A-Z][A-Z0-9./-]*\d", re.IGNORECASE)
LEVEL = re.compile(r"(?:UNCLASSIFIED|CONFIDENTIAL|SECRET)(?://.*)?")
TIME_CELL = re.compile(r"(\d{4}-\d\d-\d\d)[T\s]+(\d\d):\d\d(?::\d\d)?")
PAGED_KEY = re.compile(r"(reldate|date|origin|tag|classification)/[^/]+\.html?$")
MONTH_KEY = re.compile(r"\d{4}/\d\d(?:/\d\d)?")
# The lists of index pages.
LINK = re.compile(r"</?a\b[^<>]*>", re.IGNORECASE)
LIST_END = re.compile(r"</table\s*>\Z", re.IGNORECASE)
ROW = re.compile(r"<tr\b[^<>]*>", re.IGNORECASE)
DATA_CELL = re.compile(r"<td\b[^<>]*>", re.IGNORECASE)
CELL_END = re.compile(r"</td\s*>", re.IGNORECASE)
RELEASE_LINK = re.compile(rb"/reldate/(\d{4}-\d\d-\d\d)_0\.html")


def counter_of(data: bytes) -> tuple[int | None, int | None]:
    """The sidebar's ``Currently released so far... 1862 / 251,287``: the count and the total, or None for both."""
    found = COUNTER.search(data, 0, 8192) or COUNTER.search(data)
    if found is None:
        return None, None
    try:
        counter, total = (int(group.replace(b",", b"").replace(b".", b"")) for group in found.groups())
    except ValueError:  # commas and nothing else
        return None, None
    return (counter, total) if max(counter, total) < MOST_CABLES else (None, None)


def _table_start(data: bytes) -> int:
    """Where the table of cells begins, or -1. The last one: what is shown stands behind what surrounds it."""
    found = next((start for start in map(data.rfind, TABLE_MARKS) if start >= 0), -1)
    if found >= 0:
        return found
    return max((match.start() for match in TABLE.finditer(data)), default=-1)


def _table_end(data: bytes, start: int) -> int:
    end = data.find(b"</table>", start)
    if end >= 0:
        return end + 8
    found = TABLE_END.search(data, start)
    return len(data) if found is None else found.end()


def _heading_span(data: bytes, words: bytes, table_start: int) -> tuple[int, int]:
    """Where the last heading before the table stands that has these words; an empty span where there is none."""
    place = data.rfind(words, 0, table_start)
    near = max(0, place - FARTHEST_HEADING)
    start = max(data.rfind(b"<h3", near, place), data.rfind(b"<H3", near, place)) if place >= 0 else -1
    if start < 0:
        return 0, 0
    end = max(data.find(b"</h3>", start, table_start), data.find(b"</H3>", start, place + FARTHEST_HEADING))
    return (0, 0) if end < 0 else (start, end + 5)


def _decode(data: bytes, offset: int) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PageError("not_utf8", f"byte {offset + error.start} is not UTF-8") from None


def _cells(table: str) -> tuple[list[str], list[str]]:
    """The texts of the five cells, and the addresses of the articles."""
    found = CELLS.search(table)
    if found is not None:
        cells = [html.unescape(cell).strip() for cell in found.groups()[:5]]
        return cells, [html.unescape(link[1]).strip() for link in ARTICLE.findall(found[6])]
    # Not the usual form: let a parser of HTML say what the cells are.
    tree = LexborHTMLParser(table)
    cells = []
    articles: list[str] = []
    for cell in tree.css("table.cable td"):
        if "colspan" in cell.attributes:
            articles += [(link.attributes.get("href") or "").strip() for link in cell.css("a")]
        else:
            cells.append(cell.text(strip=True))
    if len(cells) != 5:
        raise PageError("wrong_cell_count", f"{len(cells)} cells where five were expected")
    return cells, articles


def _time(cell: str, reason: str) -> datetime:
    """``2009-09-22 14:02`` is 14 o'clock: on the site's pages the minutes only repeat the hour."""
    found = TIME_CELL.fullmatch(cell)
    if found is None:
        raise PageError(reason, f"{cell[:60]!r} is not YYYY-MM-DD HH:MM")
    try:
        return datetime.fromisoformat(f"{found[1]}T{found[2]}:00:00+00:00")
    except ValueError:
        raise PageError(reason, f"{cell[:60]!r} names no real moment") from None


def _blocks(data: bytes, start: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where the raw contents of the two <pre> blocks begin and end.

    Each is all that a <code> holds; a <pre> that stands elsewhere, in a note or a script, is none of them.
    """
    first = data.find(b"<code><pre>", start)
    first_end = data.find(b"</pre></code>", first)
    second = data.find(b"<code><pre>", first_end)
    second_end = data.find(b"</pre></code>", second)
    if 0 <= first < first_end < second < second_end:
        return (first + 11, first_end), (second + 11, second_end)
    return _unusual_blocks(data, start)


def _unusual_blocks(data: bytes, start: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The blocks of a page that has not the site's own form: the first two <pre>, or those in a <code> if any are."""
    opened = list(BLOCK.finditer(data, start))
    opened = [found for found in opened if found[0][:5].lower() == b"<code"] or opened
    if len(opened) < 2:
        raise PageError("missing_blocks", f"{len(opened)} text blocks where two were expected")
    first, second = opened[:2]
    first_end, second_end = BLOCK_END.search(data, first.end()), BLOCK_END.search(data, second.end())
    if first_end is None or first_end.start() > second.start() or second_end is None:
        which = "first" if first_end is None or first_end.start() > second.start() else "second"
        raise PageError("missing_blocks", f"the {which} text block has no end")
    return (first.end(), first_end.start()), (second.end(), second_end.start())


def fingerprint_of(*parts: str) -> str:
    """128 bits of XXH3 over texts, in hexadecimal; the parts' borders count.

    It tells contents apart that nobody made to look alike, and costs a fortieth of a cryptographic hash.
    """
    return xxh3_128_hexdigest("\x1f".join(parts).encode("utf-8", "surrogatepass"))


def short_fingerprint(data: bytes) -> int:
    """64 bits of XXH3, signed, as Arrow's int64 holds them."""
    return int.from_bytes(xxh3_64_digest(data), "big", signed=True)


class OpenedPage(NamedTuple):
    """A page whose parts are found, but not yet read: all that is needed of one that was seen before.

    `markup_fingerprint` is of the heading, the cells and the blocks as they stand, without the numbered addresses that
    every release changes. Where it is one that is known, so is all that the page says of its cable; where it is not,
    that may still be known, for the site changed markup without changing a word.
    """

    path: str
    data: bytes
    heading_span: tuple[int, int]
    table_span: tuple[int, int]
    header_span: tuple[int, int]
    body_span: tuple[int, int]
    counter: int | None
    total: int | None
    markup_fingerprint: int


class _Cells(NamedTuple):
    """What the table says."""

    published_id: str
    created_at: datetime
    released_at: datetime
    classification: str
    origin: str
    articles: tuple[str, ...]


def open_page(path: str, data: bytes) -> OpenedPage:
    """Find the parts of a cable page. Raises PageError where one is missing."""
    if not data or data.isspace():
        raise PageError("empty_page", "the file holds nothing")
    start = _table_start(data)
    if start < 0:
        raise PageError("no_cable_table", "there is no <table class='cable'>")
    end = _table_end(data, start)
    try:
        header_span, body_span = _blocks(data, end)
    except PageError:
        _read_cells(data, (start, end))  # what is wrong with them is told first
        raise
    heading_span = _heading_span(data, b"Viewing cable", start)
    cells = OWN_LINK.sub(b"<a>", data[start:end])
    markup = b"\x1e".join((data[slice(*heading_span)], cells, data[slice(*header_span)], data[slice(*body_span)]))
    return OpenedPage(
        path,
        data,
        heading_span,
        (start, end),
        header_span,
        body_span,
        *counter_of(data),
        short_fingerprint(markup),
    )


def _read_cells(data: bytes, span: tuple[int, int]) -> _Cells:
    texts, articles = _cells(_decode(data[slice(*span)], span[0]))
    published_id, created, released, classification, origin = texts
    if len(published_id) > LONGEST_ID or REFERENCE_ID.fullmatch(published_id.replace(" ", "")) is None:
        raise PageError("bad_reference_id", f"{published_id[:60]!r} is no reference id")
    if LEVEL.fullmatch(classification) is None:
        raise PageError("unknown_classification", f"{classification[:60]!r}")
    if not origin:
        raise PageError("missing_origin", "the origin's cell is empty")
    created_at = _time(created, "bad_created_time")
    released_at = _time(released, "bad_released_time")
    return _Cells(published_id, created_at, released_at, classification, origin, tuple(articles))


def read_opened(opened: OpenedPage) -> Page:
    """Read an opened page's parts.

    Raises PageError where a cell does not hold what belongs there, and where a part is not UTF-8.
    """
    data = opened.data
    cells = _read_cells(data, opened.table_span)
    heading = VIEWING.search(_decode(data[slice(*opened.heading_span)], opened.heading_span[0]))
    title = " ".join(html.unescape(heading[2]).split()) if heading is not None else ""
    raw_header = _decode(data[slice(*opened.header_span)], opened.header_span[0])
    raw_body = _decode(data[slice(*opened.body_span)], opened.body_span[0])
    header = plain_block(raw_header)
    body = plain_block(raw_body)
    linked_tags = tuple(html.unescape(tag) for tag in TAG_LINK.findall(raw_body)) if "tag/" in raw_body else ()
    # The minutes of the cells say nothing; tags that are linked count only where no line of the text has them.
    told = [
        cells.published_id,
        cells.created_at.isoformat(),
        cells.released_at.isoformat(),
        cells.classification,
        cells.origin,
        title,
        "\x1e".join(cells.articles),
        header,
        body,
    ]
    if linked_tags and not TAGS_LABEL.search(body):
        told += linked_tags
    return Page(
        path=opened.path,
        published_id=cells.published_id,
        title=title or None,
        created_at=cells.created_at,
        released_at=cells.released_at,
        classification=cells.classification,
        origin=cells.origin,
        articles=cells.articles,
        header=header,
        body=body,
        linked_tags=linked_tags,
        counter=opened.counter,
        total=opened.total,
        fingerprint=fingerprint_of(*told),
    )


def read_page(path: str, data: bytes) -> Page:
    """Take one cable page apart.

    Raises PageError, whose reason is one of REJECT_REASONS, where the page is not a cable page of the site or a cell
    does not hold what belongs there. The classification is the link's text: its ``title`` attribute is wrong.
    """
    return read_opened(open_page(path, data))


def index_axis(path: str) -> str | None:
    """Which way of browsing an index page belongs to, by its path: ``tag/PREL_0.html`` is ``tag``; else None."""
    found = PAGED_KEY.search(path)
    return found[1] if found is not None else None


def _row_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def read_listing(path: str, data: bytes) -> list[Listing]:
    """The rows of one index page; an index page without a table has none.

    The key is the page's heading, for the numbers in its address change from release to release:
    ``Browse by 2008/02`` is ``2008-02``. Raises PageError where a row has other than six cells.
    """
    axis = index_axis(path)
    if axis is None:
        raise PageError("bad_listing_row", "the path is that of no index page")
    start = _table_start(data)
    if start < 0:
        return []
    heading_start, heading_end = _heading_span(data, b"Browse by", start)
    found = BROWSE.search(_decode(data[heading_start:heading_end], heading_start))
    key = " ".join(html.unescape(found[1]).split()) if found is not None else ""
    if key == SIDEBAR_KEY:
        key = ""
    if MONTH_KEY.fullmatch(key):
        key = key.replace("/", "-")
    if not key:
        raise PageError("bad_listing_row", "the page has no heading that says what it lists")
    counter, _ = counter_of(data)
    rows: list[Listing] = []
    table = _decode(data[start : _table_end(data, start)], start)
    if not LIST_END.search(table):
        raise PageError("bad_listing_row", "the list has no end")
    for chunk in ROW.split(table)[1:]:
        cells = [
            html.unescape(" ".join(LINK.sub("", CELL_END.split(cell, maxsplit=1)[0]).split()))
            for cell in DATA_CELL.split(chunk)[1:]
        ]
        if not cells:  # the row of headings
            if "/cable/" in chunk:
                raise PageError("bad_listing_row", f"row {len(rows) + 1} links to a cable and has no cells")
            continue
        if len(cells) != 6:
            raise PageError("bad_listing_row", f"row {len(rows) + 1} has {len(cells)} cells where six were expected")
        published_id, subject, created, released, classification, origin = cells
        if not published_id:
            raise PageError("bad_listing_row", f"row {len(rows) + 1} has no reference id")
        rows.append(
            Listing(
                axis=axis,
                key=key,
                path=path,
                position=len(rows) + 1,
                cable_id=canonical_id(published_id),
                published_id=published_id,
                subject=subject or None,
                created_date=_row_date(created),
                released_date=_row_date(released),
                classification=classification or None,
                origin=origin or None,
                counter=counter,
            )
        )
    return rows


def newest_release_link(data: bytes) -> date | None:
    """The newest date of the sidebar's list of releases: what dates a release whose name does not."""
    dates = [day for day in map(_link_date, RELEASE_LINK.findall(data)) if day is not None]
    return max(dates, default=None)


def _link_date(text: bytes) -> date | None:
    return _row_date(text.decode("ascii"))
