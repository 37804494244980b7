"""What a run leaves for people: made beside one another, whole or not marked as made."""

from __future__ import annotations

import csv
import re

import pytest
from small_releases import cable, packed, release

from pipeline import outputs
from pipeline.analyst import connect
from pipeline.export import export_all
from pipeline.model import CablesError
from pipeline.run import Run
from pipeline.settings import Settings

pytestmark = pytest.mark.slow  # each draws a report


def run_and_write(data, workers: int, **chosen) -> outputs.Outputs:
    packed(data.raw, release("01", cable(1), cable(2)))
    with Run(data, Settings(workers=workers, **chosen)) as run:
        for due in run.plan.due:
            run.read(due, lambda _done, _all: None)
        return outputs.write(run, run.publish())


@pytest.mark.parametrize("workers", [1, 2])
def test_exports_and_report_are_there_and_marked_with_the_edition(data, workers):
    written = run_and_write(data, workers)
    tables = sorted(path.name for path in data.exports.glob("*.csv"))
    assert written.file_count == len(tables) + 1
    assert {"cable_texts.csv", "changes.csv", "data_dictionary.csv"} <= set(tables)
    assert "07VIENTIANE" in (data.exports / "changes.csv").read_text(encoding="utf-8")
    with (data.exports / "data_dictionary.csv").open(encoding="utf-8", newline="") as file:
        described = {row["column"]: row["description"] for row in csv.DictReader(file) if row["file"] == "changes.csv"}
    assert list(described)[:2] == ["change", "cable_id"]
    assert all(described.values())
    # Whoever exports again has no list of changes, and leaves that of the run.
    with connect(data=data.path) as con:
        export_all(con, data.exports)
    assert (data.exports / "changes.csv").is_file()
    assert outputs.report_path(data).is_file()
    assert data.exported_id() == data.latest_id()
    assert [account.key for account in written.accounts] == ["nightly-summary", "nightly-quality", "nightly-changes"]


@pytest.mark.parametrize("public", [False, True])
def test_the_first_report_links_the_tables_that_are_exported_beside_it(data, public):
    run_and_write(data, 1, nightly_exports=("origin_totals", "tag_totals", "officers"), public_exports=public)
    page = outputs.report_path(data).read_text(encoding="utf-8")
    linked = set(re.findall(r'href="([^"#:]+)"', page))
    assert {"origin_totals.csv", "tag_totals.csv"} <= linked
    assert linked <= {path.name for path in data.exports.iterdir()}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_report_that_cannot_be_written_is_one_sentence_and_the_next_run_makes_it(data, workers):
    outputs.report_path(data).mkdir(parents=True)
    with pytest.raises(CablesError, match=r"the exports cannot be written to .* the next run exports it"):
        run_and_write(data, workers)
    assert data.latest_id() is not None
    assert data.exported_id() is None
    outputs.report_path(data).rmdir()
    with Run(data, Settings(workers=workers)) as run:
        outputs.write(run, run.publish())
    assert data.exported_id() == data.latest_id()


def test_once_it_has_published_a_run_holds_neither_workers_nor_what_it_read(data):
    packed(data.raw, release("01", cable(1)))
    with Run(data, Settings(workers=2)) as run:
        for due in run.plan.due:
            run.read(due, lambda _done, _all: None)
        run.publish()
        assert run.readings == []
        with pytest.raises(RuntimeError, match="after shutdown"):
            run._workers.submit(abs, -1)
