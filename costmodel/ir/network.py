"""The fluent builder: a network is written down in the order in which it runs.

`apply` puts any op behind any nodes. The phrases that papers repeat (convolution with its normalisation and activation,
pooling, joins, attention) are functions in `phrases/` that are methods here; a new op needs none of them.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from costmodel.errors import CostModelError, quoted
from costmodel.ir.graph import Graph, Node
from costmodel.ir.misfit import misfit, no_op, stranger
from costmodel.ir.naming import numbered
from costmodel.ir.ops import Input, Op
from costmodel.ir.phrases import elements, sequences, windows
from costmodel.ir.shape import Shape
from costmodel.ir.sharing import earlier, shared
from costmodel.numbers.algebra import Dim, surely_less
from costmodel.numbers.dimension import dimension


class Network:
    """A graph under construction, of one sample: its first axis holds the channels, the others are spatial.

    A kernel (stride, dilation, padding) given as one number counts for all spatial axes of what it slides over.

    Layers share what they have learned if the later is told so: `shared_with` names what the call of the earlier returned.

    Args:
        channels: of the input.
        side: height of the input in pixels, and its width unless `width` says otherwise; a pair is both, as a knob of kind
            `Side` gives it for `96x64`.
        shape: of the input, in place of the others: `(1, 16000)` is one channel of audio, `(3, 16, 112, 112)` is video.

    Attributes:
        nodes: those made so far.

    Raises:
        CostModelError: if a size is no whole number above 0, no symbol and no array of numbers.

    Example:
        >>> net = Network(channels=3, side=32)
        >>> x = net.conv(net.input, 16, 3, norm=True, act="relu")
        >>> graph = net.classify(net.conv(x, 32, 1), 10)
        >>> cost(graph)["params"]
        1306
    """

    def __init__(
        self,
        *,
        channels: Dim = 3,
        side: Dim | tuple[Dim, Dim] | None = None,
        width: Dim | None = None,
        shape: tuple[Dim, ...] | None = None,
    ) -> None:
        self.nodes: list[Node] = []
        self._prefix = ""
        self._used: dict[str, int] = {}
        if (side is None) == (shape is None) or (shape is not None and width is not None):
            raise CostModelError("a network has one input", allowed="side=224 (and width=...), or shape=(3, 224, 224)")
        if shape is None:
            if isinstance(side, tuple) and len(side) == 2 and width is None:
                side, width = side
            sizes = {"channels": channels, "side": side, "width": side if width is None else width}
            self.input = self.apply(_input(sizes), name="input")
        else:
            self.input = self.add_input(shape)

    def add_input(self, shape: tuple[Dim, ...], *, name: str = "input") -> Node:
        """Another input, whose map is alive from here on.

        Raises:
            CostModelError: if a size is no whole number above 0, no symbol and no array of numbers.
        """
        if not isinstance(shape, tuple) or not shape:
            raise CostModelError(f"shape cannot be {quoted(shape)}", given=shape, allowed="a tuple such as (3, 224, 224)")
        return self.apply(_input({f"axis {axis} of the input": size for axis, size in enumerate(shape)}), name=name)

    def graph(self) -> Graph:
        """The network as built so far."""
        return Graph(tuple(self.nodes))

    @contextmanager
    def scope(self, name: str) -> Iterator[None]:
        """Nodes made inside are named `name/...`; scopes nest."""
        if type(name) is not str:
            raise _nameless(name)
        outer = self._prefix
        self._prefix = f"{outer}{name}/"
        try:
            yield
        finally:
            self._prefix = outer

    def apply(self, op: Op, *inputs: Node, name: str | None = None, shared_with: Node | None = None) -> Node:
        """Put an op behind the nodes it reads. A name that is taken gets the next free number behind it.

        Args:
            shared_with: an earlier node of the same op, whose learned values it reads: they are there once.

        Raises:
            ShapeMisfit: if the op cannot take those shapes, or has not learned what that node has; names the node, the shapes
                and the rule.
            CostModelError: if it is no op, or reads nodes of another network.
        """
        if name is not None and type(name) is not str:
            raise _nameless(name)
        try:
            full = f"{self._prefix}{name or op.kind.lower()}"
        except AttributeError:
            raise no_op(op) from None
        if full in self._used:
            full = numbered(full, self._used)
        nodes = self.nodes
        positions: list[int] = []
        shapes: list[Shape] = []
        try:
            for node in inputs:
                if nodes[node.position] is not node:
                    raise stranger(node)
                positions.append(node.position)
                shapes.append(node.shape)
            shape = op.out(*shapes)
            work = op.work(shape, *shapes)
            if shared_with is not None:
                work = shared(op, shapes, work, earlier(nodes, shared_with))
        except (CostModelError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
            raise misfit(error, full, op, inputs, nodes) from None
        self._used[full] = 1
        made = Node(len(nodes), full, op, tuple(positions), shape, work)
        nodes.append(made)
        return made

    conv, dwconv, conv_transpose = windows.conv, windows.dwconv, windows.conv_transpose
    max_pool, average_pool, global_pool = windows.max_pool, windows.average_pool, windows.global_pool
    upsample = windows.upsample
    fc, linear = elements.fc, elements.linear
    norm, layer_norm, group_norm, act = elements.norm, elements.layer_norm, elements.group_norm, elements.act
    add, multiply, concat, classify = elements.add, elements.multiply, elements.concat, elements.classify
    embedding, attention, lstm, gru = sequences.embedding, sequences.attention, sequences.lstm, sequences.gru


def _nameless(given: object) -> CostModelError:
    return CostModelError(f"a node cannot be called {quoted(given)}", given=given, allowed="a text")


def _input(sizes: Mapping[str, object]) -> Input:
    checked = {name: dimension(name, size) for name, size in sizes.items()}
    for name, size in checked.items():
        if surely_less(size, 1):
            raise CostModelError(f"{name} cannot be below 1", given=size, allowed="numbers from 1 on")
    return Input(Shape(*checked.values()))
