"""The vocabulary: tables that are consistent in themselves, and that the real releases join to."""

from __future__ import annotations

import html
import re
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parse.identity import canonical_id, post_of_id
from pipeline.vocabulary import (
    CORRECTION_KINDS,
    POST_KINDS,
    TAG_KINDS,
    canonical_tag,
    corrected_ids,
    corrections,
    is_known_tag,
    misplaced_bodies,
    post_of_addressee,
    post_of_code,
    post_of_origin,
    posts,
    published_stations,
    station,
    tag_dimension,
    tag_kind,
)

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
RELEASES = ("20101130", "20101201", "20101204", "20101215", "20101222")
REGIONS = {
    "Africa",
    "Domestic",
    "East Asia and Pacific",
    "Europe and Eurasia",
    "International Organizations",
    "Near East",
    "South and Central Asia",
    "Western Hemisphere",
}
# South, north, west and east of where a region's posts can lie, in degrees.
BOXES = {
    "Africa": (-36, 24, -26, 60),
    "East Asia and Pacific": (-47, 50, 90, 190),
    "Europe and Eurasia": (27, 72, -66, 135),  # Bermuda to Vladivostok
    "Near East": (10, 40, -18, 66),
    "South and Central Asia": (0, 56, 58, 95),
    "Western Hemisphere": (-40, 60, -130, -30),
    "Domestic": (24, 50, -125, -66),
}


# Posts ----------------------------------------------------------------------------------------------------------------


def test_there_are_at_least_as_many_posts_as_the_whole_set_has():
    assert len(posts()) >= 275  # 274 embassies, consulates and missions, and Washington


def test_no_code_alias_or_addressee_belongs_to_two_posts():
    names = Counter(name for post in posts().values() for name in (post.post_code, *post.other_codes, *post.aliases))
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if not re.fullmatch("[A-Z]+", name)] == []
    origins = Counter(post.name for post in posts().values())
    assert [name for name, count in origins.items() if count > 1] == []
    addressees = Counter(re.sub("[^A-Z]", "", name) for post in posts().values() for name in post.addressees)
    assert [name for name, count in addressees.items() if count > 1] == []


@pytest.mark.parametrize("code", sorted(posts()))
def test_a_post_is_described_in_full_and_lies_where_it_can(code):
    post = posts()[code]
    assert post.kind in POST_KINDS
    assert re.fullmatch("[A-Z]{2}", post.country)
    assert post.city
    assert post.region in REGIONS
    assert -90 <= post.latitude <= 90
    assert -180 <= post.longitude <= 180
    if post.region in BOXES:
        south, north, west, east = BOXES[post.region]
        assert south <= post.latitude <= north
        assert west <= (post.longitude if post.longitude >= west else post.longitude + 360) <= east
    assert post_of_origin(post.name) == code
    assert [name for name in post.addressees if post_of_addressee(name) != code] == []


