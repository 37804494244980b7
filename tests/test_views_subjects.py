"""Views of origins, countries, tags by year and kind, and the tag macros."""

from __future__ import annotations

from math import log

import pytest

from tests.inline_rows import at, database, day, rows


def cable(cable_id, origin, created, **more):
    return {
        "cable_id": cable_id,
        "origin": f"Embassy {origin}",
        "post_code": origin.upper(),
        "created_at": at(created),
        **more,
    }


def carry(cable_id, *tags):
    return [{"cable_id": cable_id, "position": n, "tag": tag} for n, tag in enumerate(tags, 1)]


CABLES = [
    cable("08ROME1", "Rome", "2008-12-31 23:30", classification_level="SECRET", caveats=["NOFORN", "NODIS"],
          redaction_count=2, word_count=500),
    cable("09ROME2", "Rome", "2009-01-01 00:30", classification_level="SECRET", caveats=["NOFORN"], word_count=300),
    cable("09ROME3", "Rome", "2009-01-15 00:30", classification_level="CONFIDENTIAL", word_count=200),
    cable("09OSLO1", "Oslo", "2009-07-01 10:00", redaction_count=1, word_count=100),
]  # fmt: skip
TAGS = [
    *carry("08ROME1", "PREL", "IT"),
    *carry("09ROME2", "PREL", "IT"),
    *carry("09ROME3", "PREL", "XZZX"),
    *carry("09OSLO1", "PREL", "IT", "NO"),
]


@pytest.fixture
def con():
    return database(
        cables=CABLES,
        cable_tags=TAGS,
        posts=[
            {"post_code": "ROME", "country": "IT", "region": "Europe"},
            {"post_code": "OSLO", "country": "NO", "region": "Europe"},
        ],
        tags=[
            {"tag": "PREL", "kind": "subject", "is_known": True},
            {"tag": "IT", "kind": "place", "is_known": True},
            {"tag": "NO", "kind": "place", "is_known": True},
            {"tag": "XZZX", "kind": "unknown", "is_known": False},
        ],
        redactions=[
            {"cable_id": "08ROME1", "position": 1, "kind": "name"},
            {"cable_id": "08ROME1", "position": 2, "kind": "name"},
            {"cable_id": "09OSLO1", "position": 1, "kind": "omission"},
        ],
    )


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Tokyo"])
def test_origins_are_counted_by_utc_month(con, zone):
    con.execute(f"set TimeZone = '{zone}'")
    assert rows(con, "from origin_months") == [
        ("Embassy Oslo", day("2009-07-01"), 1),
        ("Embassy Rome", day("2008-12-01"), 1),
        ("Embassy Rome", day("2009-01-01"), 2),
    ]


def test_each_caveat_of_an_origin_has_its_share(con):
    assert rows(con, "from origin_caveats") == [
        ("Embassy Rome", "NOFORN", 2, 2 / 3),
        ("Embassy Rome", "NODIS", 1, 1 / 3),
    ]


def test_tags_of_an_origin_are_ranked_with_ties_by_the_alphabet(con):
    assert rows(con, "from origin_tags") == [
        ("Embassy Oslo", 1, "IT", 1, 1.0),
        ("Embassy Oslo", 2, "NO", 1, 1.0),
        ("Embassy Oslo", 3, "PREL", 1, 1.0),
        ("Embassy Rome", 1, "PREL", 3, 1.0),
        ("Embassy Rome", 2, "IT", 2, 2 / 3),
        ("Embassy Rome", 3, "XZZX", 1, 1 / 3),
    ]


def test_posts_are_added_up_by_country_and_region_and_those_without_stay():
    con = database(
        cables=[*CABLES, {"cable_id": "09XX1", "origin": "Nowhere", "created_at": at("2009-01-01")}],
        posts=[
            {"post_code": "ROME", "country": "IT", "region": "Europe"},
            {"post_code": "OSLO", "country": "NO", "region": "Europe"},
        ],
    )
    assert rows(con, "select country, post_count, cable_count, share, secret_count from country_totals") == [
        ("IT", 1, 3, 0.6, 2),
        ("NO", 1, 1, 0.2, 0),
        (None, 0, 1, 0.2, 0),
    ]
    assert rows(con, "select region, post_count, cable_count, share, unclassified_count from region_totals") == [
        ("Europe", 2, 4, 0.8, 1),
        (None, 0, 1, 0.2, 1),
    ]


def test_kinds_of_tags_count_different_tags_and_cables(con):
    assert rows(con, "from tag_kind_totals") == [
        ("subject", 1, 4, 1.0),
        ("place", 2, 3, 0.75),
        ("unknown", 1, 1, 0.25),
    ]


def test_tags_are_counted_by_utc_year_with_their_share_of_it(con):
    con.execute("set TimeZone = 'Asia/Tokyo'")
    assert rows(con, "from tag_years where tag = 'IT'") == [
        ("IT", day("2008-01-01"), 1, 1.0),
        ("IT", day("2009-01-01"), 2, 2 / 3),
    ]


