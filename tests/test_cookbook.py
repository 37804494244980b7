"""The cookbook: thirty questions that give what it says they give, and a place for every view."""

from __future__ import annotations

import re

import pytest

from docs.build import blocks, fences
from pipeline import warehouse
from tests.documents import assert_prints_what_stands_below, block_cases, read

pytestmark = pytest.mark.xdist_group("documents")

COOKBOOK = "docs/cookbook.md"
QUESTION = re.compile(r"^### (\d+)\. (.+)$", re.MULTILINE)


def questions():
    """Heading and text of each question."""
    parts = QUESTION.split(read(COOKBOOK))[1:]
    return [
        (int(number), title, text) for number, title, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]


@pytest.mark.parametrize(("number", "block"), block_cases(COOKBOOK))
def test_a_query_gives_the_output_that_stands_below_it(number, block, shipped):
    assert_prints_what_stands_below(COOKBOOK, shipped, number, block)


def test_there_are_thirty_questions_in_order():
    assert [number for number, _, _ in questions()] == list(range(1, 31))
    assert all(title.endswith("?") for _, title, _ in questions())


def test_every_question_has_a_query_with_its_output_and_a_word_on_reading_it():
    for number, title, text in questions():
        asked = [block for block in blocks(text) if block.language == "sql"]
        assert asked, f"question {number} has no SQL: {title}"
        assert all(block.output for block in asked), f"question {number} lacks an output"
        prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
        assert len(prose.split()) >= 12, f"question {number} says nothing on how to read the answer"


def test_six_questions_are_answered_with_pandas_too_and_two_with_r():
    with_pandas = [number for number, _, text in questions() if fences(text, "python")]
    with_r = [number for number, _, text in questions() if fences(text, "r")]
    assert len(with_pandas) == 6
    assert len(with_r) == 2
    assert all("dbConnect(duckdb()" in code for _, _, text in questions() for code in fences(text, "r"))


@pytest.mark.parametrize("view", [view.name for view in (*warehouse.views(), *warehouse.macros())])
def test_every_view_and_macro_is_asked_in_some_query(view):
    queries = [block.code for block in blocks(read(COOKBOOK)) if block.language == "sql"]
    assert any(re.search(rf"\b(?:from|join)\s+{view}\b", query) for query in queries), f"no question asks {view}"


def test_every_query_has_a_total_order_or_one_row():
    # Without one the rows of equal rank could change places from run to run.
    for block in blocks(read(COOKBOOK)):
        if block.language == "sql":
            rows = block.output.splitlines()[2:]
            assert len(rows) == 1 or re.search(r"^order by ", block.code, re.MULTILINE), f"line {block.line}"
            assert len(rows) <= 10, f"line {block.line} prints more than ten rows"
