"""Exports: what a file holds is what the relation holds, in every format; nothing private leaves by the public door."""

from __future__ import annotations

import csv
import json
import os
import resource
import time
from datetime import date, datetime
from functools import cache
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import export as exports
from pipeline.export import DICTIONARY, export, export_all, harmless
from pipeline.model import CablesError
from pipeline.warehouse import create_empty_tables

SECRET_TEXT = "The envoy of Ruritania wept."
SECRET_NAME = "Quibblethorpe"


@cache
def empty_tables() -> list[str]:
    """The statements that make the schema's tables: run again they cost a tenth of making them from Arrow."""
    with duckdb.connect() as connection:
        create_empty_tables(connection)
        return [sql for (sql,) in connection.execute("select sql from duckdb_tables()").fetchall()]


@pytest.fixture
def con():
    with duckdb.connect() as connection:
        for statement in empty_tables():
            connection.execute(statement)
        connection.execute(
            "insert into paragraphs (cable_id, position, kind, heading, text, portion_caveats, banners, word_count, "
            "redaction_count) values ('09ZENDA1', 1, 'paragraph', ?, ?, [], [], 5, 0)",
            [SECRET_TEXT, SECRET_TEXT],
        )
        connection.execute("insert into officers values ('09ZENDA1', 1, ?, 'Consul')", [SECRET_NAME])
        connection.execute("insert into signers values ('09ZENDA1', 1, ?)", [SECRET_NAME])
        connection.execute("insert into excerpts values ('09ZENDA1', 'summary', ?)", [SECRET_TEXT])
        connection.execute(
            "insert into cable_references values ('09ZENDA1', 1, null, 'email', 'A', ?, null, null, false)",
            [f"{SECRET_NAME} to desk, e-mail"],
        )
        connection.execute("insert into tags values ('PREL', 'subject', 'External relations', null, true, null)")
        yield connection


@pytest.fixture
def bare():
    """A connection without a table, for values alone."""
    with duckdb.connect() as connection:
        yield connection


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


# --- CSV -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        'He said "no".',
        "one, two; three",
        "first\nsecond",
        "first\r\nsecond",
        "first\rsecond",
        "nul \0 inside",
        "tab\tinside",
        "smile 😀 and a family 👩‍👩‍👧",
        "Ünïcödé — “quoted” ¶ ",
        '"',
        '""",\r\n"',
        " leading and trailing ",
        "\u2028 separator",
        "x" * 120_000,
    ],
)
def test_a_csv_gives_back_any_text(bare, tmp_path, text):
    bare.execute("create table said (cable_id varchar, said varchar, note varchar)")
    bare.execute("insert into said values ('09ZENDA1', ?, null), ('09ZENDA2', 'plain', '')", [text])
    result = export(bare, "said", tmp_path / "said.csv")
    assert result.rows == 2
    assert read_csv(tmp_path / "said.csv") == [
        ["cable_id", "said", "note"],
        ["09ZENDA1", text, ""],
        ["09ZENDA2", "plain", ""],
    ]


