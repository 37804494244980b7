"""Tables, views and queries as files: CSV, Excel, Parquet, JSON lines.

Rows pass through in batches, so that millions of them need no more memory than a few thousand. A file is written
aside and renamed into place when it is whole; whatever goes wrong before leaves the one that was there.
"""

from __future__ import annotations

import csv
import difflib
import glob
import json
import math
import os
import re
import shutil
import tempfile
import time as clock
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import xlsxwriter
import xlsxwriter.exceptions

from pipeline.codebook import Field, Relation, describe, describe_query, relation_names
from pipeline.model import CablesError
from pipeline.public import Public, open_public, sentence
from pipeline.schema import TABLES
from pipeline.warehouse import macros, quoted

BATCH_ROWS: Final = 16_384
# Views of whole texts, one row a cable in order of `cable_id`. Asked for all cables at once, the engine would hold the
# texts of the whole edition; a range of cables at a time costs no more.
TEXT_VIEWS: Final = frozenset({"cable_texts"})
RANGE_CABLES: Final = 500
SUFFIXES: Final = {
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
FORMATS: Final = ("csv", "xlsx", "parquet", "jsonl")
DICTIONARY: Final = "data_dictionary.csv"
CHANGES: Final = "changes.csv"  # made by a run alone: whoever exports again leaves it there

# A sheet's last row, with the heading on the first; the longest text of a cell, counted in UTF-16 units.
SHEET_ROWS: Final = 1_048_576
CELL_TEXT: Final = 32_767
CUT: Final = " [cut]"

FORMULA_RULE: Final = (
    "Text that a spreadsheet would run as a formula (its first sign, after blanks and quotation marks, is = + - or @, "
    "or it begins with a tab or a line break) has an apostrophe before it; remove one leading apostrophe to restore it."
)
# Spreadsheets skip blanks and a quotation mark before the sign, and take its full-width forms for it.
_FORMULA: Final = (
    r"^(?:[\t\r\n]|[\x00-\x20\x7f\x{a0}\x{200b}\x{2000}-\x{200a}\x{3000}\x{feff}\"'\x{2018}-\x{201f}]*"
    r"[=+\-@\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}])"
)

# What may follow a statement: its semicolon, blanks, and comments to the end of their lines.
_END: Final = re.compile(r"\s*;(?:\s|--[^\n]*(?:\n|\Z))*\Z")

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class ExportResult:
    """What was written: rows (over all sheets of a workbook), where, and what a reader of the file should know.

    `left_out` names what a public export lacks; `notes` says what the format could not hold.
    """

    rows: int
    path: Path
    name: str = ""
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Source:
    """Something to be written: its description and a way to its rows."""

    relation: Relation
    sql: str
    con: duckdb.DuckDBPyConnection
    left_out: tuple[str, ...] = ()

    def read(self, condition: str = "", values: Sequence[str] = ()) -> pa.RecordBatchReader:
        """Start the query; CablesError where it fails, or gives two columns one name."""
        try:
            reader = self.con.execute(self.sql + condition, values).to_arrow_reader(BATCH_ROWS)
        except duckdb.Error as error:
            named = f" {self.relation.name}" if self.relation.kind != "query" else ""
            raise CablesError(f"The {self.relation.kind}{named} failed: {sentence(error)}") from error
        seen: set[str] = set()
        for name in reader.schema.names:
            if name.lower() in seen:
                raise CablesError(f"The query gives two columns named {name}: name one of them with `as`.")
            seen.add(name.lower())
        return reader

    def read_all(self) -> Iterator[pa.RecordBatchReader]:
        """Start the query once, or once for each range of cables."""
        bounds = _range_starts(self.con) if self.relation.name in TEXT_VIEWS else []
        if not bounds:
            yield self.read()
            return
        yield self.read(" where cable_id < ?", bounds[:1])
        for start, end in pairwise(bounds):
            yield self.read(" where cable_id >= ? and cable_id < ?", (start, end))
        yield self.read(" where cable_id >= ?", bounds[-1:])


def export(
    con: duckdb.DuckDBPyConnection,
    name_or_query: str | Sequence[str],
    path: Path | str,
    format: str | None = None,  # noqa: A002
    public: bool = False,
    progress: Progress | None = None,
) -> ExportResult:
    """Write a table, a view or the rows of one select to a file, in the format of its suffix.

    ``export(con, "origin_totals", "origins.xlsx")``; ``export(con, "select tag from tags", "tags.csv")``. Several
    names make one workbook with a sheet each, in Excel only. With `public`, body text and people's names are not
    there (see `pipeline.public`). `progress` is called with the name, the rows so far and the rows in all, where known.

    Raises CablesError, in one sentence, for a name that does not exist (with the likeliest one that does), a statement
    that is not one select, a format that is not known, and a query that fails; a file already there then stays.
    """
    target = Path(path)
    kind = _format(target, format)
    names = [name_or_query] if isinstance(name_or_query, str) else list(name_or_query)
    if not names:
        raise CablesError("There is nothing to export: name a table, a view or a query.")
    if len(names) > 1 and kind != "xlsx":
        raise CablesError(f"Only a workbook (.xlsx) holds several tables; {target.name} can hold one.")
    with _opened(con, public) as (reading, limits):
        sources = [_source(reading, name, limits) for name in names]
        return _write(sources, target, kind, progress)


def export_all(
    con: duckdb.DuckDBPyConnection,
    folder: Path | str,
    names: Iterable[str] | None = None,
    public: bool = False,
    progress: Progress | None = None,
    beside: Mapping[Relation, pa.Table] = MappingProxyType({}),
) -> list[ExportResult]:
    """Write the nightly set: each view (or each of `names`) as CSV, with `data_dictionary.csv` beside them.

    All files are written aside first; then each replaces its predecessor, and files that the last dictionary names
    and this one does not are removed. Other files in the folder are left alone. A public set leaves out views that
    cannot be made without private columns; the dictionary's last rows say which. `beside` are rows that the connection
    does not have and whoever calls may show, each with its description.
    """
    home = Path(folder)
    chosen = _chosen(con, names)
    for name in chosen:
        if name != Path(name).name:
            raise CablesError(f"{name} cannot be a file's name: export it by itself, under another one.")
    results: list[ExportResult] = []
    with _opened(con, public) as (reading, limits), _aside(home / DICTIONARY) as aside:
        rows: list[list[str]] = []
        missing: list[str] = []
        sources: list[_Source] = []
        for name in chosen:
            if limits is not None and name in limits.left_out:
                missing.append(limits.left_out[name])
                continue
            source = _relation_source(reading, name, limits)
            sources.append(source)
        for relation, given in beside.items():
            reading.register(relation.name, given)
            sources.append(_Source(relation, f"from {quoted(relation.name)}", reading))
        for source in sources:
            name = f"{source.relation.name}.csv"
            written = _write([source], aside.parent / name, "csv", progress)
            results.append(replace(written, path=home / name))
            rows.extend(_dictionary_rows(source))
        with aside.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("file", "column", "type", "unit", "description", "note"))
            writer.writerows(rows)
            writer.writerows(["", "", "", "", "", note] for note in missing)
        before = _files_of(home / DICTIONARY)
        for result in results:
            (aside.parent / result.path.name).replace(result.path)
        for vanished in before - {result.path.name for result in results} - {CHANGES}:
            (home / vanished).unlink(missing_ok=True)
    return results


