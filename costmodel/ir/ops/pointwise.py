"""Element by element: normalisation, activation, and the gate of squeeze-and-excitation."""

from collections.abc import Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from costmodel.errors import UnknownName
from costmodel.ir.backward import Backward
from costmodel.ir.ops.named import Named
from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape, ShapeMisfit
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim, same
from costmodel.numbers.dimension import dimension

# Adding an activation is adding a line. Two words for one function have one type.
FUNCTIONS: Mapping[str, Named] = {
    "relu": Named("ReLU", 1, gradient=1, gradient_of_output=True),  # compare
    "relu6": Named("ReLU6", 2, gradient=2),  # compare twice
    "h-sigmoid": Named("HSigmoid", 4, gradient=3),  # add, compare twice, scale
    "h-swish": Named("HSwish", 5, gradient=5),  # h-sigmoid, multiply
    "sigmoid": Named("Sigmoid", 4, gradient=3, gradient_of_output=True),  # negate, exponential, add, divide
    "swish": Named("Swish", 5, gradient=9),  # sigmoid, multiply
    "silu": Named("Swish", 5, gradient=9),
    "gelu": Named("GELU", 5, gradient=11),  # scale, error function, add, multiply, halve
    "leaky-relu": Named("LeakyReLU", 2, gradient=2),  # compare, scale
    "elu": Named("ELU", 4, gradient=3),  # compare, exponential, subtract, scale
    "selu": Named("SELU", 5),  # elu, scale
    "celu": Named("CELU", 5),  # elu, scale
    "thresholded-relu": Named("ThresholdedReLU", 1),  # compare
    "shrink": Named("Shrink", 2),  # compare, shift
    "softplus": Named("Softplus", 3),  # exponential, add, logarithm
    "mish": Named("Mish", 10),  # softplus, tanh, multiply
    "softsign": Named("Softsign", 3),  # absolute, add, divide
    "log-sigmoid": Named("LogSigmoid", 5),  # sigmoid, logarithm
    "log-softmax": Named("LogSoftmax", 6, mixes=True, gradient=4, gradient_of_output=True),  # softmax, logarithm
    "tanh": Named("Tanh", 6, gradient=3, gradient_of_output=True),  # double, exponential, add, subtract, divide, negate
    "hardmax": Named("Hardmax", 2, mixes=True),  # maximum, compare
    "softmax": Named(
        "Softmax", 5, mixes=True, gradient=4, gradient_of_output=True
    ),  # maximum, subtract, exponential, add, divide
}
if TYPE_CHECKING:
    Function: TypeAlias = str
else:
    Function = Literal[tuple(FUNCTIONS)]  # so that what reads a file by its types knows the names


@op
class BatchNorm(Op):
    """Batch normalisation at inference: a scale and a shift for each channel.

    Work: 2 operations an element; 2 learnable values a channel (1 without the scale, as in TensorFlow's Inception nets, or
    without the shift) and 2 running statistics.

    Attributes:
        axis: of the channels, counted from the end.

    Example:
        BatchNorm() of (c, h, w)
    """

    is_epilogue: ClassVar[bool] = True
    scale: bool = True
    axis: int = -3
    shift: bool = True

    def out(self, x: Shape) -> Shape:
        return x

    def in_step(self, y: Shape, *xs: Shape) -> Sequence[int]:
        return (0,)

    def work(self, y: Shape, x: Shape) -> Work:
        size, channels = x.size, x.along(self.axis)
        return Work(
            pointwise=2 * size,
            norms=channels * (bool(self.scale) + bool(self.shift)),
            statistics=2 * channels,
            reads=size,
            writes=size,
        )

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        """Ioffe and Szegedy 2015, section 3: 13 operations an element.

        The batch's own mean and variance, of the forward pass, are 4; the element normalised again 2; the sums of gradients and
        of their products with it 3; the input's gradient, made of those, 4.
        """
        [x] = xs
        return Backward(keeps=(0,), pointwise=(13 * x.size,))


@op
class LRN(Op):
    """Local response normalisation over `window` neighbouring channels (Krizhevsky et al. 2012, section 3.3).

    Work: for each element a square, `window` additions, a product, a sum, a power and a division: window + 5.

    Example:
        LRN(n) of (c, h, w)
    """

    is_epilogue: ClassVar[bool] = True
    window: Dim = 5

    def out(self, x: Shape) -> Shape:
        return x

    def work(self, y: Shape, x: Shape) -> Work:
        return Work(pointwise=(dimension("window", self.window) + 5) * x.size, reads=x.size, writes=y.size)

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        """The products of gradients and outputs, summed over the window's neighbours, scaled by the element; a difference."""
        [x] = xs
        return Backward(keeps=(0,), keeps_output=True, pointwise=((dimension("window", self.window) + 5) * x.size,))


@op
class Activation(Op):
    """A function of each element; `softmax` over the channels.

    Work: operations an element as in `FUNCTIONS`; an exponential, a division, a comparison is one.

    Raises:
        UnknownName: if there is no such function.

    Example:
        Activation("relu") of (c, h, w)
    """

    is_epilogue: ClassVar[bool] = True
    types: ClassVar[tuple[str, ...]] = tuple(entry.type for entry in FUNCTIONS.values())
    function: Function = "relu"

    def __post_init__(self) -> None:
        if not isinstance(self.function, str) or self.function not in FUNCTIONS:
            raise UnknownName("activation", self.function, FUNCTIONS)

    @property
    def type(self) -> str:
        return FUNCTIONS[self.function].type

    def out(self, x: Shape) -> Shape:
        return x

    def in_step(self, y: Shape, *xs: Shape) -> Sequence[int]:
        return () if FUNCTIONS[self.function].mixes else (0,)

    def work(self, y: Shape, x: Shape) -> Work:
        size = x.size
        return Work(pointwise=FUNCTIONS[self.function].operations * size, reads=size, writes=size)

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        entry = FUNCTIONS[self.function]
        if not entry.gradient:
            return Op.backward(self, y, *xs)
        of_output = entry.gradient_of_output
        return Backward(keeps=() if of_output else (0,), keeps_output=of_output, pointwise=(entry.gradient * y.size,))


@op
class Scale(Op):
    """The gate of squeeze-and-excitation: each channel, or each element, times its own factor (Hu et al. 2018, equation 4).

    Work: one multiplication an element; reads the map and the factors.

    Attributes:
        axis: of the channels, counted from the end.

    Example:
        Scale() of (c, h, w), (c, 1, 1)
    """

    axis: int = -3

    def out(self, x: Shape, gate: Shape) -> Shape:
        x.along(self.axis)
        kept = len(x) + self.axis + 1  # axes up to the channels
        # A gate of the map's own size has its very dimensions, so that a free resolution is never compared with 1.
        whole = all(own is size for own, size in zip(gate[kept:], x[kept:], strict=False))
        if len(gate) != len(x) or not (whole or same(prod(gate[kept:]), 1)) or not all(map(same, x[:kept], gate[:kept])):
            raise ShapeMisfit("Scale needs a gate of 1x1, or of the map's size, with as many channels as the map")
        return x

    def in_step(self, y: Shape, *xs: Shape) -> Sequence[int]:
        return (0,)

    def work(self, y: Shape, x: Shape, gate: Shape) -> Work:
        return Work(pointwise=x.size, reads=x.size + gate.size, writes=y.size)

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        """Of the map a product, of its factors a product and a sum."""
        return Backward(keeps=(0, 1), pointwise=(y.size, 2 * y.size))
