"""TensorFlow Lite for Microcontrollers: the part of its tensor arena that its greedy planner lays out."""

from bisect import insort
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from costmodel.formulas.counting import Counting, in_bytes
from costmodel.formulas.deployment import Deployment
from costmodel.formulas.deployment.arithmetic import flash
from costmodel.ir.graph import Graph
from costmodel.ir.liveness import memory
from costmodel.numbers.algebra import Dim, Undecided, ceil_div, is_expression, largest, namespace

ALIGNMENT = 16  # bytes: MicroArenaBufferAlignment


class Buffer(NamedTuple):
    """A tensor that needs memory from a step to another one, both included."""

    size: int
    first: int
    last: int


class Placed(NamedTuple):
    """A buffer and where it begins."""

    offset: int
    buffer: Buffer

    @property
    def end(self) -> int:
        return self.offset + self.buffer.size


def plan(buffers: Sequence[Buffer]) -> list[Placed]:
    """Where the greedy planner lays each buffer, in the order of their offsets.

    The largest comes first, of equal ones the one that was added last. Each goes to the lowest gap that is wide enough between
    buffers that are needed while it is.

    Example:
        >>> [(one.offset, one.buffer.size) for one in plan([Buffer(10, 0, 1), Buffer(20, 1, 2), Buffer(10, 2, 3)])]
        [(0, 20), (20, 10), (20, 10)]
    """
    placed: list[Placed] = []
    for _, _, buffer in sorted((-buffer.size, -place, buffer) for place, buffer in enumerate(buffers)):
        insort(placed, Placed(_lowest(buffer, placed), buffer), key=itemgetter(0))
    return placed


def _lowest(buffer: Buffer, placed: Sequence[Placed]) -> int:
    """The lowest offset at which it overlaps nothing that is needed while it is."""
    offset = 0
    for other in placed:
        if other.buffer.first <= buffer.last and buffer.first <= other.buffer.last:
            if other.offset - offset >= buffer.size:
                break
            offset = other.end if other.end > offset else offset
    return offset


def ram(graph: Graph, counting: Counting) -> Dim:
    """Bytes from the first to the end of the last buffer.

    Raises:
        Undecided: if sizes are expressions or arrays; a plan is for one configuration.
    """
    return largest(one.end for one in plan(list(buffers(graph, counting))))


def buffers(graph: Graph, counting: Counting) -> Iterator[Buffer]:
    """A buffer a tensor, each a multiple of 16 bytes; an output of the network is needed to the end."""
    owners, last = memory(graph)
    for node in graph.nodes:
        if owners[node.position] == node.position:
            if is_expression(node.elements) or namespace(node.elements) is not None:
                raise Undecided(f"where tflite-micro lays {node.name} depends on its size; give every knob a number")
            size: Any = in_bytes(node.elements * counting.batch, counting.element_bits)
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
