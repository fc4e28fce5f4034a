"""Floor 4: closed forms and proofs. Sympy is imported here, and by the modules that are about symbols."""

from costmodel.symbols.expression import latex_text, python_of, symbol, tidy
from costmodel.symbols.form import ClosedForm, closed_form
from costmodel.symbols.proof import Proof, equation_of, latex_of, prove

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
