"""A picture of a sweep: two quantities against each other, a point a configuration.

Vega-Lite describes it and vl-convert draws it, which needs neither a browser nor another Python library.
"""

from pathlib import Path
from typing import Any

from costmodel.errors import CostModelError, UnknownName, library
from costmodel.questions.sweep.answer import Sweep

SUFFIXES = (".svg", ".png", ".html")
MOST_POINTS = 10**4  # what a picture can show

NOMINAL = {"type": "nominal"}
QUANTITATIVE = {"type": "quantitative", "scale": {"scheme": "viridis"}}  # the default fades into the paper


def plot(result: Sweep, file: Path) -> None:
    """Draw the rows of a sweep: its first two objectives, or the first two metrics, coloured by the first knob.

    Raises:
        CostModelError: if vl-convert is missing, the suffix unknown, the points too many, or the file not writable.
    """
    if file.suffix not in SUFFIXES:
        raise UnknownName("kind of picture", file.suffix or str(file), list(SUFFIXES))
    if len(result) > MOST_POINTS:
        raise CostModelError(f"{len(result):,} points are too many for a picture; keep a frontier, or a top of {MOST_POINTS:,}")
    vl_convert = library("vl_convert", "plot")
    chart = picture(result)
    try:
        if file.suffix == ".svg":
            file.write_text(vl_convert.vegalite_to_svg(chart), encoding="utf-8")
        elif file.suffix == ".png":
            file.write_bytes(vl_convert.vegalite_to_png(chart, scale=2))
        else:
            file.write_text(vl_convert.vegalite_to_html(chart, bundle=True), encoding="utf-8")
    except OSError as error:
        raise CostModelError(f"cannot write {file}: {error.strerror or error}") from None


def picture(result: Sweep) -> dict[str, Any]:
    """The picture as a Vega-Lite specification."""
    plan = result.plan
    asked = [one.removeprefix("-") for one in plan.objectives]
    x, y = [*asked, *(name for name in plan.metrics if name not in asked), plan.axes[0].knob][:2]
    colour = plan.axes[0]
    columns = [column.tolist() for column in result.columns.values()]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": plan.subject.name,
        "width": 640,
        "height": 400,
        "data": {"values": [dict(zip(result.columns, row, strict=True)) for row in zip(*columns, strict=True)]},
        "mark": {"type": "circle", "size": 40, "tooltip": {"content": "data"}},
        "encoding": {
            "x": {"field": x, "type": "quantitative", "axis": {"format": "~s"}, "scale": {"zero": False}},
            "y": {"field": y, "type": "quantitative", "axis": {"format": "~s"}, "scale": {"zero": False}},
            "color": {"field": colour.knob, **(NOMINAL if colour.choice else QUANTITATIVE)},
        },
    }
