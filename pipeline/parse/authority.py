"""Who classified a telegram, on what ground, and when that ends.

The heading says it in two places: the E.O. line (``E.O. 12958: DECL: 02/28/2012``) and the classification authority
line (``Classified By: NAME, TITLE, for reasons 1.4 (b) and (d).``). Telegrams before 1982 have both on the E.O. line:
``E.O. 12065: GDS 9/30/85 (NAME, I.) OR-P``.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache

from pipeline.model import Declassification, Officer
from pipeline.parse.marking import heading_of
from pipeline.parse.text import PAGES_AT_ONCE, plain
from pipeline.vocabulary import posts, tag_dimension

AUTHORITY_LENGTH = 420  # longer ones do not occur: what follows is the summary
OFFICERS_LENGTH = 200
OPENING = 12_000  # characters of a body, markup included, that can hold its first paragraphs
AUTHORITY_PARAGRAPH = re.compile(
    r"\n[ \t]{0,4}¶?[ ]?[1-4][ \t]?[.)][ \t]{0,3}(?:\([A-Z/]{1,6}\)[ \t]{0,3})?(?=CLASSIFIED[ \t]{1,3}BY\b)",
    re.IGNORECASE,
)
BLANK_LINE = re.compile(r"\n[ \t]{0,20}\n")
NAME_SLASH_TITLE = re.compile(r"([A-Za-z.']{1,30}) ([A-Za-z.'-]{2,30})/([A-Za-z]{2,20})")
FULL_LINE = 69

CLASSIFIED_BY = re.compile(
    r"(?<![A-Z])(?:CLASSIFIED|CLASSIFED|CLASSFIED|CLASIFIED|CLASSIFIEDD|CALSSIFIED|CLASSIFIE D|CLASSIFEID|CLASSIIFED)"
    r"(?:\s(?:CONFIDENTIAL|SECRET))?\s{0,3}[:;.]?\s{0,3}(?:BY|PER|B Y)\b(?!\s?[\"“”]\s)[\s:;.,-]{0,6}(?:BY\s)?"
    r"|(?<![A-Z])(?:CLASSIFICATION|CLASSIFYING)\s(?:AUTHORITY|OFFICER|OFFICIAL)\s{0,3}(?:IS|:|;|-)[\s:;,-]{0,6}"
    r"|(?<![A-Z])(?:CLASS(?:IFIER|\.)?\s{0,2}BY|CLASSIFIER|CLASSIFIED):\s{1,3}(?=[A-Z])",
    re.IGNORECASE,
)
RARE_LABELS = ("CLASSIFED", "CLASSFIED", "CLASIFIED", "CALSSIFIED", "CLASSIF", "CLASS BY", "CLASS. BY")
REASON_WORD = (
    r"(?<![A-Z])(?:R\s?E\s?A\s?S\s?O\s?NS?|REAONS?|RESONS?|RESAONS?|REASNS?|REAOSNS?|RAESONS?|RESASONS?)(?![A-Z])"
)
# What closes the naming of the officers: the reasons, another field, a heading, the first paragraph.
END_OF_OFFICERS = re.compile(
    r"(?:\(?\s?(?:FOR|F OR|FO R|FO|FRO|PER|UNDER|ON THE BASIS OF|BASED ON|BASED UPON"
    r"|DUE TO|PURSUANT TO|IN ACCORDANCE WITH|WITH|BY)"
    r"\s{1,2}(?:THE\s)?(?:E\.?\s?O\.?\s\d{5}\s)?)?"
    rf"(?:{REASON_WORD}|(?<![\d.])1\s?[.,:/]\s?[2-8](?![\d/])|(?<!\d)14\s?\([A-H]|SECTIONS?\s1|E\.\s?O\.\s?:?\s?1|EO\s1\d{{4}}"
    r"|\bDECL(?:ASS[A-Z]*|\s?ON|:)|\bDERIVED\b|\bDRV\b|\bREFS?\b[:.\s]|\bSUMMARY\b|\bSUBJECT:|\bTAGS:|\bACTION REQUEST"
    r"|---|\*\*\*|===|__|¶|\(\s?(?:[CSU]|SBU|[CS]/NF)\s?\)|\b1\.\s?\(|\bKEY POINTS)",
    re.IGNORECASE,
)
LEADING_MARK = re.compile(r"\(\s?(?:[CSU]|SBU|[CS]/NF)\s?\)[\s:;.,-]{0,4}", re.IGNORECASE)
SENTENCE_END = re.compile(r"([A-Za-z']{3,30})\.\s{1,3}(?![A-Z]\.)(?=[A-Z(“\"])")
TRAILING_LINK = re.compile(
    r"(?:[\s,;:.(–—-]|\b(?:FOR|F OR|FO R|BY|PER|UNDER|DUE TO|BASED ON|BASED UPON|AND|IS|AS|THE|IN|IAW|PURSUANT TO|WITH"
    r"|ACCORDANCE)\b){1,12}$",
    re.IGNORECASE,
)
ABBREVIATED_END = re.compile(r"(?:\b(?:JR|SR)|A\.I|U\.S|D\.C)$", re.IGNORECASE)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words of titles and offices. A word here is never taken for a name, so words that are common surnames stay out.
TITLE_WORDS = _words(
    """
    NAME TITLE POSITION RANK GSO FMO HRO IPO IMO VCO ACAO APAO DPAO NAS ORA MLO JUSMAG RAO RMA RAMO FCO PSO ESTO
    USDAO CLIMATE CHANGE CRIMES ISSUES TRAFFICKING PERSONS OCEANS RESOURCES ARMS CONTROL CONTROLS EXPORT
    VERIFICATION COMPLIANCE IMPLEMENTATION DISARMAMENT REFUGEES MIGRATION POPULATION HOLOCAUST GOVERNANCE STRATEGIC
    NEGOTIATIONS OPERATIONS INDUSTRY COOPERATION ENFORCEMENT TRANSPORTATION AVIATION AT-LARGE REINTEGRATION RULE
    MULTILATERAL BILATERAL CIVILIAN HEMISPHERIC EASTERN OPERATIONAL LEGISLATIVE CONGRESSIONAL NUCLEAR-TEST SANCTIONS
    THREAT FINANCES CUSTOMS VISA AMBASSADOR AMBASSADORS AMBASSADOR'S AMB AMBS CHARGE CHARGE' CHARGÉ CHARG CDA CHG
    D'AFFAIRES D'AFFAIRS D'AFFAIRE DAFFAIRES AFFAIRES AFFAIRS AFFAIR D'AFF AI INTERIM AD DCM ADCM A/DCM DEPUTY DEP
    DPTY CHIEF CHIEFS CHEIF MISSION MINISTER MIN MINISTERS COUNSELOR COUNSELLOR COUNSELORS COUNSELER COUNCILOR COUNS
    COUNSEL COUNSLER POLITICAL POL ECONOMIC ECONOMICS ECON ECONOMY COMMERCIAL CONSULAR CONSUL CONSULATE GENERAL
    GENERAL'S CG PAO IO CAO RSO ARSO DPO PO PRINCIPAL OFFICER OFFICERS OFF OFFICE OFFICIAL DIRECTOR DIR DIRECTORS
    DIRECTORATE ASSISTANT ASST SECRETARY SEC UNDER UNDERSECRETARY DAS PDAS AS US A/S ACTING SECTION SECT HEAD UNIT
    ADVISOR ADVISER ATTACHE ATTACHÉ LEGAL LEGATT DEFENSE DEFENCE DAO DATT LTC LT COL COLONEL MAJ GEN CAPT CAPTAIN
    CDR COMMANDER ADMIRAL RADM VADM BRIG BG MR MRS MS DR DOCTOR HON HONORABLE SPECIAL ENVOY REPRESENTATIVE REP
    SENIOR PERMANENT PERM PERMREP COORDINATOR PUBLIC MANAGEMENT MGMT SCIENCE TECHNOLOGY ENVIRONMENT ENVIRONMENTAL
    ESTH HEALTH LABOR MILITARY MIL POLMIL GLOBAL INTERNAL EXTERNAL FOREIGN AGRICULTURAL AGRICULTURE LEADER PRT
    COUNTRY BRANCH VICE FIRST SECOND THIRD EMBASSY DEPARTMENT STATE DEPT BUREAU USUN USNATO USOAS USEU UNVIE UNESCO
    USOSCE USINT USDEL EXECUTIVE EXEC STAFF ANALYST SPECIALIST DESK MANAGER PROGRAM PROGRAMS POLICY PLANNING
    INTERNATIONAL REGIONAL NARCOTICS REFUGEE TRADE FINANCIAL FINANCE TREASURY FBI DEA CBP DHS USAID AID INTERAGENCY
    PROVINCIAL RECONSTRUCTION TEAM PRESENCE AFFILIATE DIPLOMATIC SECURITY COUNCIL INTELLIGENCE INFORMATION
    MINISTER-COUNSELOR AGENCY ADMINISTRATION ADMINISTRATIVE ADMINISTRATOR DEVELOPMENT ENERGY NONPROLIFERATION
    COUNTERTERRORISM COUNTER TERRORISM NUCLEAR ORGANIZATION ORGANIZATIONS HUMAN RIGHTS DEMOCRACY POLITICAL-MILITARY
    POL-MIL POLOFF POLCOUNS POLCOUNSELOR POLCHIEF POLECON POL/ECON ECON/POL ECONOFF ECONCOUNS ECONCHIEF ECONMIN
    EMBOFF EMBOFFS CONOFF CONGEN POLAD FPA SOVEREIGN AFFIARS AFFAIIRS MC MCPA MCEA P/E NSC OSD JCS CENTCOM EMB USG
    USM USMISSION POST TDY LEAD PROJECT RELATIONS CULTURAL PRESS INL WATCHER IRAN/WATCHER CHAIRMAN DELEGATION HOD
    DELEGATE VISITING OUTGOING INCOMING RET RETIRED ACT ACTG DEPUTY/CHIEF CHARGEE SECRETARIAT NEA EUR EAP SCA AF WHA
    ISN INR DRL OES EEB EB VCI CT NP AC EPAB SWCI SRAP IRPO RPO AIT RMO SPECAIL POLITCAL POLITCIAL POLTICAL
    POLTIICAL POLITIAL POLICITCAL ECONOMC ECNOMIC MINSTER MINSITER MININSTER DEUPTY DEPTUY AMBASSDOR AMBASSASOR
    AMBASADOR AMBASSDAOR AMBASSAOR AMABASSADOR AMABSSADOR CONSULGENERAL DIRCTOR POLITICS COM CA PAS M-C COORDINATING
    RLA FCS SCO ODC USLO CHARGÈ AFFARIES D'AFFARIES D'AFFIARES D'AFFFAIRES D'AFFAIES DOS INTERNAIONAL AFFILIATES
    """
)
# Words that join titles; between two names only "and" does.
LINKS = _words("FOR OF TO THE AND AT IN ON & AS BY")
# A place behind one of these is part of the title.
BEFORE_A_PLACE = _words("GENERAL CONGEN CONSULATE EMBASSY AMCONSUL AMEMBASSY CG MISSION OFFICE FOR TO IN AT OF")
PARTICLES = _words("DE DA DI DU DEL DELLA VAN VON DER DEN LA LE BIN BEN IBN AL EL ST SAINT TER Y E")
POSTNOMINALS = _words("JR SR II III IV ESQ PHD")
# POLMILOFF, EconMinCouns, A/PolCouns, EMBOFF: run together from parts.
JOINED_TITLE = re.compile(
    r"(?:A|DEP|DEPUTY|ACTING|EMB)?(?:POL|ECON|ECO|MIL|MIN|CON|MGT|LAB|ADM|EST|COM|INT|LEG|GLOBAL)+"
    r"(?:POL|ECON|OFF|OFFICER|MC|COUNS|COUNSELOR|COUNSEL|COUNSELLOR|MIN|CHIEF|CH|ATT|AD|AFF|UNIT|SECTION|DIR|DEP)?S?"
)
PLACES = _words(
    """
    IRAQ IRAN AFGHANISTAN PAKISTAN BAGHDAD KABUL DUBAI TRIPOLI ISTANBUL MUNICH FRANKFURT HAMBURG LEIPZIG DUSSELDORF
    WASHINGTON WASHDC JERUSALEM TEHRAN EUROPEAN EURASIAN AFRICAN ASIAN AMERICAN UN NATO EU OSCE KIRKUK BASRAH BASRA
    ERBIL MOSUL KANDAHAR PESHAWAR LAHORE KARACHI EUROPE ASIA AFRICA AMERICA CENTRAL EASTERN WESTERN NORTHERN
    SOUTHERN SOUTHEAST NEAR MIDDLE PACIFIC HEMISPHERE
    """
)
REDACTED = re.compile(r"[Xx]{3,}")
SEGMENT = re.compile(r"\s{0,3}[,;:]+\s{0,3}|\s{1,3}[-–—]{1,2}\s{1,3}|\s{0,3}[()]\s{0,3}")
CONJUNCTION = re.compile(r"\s(?:AND|&|/)\s", re.IGNORECASE)
# An apostrophe that became a comma on its way: Charge d,Affaires, Ann O,Doe.
COMMA_FOR_APOSTROPHE = re.compile(r"(?<![A-Za-z'’.])(?:([Dd]),[ ]?(?=AFF|[Aa]ff)|O,(?=([A-Z][A-Za-z]{2,20})))")
OLD_OFFICER = re.compile(
    r"\(([A-Z][A-Za-z' -]{1,30},\s{0,2}[A-Z][A-Za-z. ]{0,30})\)\s{0,3}(?:OR)?-?[A-Z]?", re.IGNORECASE
)

# 1.4, also 1,4 and 1. 4; and 1/4, 1:4 or 14 where a letter follows.
SECTION_NUMBER = re.compile(
    r"1(?<![\d./]1)(?:\s?[.,]\s?([2-8])\.?(?![\d/])|\s?[:/]?\s?([2-8])(?=\s?\(?\s?[A-Ha-h]\s?[,/)&]))"
)
REASON = re.compile(REASON_WORD + r"[\s:;.,]{0,4}", re.IGNORECASE)
PARAGRAPHS = re.compile(r"[\s,;:(-]{0,3}(?:SUB-?)?(?:PARA(?:GRAPH)?|(?<=SUB)SECTION)S?\b\.?\s?", re.IGNORECASE)
REASON_LETTER = re.compile(r"([A-Ha-h])(?![A-Za-z']|\.\s?[Oo])")
# Letters without anything between: 1.4 BD, 1.4 (bd). They ascend, which words hardly do.
REASON_LETTERS = re.compile(r"\s?(?:\(\s?([A-H]{2,4}|[a-h]{2,4})\s?\)|([A-D]{2,4}|[a-d]{2,4})(?![A-Za-z'(]))")
REASON_LINK = re.compile(
    r"[\s,;/.&+\"“”–—-]{0,6}(?:A\s?N\s?D|OR|THROUGH|THRU|TO)?[\s,;/.&+\"“”–—-]{0,6}", re.IGNORECASE
)
RANGE = re.compile(r"THROUGH|THRU|TO|[-–—]", re.IGNORECASE)

EXECUTIVE_ORDER = re.compile(
    r"(?<![A-Z0-9])(?:E\s?[.,]?\s?[O0]|(?<=\n)EXECUTIVE\s{1,2}ORDER)\s?[.,]?\s?(?:[:;,.]\s?)?(?P<number>1\d{3,5})(?!\d)(?P<rest>[^\n]{0,300})",
    re.IGNORECASE,
)
# The line without the order's number, or a line of its own below Classified By.
DECLASSIFY_LINE = re.compile(
    r"^[ \t]{0,8}(?:E\.?O\.?[: ]{1,3})?DECL(?:ASSIF[A-Z]{1,8}|ASS?)?(?:[ \t]{1,2}ON)?[ \t]?[:;.](?P<rest>[^\n]{0,300})",
    re.IGNORECASE | re.MULTILINE,
)
NEXT_FIELD = re.compile(
    r"\b(?:TAGS?\b|SUBJ(?:ECT)?\b|REFS?\b\s?[:.]|REF\s\(?[A-Z]\b|CLASSIFIED\s?BY|REASON|DERIVED)|¶", re.IGNORECASE
)
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
MONTH_NAME = rf"({'|'.join(MONTHS)})[A-Z]{{0,6}}\.?"
NUMERIC_DATE = re.compile(
    r"(?<![\d/.–—-])(\d{1,4})\s?[/.–—-]{1,2}\s?(\d{1,2})\s?[/.–—-]{1,2}\s?(\d{4}|\d{3}\s\d|\d{2})(?!\d)"
)
DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:ST|ND|RD|TH)?[\s,–—-]{{0,3}}{MONTH_NAME}[\s,–—-]{{0,3}}(\d{{4}}|\d\d)(?!\d)", re.IGNORECASE
)
MONTH_DAY_YEAR = re.compile(
    rf"(?<![A-Z]){MONTH_NAME}\s{{0,3}}(\d{{1,2}})(?:ST|ND|RD|TH)?[\s,]{{1,3}}(\d{{4}}|\d\d)(?!\d)", re.IGNORECASE
)
# 20120228, 2012 02 28
YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d) ?(0[1-9]|1[0-2]) ?(0[1-9]|[12]\d|3[01])(?!\d)")
# A separator lost: 0228/2012, 02/282012, 02282012, 02 28 2012.
RUN_TOGETHER = re.compile(r"(?<!\d)(\d\d)[/. -]?(\d\d)[/. -]?((?:19|20)\d\d)(?!\d)")
# Letters for digits: 02/28/2O12, l0/12/2019.
MISTYPED_DATE = re.compile(
    r"(?<![A-Za-z\d])(?=[\d/.-]{0,9}[Ol])[\dOl]{1,4}[/.-][\dOl]{1,2}[/.-][\dOl]{2,4}(?![A-Za-z\d])"
)
DIGITS_FOR_LETTERS = str.maketrans("Ol", "01")
# Declassification dates begin with the order of 1972; two-digit years below are of this century.
FIRST_YEAR = 70
LAST_YEAR = 2100  # 75 years are the longest that an order allows
EXEMPTION = re.compile(
    r"(?<![A-Z0-9])(?:(?:25|50)X\s?-?\s?\d(?:-HUM(?:AN)?)?|(?:1\.[56]\s?)?\(?X\)?\s?-?\s?\(?[1-9](?!\d)\)?|OADR|O\.A\.D\.R\.?"
    r"|(?:XGDS|XDS|RDS|GDS|ADS)(?:(?:\s?-\s?|\s)?\(?\d(?![\d/])\)?)?"
    r"|N\s?/\s?A|N\.A\.?|NA|NOT APPLICABLE|MR|MANUAL REVIEW)(?![A-Z0-9])",
    re.IGNORECASE,
)
NO_EVENTS = _words("UNCLASSIFIED UNCLAS NONE")  # nothing ends what was never classified
LABELS = re.compile(
    r"\b(?:DECLASSIF[A-Z]*|DECLASS|DECLAS|DECLL?|DCEL|DELC|DEC|DNG|CO|AS AMENDED|SOURCES? MARKED|DATE)\b"
    r"\s{0,2}[:;.]{0,2}(?:\s{0,2}ON\b)?",
    re.IGNORECASE,
)
# "Source marked OADR, date of source: 10/1/95": the date is the source's, and ends nothing.
DATE_OF_SOURCE = re.compile(r"[\s,;(]{0,4}DATES?\sOF\s(?:THE\s)?SOURCES?\b.{0,80}", re.IGNORECASE)
DERIVED_FROM = re.compile(
    r"(?<![A-Z])(?:DERIVED\s(?:FROM|BY)|DRV\sFROM|DERV\sFROM|DECL(?:ASS(?:IFICATION)?)?\sAUTH(?:ORITY)?)\b[\s:.;-]{0,5}"
    r"([^\n]{2,150})",
    re.IGNORECASE,
)
DECLASSIFIED_BY = re.compile(r"(?<![A-Z])DECLASSIFIED\s(?:BY|PER)\s([^\n\d]{2,80})", re.IGNORECASE)


def _shortened(word: str) -> set[str]:
    return {word[:index] + word[index + 1 :] for index in range(len(word))}


LONG_TITLES = frozenset(word for word in TITLE_WORDS if len(word) > 6 and word.isalpha())
# Titles are misspelt by the hundred (AMBASADOR, MINSTER, COUSELOR): a word that is a long title but for one letter.
SHORTENED_TITLES = frozenset(variant for word in LONG_TITLES for variant in _shortened(word))
WHOLE_WORDS = TITLE_WORDS | LINKS | {"REASON", "REASONS", "FOR", "SECTION", "SECTIONS"}


def _first(expression: re.Pattern[str], text: str, openings: tuple[str, ...]) -> re.Match[str] | None:
    """Return an expression's first match at one of its usual openings: ten times quicker than to search the text."""
    first: re.Match[str] | None = None
    for opening in openings:
        at = text.find(opening)
        while at >= 0 and (first is None or at < first.start()):
            found = expression.match(text, at)
            if found:
                first = found
                break
            at = text.find(opening, at + 1)
    return first


