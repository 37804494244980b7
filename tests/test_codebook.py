"""The codebook says what the schema says and counts what the edition holds."""

from __future__ import annotations

import html
import json
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import codebook as codebooks
from pipeline import warehouse
from pipeline.analyst import connect
from pipeline.codebook import (
    codebook,
    describe,
    measured,
    relation_columns,
    relation_names,
    schema_part,
    to_html,
    to_markdown,
    type_word,
    write,
)
from pipeline.schema import TABLES

pytestmark = pytest.mark.slow  # each case measures a whole edition

DOCS = Path(__file__).resolve().parent.parent / "docs"
SECRET_TEXT = "The envoy of Ruritania wept."
SECRET_NAME = "Quibblethorpe"


@pytest.fixture
def edition(tmp_path):
    """An edition's folder with a few rows: the tables that hold private columns, and one of each kind of column."""
    rows = {
        "paragraphs": [
            {
                "cable_id": "09ZENDA1",
                "position": position,
                "kind": "paragraph",
                "number": position,
                "portion_mark": mark,
                "portion_level": None,
                "portion_caveats": ["NOFORN"] if position == 1 else [],
                "heading": None,
                "text": SECRET_TEXT,
                "banners": [],
                "word_count": 5,
                "redaction_count": 0,
            }
            for position, mark in ((1, "C"), (2, "C"), (3, "S|NF"), (4, None))
        ],
        "officers": [{"cable_id": "09ZENDA1", "position": 1, "name": SECRET_NAME, "title": "Consul"}],
        "signers": [{"cable_id": "09ZENDA1", "position": 1, "name": SECRET_NAME.upper()}],
        "excerpts": [{"cable_id": "09ZENDA1", "kind": "summary", "text": SECRET_TEXT}],
        "tags": [
            {"tag": tag, "kind": "subject", "meaning": f"meaning of {tag} " * 20, "country": None, "is_known": True}
            for tag in ("PREL", "PGOV")
        ],
    }
    folder = tmp_path / "2010-12-22-abc"
    for table in TABLES.values():
        path = folder / warehouse.table_glob(table).replace("*", "2009")
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(rows.get(table.name, []), schema=table.arrow), path)
    return folder


@pytest.fixture
def con(edition):
    with duckdb.connect() as connection:
        warehouse.attach(connection, edition)
        yield connection


@pytest.fixture
def book(con, edition):
    return codebook(con, edition)


def figures(book, table, column):
    return next(found for found in book.entry(table).columns if found.field.name == column)


def from_schema():
    """The codebook of an edition without a row: schema and SQL headers alone."""
    with duckdb.connect() as con:
        warehouse.create_empty_tables(con)
        for statement in warehouse._definitions():
            con.execute(statement)
        return codebook(con)


def test_every_table_view_and_column_is_there_and_described(book):
    names = [entry.relation.name for entry in book.entries]
    assert names == [*TABLES, *sorted(view.name for view in warehouse.views())]
    for entry in book.entries:
        assert entry.relation.description
        assert all(column.field.description for column in entry.columns), entry.relation.name
        if entry.relation.name in TABLES:
            assert [c.field.name for c in entry.columns] == [c.name for c in TABLES[entry.relation.name].columns]
            assert entry.relation.key == TABLES[entry.relation.name].key
        else:
            assert entry.relation.grain
            assert entry.relation.caveats


def test_rows_nulls_and_distinct_values_are_those_of_the_edition(book):
    assert book.entry("paragraphs").row_count == 4
    mark = figures(book, "paragraphs", "portion_mark")
    assert (mark.null_share, mark.distinct_count, mark.is_estimate, mark.example) == (0.25, 2, False, "C")
    number = figures(book, "paragraphs", "number")
    assert (number.null_share, number.distinct_count, number.example) == (0, 4, "1 to 4")
    assert figures(book, "paragraphs", "word_count").example == "5"
    caveats = figures(book, "paragraphs", "portion_caveats")
    assert (caveats.distinct_count, caveats.example) == (2, "[NOFORN]")  # not the empty list
    assert figures(book, "paragraphs", "portion_level").null_share == 1
    assert figures(book, "paragraphs", "portion_level").example == ""
    assert figures(book, "posts", "name").null_share is None  # no rows: nothing to say


def test_nulls_are_the_same_with_and_without_the_files_footers(con, edition):
    with_footers, without = codebook(con, edition), codebook(con)
    for name in TABLES:
        for one, other in zip(with_footers.entry(name).columns, without.entry(name).columns, strict=True):
            if one.field.name not in ("text", "heading"):
                assert one == other


