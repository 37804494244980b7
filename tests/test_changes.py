"""What changed: between two editions, and between two revisions of a cable."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_releases import cable, hidden, packed, release, run

from pipeline.changes import (
    CHANGE_KINDS,
    changes_between,
    compared_editions,
    count_changes,
    deepened_count,
    describe_revision,
    diff_cable,
    revisions_of,
)
from pipeline.model import CablesError
from pipeline.places import DataFolder
from pipeline.upkeep import prune


@pytest.fixture(scope="module")
def nights(tmp_path_factory, undescribed):
    """Four nights, a release each: hidden and shown again, withdrawn and restored."""
    folder = DataFolder(tmp_path_factory.mktemp("nights") / "data")
    c = {number: cable(number) for number in range(1, 6)}
    one = release("01", c[1], c[2], c[3])
    changed = replace(hidden(c[1]), classification="SECRET", articles=("http://www.example.org/tea",))
    two = release("08", changed, c[2], c[3], c[4], c[5])
    three = release("15", c[1], c[2], c[4], cable(6), withdrawn=((c[3], one), (c[5], two)))
    four = release("22", c[1], c[2], c[3], c[4], cable(6), withdrawn=((c[5], two),))
    for made in (one, two, three, four):
        run(folder, packed(folder.raw, made))
    return folder


def changes_of(folder, since=None, edition=None):
    return changes_between(*compared_editions(folder, since, edition))


def told(changes):
    return [(row["change"], row["cable_id"], row["changed_fields"]) for row in changes.to_pylist()]


def test_everything_is_new_in_the_first_edition(nights):
    first = nights.editions / nights.edition_ids()[0]
    assert told(changes_between(None, first)) == [("added", f"07VIENTIANE{number}", []) for number in (1, 2, 3)]


def test_each_night_says_what_it_added_revised_withdrew_and_restored(nights):
    ids = nights.edition_ids()
    assert told(changes_of(nights, edition=ids[0])) == [("added", f"07VIENTIANE{number}", []) for number in (1, 2, 3)]
    assert told(changes_of(nights, edition=ids[1])) == [
        ("added", "07VIENTIANE4", []),
        ("added", "07VIENTIANE5", []),
        ("revised", "07VIENTIANE1", ["classification", "articles", "body"]),
    ]
    assert told(changes_of(nights, edition=ids[2])) == [
        ("added", "07VIENTIANE6", []),
        # Back to its first text: what changed is told against the text of the night before.
        ("revised", "07VIENTIANE1", ["classification", "articles", "body"]),
        ("withdrawn", "07VIENTIANE3", []),
        ("withdrawn", "07VIENTIANE5", []),
    ]
    assert told(changes_of(nights)) == [("restored", "07VIENTIANE3", [])]


def test_an_older_release_that_comes_later_deepens_the_history_and_changes_no_state(tmp_path, undescribed):
    folder = DataFolder(tmp_path / "late")
    for made in (release("08", cable(1, released="2011-03-08 18"), cable(2)), release("01", cable(1), cable(2))):
        run(folder, packed(folder.raw, made))
    before, after = compared_editions(folder)
    changes = changes_between(before, after)
    assert (changes.num_rows, deepened_count(before, after, changes)) == (0, 1)
    assert deepened_count(None, after, changes) == 0


def test_changes_since_an_earlier_edition_are_told_against_that_one(nights):
    ids = nights.edition_ids()
    assert told(changes_of(nights, since=ids[0])) == [
        ("added", "07VIENTIANE4", []),
        ("added", "07VIENTIANE5", []),
        ("added", "07VIENTIANE6", []),
        ("withdrawn", "07VIENTIANE5", []),
    ]
    assert told(changes_of(nights, since=ids[-1])) == []


def test_a_later_edition_against_an_earlier_one_names_what_was_removed(nights):
    ids = nights.edition_ids()
    assert [row[:2] for row in told(changes_of(nights, since=ids[3], edition=ids[1]))] == [
        ("removed", "07VIENTIANE6"),
        ("restored", "07VIENTIANE5"),
        ("revised", "07VIENTIANE1"),
    ]


def test_changes_name_origin_subject_and_release(nights):
    (row,) = changes_of(nights).to_pylist()
    assert (row["origin"], row["subject"], row["classification"], row["release_id"]) == (
        "Embassy Vientiane",
        "LIBRARY EXCHANGE, PART 3",
        "CONFIDENTIAL",
        "2011-03-22",
    )


def test_changes_are_counted_by_kind(nights):
    assert count_changes(changes_of(nights, edition=nights.edition_ids()[2])) == {
        "added": 1,
        "revised": 1,
        "withdrawn": 2,
        "restored": 0,
        "removed": 0,
    }
    assert tuple(count_changes(changes_of(nights))) == CHANGE_KINDS


@pytest.mark.parametrize("names", [{"since": "20010101T000000Z"}, {"edition": "20010101T000000Z"}, {"since": "soon"}])
def test_an_edition_that_is_not_there_is_named_with_those_that_are(nights, names):
    with pytest.raises(CablesError, match=rf"there is no edition \S+ in .*{nights.latest_id()}"):
        changes_of(nights, **names)


def test_an_edition_whose_forerunner_is_gone_asks_for_another(data, tables_only):
    for day in ("01", "08"):
        packed(data.raw, release(day, cable(1), *([cable(2)] if day == "08" else [])))
        run(data)
    first, second = data.edition_ids()
    assert prune(data, 1) == [first]
    with pytest.raises(CablesError, match=rf"the edition {first}, from which {second} was made, is no longer kept"):
        changes_of(data)


# --- two revisions ---------------------------------------------------------------------------------------------------


def changed_words(diff):
    return [
        (paragraph.number, [change for change in paragraph.changes if change[0] != "equal"])
        for paragraph in diff.paragraphs
        if paragraph.is_changed
    ]


def test_a_diff_shows_fields_and_words(nights):
    diff = diff_cable(nights.edition(), "07VIENTIANE1")
    fields = {name: (old, new) for name, old, new in diff.fields}
    assert fields["classification"] == ("CONFIDENTIAL", "SECRET")
    assert fields["articles"] == ("", "http://www.example.org/tea")
    assert fields["redaction_count"] == ("0", "2")
    assert {"fingerprint", "subject", "cable_tags"}.isdisjoint(fields)
    assert changed_words(diff) == [
        (1, [("replace", "Tobias Wren", "XXXXXXXXXXXX")]),
        (2, [("replace", "Tobias Wren", "XXXXXXXXXXXX")]),
    ]


def test_a_diff_of_a_superseded_and_the_current_revision_works_both_ways(nights):
    forwards = diff_cable(nights.edition(), "07VIENTIANE1", 1, 2)
    backwards = diff_cable(nights.edition(), "07VIENTIANE1", 2, 1)
    assert (forwards.before["is_current"], forwards.after["is_current"]) == (True, False)
    assert (backwards.before, backwards.after) == (forwards.after, forwards.before)
    assert [(name, new, old) for name, old, new in backwards.fields] == forwards.fields
    assert changed_words(backwards)[0] == (1, [("replace", "XXXXXXXXXXXX", "Tobias Wren")])


def test_a_diff_of_a_revision_with_itself_is_empty(nights):
    diff = diff_cable(nights.edition(), "07VIENTIANE1", 2, 2)
    assert (diff.fields, changed_words(diff)) == ([], [])


@pytest.mark.parametrize(
    ("cable_id", "before", "after", "message"),
    [
        ("07VIENTIANE9", None, None, "there is no cable 07VIENTIANE9 in the edition"),
        ("07VIENTIANE2", None, None, "07VIENTIANE2 was never revised"),
        ("07VIENTIANE1", 0, None, "07VIENTIANE1 has revisions 1 to 2, not 0"),
        ("07VIENTIANE1", 1, 3, "07VIENTIANE1 has revisions 1 to 2, not 3"),
        ("07VIENTIANE1", None, 1, "07VIENTIANE1 has no revision before its first"),
    ],
)
def test_what_cannot_be_compared_is_said(nights, cable_id, before, after, message):
    with pytest.raises(CablesError, match=message):
        diff_cable(nights.edition(), cable_id, before, after)


def test_a_revision_is_described_in_a_line(nights):
    first, second = revisions_of(nights.edition(), "07VIENTIANE1")
    assert describe_revision(first).startswith(
        "revision 1, shown by 2011-03-01 to 2011-03-22, released 2011-03-01 21:00, "
    )
    assert describe_revision(second).endswith("2 redactions")


def test_each_edition_remembers_what_it_knew(nights):
    first = nights.editions / nights.edition_ids()[0]
    assert len(revisions_of(first, "07VIENTIANE1")) == 1
    with pytest.raises(CablesError, match="was never revised"):
        diff_cable(first, "07VIENTIANE1")
