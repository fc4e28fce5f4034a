"""The equations and claims that papers print: source, derivation or domain, value at given sizes, LaTeX."""

from costmodel.questions.formula.answer import Laws, formula

__all__ = ["Laws", "formula"]

QUESTION = formula
GROUP = "literature"
