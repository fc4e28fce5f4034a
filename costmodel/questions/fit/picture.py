"""The memory of a network that runs as a picture, with a line for the RAM that there is."""

from collections.abc import Iterable, Mapping
from typing import Any

from costmodel.questions.fit.memories import Memory
from costmodel.questions.plot.chart import TEXT

RAM = "ram_bytes"


def specification(timeline: Mapping[str, Any], memories: Iterable[Memory]) -> dict[str, Any]:
    """The picture for Vega-Lite.

    Args:
        timeline: that of `memory`.
    """
    limits = [{"bytes": float(one.size), "named": f"{one.title} {one.given}"} for one in memories if one.metric == RAM]
    data, encoding = {"values": limits}, {"y": {"field": "bytes", "type": "quantitative"}}
    at_the_end = {"x": "width", "align": "right", "baseline": "bottom", "dx": -4, "dy": -2}
    line = {"data": data, "mark": {"type": "rule", "color": TEXT}, "encoding": encoding}
    text = {
        "data": data,
        "mark": {"type": "text", "color": TEXT, "fontSize": 11, **at_the_end},
        "encoding": {**encoding, "text": {"field": "named"}},
    }
    return {**timeline, "layer": [*timeline["layer"], line, text]}
