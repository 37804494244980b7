"""A corpus of the project's own: invented cables, in the exact form of the site's pages, faults and all.

`write_samples` makes what ``data/raw/`` holds. The rest makes small corpora for tests: `Telegram` is one cable,
`Release` the site on one day, `render_page` one page, `write_site` and `archive_site` a whole tree; `compose` writes
a cable when its words do not matter.

>>> from datetime import date, datetime
>>> first = Telegram("07VIENTIANE118", datetime(2007, 2, 8, 9, 41), datetime(2011, 3, 1, 21), "CONFIDENTIAL",
...                  "Embassy Vientiane", header="R 080941Z FEB 07", body="SUBJECT: LIBRARY EXCHANGE")
>>> release = Release(date(2011, 3, 1), (first,))
>>> next(path for path, content in pages(release) if path.startswith("cable/"))
'cable/2007/02/07VIENTIANE118.html'

A later release that re-issues it, and one that withdraws it but leaves its page:

>>> from dataclasses import replace
>>> again = replace(first, body="SUBJECT: XXXXXXXXXXXX EXCHANGE", released=datetime(2011, 3, 8, 18))
>>> reissued = Release(date(2011, 3, 8), (again,), stale_rows={again.published_id: first.released})
>>> withdrawn = Release(date(2011, 3, 15), (), withdrawn=((again, reissued),))
>>> [release.shown_counter for release in (reissued, withdrawn)]
[1, 0]
"""

from __future__ import annotations

from pathlib import Path

from pipeline.sample.releases import PLANTED, redact, sample_releases
from pipeline.sample.site import Release, archive_site, pages, render_page, site_time, write_site
from pipeline.sample.telegram import Draft, Telegram, compose

__all__ = [
    "PLANTED",
    "SEED",
    "Draft",
    "Release",
    "Telegram",
    "archive_site",
    "compose",
    "pages",
    "redact",
    "render_page",
    "sample_releases",
    "site_time",
    "write_samples",
    "write_site",
]

SEED = 1966  # the year of the oldest cable of the real set


def write_samples(folder: Path, seed: int = SEED) -> list[Path]:
    """Write three successive releases of 60, 75 and 90 invented cables as .tar.xz archives and return their paths.

    They are named as the real ones were, ``cablegate-20110301.tar.xz`` and so on; the same seed gives the same bytes.
    The folder is made if it is absent; files of those names in it are overwritten.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [archive_site(release, folder / f"{release.name}.tar.xz") for release in sample_releases(seed)]
