"""What analysts call from Python. Imports what is heavy only when called, for every command imports this package."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.damage import telling_damage
from pipeline.model import CablesError
from pipeline.places import DataFolder, is_database
from pipeline.sources.site import is_printable, printable

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


def data_folder(data: str | Path | None = None) -> DataFolder:
    """The data folder: as named, else by the environment's CABLES_DATA, else ``data/`` here."""
    if data == "":
        raise CablesError("the data folder's name is empty: name one, or leave it out for CABLES_DATA or data/")
    path = Path(data if data is not None else os.environ.get("CABLES_DATA") or "data").resolve()
    if not is_printable(str(path)):
        raise CablesError(f"{printable(str(path))}: the folder's name is not UTF-8; give it another one")
    return DataFolder(path)


def connect(edition: str | None = None, *, data: str | Path | None = None) -> duckdb.DuckDBPyConnection:
    """Open a read-only DuckDB connection on the warehouse: every table and view of one edition, times in UTC.

    `edition` is an edition's id as ``cables status --editions`` lists them, the latest by default. The connection
    keeps showing that edition whatever is published meanwhile, and as long as it is open the edition is not removed.
    Raises CablesError where nothing is published yet, there is no such edition, or files of it are missing.

    >>> connect().sql("select count(*) from cables").fetchone()
    (89,)
    """
    import duckdb

    from pipeline import warehouse

    folder = data_folder(data)
    path = folder.whole_edition(edition)
    database = folder.warehouses / f"{path.name}.duckdb"
    with telling_damage(folder, path.name), ExitStack() as failing:
        if is_database(database, path):  # that of a copied folder would show the original
            with suppress(duckdb.Error):  # damaged further on
                con = failing.enter_context(duckdb.connect(str(database), read_only=True))
                warehouse.configure(con)
                con.execute("select release_id from releases limit 0")
                failing.pop_all()
                return con
        con = failing.enter_context(duckdb.connect())
        warehouse.attach(con, path)
        failing.pop_all()
        return con


def load(
    name: str,
    columns: Sequence[str] | str | None = None,
    where: str | None = None,
    *,
    edition: str | None = None,
    data: str | Path | None = None,
) -> pd.DataFrame:
    """Load a table or view as a pandas frame: a view in its own order, a table by year of creation and then by key.

    `columns` picks one or several, `where` is a SQL condition on them: ``load("paragraphs", ["cable_id", "text"],
    "cable_id = '09LONDON2199'")``. Times are UTC, dates are datetime64; integers of which some are missing are floats,
    as pandas has them. Raises CablesError with a suggestion for a name that is not there, whatever its case, and for a
    condition that DuckDB does not understand, or that is more than one.
    """
    import duckdb

    from pipeline.warehouse import quoted

    folder = data_folder(data)
    with telling_damage(folder, edition), connect(edition, data=folder.path) as con:
        columns = [columns] if isinstance(columns, str) else columns
        name, columns = check_names(con, name, columns)
        selected = ", ".join(quoted(column) for column in columns) if columns else "*"
        # Identifiers are checked and quoted; the condition is the analyst's own SQL on a read-only connection.
        query = f"select {selected} from {quoted(name)}" + (f" where {where}" if where is not None else "")  # noqa: S608
        try:
            if len(con.extract_statements(query)) != 1:
                raise CablesError(f"the condition on {name} is more than one: give what stands behind one where")
            frame: pd.DataFrame = con.execute(query).to_arrow_table().to_pandas(date_as_object=False)
        except duckdb.Error as error:
            raise CablesError(f"{name} cannot be read with that condition: {str(error).splitlines()[0]}") from None
    return frame


def check_names(
    con: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str] | None = None
) -> tuple[str, list[str]]:
    """The names of a table or view and of its columns as they are written, whatever the case in which they are asked.

    No column is named where `columns` is None.

    Raises CablesError with a suggestion where there is none, where it lacks one of the columns, and where none is
    asked for.
    """
    known = [row[0] for row in con.execute("select view_name from duckdb_views() where not internal").fetchall()]
    name = next((candidate for candidate in known if candidate == name.lower()), name)
    if name not in known:
        raise CablesError(f"there is no table or view {name}{suggestion(name, known)}")
    if columns is None:
        return name, []
    if not columns:
        raise CablesError(f"no column of {name} is asked for: name some, or leave columns out to get all")
    query = "select column_name from duckdb_columns() where table_name = ?"
    has = [column for (column,) in con.execute(query, [name]).fetchall()]
    found = []
    for column in columns:
        if column.lower() not in has:
            raise CablesError(f"{name} has no column {column}{suggestion(column, has)}")
        found.append(column.lower())
    return name, found


def suggestion(word: str, known: Sequence[str]) -> str:
    """The tail of a sentence that says no: what was most likely meant."""
    from difflib import get_close_matches

    close = get_close_matches(word, known, n=3, cutoff=0.5)
    return f": did you mean {' or '.join(close)}?" if close else ""
