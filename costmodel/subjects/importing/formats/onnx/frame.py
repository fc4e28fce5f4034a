"""Where a node is read: what is known by name around it, in a graph, a function or a branch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain

from costmodel.errors import CostModelError, quoted
from costmodel.ir.shape import Shape
from costmodel.subjects.importing.formats.onnx.call import Operand
from costmodel.subjects.importing.formats.onnx.known import constant
from costmodel.subjects.importing.formats.onnx.messages import Attribute, Dimension, File, Function, Graph, Node, Tensor
from costmodel.subjects.importing.reading import Value

DEEPEST = 20  # functions and branches within one another
OWN = ("", "ai.onnx")  # the domain of ONNX itself


@dataclass(eq=False)
class Frame:
    """A graph or function that is being read.

    Attributes:
        values: what is known by name so far.
        tensors: what the file holds, which becomes a value when it is first read.
        stated: what the file says of shapes.
        versions: of the ops, by domain.
        attributes: what the caller of a function has set.
        outer: where a branch stands, whose values it sees.
    """

    values: dict[str, Operand]
    tensors: Mapping[str, Tensor]
    stated: Mapping[str, list[Dimension] | None]
    versions: Mapping[str, int]
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    outer: "Frame | None" = None
    scope: str = ""
    depth: int = 0

    def operand(self, name: str) -> Operand | None:
        """The value of a name; None where an operand is left out.

        Raises:
            CostModelError: if nothing has made it.
        """
        frame: Frame | None = self
        while name and frame is not None:
            if name in frame.values:
                return frame.values[name]
            if name in frame.tensors:
                value = constant(frame.tensors[name], name, is_learned=True)
                frame.values[name] = value
                return value
            frame = frame.outer
        if name:
            raise CostModelError(f"{quoted(name)} is read before anything makes it")
        return None

    def settings(self, node: Node) -> dict[str, Attribute]:
        """What a node is set to; in a function perhaps to what the caller has set."""
        found = {attribute.name: attribute for attribute in node.attributes}
        for name, attribute in list(found.items()):
            if attribute.refers:
                del found[name]
                if attribute.refers in self.attributes:
                    found[name] = self.attributes[attribute.refers]
        return found


def frame_of(graph: Graph, versions: Mapping[str, int], outer: Frame | None = None, scope: str = "") -> Frame:
    """The frame in which a graph is read."""
    tensors = {tensor.name: tensor for tensor in graph.tensors}
    stated = {one.name: one.dimensions for one in chain(graph.stated, graph.outputs) if one.dimensions is not None}
    sparse: dict[str, Operand] = {
        one.values.name: Value(Shape(*one.sizes)) for one in graph.sparse_tensors if one.values is not None
    }
    return Frame(sparse, tensors, stated, versions, outer.attributes if outer else {}, outer, scope, deeper(outer))


def versions_of(holder: File | Function) -> dict[str, int]:
    """The versions of the ops by domain."""
    return {"" if one.domain in OWN else one.domain: one.version for one in holder.operator_sets}


def deeper(frame: Frame | None) -> int:
    """How deep what stands in a frame is.

    Raises:
        CostModelError: if it is too deep.
    """
    if frame is None:
        return 0
    if frame.depth >= DEEPEST:
        raise CostModelError("functions and branches are nested too deeply", allowed=f"{DEEPEST} within one another")
    return frame.depth + 1
