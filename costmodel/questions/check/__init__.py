"""Does the literature agree: every published row and its verdict, for people and for machines."""

from costmodel.questions.check.answer import Check
from costmodel.questions.check.asking import check

__all__ = ["Check", "check"]

QUESTION = check
GROUP = "literature"
