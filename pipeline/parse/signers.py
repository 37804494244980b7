"""Who signed: the surname or surnames under a body, and where its closing begins.

The closing of a telegram is what follows its last sentence: the address of the post's own site between asterisks, the
signer's surname, and remains of transmission such as NNNN.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.model import Paragraph
from pipeline.parse.layout import lay_out_plain, lift_banners
from pipeline.parse.text import plain

TAIL = 1_500  # characters at the end of a body in which its closing lies

# Lines under a signature, or between the last sentence and it, that are no surname: rules, ends of transmission,
# classifications, and what a newspaper's database printed under the text.
REMAINS = re.compile(
    r"(?:[-=_*~#./>…\s]{1,200}|N{3,5}(?:VZCZ\w{0,12})?|BT"
    r"|#?\d{0,6}|end (?:of )?(?:cable|message)(?: text)?|unquote|unqte|end quote|qte"
    r"|={0,60}\s?(?:cable|message|text) ends\s?={0,60}"
    r"|\(?(?:TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED|UNCLAS)(?:[/ ]{1,3}[A-Z/ ]{2,30})?\)?|SIPDIS|NOFORN"
    r"|minimize considered\.?|(?:NNNN|>)?\s{0,3}\d{4}[A-Z]{3,20}\d{3,6} - .{0,40}|declassified/released .{0,90}"
    r"|systematic review .{0,40}|SELECT \* FROM .{0,90}"
    r"|.{0,90}\bEL P(?:A[IÍ]S\b.{0,20})?|ID:\s{0,3}\d{1,8}|.{0,60}From DB/Inbox:.{0,40})",
    re.IGNORECASE,
)
# The torn head of the page, which the conversion of some releases left under the text.
TORN = re.compile(r".{0,120}\.\.\.")
DATED = re.compile(r"\s\d{4}-\d\d-\d\d$")
ADVERT = re.compile(
    r"(?:[\"“]?(?:please )?(?:visit|see|view|access) .{0,60}(?:web ?site|web ?page|site|forum at)"
    r"|.{0,40}(?:state\.s?gov|intelink|sgov\.gov)|https?:|www\.|you can also access|this site through"
    r"|classified siprnet|classified web"
    r"|gov\.gov/|\w{0,12}\.cfm|for more reporting from|track \w{1,20} reporting)",
    re.IGNORECASE,
)
# What begins an advertisement, even where the sentence above it lost its stop. Any other line of one can be the end of
# a sentence that names an address.
OPENS_ADVERT = re.compile(r"[\"“]?(?=[A-Z])(?i:(?:please )?(?:visit|see|view|access)|you can|for more|track)\b")
# The last piece of an address that was broken: "Portal:Germ any", "Unit / ed_Kingdom".
ADDRESS_TAIL = re.compile(r"[A-Za-z_]{1,20}\"?")
ADVERT_IN_LINE = re.compile(
    r"(?<=[.!?)”\"*\s])\s(?:\*{5,}[* ]{0,80}\s{0,3})?\"?(?:Please )?(?:Visit|VISIT|visit|Access|View|See) [^\n]{0,50}"
    r"\s?(?:Classified|CLASSIFIED|classified)\s{1,3}(?:Web ?[Ss]ite|WEB ?SITE|Site|web ?site)"
)
PARTICLE = (
    r"(?:(?:VAN|VON|DE|DER|DEN|DEL|DELLA|DI|DA|DOS|DU|LA|LE|EL|AL|MC|MAC|ST|TER|Van|Von|De|Der|Den|Del|Di|Da|Du|La|Le|El|St"
    r"|van|von|de|der|den|del|di|da|du|la|le)\.? )"
)
NAME = (
    r"(?:" + PARTICLE + r"{0,3}[A-ZÀ-Þ][A-ZÀ-Þ'’]{1,24}(?: ?- ?[A-ZÀ-Þ][A-ZÀ-Þ'’]{1,24})?"
    r"|"
    + PARTICLE
    + r"{0,3}(?:Mc|Mac|Le|La|De|O['’]|Van|Du|D['’])?[A-ZÀ-Þ][a-zß-ÿ'’]{1,24}(?:-[A-ZÀ-Þ][a-zß-ÿ'’]{1,24})?)"
)
OWN_LINE = re.compile(
    rf"[\"*]?({NAME}(?:(?: ?/ ?| ?, ?| AND | and | )\.?{NAME}){{0,2}})"
    r"(?:\s\.\.\.)?\s?(?:\*+|#+|\.{1,2}|\"|,|[Jj][Rr]\.?)?"
)
GLUED = re.compile(
    rf"(?:^|(?<=[.!?)”\"’'*:\]])|(?<=_Kingdom)|(?<=cfm)|(?<=c fm))"
    rf"[ \t]{{0,40}}({NAME}(?:(?: ?/ ?| ){NAME}){{0,1}})\s?\.{{0,2}}$"
)
AFTER_LABEL = re.compile(
    r"(?i:\bEND (?:OF )?(?:[A-Z]{3,12} )?(?:COMMENT|TEXT|SUMMARY|NOTE|MESSAGE|CABLE|POINTS|PART [A-Z]+)"
    rf"|MINIMIZE CONSIDERED|\bUNQUOTE)[.)]{{0,2}} ({NAME})$"
)
MARK_ALONE = re.compile(r"^[ \t]*¶?[\d.) ]{0,6}\([A-Z/ ]{1,12}\)[ \t]{0,3}$")
PARAGRAPH_MARK = re.compile(r"¶?[ ]?\d{1,3}[.)][ \t]{0,3}(?:\([A-Z/ ]{1,12}\))?[ \t]{0,3}")
INITIAL = re.compile(r"(?:^|\s)[A-Z]\.$")
LABEL_END = re.compile(r"END (?:\w{1,12} )?(?:COMMENT|SUMMARY|TEXT|NOTE)\s*$", re.IGNORECASE)
RANK = re.compile(
    r"\b(?i:CDA|CHARG[EÉ]'?(?: D['’]AFFAIRES)?(?:,? A\.I\.)?|AMB|AMBASSADOR|DCM|CG|CONGEN|CONSUL GENERAL)\.? "
    r"(?=[A-ZÀ-Þ])"
)
LOWER = re.compile(r"[a-z]{3,15}")
LAST_UPPER = re.compile(rf"\s((?:{PARTICLE}){{0,3}}[A-ZÀ-Þ][A-ZÀ-Þ'’]{{2,24}}(?:-[A-ZÀ-Þ][A-ZÀ-Þ'’]{{2,24}})?)\s?\.?$")
TWO_SIGNERS = re.compile(r"([A-Z'’-]{3,25}) AND ([A-Z'’-]{3,25})")
NEVER_NAMES = """
    NNN NNNN NNNNN NNNNVZCZ AMBASSADOR CHARGE CHARGÉ
    BT SIPDIS NOFORN SECRET CONFIDENTIAL UNCLASSIFIED UNCLAS UNQUOTE QUOTE END COMMENT SUMMARY NOTE TEXT CONSIDERED
    MINIMIZE CONCLUSION BACKGROUND POINTS ACTION REQUEST ATTACHMENT ANNEX LIST TABLE PART SECTION NOTES BIO SENSITIVE
    REGARDS SINCERELY THANKS CLASSIFICATION CABLE MESSAGE WEBSITE SITE WEB AND THE OF FOR IN ON TO WITH TELEGRAM
    CFM HTML HTTP WWW CLEARED COORDINATED NAME REMOVED KINGDOM DELETED OMITTED
    """
NOT_NAMES = frozenset(NEVER_NAMES.split())


def _names(found: str) -> list[str]:
    """One or several surnames as they stand in a line: ``HOLT BERG`` is two, ``DE LA CRUZ`` one."""
    whole = found.upper()
    if found.isalpha() and whole not in PARTICLES and whole != "AND":  # nine in ten are one word
        return [whole]
    names: list[str] = []
    prefix: list[str] = []
    found = RANK.sub("", re.sub(r"\s?-\s?", "-", found))
    for word in re.split(r"\s?[/,]\s?|\s+", found):
        clean = word.strip('.,*"')
        if not clean or clean.upper() == "AND":
            continue
        prefix.append(clean.upper().replace("’", "'"))
        if clean.upper() in PARTICLES:
            continue
        name = " ".join(prefix)
        prefix = []
        if name not in names and name not in POSTNOMINALS:
            names.append(name)
    return names


PARTICLE_WORDS = "VAN VON DE DER DEN DEL DELLA DI DA DOS DU LA LE EL AL ST TER MC MAC"
PARTICLES = frozenset(PARTICLE_WORDS.split())
POSTNOMINALS = frozenset({"JR", "SR", "II", "III", "IV"})


def _is_name(found: str) -> bool:
    found = RANK.sub("", found)
    both = TWO_SIGNERS.fullmatch(found)
    words = both.groups() if both else re.split(r"[\s/,.*\"]+", found.upper())
    return words[0] not in POSTNOMINALS and not any(word in NOT_NAMES or "XXX" in word for word in words if word)


def _signature(lines: list[str], row: int) -> tuple[int, list[str]] | None:
    """The surnames that a line holds or ends in, and the column where they begin."""
    line = lines[row].strip()
    rank = RANK.match(line)
    own = OWN_LINE.fullmatch(line, rank.end() if rank else 0)
    if own and _is_name(own[1]):
        return (0, _names(own[1])) if _may_sign(lines, row, line[: own.end(1)]) else None
    if (
        LOWER.fullmatch(line)
        and line.upper() not in NOT_NAMES
        and (_stands_apart(lines, row) or len(lines[row - 1].strip()) < 30)
    ):
        return 0, [line.upper()]
    if _is_heading_over(lines, row):
        return None
    dated = DATED.search(line)
    if dated:
        line = line[: dated.start()].rstrip()
    end = line[-100:]
    for expression in (GLUED, AFTER_LABEL, LAST_UPPER):
        found = expression.search(end)
        if not found or not _is_name(found[1]):
            continue
        if expression is GLUED and not found[1].isupper() and INITIAL.search(end, 0, found.start()):
            continue  # the name of somebody whom the sentence speaks of: Ola J. Holt
        if expression is GLUED and (
            MARK_ALONE.search(end, 0, found.start(1)) or (line[-1] == "." and not found[1].isupper())
        ):
            continue
        if expression is LAST_UPPER and (
            line.endswith(".")
            or not (any(letter.islower() for letter in line) or _is_hidden(line[: len(line) - len(found[0])]))
        ):
            continue
        return lines[row].index(end) + found.start(1), _names(found[1])
    return None


def _is_advert(line: str) -> bool:
    return len(line) < 120 and ADVERT.match(line) is not None and "@" not in line and not _is_prose(line)


def is_address(text: str) -> bool:
    """Whether a text is nothing but the address of a post's own site: ``Visit Suva's Classified Website: ...``."""
    # What an address has, in one place or another: to try the expression costs ten times as much.
    if not ("gov" in text or "http" in text or "isit" in text or "ISIT" in text):
        return False
    return all(_is_advert(line.strip()) for line in text.split("\n") if line.strip())


def _runs_on(lines: list[str], row: int) -> bool:
    """Whether a sentence from above goes on in a line: ``... is posted / at www.state.sgov.gov/pier``."""
    above = lines[row - 1].strip() if row else ""
    if not above or OPENS_ADVERT.match(lines[row].strip()) or _is_advert(above) or _is_redaction(above):
        return False
    return not _ended(lines, row)


def _advertises(lines: list[str], row: int) -> bool:
    """Whether a line is of the post's own address, or the last piece of a broken one under the rest of it."""
    line = lines[row].strip()
    if _is_advert(line):
        return not _runs_on(lines, row)
    if not ADDRESS_TAIL.fullmatch(line) or _is_redaction(line):
        return False
    above = _above(lines, row)
    return "/" in above and _is_advert(above)


