"""A page that opens offline: sliders for every knob, live totals, layers, graph, curves, formulas, published numbers."""

from costmodel.questions.explore.exploration import Exploration, explore

__all__ = ["Exploration", "explore"]

QUESTION = explore
GROUP = "costs"