def csv_names(con: duckdb.DuckDBPyConnection, names: Iterable[str] | None = None, public: bool = False) -> list[str]:
    """Names of the files that `export_all` makes of the same, `data_dictionary.csv` apart."""
    with _opened(con, public) as (_, limits):
        return [f"{name}.csv" for name in _chosen(con, names) if limits is None or name not in limits.left_out]


# --- what is asked for -----------------------------------------------------------------------------------------------


@contextmanager
def _opened(
    con: duckdb.DuckDBPyConnection, is_public: bool
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Public | None]]:
    if not is_public:
        yield con, None
        return
    limits = open_public(con)
    try:
        yield limits.connection, limits
    finally:
        limits.connection.close()


def _format(path: Path, given: str | None) -> str:
    if given is not None:
        word = given.lower().lstrip(".")
        found = {"excel": "xlsx", "json": "jsonl", "ndjson": "jsonl"}.get(word, word)
        asked = given
    else:
        found = SUFFIXES.get(path.suffix.lower(), "")
        asked = path.name
    if found not in FORMATS:
        raise CablesError(f"{asked} names no format that can be written: choose one of {', '.join(FORMATS)}.")
    return found


def _chosen(con: duckdb.DuckDBPyConnection, names: Iterable[str] | None) -> list[str]:
    """The relations of those names; all views where there are none."""
    return [n for n in relation_names(con) if n not in TABLES] if names is None else [_known(con, n) for n in names]


