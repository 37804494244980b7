"""Views of references: edges, degrees, components, what is missing, posts that cite posts, and serial numbers."""

from __future__ import annotations

import random

import pytest

from tests.inline_rows import at, database, rows

IDS = ("09OSLO1", "09OSLO2", "09ROME1", "09ROME2", "09ROME3", "09PARIS9")
CABLES = [
    {
        "cable_id": cable_id,
        "origin": f"Embassy {cable_id[2:-1].title()}",
        "post_code": cable_id[2:-1],
        "subject": f"About {cable_id}",
        "created_at": at(f"2009-0{n}-01 10:00"),
    }
    for n, cable_id in enumerate(IDS, 1)
]


def cites(source, *targets):
    return [
        {
            "cable_id": source,
            "position": n,
            "kind": "cable",
            "target_id": target,
            "target_post_code": target[2:-1],
            "year": 2009,
            "is_in_edition": target in IDS,
        }
        for n, target in enumerate(targets, 1)
    ]


REFERENCES = [
    *cites("09ROME1", "09OSLO1", "09LIMA7"),
    *cites("09ROME2", "09OSLO1", "09ROME1", "09LIMA7"),
    *cites("09OSLO2", "09LIMA7", "09LIMA8"),
    *cites("09ROME3", "09PARIS9"),
    {"cable_id": "09ROME3", "position": 2, "kind": "email", "target_id": None},
]


@pytest.fixture
def con():
    return database(cables=CABLES, cable_references=REFERENCES)


def test_an_edge_joins_two_cables_of_the_edition_once(con):
    con.execute(
        "insert into cable_references select * replace (9 as position) "
        "from cable_references where target_id = '09PARIS9'"
    )
    assert rows(con, "select source_id, target_id, source_origin, target_origin from citations") == [
        ("09ROME1", "09OSLO1", "Embassy Rome", "Embassy Oslo"),
        ("09ROME2", "09OSLO1", "Embassy Rome", "Embassy Oslo"),
        ("09ROME2", "09ROME1", "Embassy Rome", "Embassy Rome"),
        ("09ROME3", "09PARIS9", "Embassy Rome", "Embassy Paris"),
    ]


def test_degrees_count_what_a_cable_cites_here_or_not_and_what_cites_it(con):
    assert rows(con, "select cable_id, cited_count, cited_here_count, citing_count from citation_degrees") == [
        ("09OSLO1", 0, 0, 2),
        ("09PARIS9", 0, 0, 1),
        ("09ROME1", 2, 1, 1),
        ("09OSLO2", 2, 0, 0),
        ("09ROME2", 3, 2, 0),
        ("09ROME3", 1, 1, 0),
    ]


def test_components_hang_together_by_citations_in_either_direction(con):
    assert rows(con, "from citation_components") == [
        ("09OSLO1", "09OSLO1", 3),
        ("09ROME1", "09OSLO1", 3),
        ("09ROME2", "09OSLO1", 3),
        ("09PARIS9", "09PARIS9", 2),
        ("09ROME3", "09PARIS9", 2),
    ]


def test_components_are_those_of_union_find_on_chains_stars_and_chance():
    ids = [f"09ROME{n:03d}" for n in range(300)]
    chance = random.Random(7)
    edges = [(ids[n], ids[n + 1]) for n in range(60)]
    edges += [(ids[100], ids[n]) for n in range(101, 120)]
    edges += [tuple(chance.sample(ids[150:], 2)) for _ in range(90)]
    leader = {one: one for one in ids}

    def find(one):
        while leader[one] != one:
            one = leader[one]
        return one

    for one, other in edges:
        low, high = sorted((find(one), find(other)))
        leader[high] = low
    linked = {one for edge in edges for one in edge}
    con = database(
        cable_references=[
            {"cable_id": one, "position": n, "target_id": other, "is_in_edition": True}
            for n, (one, other) in enumerate(edges)
        ]
    )
    found = dict(rows(con, "select cable_id, component_id from citation_components"))
    assert found == {one: find(one) for one in linked}


def test_missing_references_say_how_often_by_whom_and_when_they_are_cited(con):
    assert rows(
        con,
        "select target_id, target_post_code, year, citing_count, citing_origin_count, first_citing_id "
        "from missing_references",
    ) == [
        ("09LIMA7", "LIMA", 2009, 3, 2, "09OSLO2"),
        ("09LIMA8", "LIMA", 2009, 1, 1, "09OSLO2"),
    ]


def test_posts_cite_posts_and_their_own(con):
    assert rows(con, "from origin_citations") == [
        ("Embassy Oslo", "LIMA", 2, 0, 1, False),
        ("Embassy Rome", "LIMA", 2, 0, 2, False),
        ("Embassy Rome", "OSLO", 2, 2, 2, False),
        ("Embassy Rome", "PARIS", 1, 1, 1, False),
        ("Embassy Rome", "ROME", 1, 1, 1, True),
    ]


def test_a_total_is_estimated_from_the_serials_of_a_post_and_year():
    con = database(
        cables=[
            {"cable_id": cable_id}
            for cable_id in ("09ROME60", "09ROME20", "09ROME40", "66OSLO5", "09SECTION", "10ROME0")
        ],
        cable_references=[
            {"cable_id": "09ROME60", "position": 1, "target_id": "09ROME99"},
            {"cable_id": "09ROME60", "position": 2, "target_id": "66OSLO3"},
        ],
    )
    # Three serials up to 60: 60 + 60/3 - 1 = 79; one serial, 5: 5 + 5 - 1 = 9, at most 5 / 0.05.
    assert rows(
        con,
        """
        select station, year, cable_count, highest_serial, estimated_count, lower_bound, upper_bound,
            highest_cited_serial, estimated_share
        from estimated_traffic
        """,
    ) == [
        ("OSLO", 1966, 1, 5, 9.0, 5, pytest.approx(100.0), 3, pytest.approx(1 / 9)),
        ("ROME", 2009, 3, 60, 79.0, 60, pytest.approx(60 / 0.05 ** (1 / 3)), 99, pytest.approx(3 / 79)),
    ]
