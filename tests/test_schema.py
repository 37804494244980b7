"""Every stored column is described once, and nothing is written that does not fit."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from inline_rows import filler
from small_releases import rows_of

from pipeline.chunk import HISTORY_COLUMNS, RECORD_COLUMNS
from pipeline.partitions import stored_table
from pipeline.schema import (
    CABLE_TABLES,
    CABLES,
    CHANGED_FIELDS,
    CHILD_TABLES,
    PARAGRAPHS,
    RELEASES,
    TABLES,
    Column,
    SchemaError,
    Table,
    conform,
    described,
)

COLUMNS = [(table, column) for table in TABLES.values() for column in table.columns]


def ids(value):
    return value.name if isinstance(value, Table | Column) else None


def test_every_column_is_described():
    assert described() == []


def test_a_column_without_a_description_is_found():
    bare = Table("bare", "A table.", ("a",), "none", (Column("a", pa.string(), " "), Column("b", pa.string(), "Said.")))
    assert described([bare]) == ["bare.a"]


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=ids)
def test_a_columns_name_says_what_kind_of_value_it_is(table, column):
    name = column.name
    assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
    kinds = {
        "_id": pa.types.is_string,
        "_at": pa.types.is_timestamp,
        "_date": pa.types.is_date,
        "_count": pa.types.is_integer,
    }
    for ending, is_kind in kinds.items():
        if name.endswith(ending):
            assert is_kind(column.type)
    assert name.startswith(("is_", "has_")) == pa.types.is_boolean(column.type)
    if pa.types.is_timestamp(column.type):
        assert (column.type.tz, name.endswith("_at")) == ("UTC", True)
    assert column.description.endswith((".", "...")), "a description is a sentence"


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=ids)
def test_numbers_and_times_have_a_unit(table, column):
    kind = column.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        assert column.unit or column.name.endswith("fingerprint")


def test_the_same_name_is_the_same_type_everywhere():
    types: dict[str, set[str]] = {}
    for _, column in COLUMNS:
        types.setdefault(column.name, set()).add(str(column.type))
    assert {name: kinds for name, kinds in types.items() if len(kinds) > 1} == {}


@pytest.mark.parametrize("table", TABLES.values(), ids=ids)
def test_keys_and_parents_are_columns(table):
    names = [column.name for column in table.columns]
    assert len(names) == len(set(names))
    for name in table.key:
        assert not table.column(name).nullable
    for name, parent in table.parent_keys.items():
        assert name in names
        assert table.column(name).type == TABLES[parent].column(TABLES[parent].key[-1]).type
    with pytest.raises(KeyError, match=f"{table.name} has no column nothing"):
        table.column("nothing")


def test_what_pages_say_and_what_comparing_says_are_the_columns_of_cables():
    assert {column.name for column in RECORD_COLUMNS} | set(HISTORY_COLUMNS) == {c.name for c in CABLES.columns}
    assert not {column.name for column in RECORD_COLUMNS} & set(HISTORY_COLUMNS)
    assert [CABLES, *CHILD_TABLES] == list(CABLE_TABLES)


def test_superseded_contents_are_stored_with_their_fingerprint():
    assert stored_table(PARAGRAPHS).arrow.names == [*PARAGRAPHS.arrow.names, "fingerprint"]
    assert stored_table(CABLES).arrow.names == [column.name for column in RECORD_COLUMNS]


# --- conform ---------------------------------------------------------------------------------------------------------


def one_row(table, **values):
    row = {column.name: filler(column) for column in table.columns} | values
    return pa.Table.from_pylist([row], pa.schema([(name, table.arrow.field(name).type) for name in row]))


@pytest.mark.parametrize("table", TABLES.values(), ids=ids)
def test_rows_that_fit_get_the_tables_exact_schema(table):
    rows = one_row(table)
    shuffled = rows.select(list(reversed(rows.column_names)))
    assert conform(shuffled, table).schema.equals(table.arrow, check_metadata=True)


def test_a_column_too_many_is_refused():
    with pytest.raises(SchemaError, match="releases: columns missing or unknown: colour"):
        conform(one_row(RELEASES).append_column("colour", pa.array(["red"])), RELEASES)


def test_a_missing_column_is_refused():
    with pytest.raises(SchemaError, match="releases: columns missing or unknown: counter"):
        conform(one_row(RELEASES).drop_columns(["counter"]), RELEASES)


def test_a_null_where_none_may_be_is_refused():
    rows = one_row(RELEASES, source=None)
    with pytest.raises(SchemaError, match=r"releases.source has 1 nulls and may have none"):
        conform(rows, RELEASES)


def test_a_null_where_one_may_be_is_kept():
    assert conform(one_row(RELEASES, counter=None), RELEASES)["counter"].to_pylist() == [None]


def test_a_word_outside_the_closed_list_is_refused():
    with pytest.raises(SchemaError, match=r"releases.date_evidence has a value outside its words: 'hearsay'"):
        conform(one_row(RELEASES, date_evidence="hearsay"), RELEASES)


def test_a_value_of_another_type_is_refused():
    rows = one_row(RELEASES)
    at = rows.column_names.index("page_count")
    with pytest.raises(pa.ArrowInvalid):
        conform(rows.set_column(at, "page_count", pa.array(["many"])), RELEASES)


def files_of(edition, table):
    """The table's files, of which there is always one."""
    if table.partition == "none":
        return [edition / f"{table.name}.parquet"]
    files = sorted((edition / table.name).glob("*.parquet"))
    assert files
    return files


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES.values(), ids=ids)
def test_files_carry_the_schema_and_its_descriptions(shipped, table):
    for file in files_of(shipped.edition(), table):
        schema = pq.read_schema(file)
        assert schema.equals(table.arrow), file.name
        for field in schema:
            assert field.metadata[b"description"].decode() == table.column(field.name).description
        assert schema.metadata[b"description"].decode() == table.description


# A file is one release's or one year's: the rest of the key orders its rows. Excerpts: the summary first.
ORDERS = {
    "pages": ("path",),
    "rejects": ("path",),
    "listings": ("axis", "key", "path", "position"),
    "excerpts": ("cable_id",),
}


@pytest.mark.parametrize("table", TABLES.values(), ids=ids)
def test_rows_lie_in_the_order_of_their_key(shipped, table):
    for file in files_of(shipped.edition(), table):
        rows = pq.read_table(file).to_pylist()
        order = [tuple(row[name] for name in ORDERS.get(table.name, table.key)) for row in rows]
        assert order == sorted(order), file.name
        keys = [tuple(row[name] for name in table.key) for row in rows]
        assert len(keys) == len(set(keys)), file.name


def test_words_of_closed_lists_are_used_as_described(shipped):
    for table, column in COLUMNS:
        if not column.words or table.name in ("posts", "tags"):
            continue
        values = [row[column.name] for row in rows_of(shipped.edition(), table.name)]
        seen = {
            word for value in values if value is not None for word in (value if isinstance(value, list) else [value])
        }
        assert seen <= set(column.words), f"{table.name}.{column.name}"


def test_fields_that_can_change_are_the_fields_that_are_compared():
    assert len(set(CHANGED_FIELDS)) == len(CHANGED_FIELDS)
    assert TABLES["revisions"].column("changed_fields").words == CHANGED_FIELDS