def _known(con: duckdb.DuckDBPyConnection, name: str) -> str:
    """The relation of that name, whatever its case; CablesError with the likeliest ones where there is none."""
    names = relation_names(con)
    for candidate in names:
        if candidate.lower() == name.strip().strip('"').lower():
            return candidate
    macro = next((macro for macro in macros() if macro.name == name.lower()), None)
    if macro is not None:
        given = ", ".join(parameter.name for parameter in macro.parameters if parameter.default is None)
        raise CablesError(
            f"{name} is a macro, which is asked with what it needs: export the query `from {macro.name}({given})` to a "
            f"file."
        )
    near = difflib.get_close_matches(name.lower(), names, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(names) or 'none'}."
    raise CablesError(f"There is no table or view {name}: {hint}")


def _source(con: duckdb.DuckDBPyConnection, asked: str, limits: Public | None) -> _Source:
    if re.fullmatch(r'\s*(?:"[^"]+"|[\w.$-]+)\s*', asked) or asked in relation_names(con):
        return _relation_source(con, _known(con, asked), limits)
    try:
        statements = con.extract_statements(asked)
    except duckdb.Error as error:
        raise CablesError(f"The query cannot be read: {sentence(error)}") from error
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise CablesError("An export takes the name of a table or view, or one select statement.")
    query = _END.sub("", statements[0].query)
    if limits is not None:
        limits.require(query)
    try:
        schema = con.execute("from (" + query + "\n) limit 0").to_arrow_table().schema
    except duckdb.Error as error:
        why = sentence(error)
        if limits is not None:
            why += " (a public export has neither body text nor people's names)"
        raise CablesError(f"The query cannot be run: {why}") from error
    return _Source(describe_query(con, query, schema), query, con)


def _relation_source(con: duckdb.DuckDBPyConnection, name: str, limits: Public | None) -> _Source:
    left_out: tuple[str, ...] = ()
    if limits is not None:
        if name in limits.left_out:
            raise CablesError(f"{limits.left_out[name]}.")
        if name not in limits.names:
            raise CablesError(f"{name} cannot be exported publicly: it is not one of the data set's own relations.")
        left_out = limits.hidden(name)
    return _Source(describe(con, name), "from " + quoted(name), con, left_out)


