"""The roofline (Williams, Waterman and Patterson 2009) of a network, layer by layer: how long a device needs at the least.

A layer cannot be faster than its arithmetic at the device's peak, nor than its traffic at the bandwidth; so the sum over layers
of the longer of the two bounds the time of the whole network from below, where one layer runs after another. Counted are
multiply-adds, each two operations, and for the traffic every element that is read and written and every stored value once: of
a batch the maps are all samples', weights, biases, scales and statistics are there for all. Point-wise arithmetic is left out,
and so are caches, launches and everything that makes a real device slower.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from costmodel.formulas.hardware.device import Roof
from costmodel.ir.graph import Graph, Node
from costmodel.ir.work import Work
from costmodel.numbers.algebra import largest, times, total

STORED = ("weights", "biases", "norms", "statistics", "shared_weights", "shared_others")  # read once, whatever the batch


def bounds(graph: Graph, roof: Roof, batch: Any = 1) -> Iterator[tuple[Node, "Bound"]]:
    """Every layer with what bounds it, for so many samples."""
    for node in graph.nodes:
        yield node, Bound.of(node.work if type(batch) is int and batch == 1 else node.work.of_batch(batch), roof)


def accesses(work: Work) -> Any:
    """Values that are read and written: elements of maps, and everything stored once."""
    return total((work.reads, work.writes, *(getattr(work, fact) for fact in STORED)))


class Bound(NamedTuple):
    """What bounds one layer.

    Attributes:
        operations: two for each multiply-add.
        bytes: read and written.
        compute: seconds of the arithmetic at the peak.
        traffic: seconds of the traffic at the bandwidth; 0 where none is known.
    """

    operations: Any
    bytes: Any
    compute: Any
    traffic: Any

    @classmethod
    def of(cls, work: Work, roof: Roof) -> "Bound":
        """The bounds of a layer's work, which is that of the whole batch."""
        operations, moved = work.mult_adds * 2, accesses(work)
        size = times(moved, Fraction(roof.bits, 8))
        traffic = 0 if roof.bandwidth is None else times(moved, Fraction(roof.bits, 8) / roof.bandwidth)
        return cls(operations, size, times(operations, 1 / roof.peak), traffic)

    @property
    def seconds(self) -> Any:
        """The longer of the two."""
        return largest((self.compute, self.traffic))