def test_posts_of_one_country_lie_together():
    spread = {"US": 60, "RU": 105, "CA": 65, "FR": 75, "PT": 20, "CD": 20}  # degrees; FR with Martinique
    by_country: dict[str, list[tuple[float, float]]] = {}
    for post in posts().values():
        by_country.setdefault(post.country, []).append((post.latitude, post.longitude))
    for country, places in by_country.items():
        widest = max(max(axis) - min(axis) for axis in zip(*places, strict=True))
        assert widest <= spread.get(country, 45), country


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NEW DELHI", "NEWDELHI"),
        ("new delhi", "NEWDELHI"),
        ("SECSTATE", "STATE"),
        ("SECDEF", "SECDEF"),
        ("KIEV", "KIEV"),
        ("USUN", "USUNNEWYORK"),
        ("VLADIVOSTO", "VLADIVOSTOK"),
        ("QRIPOLI", "TRIPOLI"),
        ("UNVIE VIEN", "UNVIEVIENNA"),
        ("CASA", "CASABLANCA"),
        ("VAT", "VATICAN"),
        ("QUITO EC", "QUITO"),
        ("QUITO FR", None),
        ("GEORGE", None),  # the beginning of a post, but a name of its own
        ("SALVADOR", "SANSALVADOR"),
        ("PARTS", None),
        ("EMAIL", None),
        ("", None),
        ("12", None),
    ],
)
def test_a_station_is_known_by_any_of_its_spellings(text, expected):
    assert station(text) == expected


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("Embassy London", "LONDON"),
        ("Embassy Kyiv", "KYIV"),
        ("Consulate Rio De Janeiro", "RIODEJANEIRO"),
        ("Secretary of State", "STATE"),
        ("Secretary of Defense", "SECDEF"),
        ("UNVIE", "UNVIEVIENNA"),
        ("USUN New York", "USUNNEWYORK"),
        ("USEU Brussels", "USEUBRUSSELS"),
        ("Mission USNATO", "USNATO"),
        ("Iran RPO Dubai", "RPODUBAI"),
        ("REO Basrah", "BASRAH"),
        ("American Institute Taiwan, Taipei", "AITTAIPEI"),
        ("US Interests Section Havana", "HAVANA"),
        ("American Consulate Hyderabad", "HYDERABAD"),
        ("embassy  london", "LONDON"),
        ("Embassy Kiev", "KYIV"),  # an older name of the same post
        ("Embassy Atlantis", None),
        ("", None),
    ],
)
def test_an_origin_is_a_post(origin, expected):
    assert post_of_origin(origin) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("AMEMBASSY NEW DELHI", "NEWDELHI"),
        ("AMEMBASSY TEL AVIV", "TELAVIV"),
        ("AMEMBASSY KIEV", "KYIV"),
        ("AMEMBASSY BISHQEK", "BISHKEK"),
        ("AMCONSUL CALCUTTA", "KOLKATA"),
        ("AMCONSUL ST PETERSBURG", "STPETERSBURG"),
        ("USMISSION GENEVA", "GENEVA"),
        ("USMISSION CD GENEVA", "CDGENEVA"),
        ("USMISSION USUN NEW YORK", "USUNNEWYORK"),
        ("USMISSION USNATO", "USNATO"),
        ("MISSION USNATO", "USNATO"),
        ("USMISSION UNVIE VIENNA", "UNVIEVIENNA"),
        ("USMISSION UN ROME", "UNROME"),
        ("AMEMBASSY ADDIS ABABA", "ADDISABABA"),
        ("USMISSION ADDIS ABABA", "USAUADDISABABA"),
        ("USEU BRUSSELS", "USEUBRUSSELS"),
        ("AMEMBASSY BRUSSELS", "BRUSSELS"),
        ("AIT TAIPEI", "AITTAIPEI"),
        ("USINT HAVANA", "HAVANA"),
        ("REO BASRAH", "BASRAH"),
        ("USOFFICE PRISTINA", "PRISTINA"),
        ("USLO TRIPOLI", "TRIPOLI"),
        ("IRAN RPO DUBAI", "RPODUBAI"),
        ("SECSTATE WASHDC", "STATE"),
        ("SECDEF WASHINGTON DC//USDP/ISA//", "SECDEF"),
        ("AMEMBASSY PORT AU PRINCE//USDAO", "PORTAUPRINCE"),
        ("AMEMBASSY KABUL IMMEDIATE 7721-7722", "KABUL"),
        ("AMCONSUL RIO DE JANEIRO IMMEDIATE 7721 INFO", "RIODEJANEIRO"),
        ("AMEMBASSY LA PAZ AUG LIMA", "LAPAZ"),  # a month that a continuity number turned into
        ("AMEMBASSY ATLANTIS", None),
        ("AMEMBASSY", None),
        ("USDAO LONDON UK", None),  # an attache
        ("DEPT OF TREASURY WASHDC", None),
        ("DEPT OF STATE AIR WING PATRICK AFB FL", None),
        ("USCINCCENT MACDILL AFB FL", None),
        ("CIA WASHDC", None),
        ("LONDON", None),  # a city alone is no addressee
        ("", None),
    ],
)
def test_an_addressee_is_a_post_or_none(name, expected):
    assert post_of_addressee(name) == expected


