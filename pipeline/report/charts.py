"""Charts as Vega-Lite: each function takes rows and gives a specification without size, theme or title.

Colours are names of the page's own (`var(--one)`), so that one drawing serves light, dark and print. Legends stand on
the page in words; `Chart.keys` says what each colour means.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.report.layout import places

Row = dict[str, Any]
Spec = dict[str, Any]

ONE, TWO, THREE, FOUR = "var(--one)", "var(--two)", "var(--three)", "var(--four)"
INK, MUTED, FAINT, SURFACE = "var(--ink)", "var(--muted)", "var(--faint)", "var(--surface)"
RAMP: Final = tuple(f"var(--ramp-{step})" for step in range(5))
LEVEL_COLOURS: Final = {"UNCLASSIFIED": RAMP[1], "CONFIDENTIAL": RAMP[2], "SECRET": RAMP[4]}
BAR_STEP: Final = 24
TWO_LINE_STEP: Final = 38
COUNT: Final = ",d"


class Key(NamedTuple):
    """One entry of a legend: a colour and what it means."""

    colour: str
    meaning: str


class Chart(NamedTuple):
    """A specification and its legend. `height_ratio` is for charts that keep their shape: height by width."""

    spec: Spec
    keys: tuple[Key, ...] = ()
    height_ratio: float | None = None


def plain_rows(rows: Iterable[Row]) -> list[Row]:
    """Rows as JSON has them: dates in ISO form."""
    return [
        {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()} for row in rows
    ]


def tooltip(**titles: str) -> list[Spec]:
    """What is shown at the pointer: field by title; a share in percent, a count with separators."""
    return [
        {"field": field, "title": title}
        | ({"format": ".1~%"} if field.endswith("share") else {"format": COUNT} if field.endswith("count") else {})
        for field, title in titles.items()
    ]


def ranked_bars(
    rows: Sequence[Row],
    label: str,
    value: str,
    title: str,
    *,
    share: bool = False,
    second: str | None = None,
    break_at: str | None = None,
) -> Chart:
    """Bars in the order of the rows, each with its number at its end.

    `second` is shown at the pointer too; labels go on in a second line after `break_at`.
    """
    form = ".1~%" if share else COUNT
    shown = [{"label": str(row[label]), "value": row[value], "second": row.get(second or "")} for row in rows]
    most = max(row[value] for row in rows) or 1
    axis: Spec = {"ticks": False, "domain": False}
    if break_at is not None:
        axis["labelExpr"] = f"split(datum.label, '{break_at}')"
    y = {"field": "label", "type": "nominal", "sort": None, "title": None, "axis": axis}
    x = {
        "field": "value",
        "type": "quantitative",
        "title": title,
        "axis": {"format": ".0%" if share else COUNT, "tickCount": 4, "tickMinStep": 0.01 if share else 1}
        | {"labelOverlap": True, "labelSeparation": 8},
        "scale": {"domain": [0, 1 if share else most], "nice": False},
    }
    tips = [{"field": "label", "title": label.replace("_", " ")}, {"field": "value", "title": title, "format": form}]
    if second:
        tips.append({"field": "second", "title": second.replace("_", " ")})
    text = {"align": "left", "dx": 4, "color": INK, "clip": False}
    return Chart(
        {
            # The longest bar's number stands outside of the bars' own width.
            "padding": {"left": 5, "top": 5, "bottom": 5, "right": 10 + 7 * (4 if share else len(f"{most:,}"))},
            "height": (BAR_STEP if break_at is None else TWO_LINE_STEP) * len(shown),
            "data": {"values": shown},
            "encoding": {"y": y, "x": x, "tooltip": tips},
            "layer": [
                {"mark": {"type": "bar", "color": ONE, "cornerRadiusEnd": 2, "height": {"band": 0.66}}},
                {
                    "mark": {"type": "text", **text},
                    "encoding": {"text": {"field": "value", "type": "quantitative", "format": form}},
                },
            ],
        }
    )


def part_of_whole(rows: Sequence[Row]) -> Chart:
    """One bar: what is out, and what is not yet. Its end is a line, seen however little is out."""
    colours = {"released so far": ONE, "not released yet": FAINT}
    shown = [
        {"state": row["state"], "cable_count": row["cable_count"], "share": row["share"], "place": place}
        for place, row in enumerate(rows)
    ]
    axis = {"format": COUNT, "tickCount": 4, "grid": False, "labelOverlap": True}
    whole = sum(row["cable_count"] for row in rows) or 1
    x = {"type": "quantitative", "title": "cables", "axis": axis, "scale": {"domain": [0, whole], "nice": False}}
    return Chart(
        {
            "height": 36,
            "data": {"values": shown},
            "layer": [
                {
                    "mark": {"type": "bar", "height": {"band": 1}},
                    "encoding": {
                        "x": {"field": "cable_count", "stack": "zero", **x},
                        "color": _colours("state", colours),
                        "order": {"field": "place"},
                        "tooltip": tooltip(state="state", cable_count="cables", share="share"),
                    },
                },
                {
                    "mark": {"type": "rule", "color": ONE, "strokeWidth": 3, "tooltip": None},
                    "encoding": {"x": {"datum": shown[0]["cable_count"], **x}},
                },
            ],
        },
        tuple(Key(colour, state) for state, colour in colours.items()),
    )


RUNNING_TOTAL: Final = "running total of first releases and restorations, less withdrawals"
SITE_COUNTER: Final = "the site's own counter"


def growth(rows: Sequence[Row], day: str, value: str, marked: str) -> Chart:
    """A line that rises in steps, with points for what the site itself said."""
    x = {"field": day, "type": "temporal", "scale": {"type": "utc"}, "title": None, "axis": _day_axis()}
    y = {"type": "quantitative", "title": "cables", "axis": {"format": COUNT, "tickCount": 5}}
    tips = [
        {"field": day, "type": "temporal", "title": "day", "format": "%Y-%m-%d"},
        *tooltip(**{value: "our running total", marked: "the site's counter"}),
    ]
    line = {"type": "line", "interpolate": "step-after", "strokeWidth": 2, "point": {"size": 14}}
    point = {"type": "point", "shape": "diamond", "size": 90, "strokeWidth": 2, "fill": SURFACE}
    colours = {RUNNING_TOTAL: ONE, SITE_COUNTER: TWO}
    return Chart(
        {
            "height": 260,
            "data": {"values": plain_rows(rows)},
            "encoding": {"x": x, "tooltip": tips},
            "layer": [
                {"mark": line, "encoding": {"y": {"field": value, **y}, "color": _colour_of(RUNNING_TOTAL, colours)}},
                {
                    "transform": [{"filter": f"isValid(datum.{marked})"}],
                    "mark": point,
                    "encoding": {"y": {"field": marked, **y}, "color": _colour_of(SITE_COUNTER, colours)},
                },
            ],
        },
        tuple(Key(colour, meaning) for meaning, colour in colours.items()),
    )


class Series(NamedTuple):
    """One kind of event in stacked bars: the column that counts it, its name, its colour, and which way it goes."""

    column: str
    meaning: str
    colour: str
    is_downward: bool = False


def events(rows: Sequence[Row], at: str, series: Sequence[Series], title: str, period: str | None = None) -> Chart:
    """Bars of several kinds of event; what takes away goes down. `period` is day or month; without one, in order."""
    shown = [
        {"at": str(row[at]), "kind": kind.meaning, "count": row[kind.column], "place": place}
        | {"signed": -row[kind.column] if kind.is_downward else row[kind.column]}
        for row in rows
        for place, kind in enumerate(series)
        if row[kind.column]
    ]
    if period is None:
        x: Spec = {"field": "at", "type": "nominal", "sort": [str(row[at]) for row in rows], "title": None}
        x |= {
            "scale": {"domain": [str(row[at]) for row in rows], "padding": 0.3},
            "axis": {"labelAngle": -40, "labelOverlap": True},
        }
        when: Spec = {"field": "at", "title": at.replace("_", " ")}
    else:
        unit, form = ("utcyearmonth", "%b %Y") if period == "month" else ("utcyearmonthdate", "%e %b %Y")
        x = {"field": "at", "type": "temporal", "timeUnit": unit, "title": None, "axis": _day_axis(form)}
        when = {"field": "at", "type": "temporal", "timeUnit": unit, "title": period, "format": form}
    return Chart(
        {
            "height": 260,
            "data": {"values": shown},
            "layer": [
                {
                    "mark": {"type": "bar", "cornerRadiusEnd": 1},
                    "encoding": {
                        "x": x,
                        "y": {
                            "field": "signed",
                            "type": "quantitative",
                            "stack": "zero",
                            "title": title,
                            "axis": {
                                "labelExpr": f"format(abs(datum.value), '{COUNT}')",
                                "tickCount": 5,
                                "tickMinStep": 1,
                            },
                        },
                        "color": _colours("kind", {kind.meaning: kind.colour for kind in series}),
                        "order": {"field": "place"},
                        "tooltip": [when, {"field": "kind", "title": "event"}, *tooltip(count=title)],
                    },
                },
                {"mark": {"type": "rule", "color": MUTED}, "encoding": {"y": {"datum": 0}}},
            ],
        },
        tuple(Key(kind.colour, kind.meaning) for kind in series),
    )


def years(rows: Sequence[Row], year: str, value: str, title: str) -> Chart:
    """One bar a year."""
    x = {
        "field": year,
        "type": "temporal",
        "timeUnit": "utcyear",
        "title": "year of creation",
        "axis": {"labelOverlap": True},
    }
    return Chart(
        {
            "height": 220,
            "data": {"values": plain_rows(rows)},
            "mark": {"type": "bar", "color": ONE, "cornerRadiusEnd": 1},
            "encoding": {
                "x": x,
                "y": {
                    "field": value,
                    "type": "quantitative",
                    "title": title,
                    "axis": {"format": COUNT, "tickCount": 5, "tickMinStep": 1},
                },
                "tooltip": [
                    {"field": year, "type": "temporal", "timeUnit": "utcyear", "title": "year", "format": "%Y"},
                    *tooltip(cable_count="cables"),
                ],
            },
        }
    )


@cache
def _land() -> Spec:
    """The world's coasts (Natural Earth 1:110m, public domain; borders dissolved, a tenth of a degree)."""
    land: Spec = json.loads((Path(__file__).parent / "land.json").read_text(encoding="utf-8"))
    return land


