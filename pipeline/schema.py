"""Every stored table and column, described once.

Parquet metadata, DuckDB comments, the codebook and `datapackage.json` all come from here. A table is written through
`conform`, which refuses unknown columns, missing ones, and nulls where none may be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

# Milliseconds because Parquet has no seconds: what is read back must be what was written.
MOMENT: Final = pa.timestamp("ms", tz="UTC")
STRINGS: Final = pa.list_(pa.field("element", pa.string(), nullable=False))

Partition = Literal["year", "release", "none"]


@dataclass(frozen=True)
class Column:
    """One stored column. `unit` is for numbers and times; `is_personal` and `is_body_text` steer public exports."""

    name: str
    type: pa.DataType
    description: str
    nullable: bool = False
    unit: str | None = None
    is_personal: bool = False
    is_body_text: bool = False
    words: tuple[str, ...] = ()  # the closed list of values, where there is one


@dataclass(frozen=True)
class Table:
    """One stored table: its grain in a sentence, its key, how its files are cut, and its columns in order.

    `parent_keys` says which columns join to which table's key.
    """

    name: str
    description: str
    key: tuple[str, ...]
    partition: Partition
    columns: tuple[Column, ...]
    parent_keys: dict[str, str] = field(default_factory=dict)

    @property
    def arrow(self) -> pa.Schema:
        """The Arrow schema, with each column's description in the field's metadata."""
        return pa.schema(
            [pa.field(c.name, c.type, c.nullable, {"description": c.description}) for c in self.columns],
            metadata={"description": self.description},
        )

    def with_columns(self, columns: tuple[Column, ...]) -> Table:
        """The same table with other columns."""
        return replace(self, columns=columns)

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where there is none."""
        for candidate in self.columns:
            if candidate.name == name:
                return candidate
        raise KeyError(f"{self.name} has no column {name}")


CABLE_ID = Column("cable_id", pa.string(), "Reference id in canonical form, e.g. 09LONDON2199.")
RELEASE_ID = Column("release_id", pa.string(), "The release, named by its date, e.g. 2010-12-22.")
POSITION = Column("position", pa.int32(), "Order of appearance, from 1.", unit="ordinal")
FINGERPRINT = Column(
    "fingerprint",
    pa.string(),
    "128-bit XXH3 of what the page says about the cable: cells, articles and both blocks' text; never the markup.",
)
LEVELS = ("UNCLASSIFIED", "CONFIDENTIAL", "SECRET")
PRECEDENCES = ("FLASH", "NIACT IMMEDIATE", "IMMEDIATE", "PRIORITY", "ROUTINE")
REFERENCE_KINDS = ("cable", "email", "telcon", "report", "meeting", "memo", "fax", "web", "book", "other")
AXES = ("reldate", "date", "origin", "tag", "classification")

