"""Ctrl-C, whatever goes on when it comes. Imported before anything heavy."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class _Watch:
    """Whether Ctrl-C has come since it was watched for."""

    has_come = False


def watch_for_interrupts() -> None:
    """Remember that Ctrl-C came: libraries may make another failure of it than KeyboardInterrupt."""

    def note(number: int, frame: FrameType | None) -> None:
        _Watch.has_come = True
        signal.default_int_handler(number, frame)

    _Watch.has_come = False
    signal.signal(signal.SIGINT, note)


def was_interrupted() -> bool:
    """Whether Ctrl-C has come since `watch_for_interrupts`."""
    return _Watch.has_come


@contextmanager
def interrupts_as_such() -> Iterator[None]:
    """Raise KeyboardInterrupt where a query was interrupted: DuckDB makes a RuntimeError of it, as if it had failed."""
    try:
        yield
    except RuntimeError as error:
        if isinstance(error.__cause__, KeyboardInterrupt):
            raise KeyboardInterrupt from None
        raise