def _range_starts(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The first cable of each range but the first."""
    rows = con.execute(
        """
        select cable_id
        from (select cable_id, row_number() over (order by cable_id) as number from cables)
        where number > 1 and number % ? = 1
        order by cable_id
        """,
        [RANGE_CABLES],
    ).fetchall()
    return [cable_id for (cable_id,) in rows]


# --- writing aside ---------------------------------------------------------------------------------------------------


@contextmanager
def _aside(target: Path) -> Iterator[Path]:
    """A path of the same name in a fresh hidden folder beside the target; renamed into place at the end."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise CablesError(f"Nothing can be written to {target.parent}: {error.strerror}.") from error
    try:
        yield folder / target.name
        (folder / target.name).replace(target)
    except OSError as error:
        raise CablesError(f"{target} could not be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(target: Path) -> None:
    """Remove what a killed export of the same name left behind, a day later: a slow one may still be at work."""
    for left in target.parent.glob(f".{glob.escape(target.name)}.*"):
        if left.is_dir() and left.stat().st_mtime < clock.time() - 86_400:
            shutil.rmtree(left, ignore_errors=True)


def _write(sources: list[_Source], target: Path, kind: str, progress: Progress | None) -> ExportResult:
    notes: list[str] = []
    with _aside(target) as path:
        try:
            if kind == "xlsx":
                rows = _write_workbook(sources, path, progress, notes)
            else:
                writer = {"csv": _write_csv, "parquet": _write_parquet, "jsonl": _write_jsonl}[kind]
                rows = writer(sources[0], path, progress)
        except (pa.ArrowException, xlsxwriter.exceptions.XlsxWriterException) as error:
            why = str(error).partition("\n")[0]
            raise CablesError(f"{target.name} cannot hold these rows: {why}") from error
        # On disk before the rename, so that a power cut cannot leave an empty file under a good name.
        with path.open("rb") as file:
            os.fsync(file.fileno())
    return ExportResult(
        rows,
        target,
        ", ".join(source.relation.name for source in sources),
        tuple(column for source in sources for column in source.left_out),
        tuple(notes),
    )


def _batches(source: _Source, progress: Progress | None) -> Iterator[pa.RecordBatch]:
    """The rows, batch by batch; an error of the engine half-way becomes one sentence."""
    done, total = 0, None
    if progress is not None and source.relation.kind == "table":
        (total,) = source.con.execute("select count(*) " + source.sql).fetchone() or (None,)
    for reader in source.read_all():
        while True:
            try:
                batch = reader.read_next_batch()
            except StopIteration:
                break
            except (duckdb.Error, pa.ArrowException, OSError) as error:
                why = str(error).partition("\n")[0]
                raise CablesError(f"Reading {source.relation.name} failed after {done:,} rows: {why}") from error
            yield batch
            done += batch.num_rows
            if progress is not None:
                progress(source.relation.name, done, total)
    if progress is not None:
        progress(source.relation.name, done, done)


# --- CSV -------------------------------------------------------------------------------------------------------------


def harmless(text: str) -> str:
    """Text as a CSV cell holds it: ``=1+1`` becomes ``'=1+1``, so that no spreadsheet runs it.

    Source: OWASP, CSV injection. See FORMULA_RULE for the words that the data dictionary uses.
    """
    return str(_harmless(pa.array([text]))[0])


def _harmless(texts: pa.Array) -> pa.Array:
    runs = pc.match_substring_regex(texts, _FORMULA)
    if not pc.any(runs).as_py():
        return texts
    return pc.if_else(runs, pc.binary_join_element_wise("'", texts, ""), texts)


def cells(column: pa.Array) -> pa.Array:
    """A column's values as CSV text: ISO dates, `true` and `false`, lists joined with `|`; null is an empty cell."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return cells(column.dictionary_decode())
    if pa.types.is_list(kind) and pa.types.is_string(kind.value_type):
        column = pc.binary_join(column, "|") if not _holds_null(column) else _joined(column)
        kind = pa.string()
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _quoted(_harmless(column))
    if pa.types.is_timestamp(kind):
        return _iso_texts(column)
    if pa.types.is_decimal(kind) and kind.scale > 0:
        return pa.array([None if value is None else format(value, "f") for value in column.to_pylist()], pa.string())
    if any(
        fits(kind)
        for fits in (
            pa.types.is_boolean,
            pa.types.is_integer,
            pa.types.is_floating,
            pa.types.is_date,
            pa.types.is_decimal,
        )
    ):
        return column.cast(pa.string())
    plain = [None if value is None else _plain_text(value) for value in column.to_pylist()]
    return _quoted(_harmless(pa.array(plain, pa.string())))


def _quoted(texts: pa.Array) -> pa.Array:
    """Texts within quotation marks where a CSV needs them. Source: RFC 4180."""
    needs = pc.match_substring_regex(texts, '[",\r\n]')
    if not pc.any(needs).as_py():
        return texts
    return pc.if_else(needs, pc.binary_join_element_wise('"', pc.replace_substring(texts, '"', '""'), '"', ""), texts)


def _csv_lines(columns: Sequence[pa.Array]) -> pa.Buffer:
    """Rows as a CSV file has them, the last line's end left out."""
    lines = pc.binary_join_element_wise(*columns, ",", null_handling="replace", null_replacement="")
    if len(columns) == 1:  # an empty line would be no row
        lines = pc.if_else(pc.equal(lines, ""), '""', lines)
    return pc.binary_join(pa.ListArray.from_arrays([0, len(lines)], lines), "\r\n")[0].as_buffer()


def _holds_null(lists: pa.Array) -> bool:
    return bool(lists.flatten().null_count)


def _joined(lists: pa.Array) -> pa.Array:
    """Lists that hold nulls: a null among the elements is an empty place, not the end of the list."""
    joined = [None if row is None else "|".join(item or "" for item in row) for row in lists.to_pylist()]
    return pa.array(joined, pa.string())


def _moments(column: pa.Array) -> list[datetime | None]:
    zone = "UTC" if column.type.tz else None
    moments: list[datetime | None] = column.cast(pa.timestamp("us", tz=zone), safe=False).to_pylist()
    return moments


def _iso_texts(column: pa.Array) -> pa.Array:
    """Moments as `iso` writes them, many at once where they are whole seconds, as all of the data set's are."""
    zone = "UTC" if column.type.tz else None
    try:
        seconds = column.cast(pa.timestamp("us", tz=zone)).cast(pa.timestamp("s", tz=zone))
    except pa.ArrowInvalid:
        return pa.array([None if moment is None else iso(moment) for moment in _moments(column)], pa.string())
    return pc.replace_substring(seconds.cast(pa.string()), " ", "T")


def iso(moment: datetime) -> str:
    """A moment as ISO 8601: ``2009-09-22T14:28:00Z``; without the Z where the column knows no zone."""
    if moment.tzinfo is None:
        return moment.isoformat()
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _plain(value: object) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple) and hasattr(value, "nanoseconds"):
        months, days, nanoseconds = value
        return f"P{months}M{days}DT{nanoseconds / 1e9:g}S"
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return value.hex()
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def _plain_text(value: object) -> str:
    plain = _plain(value)
    if isinstance(plain, list) and not any(isinstance(item, list | dict) for item in plain):
        return "|".join("" if item is None else _scalar_text(item) for item in plain)
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)


