"""Makes the documents' outputs again: `make docs`.

README.md, docs/cookbook.md and docs/guide.md hold queries and Python with what they print. This module publishes an
edition of the shipped corpus in a temporary folder, runs every such block there, and writes what it printed below it.
The codebook is that edition's own. The tests use the same functions to compare instead of writing.

A block is a fence of `sql` or `python`; its output is the fence of `text` that follows it with nothing but white space
between. Python blocks of one document share their names, as the cells of a notebook do. All other fences are text.
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pandas as pd

import pipeline
from pipeline import warehouse
from pipeline.codebook import codebook, to_html, to_markdown
from pipeline.places import DataFolder
from pipeline.run import Run
from pipeline.settings import Settings

PROJECT = Path(__file__).resolve().parent.parent
DOCUMENTS = ("README.md", "docs/cookbook.md", "docs/guide.md")
CODEBOOKS = ("codebook.md", "codebook.html")
# By name: whatever else lies in data/raw is the reader's own.
CORPUS = "data/raw/cablegate-201103??.tar.xz"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$\n?", re.MULTILINE | re.DOTALL)
# Longer cells are cut, with an ellipsis: the documents show what a query gives, not every word of it.
WIDEST_CELL = 56
PANDAS_DISPLAY = (
    "display.width",
    110,
    "display.max_columns",
    12,
    "display.max_rows",
    12,
    "display.max_colwidth",
    40,
    "display.precision",
    3,
)


class Block(NamedTuple):
    """One fence that is run: where its code stands, and where its output does (an empty span where it has none)."""

    language: str
    code: str
    line: int
    end: int
    output_end: int
    output: str


def blocks(text: str) -> list[Block]:
    """Every block of a document that is run, in order, with the output that stands below it."""
    fences = list(FENCE.finditer(text))
    found = []
    for index, fence in enumerate(fences):
        if fence[1] not in ("sql", "python"):
            continue
        following = fences[index + 1] if index + 1 < len(fences) else None
        has_output = (
            following is not None and following[1] == "text" and not text[fence.end() : following.start()].strip()
        )
        found.append(
            Block(
                fence[1],
                fence[2],
                text.count("\n", 0, fence.start()) + 2,
                fence.end(),
                following.end() if following is not None and has_output else fence.end(),
                following[2] if following is not None and has_output else "",
            )
        )
    return found


def fences(text: str, language: str) -> list[str]:
    """The contents of every fence of a language, run or not."""
    return [fence[2] for fence in FENCE.finditer(text) if fence[1] == language]


class Runner:
    """Runs the blocks of one document in a folder made for it, whose `data/` leads to the data folder."""

    def __init__(self, data: DataFolder, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "data").symlink_to(data.path, target_is_directory=True)
        self.names: dict[str, Any] = {"__name__": "__main__"}

    def run(self, block: Block) -> str:
        """What a block prints: a table's rows, or whatever Python prints and the value of its last expression."""
        with contextlib.chdir(self.folder), _no_other_data_folder():
            return self.ask(block.code) if block.language == "sql" else self.execute(block.code)

    def ask(self, query: str) -> str:
        """The rows of a query as a table of fixed width."""
        with pipeline.connect() as con:
            return table(con, query)

    def execute(self, code: str) -> str:
        """Run Python as a notebook's cell would."""
        tree = ast.parse(code)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        printed = io.StringIO()
        with (
            pd.option_context(*PANDAS_DISPLAY),
            contextlib.redirect_stdout(printed),
            warnings.catch_warnings(),
        ):
            # pandas warns of how DuckDB calls it; the reader can do nothing about that.
            warnings.simplefilter("ignore", DeprecationWarning)
            exec(compile(tree, "<document>", "exec"), self.names)  # noqa: S102 (our own documents)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), "<document>", "eval"), self.names)  # noqa: S307
                if value is not None:
                    printed.write(f"{value!r}\n")
        return "".join(f"{line.rstrip()}\n" for line in printed.getvalue().splitlines())


def table(con: duckdb.DuckDBPyConnection, query: str) -> str:
    """Rows of a query as text: a heading, a rule, a line a row; numbers to the right, nulls blank."""
    answer = con.execute(query)
    names = [column[0] for column in answer.description or ()]
    rows = answer.fetchall()
    texts = [[cell(value) for value in row] for row in rows]
    widths = [max(len(name), *(len(row[i]) for row in texts)) if texts else len(name) for i, name in enumerate(names)]
    right = [any(is_number(row[i]) for row in rows) for i in range(len(names))]

    def line(cells: list[str]) -> str:
        placed = (text.rjust(w) if r else text.ljust(w) for text, w, r in zip(cells, widths, right, strict=True))
        return "  ".join(placed).rstrip()

    lines = [line(names), "  ".join("-" * width for width in widths), *map(line, texts)]
    return "\n".join(lines if rows else [*lines, "(no rows)"]) + "\n"


def is_number(value: object) -> bool:
    """Whether a value is written to the right of its column."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def cell(value: object) -> str:
    """One value of a table: shares to three places, times to the minute, long texts cut."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    text = ", ".join(map(cell, value)) if isinstance(value, list) else " ".join(str(value).split())
    return text if len(text) <= WIDEST_CELL else f"{text[: WIDEST_CELL - 1].rstrip()}…"


@contextlib.contextmanager
def _no_other_data_folder() -> Iterator[None]:
    """The documents speak of `data/`, wherever the reader's own CABLES_DATA points."""
    set_aside = os.environ.pop("CABLES_DATA", None)
    try:
        yield
    finally:
        if set_aside is not None:
            os.environ["CABLES_DATA"] = set_aside


def render(text: str, runner: Runner) -> str:
    """The document with what its blocks print now."""
    parts = []
    done = 0
    for block in blocks(text):
        output = runner.run(block)
        parts.append(text[done : block.end])
        if output:
            parts.append(f"\n```text\n{output}```\n")
        done = block.output_end
    return "".join([*parts, text[done:]])


def publish(data: DataFolder) -> None:
    """Publish an edition of the shipped corpus in a new data folder."""
    data.raw.mkdir(parents=True)
    for archive in sorted(PROJECT.glob(CORPUS)):
        shutil.copy(archive, data.raw)
    with Run(data, Settings(workers=1)) as run:
        for due in run.plan.due:
            run.read(due, lambda _done, _total: None)
        run.publish()


def write_codebook(data: DataFolder, folder: Path) -> None:
    """Write the codebook without the edition's id, which would differ each time."""
    edition = data.edition()
    with duckdb.connect() as con:
        warehouse.attach(con, edition)
        book = replace(codebook(con, edition), edition="")
    for name, written in zip(CODEBOOKS, (to_markdown(book), to_html(book)), strict=True):
        (folder / name).write_text(written, encoding="utf-8")
        sys.stdout.write(f"{name}\n")


def main() -> None:
    """Write every document again."""
    with tempfile.TemporaryDirectory() as scratch:
        data = DataFolder(Path(scratch, "data").resolve())
        publish(data)
        write_codebook(data, PROJECT / "docs")
        for name in DOCUMENTS:
            path = PROJECT / name
            runner = Runner(data, Path(scratch, path.stem))
            path.write_text(render(path.read_text(encoding="utf-8"), runner), encoding="utf-8")
            sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main()
