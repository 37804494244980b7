"""Who classified a telegram, on what ground, and when that ends.

The heading says it in two places: the E.O. line (``E.O. 12958: DECL: 02/28/2012``) and the classification authority
line (``Classified By: NAME, TITLE, for reasons 1.4 (b) and (d).``). Telegrams before 1982 have both on the E.O. line:
``E.O. 12065: GDS 9/30/85 (NAME, I.) OR-P``.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from pipeline.model import Declassification, Officer
from pipeline.parse.text import plain

MAXIMUM_HEADING = 8_000  # lists of addressees and references can be long; the authority line ends the heading
AUTHORITY_LENGTH = 420  # longer ones do not occur: what follows is the summary

CLASSIFIED_BY = re.compile(
    r"(?<![A-Z])(?:CLASSIFIED|CLASSIFED|CLASSFIED|CLASIFIED|CLASSIFIEDD|CALSSIFIED|CLASSIFIE D|CLASSIFEID|CLASSIIFED)"
    r"\s{0,3}[:;.]?\s{0,3}(?:BY|PER|B Y)\b[\s:;.,-]{0,6}"
    r"|(?<![A-Z])(?:CLASSIFICATION|CLASSIFYING) (?:AUTHORITY|OFFICER|OFFICIAL)\s{0,3}(?:IS|:|;|-)[\s:;,-]{0,6}"
    r"|(?<![A-Z])(?:CLASS(?:IFIER|\.)?\s{0,2}BY|CLASSIFIER|CLASSIFIED):\s{1,3}(?=[A-Z])",
    re.IGNORECASE,
)
# The pages carry text that was cut into pieces of 71 characters: a full line's last word goes on in the next.
FULL_LINE = 71
END_OF_OFFICERS = re.compile(
    r"(?:\(?\s?(?:FOR|F OR|FO R|PER|UNDER|ON THE BASIS OF|BASED ON|DUE TO|PURSUANT TO|IN ACCORDANCE WITH|WITH|BY)\s{1,2}"
    r"(?:THE\s)?(?:E\.?O\.?\s\d{5}\s)?)?"
    r"(?:(?<![A-Z])R\s?E\s?A\s?S\s?O\s?N(?![A-Z]*ABL)|(?<![\d.])1\s?[.,]\s?[3-8](?!\d)|(?<!\d)14\s?\([A-H]|SECTIONS?\s1|E\.\s?O\.\s?:?\s?1|EO\s1\d{4}"
    r"|\bDECL(?:ASS[A-Z]*|\s?ON|:)|\bDERIVED\b|\bDRV\b|\bREFS?\b[:.\s]|\bSUMMARY\b|\bSUBJECT:|\bTAGS:|\bACTION REQUEST|---|\*\*\*|===|__"
    r"|¶|\(\s?(?:[CSU]|SBU|[CS]/NF)\s?\)|\b1\.\s?\(|\bKEY POINTS)",
    re.IGNORECASE,
)
FIRST_PARAGRAPH = re.compile(r"¶|^[ \t]{0,8}1[ \t]?\.[ \t]{0,3}\((?!\s?[B-H])", re.MULTILINE | re.IGNORECASE)
TRAILING_LINK = re.compile(
    r"(?:[\s,;:.(-]|\b(?:FOR|F OR|FO R|PER|UNDER|DUE TO|BASED ON|AND IS|IS|AS|THE|IN|IAW|PURSUANT TO|WITH|ACCORDANCE)\b){1,12}$",
    re.IGNORECASE,
)

# Words of titles and offices. A word here is never taken for a name, so words that are common surnames stay out.
TITLE_WORDS = frozenset(
    """
    AMBASSADOR AMBASSADORS AMBASSADOR'S AMB AMBS CHARGE CHARGE' CHARGÉ CHARG CDA CHG D'AFFAIRES D'AFFAIRS D'AFFAIRE
    DAFFAIRES AFFAIRES AFFAIRS AFFAIR D'AFF AI INTERIM AD DCM ADCM A/DCM DEPUTY DEP DPTY CHIEF CHIEFS CHEIF MISSION
    MINISTER MIN MINISTERS COUNSELOR COUNSELLOR COUNSELORS COUNSELER COUNSELER COUNCILOR COUNS COUNSEL COUNSLER POLITICAL POL
    ECONOMIC ECONOMICS ECON ECONOMY COMMERCIAL CONSULAR CONSUL CONSULATE GENERAL GENERAL'S CG PAO IO CAO RSO ARSO DPO PO
    PRINCIPAL OFFICER OFFICERS OFF OFFICE OFFICIAL DIRECTOR DIR DIRECTORS DIRECTORATE ASSISTANT ASST SECRETARY SEC UNDER
    UNDERSECRETARY DAS PDAS AS US A/S U/S P/U/S ACTING SECTION SECT HEAD UNIT ADVISOR ADVISER ATTACHE ATTACHÉ LEGAL
    LEGATT DEFENSE DEFENCE DAO DATT LTC LT COL COLONEL MAJ GEN CAPT CAPTAIN CDR COMMANDER ADMIRAL RADM VADM BRIG BG
    MR MRS MS DR DOCTOR HON HONORABLE SPECIAL ENVOY REPRESENTATIVE REP SENIOR SR PERMANENT PERM PERMREP COORDINATOR
    PUBLIC MANAGEMENT MGMT SCIENCE TECHNOLOGY ENVIRONMENT ENVIRONMENTAL ESTH HEALTH LABOR MILITARY MIL POLMIL GLOBAL
    INTERNAL EXTERNAL FOREIGN AGRICULTURAL AGRICULTURE LEADER PRT COUNTRY BRANCH VICE FIRST SECOND THIRD EMBASSY
    DEPARTMENT STATE DEPT BUREAU USUN USNATO USOAS USEU UNVIE UNESCO USOSCE USINT USDEL EXECUTIVE EXEC STAFF ANALYST
    SPECIALIST DESK MANAGER PROGRAM PROGRAMS POLICY PLANNING INTERNATIONAL REGIONAL NARCOTICS REFUGEE TRADE FINANCIAL
    FINANCE TREASURY FBI DEA CBP DHS USAID AID INTERAGENCY PROVINCIAL RECONSTRUCTION TEAM PRESENCE AFFILIATE DIPLOMATIC
    SECURITY COUNCIL INTELLIGENCE INFORMATION MINISTER-COUNSELOR AGENCY ADMINISTRATION ADMINISTRATIVE ADMINISTRATOR
    DEVELOPMENT ENERGY NONPROLIFERATION COUNTERTERRORISM COUNTER TERRORISM NUCLEAR ORGANIZATION ORGANIZATIONS HUMAN RIGHTS
    DEMOCRACY POLITICAL-MILITARY POL-MIL POLOFF POLCOUNS POLCOUNSELOR POLCHIEF POLECON POL/ECON ECON/POL ECONOFF
    ECONCOUNS ECONCHIEF ECONMIN EMBOFF EMBOFFS CONOFF CONGEN POLAD FPA SOVEREIGN AFFIARS AFFAIIRS MC MCPA MCEA
    P/E NSC OSD JCS CENTCOM EMB USG USM USMISSION POST TDY LEAD PROJECT RELATIONS CULTURAL PRESS INL WATCHER IRAN/WATCHER
    CHAIRMAN DELEGATION HOD DELEGATE VISITING OUTGOING INCOMING RET RETIRED ACT ACTG DEPUTY/CHIEF CHARGEE PERMREP
    SECRETARIAT NEA EUR EAP SCA AF WHA ISN INR DRL OES EEB EB VCI CT NP AC EPAB SWCI SRAP IRPO RPO AIT RMO SPECAIL
    POLITCAL POLITCIAL POLTICAL POLTIICAL POLITIAL POLICITCAL ECONOMC ECNOMIC MINSTER MINSITER MININSTER DEUPTY DEPTUY
    AMBASSDOR AMBASSASOR AMBASADOR AMBASSDAOR AMBASSAOR AMABASSADOR AMABSSADOR CONSULGENERAL DIRCTOR POLITICS
    CHARGÈ AFFARIES D'AFFARIES D'AFFIARES D'AFFFAIRES D'AFFAIRES D'AFFAIES DOS INTERNAIONAL AFFILIATES
    """.split()
)
# Words that join titles; between two names only "and" does.
LINKS = frozenset("FOR OF TO THE AND AT IN ON & AS BY".split())
PARTICLES = frozenset(
    "DE DA DI DU DEL DELLA VAN VON DER DEN LA LE BIN BEN IBN AL EL ST SAINT TER MC MAC DOS Y E".split()
)
POSTNOMINALS = frozenset("JR SR II III IV JR. SR. ESQ PHD".split())
# POLMILOFF, EconMinCouns, A/PolCouns, EMBOFF: run together from parts.
JOINED_TITLE = re.compile(
    r"(?:A|DEP|DEPUTY|ACTING|EMB)?(?:POL|ECON|MIL|MIN|CON|MGT|LAB|ADM|EST|COM|INT|LEG|GLOBAL)+"
    r"(?:OFF|OFFICER|COUNS|COUNSELOR|COUNSEL|COUNSELLOR|MIN|CHIEF|CH|ATT|AD|AFF|UNIT|SECTION|DIR|DEP)?S?"
)
PLACES = frozenset(
    """
    IRAQ IRAN AFGHANISTAN PAKISTAN BAGHDAD KABUL DUBAI TRIPOLI ISTANBUL MUNICH FRANKFURT HAMBURG LEIPZIG DUSSELDORF
    WASHINGTON WASHDC JERUSALEM TEHRAN EUROPEAN EURASIAN AFRICAN ASIAN AMERICAN U.S U.S. UN NATO EU OSCE KIRKUK BASRAH
    BASRA ERBIL MOSUL KANDAHAR PESHAWAR LAHORE KARACHI EUROPE ASIA AFRICA AMERICA EAST WEST NORTH SOUTH CENTRAL EASTERN
    WESTERN NORTHERN SOUTHERN SOUTHEAST NEAR MIDDLE PACIFIC HEMISPHERE
    """.split()
)
REDACTED = re.compile(r"[Xx]{3,}")
SEGMENT = re.compile(r"\s{0,3}[,;:]+\s{0,3}|\s{1,3}-{1,2}\s{1,3}|\s{1,3}[–—]\s{1,3}|\s{0,3}\(\s{0,3}|\s{0,3}\)\s{0,3}")
CONJUNCTION = re.compile(r"\s(?:AND|&)\s|\s/\s", re.IGNORECASE)
OLD_OFFICER = re.compile(r"\(([A-Z][A-Za-z' -]{1,30},\s{0,2}[A-Z][A-Za-z. ]{0,30})\)\s{0,3}(?:OR|X|OADR)?-?[A-Z]?")

SECTION_NUMBER = re.compile(
    r"(?<![\d./])1\s?[.,]\s?([3-8])\.?(?![\d/])|(?<![\d./])1([45])(?=\s?\(\s?[A-Ha-h]\s?[,/)&\s])"
)
REASON_LETTER = re.compile(r"([A-Ha-h])(?![A-Za-z'])")
REASON_LINK = re.compile(r"[\s,;/.&+-]{0,6}(?:A\s?N\s?D|OR|THROUGH|THRU|TO|&)?[\s,;/.&+-]{0,6}", re.IGNORECASE)
RANGE_LINK = re.compile(r"THROUGH|THRU|TO|-", re.IGNORECASE)
REASON = re.compile(r"(?<![A-Z])R\s?E\s?A\s?S\s?O\s?N", re.IGNORECASE)

EXECUTIVE_ORDER = re.compile(
    r"(?<![A-Z0-9])E\s?[.,]?\s?[O0]\s?[.,]?\s?(?:[:;,.]\s?)?(?P<number>1\d\s?\d\s?\d\s?\d)(?!\d)(?P<rest>[^\n]{0,300})",
    re.IGNORECASE,
)
NEXT_FIELD = re.compile(
    r"\b(?:TAGS?\b|SUBJ(?:ECT)?\b|REFS?\b\s?[:.]|REF\s\(?[A-Z]\b|CLASSIFIED\s?BY|CLASSIFIED BY|¶)", re.IGNORECASE
)
MONTHS = {
    name: number
    for number, name in enumerate(
        ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"), start=1
    )
}
MONTH_NAME = r"(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}\.?"
NUMERIC_DATE = re.compile(r"(?<![\d/.-])(\d{1,4})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)")
DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:ST|ND|RD|TH)?[\s,-]{{0,3}}{MONTH_NAME}[\s,-]{{0,3}}(\d{{4}}|\d\d)(?!\d)", re.I
)
MONTH_DAY_YEAR = re.compile(
    rf"(?<![A-Z]){MONTH_NAME}\s{{0,3}}(\d{{1,2}})(?:ST|ND|RD|TH)?[\s,]{{1,3}}(\d{{4}}|\d\d)(?!\d)", re.I
)
COMPACT_DATE = re.compile(r"(?<!\d)(\d{2})(\d{2})((?:19|20)\d{2})(?!\d)|(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
EXEMPTION = re.compile(
    r"(?<![A-Z0-9])(?:(?:25|50)X\s?\d(?:-HUM(?:AN)?)?|(?:1\.[56]\s?)?\(?X\s?-?\s?[1-9](?!\d)\)?|OADR|XGDS(?:[- ]?\d)?|GDS|ADS"
    r"|N\s?/\s?A|N\.A\.?|NA|NOT APPLICABLE|MR|MANUAL REVIEW)(?![A-Z0-9])",
    re.IGNORECASE,
)
LABELS = re.compile(
    r"\b(?:DECLASSIF[A-Z]*|DECLASS|DECLAS|DECLL?|DCEL|DELC|DEC|DNG|CO|AS AMENDED|DATE)\b\s{0,2}[:;.]{0,2}(?:\s{0,2}ON\b)?",
    re.IGNORECASE,
)
DERIVED_FROM = re.compile(
    r"(?<![A-Z])(?:DERIVED\s(?:FROM|BY)|DRV\sFROM|DERV\sFROM|DECL(?:ASS(?:IFICATION)?)?\sAUTH(?:ORITY)?)\b[\s:.;-]{0,5}"
    r"([^\n]{2,150})",
    re.IGNORECASE,
)
DECLASSIFIED_BY = re.compile(r"(?<![A-Z])DECLASSIFIED\s(?:BY|PER)\s([^\n\d]{2,80})", re.IGNORECASE)


@lru_cache(maxsize=4)  # four public functions read the same heading
def _heading(body: str) -> str:
    body = plain(body[: 3 * MAXIMUM_HEADING])[:MAXIMUM_HEADING]
    first = FIRST_PARAGRAPH.search(body)
    # A telegram that numbers nothing has its heading all the same: the labels are looked for in the first part.
    return body[: first.start()] if first and first.start() > 40 else body


def _unwrapped(text: str) -> str:
    """Put lines together: with a blank, or with none where a line was cut in mid-word."""
    lines = text.split("\n")
    joined = lines[0]
    for before, line in zip(lines, lines[1:], strict=False):
        cut = len(before) == FULL_LINE and before[-1:].isalnum() and line[:1].isalnum()
        joined += line if cut else " " + line
    return " ".join(joined.split())


@lru_cache(maxsize=4)
def _authority(body: str) -> tuple[str, str]:
    """Return the authority line behind its label, and its part that names the officers."""
    heading = _heading(body)
    found = None
    start = 0
    while again := CLASSIFIED_BY.search(heading, start):  # a doubled label opens the line a second time
        if found and again.start() - found.end() > 2:
            break
        found, start = again, again.end()
    if found is None:
        return "", ""
    line_start = heading.rfind("\n", 0, found.start()) + 1
    label_width = found.end() - line_start
    text = heading[line_start : found.end() + AUTHORITY_LENGTH]
    blank = text.find("\n\n", label_width + 3)
    if blank > 0:
        text = text[:blank]
    line = _unwrapped(text)
    inside = CLASSIFIED_BY.search(line)
    while inside:
        line = line[inside.end() :]
        inside = CLASSIFIED_BY.match(line)
    end = END_OF_OFFICERS.search(line)
    officers_part = line[: end.start()] if end else line[:200]
    return line, officers_part


def classified_by(body: str) -> list[str]:
    """Name who classified the telegram: ``Classified By: DCM Ann B. Doe for reasons 1.4 (b).`` is ``Ann B. Doe``.

    Names are as written, titles and offices left out (`officers` keeps both); several people are several entries. An
    officer who is given by the office alone (``Ambassador for reasons ...``) has no name to return. Empty where the
    heading has no authority line. Source: 5 FAH-2 H-442, classification authority line.
    """
    return [officer.name for officer in officers(body)]


def officers(body: str) -> list[Officer]:
    """Name who classified the telegram, each with the title that stands before or behind the name."""
    return list(_officers(body))


@lru_cache(maxsize=4)
def _officers(body: str) -> tuple[Officer, ...]:
    text = _authority(body)[1]
    if text:
        return tuple(_people(text))
    heading = _heading(body)
    order = EXECUTIVE_ORDER.search(heading)
    old = OLD_OFFICER.search(order[0]) if order else None
    return (Officer(" ".join(old[1].split()), None),) if old else ()


def _people(text: str) -> list[Officer]:
    text = TRAILING_LINK.sub("", text).strip(" .,;:-(")
    if not text:
        return []
    people: list[Officer] = []
    start = 0
    for conjunction in CONJUNCTION.finditer(text):
        left, right = _person(text[start : conjunction.start()]), _person(text[conjunction.end() :])
        if (
            left
            and right
            and _opens_a_person(text[conjunction.end() :])
            and " FOR " not in f" {left.title or ''} ".upper()[-5:]
        ):
            people.append(left)
            start = conjunction.end()
    last = _person(text[start:])
    if last:
        people.append(last)
    return people


def _opens_a_person(text: str) -> bool:
    """Tell whether what follows "and" is a second person, not the second half of a title."""
    person = _person(text)
    return person is not None and len(person.name.split()) > 1


def _bare(word: str) -> str:
    return word.strip('.,;:()"“”').replace("’", "'").replace("`", "'").replace(".", "").upper()


def _is_title(word: str) -> bool:
    bare = _bare(word)
    if bare in TITLE_WORDS or bare in PLACES:
        return True
    if "/" in bare and not REDACTED.fullmatch(bare):
        return True
    if "-" in bare:
        return any(part in TITLE_WORDS for part in bare.split("-"))
    return len(bare) > 4 and JOINED_TITLE.fullmatch(bare) is not None


def _is_name(words: list[str]) -> bool:
    if not words or len(words) > 7:
        return False
    return all(
        word[0].isalpha()
        and (word[0].isupper() or word.upper() in PARTICLES or REDACTED.match(word))
        or word[0] in "\"“'("
        for word in words
    ) and any(len(word.strip(".")) > 1 for word in words)


def _person(text: str) -> Officer | None:
    """Find the name in a run of titles, offices and one name, in whatever order they stand."""
    segments = [segment for segment in SEGMENT.split(text) if segment.strip(" .")]
    lower = text == text.lower()
    name: list[str] = []
    title: list[str] = []
    for segment in segments:
        words = segment.split()
        if lower:
            words = [word.capitalize() if not REDACTED.match(word) else word for word in words]
        if name:
            if words and _bare(words[0]) in POSTNOMINALS and len(words) == 1:
                name.append(words[0])
            else:
                title.append(segment.strip(" .") if not lower else segment.strip(" ."))
            continue
        last = -1
        for index, word in enumerate(words):
            if _is_title(word) or (_bare(word) in LINKS and index > 0):
                last = index
        after = words[last + 1 :]
        if after and _is_name(after):
            name = after
            if last >= 0:
                title.append(" ".join(words[: last + 1]))
            continue
        first = next((index for index, word in enumerate(words) if _is_title(word)), len(words))
        if first >= 2 and _is_name(words[:first]):
            name = words[:first]
            title.append(" ".join(words[first:]))
            continue
        title.append(segment.strip())
    if not name:
        return None
    joined = " ".join(name).strip(" ,;:.-")
    if name[-1].upper().rstrip(".") in POSTNOMINALS and name[-1].endswith("."):
        joined += "."
    if lower:
        joined = joined.lower()
    office = ", ".join(part.strip(" .") for part in title if part.strip(" ."))
    return Officer(joined, office or None) if joined else None


def classification_reasons(body: str) -> list[str]:
    """List the grounds of classification: ``reasons 1.4 (b) and (d)`` is ``["1.4(b)", "1.4(d)"]``.

    Section and letter of the executive order (1.4 of 12958 as amended and of 13526, 1.5 of 12958 before 2003, 1.3 of
    12356), letters in lower case, in order of appearance, none twice; ``(b) through (d)`` gives each. A section
    without a letter is given alone.
    """
    heading = _heading(body)
    line = _authority(body)[0]
    if not line:
        found = REASON.search(heading)
        if found:
            line = _unwrapped(heading[found.start() : found.start() + AUTHORITY_LENGTH])
        else:
            order = EXECUTIVE_ORDER.search(heading)
            line = order["rest"] if order else ""
            if not order or "1." not in line:
                return []
    reasons: dict[str, None] = {}
    start = 0
    while found := SECTION_NUMBER.search(line, start):
        section = "1." + (found[1] or found[2])
        letters, start = _letters(line, found.end())
        if not letters and found[1] is None:
            continue
        for letter in letters:
            reasons.setdefault(f"{section}({letter})")
        if not letters and not any(reason.startswith(section) for reason in reasons):
            if reasons or not REASON.search(line[: found.start()][-30:]):
                continue
            reasons.setdefault(section)
    return list(reasons)


def _letters(line: str, position: int) -> tuple[list[str], int]:
    """Read the letters behind a section number, in or without parentheses; return them and where they end."""
    letters: list[str] = []
    inside = False
    parenthesised: bool | None = None
    end = min(len(line), position + 90)
    while position < end:
        link = REASON_LINK.match(line, position, end)
        assert link is not None
        position_after = link.end()
        opened = position_after < end and line[position_after] in "([{"
        if opened:
            position_after += 1
            while position_after < end and line[position_after] == " ":
                position_after += 1
        letter = REASON_LETTER.match(line, position_after, end)
        if letter is None:
            if opened and link[0].strip() == "" and parenthesised is None:
                return [], position
            break
        if parenthesised is None:
            parenthesised = opened
        elif parenthesised and not opened and not inside:
            break
        elif not parenthesised and not opened and not link[0].strip():
            break
        if letters and RANGE_LINK.search(link[0]):
            first, last = ord(letters[-1]) + 1, ord(letter[1].lower())
            letters.extend(chr(code) for code in range(first, last))
        letters.append(letter[1].lower())
        inside = inside or opened
        position = letter.end()
        while position < end and line[position] == " ":
            position += 1
        if position < end and line[position] in ")]}":
            inside = False
            position += 1
        else:
            position = letter.end()
    return letters, position


def declassification(body: str) -> Declassification:
    """Read the E.O. line: ``E.O. 12958: DECL: 02/28/2012`` ends on 28 February 2012 under order 12958.

    Dates are in US order unless that is no date (``DECL: 18/12/2018``), or year first; two-digit years from 70 are of
    the 1900s. An exemption (X1 to X8, OADR, GDS, MR, N/A) stands in place of a date or beside it, in upper case. What
    is neither is the event (``AFTER KOREAN REUNIFICATION``). `authority` is what the classification is derived from,
    or who declassified; `line` is the line as published, its blanks collapsed. All None where there is no such line.
    """
    heading = _heading(body)
    order = EXECUTIVE_ORDER.search(heading)
    authority = _declassification_authority(heading)
    if order is None:
        return Declassification(None, None, None, None, authority)
    rest = order["rest"]
    field = NEXT_FIELD.search(rest)
    if field:
        rest = rest[: field.start()]
    elif not LABELS.sub("", rest).strip(" :;.,"):
        following = heading[order.end() : order.end() + 200].lstrip("\n ").partition("\n")[0]
        if not NEXT_FIELD.match(following):
            rest += " " + following
    line = " ".join((order[0][: order.start("rest") - order.start()] + rest).split())
    old = OLD_OFFICER.search(rest)
    text = rest[: old.start()] if old else rest
    text = re.sub(r"^\s*[:;.,]+", "", text)
    found_date, text = _date(text)
    exemptions: dict[str, None] = {}
    for found in EXEMPTION.finditer(text):
        exemptions.setdefault(_exemption(found[0]))
    text = EXEMPTION.sub(" ", text)
    if authority is None and (by := DECLASSIFIED_BY.search(text)):
        authority = " ".join(by[1].split()).strip(" .,;") or None
        text = text[: by.start()]
    text = " ".join(LABELS.sub(" ", text).split()).strip(" :;.,()-/&")
    event = text if len(text) > 3 and not _is_reason(text) else None
    number = "".join(order["number"].split())
    return Declassification(number, found_date, ", ".join(exemptions) or None, event, authority, line)


def _is_reason(text: str) -> bool:
    return SECTION_NUMBER.match(text) is not None or not any(len(word) > 2 and word.isalpha() for word in text.split())


def _exemption(text: str) -> str:
    text = "".join(text.upper().split())
    if text in ("NA", "N/A", "N.A.", "N.A", "NOTAPPLICABLE"):
        return "N/A"
    if text == "MANUALREVIEW":
        return "MR"
    if "X" in text and text[-1:] in "123456789)" and not text.startswith(("25X", "50X", "XGDS")):
        return "X" + text.rstrip(")")[-1]
    if text.startswith("XGDS") and text[-1].isdigit():
        return f"XGDS-{text[-1]}"
    return text


def _declassification_authority(heading: str) -> str | None:
    upper = heading if "DERIVED" in heading or "Derived" in heading or "DRV" in heading or "AUTH" in heading else ""
    found = DERIVED_FROM.search(upper) if upper else None
    if found is None:
        return None
    return " ".join(found[1].split()).strip(" .,;") or None


def _date(text: str) -> tuple[date | None, str]:
    """Find a date; return it and the text without it."""
    for expression, order in (
        (NUMERIC_DATE, ""),
        (DAY_MONTH_YEAR, "dmy"),
        (MONTH_DAY_YEAR, "mdy"),
        (COMPACT_DATE, "8"),
    ):
        found = expression.search(text)
        if not found:
            continue
        if order == "":
            first, last = int(found[1]), int(found[4])
            if len(found[1]) > 2:
                value = _day(first, int(found[3]), last)
            else:
                value = _day(last, first, int(found[3])) or _day(last, int(found[3]), first)
        elif order == "dmy":
            value = _day(int(found[3]), MONTHS[found[2][:3].upper()], int(found[1]))
        elif order == "mdy":
            value = _day(int(found[3]), MONTHS[found[1][:3].upper()], int(found[2]))
        elif found[1]:
            value = _day(int(found[3]), int(found[1]), int(found[2]))
        else:
            value = _day(int(found[4]), int(found[5]), int(found[6]))
        if value:
            return value, text[: found.start()] + " " + text[found.end() :]
    return None, text


def _day(year: int, month: int, day: int) -> date | None:
    if year < 100:
        year += 1900 if year >= 70 else 2000
    try:
        return date(year, month, day)
    except ValueError:
        return None
