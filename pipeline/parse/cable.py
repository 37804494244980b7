"""Page to Cable: every field read, each by its own function; this module only puts them together."""

from __future__ import annotations

import re

from pipeline.model import Article, Cable, Page
from pipeline.parse import authority, excerpts, header, marking
from pipeline.parse.identity import canonical_id
from pipeline.parse.layout import lay_out_plain
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
HOST = re.compile(r"^[a-z][a-z0-9+.-]*://(?:[^/@]*@)?(?:www\d?\.)?([^/:?#]+)", re.IGNORECASE)


def article(published_url: str) -> Article:
    """One press article: ``http://http://www.example.org/a`` is ``http://www.example.org/a``, host ``example.org``."""
    url = DOUBLED_SCHEME.sub("", published_url)
    if url.lower().startswith("www."):
        url = "http://" + url
    host = HOST.match(url)
    return Article(url, published_url, host[1].lower() if host is not None else None)


def read_cable(page: Page) -> Cable:
    """Read every field of a page's header and body. Raises nothing on any text: a field that is not there is None."""
    body = page.body
    level, caveats = marking.classification_parts(page.classification)
    laid_out = lay_out_plain(body)
    parts = split_layout(laid_out)
    cable_id = canonical_id(page.published_id)
    tags = tuple(tag_entries_of_plain(body, page.linked_tags))
    recipients = tuple(header.recipients(page.header))
    subject_line = subject_of_plain(body)
    articles = tuple(article(url) for url in page.articles)
    compared = {
        "released_at": page.released_at.isoformat(),
        "created_at": page.created_at.isoformat(),
        "classification": page.classification,
        "origin": page.origin,
        "title": page.title or "",
        "articles": "\n".join(page.articles),
        "header": page.header,
        "addressees": "\n".join(["|".join(map(str, recipient)) for recipient in recipients]),
        "body": body,
        "subject": subject_line or "",
        "tags": " ".join(tag.tag for tag in tags),
    }
    return Cable(
        cable_id=cable_id,
        published_id=page.published_id,
        fingerprint=page.fingerprint,
        field_fingerprints={
            name: short_fingerprint(compared[name].encode("utf-8", "surrogatepass")) for name in CHANGED_FIELDS
        },
        title=page.title,
        created_at=page.created_at,
        released_at=page.released_at,
        classification=page.classification,
        classification_level=level,
        caveats=caveats,
        origin=page.origin,
        post_code=post_of_origin(page.origin),
        articles=articles,
        transmission_id=header.transmission_id(page.header),
        precedence=header.precedence(page.header),
        sent_at=header.sent_at(page.header),
        sender=header.sender(page.header),
        is_partial_extract=header.is_partial_extract(page.header),
        handling=tuple(marking.handling(page.header, body)),
        recipients=recipients,
        subject=subject_line,
        tags=tags,
        references=tuple(references_of_plain(body, page.created_at.year, cable_id)),
        declassification=authority.declassification(body),
        officers=tuple(authority.officers(body)),
        classification_reasons=tuple(authority.classification_reasons(body)),
        signers=tuple(signers_of(parts)),
        summary=excerpts.summary_of(parts),
        comment=excerpts.comment_of(parts),
        section_count=laid_out.section_count,
        is_doubled=laid_out.is_doubled,
        paragraphs=tuple(parts),
        redactions=tuple(redactions_of(body, parts)),
    )
