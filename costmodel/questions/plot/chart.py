"""A plot as a Vega-Lite specification, which is data: Altair makes a chart of it, and vl-convert draws it.

Series differ in colour and in shape. Points are under the keys x and y, because a name may hold what Vega takes for a path.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from costmodel.answers.palette import PALETTE, SERIES
from costmodel.questions.plot.labels import PADDING, SIDES, sides
from costmodel.questions.plot.points import Parted, Row, Series

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
WIDTH, HEIGHT = 560, 360
NEAR = 0.4  # an axis begins at 0 where the least value is below this part of the greatest
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "triangle-left")
FONT = "Inter, 'Segoe UI', 'Helvetica Neue', Helvetica, Arial, sans-serif"
TEXT, MUTED, LINE = PALETTE["text"].light, PALETTE["muted"].light, PALETTE["line"].light
CONFIG: dict[str, Any] = {
    "background": PALETTE["background"].light,
    "font": FONT,
    "title": {"color": TEXT, "subtitleColor": MUTED, "fontSize": 15, "subtitleFontSize": 11, "anchor": "start", "offset": 12},
    "axis": {
        "domainColor": MUTED, "gridColor": LINE, "gridOpacity": 0.6, "tickColor": MUTED,
        "labelColor": MUTED, "titleColor": TEXT, "labelFontSize": 11, "titleFontSize": 12,
    },
    "legend": {
        "labelColor": TEXT, "titleColor": MUTED, "labelFontSize": 11, "titleFontSize": 11,
        "symbolStrokeWidth": 2, "labelLimit": 260,
    },
    "view": {"stroke": LINE},
}  # fmt: skip


class Axis(NamedTuple):
    """One of the two.

    Attributes:
        name: the column that it shows.
        title: with the unit.
    """

    name: str
    title: str
    log: bool = False


class Picture(NamedTuple):
    """What is drawn.

    Attributes:
        lines: points of a series are joined.
        printed: series of published numbers.
        frontier: rows that are joined by steps.
        roof: rows that are joined by straight lines, above which no point can be.
        subtitle: how the numbers count.
    """

    title: str
    subtitle: Sequence[str]
    x: Axis
    y: Axis
    parted: Parted
    lines: bool
    printed: Sequence[Series] = ()
    frontier: Sequence[Row] = ()
    roof: Sequence[Row] = ()


def specification(picture: Picture) -> dict[str, Any]:
    """The picture for Vega-Lite."""
    return {
        "$schema": SCHEMA,
        "title": {"text": picture.title, "subtitle": list(picture.subtitle)},
        "width": WIDTH,
        "height": HEIGHT,
        "config": CONFIG,
        "layer": list(_layers(picture)),
    }


def _layers(picture: Picture) -> Iterator[dict[str, Any]]:
    series, coloured_by, _ = picture.parted
    x, y = _axes(picture)
    if picture.frontier:
        step = {"type": "line", "interpolate": "step-after", "color": MUTED, "strokeDash": [4, 3], "strokeWidth": 1.5}
        yield {"data": _data(picture, [Series("frontier", picture.frontier)]), "mark": step, "encoding": {"x": x, "y": y}}
    if picture.roof:
        line = {"type": "line", "color": MUTED, "strokeWidth": 1.5}
        yield {"data": _data(picture, [Series("roof", picture.roof)]), "mark": line, "encoding": {"x": x, "y": y}}
    names = [one.name for one in (*series, *picture.printed)]
    colour, shape = _legend(names, len(series)) if len(names) > 1 and not _labelled(picture) else ({}, {})
    if coloured_by:  # the default fades into the paper
        colour = {"color": {"field": coloured_by, "type": "quantitative", "scale": {"scheme": "viridis"}}}
    data, mark = _data(picture, series), {"filled": True, "size": 45, "opacity": 1, "tooltip": {"content": "data"}}
    plain = {} if colour else {"color": SERIES[0].light}
    if picture.lines:
        yield {"data": data, "mark": {"type": "line", "strokeWidth": 2, **plain}, "encoding": {"x": x, "y": y, **colour}}
    yield {"data": data, "mark": {"type": "point", **mark, **plain}, "encoding": {"x": x, "y": y, **colour, **shape}}
    if _labelled(picture):
        yield from _names(picture, x, y)
    if picture.printed:
        hollow = {
            "type": "point",
            "filled": False,
            "size": 130,
            "strokeWidth": 1.6,
            "opacity": 1,
            "tooltip": {"content": "data"},
        }
        yield {"data": _data(picture, picture.printed), "mark": hollow, "encoding": {"x": x, "y": y, **colour, **shape}}


def _names(picture: Picture, x: dict[str, Any], y: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A layer of names for each side of their points."""
    series = picture.parted.series
    names, rows = [one.name for one in series], [one.rows[0] for one in series]
    xs, ys = [row[picture.x.name] for row in rows], [row[picture.y.name] for row in rows]
    found = sides(names, xs, ys, (WIDTH, HEIGHT), (picture.x.log, picture.y.log))
    for side, (*_, how) in SIDES.items():
        if beside := [one for one, own in zip(series, found, strict=True) if own == side]:
            mark = {"type": "text", "color": TEXT, "fontSize": 11, "baseline": "middle", **how}
            text = {"field": "series", "type": "nominal"}
            yield {"data": _data(picture, beside), "mark": mark, "encoding": {"x": x, "y": y, "text": text}}


def _labelled(picture: Picture) -> bool:
    """Have the points their names beside them, and no legend?"""
    return picture.parted.named and not picture.printed


def _axes(picture: Picture) -> tuple[dict[str, Any], dict[str, Any]]:
    rows = [row for one in (*picture.parted.series, *picture.printed) for row in one.rows]
    x, y = picture.x, picture.y
    return _axis("x", x, [row[x.name] for row in rows]), _axis("y", y, [row[y.name] for row in rows])


def _axis(key: str, axis: Axis, values: Sequence[Any]) -> dict[str, Any]:
    if any(isinstance(value, str) for value in values):
        return {"field": key, "type": "nominal", "title": axis.title, "sort": None, "axis": {"labelAngle": 0}}
    least, most = min(values, default=0), max(values, default=0)
    if axis.log:
        scale: dict[str, Any] = {"type": "log", "nice": False, "padding": PADDING}
    else:
        scale = {"zero": True} if 0 <= least < NEAR * most else {"zero": False, "padding": PADDING}
    large = max(map(abs, values), default=0) >= 1000  # powers of ten have a prefix
    return {
        "field": key,
        "type": "quantitative",
        "title": axis.title,
        "scale": scale,
        "axis": {"format": "~s" if large else "~g", "tickCount": 8},
    }


def _legend(names: Sequence[str], computed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """One legend of colours and shapes; what is printed has the text's colour."""
    colours = [SERIES[place % len(SERIES)].light if place < computed else TEXT for place in range(len(names))]
    shapes = [SHAPES[place % len(SHAPES)] for place in range(len(names))]
    field = {"field": "series", "type": "nominal", "title": None, "sort": None}
    return (
        {"color": {**field, "scale": {"domain": list(names), "range": colours}}},
        {"shape": {**field, "scale": {"domain": list(names), "range": shapes}}},
    )


def _data(picture: Picture, series: Sequence[Series]) -> dict[str, Any]:
    return {"values": [_point(picture, one.name, row) for one in series for row in one.rows]}


def _point(picture: Picture, name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "series": name, "x": row[picture.x.name], "y": row[picture.y.name]}