@pytest.mark.parametrize("columns", [1, 2])
def test_a_csv_has_the_very_bytes_that_pythons_own_writer_gives(bare, tmp_path, columns):
    texts = ["plain", "", None, "a,b", 'say "no"', '"', "two\nlines", "return\r", " blank ", "é", "semi;colon", "\0"]
    rows = [(text,) * columns for text in texts]
    bare.register("given_rows", pa.table({f"c{n}": texts for n in range(columns)}))
    export(bare, "from given_rows", tmp_path / "rows.csv")
    with (tmp_path / "expected.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows([[f"c{n}" for n in range(columns)], *rows])
    assert (tmp_path / "rows.csv").read_bytes() == (tmp_path / "expected.csv").read_bytes()


@pytest.mark.parametrize("range_cables", [1, 2, 3, 7, 8, 100])
def test_whole_texts_are_read_a_range_of_cables_at_a_time_and_none_is_missing(con, tmp_path, monkeypatch, range_cables):
    monkeypatch.setattr(exports, "RANGE_CABLES", range_cables)
    ids = [f"09ZENDA{number}" for number in range(1, 8)]
    con.execute("delete from paragraphs")
    con.register("given_ids", pa.table({"cable_id": ids[::-1]}))
    # Only what the view and its ranges read: the other columns of these tables play no part.
    con.execute("create or replace table cables as from given_ids")
    con.execute("create or replace table paragraphs as select cable_id, cable_id || ' said' as text from given_ids")
    con.execute("create view cable_texts as select cable_id, text from paragraphs order by cable_id")
    result = export(con, "cable_texts", tmp_path / "x.csv")
    assert result.rows == 7
    assert read_csv(tmp_path / "x.csv")[1:] == [[cable_id, f"{cable_id} said"] for cable_id in ids]


@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=20))
@settings(max_examples=25, deadline=None)
def test_any_column_of_texts_survives_a_csv_but_for_the_apostrophes(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("csv") / "texts.csv"
    with duckdb.connect() as con:
        con.register("given_texts", pa.table({"n": range(len(texts)), "text": texts}))
        export(con, "select n, text from given_texts order by n", path)
    _, *rows = read_csv(path)
    assert [row[1] for row in rows] == [harmless(text) for text in texts]
    assert all(safe in (text, f"'{text}") for text, safe in zip(texts, map(harmless, texts), strict=True))


def test_a_csv_is_rfc_4180_in_utf8_without_a_mark(bare, tmp_path):
    export(
        bare, "select 'a' as x, 'b,c' as \"y z\", null::varchar as n union all select 'é', '', 'q'", tmp_path / "a.csv"
    )
    assert (tmp_path / "a.csv").read_bytes() == 'x,y z,n\r\na,"b,c",\r\né,,q\r\n'.encode()


@pytest.mark.parametrize(
    ("sql", "cell"),
    [
        ("timestamptz '2009-09-22 14:28:00+00'", "2009-09-22T14:28:00Z"),
        ("timestamptz '2009-09-22 14:28:00+02'", "2009-09-22T12:28:00Z"),
        ("timestamptz '2009-09-22 14:28:00.25+00'", "2009-09-22T14:28:00.250000Z"),
        ("timestamp '2009-09-22 14:28:00'", "2009-09-22T14:28:00"),
        ("date '1966-12-28'", "1966-12-28"),
        ("time '14:28:00'", "14:28:00"),
        ("true", "true"),
        ("false", "false"),
        ("-5", "-5"),  # a number is a number: no apostrophe
        ("-0.5::double", "-0.5"),
        ("1e300::double", "1e+300"),
        ("'nan'::double", "nan"),
        ("0.0000001::decimal(18, 9)", "0.000000100"),
        ("-12.50::decimal(9, 2)", "-12.50"),
        ("170141183460469231731687303715884105727::hugeint", "170141183460469231731687303715884105727"),
        ("['NOFORN', 'SIPDIS']", "NOFORN|SIPDIS"),
        ("[]::varchar[]", ""),
        ("['a', null, 'b']", "a||b"),
        ("['=1+1']", "'=1+1"),
        ("[1, 2]", "1|2"),
        ("{'a': 1, 'b': 'x'}", '{"a": 1, "b": "x"}'),
        ("map {'k': 1}", '[["k", 1]]'),
        ("'x'::enum('x', 'y')", "x"),
        ("'\\x01\\xff'::blob", "01ff"),
        ("null::timestamptz", ""),
        ("null::varchar[]", ""),
        ("null::decimal(9, 2)", ""),
        ("null", ""),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_a_csv_cell_is_the_plain_form_of_its_value_in_every_time_zone(bare, tmp_path, sql, cell, zone):
    bare.execute(f"set TimeZone = '{zone}'")
    export(bare, f"select {sql} as x, 1 as y", tmp_path / "x.csv")
    assert read_csv(tmp_path / "x.csv")[1] == [cell, "1"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+49 30 123",
        "-2+3",
        "@SUM(A1)",
        "\t=1+1",
        "\tplain",
        "\r=1+1",
        "\n=1+1",
        "  =1+1",
        "\u00a0=1+1",
        "\ufeff=1+1",
        "\u200b=1+1",
        '"=1+1"',
        "'=1+1",
        " \" ' =cmd|x",
        "\0=1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "=",
        "- a list item",
    ],
)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "plain", "a=b", "1-2", "(C) =x", "'quoted'", '"no"', " blank", "¶1. x", "–dash", "x\t="]
)
def test_other_text_stays_as_it_is(text):
    assert harmless(text) == text


