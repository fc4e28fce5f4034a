"""Views of a graph through networkx: drawing, cuts, repeated blocks, other schedules. Imported only when asked.

A report in numbers never comes here: what it needs of a graph are folds over the construction order.
"""

from costmodel.ir.views.cuts import Cut, cuts
from costmodel.ir.views.digraph import digraph
from costmodel.ir.views.drawing import dot, mermaid
from costmodel.ir.views.repeats import Repeated, repeated_blocks
from costmodel.ir.views.schedule import Schedule, reschedule

__all__ = ["Cut", "Repeated", "Schedule", "cuts", "digraph", "dot", "mermaid", "repeated_blocks", "reschedule"]
