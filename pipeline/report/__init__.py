"""The report: one page of charts and numbers over an edition that works offline, and the charts as files beside it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline import warehouse
from pipeline.changes import changes_between
from pipeline.history import SQL
from pipeline.places import EXPORTED
from pipeline.report import drawing
from pipeline.report.charts import Chart, Key, Row
from pipeline.report.figures import FIGURES, SECTIONS, Figure
from pipeline.report.wording import cell, heading, is_numeric, number, percent
from pipeline.schema import TABLES
from pipeline.warehouse import split_header
from pipeline.wording import counted

HERE: Final = Path(__file__).resolve().parent
FIRST_EDITION = "This is the first edition: there is none before it to compare with."
# What needs an edition to compare with.
COMPARISONS: Final = frozenset({"changes_since", "changes_listed"})

# What a query reads; the bracket after a name is that of a macro.
READ: Final = re.compile(r"\b(?:from|join) (\w+)\b(?!\()")
# The query of the numbers at the head of the page.
HEAD: Final = "head"
# Cells with more characters are set over several lines.
LONGEST_WORD: Final = 36

Say = Callable[[str], None]


class Column(NamedTuple):
    """A table's column as the page prints it."""

    heading: str
    is_numeric: bool
    is_prose: bool

    @property
    def classes(self) -> str:
        """How the page sets it: numbers flush right, long texts over several lines."""
        return "right" if self.is_numeric else "prose" if self.is_prose else ""


@dataclass(frozen=True)
class Shown:
    """One figure with everything that the page says of it."""

    name: str
    fact: str
    note: str
    sql: str
    columns: list[Column]
    cells: list[list[str]]
    keys: tuple[Key, ...]
    chart: Chart | None
    files: list[str]

    @property
    def is_drawn(self) -> bool:
        """It has a chart."""
        return self.chart is not None

    @property
    def row_words(self) -> str:
        """How long its table is."""
        return counted(len(self.cells), "row")


class Tile(NamedTuple):
    """One number at the head of the page."""

    name: str
    value: str
    more: str = ""


def query(name: str) -> str:
    """The select of one figure, from `queries/`. FileNotFoundError where there is none of that name."""
    return _query(name)[1]


@cache
def _query(name: str) -> tuple[str, str]:
    path = HERE / "queries" / f"{name}.sql"
    description, _, sql = split_header(path.read_text(encoding="utf-8"), path.name)
    return description, sql


def _silent(_: str) -> None:
    pass


def write_report(
    edition: Path,
    target: Path,
    previous: Path | None = None,
    say: Say = _silent,
    beside: Collection[str] | None = None,
) -> Path:
    """Write the report on an edition to `target`, an HTML file, and its charts as SVG into the folder beside it.

    ``write_report(folder.edition(), Path("cables.html"))`` writes `cables.html` and `cables_charts/*.svg`, and returns
    the page's path. The page holds all it needs, the same pictures too; `previous` is the edition that changes are
    counted against. `beside` names the CSV files that a reader will find in the page's folder, for links to them; left
    out, they are those that lie there, unless another edition's mark does too. For the same editions and names the
    page is the same, byte by byte. `say` is told of each step. The page is put in place by one rename.
    Raises duckdb.Error where the edition cannot be read, OSError where the page cannot be written.
    """
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    files = _lying_in(target.parent, edition) if beside is None else frozenset(beside)
    with opened(edition, previous) as con:
        say("asking the edition")
        shown = {
            figure.name: _shown(figure, con, files, is_first=previous is None)
            for section in SECTIONS
            for figure in section.figures
        }
        tiles = _tiles(con)
        summary = _summary(con, edition)
    say("drawing the charts")
    drawings = {name: drawing.for_page(figure.chart) for name, figure in shown.items() if figure.chart is not None}
    pictures = {
        name: drawing.as_svg(figure.chart, figure.fact, figure.note)
        for name, figure in shown.items()
        if figure.chart is not None
    }
    _write_pictures(pictures, target.parent / f"{target.stem}_charts")
    say("writing the page")
    page = _template().render(
        edition=edition.resolve().name,
        previous=previous.resolve().name if previous is not None else None,
        summary=summary,
        tiles=tiles,
        tiles_sql=query(HEAD),
        sections=[
            {
                "name": section.name,
                "heading": section.heading,
                "opening": section.opening,
                "figures": [shown[figure.name] for figure in section.figures if shown[figure.name].fact],
            }
            for section in SECTIONS
        ],
        pictures={name: drawing.as_link(svg) for name, svg in pictures.items()},
        has_files=any(figure.files for figure in shown.values()),
        css=(HERE / "page.css").read_text(encoding="utf-8"),
        js=(HERE / "page.js").read_text(encoding="utf-8"),
        engine=drawing.engine(),
        drawings=_as_json({"theme": drawing.THEME, "charts": drawings}),
    )
    _write_aside(page, target)
    return target


