"""Blocks that stand in a network more than once."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import networkx

from costmodel.ir.graph import Graph, Node

OUTSIDE = -1  # in a key: a map that a module reads from outside


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
    found = [group for group in _groups(graph) if len(group) > 1]
    found.sort(key=lambda group: (group[0].name.count("/"), group[0].first))
    repeated: list[Repeated] = []
    for group in found:
        outer = [name for other in repeated for name in other.names]
        if not all(any(module.name.startswith(f"{name}/") for name in outer) for module in group):
            repeated.append(Repeated(tuple(module.name for module in group), len(group[0].labels)))
    return repeated


def alike(graph: Graph) -> dict[str, int]:
    """A number for each scope, the same for those that are built alike."""
    return {module.name: number for number, group in enumerate(_groups(graph)) for module in group}


def _groups(graph: Graph) -> "list[list[_Module]]":
    alike: dict[Any, list[list[_Module]]] = {}
    for module in _modules(graph):
        groups = alike.setdefault(module.key, [])
        for group in groups:
            if _built_alike(group[0], module):
                group.append(module)
                break
        else:
            groups.append([module])
    return [group for groups in alike.values() for group in groups]


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
            known = tuple(sorted(keys[place] if place >= 0 else OUTSIDE for place in read))
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
