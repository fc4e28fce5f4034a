"""Does a network fit on a microcontroller, and which would: flash and RAM by every way of counting."""

from costmodel.questions.fit.answer import Fit
from costmodel.questions.fit.asking import fit

__all__ = ["Fit", "fit"]

QUESTION = fit
GROUP = "design"
