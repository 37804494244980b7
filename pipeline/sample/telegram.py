"""A telegram as the site got it: two blocks of text and five cells; and the writing of one."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from pipeline.sample.posts import BY_ORIGIN, POSTS, Post
from pipeline.sample.prose import COMMENTS, MEETING, OFFICERS, SUMMARIES, TOPICS, TURNS, Scene, Topic, wrap

PARTIAL_EXTRACT = (
    "This record is a partial extract of the original cable. The full text of the original cable is not available."
)
SPACED = {
    "UNCLASSIFIED": "UNCLAS",
    "UNCLASSIFIED//FOR OFFICIAL USE ONLY": "UNCLAS",
    "CONFIDENTIAL": "C O N F I D E N T I A L",
    "CONFIDENTIAL//NOFORN": "C O N F I D E N T I A L",
    "SECRET": "S E C R E T",
    "SECRET//NOFORN": "S E C R E T",
}
PRECEDENCES = {"R": "", "P": "PRIORITY", "O": "IMMEDIATE", "Z": "FLASH"}
MARKS = {
    "UNCLASSIFIED": ("U", "U", "U"),
    "UNCLASSIFIED//FOR OFFICIAL USE ONLY": ("SBU", "SBU", "U"),
    "CONFIDENTIAL": ("C", "C", "C", "SBU", "U"),
    "CONFIDENTIAL//NOFORN": ("C/NF", "C/NF", "C", "SBU"),
    "SECRET": ("S", "S", "C", "U"),
    "SECRET//NOFORN": ("S/NF", "S/NF", "S", "C"),
}
# How the Classified By line is written, the regular way most often.
AUTHORITIES = (
    "Classified By: {title} {officer} for reasons {reasons}.",
    "Classified By: {title} {officer} for reasons {reasons}.",
    "Classified By: {title} {officer} for reasons {reasons}.",
    "Classified By: {officer}, {title}, for reasons {reasons}.",
    "CLASSIFIED BY: {officer}, {title}.\nREASON: {reasons}",
    "Classified by {title} {officer}, reasons {reasons}",
    "(U) Classified by {title} {officer}; Reasons: {reasons}.",
)
_SUBJECT = re.compile(r"^SUBJ(?:ECT)?:[ \t]*(\S[^\n]*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Telegram:
    r"""One cable as a release shows it.

    ``header`` and ``body`` are plain text with ``\n`` line ends; the page writer adds what the site added (tag links,
    paragraph anchors, ``&#x000A;``). A pilcrow before a number (``¶3.``) is understood as an anchor.
    ``created`` and ``released`` are true times, UTC; the page shows them the site's way, without minutes.

    >>> Telegram("07VIENTIANE118", datetime(2007, 2, 8, 9, 41), datetime(2011, 3, 1, 21), "CONFIDENTIAL",
    ...          "Embassy Vientiane", header="R 080941Z FEB 07", body="SUBJECT: LIBRARY EXCHANGE").path
    'cable/2007/02/07VIENTIANE118.html'
    """

    published_id: str
    created: datetime
    released: datetime
    classification: str
    origin: str
    header: str
    body: str
    title: str | None = None  # None: as the site made it, from the subject's first line; "": the page has none
    articles: tuple[str, ...] = ()
    tags_linked: bool = True
    anchored: bool = True

    @property
    def path(self) -> str:
        """Where the site put the page."""
        return f"cable/{self.created:%Y/%m}/{self.published_id}.html"

    @property
    def shown_title(self) -> str:
        """The title of the page: the subject's first line, less an opening parenthesis, which the site lost."""
        if self.title is not None:
            return self.title
        found = _SUBJECT.search(self.body)
        return found[1].strip().lstrip("(") if found else ""


@dataclass(slots=True)
class Draft:
    """The parts of a cable before they are put together; every part may be changed first."""

    post: Post
    created: datetime
    serial: int
    classification: str
    scene: Scene
    precedence: str = "R"
    action: list[str] = field(default_factory=list)
    info: list[str] = field(default_factory=list)
    transmission: str = ""
    sections: int = 1
    passing: str = ""
    order: str = ""  # the E.O. line
    tags: list[str] = field(default_factory=list)
    subject: str = ""
    references: str = ""
    authority: str = ""  # the Classified By line
    paragraphs: list[tuple[str, str, str]] = field(default_factory=list)  # mark, heading, text
    signer: str = ""
    ending: str = "\n"  # many telegrams have a blank before each line end

    @property
    def reference_id(self) -> str:
        """Year, post and serial: ``07VIENTIANE118``."""
        return f"{self.created:%y}{self.post.code}{self.serial}"

    def header(self) -> str:
        """Write the routing block: transmission id, precedence, from, action and info addressees."""
        group = f"{self.created:%d%H%MZ %b %y}".upper()
        day = self.created.timetuple().tm_yday
        handling = {"U": "ZNR UUUUU ZZH", "C": "ZNY CCCCC ZZH", "S": "ZNY SSSSS ZZH"}[self.classification[0]]
        # Messages that went to no relay besides the department have the web's indicator, and a blank line.
        direct = self.transmission.startswith("VZCZCXYZ")
        routing = ["RUEHWEB", ""] if direct else [self.info[0].partition("/")[0]]
        lines = [
            self.transmission,
            f"{self.precedence * 2} {routing[0]}",
            *routing[1:],
            f"DE {self.post.route} #{self.serial:04d}/01 {day:03d}{self.created:%H%M}",
            handling,
            f"{self.precedence} {group}",
            f"FM {self.post.sender}",
            f"TO {self.action[0]}",
            *self.action[1:],
        ]
        if self.info:
            lines += [f"INFO {self.info[0]}", *self.info[1:]]
        return "\n".join(lines)

    def banner(self) -> str:
        """Write the first line of the body: spaced level, section, post and six-digit serial."""
        section = f" SECTION 01 OF {self.sections:02d}" if self.sections > 1 else ""
        return f"{SPACED[self.classification]}{section} {self.post.banner} {self.serial:06d}"

    def heading(self) -> list[str]:
        """Write the heading block, line by line."""
        lines = [self.banner(), ""]
        if self.classification.endswith("NOFORN"):
            lines += ["NOFORN", ""]
        lines += ["SIPDIS", ""]
        if self.classification.endswith("ONLY"):
            lines += ["SENSITIVE", ""]
        if self.passing:
            lines += [self.passing, ""]
        lines += [self.order, f"TAGS: {', '.join(self.tags)}", *wrap(f"SUBJECT: {self.subject}", 62).split("\n"), ""]
        if self.references:
            lines += [*self.references.split("\n"), ""]
        if self.authority:
            lines += [line for part in self.authority.split("\n") for line in wrap(part).split("\n")]
            lines.append("")
        return lines

    def text(self) -> list[str]:
        """Write the paragraphs, line by line, with their headings, and page banners between sections."""
        lines: list[str] = []
        breaks = {len(self.paragraphs) * n // self.sections: n + 1 for n in range(1, self.sections)}
        for number, (mark, heading, text) in enumerate(self.paragraphs, 1):
            if number - 1 in breaks:
                section = breaks[number - 1]
                lines += [f"{self.post.banner} {self.serial:08d}  {section:03d} OF {self.sections:03d}", "", ""]
            if heading:
                lines += [heading, "-" * len(heading), ""]
            lines += [*wrap(f"{number}. ({mark}) {text}" if mark else f"{number}. {text}").split("\n"), ""]
        if self.signer:
            lines.append(self.signer)
        return lines

    def body(self) -> str:
        """Put heading block and paragraphs together."""
        return self.ending.join([*self.heading(), *self.text()])

    def telegram(
        self,
        released: datetime,
        *,
        published_id: str | None = None,
        header: str | None = None,
        body: str | None = None,
        title: str | None = None,
        articles: tuple[str, ...] = (),
        tags_linked: bool = True,
        anchored: bool = True,
    ) -> Telegram:
        """Send it: a `Telegram` of this draft, with any part replaced that the site had otherwise."""
        return Telegram(
            published_id=published_id or self.reference_id,
            created=self.created,
            released=released,
            classification=self.classification,
            origin=self.post.origin,
            header=self.header() if header is None else header,
            body=self.body() if body is None else body,
            title=title,
            articles=articles,
            tags_linked=tags_linked,
            anchored=anchored,
        )


def addressee(rng: random.Random, post: Post, precedence: str, continuity: bool = True) -> str:
    """Write one addressee line: ``RUEHVN/AMEMBASSY VIENTIANE PRIORITY 0421``."""
    words = [f"{post.route}/{post.sender}", PRECEDENCES[precedence]]
    if continuity:
        words.append(f"{rng.randrange(1, 9999):04d}")
    return " ".join(word for word in words if word)


def compose(
    rng: random.Random,
    origin: str,
    created: datetime,
    serial: int,
    classification: str,
    topic: str | None = None,
    length: int = 6,
    countries: tuple[str, ...] = (),
) -> Draft:
    """Write a cable of ``length`` paragraphs about a topic, all its parts in order; the same ``rng`` writes the same.

    ``compose(random.Random(1), "Embassy Vientiane", datetime(2007, 2, 8, 9, 41), 118, "CONFIDENTIAL", "library")``
    is a `Draft` whose ``telegram(released)`` is ready for a page. KeyError for an unknown origin or topic.
    """
    post = BY_ORIGIN[origin]
    topics = {each.name: each for each in TOPICS}
    chosen = topics[topic] if topic else rng.choice(TOPICS)
    scene = Scene(rng, post, chosen, countries or tuple(each.country for each in POSTS), created.month)
    draft = Draft(post, created.replace(tzinfo=UTC), serial, classification, scene)
    draft.transmission = f"VZCZCX{rng.choice(('RO', 'YZ'))}{rng.randrange(1, 9999):04d}"
    draft.precedence = rng.choices("RPO", (6, 3, 1))[0]
    state = BY_ORIGIN["Secretary of State"]
    others = [each for each in rng.sample(POSTS, 8) if each not in (post, state)]
    if post is state:
        draft.action = [addressee(rng, each, draft.precedence) for each in others[:2]]
    else:
        draft.action = [addressee(rng, state, draft.precedence)]
    draft.info = [addressee(rng, each, draft.precedence) for each in others[2 : 2 + rng.randrange(1, 6)]]
    if rng.random() < 0.3:
        draft.info.append("RHEHNSC/NSC WASHDC")
    draft.sections = 1 if length < 7 else 2 if length < 12 else 3
    if rng.random() < 0.4:
        draft.passing = f"STATE FOR {rng.choice(('EUR/NB', 'EAP/MLS', 'AF/W', 'WHA/CAR', 'OES/OMC', 'ECA/PE'))}"
    draft.order = order_line(draft.created.date(), classification)
    if created.year >= 1995 and "DECL" in draft.order and rng.random() < 0.12:
        short = f"{created.month}/{created.day}/{(created.year + 10) % 100:02d}"
        until = rng.choice((short, "X1", "X4", "OADR", "25X1-HUMAN", f"WHEN THE {chosen.name.upper()} ARE SETTLED"))
        draft.order = f"E.O. 12958: DECL: {until}"
    draft.tags = [*rng.sample(chosen.tags, min(len(chosen.tags), rng.randrange(2, 4)))]
    draft.tags += [
        tag for tag in rng.sample(("PREL", "PGOV", "ECON", "SOCI"), rng.randrange(1, 3)) if tag not in draft.tags
    ]
    draft.tags.append(post.tag)
    draft.subject = scene.fill(rng.choice(chosen.subjects)).upper()
    draft.references = reference_lines(rng, post, draft.created.date(), serial)
    officer = rng.choice(OFFICERS)
    if not classification.startswith("UNCLASSIFIED"):
        title = rng.choice(("Ambassador", "DCM", "Charge d'Affaires", "Political Counselor", "Econ Chief"))
        reasons = rng.choice(("1.4 (b) and (d)", "1.4 (b), (d)", "1.4(b)", "1.4 (b), (d), and (e)"))
        if created.year < 2004:
            reasons = reasons.replace("1.4", "1.5")  # the paragraph that the amended order renumbered in 2003
        draft.authority = rng.choice(AUTHORITIES).format(title=title, officer=officer, reasons=reasons)
    draft.signer = (
        officer.rpartition(" ")[2].upper()
        if " De " not in officer and " Van " not in officer
        else (" ".join(officer.split()[1:]).upper())
    )
    draft.paragraphs = paragraphs(rng, scene, chosen, classification, length, cites=bool(draft.references))
    draft.ending = rng.choice(("\n", " \n"))
    return draft


def order_line(created: date, classification: str) -> str:
    """Write the E.O. line in force at the time: 12958 from 1995, 12356 from 1982, 12065 and 11652 before."""
    if classification.startswith("UNCLASSIFIED"):
        return "E.O. 12958: N/A"
    if created.year >= 1995:
        day = min(created.day, 28)
        return f"E.O. 12958: DECL: {created.month:02d}/{day:02d}/{created.year + 10}"
    if created.year >= 1982:
        return "E.O. 12356: DECL: OADR"
    if created.year < 1979:
        return "E.O. 11652: GDS"
    return f"E.O. 12065: GDS {created.month}/{created.day}/{created.year % 100 + 6}"


def reference_lines(rng: random.Random, post: Post, created: date, serial: int) -> str:
    """Write a REF line with none to three references, to the post's own cables and to others'."""
    count = rng.choices((0, 1, 2, 3), (3, 4, 2, 2))[0]
    if not count or serial < 4:
        return ""
    references = []
    for _ in range(count):
        other = rng.choice(POSTS) if rng.random() < 0.4 else post
        year = rng.random() < 0.25 and created.year > 1973
        number = rng.randrange(1, serial) if other is post and not year else rng.randrange(1, 3000)
        references.append(
            f"{(created.year - 1) % 100:02d} {other.banner} {number}" if year else f"{other.banner} {number}"
        )
    if count == 1:
        return f"REF: {references[0]}"
    return "\n".join(f"{'REF: ' if n == 0 else ''}{'ABC'[n]}. {each}" for n, each in enumerate(references))


def paragraphs(
    rng: random.Random, scene: Scene, topic: Topic, classification: str, length: int, cites: bool = True
) -> list[tuple[str, str, str]]:
    """Write summary, narrative under headings, and comment."""
    marks = MARKS[classification]
    telling = rng.sample(topic.sentences, len(topic.sentences))
    opening = [scene.fill(text) for text in (rng.choice(SUMMARIES), telling.pop(), telling.pop())]
    written = [(marks[0], "", f"{rng.choice(('Summary:', 'SUMMARY.', 'Summary.'))} {' '.join(opening)} End summary.")]
    headings = [scene.fill(heading) for heading in rng.sample(topic.headings, min(4, len(topic.headings)))]
    every = max(2, length // 4)
    # A text that cites nothing does not say "reftel".
    turns, meetings = ([text for text in texts if cites or "ref" not in text] for texts in (TURNS, MEETING))
    pool = [*telling, *turns]
    rng.shuffle(pool)
    for n in range(max(1, length - 2)):
        heading = headings.pop() if headings and n % every == 0 and length > 3 else ""
        chosen = [pool.pop() for _ in range(min(len(pool), rng.randrange(2, 6)))] or [rng.choice(TURNS)]
        if n == 0:
            chosen.insert(0, rng.choice(meetings))
        written.append((rng.choice(marks), heading, " ".join(scene.fill(text) for text in chosen)))
    remarks = " ".join(scene.sentences(COMMENTS, rng.randrange(2, 4)))
    if rng.random() < 0.6:
        written.append((marks[0], "COMMENT", f"{remarks}"))
    else:
        written.append((marks[0], "", f"Comment: {remarks} End comment."))
    return written
