"""What passes between the steps: plain values, no behaviour beyond what they are.

A page of the site becomes one `Cable`; what a cable has several of are named tuples, because a corpus has millions
of them and a named tuple is made in a third of the time that a frozen dataclass takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple


class CablesError(Exception):
    """Something that stops a run; its text is one sentence that names the file, the place and the way out."""


class SourceError(CablesError):
    """A source that is missing, empty, damaged or not a site tree."""


class PageError(ValueError):
    """A page that cannot be read. `reason` is one of a closed list of words; `detail` says what was seen."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class Paragraph(NamedTuple):
    """One paragraph of a body, or its heading block (kind `heading_block`) or what follows the last (`closing`)."""

    position: int  # 0 is the heading block, 1 the first paragraph
    kind: str  # heading_block, paragraph, closing
    number: int | None  # as printed; restarts where sections do
    portion_mark: str | None  # as printed, without its parentheses: "C/NF"
    portion_level: str | None  # UNCLASSIFIED, CONFIDENTIAL, SECRET, or None
    portion_caveats: tuple[str, ...]  # ("NOFORN",), ("REL UK",), ("FOR OFFICIAL USE ONLY",)
    heading: str | None  # the heading line or lines above it, rules dropped, joined with one space
    text: str  # running text; line breaks kept as published; banners, number and mark removed
    banners: tuple[str, ...]  # page and section banners lifted out of the text, in order


class Redaction(NamedTuple):
    """One place where the publisher hid something."""

    paragraph_position: int
    kind: str  # name (a run of X), note (a bracketed note), omission (an ellipsis on its own line)
    start: int  # offset in the paragraph's text, in characters
    length: int
    text: str


class Recipient(NamedTuple):
    """One addressee of a header: action (TO) or info (INFO)."""

    role: str  # action, info
    route: str | None  # routing indicator: RUEHC
    name: str  # SECSTATE WASHDC
    precedence: str | None  # FLASH, NIACT IMMEDIATE, IMMEDIATE, PRIORITY, ROUTINE
    mcn: str | None  # message continuity number, digits as printed
    excluded: tuple[str, ...]  # posts that the line's XMT leaves out


class Reference(NamedTuple):
    """One entry of a cable's REF line."""

    target_id: str | None  # canonical reference id, where it is a cable
    kind: str  # cable, email, telcon, report, meeting, memo, fax, web, book, other
    bullet: str | None  # A, B ...
    value: str  # as published
    year: int | None  # four digits


class Tag(NamedTuple):
    """One TAGS entry: as published and in canonical form."""

    tag: str
    published: str


class Officer(NamedTuple):
    """Who classified a cable: the name as written, and the title apart from it."""

    name: str
    title: str | None


class Declassification(NamedTuple):
    """What the E.O. line says about the end of classification."""

    executive_order: str | None  # "12958"
    date: date | None
    exemption: str | None  # X1 to X8, OADR, GDS, N/A ... (comma-separated where several)
    event: str | None  # text of an event that ends it
    authority: str | None  # e.g. the text behind DERIVED FROM or AUTHORITY
    line: str | None = None  # the whole line as published


class Article(NamedTuple):
    """One press article that a page lists."""

    url: str  # repaired: http://http://x is http://x
    published_url: str
    host: str | None
    is_front_page: bool  # no path and no query behind the host


class Listing(NamedTuple):
    """One row of one of the site's index pages."""

    axis: str  # reldate, date, origin, tag, classification
    key: str  # 2010-12-08, 2008-02, Embassy London, PREL, SECRET
    path: str
    position: int
    cable_id: str
    published_id: str
    subject: str | None
    created_date: date | None
    released_date: date | None
    classification: str | None
    origin: str | None
    counter: int | None  # of the index page, which may be left over from an earlier release


@dataclass(frozen=True, slots=True)
class Page:
    """One cable page taken apart, before any field of its text is read.

    Times are as the cells give them: the hour is sound, the minutes are not.
    """

    path: str
    published_id: str
    title: str | None
    created_at: datetime
    released_at: datetime
    classification: str
    origin: str
    articles: tuple[str, ...]
    header: str  # plain text of the first block
    body: str  # plain text of the second block
    linked_tags: tuple[str, ...]
    counter: int | None  # the sidebar's "currently released", a fact about the release
    total: int | None
    fingerprint: str  # of what the page says about the cable: cells and blocks, never the markup


@dataclass(frozen=True, slots=True)
class Cable:
    """One telegram as one page of one release shows it, every field read."""

    cable_id: str
    published_id: str
    fingerprint: str
    field_fingerprints: dict[str, int]
    title: str | None
    created_at: datetime
    released_at: datetime
    classification: str
    classification_level: str
    caveats: tuple[str, ...]
    origin: str
    post_code: str | None
    articles: tuple[Article, ...]
    # header
    transmission_id: str | None
    precedence: str | None
    sent_at: datetime | None
    sender: str | None
    is_partial_extract: bool
    handling: tuple[str, ...]
    recipients: tuple[Recipient, ...]
    # body
    subject: str | None
    tags: tuple[Tag, ...]
    references: tuple[Reference, ...]
    declassification: Declassification
    officers: tuple[Officer, ...]
    classification_reasons: tuple[str, ...]
    signers: tuple[str, ...]
    summary: str | None
    comment: str | None
    section_count: int | None
    is_doubled: bool
    body_of: str | None  # the cable whose body the page prints, where it is not its own
    paragraphs: tuple[Paragraph, ...]
    redactions: tuple[Redaction, ...]


class Reject(NamedTuple):
    """A page that could not be read, and why."""

    path: str
    reason: str
    detail: str