def test_body_text_is_counted_from_the_footers_alone(book):
    text = figures(book, "paragraphs", "heading")
    assert (text.null_share, text.distinct_count, text.example) == (1, None, "")
    assert figures(book, "paragraphs", "text").null_share == 0


def test_above_the_limit_distinct_values_are_an_estimate_and_said_to_be_one(con, edition, monkeypatch):
    monkeypatch.setattr(codebooks, "EXACT_ROWS", 3)
    book = codebook(con, edition)
    assert figures(book, "paragraphs", "portion_mark").is_estimate
    assert not figures(book, "tags", "kind").is_estimate  # two rows
    monkeypatch.setattr(codebooks, "EXACT_ROWS", 1)
    book = codebook(con, edition)
    assert figures(book, "tags", "kind").is_estimate
    assert (figures(book, "tags", "tag").distinct_count, figures(book, "tags", "tag").is_estimate) == (2, False)  # key
    line = next(line for line in to_markdown(book).splitlines() if line.startswith("| `portion_mark`"))
    assert "| about 2 |" in line


def test_no_example_shows_a_name_or_body_text(con, book):
    con.execute("create view said as select name, upper(name) as loud, title from officers")
    con.execute("create view opened as select cable_id, left(text, 9) as opening, word_count from paragraphs")
    wider = codebook(con)
    for made in (to_markdown(book), to_html(book), to_markdown(wider), to_html(wider)):
        assert SECRET_NAME.lower() not in made.lower()
        assert SECRET_TEXT[:9] not in made
    assert "Consul" not in to_markdown(book)  # a title, post and day say who it was
    assert figures(wider, "opened", "word_count").example == "5"
    assert figures(book, "officers", "name").distinct_count == 1


def longer(kept, table):
    return {name: [*told, 1] for name, told in kept["tables"][table]["columns"].items()}


def wordy(kept, table):
    return {name: ["half", *told[1:]] for name, told in kept["tables"][table]["columns"].items()}


def test_figures_are_taken_over_from_an_edition_whose_file_is_whole(con, tmp_path):
    made = write(tmp_path, con)
    kept = tmp_path / "codebook.json"
    known = measured(tmp_path, ["paragraphs", "posts"])
    assert set(known) == {"paragraphs", "posts"}
    assert codebook(con, known=known).entries == made.entries
    whole = json.loads(kept.read_text())
    for damage in (
        {**whole, "version": "another"},
        {**whole, "tables": {**whole["tables"], "posts": {"row_count": 1, "columns": {}}}},
        {**whole, "tables": {**whole["tables"], "posts": {"row_count": None, "columns": {}}}},
        {**whole, "tables": {**whole["tables"], "posts": {"row_count": 1, "columns": longer(whole, "posts")}}},
        {**whole, "tables": {**whole["tables"], "posts": {"row_count": 1, "columns": wordy(whole, "posts")}}},
        {"version": whole["version"]},
        [],
    ):
        kept.write_text(json.dumps(damage))
        assert measured(tmp_path, ["posts"]) == {}
    kept.write_text("{")
    assert measured(tmp_path, ["posts"]) == {}
    kept.unlink()
    assert measured(tmp_path, ["posts"]) == {}


def test_an_example_is_short_and_on_one_line(con):
    con.execute("create view lines as select 'a' || chr(10) || chr(0) || ' b | c ' || repeat('x', 100) as line")
    example = figures(codebook(con), "lines", "line").example
    assert example.startswith("a b | c xxx")
    assert len(example) == 60
    assert example.endswith("…")


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (pa.string(), "text"),
        (pa.int64(), "integer"),
        (pa.decimal128(38, 0), "integer"),  # sums of counts
        (pa.decimal128(9, 2), "decimal"),
        (pa.float64(), "number"),
        (pa.bool_(), "boolean"),
        (pa.date32(), "date"),
        (pa.timestamp("us", tz="UTC"), "time (UTC)"),
        (pa.timestamp("us"), "time"),
        (pa.list_(pa.string()), "list of text"),
        (pa.list_(pa.list_(pa.int32())), "list of list of integer"),
        (pa.struct([("a", pa.int32())]), "structure"),
    ],
)
def test_types_are_words(kind, word):
    assert type_word(kind) == word


def test_a_view_of_ones_own_is_described_by_its_comments(con):
    con.execute("create view mine as select 1 as one, 2 as word_count")
    con.execute("comment on column mine.one is 'The number one.'")
    one, words = describe(con, "mine").fields
    assert one.description == "The number one."
    assert words.unit == "words"