CABLES = Table(
    "cables",
    "One row per cable: as the newest release that has it shows it.",
    ("cable_id",),
    "year",
    (
        CABLE_ID,
        Column(
            "published_id", pa.string(), "Reference id as the page prints it; differs where the site's is malformed."
        ),
        Column(
            "created_at",
            MOMENT,
            "Creation, from the page's cell: the hour is sound, the minute unknown (00).",
            unit="hour",
        ),
        Column("sent_at", MOMENT, "Moment of the header's date-time group, to the minute.", True, unit="minute"),
        Column(
            "released_at",
            MOMENT,
            "Release time that the newest page carries; hour precision. A re-issue moves it.",
            unit="hour",
        ),
        Column(
            "first_released_at",
            MOMENT,
            "Earliest release time that any page or listing of any release gives.",
            unit="hour or day",
        ),
        Column(
            "first_released_evidence",
            pa.string(),
            "Where first_released_at comes from: a page's cell (hour precision) or an index row (day precision).",
            words=("page", "listing"),
        ),
        Column("last_released_at", MOMENT, "Latest release time that any page of any release gives.", unit="hour"),
        Column("classification", pa.string(), "Classification cell as published, e.g. CONFIDENTIAL//NOFORN."),
        Column("classification_level", pa.string(), "Level without caveats.", words=LEVELS),
        Column("caveats", STRINGS, "Caveats of the classification cell, e.g. [NOFORN]; empty where none."),
        Column("origin", pa.string(), "Sending post as the site names it, e.g. Embassy London."),
        Column("post_code", pa.string(), "The origin's row in posts; null where no post is known.", True),
        Column("subject", pa.string(), "Subject line of the body, white space collapsed, portion mark dropped.", True),
        Column("title", pa.string(), "Title in the page's heading: often cut, sometimes wrong.", True),
        Column(
            "transmission_id",
            pa.string(),
            "First line of the header, e.g. VZCZCXRO9775; else the receiving system's number, e.g. TED3146.",
            True,
        ),
        Column("precedence", pa.string(), "Highest precedence of the date-time group line.", True, words=PRECEDENCES),
        Column("sender", pa.string(), "The header's FM line, e.g. AMEMBASSY NEW DELHI.", True),
        Column("is_partial_extract", pa.bool_(), "The header says that the page holds only a part of the cable."),
        Column(
            "handling", STRINGS, "Handling and distribution markings, e.g. [SIPDIS, NOFORN], in order of appearance."
        ),
        Column("executive_order", pa.string(), "Executive order of the E.O. line, digits only, e.g. 12958.", True),
        Column("declassify_on", pa.date32(), "Date of the DECL line.", True, unit="day"),
        Column("declassification_exemption", pa.string(), "X1 to X8, 25X1, OADR, GDS, N/A ...", True),
        Column("declassification_event", pa.string(), "Event that ends classification, in the cable's words.", True),
        Column(
            "declassification_authority", pa.string(), "Source named for the classification (DERIVED FROM ...).", True
        ),
        Column("declassification_line", pa.string(), "The E.O. line as published, white space collapsed.", True),
        Column("classification_reasons", STRINGS, "Reasons given for classification, e.g. [1.4(b), 1.4(d)]."),
        Column(
            "section_count", pa.int32(), "Number of sections that the section banners announce.", True, unit="sections"
        ),
        Column(
            "is_doubled",
            pa.bool_(),
            "The body holds its heading, or a dumped database row, twice; the best copy was read.",
        ),
        Column(
            "body_of",
            pa.string(),
            "Reference id in the body's first line where it is another cable's: the page prints that one's body, and "
            "all that is read from it is that cable's. Null for all but a few.",
            True,
        ),
        Column("paragraph_count", pa.int32(), "Paragraphs, heading block and closing not counted.", unit="paragraphs"),
        Column(
            "word_count",
            pa.int32(),
            "Words of the paragraphs' texts, heading block and closing included.",
            unit="words",
        ),
        Column("redaction_count", pa.int32(), "Places in the body where the publisher hid something.", unit="places"),
        Column("revision_count", pa.int32(), "Distinct contents seen over all releases, at least 1.", unit="revisions"),
        Column(
            "body_revision_count",
            pa.int32(),
            "Distinct body texts seen over all releases, at least 1.",
            unit="revisions",
        ),
        Column(
            "is_withdrawn",
            pa.bool_(),
            "The newest release that says whether it counts the cable does not: it neither lists it nor counts its "
            "page. What a copy lacks that has fewer cables than its counter says is not withdrawn.",
        ),
        Column(
            "withdrawn_after",
            pa.date32(),
            "Date of the last release in which the cable was current; null if it still is.",
            True,
            unit="day",
        ),
        Column(
            "is_relisted",
            pa.bool_(),
            "One release did not count the cable, though it was out by then, and a later one does.",
        ),
        Column("release_id", pa.string(), "Newest release that has a page of this cable."),
        Column("path", pa.string(), "Path of that page within the release."),
        FINGERPRINT,
    ),
    {"post_code": "posts"},
)

PARAGRAPHS = Table(
    "paragraphs",
    "One row per part of a body: heading block (position 0), paragraphs, closing. All text is stored here, once.",
    ("cable_id", "position"),
    "year",
    (
        CABLE_ID,
        Column("position", pa.int32(), "Order in the body; 0 is the heading block.", unit="ordinal"),
        Column("kind", pa.string(), "What the row is.", words=("heading_block", "paragraph", "closing")),
        Column("number", pa.int32(), "Paragraph number as printed; restarts where sections do.", True, unit="ordinal"),
        Column("portion_mark", pa.string(), "Portion mark as printed, without its parentheses, e.g. C/NF.", True),
        Column("portion_level", pa.string(), "Level that the mark stands for.", True, words=(*LEVELS, "TOP SECRET")),
        Column("portion_caveats", STRINGS, "Caveats that the mark stands for, e.g. [NOFORN]."),
        Column("heading", pa.string(), "Heading above the paragraph, rules dropped.", True, is_body_text=True),
        Column(
            "text",
            pa.string(),
            "Running text, line breaks as published; banners, number and mark removed.",
            is_body_text=True,
        ),
        Column("banners", STRINGS, "Page and section banners lifted out of the text, in order."),
        Column("word_count", pa.int32(), "Words of text, white-space separated.", unit="words"),
        Column("redaction_count", pa.int32(), "Redactions in the text.", unit="places"),
    ),
    {"cable_id": "cables"},
)