class _Closing(NamedTuple):
    start: int
    names: list[str]
    signature: int  # where the signature begins, below the address of the post's own site


def _find(text: str) -> _Closing:
    """Where the closing begins in running text, and the surnames in it. Without either, the end and nothing."""
    floor = max(0, len(text) - TAIL)
    lines = text[floor:].split("\n")
    begin = len(text)
    names: list[str] = []
    row = len(lines) - 1
    budget = 16
    is_torn = is_whole = False
    while row >= 0 and budget:
        line = lines[row].strip()
        if not line:
            row -= 1
            continue
        budget -= 1
        if REMAINS.fullmatch(line) or _is_redaction(line):
            row -= 1
            continue
        signature = _signature(lines, row)
        if signature:
            names = signature[1]
            begin = _start(text, lines, row) + signature[0]
            is_whole = not signature[0]
            break
        if _advertises(lines, row):
            begin = _start(text, lines, row)
        elif is_torn or not TORN.fullmatch(line):
            break
        else:
            is_torn = True
        row -= 1
    if names and is_whole:  # the line holds nothing else
        begin, names = _with_second(text, lines, row, begin, names)
    return _Closing(_with_address(text, floor, begin), names, begin if names else len(text))


def _start(text: str, lines: list[str], row: int) -> int:
    """Offset of a row in the text that the lines end."""
    return len(text) + 1 - sum([len(line) + 1 for line in lines[row:]])


