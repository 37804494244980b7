"""Views of portion marks, addressees, people, press and quality."""

from __future__ import annotations

import pytest

from tests.inline_rows import at, database, rows


def marked(cable_id, *levels):
    block = {"cable_id": cable_id, "position": 0, "kind": "heading_block", "portion_level": "SECRET"}
    return [
        block,
        *(
            {
                "cable_id": cable_id,
                "position": n,
                "kind": "paragraph",
                "number": n,
                "portion_mark": level[0] if level else None,
                "portion_level": level,
            }
            for n, level in enumerate(levels, 1)
        ),
    ]


@pytest.fixture
def con():
    levels = {"09ROME1": "CONFIDENTIAL", "09ROME2": "CONFIDENTIAL", "09ROME3": "UNCLASSIFIED", "09ROME4": "SECRET"}
    return database(
        cables=[
            {"cable_id": one, "origin": "Embassy Rome", "classification": level, "classification_level": level,
             "paragraph_count": 3 if one != "09ROME2" else 2}
            for one, level in levels.items()
        ],
        paragraphs=[
            *marked("09ROME1", "UNCLASSIFIED", "CONFIDENTIAL", "SECRET"),
            *marked("09ROME2", "UNCLASSIFIED", "UNCLASSIFIED"),
            *marked("09ROME3", "UNCLASSIFIED", "UNCLASSIFIED", None),
            *marked("09ROME4", None, None, None),
        ],
    )  # fmt: skip


def test_marks_are_set_against_the_level_of_their_cable(con):
    assert rows(
        con,
        """
        select cable_id, paragraph_count, marked_count, unclassified_count, below_count, equal_count, above_count,
            highest_level, is_wholly_unclassified
        from portion_marks
        """,
    ) == [
        ("09ROME1", 3, 3, 1, 1, 1, 1, "SECRET", False),
        ("09ROME2", 2, 2, 2, 2, 0, 0, "UNCLASSIFIED", True),
        ("09ROME3", 3, 2, 2, 0, 2, 0, "UNCLASSIFIED", False),
    ]


def test_a_classified_cable_whose_every_paragraph_is_unclassified_is_found(con):
    assert rows(con, "select cable_id, classification from wholly_unclassified_cables") == [("09ROME2", "CONFIDENTIAL")]


def test_a_year_is_told_by_level_each_cable_once():
    def cable(number, year, level, *caveats):
        return {"cable_id": f"09ROME{number}", "created_at": at(f"{year}-12-31 23"), "classification_level": level,
                "caveats": list(caveats)}  # fmt: skip

    con = database(
        cables=[
            cable(1, 2008, "SECRET", "NOFORN", "EXDIS"),
            cable(2, 2008, "SECRET"),
            cable(3, 2008, "CONFIDENTIAL"),
            cable(4, 2009, "CONFIDENTIAL", "NOFORN"),
        ]
    )
    assert rows(
        con,
        """
        select created_year::text, classification_level, cable_count, share, noforn_count
        from classification_by_year
        """,
    ) == [
        ("2008-01-01", "CONFIDENTIAL", 1, pytest.approx(1 / 3), 0),
        ("2008-01-01", "SECRET", 2, pytest.approx(2 / 3), 1),
        ("2009-01-01", "CONFIDENTIAL", 1, 1.0, 1),
    ]


def test_bodies_of_other_cables_are_found_with_the_cable_that_they_are_of():
    con = database(
        cables=[
            {"cable_id": "06OSLO12", "origin": "Embassy Oslo", "body_of": "06ROME7"},
            {"cable_id": "06OSLO13", "origin": "Embassy Oslo", "body_of": "06LIMA9"},
            {"cable_id": "06ROME7", "origin": "Embassy Rome", "created_at": at("2006-02-03 04")},
        ]
    )
    assert rows(
        con,
        "select cable_id, body_of, other_has_page, other_origin, other_created_at::date::text from misplaced_bodies",
    ) == [("06OSLO12", "06ROME7", True, "Embassy Rome", "2006-02-03"), ("06OSLO13", "06LIMA9", False, None, None)]


def test_a_paragraph_marked_above_its_cable_is_found(con):
    assert rows(con, "select cable_id, position, portion_mark, portion_level from paragraphs_above_cable") == [
        ("09ROME1", 3, "S", "SECRET")
    ]


