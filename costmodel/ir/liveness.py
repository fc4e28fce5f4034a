"""Which feature maps are alive while a network runs in the order of its nodes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from costmodel.ir.graph import Graph, Node
from costmodel.numbers.algebra import Dim, larger


def alive(nodes: Sequence[Node]) -> Iterator[Dim]:
    """Elements alive at each step that writes a map.

    A map is alive from the node that writes it to the last node that reads it; an output of the network, which none reads, to
    the end. While a node runs, its inputs and its output are alive together, unless it writes in place of its first input. A
    view (slice, flatten, identity) keeps its source alive and owns nothing.
    """
    owner = list(range(len(nodes)))
    readers = [0] * len(owner)
    for step, node in enumerate(nodes):
        if node.op.is_view:
            owner[step] = owner[node.inputs[0]]
        for source in node.inputs:
            readers[owner[source]] += 1
    read = {source for node in nodes for source in node.inputs}
    for step in range(len(nodes)):
        if step not in read:  # the caller does, of an output, be it a view of a map that others read too
            readers[owner[step]] += 1
    size: list[Dim] = []
    living: Dim = 0
    for step, node in enumerate(nodes):
        owned = owner[step] == step
        size.append(node.elements if owned else 0)
        if owned:
            before, living = living, living + size[step]
            if node.op.is_in_place:
                overwritten = owner[node.inputs[0]]
                living, size[overwritten] = living - size[overwritten], 0
                yield larger(before, living)
            else:
                yield living
        for source in node.inputs:
            map_ = owner[source]
            readers[map_] -= 1
            if not readers[map_]:
                living = living - size[map_]


class Memory(NamedTuple):
    """Where the maps of a network lie, and for how long.

    Attributes:
        owners: of each node, the position of the one in whose memory its output lies: its own, but for a view.
        last: of each such memory, the last step that reads it; of an output of the network, one step after all.
    """

    owners: Sequence[int]
    last: Mapping[int, int]


def memory(graph: Graph) -> Memory:
    """The memory of a network that runs in the order of its nodes."""
    owners: list[int] = []
    last: dict[int, int] = {}
    for node in graph.nodes:
        owners.append(owners[node.inputs[0]] if node.is_view else node.position)
        last.update((owners[source], node.position) for source in node.inputs)
    last.update((owners[node.position], len(graph.nodes)) for node in graph.outputs)
    return Memory(owners, last)
