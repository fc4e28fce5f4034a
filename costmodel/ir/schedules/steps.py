"""A network as a schedule sees it: steps that each write one memory, and what has to be there before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from costmodel.ir.graph import Graph, Node
from costmodel.numbers.algebra import Undecided, is_expression, namespace


@dataclass(eq=False)
class Step:
    """Nodes that run together: one that writes a map, and those that rename it or ride on the node.

    Attributes:
        size: elements of the map.
        reads: the steps whose maps are read, each once.
        readers: the steps that read the map, each once.
        stays: is a node of it an output of the network, whose map is alive to the end?
    """

    place: int
    nodes: list[Node]
    size: int
    reads: list[int] = field(default_factory=list)
    readers: list[int] = field(default_factory=list)
    stays: bool = False


def steps_of(graph: Graph) -> list[Step]:
    """The steps of a network in the order in which it was built.

    Raises:
        Undecided: if sizes are expressions or arrays; an order is for one configuration.
    """
    steps: list[Step] = []
    step_of: list[int] = []
    for node in graph.nodes:
        if is_expression(node.elements) or namespace(node.elements) is not None:
            raise Undecided(f"which node runs first depends on the size of {node.name}; give every knob a number")
        if node.is_view:
            step = steps[step_of[node.inputs[0]]]
            step.nodes.append(node)
        else:
            size: int = node.elements  # type: ignore[assignment]
            step = Step(len(steps), [node], size)
            steps.append(step)
        step_of.append(step.place)
        for source in dict.fromkeys(step_of[source] for source in node.inputs):
            if source != step.place and source not in step.reads:
                step.reads.append(source)
                steps[source].readers.append(step.place)
    for node in graph.outputs:
        steps[step_of[node.position]].stays = True
    return steps


def pieces(steps: Sequence[Step]) -> Iterator[range]:
    """The places of steps behind each of which one map alone is alive, besides outputs, whatever the order before it.

    That holds behind a step if nothing before it is read later and all before it is needed for it; so each piece can be ordered
    by itself.
    """
    begin, read_up_to = 0, 0
    for step in steps:
        if read_up_to <= step.place and step.readers and _needs_all(steps, range(begin, step.place + 1)):
            yield range(begin, step.place + 1)
            begin = step.place + 1
        read_up_to = max(read_up_to, step.readers[-1] if step.readers else 0)
    if begin < len(steps):
        yield range(begin, len(steps))


def _needs_all(steps: Sequence[Step], piece: range) -> bool:
    """Has every step of a piece to run before its last one?"""
    needed = {piece[-1]}
    for place in reversed(piece):
        if place not in needed:
            return False
        needed.update(steps[place].reads)
    return True


def in_order(graph: Graph, order: Sequence[Step]) -> Graph:
    """The network with its steps in another order."""
    nodes = [node for step in order for node in step.nodes]
    place = {node.position: new for new, node in enumerate(nodes)}
    return replace(
        graph,
        nodes=tuple(
            node._replace(position=new, inputs=tuple(place[source] for source in node.inputs)) for new, node in enumerate(nodes)
        ),
    )
