"""The command `cables`. What is heavy is imported by the command that needs it: a quiet night must stay cheap."""

from __future__ import annotations

import atexit
import gc
import io
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, ParamSpec, cast

import typer
from rich.markup import escape
from rich.table import Table
from rich.text import Text
from typer.core import TyperGroup

from pipeline.analyst import data_folder
from pipeline.damage import telling_damage
from pipeline.interrupts import interrupts_as_such, was_interrupted, watch_for_interrupts
from pipeline.model import CablesError
from pipeline.terminal import cell, console, errors, print_rows, quiet_engine
from pipeline.wording import counted

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from pipeline.changes import CableDiff
    from pipeline.places import DataFolder

P = ParamSpec("P")
REFUSED = 2
INTERRUPTED = 130
# Rows that a table in the terminal shows; a file or a pipe gets them all.
SHOWN_ROWS = 200


class Commands(TyperGroup):
    """The commands; an error of ours is one sentence on the error stream and exit code 2."""

    def invoke(self, ctx: Any) -> Any:  # typer's own context class is private
        """Run a command."""
        try:
            with interrupts_as_such():
                done = super().invoke(ctx)
                sys.stdout.flush()
                return done
        except CablesError as error:
            if was_interrupted():
                self._stopped()
            errors.print(f"[red]cables:[/red] {escape(str(error))}", soft_wrap=True, highlight=False)
            raise typer.Exit(REFUSED) from None
        except BrokenPipeError:  # `cables sql ... | head`
            sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 (closed with the process)
            raise typer.Exit(0) from None
        except KeyboardInterrupt:
            self._stopped()
        except typer.Exit:
            raise
        except OSError as error:  # of our own files each has its sentence: this is the output, which goes elsewhere
            errors.print(f"cables: {error.filename or 'the output'}: {error.strerror or error}", highlight=False)
            sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 (closed with the process)
            raise typer.Exit(REFUSED) from None
        except Exception:
            if not was_interrupted():
                raise
            self._stopped()

    @staticmethod
    def _stopped() -> NoReturn:
        errors.print("cables: stopped; the last edition is whole")
        raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    cls=Commands,
    help="Published diplomatic cables, made into tables that can be asked.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)


def _path(text: str) -> Path:
    """A path of the command line. An empty one, as a variable that is not set gives it, would be the folder here."""
    if str(text) == "":
        raise CablesError("a path is empty: name a file or a folder (. is the one here), or leave it out")
    return Path(text)


Data = Annotated[
    Path,
    typer.Option(
        "--data",
        envvar="CABLES_DATA",
        parser=_path,
        metavar="DIR",
        help="The data folder: raw/ in it is read, processed/ written.",
    ),
]
Edition = Annotated[str, typer.Option("--edition", help="Id of an edition, as `cables status --editions` lists them.")]
DATA = Path("data")
LATEST = "latest"


def reads_edition(command: Callable[P, None]) -> Callable[P, None]:
    """A command whose failures are told as damage to the edition that it reads, where that is what they come of."""

    @wraps(command)
    def told(*arguments: P.args, **options: P.kwargs) -> None:
        folder = data_folder(cast(Path, options["data"]))
        with ExitStack() as telling:
            for name in ("since", "edition"):
                if options.get(name) is not None:
                    telling.enter_context(telling_damage(folder, cast(str, options[name])))
            command(*arguments, **options)

    return told


class TableFormat(StrEnum):
    """How `cables sql` prints rows."""

    table = "table"
    csv = "csv"
    json = "json"


