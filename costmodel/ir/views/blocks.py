"""A network as a drawing shows it: boxes for modules or layers, frames around them, and what repeats in a row once.

Boxes stand in the order of their first nodes, which is topological unless a module is left and entered again.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from costmodel.errors import CostModelError, UnknownName
from costmodel.ir.graph import Graph, Node
from costmodel.ir.views.layers import Layer, layers
from costmodel.ir.views.repeats import alike

By: TypeAlias = Literal["module", "layer"]

OUTSIDE = -1  # the source of an arrow that comes from outside a frame; the target of one that leaves it


class Block(NamedTuple):
    """A box, or a frame around boxes.

    Attributes:
        name: its scope, or the name of its layer; of several in a row that of the first.
        last: the name of the last of them.
        times: how many are drawn as one.
        layers: those of the first one; none of a map that a scope reads from outside.
        nodes: of all of them.
        inside: what a frame is around; None of a box.
    """

    name: str
    last: str
    times: int
    layers: tuple[Layer, ...]
    nodes: tuple[Node, ...]
    inside: "Blocks | None" = None

    @property
    def output(self) -> Node:
        """The node whose map it gives."""
        return self.nodes[-1]


class Blocks(NamedTuple):
    """Boxes and the arrows between them, as pairs of places; `OUTSIDE` is what lies around a frame."""

    boxes: tuple[Block, ...]
    arrows: tuple[tuple[int, int], ...]

    def all(self) -> Iterator[Block]:
        """The boxes and frames, from the outside in."""
        for box in self.boxes:
            yield box
            if box.inside is not None:
                yield from box.inside.all()


def blocks(graph: Graph, by: By = "module", depth: int = 1, scope: str = "") -> Blocks:
    """The network in boxes.

    Args:
        by: a box a `module` of that depth, or a box a `layer` with frames for the modules down to that depth.
        depth: of scopes: of `stage3/block2/reduce`, the module is `stage3` at 1 and `stage3/block2` at 2.
        scope: only what lies in there; depth counts from it.

    Raises:
        UnknownName: if there is no such kind of box.
        CostModelError: if nothing lies in the scope.
    """
    if by not in ("module", "layer"):
        raise UnknownName("kind of box", by, ["module", "layer"])
    members = [layer for layer in layers(graph) if f"{layer.main.name}/".startswith(f"{scope}/" if scope else "")]
    if not members:
        raise CostModelError(f"{scope!r} is no scope of the network", given=scope, allowed=outermost(graph))
    start = scope.count("/") + 1 if scope else 0
    readers: list[list[int]] = [[] for _ in graph.nodes]
    for node in graph.nodes:
        for source in node.inputs:
            readers[source].append(node.position)
    found = _Drawing(graph, by, start + depth, alike(graph), readers).level(members, start)
    return _with_sources(graph, found) if scope else found


def outermost(graph: Graph) -> list[str]:
    """The outermost scopes and the layers outside any."""
    return list(dict.fromkeys(node.module for node in graph.nodes))


class _Drawing(NamedTuple):
    """How a network is drawn; `alike` numbers its scopes."""

    graph: Graph
    by: By
    depth: int
    alike: Mapping[str, int]
    readers: Sequence[Sequence[int]]

    def level(self, members: Sequence[Layer], depth: int) -> Blocks:
        """What stands in one scope that lies so deep, or at the outermost level."""
        parted: dict[str, list[Layer]] = {}
        for layer in members:
            parted.setdefault(self._part(layer, depth), []).append(layer)
        keys = [self._key(name, part) for name, part in parted.items()]
        sources = self._sources(list(parted.values()))
        runs = _runs(keys, sources)
        names, parts = list(parted), list(parted.values())
        boxes = tuple(self._block(names[run[0]], names[run[-1]], [parts[place] for place in run], depth) for run in runs)
        number = {place: run for run, places in enumerate(runs) for place in places}
        number[OUTSIDE] = OUTSIDE
        arrows = {
            (number[source], number[target]): None
            for target, read in sorted(sources.items(), key=lambda item: (item[0] == OUTSIDE, item[0]))
            for source in read
            if number[source] != number[target]
        }
        return Blocks(boxes, tuple(arrows))

    def _part(self, layer: Layer, depth: int) -> str:
        """The module that a layer belongs to at this level, or the layer itself."""
        scopes = layer.scopes
        if depth >= self.depth or len(scopes) <= depth:
            return layer.main.name
        return scopes[depth]

    def _key(self, name: str, part: Sequence[Layer]) -> Any:
        """What is equal for parts that are built alike."""
        if len(part) > 1:
            return self.alike.get(name, name)
        return tuple((repr(node.op), *(str(self.graph.nodes[i].shape) for i in node.inputs)) for node in part[0].nodes)

    def _sources(self, parts: Sequence[Sequence[Layer]]) -> dict[int, dict[int, None]]:
        """What each part reads, and under `OUTSIDE` the parts that are read outside."""
        place = {node.position: number for number, part in enumerate(parts) for layer in part for node in layer.nodes}
        read: dict[int, dict[int, None]] = {number: {} for number in range(len(parts))}
        read[OUTSIDE] = {}
        for position, target in place.items():
            for source in self.graph.nodes[position].inputs:
                if (origin := place.get(source, OUTSIDE)) != target:
                    read[target][origin] = None
            if not all(reader in place for reader in self.readers[position]):
                read[OUTSIDE][target] = None
        return read

    def _block(self, name: str, last: str, parts: Sequence[Sequence[Layer]], depth: int) -> Block:
        first = tuple(parts[0])
        nodes = tuple(sorted((node for part in parts for layer in part for node in layer.nodes), key=lambda n: n.position))
        inside = None
        if len(first) > 1 and (self.by == "layer" or depth + 1 < self.depth):
            inside = self.level(first, depth + 1)
            inside = inside if len(inside.boxes) > 1 else None
        return Block(name, last, len(parts), first, nodes, inside)


def _with_sources(graph: Graph, drawn: Blocks) -> Blocks:
    """The blocks of one scope with boxes for what they read from outside, which have no layers."""
    inside = {node.position for box in drawn.boxes for node in box.nodes}
    reads = [{source for node in box.nodes for source in node.inputs} - inside for box in drawn.boxes]
    outside = sorted(set().union(*reads))
    boxes = [Block(node.name, node.name, 1, (), (node,)) for node in map(graph.nodes.__getitem__, outside)]
    shift = len(outside)
    arrows = [
        (place, target + shift) for place, source in enumerate(outside) for target, read in enumerate(reads) if source in read
    ]
    arrows += [(source + shift, target + shift) for source, target in drawn.arrows if OUTSIDE not in (source, target)]
    return Blocks((*boxes, *drawn.boxes), tuple(arrows))


def _runs(keys: Sequence[Any], sources: Mapping[int, Mapping[int, None]]) -> list[list[int]]:
    """Places in a row that are built alike, each of which reads the one before it."""
    runs: list[list[int]] = []
    for place, key in enumerate(keys):
        if runs and keys[runs[-1][-1]] == key and place - 1 in sources[place]:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs
