"""Damage to an edition's files, told where it shows: when something fails that reads them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.model import CablesError
from pipeline.places import DataFolder

ENGINES = frozenset({"duckdb", "_duckdb", "pyarrow"})
# What DuckDB says of the question rather than of what it reads.
SLIPS = frozenset(
    {
        "BinderException",
        "CatalogException",
        "ConversionException",
        "InterruptException",
        "InvalidTypeException",
        "NotImplementedException",
        "OutOfRangeException",
        "ParserException",
        "PermissionException",
        "SyntaxException",
        "TypeMismatchException",
    }
)


@contextmanager
def telling_damage(
    folder: DataFolder, edition_id: str | None = None, suspected: tuple[type[CablesError], ...] = ()
) -> Iterator[None]:
    """Tell what fails inside as damage to the edition's files, where their checksums show any; else leave it as it is.

    `suspected` are errors of ours that damage may have brought about. Raises CablesError, which names the file.
    """
    try:
        yield
    except Exception as error:
        if folder.has_edition(edition_id) and (isinstance(error, suspected) or _is_of_reading(error)):
            folder.whole_edition(edition_id, is_thorough=True)
        raise


def _is_of_reading(error: BaseException | None) -> bool:
    """Whether an engine, or the system, failed at reading; an error of ours may have that for its cause."""
    while isinstance(error, CablesError):
        error = error.__cause__ or error.__context__
    if isinstance(error, OSError):
        return not isinstance(error, BrokenPipeError)
    return any(
        kind.__module__.partition(".")[0] in ENGINES and type(error).__name__ not in SLIPS
        for kind in type(error).__mro__
    )