def _unwrapped(text: str) -> str:
    """Put lines together with a blank, or with none where a word was cut in two at the line's end."""
    lines = text.split("\n")
    joined = lines[0].rstrip()
    for line in lines[1:]:
        before, after = joined.rpartition(" ")[2], line.partition(" ")[0].rstrip(".,;:)")
        cut = before.isalpha() and after.isalpha() and not line.startswith(" ")
        if cut and after.upper() not in WHOLE_WORDS:
            cut = (before + after).upper() in WHOLE_WORDS or (
                # A name cut at the width to which many posts' lines were broken.
                after.islower() and len(joined.rpartition("\n")[2]) >= FULL_LINE and before.upper() not in WHOLE_WORDS
            )
        elif cut:
            cut = (before + after).upper() in WHOLE_WORDS and before.upper() not in WHOLE_WORDS
        joined += ("" if cut else " ") + line.rstrip()
    return " ".join(joined.split())


@lru_cache(maxsize=PAGES_AT_ONCE)
def _authority(body: str) -> tuple[str, str]:
    """Return the authority line behind its label, and its part that names the officers."""
    heading = heading_of(body)
    found = _first(CLASSIFIED_BY, heading, ("Classified", "CLASSIFIED", "classified"))
    if found is None and any(opening in heading.upper() for opening in RARE_LABELS):
        found = CLASSIFIED_BY.search(heading)
    if found is None:
        heading = _authority_paragraph(body)
        found = CLASSIFIED_BY.search(heading) if heading else None
    if found is None:
        return "", ""
    start = heading.rfind("\n", 0, found.start()) + 1
    end = found.end() + AUTHORITY_LENGTH
    blank = BLANK_LINE.search(heading, found.end(), end)
    named = line = _authority_line(heading[start : blank.start() if blank else end])
    if blank and not SECTION_NUMBER.search(line):  # the reasons can stand behind a blank line
        line = f"{line} {_unwrapped(heading[blank.end() : end])}"
        if not named.endswith(".") and SECTION_NUMBER.search(line):
            named = line
    return line, _naming(named)


