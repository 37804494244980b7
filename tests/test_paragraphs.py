"""Numbers, marks, headings, banners and closings of the paragraphs of a body."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.parse.excerpts import comment
from pipeline.parse.paragraphs import WORD, paragraphs, split, words_of
from pipeline.parse.text import plain

HEAD = (
    "C O N F I D E N T I A L OSTERBURG 000417\n\nTAGS: PREL\nSUBJECT: FERRIES\n\nClassified By: DCM Holt, 1.4 (b).\n\n"
)
SEED = Path(__file__).resolve().parents[2] / "shared" / "seed" / "cable-page-as-text.txt"


def short(body):
    return [(part.number, part.portion_mark, part.heading, part.text) for part in paragraphs(HEAD + body)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "¶1. (C) One sailed.\n\n¶2. (SBU) Two sailed.",
            [(1, "C", None, "One sailed."), (2, "SBU", None, "Two sailed.")],
        ),
        ("<a id='par1' href='#par1'>¶</a>1. (C/NF) One&#x000A;sailed.", [(1, "C/NF", None, "One\nsailed.")]),
        (
            "1.(U) On July 6 one sailed.\n2.(U) Two sailed.",
            [(1, "U", None, "On July 6 one sailed."), (2, "U", None, "Two sailed.")],
        ),
        ("1) (U) One sailed.\n\n2) (U) Two sailed.", [(1, "U", None, "One sailed."), (2, "U", None, "Two sailed.")]),
        ("1, (U) One sailed.\n¶2. (U) Two sailed.", [(1, "U", None, "One sailed."), (2, "U", None, "Two sailed.")]),
        ("(C) 1. One sailed.\n\n(C) 2. Two sailed.", [(1, "C", None, "One sailed."), (2, "C", None, "Two sailed.")]),
        ("3. (SBU) Only an extract.", [(3, "SBU", None, "Only an extract.")]),
        (
            "¶1. Without a mark.\n\n¶2. Again without.",
            [(1, None, None, "Without a mark."), (2, None, None, "Again without.")],
        ),
        (
            "1. Without a mark.\n\n2. Again without.",
            [(1, None, None, "Without a mark."), (2, None, None, "Again without.")],
        ),
        ("¶1. (C)\n\nSummary: It sailed.", [(1, "C", None, "Summary: It sailed.")]),
        ("¶4.(SBU). Poloff asked.", [(4, "SBU", None, "Poloff asked.")]),
        ("¶7. C) The mark lost its first half.", [(7, "C", None, "The mark lost its first half.")]),
        ("¶7. (C The mark lost its second half.", [(7, "C", None, "The mark lost its second half.")]),
        ("¶1. (S//REL TO USA,\nFVEY) Wrapped.", [(1, "S//REL TO USA, FVEY", None, "Wrapped.")]),
        (
            "¶1. (S//REL TO USA, AUS, CAN, GBR, NZL, NOR, DEU, FRA) One.\n\n¶2. (C) Two.",
            [(1, "S//REL TO USA, AUS, CAN, GBR, NZL, NOR, DEU, FRA", None, "One."), (2, "C", None, "Two.")],
        ),
        (
            "1. (S/REL NORWAY, SWEDEN, DENMARK, FINLAND,\nICELAND, AND LATVIA) One.\n\n2. (C) Two.",
            [(1, "S/REL NORWAY, SWEDEN, DENMARK, FINLAND, ICELAND, AND LATVIA", None, "One."), (2, "C", None, "Two.")],
        ),
        (
            "1. (C) One ruling. 2. (C) Another, on the same line.",
            [(1, "C", None, "One ruling."), (2, "C", None, "Another, on the same line.")],
        ),
        ("(S) Poloff saw two ferries sail.", [(None, "S", None, "Poloff saw two ferries sail.")]),
        (
            "¶1.       (SBU)  One sailed.\n\n¶2.       (C)  Two sailed.",
            [(1, "SBU", None, "One sailed."), (2, "C", None, "Two sailed.")],
        ),
        (
            "1.       (SBU)  One sailed.\n\n2.       (C)  Two sailed.",
            [(1, "SBU", None, "One sailed."), (2, "C", None, "Two sailed.")],
        ),
        ("1- (C) One sailed.\n\n2- (U) Two sailed.", [(1, "C", None, "One sailed."), (2, "U", None, "Two sailed.")]),
        ("1: (C) One sailed.\n\n2: (U) Two sailed.", [(1, "C", None, "One sailed."), (2, "U", None, "Two sailed.")]),
        ("1. (C) Sold were:\n2- Two ropes.\n3: Sails.", [(1, "C", None, "Sold were:\n2- Two ropes.\n3: Sails.")]),
    ],
)
def test_numbers_and_portion_marks_are_read_in_every_form(body, expected):
    assert short(body) == expected


@pytest.mark.parametrize(
    ("mark", "level", "caveats"),
    [
        ("C", "CONFIDENTIAL", ()),
        ("S/NF", "SECRET", ("NOFORN",)),
        ("C-NF", "CONFIDENTIAL", ("NOFORN",)),
        ("S//NF", "SECRET", ("NOFORN",)),
        ("C/REL UK", "CONFIDENTIAL", ("REL UK",)),
        ("U//FOUO", "UNCLASSIFIED", ("FOR OFFICIAL USE ONLY",)),
    ],
)
def test_a_portion_mark_is_split_into_level_and_caveats(mark, level, caveats):
    (paragraph,) = paragraphs(f"{HEAD}¶1. ({mark}) It sailed.")
    assert (paragraph.portion_mark, paragraph.portion_level, paragraph.portion_caveats) == (mark, level, caveats)
    assert paragraph.text == "It sailed."


@pytest.mark.parametrize(
    "inner",
    ["U.S.", "Iran", "Economic", "China", "see below", "sailing for Norway, Sweden, Denmark, Finland, and Latvia"],
)
def test_other_words_in_parentheses_are_no_portion_mark(inner):
    assert short(f"¶1. ({inner}) It sailed.") == [(1, None, None, f"({inner}) It sailed.")]


def test_a_mark_for_the_entire_text_leaves_the_other_paragraphs_without_one():
    body = "TAGS: PFOR\n\n1. (LOU - ENTIRE TEXT.)\n2. THE FERRY SAILED.\n3. COMMENT: AT LAST.\nHOLT"
    assert short(body) == [
        (1, "LOU - ENTIRE TEXT.", None, ""),
        (2, None, None, "THE FERRY SAILED."),
        (3, None, None, "COMMENT: AT LAST."),
    ]


def test_a_body_whose_line_ends_were_lost_has_its_numbered_paragraphs():
    body = (
        "CONFIDENTIAL OSTERBURG 4170 E.O. 11652: GDS TAGS: PFOR SUBJ: LAMPS IN THE HARBOR REF: ROME 12 1. THE LAMPS OF "
        "THE HARBOR WERE LIT ON MAY 3. NOBODY SAW THEM. 2. THE CHIEF LAMPLIGHTER ASKED FOR 12. 3 WERE GIVEN. 3. "
        "COMMENT: IT IS DARK. HOLT"
    )
    found = paragraphs(body)
    assert [part.number for part in found] == [1, 2, 3]
    assert found[1].text == "THE CHIEF LAMPLIGHTER ASKED FOR 12. 3 WERE GIVEN."


@pytest.mark.parametrize(
    ("between", "found"),
    [
        ("It sank. 2. ( C) It was raised.", [(2, "C", "It was raised.")]),
        ("It sank.\n(2) (C) It was raised.", [(2, "C", "It was raised.")]),
        ("It sank.\n\n(2. (C) It was raised.", [(2, "C", "It was raised.")]),
        ("It was raised by XXXXXXXXXXXX2. (C) It sank.", [(2, "C", "It sank.")]),
        ("It sank. 2. It was raised.", [(2, None, "It was raised.")]),
        ("It sank. 2. it was raised.", []),
        ("It sank in 2. It was raised.", []),
        ("It sank. 4. It was raised.", []),
    ],
)
def test_a_number_that_is_missing_is_looked_for_inside_the_lines(between, found):
    body = f"1. (C) It sailed. {between}\n\n3. (C) It sailed again."
    assert [row[:2] + row[3:] for row in short(body)[1:-1]] == found
    assert short(body)[-1][0] == 3


@pytest.mark.parametrize(
    ("address", "signed"),
    [
        ("Visit Osterburg's classified website at:\nwww.state.sgov.gov/p/eur/osterburg.", "\nHOLT"),
        ("Visit Osterburg's Classified Website: (http://www.state.sgov.gov/p/eur/osterburg/)", " HOLT"),
    ],
)
def test_a_numbered_paragraph_may_be_nothing_but_the_address_of_the_post_s_site(address, signed):
    body = f"{HEAD}1. (C) It sailed.\n\n2. (C) Comment: It sank.\n\n3. (U) {address}{signed}"
    parts = split(body)
    assert [(part.number, part.portion_mark, part.text) for part in parts[-2:]] == [
        (3, "U", address),
        (None, None, "HOLT"),
    ]
    assert comment(body) == "It sank."


def test_behind_a_number_that_was_hidden_the_next_marked_one_is_found():
    body = "1. (C) It sailed. XXXXXXXXXXXX3. (C) It sank.\n\n4. (C) It was raised."
    assert [row[0] for row in short(body)] == [1, 3, 4]


def test_a_mark_under_a_title_that_bears_one_is_read():
    assert short("(C) The Ferry\n\n(C) It sailed twice.\n\n(U) It is back.") == [
        (None, "C", "(C) The Ferry", "It sailed twice."),
        (None, "U", None, "It is back."),
    ]


def test_a_mark_below_its_number_is_read_once():
    assert short("1.\n(C) The ferry sailed.") == [(1, "C", None, "The ferry sailed.")]


def test_a_number_that_comes_twice_begins_a_paragraph_each_time():
    body = "1. (C) A ferry.\n\n2. (C) A second:\n1. (U) by land\n\n2. (C) A third.\n\n3. (C) End."
    assert [row[0] for row in short(body)] == [1, 2, 1, 2, 3]


def test_a_last_paragraph_that_hangs_on_the_line_of_the_one_before_is_found():
    assert [row[::3] for row in short("¶1. (C) It sailed.\n\n¶2. (C) It sank. 3. (C) It was raised.\nHOLT")] == [
        (1, "It sailed."),
        (2, "It sank."),
        (3, "It was raised."),
    ]


@pytest.mark.parametrize(
    ("before", "heading"),
    [
        ("It sank.", None),
        ("It sank. END NOTE", None),
        ("It sank. The Pier Again", "The Pier Again"),
        ("It sank. END NOTE) THE PIER AGAIN", "THE PIER AGAIN"),
        ("It sank. Osterburg ) Ropes Were Sold", "Osterburg ) Ropes Were Sold"),
        ("It sank. The Pier: “Ropes for All”", "The Pier: “Ropes for All”"),
        ("It sank. Recommendation", "Recommendation"),
        ("He came from the U.S. Lines of Nordhavn.", None),
        ("He said: “They Sank.”", None),
    ],
)
def test_a_title_in_the_line_before_a_number_is_the_heading_of_its_paragraph(before, heading):
    text = before.removesuffix(heading).strip() if heading else before
    assert short(f"¶1. (C) One sailed.\n\n¶2. (U) {before} 3. (SBU) It was raised.\n\n(U) It is dry.\n\nHOLT") == [
        (1, "C", None, "One sailed."),
        (2, "U", None, text),
        (3, "SBU", heading, "It was raised."),
        (None, "U", None, "It is dry."),
    ]


@pytest.mark.parametrize(
    "before", ["as he had said in para", "as the U.S. Navy Said in para", "It sank. He had said so in"]
)
def test_a_number_inside_a_sentence_begins_no_paragraph(before):
    text = f"{before} 3. (SBU) It was raised."
    assert short(f"¶1. (C) One sailed.\n\n¶2. (U) {text}\nHOLT")[1:] == [(2, "U", None, text)]


def test_numbers_restart_with_their_sections_and_skip():
    body = "¶1. (C) A.\n\n¶2. (C) B.\n\n¶4. (C) C.\n\nPart Two\n--------\n\n¶1. (C) D.\n\n¶2. (C) E."
    assert [row[0] for row in short(body)] == [1, 2, 4, 1, 2]


@pytest.mark.parametrize(
    ("body", "numbers"),
    [
        ("¶1. (C) A.\n\n¶2. (C) B.\n\n3 (C) C.\n\n¶3. (C) D.", [1, 2, 3, 3]),
        ("¶1. (C) A.\n\n2. (C) B.\n\n¶3. (C) C.", [1, 2, 3]),
        ("¶1. A.\n\n2. B.\n\nPart Two\n--------\n\n¶1. C.", [1, 2, 1]),
    ],
)
def test_a_number_without_an_anchor_among_anchored_ones_begins_a_paragraph(body, numbers):
    assert [row[0] for row in short(body)] == numbers


@pytest.mark.parametrize(
    "body",
    [
        "¶1. (C) The minister asked for:\n\n1. a boat\n2. a crew\n3. a harbour\n\nand left.\n\n¶2. (C) He returned.",
        "1. (C) The minister asked for:\n1. a boat\n2. a crew\nand left.\n\n2. (C) He returned.",
        "¶1. (C) Four bodies meet:\n\n1) Staff talks: they meet.\n\n2) Colonels: they too.\n\n¶2. (C) He returned.",
        "¶1. (C) They ask:\n\n1) (C) Who sails?\n\n2) (C) Who pays?\n\n3) (C) Why?\n\n¶2. (C) He returned.",
        "¶1. (C) Exports stood at\n¶2007. They fell.\n\n¶2. (C) He returned.",
        "¶1. (C) The minister left in June\n¶30. He had waited.\n\n¶2. (C) He returned.",
    ],
)
def test_lists_and_years_inside_a_paragraph_are_no_paragraphs(body):
    rows = short(body)
    assert [row[0] for row in rows] == [1, 2]
    assert rows[1][3] == "He returned."


def test_a_day_at_the_head_of_a_line_is_no_paragraph_while_that_of_its_number_is_to_come():
    rows = short(
        "1. THE FERRY\nSAILED ON JUNE\n2. NOBODY KNEW.\n\n2. THEY KNOW NOW.\n3. SO IT SAILED ON MAY\n4.\n\nHOLT"
    )
    assert [row[::3] for row in rows] == [
        (1, "THE FERRY\nSAILED ON JUNE\n2. NOBODY KNEW."),
        (2, "THEY KNOW NOW."),
        (3, "SO IT SAILED ON MAY\n4."),
    ]
    assert [row[0] for row in short("1. THE FERRY SAILED\n2. NOBODY KNEW.\n3. THEY KNOW NOW.")] == [1, 2, 3]


def test_anchored_numbers_go_on_after_text_that_was_cut_off():
    rows = short("¶1. He wrote in Osterburg 885\n¶2. The next day.\n\nSECTION B\n¶1. First.\n¶2. Second.")
    assert [row[0] for row in rows] == [1, 2, 1, 2]


def test_a_lettered_part_is_a_paragraph_without_a_number_and_keeps_its_letter():
    rows = short("¶1. (C) Questions follow.\n\n¶A. (S/NF) Who sails?\n\n¶B. Who pays?\n\n¶2. (C) End.")
    assert rows == [
        (1, "C", None, "Questions follow."),
        (None, "S/NF", None, "A. Who sails?"),
        (None, None, None, "B. Who pays?"),
        (2, "C", None, "End."),
    ]


@pytest.mark.parametrize(
    ("between", "heading"),
    [
        ("Next Steps\n----------", "Next Steps"),
        ("Next Steps ---------------", "Next Steps"),
        ("----------\nNext Steps\n----------", "Next Steps"),
        ("------- NEXT STEPS -------", "NEXT STEPS"),
        ("- - - Next Steps - - -", "Next Steps"),
        ("-- Next Steps --", "-- Next Steps --"),
        ("*** Next Steps ***", "Next Steps"),
        ("** Next Steps **", "Next Steps"),
        ("Next Steps\n- - - - - -", "Next Steps"),
        ("Next Steps", "Next Steps"),
        ("NEXT STEPS:", "NEXT STEPS:"),
        ("What Next?", "What Next?"),
        ("Comment.", "Comment."),
        ("comment and next steps", "comment and next steps"),
        ("//Next Steps//", "//Next Steps//"),
        ("(C) Next Steps", "(C) Next Steps"),
        (
            "A Long Title That Needs a Line and\nThen Another\n-----------------------------",
            "A Long Title That Needs a Line and Then Another",
        ),
        ("LONG WORRIES: THE PIER,\n\nTHE LAMPS\n\n---------", "LONG WORRIES: THE PIER, THE LAMPS"),
        ("Minister of Piers,\n\nSpokeswoman -- Ann Doe\n\n----", "Minister of Piers, Spokeswoman -- Ann Doe"),
        ("NEW PIERS FOR THE U.S.\n\n----------", "NEW PIERS FOR THE U.S."),
        ("PART TWO\n========\n\nThe Harbour\n-----------", "PART TWO The Harbour"),
        ("XXXXXXXXXXXX\n------------", "XXXXXXXXXXXX"),
        ('"WE ARE OUT OF ROPE, AND OF SAILS"', '"WE ARE OUT OF ROPE, AND OF SAILS"'),
        ("Visit to the Harbor", "Visit to the Harbor"),
        ("...And Beyond", "...And Beyond"),
        ("... And the Harbor", "... And the Harbor"),
        ("End of the Line", "End of the Line"),
        ("End Use of the Ropes", "End Use of the Ropes"),
    ],
)
def test_the_heading_above_a_paragraph_belongs_to_it(between, heading):
    heading = heading.strip("- ") if heading.startswith("--") else heading
    assert short(f"¶1. (C) One sailed.\n\n{between}\n\n¶2. (C) Two sailed.") == [
        (1, "C", None, "One sailed."),
        (2, "C", heading, "Two sailed."),
    ]


@pytest.mark.parametrize(
    "title",
    [
        "Visits and Coordination",
        "The Pier -- Ropes for the Mate",
        "Who Was It?",
        "Ropes, and What Is Behind Them",
        "ROPES",
    ],
)
def test_a_headline_without_a_blank_line_over_it_is_a_heading(title):
    assert short(f"¶1. (C) One sailed.\n{title}\n\n¶2. (C) Two sailed.") == [
        (1, "C", None, "One sailed."),
        (2, "C", title, "Two sailed."),
    ]


@pytest.mark.parametrize("tail", ["The ropes were bad", "Ann Doe (Master of the Harbor)", "So He Said. It was Late"])
def test_a_line_that_is_no_headline_needs_a_blank_line_over_it(tail):
    assert short(f"¶1. (C) One sailed.\n{tail}\n\n¶2. (C) Two sailed.")[0][3] == f"One sailed.\n{tail}"


@pytest.mark.parametrize(
    "label",
    [
        "END TALKING POINTS",
        "End talking points/non-paper",
        "END NONPAPER",
        "END NONPAPER FOR OSTERBURG",
        "END POINTS",
        "(End Text)",
        "End of summary",
        "END NOTE. ------------------",
    ],
)
@pytest.mark.parametrize(("title", "heading"), [("", None), ("THE HARBOR\n----------\n\n", "THE HARBOR")])
def test_the_label_that_closes_a_text_belongs_to_the_text(label, title, heading):
    assert short(f"¶1. (C) One sailed.\n\n{label}\n\n{title}¶2. (C) Two sailed.") == [
        (1, "C", None, f"One sailed.\n\n{label}"),
        (2, "C", heading, "Two sailed."),
    ]


@pytest.mark.parametrize("label", ["END SUMMARY", "End Comment", "END TALKING POINTS", "(End text)"])
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_a_closing_label_ends_a_text_without_a_stop(label, gap):
    assert short(f"¶1. (C) One sailed. {label}{gap}The Harbor First\n\n¶2. (C) Two sailed.") == [
        (1, "C", None, f"One sailed. {label}"),
        (2, "C", "The Harbor First", "Two sailed."),
    ]


def test_a_title_over_its_rule_behind_the_last_words_of_a_sentence_is_found():
    text = "The ferries of the region sailed in the morning, among\nall the others of the region."
    assert short(f"¶1. (C) {text} TURNING TO THE PIER\n-------------------\n\n¶2. (C) Two sailed.") == [
        (1, "C", None, text),
        (2, "C", "TURNING TO THE PIER", "Two sailed."),
    ]
    long = "The ferries sailed in the morning, as they had always done, and came back in the evening. See para 8."
    assert short(f"¶1. (C) {long} End Summary. Harbor -----------\n\n¶2. (C) Two sailed.") == [
        (1, "C", None, f"{long} End Summary."),
        (2, "C", "Harbor", "Two sailed."),
    ]


def test_a_heading_without_a_blank_line_over_it_is_found():
    assert short("¶1. (C) One sailed.\nNEXT STEPS\n----------\n¶2. (C) Two sailed.")[1][2] == "NEXT STEPS"
    assert short("¶1. (C) One sailed.\nNEXT STEPS\n¶2. (C) Two sailed.")[1][2] == "NEXT STEPS"


def test_a_heading_at_the_end_of_a_long_line_of_text_is_found():
    text = (
        "The ferries sailed in the morning, as they had always done, and came back in the evening with the mail. " * 2
    )
    rows = short(f"¶1. (C) {text}Next Steps\n----------\n\n¶2. (C) Two sailed.")
    assert rows == [(1, "C", None, text.strip()), (2, "C", "Next Steps", "Two sailed.")]


@pytest.mark.parametrize(
    "tail",
    [
        "Port        Tons     Boats\n----------------------------",
        "a sentence that goes on\nand ends here without a stop",
        "-- the last of a list of points",
        "* the last of a list of points",
        "** It leaks, as all piers do. **",
        "The list ends.\n\nEnd Summary.",
        "He spoke of the harbour;",
        "see http://osterburg.example/ferries",
        "XXXXXXXXXXXX",
    ],
)
def test_tables_list_items_and_wrapped_sentences_are_no_headings(tail):
    rows = short(f"¶1. (C) It sailed:\n\n{tail}\n\n¶2. (C) Two sailed.")
    assert rows[1] == (2, "C", None, "Two sailed.")
    assert rows[0][3].endswith(tail)


@pytest.mark.parametrize(
    "tail", ["He saw the pier,", "and So to the Pier,", ",", "They wait for the U.S.", "THE PIER;"]
)
def test_a_line_over_a_heading_that_is_no_title_stays_in_the_text(tail):
    rows = short(f"¶1. (C) It sailed.\n\n{tail}\n\nTHE LAMPS\n\n---------\n\n¶2. (C) Two sailed.")
    assert rows == [(1, "C", None, f"It sailed.\n\n{tail}"), (2, "C", "THE LAMPS", "Two sailed.")]


def test_an_ellipsis_on_its_own_line_stays_in_the_text():
    assert short("¶1. (C) It sailed.\n\n...\n\n¶4. (C) It returned.")[0][3] == "It sailed.\n\n..."


def test_the_summary_heading_of_the_first_paragraph_is_its_heading():
    assert short("Summary\n-------\n\n¶1. (C) It sailed.") == [(1, "C", "Summary", "It sailed.")]
    assert short("-------\nSUMMARY\n-------\n\nThe ferry sailed, with everybody on board.\n\n¶1. (C) Then.") == [
        (None, None, "SUMMARY", "The ferry sailed, with everybody on board."),
        (1, "C", None, "Then."),
    ]


def test_an_unnumbered_body_is_split_at_its_blank_lines():
    body = (
        "The ferries sailed early in the morning, in good order and with the mail on board.\n\n"
        "The Harbour\n-----------\n\nNobody was there to see them, apart from the master of the harbour and\n\n"
        "his dog."
    )
    assert short(body) == [
        (None, None, None, "The ferries sailed early in the morning, in good order and with the mail on board."),
        (
            None,
            None,
            "The Harbour",
            "Nobody was there to see them, apart from the master of the harbour and\n\nhis dog.",
        ),
    ]


def test_unnumbered_paragraphs_with_marks_keep_them():
    assert short("(C) One sailed, and came back.\n\n(SBU) Two sailed, and did not come back.") == [
        (None, "C", None, "One sailed, and came back."),
        (None, "SBU", None, "Two sailed, and did not come back."),
    ]


def test_banners_are_recorded_with_the_paragraph_in_which_they_stood():
    parts = split(
        HEAD + "¶1. (C) One\n\nOSTERBURG 00000417  002 OF 003\n\n\nsailed.\n\n¶2. (C) Two\n\nSIPDIS\n\nsailed.\nHOLT"
    )
    assert [(part.kind, part.text, part.banners) for part in parts[1:]] == [
        ("paragraph", "One\nsailed.", ("OSTERBURG 00000417  002 OF 003",)),
        ("paragraph", "Two\nsailed.", ("SIPDIS",)),
        ("closing", "HOLT", ()),
    ]


@pytest.mark.parametrize(
    ("words", "joint", "more"),
    [
        ('He said: "a rope, a sail,"', "\n", '"and a mate."'),
        ("He said: “a rope, a sail,”", "\n", "“and a mate.”"),
        ('He said: "a rope."', "\n\n", '"A mate," she said.'),
    ],
)
def test_a_banner_between_two_quotations_of_one_sentence_does_not_part_them(words, joint, more):
    body = f"¶1. (C) {words}\n\nOSTERBURG 00000417  002 OF 003\n\n\n{more}\n\n¶2. (C) Two sailed."
    assert short(body)[0][3] == f"{words}{joint}{more}"


def test_a_torn_banner_is_lifted_whole():
    parts = split(f"{HEAD}¶1. (C) One\n\nOSTERBURG 00000417  002.\n\n2 OF 003\n\nsailed.\n\n¶2. (C) Two sailed.")
    assert parts[1].text == "One\nsailed."
    assert " ".join(parts[1].banners[0].split()) == "OSTERBURG 00000417 002. 2 OF 003"


def test_the_closing_holds_the_address_of_the_site_and_the_signer():
    parts = split(
        HEAD + "¶1. (C) One sailed.\n\n****************\nVisit Embassy Osterburg's Classified Website:\n"
        "http://www.state.sgov.gov/p/eur/osterburg\n****************\nHOLT"
    )
    assert [part.kind for part in parts] == ["heading_block", "paragraph", "closing"]
    assert parts[1].text == "One sailed."
    assert parts[2].text.startswith("****")
    assert parts[2].text.endswith("HOLT")


SITE = "http://www.state.sgov.gov/p/ost"
STARS = "*" * 45


@pytest.mark.parametrize(
    "footer",
    [
        f"{STARS}\nFor more reporting from Embassy Osterburg, visit:\n{SITE}\n\n"
        f"Visit Osterburg's Classified Website:\n{SITE}/\n{STARS}\n",
        "For more reporting from Embassy Osterburg and about its harbors,\nplease see our Intelink site:\n\n"
        "http://www.intelink.sgov.gov/wiki/portal:oster burg\n",
        f"Visit Osterburg,s Harbor and Ferry Forum at\n{SITE}\n",
        "Visit Osterburg's Classified Website at\nhttp://www.intelink.sgov.gov/wiki/Portal:Oster\nburg\n",
        f"{SITE}\n",
    ],
)
def test_the_advertisement_of_the_posts_site_is_no_text(footer):
    parts = split(f"{HEAD}¶1. (C) One sailed.\n\n¶2. (C) Two sailed.\n\n{footer}\nHOLT")
    assert [part.text for part in parts[1:3]] == ["One sailed.", "Two sailed."]
    assert "".join(parts[3].text.split()) == "".join(f"{footer}HOLT".split())


@pytest.mark.parametrize(
    "text",
    [
        "A copy of the timetable will be posted\nat www.state.sgov.gov/ferry.",
        f"The timetable is at\n{SITE}",
        "For the timetable of the ferries and of the mail\nsee www.state.sgov.gov/ferry.",
        "Contacts are Ann Doe, 202-555-0100,\nDoeA@state.sgov.gov and Ola Berg,\nBergO@state.sgov.gov.",
        "They sailed with the\nmail.",
        "They sailed.\n\nXXXXXXXXXXXX",
        "They sailed.\nxxxxx",
        "On board:\nAnn Doe, Master\nOla Berg, Mate\nInterpreter",
        "Comment: They sailed. End\nComment",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_the_last_lines_of_a_sentence_or_a_list_are_no_closing(text, gap):
    assert [row[3] for row in short(f"¶1. (C) One sailed.\n\n¶2. (C) {text}{gap}HOLT")] == ["One sailed.", text]


@pytest.mark.parametrize("body", ["", "\n", HEAD, HEAD.strip() + "..."])
def test_a_body_without_text_has_no_paragraphs_but_keeps_its_words(body):
    assert paragraphs(body) == []
    assert sorted(words_of(split(body))) == sorted(WORD.findall(body))


def test_the_page_that_the_project_began_with_has_eleven_paragraphs():
    if not SEED.exists():
        pytest.skip(f"the page is not here: {SEED} is missing")
    text = SEED.read_text("utf-8")
    rows = paragraphs(text[text.index("C O N F I D E N T I A L") :])
    assert [row.number for row in rows] == list(range(1, 12))
    assert [row.portion_mark for row in rows] == ["C/NF"] * 10 + ["SBU"]
    assert rows[0].portion_caveats == ("NOFORN",)
    assert [row.heading is None for row in rows] == [True, *[False] * 9, True]
    assert all("--" not in (row.heading or "") for row in rows)
    assert rows[8].heading == "FMCT"


PIECES = st.sampled_from(
    [
        "¶1. ",
        "¶2. ",
        "¶B. ",
        "1. ",
        "2) ",
        "(C) ",
        "(S/NF) ",
        "(Iran) ",
        "\n",
        "\n\n",
        "It sailed. ",
        "Next Steps",
        "------",
        "HOLT",
        "Summary: ",
        "SIPDIS\n",
        " 00000417 002 OF 003",
        "CONFIDENTIAL\n",
        "word ",
        "PAGE 02 ",
        "TAGS: PREL\n",
        "...",
        "|",
        "  ",
    ]
)


@given(st.lists(PIECES, max_size=40) | st.lists(st.text(max_size=20), max_size=10))
@example(["¶0A"])
@example(["1. ", "\n", "(C) ", "1. "])
@settings(deadline=None, max_examples=500)
def test_any_text_is_split_without_loss(pieces):
    body = "".join(pieces)
    parts = split(body)
    assert [part.position for part in parts] == list(range(len(parts)))

    def known(words):
        return sorted(str(int(word)) if word.isdecimal() else word for word in words)

    assert known(words_of(parts)) == known(WORD.findall(plain(body)))


HOSTILE = [
    "¶",
    "¶1. (C) a\n",
    "1. ",
    "\n1. (C) ",
    "\n(C) ",
    "a\n\n",
    "A\n\n",
    "-",
    "- ",
    "\n- ",
    "----\n",
    "A ----\n\n",
    "(",
    "\n ",
    "x" * 99 + ". ",
]


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.slow
def test_a_megabyte_of_one_piece_is_split_in_linear_time(piece):
    split(piece * (1_000_000 // len(piece)))
    split(HEAD + "¶1. (C) " + piece * (1_000_000 // len(piece)) + "x\n\n¶2. (C) End.")
