"""Floor 4: many configurations at once. Numpy is imported here, and nowhere below."""

from costmodel.sweeps.running import Sweep, planned, sweep

__all__ = ["Sweep", "planned", "sweep"]
