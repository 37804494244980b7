"""The invented corpus: pages of the site's form, the same bytes for the same seed, every fault in its place."""

from __future__ import annotations

import importlib.util
import io
import lzma
import re
import tarfile
import zipfile
from collections import Counter
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from random import Random

import py7zr
import pytest
from selectolax.lexbor import LexborHTMLParser

from pipeline.sample import (
    PLANTED,
    SEED,
    Release,
    Telegram,
    archive_site,
    compose,
    pages,
    redact,
    render_page,
    sample_releases,
    site_time,
    write_samples,
    write_site,
)
from pipeline.sample.site import linked_tags

ROOT = Path(__file__).resolve().parent.parent
REAL = ROOT.parent / "shared" / "corpus" / "cablegate-20101222.tar.xz"
AXES = ("reldate", "date", "origin", "tag", "classification")


@pytest.fixture(scope="module")
def releases() -> tuple[Release, Release, Release]:
    return sample_releases(SEED)


@pytest.fixture(scope="module")
def trees(releases) -> list[dict[str, str]]:
    return [{path: content.decode() for path, content in pages(release)} for release in releases]


def telegram(**changes) -> Telegram:
    values = {
        "published_id": "07VIENTIANE118",
        "created": datetime(2007, 2, 8, 9, 41, tzinfo=UTC),
        "released": datetime(2011, 3, 1, 21, 17, tzinfo=UTC),
        "classification": "CONFIDENTIAL//NOFORN",
        "origin": "Embassy Vientiane",
        "header": "R 080941Z FEB 07\nFM AMEMBASSY VIENTIANE",
        "body": "TAGS: SCUL, LA\nSUBJECT: (C/NF) A DICTIONARY\nRETURNED\n\n1. (C) Quiet.\nB. Lettered.",
    }
    return Telegram(**(values | changes))


def cells(page: str) -> list[str]:
    return [
        cell.text(strip=True)
        for cell in LexborHTMLParser(page).css("table.cable td")
        if "colspan" not in cell.attributes
    ]


def blocks(page: str) -> list[str]:
    return [block.text() for block in LexborHTMLParser(page).css("code > pre")]


def listed_ids(tree: dict[str, str], axis: str) -> list[str]:
    found = []
    for path, page in tree.items():
        if path.startswith(f"{axis}/"):
            found += re.findall(r"<td>\n<a href='/cable/[^']*'>([^<]*)</a>", page)
    return found


def test_a_page_shows_the_five_cells_and_the_two_blocks():
    page = render_page(telegram(), counter=1862)
    assert cells(page) == [
        "07VIENTIANE118",
        "2007-02-08 09:09",
        "2011-03-01 21:09",
        "CONFIDENTIAL//NOFORN",
        "Embassy Vientiane",
    ]
    header, body = blocks(page)
    assert header == "R 080941Z FEB 07\nFM AMEMBASSY VIENTIANE"
    assert body == "TAGS: SCUL LA\nSUBJECT: (C/NF) A DICTIONARY\nRETURNED\n\n¶1. (C) Quiet.\n¶B. Lettered."
    assert "<p>Currently released so far... 1862 / 251,287</p>" in page


def test_the_text_blocks_are_one_line_of_source_each():
    lines = [line for line in render_page(telegram()).split("\n") if line.startswith("<code>")]
    assert len(lines) == 2
    assert all(line.endswith("</pre></code>") for line in lines)


def test_anchors_and_tag_links_carry_the_printed_label():
    page = render_page(telegram())
    assert "<a id='par1' href='#par1'>¶</a>1. (C) Quiet." in page
    assert "<a id='parB' href='#parB'>¶</a>B. Lettered." in page
    assert "TAGS: <a href='/tag/SCUL_0.html'>SCUL</a> <a href='/tag/LA_0.html'>LA</a>&#x000A;" in page


def test_a_pilcrow_in_plain_text_becomes_the_anchor_it_was():
    page = render_page(telegram(body="¶1. (C) One.\n\n¶12. (C) Twelve."))
    assert page.count("¶</a>") == 2
    assert "<a id='par12' href='#par12'>¶</a>12. (C) Twelve." in page


