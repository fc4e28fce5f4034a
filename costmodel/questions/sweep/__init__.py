"""Many configurations at once. Numpy is imported by what runs a sweep, and nowhere below."""

from costmodel.questions.sweep.answer import Sweep, sweep

__all__ = ["Sweep", "sweep"]
