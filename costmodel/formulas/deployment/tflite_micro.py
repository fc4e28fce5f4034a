"""TensorFlow Lite for Microcontrollers: the part of its tensor arena that its greedy planner lays out."""

from collections.abc import Iterator, Sequence
from functools import cmp_to_key
from typing import NamedTuple

from costmodel.formulas.counting import Counting, in_bytes
from costmodel.formulas.deployment import Deployment
from costmodel.formulas.deployment.arithmetic import flash
from costmodel.ir.graph import Graph
from costmodel.ir.liveness import memory
from costmodel.numbers.algebra import Dim, ceil_div, larger, largest, less

ALIGNMENT = 16  # bytes: MicroArenaBufferAlignment


class Buffer(NamedTuple):
    """A tensor that needs memory from a step to another one, both included."""

    size: Dim
    first: int
    last: int


class Placed(NamedTuple):
    """A buffer and where it begins."""

    offset: Dim
    buffer: Buffer

    @property
    def end(self) -> Dim:
        return self.offset + self.buffer.size


def plan(buffers: Sequence[Buffer]) -> list[Placed]:
    """Where the greedy planner lays each buffer, in the order of their offsets.

    The largest comes first, of equal ones the one that was added last. Each goes to the lowest gap that is wide enough between
    buffers that are needed while it is.

    Raises:
        Undecided: if what is larger is not the same for all values of symbols, or for all entries of arrays.

    Example:
        >>> [(one.offset, one.buffer.size) for one in plan([Buffer(10, 0, 1), Buffer(20, 1, 2), Buffer(10, 2, 3)])]
        [(0, 20), (20, 10), (20, 10)]
    """
    placed: list[Placed] = []
    last_first = list(reversed(buffers))
    for buffer in sorted(last_first, key=_largest_first):
        one = Placed(_lowest(buffer, placed), buffer)
        below = [other for other in placed if not less(one.offset, other.offset)]
        placed.insert(len(below), one)
    return placed


@cmp_to_key
def _largest_first(a: Buffer, b: Buffer) -> int:
    return -1 if less(b.size, a.size) else 1 if less(a.size, b.size) else 0


def _lowest(buffer: Buffer, placed: Sequence[Placed]) -> Dim:
    """The lowest offset at which it overlaps nothing that is needed while it is."""
    offset: Dim = 0
    for other in placed:
        if other.buffer.first <= buffer.last and buffer.first <= other.buffer.last:
            if not less(other.offset - offset, buffer.size):
                break
            offset = larger(offset, other.end)
    return offset


def ram(graph: Graph, counting: Counting) -> Dim:
    """Bytes from the first to the end of the last buffer.

    Raises:
        Undecided: as the plan does.
    """
    return largest(one.end for one in plan(list(buffers(graph, counting))))


def buffers(graph: Graph, counting: Counting) -> Iterator[Buffer]:
    """A buffer a tensor, each a multiple of 16 bytes; an output of the network is needed to the end."""
    owners, last = memory(graph)
    for node in graph.nodes:
        if owners[node.position] == node.position:
            size = in_bytes(node.elements * counting.batch, counting.element_bits)
            yield Buffer(ceil_div(size, ALIGNMENT) * ALIGNMENT, node.position, last[node.position])


DEPLOYMENT = Deployment(
    "tflite-micro",
    "flash as by arithmetic; RAM: the tensors as the greedy planner lays them out, each at a multiple of 16 bytes",
    passes=("fold", "fuse-activations"),
    flash=flash,
    ram=ram,
    leaves_out="the arena's persistent part and scratch buffers of kernels; of flash the model's graph and scales, and code",
    bits=8,
    source="tensorflow/tflite-micro: greedy_memory_planner.cc, micro_allocation_info.cc",
)
