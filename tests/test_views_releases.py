"""Views of releases and of what changed between them, on a history that can be worked out by hand.

Four cables over three releases, whose counters are 2, 2 and 3:

| cable | 28 Nov | 1 Dec | 4 Dec |
| --- | --- | --- | --- |
| A | counted | counted, put out again on 1 Dec | counted |
| B | counted | left over with the stamp of 28 Nov | counted again |
| C | | counted, dated 30 Nov | gone |
| D | | | counted, dated 1 Dec: after the release of that day was made |
"""

from __future__ import annotations

import pytest

from pipeline import warehouse
from pipeline.history import SQL
from tests.inline_rows import at, database, day, rows

RELEASES = [
    {"release_id": "2010-11-28", "released_date": day("2010-11-28"), "counter": 2, "total": 1000},
    {"release_id": "2010-12-01", "released_date": day("2010-12-01"), "counter": 2, "total": 1000},
    {"release_id": "2010-12-04", "released_date": day("2010-12-04"), "counter": 3, "total": 1000},
]


def page(release_id, cable_id, is_current=True, **more):
    return {
        "release_id": release_id,
        "cable_id": cable_id,
        "path": f"cable/{cable_id}.html",
        "is_current": is_current,
        **more,
    }


PAGES = [
    page("2010-11-28", "09ROME1"),
    page("2010-11-28", "09ROME2"),
    page("2010-12-01", "09ROME1"),
    page("2010-12-01", "09ROME2", is_current=False),
    page("2010-12-01", "09ROME3"),
    page("2010-12-04", "09ROME1"),
    page("2010-12-04", "09ROME2"),
    page("2010-12-04", "09ROME4"),
]


def cable(cable_id, first, last=None, **more):
    return {
        "cable_id": cable_id,
        "created_at": at("2009-05-01 10:00"),
        "first_released_at": at(first),
        "released_at": at(last or first),
        "last_released_at": at(last or first),
        **more,
    }


CABLES = [
    cable("09ROME1", "2010-11-28 18:00", "2010-12-01 09:00", revision_count=2),
    cable("09ROME2", "2010-11-28 18:00", is_relisted=True, revision_count=1),
    cable("09ROME3", "2010-11-30 12:00", is_withdrawn=True, withdrawn_after=day("2010-12-01"), revision_count=1),
    cable("09ROME4", "2010-12-01 21:00", revision_count=1),
]
REVISIONS = [
    {
        "cable_id": "09ROME1",
        "revision": 1,
        "first_release_id": "2010-11-28",
        "last_release_id": "2010-11-28",
        "released_at": at("2010-11-28 18:00"),
        "word_count": 100,
    },
    {
        "cable_id": "09ROME1",
        "revision": 2,
        "body_revision": 2,
        "first_release_id": "2010-12-01",
        "last_release_id": "2010-12-04",
        "released_at": at("2010-12-01 09:00"),
        "word_count": 90,
        "redaction_count": 3,
        "changed_fields": ["released_at", "body"],
        "is_current": True,
    },
    {
        "cable_id": "09ROME2",
        "revision": 1,
        "first_release_id": "2010-11-28",
        "last_release_id": "2010-12-04",
        "released_at": at("2010-11-28 18:00"),
        "is_current": True,
    },
    {
        "cable_id": "09ROME3",
        "revision": 1,
        "first_release_id": "2010-12-01",
        "last_release_id": "2010-12-01",
        "released_at": at("2010-11-30 12:00"),
        "is_current": True,
    },
    {
        "cable_id": "09ROME4",
        "revision": 1,
        "first_release_id": "2010-12-04",
        "last_release_id": "2010-12-04",
        "released_at": at("2010-12-01 21:00"),
        "is_current": True,
    },
]


def compared(**tables):
    """The database of these rows, with the events that comparing its releases gives."""
    con = database(**tables)
    con.execute(
        """
        create view ordered_releases as
        select
            *,
            row_number() over (order by released_date, release_id)::int as release_order,
            false as is_listed_mostly,
        from releases
        """
    )
    placed = "inner join ordered_releases using (release_id) select release_order, cable_id"
    of_pages, of_listings = f"from pages {placed}, is_current", f"from listings {placed}"
    fresh = "where listings.counter is null or listings.counter = ordered_releases.counter"
    observed = (SQL / "observations.sql").read_text()
    # The names that it reads are those of stored tables too, with other columns.
    con.execute(
        f"""
        create table observations as
        with pages as ({of_pages.replace("from pages", "from main.pages")}),
            fresh_listings as (select distinct * from ({of_listings} {fresh}))
        from ({observed})
        """
    )
    con.execute("insert into publication_events by name " + (SQL / "publication_events.sql").read_text())
    return con