@app.command()
def run(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(parser=_path, metavar="[SOURCE]...", help="Folders or archives; else all that lies in raw/."),
    ] = None,
    data: Data = DATA,
    full: Annotated[bool, typer.Option("--full", help="Read every source again that was ever read here.")] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="Worker processes; as many as cores by default.")] = None,
) -> None:
    """Bring the data set up to date, and publish an edition if anything is new.

    Several sources are several releases, ordered by date.

    Example: `cables run cablegate-20101222.tar.xz --data mydata`
    """
    from pipeline.plan import plan_run
    from pipeline.run_lock import lock
    from pipeline.settings import load_settings

    settings = load_settings()
    folder = data_folder(data) if sources else _existing(data)
    with lock(folder, settings.lock_wait_seconds):
        plan = plan_run(folder, sources or (), full=full)
        if plan.is_nothing_new and folder.edition_ids() and not folder.has_sound_warehouse():
            from pipeline.upkeep import recover

            for done in recover(folder):
                console.print(done, highlight=False)
    for ignored in plan.ignored:
        if ignored.reason != "hidden":
            errors.print(f"passed over {escape(ignored.path)}: {ignored.reason}", highlight=False)
    if plan.is_nothing_new:
        folder.whole_edition()
        console.print(
            f"Nothing new in {counted(len(plan.unchanged), 'source')}: the edition {folder.latest_id()} stays."
        )
        return
    from pipeline.prefect_settings import require_home
    from pipeline.workers import prepare_workers

    require_home()
    if settings.nightly_exports:
        from pipeline.outputs import refuse_unknown_exports

        refuse_unknown_exports(settings)
    if (workers or settings.workers) > 1:
        prepare_workers()
    from flows.server import start_server

    server = start_server(is_scheduling=False)
    from flows.nightly import end_if_terminated, nightly  # takes as long as the server's start, and goes on beside it

    server.wait()
    quiet_engine()
    watch_for_interrupts()
    paths = [str(path.resolve()) for path in sources or ()]
    try:
        with server.settings():
            state = nightly(paths, str(folder.path), full, workers, return_state=True)
    except RuntimeError as error:  # before the flow began: its own failures come back as a state
        raise CablesError(f"Prefect cannot run the flow: {' '.join(str(error).split())}") from None
    if not state.is_completed():
        end_if_terminated(state)
        raise CablesError(state.message or "the run failed; see the log above")
    _show_result(data)


def _existing(data: Path) -> DataFolder:
    """The data folder, which must be there: a slip of the pen in --data makes no new one."""
    folder = data_folder(data)
    if not folder.path.is_dir():
        raise CablesError(f"there is no folder {_near(folder.path)}: name the data folder with --data or CABLES_DATA")
    return folder


def _show_result(data: Path) -> None:
    from pipeline.outputs import report_path

    folder = data_folder(data)
    edition = folder.latest_id()
    if edition is None:
        return
    rows = folder.manifest()["rows"]
    console.print(
        f"\n{counted(rows['cables'], 'cable')} from {counted(rows['releases'], 'release')}, "
        f"{counted(rows['rejects'], 'page')} rejected. Edition {edition}.",
        highlight=False,
    )
    for what, where in (
        ("tables", folder.latest),
        ("warehouse", folder.warehouse),
        ("CSVs", folder.exports),
        ("report", report_path(folder)),
    ):
        console.print(f"  {what:<10} {escape(_near(where))}", highlight=False, soft_wrap=True)
    option = "" if folder.path == data_folder("data").path else f" --data {escape(_near(folder.path))}"
    query = "select origin, cable_count, share from origin_totals limit 5"
    console.print(
        f'\nA first query:\n  {escape(_own_name())} sql{option} "{query}"',
        highlight=False,
        soft_wrap=True,
    )


def _own_name() -> str:
    """How this command is called here: by its path where the environment that holds it is not active."""
    called = Path(sys.argv[0])
    return _near(called.absolute()) if called.name == "cables" and shutil.which("cables") is None else "cables"


