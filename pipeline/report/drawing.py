"""From a chart to what is shown: the engine for the page, a drawing that fits its column, and an SVG file."""

from __future__ import annotations

import base64
import json
import re
import textwrap
from functools import cache
from typing import Any, Final

import vl_convert

from pipeline.report.charts import Chart, Spec

# The light theme of `page.css`, for files that stand alone; a test holds the two together.
LIGHT: Final = {
    "surface": "#ffffff",
    "ink": "#1b1f24",
    "muted": "#5b636d",
    "faint": "#d9dde2",
    "grid": "#e6e9ed",
    "one": "#1f6fb4",
    "two": "#c2570c",
    "three": "#0b7f6b",
    "four": "#7a4fa3",
    "ramp-0": "#c4cad1",
    "ramp-1": "#77a8da",
    "ramp-2": "#4385c5",
    "ramp-3": "#0063ad",
    "ramp-4": "#003764",
}
FILE_WIDTH: Final = 760
FONT: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif"
CLIP: Final = re.compile(r"(?<=[\"#])clip\d+")
THEME: Final[Spec] = {
    "font": FONT,
    "background": "transparent",
    "aria": False,
    "view": {"stroke": None},
    "text": {"fontSize": 12},
    "axis": {
        "labelColor": "var(--muted)",
        "titleColor": "var(--muted)",
        "gridColor": "var(--grid)",
        "domainColor": "var(--faint)",
        "tickColor": "var(--faint)",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 260,
    },
    "axisYQuantitative": {"domain": False, "ticks": False},
    "title": {"color": "var(--ink)", "subtitleColor": "var(--muted)", "anchor": "start", "fontSize": 16, "offset": 14},
    "legend": {"orient": "top", "title": None, "labelColor": "var(--ink)", "labelFontSize": 12, "labelLimit": 400},
}


@cache
def engine() -> str:
    """The chart engine as one script without imports: `vegaEmbed`. It costs a second, a third of a whole report."""
    script: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    if "</script" in script.lower():
        raise ValueError("the chart engine cannot stand inside a page: it holds the end of a script")
    return script


def for_page(chart: Chart) -> dict[str, Any]:
    """The chart as the page draws it, as wide as the element around it; its shape apart, which is no Vega-Lite."""
    width = {"width": "container", "autosize": {"type": "fit-x", "contains": "padding"}}
    return {"spec": width | chart.spec, "heightRatio": chart.height_ratio}


def as_svg(chart: Chart, title: str, subtitle: str) -> str:
    """The chart as a file of its own, on white, with its title and its legend."""
    lines = textwrap.wrap
    height = {"height": round(FILE_WIDTH * chart.height_ratio)} if chart.height_ratio is not None else {}
    spec = {
        "width": FILE_WIDTH,
        "padding": 16,
        "title": {"text": lines(title, 84), "subtitle": lines(subtitle, 124)},
        "config": THEME,
    }
    text = json.dumps(_with_legends(spec | chart.spec | height))
    for name, colour in (LIGHT | {"transparent": LIGHT["surface"]}).items():
        text = text.replace("transparent" if name == "transparent" else f"var(--{name})", colour)
    svg: str = vl_convert.vegalite_to_svg(text)
    # The engine counts its clipping paths over all drawings of a process; a file must not tell how many there were.
    seen: dict[str, str] = {}
    return CLIP.sub(lambda found: seen.setdefault(found[0], f"clip{len(seen)}"), svg)


def as_link(svg: str) -> str:
    """The file as an address that holds all of it: the link needs nothing beside the page."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _with_legends(spec: Any) -> Any:
    """The same specification, with the legends of its colours, which the page has in words."""
    if isinstance(spec, list):
        return [_with_legends(part) for part in spec]
    if not isinstance(spec, dict):
        return spec
    return {
        name: {key: value for key, value in part.items() if key != "legend"}
        if name == "color" and isinstance(part, dict)
        else _with_legends(part)
        for name, part in spec.items()
    }