def test_classification_is_counted_by_origin_year_level_and_caveat(con):
    assert rows(con, "from classification_by_origin_year where origin = 'Embassy Rome'") == [
        ("Embassy Rome", day("2008-01-01"), "SECRET", "NODIS", 1),
        ("Embassy Rome", day("2008-01-01"), "SECRET", "NOFORN", 1),
        ("Embassy Rome", day("2009-01-01"), "CONFIDENTIAL", "", 1),
        ("Embassy Rome", day("2009-01-01"), "SECRET", "NOFORN", 1),
    ]


def test_pairs_below_the_callers_threshold_are_left_out(con):
    assert rows(con, "select tag_a, tag_b, cable_count from tag_pairs(minimum_count := 2)") == [("IT", "PREL", 3)]
    assert rows(con, "from tag_pairs()") == []
    assert len(rows(con, "from tag_pairs(minimum_count := 1)")) == 4


def test_neighbours_of_a_tag_come_closest_first(con):
    # Of 4 cables IT is on 3, NO on 1 of them: support 1/4, lift 1 * 4 / (1 * 3).
    found = rows(
        con, "select tag, kind, cable_count, share, jaccard, lift, npmi from tag_neighbours('IT', minimum_count := 1)"
    )
    assert found == [
        (
            "NO",
            "place",
            1,
            pytest.approx(1 / 3),
            pytest.approx(1 / 3),
            pytest.approx(4 / 3),
            pytest.approx(log(4 / 3) / log(4)),
        ),
        ("PREL", "subject", 3, 1.0, 0.75, 1.0, 0.0),
    ]
    assert rows(con, "from tag_neighbours('NOPE', minimum_count := 1)") == []


def test_neighbours_agree_with_the_pairs_of_the_whole_set(con):
    assert rows(
        con, "select tag, cable_count, jaccard, lift, npmi from tag_neighbours('PREL', minimum_count := 1) order by tag"
    ) == rows(
        con,
        """
        select if(tag_a = 'PREL', tag_b, tag_a) as tag, cable_count, jaccard, lift, npmi
        from tag_cooccurrence where 'PREL' in (tag_a, tag_b) order by tag
        """,
    )


def test_pairs_are_measured_within_their_year_and_origin(con):
    # 2009 has 3 cables: IT on 2, PREL on 3, both on 2. Rome has 3: IT on 2, PREL on 3, both on 2.
    assert rows(con, "from tag_pairs_by_year(minimum_count := 2)") == [
        (day("2009-01-01"), "IT", "PREL", 2, pytest.approx(2 / 3), pytest.approx(2 / 3), 1.0, 0.0)
    ]
    assert rows(con, "from tag_pairs_by_origin(minimum_count := 2)") == [
        ("Embassy Rome", "IT", "PREL", 2, pytest.approx(2 / 3), pytest.approx(2 / 3), 1.0, 0.0)
    ]
    assert rows(
        con, "select tag_a, tag_b, npmi from tag_pairs_by_origin(minimum_count := 1) where origin = 'Embassy Oslo'"
    ) == [
        ("IT", "NO", 1.0),
        ("IT", "PREL", 1.0),
        ("NO", "PREL", 1.0),
    ]


def test_redactions_are_counted_by_origin_tag_and_month(con):
    assert rows(con, "from redactions_by_origin") == [
        ("Embassy Rome", 3, 1, 1 / 3, 2, 2.0),
        ("Embassy Oslo", 1, 1, 1.0, 1, 10.0),
    ]
    assert rows(con, "from redactions_by_tag") == [
        ("IT", 3, 2, 2 / 3, 3),
        ("PREL", 4, 2, 0.5, 3),
        ("NO", 1, 1, 1.0, 1),
        ("XZZX", 1, 0, 0.0, 0),
    ]
    assert rows(con, "from redactions_by_month") == [
        (day("2008-12-01"), "name", 2, 1),
        (day("2009-07-01"), "omission", 1, 1),
    ]


def test_a_bodiless_origin_has_no_redactions_per_word():
    con = database(cables=[cable("09OSLO1", "Oslo", "2009-01-01")])
    assert rows(con, "select redactions_per_thousand_words from redactions_by_origin") == [(None,)]


def test_tags_that_the_vocabulary_lacks_are_listed_with_how_they_are_printed():
    con = database(
        tags=[{"tag": "PREL", "is_known": True}, {"tag": "PERL", "is_known": False, "stands_for": "PREL"}],
        cable_tags=[
            {"cable_id": "09ROME2", "position": 1, "tag": "PERL", "published_tag": "perl"},
            {"cable_id": "09ROME1", "position": 1, "tag": "PERL", "published_tag": "PERL"},
            {"cable_id": "09ROME1", "position": 2, "tag": "PREL", "published_tag": "PREL"},
            {"cable_id": "09ROME3", "position": 1, "tag": "QQQQ", "published_tag": "QQQQ"},
        ],
    )
    assert rows(con, "from unknown_tags") == [
        ("PERL", "PREL", 2, ["PERL", "perl"], "09ROME1"),
        ("QQQQ", None, 1, ["QQQQ"], "09ROME3"),
    ]
