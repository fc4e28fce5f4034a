"""Recurrent layers: the same matrices at each step, over the step's input and the state."""

from typing import TYPE_CHECKING, ClassVar

from costmodel.errors import CostModelError, quoted
from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim, exact_div, total
from costmodel.numbers.dimension import dimension

NONE = 0  # no projection
MOST_LAYERS = 1024


class _Recurrent(Op):
    """Layers of `gates` matrices each. Inputs behind the first are states to begin with.

    Attributes:
        gates: blocks of `hidden` rows in each matrix.
        operations: a value of the state and step: activations of the gates, and what joins them.
    """

    __slots__ = ()
    is_weighted: ClassVar[bool] = True
    gates: ClassVar[int]
    operations: ClassVar[int]
    if TYPE_CHECKING:
        hidden: Dim
        layers: int
        directions: int
        bias: bool
        projection: Dim
        axis: int
        single_bias: bool
    else:
        projection = NONE

    def __post_init__(self) -> None:
        for name, value, most in (("layers", self.layers, MOST_LAYERS), ("directions", self.directions, 2)):
            if type(value) is not int or not 1 <= value <= most:
                allowed = f"a whole number from 1 to {most}"
                raise CostModelError(f"{name} cannot be {quoted(value)}", given=value, allowed=allowed)

    def sizes(self) -> tuple[Dim, Dim, Dim]:
        """Values of the cells, of one direction's output, and of the matrix from one to the other."""
        hidden, projection = dimension("hidden", self.hidden), dimension("projection", self.projection, least=0)
        return (hidden, hidden, 0) if projection is NONE else (hidden, projection, hidden * projection)

    def out(self, x: Shape, *states: Shape) -> Shape:
        _, state, _ = self.sizes()
        return x.replaced(self.axis, state * self.directions)

    def work(self, y: Shape, x: Shape, *states: Shape) -> Work:
        hidden, state, projected = self.sizes()
        inputs = [x.along(self.axis), *(self.layers - 1) * (y[self.axis],)]
        steps = exact_div(x.size, x[self.axis])
        rows = self.gates * hidden
        weights = self.directions * total([rows * (size + state) + projected for size in inputs])
        cells = self.directions * self.layers
        # Most implementations keep two biases a gate, one for the input's product and one for the state's.
        biases = (1 if self.single_bias else 2) * rows * cells if self.bias else 0
        between = steps * y[self.axis] * (self.layers - 1)
        return Work(
            mult_adds=steps * weights,
            bias_adds=steps * biases,
            pointwise=steps * cells * hidden * self.operations,
            weights=weights,
            biases=biases,
            reads=total([x.size, between, *(one.size for one in states)]),
            writes=y.size + between,
        )


@op
class LSTM(_Recurrent):
    """Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000).

    Work: for each step, layer and direction 4*hidden*(inputs + state) mult-adds, as many weights, and 8*hidden biases; 28
    operations a hidden value: three sigmoids of 4, two hyperbolic tangents of 6, three products and a sum.

    Attributes:
        directions: 2 reads the steps backwards too.
        projection: features to which a layer's output is projected; 0 for none.
        axis: of the features, counted from the end; all other axes are steps and samples.
        single_bias: one bias a gate and not two, as Keras keeps it.

    Example:
        LSTM(c2, layers=2, directions=2) of (c, n)
    """

    gates: ClassVar[int] = 4
    operations: ClassVar[int] = 28
    hidden: Dim
    layers: int = 1
    directions: int = 1
    bias: bool = True
    projection: Dim = NONE
    axis: int = -2
    single_bias: bool = False


@op
class GRU(_Recurrent):
    """Gated recurrent unit (Cho et al. 2014, section 2.3).

    Work: for each step, layer and direction 3*hidden*(inputs + state) mult-adds, as many weights, and 6*hidden biases; 19
    operations a hidden value: two sigmoids of 4, a hyperbolic tangent of 6, three products, a difference and a sum.

    Example:
        GRU(c2) of (c, n)
    """

    gates: ClassVar[int] = 3
    operations: ClassVar[int] = 19
    hidden: Dim
    layers: int = 1
    directions: int = 1
    bias: bool = True
    axis: int = -2
    single_bias: bool = False


@op
class RNN(_Recurrent):
    """Elman's recurrent layer, with a hyperbolic tangent or a rectifier (Elman 1990).

    Work: for each step, layer and direction hidden*(inputs + state) mult-adds, as many weights, and 2*hidden biases; 6
    operations a hidden value: a hyperbolic tangent.

    Example:
        RNN(c2) of (c, n)
    """

    gates: ClassVar[int] = 1
    operations: ClassVar[int] = 6
    hidden: Dim
    layers: int = 1
    directions: int = 1
    bias: bool = True
    axis: int = -2
    single_bias: bool = False
