"""Reference ids: one canonical form, whatever a telegram or the site printed."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.parse.identity import LONGEST_ID, canonical_id, post_of_id, serial_of_id, year_of_id
from pipeline.vocabulary import posts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("02 SAO PAULO 1709", "02SAOPAULO1709"),
        ("09SECTION01OF03SANJOSE525", "09SANJOSE525"),
        ("09SCTION02OF03SANJOSE525", "09SANJOSE525"),  # the word misspelt as well
        ("09SECTION 01 OF 02 NEW DELHI 000638", "09NEWDELHI638"),
        ("09C O N F I D E N T I A L LONDON 12", "09LONDON12"),
        ("09CONFIDENTIALLONDON12", "09LONDON12"),
        ("09SECSTATE1234", "09STATE1234"),
        ("09 SECSTATE 012345", "09STATE12345"),
        ("08EMBASSYTRIPOLI12", "08TRIPOLI12"),
        ("08 AMEMBASSY THE HAGUE 12", "08THEHAGUE12"),
        ("08 AMCONSUL MUNICH 7", "08MUNICH7"),
        ("2009LONDON12", "09LONDON12"),
        ("1976 LONDON 12", "76LONDON12"),
        ("2000OSLO12", "00OSLO12"),  # the O is the post's
        ("'09 LONDON 12", "09LONDON12"),
        ("(09) LONDON 12", "09LONDON12"),
        ("“09LONDON12”", "09LONDON12"),
        ("‘09 London 12’", "09LONDON12"),
        ("’09 LONDON 12", "09LONDON12"),
        ("– 09 LONDON 12 —", "09LONDON12"),
        ("A. 09 LONDON 12", "09LONDON12"),
        ("09 london-12", "09LONDON12"),
        ("#09LONDON12", "09LONDON12"),
        ("09 KABUL #12", "09KABUL12"),
        ("09_LONDON_12", "09LONDON12"),
        ("09LONDON0012", "09LONDON12"),
        ("09LONDON12A", "09LONDON12"),
        ("09LONDON12_a", "09LONDON12"),
        ("09 STATE 12 (NOTAL)", "09STATE12"),
        ("09 LONDON 12 EXDIS", "09LONDON12"),
        ("09 LONDON 1234/01", "09LONDON1234"),
        ("09LONDON12 SECTION 01 OF 02", "09LONDON12"),
        ("09 LONDON 12.", "09LONDON12"),
        ("09&#x4c;ONDON12", "09LONDON12"),
        ("09&nbsp;LONDON&nbsp;12", "09LONDON12"),
        ("09 ST. PETERSBURG 34", "09STPETERSBURG34"),
        ("09 PORT-AU-PRINCE 12", "09PORTAUPRINCE12"),
        ("09 N'DJAMENA 12", "09NDJAMENA12"),
        ("09USUN12", "09USUNNEWYORK12"),
        ("09 USUN NEW YORK 000012", "09USUNNEWYORK12"),
        ("09UNVIE12", "09UNVIEVIENNA12"),
        ("09 UNVIE VIENNA 000553", "09UNVIEVIENNA553"),
        ("09 USEU 133", "09USEUBRUSSELS133"),
        ("09 AIT TAIPEI 1676", "09AITTAIPEI1676"),
        ("09REOBASRAH17", "09BASRAH17"),
        ("09 IRAN RPO DUBAI 49", "09IRANRPODUBAI49"),
    ],
)
def test_every_way_of_writing_an_id_has_one_canonical_form(text, expected):
    assert canonical_id(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("O9LONDON12", "09LONDON12"),
        ("0OLONDON12", "00LONDON12"),
        ("OOSTATE12", "00STATE12"),
        ("2OO9LONDON12", "09LONDON12"),
        ("1OOSLO5", "10OSLO5"),
        ("09L0NDON12", "09LONDON12"),
        ("09T0KYO12", "09TOKYO12"),
        ("09SA0PAUL012", "09SAOPAULO12"),
        ("09LONDON1O2", "09LONDON102"),
        ("09LONDONO12", "09LONDON12"),
        ("09BOGOTAO12", "09BOGOTA12"),
        ("09TOKYO12", "09TOKYO12"),  # the O is the post's
        ("09STATE2O", "09STATE20"),
        ("OSLO12", "OSLO12"),  # no year: not read as 05
        ("0OSLO123", "0OSLO123"),  # SLO is no post
    ],
)
def test_letter_o_and_zero_are_told_apart_by_the_posts(text, expected):
    assert canonical_id(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("09QRIPOLI583", "09TRIPOLI583"),
        ("09ASHBABAT12", "09ASHGABAT12"),
        ("09BAKUU12", "09BAKU12"),
        ("09MUSCATT12", "09MUSCAT12"),
        ("09VATICA12", "09VATICAN12"),
        ("09VLADIVOSTO12", "09VLADIVOSTOK12"),
        ("09 RIO DE JAN 12", "09RIODEJANEIRO12"),
        ("09MADRIDSP12", "09MADRID12"),  # the code of its own country
        ("09MADRIDFR12", "09MADRIDFR12"),
        ("09VATICANCITY12", "09VATICAN12"),
        ("09TELAIVV12", "09TELAVIV12"),  # two neighbours swapped
        ("09TELAIXX12", "09TELAIXX12"),  # two slips: left as it is
        ("09PARTS12", "09PARTS12"),  # short words are not bent into posts
        ("09MALDIVES12", "09MALDIVES12"),  # a post that the vocabulary does not have
    ],
)
def test_a_misspelt_station_is_put_right_only_where_one_post_fits(text, expected):
    assert canonical_id(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "06KIEV4558",  # the embassy's ids until 2006; KYIV after
        "06KYIV4558",
        "05CALCUTTA12",
        "10RPODUBAI13",
        "09IRANRPODUBAI12",
        "08TAIPEI1",
        "09BRUSSELS1",
        "09SECDEF12",  # the Secretary of Defense is not the Secretary of State
        "66STATE106206",
    ],
)
def test_ids_that_the_site_uses_stay_as_they_are(text):
    assert canonical_id(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("  see   the note ", "SEE THE NOTE"),
        ("IIR 2 340 01", "IIR 2 340 01"),
        ("LONDON 12", "LONDON 12"),  # no year
        ("09LONDON", "09LONDON"),
        ("09LONDON000", "09LONDON000"),  # serials begin at 1
        ("09LONDON123456789", "09LONDON123456789"),
        ("09 LONDON 12 AND 13", "09 LONDON 12 AND 13"),  # two ids
        ("e-mail of 09 June 2009", "E-MAIL OF 09 JUNE 2009"),
        ("&lt;b&gt;", "B"),
        ("“see the note”", "SEE THE NOTE"),
    ],
)
def test_text_that_is_no_id_comes_back_in_capitals(text, expected):
    assert canonical_id(text) == expected


@pytest.mark.parametrize(
    ("cable_id", "post", "year", "serial"),
    [
        ("09LONDON2199", "LONDON", 2009, 2199),
        ("06KIEV12", "KYIV", 2006, 12),
        ("66BUENOSAIRES2481", "BUENOSAIRES", 1966, 2481),
        ("99SECSTATE00012", "STATE", 1999, 12),
        ("65STATE1", "STATE", 2065, 1),
        ("00TAIPEI1", "AITTAIPEI", 2000, 1),
        ("09MALDIVES12", None, 2009, 12),
        ("no id", None, None, None),
        ("٠٩LONDON1", None, None, None),  # digits, but not those of a telegram
    ],
)
def test_an_id_tells_its_post_year_and_serial(cable_id, post, year, serial):
    assert (post_of_id(cable_id), year_of_id(cable_id), serial_of_id(cable_id)) == (post, year, serial)


IDS = st.builds(
    "{}{}{}{}{}{}".format,
    st.sampled_from(["09", "O9", "2009", "9", "'08 ", "66", "OO", "1O", "A. 07", "(08) ", "&#48;9"]),
    st.sampled_from(["", " ", "SECTION01OF02", "SECTION 01 OF 02 ", "EMBASSY", "UNCLAS ", "AMEMBASSY", "-"]),
    st.one_of(
        st.sampled_from(
            [name for post in posts().values() for name in (post.post_code, *post.other_codes, *post.aliases)]
        ),
        st.text("ABEIKLMNOSTY0 .'-", max_size=14),
    ),
    st.sampled_from(["", " ", "-", " #", "O", "0"]),
    st.text("0123456789O ", max_size=9),
    st.sampled_from(["", "A", "_a", " (NOTAL)", "/01", ".", " SECTION 01 OF 02", " and 12", "&amp;amp;"]),
)


@given(st.one_of(st.text(), IDS))
@example("&amp;amp;amp;lt;09 LONDON 12")
@example("09EMBASSYEMBASSYFOO1")
@example("00BSBO:1")  # a misspelling, and a zero typed as a letter
@example("ß" * (LONGEST_ID // 2 + 1))  # grows in capitals
@example("ŉ09LONDON1")
@example(" " * LONGEST_ID + "09LONDON12")
def test_canonicalising_twice_changes_nothing_and_never_raises(text):
    once = canonical_id(text)
    assert canonical_id(once) == once
    assert post_of_id(once) == post_of_id(text)
    year_of_id(text)
    serial_of_id(text)


@pytest.mark.parametrize("code", sorted(posts()))
def test_every_spelling_of_a_post_leads_to_an_id_of_that_post(code):
    post = posts()[code]
    assert canonical_id(f"09{code}12") == f"09{code}12"
    for other in post.other_codes:
        assert canonical_id(f"09{other}12") == f"09{other}12"
        assert post_of_id(f"09{other}12") == code
    for alias in post.aliases:
        once = canonical_id(f"09 {alias} 0012")
        assert once == f"09{code}12"
        assert canonical_id(once) == once


@pytest.mark.parametrize(
    "hostile",
    [
        "0" * 1_000_000,
        "09" + "A" * 1_000_000,
        "09 " * 330_000,
        "&amp;" + "amp;" * 250_000,
        "09SECTION01OF" * 80_000,
        "O0" * 500_000,
        " " * 1_000_000,
        "#" * 1_000_000,
    ],
    ids=["zeros", "letters", "years", "entities", "sections", "letter-o", "blanks", "signs"],
)
@pytest.mark.slow
def test_a_megabyte_of_anything_is_read_in_one_pass(hostile):
    assert canonical_id(hostile) == " ".join(hostile.upper().split())
    assert year_of_id(hostile) is None