def _scalar_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _write_csv(source: _Source, path: Path, progress: Progress | None) -> int:
    rows = 0
    with path.open("wb") as file:
        heads = [cells(pa.array([column.name])) for column in source.relation.fields]
        file.writelines((_csv_lines(heads), b"\r\n"))
        for batch in _batches(source, progress):
            if batch.num_rows:
                file.writelines((_csv_lines([cells(column) for column in batch.columns]), b"\r\n"))
            rows += batch.num_rows
    return rows


def _dictionary_rows(source: _Source) -> Iterator[list[str]]:
    for column in source.relation.fields:
        notes = []
        if column.words:
            notes.append(f"One of: {', '.join(column.words)}.")
        if column.type.startswith("list"):
            notes.append("Several values are joined with |.")
        if "text" in column.type or column.type == "structure":
            notes.append(FORMULA_RULE)
        yield [
            f"{source.relation.name}.csv",
            column.name,
            column.type,
            column.unit or "",
            harmless(column.description),
            " ".join(notes),
        ]


def _files_of(dictionary: Path) -> set[str]:
    """The CSV files that an earlier dictionary names, by their bare names."""
    if not dictionary.is_file():
        return set()
    with dictionary.open(encoding="utf-8", newline="") as file:
        named = {row.get("file") or "" for row in csv.DictReader(file)}
    return {name for name in named if re.fullmatch(r"[^/\\]+\.csv", name)}


# --- JSON lines and Parquet ------------------------------------------------------------------------------------------


