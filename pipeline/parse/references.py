"""The REF line of a body: the cables, letters, calls and reports that a telegram builds on."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.model import Reference
from pipeline.parse.identity import canonical_id, post_of_id, serial_of_id
from pipeline.parse.subject import heading_end, places_of
from pipeline.parse.text import plain
from pipeline.vocabulary import posts, published_stations
from pipeline.vocabulary import station as station_of

# `REF:` may be glued to the subject before it; without a colon it is a label only where a line begins. `REF A` is both
# the label and the first bullet.
LABEL = re.compile(
    r"REF(?:S|TELS?)?[ \t]{1,3}(?=\(?A\b)|REF(?:S| ?TELS?|ERENCES?|\(S\)|/S)?[ \t]{0,4}(?:[:;.]|[ \t]-[ \t])"
    r"|REF(?:S|TELS?)?(?=[ \t]{1,4}(?:\(?['’‘\d]|[A-Z /]{3,30} \d))",
    re.IGNORECASE,
)
LABEL_IN_LINE = re.compile(r"REF(?:S| ?TELS?|ERENCES?|\(S\)|/S)?[ \t]{0,4}:", re.IGNORECASE)
# What ends the references at the start of a line.
NEXT_LINE = re.compile(
    r"¶ ?\d|\d{1,2}\. ?\([A-Z]|\((?:U|SBU|C/NF|S/{1,2}NF|U//FOUO)\)"
    r"|(?-i:\([CS]\)[ \t]+(?:Summary|SUMMARY|This|[A-Z][a-z]+ [a-z]+ )(?![^\n]{0,40}\d))"
    r"|CLASSIFIED\b|CLASS(?:IF)?\.? ?BY|DERIVED FROM|REASONS?\b|DECL|E\.? ?[O0]\.? ?1\d{4}"
    r"|TAGS?\b|SUBJ(?:ECT)?\b|SENSITIVE\b|NOFORN|NOT FOR|THIS "
    r"|(?:BEGIN |EXECUTIVE )?SUMMARY\b|INTRODUCTION\b|COMMENT\b|ACTION REQUEST|SIPDIS|[-=_*]{3,}|(?:- ){3}|<<"
    r"|(?:CONFIDENTIAL|SECRET|UNCLAS(?:SIFIED)?|C O N F I D E N T I A L|S E C R E T|U N C L A S)[ /].{0,40}\d{4}"
    r"|(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY, \d",
    re.IGNORECASE,
)
# Page banners stand in the way and are passed over; references go on behind them.
BANNER = re.compile(
    r"(?:\b[A-Z][A-Z .'-]{2,30}[ \t]+\d{8}[ \t]+\d{3}(?:\.\d)?[ \t]+OF[ \t]*\d{0,3}"
    r"|PAGE[ \t]+\d\d?[ \t]+[A-Z][A-Z .'-]{2,30}[ \t]+\d{5}[ \t]+\d\d[ \t]+OF[ \t]+\d\d[ \t]+\d{6}Z"
    r"|SECTION[ \t]+\d+[ \t]+OF[ \t]+\d+|\b(?:CONFIDENTIAL|SECRET|UNCLAS(?:SIFIED)?)[ \t]*$)[ \t]*",
    re.IGNORECASE,
)
GLUED_END = re.compile(
    r"\(?(?:[USC]|SBU)?\)?[ \t]?CLASSIFIED BY|¶ ?\d|-{5,}|\bSENSITIVE BUT\b|\bTHIS (?:IS AN? )?(?:ACTION|CABLE|MESSAGE)"
    r"|\b1\. {0,3}(?:\([A-Z]{1,3}(?:/[A-Z]{1,6})?\)|(?-i:[A-Z][a-z]))|\bSUBJECT:|\bTAGS:|\bSUMMARY:"
    r"|(?-i:\((?:U|SBU|C|S)\) (?:THIS|[A-Z][a-z]))",
    re.IGNORECASE,
)
# Each banner and each ending in mid-line holds one of these, so most lines need no search.
BANNER_HINTS = (" OF", "CONFIDENTIAL", "SECRET", "UNCLAS")
GLUED_HINTS = (
    "CLASSIFIED",
    "¶",
    "-----",
    "SENSITIVE",
    "THIS",
    "1.",
    "SUBJECT:",
    "TAGS:",
    "SUMMARY:",
    "(U)",
    "(C)",
    "(S)",
    "(SBU)",
)
BULLET_LINE = re.compile(
    r"¶? ?\(?[A-Z0-9]{1,2}\)?[.):]|¶ ?[A-Z]\b|REF(?:TEL)? [A-Z](?:[:.)]| (?-i:[('\d]|[A-Z]{3}))", re.IGNORECASE
)
CABLE_LINE = re.compile(r"(?:\(?(?:19|20)?\d\d\)? )?([A-Z][A-Z .'-]{1,30}) ?\d{1,8}\b", re.IGNORECASE)
LONE_SERIAL = re.compile(r"\d{2,7}\b(?!\.)")  # its post stands before a blank line
# After a blank line only a short line that names a kind of reference still belongs, `E-MAIL TO THE DUTY OFFICER`.
LONGEST_LEFTOVER = 80

# A bullet: a letter in parentheses, or before a period, colon or parenthesis, with nothing of a word before it.
BULLET = re.compile(
    r"(?:(?<![\w./'&-])|(?<=\d)(?=[A-Z]\)))¶?[ ]?"
    r"(?:\([ ]?(?:REF(?:TEL)?[ ])?([A-Z])[ ]?\)|([A-Z])[ ]?\)|([A-Z])[.:](?![A-Z]\.)|REF(?:TEL)?[ ]([A-Z])\b[):.]?"
    r"|(?<=[\d)] )([A-Z])(?=[ ](?:\d\d(?:\d\d)? )?(?!AND\b)[A-Z]{3}))[ .:]*",
    re.IGNORECASE,
)
MARKED_LETTER = re.compile(r"¶ ?([A-Z])(?![A-Za-z.)])")
TRAILING_BULLET = re.compile(r"[ ]?\((?:REF(?:TEL)?[ ])?([A-Z])\)[ ,;.&]{0,3}(?:AND )?", re.IGNORECASE)
# A-STATE 1 B-STATE 2, or with a blank around the hyphen.
HYPHENED_BULLET = re.compile(r"(?<![\w.'-])([A-Z])[ ]?-(?=[ ]?(?:\d\d(?:\d\d)? )?(?!MAIL)[A-Z]{3})")
HYPHENED_BLOCK = re.compile(r"[Aa][ ]?-")
BARE_BULLET = re.compile(r"(?<![\w.'-])([A-Z])(?= (?:\d\d(?:\d\d)? )?[A-Z]{3})")

SERIAL = r"(?:\d[\dO]{0,8}|O\d[\dO]{0,7})"
LETTERS = r"(?:[A-Z.'’‘-]|0(?=[A-Z]| \d))"
CABLE = re.compile(
    r"(?<![\w/.])"
    r"(?:(?P<year>\(?['’‘]?(?:19|20|2O|O)?[\dO]\d\)?)[ -]{0,3})??"
    rf"(?P<station>(?:[A-Z]|0(?=[A-Z])){LETTERS}{{1,30}}(?: [A-Z]{LETTERS}{{0,30}}){{0,6}}?)"
    r"[ ]?(?:\((?P<inside>['’‘]?(?:19|20)?\d\d)\)[ ]?|(?P<between>(?:19|20)\d\d(?=[ -]\d)|\d\d(?=[ -]\d{3}))[ -])?"
    rf"[ ]?[#:-]?[ ]?(?:NO\.? ?)?(?P<serial>{SERIAL})"
    r"(?!\d|/\d{1,2}(?!\d)|//|Z\b|\.\d|(?<=\d{3})[-–—]\d(?!\d)|(?!AND|SUBJ|CLASS|THRU|THROUGH)[A-Z]{3})",
    re.IGNORECASE,
)
THOUSANDS = re.compile(r",(\d{3})(?![\dO]|,\d)")  # STATE 12,345 is one number
LONGEST_SERIAL = 7
# ROME 1234-1236, 1234 THROUGH 1236, 1234-36
RUN = re.compile(r"(?:(?:[-–—]| [-–—] )(\d{3,7})| ?(?:THROUGH|THRU) ?(\d{1,7})|[-–—](\d\d))(?![\d/–—-])", re.IGNORECASE)
# Behind fewer than three digits: SUVA 7-9, ROME 45-46, and what is no run, SUVA 7-09 or ROME 12-03-08.
SHORT_TAIL = re.compile(r"(?<!\d{3})[-–—](\d\d?)(?!\d)")
AFTER_SHORT_RUN = re.compile(r"[ ]?(?:$|[,;:.&(\[)]|AND\b|NOTAL\b|ET\b)", re.IGNORECASE)
# TEHRAN A-19 came by bag: its number is of another series.
AIRGRAM = re.compile(r"\b(?:A|CA|OM|U)-\d{1,5}$", re.IGNORECASE)
AIRGRAM_BESIDE = re.compile(r"\b(?!AND\b)[A-Z][A-Z.'-]{2,20}(?: [A-Z.'-]{2,20}){0,3} (?:A|CA|OM)-\d{1,5}\b")
# The moment of a cable that has its number: OSLO 12 DTG 121212Z FEB 08.
MOMENT = re.compile(r",? ?(?:DTG:? ?)?\d{6}Z(?: ?[A-Z]{3,9} ?\d\d(?:\d\d)?)?(?!\d)", re.IGNORECASE)
LONGEST_RUN = 10
NUMBERED_AHEAD = 30  # a post's telegrams that are numbered before one that cites them is sent
# What no post reaches by a day of the year, with room to spare: the busiest sent 90 telegrams a day, in the 1970s, the
# Department 850, in 2004.
MOST_OF_A_POST = (1_000, 150)  # to begin with, and for each day
MOST_OF_STATE = (50_000, 1_200)
NEW_YEAR = 90  # days; later on such a number is rather a misprint
NEAR = 100  # serials of one list are nearer to one another than this
SIMPLE = re.compile(r"(?:((?:19|20)?\d\d) )?([A-Z][A-Z ]{2,30}) (\d{1,7})")
MORE = re.compile(
    rf"[ ]?(?:, ?AND\b|, ?&|,|;|&|/(?!(?:19|20)\d\d\b)|\bAND\b)[ ]?({SERIAL})(?!\w|/(?!\d{{3}})|\.\d|[-–—]\d)",
    re.IGNORECASE,
)
YEAR_AFTER = re.compile(
    r"[ ]?(?:[(\[]['’‘]?(?P<after>(?:19|20)?\d\d)[)\]]"
    r"|(?:OF |DATED |\((?=[\d/-]{6,10}\)))\d{1,2}[/-]\d{1,2}[/-](?P<dated>(?:\d\d)?\d\d)(?:\)|\b)"
    r"|['’‘](?P<quoted>\d\d)\b|(?:/|, ?|OF |\b)(?P<plain>(?:19[6-9]|20[01])\d)\b(?![/-]))",
    re.IGNORECASE,
)
REVERSED = re.compile(rf"({SERIAL})[ ]([A-Z][A-Z .'-]{{2,30}})", re.IGNORECASE)
FULL_YEAR = re.compile(r"(?:19|20)\d\d")
NUMBER_IS_YEAR = re.compile(r"(?:(?:19|20)?\d\d)$")
STATION_FOLLOWS = re.compile(r"[ -]?(?!AND\b|NOTAL|EXDIS|NODIS|ET\b|OF\b|DATED\b|REF)[A-Z]{2}", re.IGNORECASE)
MONTH_FOLLOWS = re.compile(
    r"[ -]?(?:JAN|FEB|MAR(?:CH)?\b|APR|MAY\b|JUNE?\b|JULY?\b|AUG|SEPT?|OCT|NOV|DEC)[A-Z]{0,6}\b", re.IGNORECASE
)
SEPARATED = re.compile(r"(?:^|[,;/&:)]|\bAND|\bSEE|\bREF(?:TEL)?S?)\s?$", re.IGNORECASE)
LONGEST_SEPARATOR = 20  # characters; an entry has single blanks
# Words before a number that make it no cable, whatever stands before them.
# fmt: off
NO_STATION = frozenset(
    {
        "JAN", "JANUARY", "FEB", "FEBRUARY", "MAR", "MARCH", "APR", "APRIL", "MAY", "JUN", "JUNE", "JUL", "JULY",
        "AUG", "AUGUST", "SEP", "SEPT", "SEPTEMBER", "OCT", "OCTOBER", "NOV", "NOVEMBER", "DEC", "DECEMBER",
        "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY", "PARA", "PARAS", "PARAGRAPH",
        "PARAGRAPHS", "SECTION", "PAGE", "PART", "ANNEX", "ARTICLE", "RESOLUTION", "UNSCR", "UNSCRS", "IIR", "TD",
        "TDX", "DTG", "E.O", "EO", "DATED", "DATE", "OF", "ON", "AND", "THE", "EMAIL", "EMAILS", "MAIL", "E-MAIL",
        "E-MAILS", "FAX", "TELCON", "TELECON", "MEETING", "PHONE", "CALL", "MEMO", "MEMORANDUM", "MEMCON", "LETTER",
        "REPORT", "REPORTS", "NO", "NUMBER", "REF", "REFTEL", "REFS", "FY", "SERIAL", "PREVIOUS", "PRECEDING",
        "THROUGH", "THRU", "TO", "FROM", "IN", "FOR", "AT", "BY", "VOLUME", "VOL", "CHAPTER", "ISSUE", "FAM", "STEP",
        "SBU", "CLASSIFIED", "REASON", "REASONS", "DECL", "VERSION", "OPTION", "CASE", "ITEM", "ITEMS", "POINTS",
        "POINT", "NOTE", "NOTES", "ABOUT", "SINCE", "UNTIL", "SEE", "TAB", "ROUND", "PHASE", "MSG", "CABLE", "CABLES",
    }
)
# fmt: on
# Words that stand for a post and name none. What the Department sent is STATE's, what "our" embassy sent the citing
# post's own; which post "you" are, or a circular's, cannot be told.
OF_THE_DEPARTMENT = frozenset({"DEPTEL", "DEPTELS", "DEPT", "DEPARTMENT"})
OF_THE_EMBASSY = frozenset({"EMBTEL", "EMBTELS", "EMBASSY", "AMEMBASSY"})  # a consulate's EMBTEL is its embassy's
OF_THE_POST = frozenset({"OURTEL", "OURTELS"})
OF_NO_NAMED_POST = frozenset(
    {"URTEL", "URTELS", "YOURTEL", "YOURTELS", "SEPTEL", "SEPTELS", "CIRTEL", "CIRTELS", "DEPCIRTEL", "DEPCIRTELS"}
    | {"CIRCULAR", "POST", "OUR", "YOUR", "CONGEN", "CONSULATE", "AMCONSUL"}
)
STANDING_FOR_A_POST = OF_THE_DEPARTMENT | OF_THE_EMBASSY | OF_THE_POST | OF_NO_NAMED_POST
TELEGRAM = frozenset({"TEL", "TELS", "TELEGRAM", "TELEGRAMS"})  # ROME TELEGRAM 12
LEADING = frozenset(
    (
        "AMEMBASSY",
        "EMBASSY",
        "CONSULATE",
        "AMCONSUL",
        "CONGEN",
        "CABLE",
        "CABLES",
        "SEE",
        "ALSO",
        "REF",
        "REFTEL",
        "AND",
    )
)
KINDS = (
    ("web", re.compile(r"https?:|www\.|\bweb ?(?:site|page)|\bonline\b|\.(?:com|org|gov|net)\b", re.IGNORECASE)),
    ("email", re.compile(r"\be[- ]{0,2}mail(?:s|ed)?\b|\bmail\b|\bemessage", re.IGNORECASE)),
    ("fax", re.compile(r"\b(?:tele)?fax(?:es|ed)?\b|\bfacsimile", re.IGNORECASE)),
    (
        "telcon",
        re.compile(
            r"\btel(?:e)?con(?:s|f|ference)?\b|\btelephone|\bphon(?:e|cons?)|\bcalls?\b|\bconversations?\b|\bfonecon|\bS?[DV]V?TC\b|\bDVC\b",
            re.IGNORECASE,
        ),
    ),
    (
        "report",
        re.compile(
            r"\bIIR\b|\bTDX?\b|\b31[45]/\d{5,6}-\d\d\b|\breport(?:s|ing)?\b|\bassessment\b|\bSPOTREPS?\b|\bSITREPS?\b|\b(?:OSC|FBIS)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "memo",
        re.compile(
            r"\bmemo(?:s|randum|randa)?\b|\bmemcons?\b|\bletters?\b|\b(?:dip)?notes?\b|\bnon[ -]?papers?\b",
            re.IGNORECASE,
        ),
    ),
    (
        "meeting",
        re.compile(r"\bmeetings?\b|\bmtgs?\b|\bdiscussions?\b|\bbriefings?\b|\bconsultations?\b", re.IGNORECASE),
    ),
    ("book", re.compile(r"\bbooks?\b|\bhandbook\b|\bmanual\b|\bISBN\b|\b\d+ ?FA[MH]\b", re.IGNORECASE)),
    # A message known by its date-time group, or with its post hidden, is a cable whose id cannot be told.
    (
        "cable",
        re.compile(
            r"\bDTG|\b\d{6}Z\b|\bX{4,} ?\d+\b|\b\d\d [A-Z]{3,20} X{4,}|\bcables?\b|\btelegrams?\b"
            r"|\b(?:sep|dep|emb|our|your|ur|cir|depcir)?tels?\b(?! aviv)|\bcircular \d",
            re.IGNORECASE,
        ),
    ),
)
NOTES = re.compile(
    r"\((?:NOTAL|EXDIS|NODIS|LIMDIS|NOFORN|DTG )[^()]{0,40}\)|\((?:[SCU]|SBU|[SC]/NF)\)|\bNOTALS?\b"
    r"|\bET\.? ?(?:AL|SEQ)\b\.?"
    r"|\bAND (?:PREVIOUS|PREV|PRECEDING|OTHERS)\b|\bREF(?:S|TELS?)?\b:?",
    re.IGNORECASE,
)
NOTHING = frozenset(["NONE", "N/A", "NA", "NIL", "PREVIOUS", "AND PREVIOUS", "SEPTEL", "TEXT", "AND"])
EARLIEST_YEAR = 45  # two digits from here on are of the twentieth century


class Mention(NamedTuple):
    """A cable named in an entry: where it stands, and the ids it gives."""

    start: int
    end: int
    year: int
    ids: tuple[str | None, ...]  # one None where the post is not named


def _full_year(digits: str) -> int:
    """Four digits for two: 66 is 1966 and 05 is 2005."""
    number = int(digits)
    if number >= 1000:
        return number
    if number >= 100:
        return 1900 + number
    return 1900 + number if number >= EARLIEST_YEAR else 2000 + number


def _digits(text: str) -> str:
    return text.upper().replace("O", "0").strip("()'’‘ ")


def _blocks(text: str, end: int) -> list[str]:
    """The text of each REF line of a heading, with the lines that belong to it."""
    blocks: list[str] = []
    taken_to = 0
    for place, before in places_of("REF", text, end):
        label = (LABEL_IN_LINE if before.strip(" \t>*.¶") else LABEL).match(text, place)
        if label is None or place < taken_to or (blocks and label[0].rstrip()[-1:] not in ":;.-"):
            continue
        begin = label.end() if label[0].rstrip()[-1:] in ":;.-" else label.start()
        lines: list[str] = []
        blank = False
        taken_to = label.end()
        for line in text[begin:end].split("\n"):
            stripped = line.strip()
            if not stripped:
                blank = bool(lines)
                continue
            capitals = stripped.upper()
            has_banner = any(hint in capitals for hint in BANNER_HINTS)
            if has_banner and lines:
                stripped = BANNER.sub("", stripped)
                if not stripped:
                    continue
            if NEXT_LINE.match(stripped) or len(lines) > 80:
                break
            if blank and not (
                BULLET_LINE.match(stripped)
                or _begins_with_cable(stripped)
                or lines[-1].endswith((",", ";"))
                or (lines[-1][-1:].isalpha() and LONE_SERIAL.match(stripped))
                or (len(stripped) < LONGEST_LEFTOVER and _kind(stripped))
            ):
                break
            blank = False
            cut = GLUED_END.search(stripped) if any(hint in capitals for hint in GLUED_HINTS) else None
            kept = stripped[: cut.start()] if cut else stripped
            lines.append(BANNER.sub("", kept) if has_banner else kept)
            if cut:
                break
            taken_to += len(line)
        blocks.append(" ".join(" ".join(lines).split()))
    return blocks


def _begins_with_cable(line: str) -> bool:
    """Whether a line begins with a cable and not with a sentence that names a post further on."""
    begins = [0]
    if len(line) < LONGEST_LEFTOVER and (bullet := BULLET.search(line)):
        begins.append(bullet.end())  # "OF 10/6 D) STATE 215870", its beginning before a blank line
    matches = (CABLE_LINE.match(line, begin) for begin in begins)
    return any(found is not None and station_of(found[1]) is not None for found in matches)


def _trailing(block: str) -> list[tuple[str | None, str]]:
    """A block whose bullets stand behind their entries: ``STATE 1 (REF A), STATE 2 (REF B)``; empty if it is none."""
    entries: list[tuple[str | None, str]] = []
    start = 0
    for found in TRAILING_BULLET.finditer(block):
        entry = block[start : found.start()].strip(" ,;.:")
        if found[1].upper() != chr(ord("A") + len(entries)) or not any(map(str.isdigit, entry)):
            return []
        entries.append((found[1].upper(), entry))
        start = found.end()
    return entries if start == len(block) else []


def _entries(block: str) -> list[tuple[str | None, str]]:
    """A block cut at its bullets: ``A. STATE 1 B. STATE 2`` is ``("A", "STATE 1")`` and ``("B", "STATE 2")``."""
    entries: list[tuple[str | None, str]] = []
    bullet: str | None = None
    start = 0
    if "¶" in block:
        block = MARKED_LETTER.sub(r"\1. ", block)
    if HYPHENED_BLOCK.match(block):
        block = HYPHENED_BULLET.sub(r"\1. ", block)
    elif block[:2].upper() == "A ":
        block = BARE_BULLET.sub(r"\1. ", block)
    if block.endswith(")") and block[:1] != "(" and (trailing := _trailing(block)):
        return trailing
    for found in BULLET.finditer(block):
        letter = next(filter(None, found.groups())).upper()
        between = block[start : found.start()].strip(" ,;.:")
        expected = "A" if bullet is None else chr(ord(bullet) + 1)
        if letter == bullet and not between:  # "A. A) STATE 1" and "A. (A) STATE 1" bear their bullet twice
            start = found.end()
            continue
        is_marked = found[1] or found[2] or found[0].startswith("¶") or not between
        if bullet is None and letter == "B" and between[-1:].isdigit():  # the first entry bears no letter
            expected = letter
        if letter != expected and (found[5] or not is_marked):
            continue
        if between:
            entries.append((bullet, between))
        bullet = letter
        start = found.end()
    rest = block[start:].strip(" ,;.:")
    if rest:
        entries.append((bullet, rest))
    return entries


def _kind(text: str) -> str | None:
    for kind, words in KINDS:
        if words.search(text):
            return kind
    return None


def _station(words: list[str], is_separated: bool) -> tuple[str, int] | None:
    """The station that the last words before a number name, and how many of the words it takes.

    The longest known name wins: USUN NEW YORK before NEW YORK. A station of no known post, such as CDR USCENTCOM,
    counts where nothing else stands before it.
    """
    for count in range(min(len(words), 6), 1, -1):
        known = station_of("".join(words[-count:]))
        if known is not None:
            return known, count
    last = words[-1].strip(".")
    if last in NO_STATION:
        return None
    known = station_of(last)
    if known is not None:
        return known, 1
    if last in STANDING_FOR_A_POST:  # "TALKS WITH EMBASSY 12" and "THE MORNING POST 12" are no telegrams
        return (last, 1) if last.endswith(("TEL", "TELS")) or LEADING.issuperset(words[:-1]) else None
    if last in TELEGRAM and len(words) == 1:
        return None
    if len(words) > 1 and (len(words[-1]) == 2 or last in TELEGRAM):  # a country behind the post: MADRID SP
        read = _station(words[:-1], is_separated)
        return None if read is None else (read[0], read[1] + 1)
    while len(words) > 1 and words[0].strip(".") in LEADING:
        words = words[1:]
    name = "".join(words)
    if (
        len(words) > 3
        or not is_separated
        or not name.isalpha()
        or len(name) < 3
        or any(word in NO_STATION for word in words)
    ):
        return None
    if set(name) == {"X"}:
        return None
    return name, len(words)


def _is_ahead_of(day: int, station: str | None, number: int) -> bool:
    """Whether a post cannot have sent so many telegrams by a day early in the year, but can have in a whole one."""
    if day > NEW_YEAR or station is None or station not in published_stations():
        return False
    begin, a_day = MOST_OF_STATE if station == "STATE" else MOST_OF_A_POST
    return begin + a_day * day < number <= begin + a_day * 366


class Citing(NamedTuple):
    """The telegram whose references are read."""

    year: int
    post: str | None
    station: str | None  # of its own id, KIEV where the post is KYIV
    serial: int | None
    day: int | None  # of the year

    def station_behind(self, word: str) -> str | None:
        """The station that a word stands for, ``DEPTEL`` for STATE; None where it names none."""
        if word in OF_THE_DEPARTMENT:
            return "STATE"
        if word in OF_THE_POST:
            return self.station
        if word in OF_THE_EMBASSY and self.post is not None and posts()[self.post].kind == "embassy":
            return self.station
        return None

    def year_of(self, station: str | None, number: int) -> int:
        """The year of a cable whose year is not printed: this one's, or the year before where it cannot be.

        A post counts its telegrams through the year: in January it cites by bare numbers those of the last one, its
        own and those of others.
        """
        if self.day is not None and _is_ahead_of(self.day, station, number):
            return self.year - 1
        if self.serial is None or self.post is None or published_stations().get(station or "") != self.post:
            return self.year
        return self.year - 1 if number > self.serial + NUMBERED_AHEAD else self.year


def _simple(entry: str, bullet: str | None, citing: Citing) -> Reference | None:
    """The reference of an entry that is one known post and a number, as nine in ten are."""
    found = SIMPLE.fullmatch(entry)
    if found is None:
        return None
    name = station_of(found[2])
    if name is None or found[2] in NO_STATION or not int(found[3]):
        return None
    year = _full_year(found[1]) if found[1] else citing.year_of(name, int(found[3]))
    return Reference(canonical_id(f"{year % 100:02d}{name}{int(found[3])}"), "cable", bullet, entry, year)


def _whole_number(entry: str, serial: str, end: int, name: str) -> tuple[str, int]:
    """A serial with its thousands, ``12,345``, and where it ends; ``112,113`` of a list are two."""
    if not entry.startswith(",", end) or len(serial) > 3 or not (found := THOUSANDS.match(entry, end)):
        return serial, end
    if len(serial) == 3 and (name != "STATE" or 0 < int(found[1]) - int(_digits(serial)) < NEAR):
        return serial, end
    return serial + found[1], found.end()


def _last_of_run(run: re.Match[str], first: int, own_year: int) -> int:
    """The last number of a run that begins with `first`: ``1234-36`` ends with 1236; 0 where ``-07`` is a year."""
    short = run[3] or (run[2] if run[2] and len(run[2]) == 2 and first > 99 else None)
    if short is None:
        return int(run[1] or run[2])
    if run[3] and own_year - _full_year(run[3]) in (0, 1):
        return 0
    return first // 100 * 100 + int(short)


def _end_of_short_run(entry: str, serial: str, tail: re.Match[str], own_year: int) -> int:
    """The last number of ``45-46``; 0 where what is joined to a number is a year, a day or a part of something else."""
    first, final = int(_digits(serial)), int(tail[1])
    if not 0 < final - first < LONGEST_RUN or (tail[1].startswith("0") and not serial.startswith("0")):
        return 0
    if len(tail[1]) == 2 and 0 <= own_year - _full_year(tail[1]) < 10:
        return 0
    if AFTER_SHORT_RUN.match(entry, tail.end()) or CABLE_LINE.match(entry, tail.end() + 1):
        return final
    return 0


def _mentions(entry: str, citing: Citing) -> list[Mention]:
    """The cables that an entry names."""
    mentions: list[Mention] = []
    position = 0
    while found := CABLE.search(entry, position):
        words = found["station"].upper().replace("0", "O").replace("’", "'").replace("‘", "'").split()
        last = mentions[-1].end if mentions else 0
        before = entry[max(last, found.start() - LONGEST_SEPARATOR) : found.start()]
        read = _station(words, bool(found["year"]) or not before.strip() or SEPARATED.search(before) is not None)
        if "-" in found[0] and AIRGRAM.search(entry, found.start(), found.end()):
            position = found.end()
            continue
        if read is None or (len(_digits(found["serial"])) < 3 and MONTH_FOLLOWS.match(entry, found.end())):
            position = found.start("serial")  # it may be the year of the next: AND 08 PARIS 75
            continue
        name, count = read
        if len(found["serial"].lstrip("0O")) > LONGEST_SERIAL:  # FBIS EUP20080203, a date and a number
            position = found.end()
            continue
        is_nameless = name in STANDING_FOR_A_POST
        if is_nameless and not name.endswith(("TEL", "TELS")) and FULL_YEAR.fullmatch(found["serial"]):
            position = found.start("serial")  # THE DEPARTMENT 2005 REPORT
            continue
        is_known = is_nameless or station_of(name) is not None
        given = found["inside"] or found["between"]
        leading = words[: len(words) - count]
        if found["year"] and all(word.strip(".") in LEADING for word in leading):
            start = found.start()
            given = found["year"]
        else:  # words before the station are no part of the mention, nor is a year before them
            start = found.end("station") - len(" ".join(found["station"].split()[-count:]))
        if not is_known and (entry.startswith("/", found.end()) or CABLE_LINE.match(entry, found.start("serial"))):
            position = found.start("serial")
            continue
        serial, position = _whole_number(entry, found["serial"], found.end(), name)
        serials = [serial]
        if tail := SHORT_TAIL.match(entry, found.end()):
            final = _end_of_short_run(entry, serial, tail, citing.year) if is_known else 0
            if not final:
                position = found.start("serial")
                continue
            serials = [str(number) for number in range(int(_digits(serial)), final + 1)]
            position = tail.end()
        if found["between"] and _full_year(found["between"]) > citing.year:  # "STATE 12 2007": no year but the number
            serials = [found["between"]]
            position = found.end("between")
            given = found["year"]
        while more := MORE.match(entry, position):
            if NUMBER_IS_YEAR.match(more[1]) and STATION_FOLLOWS.match(entry, more.end()):
                break
            serial, position = _whole_number(entry, more[1], more.end(), name)
            serials.append(serial)
        if not tail and (run := RUN.match(entry, position)):
            first = int(_digits(serials[-1]))
            final = _last_of_run(run, first, citing.year)
            if 0 < final - first < LONGEST_RUN:
                serials += map(str, range(first + 1, final + 1))
                position = run.end()
            elif run[3]:  # a report's number, U-0011-06, not a cable's
                continue
        after = YEAR_AFTER.match(entry, position)
        # "PARIS 709 (08) LONDON 542": a year with another post behind it is the other's.
        if after and not CABLE_LINE.match(entry, after.end() + 1):
            position = after.end()
            given = given or after["after"] or after["dated"] or after["quoted"] or after["plain"]
        numbers = [number for number in map(int, map(_digits, serials)) if number]
        station = citing.station_behind(name) if is_nameless else name
        year = _full_year(_digits(given)) if given else citing.year_of(station, max(numbers, default=0))
        ids: tuple[str | None, ...] = (None,)
        if station is not None:
            ids = tuple(canonical_id(f"{year % 100:02d}{station}{number}") for number in numbers)
        mentions.append(Mention(start, position, year, ids))
    return mentions


def _other(text: str, bullet: str | None, is_whole_entry: bool, year: int) -> list[Reference]:
    """What an entry says besides cables: an email, a call, a report."""
    rest = " ".join(NOTES.sub(" ", text).split()).strip(" ,;.:-&/")
    if rest.count("(") != rest.count(")"):
        rest = rest.strip("()")
    kind = _kind(rest)
    if kind is None and not is_whole_entry and (airgram := AIRGRAM_BESIDE.search(rest)):
        return [Reference(None, "other", bullet, airgram[0], year)]
    if len(rest) < 3 or rest.upper() in NOTHING or (kind is None and not is_whole_entry):
        return []
    if kind is None and not any(letter.isalpha() for letter in rest):
        return []
    if kind == "cable" and not is_whole_entry and not any(char.isdigit() for char in rest):  # "EMBASSY'S CABLE" ROME 12
        return []
    return [Reference(None, kind or "other", bullet, rest, year)]


def _others(text: str, bullet: str | None, begins: bool, ends: bool, year: int) -> list[Reference]:
    """What text says besides cables; each piece between two ``;`` is an entry of its own.

    `begins` and `ends` tell whether its first and its last piece are whole too, with no cable beside them.
    """
    pieces = text.split(";")
    last = len(pieces) - 1
    found: list[Reference] = []
    for place, piece in enumerate(pieces):
        found += _other(piece, bullet, (place > 0 or begins) and (place < last or ends), year)
    return found


def _read(entry: str, bullet: str | None, citing: Citing) -> list[Reference]:
    """The references of one entry, in order."""
    year = citing.year
    simple = _simple(entry, bullet, citing)
    if simple is not None:
        return [simple]
    read: list[Reference] = []
    position = 0
    mentions = _mentions(entry, citing)
    for mention in mentions:
        read += _others(entry[position : mention.start], bullet, not position, False, year)
        value = entry[mention.start : mention.end].strip()
        read += [Reference(identity, "cable", bullet, value, mention.year) for identity in mention.ids]
        moment = MOMENT.match(entry, mention.end)
        position = moment.end() if moment else mention.end
    if mentions:
        return read + _others(entry[position:], bullet, False, True, year)
    swapped = REVERSED.fullmatch(entry)  # "00821 ASMARA"
    if swapped and not NUMBER_IS_YEAR.match(swapped[1]) and (name := station_of(swapped[2])):
        identity = canonical_id(f"{year % 100:02d}{name}{int(_digits(swapped[1]))}")
        return [Reference(identity, "cable", bullet, entry, year)]
    return _others(entry, bullet, True, True, year)


def references(body: str, year: int, cable_id: str | None = None, day: int | None = None) -> list[Reference]:
    """The references of a telegram: ``REF: A. STATE 40721 B. 02 ROME 1709`` of 2008 are 08STATE40721 and 02ROME1709.

    `year` is the telegram's own and holds for references that name none; `cable_id` is its own id, which is never
    among them, and whose serial tells that a higher number of the same post is of the year before: ``HAVANA 763`` in
    10HAVANA9 is 09HAVANA763. `day`, the day of the year on which it was sent, tells the same of any post's numbers that
    are far too high for it: ``STATE 130999`` of 4 January 2010 is 09STATE130999. In order of appearance, none twice;
    empty where the heading has no REF line. What is no cable, such as an email, has no `target_id`, nor has a cable
    whose post or number cannot be told: ``YOUR 45``.
    """
    return references_of_plain(plain(body), year, cable_id, day)


def references_of_plain(text: str, year: int, cable_id: str | None = None, day: int | None = None) -> list[Reference]:
    """As `references`, of text that is plain already."""
    own_year = _full_year(str(abs(year))[-4:])
    own_id = canonical_id(cable_id) if cable_id else None
    citing = Citing(own_year, None, None, None, day)
    if own_id and (post := post_of_id(own_id)) is not None:
        citing = Citing(own_year, post, own_id.strip("0123456789"), serial_of_id(own_id), day)
    found: list[Reference] = []
    seen: set[str] = set()
    for block in _blocks(text, heading_end(text)):
        for bullet, entry in _entries(block):
            for reference in _read(entry, bullet, citing):
                key = reference.target_id or reference.value.upper()
                if key in seen or key == own_id:
                    continue
                seen.add(key)
                found.append(reference)
    return found
