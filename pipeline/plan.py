"""What a run has to do, found out before anything heavy is imported: a quiet night costs a second.

A source whose stamp (sizes and times of its files) is the one remembered has not changed. Where the stamp differs, an
archive's bytes still tell whether it is the same; a folder has to be read, and its contents tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.model import SourceError
from pipeline.places import DataFolder, SourceRecord
from pipeline.sources import Skipped, Source, find_sources, open_source
from pipeline.version import parser_version


class Due(NamedTuple):
    """A source that must be read, and why."""

    source: Source
    reason: str  # new, changed, parser changed, full


class Plan(NamedTuple):
    """What a run has to do."""

    due: list[Due]
    unchanged: list[Path]
    ignored: list[Skipped]
    gone: list[SourceRecord]  # read once, not to be found any more; what they showed is kept
    is_full: bool
    is_export_due: bool

    @property
    def is_nothing_new(self) -> bool:
        """Nothing to read and nothing to export."""
        return not self.due and not self.is_export_due


def plan_run(folder: DataFolder, sources: Sequence[Path] = (), *, full: bool = False) -> Plan:
    """Find out what a run has to do.

    Without `sources`, whatever lies in ``raw/`` is looked at. A `full` run, and one after a change of the parser,
    reads every source again that was ever read here. Raises SourceError for a source that is missing or no site tree,
    and where there is nothing to look at at all.
    """
    ignored: list[Skipped] = []
    paths = [path.resolve() for path in sources]
    if not paths:
        findings = find_sources(folder.raw)
        paths, ignored = [path.resolve() for path in findings.sources], findings.ignored
    records = folder.records()
    if not paths and not records:
        raise SourceError(
            f"{folder.raw} holds no release of the site: put an archive or a folder of one there, or name one"
        )
    version = parser_version()
    is_stale = any(record.parser_version != version for record in records)
    is_full = full or is_stale
    known_paths = {record.path: record for record in records}
    gone: list[SourceRecord] = []
    if is_full:
        for record in known_paths.values():
            path = Path(record.path)
            if path in paths:
                continue
            if path.exists():
                paths.append(path)
            else:
                gone.append(record)
    due: list[Due] = []
    unchanged: list[Path] = []
    for path in dict.fromkeys(paths):
        source = open_source(path)
        if is_full:
            due.append(Due(source, "full" if full else "parser changed"))
        elif _is_known(source, records):
            unchanged.append(path)
        else:
            due.append(Due(source, "changed" if str(path) in known_paths else "new"))
    has_edition = folder.latest_id() is not None
    return Plan(due, unchanged, ignored, gone, is_full, has_edition and folder.exported_id() != folder.latest_id())


def _is_known(source: Source, records: Sequence[SourceRecord]) -> bool:
    stamp = source.stamp()
    if any(record.path == str(source.path) and record.stamp == stamp for record in records):
        return True
    contents = {record.content_stamp for record in records if record.content_stamp is not None}
    return bool(contents) and source.kind == "archive" and source.content_stamp() in contents
