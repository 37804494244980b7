"""A body taken apart: heading block, numbered paragraphs with their portion marks and headings, closing.

Nothing is lost on the way: number, mark, heading, text and banners of all parts, put together again, are the words of
the body (`words_of` is the measure).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.model import Paragraph
from pipeline.parse.layout import RULE, Layout, lay_out_plain, lift_banners
from pipeline.parse.marking import portion_mark
from pipeline.parse.signers import closing_start
from pipeline.parse.text import plain


class Mark(NamedTuple):
    """Where a paragraph begins in the running text: its number and its portion mark."""

    start: int
    end: int
    number: int | None
    inner: str | None
    level: str | None
    caveats: tuple[str, ...]
    letter: str = ""  # of a lettered part, which has no number: the letter stays in its text
    title: int = -1  # where its title begins, if that stands in the line before it


# Every line that could begin a paragraph. What follows the number is judged in `_marks`.
CANDIDATE = re.compile(
    r"\n[ \t]*(?:(?P<pilcrow>¶)[ ]?(?:(?P<anchor>\d{1,4})(?![^\W_])[ \t]?[.,)]?"
    r"(?P<marked>[ \t]{0,20}\((?P<inner>[^()\n]{1,80})\)(?:[.:](?=\s))?)?|(?P<letter>[A-Za-z]{1,2}[.)])|)"
    r"|(?P<number>\d{1,3})(?P<style>[ \t]?[.)]{1,2}|[ \t]?[,:-]?(?=[ \t]?\([A-Z]))"
    r"|(?P<mark>(?=\()))"
)
MARK = re.compile(r"\s{0,4}[ \t]{0,16}\(([^()]{1,80})\)(?:[.:](?=\s))?")
BROKEN_MARK = re.compile(r"[ \t]{0,3}(?:\(?(C|S|U|SBU|C/NF|S/NF|U//FOUO)\)|\((C|S|U|SBU|C/NF|S/NF)[ \t](?=[A-Z]))")
NUMBER_AFTER = re.compile(r"[ \t]{0,4}(\d{1,3})[.)]")
# Behind a blank, a run of X that took the blank with it, or an opening bracket too many.
IN_LINE = re.compile(r"(?:[ \t\n]\(?|(?<=[xX]{4}))(\d{1,3})[.)][ \t]?\([ \t]?([A-Z][^()]{0,40})\)")
UNMARKED_IN_LINE = re.compile(r"(?<=[.!?\"”)])[ \t]{1,4}(\d{1,3})\.[ \t]{1,4}(?=[A-Z])")
SENTENCE_END = (".", "!", "?", ":", '"', "”", ")", "-", "*", "_", "=", "]", "’", "'")
BLANKS = re.compile(r"\n[ \t]*\n\s*")


@lru_cache(maxsize=4096)
def _read_mark(published: str) -> tuple[str, str, tuple[str, ...]] | None:
    """A mark without the blanks around it and line ends in it, its level and its caveats: paragraphs repeat them."""
    inner = " ".join(published.split())
    read = portion_mark(inner)
    return (inner, *read) if read else None


def _mark_at(text: str, place: int) -> tuple[int, str, str, tuple[str, ...]] | None:
    found = MARK.match(text, place)
    if found:
        read = _read_mark(found[1])
        if read:
            return found.end(), *read
    broken = BROKEN_MARK.match(text, place)
    if broken:
        read = _read_mark(broken[1] or broken[2])
        if read:
            return broken.end(), *read
    return None


def _begins_afresh(text: str, start: int) -> bool:
    """Whether what stands before `start` has come to an end, so that a new paragraph may begin."""
    before = text[max(0, start - 200) : start].rstrip()
    return not before or before.endswith(SENTENCE_END) or _is_redacted(before) or _ends_in_label(before)


def _marks(text: str) -> list[Mark]:
    """The paragraph starts of running text, which begins with a line end."""
    found_all = list(CANDIDATE.finditer(text))
    groups = [found.groups() for found in found_all]
    mark: tuple[int, str, str, tuple[str, ...]] | None
    marks: list[Mark] = []
    last = 0
    style: str | None = None  # of the numbers that carry no anchor: "." or ")"
    indent = 0
    has_marked = None
    apart: dict[str, int] | None = None
    # The number of the next anchor, for each candidate.
    following: list[int | None] = []
    ahead: int | None = None
    for _, anchor, *_ in reversed(groups):
        following.append(ahead)
        if anchor:
            ahead = int(anchor)
    following.reverse()
    is_anchored = ahead is not None
    for place, (pilcrow, anchor, marked, inner, letter, digits, styled, _) in enumerate(groups):
        start, end = found_all[place].span()
        start += 1
        if marks and start < marks[-1].end:  # the mark on the line below its number
            continue
        if pilcrow:
            if inner and (read := _read_mark(inner)):
                mark = end, *read
            else:
                end -= len(marked or "")
                mark = _mark_at(text, end)
            if anchor:
                number = int(anchor)
                # A year, a day or an amount at the head of a line was taken for a paragraph by the site: its sentence
                # has not ended above, and the numbers do not go on from it.
                if mark is None and (number > 400 or not _begins_afresh(text, start)):
                    then = following[place]
                    is_next = number == last + 1 and then != number
                    goes_on = then in (None, number + 1) and (number == 1 or number > last)
                    if number > 400 or not (is_next or goes_on):
                        continue
                last = number
                marks.append(
                    Mark(start, mark[0], number, *mark[1:]) if mark else Mark(start, end, number, None, None, ())
                )
            elif letter:
                # The letter stays in the text: a lettered part is a paragraph of its own without a number.
                marks.append(
                    Mark(start, mark[0], None, *mark[1:], letter)
                    if mark
                    else Mark(start, end, None, None, None, (), letter)
                )
            else:
                marks.append(Mark(start, mark[0], None, *mark[1:]) if mark else Mark(start, end, None, None, None, ()))
        elif digits:
            number = int(digits)
            mark = _mark_at(text, end)
            this = styled.strip()[:1] or "."
            then = following[place]
            # An item of a list: the paragraph of that number is still to come. Where the telegram itself numbered two
            # paragraphs alike, the one without an anchor has a portion mark, and no 3) among 3.
            if then is not None and last < then <= number and (mark is None or this == ")"):
                continue
            if mark:
                if is_anchored and last and number != last + 1:
                    continue
                if style is not None and this != style and number != last + 1:
                    continue
                if is_anchored and this == ")" and style is None and number != last + 1:
                    continue
                # A number that comes twice begins a paragraph where a blank line stands before it.
                is_apart = text.endswith("\n\n", 0, start) and _begins_afresh(text, start)
                if not is_anchored and number <= last and number != 1 and not is_apart:
                    continue
                marks.append(Mark(start, mark[0], number, *mark[1:]))
            else:
                if this in ",:-" or not styled.strip():
                    continue
                if has_marked is None:
                    # (C - ENTIRE TEXT) marks the whole telegram; its paragraphs bear none.
                    has_marked = any(other.inner and "NTIRE" not in other.inner for other in marks)
                if number != last + 1 or (style is not None and this != style):
                    continue
                depth = found_all[place].start("number") - start
                if style is not None and depth != indent:
                    continue
                follow = text[end : end + 3].strip()
                if not follow or follow[0].isdigit():
                    continue
                if is_anchored or has_marked:
                    if not (text.endswith("\n\n", 0, start) and _begins_afresh(text, start)):
                        continue
                elif not text.endswith("\n\n", 0, start) and not _begins_afresh(text, start):
                    # "... SHUT ON JUNE / 2. NOBODY KNEW": the day of a date, where the number is still to come.
                    if apart is None:
                        apart = _numbers_apart(text, found_all)
                    if apart.get(digits, -1) > start:
                        continue
                marks.append(Mark(start, end, number, None, None, ()))
                indent = depth
            style = this
            last = number
        else:
            mark = _mark_at(text, end)
            if not mark:
                continue
            after = NUMBER_AFTER.match(text, mark[0])
            if after and not is_anchored:
                number = last = int(after[1])
                marks.append(Mark(start, after.end(), number, *mark[1:]))
                continue
            if text.endswith("\n\n", 0, start) or start == 1:
                if _is_short_line(text, mark[0]) or not (_begins_afresh(text, start) or _is_under_title(text, start)):
                    continue
            elif marks or is_anchored or not _begins_afresh(text, start):
                continue
            marks.append(Mark(start, mark[0], None, *mark[1:]))
    return marks


def _numbers_apart(text: str, candidates: list[re.Match[str]]) -> dict[str, int]:
    """Where each number stands last that begins a line under a blank one, behind ended text."""
    return {
        found["number"]: found.start()
        for found in candidates
        if found["number"] and text.endswith("\n\n", 0, found.start() + 1) and _begins_afresh(text, found.start())
    }


def _is_under_title(text: str, start: int) -> bool:
    """Whether a title on a line of its own stands above the blank line before `start`."""
    above = text[max(0, start - 200) : start].rstrip().rpartition("\n\n")[2].strip("\n")
    return 0 < len(above) <= 70 and "\n" not in above and _reads_as_heading(above.strip())


def _is_short_line(text: str, place: int) -> bool:
    """Whether the line is a heading that carries a mark, such as ``(C) Background`` over a blank line or dashes."""
    end = text.find("\n", place)
    line = text[place : end if end >= 0 else len(text)].strip()
    if not line or len(line) > 70 or line[-1] in ".!?;,":
        return False
    rest = text[end + 1 : end + 5] if end >= 0 else ""
    return rest.startswith(("\n", "--", "==", "- -"))


def _with_lines_of_numbers(text: str, marks: list[Mark]) -> list[Mark]:
    """Add paragraphs that stand in mid-line because a page's line ends were lost: ``... sailed. 3) (U) The ...``."""
    complete: list[Mark] = []
    last = 0
    for mark in [*marks, None]:
        if mark is not None and mark.number is not None and mark.number <= last + 1:
            complete.append(mark)
            last = mark.number
            continue
        low = complete[-1].end if complete else 0
        high = mark.start if mark is not None else len(text)
        for found in IN_LINE.finditer(text, low, high):
            number = int(found[1])
            # One that was hidden may be missing before it.
            if not last < number < (mark.number if mark is not None and mark.number else last + 2):
                continue
            read = portion_mark(found[2])
            if read is None:
                continue
            title = _title_before(text, low, found.start())
            if title >= 0 or _begins_afresh(text, found.start()):
                begin, end = found.start() + found[0][0].isspace(), found.end()
                complete.append(Mark(begin, end, number, found[2].strip(), *read, title=title))
                last = number
        if mark is not None:
            # One number is missing, and stands where a sentence has ended: no mark need say so.
            if mark.number == last + 2 and complete and complete[-1].number == last:
                for found in UNMARKED_IN_LINE.finditer(text, complete[-1].end, high):
                    if int(found[1]) == last + 1:
                        complete.append(Mark(found.start() + 1, found.end(), last + 1, None, None, ()))
                        break
            complete.append(mark)
            if mark.number is not None:
                last = mark.number
    return complete


