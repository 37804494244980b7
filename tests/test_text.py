"""Markup and entities out of a block's text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parse.text import plain, plain_block


@pytest.mark.parametrize(
    ("block", "text"),
    [
        ("", ""),
        ("SUBJECT: TEA", "SUBJECT: TEA"),
        ("one&#x000A;two&#10;three&#xA;four", "one\ntwo\nthree\nfour"),
        ("tea &amp; rinds &lt;3 &quot;good&quot; &#39;so&#39;", "tea & rinds <3 \"good\" 'so'"),
        ("&amp;quot;twice&amp;quot; &amp;amp; so", '"twice" & so'),  # a page that was escaped twice
        ("AT&T and R&D; 1 & 2;", "AT&T and R&D; 1 & 2;"),
        ("&nbsp;&#160;.", "  ."),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("one<br>two<br />three<BR/>four", "one\ntwo\nthree\nfour"),
        ("one<br>\ntwo<br />\r\nthree", "one\ntwo\nthree"),  # the line ends with the break
        ("<a id='par3' href='#par3'>¶</a>3. (C) Text", "¶3. (C) Text"),
        ("TAGS: <a href='/tag/ETRD_0.html'>ETRD</a>, <a href='/tag/PREL_0.html'>PREL</a>", "TAGS: ETRD, PREL"),
        ("<strong>Note</strong>: <em>so</em> <_protect>X</_protect>", "Note: so X"),
        ("<STRONG>Note</STRONG>", "Note"),
        ("<b>never closed", "never closed"),
        ("</p>", ""),
        # What only looks like markup is text.
        ("<Israel and <<142612>>", "<Israel and <<142612>>"),
        ("less than <200, more than >100", "less than <200, more than >100"),
        ("<aside> <bread>", "<aside> <bread>"),
        ("<someone@example.org>", "<someone@example.org>"),
        ("a <\nb> c", "a <\nb> c"),
        # Controls are damage, Windows quotes were meant.
        ("co\x00op\x1aer\x7fative\x0b", "cooperative"),
        ("\x93Tea\x94 \x96 it\x92s\x85", "“Tea” – it’s…"),
        ("tab\tand\x0cfeed", "tab\tand\x0cfeed"),
        ("\ufeffzero\u200bwidth\u200e\u200f", "zerowidth"),
        ("co\xadoperative, co&shy;operative", "cooperative, cooperative"),
        ("“typographic” – quotes’ … São", "“typographic” – quotes’ … São"),
    ],
)
def test_what_stands_on_the_page_is_what_the_telegram_says(block, text):
    assert plain(block) == text


@pytest.mark.parametrize("block", ["&#0;", "&#x110000;", "&#xD800;", "&#99999999;", "&;", "&#;", "&#x;"])
def test_an_entity_that_stands_for_nothing_does_no_harm(block):
    plain(block).encode("utf-8")


@pytest.mark.parametrize(
    ("block", "text"),
    [
        ("one \t&#x000A;two", "one\ntwo"),
        ("one&#x000A; &#x000A;  two ", "one\n\n  two"),
        ("one\n&#x000A;two", "one\n\ntwo"),  # a line end of either kind is one
        ("one\x0c&#x000A;two", "one\x0c\ntwo"),
        ("<a id='par1' href='#par1'>¶</a>1. (U) Tea &amp; rinds ", "¶1. (U) Tea & rinds"),
    ],
)
def test_a_block_of_a_page_has_no_blanks_before_its_line_ends(block, text):
    assert plain_block(block) == text


def test_plain_text_comes_back_as_the_very_same():
    text = "1. (C) Tea was served.\n\n2. (U) It rained."
    assert plain(text) is text
    assert plain(plain(text)) is text


@given(st.text())
def test_any_text_becomes_plain(text):
    made = plain(text)
    assert "\r" not in made
    assert "\x00" not in made


@given(st.text(st.sampled_from("<>/&;#x0A10abrp= '\"\n\r¶3.\x92")))
def test_any_markup_becomes_plain(text):
    plain(text)


@given(
    st.text(st.characters(blacklist_categories=("Cc", "Cs"), blacklist_characters="&<\xa0\xad\u200b\u200e\u200f\ufeff"))
)
def test_text_without_markup_stays_as_it_is(text):
    assert plain(text) == text


MEGABYTE = 1 << 20


@pytest.mark.parametrize(
    "piece", ["<", "&", "<a ", "<a href='", "&#x0", "<br", "<br ", "&amp;", "</", "\r", "\x92", "&a", "< br"]
)
@pytest.mark.slow
def test_a_megabyte_of_anything_takes_linear_time(piece):
    plain(piece * (MEGABYTE // len(piece)))
