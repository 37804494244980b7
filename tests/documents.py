"""The documents, and what their blocks print on the edition of the shipped corpus, each found out once a session."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from docs.build import PROJECT, Block, Runner, blocks
from pipeline.places import DataFolder


@cache
def read(document: str) -> str:
    return (PROJECT / document).read_text(encoding="utf-8")


@cache
def printed(document: str, data: DataFolder) -> list[str | Exception]:
    """What each block prints, run in order as in a notebook; the exception where it fails."""
    # Beside the data folder, which is in a folder of pytest's own.
    runner = Runner(data, data.path.parent / f"blocks-of-{Path(document).stem}")
    outputs: list[str | Exception] = []
    for block in blocks(read(document)):
        try:
            outputs.append(runner.run(block))
        except Exception as error:  # any: it belongs to the test of that block
            outputs.append(error)
    return outputs


def block_cases(document: str) -> list[object]:
    """A case for each block of a document that is run, named by its line."""
    return [
        pytest.param(number, block, id=f"{block.language}-line-{block.line}")
        for number, block in enumerate(blocks(read(document)))
    ]


def assert_prints_what_stands_below(document: str, data: DataFolder, number: int, block: Block) -> None:
    output = printed(document, data)[number]
    if isinstance(output, Exception):
        raise output
    assert output == block.output, f"{document}, line {block.line}, prints something else: run `make docs`"