@contextmanager
def opened(edition: Path, previous: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection on an edition with the table `changes`, which is what it changed against the one before.

    Of the first edition all is new, which is no news: it is compared with itself.
    """
    with duckdb.connect() as con:
        warehouse.attach(con, edition, is_commented=False)
        con.register("changes", changes_between(previous or edition, edition))
        yield con


def _rows(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[list[str], list[Row]]:
    cursor = con.execute(sql)
    names = [column[0] for column in cursor.description or ()]
    return names, [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _shown(figure: Figure, con: duckdb.DuckDBPyConnection, beside: Collection[str], *, is_first: bool) -> Shown:
    sql = query(figure.name)
    names, rows = _rows(con, sql)
    is_told = bool(rows) and figure.is_worth_showing(rows)
    chart = figure.chart(rows) if is_told and figure.chart is not None else None
    empty = FIRST_EDITION if is_first and figure.name in COMPARISONS and figure.empty else figure.empty
    return Shown(
        name=figure.name,
        fact=figure.fact(rows) if is_told else empty,
        note=figure.note if isinstance(figure.note, str) else figure.note(rows) if is_told else "",
        sql=_with_changes(sql) if figure.name in COMPARISONS else sql,
        columns=[_column(name, rows) for name in names],
        cells=[[cell(name, row[name]) for name in names] for row in rows] if is_told else [],
        keys=chart.keys if chart is not None else (),
        chart=chart,
        files=_files_of(sql, beside) if is_told else [],
    )


def _lying_in(folder: Path, edition: Path) -> frozenset[str]:
    """The CSV files in a folder; none where its exports are marked as those of another edition."""
    mark = folder / EXPORTED
    if mark.is_file() and mark.read_text(encoding="utf-8", errors="replace").strip() != edition.resolve().name:
        return frozenset()
    return frozenset(path.name for path in folder.glob("*.csv"))


def _files_of(sql: str, beside: Collection[str]) -> list[str]:
    """The files of what a query reads, in its order, as far as they lie beside the page."""
    relations = {"changes", *TABLES, *(view.name for view in warehouse.views())}
    read = dict.fromkeys(name for name in READ.findall(sql) if name in relations)
    return [file for name in read if (file := f"{name}.csv") in beside]


def _column(name: str, rows: list[Row]) -> Column:
    is_long = any(len(cell(name, row[name])) > LONGEST_WORD for row in rows)
    return Column(heading(name), any(is_numeric(row[name]) for row in rows), is_long)


def _with_changes(sql: str) -> str:
    """The query, followed by the one that makes `changes` of two editions."""
    _, _, made_by = split_header((SQL / "changes.sql").read_text(encoding="utf-8"), "changes.sql")
    return f"{sql}\n\n-- changes is made of the cables of both editions:\n{made_by}"


def _tiles(con: duckdb.DuckDBPyConnection) -> list[Tile]:
    """The numbers at the head of the page."""
    (numbers,) = _rows(con, query(HEAD))[1]
    released = {row["state"]: row for row in _rows(con, query("progress"))[1]}.get("released so far")
    tiles = []
    if released is not None:
        tiles.append(Tile("released so far", number(released["cable_count"]), f"{percent(released['share'])} of all"))
    withdrawn = f"{number(numbers['withdrawn_count'])} of them withdrawn" if numbers["withdrawn_count"] else ""
    return [
        *tiles,
        Tile("cables held", number(numbers["cable_count"]), withdrawn),
        Tile(
            "origins",
            number(numbers["origin_count"]),
            f"in {counted(numbers['country_count'], 'country', 'countries')}",
        ),
        Tile("tags", number(numbers["tag_count"])),
        Tile("redactions", number(numbers["redaction_count"]), f"in {counted(numbers['redacted_count'], 'cable')}"),
        Tile("rewritten", number(numbers["rewritten_count"]), "cables whose text changed"),
        Tile("in the press", number(numbers["covered_count"]), "cables with an article"),
    ]


def _summary(con: duckdb.DuckDBPyConnection, edition: Path) -> str:
    """What the page is about, in two sentences."""
    cursor = con.execute("select count(*), min(released_date), max(released_date) from releases").fetchone()
    release_count, first, last = cursor or (0, None, None)
    dated = "" if first is None else f", of {last}" if first == last else f", from {first} to {last}"
    made_from = (
        f"made from {counted(release_count, 'release')} of the site{dated}" if release_count else "without a release"
    )
    return f"United States diplomatic cables as they were published: edition {edition.resolve().name}, {made_from}."


def _as_json(value: Any) -> str:
    """JSON that no text within can end the element of."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")


@cache
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2")


def _write_pictures(pictures: Mapping[str, str], folder: Path) -> None:
    """Write each chart as SVG; a chart of an earlier report that this one lacks is removed."""
    folder.mkdir(exist_ok=True)
    for figure in FIGURES:
        picture = folder / f"{figure.name}.svg"
        if figure.name in pictures:
            _write_aside(pictures[figure.name], picture)
        else:
            picture.unlink(missing_ok=True)


def _write_aside(text: str, target: Path) -> None:
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        aside.write_text(text, encoding="utf-8")
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