@pytest.fixture
def con():
    return compared(releases=RELEASES, pages=PAGES, cables=CABLES, revisions=REVISIONS)


def test_a_cable_is_withdrawn_by_the_first_release_that_no_longer_counts_it(con):
    assert rows(con, "select cable_id, release_id, event, has_page from release_events") == [
        ("09ROME2", "2010-12-01", "withdrawn", True),
        ("09ROME2", "2010-12-04", "restored", True),
        ("09ROME3", "2010-12-04", "withdrawn", False),
    ]


def test_a_page_that_is_left_over_when_first_seen_counts_as_withdrawn_then():
    con = compared(releases=RELEASES[:1], pages=[page("2010-11-28", "09ROME1", is_current=False)])
    assert rows(con, "select cable_id, release_id, event from release_events") == [
        ("09ROME1", "2010-11-28", "withdrawn")
    ]


def test_a_release_without_a_counter_withdraws_nothing():
    dump = {"release_id": "2011-09-02", "released_date": day("2011-09-02"), "counter": None}
    con = compared(releases=[*RELEASES[:1], dump], pages=[page("2010-11-28", "09ROME1"), page("2011-09-02", "09ROME2")])
    assert rows(con, "from release_events") == []


def test_every_day_of_the_span_has_its_first_releases_reissues_withdrawals_and_running_total(con):
    assert rows(
        con,
        """
        select released_date::varchar, first_release_count, reissue_count, withdrawal_count, restoration_count,
            running_total, running_share, site_counter
        from release_counts_daily
        """,
    ) == [
        ("2010-11-28", 2, 0, 0, 0, 2, 0.002, 2),
        ("2010-11-29", 0, 0, 0, 0, 2, 0.002, None),
        ("2010-11-30", 1, 0, 0, 0, 3, 0.003, None),
        ("2010-12-01", 1, 1, 1, 0, 3, 0.003, 2),
        ("2010-12-02", 0, 0, 0, 0, 3, 0.003, None),
        ("2010-12-03", 0, 0, 0, 0, 3, 0.003, None),
        ("2010-12-04", 0, 0, 1, 1, 3, 0.003, 3),
    ]


def test_days_are_utc_days_in_a_session_of_another_time_zone(con):
    before = rows(con, "select released_date::varchar, first_release_count from release_counts_daily")
    con.execute("set TimeZone = 'Pacific/Auckland'")
    assert rows(con, "select released_date::varchar, first_release_count from release_counts_daily") == before


def test_months_and_years_add_the_days_up_and_keep_the_last_running_total(con):
    assert rows(con, "select * exclude (running_share) from release_counts_monthly") == [
        (day("2010-11-01"), 3, 0, 0, 0, 3),
        (day("2010-12-01"), 1, 1, 2, 1, 3),
    ]
    assert rows(con, "select * exclude (running_share) from release_counts_yearly") == [
        (day("2010-01-01"), 4, 1, 2, 1, 3)
    ]


def test_a_cable_dated_on_the_day_of_a_release_that_lacks_it_explains_the_counter(con):
    assert rows(con, "select release_id, cable_id, difference, reason from counter_differences") == [
        ("2010-12-01", "09ROME4", 1, "released_later_that_day")
    ]