def _title_before(text: str, low: int, place: int) -> int:
    """Where a title begins between the last sentence and `place`, or -1: ``... It sank. The Pier 2. (U) ...``."""
    if text[place - 1] in ".!?:":
        return -1
    for found in SENTENCE_OVER.finditer(text, max(low, place - 110), place):
        title = " ".join(text[found.end() : place].split())
        if ". " in title or title[-2:-1] in ".,!?" or NOT_A_HEADING.match(title):
            continue
        if title.isupper() or _is_headline(title) or (len(title) > 5 and title.istitle() and title.isalpha()):
            return found.end()
    return -1


NOT_A_HEADING = re.compile(
    r"(?:-|\*|•|·|o |\d{1,3}[.)]\s|(?-i:\((?:[a-z]|\d{1,2}|[ivx]{2,4})\))|http|www\."
    r"|\(?end (?:of )?(?:\w{1,15}[ /-]){0,2}(?:summary|comments?|text|notes?|points|(?:non-?)?paper"
    r"|introduction|quote|message|cable|translation|statement|letter|bio)\b|end begin|begin (?:text|points)"
    r"|[xX]{4,}\s*$|(?-i:\.\.\.(?! ?[A-Z]))|>|<|(?:please )?visit [^\n]{0,60}(?:web|site|http))",
    re.IGNORECASE,
)
NO_HEADING_BEGINS = frozenset("-*•·0123456789(.><oOhHwWeEbBxXvVpP")  # what NOT_A_HEADING can begin with
# The label that closes a text, with or without a stop: END SUMMARY, (End Text). It belongs to the text above it.
END_LABEL = re.compile(
    r"(?:\(|\b)end (?:of )?(?:\w{1,15}[ /]){0,2}(?:summary|comments?|text|notes?|points|(?:non-?)?paper)"
    r"[.)]{0,2}(?=\s|$)",
    re.IGNORECASE,
)
QUOTED_TITLE = re.compile(r"\n\n[\"“][A-Z][A-Z ,.'’:-]{6,70}[\"”]\Z")  # "WE HAVE NO LAMPS" over a paragraph
SENTENCE_OVER = re.compile(r"(?<![^A-Za-z][A-Z])[.!?)”\"]\s{1,8}(?=[A-Z“\"])")  # no sentence is over behind "U.S."
INSIDE_LINE = re.compile(r"[.!?)”\"] +(?=[A-Z“\"])")
ENDS_SENTENCE = '.!?"”'
ENDS_TEXT = (".", "?", "!", '."', ".”", ".)", "XXXX", "xxxx")
GOES_ON_BELOW = (",", " U.S.")
RULE_SIGNS = "-=_* \t"
RULE_OPENS = "-=_*~—–"  # what a rule can begin with, tried before the expression: few lines are rules
WIDE_GAP = re.compile(r"\S(?:[ ]{3,}|\t)\S")
SENTENCE_INSIDE = re.compile(r"[a-zA-Z]{4}[.!] ")
# On pages that are in lower case throughout.
LOWERED_HEADING = re.compile(
    r"(?:summary|introduction|background|comment|conclusion|action request|next steps)(?: and [a-z ]{3,30})?:?"
)
SHORT_HEADING = re.compile(
    r"(?:comment|summary|conclusion|background|introduction|bio(?:graphic)? notes?)s?\.", re.IGNORECASE
)


