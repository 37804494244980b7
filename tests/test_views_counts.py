"""Views that count cables by creation, origin, tag and classification, and the text put together again."""

from __future__ import annotations

from math import log

import pytest

from tests.inline_rows import at, database, day, rows

CABLES = [
    {
        "cable_id": "09ROME1",
        "origin": "Embassy Rome",
        "post_code": "ROME",
        "created_at": at("2009-01-31 23:00"),
        "first_released_at": at("2010-11-28 18:00"),
        "last_released_at": at("2010-12-04 18:00"),
        "classification": "SECRET//NOFORN",
        "classification_level": "SECRET",
        "caveats": ["NOFORN"],
    },
    {
        "cable_id": "09ROME2",
        "origin": "Embassy Rome",
        "post_code": "ROME",
        "created_at": at("2009-03-01 00:00"),
        "first_released_at": at("2010-12-01 18:00"),
        "last_released_at": at("2010-12-01 18:00"),
        "classification": "CONFIDENTIAL",
        "classification_level": "CONFIDENTIAL",
        "is_withdrawn": True,
    },
    {
        "cable_id": "09OSLO7",
        "origin": "Embassy Oslo",
        "created_at": at("2009-03-01 05:00"),
        "first_released_at": at("2010-12-01 18:00"),
        "last_released_at": at("2010-12-01 18:00"),
        "classification": "CONFIDENTIAL",
        "classification_level": "CONFIDENTIAL",
    },
]


def carry(cable_id, *tags):
    return [{"cable_id": cable_id, "position": n, "tag": tag} for n, tag in enumerate(tags, 1)]


@pytest.fixture
def con():
    return database(
        cables=CABLES,
        posts=[{"post_code": "ROME", "name": "Embassy Rome", "country": "IT", "region": "Europe"}],
        tags=[
            {"tag": "PREL", "kind": "subject", "meaning": "External political relations", "is_known": True},
            {"tag": "IT", "kind": "place", "country": "IT", "is_known": True},
        ],
        cable_tags=[
            *carry("09ROME1", "PREL", "IT"),
            *carry("09ROME2", "PREL", "IT", "XZZX"),
            *carry("09OSLO7", "PREL"),
        ],
    )


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Auckland"])
def test_creation_is_counted_by_utc_month_with_empty_months_in_between(con, zone):
    con.execute(f"set TimeZone = '{zone}'")
    assert rows(con, "from created_counts_monthly") == [
        (day("2009-01-01"), 1, 1),
        (day("2009-02-01"), 0, 1),
        (day("2009-03-01"), 2, 3),
    ]
    assert rows(con, "from created_counts_daily") == [(day("2009-01-31"), 1), (day("2009-03-01"), 2)]
    assert rows(con, "from created_counts_yearly") == [(day("2009-01-01"), 3, 3)]


def test_an_origin_has_its_share_span_and_classification_mix(con):
    assert rows(
        con,
        """
        select origin, post_code, country, region, cable_count, share, first_created_at at time zone 'UTC',
            last_released_at at time zone 'UTC', unclassified_count, confidential_count, secret_count, noforn_count,
            withdrawn_count
        from origin_totals
        """,
    ) == [
        (
            "Embassy Rome", "ROME", "IT", "Europe", 2, 2 / 3, at("2009-01-31 23:00").replace(tzinfo=None),
            at("2010-12-04 18:00").replace(tzinfo=None), 0, 1, 1, 1, 1,
        ),
        (
            "Embassy Oslo", None, None, None, 1, 1 / 3, at("2009-03-01 05:00").replace(tzinfo=None),
            at("2010-12-01 18:00").replace(tzinfo=None), 0, 1, 0, 0, 0,
        ),
    ]  # fmt: skip


def test_a_tag_is_counted_once_a_cable_and_stays_where_the_vocabulary_lacks_it(con):
    assert rows(con, "select tag, kind, meaning, is_known, cable_count, share from tag_totals") == [
        ("PREL", "subject", "External political relations", True, 3, 1.0),
        ("IT", "place", None, True, 2, 2 / 3),
        ("XZZX", None, None, None, 1, 1 / 3),
    ]


def test_classifications_are_counted_as_published_with_level_and_caveats_apart(con):
    assert rows(
        con,
        "select classification, classification_level, caveats, cable_count, share, withdrawn_count "
        "from classification_totals",
    ) == [
        ("CONFIDENTIAL", "CONFIDENTIAL", [], 2, 2 / 3, 1),
        ("SECRET//NOFORN", "SECRET", ["NOFORN"], 1, 1 / 3, 0),
    ]


def test_a_pair_of_tags_has_count_support_jaccard_lift_and_normalised_pmi(con):
    # Of 3 cables, PREL is on 3, IT on 2, XZZX on 1; IT and XZZX are together on 1: lift 1 * 3 / (2 * 1).
    assert rows(con, "from tag_cooccurrence") == [
        ("IT", "PREL", 2, pytest.approx(2 / 3), pytest.approx(2 / 3), pytest.approx(1.0), pytest.approx(0.0)),
        (
            "IT",
            "XZZX",
            1,
            pytest.approx(1 / 3),
            pytest.approx(1 / 2),
            pytest.approx(1.5),
            pytest.approx(log(1.5) / log(3)),
        ),
        ("PREL", "XZZX", 1, pytest.approx(1 / 3), pytest.approx(1 / 3), pytest.approx(1.0), pytest.approx(0.0)),
    ]


def test_tags_that_are_never_apart_have_a_normalised_pmi_of_one():
    con = database(cables=CABLES[:1], cable_tags=carry("09ROME1", "PREL", "IT"))
    assert rows(con, "select support, jaccard, lift, npmi from tag_cooccurrence") == [(1.0, 1.0, 1.0, 1.0)]


def test_a_body_is_put_together_in_order_with_headings_numbers_and_marks():
    con = database(
        paragraphs=[
            {"cable_id": "09ROME1", "position": 2, "kind": "paragraph", "number": 2, "heading": "A HARBOUR",
             "text": "The port is calm.", "word_count": 4},
            {"cable_id": "09ROME1", "position": 0, "kind": "heading_block", "text": "SUBJECT: PORTS", "word_count": 2},
            {"cable_id": "09ROME1", "position": 1, "kind": "paragraph", "number": 1, "portion_mark": "C/NF",
             "text": "XXXXXXX spoke.", "word_count": 2, "redaction_count": 1},
            {"cable_id": "09ROME1", "position": 3, "kind": "closing", "text": "MARLOWE", "word_count": 1},
        ]
    )  # fmt: skip
    assert rows(con, "from cable_texts") == [
        (
            "09ROME1",
            "SUBJECT: PORTS\n\n1. (C/NF) XXXXXXX spoke.\n\nA HARBOUR\n2. The port is calm.\n\nMARLOWE",
            9,
            1,
        )
    ]


def test_views_of_an_edition_without_a_cable_are_empty_and_not_wrong():
    con = database()
    for name in ("created_counts_monthly", "origin_totals", "tag_totals", "tag_cooccurrence", "classification_totals"):
        assert rows(con, f"from {name}") == []
    assert rows(con, "select count(*) from release_counts_daily where released_date is not null") == [(0,)]
