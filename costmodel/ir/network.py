"""The fluent builder: a network is written down in the order in which it runs.

`apply` puts any op behind any nodes. The other methods are the few phrases that papers repeat (convolution with its
normalisation and activation, pooling, joins); a new op needs none of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from inspect import signature
from itertools import chain

from costmodel.errors import CostModelError, quoted
from costmodel.ir.graph import Graph, Node
from costmodel.ir.ops import FC, Activation, Add, BatchNorm, Concat, Conv, DWConv, GlobalPool, Input, Linear, Op, Pool
from costmodel.ir.ops.pointwise import FUNCTIONS, Function
from costmodel.ir.ops.pooling import Mode
from costmodel.ir.shape import Shape, ShapeMisfit
from costmodel.ir.window import Paddings, Sizes
from costmodel.numbers.algebra import Dim, is_expression, namespace, surely_less
from costmodel.numbers.dimension import dimension

MAP = 3  # axes of a map

# Ops are values: the two that every layer repeats are made once.
NORM = BatchNorm()
ACTIVATIONS = {function: Activation(function) for function in FUNCTIONS}


class Network:
    """A graph under construction, of one sample: its first axis holds the channels, the others are spatial.

    A kernel (stride, dilation, padding) given as one number counts for all spatial axes of what it slides over.

    Args:
        channels: of the input.
        side: height of the input in pixels, and its width unless `width` says otherwise.
        shape: of the input, in place of the others: `(1, 16000)` is one channel of audio, `(3, 16, 112, 112)` is video.

    Raises:
        CostModelError: if a size is no whole number above 0, no symbol and no array of numbers.
    """

    def __init__(
        self,
        *,
        channels: Dim = 3,
        side: Dim | None = None,
        width: Dim | None = None,
        shape: tuple[Dim, ...] | None = None,
    ) -> None:
        self._nodes: list[Node] = []
        self._prefix = ""
        self._used: dict[str, int] = {}
        if (side is None) == (shape is None) or (shape is not None and width is not None):
            raise CostModelError("a network has one input", allowed="side=224 (and width=...), or shape=(3, 224, 224)")
        if shape is None:
            sizes = {"channels": channels, "side": side, "width": side if width is None else width}
        elif isinstance(shape, tuple) and shape:
            sizes = {f"axis {axis} of the input": size for axis, size in enumerate(shape)}
        else:
            raise CostModelError(f"shape cannot be {quoted(shape)}", given=shape, allowed="a tuple such as (3, 224, 224)")
        checked = {name: dimension(name, size) for name, size in sizes.items()}
        for name, size in checked.items():
            if surely_less(size, 1):
                raise CostModelError(f"{name} cannot be below 1", given=size, allowed="numbers from 1 on")
        self.input = self.apply(Input(Shape(*checked.values())), name="input")

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
        """Put an op behind the nodes it reads. A name that is taken gets the next free number behind it.

        Raises:
            ShapeMisfit: if the op cannot take those shapes; names the node, the shapes and the rule.
            CostModelError: if it is no op, or reads nodes of another network.
        """
        if name is not None and type(name) is not str:
            raise CostModelError(f"a node cannot be called {quoted(name)}", given=name, allowed="a text")
        try:
            full = f"{self._prefix}{name or op.kind.lower()}"
        except AttributeError:
            raise _no_op(op) from None
        if full in self._used:
            full = self._numbered(full)
        nodes = self._nodes
        positions: list[int] = []
        shapes: list[Shape] = []
        try:
            for node in inputs:
                if nodes[node.position] is not node:
                    raise _stranger(node)
                positions.append(node.position)
                shapes.append(node.shape)
            shape = op.out(*shapes)
            work = op.work(shape, *shapes)
        except (CostModelError, TypeError, AttributeError, IndexError, OverflowError) as error:
            raise self._misfit(error, full, op, inputs) from None
        self._used[full] = 1
        made = Node(len(nodes), full, op, tuple(positions), shape, work)
        nodes.append(made)
        return made

    def conv(
        self,
        x: Node,
        channels: Dim,
        kernel: Sizes,
        *,
        stride: Sizes = 1,
        padding: Paddings = "same",
        dilation: Sizes = 1,
        groups: Dim = 1,
        bias: bool = False,
        norm: bool | Op = False,
        act: Function | None = None,
        name: str | None = None,
    ) -> Node:
        """Convolution, then batch normalisation (or the given one), then activation, as asked for."""
        op = Conv(channels, _over(x, kernel), stride, padding, dilation, bias, groups)
        return self._finish(self.apply(op, x, name=name), norm, act, name or "conv")

    def dwconv(
        self,
        x: Node,
        kernel: Sizes,
        *,
        stride: Sizes = 1,
        padding: Paddings = "same",
        dilation: Sizes = 1,
        multiplier: Dim = 1,
        bias: bool = False,
        norm: bool | Op = False,
        act: Function | None = None,
        name: str | None = None,
    ) -> Node:
        """Depthwise convolution, then batch normalisation (or the given one), then activation, as asked for."""
        op = DWConv(_over(x, kernel), stride, padding, dilation, bias, multiplier)
        return self._finish(self.apply(op, x, name=name), norm, act, name or "dwconv")

    def fc(self, x: Node, units: Dim, *, bias: bool = True, act: Function | None = None, name: str | None = None) -> Node:
        """Fully connected layer over all elements, then activation if asked for."""
        op = FC(units, bias, -_rank(x))
        return self._finish(self.apply(op, x, name=name), False, act, name or "fc")

    def linear(self, x: Node, units: Dim, *, bias: bool = True, act: Function | None = None, name: str | None = None) -> Node:
        """Fully connected layer at each position, from its channels to `units`, then activation if asked for."""
        op = Linear(units, bias, -_rank(x))
        return self._finish(self.apply(op, x, name=name), False, act, name or "linear")

    def norm(self, x: Node, *, name: str | None = None) -> Node:
        op = NORM if _rank(x) == MAP else BatchNorm(axis=-_rank(x))
        return self.apply(op, x, name=name or "norm")

    def act(self, x: Node, function: Function, *, name: str | None = None) -> Node:
        return self.apply(_activation(function), x, name=name or function)

    def max_pool(
        self,
        x: Node,
        kernel: Sizes,
        stride: Sizes,
        *,
        padding: Paddings = "same",
        ceil_mode: bool = False,
        name: str | None = None,
    ) -> Node:
        return self.apply(Pool("max", _over(x, kernel), stride, padding, ceil_mode), x, name=name or "max_pool")

    def average_pool(
        self,
        x: Node,
        kernel: Sizes,
        stride: Sizes,
        *,
        padding: Paddings = "same",
        ceil_mode: bool = False,
        name: str | None = None,
    ) -> Node:
        return self.apply(Pool("average", _over(x, kernel), stride, padding, ceil_mode), x, name=name or "average_pool")

    def global_pool(self, x: Node, mode: Mode = "average", *, name: str | None = None) -> Node:
        return self.apply(GlobalPool(mode, -_rank(x)), x, name=name or "global_pool")

    def add(self, *xs: Node, act: Function | None = None, name: str | None = None) -> Node:
        return self._finish(self.apply(Add(), *xs, name=name), False, act, name or "add")

    def concat(self, *xs: Node, name: str | None = None) -> Node:
        return self.apply(Concat(-_rank(xs[0]) if xs else -MAP), *xs, name=name)

    def classify(self, x: Node, classes: Dim, *, bias: bool = True) -> Graph:
        """Global average pooling and one fully connected layer, in the scope `classifier`; the finished graph."""
        with self.scope("classifier"):
            self.fc(self.global_pool(x), classes, bias=bias)
        return self.graph()

    def _finish(self, x: Node, norm: bool | Op, act: Function | None, name: str) -> Node:
        if norm is True:
            norm = NORM if len(x.shape) == MAP else BatchNorm(axis=-len(x.shape))
        if norm is not False:
            x = self.apply(norm, x, name=f"{name}/norm")
        if act is not None:
            x = self.apply(_activation(act), x, name=f"{name}/{act}")
        return x

    def _numbered(self, name: str) -> str:
        """The name with the next number that is free."""
        number = self._used[name] + 1
        while f"{name}{number}" in self._used:
            number += 1
        self._used[name] = number
        return f"{name}{number}"

    def _misfit(self, error: Exception, name: str, op: Op, inputs: tuple[Node, ...]) -> Exception:
        """What a user did wrong, if it was that."""
        if not isinstance(op, Op):
            return _no_op(op)
        for node in inputs:
            if not any(node is own for own in self._nodes):
                return _stranger(node).at(name)
        shapes = [node.shape for node in inputs]
        if isinstance(error, TypeError):
            try:
                signature(op.out).bind(*shapes)
            except TypeError:
                error = CostModelError(f"{op.kind} does not take {len(shapes)} inputs")
        sizes = [*chain(*shapes), *(getattr(op, one.name) for one in fields(op))]  # type: ignore[arg-type]
        if not isinstance(error, CostModelError):
            if not any(is_expression(size) or namespace(size) is not None for size in sizes):
                return error
            error = CostModelError(
                "its sizes cannot calculate with each other", allowed="numbers, arrays alone or expressions alone"
            )
        given = " and ".join(map(str, shapes)) or "no input"
        return ShapeMisfit(f"{name} ({op.type}) does not fit on {given}: {error}")


def _no_op(given: object) -> CostModelError:
    return CostModelError(f"{quoted(given)} is no op", given=given, allowed="an op such as BatchNorm()")


def _stranger(given: object) -> CostModelError:
    name = given.name if isinstance(given, Node) else given
    return CostModelError(f"{quoted(name)} is no node of this network", given=given, allowed="what its methods return")


def _rank(x: Node) -> int:
    """Axes of a node's shape."""
    try:
        return len(x.shape)
    except AttributeError:
        raise _stranger(x) from None


def _over(x: Node, kernel: Sizes) -> Sizes:
    """One number for each spatial axis of a node; on a map the op does that itself."""
    try:
        rank = len(x.shape)
    except AttributeError:
        raise _stranger(x) from None
    return kernel if rank == MAP or isinstance(kernel, tuple) else (kernel,) * (rank - 1)


def _activation(function: Function) -> Activation:
    return ACTIVATIONS[function] if isinstance(function, str) and function in ACTIVATIONS else Activation(function)