def world(rows: Sequence[Row], value: str, *, named: int = 5) -> Chart:
    """A circle at each place, its area as its number; the first few are named, unless the names would collide."""
    placed = [row for row in rows if row["latitude"] is not None]
    where = {
        "longitude": {"field": "longitude", "type": "quantitative"},
        "latitude": {"field": "latitude", "type": "quantitative"},
    }
    circle = {"type": "circle", "color": ONE, "opacity": 0.6, "stroke": SURFACE, "strokeWidth": 0.7}
    size = {
        "field": value,
        "type": "quantitative",
        "scale": {"type": "linear", "domain": [0, max(row[value] for row in rows)]}
        # On a phone as large a part of the map as on a desk.
        | {"range": [4, {"expr": "max(90, min(620, width * 0.7))"}]},
        "legend": None,
    }
    names = [row | {"place": place} for place, row in enumerate(_apart(placed)[:named])]
    return Chart(
        {
            "height": 360,
            "projection": {"type": "equalEarth"},
            "layer": [
                {
                    "data": {"values": [_land()]},
                    "mark": {"type": "geoshape", "fill": FAINT, "stroke": FAINT, "strokeWidth": 0.4, "tooltip": None},
                },
                {
                    "data": {"values": placed},
                    "mark": circle,
                    "encoding": where
                    | {
                        "size": size,
                        "tooltip": tooltip(origin="origin", city="city", cable_count="cables", share="share"),
                    },
                },
                {
                    "data": {"values": names},
                    "transform": [{"filter": f"width > {WIDE} || datum.place < 2"}],
                    "mark": {
                        "type": "text",
                        "align": "left",
                        "dx": 9,
                        "fontWeight": 600,
                        "color": INK,
                        "tooltip": None,
                    },
                    "encoding": where | {"text": {"field": "city", "type": "nominal"}},
                },
            ],
        },
        height_ratio=0.5,
    )


