"""Numbers, dates and cells in the words of the page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

ABSENT: Final = "—"
# Endings of column names that say how a number is meant.
SHARES: Final = ("share",)
MEASURES: Final = ("npmi", "jaccard", "lift", "redactions_per_thousand_words")

# What the codes of a column mean: words for a cell of a table that stand after a number as well.
MEANINGS: Final = {
    "axis": {
        "reldate": "by day of release",
        "date": "by day of creation",
        "origin": "by origin",
        "tag": "by tag",
        "classification": "by classification",
    },
    "difference": {
        "page_missing": "listed, has no page",
        "not_listed": "counted, not listed",
        "released_date": "another release day",
        "created_date": "another creation day",
        "classification": "another classification",
        "origin": "another origin",
    },
    # Of counters, then of rejects.
    "reason": {
        "released_later_that_day": "released later that day, after the release was made",
        "dated_earlier": "dated before the release, yet first shown by a later one",
        "dated_later": "shown by the release, dated after it",
        "only_elsewhere": "shown only by a release without a counter",
        "second_page": "counted by the site once more, for a second page",
        "page_missing": "counted and listed by the site, without a page",
        "unexplained": "not explained",
        "unreadable_file": "a file that cannot be read",
        "empty_page": "an empty file",
        "not_utf8": "text that is not UTF-8",
        "no_cable_table": "no table of a cable",
        "wrong_cell_count": "a table that has not five cells",
        "bad_reference_id": "a reference id that is none",
        "bad_created_time": "a time of creation that is none",
        "bad_released_time": "a time of release that is none",
        "unknown_classification": "a classification that is none",
        "missing_origin": "no origin",
        "missing_blocks": "texts that are not two blocks",
        "bad_listing_row": "a list's page, or a row of it, that cannot be read",
        "parser_failure": "a failure of the parser",
    },
}


def number(value: float) -> str:
    """A whole number with separators: ``251,287``; a minus sign is a real one."""
    return f"{round(value):,}".replace("-", "−")


def percent(share: float | None) -> str:
    """A share of 1 in percent, with enough digits to be told from nothing: ``48%``, ``0.74%``, ``under 0.01%``."""
    if share is None:
        return ABSENT
    value = share * 100
    if value and abs(value) < 0.01:
        return "under 0.01%"
    # 99.97 must not be rounded to all.
    digits = 2 if abs(value) < 1 or 99 < abs(value) < 100 else 1 if abs(value) < 10 else 0
    return f"{value:.{digits}f}".removesuffix(".00").removesuffix(".0") + "%"


def listed(names: list[str]) -> str:
    """Names as a sentence has them: ``PREL``, ``PREL and PGOV``, ``PREL, PGOV and PARM``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def moment(value: date | datetime) -> str:
    """A date as ISO 8601 has it, with the time where there is one: ``2010-11-28``, ``2010-11-28 18:00``."""
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value.isoformat()


def cell(column: str, value: Any) -> str:
    """One value of a table as the page prints it; the column's name says what a number means.

    ``cell("running_share", 0.0074)`` is ``0.74%``, ``cell("created_year", date(2009, 1, 1))`` is ``2009``.
    """
    if value is None:
        return ABSENT
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return str(value.year) if column.endswith("_year") else moment(value)
    if isinstance(value, list):
        return ", ".join(map(str, value)) or ABSENT
    if isinstance(value, float) and column.endswith(SHARES):
        return percent(value)
    if isinstance(value, float):
        return f"{value:.2f}".replace("-", "−")
    if isinstance(value, int):
        return number(value)
    return meaning(column, str(value))


def meaning(column: str, code: str) -> str:
    """What a code means, in words: ``meaning("axis", "reldate")`` is ``by day of release``; other texts as they are."""
    return MEANINGS.get(column, {}).get(code, code)


def heading(column: str) -> str:
    """A column's name as a table's heading: ``cable_count`` is ``cable count``."""
    return column.removeprefix("whole_").replace("_", " ") if column != "npmi" else "NPMI"


def is_numeric(value: Any) -> bool:
    """The value is set flush right."""
    return isinstance(value, int | float) and not isinstance(value, bool)
