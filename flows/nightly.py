"""The nightly flow: read what is new, publish an edition, export it."""

from __future__ import annotations

import errno
import os
import signal
from pathlib import Path

from prefect import State, flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun
from prefect.exceptions import TerminationSignal
from prefect.logging import get_run_logger
from prefect.states import Completed, Failed
from prefect.tasks import Task

from pipeline import outputs
from pipeline.analyst import data_folder
from pipeline.edition import Published
from pipeline.model import CablesError
from pipeline.plan import Due
from pipeline.run import Run
from pipeline.settings import load_settings
from pipeline.terminal import export_progress, reading_progress
from pipeline.wording import counted

# What the system says of a file, a right or a disk will be the same in five seconds.
LASTING = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC}

# A failure that we know is returned as a Failed state with its sentence: raised, it would be logged with a traceback.


def is_from_outside(_task: Task[..., object], _task_run: TaskRun, state: State[object]) -> bool:
    """Whether reading again can help: a disk or a network share may be back, a damaged archive stays damaged."""
    failure = state.result(raise_on_failure=False)
    cause = failure if isinstance(failure, OSError) else getattr(failure, "__cause__", None)
    # Errors of unpackers count as OSError too, but no system call gave them a number.
    return isinstance(cause, OSError) and cause.errno is not None and cause.errno not in LASTING


@task(
    retries=2,
    retry_delay_seconds=5,
    retry_condition_fn=is_from_outside,
    cache_policy=NO_CACHE,
    task_run_name="extract-{name}",
)
def extract(run: Run, due: Due, name: str) -> State | None:
    """Read one source that is due into a release."""
    try:
        with reading_progress(name) as progress:
            reading = run.read(due, progress)
    except (CablesError, OSError) as error:
        return Failed(message=str(error), data=error)
    release = reading.release
    get_run_logger().info(
        "%s (%s) is release %s, dated by its %s: %s pages, %s with new content, counter %s, %s rejected",
        name,
        due.reason,
        release.release_id,
        release.date_evidence,
        f"{release.pages.num_rows:,}",
        f"{reading.parsed_count:,}",
        "unknown" if release.counter is None else f"{release.counter:,}",
        f"{release.rejects.num_rows:,}",
    )
    if release.lacking_count:
        get_run_logger().warning(
            "%s lacks %s that its counter counts: what it has not is not taken for withdrawn",
            name,
            counted(release.lacking_count, "page"),
        )
    return None


@task(cache_policy=NO_CACHE)
def publish(run: Run) -> Published | State | None:
    """Make one edition of everything read so far, check it and put it in place."""
    try:
        published = run.publish()
    except CablesError as error:
        return Failed(message=str(error))
    if published is None:
        get_run_logger().info("nothing new: the last edition stays")
    else:
        get_run_logger().info("published %s: %s cables", published.edition_id, f"{published.rows['cables']:,}")
    return published


@task(cache_policy=NO_CACHE)
def export(run: Run, published: Published | None) -> State | None:
    """Write the CSVs and the report of the latest edition, and say in artifacts what the run did."""
    try:
        with export_progress() as progress:
            written = outputs.write(run, published, progress)
    except CablesError as error:
        return Failed(message=str(error))
    for account in written.accounts:
        create_markdown_artifact(**account._asdict())
    get_run_logger().info("exported %d files to %s", written.file_count, run.folder.exports)
    return None


@flow(name="nightly", flow_run_name="nightly")
def nightly(
    sources: list[str] | None = None, data: str | None = None, full: bool = False, workers: int | None = None
) -> State:
    """Bring the data set up to date: with the sources named, or with whatever lies in the data folder's `raw/`."""
    try:
        settings = load_settings() if workers is None else load_settings(workers=workers)
        outputs.refuse_unknown_exports(settings)
        folder = data_folder(data)
        with Run(folder, settings, [Path(s) for s in sources or ()], full=full, say=get_run_logger().info) as run:
            for due in run.plan.due:
                extracted = extract(run, due, due.source.name, return_state=True)
                if not extracted.is_completed():
                    return Failed(message=extracted.message)
            published = publish(run, return_state=True)
            if not published.is_completed():
                return Failed(message=published.message)
            exported = export(run, published.result(), return_state=True)
            if not exported.is_completed():
                return Failed(message=exported.message)
    except CablesError as error:
        return Failed(message=str(error))
    return Completed(message=f"the latest edition is {folder.latest_id()}")


def end_if_terminated(state: State) -> None:
    """End as SIGTERM ends a process, where a flow failed for it.

    Prefect raises TerminationSignal when SIGTERM comes, and ends so by itself, unless a task is just about to begin:
    then another failure is all that is left, which has the signal in its context.
    """
    failure = state.result(raise_on_failure=False)
    while isinstance(failure, BaseException):
        if isinstance(failure, TerminationSignal):
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTERM)
        failure = failure.__cause__ or failure.__context__
