"""When a release was made: what its name says, what its folder says, what its pages say."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Literal, NamedTuple

from pipeline.model import SourceError

# 20101222, 2010-12-22, 2010_12_22, 2010.12.22, and with a time of day 201012081854, 20101208T1854, 2010-12-08 18:54.
# A second group of four digits behind a hyphen is as often a number of pages as a time, and is not read as one.
STAMP = re.compile(
    r"(?<![0-9])(?P<year>20[0-9]{2})(?P<rule>[-_.]?)(?P<month>[0-9]{2})(?P=rule)(?P<day>[0-9]{2})"
    r"(?:(?:T?(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?)"
    r"|(?:[T _-](?P<clock_hour>[0-9]{2})[:h](?P<clock_minute>[0-9]{2})(?::(?P<clock_second>[0-9]{2}))?))?"
    r"Z?(?![0-9])"
)
# A snapshot of the site is younger than its first day, 28 November 2010.
FIRST_YEAR, LAST_YEAR = 2010, 2030


class ReleaseDate(NamedTuple):
    """The date of a release, what said so, and the time of day where that was said as well (zone unknown)."""

    date: date
    evidence: Literal["name", "folder", "pages"]
    time: time | None

    @property
    def order(self) -> datetime:
        """Sorts releases, also two of one day; one without a time of day counts as of midnight."""
        return datetime.combine(self.date, self.time or time())


def stamp_in(name: str) -> datetime | date | None:
    """Read the date in a file's or folder's name: ``cablegate-201012081854.7z`` is 8 December 2010, 18:54.

    A datetime where the name has a time of day, otherwise a date. Of several dates the latest counts, since
    ``2010-11-30_2010-12-22`` names a range and a release shows its end. None for digits that are no date
    (``20101345``) or a date outside 2010 to 2030.
    """
    stamps: list[datetime | date] = []
    for match in STAMP.finditer(name):
        hour, minute = match["hour"] or match["clock_hour"], match["minute"] or match["clock_minute"]
        second = match["second"] or match["clock_second"] or "0"
        try:
            day = date(int(match["year"]), int(match["month"]), int(match["day"]))
            stamp = day if hour is None else datetime.combine(day, time(int(hour), int(minute), int(second)))
        except ValueError:
            continue
        if FIRST_YEAR <= stamp.year <= LAST_YEAR:
            stamps.append(stamp)
    return max(stamps, key=moment, default=None)


def moment(stamp: datetime | date) -> datetime:
    """Compare a date with a moment: as its midnight."""
    return stamp if isinstance(stamp, datetime) else datetime.combine(stamp, time())


def release_date(name: str, newest_page_date: date | None = None, *, folder: str | None = None) -> ReleaseDate:
    """Date a release by its name, else by the root folder within it, else by the newest release date on its pages.

    ``release_date("cablegate-20101222.tar.xz")`` is 22 December 2010 by ``name``. `folder` may be nested
    (``mirror/20101222/www``): the innermost date counts. SourceError where nothing says a date.
    """
    found = stamp_in(name)
    if found is not None:
        return dated(found, "name")
    for part in reversed((folder or "").split("/")):
        found = stamp_in(part)
        if found is not None:
            return dated(found, "folder")
    if newest_page_date is not None:
        return ReleaseDate(newest_page_date, "pages", None)
    raise SourceError(
        f"{name}: has no date in its name, in its folder's name or on its pages; "
        f"give it a name with one, such as cablegate-20101222."
    )


def dated(stamp: datetime | date, evidence: Literal["name", "folder"]) -> ReleaseDate:
    """Put a date that a name gave together with where it was found."""
    if isinstance(stamp, datetime):
        return ReleaseDate(stamp.date(), evidence, stamp.time())
    return ReleaseDate(stamp, evidence, None)
