"""The nightly flow: read what is new, publish an edition, export it."""

from __future__ import annotations

from pathlib import Path

from prefect import State, flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.logging import get_run_logger
from prefect.states import Completed, Failed

from pipeline import outputs
from pipeline.analyst import data_folder
from pipeline.edition import Published
from pipeline.model import CablesError
from pipeline.plan import Due
from pipeline.run import Run
from pipeline.settings import Settings
from pipeline.terminal import reading_progress


def is_from_outside(_task: object, _run: object, state: State) -> bool:
    """Whether a retry can help: a disk or a network share that failed may be back, a damaged archive is not."""
    return isinstance(state.result(raise_on_failure=False), OSError)


@task(
    retries=2,
    retry_delay_seconds=5,
    retry_condition_fn=is_from_outside,
    cache_policy=NO_CACHE,
    task_run_name="extract-{name}",
)
def extract(run: Run, due: Due, name: str) -> State | None:
    """Read one source that is due into a release."""
    log = get_run_logger()
    try:
        with reading_progress(name) as progress:
            reading = run.read(due, progress)
    except CablesError as error:
        return Failed(message=str(error))
    release = reading.release
    log.info(
        "%s is release %s (dated by its %s): %d pages, %d of them with new content, counter %s, %d rejects",
        name,
        release.release_id,
        release.date_evidence,
        release.pages.num_rows,
        reading.parsed_count,
        release.counter,
        release.rejects.num_rows,
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
        get_run_logger().info("published %s: %d cables", published.edition_id, published.rows["cables"])
    return published


@task(cache_policy=NO_CACHE)
def export(run: Run, published: Published | None) -> State | None:
    """Write the CSVs and the report of the latest edition, and say in artifacts what the run did."""
    try:
        written = outputs.write(run, published)
    except CablesError as error:
        return Failed(message=str(error))
    if published is not None:
        create_markdown_artifact(
            key="nightly-summary", markdown=written.summary, description="Tables, rejects, fill rates"
        )
        create_markdown_artifact(
            key="nightly-changes", markdown=written.change_list, description="What this run changed"
        )
    get_run_logger().info("exported %d files to %s", written.file_count, run.folder.exports)
    return None


@flow(name="nightly", flow_run_name="nightly", validate_parameters=True)
def nightly(
    sources: list[str] | None = None, data: str | None = None, full: bool = False, workers: int | None = None
) -> State:
    """Bring the data set up to date: with the sources named, or with whatever lies in the data folder's `raw/`."""
    log = get_run_logger()
    settings = Settings() if workers is None else Settings(workers=workers)
    try:
        with Run(data_folder(data), settings, [Path(s) for s in sources or ()], full=full, say=log.info) as run:
            for state in (extract(run, due, due.source.name, return_state=True) for due in run.plan.due):
                if state.is_failed():
                    return Failed(message=state.message)
            published = publish(run, return_state=True)
            if published.is_failed():
                return Failed(message=published.message)
            exported = export(run, published.result(), return_state=True)
            if exported.is_failed():
                return Failed(message=exported.message)
    except CablesError as error:
        return Failed(message=str(error))
    return Completed(message=f"the latest edition is {run.folder.latest_id()}")