REDACTIONS = Table(
    "redactions",
    "One row per place where the publisher hid something, located in its paragraph.",
    ("cable_id", "position"),
    "year",
    (
        CABLE_ID,
        POSITION,
        Column("paragraph_position", pa.int32(), "The paragraph's position.", unit="ordinal"),
        Column(
            "kind",
            pa.string(),
            "A name (run of X), a bracketed note, or an omission mark.",
            words=("name", "note", "omission"),
        ),
        Column("start", pa.int32(), "Offset in the paragraph's text, from 0.", unit="characters"),
        Column("length", pa.int32(), "Length of the mark, which says nothing of what it hides.", unit="characters"),
        Column("text", pa.string(), "The mark as published."),
    ),
    {"cable_id": "cables"},
)

EXCERPTS = Table(
    "excerpts",
    "One row per summary or comment, from its opening label to its closing one.",
    ("cable_id", "kind"),
    "year",
    (
        CABLE_ID,
        Column("kind", pa.string(), "Which label stood over it.", words=("summary", "comment")),
        Column(
            "text",
            pa.string(),
            "The passage without its labels, white space collapsed; several are joined by a blank line.",
            is_body_text=True,
        ),
    ),
    {"cable_id": "cables"},
)

CABLE_TAGS = Table(
    "cable_tags",
    "One row per cable and tag of its TAGS line.",
    ("cable_id", "position"),
    "year",
    (
        CABLE_ID,
        POSITION,
        Column("tag", pa.string(), "Tag in canonical form: upper case, run-together ones split."),
        Column("published_tag", pa.string(), "The tag as the TAGS line prints it."),
    ),
    {"cable_id": "cables", "tag": "tags"},
)

RECIPIENTS = Table(
    "recipients",
    "One row per addressee of a cable's header.",
    ("cable_id", "position"),
    "year",
    (
        CABLE_ID,
        POSITION,
        Column("role", pa.string(), "TO or INFO.", words=("action", "info")),
        Column("route", pa.string(), "Routing indicator, e.g. RUEHC.", True),
        Column("name", pa.string(), "Addressee as published, e.g. AMEMBASSY BEIJING."),
        Column("precedence", pa.string(), "Precedence given on the addressee's line.", True, words=PRECEDENCES),
        Column("mcn", pa.string(), "Message continuity number, digits as printed.", True),
        Column("post_code", pa.string(), "The addressee's row in posts, where it is a post.", True),
        Column("excluded", STRINGS, "Posts that the line's XMT leaves out of a collective."),
    ),
    {"cable_id": "cables", "post_code": "posts"},
)

CABLE_REFERENCES = Table(
    "cable_references",
    "One row per entry of a cable's REF line.",
    ("cable_id", "position"),
    "year",
    (
        CABLE_ID,
        POSITION,
        Column(
            "target_id",
            pa.string(),
            "Canonical reference id of the cable referred to; null where it is no cable.",
            True,
        ),
        Column("kind", pa.string(), "What is referred to.", words=REFERENCE_KINDS),
        Column("bullet", pa.string(), "Letter of the entry, e.g. A.", True),
        Column("value", pa.string(), "The entry as published, white space collapsed.", is_personal=True),
        Column(
            "year",
            pa.int32(),
            "Year of the cable referred to, four digits: as printed, else the citing cable's; the year before for a "
            "number of the same post that is well above the citing cable's own, and in the first months for one that "
            "no post can have reached by then.",
            True,
            unit="year",
        ),
        Column("target_post_code", pa.string(), "Post of the cable referred to.", True),
        Column("is_in_edition", pa.bool_(), "The cable referred to is a row of cables."),
    ),
    {"cable_id": "cables", "target_post_code": "posts"},
)

OFFICERS = Table(
    "officers",
    "One row per person named in a cable's Classified By line.",
    ("cable_id", "position"),
    "year",
    (
        CABLE_ID,
        POSITION,
        Column("name", pa.string(), "Name as written, without title.", is_personal=True),
        Column("title", pa.string(), "Title as written, e.g. Political Counselor.", True),
    ),
    {"cable_id": "cables"},
)