def _without_rule(line: str) -> str:
    """A title without the dashes that are glued behind it, as in ``Next Steps ----------``; else the line as it is."""
    title = line.rstrip(RULE_SIGNS)
    rule = line[len(title) :]
    if title and (rule.strip(" \t")[:4] in ("----", "====", "____", "****") or rule.count("- ") > 2):
        return title
    return line


def _reads_as_heading(line: str) -> bool:
    """Whether a line without a rule under it can be a heading: short, no full stop, no list item, no table row."""
    if len(line) > 100:
        return False
    first = line[0]
    if first == "-" and line[-1] == "-" and 2 < len(line.strip("- ")) < 90:
        return True
    if first == "*" and line.startswith("**") and line.endswith("**"):
        inner = line.strip("* ")
        return 2 < len(inner) < 90 and inner[-1] not in ".;,"
    if first in NO_HEADING_BEGINS and NOT_A_HEADING.match(line):
        return False
    last = line[-1]
    if last in ".;,":
        return SHORT_HEADING.fullmatch(line) is not None
    if first.islower():
        return LOWERED_HEADING.fullmatch(line) is not None
    return not WIDE_GAP.search(line) and not SENTENCE_INSIDE.search(line)


def _ends_in_label(line: str) -> bool:
    """Whether a text's closing label ends a line: ``... has sailed. END SUMMARY``."""
    tail = line[-40:]
    if "nd " not in tail and "ND " not in tail:
        return False
    found = END_LABEL.search(tail)
    return found is not None and found.end() == len(tail)