# --- Markdown and HTML -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (None, ""),
        (0, "0 %"),
        (0.0001, "< 0.1 %"),
        (0.25, "25 %"),
        (1 / 3, "33.3 %"),
        (0.9999, "> 99.9 %"),
        (1, "100 %"),
    ],
)
def test_a_share_is_never_rounded_to_none_or_all(share, said):
    assert codebooks._share(share) == said


def test_every_markdown_row_has_as_many_cells_as_its_heading(book):
    rows = [line for line in to_markdown(book).splitlines() if line.startswith("|")]
    assert len(rows) > 200
    for row in rows:
        assert row.replace("\\|", "").count("|") == len(codebooks.HEADINGS) + 1, row


def test_the_schema_part_is_the_same_for_every_edition_of_the_same_code(book):
    assert schema_part(to_markdown(book)) == schema_part(to_markdown(from_schema()))
    assert "Reference id in canonical form" in schema_part(to_markdown(book))
    assert "2010-12-22-abc" not in schema_part(to_markdown(book))


def test_a_changed_description_changes_the_schema_part(book):
    markdown = to_markdown(book)
    assert schema_part(markdown.replace("Reference id in canonical form", "Reference id")) != schema_part(markdown)


class Outline(HTMLParser):
    """What a test looks at in a page: its tags, their attributes, and whether all are closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_needs_nothing_but_itself(book):
    page = Outline(to_html(book))
    assert page.open == []
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in page.tags}
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    assert links
    assert all(link.startswith("#") and link[1:] in ids for link in links)
    assert not any("src" in attributes for _, attributes in page.tags)
    assert "url(" not in to_html(book)
    assert "@import" not in to_html(book)


def test_the_page_is_made_for_phones_dark_rooms_and_screen_readers(book):
    text = to_html(book)
    page = Outline(text)
    tags = [tag for tag, _ in page.tags]
    assert ("html", {"lang": "en"}) in page.tags
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in page.tags
    assert "prefers-color-scheme: dark" in text
    assert "max-width: 48rem" in text
    assert tags.count("h1") == 1
    assert tags.count("main") == 1
    assert all(attributes.get("scope") for tag, attributes in page.tags if tag == "th")
    assert all(attributes.get("aria-label") for tag, attributes in page.tags if tag == "table")


def test_the_page_shows_markup_in_values_as_text(con):
    con.execute("create view risky as select '<script>alert(1)</script>' as code")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in to_html(codebook(con))
    assert "<script" not in to_html(codebook(con))


def test_both_forms_are_written_beside_the_tables(con, edition):
    write(edition, con)
    assert "# Codebook of edition 2010-12-22-abc" in (edition / "codebook.md").read_text(encoding="utf-8")
    assert "Codebook of edition 2010-12-22-abc" in (edition / "codebook.html").read_text(encoding="utf-8")
    write(edition, con, "2011-01-01-def")
    assert "# Codebook of edition 2011-01-01-def" in (edition / "codebook.md").read_text(encoding="utf-8")


def test_the_committed_codebook_is_that_of_the_present_schema_and_views():
    committed = (DOCS / "codebook.md").read_text(encoding="utf-8")
    assert schema_part(committed) == schema_part(to_markdown(from_schema())), (
        "docs/codebook.md is stale: run the pipeline, and copy codebook.md and codebook.html from the new edition"
    )


def test_the_committed_page_has_every_column_of_the_present_schema_and_views():
    committed = (DOCS / "codebook.html").read_text(encoding="utf-8")
    shown = [attributes["id"] for tag, attributes in Outline(committed).tags if tag == "h3"]
    book = from_schema()
    assert shown == [entry.relation.name for entry in book.entries]
    for entry in book.entries:
        for column in entry.columns:
            assert f'scope="row">{column.field.name}</th>' in committed
            assert html.escape(column.field.description) in committed


def test_columns_asked_for_at_once_are_those_of_each_relation_by_itself(shipped):
    with connect(data=shipped.path) as con:
        together = relation_columns(con)
        for name in relation_names(con):
            assert describe(con, name, together[name]) == describe(con, name)


def test_a_relation_with_a_column_of_a_rarer_type_is_left_to_be_described_by_itself():
    with duckdb.connect() as con:
        con.execute("create table plain as select 1 as one, ['a'] as letters")
        con.execute("create table rare as select 1 as one, 1.5::decimal(4, 1) as price")
        assert relation_columns(con) == {"plain": {"one": "integer", "letters": "list of text"}}
        assert [field.type for field in describe(con, "rare").fields] == ["integer", "decimal"]