# An officer classifies hundreds of telegrams in the same words: what is read from a line is remembered.
@lru_cache(maxsize=4096)
def _authority_line(lines: str) -> str:
    line = _behind_label(_unwrapped(lines))
    mark = LEADING_MARK.match(line)
    # Below a label that is alone on its line, a mark opens the first paragraph.
    if mark and _behind_label(lines.partition("\n")[0]).startswith("("):
        return line[mark.end() :]
    return line


@lru_cache(maxsize=4096)
def _naming(line: str) -> str:
    """The part of an authority line that names the officers."""
    closing = END_OF_OFFICERS.search(line)
    named = line[: closing.start()] if closing else line[:OFFICERS_LENGTH]
    for sentence in SENTENCE_END.finditer(named):
        if not _is_title(sentence[1]) and sentence[1].upper() not in POSTNOMINALS:
            return named[: sentence.end(1)]
    return named


def _authority_paragraph(body: str) -> str:
    """A numbered paragraph that is the authority line, ``1. (U) Classified by ...``: memoranda of talks have one."""
    hints = (body.find(hint, 0, OPENING) for hint in ("lassified by", "lassified By", "LASSIFIED BY"))
    if all(at < 0 for at in hints):
        return ""
    text = plain(body[:OPENING])
    found = AUTHORITY_PARAGRAPH.search(text)
    return text[found.end() : found.end() + AUTHORITY_LENGTH] if found else ""


