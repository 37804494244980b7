"""Releases compared: every kind of change planted once in five small releases, and found again in the tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from small_releases import TEXTS, at, cable, edition_of, hidden, packed, release, rows_of, run

from pipeline.chunk import SIGHTINGS, BatchResult, Sighting, from_rows
from pipeline.model import Listing
from pipeline.redaction_events import ParagraphText, paired_paragraphs, redaction_events_between, word_changes
from pipeline.release import build_release, in_order
from pipeline.schema import CHANGED_FIELDS


def five_releases():
    c = {number: cable(number) for number in range(1, 21)}
    one = release("01", *(c[n] for n in (*range(1, 11), 12, 13, 14)))
    c[2] = hidden(c[2], released="2011-03-08 18")
    first_eight, c[8] = c[8], replace(c[8], body=c[8].body.replace("missing", "lost"))
    c[9] = replace(c[9], released=at("2011-03-08 18"))
    plain_13, c[13] = c[13], hidden(c[13])
    c[14] = replace(
        c[14],
        header=c[14].header + "\nRUEHKO/AMEMBASSY TOKYO 0021",
        body=c[14].body.replace("SUBJECT: LIBRARY", "SUBJECT: LENDING LIBRARY").replace("OEXC, ", "KPAO, "),
    )
    two = release(
        "08",
        *(c[n] for n in (1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15)),
        withdrawn=((c[6], one),),
        stale_rows={c[9].published_id: at("2011-02-27 21")},
    )
    c[3] = replace(c[3], released=at("2011-03-15 10"))
    c[8], c[13] = first_eight, plain_13
    three = release("15", *(c[n] for n in (1, 2, 3, *range(6, 18))), withdrawn=((c[4], two),))
    c[7] = replace(c[7], classification="SECRET")
    c[12] = replace(c[12], created=datetime(2008, 2, 8, 9, tzinfo=UTC))
    misspelt = replace(c[10], published_id="07VIENTAINE10")
    four = release("22", *(c[n] for n in (1, 2, 3, *range(6, 19))), misspelt, withdrawn=((c[4], two),))
    c[2] = hidden(c[2], "A clerk", released="2011-03-29 12")
    five = release("29", *(c[n] for n in (1, 2, 3, *range(6, 21))), withdrawn=((c[4], two),))
    return [one, two, three, four, five]


@pytest.fixture(scope="module")
def edition(tmp_path_factory, undescribed):
    folder = tmp_path_factory.mktemp("history")
    run(folder / "data", *(packed(folder, made) for made in five_releases()))
    return edition_of(folder / "data")


def the_cable(edition, number):
    (row,) = rows_of(edition, "cables", cable_id=f"07VIENTIANE{number}")
    return row


def revisions(edition, number):
    return rows_of(edition, "revisions", cable_id=f"07VIENTIANE{number}")


def spans(edition, number):
    return [
        (row["first_release_id"], row["last_release_id"], row["changed_fields"], row["is_current"])
        for row in revisions(edition, number)
    ]


def test_the_sites_counters_are_those_of_the_releases(edition):
    counted = {
        row["release_id"]: (row["counter"], row["page_count"], row["cable_count"], row["total"])
        for row in rows_of(edition, "releases")
    }
    assert counted == {
        "2011-03-01": (13, 13, 13, 251_287),
        "2011-03-08": (14, 15, 15, 251_287),
        "2011-03-15": (15, 16, 16, 251_287),
        "2011-03-22": (17, 18, 17, 251_287),  # one of them under two ids
        "2011-03-29": (18, 19, 19, 251_287),
    }


def test_a_cable_that_never_changed_has_one_revision_over_all_releases(edition):
    assert spans(edition, 1) == [("2011-03-01", "2011-03-29", [], True)]
    row = the_cable(edition, 1)
    assert (row["revision_count"], row["body_revision_count"]) == (1, 1)
    assert (row["is_withdrawn"], row["withdrawn_after"], row["is_relisted"]) == (False, None, False)
    assert row["release_id"] == "2011-03-29"


def test_an_added_cable_begins_with_its_first_release(edition):
    assert spans(edition, 11) == [("2011-03-08", "2011-03-29", [], True)]
    assert the_cable(edition, 11)["first_released_at"] == at("2011-03-01 21")


def test_a_revised_cable_says_which_fields_changed(edition):
    assert spans(edition, 2) == [
        ("2011-03-01", "2011-03-01", [], False),
        ("2011-03-08", "2011-03-22", ["released_at", "body"], False),
        ("2011-03-29", "2011-03-29", ["released_at", "body"], True),
    ]
    row = the_cable(edition, 2)
    assert row["first_released_at"] == at("2011-03-01 21")
    assert row["first_released_evidence"] == "page"
    assert row["released_at"] == row["last_released_at"] == at("2011-03-29 12")
    assert (row["revision_count"], row["body_revision_count"]) == (3, 3)


def test_revisions_count_words_and_redactions(edition):
    first, second, third = revisions(edition, 2)
    assert [row["redaction_count"] for row in (first, second, third)] == [0, 2, 3]
    # A name of two words became one run of X, twice; then again once.
    assert first["word_count"] - second["word_count"] == 2
    assert second["word_count"] - third["word_count"] == 1


def test_a_reissue_with_the_text_unchanged_is_a_revision_of_the_same_body(edition):
    assert spans(edition, 3) == [
        ("2011-03-01", "2011-03-08", [], False),
        ("2011-03-15", "2011-03-29", ["released_at"], True),
    ]
    assert [row["body_revision"] for row in revisions(edition, 3)] == [1, 1]
    row = the_cable(edition, 3)
    assert (row["revision_count"], row["body_revision_count"]) == (2, 1)
    assert (row["first_released_at"], row["last_released_at"]) == (at("2011-03-01 21"), at("2011-03-15 10"))


def test_a_page_with_an_older_counter_is_of_a_withdrawn_cable(edition):
    row = the_cable(edition, 4)
    assert (row["is_withdrawn"], row["withdrawn_after"], row["is_relisted"]) == (True, date(2011, 3, 8), False)
    assert row["release_id"] == "2011-03-29"  # where its page still lies
    current = {
        page["release_id"]: (page["is_current"], page["is_listed"], page["counter"])
        for page in rows_of(edition, "pages", cable_id="07VIENTIANE4")
    }
    assert current["2011-03-08"] == (True, True, 14)
    assert current["2011-03-15"] == (False, False, 14)
    assert current["2011-03-29"] == (False, False, 14)


def test_a_cable_whose_page_is_gone_is_withdrawn(edition):
    row = the_cable(edition, 5)
    assert (row["is_withdrawn"], row["withdrawn_after"]) == (True, date(2011, 3, 8))
    assert (row["release_id"], row["path"]) == ("2011-03-08", "cable/2007/02/07VIENTIANE5.html")
    assert spans(edition, 5) == [("2011-03-01", "2011-03-08", [], True)]


def test_a_cable_that_came_back_is_relisted(edition):
    row = the_cable(edition, 6)
    assert (row["is_withdrawn"], row["withdrawn_after"], row["is_relisted"]) == (False, None, True)
    assert spans(edition, 6) == [("2011-03-01", "2011-03-29", [], True)]


def test_a_changed_classification_is_a_revision_of_the_cell_alone(edition):
    assert spans(edition, 7) == [
        ("2011-03-01", "2011-03-15", [], False),
        ("2011-03-22", "2011-03-29", ["classification"], True),
    ]
    assert [row["classification"] for row in revisions(edition, 7)] == ["CONFIDENTIAL", "SECRET"]
    assert the_cable(edition, 7)["classification_level"] == "SECRET"


def test_a_cable_that_returns_to_an_older_text_shows_its_first_revision(edition):
    assert spans(edition, 8) == [
        ("2011-03-01", "2011-03-29", [], True),
        ("2011-03-08", "2011-03-08", ["body"], False),
    ]
    row = the_cable(edition, 8)
    assert row["fingerprint"] == revisions(edition, 8)[0]["fingerprint"]
    (paragraph,) = rows_of(edition, "paragraphs", cable_id="07VIENTIANE8", position=2)
    assert paragraph["text"] == TEXTS[1]


def test_a_stale_row_of_a_list_is_evidence_of_an_earlier_release(edition):
    row = the_cable(edition, 9)
    assert (row["first_released_at"], row["first_released_evidence"]) == (at("2011-02-27 00"), "listing")
    assert (row["released_at"], row["last_released_at"]) == (at("2011-03-08 18"), at("2011-03-08 18"))
    dates = {row["released_date"] for row in rows_of(edition, "listings", cable_id="07VIENTIANE9")}
    assert date(2011, 2, 27) in dates


def test_a_list_of_the_same_day_is_no_better_evidence_than_the_page(edition):
    assert the_cable(edition, 1)["first_released_evidence"] == "page"
    assert the_cable(edition, 1)["first_released_at"] == at("2011-03-01 21")


def test_one_cable_under_two_ids_is_one_cable_and_a_duplicate_page(edition):
    pages = rows_of(edition, "pages", release_id="2011-03-22", cable_id="07VIENTIANE10")
    assert {(page["published_id"], page["is_duplicate"]) for page in pages} == {
        ("07VIENTIANE10", False),
        ("07VIENTAINE10", True),
    }
    assert spans(edition, 10) == [("2011-03-01", "2011-03-29", [], True)]
    assert the_cable(edition, 10)["published_id"] == "07VIENTIANE10"


def test_a_cable_whose_year_of_creation_changed_lies_in_one_year_only(edition):
    assert [(row["created_year"], row["changed_fields"]) for row in revisions(edition, 12)] == [
        (2007, []),
        (2008, ["created_at"]),
    ]
    assert the_cable(edition, 12)["created_at"].year == 2008
    positions = [row["position"] for row in rows_of(edition, "paragraphs", cable_id="07VIENTIANE12")]
    assert len(positions) == len(set(positions))


def test_changed_fields_are_told_apart(edition):
    assert spans(edition, 14)[1] == (
        "2011-03-08",
        "2011-03-29",
        ["title", "header", "addressees", "body", "subject", "tags"],
        True,
    )
    assert {field for row in rows_of(edition, "revisions") for field in row["changed_fields"]} <= set(CHANGED_FIELDS)


@pytest.mark.parametrize(
    ("number", "events"),
    [
        pytest.param(1, [], id="released once"),
        pytest.param(
            2,
            [("2011-03-08", "reissued", "2011-03-08", True), ("2011-03-29", "reissued", "2011-03-29", True)],
            id="put out again twice",
        ),
        pytest.param(3, [("2011-03-15", "reissued", "2011-03-15", True)], id="put out again as it was"),
        pytest.param(4, [("2011-03-15", "withdrawn", "2011-03-15", True)], id="withdrawn, its page left over"),
        pytest.param(5, [("2011-03-15", "withdrawn", "2011-03-15", False)], id="withdrawn with its page"),
        pytest.param(
            6,
            [("2011-03-08", "withdrawn", "2011-03-08", True), ("2011-03-15", "restored", "2011-03-15", True)],
            id="withdrawn and back",
        ),
        pytest.param(7, [], id="revised without a new release time"),
        pytest.param(
            9,
            [("2011-03-01", "reissued", "2011-03-01", True), ("2011-03-08", "reissued", "2011-03-08", True)],
            id="listed two days before the first page at hand",
        ),
    ],
)
def test_publication_events_tell_what_followed_the_first_release(edition, number, events):
    assert [
        (row["event_date"].isoformat(), row["event"], row["release_id"], row["has_page"])
        for row in rows_of(edition, "publication_events", cable_id=f"07VIENTIANE{number}")
    ] == events


def test_redaction_events_say_what_was_hidden_and_when(edition):
    events = [
        (
            row["revision"],
            row["release_id"],
            row["number"],
            row["event"],
            row["redactions_before"],
            row["redactions_after"],
            row["words_removed"],
            row["words_added"],
        )
        for row in rows_of(edition, "redaction_events", cable_id="07VIENTIANE2")
    ]
    assert events == [
        (2, "2011-03-08", 1, "hidden", 0, 1, 2, 1),
        (2, "2011-03-08", 2, "hidden", 0, 1, 2, 1),
        (3, "2011-03-29", 3, "hidden", 0, 1, 2, 1),
    ]


def test_a_text_without_a_change_of_marks_is_no_redaction_event(edition):
    assert rows_of(edition, "redaction_events", cable_id="07VIENTIANE8") == []
    assert rows_of(edition, "redaction_events", cable_id="07VIENTIANE3") == []


def test_listings_of_every_release_are_kept(edition):
    rows = rows_of(edition, "listings", axis="origin")
    counts = {name: sum(row["release_id"] == name for row in rows) for name in {row["release_id"] for row in rows}}
    assert counts == {
        "2011-03-01": 13,
        "2011-03-08": 14,
        "2011-03-15": 15,
        "2011-03-22": 17,
        "2011-03-29": 18,
    }


# --- one release -----------------------------------------------------------------------------------------------------


def seen(serial, counter, published_id=None, path=None):
    published_id = published_id or f"07VIENTIANE{serial}"
    return Sighting(
        path or f"cable/2007/02/{published_id}.html",
        f"07VIENTIANE{serial}",
        published_id,
        f"f{serial}",
        serial,
        at("2011-03-01 21"),
        counter,
    )


def listed(serial, counter):
    return Listing(
        "origin",
        "Embassy Vientiane",
        "origin/1_0.html",
        serial,
        f"07VIENTIANE{serial}",
        f"07VIENTIANE{serial}",
        None,
        date(2007, 2, 8),
        date(2011, 3, 1),
        "CONFIDENTIAL",
        "Embassy Vientiane",
        counter,
    )


def built(sightings, listings=(), release_id="2011-03-01"):
    result = BatchResult(0, from_rows(list(sightings), SIGHTINGS), list(listings), [], Counter(), None, 0, None, ())
    return build_release(release_id, date(2011, 3, 1), "name", "cablegate-20110301.tar", [result])


def flags(made, name):
    return dict(zip(made.pages["cable_id"].to_pylist(), made.pages[name].to_pylist(), strict=True))


@pytest.mark.parametrize(
    ("counters", "expected"),
    [
        ([3, 3, 2], 3),
        ([3, 2, 2], 2),  # what most pages say, though it be less
        ([3, 2], 3),  # of as many, the greater
        ([None, 2], 2),
        ([None, None], None),
        ([], None),
    ],
)
def test_the_releases_counter_is_that_of_most_pages(counters, expected):
    assert built(seen(n, counter) for n, counter in enumerate(counters, 1)).counter == expected


def test_pages_without_a_counter_are_current_where_the_lists_have_them():
    made = built([seen(1, None), seen(2, None)], [listed(1, None)])
    assert flags(made, "is_current") == {"07VIENTIANE1": True, "07VIENTIANE2": False}


def test_without_counter_and_lists_every_page_is_current():
    made = built([seen(1, None), seen(2, None)])
    assert flags(made, "is_current") == {"07VIENTIANE1": True, "07VIENTIANE2": True}
    assert flags(made, "is_listed") == {"07VIENTIANE1": False, "07VIENTIANE2": False}


def test_a_page_beyond_the_counter_is_not_current_though_it_shows_the_same_count():
    # Withdrawn when the count was 2, and left; the count has come back to 2 since.
    made = built([seen(1, 2), seen(2, 2), seen(3, 2)], [listed(1, 2), listed(2, 2)])
    assert flags(made, "is_current") == {"07VIENTIANE1": True, "07VIENTIANE2": True, "07VIENTIANE3": False}


def test_a_page_that_unfinished_lists_leave_out_is_current():
    made = built([seen(1, 3), seen(2, 3), seen(3, 3)], [listed(1, 3), listed(2, 3)])
    assert flags(made, "is_current") == {"07VIENTIANE1": True, "07VIENTIANE2": True, "07VIENTIANE3": True}


def test_a_list_left_over_from_an_earlier_release_lists_nothing():
    made = built([seen(1, 2), seen(2, 2)], [listed(1, 2), listed(2, 1)])
    assert flags(made, "is_listed") == {"07VIENTIANE1": True, "07VIENTIANE2": False}


@pytest.mark.parametrize(
    ("misspelt", "correct", "listings", "worse"),
    [
        (2, 2, (), "07VIENTAINE1"),  # both are counted: the one that needs no repair
        (2, 1, (), "07VIENTIANE1"),  # the correct one is left over from an earlier release
        (1, 2, (), "07VIENTAINE1"),
        (2, 1, ("07VIENTAINE1",), "07VIENTIANE1"),  # the lists mean the page that they spell so
        (1, 1, ("07VIENTAINE1",), "07VIENTIANE1"),
        (1, 1, ("07VIENTIANE1",), "07VIENTAINE1"),
    ],
)
def test_of_two_pages_of_a_cable_the_one_that_the_release_counts_is_used(misspelt, correct, listings, worse):
    rows = [listed(1, 2)._replace(published_id=published_id) for published_id in listings]
    made = built([seen(1, misspelt, "07VIENTAINE1"), seen(1, correct), seen(2, 2), seen(3, 2)], rows)
    is_duplicate = dict(
        zip(made.pages["published_id"].to_pylist(), made.pages["is_duplicate"].to_pylist(), strict=True)
    )
    assert [published_id for published_id, is_worse in is_duplicate.items() if is_worse] == [worse]


def test_a_page_with_an_older_counter_that_the_lists_have_is_current():
    # The copy was begun before an update of the site and ended after it.
    made = built([seen(1, 3), seen(2, 3), seen(3, 2)], [listed(1, 3), listed(3, 3)])
    assert flags(made, "is_current") == {"07VIENTIANE1": True, "07VIENTIANE2": True, "07VIENTIANE3": True}


def test_a_few_left_over_pages_give_a_release_no_counter():
    made = built([seen(1, 1), *(seen(n, None) for n in range(2, 5))])
    assert made.counter is None


def test_the_order_of_pages_does_not_matter():
    one = built([seen(1, 2), seen(2, 2), seen(3, 1)], [listed(2, 2), listed(1, 2)])
    other = built([seen(3, 1), seen(2, 2), seen(1, 2)], [listed(1, 2), listed(2, 2)])
    assert one.content_fingerprint == other.content_fingerprint
    assert one.pages.equals(other.pages)
    assert one.listings.equals(other.listings)


def test_of_two_releases_of_one_day_the_one_with_pages_left_over_from_the_other_is_the_later():
    before = built([seen(n, 3) for n in (1, 2, 3)])
    after = built([seen(1, 2), seen(2, 2), seen(3, 3)])  # one was withdrawn, and the counter fell
    for given in ([before, after], [after, before]):
        assert [made.counter for made in in_order(given)] == [3, 2]


def test_of_two_releases_of_one_day_the_one_with_the_newest_cable_is_the_later():
    late = built([seen(1, 1)._replace(released_at=at("2011-03-01 23"))])
    early = built([seen(1, 2), seen(2, 2)])
    for given in ([early, late], [late, early]):
        assert [made.counter for made in in_order(given)] == [2, 1]


def test_many_releases_of_one_day_are_in_order_as_text_too():
    ids = [made.release_id for made in in_order([built([seen(n, n)]) for n in range(1, 13)])]
    assert ids == sorted(ids)
    assert ids[-1] == "2011-03-01-12"


def test_releases_of_one_day_are_numbered_by_counter_and_keep_their_ids():
    small, large = built([seen(1, 1)]), built([seen(1, 2), seen(2, 2)])
    for given in ([small, large], [large, small], in_order([large, small])):
        ordered = in_order(given)
        assert [(made.release_id, made.counter) for made in ordered] == [("2011-03-01", 1), ("2011-03-01-02", 2)]
        assert ordered[1].pages["release_id"].to_pylist() == ["2011-03-01-02"] * 2


def test_a_release_with_a_time_of_day_follows_the_one_without():
    early, late = built([seen(1, 1)]), built([seen(1, 2), seen(2, 2)], release_id="2011-03-01T1854")
    assert [made.release_id for made in in_order([late, early])] == ["2011-03-01", "2011-03-01T1854"]


# --- two texts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("the same words", "the same words", [("equal", "the same words", "the same words")]),
        (
            "Tobias Wren said so",
            "XXXXXXXXXXXX said so",
            [("replace", "Tobias Wren", "XXXXXXXXXXXX"), ("equal", "said so", "said so")],
        ),
        ("he left", "he left early", [("equal", "he left", "he left"), ("insert", "", "early")]),
        ("he left early", "he left", [("equal", "he left", "he left"), ("delete", "early", "")]),
        (
            "line\nends  and blanks",
            "line ends and\nblanks",
            [("equal", "line ends and blanks", "line ends and blanks")],
        ),
        ("", "words", [("insert", "", "words")]),
        ("", "", []),
    ],
)
def test_texts_are_compared_word_by_word(before, after, expected):
    assert word_changes(before, after) == expected


def paragraph(position, text, redactions=0):
    return ParagraphText(position, position, text, redactions)


def test_paragraphs_are_paired_by_equal_text_first():
    before = [paragraph(1, "one"), paragraph(2, "two"), paragraph(3, "three")]
    after = [paragraph(1, "one"), paragraph(2, "three")]
    assert paired_paragraphs(before, after) == [(before[0], after[0]), (before[1], None), (before[2], after[1])]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (("He said so.", 0), ("XXXXXXXXXXXX said so.", 1), ["hidden"]),
        (("XXXXXXXXXXXX said so.", 1), ("He said so.", 0), ["restored"]),
        (("XXXX and Farr met.", 1), ("XXXX met.", 1), []),  # words went, but no mark says so
        (("XXXX and Farr met.", 1), ("XXXXXXXXXXXX met.", 1), ["hidden"]),  # one mark hides more than before
        (("He said so.", 0), ("She said so.", 0), []),
        (("He said so.", 0), ("He said so.", 0), []),
    ],
)
def test_an_event_is_a_change_of_marks(before, after, expected):
    events = redaction_events_between("07VIENTIANE1", 2, "2011-03-08", [paragraph(1, *before)], [paragraph(1, *after)])
    assert [event[6] for event in events] == expected


def test_a_paragraph_that_only_one_revision_has_is_no_event():
    assert redaction_events_between("07VIENTIANE1", 2, "2011-03-08", [], [paragraph(1, "XXXX said so.", 1)]) == []