def _write_jsonl(source: _Source, path: Path, progress: Progress | None) -> int:
    rows = 0
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
    names = [column.name for column in source.relation.fields]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for batch in _batches(source, progress):
            columns = [_json_values(column) for column in batch.columns]
            file.writelines(encode(dict(zip(names, row, strict=True))) + "\n" for row in zip(*columns, strict=True))
            rows += batch.num_rows
    return rows


def _json_values(column: pa.Array) -> list[Any]:
    kind = column.type
    values: list[Any]
    if pa.types.is_string(kind) or pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        values = column.to_pylist()
    elif pa.types.is_timestamp(kind):
        values = _iso_texts(column).to_pylist()
    else:
        values = [_plain(value) for value in column.to_pylist()]
    return values


def _write_parquet(source: _Source, path: Path, progress: Progress | None) -> int:
    rows = 0
    batches = _batches(source, progress)
    first = next(batches, None)
    schema = source.read().schema if first is None else first.schema
    described = pa.schema(
        [
            pa.field(field.name, _stored(field.type), metadata=_metadata(column))
            for field, column in zip(schema, source.relation.fields, strict=True)
        ],
        metadata={"description": source.relation.description},
    )
    with pq.ParquetWriter(path, described, compression="zstd", compression_level=3) as writer:
        while first is not None:
            columns = [column.cast(field.type) for column, field in zip(first.columns, described, strict=True)]
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=described))
            rows += first.num_rows
            first = next(batches, None)
    return rows


def _stored(kind: pa.DataType) -> pa.DataType:
    """The type that a file holds: times in UTC, whatever zone the session shows them in."""
    return pa.timestamp(kind.unit, tz="UTC") if pa.types.is_timestamp(kind) and kind.tz else kind


def _metadata(column: Field) -> dict[str, str]:
    said = {"description": column.description, "unit": column.unit or ""}
    return {key: text for key, text in said.items() if text}


# --- Excel -----------------------------------------------------------------------------------------------------------

# Excel counts days from 1900 and numbers to 15 digits; what lies beyond is written as text.
EXCEL_FIRST: Final = date(1900, 1, 1)
EXCEL_DIGITS: Final = 10**15


def _write_workbook(sources: list[_Source], path: Path, progress: Progress | None, notes: list[str]) -> int:
    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        writer = _Workbook(book)
        rows = sum(writer.write(source, progress) for source in sources)
        writer.write_about(sources)
        notes.extend(writer.notes)
    return rows


