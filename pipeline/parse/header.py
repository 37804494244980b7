"""The header block: who sent the telegram to whom, when, and how urgently.

The layout is that of ACP 121 and ACP 127 messages: transmission id, routing line, from-route, handling line, date-time
group, FM, TO, INFO. Telegrams of the 1960s to 1980s lack the routes, partial extracts lack nearly everything.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

from pipeline.model import Recipient
from pipeline.parse.text import PAGES_AT_ONCE, plain

PARTIAL_EXTRACT = "partial extract of the original cable"

# Ids begin with VZCZC, then the channel and its number: VZCZCXRO9775, VZCZCMDI433. Copies from a database put a
# classification line or a drafter's block before it, so it is looked for at the start of any line down to FM.
TRANSMISSION_ID = re.compile(r"^[ \t]{0,20}(VZCZ[A-Z]{1,8}\d{1,5})", re.MULTILINE)
# The receiving system's own number, TED3146 or PTQ1859, opens older telegrams, alone or behind the classification.
RECEIVING_ID = re.compile(
    r"\s{0,200}(?:(?:TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED)[ \t]{1,60})?([A-Z]{3}\d{4})[ \t]{0,40}(?:\n|$)"
)
# Further down it stands above the page's banner or the offices' list.
RECEIVING_ID_BELOW = re.compile(
    r"\n(?:(?:TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED)[ \t]{1,60})?([A-Z]{3}\d{4})[ \t]{0,40}\n\s{0,40}"
    r"(?:PAGE 01\b|(?:ACTION|ORIGIN) [A-Z]{1,5}-\d\d\b)"
)

DATE_TIME_GROUP = re.compile(
    r"(?:(?<![A-Z0-9/])(?P<precedence>[ZFOPR](?:[ \t]{1,4}[ZFOPR]){0,3})\s{1,6})?"
    r"(?<![A-Z0-9/])(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)[ \t]?Z?\s{0,8}"
    r"(?P<month>JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}\.?,?\s{0,8}(?P<year>\d{4}|\d\d)(?!\d)",
    re.IGNORECASE,
)
# The form that nine groups of ten have, found without trying every letter of the header.
USUAL_GROUP = re.compile(
    r"\n(?P<precedence>[ZOPR](?: [ZOPR])?) (?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)Z "
    r"(?P<month>JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC) (?P<year>\d\d)(?=\s)"
)
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
# Highest first. F stands for a flash override.
PRECEDENCE_LETTERS = {"F": "FLASH", "Z": "FLASH", "O": "IMMEDIATE", "P": "PRIORITY", "R": "ROUTINE"}
ROUTING_LINE = re.compile(r"^(ZZ|OO|PP|RR)(?: \1)? R[A-Z]{3}", re.MULTILINE)
# The oldest telegram held is of 1966.
FIRST_YEAR = 66

PRECEDENCE_WORDS = {
    "FLASH": "FLASH",
    "IMMEDIATE": "IMMEDIATE",
    "PRIORITY": "PRIORITY",
    "ROUTINE": "ROUTINE",
    "NIACT": "NIACT IMMEDIATE",
    # Misspellings of operators.
    "IMMEDIAT": "IMMEDIATE",
    "IMMEDATE": "IMMEDIATE",
    "IMMEDIATELY": "IMMEDIATE",
    "IMMEDITATE": "IMMEDIATE",
    "IMMIDIATE": "IMMEDIATE",
    "PIORITY": "PRIORITY",
    "PRIORTY": "PRIORITY",
    "PRIORITIY": "PRIORITY",
    "PRIOIRTY": "PRIORITY",
    "PRORITY": "PRIORITY",
    "ROUTIN": "ROUTINE",
}
# Telegrams of the 1970s may run on after the group: R 271130Z SEP 72 FM AMEMBASSY TEHRAN TO SECSTATE WASHDC.
FLOWING = re.compile(r"\d{6}Z? [A-Z]{3,9} \d{2,4}(?: [A-Z0-9]{2,8}){0,8}[ \t](?=FM )")
# FROM AMEMBASSY ROME, FM: AMEMBASSY ROME, fm amembassy rome; not FROM: in a forwarded letter.
LOOSE_SENDER = re.compile(
    r"^(?:FM|FROM)(?::[ \t]{0,4}|[ \t]{1,4})(?:R[A-Z]{3,7} ?/ ?)?((?:AM|US|SECSTATE|CONGEN)[A-Z][A-Z .'-]{0,40})$",
    re.IGNORECASE | re.MULTILINE,
)
PAGE_BANNER = re.compile(
    r"PAGE[ \t]{1,4}\d{1,3}(?:[ \t]{1,4}OF[ \t]{1,4}\d{1,3})?(?:[ \t]{1,20}[A-Z][A-Z ./'-]{0,40}?[ \t]{1,8}\d{1,8})?"
    r"(?:[ \t]{1,8}\d\d[ \t]{1,4}OF[ \t]{1,4}\d\d)?(?:[ \t]{1,8}\d{6}Z)?[ \t]{0,8}"
)
# Lines that stand among the addressees but name none.
NOT_AN_ADDRESSEE = re.compile(
    r"(?:C O N F I D|S E C R E T|U N C L A S|L I M I T E D|CONFIDENTIAL\b|SECRET(?!\s+SERVICE)\b|TOP SECRET\b|UNCLAS"
    r"|LIMITED OFFICIAL|ZNY\b|ZNR\b|DE R[A-Z]+ |#\d|NNNN|-{4}|SIPDIS|(?:ACTION|ORIGIN) [A-Z]{1,5}-\d\d"
    # Who pays, and how many groups follow: STATE GRNC, the groups not counted.
    r"|(?:[A-Z]{2,8} )?GR(?:NC|[ ]?\d{1,4})$)"
)
# The body's first line, where a header was given with its body: C O N F I D E N T I A L SECTION 01 OF 02 OSLO 000638.
BODY_LINE = re.compile(
    r"(?:C O N F I D E N T I A L|S E C R E T|U N C L A S|CONFIDENTIAL|SECRET|UNCLAS(?:SIFIED)?|LIMITED OFFICIAL USE)"
    r"(?:\s(?:SECTION\s)?[A-Z0-9 /]{2,60})?\s\d{3,6}$"
)
END_OF_HEADER = re.compile(r"(?:BT|E\.? ?O\.? ?:?\s{0,3}\d{5}.*|TAGS\b.*|SUBJ(?:ECT)?\b.*)$")
# Offices of the department with the number of copies each gets: LOG-00, EUR-05. They are not addressees.
DISTRIBUTION = re.compile(r"[A-Z]{1,5}-\d\d\b")
# RUEHBJ/AMEMBASSY BEIJING PRIORITY 6799: most lines of most headers.
ROUTED = re.compile(
    r"(R[A-Z]{4,7})/([A-Z][A-Z ]*?[A-Z])(?: (IMMEDIATE|PRIORITY|ROUTINE|FLASH|NIACT IMMEDIATE))?(?: (\d{4}))?",
)
ROUTE = re.compile(r"(R[A-Z0-9]{2,8}|ZEN|[A-Z]{2,9}(?= ?/ ?(?:AM|US)))\s{0,3}/\s{0,3}(?=[A-Z0-9])")
# Several addressees on one line: the next begins with a route, or with a kind of post after the last one's end.
NEXT_ADDRESSEE = re.compile(r"[ ,;]{1,4}(?=R[UH][A-Z]{2,6} ?/ ?[A-Z])")
NEXT_POST = re.compile(
    r"(?<=[A-Z0-9])[ ,;]{1,4}(?=(?:AM(?:ERICAN )?(?:EMBASSY|CONSUL(?:ATE)?|CONGEN)|US(?:MISSION|INT|LO) )\b)"
)
INFO_ON_THE_SAME_LINE = re.compile(
    r"(?:(?<=\S) |(?<=\d))INFO:? (?=R[A-Z]{3,7} ?/|AM(?:EMBASSY|CONSUL)|US|SEC|[A-Z ]{3,40} COLLECTIVE)"
)
EXCEPT = re.compile(r"(?:^|[ (,]{1,4})XMT:?\s{1,4}")
POST_NAME = re.compile(r"(?:AM(?:ERICAN )?(?:EMBASSY|CONSUL(?:ATE)?|CONGEN)|US(?:MISSION|INT|LO|UN|EU|OFFICE))\b")
GLUED_NUMBER = re.compile(r"(WASHDC|[A-Z]{6,})(\d{4})")  # SECSTATE WASHDC0669
CONTINUITY_NUMBER = re.compile(r"#?(\d{1,6}(?:-\d{1,6})?)")
# What may carry a number of its own at the end of its name.
NUMBERED_UNITS = re.compile(
    r"AIG|CTF|CTG|CTU|CJTF|JTF|TF|FORCE|GROUP|GRU|CARGRU|COMCARGRU|CRUDESGRU|DIVISION|DIV|SQUADRON|WING|REGION|ROOM|BOX"
)
MAXIMUM_HEADER = 40_000  # a header has a kilobyte; nothing beyond this can be one


def is_partial_extract(header: str) -> bool:
    """Tell whether the page says of itself that it holds only a part of the telegram."""
    # Its first word tells the pages that need no second look, for which the lines are put together.
    return PARTIAL_EXTRACT in header or (
        "partial" in header[:400] and PARTIAL_EXTRACT in " ".join(header[:400].split())
    )


@lru_cache(maxsize=PAGES_AT_ONCE)
def _plain(header: str) -> str:
    """Return a header as plain text, its lines without indentation."""
    text = plain(header[: 3 * MAXIMUM_HEADER])[:MAXIMUM_HEADER]
    if "\n " in text or "\n\t" in text or text.startswith((" ", "\t")):
        text = "\n".join([line.strip(" \t") for line in text.split("\n")])
    return text


def transmission_id(header: str) -> str | None:
    """Read the id under which the telegram was transmitted: ``VZCZCXRO9775``.

    It opens the header, or its first lines where a copy has something before it, and is never looked for below FM.
    Where there is none, the number that the receiving system gave an older telegram, on its first line or above its
    first page's banner: ``TED3146``.
    """
    header = _plain(header)
    if "VZCZ" in header:
        found = TRANSMISSION_ID.search(header)
        if found:
            sender_line = f"\n{header}".find("\nFM ")
            if sender_line < 0 or found.start() < sender_line:
                return found[1]
    start = 0
    if PARTIAL_EXTRACT in header:
        start = header.find("available.") + len("available.")
    received = RECEIVING_ID.match(header, start) or RECEIVING_ID_BELOW.search(header, start)
    return received[1] if received else None


@lru_cache(maxsize=PAGES_AT_ONCE)  # several fields of one header are read from the same group
def _date_time_group(header: str) -> re.Match[str] | None:
    header = _plain(header)
    return USUAL_GROUP.search(header) or DATE_TIME_GROUP.search(header)


def precedence(header: str) -> str | None:
    """Read how urgent the telegram was: ``P 281341Z FEB 08`` is PRIORITY.

    Of two letters (``O P 281341Z``: immediate for action, priority for info) the higher counts. Without a letter
    before the group, the routing line's doubled letters (``OO RUEHBI``) are taken; without either, None.
    """
    group = _date_time_group(header)
    if group and group["precedence"]:
        letters = group["precedence"].upper().split()
        return next(word for letter, word in PRECEDENCE_LETTERS.items() if letter in letters)
    routing = ROUTING_LINE.search(_plain(header))
    return PRECEDENCE_LETTERS[routing[1][0]] if routing else None


def sent_at(header: str) -> datetime | None:
    """Read the moment of sending: ``R 221428Z SEP 09`` is 22 September 2009, 14:28 UTC.

    Two-digit years from 66 are of the 1900s. None where the header has no date-time group (most partial extracts), and
    where the group names no real moment, such as ``R 300800Z FEB 09``: never a guess. `invalid_sent_at` tells the
    second from the first. Source: ACP 121, date-time group.
    """
    group = _date_time_group(header)
    return _moment(group) if group else None


def _moment(group: re.Match[str]) -> datetime | None:
    year = int(group["year"])
    if year < 100:
        year += 1900 if year >= FIRST_YEAR else 2000
    month = MONTHS.index(group["month"].upper()) + 1
    try:
        return datetime(year, month, int(group["day"]), int(group["hour"]), int(group["minute"]), tzinfo=UTC)
    except ValueError:
        return None


def invalid_sent_at(header: str) -> str | None:
    """Return a date-time group that names no real moment, as published: ``300800Z FEB 09``; None if there is none."""
    group = _date_time_group(header)
    if group is None or _moment(group) is not None:
        return None
    return " ".join(group[0].split())


def sender(header: str) -> str | None:
    """Read who sent the telegram, from its FM line: ``FM AMEMBASSY NEW DELHI`` is ``AMEMBASSY NEW DELHI``."""
    header = _plain(header)
    start = 0 if header.startswith("FM ") else header.find("\nFM ") + 1
    if start == 0 and not header.startswith("FM "):
        flowing = FLOWING.search(header)
        if flowing is None:
            loose = LOOSE_SENDER.search(header)
            return loose[1].upper().strip(" .,") if loose else None
        start = flowing.end()
    end = header.find("\n", start)
    name = header[start + 3 : end if end > 0 else len(header)]
    name = ROUTE.sub("", " ".join(name.split()), count=1)
    return name.partition(" TO ")[0].strip(" .,") or None


def recipients(header: str) -> list[Recipient]:
    """Read the addressees, action before info, in the order of the header.

    ``TO RUEHC/SECSTATE WASHDC IMMEDIATE 0669`` is an action addressee with route RUEHC, precedence IMMEDIATE and
    continuity number 0669. TO ends at INFO, INFO at the end of the header. Page banners are no addressees, nor are the
    department's own offices (``INFO LOG-00 EUR-05``). Posts behind XMT are left out of the collective named before
    them: they are that addressee's `excluded`. Routes, precedences and numbers are None where the line has none.
    Source: ACP 127; continuity numbers of several sections read ``1234-1235``.
    """
    header = _plain(header)
    if "\nTO" not in header:
        if "\nto " in header or header.startswith("to "):
            header = header.upper()
        elif " TO " in header:
            header = _unfolded(header)
    start = 0 if header.startswith("TO") else header.find("\nTO") + 1
    if not start and not header.startswith(("TO", "INFO")):
        start = header.find("\nINFO") + 1
        if not start:
            return []
    found: list[Recipient] = []
    role: str | None = None
    excluding = False
    pending = ""
    for line in header[start:].split("\n"):
        if role is not None and not pending and len(line) < 80 and (routed := ROUTED.fullmatch(line)):
            name = routed[2]
            if name.rpartition(" ")[2] not in PRECEDENCE_WORDS and "XMT" not in name and "  " not in name:
                found.append(Recipient(role, routed[1], name, routed[3], routed[4], ()))
                excluding = False
                continue
        text = " ".join(line.split())
        if not text:
            continue
        if text.startswith("TO") and (text[2:3] in (" ", ":", "")):
            role, text, excluding = "action", text[3:].lstrip(), False
        elif text.startswith("INFO") and (text[4:5] in (" ", ":", "")):
            text = text[5:].lstrip()
            if DISTRIBUTION.match(text):
                role = "info" if found else None  # behind addressees, others can follow the offices
                continue
            role, excluding = "info", False
        elif text.startswith("FM "):
            role = None
            continue
        if role is None:
            continue
        if "PAGE " in text:
            text = PAGE_BANNER.sub("", text, count=1).strip()
        if not text:
            continue
        if END_OF_HEADER.match(text) or (found and BODY_LINE.match(text)):
            break
        if NOT_AN_ADDRESSEE.match(text) or DISTRIBUTION.match(text):
            continue
        if len(text) == 1:  # a line broken up in transmission: its letters belong to what follows
            pending += text
            continue
        if pending:
            text, pending = pending + text, ""
        for part_role, part in _parts(role, text):
            role = part_role
            excluding = _add(found, part_role, part, excluding)
    return found


def _unfolded(header: str) -> str:
    """Put TO and INFO on lines of their own in a header that runs on: ``... FM AMEMBASSY OSLO TO SECSTATE WASHDC``."""
    sender_at = 0 if header.startswith("FM ") else header.find("\nFM ")
    if sender_at < 0:
        flowing = FLOWING.search(header)
        if flowing is None:
            return header
        sender_at = flowing.end()
    action = header.find(" TO ", sender_at)
    if action < 0:
        return header
    rest = header[action + 1 :]
    if "\nINFO" not in rest:
        rest = rest.replace(" INFO ", "\nINFO ", 1)
    return f"{header[:action]}\n{rest}"


def _parts(role: str, text: str) -> list[tuple[str, str]]:
    """Take apart a line that names several addressees: nearly all name one."""
    if "INFO" in text and role == "action":
        split = INFO_ON_THE_SAME_LINE.search(text)
        if split:
            return [
                *_parts("action", text[: split.start()]),
                *[("info", part) for _, part in _parts("info", text[split.end() :])],
            ]
    if "XMT" in text:
        return [(role, text)]
    parts = [text]
    if text.count("/") > 1:
        parts = NEXT_ADDRESSEE.split(text)
    if text.count(" AM") + text.count(" US") > 1 or (" AM" in text and "/" not in text):
        parts = [piece for part in parts for piece in NEXT_POST.split(part)]
    return [(role, part) for part in parts if part.strip(" ,;")]


def _add(found: list[Recipient], role: str, text: str, excluding: bool) -> bool:
    """Append one line's addressee, or what the line adds to the last; tell whether the line ended in exclusions."""
    excluded: tuple[str, ...] = ()
    if "XMT" in text:
        pieces = EXCEPT.split(text, maxsplit=1)
        if len(pieces) == 2:
            text, excluded = pieces[0].strip(" (,"), _posts(pieces[1])
            if not text:
                _exclude(found, excluded)
                return True
    route, name, precedence_word, number = _addressee(text)
    if excluding and route is None and precedence_word is None and POST_NAME.match(name):
        _exclude(found, (name,))
        return True
    if not name:
        if found and found[-1].role == role:  # a line that was broken before its precedence or its number
            last = found[-1]
            found[-1] = last._replace(precedence=last.precedence or precedence_word, mcn=last.mcn or number)
        return False
    if excluded and precedence_word is None:
        *posts, last_post = excluded
        _, bare, precedence_word, number = _addressee(last_post)
        excluded = (*posts, bare) if bare else tuple(posts)  # a number by itself is no post
    found.append(Recipient(role, route, name, precedence_word, number, excluded))
    return bool(excluded)