SIGNERS = Table(
    "signers",
    "One row per surname that signs a cable.",
    ("cable_id", "position"),
    "year",
    (CABLE_ID, POSITION, Column("name", pa.string(), "Surname at the end of the body, upper case.", is_personal=True)),
    {"cable_id": "cables"},
)

ARTICLES = Table(
    "articles",
    "One row per press article that a cable's page lists.",
    ("cable_id", "position"),
    "year",
    (
        CABLE_ID,
        POSITION,
        Column("url", pa.string(), "Address of the article, doubled schemes repaired."),
        Column("published_url", pa.string(), "The address as the page prints it."),
        Column("host", pa.string(), "Host of the address, without www.", True),
        Column(
            "is_front_page",
            pa.bool_(),
            "The address is a paper's front page, with no article behind the host.",
        ),
    ),
    {"cable_id": "cables"},
)

RELEASES = Table(
    "releases",
    "One row per release of the site that the edition was made from, in order of date.",
    ("release_id",),
    "none",
    (
        RELEASE_ID,
        Column("released_date", pa.date32(), "Date of the release.", unit="day"),
        Column("date_evidence", pa.string(), "Where the date comes from.", words=("name", "folder", "pages")),
        Column("source", pa.string(), "Name of the source, e.g. cablegate-20101222.tar.xz."),
        Column(
            "content_fingerprint",
            pa.string(),
            "BLAKE2 of all pages and listings: two sources with the same one are the same release.",
        ),
        Column(
            "counter",
            pa.int32(),
            "The site's own count of cables released, as most pages of the release show it.",
            True,
            unit="cables",
        ),
        Column("total", pa.int32(), "The site's own count of all cables, 251,287.", True, unit="cables"),
        Column("page_count", pa.int32(), "Cable pages of the release.", unit="pages"),
        Column("cable_count", pa.int32(), "Distinct cables on those pages.", unit="cables"),
        Column("listed_count", pa.int32(), "Distinct cables that the release's index pages list.", unit="cables"),
        Column("listing_count", pa.int32(), "Rows of the release's index pages.", unit="rows"),
        Column("reject_count", pa.int32(), "Pages of the release that could not be read.", unit="pages"),
    ),
)

PAGES = Table(
    "pages",
    "One row per cable page of every release: which content it showed, and when the site last made it.",
    ("release_id", "path"),
    "release",
    (
        RELEASE_ID,
        Column("path", pa.string(), "Path within the release, e.g. cable/2009/09/09LONDON2199.html."),
        CABLE_ID,
        Column("published_id", pa.string(), "Reference id as the page prints it."),
        FINGERPRINT,
        Column(
            "markup_fingerprint",
            pa.int64(),
            "64-bit XXH3 of heading, cells and blocks as they stand, without the addresses of the site's own pages, "
            "which every release renumbers: a page with an equal one need not be read again.",
        ),
        Column("released_at", MOMENT, "Release time in the page's cell.", unit="hour"),
        Column(
            "counter",
            pa.int32(),
            "The counter in the page's sidebar: older than the release's where the site no longer made the page.",
            True,
            unit="cables",
        ),
        Column("is_listed", pa.bool_(), "An index page made for the same release lists the cable."),
        Column(
            "is_current",
            pa.bool_(),
            "The release counts the cable: its page carries the release's counter, or is listed; listed it must be "
            "where the lists hold as many as the counter says. False on pages of withdrawn cables.",
        ),
        Column("is_duplicate", pa.bool_(), "Another page of the same release is the same cable and was used instead."),
    ),
    {"release_id": "releases", "cable_id": "cables"},
)

LISTINGS = Table(
    "listings",
    "One row per row of the site's index pages, per release: the site's own totals.",
    ("release_id", "axis", "key", "path", "position"),
    "release",
    (
        RELEASE_ID,
        Column("axis", pa.string(), "Which of the five ways of browsing.", words=AXES),
        Column("key", pa.string(), "What the index page is for: 2010-12-08, 2008-02, Embassy London, PREL, SECRET."),
        Column("path", pa.string(), "Path of the index page, e.g. tag/PREL_0.html."),
        Column("position", pa.int32(), "Row on that page, from 1.", unit="ordinal"),
        CABLE_ID,
        Column("published_id", pa.string(), "Reference id as the row prints it."),
        Column("subject", pa.string(), "Subject as the row prints it, often cut.", True),
        Column("created_date", pa.date32(), "Date of creation in the row.", True, unit="day"),
        Column(
            "released_date", pa.date32(), "Date of release in the row; may be older than the page's.", True, unit="day"
        ),
        Column("classification", pa.string(), "Classification in the row.", True),
        Column("origin", pa.string(), "Origin in the row.", True),
        Column(
            "counter",
            pa.int32(),
            "The counter in the index page's sidebar: older than the release's where the page is left over.",
            True,
            unit="cables",
        ),
    ),
    {"release_id": "releases"},
)

