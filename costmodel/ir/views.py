"""Views of a graph through networkx: drawing, cuts, repeated blocks, other schedules. Imported only when asked.

A report in numbers never comes here: what it needs of a graph are folds over the construction order. Drawings are written as
text by hand, so that no drawing library is needed and the same network always gives the same text.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import networkx

from costmodel.algebra import Dim, Undecided, ceil_div, is_expression, larger, namespace, surely_less, total
from costmodel.errors import UnknownName
from costmodel.ir.graph import Graph, Node
from costmodel.ir.shape import Shape

ROOT = -1  # stands before every input


def digraph(graph: Graph) -> Any:
    """A `networkx.DiGraph` of positions, each with its `name`, `type`, `module`, `shape` and `work`."""
    view = networkx.DiGraph()
    for node in graph.nodes:
        view.add_node(node.position, name=node.name, type=node.type, module=node.module, shape=node.shape, work=node.work)
        view.add_edges_from((source, node.position) for source in node.inputs)
    return view


class Cut(NamedTuple):
    """A node behind which the network falls into two parts that share its output alone.

    Attributes:
        elements: that cross from the first part to the second, for one sample.
        bytes: the same at a bit width.
    """

    position: int
    name: str
    shape: Shape
    elements: Dim
    bytes: Dim


def cuts(graph: Graph, bits: int = 32) -> list[Cut]:
    """All places where one tensor alone crosses: what a node reaches is reached in no other way.

    That holds for a node unless a path leaves the nodes that it dominates, so one pass over the edges finds all of them.
    """
    view = digraph(graph)
    view.add_edges_from((ROOT, node.position) for node in graph.nodes if not node.inputs)
    above = {node: over for node, over in networkx.immediate_dominators(view, ROOT).items() if node != ROOT}
    escapes: Counter[int] = Counter()
    for node in graph.nodes:
        for source in node.inputs:  # an edge escapes from its source and what dominates it, up to what dominates its target
            escapes[source] += 1
            escapes[above[node.position]] -= 1
    for node in reversed(graph.nodes):
        escapes[above[node.position]] += escapes[node.position]
    return [
        Cut(node.position, node.name, node.shape, node.elements, ceil_div(node.elements * bits, 8))
        for node in graph.nodes
        if not escapes[node.position] and view.out_degree(node.position)
    ]


class Repeated(NamedTuple):
    """Modules that are built alike: the same ops on the same shapes, wired in the same way.

    Attributes:
        names: their scopes, in construction order.
        nodes: in each of them.
    """

    names: tuple[str, ...]
    nodes: int

    @property
    def times(self) -> int:
        return len(self.names)


def repeated_blocks(graph: Graph) -> list[Repeated]:
    """Groups of modules that are built alike, outer modules first; not groups that lie within such modules anyway."""
    alike: dict[Any, list[list[_Module]]] = {}
    for module in _modules(graph):
        groups = alike.setdefault(module.key, [])
        for group in groups:
            if _built_alike(group[0], module):
                group.append(module)
                break
        else:
            groups.append([module])
    found = [group for groups in alike.values() for group in groups if len(group) > 1]
    found.sort(key=lambda group: (group[0].name.count("/"), group[0].first))
    repeated: list[Repeated] = []
    for group in found:
        outer = [name for other in repeated for name in other.names]
        if not all(any(module.name.startswith(f"{name}/") for name in outer) for module in group):
            repeated.append(Repeated(tuple(module.name for module in group), len(group[0].labels)))
    return repeated


class _Module(NamedTuple):
    """A scope as a graph of its own; negative numbers stand for the maps that it reads from outside.

    Attributes:
        first: position of its first node.
        labels: op and shapes of each node.
        inputs: of each node.
        key: equal for modules that are built alike, and for few others.
    """

    name: str
    first: int
    labels: tuple[str, ...]
    inputs: tuple[tuple[int, ...], ...]
    key: tuple[int, ...]


def _modules(graph: Graph) -> Iterator[_Module]:
    layers = {node.name for node in graph.nodes}
    scopes: dict[str, list[Node]] = {}
    for node in graph.nodes:
        scope = node.name.rpartition("/")[0]
        while scope:
            if scope not in layers:  # `conv1` of `conv1/norm` is a layer and no scope
                scopes.setdefault(scope, []).append(node)
            scope = scope.rpartition("/")[0]
    numbers: dict[Any, int] = {}
    for name, nodes in scopes.items():
        places = {node.position: place for place, node in enumerate(nodes)}
        outside: dict[int, int] = {}
        labels: list[str] = []
        inputs: list[tuple[int, ...]] = []
        keys: list[int] = []
        for node in nodes:
            read = tuple(places[i] if i in places else outside.setdefault(i, -1 - len(outside)) for i in node.inputs)
            shapes = " ".join(str(shape) for shape in (*(graph.nodes[i].shape for i in node.inputs), node.shape))
            label = f"{node.op!r} {shapes}"
            known = tuple(sorted(keys[place] if place >= 0 else ROOT for place in read))
            keys.append(numbers.setdefault((label, known), len(numbers)))
            labels.append(label)
            inputs.append(read)
        yield _Module(name, nodes[0].position, tuple(labels), tuple(inputs), tuple(sorted(keys)))


def _built_alike(a: _Module, b: _Module) -> bool:
    if (a.labels, a.inputs) == (b.labels, b.inputs):
        return True
    return bool(networkx.vf2pp_is_isomorphic(_wiring(a), _wiring(b), node_label="label"))


def _wiring(module: _Module) -> Any:
    view = networkx.DiGraph()
    for place, (label, inputs) in enumerate(zip(module.labels, module.inputs, strict=True)):
        view.add_node(place, label=label)
        for source in inputs:
            if source < 0:
                view.add_node(source, label="outside")
            view.add_edge(source, place)
    return view


class Schedule(NamedTuple):
    """A network in another order of execution.

    Attributes:
        graph: the same nodes under the same names, at new positions.
        peak: its peak memory in elements.
    """

    graph: Graph
    peak: Any


def reschedule(graph: Graph) -> Schedule:
    """An order with a smaller peak memory, where a simple greedy finds one, else the construction order.

    From each node that can run, the greedy looks along its path, up to where paths meet or part, for the valley: where the
    fewest elements are alive. Paths that end lower than they start run first, the lowest hill before others; then those
    whose hill stands highest above their valley, as Liu (1987) orders trees.

    Raises:
        Undecided: if sizes are expressions or arrays; an order is for one configuration.
    """
    for node in graph.nodes:
        if is_expression(node.elements) or namespace(node.elements) is not None:
            raise Undecided(f"which node runs first depends on the size of {node.name}; give every knob a number")
    built = Schedule(graph, _peak(graph))
    other = _reordered(graph, _Greedy(graph.nodes).order())
    found = Schedule(other, _peak(other))
    return found if surely_less(found.peak, built.peak) else built


def _peak(graph: Graph) -> Any:
    return graph.cost(metrics=["peak_memory"])["peak_memory"]


class _Path(NamedTuple):
    """Nodes that run one after the other, and the elements alive at their end and at most, beside those before them."""

    nodes: tuple[Node, ...]
    end: int
    most: int

    @property
    def rank(self) -> tuple[bool, int, int]:
        return (self.end > 0, self.end - self.most if self.end > 0 else self.most, self.nodes[0].position)


class _Greedy:
    """The state of a schedule that is being made."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.owner = list(range(len(nodes)))  # of the memory that a node's output lies in; a view has its input's
        self.size: list[Any] = []
        self.missing = [len(set(node.inputs)) for node in nodes]
        self.followers: list[list[Node]] = [[] for _ in nodes]
        for node in nodes:
            if node.is_view:
                self.owner[node.position] = self.owner[node.inputs[0]]
            self.size.append(0 if node.is_view else node.elements)
            for source in set(node.inputs):
                self.followers[source].append(node)
        self.readers = Counter(self.owner[source] for node in nodes for source in node.inputs)
        self.ready = [node for node in nodes if not node.inputs]

    def order(self) -> list[Node]:
        """All nodes, in the order in which they run."""
        order: list[Node] = []
        while self.ready:
            path = sorted((self.path(node) for node in self.ready), key=lambda path: path.rank)[0]
            for node in path.nodes:
                self.run(node)
            order += path.nodes
        return order

    def run(self, node: Node) -> None:
        self.ready.remove(node)
        self.readers.subtract(self.owner[source] for source in node.inputs)
        for follower in self.followers[node.position]:
            self.missing[follower.position] -= 1
            if not self.missing[follower.position]:
                self.ready.append(follower)

    def path(self, node: Node) -> _Path:
        """From a node that can run to the valley ahead of it."""
        nodes: list[Node] = []
        read: Counter[int] = Counter()
        alive = most = 0
        valley: _Path | None = None
        while True:
            nodes.append(node)
            alive += self.size[node.position]
            most = larger(most, alive)
            maps = {self.owner[source] for source in node.inputs}
            read.update(self.owner[source] for source in node.inputs)
            alive -= total(self.size[map_] for map_ in maps if read[map_] == self.readers[map_])
            if not self.followers[node.position]:
                alive -= self.size[node.position]
            if valley is None or alive <= valley.end:
                valley = _Path(tuple(nodes), alive, most)
            ahead = self.followers[node.position]
            if len(ahead) != 1 or self.missing[ahead[0].position] != 1:
                return valley
            node = ahead[0]