def test_traffic_joins_posts_by_code_and_counts_a_cable_once_an_addressee():
    def line(cable_id, position, role, name, post_code=None):
        return {"cable_id": cable_id, "position": position, "role": role, "name": name, "post_code": post_code}

    con = database(
        cables=[{"cable_id": "09ROME1", "origin": "Embassy Rome"}, {"cable_id": "09ROME2", "origin": "Embassy Rome"}],
        recipients=[
            line("09ROME1", 1, "action", "AMEMBASSY OSLO", "OSLO"),
            line("09ROME1", 2, "info", "OSLO, AMEMBASSY", "OSLO"),
            line("09ROME1", 3, "info", "ALL HARBOURS COLLECTIVE"),
            line("09ROME2", 1, "info", "AMEMBASSY OSLO", "OSLO"),
        ],
    )
    assert rows(con, "from traffic") == [
        ("Embassy Rome", "OSLO", True, 2, 1, 1),
        ("Embassy Rome", "ALL HARBOURS COLLECTIVE", False, 1, 0, 1),
    ]


def test_precedence_is_counted_by_route_and_role():
    def line(position, route, role, precedence):
        return {"cable_id": "09ROME1", "position": position, "route": route, "role": role, "precedence": precedence}

    con = database(
        recipients=[
            line(1, "RUEHC", "action", "IMMEDIATE"),
            line(2, "RUEHC", "action", "IMMEDIATE"),
            line(3, "RUEHC", "action", None),
            line(4, "RUEHC", "info", "ROUTINE"),
            line(5, None, "info", "ROUTINE"),
        ]
    )
    assert rows(con, "from route_precedences") == [
        ("RUEHC", "action", "IMMEDIATE", 2, 2 / 3),
        ("RUEHC", "action", None, 1, 1 / 3),
        ("RUEHC", "info", "ROUTINE", 1, 1.0),
    ]


def test_officers_and_signers_have_their_origin_span_and_last_title():
    cables = [
        {"cable_id": "08ROME1", "origin": "Embassy Rome", "created_at": at("2008-03-01 10:00")},
        {"cable_id": "09ROME2", "origin": "Embassy Rome", "created_at": at("2009-03-01 10:00")},
        {"cable_id": "09OSLO3", "origin": "Embassy Oslo", "created_at": at("2009-04-01 10:00")},
    ]
    con = database(
        cables=cables,
        officers=[
            {"cable_id": "08ROME1", "position": 1, "name": "Ada Marlowe", "title": "Political Officer"},
            {"cable_id": "09ROME2", "position": 1, "name": "Ada Marlowe", "title": "Political Counselor"},
            {"cable_id": "09OSLO3", "position": 1, "name": "Ada Marlowe"},
        ],
        signers=[{"cable_id": one["cable_id"], "position": 1, "name": "QUILL"} for one in cables],
    )
    naive = "first_created_at at time zone 'UTC' as first_at, last_created_at at time zone 'UTC' as last_at"
    first, last, other = (one["created_at"].replace(tzinfo=None) for one in cables)
    assert rows(con, f"select origin, name, title, cable_count, {naive} from classifying_officers") == [
        ("Embassy Rome", "Ada Marlowe", "Political Counselor", 2, first, last),
        ("Embassy Oslo", "Ada Marlowe", None, 1, other, other),
    ]
    assert rows(con, f"select origin, name, cable_count, {naive} from signers_by_origin") == [
        ("Embassy Rome", "QUILL", 2, first, last),
        ("Embassy Oslo", "QUILL", 1, other, other),
    ]


def test_press_is_counted_by_host_and_by_cable():
    def article(cable_id, position, url, host, is_front_page=False):
        return {"cable_id": cable_id, "position": position, "url": url, "host": host, "is_front_page": is_front_page}

    con = database(
        cables=[{"cable_id": "09ROME1"}, {"cable_id": "09ROME2"}, {"cable_id": "09ROME3"}],
        articles=[
            article("09ROME1", 1, "http://gazette.example/a", "gazette.example"),
            article("09ROME1", 2, "http://gazette.example/b", "gazette.example"),
            article("09ROME1", 3, "nonsense", None),
            article("09ROME2", 1, "http://gazette.example/a", "gazette.example"),
            article("09ROME2", 2, "http://gazette.example/", "gazette.example", True),
            article("09ROME3", 1, "http://gazette.example", "gazette.example", True),
        ],
    )
    assert rows(con, "from article_hosts") == [("gazette.example", 2, 3, 2), (None, 1, 1, 0)]
    assert rows(con, "select cable_id, article_count, hosts from most_covered_cables") == [
        ("09ROME1", 3, ["gazette.example"]),
        ("09ROME2", 1, ["gazette.example"]),
        ("09ROME3", 0, ["gazette.example"]),
    ]


