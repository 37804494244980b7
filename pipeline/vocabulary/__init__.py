"""What the telegrams take for granted: posts, TAGS and corrections, each table read once a process.

The tables are CSV files beside this module. A post has one `post_code`, the station of its reference ids; stations
that the site also published ids under, such as KIEV beside KYIV, are its `other_codes` and stay as they are;
`aliases` are spellings that are put right.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple


class Post(NamedTuple):
    """One diplomatic post, mission or office that sent telegrams."""

    post_code: str  # LONDON
    name: str  # the site's name of the origin: Embassy London
    kind: str  # embassy, consulate, mission ...: the closed list in POST_KINDS
    city: str
    country: str  # ISO 3166-1 alpha-2 of the place; XK for Kosovo
    country_name: str
    latitude: float  # degrees, north positive
    longitude: float  # degrees, east positive
    region: str  # the Department's bureau
    other_codes: tuple[str, ...]  # stations of published ids that stay: KIEV
    aliases: tuple[str, ...]  # spellings put right: MUSCATT, SECSTATE
    addressees: tuple[str, ...]  # addressee names that follow no rule: USMISSION USUN


class TagMeaning(NamedTuple):
    """One entry of a TAGS line and what it stands for."""

    tag: str  # PREL
    kind: str  # subject, place, organisation, programme, person, unknown
    name: str | None  # External Political Relations
    country: str | None  # ISO 3166-1 alpha-2, where the tag is a country
    canonical: str | None  # the tag that a misprint stands for, whose kind, name and country it shows: PREL for PPREL


class Correction(NamedTuple):
    """Something published wrongly that no rule puts right, and the evidence for what it should be."""

    published_id: str
    kind: str  # id: the page is cable_id's; body: the page is its own, but prints the body of cable_id
    cable_id: str
    evidence: str


POST_KINDS = frozenset(
    {
        "branch_office",
        "consulate",
        "delegation",
        "department",
        "embassy",
        "institute",
        "interests_section",
        "liaison_office",
        "mission",
        "other",
        "regional_office",
    }
)
CORRECTION_KINDS = frozenset({"id", "body"})
TAG_KINDS = frozenset({"subject", "place", "organisation", "programme", "person", "unknown"})

NOT_LETTERS = re.compile(r"[^A-Z]+")
# What stands before the city in an addressee or an origin and says only what sort of post it is.
ADDRESSEE_KIND = re.compile(
    r"(?:AM?EM?BAS?SY|AMEMB|AMCONSUL(?:ATE)?|AMCONSULS|AMCONGEN|CONGEN|EMBASSY|CONSULATE|AMERICAN CONSULATE|USMISSION"
    r"|US MISSION|MISSION|USINT|USLO|USOFFICE|US OFFICE|USDEL|AIT|REO|UN)\s+"
)
EMBASSY_OR_CONSULATE = ("AM", "EMB", "CONS", "CONG")
SHORTEST_TRUNCATION = 9  # CONSTANT is not CONSTANTINE
LONGEST_STATION = 30
MOST_WORDS = 6  # of a post's name
SHORTEST_MISSPELLING = 6  # shorter ones are too near to words: PARTS is not PARIS


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(files(__name__).joinpath(name).read_text(encoding="utf-8").splitlines())


def _several(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


@cache
def posts() -> dict[str, Post]:
    """Every post by its code: ``posts()["LONDON"].country_name`` is ``"United Kingdom"``."""
    return {
        row["post_code"]: Post(
            post_code=row["post_code"],
            name=row["name"],
            kind=row["kind"],
            city=row["city"],
            country=row["country"],
            country_name=row["country_name"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            region=row["region"],
            other_codes=_several(row["other_codes"]),
            aliases=_several(row["aliases"]),
            addressees=_several(row["addressees"]),
        )
        for row in _rows("posts.csv")
    }


@cache
def published_stations() -> dict[str, str]:
    """Each station that reference ids are published under, and the post it belongs to: KIEV and KYIV are KYIV."""
    return {code: post.post_code for post in posts().values() for code in (post.post_code, *post.other_codes)}


@cache
def _misspellings() -> dict[str, str]:
    return {alias: post.post_code for post in posts().values() for alias in post.aliases}


def _letters(text: str) -> str:
    return NOT_LETTERS.sub("", text.upper())


def _with_one_dropped(word: str) -> set[str]:
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


@cache
def _one_dropped() -> dict[str, set[str]]:
    """Stations by each form that lacks one letter: two words that differ by a slip share such a form."""
    forms: dict[str, set[str]] = {}
    for code in published_stations():
        if len(code) >= SHORTEST_MISSPELLING:
            for form in _with_one_dropped(code):
                forms.setdefault(form, set()).add(code)
    return forms


@cache
def _truncations() -> dict[str, frozenset[str]]:
    """Stations by each beginning that is long enough to stand for them."""
    beginnings: dict[str, frozenset[str]] = {}
    for code in published_stations():
        for length in range(SHORTEST_TRUNCATION, len(code)):
            beginnings[code[:length]] = beginnings.get(code[:length], frozenset()) | {code}
    return beginnings


def _is_one_slip(word: str, other: str) -> bool:
    """Whether one letter dropped, added, changed, or two neighbours swapped, turns `word` into `other`."""
    if len(word) > len(other):
        word, other = other, word
    if len(other) - len(word) > 1:
        return False
    start = 0
    while start < len(word) and word[start] == other[start]:
        start += 1
    if len(word) < len(other):
        return word[start:] == other[start + 1 :]
    if word[start + 1 :] == other[start + 1 :]:
        return True
    return word[start : start + 2] == other[start : start + 2][::-1] and word[start + 2 :] == other[start + 2 :]


@lru_cache(maxsize=4096)
def station(text: str) -> str | None:
    """The station as the site prints it in reference ids, or None where it is none.

    ``NEW DELHI`` is ``NEWDELHI``, ``SECSTATE`` is ``STATE``, and ``KIEV`` stays ``KIEV``, for ids were published
    under it. A name cut short (``VLADIVOSTO``: the heading of a body has ten columns for the post) or with one slip
    (``QRIPOLI``) is put right where only one post fits, and the code of its own country behind a post (``MADRID SP``)
    is left out. ``SECDEF`` is the Secretary of Defense, never ``STATE``.
    """
    letters = _letters(text)
    known = published_stations()
    if letters in known:
        return letters
    if letters in _misspellings():
        return _misspellings()[letters]
    if letters[:-2] in known:
        country = tag_dimension().get(letters[-2:])
        if country is not None and country.country == posts()[known[letters[:-2]]].country:
            return letters[:-2]
    if len(letters) < SHORTEST_MISSPELLING or len(letters) > LONGEST_STATION:
        return None
    fitting = _truncations().get(letters, frozenset())
    if len(fitting) != 1:
        near = (code for form in _with_one_dropped(letters) for code in _one_dropped().get(form, ()))
        fitting = frozenset(code for code in near if _is_one_slip(letters, code))
    return next(iter(fitting)) if len(fitting) == 1 else None


def post_of_code(code: str) -> str | None:
    """The post code behind a station: ``KIEV`` is ``KYIV``, ``USUN`` is ``USUNNEWYORK``; None where no post has it."""
    found = station(code)
    return None if found is None else published_stations()[found]


@cache
def _posts_by_origin() -> dict[str, str]:
    return {post.name.upper(): post.post_code for post in posts().values()}


@lru_cache(maxsize=4096)
def post_of_origin(origin: str) -> str | None:
    """The post code of the site's origin cell: ``Embassy London`` is ``LONDON``; None where no post has that name."""
    name = " ".join(origin.upper().split())
    exact = _posts_by_origin().get(name)
    return exact if exact is not None else post_of_addressee(name)