def _with_second(text: str, lines: list[str], row: int, begin: int, names: list[str]) -> tuple[int, list[str]]:
    """Add a second signer, or the same once more, from the line above."""
    above = row - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    if above < 0:
        return begin, names
    line = lines[above].strip()
    second = OWN_LINE.fullmatch(line)
    if not second or not _is_name(second[1]) or not _stands_apart(lines, above):
        return begin, names
    more = _names(second[1])
    if more == names:
        return _start(text, lines, above), names
    if not line.isupper() or len(more) > 1:
        return begin, names
    return _start(text, lines, above), [*more, *(name for name in names if name not in more)]


def _with_address(text: str, floor: int, begin: int) -> int:
    """Move the start of the closing up over the address of the post's own site and the asterisks around it."""
    if begin <= floor:
        return begin
    line_start = text.rfind("\n", 0, begin) + 1
    if begin > line_start and _is_advert(text[line_start:begin].strip() + " x"):
        shown = text[floor:begin].split("\n")
        if not _runs_on(shown, len(shown) - 1):
            begin = line_start
    is_moved = True
    while is_moved and begin > floor:
        is_moved = False
        place = text.rfind("\n", 0, begin)
        if place != begin - 1:
            break
        while place >= floor:
            start = text.rfind("\n", 0, place) + 1
            line = text[start:place].strip()
            if line.strip("*=_- "):
                if not (_is_advert(line) or (len(line) < 22 and ADDRESS_TAIL.fullmatch(line))):
                    break
                shown = text[max(floor, start - 400) : place].split("\n")
                if not _advertises(shown, len(shown) - 1):
                    break
            if line:
                begin = start
                is_moved = True
                break
            place = start - 1
    floor = max(floor, begin - 500)
    if text.find("lassified", floor, begin) < 0 and text.find("LASSIFIED", floor, begin) < 0:
        return begin
    advert = ADVERT_IN_LINE.search(text, floor, begin)
    return advert.start() if advert else begin


