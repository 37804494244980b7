"""The public side of a connection: private columns are not there, whatever the SQL says."""

from __future__ import annotations

from functools import cache

import duckdb
import pytest

from pipeline import connect, warehouse
from pipeline.export import export, export_all
from pipeline.model import CablesError
from pipeline.public import PEOPLE, PRIVATE, open_public
from pipeline.schema import TABLES
from pipeline.warehouse import create_empty_tables
from tests.inline_rows import database


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
        yield connection


def public_columns(con, name):
    limits = open_public(con)
    try:
        return limits.columns(name)
    finally:
        limits.connection.close()


def test_no_table_keeps_a_private_column(con):
    for name, table in TABLES.items():
        kept = public_columns(con, name)
        assert not set(kept) & PRIVATE.get(name, frozenset())
        if name in PEOPLE or name == "excerpts":
            assert kept == []
        else:
            assert kept == [c.name for c in table.columns if not c.is_personal and not c.is_body_text]


@pytest.mark.parametrize(
    ("sql", "kept"),
    [
        ("select tag, kind from tags order by tag", ["tag", "kind"]),
        ("select * from paragraphs", "paragraphs"),
        ("select cable_id, text from paragraphs", ["cable_id"]),
        ("select cable_id, text as t, upper(heading) as h from paragraphs order by 1", ["cable_id"]),
        ("select p.cable_id, left(p.text, 20) as opening, p.word_count from paragraphs p", ["cable_id", "word_count"]),
        ("with x as (select cable_id, text as t from paragraphs) select cable_id, t as u from x", ["cable_id"]),
        ("select cable_id, max(text) as t, count(*) as n from paragraphs group by cable_id", ["cable_id", "n"]),
        ("select c.cable_id, o.name from cables c left join officers o using (cable_id)", ["cable_id"]),
        ("select cable_id, count(*) as officers from officers group by cable_id", ["cable_id", "officers"]),
        # Rows, order or places would not be the same without the column: the whole view is left out.
        ("select name, count(*) as n from signers group by name", []),
        ("select cable_id from signers where name = 'X'", []),
        ("select cable_id, text from paragraphs order by text", []),
        ("select text, cable_id from paragraphs order by 2", []),
        ("select cable_id, text, count(*) as n from paragraphs group by 1, 2", []),
        ("select cable_id, text from paragraphs group by all", []),
        ("select distinct cable_id, text from paragraphs", []),
        ("select distinct on (text) cable_id, text from paragraphs", []),
        ("select text from paragraphs", []),
        ("select max(text) as t from paragraphs", []),
        ("select 1 as one, max(text) as t from paragraphs", []),
        ("select cable_id, unnest(string_split(text, ' ')) as word from paragraphs", []),
        ("select tag, kind from tags union all select cable_id, text from paragraphs", []),
        ("select tag, (select max(text) from paragraphs) as t from tags", []),
        # What cannot be traced is left out too.
        ("select cable_id from main.officers", []),
        ("select content from read_text('README.md')", []),
        ("select column_name from duckdb_columns()", []),
    ],
)
def test_a_view_keeps_the_columns_that_need_nothing_private(con, sql, kept):
    con.execute(f"create view looked_at as {sql}")
    assert public_columns(con, "looked_at") == (public_columns(con, kept) if isinstance(kept, str) else kept)


def test_tags_that_are_people_are_in_no_public_relation():
    tags = [
        {"tag": "PREL", "kind": "subject", "is_known": True},
        {"tag": "LLANTRISANT", "kind": "person", "is_known": True},
        {"tag": "WREN, TOBIAS", "kind": "unknown", "is_known": False},
        {"tag": "PRELL", "kind": "unknown", "is_known": False},
    ]
    with database(
        cables=[{"cable_id": "09ROME1"}],
        tags=tags,
        cable_tags=[
            {"cable_id": "09ROME1", "position": n, "tag": tag["tag"], "published_tag": tag["tag"]}
            for n, tag in enumerate(tags, 1)
        ],
    ) as con:
        public = open_public(con).connection
        for relation in ("tags", "cable_tags", "tag_totals"):
            assert public.execute("select tag from " + relation + " order by tag").fetchall() == [("PREL",), ("PRELL",)]
        assert public.execute("select tag from unknown_tags").fetchall() == [("PRELL",)]
        public.close()


def test_a_view_over_a_view_is_followed(con):
    con.execute("create view a_last as select cable_id, text as said, word_count from paragraphs")
    con.execute("create view b_first as select cable_id, said, word_count from a_last")
    con.execute("create view c_names as select name from officers")
    con.execute("create view d_over as select * from c_names")
    assert public_columns(con, "b_first") == ["cable_id", "word_count"]
    assert public_columns(con, "d_over") == []


def test_the_order_in_which_views_were_made_does_not_matter(con):
    con.execute("create view zz as select cable_id, text as said from paragraphs")
    con.execute("create view aa as select cable_id, said from zz")
    assert public_columns(con, "aa") == ["cable_id"]