@cache
def _posts_by_addressee() -> dict[str, str]:
    return {_letters(name): post.post_code for post in posts().values() for name in post.addressees}


@lru_cache(maxsize=16384)
def post_of_addressee(name: str) -> str | None:
    """The post code of an addressee: ``AMEMBASSY NEW DELHI`` is ``NEWDELHI``; None for anyone who is no post.

    Other agencies (``DEPT OF TREASURY WASHDC``), commands and attaches (``USDAO LONDON UK``) are no posts. What stands
    behind ``//`` names an office within the post and is left out.
    """
    line = " ".join(name.upper().split("//", 1)[0].split())
    letters = _letters(line)
    irregular = _posts_by_addressee().get(letters)
    if irregular is not None:
        return irregular
    kind = ADDRESSEE_KIND.match(line)
    if kind is None:
        known = published_stations().get(letters) or _misspellings().get(letters)
        return known if known is None or posts()[known].kind not in ("embassy", "consulate") else None
    city = line[kind.end() :]
    found = _posts_by_addressee().get(_letters(city))
    if found is None:
        found = post_of_code(city)
    if found is None and kind[0].startswith(EMBASSY_OR_CONSULATE):
        # A precedence or a count that was not parted from the name: AMEMBASSY KABUL IMMEDIATE 7721-7722.
        words = city.split(maxsplit=MOST_WORDS)
        found = next(
            (code for end in range(len(words) - 1, 0, -1) if (code := post_of_code(" ".join(words[:end])))), None
        )
    return found


@cache
def tag_dimension() -> dict[str, TagMeaning]:
    """Every TAGS entry of the vocabulary by the tag: ``tag_dimension()["RS"].country`` is ``"RU"``."""
    return {
        row["tag"]: TagMeaning(
            tag=row["tag"],
            kind=row["kind"],
            name=row["name"] or None,
            country=row["country"] or None,
            canonical=row["canonical"] or None,
        )
        for row in _rows("tags.csv")
    }


def is_known_tag(tag: str) -> bool:
    """Whether a tag, in capitals, is in the vocabulary with a meaning of its own: a misprint is not."""
    meaning = tag_dimension().get(tag)
    return meaning is not None and meaning.kind != "unknown" and meaning.canonical is None


def canonical_tag(tag: str) -> str:
    """The tag that a misprint stands for, or the tag itself: ``MPOS`` is ``MOPS``, ``PREL`` is ``PREL``."""
    meaning = tag_dimension().get(tag)
    return tag if meaning is None or meaning.canonical is None else meaning.canonical


def tag_kind(tag: str) -> str:
    """What sort of thing a tag, in capitals, names: subject, place, organisation, programme, person or unknown."""
    meaning = tag_dimension().get(tag)
    return "unknown" if meaning is None else meaning.kind


@cache
def corrections() -> dict[str, Correction]:
    """What was published wrongly, by the published id, each with its evidence."""
    return {
        row["published_id"]: Correction(row["published_id"], row["kind"], row["cable_id"], row["evidence"])
        for row in _rows("corrections.csv")
    }


@cache
def corrected_ids() -> dict[str, str]:
    """The canonical id behind each published id that no rule puts right."""
    return {wrong.published_id: wrong.cable_id for wrong in corrections().values() if wrong.kind == "id"}


@cache
def misplaced_bodies() -> dict[str, str]:
    """The cable whose body a page prints instead of its own: ``09MOSCOW1108`` shows that of ``10SHENYANG4``.

    Such a page keeps its id, cells and header; what is read from its text belongs to the other cable.
    """
    return {wrong.published_id: wrong.cable_id for wrong in corrections().values() if wrong.kind == "body"}
