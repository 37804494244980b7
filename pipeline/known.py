"""Pages of the releases seen so far: what one of them shows need not be read, or not be parsed, again."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.chunk import SIGHTINGS
from pipeline.release import Release

MARKUP = "markup_fingerprint"


class KnownPages:
    """What pages showed so far, found by path for those who look at them again, and by markup for what they said."""

    def __init__(self) -> None:
        self._said = SIGHTINGS.empty_table()  # a markup once
        self._shown: dict[str, dict[int, str]] = {}  # by path: the content's fingerprint by that of the markup

    def __len__(self) -> int:  # paths
        return len(self._shown)

    def learn(self, release: Release) -> None:
        """Remember a release's pages, but no duplicates: of them an edition keeps nothing."""
        pages = release.pages.filter(pc.invert(release.pages["is_duplicate"])).select(SIGHTINGS.names)
        for path, markup, content in zip(
            *(pages[name].to_pylist() for name in ("path", MARKUP, "fingerprint")), strict=True
        ):
            self._shown.setdefault(path, {})[markup] = content
        is_new = pc.invert(pc.is_in(pages[MARKUP], value_set=self._said[MARKUP]))
        self._said = pa.concat_tables([self._said, pages.filter(is_new)]).combine_chunks()

    def shown_at(self, paths: Iterable[str]) -> dict[int, str]:
        """Contents that pages at these paths showed, by fingerprint: of the markup, then of the content."""
        found: dict[int, str] = {}
        for path in paths:
            if path in self._shown:
                found |= self._shown[path]
        return found

    def recall(self, glimpses: pa.Table) -> pa.Table:
        """Rows of GLIMPSES made rows of SIGHTINGS: what known markup says is added to what was seen of each page."""
        said = self._said.take(pc.index_in(glimpses[MARKUP], value_set=self._said[MARKUP]))
        for name in glimpses.column_names:
            said = said.set_column(SIGHTINGS.get_field_index(name), SIGHTINGS.field(name), glimpses[name])
        return said
