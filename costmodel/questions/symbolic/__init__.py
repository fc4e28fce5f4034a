"""A network's metrics in closed form, in the knobs that are left free."""

from costmodel.numbers.expression import latex_text, python_of, symbol, tidy
from costmodel.questions.formula.proof import Proof, equation_of, latex_of, prove
from costmodel.questions.symbolic.finding import closed_form
from costmodel.questions.symbolic.form import ClosedForm

__all__ = [
    "ClosedForm",
    "Proof",
    "closed_form",
    "equation_of",
    "latex_of",
    "latex_text",
    "prove",
    "python_of",
    "symbol",
    "tidy",
]

QUESTION = closed_form
GROUP = "costs"