def test_a_page_can_go_without_links_and_anchors():
    page = render_page(telegram(tags_linked=False, anchored=False))
    assert "TAGS: SCUL, LA&#x000A;" in page
    assert "&#x000A;1. (C) Quiet." in page


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        (None, "<h3>Viewing cable 07VIENTIANE118, C/NF) A DICTIONARY</h3>"),  # the site lost the parenthesis
        ("SOMETHING ELSE", "<h3>Viewing cable 07VIENTIANE118, SOMETHING ELSE</h3>"),
        ("", "<h3>Viewing cable 07VIENTIANE118,</h3>"),
    ],
)
def test_the_title_is_the_first_line_of_the_subject_unless_said_otherwise(title, shown):
    assert shown in render_page(telegram(title=title))


@pytest.mark.parametrize(
    ("hour", "shown"), [(0, "00:12"), (4, "04:04"), (12, "12:12"), (14, "14:02"), (21, "21:09"), (23, "23:11")]
)
def test_the_minutes_repeat_the_hour_on_a_twelve_hour_clock(hour, shown):
    assert site_time(datetime(2009, 9, 22, hour, 28, tzinfo=UTC)) == f"2009-09-22 {shown}"


def test_a_doubled_scheme_stays_in_the_address_of_an_article_and_not_in_its_text():
    page = render_page(telegram(articles=("http://http://www.stamps.example", "http://a.example/b?c=1&d=2")))
    assert "<a href='http://http://www.stamps.example'>http://www.stamps.example</a><br />" in page
    links = [link.attributes["href"] for link in LexborHTMLParser(page).css("td[colspan='5'] a")]
    assert links == ["http://http://www.stamps.example", "http://a.example/b?c=1&d=2"]


def test_a_cable_composed_from_the_same_chance_is_the_same():
    moment = datetime(2008, 5, 2, 11, 7, tzinfo=UTC)
    first, second, other = (
        compose(Random(seed), "Embassy Oslo", moment, 44, "SECRET", length=8).body() for seed in (1, 1, 2)
    )
    assert first == second != other
    assert first.startswith("S E C R E T SECTION 01 OF 02 OSLO 000044")
    assert "8. (" in first


@pytest.mark.parametrize(
    ("text", "name", "hidden"),
    [
        ("Edda Garrowby left. Garrowby wept.", "Edda Garrowby", "XXXXX left. XXXXX wept."),
        ("It was Edda \nGarrowby.", "Edda Garrowby", "It was XXXXX."),
        ("Plato spoke.", "Plato", "XXXXX spoke."),
        ("Nobody spoke.", "Edda Garrowby", "Nobody spoke."),
    ],
)
def test_a_name_is_hidden_whole_across_a_line_end_and_alone(text, name, hidden):
    assert redact(text, name, "XXXXX") == hidden


def test_a_cable_from_a_post_that_is_not_known_is_refused():
    with pytest.raises(KeyError):
        compose(Random(1), "Embassy Atlantis", datetime(2008, 5, 2, tzinfo=UTC), 1, "SECRET")


@pytest.mark.parametrize("suffix", [".tar.xz", ".tar.gz", ".tar.bz2", ".tar", ".zip", ".7z"])
def test_every_kind_of_archive_holds_the_tree_that_a_folder_holds(tmp_path, suffix):
    release = Release(date(2011, 3, 1), (telegram(),))
    path = archive_site(release, tmp_path / f"{release.name}{suffix}")
    folder = write_site(release, tmp_path / "folder")
    expected = {
        f"20110301/{file.relative_to(folder).as_posix()}": file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }
    assert expected == {f"20110301/{name}": content for name, content in pages(release)}
    if suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            held = {name: archive.read(name) for name in archive.namelist()}
    elif suffix == ".7z":
        with py7zr.SevenZipFile(path) as archive:
            archive.extractall(tmp_path / "out")
        held = {
            file.relative_to(tmp_path / "out").as_posix(): file.read_bytes()
            for file in (tmp_path / "out").rglob("*")
            if file.is_file()
        }
    else:
        with tarfile.open(path) as archive:
            held = {member.name: archive.extractfile(member).read() for member in archive.getmembers()}
    assert held == expected