def _behind_label(line: str) -> str:
    label = CLASSIFIED_BY.search(line)
    while label:  # the label can open the line twice, with a mark between: Classified By: (U) CLASSIFIED BY ...
        line = line[label.end() :]
        label = CLASSIFIED_BY.search(line, 0, 40)
    return line


def classified_by(body: str) -> list[str]:
    """Name who classified the telegram: ``Classified By: DCM Ann B. Doe for reasons 1.4 (b).`` is ``Ann B. Doe``.

    Names are as written, titles and offices left out (`officers` keeps both); several people are several entries. A
    name that the publisher hid stays as its run of X. An officer who is given by the office alone (``Ambassador for
    reasons ...``) has no name to return. Empty where the heading has no authority line. Source: 5 FAH-2 H-442,
    classification authority line.
    """
    return [officer.name for officer in officers(body)]


def officers(body: str) -> list[Officer]:
    """Name who classified the telegram, each with the title that stands before or behind the name."""
    return list(_officers(body))


@lru_cache(maxsize=PAGES_AT_ONCE)
def _officers(body: str) -> tuple[Officer, ...]:
    text = _authority(body)[1]
    if text:
        return _people(text)
    order = _executive_order(heading_of(body))
    old = OLD_OFFICER.search(order["rest"]) if order else None
    return (Officer(" ".join(old[1].split()), None),) if old else ()