def test_rejects_are_counted_by_release_and_reason():
    con = database(
        rejects=[
            {"release_id": "2010-12-01", "path": "cable/b.html", "reason": "no_table"},
            {"release_id": "2010-12-01", "path": "cable/a.html", "reason": "no_table"},
            {"release_id": "2010-12-01", "path": "cable/c.html", "reason": "no_id"},
        ]
    )
    assert rows(con, "from reject_totals") == [
        ("2010-12-01", "no_table", 2, "cable/a.html"),
        ("2010-12-01", "no_id", 1, "cable/c.html"),
    ]


def test_posts_that_the_vocabulary_lacks_are_found_among_origins_references_and_addressees():
    con = database(
        cables=[
            {"cable_id": "09ATLANTIS1", "origin": "Embassy Atlantis"},
            {"cable_id": "09ROME1", "post_code": "ROME"},
        ],
        cable_references=[
            {"cable_id": "09ROME1", "position": 1, "target_id": "09LEMURIA12"},
            {"cable_id": "09ROME1", "position": 2, "target_id": "09OSLO12", "target_post_code": "OSLO"},
        ],
        recipients=[
            {"cable_id": "09ROME1", "position": 1, "name": "AMEMBASSY AVALON"},
            {"cable_id": "09ROME1", "position": 2, "name": "ALL HARBOURS COLLECTIVE"},
            {"cable_id": "09ROME1", "position": 3, "name": "AMEMBASSY OSLO", "post_code": "OSLO"},
        ],
    )
    assert rows(con, "from unknown_posts") == [
        ("addressee", "AMEMBASSY AVALON", 1, "09ROME1"),
        ("origin", "Embassy Atlantis", 1, "09ATLANTIS1"),
        ("reference", "LEMURIA", 1, "09ROME1"),
    ]


def test_fields_are_counted_by_release_and_apart_without_partial_extracts():
    con = database(
        cables=[
            {"cable_id": "09ROME1", "subject": "Ports", "sent_at": at("2009-01-01 10:03"), "handling": ["SIPDIS"],
             "declassification_exemption": "X1"},
            {"cable_id": "09ROME2", "subject": "Ships"},
            {"cable_id": "09ROME3", "is_partial_extract": True},
        ],
        pages=[
            {"release_id": "2010-12-01", "path": "1", "cable_id": "09ROME1"},
            {"release_id": "2010-12-04", "path": "1", "cable_id": "09ROME1"},
            {"release_id": "2010-12-04", "path": "1b", "cable_id": "09ROME1", "is_duplicate": True},
            {"release_id": "2010-12-04", "path": "2", "cable_id": "09ROME2"},
            {"release_id": "2010-12-04", "path": "3", "cable_id": "09ROME3"},
        ],
        recipients=[{"cable_id": "09ROME1", "position": 1, "role": "info"}],
        excerpts=[{"cable_id": "09ROME2", "kind": "comment"}],
        paragraphs=[{"cable_id": "09ROME3", "position": 1, "kind": "paragraph", "portion_mark": "C"}],
    )  # fmt: skip
    found = {
        field: counts
        for field, *counts in rows(
            con, "select * exclude (release_id) from field_coverage where release_id = '2010-12-04'"
        )
    }
    assert found["subject"] == [3, 2, 2 / 3, 2, 2, 1.0]
    assert found["sent_at"] == [3, 1, 1 / 3, 2, 1, 0.5]
    assert found["declassification"][1] == found["handling"][1] == found["recipients"][1] == 1
    assert found["action_addressees"][1] == found["summary"][1] == found["paragraph_numbers"][1] == 0
    assert found["comment"] == [3, 1, 1 / 3, 2, 1, 0.5]
    assert found["portion_marks"] == found["paragraphs"] == [3, 1, 1 / 3, 2, 0, 0.0]
    assert rows(
        con,
        "select cable_count, filled_count, share from field_coverage "
        "where release_id = '2010-12-01' and field = 'subject'",
    ) == [(1, 1, 1.0)]