class _Workbook:
    """Sheets of one workbook, with what had to be split or cut."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.bold = book.add_format({"bold": True, "bottom": 1})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.titles: set[str] = set()
        self.notes: list[str] = []
        self.cut_count = 0

    def write(self, source: _Source, progress: Progress | None) -> int:
        """One relation, on as many sheets as it needs."""
        sheet, line, rows, sheets = self._open(source, 1), 0, 0, 1
        self.cut_count = 0
        for batch in _batches(source, progress):
            for row in zip(*(_excel_values(column) for column in batch.columns), strict=True):
                if line == SHEET_ROWS - 1:
                    self._close(sheet, source, line)
                    sheets += 1
                    sheet, line = self._open(source, sheets), 0
                line += 1
                for place, value in enumerate(row):
                    if value is not None:
                        self._cell(sheet, line, place, value)
            rows += batch.num_rows
        self._close(sheet, source, line)
        name = source.relation.name
        if sheets > 1:
            self.notes.append(f"{name} has more rows than a sheet holds and goes on over {sheets} sheets.")
        if self.cut_count:
            self.notes.append(f"{self.cut_count:,} texts of {name} are longer than a cell holds and end in{CUT}.")
        return rows

    def _open(self, source: _Source, number: int) -> Any:
        sheet = self.book.add_worksheet(self._title(source.relation.name, number))
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(source.relation.fields):
            sheet.write_string(0, place, column.name, self.bold)
            note = _note(column)
            if note:
                sheet.write_comment(0, place, note, {"x_scale": 2.5, "y_scale": 1.5})
            sheet.set_column(place, place, _width(column))
        return sheet

    def _close(self, sheet: Any, source: _Source, line: int) -> None:
        if source.relation.fields:
            sheet.autofilter(0, 0, line, len(source.relation.fields) - 1)

    def _title(self, name: str, number: int) -> str:
        """A sheet's name: 31 signs, none that Excel forbids there, and no other sheet has it."""
        plain = re.sub(r"[\[\]:*?/\\]", "_", name).strip("'") or "rows"
        while True:
            tail = f" {number}" if number > 1 else ""
            title = plain[: 31 - len(tail)] + tail
            if title.lower() not in self.titles:
                self.titles.add(title.lower())
                return title
            number += 1

    def _cell(self, sheet: Any, line: int, place: int, value: object) -> None:
        if isinstance(value, str):
            sheet.write_string(line, place, self._fitting(value))
        elif isinstance(value, bool):
            sheet.write_boolean(line, place, value)
        elif isinstance(value, int | float):
            sheet.write_number(line, place, value)
        elif isinstance(value, datetime):
            sheet.write_datetime(line, place, value, self.moment)
        elif isinstance(value, date):
            sheet.write_datetime(line, place, value, self.day)
        else:
            sheet.write_string(line, place, self._fitting(str(value)))

    def _fitting(self, text: str) -> str:
        if len(text) <= CELL_TEXT // 2 or _units(text) <= CELL_TEXT:
            return text
        self.cut_count += 1
        room = CELL_TEXT - len(CUT)
        kept = text.encode("utf-16-le")[: room * 2].decode("utf-16-le", errors="ignore")
        return kept + CUT

    def write_about(self, sources: list[_Source]) -> None:
        """A last sheet: what every column means, and what the format could not hold."""
        sheet = self.book.add_worksheet(self._title("about", 1))
        sheet.freeze_panes(1, 0)
        for place, (heading, width) in enumerate(
            (("sheet", 28), ("column", 28), ("type", 14), ("unit", 14), ("description", 100))
        ):
            sheet.write_string(0, place, heading, self.bold)
            sheet.set_column(place, place, width)
        line = 0
        for source in sources:
            relation = source.relation
            lines = [("", "", "", " ".join((relation.description, *relation.caveats)).strip())]
            lines += [(c.name, c.type, c.unit or "", _meaning(c)) for c in relation.fields]
            if source.left_out:
                lines.append(("", "", "", f"Left out of this public file: {', '.join(source.left_out)}."))
            for row in lines:
                line += 1
                for place, text in enumerate((relation.name, *row)):
                    sheet.write_string(line, place, text)
        for note in self.notes:
            line += 1
            sheet.write_string(line, 4, note)


def _units(text: str) -> int:
    return len(text) + sum(sign > "\uffff" for sign in text)


def _meaning(column: Field) -> str:
    words = f" One of: {', '.join(column.words)}." if column.words else ""
    return f"{column.description}{words}".strip()


def _note(column: Field) -> str:
    unit = f" Unit: {column.unit}." if column.unit else ""
    zone = " Times are UTC." if column.type == "time (UTC)" else ""
    return f"{_meaning(column)}{unit}{zone}".strip()


def _width(column: Field) -> int:
    by_type = {"date": 12, "time (UTC)": 20, "time": 20, "text": 24, "list of text": 24}
    return max(by_type.get(column.type, 12), min(len(column.name) + 4, 40))


def _excel_values(column: pa.Array) -> list[Any]:
    """A column's values as Excel can type them; UTC without a zone, which Excel does not know."""
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_boolean(kind):
        values: list[Any] = column.to_pylist()
        return values
    if pa.types.is_timestamp(kind):
        moments = [None if m is None else m.replace(tzinfo=None) for m in _moments(column)]
        return [m if m is None or m.date() >= EXCEL_FIRST else m.isoformat() for m in moments]
    if pa.types.is_date(kind):
        return [d if d is None or d >= EXCEL_FIRST else d.isoformat() for d in column.to_pylist()]
    return [_excel_value(value) for value in column.to_pylist()]


def _excel_value(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) < EXCEL_DIGITS else str(value)
    return None if value is None else _plain_text(value)
