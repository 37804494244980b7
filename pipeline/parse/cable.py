"""Page to Cable: every field read, each by its own function; this module only puts them together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from pipeline.model import Article, Cable, Page
from pipeline.parse import authority, excerpts, header, marking
from pipeline.parse.identity import canonical_id
from pipeline.parse.layout import lay_out_plain
from pipeline.parse.ownership import body_of
from pipeline.parse.page import short_fingerprint
from pipeline.parse.paragraphs import split_layout
from pipeline.parse.redactions import redactions_of
from pipeline.parse.references import references_of_plain
from pipeline.parse.signers import signers_of
from pipeline.parse.subject import subject_of_plain
from pipeline.parse.tags import tag_entries_of_plain
from pipeline.schema import CHANGED_FIELDS
from pipeline.vocabulary import post_of_origin

DOUBLED_SCHEME = re.compile(r"^(?:https?:/{0,2})+(?=https?:)", re.IGNORECASE)
HOST = re.compile(r"^[a-z][a-z0-9+.-]*://(?:[^/@]*@)?(?:www\d?\.)?([^/:?#]+)(?::\d+)?(/*(?:#.*)?$)?", re.IGNORECASE)


def article(published_url: str) -> Article:
    """One press article: ``http://http://www.example.org/a`` is ``http://www.example.org/a``, host ``example.org``.

    ``http://www.example.org/`` is a front page: the site often listed no more than the paper.
    """
    url = DOUBLED_SCHEME.sub("", published_url)
    if url.lower().startswith("www."):
        url = "http://" + url
    host = HOST.match(url)
    if host is None:
        return Article(url, published_url, None, is_front_page=False)
    return Article(url, published_url, host[1].lower(), is_front_page=host[2] is not None)


def read_cable(page: Page) -> Cable:
    """Read every field of a page's header and body. Raises nothing on any text: a field that is not there is None."""
    return read_cables([page])[0]


def read_cables(pages: Sequence[Page]) -> list[Cable]:
    """Read every field of several pages, one field of all pages after the other.

    It gives what `read_cable` gives of each. A field's code and expressions stay in the processor's cache from page to
    page, which saves a sixth of the time: some dozens of pages are best.
    """
    bodies = [page.body for page in pages]
    headers = [page.header for page in pages]
    ids = [canonical_id(page.published_id) for page in pages]
    layouts = [lay_out_plain(body) for body in bodies]
    parts = [tuple(split_layout(layout)) for layout in layouts]
    markings = [marking.classification_parts(page.classification) for page in pages]
    columns: dict[str, Sequence[Any]] = {
        "cable_id": ids,
        "published_id": [page.published_id for page in pages],
        "fingerprint": [page.fingerprint for page in pages],
        "title": [page.title for page in pages],
        "created_at": [page.created_at for page in pages],
        "released_at": [page.released_at for page in pages],
        "classification": [page.classification for page in pages],
        "classification_level": [level for level, _ in markings],
        "caveats": [caveats for _, caveats in markings],
        "origin": [page.origin for page in pages],
        "post_code": [post_of_origin(page.origin) for page in pages],
        "articles": [tuple(map(article, page.articles)) for page in pages],
        "transmission_id": [header.transmission_id(one) for one in headers],
        "precedence": [header.precedence(one) for one in headers],
        "sent_at": [header.sent_at(one) for one in headers],
        "sender": [header.sender(one) for one in headers],
        "is_partial_extract": [header.is_partial_extract(one) for one in headers],
        "handling": [tuple(marking.handling(one, body)) for one, body in zip(headers, bodies, strict=True)],
        "recipients": [tuple(header.recipients(one)) for one in headers],
        "subject": [subject_of_plain(body) for body in bodies],
        "tags": [tuple(tag_entries_of_plain(page.body, page.linked_tags)) for page in pages],
        "references": [
            tuple(references_of_plain(page.body, page.created_at.year, cable_id, page.created_at.timetuple().tm_yday))
            for page, cable_id in zip(pages, ids, strict=True)
        ],
        "declassification": [authority.declassification(body) for body in bodies],
        "officers": [tuple(authority.officers(body)) for body in bodies],
        "classification_reasons": [tuple(authority.classification_reasons(body)) for body in bodies],
        "signers": [tuple(signers_of(one)) for one in parts],
        "summary": [excerpts.summary_of(one) for one in parts],
        "comment": [excerpts.comment_of(one) for one in parts],
        "section_count": [layout.section_count for layout in layouts],
        "is_doubled": [layout.is_doubled for layout in layouts],
        "body_of": [body_of(cable_id, body) for cable_id, body in zip(ids, bodies, strict=True)],
        "paragraphs": parts,
        "redactions": [tuple(redactions_of(body, one)) for body, one in zip(bodies, parts, strict=True)],
    }
    columns["field_fingerprints"] = _field_fingerprints(pages, columns)
    return [Cable(*values) for values in zip(*(columns[name] for name in FIELDS), strict=True)]


FIELDS = tuple(field.name for field in fields(Cable))


def _field_fingerprints(pages: Sequence[Page], columns: Mapping[str, Sequence[Any]]) -> list[dict[str, int]]:
    """What is compared between two contents of a cable, as fingerprints in the order of CHANGED_FIELDS."""
    compared: dict[str, list[str]] = {
        "released_at": [page.released_at.isoformat() for page in pages],
        "created_at": [page.created_at.isoformat() for page in pages],
        "classification": [page.classification for page in pages],
        "origin": [page.origin for page in pages],
        "title": [page.title or "" for page in pages],
        "articles": ["\n".join(page.articles) for page in pages],
        "header": [page.header for page in pages],
        "addressees": [
            "\n".join(["|".join(map(str, one)) for one in recipients]) for recipients in columns["recipients"]
        ],
        "body": [page.body for page in pages],
        "subject": [subject or "" for subject in columns["subject"]],
        "tags": [" ".join([tag.tag for tag in tags]) for tags in columns["tags"]],
    }
    return [
        {
            name: short_fingerprint(text.encode("utf-8", "surrogatepass"))
            for name, text in zip(CHANGED_FIELDS, texts, strict=True)
        }
        for texts in zip(*(compared[name] for name in CHANGED_FIELDS), strict=True)
    ]
