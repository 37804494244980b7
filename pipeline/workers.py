"""Worker processes: started clean, bounded in what they are handed, gone when the run is."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from multiprocessing import forkserver, resource_tracker
from typing import ParamSpec, TypeVar

from pipeline.model import CablesError

# Arrow's own pool would keep what is freed, and a run has several processes. Read when Arrow is imported, which whoever
# runs does later than this; analysts never import this module.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
# NumPy's library of linear algebra, which nothing here uses, starts threads that wait by running.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

Task = TypeVar("Task")
Result = TypeVar("Result")
P = ParamSpec("P")


class InProcess(Executor):
    """Runs each call at once in this process: for one worker, where a second process would only cost."""

    def submit(self, fn: Callable[P, Result], /, *args: P.args, **kwargs: P.kwargs) -> Future[Result]:
        """Call and wrap the outcome."""
        future: Future[Result] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


class _WithoutPandas(MetaPathFinder):
    """Says that there is no pandas: Arrow would import it at its first array, to ask whether that is a series.

    DuckDB would at its first parameter. It takes as long as everything else that a run imports.
    """

    def find_spec(self, fullname: str, _path: object, _target: object = None, /) -> None:
        """Refuse one module, and leave every other to the finders behind."""
        if fullname == "pandas":
            raise ModuleNotFoundError("a run does without pandas", name=fullname)


@contextmanager
def without_pandas() -> Iterator[None]:
    """Keep Arrow and DuckDB from importing pandas for as long as this is open; afterwards both can hand out frames."""
    finder = _WithoutPandas()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


def _begin() -> None:
    """Watch the process that started this one, and end when it does: a killed run leaves no worker behind."""
    sys.meta_path.insert(0, _WithoutPandas())
    # What was imported stays: looking it through for cycles would only copy the pages that processes share.
    gc.freeze()
    # Ctrl-C reaches every process of the terminal: whoever started this one decides what comes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def prepare_workers() -> None:
    """Start the process that workers are forked from, unless it runs; returns while it imports what they need."""
    multiprocessing.set_forkserver_preload(["pipeline.reading", "pipeline.extract", "pipeline.redaction_events"])
    resource_tracker.ensure_running()  # which lets through the signals that are held back when it starts
    # A Ctrl-C that came while it imports would show its traceback.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def start_workers(count: int) -> Executor:
    """Worker processes that begin with a clean state: neither threads nor open files of this process are copied.

    Returns at once; the process that they are forked from goes on importing what they need.
    """
    if count <= 1:
        return InProcess()
    prepare_workers()
    context = multiprocessing.get_context("forkserver")
    return ProcessPoolExecutor(count, mp_context=context, initializer=_begin)


def run_all(
    workers: Executor, function: Callable[[Task], Result], tasks: Iterable[Task], ahead: int
) -> Iterator[Result]:
    """Call the function on each task and give the results in order, at most `ahead` tasks handed out at once.

    Raises CablesError where a worker process dies, as it does when the machine runs out of memory.
    """
    waiting: deque[Future[Result]] = deque()
    try:
        for task in tasks:
            waiting.append(workers.submit(function, task))
            if len(waiting) >= ahead:
                yield outcome(waiting.popleft())
        while waiting:
            yield outcome(waiting.popleft())
    finally:
        # What is at work cannot be called back, and would write into a folder that the caller takes away.
        wait([future for future in waiting if not future.cancel()])


def outcome(future: Future[Result]) -> Result:
    """What a call gave or raised. Raises CablesError where its process died."""
    try:
        return future.result()
    except BrokenProcessPool:
        raise CablesError(
            "a worker process was killed, most likely for want of memory: run again with fewer `--workers`"
        ) from None