@pytest.mark.parametrize(
    "query",
    [
        "select name from officers",
        "select o from officers o",
        "select name from main.officers",
        "select name from memory.main.officers",
        "select name from named",
        "select * from named_by('09ZENDA1')",
        "select leaked() as x",
        "from query('select name from main.officers')",
        "from query_table('main.officers')",
        "from duckdb_views()",
        "from 'paragraphs.parquet'",
        "from read_parquet('paragraphs.parquet')",
        "with named as (select name from main.signers) from named",
        "select (select max(name) from main.signers) as x from tags",
        "describe officers",
        "show tables",
        "pragma table_info('officers')",
    ],
)
def test_a_public_query_cannot_reach_a_name(con, tmp_path, query):
    con.execute("insert into officers values ('09ZENDA1', 1, 'Quibblethorpe', 'Consul')")
    con.execute("create view named as select name from officers")
    con.execute("create macro named_by(wanted) as table select name from main.officers where cable_id = wanted")
    con.execute("create macro leaked() as (select max(name) from main.officers)")
    try:
        export(con, query, tmp_path / "x.csv", public=True)
    except CablesError:
        assert not (tmp_path / "x.csv").exists()
    else:
        assert "Quibblethorpe" not in (tmp_path / "x.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "query",
    [
        "select name from posts",
        "select cable_id, count(*) from officers group by all",
        "with counted as (select count(*) as n from signers) select n from counted",
        "select i from range(3) t(i)",
        "select tag from wanted_tags('subject')",
        "select shouted(tag) from tags",
    ],
)
def test_a_public_query_over_public_columns_runs(con, tmp_path, query):
    con.execute("create macro wanted_tags(wanted) as table select tag from tags where kind = wanted")
    con.execute("create macro shouted(word) as upper(word) || '!'")
    export(con, query, tmp_path / "x.csv", public=True)
    assert (tmp_path / "x.csv").exists()


def test_a_database_that_may_only_be_read_has_a_public_side_too(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as con:
        create_empty_tables(con)
        con.execute("insert into signers values ('09ZENDA1', 1, 'QUIBBLETHORPE')")
        con.execute("create view signed as select cable_id, name from signers")
    with duckdb.connect(str(path), read_only=True) as con:
        export(con, "signed", tmp_path / "x.csv", public=True)
    with duckdb.connect() as con:
        con.execute(f"attach '{path}' as elsewhere (read_only)")
        con.execute("use elsewhere")
        export(con, "signed", tmp_path / "y.csv", public=True)
    assert (tmp_path / "x.csv").read_bytes() == (tmp_path / "y.csv").read_bytes() == b"cable_id\r\n09ZENDA1\r\n"


def test_a_copy_that_somebody_made_is_left_out_with_all_that_reads_it(con, tmp_path):
    con.execute("create table copied as select * from officers")
    con.execute("create view over_copy as select * from copied")
    assert public_columns(con, "copied") == []
    assert public_columns(con, "over_copy") == []
    with pytest.raises(CablesError, match="copied is left out of public exports"):
        export(con, "copied", tmp_path / "x.csv", public=True)
    with pytest.raises(CablesError, match="copied is left out of public exports"):
        export(con, "select * from copied", tmp_path / "x.csv", public=True)


@pytest.mark.parametrize("name", ["officers", "signers", "excerpts"])
def test_a_table_of_people_or_of_text_is_refused_with_the_reason(con, tmp_path, name):
    with pytest.raises(CablesError, match=f"{name} is left out of public exports: it holds nothing but"):
        export(con, name, tmp_path / "x.csv", public=True)
    assert list(tmp_path.iterdir()) == []


def test_the_callers_connection_is_not_changed(con):
    con.execute("insert into officers values ('09ZENDA1', 1, 'Quibblethorpe', 'Consul')")
    open_public(con).connection.close()
    assert con.execute("select name from officers").fetchall() == [("Quibblethorpe",)]


def test_every_view_of_the_data_set_is_public_or_left_out_for_a_reason(con):
    for statement in warehouse._definitions():
        con.execute(statement)
    limits = open_public(con)
    try:
        for view in warehouse.views():
            assert view.name in limits.names or view.name in limits.left_out
            assert not set(limits.columns(view.name)) & set(view.private)
        # A reason other than a private column is a view that this module does not understand.
        assert all("without" in r or "nothing but" in r for r in limits.left_out.values()), limits.left_out
        assert "cable_texts" in limits.names
        assert "text" not in limits.columns("cable_texts")
    finally:
        limits.connection.close()


def test_the_whole_public_set_is_exported_from_the_warehouse_file(shipped, tmp_path):
    """DuckDB prints views back when it stores them, and not every print is read again as it was meant."""
    with connect(data=shipped.path) as con:
        written = {result.name for result in export_all(con, tmp_path, public=True)}
    assert "estimated_traffic" in written
    assert not written & {"classifying_officers", "signers_by_origin"}
