"""Who signed: the surname or surnames under a body, and where its closing begins.

The closing of a telegram is what follows its last sentence: the address of the post's own site between asterisks, the
signer's surname, and remains of transmission such as NNNN.
"""

from __future__ import annotations

import re

from pipeline.model import Paragraph
from pipeline.parse.layout import lay_out_plain, lift_banners
from pipeline.parse.text import plain

TAIL = 1_500  # characters at the end of a body in which its closing lies

# Lines under a signature, or between the last sentence and it, that are no surname.
REMAINS = re.compile(
    r"(?:[-=_*~#.>…\s]{1,200}|NNNN|BT|#?\d{0,5}|end (?:of )?(?:cable )?(?:text|message)|unquote|unqte|end quote|qte"
    r"|\(?(?:TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED|UNCLAS)(?:[/ ]{1,3}[A-Z/ ]{2,30})?\)?|SIPDIS|NOFORN|MINIMIZE CONSIDERED"
    r"|>?\s*\d{4}[A-Z]{3,20}\d{3,6} - Classification:.{0,30}|declassified/released .{0,90}|systematic review .{0,40})",
    re.IGNORECASE,
)
ADVERT = re.compile(
    r"(?:\"?(?:please )?(?:visit|see|view|access) .{0,60}(?:web ?site|web ?page|site)|.{0,40}(?:state\.s?gov|intelink|sgov\.gov)|https?:|www\."
    r"|you can also access|this site through|classified siprnet|classified web|gov\.gov/|\w{0,12}\.cfm|[a-z_]{1,20}\"?$)",
    re.IGNORECASE,
)
ADVERT_IN_LINE = re.compile(
    r"(?<=[.!?)”\"*\s])\s(?:\*{5,}[* ]{0,80}\s{0,3})?\"?(?:Please )?(?:Visit|VISIT|visit|Access|View|See) [^\n]{0,50}\s?(?:Classified|CLASSIFIED|classified)\s{1,3}(?:Web ?[Ss]ite|WEB ?SITE|Site|web ?site)"
)
PARTICLE = r"(?:(?:VAN|VON|DE|DER|DEN|DEL|DELLA|DI|DA|DOS|DU|LA|LE|EL|AL|MC|MAC|ST|TER|Van|Von|De|Der|Den|Del|Di|Da|Du|La|Le|El|van|von|de|der|den|del|di|da|du|la|le)\.? )"
NAME = (
    r"(?:" + PARTICLE + r"{0,3}[A-ZÀ-Þ][A-ZÀ-Þ'’]{1,24}(?: ?- ?[A-ZÀ-Þ][A-ZÀ-Þ'’]{1,24})?"
    r"|"
    + PARTICLE
    + r"{0,3}(?:Mc|Mac|Le|La|De|O['’]|Van|Du|D['’])?[A-ZÀ-Þ][a-zß-ÿ'’]{1,24}(?:-[A-ZÀ-Þ][a-zß-ÿ'’]{1,24})?)"
)
OWN_LINE = re.compile(rf"[\"*]?({NAME}(?:(?: ?/ ?| ?, ?| AND | and | )\.?{NAME}){{0,2}})\s?(?:\*+|\.{{1,4}}|\"|,)?")
GLUED = re.compile(
    rf"(?:^|(?<=[.!?)”\"’'*:\]])|(?<=_Kingdom)|(?<=\.cfm))[ \t]{{0,40}}({NAME}(?:(?: ?/ ?| ){NAME}){{0,1}})\s?\.{{0,3}}$"
)
LAST_UPPER = re.compile(rf"\s((?:{PARTICLE}){{0,3}}[A-ZÀ-Þ][A-ZÀ-Þ'’]{{2,24}}(?:-[A-ZÀ-Þ][A-ZÀ-Þ'’]{{2,24}})?)\s?\.?$")
NOT_NAMES = frozenset(
    """
    NNNN BT SIPDIS NOFORN SECRET CONFIDENTIAL UNCLASSIFIED UNCLAS UNQUOTE QUOTE END COMMENT SUMMARY NOTE TEXT CONSIDERED
    MINIMIZE CONCLUSION BACKGROUND POINTS ACTION REQUEST ATTACHMENT ANNEX LIST TABLE PART SECTION NOTES BIO SENSITIVE
    REGARDS SINCERELY THANKS CLASSIFICATION CABLE MESSAGE WEBSITE SITE WEB AND THE OF FOR IN ON TO WITH TELEGRAM
    CLEARED COORDINATED NAME REMOVED KINGDOM DELETED OMITTED
    """.split()
)
NOT_ENDS = ("XXXX", "xxxx")


def _names(found: str) -> list[str]:
    """One or several surnames as they stand in a line: ``SMITH JONES`` is two, ``DE LA CRUZ`` one."""
    names: list[str] = []
    prefix: list[str] = []
    found = re.sub(r"\s?-\s?", "-", found)
    for word in re.split(r"\s?[/,]\s?|\s+", found):
        clean = word.strip('.,*"')
        if not clean or clean.upper() == "AND":
            continue
        prefix.append(clean.upper().replace("’", "'"))
        if clean.upper() in PARTICLES:
            continue
        name = " ".join(prefix)
        prefix = []
        if name not in names:
            names.append(name)
    return names


