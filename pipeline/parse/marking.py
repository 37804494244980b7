"""Classification markings: levels, caveats, portion marks, handling and distribution captions.

Levels are those of the executive orders on national security information; SBU and LOU are no levels but ways to handle
what is unclassified. Captions are those of the Foreign Affairs Handbook (5 FAH-2): EXDIS, NODIS, STADIS, SIPDIS ...
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.parse.text import PAGES_AT_ONCE, plain

SENSITIVE = "SENSITIVE BUT UNCLASSIFIED"
OFFICIAL_USE = "FOR OFFICIAL USE ONLY"
LIMITED_USE = "LIMITED OFFICIAL USE"

LEVELS = {
    "C": ("CONFIDENTIAL", None),
    "CONFIDENTIAL": ("CONFIDENTIAL", None),
    "CONF": ("CONFIDENTIAL", None),
    "S": ("SECRET", None),
    "SECRET": ("SECRET", None),
    "TS": ("TOP SECRET", None),
    "TOP SECRET": ("TOP SECRET", None),
    "U": ("UNCLASSIFIED", None),
    "UNCLAS": ("UNCLASSIFIED", None),
    "UNCLASS": ("UNCLASSIFIED", None),
    "UNCLASSIFIED": ("UNCLASSIFIED", None),
    "SBU": ("UNCLASSIFIED", SENSITIVE),
    "SENSITIVE BUT UNCLASSIFIED": ("UNCLASSIFIED", SENSITIVE),
    "LOU": ("UNCLASSIFIED", LIMITED_USE),
    "LIMITED OFFICIAL USE": ("UNCLASSIFIED", LIMITED_USE),
    "FOUO": ("UNCLASSIFIED", OFFICIAL_USE),
    "FOR OFFICIAL USE ONLY": ("UNCLASSIFIED", OFFICIAL_USE),
}
CAVEATS = {
    "NF": "NOFORN",
    "NOFORN": "NOFORN",
    "NOFOR": "NOFORN",
    "NOFRON": "NOFORN",
    "FOUO": OFFICIAL_USE,
    "OUO": OFFICIAL_USE,
    "FOR OFFICIAL USE ONLY": OFFICIAL_USE,
    "SBU": SENSITIVE,
    "SENSITIVE": "SENSITIVE",
    "OC": "ORCON",
    "ORCON": "ORCON",
    "NC": "NOCONTRACT",
    "NOCONTRACT": "NOCONTRACT",
    "PR": "PROPIN",
    "PROPIN": "PROPIN",
    "IMC": "IMCON",
    "IMCON": "IMCON",
    "RD": "RESTRICTED DATA",
    "FRD": "FORMERLY RESTRICTED DATA",
    "FGI": "FGI",
    "NATO": "NATO",
    "EXDIS": "EXDIS",
    "NODIS": "NODIS",
    "LIMDIS": "LIMDIS",
    "STADIS": "STADIS",
    "SIPDIS": "SIPDIS",
    "LES": "LAW ENFORCEMENT SENSITIVE",
    "PROPRIETARY": "PROPRIETARY",
    "PROTECT": "PROTECT",
    "EYES ONLY": "EYES ONLY",
    "NOT FOR INTERNET DISTRIBUTION": "NOT FOR INTERNET DISTRIBUTION",
}
SPACED = re.compile(r"\b[A-Z](?: [A-Z]){2,11}\b")
# A level, then whatever follows it: behind a slash, a hyphen or a space.
PORTION = re.compile(
    r"(TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED|UNCLAS|LIMITED OFFICIAL USE|SBU|LOU|FOUO|TS|[CSU])(?![A-Z0-9.])"
    r"(?:\s{0,3}(?://?|-|,|\s)\s{0,3}(.{1,60}))?"
)
# Telegrams of the 1980s mark themselves once: (C - ENTIRE TEXT).
GLUED_MARKS = {"CNF": "C/NF", "SNF": "S/NF"}  # the slash was lost
ENTIRE_TEXT = re.compile(r"\s?[-,/]{0,2}\s?ENTIRE (?:TEXT|MESSAGE|CABLE)\.?$")
CAVEAT_SEPARATOR = re.compile(r"\s{0,3}//?\s{0,3}|-")
RELEASABLE = re.compile(r"REL(?:EASABLE)?\b(?:[\s/]{1,3}[A-Z.'&, -]{2,80})?")

CAPTION = re.compile(
    r"(?:SIPDIS|NOFORN|EXDIS|NODIS|STADIS|LIMDIS|NOCONTRACT|TERREP|ORCON|PROPIN|CHEROKEE|NIACT|SPECAT|AIDAC|EYES ONLY"
    r"|(?:ROGER|DS|MED|MEDICAL|DISSENT|AIG|GRANT|STATE|DIRGEN|OIG|EEO|FODAG|AGRICULTURE|CAPTAIN|INR) CHANNEL"
    r"|SENSITIVE,? BUT UNCLASSIFIED|SENSITIVE|SENSITVE|SENSTIVE|FOR OFFICIAL USE ONLY|FOUO|LIMITED OFFICIAL USE"
    r"|NOT FOR INTERNET DISTRIBUTION|NO INTERNET DISTRIBUTION|NOT FOR INTERNET|NOINTERNET"
    r"|VISAS (?:BEAR|CONDOR|DONKEY|EAGLE|HORSE|HAWK|MANTIS|VIPER|HORNET|SPLEX|MERLIN|HELD|BUSTER|GAMMA|PEGASUS|CAT|DOG)"
    r"(?:(?<=DONKEY) CORRUPTION)?"
    r"|N O F O R N|FGI|REL(?:EASABLE)? (?:TO )?[A-Z]{2,12}(?:,? [A-Z]{2,12}){0,4})"
)
# Every caption holds one of these.
CAPTION_STEMS = (
    "PDIS", "XDIS", "NODIS", "TADIS", "LIMDIS", "NOFORN", "NOCONTRACT", "TERREP", "ORCON", "PROPIN", "CHEROKEE",
    "NIACT", "SPECAT", "AIDAC", "EYES ONLY", "CHANNEL", "SENSITIVE", "SENSITVE", "SENSTIVE", "OFFICIAL USE", "FOUO",
    "INTERNET", "VISAS ", "FGI", "REL ", "RELEASABLE ", "N O F O R N",
)  # fmt: skip
# These are captions whatever stands behind them on the line; SENSITIVE or REL may open a sentence.
UNMISTAKABLE = frozenset({"SIPDIS", "NOFORN", "EXDIS", "NODIS", "STADIS", "LIMDIS", "TERREP", "ROGER CHANNEL"})
CAPTION_SPELLINGS = {
    "FOUO": OFFICIAL_USE,
    "N O F O R N": "NOFORN",
    "SENSITIVE, BUT UNCLASSIFIED": SENSITIVE,
    # Misspellings of operators.
    "SENSITVE": "SENSITIVE",
    "SENSTIVE": "SENSITIVE",
}
SEPARATOR = re.compile(r"[\s,;/.()&-]{1,20}")
CLASSIFICATION_LINE = re.compile(
    r"(?:C O N F I D E N T I A L|S E C R E T|U N C L A S|UNCLAS|CONFIDENTIAL|SECRET|TOP SECRET|LIMITED OFFICIAL USE)"
)
CAPTION_ANYWHERE = re.compile(r"(?<![A-Z])(?:" + CAPTION.pattern + r")(?![A-Z])")
# On a page the mark of a numbered paragraph stands in a link: <a id='par1' href='#par1'>¶</a>1.
NUMBERED_PARAGRAPH = re.compile(r"¶(?:</a>)?[ \t]{0,3}\d")
# Without it: "1. (C) On", "(C) 1. On", "1. The"; but not a line that goes on with reasons: "1. (b) and (d)".
FIRST_PARAGRAPH = re.compile(
    r"\n[ \t]{0,8}(?:\([A-Z]{1,4}(?:[/-][^()\n]{1,20})?\)[ \t]{0,3})?1[ \t]?\.[ \t]{0,3}"
    r"(?:\((?!\s?[A-H]\s?\)\s?(?:[,&]|AND))|[A-Z])",
    re.IGNORECASE,
)
AFTER_CAPTION = re.compile(r"\s{0,6}(?:$|E\.? ?O\.?|TAGS|SUBJ|DEPT|STATE\b|FOR\b|FROM\b|\(|C O R R E C T|CORRECTED)")
ACCOUNT = re.compile(r"SENSITIVE,? BUT UNCLASSIFIED|NOT FOR INTERNET DISTRIBUTION")
MAXIMUM_HEADING = 8_000  # lists of addressees and references can be long


@lru_cache(maxsize=512)
def classification_parts(text: str) -> tuple[str, tuple[str, ...]]:
    """Take the classification cell apart: ``CONFIDENTIAL//NOFORN`` is CONFIDENTIAL with the caveat NOFORN.

    Levels are spelt out, spaced letters joined. A text that names no level known here is returned, in upper case and
    with its blanks collapsed, as the level: nothing is guessed, the empty text gives an empty level.
    """
    words = " ".join(_unspaced(plain(text).upper()).split())
    parts = [part.strip() for part in words.replace("//", "/").split("/") if part.strip()]
    if not parts:
        return "", ()
    level, first_caveat = LEVELS.get(parts[0], (parts[0], None))
    caveats = [first_caveat] if first_caveat else []
    caveats.extend(CAVEATS.get(part, part) for part in parts[1:])
    return level, tuple(dict.fromkeys(caveats))


def _unspaced(text: str) -> str:
    if " " not in text:
        return text
    return SPACED.sub(lambda found: found[0].replace(" ", ""), text)


@lru_cache(maxsize=8192)
def portion_mark(inner: str) -> tuple[str, tuple[str, ...]] | None:
    """Read what stands between the parentheses before a paragraph: ``S/NF`` is SECRET with NOFORN.

    None for whatever is no mark: ``U.S.``, ``Iran``, ``CDU``, ``2``. Behind the level only known caveats are taken,
    and releases to somebody (``REL UK``, ``REL TO USA, GBR``), which are kept as printed, in upper case. SBU is
    unclassified with a caveat, as FOUO and LOU are.
    """
    text = inner.strip(" \t\r\n()")
    if not text or len(text) > 80:
        return None
    text = ENTIRE_TEXT.sub("", " ".join(text.upper().split())).rstrip(" /-,")
    found = PORTION.fullmatch(GLUED_MARKS.get(text, text))
    if found is None:
        return None
    level, first_caveat = LEVELS[found[1]]
    caveats = [first_caveat] if first_caveat else []
    rest = found[2]
    while rest:
        rest = rest.lstrip(" /-,")
        release = RELEASABLE.match(rest)
        if release:
            caveats.append(_release(release[0]))
            rest = rest[release.end() :]
            if rest and rest[0] not in " /-,":
                return None
            continue
        piece = CAVEAT_SEPARATOR.split(rest, maxsplit=1)
        caveat = CAVEATS.get(piece[0].strip())
        if caveat is None and caveats and caveats[-1].startswith("REL ") and piece[0].strip().isalpha():
            caveats[-1] += f"/{piece[0].strip()}"  # REL USA/GBR
            rest = piece[1] if len(piece) > 1 else ""
            continue
        if caveat is None:
            words = piece[0].split(maxsplit=1)  # NF REL UK, without a slash between
            caveat = CAVEATS.get(words[0].rstrip(",")) if words else None
            if caveat is None or len(words) < 2:
                return None
            rest = rest.lstrip()[len(words[0]) :]
        else:
            rest = piece[1] if len(piece) > 1 else ""
        caveats.append(caveat)
    return level, tuple(dict.fromkeys(caveats))


def _release(text: str) -> str:
    return " ".join(text.replace("/", " ", 1).split()).rstrip(" ,-/")


def handling(header: str, body: str) -> list[str]:
    """List the handling and distribution captions of a telegram: ``["SIPDIS", "NOFORN"]``.

    They are read from the header's lines and from the body's heading, before its first paragraph, where they stand on
    lines of their own or end the classification line. In order of appearance, upper case, none twice. Addressees'
    precedences are no captions. Source: 5 FAH-2 H-440, captions and channels.
    """
    found: dict[str, None] = {}
    for text in (plain(header[:MAXIMUM_HEADING]), heading_of(body)):
        capitals = text.upper()
        if not any(stem in capitals for stem in CAPTION_STEMS):  # as in nearly all headers
            continue
        for line in capitals.split("\n"):
            line = line.strip()
            if line:
                for caption in _captions(line):
                    found.setdefault(caption)
    return list(found)


@lru_cache(maxsize=PAGES_AT_ONCE)  # several fields of one body are read from the same heading
def heading_of(body: str) -> str:
    """Return what stands in a body before its first paragraph, as plain text, at most 8,000 characters of it."""
    body = body[: 3 * MAXIMUM_HEADING]
    numbered = NUMBERED_PARAGRAPH.search(body)
    if numbered:
        body = body[: numbered.start()]
    body = plain(body)[:MAXIMUM_HEADING]
    first = FIRST_PARAGRAPH.search(body)
    return body[: first.start()] if first else body


def _captions(line: str) -> list[str]:
    """Return the captions of one line, if it is a line of captions."""
    if CLASSIFICATION_LINE.match(line):
        return [_caption(found) for found in CAPTION_ANYWHERE.findall(line[:200]) if found != LIMITED_USE]
    position = 0
    captions: list[str] = []
    while found := CAPTION.match(line, position):
        captions.append(_caption(found[0]))
        position = found.end()
        separator = SEPARATOR.match(line, position)
        if separator is None:
            break
        position = separator.end()
    if captions and (position >= len(line) or captions[0] in UNMISTAKABLE or AFTER_CAPTION.match(line, position)):
        return captions
    if "UNCLASSIFIED" in line or "INTERNET" in line:
        return [_caption(found) for found in ACCOUNT.findall(line[:300])]
    return []


def _caption(text: str) -> str:
    text = " ".join(text.split())
    return CAPTION_SPELLINGS.get(text, text)
