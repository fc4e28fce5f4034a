"""The messages of an ONNX file that say what a network is: their fields and numbers, as in onnx.proto of ONNX 1.19 (IR 12)."""

from collections.abc import Mapping
from typing import ClassVar

from costmodel.subjects.importing.formats.onnx import wire
from costmodel.subjects.importing.formats.onnx.wire import Bytes, Field, Message


class Entry(Message):
    """A word and what it says: metadata, or where a tensor's bytes lie."""

    key: str
    value: str
    fields: ClassVar[Mapping[int, Field]] = {1: wire.text("key"), 2: wire.text("value")}


class Tensor(Message):
    """A tensor that the file holds. The bytes of its elements are left where they are."""

    sizes: list[int]
    type: int
    name: str
    raw: Bytes | None
    floats: Bytes | None
    words: Bytes | None  # of at most 32 bits
    integers: Bytes | None  # of 64 bits
    doubles: Bytes | None
    external: list[Entry]
    fields: ClassVar[Mapping[int, Field]] = {
        1: wire.whole("sizes", is_many=True),
        2: wire.whole("type"),
        4: wire.span("floats"),
        5: wire.span("words"),
        7: wire.span("integers"),
        8: wire.text("name"),
        9: wire.span("raw"),
        10: wire.span("doubles"),
        13: wire.message("external", Entry, is_many=True),
    }


class SparseTensor(Message):
    """A tensor most of whose elements are zeros."""

    values: Tensor | None
    sizes: list[int]
    fields: ClassVar[Mapping[int, Field]] = {1: wire.message("values", Tensor), 3: wire.whole("sizes", is_many=True)}


class Dimension(Message):
    """A size along an axis: a number, a name, or neither."""

    value: int
    name: str
    fields: ClassVar[Mapping[int, Field]] = {1: wire.whole("value"), 2: wire.text("name")}


class TensorShape(Message):
    dimensions: list[Dimension]
    fields: ClassVar[Mapping[int, Field]] = {1: wire.message("dimensions", Dimension, is_many=True)}


class TensorType(Message):
    type: int
    shape: TensorShape | None
    fields: ClassVar[Mapping[int, Field]] = {1: wire.whole("type"), 2: wire.message("shape", TensorShape)}


class ValueType(Message):
    """What a value is: a tensor, or something else, which is not read."""

    tensor: TensorType | None
    fields: ClassVar[Mapping[int, Field]] = {1: wire.message("tensor", TensorType)}


class ValueInfo(Message):
    """What the file states of a value."""

    name: str
    type: ValueType | None
    fields: ClassVar[Mapping[int, Field]] = {1: wire.text("name"), 2: wire.message("type", ValueType)}

    @property
    def tensor(self) -> TensorType | None:
        return self.type.tensor if self.type else None

    @property
    def dimensions(self) -> list[Dimension] | None:
        """None where no shape is stated."""
        return self.tensor.shape.dimensions if self.tensor and self.tensor.shape else None


class Attribute(Message):
    """What a node is set to. Of a function's node it may be what the caller gives under the name `refers`."""

    name: str
    real: float
    whole: int
    text: str
    tensor: Tensor | None
    graph: "Graph | None"
    reals: list[float]
    wholes: list[int]
    texts: list[str]
    sparse: SparseTensor | None
    refers: str
    type: int
    fields: ClassVar[Mapping[int, Field]] = {
        1: wire.text("name"),
        2: wire.real("real"),
        3: wire.whole("whole"),
        4: wire.text("text"),
        5: wire.message("tensor", Tensor),
        6: wire.message("graph", lambda: Graph),
        7: wire.real("reals", is_many=True),
        8: wire.whole("wholes", is_many=True),
        9: wire.text("texts", is_many=True),
        20: wire.whole("type"),
        21: wire.text("refers"),
        22: wire.message("sparse", SparseTensor),
    }
    kinds: ClassVar[Mapping[int, str]] = {1: "real", 2: "whole", 3: "text", 6: "reals", 7: "wholes", 8: "texts"}  # by `type`

    @property
    def value(self) -> float | str | tuple[float | str, ...] | None:
        """A number, a text or several; None of what is larger, a tensor or a graph."""
        found = getattr(self, self.kinds[self.type]) if self.type in self.kinds else None
        return tuple(found) if isinstance(found, list) else found


class Node(Message):
    """An op at a place of the graph."""

    inputs: list[str]
    outputs: list[str]
    name: str
    kind: str
    attributes: list[Attribute]
    domain: str
    overload: str
    metadata: list[Entry]
    fields: ClassVar[Mapping[int, Field]] = {
        1: wire.text("inputs", is_many=True),
        2: wire.text("outputs", is_many=True),
        3: wire.text("name"),
        4: wire.text("kind"),
        5: wire.message("attributes", Attribute, is_many=True),
        7: wire.text("domain"),
        8: wire.text("overload"),
        9: wire.message("metadata", Entry, is_many=True),
    }


class Graph(Message):
    nodes: list[Node]
    name: str
    tensors: list[Tensor]
    sparse_tensors: list[SparseTensor]
    inputs: list[ValueInfo]
    outputs: list[ValueInfo]
    stated: list[ValueInfo]
    fields: ClassVar[Mapping[int, Field]] = {
        1: wire.message("nodes", Node, is_many=True),
        2: wire.text("name"),
        5: wire.message("tensors", Tensor, is_many=True),
        11: wire.message("inputs", ValueInfo, is_many=True),
        12: wire.message("outputs", ValueInfo, is_many=True),
        13: wire.message("stated", ValueInfo, is_many=True),
        15: wire.message("sparse_tensors", SparseTensor, is_many=True),
    }


class OperatorSet(Message):
    """The version of the ops of a domain."""

    domain: str
    version: int
    fields: ClassVar[Mapping[int, Field]] = {1: wire.text("domain"), 2: wire.whole("version")}


class Function(Message):
    """An op that the file itself says in other ops."""

    name: str
    inputs: list[str]
    outputs: list[str]
    nodes: list[Node]
    operator_sets: list[OperatorSet]
    domain: str
    defaults: list[Attribute]
    stated: list[ValueInfo]
    overload: str
    fields: ClassVar[Mapping[int, Field]] = {
        1: wire.text("name"),
        4: wire.text("inputs", is_many=True),
        5: wire.text("outputs", is_many=True),
        7: wire.message("nodes", Node, is_many=True),
        9: wire.message("operator_sets", OperatorSet, is_many=True),
        10: wire.text("domain"),
        11: wire.message("defaults", Attribute, is_many=True),
        12: wire.message("stated", ValueInfo, is_many=True),
        13: wire.text("overload"),
    }


class File(Message):
    version: int
    producer: str
    producer_version: str
    graph: Graph | None
    operator_sets: list[OperatorSet]
    functions: list[Function]
    fields: ClassVar[Mapping[int, Field]] = {
        1: wire.whole("version"),
        2: wire.text("producer"),
        3: wire.text("producer_version"),
        7: wire.message("graph", Graph),
        8: wire.message("operator_sets", OperatorSet, is_many=True),
        25: wire.message("functions", Function, is_many=True),
    }
