"""What a run leaves for people: CSVs, the data dictionary, the change list, the report, and its account of itself."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from pipeline.analyst import connect, suggestion
from pipeline.changes import change_list_relation, changes_between, deepened_count
from pipeline.damage import telling_damage
from pipeline.edition import Published
from pipeline.export import CHANGES, Progress, csv_names, export_all
from pipeline.interrupts import interrupts_as_such
from pipeline.model import CablesError
from pipeline.places import EXPORTED, DataFolder
from pipeline.run import Run
from pipeline.schema import TABLES
from pipeline.settings import Settings
from pipeline.summary import Account, accounts
from pipeline.warehouse import views
from pipeline.workers import outcome, start_workers


class Outputs(NamedTuple):
    """How many files were written, and what the run tells of itself; nothing where no edition was published."""

    file_count: int
    accounts: list[Account]


@interrupts_as_such()
def write(run: Run, published: Published | None, progress: Progress | None = None) -> Outputs:
    """Export the latest edition where its exports are not there yet; tell what the run changed.

    Raises CablesError where the exports cannot be written; the edition is published all the same, and the next run
    exports it.
    """
    folder = run.folder
    if folder.exported_id() == folder.latest_id():
        return Outputs(0, [])
    previous = run.previous_id if published is not None else folder.manifest()["previous_edition_id"]
    previous_id = previous if previous in folder.edition_ids() else None
    return write_for(folder, run.settings, previous_id, published, progress)


def write_for(
    folder: DataFolder,
    settings: Settings,
    previous_id: str | None,
    published: Published | None,
    progress: Progress | None = None,
) -> Outputs:
    """Export the latest edition, with what changed since `previous_id`; the report is drawn beside the exports."""
    latest = folder.edition()
    previous = folder.edition(previous_id) if previous_id is not None else None
    try:
        folder.exports.mkdir(parents=True, exist_ok=True)
        with (
            telling_damage(folder, latest.name),
            start_workers(min(settings.workers, 2)) as beside,
            connect(data=folder.path) as con,
        ):
            chosen = settings.nightly_exports or None
            # The page is drawn while the files that it links are still written.
            files = [*csv_names(con, chosen, public=settings.public_exports), CHANGES]
            drawn = beside.submit(_draw_report, latest, report_path(folder), previous, files)
            con.execute("set threads = ?", [max(1, settings.workers // 2)])
            changes = changes_between(previous, latest)
            listed = {change_list_relation(changes): changes}
            results = export_all(con, folder.exports, chosen, settings.public_exports, progress, listed)
            told = []
            if published is not None:
                told = accounts(con, published, changes, deepened_count(previous, latest, changes))
            outcome(drawn)
        mark = folder.exports / EXPORTED
        aside = mark.with_suffix(".aside")
        aside.write_text(f"{latest.name}\n", encoding="utf-8")
        aside.replace(mark)
    except (OSError, CablesError) as error:
        cause = error if isinstance(error, OSError) else error.__cause__
        if not isinstance(cause, OSError):
            raise
        raise CablesError(
            f"the exports cannot be written to {folder.exports} ({cause.strerror or cause}): the edition {latest.name} "
            f"is published, and the next run exports it"
        ) from error
    # Beside the tables: the dictionary and the report.
    return Outputs(len(results) + 2, told)


def _draw_report(edition: Path, target: Path, previous: Path | None, files: list[str]) -> None:
    """Write the report. A task for a worker process, with which the chart engine's memory goes."""
    from pipeline.report import write_report

    write_report(edition, target, previous, beside=files)


def refuse_unknown_exports(settings: Settings) -> None:
    """Raise CablesError, before anything is read, where the nightly exports name what is neither table nor view."""
    known = [*TABLES, *(view.name for view in views())]
    for name in settings.nightly_exports:
        if name not in known:
            raise CablesError(
                f"CABLES_NIGHTLY_EXPORTS names {name}, which is no table or view{suggestion(name, known)}"
            )


def report_path(folder: DataFolder) -> Path:
    """Where the nightly report lies."""
    return folder.exports / "report.html"
