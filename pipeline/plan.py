"""What a run has to do, found out before anything heavy is imported: a quiet night costs a second.

A source whose stamp (sizes and times of its files) is the one remembered has not changed. Where the stamp differs, an
archive's bytes still tell whether it is the same; a folder has to be read, and its contents tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pipeline.model import SourceError
from pipeline.places import DataFolder, SourceRecord
from pipeline.sources import Skipped, Source, find_sources, open_source
from pipeline.sources.identify import moment, stamp_in
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
    records = folder.records()
    if not paths and (folder.raw.exists() or not records):  # who always names the sources needs no raw/
        findings = find_sources(folder.raw)
        paths, ignored = [path.resolve() for path in findings.sources], findings.ignored
    if not paths and not records:
        told = [f"{skip.path} is {skip.reason}" for skip in ignored if skip.reason not in ("hidden", "a README")]
        passed_over = f" ({'; '.join(told[:3])}{' ...' if told[3:] else ''})" if told else ""
        raise SourceError(
            f"{folder.raw} holds no release of the site{passed_over}: put an archive or a folder of one there, or "
            f"name one"
        )
    # By path, for a folder that is mirrored again and again has shown several releases.
    known_paths: dict[str, list[SourceRecord]] = {}
    for record in records:
        known_paths.setdefault(record.path, []).append(record)
    is_full = full or _is_stale(known_paths, paths)
    gone: list[SourceRecord] = []
    if is_full:
        for known_path, of_path in known_paths.items():
            path = Path(known_path)
            if not path.exists():
                gone += of_path
                continue
            if path not in paths:
                paths.append(path)
            if len({record.content_fingerprint for record in of_path}) > 1:
                stamp = open_source(path).stamp()
                shown = {record.content_fingerprint for record in of_path if record.stamp == stamp}
                gone += [record for record in of_path if record.content_fingerprint not in shown]
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


def _is_stale(known_paths: Mapping[str, Sequence[SourceRecord]], paths: Sequence[Path]) -> bool:
    """Whether a source that is there, or a copy of it, was last read by another version of the parser.

    What is gone stays as it was parsed: it must not make every night a full one.
    """
    version = parser_version()
    gone: list[SourceRecord] = []
    for path, of_path in known_paths.items():
        if all(record.parser_version != version for record in of_path):
            if Path(path).exists():
                return True
            gone += of_path
    return bool(gone) and any(_is_known(open_source(path), gone) for path in paths if str(path) not in known_paths)


def _is_known(source: Source, records: Sequence[SourceRecord]) -> bool:
    stamp = source.stamp()
    if any(record.path == str(source.path) and record.stamp == stamp for record in records):
        return True
    # A copy shows nothing new, unless its name dates the release earlier, or comes first in the alphabet.
    names: dict[str, list[str]] = {}
    for record in records:
        if record.content_stamp is not None:
            names.setdefault(record.content_stamp, []).append(record.name)
    if not names or source.kind != "archive":
        return False
    return any(
        name == source.name or _order(name) <= _order(source.name)
        for name in names.get(source.content_stamp() or "", ())
        if (stamp_in(name) is None) == (stamp_in(source.name) is None)
    )


def _order(name: str) -> tuple[date, str]:
    stamp = stamp_in(name)
    return (moment(stamp).date() if stamp is not None else date.min), name
