"""What a person at a terminal sees: progress bars, the run's own log lines, and nothing where nobody looks on."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from pipeline.interrupts import was_interrupted


class Terminal(Console):
    """Where people read. That nobody reads on, as with `| head`, is for the command to say."""

    def on_broken_pipe(self) -> None:
        """Let the error through, which the console would make its own exit of."""
        raise


console = Terminal()
errors = Terminal(stderr=True)

# What Prefect says of every flow, task and temporary server, and of the events that it has yet to send when a run ends.
# The run says the same in its own words.
ENGINE_NOTES = (
    "Beginning flow run",
    "Finished in state",
    "Starting temporary server",
    "Stopping temporary server",
    "Task run failed with state",
    "Crash detected!",
    "View at",
    "Still processing items",
)
ENGINE_LOGGERS = ("prefect", "EventsWorker")

# Of a longer text a table shows the beginning.
SHOWN_TEXT = 240
# A column is squeezed to this before rows are shown as records, one field a line.
NARROW = 16
BORDER = 3


class OwnWords(logging.Filter):
    """Lets through what the run says and what goes wrong unforeseen, and holds back the engine's notes."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is shown. Of a run that was stopped, what the engine makes of that is not."""
        if not record.name.startswith(ENGINE_LOGGERS):
            return True
        return not (str(record.msg).startswith(ENGINE_NOTES) or was_interrupted())


def quiet_engine() -> None:
    """Hold back the engine's notes from the terminal. Called once Prefect has set up its logging."""
    for handler in logging.getLogger().handlers:
        handler.addFilter(OwnWords())


def _bar(unit: str) -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=errors, disable=not errors.is_terminal, transient=True)


@contextmanager
def reading_progress(name: str) -> Iterator[Callable[[int, int | None], None]]:
    """Show how many pages of a source are done; what it yields takes the count and, where known, the total."""
    with _bar("pages") as progress:
        task = progress.add_task(name, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextmanager
def export_progress() -> Iterator[Callable[[str, int, int | None], None]]:
    """Show how many rows of which export are written."""
    with _bar("rows") as progress:
        task = progress.add_task("exporting", total=None)
        yield lambda name, done, total: progress.update(task, description=name, completed=done, total=total)


def cell(value: object) -> str:
    """A value as a table in the terminal shows it: ``2010-12-22 21:00``, ``NZ, AU``, ``0.25``; null is blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.3g}" if 0 < abs(value) < 0.001 else f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, list):
        return ", ".join(map(cell, value))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    return str(value)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_TEXT else f"{line[:SHOWN_TEXT]}…"


def print_rows(names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows as a table; as records, one field a line, where the terminal is too narrow for the columns.

    A file or a pipe is as wide as the rows need.
    """
    cells = [[_short(cell(value)) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(names, *cells, strict=True)]
    is_bounded = console.is_terminal or "COLUMNS" in os.environ
    needed = sum(min(width, NARROW) + BORDER for width in widths) + 1
    if is_bounded and needed > console.width and rows:
        _print_records(names, cells)
        return
    table = Table(highlight=False)
    for position, (name, width) in enumerate(zip(names, widths, strict=True)):
        is_number = all(isinstance(row[position], int | float | None) for row in rows)
        short = min(width, NARROW)
        table.add_column(escape(name), justify="right" if is_number else "left", min_width=short, overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    whole = sum(width + BORDER for width in widths) + 1
    place = console if is_bounded else Terminal(width=max(whole, console.width), file=console.file)
    place.print(table)


def _print_records(names: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    for number, row in enumerate(cells):
        if number:
            console.rule(style="dim")
        record = Table(show_header=False, box=None, highlight=False, pad_edge=False)
        record.add_column(style="bold", no_wrap=True)
        record.add_column(overflow="fold")
        for name, text in zip(names, row, strict=True):
            if text:
                record.add_row(escape(name), Text(text))
        console.print(record)