def test_an_archive_of_another_kind_is_refused(tmp_path):
    with pytest.raises(ValueError, match="not an archive"):
        archive_site(Release(date(2011, 3, 1), (telegram(),)), tmp_path / "cablegate.rar")


def test_lists_are_cut_into_pages_with_a_pager():
    cables = tuple(telegram(published_id=f"07VIENTIANE{n}") for n in range(100, 107))
    tree = {path: content.decode() for path, content in pages(Release(date(2011, 3, 1), cables, rows_per_page=3))}
    assert sorted(path for path in tree if path.startswith("tag/SCUL")) == [f"tag/SCUL_{n}.html" for n in range(3)]
    assert [tree[f"tag/SCUL_{n}.html"].count("<td>\n<a href='/cable/") for n in range(3)] == [3, 3, 1]
    pager = (
        "<div class='paginator'><a href='/tag/SCUL_0.html'>&lt;&lt; </a><a href='/tag/SCUL_0.html'>1</a> .. "
        "<a href='/tag/SCUL_0.html'>1</a> <b><a href='/tag/SCUL_1.html'>2</a></b> <a href='/tag/SCUL_2.html'>3</a> .. "
        "<a href='/tag/SCUL_2.html'>3</a><a href='/tag/SCUL_2.html'> &gt;&gt;</a></div>"
    )
    assert tree["tag/SCUL_1.html"].count(pager) == 2


def test_the_three_releases_hold_60_75_and_90_pages(trees, releases):
    counts = [sum(path.startswith("cable/") for path in tree) for tree in trees]
    assert counts == [60, 75, 90]
    assert [release.shown_counter for release in releases] == [60, 73, 88]
    assert [release.day for release in releases] == [date(2011, 3, 1), date(2011, 3, 8), date(2011, 3, 15)]


def test_the_pages_of_a_release_carry_its_counter_but_for_those_withdrawn(trees, releases):
    for tree, release in zip(trees, releases, strict=True):
        stamps = Counter(
            int(re.search(r"so far\.\.\. (\d+) /", page)[1]) for path, page in tree.items() if path.startswith("cable/")
        )
        assert stamps.most_common(1)[0] == (release.shown_counter, len(release.cables))
        assert sum(stamps.values()) - len(release.cables) == len(release.withdrawn)
        assert all(stamp <= release.shown_counter for stamp in stamps)


@pytest.mark.parametrize("axis", AXES)
def test_every_listed_cable_stands_once_on_each_axis_and_no_withdrawn_one_does(trees, releases, axis):
    for tree, release in zip(trees, releases, strict=True):
        rows = Counter(listed_ids(tree, axis))
        expected = {each.published_id for each in release.cables}
        if axis == "tag":
            expected = {each.published_id for each in release.cables if linked_tags(each)}
        assert set(rows) == expected
        if axis in ("date", "origin", "classification"):
            assert set(rows.values()) == {1}
        if axis == "reldate":
            assert {name for name, count in rows.items() if count > 1} == set(release.stale_rows)


def test_every_link_to_a_cable_or_a_list_leads_to_a_file(trees, releases):
    for tree, release in zip(trees, releases, strict=True):
        left = {each.path for each, _ in release.withdrawn}
        for path, page in tree.items():
            if path not in left:  # their links are of an older release
                targets = re.findall(r"href='/((?:cable|reldate|date|origin|tag|classification)/[^']+)'", page)
                assert [target for target in targets if target not in tree] == []


def test_rows_agree_with_pages_except_where_they_are_meant_to_be_stale(trees, releases):
    for tree, release in zip(trees, releases, strict=True):
        days = {each.published_id: f"{each.released:%Y-%m-%d}" for each in release.cables}
        differing = set()
        for path, page in tree.items():
            if path.startswith("origin/"):
                found = re.findall(
                    r"'>([^<]+)</a>\n</td>\n<td>[^<]*</td>\n<td>\n[^\n]*\n</td>\n<td>\n[^>]*>([\d-]+)<", page
                )
                differing |= {name for name, day in found if days[name] != day}
        assert differing == set(release.stale_rows)


