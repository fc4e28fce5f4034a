"""Costs and knobs against each other as a picture: curves, points, a frontier, and what was printed beside them."""

from costmodel.questions.plot.pictured import Plot
from costmodel.questions.plot.question import plot

__all__ = ["Plot", "plot"]

QUESTION = plot
GROUP = "design"