PARTICLES = frozenset("VAN VON DE DER DEN DEL DELLA DI DA DOS DU LA LE EL AL ST TER MC MAC".split())


def _is_name(found: str) -> bool:
    words = re.split(r"[\s/,.*\"]+", found.upper())
    return not any(word in NOT_NAMES or "XXX" in word for word in words if word)


def _find(text: str) -> tuple[int, list[str]]:
    """Where the closing begins in running text, and the surnames in it. Without either, the end and nothing."""
    floor = max(0, len(text) - TAIL)
    tail = text[floor:]
    lines = tail.split("\n")
    starts: list[int] = []
    place = floor
    for line in lines:
        starts.append(place)
        place += len(line) + 1
    names: list[str] = []
    begin = len(text)
    row = len(lines) - 1
    budget = 14
    while row >= 0 and budget:
        line = lines[row].strip()
        if not line or REMAINS.fullmatch(line) or _is_redaction(line):
            row -= 1
            budget -= 1 if line else 0
            continue
        if not names:
            own = OWN_LINE.fullmatch(line)
            if own and _is_name(own[1]) and _may_sign(lines, row, own[1]):
                names = _names(own[1])
                begin = starts[row]
                row -= 1
                while row >= 0 and not lines[row].strip():
                    row -= 1
                # A second signer on the line above.
                if row >= 0:
                    above = lines[row].strip()
                    second = OWN_LINE.fullmatch(above)
                    if second and above.isupper() and " " not in above and _is_name(second[1]) and _ended(lines, row):
                        names = [*_names(second[1]), *(name for name in names if name not in _names(second[1]))]
                        begin = starts[row]
                        row -= 1
                continue
            glued = GLUED.search(line[-80:])
            if glued and _is_name(glued[1]) and not _is_heading_over(lines, row):
                names = _names(glued[1])
                begin = starts[row] + len(lines[row].rstrip()) - len(line[-80:]) + glued.start(1)
                advert = ADVERT_IN_LINE.search(text, max(floor, begin - 400), begin)
                if advert:
                    begin = advert.start()
                elif ADVERT.match(line) and not line[: -len(glued[0])].strip().endswith("."):
                    begin = starts[row]
                    row -= 1
                    continue
                return begin, names
            if ADVERT.match(line) and ("gov" in line or "site" in line.lower() or "http" in line):
                upper = LAST_UPPER.search(line)
                if upper and _is_name(upper[1]):
                    names = _names(upper[1])
                advert = ADVERT_IN_LINE.search(lines[row])
                begin = starts[row]
                row -= 1
                budget -= 1
                continue
            break
        if ADVERT.match(line) and len(line) < 90 and not _is_prose(line):
            begin = starts[row]
            row -= 1
            budget -= 1
            continue
        break
    if names and begin > floor:
        advert = ADVERT_IN_LINE.search(text, max(floor, begin - 500), begin)
        if advert:
            begin = advert.start()
    if not names:
        return len(text), []
    # Rules of asterisks above the address of the site belong to it.
    above = text.rfind("\n", 0, max(0, begin - 1)) + 1
    while begin and above < begin and not text[above:begin].strip("*-=_ \n\t"):
        begin = above
        above = text.rfind("\n", 0, max(0, begin - 1)) + 1
        if above == begin:
            break
    return begin, names


def _is_prose(line: str) -> bool:
    return line.endswith((".", "?", "!")) and "site" not in line.lower() and "gov" not in line


def _is_redaction(line: str) -> bool:
    return not line.strip("xX. ") and len(line) >= 4


def _ended(lines: list[str], row: int) -> bool:
    place = row - 1
    while place >= 0 and not lines[place].strip():
        place -= 1
    return place < 0 or lines[place].strip().endswith((".", "!", "?", '"', "”", ")", "*", "-", ":", "'"))


def _is_heading_over(lines: list[str], row: int) -> bool:
    return any(line.strip("-= ") == "" and "--" in line for line in lines[row + 1 : row + 3])


def _may_sign(lines: list[str], row: int, name: str) -> bool:
    """Whether a line of its own is a signature: the last heading has a rule under it, a sentence's last word no end before it."""
    if _is_heading_over(lines, row):
        return False
    if name.isupper():
        return True
    return _ended(lines, row) or not lines[row - 1].strip() or len(lines[row].strip()) == len(name)


def closing_start(text: str) -> int:
    """Offset in running text at which the closing begins; its length where the body has none."""
    return _find(text)[0]


def signers_of(parts: list[Paragraph]) -> list[str]:
    """The signers from the parts of a body. See `signers`."""
    if parts and parts[-1].kind == "closing":
        return _find(parts[-1].text)[1]
    return []


def signers(body: str) -> list[str]:
    """The surname or surnames at the end of a body, in capitals: ``... have failed. Burns`` is ``["BURNS"]``.

    Compound surnames stay whole (``VAN DER BERG``, ``O'NEILL``, ``SMITH-JONES``); two signers are two entries. Empty
    where nobody signed, as in partial extracts. Headings, page banners, NNNN and runs of X are no surnames.
    """
    layout = lay_out_plain(plain(body))
    return _find(lift_banners("\n" + layout.text[layout.body_start :]).text)[1]