def _is_table_row(line: str) -> bool:
    return len(WIDE_GAP.findall(line)) > 1 or "|" in line


def _title_start(line: str) -> int:
    """Offset in a line where a title stands behind the end of a sentence; 0 where the whole line is short enough.

    -1 where a title has no place in it: a long line without an end, or the closing label of the text above.
    """
    has_label = "nd " in line or "ND " in line
    if len(line) <= 110 and not has_label:
        return 0
    begin = max(0, len(line) - 110)
    place = 0
    if begin:
        found = INSIDE_LINE.search(line, begin)
        if found is None:
            return -1
        place = found.end()
    if has_label:
        for label in END_LABEL.finditer(line, begin):
            if label.end() == len(line):
                return -1
            if line[label.end() - 1] in ".)":
                place = max(place, label.end() + 1)
    return place


def _behind_a_sentence(lines: list[str], row: int) -> int:
    """Offset in a line of a title behind the last words of a sentence that began on the line above, or 0."""
    above = lines[row - 1].strip() if row else ""
    if len(above) < 40 or above.endswith(SENTENCE_END):
        return 0
    found = INSIDE_LINE.search(lines[row].strip())
    return found.end() if found else 0


def _cut_heading(block: str) -> int:
    """Offset in a block at which the heading of the next paragraph begins; its length where there is none."""
    end = len(block.rstrip())
    if not end:
        return len(block)
    last = block[end - 1]
    is_text = last in ".;,!" or (last in '"”' and not QUOTED_TITLE.search(block, max(0, end - 100), end))
    if is_text and end - block.rfind("\n", 0, end) > 30:
        return len(block)
    # Most blocks end in a line that is neither rule nor title: it is looked at before the others are.
    line = block[block.rfind("\n", 0, end) + 1 : end].strip()
    if line[0] not in RULE_OPENS and line[-1] not in RULE_SIGNS and not _reads_as_heading(line):
        return len(block)
    base = block.rfind("\n", 0, max(0, end - 700)) + 1
    lines = block[base:end].split("\n")
    cut = len(lines)  # lines[cut:] are heading
    inside = 0  # and from here on lines[cut - 1] too, where a title stands at the end of a line of text
    for turn in range(5):
        row = cut - 1
        while row >= 0 and not lines[row].strip():
            row -= 1
        if row < 0:
            break
        line = lines[row].strip()
        if line[0] in RULE_OPENS and RULE.match(line):
            found = _ruled_title(lines, row)
            if found is None:
                break
            cut, inside = found
            if inside:
                break
            continue
        title = _without_rule(line) if line[-1] in RULE_SIGNS else line
        if title != line:
            place = _title_start(title)
            if place < 0 or _is_table_row(title):
                break
            if place:
                cut, inside = row + 1, len(lines[row]) - len(lines[row].lstrip()) + place
                break
            cut = row
            above = lines[row - 1].strip() if row else ""
            if above and not above.endswith(SENTENCE_END):
                if len(above) > 80 or (row > 1 and lines[row - 2].strip()):
                    cut = row + 1
                    break
                cut = row - 1
            continue
        found_plain = _plain_title(lines, row, base == 0, turn > 0)
        if found_plain is None:
            break
        cut = found_plain
    if cut >= len(lines) and not inside:
        return len(block)
    if inside:
        return end - sum([len(line) + 1 for line in lines[cut - 1 :]]) + 1 + inside
    return end - sum([len(line) + 1 for line in lines[cut:]]) + 1


