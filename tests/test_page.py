"""Pages taken apart: cells, articles, blocks, counters, lists, and every reason for which a page is rejected."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_releases import at, cable, release

import pipeline.extract
from pipeline.chunk import Batch
from pipeline.extract import extract_batch
from pipeline.model import PageError
from pipeline.parse.page import (
    REJECT_REASONS,
    counter_of,
    index_axis,
    newest_release_link,
    open_page,
    read_listing,
    read_opened,
    read_page,
)
from pipeline.sample import pages, render_page

PATH = "cable/2007/02/07VIENTIANE1.html"
TELEGRAM = cable(1)
HTML = render_page(TELEGRAM, counter=1862)


def read(html):
    return read_page(PATH, html.encode() if isinstance(html, str) else html)


def changed(old, new, html=HTML):
    """The page with one thing changed, which must be there."""
    assert old in html, old
    return html.replace(old, new)


# --- what a page holds -----------------------------------------------------------------------------------------------


def test_the_five_cells_the_title_and_the_counter_are_read():
    page = read(HTML)
    assert (page.path, page.published_id, page.title) == (PATH, "07VIENTIANE1", "LIBRARY EXCHANGE, PART 1")
    assert (page.classification, page.origin, page.articles) == ("CONFIDENTIAL", "Embassy Vientiane", ())
    assert (page.counter, page.total) == (1862, 251_287)


def test_the_minutes_of_the_cells_are_not_minutes():
    assert "2007-02-08 09:09" in HTML
    assert read(HTML).created_at == datetime(2007, 2, 8, 9, tzinfo=UTC)
    assert "2011-03-01 21:09" in HTML
    assert read(HTML).released_at == datetime(2011, 3, 1, 21, tzinfo=UTC)


def test_the_blocks_are_the_telegrams_text_without_markup():
    page = read(HTML)
    assert page.header == TELEGRAM.header
    # Anchors of paragraphs leave their pilcrow, tag links their tags; the site set tags apart by blanks.
    body = re.sub(r"^(\d\. )", r"¶\1", TELEGRAM.body, flags=re.MULTILINE)
    assert page.body == body.replace("SCUL, OEXC, LA", "SCUL OEXC LA")
    assert page.linked_tags == ("SCUL", "OEXC", "LA")


def test_the_classification_is_the_links_text_and_not_its_title():
    html = render_page(replace(TELEGRAM, classification="CONFIDENTIAL//NOFORN"), counter=1)
    assert re.search(r"title='(?!confidential//noforn)[^']*'>CONFIDENTIAL//NOFORN</a>\n</td>", html)
    assert read(html).classification == "CONFIDENTIAL//NOFORN"


@pytest.mark.parametrize(
    "classification",
    [
        "UNCLASSIFIED",
        "UNCLASSIFIED//FOR OFFICIAL USE ONLY",
        "CONFIDENTIAL",
        "CONFIDENTIAL//NOFORN",
        "SECRET",
        "SECRET//NOFORN",
    ],
)
def test_all_six_classifications_are_read(classification):
    assert read(render_page(replace(TELEGRAM, classification=classification))).classification == classification


def test_press_articles_are_read_as_the_page_has_them():
    articles = ("http://www.example.org/a?b=1&amp;c=2", "http://http://example.com/tea")
    page = read(render_page(replace(TELEGRAM, articles=articles)))
    assert page.articles == ("http://www.example.org/a?b=1&c=2", "http://http://example.com/tea")


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("<h3>Viewing cable 07VIENTIANE1, TEA &amp; RINDS</h3>", "TEA & RINDS"),
        ("<h3>Viewing cable 07VIENTIANE1,  TEA\n AND  RINDS </h3>", "TEA AND RINDS"),
        ("<h3>Viewing cable 07VIENTIANE1, TEA, RINDS AND BEES</h3>", "TEA, RINDS AND BEES"),
        ("<h3>Viewing cable 07VIENTIANE1,</h3>", None),
        ("<h3>Viewing cable 07VIENTIANE1</h3>", None),
        ("<h3>Something else</h3>", None),
        ("", None),
    ],
)
def test_the_title_stands_behind_the_id(heading, title):
    html = changed("<h3>Viewing cable 07VIENTIANE1, LIBRARY EXCHANGE, PART 1</h3>", heading)
    assert read(html).title == title


@pytest.mark.parametrize(
    "change",
    [
        ("<table class='cable'>", '<table class="cable">'),
        ("\n", "\r\n"),
        ("<td>\n<a", "<td><a"),
        ("<a href='/origin/1_0.html'>Embassy Vientiane</a>\n</td>", "Embassy Vientiane</td>"),  # no link
        ("<a href='/origin/1_0.html'>Embassy Vientiane</a>", "<a href='/origin/1_0.html'><b>Embassy Vientiane</b></a>"),
        ("<a href='/origin/1_0.html'>", "<a href='/origin/1_0.html' title='a > b'>"),
        ("<td>\n<a href='/origin", "<td class='wide'>\n<a href='/origin"),
        ("</tr>\n</table>", "</table>"),  # the last row is not closed
        ("'", '"'),
    ],
)
def test_a_row_in_an_unusual_form_says_the_same(change):
    page = read(changed(*change))
    expected = read(HTML)
    for field in ("published_id", "created_at", "released_at", "classification", "origin", "articles", "body"):
        assert getattr(page, field) == getattr(expected, field), field
    if change[0] != "'":  # in the blocks an apostrophe may be text
        assert page.fingerprint == expected.fingerprint


def test_articles_in_an_unusual_row_are_read_too():
    html = render_page(replace(TELEGRAM, articles=("http://www.example.org/a",)))
    page = read(changed("<a href='/origin/1_0.html'>Embassy Vientiane</a>\n</td>", "Embassy Vientiane</td>", html))
    assert (page.origin, page.articles) == ("Embassy Vientiane", ("http://www.example.org/a",))


def test_entities_in_cells_are_decoded():
    html = changed(">Embassy Vientiane</a>\n</td>", ">Embassy S&atilde;o Tom&#233; &amp; Co</a>\n</td>")
    assert read(html).origin == "Embassy São Tomé & Co"


def test_text_blocks_may_be_empty():
    page = read(render_page(replace(TELEGRAM, header="", body="")))
    assert (page.header, page.body, page.linked_tags) == ("", "", ())


def test_a_page_without_a_counter_has_none():
    page = read(changed("Currently released so far...", "Out so far:"))
    assert (page.counter, page.total) == (None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"released so far... 1862 / 251,287", (1862, 251_287)),
        (b"released so far... 1,862 / 251287", (1862, 251_287)),
        (b"released so far...\n 7\n/\n9", (7, 9)),
        (b"x" * 9000 + b"released so far... 7 / 9", (7, 9)),
        (b"released so far... , / ,", (None, None)),
        (b"released so far\xe2\x80\xa6 1.862 / 251.287", (1862, 251_287)),
        (b"released so far&hellip;&nbsp;1862 / 251,287.", (1862, 251_287)),
        (b"released so far: 1862 / 251,287 ", (1862, 251_287)),
        (b"released so far... many / more", (None, None)),
        (b"released so far... 999999999999 / 999999999999", (None, None)),  # no number of cables
        (b"", (None, None)),
    ],
)
def test_the_counter_is_in_the_sidebar(text, expected):
    assert counter_of(text) == expected


# --- fingerprints ----------------------------------------------------------------------------------------------------


def fingerprints(html):
    opened = open_page(PATH, html.encode())
    return opened.markup_fingerprint, read_opened(opened).fingerprint


@pytest.mark.parametrize(
    "change",
    [
        ("1862", "1900"),  # the sidebar
        ("/origin/1_0.html", "/origin/80_0.html"),  # keys that are renumbered
        ("/classification/1_0.html", "/classification/2_0.html"),
        ("title='unclassified'", "title='secret'"),
    ],
)
def test_what_the_site_changes_in_every_release_changes_no_fingerprint(change):
    assert fingerprints(changed(*change)) == fingerprints(HTML)


@pytest.mark.parametrize(
    "change",
    [
        ("&#x000A;", "\n"),
        ("<a id='par2' href='#par2'>", '<a id="par2" href="#par2">'),
        ("<a href='/tag/SCUL_0.html'>", "<a href='/tag/SCUL_0.html' class='tag'>"),
    ],
)
def test_markup_within_the_text_changes_the_fingerprint_of_the_markup_alone(change):
    markup, content = fingerprints(HTML)
    assert fingerprints(changed(*change))[0] != markup
    assert fingerprints(changed(*change))[1] == content


@pytest.mark.parametrize(
    "telegram",
    [
        replace(TELEGRAM, released=at("2011-03-01 22")),
        replace(TELEGRAM, classification="SECRET"),
        replace(TELEGRAM, origin="Embassy Bangkok"),
        replace(TELEGRAM, title="ANOTHER TITLE"),
        replace(TELEGRAM, articles=("http://www.example.org/",)),
        replace(TELEGRAM, header=TELEGRAM.header + "."),
        replace(TELEGRAM, body=TELEGRAM.body.replace("tea", "Tea")),
        replace(TELEGRAM, header=TELEGRAM.header + TELEGRAM.body, body=""),  # where a part ends counts
    ],
)
def test_every_part_of_the_cable_is_in_the_fingerprint(telegram):
    markup, content = fingerprints(HTML)
    other_markup, other_content = fingerprints(render_page(telegram, counter=1862))
    assert other_markup != markup
    assert other_content != content


def without_blanks(html):
    """As a browser saves the page: real line ends, and the blanks before them kept."""
    return html.replace("&#x000A;", "\n")


@pytest.mark.parametrize(
    "copied",
    [
        lambda html: html.replace("<table class='cable'>", '<table id="t" class="cable">'),
        lambda html: html.replace("<table class='cable'>", "<table class=cable>"),
        lambda html: html.replace("<table class='cable'>", "<table class='wide cable'>"),
        lambda html: html.replace("<table class='cable'>", "<TABLE CLASS='cable'>").replace("</table>", "</TABLE>"),
        lambda html: html.replace("<pre>", "<pre class='text'>"),
        lambda html: html.replace("<code><pre>", "<pre>").replace("</pre></code>", "</pre>"),
        lambda html: html.replace("<code><pre>", "<CODE>\n<PRE>").replace("</pre></code>", "</PRE>\n</CODE>"),
        lambda html: html.replace("</body>", "<script>document.write('<pre>x</pre>');</script></body>"),
        lambda html: html.replace("<code><pre>", "<pre>A note.</pre>\n<code><pre>", 1),
        lambda html: html.replace("<table class='cable'>", "<h3>Help us</h3><table class='cable'>"),
        lambda html: html.replace("<h3>", "<h3 class='title'>"),
        lambda html: html.replace("21:09", "21:09:00").replace("2007-02-08 09", "2007-02-08T09"),
        lambda html: html.replace("21:09", "21:44"),
        lambda html: html.replace("<a href='/tag/", "<a class='t' href='../../../tag/"),
        lambda html: html.replace("</pre></code>", "</pre></code><br>"),
        without_blanks,
        lambda html: html.replace("&#x000A;", "&#10;"),
        lambda html: html.replace("&#x000A;", "&#x000D;&#x000A;"),
    ],
)
def test_a_copy_that_somebody_wrote_again_shows_the_same(copied):
    html = HTML.replace("&#x000A;", "  &#x000A;", 5)
    again = copied(html)
    assert again != html
    assert read(again) == read(html)


def test_tags_that_only_links_show_are_part_of_the_content():
    linked = HTML.replace("TAGS: ", "")
    assert read(linked).linked_tags == read(HTML).linked_tags == ("SCUL", "OEXC", "LA")
    assert read(linked).fingerprint != read(linked.replace("/tag/SCUL_0.html", "/t/SCUL_0.html")).fingerprint


def reason_against(reader, path, data):
    """Why the bytes are refused, or None where they are read."""
    try:
        reader(path, data)
    except PageError as error:
        return error.reason
    return None


READ_OR_REFUSED = {*REJECT_REASONS, None}


# --- rejects ---------------------------------------------------------------------------------------------------------

BLOCKS = HTML[HTML.index("<code>") : HTML.rindex("</code>") + 7]


@pytest.mark.parametrize(
    ("data", "reason", "detail"),
    [
        (b"", "empty_page", "holds nothing"),
        (b" \r\n\t", "empty_page", "holds nothing"),
        (b"<html><h1>503 Service Unavailable</h1></html>", "no_cable_table", "no <table class='cable'>"),
        (HTML[: HTML.index("<table class='cable'>")].encode(), "no_cable_table", "no <table"),
        (HTML[: HTML.index("<th>Created")].encode(), "wrong_cell_count", "0 cells where five were expected"),
        (HTML.replace("<td>", "<td>x</td><td>", 1).encode(), "wrong_cell_count", "6 cells where five were expected"),
        (changed(">07VIENTIANE1</a>", ">VIENTIANE</a>").encode(), "bad_reference_id", "'VIENTIANE' is no reference id"),
        (changed(">07VIENTIANE1</a>", "></a>").encode(), "bad_reference_id", "'' is no reference id"),
        (changed("2007-02-08 09:09", "8 February 2007").encode(), "bad_created_time", "is not YYYY-MM-DD HH:MM"),
        (changed("2007-02-08 09:09", "2007-02-30 09:09").encode(), "bad_created_time", "names no real moment"),
        (changed("2011-03-01 21:09", "2011-03-01 24:00").encode(), "bad_released_time", "names no real moment"),
        (changed("2011-03-01 21:09", "").encode(), "bad_released_time", "is not YYYY-MM-DD HH:MM"),
        (changed(">CONFIDENTIAL<", ">COSMIC<").encode(), "unknown_classification", "'COSMIC'"),
        (changed(">CONFIDENTIAL<", "><").encode(), "unknown_classification", "''"),
        (changed(">Embassy Vientiane</a>\n</td>", "></a>\n</td>").encode(), "missing_origin", "is empty"),
        (changed(BLOCKS, "").encode(), "missing_blocks", "0 text blocks"),
        (changed(BLOCKS, "<pre>one</pre>").encode(), "missing_blocks", "1 text blocks"),
        (HTML[: HTML.rindex("</pre>")].encode(), "missing_blocks", "the second text block has no end"),
        (changed("Tobias", "T\x00bias").encode().replace(b"\x00", b"\xe9"), "not_utf8", "is not UTF-8"),
        (changed(">Embassy Vientiane<", ">Embassy \x00<").encode().replace(b"\x00", b"\xe9"), "not_utf8", "not UTF-8"),
    ],
)
def test_a_page_that_cannot_be_read_says_why(data, reason, detail):
    with pytest.raises(PageError) as raised:
        read_page(PATH, data)
    assert raised.value.reason == reason
    assert detail in raised.value.detail
    assert reason in REJECT_REASONS


def test_the_byte_that_is_no_utf8_is_named():
    data = changed("Tobias", "T\x00bias").encode().replace(b"\x00", b"\xe9")
    with pytest.raises(PageError, match=rf"byte {data.index(0xE9)} is not UTF-8"):
        read_page(PATH, data)


def test_what_is_not_utf8_outside_the_cable_does_no_harm():
    assert read(HTML.replace("courage", "cour\x00ge").encode().replace(b"\x00", b"\xe9")) == read(HTML)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_page_or_a_reason(data):
    for splice in (data, b"<table class='cable'>" + data, HTML.encode().replace(b"Embassy Vientiane", data, 3)):
        assert reason_against(read_page, PATH, splice) in READ_OR_REFUSED


@given(st.integers(0, len(HTML)), st.integers(0, 400), st.text(max_size=20))
def test_a_page_with_a_hole_is_a_page_or_a_reason(start, length, filling):
    html = HTML[:start] + filling + HTML[start + length :]
    assert reason_against(read_page, PATH, html.encode()) in READ_OR_REFUSED


MEGABYTE = 1 << 20


@pytest.mark.parametrize(
    "html",
    [
        changed(">07VIENTIANE1</a>", f">07{'A' * MEGABYTE}</a>"),
        changed(">07VIENTIANE1</a>", f">07{'A1' * MEGABYTE}.</a>"),
        "<table class='cable'>" + "<tr><td><a>" * (MEGABYTE // 11),
        "<table class='cable'>" * (MEGABYTE // 21),
        changed("</table>", "<a href='" * (MEGABYTE // 9) + "</table>"),
        changed("</table>", "<a " * (MEGABYTE // 3) + "</table>"),
        changed("<h3>Viewing cable ", "<h3>" + "Viewing cable " * (MEGABYTE // 14)),
        changed("TAGS: ", "TAGS: " + "<a href='/tag/" + "_1" * (MEGABYTE // 2)),
        changed("<p>Currently", "released so far... " * (MEGABYTE // 19) + "<p>Currently"),
        changed("Tobias", "&" * MEGABYTE),
        changed("Tobias", "<a " * (MEGABYTE // 3)),
    ],
    ids=lambda html: f"{len(html)} characters",
)
@pytest.mark.slow
def test_a_megabyte_of_anything_is_read_or_refused_in_linear_time(html):
    assert reason_against(read_page, PATH, html.encode()) in READ_OR_REFUSED


def test_a_batch_keeps_the_readable_pages_and_names_the_others(tmp_path):
    unread = [name for name in REJECT_REASONS if name != "parser_failure"]
    (tmp_path / PATH).parent.mkdir(parents=True)
    (tmp_path / PATH).write_text(HTML)
    given = (
        (PATH, None),
        ("cable/2007/02/gone.html", None),
        ("cable/2007/02/empty.html", b""),
        ("tag/SCUL_0.html", b"<h3>Browse by SCUL</h3><table class='cable'><tr><td>one</td></tr></table>"),
    )
    result = extract_batch(Batch(str(tmp_path), given, {}, str(tmp_path / "chunk")))
    assert result.sightings["path"].to_pylist() == [PATH]
    assert [(reject.path, reject.reason) for reject in result.rejects] == [
        ("cable/2007/02/gone.html", "unreadable_file"),
        ("cable/2007/02/empty.html", "empty_page"),
        ("tag/SCUL_0.html", "bad_listing_row"),
    ]
    assert {reject.reason for reject in result.rejects} <= set(unread)
    assert (result.parsed_count, result.years, Path(result.chunk).is_file()) == (1, (2007,), True)


def test_a_failure_of_a_parser_is_a_reject_of_every_page_with_that_content_and_of_no_other(tmp_path, monkeypatch):
    def fail(published_id):
        if published_id == "07VIENTIANE1":
            raise RecursionError("too deep")
        return canonical_id(published_id)

    canonical_id = pipeline.parse.cable.canonical_id
    monkeypatch.setattr(pipeline.parse.cable, "canonical_id", fail)
    pages = [(each.path, render_page(each).encode()) for each in (cable(1), cable(2))]
    copies = [(path.replace("/02/", "/03/"), data) for path, data in pages]
    result = extract_batch(Batch("", (*pages, *copies), {}, str(tmp_path / "chunk")))
    assert result.sightings["path"].to_pylist() == [pages[1][0], copies[1][0]]
    assert [(reject.path, reject.reason, reject.detail) for reject in result.rejects] == [
        (path, "parser_failure", "RecursionError: too deep") for path in (pages[0][0], copies[0][0])
    ]
    assert result.parsed_count == 1


@pytest.mark.parametrize(
    "texts",
    [
        ["99999999999999999999"],
        ["SECTION 01 OF 99999999999"],
        ["X" * 100_000],
        ["\x00\x1f\ufffd\u2028\ud7ff"],
        [""],
        ["4294967296. (C) Text", "2147483648. (C) Text"],
    ],
)
def test_whatever_a_body_holds_its_rows_can_be_written(tmp_path, texts):
    telegram = cable(1, texts=texts, reference="99999999999", subject="A" * 10_000)
    result = extract_batch(Batch("", ((PATH, render_page(telegram).encode()),), {}, str(tmp_path / "chunk")))
    assert (result.parsed_count, result.rejects) == (1, [])


def test_contents_that_are_known_are_not_parsed_again(tmp_path):
    opened = open_page(PATH, HTML.encode())
    content = read_opened(opened).fingerprint
    given = ((PATH, HTML.encode()),)
    for known, parsed in (
        ({}, 1),
        ({0: content}, 0),  # the markup is new, the content is not
        ({0: "another content"}, 1),
    ):
        result = extract_batch(Batch("", given, known, str(tmp_path / f"chunk-{parsed}-{len(known)}-{id(known)}")))
        assert (result.parsed_count, result.sightings["fingerprint"].to_pylist()) == (parsed, [content])
        assert result.glimpses.num_rows == 0


def test_a_page_whose_markup_is_known_is_only_glimpsed(tmp_path):
    opened = open_page(PATH, HTML.encode())
    batch = Batch("", ((PATH, HTML.encode()),), {opened.markup_fingerprint: "content"}, str(tmp_path / "chunk"))
    result = extract_batch(batch)
    assert (result.parsed_count, result.chunk, result.sightings.num_rows) == (0, None, 0)
    assert result.glimpses.to_pylist() == [
        {"path": PATH, "markup_fingerprint": opened.markup_fingerprint, "counter": 1862}
    ]


# --- lists -----------------------------------------------------------------------------------------------------------

LISTED = release(
    "08",
    cable(1),
    cable(2, year=2005, released="2011-03-08 18", subject="TEA &amp; RINDS"),
    stale_rows={"05VIENTIANE2": at("2011-02-27 21")},
)
LISTS = {path: content for path, content in pages(LISTED) if not path.startswith("cable/")}


def test_a_list_gives_its_rows_as_they_stand():
    rows = read_listing("origin/1_0.html", LISTS["origin/1_0.html"])
    assert [(row.axis, row.key, row.path, row.position) for row in rows] == [
        ("origin", "Embassy Vientiane", "origin/1_0.html", 1),
        ("origin", "Embassy Vientiane", "origin/1_0.html", 2),
    ]
    first, second = rows
    assert (first.cable_id, first.subject) == ("05VIENTIANE2", "TEA & RINDS")
    assert (first.created_date, first.released_date) == (date(2005, 2, 8), date(2011, 2, 27))
    assert (second.cable_id, second.released_date) == ("07VIENTIANE1", date(2011, 3, 1))
    assert {(row.classification, row.origin, row.counter) for row in rows} == {("CONFIDENTIAL", "Embassy Vientiane", 2)}


@pytest.mark.parametrize(
    ("path", "axis", "key"),
    [
        ("reldate/2011-03-08_0.html", "reldate", "2011-03-08"),
        ("date/2005-02_0.html", "date", "2005-02"),
        ("tag/SCUL_0.html", "tag", "SCUL"),
        ("classification/1_0.html", "classification", "CONFIDENTIAL"),
    ],
)
def test_a_lists_key_is_its_heading_and_not_the_number_in_its_address(path, axis, key):
    rows = read_listing(path, LISTS[path])
    assert rows
    assert {(row.axis, row.key) for row in rows} == {(axis, key)}


LIST = LISTS["tag/SCUL_0.html"].decode()


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        (("<h3>Browse by SCUL</h3>", ""), "no heading"),
        (("<h3>Browse by SCUL</h3>", "<h3>Browse by </h3>"), "no heading"),
        (("<tr>\n<td>\n<a href='/cable", "<tr>\n<td></td>\n<td>\n<a href='/cable"), "row 1 has 7 cells"),
        ((">07VIENTIANE1</a>", "></a>"), "has no reference id"),
        (("<td>\n<a href='/cable", "<th>\n<a href='/cable"), "has 5 cells"),
        (("</table>", ""), "the list has no end"),
    ],
)
def test_a_list_in_another_form_is_refused(change, detail):
    with pytest.raises(PageError) as raised:
        read_listing("tag/SCUL_0.html", changed(*change, html=LIST).encode())
    assert raised.value.reason == "bad_listing_row"
    assert detail in raised.value.detail


@pytest.mark.parametrize(
    "copied",
    [
        lambda html: html.replace("<tr>", "<tr class='odd'>"),
        lambda html: html.replace("<td>", "<td class='c'>"),
        lambda html: html.replace("<table class='cable'>", "<table class='cable' id='t'>"),
        lambda html: re.sub(r"</?(?:tr|td|a)\b", lambda tag: tag[0].upper(), html),
        lambda html: html.replace("<table class='cable'>", "<h3>Help us</h3><table class='cable'>"),
        lambda html: html.replace("<h3>Browse by SCUL", "<h3 class='x'> Browse by  SCUL"),
    ],
)
def test_a_list_that_somebody_wrote_again_has_the_same_rows(copied):
    again = copied(LIST)
    assert again != LIST
    assert read_listing("tag/SCUL_0.html", again.encode()) == read_listing("tag/SCUL_0.html", LIST.encode())


def test_rows_without_a_cell_that_link_to_cables_are_refused():
    html = LIST.replace("<td>", "<th>").replace("</td>", "</th>")
    with pytest.raises(PageError, match="links to a cable and has no cells"):
        read_listing("tag/SCUL_0.html", html.encode())


def test_a_list_without_a_table_has_no_rows():
    assert read_listing("tag/SCUL_0.html", b"<h3>Browse by SCUL</h3><p>Nothing.</p>") == []


def test_a_date_that_is_none_is_left_out_of_a_row():
    html = changed("2007-02-08</a>", "soon</a>", LIST)
    assert {row.created_date for row in read_listing("tag/SCUL_0.html", html.encode())} == {date(2005, 2, 8), None}


@pytest.mark.parametrize(
    ("path", "axis"),
    [
        ("tag/PREL_0.html", "tag"),
        ("20101222/date/2009-09_12.html", "date"),
        ("reldate/2010-12-04_0.html", "reldate"),
        ("classification/2_0.htm", "classification"),
        ("index.html", None),
        ("cable/2007/02/07VIENTIANE1.html", None),
        ("tag/", None),
        ("stag/PREL.txt", None),
    ],
)
def test_the_way_of_browsing_is_in_a_lists_path(path, axis):
    assert index_axis(path) == axis


def test_an_axis_is_asked_of_a_list_only():
    with pytest.raises(PageError, match="that of no index page"):
        read_listing("index.html", b"")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_a_reason(data):
    for splice in (data, LIST.encode().replace(b"Embassy Vientiane", data), LIST.encode().replace(b"<td>", data, 2)):
        assert reason_against(read_listing, "tag/SCUL_0.html", splice) in READ_OR_REFUSED


# --- the release -----------------------------------------------------------------------------------------------------


def test_the_newest_release_is_in_the_sidebar():
    assert newest_release_link(LISTS["index.html"]) == date(2011, 3, 8)
    assert newest_release_link(b"<a href='/reldate/2011-13-45_0.html'>") is None
    assert newest_release_link(b"") is None
