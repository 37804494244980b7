"""Each check passes on a sound edition and returns the wrong rows of a broken one."""

from __future__ import annotations

import pytest

from pipeline import warehouse
from pipeline.schema import TABLES
from tests.inline_rows import at, database, day

pytestmark = pytest.mark.slow  # each case opens a whole edition

SOUND = {
    "releases": [{"release_id": "2010-12-01", "released_date": day("2010-12-01"), "counter": 1, "total": 1000}],
    "posts": [{"post_code": "ROME", "name": "Embassy Rome"}],
    "tags": [{"tag": "PREL"}],
    "cables": [
        {
            "cable_id": "09ROME1",
            "post_code": "ROME",
            "origin": "Embassy Rome",
            "created_at": at("2009-05-01 10:00"),
            "sent_at": at("2009-05-01 10:38"),
            "released_at": at("2010-12-01 09:00"),
            "first_released_at": at("2010-12-01 09:00"),
            "last_released_at": at("2010-12-01 09:00"),
            "paragraph_count": 1,
            "revision_count": 1,
        }
    ],
    "paragraphs": [
        {
            "cable_id": "09ROME1",
            "position": 1,
            "kind": "paragraph",
            "text": "Here XXXXX spoke.",
            "redaction_count": 1,
        },
        {"cable_id": "09ROME1", "position": 0, "kind": "heading_block", "text": "SUBJECT: PORTS"},
    ],
    "redactions": [
        {"cable_id": "09ROME1", "position": 1, "paragraph_position": 1, "start": 5, "length": 5, "text": "XXXXX"}
    ],
    "cable_tags": [{"cable_id": "09ROME1", "position": 1, "tag": "PREL"}],
    "cable_references": [
        {"cable_id": "09ROME1", "position": 1, "kind": "cable", "target_id": "09OSLO1", "is_in_edition": False},
        {"cable_id": "09ROME1", "position": 2, "kind": "email", "is_in_edition": False},
    ],
    "pages": [{"release_id": "2010-12-01", "path": "cable/1.html", "cable_id": "09ROME1", "is_current": True}],
    "revisions": [
        {
            "cable_id": "09ROME1",
            "revision": 1,
            "first_release_id": "2010-12-01",
            "last_release_id": "2010-12-01",
            "released_at": at("2010-12-01 09:00"),
            "is_current": True,
        }
    ],
}


def changed(table, **values):
    """The sound edition with other values in the first row of one table."""
    first, *rest = SOUND[table]
    return {**SOUND, table: [{**first, **values}, *rest]}


def added(table, **values):
    """The sound edition with one more row, like the first of its table but for the values."""
    return {**SOUND, table: [*SOUND[table], {**SOUND[table][0], **values}]}


def event(name, **values):
    """A row of publication_events, on the day of the sound edition's one release."""
    return {
        "cable_id": "09ROME1",
        "event": name,
        "event_date": day("2010-12-01"),
        "release_id": "2010-12-01",
        **values,
    }


def failures(tables):
    with database(**tables) as con:
        return {failure.check: failure for failure in warehouse.run_checks(con)}


def test_a_sound_edition_passes_every_check():
    assert failures(SOUND) == {}


def test_an_empty_edition_passes_every_check():
    assert failures({}) == {}


BROKEN = [
    ("created_in_span", changed("cables", created_at=at("1909-05-01 10:00"), sent_at=None), "warning"),
    ("created_in_span", changed("cables", created_at=at("2012-01-01 00:00"), sent_at=None), "warning"),
    ("released_after_created", changed("revisions", released_at=at("2009-05-01 09:00")), "warning"),
    ("first_release_is_first", changed("cables", first_released_at=at("2010-12-02 00:00")), "error"),
    ("first_release_is_first", changed("cables", last_released_at=at("2010-11-30 00:00")), "error"),
    ("released_by_the_site", changed("cables", first_released_at=at("2010-11-27 23:00")), "warning"),
    ("sent_near_created", changed("cables", sent_at=at("2009-05-04 10:00")), "warning"),
    ("origins_have_posts", changed("cables", post_code=None), "warning"),
    ("tags_stand_once", added("cable_tags", position=2), "error"),
    ("references_know_their_target", changed("cable_references", is_in_edition=True), "error"),
    ("references_know_their_target", changed("cable_references", target_id="09ROME1"), "error"),
    ("redactions_lie_where_they_say", changed("redactions", start=4), "error"),
    ("redactions_lie_where_they_say", changed("redactions", paragraph_position=2), "error"),
    ("redactions_lie_where_they_say", changed("paragraphs", redaction_count=0), "error"),
    ("paragraphs_are_counted", changed("cables", paragraph_count=2), "error"),
    ("revisions_are_numbered", changed("cables", revision_count=2), "error"),
    ("revisions_are_numbered", changed("revisions", is_current=False), "error"),
    ("revisions_are_numbered", {**SOUND, "revisions": []}, "error"),
    ("withdrawals_agree", changed("cables", is_withdrawn=True), "error"),
    ("withdrawals_agree", changed("pages", is_current=False), "error"),
    ("events_agree", changed("cables", is_relisted=True), "error"),
    ("events_agree", changed("cables", is_withdrawn=True), "error"),
    ("events_agree", {**SOUND, "publication_events": [event("withdrawn")]}, "error"),
    ("reissues_follow_releases", {**SOUND, "publication_events": [event("reissued")]}, "error"),
    (
        "reissues_follow_releases",
        {**SOUND, "publication_events": [event("reissued", event_date=day("2010-12-02"))]},
        "error",
    ),
    ("counter_is_explained", changed("releases", counter=2), "warning"),
    (
        "origins_agree_with_listings",
        {
            **SOUND,
            "listings": [
                {
                    "release_id": "2010-12-01",
                    "axis": "origin",
                    "key": "Embassy Oslo",
                    "counter": 1,
                    "cable_id": "09ROME1",
                }
            ],
        },
        "warning",
    ),
    ("cables_post_code_joins_posts", changed("cables", post_code="OSLO"), "error"),
    ("cable_tags_tag_joins_tags", changed("cable_tags", tag="XZZX"), "error"),
    ("paragraphs_cable_id_joins_cables", added("paragraphs", cable_id="09ROME2"), "error"),
    ("pages_release_id_joins_releases", added("pages", release_id="2010-12-02"), "error"),
]