def _ruled_title(lines: list[str], row: int) -> tuple[int, int] | None:
    """Where the title over the rule in `row` begins: a row, and an offset where it shares its line with text."""
    top = row
    while top and len(lines[top - 1].strip()) > 0 and not RULE.match(lines[top - 1].strip()) and row - top < 4:
        top -= 1
    if top and RULE.match(lines[top - 1].strip()):
        if top == row or any(_is_table_row(line) for line in lines[top:row]):
            return (top - 1, 0) if top == row else None
        return top - 1, 0
    if top == row:
        # A rule by itself, or with a blank line between it and its title.
        above = row
        while above and not lines[above - 1].strip():
            above -= 1
        if (
            0 < above < row
            and _reads_as_heading(lines[above - 1].strip())
            and (above == 1 or not lines[above - 2].strip() or RULE.match(lines[above - 2].strip()))
        ):
            top = above - 1
            if top and RULE.match(lines[top - 1].strip()):
                top -= 1
        return top, 0
    if _is_table_row(lines[row - 1]):
        return None
    start = row - 1
    title = lines[start].strip()
    place = _title_start(title)
    if not place and title[0].islower():
        place = _behind_a_sentence(lines, start)
    if place < 0:
        return None
    if place:
        return row, len(lines[start]) - len(lines[start].lstrip()) + place
    while start > top:
        above_line = lines[start - 1].strip()
        if above_line.endswith(ENDS_TEXT) or len(above_line) > 85 or row - start >= 3 or _ends_in_label(above_line):
            break
        start -= 1
    above_line = lines[start - 1].strip() if start > top else ""
    if above_line and not above_line.endswith(ENDS_TEXT) and len(above_line) <= 85 and not _ends_in_label(above_line):
        start = row - 1  # four lines without an end are text, and the title their last
        if not lines[start - 1].strip().endswith(SENTENCE_END):
            return None
    return start, 0


