"""What runs in the backward pass: an op that makes the gradient of what another op has read, or of what it has learned."""

from typing import Any

from costmodel.ir.graph import Node
from costmodel.ir.ops.op import Op
from costmodel.ir.passes.placed import Placed
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work
from costmodel.numbers.algebra import total

NOTHING = Shape(0)  # the map of a node that leaves none: gradients of what is learned are no maps, and counted by themselves


class Gradient(Placed):
    """The base of both: of the kind of the op whose gradient it is, and of a type of its own.

    Attributes:
        node: of the forward pass.
        shape: of the map that it makes.
    """

    __slots__ = ("node", "shape")
    what = ""

    def __init__(self, node: Node, shape: Shape) -> None:
        super().__init__(node.op)
        self.node, self.shape = node, shape

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.node, self.shape)

    @property
    def type(self) -> str:
        return f"{self.op.type} {self.what}"

    is_weighted = False
    is_epilogue = False

    def out(self, *xs: Shape) -> Shape:
        return self.shape


class InputGradient(Gradient):
    """Of an input, from the gradient of the output and what was kept."""

    __slots__ = ()
    what = "input gradient"


class RenamedGradient(InputGradient):
    """Of an input, where it is the output's gradient or a part of it under another name."""

    __slots__ = ()
    is_view = True

    def work(self, y: Shape, *xs: Shape) -> Work:
        return Work()


class WeightGradient(Gradient):
    """Of what is learned, added up over the batch."""

    __slots__ = ()
    what = "weight gradient"

    @property
    def learned(self) -> Any:
        """How many values have a gradient; those that another node has have it there."""
        work = self.node.work
        return total((work.weights, work.biases, work.norms))


class GradientSum(Op):
    """The sum of the gradients that arrive from all that has read a map, or those of its parts side by side.

    Attributes:
        shape: of the map.
        is_in_place: is it added to the first of them?
    """

    __slots__ = ("is_in_place", "shape")
    kind = "Add"

    def __init__(self, shape: Shape, is_in_place: bool) -> None:
        self.shape, self.is_in_place = shape, is_in_place  # type: ignore[misc]

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.shape, self.is_in_place)

    def __repr__(self) -> str:
        return "GradientSum()"

    @property
    def type(self) -> str:
        return "gradient sum"

    def out(self, *xs: Shape) -> Shape:
        return self.shape

    def work(self, y: Shape, *xs: Shape) -> Work:
        arriving = total(x.size for x in xs)
        return Work(pointwise=arriving - y.size, reads=arriving, writes=y.size)


class Dropping(Placed):
    """Dropout in training: each element is multiplied by 0 or by what makes up for those that are."""

    __slots__ = ()
    is_view = False

    def work(self, y: Shape, *xs: Shape) -> Work:
        return Work(pointwise=y.size, reads=y.size, writes=y.size)


class Beside(Placed):
    """What an op keeps for its backward pass and nobody else reads: the places of maxima, the factors of dropout.

    Attributes:
        elements: how many of 32 bits there are.
    """

    __slots__ = ("elements",)
    is_weighted = False

    def __init__(self, op: Op, elements: Any) -> None:
        super().__init__(op)
        self.elements = elements

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.op, self.elements)

    @property
    def type(self) -> str:
        return f"{self.op.type} kept"

    @property
    def is_view(self) -> bool:  # type: ignore[override]
        return False

    def out(self, *xs: Shape) -> Shape:
        return Shape(self.elements)

    def work(self, y: Shape, *xs: Shape) -> Work:
        return Work(writes=y.size)
