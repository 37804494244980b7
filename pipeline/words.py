"""How many words the texts of a whole column have: counted over the column's bytes, which makes no word of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

BLANK = 0x20  # this and all below it are white space in plain text, which holds no other control characters
# White space of three bytes, each as one number: U+1680, U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F, U+3000.
WIDE_BLANKS = np.array(
    [int.from_bytes(chr(code).encode()) for code in range(0x800, 0xD800) if chr(code).isspace()], np.int32
)
WIDE_FIRSTS = np.unique(WIDE_BLANKS >> 16)
ROWS_AT_ONCE = 128  # their bytes, and all that is made of them, stay in the processor's cache


def word_counts(texts: pa.StringArray) -> npt.NDArray[np.int32]:
    """The words of each text between white space, as ``len(text.split())`` has it. Texts are plain and none is null."""
    _, offset_buffer, byte_buffer = texts.buffers()
    if byte_buffer is None:
        return np.zeros(len(texts), np.int32)
    offsets = np.frombuffer(offset_buffer, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(byte_buffer, np.uint8)
    counts = np.zeros(len(texts), np.int32)
    for first in range(0, len(texts), ROWS_AT_ONCE):
        of_these = offsets[first : first + ROWS_AT_ONCE + 1]
        counted = counts[first : first + ROWS_AT_ONCE]
        counted[:] = _counted(data[of_these[0] : of_these[-1]], of_these - of_these[0])
        for row in _with_wide_blanks(data[of_these[0] : of_these[-1]], of_these - of_these[0]):
            counted[row] = len(texts[first + int(row)].as_py().split())
    return counts


def _counted(data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int32]) -> npt.NDArray[np.intp]:
    starts, ends = offsets[:-1], offsets[1:]
    is_blank = data <= BLANK
    # A word begins behind a blank, or with its text: what the text before ends with does not count.
    begins = np.flatnonzero(is_blank[:-1] & ~is_blank[1:]) + 1
    counts = np.searchsorted(begins, ends, "left") - np.searchsorted(begins, starts, "right")
    is_filled = starts < ends
    counts[is_filled] += ~is_blank[starts[is_filled]]
    counts[~is_filled] = 0
    return counts


def _with_wide_blanks(data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int32]) -> npt.NDArray[np.intp]:
    """The rows that hold white space of more than one byte: hardly any."""
    places = np.concatenate([np.flatnonzero(data == first) for first in WIDE_FIRSTS])
    if not len(places):
        return places
    whole = (data[places].astype(np.int32) << 16) | (data[places + 1].astype(np.int32) << 8) | data[places + 2]
    return np.unique(np.searchsorted(offsets, places[np.isin(whole, WIDE_BLANKS)], "right") - 1)