def _plain_title(lines: list[str], row: int, is_whole: bool, is_under: bool) -> int | None:
    """The row where a title without a rule begins, or None: it is short and stands apart from ended text."""
    line = lines[row].strip()
    if is_under and line.endswith(GOES_ON_BELOW) and not (row and lines[row - 1].strip()):
        # On pages with a blank line behind each line, a title of two lines: THE PIER, / THE LAMPS.
        line = line.strip(",-=_* \t")
        if not line or not (line.isupper() or _is_headline(line)):
            return None
        line = line.removesuffix(".")
    if not _reads_as_heading(line) or (is_under and len(line) > 60 and not line.isupper()):
        return None
    start = row
    if row and lines[row - 1].strip():
        before = lines[row - 1].strip()
        if before.endswith(SENTENCE_END) or len(before) > 100 or _is_redacted(before) or _ends_in_label(before):
            # No blank line above: only what shows itself as a title is taken.
            if len(line) > 70 or not (
                line.isupper()
                or line.istitle()
                or (before[-1] in ENDS_SENTENCE and _is_headline(line))
                or line.startswith("//")
                or (line.endswith(":") and len(line.split()) < 5)
            ):
                return None
            return row
        if (row > 1 and lines[row - 2].strip()) or len(before) > 90 or not _reads_as_heading(before):
            return None
        if row == 1 and not is_whole:
            return None
        start = row - 1
    above = start - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    if above < 0:
        return start if is_whole else None
    over = lines[above].strip()
    if not (over.endswith(SENTENCE_END) or line.isupper() or _is_redacted(over) or _ends_in_label(over)):
        return None
    return start


SMALL_WORD_LIST = """
    a an and are as at be but by for from in into is nor of off on or out over per the to up via vs was were with
    """
SMALL_WORDS = frozenset(SMALL_WORD_LIST.split())


def _is_headline(line: str) -> bool:
    """Whether a line is written as a headline, each word but the small ones with a capital: ``Fish and the Pier``."""
    if line[-1] == ")" or line[0] == "(" or ". " in line or _is_redacted(line):
        return False
    words = [word for word in line.split() if word[0].isalpha()]
    return len(words) > 1 and all(word[0].isupper() or word in SMALL_WORDS for word in words)