CHANGED_FIELDS = (
    "released_at",
    "created_at",
    "classification",
    "origin",
    "title",
    "articles",
    "header",
    "addressees",
    "body",
    "subject",
    "tags",
)

REVISIONS = Table(
    "revisions",
    "One row per cable and distinct content, over all releases.",
    ("cable_id", "revision"),
    "none",
    (
        CABLE_ID,
        Column("revision", pa.int32(), "Order of first appearance, from 1.", unit="ordinal"),
        Column(
            "body_revision",
            pa.int32(),
            "Order of first appearance of its body text, from 1: the same where only other parts changed.",
            unit="ordinal",
        ),
        FINGERPRINT,
        Column("first_release_id", pa.string(), "First release that shows it."),
        Column("last_release_id", pa.string(), "Last release that shows it."),
        Column("released_at", MOMENT, "Release time that it carries.", unit="hour"),
        Column("classification", pa.string(), "Classification that it carries."),
        Column("word_count", pa.int32(), "Words of its body.", unit="words"),
        Column("redaction_count", pa.int32(), "Redactions in its body.", unit="places"),
        Column(
            "changed_fields",
            STRINGS,
            "What differs from the revision before; empty for the first.",
            words=CHANGED_FIELDS,
        ),
        Column("is_current", pa.bool_(), "The newest release that has the cable shows this revision."),
        Column(
            "created_year",
            pa.int32(),
            "Year of created_at, which names the file that holds the revision's text.",
            unit="year",
        ),
        Column(
            "field_fingerprints",
            pa.list_(pa.field("element", pa.int64(), nullable=False)),
            "64-bit fingerprint of each comparable field, in the order of changed_fields' words.",
        ),
    ),
    {"cable_id": "cables", "first_release_id": "releases", "last_release_id": "releases"},
)

PUBLICATION_EVENTS = Table(
    "publication_events",
    "One row per cable, release and event: put out again, withdrawn or restored.",
    ("cable_id", "release_id", "event"),
    "none",
    (
        CABLE_ID,
        Column(
            "event_date",
            pa.date32(),
            "Day of the event, UTC: of a re-issue that of its release time, of the others the release's date.",
            unit="day",
        ),
        Column(
            "event",
            pa.string(),
            "Put out again on a day after its first release; counted no longer; counted again.",
            words=("reissued", "withdrawn", "restored"),
        ),
        Column("release_id", pa.string(), "First release that shows the event."),
        Column("has_page", pa.bool_(), "That release holds a page of the cable."),
    ),
    {"cable_id": "cables", "release_id": "releases"},
)

REDACTION_EVENTS = Table(
    "redaction_events",
    "One row per paragraph in which redactions appeared or disappeared between two revisions of a cable.",
    ("cable_id", "revision", "position"),
    "none",
    (
        CABLE_ID,
        Column("revision", pa.int32(), "The later of the two revisions.", unit="ordinal"),
        POSITION,
        Column("release_id", pa.string(), "First release that shows the later revision."),
        Column("paragraph_position", pa.int32(), "Position of the paragraph in the later revision.", unit="ordinal"),
        Column("number", pa.int32(), "Its printed number.", True, unit="ordinal"),
        Column(
            "event",
            pa.string(),
            "Text hidden that was open before, or open that was hidden.",
            words=("hidden", "restored"),
        ),
        Column("redactions_before", pa.int32(), "Redactions in the paragraph before.", unit="places"),
        Column("redactions_after", pa.int32(), "Redactions in the paragraph after.", unit="places"),
        Column("words_removed", pa.int32(), "Words of the paragraph that the later revision lacks.", unit="words"),
        Column("words_added", pa.int32(), "Words of the paragraph that the earlier revision lacks.", unit="words"),
    ),
    {"cable_id": "cables"},
)

