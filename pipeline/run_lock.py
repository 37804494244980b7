"""One run at a time: a lock that a dead run does not leave behind. Imported before anything heavy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from pipeline.model import CablesError
from pipeline.places import DataFolder


@contextmanager
def lock(folder: DataFolder, wait_seconds: float) -> Iterator[None]:
    """Hold the data folder alone. The system frees the lock with the process that holds it, however it ends.

    Raises CablesError where another run holds it for longer than `wait_seconds`, or the folder cannot be written.
    """
    held = FileLock(folder.lock, timeout=wait_seconds)
    try:
        folder.processed.mkdir(parents=True, exist_ok=True)
        held.acquire()
    except Timeout:
        raise CablesError(
            f"another run is at work in {folder.processed}: wait for it to end, or let this one wait for it with "
            f"CABLES_LOCK_WAIT_SECONDS"
        ) from None
    except OSError as error:
        raise CablesError(
            f"{folder.processed} cannot be written ({error.strerror}): see to it that you may write there, or name "
            f"another folder with --data"
        ) from None
    try:
        yield
    finally:
        held.release()
