"""Element by element: normalisation, activation, and the gate of squeeze-and-excitation."""

from typing import ClassVar, Literal, TypeAlias

from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape, ShapeMisfit
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim, same

Function: TypeAlias = Literal["relu", "relu6", "sigmoid", "tanh", "swish", "h-swish", "h-sigmoid", "softmax"]


@op
class BatchNorm(Op):
    """Batch normalisation at inference: a scale and a shift for each channel.

    Work: 2 operations an element; 2 learnable values a channel (1 without the scale, as in TensorFlow's Inception nets) and
    2 running statistics.
    """

    scale: bool = True

    def out(self, x: Shape) -> Shape:
        return x

    def work(self, y: Shape, x: Shape) -> Work:
        size = x.size
        return Work(
            pointwise=2 * size,
            norms=2 * x.channels if self.scale else x.channels,
            statistics=2 * x.channels,
            reads=size,
            writes=size,
        )


@op
class LRN(Op):
    """Local response normalisation over `window` neighbouring channels (Krizhevsky et al. 2012, section 3.3).

    Work: for each element a square, `window` additions, a product, a sum, a power and a division: window + 5.
    """

    window: Dim = 5

    def out(self, x: Shape) -> Shape:
        return x

    def work(self, y: Shape, x: Shape) -> Work:
        return Work(pointwise=(self.window + 5) * x.size, reads=x.size, writes=y.size)


@op
class Activation(Op):
    """A function of each element; `softmax` over the channels.

    Work: operations an element as in `OPERATIONS`; an exponential, a division, a comparison is one.
    """

    OPERATIONS: ClassVar[dict[str, int]] = {
        "relu": 1,  # compare
        "relu6": 2,  # compare twice
        "h-sigmoid": 4,  # add, compare twice, scale
        "h-swish": 5,  # h-sigmoid, multiply
        "sigmoid": 4,  # negate, exponential, add, divide
        "swish": 5,  # sigmoid, multiply
        "tanh": 6,  # double, exponential, add, subtract, divide, negate
        "softmax": 5,  # maximum, subtract, exponential, add, divide
    }
    TYPES: ClassVar[dict[str, str]] = {
        "relu": "ReLU",
        "relu6": "ReLU6",
        "h-sigmoid": "HSigmoid",
        "h-swish": "HSwish",
        "sigmoid": "Sigmoid",
        "swish": "Swish",
        "tanh": "Tanh",
        "softmax": "Softmax",
    }
    function: Function = "relu"

    @property
    def type(self) -> str:
        return self.TYPES[self.function]

    def out(self, x: Shape) -> Shape:
        return x

    def work(self, y: Shape, x: Shape) -> Work:
        size = x.size
        return Work(pointwise=self.OPERATIONS[self.function] * size, reads=size, writes=size)


@op
class Scale(Op):
    """The gate of squeeze-and-excitation: each channel, or each element, times its own factor (Hu et al. 2018, equation 4).

    Work: one multiplication an element; reads the map and the factors.
    """

    def out(self, x: Shape, gate: Shape) -> Shape:
        # A gate of the map's own size has its very dimensions, so that a free resolution is never compared with 1.
        fits = (gate.height is x.height and gate.width is x.width) or same(gate.pixels, 1)
        if not (fits and same(x.channels, gate.channels)):
            raise ShapeMisfit("Scale needs a gate of 1x1, or of the map's size, with as many channels as the map")
        return x

    def work(self, y: Shape, x: Shape, gate: Shape) -> Work:
        return Work(pointwise=x.size, reads=x.size + gate.size, writes=y.size)
