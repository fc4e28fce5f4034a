"""Networks side by side: totals, ratios and types; at one budget, or in a free knob with the points where they cross."""

from costmodel.questions.compare.comparison import Comparison, compare

__all__ = ["Comparison", "compare"]

QUESTION = compare
GROUP = "design"