def test_a_column_whose_name_is_a_formula_is_harmless_too(bare, tmp_path):
    export(bare, 'select 1 as "=1+1"', tmp_path / "x.csv")
    assert read_csv(tmp_path / "x.csv")[0] == ["'=1+1"]


# --- the other formats -----------------------------------------------------------------------------------------------

MIXED = (
    "select '09ZENDA1' as cable_id, '=1+1' as subject, timestamptz '2009-09-22 14:28:00+00' as sent_at, "
    "date '2009-09-22' as declassify_on, 3 as word_count, true as is_doubled, ['NOFORN', 'X'] as caveats, "
    "123456789012345678::bigint as big, 'a' || chr(1) || chr(0) || 'b' as odd, 0.5::double as share "
    "union all select '09ZENDA2', (select any_value(subject) from cables), null, null, null, null, null, "
    "null, null, null"
)


def test_a_workbook_has_typed_cells_a_frozen_header_a_filter_and_notes(con, tmp_path):
    result = export(con, MIXED, tmp_path / "mixed.xlsx")
    assert result.rows == 2
    book = openpyxl.load_workbook(tmp_path / "mixed.xlsx")
    assert book.sheetnames == ["query", "about"]
    sheet = book["query"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:J3"
    cells = {heading.value: cell for heading, cell in zip(sheet[1], sheet[2], strict=True)}
    assert cells["subject"].value == "=1+1"
    assert cells["subject"].data_type == "s"
    assert cells["sent_at"].value == datetime(2009, 9, 22, 14, 28)  # noqa: DTZ001
    assert cells["sent_at"].is_date
    assert cells["declassify_on"].value == datetime(2009, 9, 22)  # noqa: DTZ001
    assert cells["declassify_on"].number_format == "yyyy-mm-dd"
    assert cells["word_count"].value == 3
    assert cells["is_doubled"].value is True
    assert cells["caveats"].value == "NOFORN|X"
    assert cells["big"].value == "123456789012345678"
    assert cells["share"].value == 0.5
    assert [cell.value for cell in sheet[3]][1:] == [None] * 9
    notes = {heading.value: heading.comment for heading in sheet[1]}
    assert "Subject line of the body" in notes["subject"].text
    assert "UTC" in notes["sent_at"].text
    about = [[cell.value for cell in row] for row in book["about"].iter_rows()]
    assert about[0] == ["sheet", "column", "type", "unit", "description"]
    assert ["query", "sent_at", "time (UTC)", "minute"] in [row[:4] for row in about]


def test_a_formula_in_a_workbook_is_text_without_an_apostrophe_and_a_link_is_no_link(bare, tmp_path):
    export(bare, "select '=1+1' as a, 'http://example.org' as b, '=HYPERLINK(1)' as c", tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["query"]
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [
        ("=1+1", "s"),
        ("http://example.org", "s"),
        ("=HYPERLINK(1)", "s"),
    ]
    assert all(cell.hyperlink is None for cell in sheet[2])


def test_several_names_make_a_workbook_with_a_sheet_each(con, tmp_path):
    con.execute("create view a_view_with_a_name_that_is_longer_than_a_sheet as select 1 as one")
    con.execute("create view a_view_with_a_name_that_is_longer_than_a_shed as select 2 as two")
    names = ["tags", "a_view_with_a_name_that_is_longer_than_a_sheet", "a_view_with_a_name_that_is_longer_than_a_shed"]
    result = export(con, names, tmp_path / "all.xlsx")
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    assert len(book.sheetnames) == 4
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert len({name.lower() for name in book.sheetnames}) == 4
    assert book["tags"]["A2"].value == "PREL"
    assert book.worksheets[2]["A2"].value == 2
    assert result.rows == 3


def test_only_a_workbook_holds_several_names(con, tmp_path):
    with pytest.raises(CablesError, match="Only a workbook"):
        export(con, ["tags", "posts"], tmp_path / "all.csv")


def test_rows_beyond_a_sheet_go_on_on_the_next_and_the_result_says_so(con, tmp_path, monkeypatch):
    monkeypatch.setattr(exports, "SHEET_ROWS", 4)
    con.execute("create view counted as select i from range(7) t(i) order by i")
    result = export(con, "counted", tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == ["counted", "counted 2", "counted 3", "about"]
    values = [row[0].value for name in book.sheetnames[:3] for row in book[name].iter_rows(min_row=2)]
    assert values == list(range(7))
    assert result.rows == 7
    assert result.notes == ("counted has more rows than a sheet holds and goes on over 3 sheets.",)


@pytest.mark.parametrize("sign", ["x", "😀"])  # a sign beyond the basic plane counts twice
def test_text_longer_than_a_cell_is_cut_and_the_result_says_so(bare, tmp_path, sign):
    bare.execute("create table long as select repeat(?, 40000) as body", [sign])
    result = export(bare, "long", tmp_path / "x.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "x.xlsx")["long"]["A2"].value
    assert len(cell.encode("utf-16-le")) // 2 <= 32_767
    assert cell.endswith(" [cut]")
    assert cell[:10_000] == sign * 10_000
    assert result.notes == ("1 texts of long are longer than a cell holds and end in [cut].",)


def test_dates_before_excels_calendar_are_text(bare, tmp_path):
    export(bare, "select date '1899-12-31' as d, timestamp '1776-07-04 12:00:00' as t", tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["query"]
    assert [cell.value for cell in sheet[2]] == ["1899-12-31", "1776-07-04T12:00:00"]


def test_parquet_keeps_types_and_carries_descriptions(con, tmp_path):
    con.execute("set TimeZone = 'Europe/Berlin'")
    export(con, MIXED, tmp_path / "x.parquet")
    rows = pq.read_table(tmp_path / "x.parquet")
    assert str(rows.schema.field("sent_at").type) == "timestamp[us, tz=UTC]"
    assert rows.schema.field("word_count").metadata[b"unit"] == b"words"
    assert b"Subject line" in rows.schema.field("subject").metadata[b"description"]
    assert rows["subject"].to_pylist() == ["=1+1", None]
    assert rows["declassify_on"].to_pylist() == [date(2009, 9, 22), None]
    assert rows["caveats"].to_pylist() == [["NOFORN", "X"], None]


def test_json_lines_are_one_object_a_row(con, tmp_path):
    export(con, MIXED, tmp_path / "x.jsonl")
    first, second = (json.loads(line) for line in (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines())
    assert first["sent_at"] == "2009-09-22T14:28:00Z"
    assert first["caveats"] == ["NOFORN", "X"]
    assert first["subject"] == "=1+1"
    assert first["odd"] == "a\x01\0b"
    assert first["big"] == 123456789012345678
    assert set(second) == set(first)
    assert second["share"] is None


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx", "x.parquet", "x.jsonl"])
def test_a_relation_without_rows_still_has_its_header(con, tmp_path, name):
    assert export(con, "posts", tmp_path / name).rows == 0
    if name == "x.csv":
        assert read_csv(tmp_path / name)[0][:2] == ["post_code", "name"]
    if name == "x.parquet":
        assert pq.read_schema(tmp_path / name).names[:2] == ["post_code", "name"]
    assert (tmp_path / name).is_file()


@pytest.mark.parametrize(
    ("name", "format_", "opening"),
    [("x", "csv", b"tag"), ("x.txt", "excel", b"PK"), ("x.csv", "parquet", b"PAR1"), ("x.NDJSON", None, b'{"tag"')],
)
def test_a_format_given_outright_wins_over_the_suffix(con, tmp_path, name, format_, opening):
    export(con, "tags", tmp_path / name, format_)
    assert (tmp_path / name).read_bytes().startswith(opening)


def test_progress_is_told_rows_as_they_pass_and_the_whole_at_the_end(con, tmp_path):
    con.execute("insert into tags select 'T' || i, 'unknown', null, null, false, null from range(40000) t(i)")
    told = []
    export(con, "tags", tmp_path / "x.csv", progress=lambda name, done, total: told.append((name, done, total)))
    assert told[-1] == ("tags", 40_001, 40_001)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert {total for _, _, total in told} == {40_001}


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "path", "sentence"),
    [
        ("cabels", "x.csv", "There is no table or view cabels: did you mean cables"),
        ("origin_total", "x.csv", "There is no table or view origin_total"),
        ("zzzzzzzz", "x.csv", "there are cables, paragraphs"),
        ("tags", "x.doc", "x.doc names no format that can be written: choose one of csv, xlsx, parquet, jsonl"),
        ("select 1; select 2", "x.csv", "one select statement"),
        ("drop table cables", "x.csv", "one select statement"),
        ("delete from cables", "x.csv", "one select statement"),
        ("copy cables to 'elsewhere.csv'", "x.csv", "one select statement"),
        ("create table y as select 1", "x.csv", "one select statement"),
        ("select tag from tgas", "x.csv", "cannot be run: Table with name tgas does not exist"),
        ("select tga from tags", "x.csv", 'cannot be run: Referenced column "tga" not found'),
        ("select from", "x.csv", "cannot be read"),
        ("select 1 as a, 2 as A", "x.csv", "two columns named"),
        ("select interval 1 day as i", "x.parquet", "cannot hold these rows"),
        ([], "x.xlsx", "nothing to export"),
    ],
)
def test_what_cannot_be_exported_is_refused_in_one_sentence(con, tmp_path, asked, path, sentence):
    (tmp_path / path).write_text("what was there", encoding="utf-8")
    with pytest.raises(CablesError) as refused:
        export(con, asked, tmp_path / path)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)
    assert (tmp_path / path).read_text(encoding="utf-8") == "what was there"
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize(
    "query", ["from tags;", "select tag from tags -- all", "select tag from tags; -- end\n", "TAGS", '"tags"']
)
def test_a_query_may_end_as_people_end_it(con, tmp_path, query):
    assert export(con, query, tmp_path / "x.csv").rows == 1


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx", "x.parquet", "x.jsonl"])
def test_a_query_that_fails_half_way_leaves_the_old_file(bare, tmp_path, name):
    (tmp_path / name).write_bytes(b"what was there")
    bare.execute("set threads = 1")
    failing = "select case when i = 200000 then error('no more') else i end as i from range(300000) t(i)"
    with pytest.raises(CablesError, match="no more"):
        export(bare, failing, tmp_path / name)
    assert (tmp_path / name).read_bytes() == b"what was there"
    assert leftovers(tmp_path) == []


def test_a_writer_that_is_interrupted_leaves_the_old_file(con, tmp_path):
    (tmp_path / "x.csv").write_bytes(b"what was there")

    def interrupted(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(con, "tags", tmp_path / "x.csv", progress=interrupted)
    assert (tmp_path / "x.csv").read_bytes() == b"what was there"
    assert leftovers(tmp_path) == []


def test_a_place_that_cannot_be_written_to_is_one_sentence(con, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CablesError, match="can be written to"):
        export(con, "tags", tmp_path / "file" / "x.csv")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["x.csv", "x.jsonl", "x.parquet"])
def test_a_million_rows_stream_in_bounded_memory(tmp_path, name):
    # 600 MB of text pass through; a reader of all rows would hold them.
    query = "select i, repeat('abcdefgh', 75) || i as text from range(1000000) t(i)"
    with duckdb.connect(config={"memory_limit": "300MB", "threads": 1}) as con:
        export(con, "select 1 as warm", tmp_path / name)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        result = export(con, query, tmp_path / name)
    assert result.rows == 1_000_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024
    (tmp_path / name).unlink()


# --- the nightly set -------------------------------------------------------------------------------------------------


@pytest.fixture
def nightly(con):
    con.execute("create view tag_kinds as select kind, count(*) as tag_count from tags group by kind order by kind")
    con.execute("create view tag_names as select tag, meaning from tags order by tag")
    return con


def test_the_nightly_set_is_every_view_and_a_dictionary(nightly, tmp_path):
    results = export_all(nightly, tmp_path)
    assert [result.path for result in results] == [tmp_path / "tag_kinds.csv", tmp_path / "tag_names.csv"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [DICTIONARY, "tag_kinds.csv", "tag_names.csv"]
    heading, *rows = read_csv(tmp_path / DICTIONARY)
    assert heading == ["file", "column", "type", "unit", "description", "note"]
    assert [row[:3] for row in rows] == [
        ["tag_kinds.csv", "kind", "text"],
        ["tag_kinds.csv", "tag_count", "integer"],
        ["tag_names.csv", "tag", "text"],
        ["tag_names.csv", "meaning", "text"],
    ]
    assert "apostrophe" in rows[0][5]
    assert rows[1][5] == ""


def test_files_of_views_that_are_gone_are_removed_and_no_others(nightly, tmp_path):
    (tmp_path / "report.html").write_text("kept", encoding="utf-8")
    (tmp_path / "notes.csv").write_text("kept", encoding="utf-8")
    export_all(nightly, tmp_path)
    nightly.execute("drop view tag_kinds")
    export_all(nightly, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [DICTIONARY, "notes.csv", "report.html", "tag_names.csv"]


def test_a_view_that_fails_leaves_the_whole_old_set(nightly, tmp_path):
    export_all(nightly, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    nightly.execute("insert into tags values ('PGOV', 'subject', null, null, true, null)")
    nightly.execute("create view zz_broken as select error('broken') as x")
    with pytest.raises(CablesError, match="zz_broken"):
        export_all(nightly, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_name_in_the_set_that_does_not_exist_is_refused_before_anything_is_written(nightly, tmp_path):
    with pytest.raises(CablesError, match="did you mean tag_kinds"):
        export_all(nightly, tmp_path / "set", ["tag_names", "tag_kind"])
    assert not (tmp_path / "set").exists()


def test_a_view_whose_name_would_lead_out_of_the_folder_is_refused(nightly, tmp_path):
    nightly.execute('create view "../outside" as select 1 as one')
    with pytest.raises(CablesError, match="cannot be a file's name"):
        export_all(nightly, tmp_path / "set")
    assert list(tmp_path.iterdir()) == []


def test_names_in_the_set_are_found_whatever_their_case(nightly, tmp_path):
    nightly.execute('create view "two words" as select 1 as one')
    results = export_all(nightly, tmp_path, ["TAG_KINDS", "two words", "tags"])
    assert [result.path.name for result in results] == ["tag_kinds.csv", "two words.csv", "tags.csv"]


def test_what_a_killed_export_left_behind_is_swept_a_day_later(con, tmp_path):
    for name, age in ((".x.csv.old", 2 * 86_400), (".x.csv.new", 60)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.csv").write_text("half", encoding="utf-8")
        past = time.time() - age
        os.utime(tmp_path / name, (past, past))
    export(con, "tags", tmp_path / "x.csv")
    assert leftovers(tmp_path) == [".x.csv.new"]


# --- public ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx", "x.parquet", "x.jsonl"])
@pytest.mark.parametrize(
    "asked",
    ["paragraphs", "cable_references", "select p.*, o.position as place from paragraphs p cross join officers o"],
)
def test_a_public_file_holds_neither_body_text_nor_names(con, tmp_path, name, asked):
    export(con, asked, tmp_path / name, public=True)
    if name.endswith("xlsx"):
        book = openpyxl.load_workbook(tmp_path / name)
        said = str([[cell.value for cell in row] for sheet in book.worksheets for row in sheet.iter_rows()])
    elif name.endswith("parquet"):
        said = str(pq.read_table(tmp_path / name).to_pylist())
    else:
        said = (tmp_path / name).read_text(encoding="utf-8")
    assert SECRET_TEXT not in said
    assert SECRET_NAME not in said
    assert "09ZENDA1" in said


def test_a_public_result_names_what_was_left_out(con, tmp_path):
    assert export(con, "paragraphs", tmp_path / "x.csv", public=True).left_out == ("heading", "text")
    assert export(con, "tags", tmp_path / "x.csv", public=True).left_out == ()
    assert export(con, "paragraphs", tmp_path / "x.csv").left_out == ()


def test_a_public_set_leaves_out_whole_views_and_says_so_in_the_dictionary(nightly, tmp_path):
    nightly.execute("create view named as select name, count(*) as n from signers group by name")
    nightly.execute("create view openings as select cable_id, left(text, 9) as opening from paragraphs")
    export_all(nightly, tmp_path)
    assert (tmp_path / "named.csv").exists()
    results = export_all(nightly, tmp_path, public=True)
    assert [result.name for result in results] == ["openings", "tag_kinds", "tag_names"]
    assert not (tmp_path / "named.csv").exists()
    assert read_csv(tmp_path / "openings.csv") == [["cable_id"], ["09ZENDA1"]]
    everything = "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    assert SECRET_NAME not in everything
    assert SECRET_TEXT[:9] not in everything
    assert read_csv(tmp_path / DICTIONARY)[-1][-1].startswith("named is left out of public exports")