def _addressee(text: str) -> tuple[str | None, str, str | None, str | None]:
    route: str | None = None
    if "/" in text:
        found = ROUTE.match(text)
        if found:
            route, text = found[1], text[found.end() :]
    words = text.split()
    number: str | None = None
    urgency: str | None = None
    if words and words[-1][-1].isdigit():
        if glued := GLUED_NUMBER.fullmatch(words[-1]):
            words[-1:] = glued.groups()
        number = _continuity_number(words)
    while words and (word := PRECEDENCE_WORDS.get(words[-1].strip(",;"))) is not None:
        # NIACT stands before IMMEDIATE; of two precedences the first is the addressee's.
        urgency = word
        words.pop()
    if number is None and urgency is not None and len(words) > 1 and words[-1].isdigit() and len(words[-1]) == 4:
        number = words.pop()
    name = " ".join(words).strip(" ,;")
    if name.endswith("//") and name.count("//") == 1:
        name = name[:-2].rstrip()
    return route, name, urgency, number


def _continuity_number(words: list[str]) -> str | None:
    """Take the number off the end of a line's words, unless it is part of the name: ``CTF 70``."""
    found = CONTINUITY_NUMBER.fullmatch(words[-1])
    if found is None or (len(words) > 1 and NUMBERED_UNITS.fullmatch(words[-2].rpartition("/")[2])):
        return None
    words.pop()
    return found[1]


def _posts(text: str) -> tuple[str, ...]:
    """Take apart the list behind XMT: by commas, or where the next post begins."""
    parts = re.split(r"[,;]| AND ", text)
    return tuple(
        dict.fromkeys(post for part in parts for piece in NEXT_POST.split(part) if (post := piece.strip(" ()")))
    )


def _exclude(found: list[Recipient], posts: tuple[str, ...]) -> None:
    """Note exclusions that stand on a line of their own with the last collective, else with the last addressee."""
    if not found:
        return
    index = next(
        (at for at in range(len(found) - 1, -1, -1) if "COLLECTIVE" in found[at].name or "POSTS" in found[at].name), -1
    )
    known = found[index]
    found[index] = known._replace(excluded=tuple(dict.fromkeys((*known.excluded, *posts))))