POSTS = Table(
    "posts",
    "One row per post: embassies, consulates, missions, and the Department itself.",
    ("post_code",),
    "none",
    (
        Column("post_code", pa.string(), "Code of the post in reference ids, e.g. NEWDELHI."),
        Column("name", pa.string(), "Name as the site gives it, e.g. Embassy New Delhi."),
        Column("kind", pa.string(), "Kind of mission."),
        Column("city", pa.string(), "City.", True),
        Column(
            "country",
            pa.string(),
            "ISO 3166 alpha-2 code of the country it stands in. Namibia's is NA, which pandas and R read as missing.",
            True,
        ),
        Column("country_name", pa.string(), "The country's name in English.", True),
        Column("latitude", pa.float64(), "Latitude of the city.", True, unit="degrees north"),
        Column("longitude", pa.float64(), "Longitude of the city.", True, unit="degrees east"),
        Column("region", pa.string(), "Region, by the Department's bureaux.", True),
        Column("aliases", STRINGS, "Other codes and spellings seen in ids and headers."),
    ),
)

TAGS = Table(
    "tags",
    "One row per tag: every tag of the vocabulary, and every other that a cable carries.",
    ("tag",),
    "none",
    (
        Column("tag", pa.string(), "Tag in canonical form."),
        Column(
            "kind",
            pa.string(),
            "What the tag stands for.",
            words=("subject", "place", "organisation", "programme", "person", "unknown"),
        ),
        Column("meaning", pa.string(), "Its meaning.", True),
        Column("country", pa.string(), "ISO 3166 alpha-2 code, where the tag is a country.", True),
        Column("is_known", pa.bool_(), "The vocabulary has the tag; false for misprints and the like, which stay."),
        Column(
            "stands_for",
            pa.string(),
            "The known tag that is meant, where this one is a misprint or another code's for it: RU is RS, Russia.",
            True,
        ),
    ),
)

REJECTS = Table(
    "rejects",
    "One row per page that could not be read.",
    ("release_id", "path"),
    "release",
    (
        RELEASE_ID,
        Column("source", pa.string(), "Name of the source."),
        Column("path", pa.string(), "Path within the source."),
        Column("reason", pa.string(), "Why, in one of a closed list of words."),
        Column("detail", pa.string(), "What was seen there."),
    ),
    {"release_id": "releases"},
)

TABLES: Final[dict[str, Table]] = {
    table.name: table
    for table in (
        CABLES,
        PARAGRAPHS,
        REDACTIONS,
        EXCERPTS,
        CABLE_TAGS,
        RECIPIENTS,
        CABLE_REFERENCES,
        OFFICERS,
        SIGNERS,
        ARTICLES,
        RELEASES,
        PAGES,
        LISTINGS,
        REVISIONS,
        PUBLICATION_EVENTS,
        REDACTION_EVENTS,
        POSTS,
        TAGS,
        REJECTS,
    )
}
# What a page is parsed into: rows that belong to one cable and one content, kept for superseded contents too.
CABLE_TABLES: Final = tuple(table for table in TABLES.values() if table.partition == "year")
CHILD_TABLES: Final = tuple(table for table in CABLE_TABLES if table is not CABLES)


class SchemaError(ValueError):
    """Rows that do not fit their table."""


def conform(rows: pa.Table, table: Table) -> pa.Table:
    """Bring rows into the table's exact schema, or raise SchemaError naming the column.

    Arrow drops unknown keys silently and lets nulls pass in columns that may have none until a file is written; both
    are refused here, where the message can still say which column.
    """
    expected = table.arrow
    if set(rows.column_names) != set(expected.names):
        odd = sorted(set(rows.column_names) ^ set(expected.names))
        raise SchemaError(f"{table.name}: columns missing or unknown: {', '.join(odd)}")
    for column in table.columns:
        if not column.nullable and rows[column.name].null_count:
            raise SchemaError(f"{table.name}.{column.name} has {rows[column.name].null_count} nulls and may have none")
        if column.words:
            values = pc.list_flatten(rows[column.name]) if pa.types.is_list(column.type) else rows[column.name]
            unknown = [v for v in pc.unique(values).to_pylist() if v is not None and v not in column.words]
            if unknown:
                raise SchemaError(f"{table.name}.{column.name} has a value outside its words: {unknown[0]!r}")
    return rows.select(expected.names).cast(expected)


def described(tables: Iterable[Table] = TABLES.values()) -> list[str]:
    """Names of columns that lack a description; the build fails unless the list is empty."""
    return [f"{t.name}.{c.name}" for t in tables for c in t.columns if not c.description.strip()]
