"""How many words the texts of a whole column have: counted over the column's bytes, which makes no word of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

BLANK = 0x20  # this and all below it are white space in plain text, which holds no other control characters
# The first bytes of every wide character that is white space (U+1680, U+2000 to U+205F, U+3000), and of many others.
WIDE_FIRST, WIDE_LAST = 0xE1, 0xE3


def word_counts(texts: pa.StringArray) -> npt.NDArray[np.int32]:
    """The words of each text between white space, as ``len(text.split())`` has it. Texts are plain and none is null."""
    _, offset_buffer, byte_buffer = texts.buffers()
    if byte_buffer is None:
        return np.zeros(len(texts), np.int32)
    offsets = np.frombuffer(offset_buffer, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(byte_buffer, np.uint8)[: offsets[-1]]
    starts, ends = offsets[:-1], offsets[1:]
    is_blank = data <= BLANK
    # A word begins behind a blank, or with its text: what the text before ends with does not count.
    begins = np.flatnonzero(is_blank[:-1] & ~is_blank[1:]) + 1
    counts = np.searchsorted(begins, ends, "left") - np.searchsorted(begins, starts, "right")
    is_filled = starts < ends
    counts[is_filled] += ~is_blank[starts[is_filled]]
    counts[~is_filled] = 0
    wide = np.flatnonzero((data >= WIDE_FIRST) & (data <= WIDE_LAST))
    for row in np.unique(np.searchsorted(offsets, wide, "right") - 1):
        counts[row] = len(texts[int(row)].as_py().split())
    return counts.astype(np.int32)
