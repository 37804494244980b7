"""What a person at a terminal sees: progress bars, the run's own log lines, and nothing where nobody looks on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

console = Console()
errors = Console(stderr=True)

# What Prefect says of every flow, task and temporary server. The run says the same in its own words.
ENGINE_NOTES = (
    "Beginning flow run",
    "Finished in state",
    "Starting temporary server",
    "Stopping temporary server",
    "Task run failed with state",
    "Crash detected!",
    "View at",
)


class OwnWords(logging.Filter):
    """Lets through what the run says and what goes wrong unforeseen, and holds back the engine's notes."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is shown."""
        return not (record.name.startswith("prefect") and str(record.msg).startswith(ENGINE_NOTES))


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
