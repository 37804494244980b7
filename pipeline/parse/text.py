"""Markup and entities out of a block's text: what stands on the page becomes what the telegram says."""

from __future__ import annotations

import html
import re

# Fields are read of so many pages at once, one field of all of them after the other. What several fields of a page ask
# for, such as its heading, is remembered for as many.
PAGES_AT_ONCE = 64

# The site's own markup and what strays in it: links, line breaks, emphasis, `<_protect>`. A lone "<" before a name
# (`<Israel`) or a row number (`<<142612>>`) is text and stays.
MARKUP = re.compile(
    r"</?(?:a|abbr|acronym|b|big|blockquote|br|center|code|del|div|em|font|hr|i|ins|li|ol|p|pre|s|small|span|strike|strong"
    r"|sub|sup|table|tbody|td|th|tr|tt|u|ul|_protect)(?:\s[^<>]{0,500})?\s?/?>",
    re.IGNORECASE,
)
# What nearly all markup of a page is: its paragraphs' anchors and its tags' links.
LINK = re.compile(r"</?a(?: [^<>]{0,500})?>")
LINE_BREAK = re.compile(r"<br\s{0,3}/?>(?:\r?\n)?", re.IGNORECASE)
# Tab, line feed and form feed have a place in a telegram; the other controls, and the soft hyphen, which no terminal
# had, are damage from conversions.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x9f\xad\u200b\u200e\u200f\ufeff]")
LATIN_CONTROLS = bytes([*range(0x09), 0x0B, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xAD])
WIDE_CONTROLS = "\u200b\u200e\u200f\ufeff"
LINE_END = "&#x000A;"
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
# Windows-1252 bytes that were read as Latin-1 on their way to the page.
WINDOWS_1252 = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}


def _unescape(text: str) -> str:
    if LINE_END in text:
        text = text.replace(LINE_END, "\n")
    if "&" in text:
        text = ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return text


def _has_controls(text: str) -> bool:
    """Whether a control is in the text, as CONTROLS would find it, seven times quicker."""
    latin = text.encode("latin-1", "ignore")
    return len(latin.translate(None, LATIN_CONTROLS)) != len(latin) or (
        not text.isascii() and any(control in text for control in WIDE_CONTROLS)
    )


def plain(text: str) -> str:
    r"""The text of a block without the site's markup: ``<a href='#par1'>¶</a>1.&#x000A;(C)`` is ``¶1.\n(C)``.

    Entities are decoded, twice where a page was escaped twice; ``<br>`` becomes a line end; line ends become ``\n``;
    control characters are dropped, Windows quotes repaired. Text that is none of the site's markup, such as
    ``<Israel`` or ``<<142612>>``, stays, and plain text comes back as it is.
    """
    if "&" in text:
        text = _unescape(text)
        if "&" in text and ENTITY.search(text):
            text = _unescape(text)
    if "<" in text:
        text = LINK.sub("", text)
        if "<" in text:
            text = MARKUP.sub("", LINE_BREAK.sub("\n", text))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _has_controls(text):
        text = CONTROLS.sub("", text.translate(WINDOWS_1252))
    if "\xa0" in text:
        text = text.replace("\xa0", " ")
    return text


def tidy(text: str) -> str:
    """Plain text without blanks at line ends; nothing else is touched."""
    if " \n" not in text and not ("\t" in text and "\t\n" in text):
        return text
    return "\n".join([line.rstrip() for line in text.split("\n")])


def plain_block(raw: str) -> str:
    """The plain text of a block as a page holds it, its line ends written as entities; blanks before them are dropped.

    Nearly every block has such blanks, and no content differs by them; nor by how a copy writes its line ends.
    """
    return tidy(plain("\n".join([line.rstrip(" \t") for line in raw.split(LINE_END)])))