def _is_redacted(line: str) -> bool:
    return line.rstrip().endswith(("XXXX", "xxxx"))


def _heading_text(source: str) -> str | None:
    kept: list[str] = []
    for line in source.split("\n"):
        line = line.strip()
        if not line or (line[0] in RULE_OPENS and RULE.match(line)):
            continue
        if line[-1] in "-=_*":
            line = _without_rule(line)
        if line[0] in "-=_*":
            line = line.strip("-=_* ")
        if line:
            kept.append(line)
    return " ".join(kept) or None


def _chunks(text: str) -> list[tuple[int, str]]:
    """Unnumbered text at its blank lines; a sentence that goes on after one stays whole."""
    spans: list[tuple[int, int]] = []
    position = 0
    for found in [*BLANKS.finditer(text), None]:
        end = found.start() if found else len(text)
        first = text[position : position + 1]
        if end > position and text[position:end].strip():
            if spans and first.islower() and text[spans[-1][1] - 1] not in ".!?:":
                spans[-1] = spans[-1][0], end
            else:
                spans.append((position, end))
        position = found.end() if found else end
    return [(start, text[start:end]) for start, end in spans]


def _is_heading_chunk(chunk: str) -> bool:
    lines = [line.strip() for line in chunk.strip().split("\n")]
    if RULE.match(lines[-1]) or _without_rule(lines[-1]) != lines[-1]:
        return len(lines) < 5 and not any(_is_table_row(line) for line in lines)
    return len(lines) <= 2 and all(line and _reads_as_heading(line) for line in lines)


class _Part(NamedTuple):
    start: int
    number: int | None
    inner: str | None
    level: str | None
    caveats: tuple[str, ...]
    heading: str | None
    text: str


def _unnumbered(text: str, offset: int, parts: list[_Part]) -> str:
    """Add the paragraphs of text without numbers; the heading left over at its end is handed back."""
    pending = ""
    chunks = _chunks(text)
    for place, (start, chunk) in enumerate(chunks):
        is_last = place == len(chunks) - 1
        if _is_heading_chunk(chunk) and not (is_last and not pending and not parts and offset == 0):
            pending += "\n" + chunk
            continue
        cut = _cut_heading(chunk)
        body = chunk[:cut]
        if body.strip():
            heading = _heading_text(pending)
            opening = _leading_heading(body) if heading is None else 0
            if opening:
                heading = _heading_text(body[:opening])
                body = body[opening:]
            parts.append(_Part(offset + start, None, None, None, (), heading, body.strip()))
            pending = ""
        pending += "\n" + chunk[cut:]
    return pending


def _leading_heading(chunk: str) -> int:
    r"""Length of a heading with its rule at the head of unnumbered text: ``Summary\\n-------\\nThe ...``."""
    lines = chunk.split("\n", 4)
    if len(lines) > 2 and RULE.match(lines[1].strip()) and len(lines[0]) <= 100:
        return len(lines[0]) + len(lines[1]) + 2
    if len(lines) > 3 and RULE.match(lines[0].strip()) and RULE.match(lines[2].strip()):
        return len(lines[0]) + len(lines[1]) + len(lines[2]) + 3
    return 0


