"""Words of whole columns are counted as Python splits each text."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.words import ROWS_AT_ONCE, word_counts

PIECES = ["a", "bc", " ", "\n", "\t", "\x0c", "é", "”", "\u1680", "\u2003", "\u202f", "\u3000", "漢", "😀"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], []),
        ([""], [0]),
        (["", "one", "", " two  words\n", "\n"], [0, 1, 0, 2, 0]),
        (["ends with a blank ", "begins another"], [4, 2]),
        (["a\u2003b", "a”b", "\u3000"], [2, 1, 0]),  # an em space parts words, a quotation mark does not
        (["one two"] * (ROWS_AT_ONCE + 1), [2] * (ROWS_AT_ONCE + 1)),
    ],
)
def test_words_are_what_stands_between_white_space(texts, expected):
    assert word_counts(pa.array(texts, pa.string())).tolist() == expected


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), max_size=12), st.integers(0, 3))
def test_words_are_counted_as_python_splits_them_in_any_part_of_a_column(texts, first):
    column = pa.array(texts, pa.string())[first:]
    assert word_counts(column).tolist() == [len(text.split()) for text in texts[first:]]
