"""A source read into a release: its pages go to the workers in batches, and what they saw comes together again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from pipeline.chunk import GLIMPSES, NOTHING_SEEN, Batch, BatchResult
from pipeline.known import KnownPages
from pipeline.model import CablesError, Reject, SourceError
from pipeline.release import Release, build_release
from pipeline.sources import FolderSource, Source, page_kind, release_date
from pipeline.sources.site import misnamed
from pipeline.workers import run_all

if TYPE_CHECKING:  # workers import this module, and have no use for what reads settings
    from pipeline.settings import Settings

# A file among the pages that is not named as they are may still be one, such as 09PORTVALE12.html.gz; a README is none.
PAGE_LIKE = re.compile(r"\.html?|/\d\d[A-Z][^/]*$", re.IGNORECASE)
STRAYS_ALLOWED = 10  # files that are no pages by any look, however few pages there are

Progress = Callable[[int, int | None], None]  # pages done, pages in all where that is known


class Reading(NamedTuple):
    """A release as read, the chunks that hold what was new in it, and how many pages had to be parsed."""

    release: Release
    chunks: list[tuple[str, tuple[int, ...]]]  # file of the chunk, creation years in it
    parsed_count: int


def _no_progress(_done: int, _all: int | None) -> None:
    return


def _batches(source: Source, known: KnownPages, staging: Path, settings: Settings) -> Iterator[Batch]:
    def batch(root: str, pages: Iterable[tuple[str, bytes | None]], number: int) -> Batch:
        kept = tuple(pages)
        return Batch(
            root,
            kept,
            known.shown_at(path for path, _ in kept),
            str(staging / f"chunk-{number:05}.arrows"),
        )

    if isinstance(source, FolderSource):
        listing = source.listing()
        paths = listing.cable_paths + listing.index_paths
        # Pages seen before are hardly more than looked at.
        size = settings.batch_pages * (2 if known else 1)
        for number, start in enumerate(range(0, len(paths), size)):
            yield batch(str(listing.root), ((path, None) for path in paths[start : start + size]), number)
    else:
        for number, pages in enumerate(source.batches(settings.batch_bytes)):
            yield batch("", ((page.path, page.data) for page in pages if page_kind(page.path) != "home"), number)


def _extract(batch: Batch) -> BatchResult:
    """The task of a worker process, which has what parses at hand: who hands it out need not import it."""
    from pipeline.extract import extract_batch

    return extract_batch(batch)


def _passed_over(source: Source) -> BatchResult:
    """What a source passed over among its pages, such as names that are not UTF-8, as rejects: none goes in silence."""
    rejects = [Reject(skip.path, "unreadable_file", skip.reason) for skip in source.skipped]
    return NOTHING_SEEN._replace(page_count=len(rejects), rejects=rejects)


def _is_stray(reject: Reject) -> bool:
    return reject.detail == misnamed(reject.path)


def _counted(rejects: list[Reject]) -> list[Reject]:
    """The rejects that count against a source: all, but for a few files that are no pages by any look."""
    counted = [reject for reject in rejects if not _is_stray(reject) or PAGE_LIKE.search(reject.path)]
    return counted if len(rejects) - len(counted) <= STRAYS_ALLOWED else rejects


def _refuse_too_many(source: Source, rejects: list[Reject], page_count: int, share: float) -> None:
    if len(rejects) <= share * (page_count + len(rejects)):
        return
    strays = [reject for reject in rejects if _is_stray(reject)]
    is_of_names = 2 * len(strays) > len(rejects)
    first = (strays if is_of_names else rejects)[0]
    raise CablesError(
        f"{source.path}: {len(rejects):,} of {page_count + len(rejects):,} pages cannot be read, more than the "
        f"{share:.1%} allowed{', most of them for their names' if is_of_names else ''} (the first: {first.path}, "
        f"{first.reason}, {first.detail}); nothing is published: "
        f"{'unpack, rename or remove them' if is_of_names else 'repair the source'}, or raise "
        f"CABLES_MAX_REJECT_SHARE if it is right"
    )


def read_source(
    source: Source,
    *,
    workers: Executor,
    known: KnownPages,
    staging: Path,
    settings: Settings,
    progress: Progress = _no_progress,
) -> Reading:
    """Read one source whole. Nothing is published; chunks lie in `staging`, which must not exist yet.

    Raises SourceError where the source is damaged or no site tree, and CablesError where more than the set share of
    its pages cannot be read: then it is the source, or our reading of it, that is wrong.
    """
    staging.mkdir(parents=True)
    total = (
        len(source.listing().cable_paths + source.listing().index_paths) if isinstance(source, FolderSource) else None
    )
    results: list[BatchResult] = []
    done = 0
    for result in run_all(workers, _extract, _batches(source, known, staging, settings), settings.workers * 2):
        results.append(result)
        done += result.page_count
        progress(done, total)
    glimpses = pa.concat_tables([GLIMPSES.empty_table(), *(result.glimpses for result in results)])
    results += [_passed_over(source), NOTHING_SEEN._replace(sightings=known.recall(glimpses))]
    page_count = sum(result.sightings.num_rows for result in results)
    rejects = [reject for result in results for reject in result.rejects]
    if page_count == 0 and not rejects:
        raise SourceError(f"{source.path}: is not a site tree: it has no page named cable/YYYY/MM/ID.html")
    _refuse_too_many(source, _counted(rejects), page_count, settings.max_reject_share)
    newest = max((result.newest_release for result in results if result.newest_release is not None), default=None)
    dated = release_date(source.name, newest, folder=source.root)
    release_id = dated.date.isoformat() + (dated.time.strftime("T%H%M") if dated.time is not None else "")
    release = build_release(release_id, dated.date, dated.evidence, source.name, results)
    chunks = [(result.chunk, result.years) for result in results if result.chunk is not None]
    return Reading(release, chunks, sum(result.parsed_count for result in results))