@lru_cache(maxsize=4096)
def _people(text: str) -> tuple[Officer, ...]:
    if "," in text:
        text = COMMA_FOR_APOSTROPHE.sub(_with_apostrophe, text)
    bare = TRAILING_LINK.sub("", text)
    if ABBREVIATED_END.search(bare) and text[len(bare) : len(bare) + 1] == ".":
        bare += "."
    bare = bare.lstrip(" .,;:-(")
    people: list[Officer] = []
    start = 0
    for conjunction in CONJUNCTION.finditer(bare):
        left, right = _person(bare[start : conjunction.start()]), _person(bare[conjunction.end() :])
        if left is None or right is None:
            continue  # "and" within a title: Counselor for Political and Economic Affairs
        title_first = _is_title(bare[start:].split(maxsplit=1)[0])
        if " " in right.name or (right.title and title_first):
            people.append(left)
            start = conjunction.end()
    last = _person(bare[start:])
    if last:
        people.append(last)
    return tuple(people)


def _with_apostrophe(found: re.Match[str]) -> str:
    if found[2] and _is_title(found[2]):  # the initial of a name, with its title glued on: Doe, Ann O,DCM
        return found[0]
    return f"{found[1] or 'O'}'"


def _bare(word: str) -> str:
    return word.strip('.,;:()"“”?').replace("’", "'").replace("`", "'").replace(".", "").upper()


