"""The reference id of a cable: two-digit year, station, serial, as in ``09LONDON2199``."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from pipeline.vocabulary import corrected_ids, published_stations, station

CANONICAL = re.compile(r"([0-9]{2})([A-Z]+)([1-9][0-9]{0,6})")
LONGEST_ID = 200  # characters; anything longer is a passage, not an id
FIRST_YEAR = 66  # the corpus begins in 1966, so 66 to 99 are of the twentieth century
ENTITY = re.compile(r"&#?[0-9A-Z]{1,8};")
BULLET = re.compile(r"\A\(?[A-Z][.)] ?(?=[0-9O]{2})")  # A. 09LONDON12
AROUND = " \t\n#.,:;*'\"`“”‘’()[]{}<>-–—_/\\"

# A letter O stands for zero and the reverse, in the year (O9LONDON12) as in the serial (09LONDON1O2).
YEAR = re.compile(r"(?:(?:19|2[0O])(?=[0-9O]{2}))?([0-9O]{2})(?![0-9])")
SECTION = re.compile(r"[A-Z ]{0,40}[0-9O]{1,2} ?OF ?[0-9O]{1,2}")  # SECTION 01 OF 03, however it is spelt
SERIAL = re.compile(r"[0-9][0-9O]*")
# What may follow a serial and is not of the id: a stray letter, a caption, a section count.
TAIL = re.compile(
    r"[ ._,;:-]{0,3}(?:[A-Z]{1,2}|\(?(?:NOTAL|EXDIS|NODIS|LIMDIS|SIPDIS|STADIS|NOFORN|AND PREVIOUS|ET AL)\)?"
    r"|SECTION ?[0-9O]{1,2} ?OF ?[0-9O]{1,2}|\([A-Z0-9 ,.]{1,30}\)|/[0-9]{1,2}|[0-9O]{1,2} ?OF ?[0-9O]{1,2})?"
    r"[ .,;:)-]{0,3}"
)
MARKING = re.compile(
    r"(?:UNCLAS(?:SIFIED)?(?:EFTO)?|CONFIDENTIAL|SECRET|NOFORN|SIPDIS|EXDIS|NODIS|FOROFFICIALUSEONLY|SBU|FROM|FM|REF(?:TEL)?)"
)
MISSION_KIND = re.compile(
    r"(?:A?MEMBAS?SY|AMEMB|EMBAS?SY|AMCONSUL(?:ATE)?|AMCONGEN|CONSULATE|CONGEN|USMISSION|MISSION|USDEL|USINT|USOFFICE)"
)
NOT_OF_A_STATION = re.compile(r"[^A-Z0-9]+")


def _station(name: str) -> str | None:
    """The station in what stands between year and serial, markings and the sort of mission left out; None if none."""
    letters = name.replace("0", "O")
    if not letters.isalpha():
        return None
    found = station(letters)
    while found is None:
        lead = MISSION_KIND.match(letters) or MARKING.match(letters)
        if lead is None or lead.end() == len(letters):
            return None
        letters = letters[lead.end() :]
        found = station(letters)
    return found


def _unknown_station(letters: str) -> str | None:
    while (lead := MISSION_KIND.match(letters)) is not None and lead.end() < len(letters):
        letters = letters[lead.end() :]
    return letters if letters.isalpha() else None


def _split(text: str) -> tuple[str, str, str, str] | None:
    """Year digits, what stands for the station, serial digits and what follows; None where that is not the form."""
    year = YEAR.match(text)
    if year is None:
        return None
    rest = text[year.end() :]
    section = SECTION.match(rest)
    if section is not None:
        rest = rest[section.end() :]
    # The serial is the first run that begins with a digit and that no letter follows but the O of a zero.
    for found in SERIAL.finditer(rest):
        name = rest[: found.start()]
        if not any(char.isalpha() for char in name):
            continue
        if found[0].startswith("0") and found.end() < len(rest) and rest[found.end()].isalpha() and len(found[0]) < 3:
            continue  # the zero of L0NDON or of T0KYO, not a serial
        return year[1], name, found[0].replace("O", "0"), rest[found.end() :]
    return None


def _corrected(text: str) -> str | None:
    """The canonical id in capitals that have been tidied, or None where they hold none."""
    if text in corrected_ids():
        return corrected_ids()[text]
    parts = _split(text)
    if parts is None:
        return None
    year, name, serial, tail = parts
    if TAIL.fullmatch(tail) is None:
        return None
    serial = serial.lstrip("0")
    if not serial or len(serial) > 7:
        return None
    name = NOT_OF_A_STATION.sub("", name)
    found = _station(name)
    if found is None and name.endswith("O"):
        found = _station(name[:-1])  # 09LONDONO12: the serial's leading zero, typed as a letter
    if found is None and "O" not in year:  # a letter in the year is a slip only before a post that is known
        found = _unknown_station(name)
    return None if found is None else f"{year.replace('O', '0')}{found}{serial}"


def _tidied(text: str) -> str:
    """Capitals, one blank between words, entities decoded, punctuation around it gone: the same when done twice."""
    text = " ".join(text.upper().split())
    if len(text) > LONGEST_ID:
        return text
    while True:
        before = text
        if "&" in text:
            text = ENTITY.sub(lambda entity: html.unescape(entity[0].lower()), text)
        text = BULLET.sub("", " ".join(text.upper().split()).strip(AROUND), count=1)
        if text == before:
            return text


@lru_cache(maxsize=65536)
def _canonical(text: str) -> str:
    return _corrected(text) or text


def canonical_id(text: str) -> str:
    """The canonical form of a reference id: ``02 SAO PAULO 1709`` is ``02SAOPAULO1709``.

    Two-digit year, station without blanks, serial without leading zeros. ``2009LONDON12``, ``O9L0NDON12`` (O and
    zero exchanged), ``09SECTION01OF03SANJOSE525``, ``08EMBASSYTRIPOLI12`` and misspelt or shortened stations are put
    right; ``09SECSTATE1234`` is ``09STATE1234``. Stations that ids were published under stay: ``06KIEV12`` is not
    ``06KYIV12``. A station that is not in the vocabulary stays as it is. Text that is no id comes back in capitals,
    with single blanks, entities decoded and surrounding punctuation removed. Never raises; doing it twice changes
    nothing. Source: the ids of the published pages, and `pipeline/vocabulary/posts.csv`.
    """
    found = CANONICAL.fullmatch(text)
    if found is not None and found[2] in published_stations():
        return corrected_ids().get(text, text)
    tidied = _tidied(text)
    return tidied if len(tidied) > LONGEST_ID else _canonical(tidied)


def _parts(cable_id: str) -> re.Match[str] | None:
    return CANONICAL.fullmatch(canonical_id(cable_id))


def post_of_id(cable_id: str) -> str | None:
    """The post code of a reference id: ``06KIEV12`` is of ``KYIV``; None where no post has that station."""
    found = _parts(cable_id)
    return None if found is None else published_stations().get(found[2])


def year_of_id(cable_id: str) -> int | None:
    """The year in a reference id, four digits: 66 to 99 are 1966 to 1999, 00 to 65 are 2000 to 2065; None if no id."""
    found = _parts(cable_id)
    if found is None:
        return None
    year = int(found[1])
    return year + (1900 if year >= FIRST_YEAR else 2000)


def serial_of_id(cable_id: str) -> int | None:
    """The serial number in a reference id: ``09LONDON2199`` is 2199; None if it is no id."""
    found = _parts(cable_id)
    return None if found is None else int(found[3])
