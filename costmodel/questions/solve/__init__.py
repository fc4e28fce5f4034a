"""The largest network within budgets, exactly, and the proof that the next one breaks them."""

from costmodel.questions.solve.solution import Solution, solve

__all__ = ["Solution", "solve"]

QUESTION = solve
GROUP = "design"
