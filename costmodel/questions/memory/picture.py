"""The timeline as a picture: bytes over layers, in what is written, read and kept for later; the fullest layer is named."""

from typing import Any

from costmodel.answers.palette import SERIES
from costmodel.numbers.show import rounded
from costmodel.questions.memory.timeline import USES, Timeline
from costmodel.questions.plot.chart import CONFIG, HEIGHT, MUTED, SCHEMA, TEXT, WIDTH


def specification(title: str, timeline: Timeline) -> dict[str, Any]:
    """The picture for Vega-Lite."""
    values = [
        {"step": number, "layer": step.node.name, "map": use, "bytes": size}
        for number, (step, found) in enumerate(timeline.uses(), start=1)
        for use, size in found.items()
    ]
    peak = timeline.peak
    place = timeline.steps.index(peak) + 1
    x = {"field": "step", "type": "ordinal", "title": "layers, in the order in which they run", "axis": {"labelOverlap": True}}
    y = {"field": "bytes", "type": "quantitative", "title": "bytes of feature maps", "axis": {"format": "s"}}
    colours = [shade.light for shade in SERIES[: len(USES)]]
    colour = {"field": "map", "type": "nominal", "scale": {"domain": list(USES), "range": colours}, "title": "maps that are"}
    order = {"field": "map", "sort": "descending"}
    named = [{"step": place, "bytes": peak.size, "layer": f"{peak.node.name}: {rounded(peak.size, 'bytes')}"}]
    near_the_end = place > len(timeline.steps) / 2
    return {
        "$schema": SCHEMA,
        "title": {"text": title, "subtitle": [timeline.counting.line]},
        "width": WIDTH,
        "height": HEIGHT,
        "config": CONFIG,
        "layer": [
            {
                "data": {"values": values},
                "mark": {"type": "bar", "tooltip": {"content": "data"}},
                "encoding": {"x": x, "y": y, "color": colour, "order": order},
            },
            {
                "data": {"values": named},
                "mark": {
                    "type": "text", "baseline": "bottom", "dy": -4, "color": TEXT, "fontSize": 11,
                    "align": "right" if near_the_end else "left",
                },
                "encoding": {"x": x, "y": y, "text": {"field": "layer"}},
            },
            {"data": {"values": named}, "mark": {"type": "rule", "color": MUTED, "strokeDash": [3, 3]}, "encoding": {"y": y}},
        ],
    }  # fmt: skip
