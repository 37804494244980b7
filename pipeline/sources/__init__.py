"""Where pages come from: a folder or an archive that holds a site tree. Each yields pages; none parses."""

from pipeline.sources.archive import ArchiveSource
from pipeline.sources.folder import FolderSource
from pipeline.sources.identify import ReleaseDate, release_date
from pipeline.sources.opening import Findings, find_sources, open_source
from pipeline.sources.site import LIMITS, Limits, PageBytes, SiteListing, Skipped, Source, page_kind

__all__ = [
    "LIMITS",
    "ArchiveSource",
    "Findings",
    "FolderSource",
    "Limits",
    "PageBytes",
    "ReleaseDate",
    "SiteListing",
    "Skipped",
    "Source",
    "find_sources",
    "open_source",
    "page_kind",
    "release_date",
]