def split_layout(layout: Layout) -> list[Paragraph]:
    """All parts of a body that is already laid out. See `split`."""
    source = layout.text
    head = source[: layout.body_start].strip()
    found = [Paragraph(0, "heading_block", None, None, None, (), None, head, ())]
    lifted = lift_banners("\n" + source[layout.body_start :])
    text = lifted.text
    end, signature = closing_start(text)
    marks = _marks(text[:end])
    if marks and marks[-1].number is not None and not text[marks[-1].end : end].strip():
        end = signature  # of a paragraph that is nothing but an address, it is the text
    running = text[:end]
    closing = text[end:].strip()
    is_in_line = "¶" not in running or not marks or _has_gap(marks) or _goes_on(running, marks)
    if is_in_line:
        marks = _with_lines_of_numbers(running, marks)
    parts: list[_Part] = []
    first = marks[0].start if marks else len(running)
    pending = _unnumbered(running[:first], 0, parts) if running[:first].strip() else ""
    stops = [*[mark.start for mark in marks[1:]], None]
    titles = {mark.start: mark.title for mark in marks if mark.title >= 0} if is_in_line else {}
    for (start, begin, number, inner, level, caveats, letter, _), stop in zip(marks, stops, strict=False):
        heading = _heading_text(pending) if pending else None
        block = running[begin:stop]
        if stop is None:
            cut = len(block)
        elif titles and stop in titles:
            cut = titles[stop] - begin
        else:
            cut = _cut_heading(block)
        pending = block[cut:]
        text = block[:cut].strip()
        if not text and stop is not None and "\n" not in block[:cut]:  # a paragraph of a few words is no heading
            text, pending = block.strip(), ""
        if letter:
            text = f"{letter} {text}"
        parts.append(_Part(start, number, inner, level, caveats, heading, text))
    if not marks and pending.strip():
        left = pending.strip()
        if parts:
            parts[-1] = parts[-1]._replace(text=f"{parts[-1].text}\n\n{left}".strip())
        else:
            parts.append(_Part(0, None, None, None, (), None, left))
    banners = lifted.banners
    if not parts and not closing:
        if banners:
            found[0] = found[0]._replace(banners=tuple([banner for _, banner in banners]))
        return found
    taken = 0
    for position, (_, number, inner, level, caveats, heading, text) in enumerate(parts, 1):
        here: tuple[str, ...] = ()
        if banners:
            stop = parts[position].start if position < len(parts) else len(running)
            begin = taken
            while taken < len(banners) and (banners[taken][0] < stop or (not closing and position == len(parts))):
                taken += 1
            here = tuple([banner for _, banner in banners[begin:taken]])
        found.append(Paragraph(position, "paragraph", number, inner, level, caveats, heading, text, here))
    if closing or taken < len(banners):
        rest = tuple([banner for _, banner in banners[taken:]])
        found.append(Paragraph(len(found), "closing", None, None, None, (), None, closing, rest))
    return found


def _goes_on(text: str, marks: list[Mark]) -> bool:
    """Whether the number after the last one stands in mid-line behind it: ``... nobody. 8. (C) The ...``."""
    for mark in reversed(marks):
        if mark.number is not None:
            return text.find(f" {mark.number + 1}. (", mark.end) >= 0
    return False


def _has_gap(marks: list[Mark]) -> bool:
    last = 0
    for mark in marks:
        if mark.number is not None:
            if mark.number > last + 1:
                return True
            last = mark.number
    return last == 0


def split(body: str) -> list[Paragraph]:
    """Every part of a body: the heading block (position 0), the paragraphs, and the closing where there is one."""
    return split_layout(lay_out_plain(plain(body)))


def paragraphs(body: str) -> list[Paragraph]:
    """The paragraphs of a body, from position 1: ``¶3. (C/NF) Text`` has number 3 and portion mark ``C/NF``."""
    return [part for part in split(body) if part.kind == "paragraph"]


WORD = re.compile(r"[xX]{4,}(?=\d)|[^\W_]+")  # what was hidden took the blank before a number with it


def words_of(parts: list[Paragraph]) -> list[str]:
    """The words of the parts put together again, in order: heading, number, mark, text, banners."""
    words: list[str] = []
    for part in parts:
        if part.heading:
            words.extend(WORD.findall(part.heading))
        if part.number is not None:
            words.append(str(part.number))
        if part.portion_mark:
            words.extend(WORD.findall(part.portion_mark))
        words.extend(WORD.findall(part.text))
        for banner in part.banners:
            words.extend(WORD.findall(banner))
    return words