def test_every_file_changes_between_releases(trees):
    for before, after in pairwise(trees):
        same = {path for path in before.keys() & after.keys() if before[path] == after[path]}
        assert same == {path for path in same if path.startswith("cable/")}
    # what stays byte for byte is what was withdrawn and left behind
    left = [{each.path for each, _ in release.withdrawn} for release in sample_releases(SEED)]
    for number in (1, 2):
        same = {
            path
            for path in trees[number - 1].keys() & trees[number].keys()
            if trees[number - 1][path] == trees[number][path]
        }
        assert same <= left[number]


def test_keys_of_origins_are_renumbered_between_releases(releases):
    def keys(release: Release) -> dict[str, str]:
        tree = dict(pages(release))
        return dict(re.findall(r"<a href='/origin/(\d+)_0.html'>([^<]+)</a>", tree["index.html"].decode()))

    first, last = keys(releases[0]), keys(releases[2])
    assert {key for key in first if first[key] != last[key]}


def test_the_link_titles_of_markings_are_wrong(trees):
    titles = dict(re.findall(r"title='([^']+)'>([^<]+)</a>", trees[0]["index.html"]))
    assert titles["secret"] == "CONFIDENTIAL//NOFORN"
    assert titles["unclassified"] == "CONFIDENTIAL"


@pytest.mark.parametrize("fault", sorted(PLANTED))
def test_the_cables_of_a_planted_fault_are_in_the_last_release_or_left_behind(releases, fault):
    last = releases[2]
    present = {each.published_id for each in last.cables} | {each.published_id for each, _ in last.withdrawn}
    assert set(PLANTED[fault]) <= present


def body_of(releases, name: str, number: int = 2) -> str:
    return next(each.body for each in releases[number].cables if each.published_id == name)


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("06SUVA188", r"(?m)^2\.\(U\) "),
        ("06SUVA201", r"(?m)^\(\w+\) 2\. "),
        ("08MINSK311", r"(?m)^TAGS [A-Z]{4}, "),
        ("08MINSK311", r"(?m)^EO 12958 DECL: "),
        ("05RIGA219", r"(?m)^Tags: [a-z]{4}, [\s\S]*^Subject: [a-z]"),
        ("08LUSAKA77", r"\A<<190077>>\n1/22/2008 14:46\n08LUSAKA77\n[\s\S]*\nTags: [a-z]+, "),
        ("07OSLO512", r"SUBJECT: [\s\S]*SUBJECT: "),
        ("07DILI59", r"(?m)^E\.O\. 12958: DECL: \S+ TAGS: .* SUBJECT: "),
        ("09ROME1440", r"TAGS: OVIP \(WRENFIELD, TOBIAH\), HUMAN RIGHTS, "),
        ("09MANAMA60", r"TAGS: .*PHUMBA"),
        ("08TALLINN244", r"(?m)^TAGS: [^\n]*PREL, ?\nPGOV, EN, FI"),
        ("07BELIZE330", r"<strong>Note</strong>[\s\S]*<_protect>[\s\S]*<Iceland"),
        ("09CANBERRA871", r"(?s)\n6\. .*\n1\. .*\n2\. .*\n4\. "),
        ("08NAIROBI1507", r"(?s)\nA\. .*\nB\. .*\nC\. "),
        ("09LONDON1710", r"\(S/Noforn\)[\s\S]*\(C-NF\)[\s\S]*\(C/REL UK\)[\s\S]*\(U//FOUO\)[\s\S]*\(Iceland\)"),
        ("90PERTH97", r"\nCONFIDENTIAL\n\nPAGE 02        PERTH   00097  01 OF 02  182017Z\n"),
        ("06PRAGUE733", r"(?si)Summary.*PRAGUE 00000733  001\.2 OF 003.*End\s+summary.*\nSIPDIS\n"),
        ("05HELSINKI412", r"\n\.\.\.\n"),
        ("10KYIV102", r"XXXXXXXXXXXX[\s\S]*\[Name removed\]"),
        ("08TIRANA415", r"xxxxxxxxxxxx"),
        ("09BERN415", r"EMAIL[\s\S]*TELCON[\s\S]*IIR[\s\S]*MEETING[\s\S]*MEMO[\s\S]*FAX[\s\S]*HTTP[\s\S]*BOOK"),
        ("08DAKAR1320", r"AND 1207[\s\S]*2007 BAMAKO 0714[\s\S]*512 \(07\)[\s\S]*SECDEF[\s\S]*O7 DAKAR 44O"),
        ("66MONTEVIDEO1182", r"\AUNCLASSIFIED MONTEVIDEO 1182 \n[\s\S]*\n1\.  [A-Z ]+"),
        ("79LISBON3182", r"E\.O\. 12065: GDS[\s\S]*1\. \(C - ENTIRE TEXT\)\."),
        ("08PARIS1290", r"&amp;quot;[\s\S]*“"),
        ("08ATHENS871", "\x1a"),
        ("09TOKYO1822", r"----        ----      ----     -------"),
        ("09COPENHAGEN301", r'\nGRUBB\n\n"Visit'),
        ("07PANAMA1544", r"\nDE LA PLUME\Z"),
    ],
)
def test_a_planted_fault_is_as_it_should_be(releases, name, pattern):
    assert re.search(pattern, body_of(releases, name))


