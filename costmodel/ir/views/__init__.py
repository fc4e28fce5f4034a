"""Views of a graph through networkx: blocks for drawing, cuts, repeated blocks. Imported only when asked.

A report in numbers never comes here: what it needs of a graph are folds over the construction order.
"""

from costmodel.ir.views.blocks import Block, Blocks, blocks
from costmodel.ir.views.cuts import Cut, cuts
from costmodel.ir.views.digraph import digraph
from costmodel.ir.views.repeats import Repeated, repeated_blocks

__all__ = ["Block", "Blocks", "Cut", "Repeated", "blocks", "cuts", "digraph", "repeated_blocks"]
