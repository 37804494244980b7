"""What the last edition had and was checked and measured then: a later run does not do it again."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from small_releases import cable, edition_of, hidden, packed, release, run

import pipeline.edition
import pipeline.extract
from pipeline import warehouse
from pipeline.model import CablesError

pytestmark = pytest.mark.slow  # each case makes several editions


def test_what_did_not_change_is_neither_checked_nor_measured_again(data, monkeypatch):
    checked: list[str] = []
    measured: list[str] = []
    run_check, measure = pipeline.edition.warehouse.run_check, pipeline.edition.codebook._measure

    def noted(con, check):
        checked.append(check.name)
        return run_check(con, check)

    def seen(con, relation, *arguments):
        measured.append(relation.name)
        return measure(con, relation, *arguments)

    monkeypatch.setattr(pipeline.edition.warehouse, "run_check", noted)
    monkeypatch.setattr(pipeline.edition.codebook, "_measure", seen)

    def run_and_note(*sources, **options):
        checked.clear()
        measured.clear()
        run(data, *sources, **options)
        return set(checked), set(measured)

    packed(data.raw, release("01", cable(1), cable(2)))
    every = {check.name for check in pipeline.edition.warehouse.checks()}
    first_checked, first_measured = run_and_note()
    assert first_checked == every
    assert {"cables", "recipients", "tag_totals"} <= first_measured

    packed(data.raw, release("08", cable(1), hidden(cable(2), released="2011-03-08 18")))
    then_checked, then_measured = run_and_note()
    assert {"recipients_key_is_unique", "cable_tags_tag_joins_tags"} <= first_checked - then_checked
    # Parents that only gain keys leave nobody without one; that `cables` has them all, its revisions say.
    assert "recipients_cable_id_joins_cables" in first_checked - then_checked
    assert {"revisions_cable_id_joins_cables", "paragraphs_cable_id_joins_cables"} <= then_checked
    assert {"cables_key_is_unique", "paragraphs_are_counted", "redactions_lie_where_they_say"} <= then_checked
    warnings = {check.name for check in pipeline.edition.warehouse.checks() if check.severity == "warning"}
    assert warnings <= then_checked
    assert first_measured - then_measured >= {"recipients", "posts"}
    assert {"cables", "paragraphs", "tag_totals"} <= then_measured
    # The figures that were taken over are those that measuring would give.
    grown = {name: (edition_of(data) / name).read_text() for name in ("codebook.md", "codebook.json")}
    shutil.rmtree(data.processed)
    assert run_and_note()[0] == every
    made = {name: (edition_of(data) / name).read_text() for name in grown}
    assert [text.splitlines()[1:] for text in grown.values()] == [text.splitlines()[1:] for text in made.values()]

    # Another check, and another way of measuring: nothing is taken on trust.
    packed(data.raw, release("15", cable(1), cable(2), cable(3)))
    monkeypatch.setattr(pipeline.edition.warehouse, "checks_version", lambda: "other checks")
    monkeypatch.setattr(pipeline.edition.codebook, "_version", lambda: "other figures")
    last_checked, last_measured = run_and_note()
    assert (last_checked, last_measured) == (every, first_measured)

    # The same release with a cable less, put in its place: rows of any table may be left without their cable.
    packed(data.raw, release("15", cable(1), cable(2)))
    assert {"articles_cable_id_joins_cables", "recipients_cable_id_joins_cables"} <= run_and_note()[0]


@pytest.mark.parametrize(
    "other",
    [
        {"severity": "warning"},
        {"reads": ("cables", "posts")},
        {"is_of_contents": True},
        {"sql": "select 1"},
        {"parent": "tags"},
    ],
)
def test_the_version_of_the_checks_tells_all_that_decides_what_they_find(other, monkeypatch):
    first, *others = warehouse.checks()
    version = warehouse.checks_version()
    assert version == warehouse.checks_version()
    monkeypatch.setattr(warehouse, "checks", lambda: [replace(first, **other), *others])
    assert warehouse.checks_version() != version


def test_of_a_later_release_new_contents_are_checked(data, undescribed, monkeypatch):
    packed(data.raw, release("01", cable(1), hidden(cable(2))))
    run(data)
    first = edition_of(data)
    packed(data.raw, release("08", cable(1), hidden(cable(2)), hidden(cable(3))))
    add = pipeline.extract.ChunkBuilder.add

    def shifted(builder, parsed):
        moved = [redaction._replace(start=redaction.start + 1) for redaction in parsed.redactions]
        add(builder, replace(parsed, redactions=moved))

    with monkeypatch.context() as patched:
        patched.setattr(pipeline.extract.ChunkBuilder, "add", shifted)
        with pytest.raises(CablesError, match=r"redactions_lie_where_they_say finds 2 wrong rows.*07VIENTIANE3 "):
            run(data)
    assert edition_of(data) == first
    run(data)
    assert edition_of(data) != first
