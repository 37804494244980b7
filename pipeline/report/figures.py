"""What the report shows, in order: each figure's query, the sentence that states its fact, and its chart.

A query is a file in `queries/`, shown on the page as it is run. A fact is worked out from the query's rows; a figure
without rows, or whose chart would show nothing, says so in a sentence instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.report.charts import (
    FOUR,
    ONE,
    THREE,
    TWO,
    Chart,
    ChartMaker,
    Row,
    Series,
    events,
    growth,
    heat_map,
    mixes,
    network,
    part_of_whole,
    ranked_bars,
    world,
    years,
)
from pipeline.report.wording import listed, meaning, number, percent
from pipeline.wording import counted

Rows = Sequence[Row]


@dataclass(frozen=True)
class Figure:
    """One figure: `name` is its query's file and its place on the page, `empty` what is said when there is nothing.

    A figure with nothing to say then is left out.
    `note` says what is counted and what to beware of, worked out from the rows where it tells numbers. Without a
    `chart` its table stands open.
    """

    name: str
    fact: Callable[[Rows], str]
    note: str | Callable[[Rows], str]
    empty: str
    chart: ChartMaker | None = None
    is_worth_showing: Callable[[Rows], bool] = bool


@dataclass(frozen=True)
class Section:
    """One part of the page: its place, its heading, a sentence or two, and its figures."""

    name: str
    heading: str
    opening: str
    figures: tuple[Figure, ...]


def _total(rows: Rows, column: str) -> int:
    return sum(row[column] or 0 for row in rows)


# --- released --------------------------------------------------------------------------------------------------------


def _progress(rows: Rows) -> str:
    released = next(row for row in rows if row["state"] == "released so far")
    whole = _total(rows, "cable_count")
    return f"{number(released['cable_count'])} of {counted(whole, 'cable')} are out: {percent(released['share'])}"


def _growth(rows: Rows) -> str:
    last, days = rows[-1], len(rows)
    return f"{counted(last['running_total'], 'cable')} in {counted(days, 'day')}, up to {last['released_date']}"


def _releases(rows: Rows) -> str:
    first = _total(rows, "first_release_count")
    again, gone = _total(rows, "reissue_count"), _total(rows, "withdrawal_count")
    return f"{counted(first, 'first release')}, {counted(again, 're-issue')}, {counted(gone, 'withdrawal')}"


def _created(rows: Rows) -> str:
    most = max(rows, key=lambda row: row["cable_count"])
    years_seen = f"{rows[0]['created_year'].year} to {rows[-1]['created_year'].year}"
    share = percent(most["cable_count"] / _total(rows, "cable_count"))
    return f"Written {years_seen}: {most['created_year'].year} alone gives {share}"


RELEASE_SERIES: Final = (
    Series("first_release_count", "first releases", ONE),
    Series("restoration_count", "restored", THREE),
    Series("reissue_count", "re-issues", TWO),
    Series("withdrawal_count", "withdrawn", FOUR, is_downward=True),
)


def _release_bars(rows: Rows) -> Chart:
    return events(rows, "begins", RELEASE_SERIES, "cables", rows[0]["period"])


# --- origins, tags ---------------------------------------------------------------------------------------------------


def _map(rows: Rows) -> str:
    countries = {row["country"] for row in rows if row["country"]}
    return f"{counted(len(rows), 'origin')} in {counted(len(countries), 'country', 'countries')} are heard"


def _origins(rows: Rows) -> str:
    first = rows[0]
    return f"{first['origin']} sent the most: {counted(first['cable_count'], 'cable')}, {percent(first['share'])}"


def _tags(rows: Rows) -> str:
    first = rows[0]
    meaning = f" ({first['meaning']})" if first["meaning"] else ""
    return f"{first['tag']}{meaning} stands on {percent(first['share'])} of the cables"


def _pairs(rows: Rows) -> str:
    first = rows[0]
    return f"{first['tag_a']} and {first['tag_b']} are the most closely tied of the {_tag_count(rows)} most used tags"


def _tag_count(rows: Rows) -> int:
    return len({row[side] for row in rows for side in ("tag_a", "tag_b")})


def _ties(rows: Rows) -> str:
    first = rows[0]
    both = counted(first["cable_count"], "cable")
    return f"{first['tag_a']} and {first['tag_b']} have the most in common: they stand together on {both}"


# --- classification, redactions, press -------------------------------------------------------------------------------


def _classification(rows: Rows) -> str:
    first = rows[0]
    return f"{first['classification']} is the most common marking: {percent(first['share'])} of the cables"


LEVEL_COLUMNS: Final = {
    "UNCLASSIFIED": "unclassified_count",
    "CONFIDENTIAL": "confidential_count",
    "SECRET": "secret_count",
}


def _regions(rows: Rows) -> str:
    first, whole = rows[0], _total(rows, "cable_count")
    of_all, of_first = _total(rows, "secret_count") / whole, first["secret_count"] / first["cable_count"]
    return f"{percent(of_all)} of all cables are secret; from {first['region']}, {percent(of_first)}"


def _redactions(rows: Rows) -> str:
    first = rows[0]
    return (
        f"Most was hidden in cables of {first['origin']}: {counted(first['redaction_count'], 'place')} "
        f"in {counted(first['redacted_cable_count'], 'cable')}"
    )


def _hidden_later(rows: Rows) -> str:
    hidden, restored = _total(rows, "hidden_paragraph_count"), _total(rows, "restored_paragraph_count")
    return f"{counted(hidden, 'paragraph')} lost text after release, {number(restored)} got some back"


HIDDEN_SERIES: Final = (
    Series("hidden_paragraph_count", "paragraphs with text hidden later", TWO),
    Series("restored_paragraph_count", "paragraphs with text shown again", THREE, is_downward=True),
)


def _hosts(rows: Rows) -> str:
    first = rows[0]
    return f"{first['host']} is named with the most cables: {number(first['cable_count'])}"


def _covered(rows: Rows) -> str:
    first = rows[0]
    return f"{first['cable_id']} has the most articles: {number(first['article_count'])}"


# --- changes ---------------------------------------------------------------------------------------------------------


def _changes(rows: Rows) -> str:
    return f"Since the last edition: {listed([number(row['cable_count']) + ' ' + row['change'] for row in rows])}"


def _changes_listed(rows: Rows) -> str:
    return "The first hundred of those changes" if len(rows) == 100 else "Those changes, cable by cable"


def _by_release(rows: Rows) -> str:
    last = rows[-1]
    return (
        f"The newest release added {number(last['added_count'])}, revised {number(last['revised_count'])}, "
        f"withdrew {number(last['withdrawn_count'])} and restored {number(last['restored_count'])}"
    )


CHANGE_SERIES: Final = (
    Series("added_count", "added", ONE),
    Series("restored_count", "restored", THREE),
    Series("revised_count", "revised", TWO),
    Series("withdrawn_count", "withdrawn", FOUR, is_downward=True),
)


# What the queries of unknown tags and posts give at most.
LISTED: Final = 30

# --- quality ---------------------------------------------------------------------------------------------------------


def _coverage(rows: Rows) -> str:
    full = sum(row["whole_share"] is not None and row["whole_share"] >= 0.99 for row in rows)
    return f"{number(full)} of {counted(len(rows), 'field')} are there on at least 99% of the cables that are whole"


def _releases_read(rows: Rows) -> str:
    return f"Made from {counted(len(rows), 'release')} of {counted(_total(rows, 'page_count'), 'page')} in all"


def _rejects(rows: Rows) -> str:
    return f"{counted(_total(rows, 'page_count'), 'page')} could not be read"


def _listing_differences(rows: Rows) -> str:
    count = counted(_total(rows, "difference_count"), "difference")
    return f"{count} between the site's index pages and its cable pages"


def _listing_bars(rows: Rows) -> Chart:
    shown = [
        {"listing": f"{meaning('axis', row['axis'])}: {meaning('difference', row['difference'])}"}
        | {"difference_count": row["difference_count"], "cables": number(row["cable_count"])}
        for row in rows
    ]
    return ranked_bars(shown, "listing", "difference_count", "differences", second="cables", break_at=": ")


def _counter(rows: Rows) -> str:
    unexplained = sum(row["difference_count"] for row in rows if row["reason"] == "unexplained")
    told = "each is explained" if not unexplained else f"{number(unexplained)} not explained"
    count = counted(_total(rows, "difference_count"), "difference")
    return f"{count} between our totals and the site's counters: {told}"


def _counter_note(rows: Rows) -> str:
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row["reason"]] += row["difference_count"]
    reasons = [f"{number(count)} {meaning('reason', reason)}" for reason, count in counts.most_common()]
    return f"Cables that, up to a release's day, only one of the two counts: {'; '.join(reasons)}."


def _unknown_tags(rows: Rows) -> str:
    first = rows[0]
    return (
        f"{_at_most(rows, 'tag')} not in the vocabulary; {first['tag']} is on {counted(first['cable_count'], 'cable')}"
    )


def _unknown_posts(rows: Rows) -> str:
    return f"{_at_most(rows, 'name')} that should stand for a post and for none that we know"


def _at_most(rows: Rows, noun: str) -> str:
    """How many rows there are, of a query that gives so many and no more."""
    return f"{number(LISTED)} {noun}s or more" if len(rows) == LISTED else counted(len(rows), noun)


SECTIONS: Final = (
    Section(
        "released",
        "Released so far",
        "The site put its cables out a few at a time, took some back, and put others out again with more hidden.",
        (
            Figure(
                "progress",
                _progress,
                "Cables of which the newest release counts a page, against the total that the site announced.",
                "Nothing has been released yet.",
                part_of_whole,
            ),
            Figure(
                "running_total",
                _growth,
                "Cables by day of release, UTC. A release is a state at some hour of its day, so that its counter "
                "may lie below that day's end.",
                "No release has a date yet.",
                lambda rows: growth(rows, "released_date", "running_total", "site_counter"),
            ),
            Figure(
                "releases_over_time",
                _releases,
                "Cables by day or month of the event. A re-issue is a cable put out again with a new release time; "
                "withdrawals go down.",
                "Nothing has been released yet.",
                _release_bars,
            ),
            Figure(
                "created_by_year",
                _created,
                "Cables by year of creation, UTC. What is released is not all that was sent: a gap is not silence.",
                "No cable is here yet.",
                lambda rows: years(rows, "created_year", "cable_count", "cables"),
            ),
        ),
    ),
    Section(
        "origins",
        "Origins",
        "The post that sent a cable, as the site names it.",
        (
            Figure(
                "origins_on_a_map",
                _map,
                "A circle's area is the number of cables. Posts without a place of their own are in the table only.",
                "No origin whose place is known is here yet.",
                lambda rows: world(rows, "cable_count"),
                lambda rows: any(row["latitude"] is not None for row in rows),
            ),
            Figure(
                "origins_ranked",
                _origins,
                "Cables released by origin, the first twenty.",
                "No cable with an origin is here yet.",
                lambda rows: ranked_bars(rows, "origin", "cable_count", "cables"),
            ),
        ),
    ),
    Section(
        "tags",
        "Tags",
        "Each cable carries tags for its subjects, countries, organisations and programmes.",
        (
            Figure(
                "tags_ranked",
                _tags,
                "Cables by tag, the first twenty. A cable counts under each of its tags.",
                "No cable with tags is here yet.",
                lambda rows: ranked_bars(rows, "tag", "cable_count", "cables", second="meaning"),
            ),
            Figure(
                "tag_heat_map",
                _pairs,
                "Normalised pointwise mutual information (NPMI) of each two of the sixteen most used tags: 0 is what "
                "chance would give, 1 is never apart. An empty square is a pair that never occurs.",
                "No cable carries two tags yet.",
                heat_map,
            ),
            Figure(
                "tag_network",
                _ties,
                "The ties with the highest Jaccard index (cables with both tags, by cables with either) among the 36 "
                "most used tags. A line is the thicker, the closer the tie; a circle's area is the number of cables; "
                "what is near hangs together.",
                "No two tags stand together on two cables yet.",
                network,
            ),
        ),
    ),
    Section(
        "classification",
        "Classification",
        "The marking of the whole cable, which may be higher than that of its paragraphs.",
        (
            Figure(
                "classification_totals",
                _classification,
                "Cables by classification as their pages print it.",
                "No cable is here yet.",
                lambda rows: ranked_bars(rows, "classification", "cable_count", "cables", break_at="//"),
            ),
            Figure(
                "classification_by_region",
                _regions,
                "Share of each region's cables by level, caveats left aside; the largest region comes first.",
                "No cable is here yet.",
                lambda rows: mixes(rows, "region", LEVEL_COLUMNS, "cable_count"),
            ),
        ),
    ),
    Section(
        "redactions",
        "Redactions",
        "Names and passages that the publisher hid: runs of X, notes in brackets, omission marks.",
        (
            Figure(
                "redactions_by_origin",
                _redactions,
                "Places in the newest texts where something is hidden, by origin, the first fifteen.",
                "Nothing is hidden in any cable here.",
                lambda rows: ranked_bars(rows, "origin", "redaction_count", "hidden places"),
            ),
            Figure(
                "redactions_by_release",
                _hidden_later,
                "Paragraphs that differ from the release before: text hidden that had been open goes up, text shown "
                "again goes down.",
                "No release has hidden or restored anything in a cable that was already out.",
                lambda rows: events(rows, "released_date", HIDDEN_SERIES, "paragraphs"),
                lambda rows: any(r["hidden_paragraph_count"] or r["restored_paragraph_count"] for r in rows),
            ),
        ),
    ),
    Section(
        "press",
        "Press coverage",
        "Articles that the site itself lists on a cable's page.",
        (
            Figure(
                "press_by_host",
                _hosts,
                "Cables by the host of an article's address, the first twenty.",
                "No cable's page lists an article yet.",
                lambda rows: ranked_bars(rows, "host", "cable_count", "cables"),
            ),
            Figure(
                "cables_in_the_press",
                _covered,
                "The ten cables with the most articles; among equals, the first by reference id.",
                "No cable's page lists more than one article.",
                # Ten cables with one article each are the first of the alphabet, and no news.
                is_worth_showing=lambda rows: rows[0]["article_count"] > 1,
            ),
        ),
    ),
    Section(
        "changes",
        "What changed",
        "Against the edition before this one, and from release to release.",
        (
            Figure(
                "changes_since",
                _changes,
                "Cables by what happened to them. A cable can be revised and withdrawn at once and then counts twice.",
                "Nothing changed since the last edition.",
                lambda rows: ranked_bars(rows, "change", "cable_count", "cables"),
            ),
            Figure(
                "changes_listed",
                _changes_listed,
                "In the order of the change and of the reference id, one hundred at most.",
                "",
            ),
            Figure(
                "changes_by_release",
                _by_release,
                "Cables by release. Revised: its page says something other than in the release before; withdrawals go "
                "down.",
                "No release is here yet.",
                lambda rows: events(rows, "release_id", CHANGE_SERIES, "cables"),
            ),
        ),
    ),
    Section(
        "quality",
        "Data quality",
        "What is missing, what could not be read, and where the site contradicts itself.",
        (
            Figure(
                "field_coverage",
                _coverage,
                "Share of the newest release's cables that have the field, partial extracts left aside. A field that "
                "is not there may be absent from the cable itself.",
                "No cable that is whole is here yet.",
                lambda rows: ranked_bars(
                    rows, "field", "whole_share", "share of the cables that are whole", share=True
                ),
                lambda rows: all(row["whole_share"] is not None for row in rows),
            ),
            Figure(
                "releases_read",
                _releases_read,
                "As the sources gave them.",
                "No release is here yet.",
            ),
            Figure("rejects", _rejects, "Pages left out, by release and reason.", "Every page could be read."),
            Figure(
                "listing_differences",
                _listing_differences,
                "Differences by way of browsing and kind; one that several releases show counts in each of them. Index "
                "pages are made less often than cable pages: an older date there is evidence, not an error.",
                "The site's index pages and its cable pages agree.",
                _listing_bars,
            ),
            Figure(
                "counter_differences",
                _counter,
                _counter_note,
                "Our running totals are the site's counters, release by release.",
            ),
            Figure(
                "unknown_tags",
                _unknown_tags,
                "Misprints and odd ones; they are kept. Thirty at most.",
                "Every tag is known.",
            ),
            Figure(
                "unknown_posts",
                _unknown_posts,
                "Names of origins, references and addressees; most are misprints. Thirty at most.",
                "Every post is known.",
            ),
        ),
    ),
)
FIGURES: Final = tuple(figure for section in SECTIONS for figure in section.figures)
