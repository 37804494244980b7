"""A run's steps: read what is due, publish an edition, export it. The flow in `flows/` calls them one by one.

Worker processes take as long to start as this one takes to import what it needs, so they are called first, and what is
heavy is imported only then.
"""

from __future__ import annotations

import errno
import gc
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.damage import telling_damage
from pipeline.interrupts import interrupts_as_such
from pipeline.model import CablesError
from pipeline.places import DataFolder, SourceRecord
from pipeline.plan import Due, Plan, plan_run
from pipeline.run_lock import lock
from pipeline.settings import Settings
from pipeline.version import parser_version, schema_version
from pipeline.workers import start_workers, without_pandas

if TYPE_CHECKING:
    from pipeline.edition import Published
    from pipeline.known import KnownPages
    from pipeline.reading import Progress, Reading
    from pipeline.release import Release

# What the system says where a disk, or one's share of it, is full.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def _disk_errors() -> tuple[type[Exception], ...]:
    """What a full disk, a broken one, or missing rights are called, whoever writes."""
    import duckdb

    return (OSError, duckdb.IOException, duckdb.TransactionException, duckdb.FatalException)


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Look for cycles a hundred times less often: what a run makes in masses are rows, which hold none."""
    thresholds = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


def _import_what_publishes() -> None:
    """Import what publishes, and let it learn what every view has, while workers are still starting."""
    import pipeline.edition  # noqa: F401
    from pipeline.warehouse import view_columns, views

    view_columns(views()[0].name)


class Run:
    """One run over a data folder: use as a context manager, which holds the lock, the workers and the staging folder.

    `say` is told what goes on, in words; `progress` how many pages of the source at hand are done.
    """

    def __init__(
        self,
        folder: DataFolder,
        settings: Settings,
        sources: Sequence[Path] = (),
        *,
        full: bool = False,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.folder = folder
        self.settings = settings
        self.sources = sources
        self.full = full
        self.say = say
        self.readings: list[tuple[Reading, SourceRecord]] = []
        self.plan: Plan
        self.previous_id: str | None = None  # the edition that a new one is built upon
        self._releases: list[Release] = []
        self._anew: dict[str, str] = {}  # fingerprints of releases, before and after they were identified anew
        self._known: KnownPages | None = None
        self._unlearnt: list[Release] = []
        self._open = ExitStack()
        self._workers: Executor
        self._staging = folder.processed / f".staging-{os.getpid()}"

    def __enter__(self) -> Run:
        with ExitStack() as opening:
            opening.enter_context(_collecting_rarely())
            opening.enter_context(without_pandas())
            opening.enter_context(lock(self.folder, self.settings.lock_wait_seconds))
            # In this order, so that at the end the workers go first: they write there.
            opening.callback(shutil.rmtree, self._staging, ignore_errors=True)
            self._workers = opening.enter_context(start_workers(self.settings.workers))
            from pipeline.upkeep import recover

            try:
                for done in recover(self.folder):
                    self.say(done)
            except _disk_errors() as error:
                raise CablesError(
                    f"{self.folder.processed} cannot be put in order after a run that was cut off "
                    f"({_reason(error)}): make room or see to the rights, and run again"
                ) from error
            self.plan = plan_run(self.folder, self.sources, full=self.full)
            self.previous_id = self.folder.latest_id()
            if self.previous_id is not None and not self.plan.is_full:
                self.folder.whole_edition()
            if self.plan.due:
                _import_what_publishes()
            if self.plan.due and not self._is_usable(self.previous_id):
                self.previous_id = None
            if self.plan.due and self.previous_id is not None:
                from pipeline.release import load_releases

                with self._telling_damage():
                    self._releases = load_releases(self.folder.edition(self.previous_id))
                if self.plan.gone:
                    self._identify_anew()
                if not self.plan.is_full:
                    self._unlearnt += self._releases
            self._open = opening.pop_all()
        return self

    def __exit__(self, *failure: object) -> None:
        self._open.close()

    def _telling_damage(self, *suspected: type[CablesError]) -> AbstractContextManager[None]:
        """What fails inside is told as damage to the edition that is built upon, where there is one and it has any."""
        return telling_damage(self.folder, self.previous_id, suspected) if self.previous_id else nullcontext()

    def _is_usable(self, edition_id: str | None) -> bool:
        """Whether an edition is whole and has the schema of today; if not, everything is read again without it.

        Raises CablesError where that would lose what only sources showed that are no longer there.
        """
        if edition_id is None:
            return False
        # Who asks for a full run may have been told to, for damage that does not show in sizes.
        damage = self.folder.damage(edition_id, is_thorough=self.plan.is_full)
        if damage is None and self.folder.manifest(edition_id).get("schema_version") == schema_version():
            return True
        shown = {due.source.content_stamp() for due in self.plan.due} - {None}
        lost = [record for record in self.plan.gone if record.content_stamp not in shown]  # the rest have copies
        if lost:
            raise CablesError(
                f"{damage or f'the edition {edition_id} was made by a version with other tables'}, and "
                f"{lost[0].path} no longer shows what it was made from: put that back, or begin anew in "
                f"another folder with --data"
            )
        return False

    def _identify_anew(self) -> None:
        """What cannot be read again keeps its texts; its cables have the ids that they would get today."""
        loaded, self._releases = self._releases, [release.identified_anew() for release in self._releases]
        self._anew = {
            old.content_fingerprint: new.content_fingerprint for old, new in zip(loaded, self._releases, strict=True)
        }

    def _known_pages(self) -> KnownPages:
        """The pages that were seen so far."""
        from pipeline.known import KnownPages

        if self._known is None:
            self._known = KnownPages()
        for release in self._unlearnt:
            self._known.learn(release)
        self._unlearnt.clear()
        return self._known

    def read(self, due: Due, progress: Progress) -> Reading:
        """Read one source that is due. Raises SourceError or CablesError; nothing is published by it."""
        from pipeline.reading import read_source

        source = due.source
        staging = self._staging / f"source-{len(self.readings):03}"
        shutil.rmtree(staging, ignore_errors=True)  # of a first try that failed
        # Before the reading: what changes while it goes on is found tomorrow.
        stamp, content_stamp = source.stamp(), source.content_stamp()
        try:
            reading = read_source(
                source,
                workers=self._workers,
                known=self._known_pages(),
                staging=staging,
                settings=self.settings,
                progress=progress,
            )
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            raise CablesError(
                f"what was read of {source.path} cannot be put aside in {self.folder.processed} ({_reason(error)}): "
                f"nothing is published; make room, and run again"
            ) from error
        self._unlearnt.append(reading.release)
        record = SourceRecord(
            str(source.path),
            source.name,
            source.kind,
            stamp,
            content_stamp,
            reading.release.content_fingerprint,
            parser_version(),
        )
        self.readings.append((reading, record))
        return reading

    @interrupts_as_such()
    def publish(self) -> Published | None:
        """Publish one edition of all releases seen so far; None, and no edition, where nothing new was read.

        Raises CablesError where a check fails, the disk is full or the folder cannot be written. Whatever happens,
        the last edition stays as it was.
        """
        from pipeline.edition import CheckFailedError, EditionMaker, Material
        from pipeline.upkeep import prune

        if not self.readings:
            return None
        releases, records = self._merged()
        if not self.plan.is_full and self._is_same(releases):
            try:
                self.folder.remember(records)
            except OSError as error:
                raise CablesError(
                    f"nothing is new, but {self.folder.seen} cannot be written ({_reason(error)}): make room or see to "
                    f"the rights, or every run will read the same sources again"
                ) from error
            return None
        chunks = [chunk for reading, _ in self.readings for chunk in reading.chunks]
        self._staging.mkdir(parents=True, exist_ok=True)
        maker = EditionMaker(
            self.folder,
            self.previous_id,
            Material(releases, chunks, records),
            self._staging,
            self._workers,
            self.settings.workers,
            self.say,
        )
        try:
            with self._telling_damage(CheckFailedError):
                published = maker.make()
        except _disk_errors() as error:
            shutil.rmtree(maker.target, ignore_errors=True)
            raise CablesError(
                f"the edition cannot be written to {self.folder.processed} ({_reason(error)}): nothing is "
                f"published; make room or see to the rights, and run again"
            ) from error
        except BaseException:
            shutil.rmtree(maker.target, ignore_errors=True)
            raise
        self._release()
        try:
            self.folder.seen.unlink(missing_ok=True)
            for edition_id in prune(self.folder, self.settings.keep_editions):
                self.say(f"removed the old edition {edition_id}")
        except OSError as error:  # the new one is published all the same
            self.say(f"old editions cannot be removed ({_reason(error)})")
        return published

    def _release(self) -> None:
        """Give back what only reading and publishing need: the workers, and the rows of all releases."""
        self._workers.shutdown()
        self.readings.clear()
        self._releases.clear()
        self._known = None
        self._unlearnt.clear()

    def _merged(self) -> tuple[list[Release], list[SourceRecord]]:
        """All releases, old and new, each once; and what is remembered of the sources.

        A source that shows another state under the date that it had before replaces what it showed then; two sources
        that show the same are one release, under the name that comes first in the alphabet.
        """
        remembered = [
            record._replace(content_fingerprint=self._anew.get(record.content_fingerprint, record.content_fingerprint))
            for record in (self.folder.records() if self.previous_id is not None else [])
        ]
        by_content = {release.content_fingerprint: release for release in self._releases}
        records = {(record.path, record.content_fingerprint): record for record in remembered}
        for reading, record in self.readings:
            release, new = reading.release, record.content_fingerprint
            for old in remembered:
                if old.content_fingerprint == new:
                    continue
                shown = by_content.get(old.content_fingerprint)
                of_old = [other for other in records.values() if other.content_fingerprint == old.content_fingerprint]
                if _is_untouched(old, record):  # what differs is how it is read, and so it is with its copies
                    by_content.pop(old.content_fingerprint, None)
                    for other in of_old:
                        del records[(other.path, other.content_fingerprint)]
                        records[(other.path, new)] = other._replace(content_fingerprint=new)
                elif old.path == record.path and shown is not None and shown.released_date == release.released_date:
                    if all(other.path == record.path for other in of_old):
                        del by_content[old.content_fingerprint]
                    records.pop((old.path, old.content_fingerprint), None)
            twin = by_content.get(new)
            if twin is None or (release.released_date, release.source) <= (twin.released_date, twin.source):
                by_content[new] = release
            records[(record.path, new)] = record
        return list(by_content.values()), sorted(records.values())

    def _is_same(self, releases: Sequence[Release]) -> bool:
        def identity(all_releases: Sequence[Release]) -> set[tuple[str, str, str]]:
            return {(r.released_date.isoformat(), r.source, r.content_fingerprint) for r in all_releases}

        return identity(releases) == identity(self._releases)


def _is_untouched(old: SourceRecord, new: SourceRecord) -> bool:
    if old.content_stamp is not None and new.content_stamp is not None:
        return old.content_stamp == new.content_stamp
    return (old.path, old.stamp) == (new.path, new.stamp)


def _reason(error: Exception) -> str:
    """What the system said, in a line."""
    said = error.strerror if isinstance(error, OSError) else None
    return said or " ".join(str(error).split())