def _near(path: Path) -> str:
    """A path as seen from here, where that is shorter."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


@app.command()
@reads_edition
def sql(
    query: Annotated[str, typer.Argument(help="One SQL query over the tables and views.")],
    data: Data = DATA,
    edition: Edition = LATEST,
    output: Annotated[TableFormat, typer.Option("--format", help="How rows are printed.")] = TableFormat.table,
) -> None:
    """Ask the data set in SQL.

    Example: `cables sql "select tag, cable_count from tag_totals limit 10" --format csv`
    """
    import duckdb

    from pipeline.analyst import connect

    with connect(edition, data=data) as con:
        try:
            if len(con.extract_statements(query)) > 1:
                raise CablesError("these are several statements: ask one at a time")
            _print_rows(con, query, output)
        except duckdb.Error as error:
            # Without the excerpt of the query, which the reader has just typed.
            said = str(error).partition("\nLINE ")[0]
            raise CablesError(f"the query failed: {' '.join(said.split())}") from None


def _print_rows(con: duckdb.DuckDBPyConnection, query: str, output: TableFormat) -> None:
    if output is not TableFormat.table:
        _print_file(con, query, output)
        return
    answer = con.execute(query)
    if answer is None or answer.description is None:
        raise CablesError("there is no query to ask")
    reader = answer.to_arrow_reader(SHOWN_ROWS)
    rows: list[tuple[Any, ...]] = []
    for batch in reader:
        rows += zip(*(column.to_pylist() for column in batch.columns), strict=True)
        if len(rows) > SHOWN_ROWS:
            break
    print_rows(reader.schema.names, rows[:SHOWN_ROWS])
    if len(rows) > SHOWN_ROWS:
        errors.print(f"the first {SHOWN_ROWS} rows; --format csv prints all", highlight=False)


def _print_file(con: duckdb.DuckDBPyConnection, query: str, output: TableFormat) -> None:
    """Print what an export of the query would hold: CSV, or JSON as one array of objects."""
    import tempfile

    from pipeline.export import export as export_one

    with tempfile.TemporaryDirectory() as folder:
        if output is TableFormat.csv:
            result = export_one(con, query, Path(folder, "rows.csv"))
            with result.path.open(encoding="utf-8", newline="") as file:
                shutil.copyfileobj(file, sys.stdout)
            return
        result = export_one(con, query, Path(folder, "rows.jsonl"))
        with result.path.open(encoding="utf-8") as file:
            for number, line in enumerate(file):
                sys.stdout.write(("[" if number == 0 else ",\n") + line.rstrip("\n"))
        sys.stdout.write("]\n" if result.rows else "[]\n")


@app.command()
@reads_edition
def show(
    cable_id: Annotated[str, typer.Argument(help="A reference id, in any spelling.")],
    data: Data = DATA,
    edition: Edition = LATEST,
) -> None:
    """Show one cable: its fields, addressees, references and text.

    Example: `cables show "09 LONDON 2199"`
    """
    from pipeline.analyst import connect
    from pipeline.show import cable_text, find_cable

    with connect(edition, data=data) as con:
        cable = find_cable(con, cable_id)
        text = cable_text(con, cable["cable_id"])  # before anything is shown: it may be that it cannot be read
        heads = Table(show_header=False, box=None, highlight=False)
        for name, value in cable.items():
            if value not in (None, [], ""):
                heads.add_row(f"[bold]{name}[/bold]", Text(cell(value)))
        console.print(heads)
        console.print()
        console.print(Text(text), soft_wrap=False)


@app.command()
@reads_edition
def diff(
    cable_id: Annotated[str, typer.Argument(help="A reference id, in any spelling.")],
    data: Data = DATA,
    edition: Edition = LATEST,
    before: Annotated[int | None, typer.Option("--from", help="Number of the earlier revision.")] = None,
    after: Annotated[int | None, typer.Option("--to", help="Number of the later revision.")] = None,
) -> None:
    """Show what changed between two revisions of a cable, word by word; by default the last two.

    Example: `cables diff 09LONDON2199 --from 1 --to 3`
    """
    from pipeline.changes import diff_cable
    from pipeline.parse.identity import canonical_id

    found = diff_cable(data_folder(data).whole_edition(edition), canonical_id(cable_id), before, after)
    if found.before["revision"] == found.after["revision"]:
        raise CablesError(
            f"both are revision {found.before['revision']} of {found.cable_id}: name another one with --from or --to"
        )
    _print_diff(found)


def _print_diff(found: CableDiff) -> None:
    from pipeline.changes import describe_revision

    console.print(f"[bold]{found.cable_id}[/bold]", highlight=False)
    console.print(Text(f"- {describe_revision(found.before)}", "red"))
    console.print(Text(f"+ {describe_revision(found.after)}", "green"))
    for name, old, new in found.fields:
        console.print(f"\n[bold]{name}[/bold]", highlight=False)
        console.print(Text(f"- {old}", "red"))
        console.print(Text(f"+ {new}", "green"))
    for paragraph in found.paragraphs:
        if not paragraph.is_changed:
            continue
        line = Text(f"\n¶{paragraph.number}. " if paragraph.number is not None else "\n¶ ", "bold")
        for kind, old, new in paragraph.changes:
            if kind == "equal":
                line.append(_shortened(old) + " ", "not bold")
                continue
            if old:
                line.append(f"[-{old}-]", "not bold red strike")
                line.append(" ")
            if new:
                line.append(f"{{+{new}+}}", "not bold green")
                line.append(" ")
        console.print(line)
    if not any(paragraph.is_changed for paragraph in found.paragraphs):
        console.print("\nNo word of the body differs.")


def _shortened(text: str, around: int = 12) -> str:
    """An unchanged passage: its ends, where it is long."""
    words = text.split()
    return text if len(words) <= 2 * around + 5 else f"{' '.join(words[:around])} … {' '.join(words[-around:])}"


@app.command()
@reads_edition
def changes(
    data: Data = DATA,
    since: Annotated[str | None, typer.Option(help="Id of an earlier edition; the one before by default.")] = None,
    edition: Edition = LATEST,
) -> None:
    """List what the last run added, revised, withdrew and restored.

    Example: `cables changes --since 20101204T020000Z`
    """
    from pipeline.changes import changes_between, compared_editions, deepened_count, told_counts

    before, after = compared_editions(data_folder(data), since, edition)
    found = changes_between(before, after)
    _print_changes(found)
    for line in told_counts(found, deepened_count(before, after, found)):
        console.print(line, highlight=False)


def _print_changes(found: pa.Table) -> None:
    heads = ("change", "cable", "origin", "subject", "fields")
    shown = found.slice(0, SHOWN_ROWS).to_pylist()
    if shown:
        columns = ("change", "cable_id", "origin", "subject", "changed_fields")
        print_rows(heads, [tuple(row[column] for column in columns) for row in shown])
    if found.num_rows > SHOWN_ROWS:
        errors.print(f"the first {SHOWN_ROWS} of {found.num_rows:,}; exports/changes.csv has all")


@app.command()
@reads_edition
def export(
    names: Annotated[list[str] | None, typer.Argument(help="Views, tables, or one query; every view if none.")] = None,
    data: Data = DATA,
    edition: Edition = LATEST,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            parser=_path,
            metavar="PATH",
            help="File to write (.csv, .xlsx, .parquet, .jsonl), or a folder.",
        ),
    ] = None,
    public: Annotated[bool, typer.Option("--public", help="Leave out body text and people's names.")] = False,
) -> None:
    """Write views, tables or a query to files: CSV, Excel, Parquet or JSON lines.

    Without names every view goes to a CSV in exports/. Several names make one workbook.

    Example: `cables export origin_totals tag_totals -o totals.xlsx`
    """
    from pipeline.analyst import connect
    from pipeline.export import export as export_one
    from pipeline.export import export_all
    from pipeline.terminal import export_progress

    folder = data_folder(data)
    with connect(edition, data=data) as con, export_progress() as progress:
        if output is not None and output.suffix:
            if not names:
                raise CablesError("say what to export: a view, a table or a query, before -o")
            results = [export_one(con, names if len(names) > 1 else names[0], output, public=public, progress=progress)]
        elif names:
            target = output or folder.exports
            results = [export_one(con, name, _csv_of(name, target), public=public, progress=progress) for name in names]
        else:
            results = export_all(con, output or folder.exports, public=public, progress=progress)
    for result in results:
        console.print(
            f"{result.rows:>12,} rows  {escape(_near(result.path.resolve()))}", highlight=False, soft_wrap=True
        )
        for note in (*result.left_out, *result.notes):
            errors.print(f"              {escape(note)}", highlight=False)


def _csv_of(name: str, folder: Path) -> Path:
    if not name.isidentifier():
        raise CablesError("say where to write what the query gives: a file, with -o")
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.csv"


@app.command()
@reads_edition
def report(
    data: Data = DATA,
    edition: Edition = LATEST,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", parser=_path, metavar="PATH", help="The HTML file; exports/report.html by default."
        ),
    ] = None,
) -> None:
    """Make the report: one page of charts and numbers that works offline.

    Example: `cables report -o cables.html`
    """
    from pipeline.outputs import report_path
    from pipeline.report import write_report

    folder = data_folder(data)
    chosen = folder.whole_edition(edition)
    previous = folder.manifest(chosen.name)["previous_edition_id"]
    is_kept = previous in folder.edition_ids() and not folder.lacking(previous)
    before = folder.edition(previous) if is_kept else None
    target = output or report_path(folder)
    if target.is_dir():
        target /= report_path(folder).name
    if target.suffix.lower() not in (".html", ".htm"):
        raise CablesError(f"{target}: the report is an HTML page: give it a name that ends in .html")
    target.parent.mkdir(parents=True, exist_ok=True)
    console.print(f"{_near(write_report(chosen, target.resolve(), before))}", highlight=False, soft_wrap=True)


@app.command()
@reads_edition
def check(data: Data = DATA, edition: Edition = LATEST) -> None:
    """Run every check over an edition, the checksums of its files first; exit code 2 where one finds an error.

    Example: `cables check`
    """
    from pipeline.analyst import connect
    from pipeline.warehouse import checks, run_checks
    from pipeline.wording import in_words

    data_folder(data).whole_edition(edition, is_thorough=True)
    with connect(edition, data=data) as con:
        failures = {failure.check: failure for failure in run_checks(con)}
    every = checks()
    table = Table("check", "severity", "wrong rows", "for example", highlight=False)
    for name in (check.name for check in every):
        failure = failures.get(name)
        if failure is not None:
            table.add_row(name, failure.severity, f"{failure.row_count:,}", Text(in_words(failure.sample[0])))
    if failures:
        console.print(table)
    found_errors = [failure for failure in failures.values() if failure.severity == "error"]
    console.print(
        f"{len(every)} checks: {counted(len(found_errors), 'error')}, "
        f"{counted(len(failures) - len(found_errors), 'warning')}.",
        highlight=False,
    )
    if found_errors:
        raise typer.Exit(REFUSED)


@app.command()
def status(
    data: Data = DATA,
    editions: Annotated[bool, typer.Option("--editions", help="List every edition that is kept.")] = False,
) -> None:
    """Say what is published, from which sources, and what lies in raw/ unread.

    Example: `cables status --editions`
    """
    from pipeline.plan import plan_run

    folder = _existing(data)
    latest = folder.latest_id()
    if editions:
        table = Table(highlight=False)
        longest = max(map(len, folder.edition_ids()), default=0)  # an id that is cut is of no use
        table.add_column("edition", min_width=longest, no_wrap=True)
        for head in ("cables", "releases", "rejects", ""):
            table.add_column(head)
        for edition_id in folder.edition_ids():
            rows = folder.manifest(edition_id)["rows"]
            table.add_row(
                edition_id,
                f"{rows['cables']:,}",
                f"{rows['releases']:,}",
                f"{rows['rejects']:,}",
                "latest" if edition_id == latest else "",
            )
        console.print(table)
        return
    if latest is None and folder.edition_ids():
        console.print(
            f"{_near(folder.latest)} leads to no edition, though {folder.kept()}: `cables run` links the newest again.",
            highlight=False,
            soft_wrap=True,
        )
    elif latest is None:
        console.print(f"Nothing is published in {_near(folder.processed)} yet; `cables run` does it.", soft_wrap=True)
    else:
        manifest = folder.manifest()
        console.print(f"Latest edition: {latest}, made {manifest['made_at']}", highlight=False)
        for name, rows in manifest["rows"].items():
            console.print(f"  {name:<18}{rows:>12,}", highlight=False)
        for source in manifest["sources"]:
            console.print(f"  from {escape(source['path'])}", highlight=False, soft_wrap=True)
    try:
        plan = plan_run(folder)
    except CablesError as error:
        console.print(escape(str(error)), highlight=False, soft_wrap=True)
        return
    for due in plan.due:
        console.print(f"  unread ({due.reason}): {escape(str(due.source.path))}", highlight=False, soft_wrap=True)


@app.command()
def schedule(
    cron: Annotated[str, typer.Option(help="When to run, as cron writes it, in UTC.")] = "0 2 * * *",
    data: Data = DATA,
) -> None:
    """Serve the nightly flow on a schedule, until stopped.

    Uses the Prefect server of PREFECT_API_URL, or one of its own on 127.0.0.1.

    Example: `cables schedule --cron "0 2 * * *"`
    """
    folder = _existing(data)
    from flows.schedule import serve

    serve(cron, str(folder.path))


@app.command()
def sample(
    folder: Annotated[
        Path, typer.Argument(parser=_path, metavar="folder", help="Where to write the three releases.")
    ] = Path("data/raw"),
    seed: Annotated[int | None, typer.Option(help="Another seed makes another corpus.")] = None,
) -> None:
    """Write the sample corpus: three small releases of invented cables, in the site's own form.

    Example: `cables sample /tmp/raw --seed 7`
    """
    from pipeline.sample import SEED, write_samples

    for path in write_samples(folder, SEED if seed is None else seed):
        console.print(_near(path.resolve()), highlight=False, soft_wrap=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    # At its end the process gives back all memory at once: nothing need be searched for garbage before.
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):  # what an old terminal has no sign for must not end the command
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    app(arguments)


if __name__ == "__main__":
    main()
