"""The fluent builder: a network is written down in the order in which it runs.

`apply` puts any op behind any nodes. The other methods are the few phrases that papers repeat (convolution with its
normalisation and activation, pooling, joins); a new op needs none of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, get_args

from costmodel.errors import CostModelError
from costmodel.ir.graph import Graph, Node
from costmodel.ir.ops import (
    FC,
    Activation,
    Add,
    BatchNorm,
    Concat,
    Conv,
    DWConv,
    GConv,
    GlobalPool,
    Input,
    Op,
    Pool,
)
from costmodel.ir.ops.convolution import Paddings, Pair
from costmodel.ir.ops.pointwise import Function
from costmodel.ir.shape import Shape, ShapeMisfit
from costmodel.numbers.algebra import Dim

# Ops are values: the two that every layer repeats are made once.
NORM = BatchNorm()
ACTIVATIONS: dict[Function, Activation] = {function: Activation(function) for function in get_args(Function)}


class Network:
    """A graph under construction.

    Args:
        channels: of the input.
        side: height of the input in pixels, and its width unless `width` says otherwise.
    """

    def __init__(self, *, channels: Dim = 3, side: Dim, width: Dim | None = None) -> None:
        self._nodes: list[Node] = []
        self._prefix = ""
        self._used: dict[str, int] = {}
        self.input = self.apply(Input(Shape(channels, side, side if width is None else width)), name="input")

    def graph(self) -> Graph:
        """The network as built so far."""
        return Graph(tuple(self._nodes))

    @contextmanager
    def scope(self, name: str) -> Iterator[None]:
        """Nodes made inside are named `name/...`; scopes nest."""
        outer = self._prefix
        self._prefix = f"{outer}{name}/"
        try:
            yield
        finally:
            self._prefix = outer

    def apply(self, op: Op, *inputs: Node, name: str | None = None) -> Node:
        """Put an op behind the nodes it reads.

        Raises:
            ShapeMisfit: if the op cannot take those shapes; names the node, the shapes and the rule.
        """
        full = self._prefix + (name or op.kind.lower())
        again = self._used[full] = self._used.get(full, 0) + 1
        if again > 1:
            full = f"{full}{again}"
        shapes = [node.shape for node in inputs]
        try:
            shape = op.out(*shapes)
            work = op.work(shape, *shapes)
        except (CostModelError, TypeError) as error:
            raise _misfit(error, full, op, shapes) from None
        node = Node(len(self._nodes), full, op, tuple([n.position for n in inputs]), shape, work)
        self._nodes.append(node)
        return node

    def conv(
        self,
        x: Node,
        channels: Dim,
        kernel: Pair,
        *,
        stride: Pair = 1,
        padding: Paddings = "same",
        dilation: Pair = 1,
        groups: Dim = 1,
        bias: bool = False,
        norm: bool | Op = False,
        act: Function | None = None,
        name: str | None = None,
    ) -> Node:
        """Convolution, then batch normalisation (or the given one), then activation, as asked for."""
        if type(groups) is int and groups == 1:
            op: Op = Conv(channels, kernel, stride, padding, dilation, bias)
        else:
            op = GConv(channels, kernel, groups, stride, padding, dilation, bias)
        return self._finish(self.apply(op, x, name=name), norm, act, name or "conv")

    def dwconv(
        self,
        x: Node,
        kernel: Pair,
        *,
        stride: Pair = 1,
        padding: Paddings = "same",
        dilation: Pair = 1,
        multiplier: Dim = 1,
        bias: bool = False,
        norm: bool | Op = False,
        act: Function | None = None,
        name: str | None = None,
    ) -> Node:
        """Depthwise convolution, then batch normalisation (or the given one), then activation, as asked for."""
        op = DWConv(kernel, stride, padding, dilation, bias, multiplier)
        return self._finish(self.apply(op, x, name=name), norm, act, name or "dwconv")

    def fc(self, x: Node, units: Dim, *, bias: bool = True, act: Function | None = None, name: str | None = None) -> Node:
        """Fully connected layer, then activation if asked for."""
        return self._finish(self.apply(FC(units, bias), x, name=name), False, act, name or "fc")

    def norm(self, x: Node, *, name: str | None = None) -> Node:
        return self.apply(NORM, x, name=name or "norm")

    def act(self, x: Node, function: Function, *, name: str | None = None) -> Node:
        return self.apply(ACTIVATIONS[function], x, name=name or function)

    def max_pool(
        self,
        x: Node,
        kernel: Pair,
        stride: Pair,
        *,
        padding: Paddings = "same",
        ceil_mode: bool = False,
        name: str | None = None,
    ) -> Node:
        return self.apply(Pool("max", kernel, stride, padding, ceil_mode), x, name=name or "max_pool")

    def average_pool(
        self,
        x: Node,
        kernel: Pair,
        stride: Pair,
        *,
        padding: Paddings = "same",
        ceil_mode: bool = False,
        name: str | None = None,
    ) -> Node:
        return self.apply(Pool("average", kernel, stride, padding, ceil_mode), x, name=name or "average_pool")

    def global_pool(self, x: Node, mode: Literal["max", "average"] = "average", *, name: str | None = None) -> Node:
        return self.apply(GlobalPool(mode), x, name=name or "global_pool")

    def add(self, *xs: Node, act: Function | None = None, name: str | None = None) -> Node:
        return self._finish(self.apply(Add(), *xs, name=name), False, act, name or "add")

    def concat(self, *xs: Node, name: str | None = None) -> Node:
        return self.apply(Concat(), *xs, name=name)

    def classify(self, x: Node, classes: Dim, *, bias: bool = True) -> Graph:
        """Global average pooling and one fully connected layer, in the scope `classifier`; the finished graph."""
        with self.scope("classifier"):
            self.fc(self.global_pool(x), classes, bias=bias)
        return self.graph()

    def _finish(self, x: Node, norm: bool | Op, act: Function | None, name: str) -> Node:
        if norm:
            x = self.apply(NORM if norm is True else norm, x, name=name + "/norm")
        if act is not None:
            x = self.apply(ACTIVATIONS[act], x, name=f"{name}/{act}")
        return x


def _misfit(error: Exception, name: str, op: Op, shapes: list[Shape]) -> CostModelError:
    if isinstance(error, TypeError):
        if "positional argument" not in str(error):
            raise error
        error = CostModelError(f"{op.kind} does not take {len(shapes)} inputs")
    given = " and ".join(str(shape) for shape in shapes) or "no input"
    return ShapeMisfit(f"{name} ({op.type}) does not fit on {given}: {error}")
