"""Does every network stay within its budget: a file of budgets, each held against what is counted."""

from costmodel.questions.gate.answer import Gate
from costmodel.questions.gate.asking import gate

__all__ = ["Gate", "gate"]

QUESTION = gate
GROUP = "design"
