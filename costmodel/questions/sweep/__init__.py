"""Every metric over a grid, a list or a sample of configurations; all, the frontier, or the best."""

from costmodel.questions.sweep.answer import Sweep, sweep

__all__ = ["Sweep", "sweep"]

QUESTION = sweep
GROUP = "design"