# How near two names may stand on the map, in degrees; one narrower than `WIDE` pixels has room for two names.
NAME_HEIGHT: Final = 14
NAME_WIDTH: Final = 60
WIDE: Final = 480


def _apart(rows: Sequence[Row]) -> list[Row]:
    """The rows in order, without those whose name would run into an earlier one."""
    chosen: list[Row] = []
    for row in rows:
        near = (
            abs(row["latitude"] - other["latitude"]) < NAME_HEIGHT
            and abs(row["longitude"] - other["longitude"]) < NAME_WIDTH
            for other in chosen
        )
        if not any(near):
            chosen.append(row)
    return chosen


# Bounds of the heat map's steps; what is below the first is less often together than chance.
TIE_BOUNDS: Final = (0.0, 0.05, 0.1, 0.2)
TIE_WORDS: Final = ("less often than chance", "0 to 0.05", "0.05 to 0.1", "0.1 to 0.2", "0.2 and more")


def heat_map(rows: Sequence[Row]) -> Chart:
    """Every pair as a square on both sides of the diagonal, in five steps of normalised PMI."""
    ranks = {row[f"tag_{side}"]: row[f"rank_{side}"] for row in rows for side in "ab"}
    order = sorted(ranks, key=lambda tag: ranks[tag])
    shown = [
        {"across": row[a], "down": row[b], "npmi": round(row["npmi"], 4), "cable_count": row["cable_count"]}
        for row in rows
        for a, b in (("tag_a", "tag_b"), ("tag_b", "tag_a"))
    ]
    axis = {"ticks": False, "domain": False}
    return Chart(
        {
            "height": 23 * len(order),
            "data": {"values": shown},
            "mark": {"type": "rect", "stroke": SURFACE, "strokeWidth": 2},
            "encoding": {
                "x": {"field": "across", "type": "nominal", "scale": {"domain": order}, "title": None}
                | {"axis": axis | {"labelAngle": -90}},
                "y": {"field": "down", "type": "nominal", "scale": {"domain": order}, "title": None, "axis": axis},
                "color": {
                    "field": "npmi",
                    "type": "quantitative",
                    "scale": {"type": "threshold", "domain": list(TIE_BOUNDS), "range": list(RAMP)},
                    "legend": None,
                },
                "tooltip": [
                    {"field": "down", "title": "tag"},
                    {"field": "across", "title": "with"},
                    *tooltip(cable_count="cables"),
                    {"field": "npmi", "title": "NPMI", "format": ".2f"},
                ],
            },
        },
        tuple(Key(colour, words) for colour, words in zip(RAMP, TIE_WORDS, strict=True)),
    )