def _is_prose(line: str) -> bool:
    return line.endswith((".", "?", "!")) and "site" not in line.lower() and "gov" not in line


def _is_redaction(line: str) -> bool:
    return len(line) >= 4 and not line.strip("xX. ")


def _is_hidden(line: str) -> bool:
    """Whether a numbered paragraph holds nothing but what the publisher hid: ``¶9. (C/NF) XXXXXXXXXXXX``."""
    mark = PARAGRAPH_MARK.match(line)
    return mark is not None and _is_redaction(line[mark.end() :])


def _above(lines: list[str], row: int) -> str:
    """The line above, over blank ones."""
    while row:
        row -= 1
        if above := lines[row].strip():
            return above
    return ""


def _ended(lines: list[str], row: int) -> bool:
    above = _above(lines, row)
    return not above or above.endswith((".", "!", "?", '"', "”", ")", "*", "-", ":", "'", "_", "="))


def _stands_apart(lines: list[str], row: int) -> bool:
    """Whether the text above has come to its end, or a blank line stands between."""
    above = lines[row - 1].strip() if row else ""
    if not above or _ended(lines, row) or LABEL_END.search(above) or above.endswith(("XXXX", "xxxx")):
        return True
    return "gov" in above or ADVERT.match(above) is not None


def _is_heading_over(lines: list[str], row: int) -> bool:
    return any("--" in line and not line.strip("-= ") for line in lines[row + 1 : row + 3])


def _may_sign(lines: list[str], row: int, name: str) -> bool:
    """Whether a name on a line of its own is a signature: not a heading over its rule, nor the end of a sentence."""
    if _is_heading_over(lines, row):
        return False
    if name.isupper() and not (lines[row].rstrip().endswith(".") and lines[row - 1].isupper()):
        return True
    is_last_word = (
        " " not in name and not lines[row].rstrip().endswith(".") and not any(map(str.strip, lines[row + 1 :]))
    )
    return is_last_word or _stands_apart(lines, row)


def closing_start(text: str) -> tuple[int, int]:
    """Offsets in running text at which the closing begins, and the signature in it; its length where there is none.

    What the closing begins with, above a signature, is the address of the post's own site.
    """
    found = _find(text)
    return found.start, found.signature


def signers_of(parts: Sequence[Paragraph]) -> list[str]:
    """The signers from the parts of a body. See `signers`."""
    if parts and parts[-1].kind == "closing":
        return _find(parts[-1].text).names
    return []


def signers(body: str) -> list[str]:
    """The surname or surnames at the end of a body, in capitals: ``... have failed. Holt`` is ``["HOLT"]``.

    Compound surnames stay whole (``VAN DER BERG``, ``O'NEILL``, ``HOLT-BERG``); two signers are two entries. Empty
    where nobody signed, as in partial extracts. Headings, page banners, NNNN and runs of X are no surnames.
    """
    layout = lay_out_plain(plain(body))
    return _find(lift_banners("\n" + layout.text[layout.body_start :]).text).names
