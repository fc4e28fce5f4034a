"""Which count predicts speed: every count held against measured times, by rank and by one scale a machine."""

from costmodel.questions.study.answer import Study
from costmodel.questions.study.asking import study

__all__ = ["Study", "study"]

QUESTION = study
GROUP = "costs"