KIND_COLOURS: Final = {
    "subject": ONE,
    "place": TWO,
    "organisation": THREE,
    "programme": FOUR,
    "person": MUTED,
    "unknown": MUTED,
}


def network(rows: Sequence[Row]) -> Chart:
    """Tags as nodes, their closest ties as lines: the thicker, the closer."""
    kinds = {row[f"tag_{side}"]: row[f"kind_{side}"] for row in rows for side in "ab"}
    cables = {row[f"tag_{side}"]: row[f"cables_{side}"] for row in rows for side in "ab"}
    order = sorted(cables, key=lambda tag: (-cables[tag], tag))
    at = places(order, {(row["tag_a"], row["tag_b"]): row["jaccard"] for row in rows})
    nodes = [
        {"tag": tag, "x": at[tag][0], "y": at[tag][1], "kind": kinds[tag], "cable_count": cables[tag]} for tag in order
    ]
    large = [node for node in nodes if node["cable_count"] * 3 >= nodes[0]["cable_count"]]
    small = [node for node in nodes if node not in large]
    lines = [
        {"tag": f"{row['tag_a']} and {row['tag_b']}", "cable_count": row["cable_count"], "jaccard": row["jaccard"]}
        | {
            name: at[row[f"tag_{side}"]][axis]
            for name, side, axis in (("x", "a", 0), ("y", "a", 1), ("x2", "b", 0), ("y2", "b", 1))
        }
        for row in rows
    ]
    x, y = (
        {
            "field": name,
            "type": "quantitative",
            "axis": None,
            "scale": {"domain": [-0.04, 1.08 if name == "x" else 1.04]},
        }
        for name in "xy"
    )
    present = [kind for kind in KIND_COLOURS if kind in kinds.values()]
    width = {"field": "jaccard", "type": "quantitative", "legend": None, "scale": {"domainMin": 0, "range": [0.4, 5]}}
    return Chart(
        {
            "height": 460,
            "layer": [
                {
                    "data": {"values": lines},
                    "mark": {"type": "rule", "color": MUTED, "opacity": 0.45},
                    "encoding": {"x": x, "y": y, "x2": {"field": "x2"}, "y2": {"field": "y2"}, "strokeWidth": width}
                    | {
                        "tooltip": [
                            {"field": "tag", "title": "tags"},
                            *tooltip(cable_count="cables with both"),
                            {"field": "jaccard", "title": "Jaccard", "format": ".2f"},
                        ]
                    },
                },
                {
                    "data": {"values": nodes},
                    "mark": {"type": "circle", "opacity": 1, "stroke": SURFACE, "strokeWidth": 1.5},
                    "encoding": {
                        "x": x,
                        "y": y,
                        "size": {
                            "field": "cable_count",
                            "type": "quantitative",
                            "legend": None,
                            "scale": {"domainMin": 0, "range": [30, 520]},
                        },
                        "color": _colours("kind", {kind: KIND_COLOURS[kind] for kind in present}),
                        "tooltip": tooltip(tag="tag", kind="kind", cable_count="cables"),
                    },
                },
                *(
                    {
                        "data": {"values": named},
                        "mark": {
                            "type": "text",
                            "align": "left",
                            "dx": away,
                            "dy": -away,
                            "color": INK,
                            "tooltip": None,
                        },
                        "encoding": {"x": x, "y": y, "text": {"field": "tag", "type": "nominal"}},
                    }
                    # The name of a large circle stands farther off.
                    for named, away in ((large, 11), (small, 6))
                ),
            ],
        },
        tuple(Key(KIND_COLOURS[kind], kind) for kind in present),
    )