@pytest.mark.parametrize(
    ("name", "label"), [("03VALLETTA96", "TAGS"), ("04MASERU58", "SUBJECT"), ("05LISBON640", "\n1. ")]
)
def test_a_planted_gap_is_a_gap(releases, name, label):
    assert label not in body_of(releases, name)


def test_a_reissued_cable_hides_names_and_carries_a_new_release_time(releases):
    versions = [next(each for each in release.cables if each.published_id == "09TUNIS288") for release in releases]
    assert versions[0].released < versions[1].released == versions[2].released
    assert "XXXX" not in versions[0].body
    assert versions[1].body.count("XXXXXXXXXXXX") > 2
    assert versions[1].body == versions[2].body


def test_a_withdrawn_cable_can_come_back(releases):
    listed = [any(each.published_id == "07ZAGREB733" for each in release.cables) for release in releases]
    left = [any(each.published_id == "07ZAGREB733" for each, _ in release.withdrawn) for release in releases]
    assert (listed, left) == ([True, False, True], [False, True, False])


def test_a_partial_extract_has_no_routing_and_later_the_whole_text(releases):
    versions = [next(each for each in release.cables if each.published_id == "09WARSAW377") for release in releases]
    assert versions[0].header.startswith("This record is a partial extract of the original cable.")
    assert "DE RUEHWR" in versions[2].header
    assert len(versions[2].body) > 2 * len(versions[0].body)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_text(tmp_path):
    first, second, other = (
        [archive_site(release, tmp_path / f"{name}.tar.gz").read_bytes() for release in sample_releases(seed)]
        for name, seed in (("first", 7), ("second", 7), ("other", 8))
    )
    assert first == second
    assert all(one != another for one, another in zip(first, other, strict=True))


def test_what_lies_in_data_raw_is_what_the_generator_writes(tmp_path):
    # The tapes are compared, not the archives: another version of the compressor may pack the same bytes otherwise.
    for path in write_samples(tmp_path):
        shipped = ROOT / "data" / "raw" / path.name
        assert lzma.decompress(shipped.read_bytes()) == lzma.decompress(path.read_bytes()), (
            f"{shipped.name} is stale: write it again with `cables sample`"
        )