def test_running_total_less_the_explained_differences_is_every_counter(con):
    failed = [failure.check for failure in warehouse.run_checks(con)]
    assert "counter_agrees" not in failed
    assert "counter_is_explained" not in failed


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {"cables": [*CABLES[:3], cable("09ROME4", "2010-11-29 21:00")]},
            [("2010-12-01", "09ROME4", 1, "dated_earlier")],
            id="dated before a release that lacks it",
        ),
        pytest.param(
            {"cables": [*CABLES[:3], cable("09ROME4", "2010-12-05 01:00")]},
            [("2010-12-04", "09ROME4", -1, "dated_later")],
            id="dated after the release that shows it",
        ),
        pytest.param(
            {
                "cables": [*CABLES, cable("66ROME5", "2010-12-02 00:00")],
                "releases": [*RELEASES, {"release_id": "2011-09-02", "released_date": day("2011-09-02")}],
                "pages": [*PAGES, page("2011-09-02", "66ROME5")],
            },
            [("2010-12-01", "09ROME4", 1, "released_later_that_day"), ("2010-12-04", "66ROME5", 1, "only_elsewhere")],
            id="only in a source without a counter",
        ),
        pytest.param(
            {
                "pages": [*PAGES, page("2010-12-04", "09ROME4", path="cable/twin.html", is_duplicate=True)],
                "releases": [*RELEASES[:2], {**RELEASES[2], "counter": 4}],
            },
            [("2010-12-01", "09ROME4", 1, "released_later_that_day"), ("2010-12-04", "09ROME4", -1, "second_page")],
            id="two pages of one cable",
        ),
        pytest.param(
            {
                "releases": [*RELEASES[:2], {**RELEASES[2], "counter": 4}],
                "listings": [
                    {"release_id": "2010-12-04", "cable_id": "09ROME9", "counter": 4, "position": 1},
                    {"release_id": "2010-12-04", "cable_id": "09ROME8", "counter": 3, "position": 2},
                ],
            },
            [("2010-12-01", "09ROME4", 1, "released_later_that_day"), ("2010-12-04", "09ROME9", -1, "page_missing")],
            id="listed and counted without a page; a left-over listing says nothing",
        ),
        pytest.param(
            {"releases": [*RELEASES[:2], {**RELEASES[2], "counter": 7}]},
            [("2010-12-01", "09ROME4", 1, "released_later_that_day"), ("2010-12-04", None, -3, "unexplained")],
            id="counted more than there is, of which one is known",
        ),
    ],
)
def test_each_difference_from_a_counter_has_its_reason(changes, expected):
    given = {"releases": RELEASES, "pages": PAGES, "cables": CABLES, "revisions": REVISIONS, **changes}
    con = compared(**given)
    assert rows(con, "from counter_differences") == expected
    failed = [failure.check for failure in warehouse.run_checks(con)]
    assert "counter_agrees" not in failed
    assert ("counter_is_explained" in failed) == any(reason == "unexplained" for *_, reason in expected)


def test_a_release_adds_revises_withdraws_and_restores(con):
    assert rows(
        con,
        """
        select release_id, counter, current_count, added_count, revised_count, body_revised_count, reissued_count,
            withdrawn_count, restored_count
        from release_changes
        """,
    ) == [
        ("2010-11-28", 2, 2, 2, 0, 0, 0, 0, 0),
        ("2010-12-01", 2, 2, 1, 1, 1, 1, 1, 0),
        ("2010-12-04", 3, 3, 1, 0, 0, 0, 1, 1),
    ]


def test_a_time_that_goes_back_is_no_reissue():
    times = [at("2010-12-02 10"), at("2010-12-01 10"), at("2010-12-03 10")]
    given = [
        {"cable_id": "09ROME1", "revision": n, "released_at": time, "changed_fields": ["released_at"],
         "first_release_id": release["release_id"]}
        for n, (time, release) in enumerate(zip(times, RELEASES, strict=True), 1)
    ]  # fmt: skip
    con = compared(releases=RELEASES, pages=PAGES, cables=CABLES, revisions=given)
    counts = "select release_id, reissued_count, set_back_count from release_changes"
    assert rows(con, counts) == [("2010-11-28", 0, 0), ("2010-12-01", 0, 1), ("2010-12-04", 1, 0)]


def test_a_withdrawal_names_its_release_and_the_one_that_restored_the_cable(con):
    assert rows(
        con,
        """
        select cable_id, withdrawn_release_id, withdrawn_date::varchar, has_page, restored_release_id,
            restored_date::varchar
        from withdrawn_cables
        """,
    ) == [
        ("09ROME2", "2010-12-01", "2010-12-01", True, "2010-12-04", "2010-12-04"),
        ("09ROME3", "2010-12-04", "2010-12-04", False, None, None),
    ]


def test_a_later_revision_is_set_against_the_one_before(con):
    assert rows(
        con,
        """
        select cable_id, revision, first_release_id, shown_date::varchar, is_reissue, changed_fields, has_new_body,
            words_before, word_count, redactions_before, redaction_count, redactions_added
        from revision_log
        """,
    ) == [("09ROME1", 2, "2010-12-01", "2010-12-01", True, ["released_at", "body"], True, 100, 90, 0, 3, 3)]


