"""The guide's cells print what stands below them; documents are made and linked as they should be."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb
import pytest

from docs.build import (
    CODEBOOKS,
    DOCUMENTS,
    PROJECT,
    WIDEST_CELL,
    Runner,
    blocks,
    cell,
    fences,
    render,
    table,
    write_codebook,
)
from pipeline.schema import TABLES
from tests.documents import assert_prints_what_stands_below, block_cases, read

pytestmark = pytest.mark.xdist_group("documents")

GUIDE = "docs/guide.md"
INSIDE = "docs/inside.md"
WRITTEN = (*DOCUMENTS, INSIDE, "CHANGELOG.md")


@pytest.mark.parametrize(("number", "block"), block_cases(GUIDE))
def test_a_cell_of_the_guide_prints_what_stands_below_it(number, block, shipped):
    assert_prints_what_stands_below(GUIDE, shipped, number, block)


@pytest.mark.parametrize("document", WRITTEN)
def test_links_lead_to_files_that_are_there(document):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", read(document)):
        assert ((PROJECT / document).parent / target).is_file(), f"{document} links to {target}"


def test_the_engineers_page_names_every_module_and_none_that_is_not_there():
    named = set(re.findall(r"`(pipeline/[\w./]+|sql/\w+/|flows/|benchmarks/)`", read(INSIDE)))
    missing = [place for place in named if not (PROJECT / place).exists()]
    assert missing == []
    modules = {f"pipeline/{path.name}" for path in (PROJECT / "pipeline").glob("[!_]*.py")}
    folders = {f"pipeline/{path.parent.name}/" for path in (PROJECT / "pipeline").glob("*/__init__.py")}
    assert sorted((modules | folders) - named) == []


@pytest.mark.parametrize("document", WRITTEN)
def test_fences_are_closed_and_say_their_language(document):
    marks = re.findall(r"^```(\w*)$", read(document), re.MULTILINE)
    assert len(marks) % 2 == 0
    assert all(marks[::2]), "a fence without a language"
    assert not any(marks[1::2])


@pytest.mark.parametrize("document", [*WRITTEN, *(f"docs/{name}" for name in CODEBOOKS)])
def test_documents_name_no_place_of_the_machine_that_made_them(document):
    assert not re.search(r"(?:^|[\s\"'(])/(?:home|root|tmp|Users|work)/", read(document))


def test_the_changelog_has_an_entry_for_the_present_version_and_names_every_table():
    version = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    newest = re.search(r"^## (\S+)", read("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == version
    assert [name for name in TABLES if f"`{name}`" not in read("CHANGELOG.md")] == []


def test_the_codebook_is_the_same_each_time_it_is_made(shipped, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        write_codebook(shipped, folder)
    for name in CODEBOOKS:
        assert (first / name).read_bytes() == (second / name).read_bytes()
        assert shipped.edition().name not in (first / name).read_text(encoding="utf-8")


# --- how outputs are made --------------------------------------------------------------------------------------------

DOCUMENT = """Before.

```sql
select 1 as n
```

```text
stale
```

Between.

```r
never_run()
```

```python
x = 2
```

```python
x + 1
```

```text
stale
```

```text
a text of its own
```
"""


def test_blocks_are_sql_and_python_with_the_text_right_below_them():
    assert [(b.language, b.code, b.output) for b in blocks(DOCUMENT)] == [
        ("sql", "select 1 as n\n", "stale\n"),
        ("python", "x = 2\n", ""),
        ("python", "x + 1\n", "stale\n"),
    ]
    assert fences(DOCUMENT, "r") == ["never_run()\n"]


def test_text_behind_a_sentence_is_no_output():
    (block,) = blocks("```sql\nselect 1\n```\n\nIt prints:\n\n```text\n1\n```\n")
    assert block.output == ""


@pytest.fixture
def runner(shipped, tmp_path):
    return Runner(shipped, tmp_path / "here")


def test_rendering_replaces_outputs_and_nothing_else_and_twice_changes_nothing(runner):
    once = render(DOCUMENT, runner)
    assert once == DOCUMENT.replace("stale", "n\n-\n1", 1).replace("stale", "3", 1)
    assert render(once, runner) == once


def test_an_output_that_is_no_more_is_taken_away(runner):
    assert "stale" not in render("```python\nx = 2\n```\n\n```text\nstale\n```\n", runner)


def test_a_failing_block_stops_the_making_of_a_document(runner):
    with pytest.raises(duckdb.Error):
        render("```sql\nselect no_such_column from cables\n```\n", runner)


def test_documents_do_not_see_the_data_folder_of_whoever_makes_them(monkeypatch, tmp_path, runner):
    monkeypatch.setenv("CABLES_DATA", str(tmp_path))
    (block,) = blocks("```sql\nselect count(*) > 0 as is_there from cables\n```\n")
    assert runner.run(block).splitlines()[-1] == "true"


def test_a_table_has_numbers_to_the_right_and_nulls_blank():
    with duckdb.connect() as con:
        shown = table(
            con, "from (values ('Embassy Suva', 6, null), ('x', 10, 0.25::double)) as t(origin, count, share)"
        )
    assert shown == (
        "origin        count  share\n"
        "------------  -----  -----\n"
        "Embassy Suva      6\n"
        "x                10  0.250\n"
    )  # fmt: skip


def test_a_table_without_rows_says_so():
    with duckdb.connect() as con:
        assert table(con, "select 1 as n where false") == "n\n-\n(no rows)\n"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "true"),
        (1234, "1234"),
        (0.5, "0.500"),
        (Decimal("0.5"), "0.5"),
        (date(2009, 2, 28), "2009-02-28"),
        (datetime(2009, 2, 28, 14, 28, 59, tzinfo=UTC), "2009-02-28 14:28"),
        (["NOFORN", "SIPDIS"], "NOFORN, SIPDIS"),
        ("two\n  lines", "two lines"),
        ("x" * WIDEST_CELL, "x" * WIDEST_CELL),
        ("x" * (WIDEST_CELL + 1), "x" * (WIDEST_CELL - 1) + "…"),
    ],
)
def test_a_cell_is_short_and_plain(value, shown):
    assert cell(value) == shown