def mixes(rows: Sequence[Row], label: str, columns: dict[str, str], total: str) -> Chart:
    """One full bar a row, cut by the shares of its levels; `columns` gives each level's count."""
    shown = [
        {
            "label": row[label],
            "level": level,
            "count": row[column],
            "share": row[column] / row[total] if row[total] else 0,
            "place": place,
        }
        for row in rows
        for place, (level, column) in enumerate(columns.items())
    ]
    colours = {level: LEVEL_COLOURS[level] for level in columns}
    return Chart(
        {
            "height": 28 * len(rows),
            "data": {"values": shown},
            "mark": {"type": "bar", "height": {"band": 0.7}, "stroke": SURFACE, "strokeWidth": 1.5},
            "encoding": {
                "y": {"field": "label", "type": "nominal", "sort": None, "title": None}
                | {"axis": {"ticks": False, "domain": False}},
                "x": {
                    "field": "share",
                    "type": "quantitative",
                    "stack": "zero",
                    "title": "share of the cables",
                    "axis": {"format": ".0%", "tickCount": 5},
                    "scale": {"domain": [0, 1]},
                },
                "color": _colours("level", colours),
                "order": {"field": "place"},
                "tooltip": tooltip(label=label, level="level", count="cables", share="share"),
            },
        },
        tuple(Key(colour, level.lower()) for level, colour in colours.items()),
    )


def _colours(field: str, meanings: dict[str, str]) -> Spec:
    """Colours by what they mean, in that order; the page has the legend."""
    scale = {"domain": list(meanings), "range": list(meanings.values())}
    return {"field": field, "type": "nominal", "scale": scale, "legend": None}


def _colour_of(meaning: str, meanings: dict[str, str]) -> Spec:
    """The colour of one thing among those meanings."""
    scale = {"domain": list(meanings), "range": list(meanings.values())}
    return {"datum": meaning, "type": "nominal", "scale": scale, "legend": None}


def _day_axis(form: str = "%e %b %Y") -> Spec:
    return {"labelOverlap": True, "tickCount": 6, "grid": False, "format": form}


ChartMaker = Callable[[Sequence[Row]], Chart]