@pytest.mark.parametrize(("check", "tables", "severity"), BROKEN)
def test_a_broken_edition_fails_the_check_that_is_meant_for_it(check, tables, severity):
    failed = failures(tables)
    assert check in failed
    assert failed[check].severity == severity
    assert failed[check].row_count == len(failed[check].sample) > 0


@pytest.mark.parametrize("table", list(TABLES.values()), ids=lambda table: table.name)
def test_two_rows_with_one_key_fail_the_tables_check(table):
    row = {"counter": 1} if table.name == "releases" else {}
    failed = failures({table.name: [row, row]})
    assert f"{table.name}_key_is_unique" in failed


def origin_listing(cable_id, position, counter=1):
    return {"release_id": "2010-12-01", "axis": "origin", "key": "Embassy Rome", "path": "origin/1_0.html",
            "counter": counter, "cable_id": cable_id, "position": position}  # fmt: skip


@pytest.mark.parametrize(
    ("listings", "expected"),
    [
        ([], []),
        ([origin_listing("09ROME1", 1)], []),
        ([origin_listing("09ROME1", 1), origin_listing("09ROME2", 2)], [("09ROME2", False, True)]),
        ([origin_listing("09ROME1", 1), origin_listing("09ROME2", 2, counter=0)], []),
        ([origin_listing("09ROME2", 1)], [("09ROME1", True, False), ("09ROME2", False, True)]),
    ],
    ids=["no index", "agrees", "listed without a page", "left over from before", "counted but not listed"],
)
def test_an_origin_is_compared_cable_by_cable_with_its_fresh_index_pages(listings, expected):
    failed = failures({**SOUND, "listings": listings}).get("origins_agree_with_listings")
    found = [(row["cable_id"], row["is_counted"], row["is_listed"]) for row in failed.sample] if failed else []
    assert found == expected


def test_a_running_total_that_nothing_explains_fails():
    # The view of differences is replaced by an empty one: what it explained before is now amiss.
    later = changed("cables", first_released_at=at("2010-12-02 09:00"), released_at=at("2010-12-02 09:00"),
                    last_released_at=at("2010-12-02 09:00"))  # fmt: skip
    with database(**later) as con:
        assert "counter_agrees" not in [failure.check for failure in warehouse.run_checks(con)]
        con.execute(
            "create or replace view counter_differences as "
            "select '' as release_id, '' as cable_id, 0 as difference, '' as reason where false"
        )
        assert "counter_agrees" in [failure.check for failure in warehouse.run_checks(con)]


def test_every_file_of_checks_is_broken_once_here():
    files = {path.stem for path in (warehouse.SQL_FOLDER / "checks").glob("*.sql")}
    assert files - {"counter_agrees"} <= {check for check, _, _ in BROKEN}


def test_a_failure_counts_all_wrong_rows_and_shows_the_first_errors_before_warnings():
    cables = [{"cable_id": f"09ROME{n}", "created_at": at("1909-05-01"), "revision_count": 0} for n in range(1, 101)]
    with database(cables=cables) as con:
        failed = warehouse.run_checks(con)
    spans = next(failure for failure in failed if failure.check == "created_in_span")
    assert spans.row_count == 100
    assert len(spans.sample) == warehouse.SAMPLE_ROWS
    assert spans.sample[0]["cable_id"] == "09ROME1"
    assert [failure.severity for failure in failed] == sorted(failure.severity for failure in failed)
