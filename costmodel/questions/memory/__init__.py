"""Which feature maps lie in memory when, where that is most, and what passes and another order make of it."""

from costmodel.questions.memory.answer import Memory
from costmodel.questions.memory.asking import memory

__all__ = ["Memory", "memory"]

QUESTION = memory
GROUP = "costs"