@lru_cache(maxsize=2048)
def _is_title(word: str) -> bool:
    bare = _bare(word)
    if bare in TITLE_WORDS or bare in PLACES:
        return True
    if "/" in bare:
        return True
    if "-" in bare:
        return any(part in TITLE_WORDS and len(part) > 2 for part in bare.split("-"))
    if len(bare) < 5:
        return False
    if JOINED_TITLE.fullmatch(bare):
        return True
    if len(bare) < 6 or len(bare) > 20:
        return False
    if bare in SHORTENED_TITLES:
        return True
    return len(bare) > 6 and any(part in LONG_TITLES or part in SHORTENED_TITLES for part in _shortened(bare))


def _is_name(words: list[str]) -> bool:
    if not words or len(words) > 7:
        return False
    for word in words:
        if word[0] in "\"“'‘":
            continue
        if not word[0].isalpha():
            return False
        if word.islower() and word.upper() not in PARTICLES and not REDACTED.match(word):
            return False
    return any(len(word.strip(".")) > 1 for word in words)


def _person(text: str) -> Officer | None:
    """Find the name in a run of titles, offices and one name, in whatever order they stand."""
    lower = text == text.lower()
    if lower:  # a few pages are in lower case throughout
        text = " ".join(word if REDACTED.match(word) else word.capitalize() for word in text.split())
    if "/" in text:
        text = NAME_SLASH_TITLE.sub(_name_then_title, text)
    name: list[str] = []
    titles: list[str] = []
    for segment in SEGMENT.split(text):
        words = [word for word in segment.split() if any(map(str.isalnum, word))]
        if not words:
            continue
        if name:
            if len(words) == 1 and _continues(name, words[0], bool(titles)):
                name[-1] += ","
                name.append(words[0])
            else:
                titles.append(segment.strip())
            continue
        before, name, behind = _split(words)
        titles.extend(" ".join(part) for part in (before, behind) if part)
    if not name:
        return None
    joined = " ".join(name)
    if not ABBREVIATED_END.search(joined.rstrip(".")):
        joined = joined.rstrip(".")
    title = ", ".join(titles)
    if lower:
        joined, title = joined.lower(), title.lower()
    return Officer(joined, title or None)