def test_lag_is_counted_in_utc_days_from_creation_to_first_release(con):
    con.execute("set TimeZone = 'Asia/Tokyo'")
    # 1 May 2009 to 28 November 2010 is 576 days; the re-issue came three days later.
    assert rows(con, "select cable_id, lag_days, reissue_lag_days from release_lag") == [
        ("09ROME1", 576, 3),
        ("09ROME2", 576, 0),
        ("09ROME3", 578, 0),
        ("09ROME4", 579, 0),
    ]
    assert rows(con, "from release_lag_yearly") == [(day("2009-01-01"), 4, 576, 577.0, 579)]


def test_each_release_says_what_it_hid_and_what_it_opened():
    events = [
        {"cable_id": "09ROME1", "revision": 2, "position": 1, "event": "hidden", "words_removed": 7, "words_added": 1},
        {"cable_id": "09ROME1", "revision": 2, "position": 2, "event": "hidden", "words_removed": 3},
        {"cable_id": "09ROME2", "revision": 2, "position": 1, "event": "restored", "words_added": 4},
    ]
    con = database(releases=RELEASES[:2], redaction_events=[{**event, "release_id": "2010-12-01"} for event in events])
    assert rows(con, "select * exclude (released_date) from redactions_by_release") == [
        ("2010-11-28", 0, 0, 0, 0, 0, 0),
        ("2010-12-01", 1, 2, 10, 1, 1, 4),
    ]


def listed(cable_id, axis="origin", **more):
    return {"release_id": "2010-11-28", "axis": axis, "key": "K", "cable_id": cable_id, "counter": 2, **more}


@pytest.mark.parametrize(
    ("listing", "expected"),
    [
        pytest.param(listed("09ROME1"), [], id="nothing said, nothing different"),
        pytest.param(
            listed("09ROME1", released_date=day("2010-11-27"), counter=1),
            [("origin", "09ROME1", "released_date", "2010-11-27", "2010-11-28", True)],
            id="an older date on an index page that is left over",
        ),
        pytest.param(
            listed("09ROME1", created_date=day("2009-05-02")),
            [("origin", "09ROME1", "created_date", "2009-05-02", "2009-05-01", False)],
            id="another creation",
        ),
        pytest.param(
            listed("09ROME1", classification="SECRET", origin="Embassy Oslo"),
            [
                ("origin", "09ROME1", "classification", "SECRET", "CONFIDENTIAL", False),
                ("origin", "09ROME1", "origin", "Embassy Oslo", "Embassy Rome", False),
            ],
            id="another classification and origin",
        ),
    ],
)
def test_a_listing_differs_from_the_page_of_its_release(listing, expected):
    con = database(
        releases=RELEASES[:1],
        cables=[cable("09ROME1", "2010-11-28 18:00", classification="CONFIDENTIAL", origin="Embassy Rome")],
        pages=[page("2010-11-28", "09ROME1", released_at=at("2010-11-28 18:00"))],
        listings=[listing],
    )
    assert rows(con, "select * exclude (release_id) from listing_differences") == expected


def test_what_is_listed_without_a_page_or_counted_without_a_listing_is_a_difference():
    con = database(
        releases=RELEASES[:1],
        cables=[cable("09ROME1", "2010-11-28 18:00"), cable("09ROME2", "2010-11-28 18:00")],
        pages=[page("2010-11-28", "09ROME1"), page("2010-11-28", "09ROME2", is_current=False)],
        listings=[listed("09OSLO9"), listed("09ROME1", axis="tag", key="PREL")],
    )
    assert rows(con, "select axis, cable_id, difference, is_left_over from listing_differences") == [
        ("origin", "09OSLO9", "page_missing", False),
        ("origin", "09ROME1", "not_listed", None),
    ]


def test_an_older_page_of_a_revised_cable_is_not_held_against_what_the_newest_says():
    con = database(
        releases=RELEASES[:1],
        cables=[cable("09ROME1", "2010-11-28 18:00", classification="SECRET", fingerprint="new")],
        pages=[page("2010-11-28", "09ROME1", fingerprint="old", released_at=at("2010-11-28 18:00"))],
        listings=[listed("09ROME1", classification="CONFIDENTIAL")],
    )
    assert rows(con, "from listing_differences") == []
