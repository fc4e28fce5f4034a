"""A file's graph, node by node: each is read by its op's rule, or its function's nodes, or the branch that is taken."""

from collections.abc import Iterator, Mapping, Sequence

from costmodel.errors import CostModelError
from costmodel.numbers.algebra import Dim, same
from costmodel.subjects.importing.formats.onnx.call import Call, Operand, Outcome
from costmodel.subjects.importing.formats.onnx.contents import known
from costmodel.subjects.importing.formats.onnx.frame import OWN, Frame, deeper, frame_of, versions_of
from costmodel.subjects.importing.formats.onnx.known import FLOATS
from costmodel.subjects.importing.formats.onnx.messages import Attribute, Dimension, File, Function, Graph, Node
from costmodel.subjects.importing.formats.onnx.rules import RULES
from costmodel.subjects.importing.formats.onnx.scopes import names, written
from costmodel.subjects.importing.reading import Reading, Stated, Value

MOST_NODES = 10**6  # that are read, those of functions each time


class Walk:
    """One reading of a file.

    Args:
        sizes: of axes that the file gives a name.
    """

    def __init__(self, file: File, sizes: Mapping[str, Dim]) -> None:
        self.reading = Reading()
        self.sizes = sizes
        self.functions = {(one.domain, one.name, one.overload): one for one in file.functions}
        held = file.graph.tensors if file.graph else ()
        self.has_weights_in_nodes = not any(tensor.type in FLOATS and tensor.sizes for tensor in held)
        self.dropped = 0  # nodes that lead to no output
        self.read: set[str] = set()  # names in the file's graph that somebody reads
        self._count = 0

    def graph(self, graph: Graph, frame: Frame) -> list[Operand | None]:
        """Read a graph, and give its outputs."""
        wanted = [output.name for output in graph.outputs]
        read = self._body(graph.nodes, wanted, frame)
        if frame.depth == 0:
            self.read = read
        return [frame.operand(name) for name in wanted]

    def _body(self, nodes: Sequence[Node], wanted: Sequence[str], frame: Frame) -> set[str]:
        """Read the nodes that lead to what is wanted; gives the names that are read."""
        is_live, read = _live(nodes, wanted)
        for node, name, live in zip(nodes, names(nodes), is_live, strict=True):
            if not live:
                self.dropped += 1
                continue
            self._count += 1
            if self._count > MOST_NODES:
                raise CostModelError("it has too many nodes", allowed=f"at most {MOST_NODES:,}")
            path = f"{frame.scope}/{name}" if frame.scope else name
            try:
                outcome = self._node(node, path, read, frame)
                _keep(node, outcome, read, frame)
            except CostModelError as error:
                known_place = error.places and error.places[0].startswith(path)
                raise (error if known_place else error.at(f"{path} ({node.kind})")) from None
        return read

    def _node(self, node: Node, path: str, read: set[str], frame: Frame) -> Sequence[Operand | None]:
        settings = frame.settings(node)
        if (function := self.functions.get((node.domain, node.kind, node.overload))) is not None:
            return self._function(function, node, settings, path, frame)
        if node.kind == "If" and node.domain in OWN:
            return self._branch(node, settings, path, frame)
        operands = [frame.operand(name) for name in node.inputs]
        used = [place for place, output in enumerate(node.outputs) if output in read]
        stated = [_sizes(frame.stated.get(output)) for output in node.outputs]
        version = frame.versions.get("" if node.domain in OWN else node.domain, 1)
        call = Call(
            node, version, path, written(node), operands, settings, used, stated, self.reading, self.has_weights_in_nodes
        )
        key = node.kind if node.domain in OWN else f"{node.domain}.{node.kind}"
        if (rule := RULES.get(key)) is None:
            return self._unknown(call, key, frame)
        return _outcomes(rule(call))

    def _function(
        self, function: Function, node: Node, settings: Mapping[str, Attribute], path: str, frame: Frame
    ) -> list[Operand | None]:
        """The nodes of a function, in place of the one that calls it."""
        values = {
            name: value
            for name, given in zip(function.inputs, node.inputs, strict=False)
            if (value := frame.operand(given)) is not None
        }
        versions = {**frame.versions, **versions_of(function)}
        defaults = {attribute.name: attribute for attribute in function.defaults}
        stated = {one.name: one.dimensions for one in function.stated}
        inner = Frame(values, {}, stated, versions, {**defaults, **settings}, None, path, deeper(frame))
        self._body(function.nodes, function.outputs, inner)
        return [inner.operand(name) for name in function.outputs]

    def _branch(self, node: Node, settings: Mapping[str, Attribute], path: str, frame: Frame) -> list[Operand | None]:
        """The branch of an `If` that is taken."""
        condition = frame.operand(node.inputs[0]) if node.inputs else None
        found = known(condition) if isinstance(condition, Value) else None
        if found is None or len(found.elements) != 1:
            raise CostModelError("which branch is taken depends on the data", allowed="values of the inputs that decide it")
        taken = settings.get("else_branch" if same(found.elements[0], 0) else "then_branch")
        if taken is None or taken.graph is None:
            raise CostModelError("the branch that is taken is missing")
        return self.graph(taken.graph, frame_of(taken.graph, frame.versions, frame, path))

    def _unknown(self, call: Call, kind: str, frame: Frame) -> list[Operand | None]:
        """What the file states of an op that nothing here knows.

        Raises:
            CostModelError: if it does not state the shape of each output.
        """
        outcomes: list[Operand | None] = []
        for place, output in enumerate(call.node.outputs):
            shape = [dimension.value if dimension.value > 0 else self.sizes.get(dimension.name)
                     for dimension in frame.stated.get(output) or ()]  # fmt: skip
            if place in call.used and (frame.stated.get(output) is None or None in shape):
                raise CostModelError(f"{kind} has no rule here, and the file does not state the shape of what it gives")
            outcomes.append(call.opaque([size for size in shape if size is not None], place) if place in call.used else None)
        return outcomes


def _sizes(dimensions: list[Dimension] | None) -> Stated | None:
    """What is stated in numbers; a name may be given to sizes that turn out to differ."""
    return None if dimensions is None else [dimension.value if dimension.value > 0 else None for dimension in dimensions]


def _outcomes(outcome: Outcome) -> Sequence[Operand | None]:
    return outcome if isinstance(outcome, list) else [outcome]  # type: ignore[list-item]


def _keep(node: Node, outcomes: Sequence[Operand | None], read: set[str], frame: Frame) -> None:
    for place, name in enumerate(node.outputs):
        value = outcomes[place] if place < len(outcomes) else None
        if value is not None:
            frame.values[name] = value
        elif name in read:
            raise CostModelError(f"output {place + 1} of {node.kind} has no rule here")


def _live(nodes: Sequence[Node], wanted: Sequence[str]) -> tuple[list[bool], set[str]]:
    """Which nodes lead to what is wanted, and all names that they read."""
    read, is_live = {name for name in wanted if name}, [False] * len(nodes)
    for place in range(len(nodes) - 1, -1, -1):
        node = nodes[place]
        if not read.isdisjoint(node.outputs):
            is_live[place] = True
            read.update(filter(None, node.inputs))
            read.update(_captured(node))
    return is_live, read


def _captured(node: Node) -> Iterator[str]:
    """The names that the branches of a node may read."""
    for attribute in node.attributes:
        if attribute.graph is not None:
            for inner in attribute.graph.nodes:
                yield from filter(None, inner.inputs)
                yield from _captured(inner)
            yield from (output.name for output in attribute.graph.outputs)