def _split(words: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Divide a run of words into the titles before a name, the name, and the titles behind it."""
    titles = [index for index, word in enumerate(words) if _is_title(word)]
    links = [index for index, word in enumerate(words) if index and word.upper() in LINKS and titles]
    last = max([*titles, *links], default=-1)
    after = words[last + 1 :]
    if last >= 0 and len(after) > 1 and _bare(words[last]) in BEFORE_A_PLACE:
        after = _behind_place(after, needed=1 if words[last].upper() in LINKS else 2)
    last = len(words) - len(after) - 1
    if len(after) > 1 and after[-1].islower() and after[-1].upper() not in PARTICLES and len(after[-1]) < 8:
        after = [*after[:-2], after[-2] + after[-1]]  # a surname cut in two at the line's end
    if _is_name(after):
        return words[: last + 1], after, []
    first = titles[0] if titles else len(words)
    if (first > 1 or (first == 1 and REDACTED.fullmatch(words[0]))) and _is_name(words[:first]):
        return [], words[:first], words[first:]
    return words, [], []


@cache
def _places() -> frozenset[str]:
    cities = (post.city.upper() for post in posts().values())
    countries = (tag.name.upper() for tag in tag_dimension().values() if tag.kind == "place" and tag.name)
    return frozenset({*cities, *countries})


def _behind_place(words: list[str], needed: int) -> list[str]:
    """Leave a place out that belongs to the title: ``Consul General Lagos Ann Doe``, ``Envoy for Sudan Ann Doe``."""
    for length in (3, 2, 1):
        if len(words) >= length + needed and " ".join(words[:length]).upper() in _places():
            return words[length:]
    return words


def _continues(name: list[str], word: str, titled: bool) -> bool:
    """Tell whether a single word behind a comma belongs to the name: ``Doe, Ann``, ``Doe, Jr.``, ``Ann B, Doe``."""
    if word.strip(".").upper() in POSTNOMINALS:
        return True
    unfinished = len(name[-1].strip(".")) == 1 or (len(name) == 1 and not titled)
    return unfinished and word.isalpha() and not REDACTED.match(name[0]) and not _is_title(word)


def _name_then_title(found: re.Match[str]) -> str:
    """Put a comma for the slash in ``Doe/DCM``, but not in ``Pol/Econ``."""
    return found[0] if _is_title(found[2]) or not _is_title(found[3]) else f"{found[1]} {found[2]}, {found[3]}"


def classification_reasons(body: str) -> list[str]:
    """List the grounds of classification: ``reasons 1.4 (b) and (d)`` is ``["1.4(b)", "1.4(d)"]``.

    Section and letter of the executive order (1.4 of 12958 as amended and of 13526, 1.5 of 12958 before 2003, 1.3 of
    12356), letters in lower case, in order of appearance, none twice; ``(b) through (d)`` gives each. A section
    without a letter is given alone, a letter whose section is left out as ``(b)``.
    """
    return list(_reasons(_authority(body)[0]) or _reasons(_line_of_reasons(heading_of(body))))


@lru_cache(maxsize=4096)
def _reasons(line: str) -> tuple[str, ...]:
    reasons: dict[str, None] = {}
    position = 0
    while found := SECTION_NUMBER.search(line, position):
        section = "1." + (found[1] or found[2])
        letters, position = _letters(line, found.end())
        for letter in letters:
            reasons.setdefault(f"{section}({letter})")
        if not letters and not reasons and REASON.search(line, max(0, found.start() - 40), found.start()):
            reasons.setdefault(section)
    if not reasons and (label := REASON.search(line)):
        letters, _ = _letters(line, label.end())
        reasons = dict.fromkeys(f"({letter})" for letter in letters)
    return tuple(reasons)


def _line_of_reasons(heading: str) -> str:
    """Find the reasons of a heading without an authority line: behind the word, or on the E.O. line."""
    found = REASON.search(heading)
    if found and SECTION_NUMBER.match(heading, found.end()):
        return _unwrapped(heading[found.start() : found.start() + AUTHORITY_LENGTH])
    order = _executive_order(heading)
    return order["rest"] if order and "1." in order["rest"] else ""


def _letters(line: str, position: int) -> tuple[list[str], int]:
    """Read the letters behind a section number, in or without parentheses; return them and where they end."""
    if word := PARAGRAPHS.match(line, position):
        position = word.end()
    together = REASON_LETTERS.match(line, position)
    if together:
        run = (together[1] or together[2]).lower()
        if list(run) == sorted(set(run)):
            return list(run), together.end()
    letters: list[str] = []
    inside = parenthesised = closing = uppercase = False
    end = min(len(line), position + 90)
    while position < end:
        link = REASON_LINK.match(line, position, end)
        assert link is not None  # it matches the empty text
        at = link.end()
        opened = line[at : at + 1] in ("(", "[", "{") and at < end
        if opened:
            at += 1 + (line[at + 1 : at + 2] == " ")
        letter = REASON_LETTER.match(line, at, end)
        if letter is None:
            break
        linked = link[0].strip(' ."“”')
        if letters:
            if parenthesised and not opened and not inside:
                break
            if not linked and (closing or letter[1].lower() <= letters[-1] or letter[1].isupper() != uppercase):
                break  # "(b) and (d) (C) Summary": the mark of what follows
            if not linked and not opened and not inside:
                is_spaced = line[letter.end() + 2 : letter.end() + 3] == " "  # 1.4 B C O N F I D E N T I A L
                if link[0] != " " or is_spaced:
                    break
            if RANGE.search(linked):
                if letter[1].lower() <= letters[-1] and not opened and not inside:
                    break  # "1.4 b and d – A delegation came"
                letters.extend(chr(code) for code in range(ord(letters[-1]) + 1, ord(letter[1].lower())))
            closing = "N" in linked.upper() or "&" in linked
        else:
            parenthesised = opened
        uppercase = letter[1].isupper()
        letters.append(letter[1].lower())
        inside = inside or opened
        position = letter.end()
        close = position + (line[position : position + 1] == " ")
        if line[close : close + 1] in (")", "]", "}") and close < end:
            inside = False
            position = close + 1
    return letters, position


def declassification(body: str) -> Declassification:
    """Read the E.O. line: ``E.O. 12958: DECL: 02/28/2012`` ends on 28 February 2012 under order 12958.

    Dates are in US order unless that is no date (``DECL: 18/12/2018``), or year first; two-digit years from 70 are of
    the 1900s. An exemption (X1 to X8, OADR, GDS, MR, N/A) stands in place of a date or beside it, in upper case. What
    is neither is the event (``AFTER KOREAN REUNIFICATION``). `authority` is what the classification is derived from,
    or who declassified; `line` is the line as published, its blanks collapsed. A date that is none (``02/30/2019``) is
    None, never a guess; all are None where there is no such line.
    """
    heading = heading_of(body)
    order = _executive_order(heading)
    line = order or DECLASSIFY_LINE.search(heading)
    if line is None:
        return Declassification(None, None, None, None, _derived_from(heading))
    rest = _to_next_field(line["rest"])
    published = line[0][: line.start("rest") - line.start()] + rest
    found_date, exemption, event, authority = _ending(rest)
    if not found_date and not exemption and len(rest) == len(line["rest"]):
        following = heading[line.end() : line.end() + 200].lstrip("\n ").partition("\n")[0]
        wrapped = event and heading[line.end() + 1 : line.end() + 2].strip()
        if following and (wrapped or not event) and not NEXT_FIELD.match(following):
            more = _ending(f"{rest} {_to_next_field(following)}")
            if more[0] or more[1] or event:
                found_date, exemption, event, authority = more
                published += " " + _to_next_field(following)
        if order and not (found_date or exemption or event):
            elsewhere = DECLASSIFY_LINE.search(heading)
            if elsewhere:
                found_date, exemption, event, authority = _ending(_to_next_field(elsewhere["rest"]))
    return Declassification(
        executive_order=order["number"] if order else None,
        date=found_date,
        exemption=exemption,
        event=event,
        authority=_derived_from(heading) or authority,
        line=" ".join(published.split()),
    )


def _executive_order(heading: str) -> re.Match[str] | None:
    return _first(EXECUTIVE_ORDER, heading, ("E.O", "EO", "E.o", "e.o", "E.0")) or EXECUTIVE_ORDER.search(heading)


def _to_next_field(text: str) -> str:
    found = NEXT_FIELD.search(text)
    return text[: found.start()] if found else text


def _ending(text: str) -> tuple[date | None, str | None, str | None, str | None]:
    """Return date, exemption, event and authority of what stands behind the order's number."""
    text = DATE_OF_SOURCE.sub(" ", OLD_OFFICER.sub(" ", text)).lstrip(" :;.,")
    found_date, text = _date(text)
    exemptions = dict.fromkeys(_exemption(found[0]) for found in EXEMPTION.finditer(text))
    if exemptions:
        text = EXEMPTION.sub(" ", text)
    authority = None
    by = DECLASSIFIED_BY.search(text)
    if by:
        authority = " ".join(by[1].split()).strip(" .,;") or None
        text = text[: by.start()]
    event: str | None = " ".join(LABELS.sub(" ", text).split()).strip(" :;.,()-/&")
    words = (
        [word for word in event.split() if len(word) > 2 and word.isalpha() and not REDACTED.fullmatch(word)]
        if event
        else []
    )
    if not words or (len(words) == 1 and (found_date or exemptions or words[0].upper() in NO_EVENTS)):
        event = None
    return found_date, ", ".join(exemptions) or None, event, authority


def _exemption(text: str) -> str:
    text = "".join(text.upper().split()).replace("(", "").replace(")", "")
    if text in ("NA", "N/A", "N.A.", "N.A", "NOTAPPLICABLE"):
        return "N/A"
    if text == "MANUALREVIEW":
        return "MR"
    if text.startswith("O.A"):
        return "OADR"
    if "DS" in text and text[-1].isdigit():
        return f"{text[:-1].rstrip('-')}-{text[-1]}"
    if text.startswith(("25X", "50X")):
        return text.replace("X-", "X")
    return "X" + text[-1] if text[-1] in "123456789" else text


def _derived_from(heading: str) -> str | None:
    if not ("DERIVED" in heading or "Derived" in heading or "DRV" in heading or "AUTH" in heading):
        return None
    found = DERIVED_FROM.search(heading)
    return (" ".join(found[1].split()).strip(" .,;") or None) if found else None


def _date(text: str) -> tuple[date | None, str]:
    """Find a date; return it and the text without it."""
    value: date | None = None
    if found := NUMERIC_DATE.search(text):
        first, middle, last = found[1], found[2], found[3].replace(" ", "")
        if len(first) == 4:
            value = _day(int(first), int(middle), int(last))
        else:
            value = _day(int(last), int(first), int(middle)) or _day(int(last), int(middle), int(first))
    elif found := DAY_MONTH_YEAR.search(text):
        value = _day(int(found[3]), MONTHS.index(found[2].upper()) + 1, int(found[1]))
    elif found := MONTH_DAY_YEAR.search(text):
        value = _day(int(found[3]), MONTHS.index(found[1].upper()) + 1, int(found[2]))
    elif found := YEAR_FIRST.search(text):
        value = _day(int(found[1]), int(found[2]), int(found[3]))
    elif found := RUN_TOGETHER.search(text):
        value = _day(int(found[3]), int(found[1]), int(found[2]))
    if value is None and (mistyped := MISTYPED_DATE.search(text)):
        value = _date(mistyped[0].translate(DIGITS_FOR_LETTERS))[0]
        found = mistyped
    if found is None or value is None:
        return None, text
    return value, text[: found.start()] + " " + text[found.end() :]


def _day(year: int, month: int, day: int) -> date | None:
    if year < 100:
        year += 1900 if year >= FIRST_YEAR else 2000
    if not 1900 + FIRST_YEAR <= year <= LAST_YEAR:  # 02/28/1012
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
