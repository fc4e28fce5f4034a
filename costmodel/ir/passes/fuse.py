"""Element-wise work that rides on the node before it: no map of its own, and no traffic for one."""

from collections.abc import Callable, Iterator

from costmodel.ir.graph import Graph, Node
from costmodel.ir.ops import Op
from costmodel.ir.passes import Pass
from costmodel.ir.passes.placed import Placed
from costmodel.ir.passes.rewriting import Rewriting
from costmodel.numbers.algebra import total


class Riding(Placed):
    """An op that is done where its first input is made, before that is written."""

    __slots__ = ()
    is_view = True


def fuse(graph: Graph, may_ride: Callable[[Node], bool] = lambda node: True) -> Graph:
    """Activations, normalisation, gates and sums ride on the node that made their input, where nobody else reads that.

    A sum rides on the last of its inputs, when the others are there: they are still read, but the sum is not written a second
    time. What rides stands right behind its host, with which it runs; what it works and has learned stays its own.

    Args:
        may_ride: of such a node, whether it does.
    """
    nodes, made = graph.nodes, Rewriting(graph)
    roots: list[int] = []  # of each node, the one that it runs with
    hosts: dict[int, int] = {}
    together: dict[int, list[Node]] = {}
    for node in nodes:
        host = next(_hosts(node, nodes, roots, made), None) if may_ride(node) else None
        if host is not None:
            hosts[node.position] = host
        roots.append(node.position if host is None else roots[host])
        together.setdefault(roots[-1], []).append(node)
    for root, *riding in together.values():
        made.keep(root)
        for node in riding:
            others = [source for source in node.inputs if source != hosts[node.position]]
            read = total(nodes[source].elements for source in others)
            work = node.work._replace(reads=read, writes=0)
            made.keep(node, [hosts[node.position], *others], op=Riding(node.op), work=work)
    return made.finished()


def _hosts(node: Node, nodes: tuple[Node, ...], roots: list[int], made: Rewriting) -> Iterator[int]:
    """The inputs on which a node can ride, the latest first."""
    op: Op = node.op
    places = op.in_step(node.shape, *(nodes[source].shape for source in node.inputs))
    for source in sorted({node.inputs[place] for place in places}, reverse=True):
        host = nodes[source]
        is_alone = made.readers[source] == 1 and node.inputs.count(source) == 1
        is_last = all(other < roots[source] for other in node.inputs if other != source)
        if is_alone and is_last and host.inputs and not host.is_view:
            yield source


PASS = Pass(
    "fuse",
    "activation, normalisation, gates and sums ride on the node before them",
    requires="of a node that rides on another, nobody else reads the other's map, and all else that it reads is there before",
    ensures="the same function and work; what rides has no map of its own and moves nothing but its further inputs",
    rewrite=fuse,
    before=frozenset(("fold",)),
)