def _reordered(graph: Graph, order: Sequence[Node]) -> Graph:
    place = {node.position: new for new, node in enumerate(order)}
    return Graph(
        tuple(
            node._replace(position=place[node.position], inputs=tuple(place[source] for source in node.inputs))
            for node in order
        )
    )


def dot(graph: Graph, by: str = "layer") -> str:
    """The network as Graphviz text, a box a `layer` or a `module`."""
    boxes, arrows = _drawn(graph, by)
    labels = ["\\n".join(_for_dot(text) for text in box) for box in boxes]
    lines = ["digraph network {", "  node [shape=box];"]
    lines += [f'  n{number} [label="{label}"];' for number, label in enumerate(labels)]
    lines += [f"  n{source} -> n{target};" for source, target in arrows]
    return "\n".join([*lines, "}", ""])


def mermaid(graph: Graph, by: str = "layer") -> str:
    """The network as Mermaid text, a box a `layer` or a `module`."""
    boxes, arrows = _drawn(graph, by)
    labels = ["<br/>".join(_for_mermaid(text) for text in box) for box in boxes]
    lines = ["flowchart TD"]
    lines += [f'  n{number}["{label}"]' for number, label in enumerate(labels)]
    lines += [f"  n{source} --> n{target}" for source, target in arrows]
    return "\n".join([*lines, ""])


def _drawn(graph: Graph, by: str) -> tuple[list[list[str]], list[tuple[int, int]]]:
    """The texts in each box, and the arrows between boxes, each once, all in construction order.

    Raises:
        UnknownName: if there is no such kind of box.
    """
    if by not in DRAWN:
        raise UnknownName("drawing", by, list(DRAWN))
    name = DRAWN[by]
    number: dict[str, int] = {}
    last: dict[str, Node] = {}
    arrows: dict[tuple[int, int], None] = {}
    for node in graph.nodes:
        box = number.setdefault(name(node), len(number))
        last[name(node)] = node
        for source in node.inputs:
            other = number[name(graph.nodes[source])]
            if other != box:
                arrows[other, box] = None
    boxes = [[box, *([node.type] if by == "layer" else []), str(node.shape)] for box, node in last.items()]
    return boxes, list(arrows)


DRAWN: Mapping[str, Callable[[Node], str]] = {"layer": lambda node: node.name, "module": lambda node: node.module}


def _for_dot(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


def _for_mermaid(text: str) -> str:
    """Mermaid's own entities: `#` first, because it starts them."""
    for character, entity in (("#", "#35;"), ("&", "#38;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("\n", " ")):
        text = text.replace(character, entity)
    return text
