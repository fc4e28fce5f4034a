"""Many configurations at once. Numpy is imported here, and nowhere below."""

from costmodel.questions.sweep.running import Sweep, planned, sweep

__all__ = ["Sweep", "planned", "sweep"]