def test_members_of_an_archive_have_a_fixed_time_owner_and_order():
    with tarfile.open(ROOT / "data" / "raw" / "cablegate-20110301.tar.xz") as archive:
        members = archive.getmembers()
    assert {(member.mtime, member.uid, member.gid, member.mode) for member in members} == {(1298937600, 0, 0, 0o644)}
    assert [member.name for member in members] == sorted(member.name for member in members)


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> tuple[object, Path]:
    spec = importlib.util.spec_from_file_location("benchmark_corpus", ROOT / "benchmarks" / "corpus.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path_factory.mktemp("large")
    module.make(folder, 120, seed=3, index=True)
    return module, folder


def test_a_large_corpus_has_as_many_different_cables_as_asked_for(large):
    _, folder = large
    names = [path.stem for path in (folder / "cable").rglob("*.html")]
    assert len(names) == len(set(names)) == 120
    assert all((folder / axis).is_dir() for axis in AXES)


def test_a_large_corpus_is_the_same_for_the_same_seed(large):
    module, _ = large
    first, second, other = (list(module.telegrams(20, seed)) for seed in (3, 3, 4))
    assert first == second != other


def test_the_next_release_of_a_large_corpus_changes_every_file_and_few_texts(large, tmp_path):
    module, folder = large
    written, changed = module.next_release(folder, tmp_path, share=0.2)
    before, after = (
        {path.relative_to(root): path.read_text() for path in root.rglob("*.html")} for root in (folder, tmp_path)
    )
    assert written == 120
    assert before.keys() == after.keys()
    assert all(before[path] != after[path] for path in before)
    differing = {
        path
        for path in before
        if path.parts[0] == "cable" and before[path].split("<table class=")[1] != after[path].split("<table class=")[1]
    }
    assert len(differing) == changed
    assert 8 <= changed <= 45
    assert all("2011-03-08 18:06" in after[path] for path in differing)


# One line of a page is one tag; its skeleton is the line without text, ids and keys.
_TEXT = re.compile(r">[^<]+<")
_QUOTED = re.compile(r"""(?<==)(['"])(.*?)\1""")
_KEYS = (
    (re.compile(r"/(cable)/[^'\"]+"), r"/\1/K"),
    (re.compile(r"/(origin|date|reldate|tag|classification)/[^'\"_]*?_\d+"), r"/\1/K_N"),
    (re.compile(r"(year|by|tag)_\w+"), r"\1_K"),
    (re.compile(r"status=Reading[^'\"]*"), "status=K"),
    (re.compile(r"url=[^'\"]*"), "url=K"),
    (re.compile(r"title='[^']*'"), "title=K"),
    (re.compile(r"Viewing cable .*(?=</h3>)"), "K"),
)


def skeleton(page: str) -> list[str]:
    lines = []
    for line in page.split("<code><pre>")[0].split("\n"):
        text = _TEXT.sub("><", line)
        for pattern, replacement in _KEYS:
            text = pattern.sub(replacement, text)
        if text.startswith('<a href="/'):
            text = "<press>"
        text = re.sub(r"(<a [^>]*></a>)\1+", r"\1", text)  # the pager has as many links as it has neighbours
        lines.append(text if text.startswith("<") else "text")
    for size in (1, 2, 3, 4, 18):  # repeated lines, and repeated groups of lines, count once
        kept: list[str] = []
        for line in lines:
            kept.append(line)
            if kept[-size:] == kept[-2 * size : -size]:
                del kept[-size:]
        lines = kept
    return lines


@pytest.fixture(scope="module")
def real_pages() -> dict[str, str]:
    if not REAL.exists():
        pytest.skip("the real releases are not beside the project (../shared/corpus)")
    wanted = {"cable": 3, **dict.fromkeys(AXES, 2)}
    found: dict[str, str] = {}
    with tarfile.open(fileobj=io.BytesIO(lzma.decompress(REAL.read_bytes()))) as archive:
        for member in archive:
            _, _, path = member.name.partition("/")
            axis = path.partition("/")[0]
            if member.isfile() and wanted.get(axis, 0):
                page = archive.extractfile(member).read().decode()
                if "colspan" in page:
                    continue
                wanted[axis] -= 1
                found[path] = page
    return found


@pytest.mark.slow
@pytest.mark.parametrize("axis", ["cable", *AXES])
def test_a_page_has_the_skeleton_of_a_real_one(real_pages, trees, axis):
    real = next(page for path, page in real_pages.items() if path.startswith(f"{axis}/"))
    ours = next(page for path, page in trees[2].items() if path.startswith(f"{axis}/") and "colspan" not in page)
    assert skeleton(ours) == skeleton(real)