@pytest.mark.parametrize("unit", ["Oslo ", "A ", "Oslo", "//", " ", "Embassy "])
def test_a_megabyte_of_hostile_text_is_looked_up_in_linear_time(unit):
    text = "Embassy " + unit * (1_000_000 // len(unit))
    started = time.process_time()
    for look_up in (station, post_of_code, post_of_origin, post_of_addressee):
        look_up(text)
    assert time.process_time() - started < 5


@given(st.text())
def test_no_text_makes_a_look_up_raise(text):
    for code in (station(text), post_of_code(text), post_of_origin(text), post_of_addressee(text)):
        assert code is None or code in published_stations()
    assert tag_kind(text) in TAG_KINDS
    assert canonical_tag(canonical_tag(text)) == canonical_tag(text)


# TAGS -----------------------------------------------------------------------------------------------------------------


def test_every_tag_has_a_kind_and_all_but_the_unknown_a_meaning():
    for tag, meaning in tag_dimension().items():
        assert tag == tag.upper().strip() != ""
        assert meaning.kind in TAG_KINDS
        assert (meaning.name is None) == (meaning.kind == "unknown"), tag
        assert meaning.country is None or re.fullmatch("[A-Z]{2}", meaning.country)
        assert meaning.country is None or meaning.kind == "place"
        if meaning.canonical is not None:
            assert is_known_tag(meaning.canonical), tag
            assert not is_known_tag(tag)
            assert meaning[1:4] == tag_dimension()[meaning.canonical][1:4]


@pytest.mark.parametrize(
    ("tag", "kind", "country"),
    [
        ("PREL", "subject", None),
        ("OVIP", "subject", None),
        ("KNNP", "programme", None),
        ("NATO", "organisation", None),
        ("CLINTON", "person", None),
        ("RS", "place", "RU"),  # the Department's codes are not ISO's
        ("CH", "place", "CN"),
        ("SZ", "place", "CH"),
        ("SP", "place", "ES"),
        ("AU", "place", "AT"),
        ("XF", "place", None),
        ("TC", "place", "AE"),  # until AE took its place
    ],
)
def test_a_tag_says_what_it_stands_for(tag, kind, country):
    assert is_known_tag(tag)
    assert tag_kind(tag) == kind
    assert tag_dimension()[tag].country == country


def test_the_posts_countries_have_a_tag_each():
    tagged = {meaning.country for meaning in tag_dimension().values()}
    assert {post.country for post in posts().values()} - tagged == {
        "CW"
    }  # Curacao had that of the Netherlands Antilles


@pytest.mark.parametrize(("misprint", "tag"), [("MPOS", "MOPS"), ("PGOF", "PGOV"), ("KNPP", "KNNP"), ("PREL", "PREL")])
def test_a_misprint_is_not_known_but_leads_to_its_tag(misprint, tag):
    assert canonical_tag(misprint) == tag
    assert is_known_tag(misprint) == (misprint == tag)


def test_no_known_tag_is_two_others_run_together():
    known = {tag for tag in tag_dimension() if is_known_tag(tag)}
    subjects = {tag for tag in known if tag_kind(tag) in ("subject", "programme") and len(tag) >= 4}
    joined = [
        tag
        for tag in known
        for cut in range(2, len(tag) - 1)
        if (tag[:cut] in subjects and tag[cut:] in known) or (tag[:cut] in known and tag[cut:] in subjects)
    ]
    assert joined == ["UNAIDS"]  # a name of its own
    assert not any(is_known_tag(tag) for tag in ("PHUMBA", "EINDETRD", "VTPREL", "SIPDIS", "", "prel"))


# Corrections ----------------------------------------------------------------------------------------------------------


def test_every_correction_is_canonical_names_known_posts_and_gives_its_evidence():
    for published_id, correction in corrections().items():
        assert correction.kind in CORRECTION_KINDS
        assert published_id != correction.cable_id == canonical_id(correction.cable_id)
        assert post_of_id(correction.cable_id) is not None
        assert len(correction.evidence) > 20
    assert set(corrected_ids()).isdisjoint(misplaced_bodies())


# The real releases ----------------------------------------------------------------------------------------------------


def _pages(release: str) -> Iterator[tuple[str, str]]:
    """Every page of a release, path and text; the site's index pages with it."""
    archive = CORPUS / f"cablegate-{release}.tar.xz"
    if archive.exists():
        with tarfile.open(archive) as tree:
            for member in tree:
                stream = tree.extractfile(member) if member.name.endswith(".html") else None
                if stream is not None:
                    yield member.name, stream.read().decode("utf-8", "replace")
        return
    py7zr = pytest.importorskip("py7zr")
    packed = archive.with_name(f"cablegate-{release}.7z")
    if not packed.exists():
        pytest.skip(f"the release {release} is not at {CORPUS}")
    factory = py7zr.io.BytesIOFactory(64 << 20)
    with py7zr.SevenZipFile(packed) as tree:
        tree.extractall(factory=factory)
    for name, stream in factory.products.items():
        if name.endswith(".html"):
            stream.seek(0)
            yield name, stream.read().decode("utf-8", "replace")


ORIGIN_LINK = re.compile(r"/origin/[0-9_]+\.html['\"][^>]*>([^<]*)<")
CABLE_LINK = re.compile(r"/cable/\d{4}/\d{2}/([^'\"./]+)\.html")
TAG_LINK = re.compile(r"/tag/[^'\"]+\.html['\"][^>]*>([^<]*)<")
ADDRESSEE = re.compile(
    r"^(?:FM |TO |INFO )?(?:[A-Z0-9]{4,9}/)?"
    r"((?:AMEMBASSY|AMCONSUL|USMISSION|USINT|USOFFICE|USLO|AIT|REO|MISSION|USEU|SECSTATE)\b.*)$",
    re.MULTILINE,
)
AFTER_THE_NAME = re.compile(r"(?:\s+(?:FLASH|NIACT|IMMEDIATE|PRIORITY|ROUTINE))*[\s\d-]*$")


@pytest.fixture(scope="module", params=RELEASES)
def release(request) -> dict[str, Counter[str]]:
    if not CORPUS.is_dir():
        pytest.skip(f"the real releases are not at {CORPUS}")
    seen: dict[str, Counter[str]] = {"origins": Counter(), "ids": Counter(), "tags": Counter(), "addressees": Counter()}
    for path, text in _pages(request.param):
        # The sidebar, the same on every page, ends where the table of a cable or of a listing begins.
        text = text[max(text.find("<table class='cable'>"), 0) :]
        seen["origins"].update(html.unescape(name).strip() for name in ORIGIN_LINK.findall(text))
        seen["tags"].update(html.unescape(name).strip() for name in TAG_LINK.findall(text))
        if "/cable/" in path:
            seen["ids"][Path(path).stem] += 1
            header = html.unescape(text[text.find("<pre>") + 5 : text.find("</pre>")])
            seen["addressees"].update(AFTER_THE_NAME.sub("", name) for name in ADDRESSEE.findall(header))
        else:
            seen["ids"].update(html.unescape(name) for name in CABLE_LINK.findall(text))
    pager = re.compile(r"\d+|<<|>>|[<>]")  # the listings' links to further pages look the same
    for kind in ("origins", "tags"):
        for name in [name for name in seen[kind] if pager.fullmatch(name) or not name]:
            del seen[kind][name]
    return seen


@pytest.mark.slow
def test_every_origin_of_a_release_is_a_post(release):
    assert len(release["origins"]) >= 50
    assert [origin for origin in release["origins"] if post_of_origin(origin) is None] == []


@pytest.mark.slow
def test_every_id_of_a_release_is_canonical_and_of_a_post(release):
    assert len(release["ids"]) >= 290
    assert [name for name in release["ids"] if canonical_id(name) != name or post_of_id(name) is None] == []


@pytest.mark.slow
def test_nearly_every_addressee_that_looks_like_a_post_is_one(release):
    total = release["addressees"].total()
    left = {name: count for name, count in release["addressees"].items() if post_of_addressee(name) is None}
    assert total >= 1000
    assert sum(left.values()) <= 0.005 * total, left


@pytest.mark.slow
def test_every_tag_of_a_release_is_in_the_vocabulary(release):
    assert len(release["tags"]) >= 150
    assert [tag for tag in release["tags"] if tag.upper() not in tag_dimension()] == []
    meant = sum(count for tag, count in release["tags"].items() if is_known_tag(canonical_tag(tag.upper())))
    assert meant >= 0.98 * release["tags"].total()  # the rest are words cut off, such as PARTIES, or two run together
