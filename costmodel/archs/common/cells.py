"""Networks stacked from cells that a search found. A cell is data: pairs of operations on hidden states, and the states that
are its output. Whoever finds a cell writes it down, and `build_cell_network` stacks it as NASNet's authors do.

    NORMAL = Cell(
        Pair("separable 5x5", 0, "separable 3x3", 1),  # makes hidden state 2
        Pair("average 3x3", 0, "identity", 2),         # makes hidden state 3
        output=(2, 3),
    )

Hidden state 0 is the map that enters the cell and state 1 the one that entered the cell before; each pair makes the next.
What an operation consists of is the released code of NASNet (tensorflow/models, nasnet_utils.py) and of AmoebaNet
(tensorflow/tpu, network_utils.py), which agree where they overlap.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Literal, NamedTuple, TypeAlias, get_args

from costmodel.archs.common.kinds import Size
from costmodel.errors import CostModelError, UnknownName
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network
from costmodel.ir.ops.channels import Pad
from costmodel.numbers.algebra import Dim, floor_div, same_in_general, surely_less

Operation: TypeAlias = Callable[[Network, Node, Dim, int], Node]  # (net, state, filters, stride) -> map of `filters` channels
Join: TypeAlias = Literal["add", "concat"]
Dataset: TypeAlias = Literal["imagenet", "cifar10", "cifar100"]

INPUTS = 2  # hidden states that a cell is given: its input, and the input of the cell before


def projection(net: Network, x: Node, filters: Dim, stride: int = 1) -> Node:
    """ReLU, 1x1 convolution, normalisation."""
    return net.conv(net.act(x, "relu"), filters, 1, stride=stride, norm=True)


def identity(net: Network, x: Node, filters: Dim, stride: int) -> Node:
    """The state itself; a projection where it has to be reduced or has another width."""
    if stride == 1 and same_in_general(x.shape.channels, filters):
        return x
    return projection(net, x, filters, stride)


def separable(net: Network, x: Node, filters: Dim, stride: int, *, kernel: int) -> Node:
    """Twice ReLU, depthwise, 1x1 convolution, normalisation; nothing between depthwise and 1x1."""
    for number in (1, 2):
        x = net.dwconv(net.act(x, "relu"), kernel, stride=stride if number == 1 else 1, name="depthwise")
        x = net.conv(x, filters, 1, norm=True, name="pointwise")
    return x


def bottleneck(
    net: Network,
    x: Node,
    filters: Dim,
    stride: int,
    *,
    kernels: Sequence[tuple[int, int]],
    share: tuple[int, int] = (1, 4),
    dilation: int = 1,
) -> Node:
    """Full convolutions on a share of the filters, between two projections; an axis is reduced where a kernel extends."""
    times, over = share
    inner = floor_div(times * filters, over)
    if surely_less(inner, 1):
        raise CostModelError(f"{filters} filters are too few for a bottleneck of {times}/{over} of them")
    x = projection(net, x, inner)
    for height, width in kernels:
        strides = (stride if height > 1 else 1, stride if width > 1 else 1)
        x = net.conv(net.act(x, "relu"), inner, (height, width), stride=strides, dilation=dilation, norm=True)
    return projection(net, x, filters)


def pooling(net: Network, x: Node, filters: Dim, stride: int, *, mode: Literal["average", "max"], kernel: int) -> Node:
    """Pooling; then 1x1 convolution and normalisation where the state has another width."""
    fits = same_in_general(x.shape.channels, filters)
    x = net.average_pool(x, kernel, stride) if mode == "average" else net.max_pool(x, kernel, stride)
    return x if fits else net.conv(x, filters, 1, norm=True)


# The search space of NASNet (section 3.1), and the 2x2 pooling of AmoebaNet.
OPERATIONS: dict[str, Operation] = {
    "identity": identity,
    "1x1": projection,
    "3x3": partial(bottleneck, kernels=((3, 3),)),
    "1x3 then 3x1": partial(bottleneck, kernels=((1, 3), (3, 1)), share=(3, 8)),
    "1x7 then 7x1": partial(bottleneck, kernels=((1, 7), (7, 1))),
    "dilated 3x3": partial(bottleneck, kernels=((3, 3),), dilation=2),
    "separable 3x3": partial(separable, kernel=3),
    "separable 5x5": partial(separable, kernel=5),
    "separable 7x7": partial(separable, kernel=7),
    "average 3x3": partial(pooling, mode="average", kernel=3),
    "max 2x2": partial(pooling, mode="max", kernel=2),
    "max 3x3": partial(pooling, mode="max", kernel=3),
    "max 5x5": partial(pooling, mode="max", kernel=5),
    "max 7x7": partial(pooling, mode="max", kernel=7),
}


class Pair(NamedTuple):
    """Two operations, each on one hidden state, joined to the next hidden state.

    Example:
        >>> Pair("separable 3x3", 0, "identity", 1).join
        'add'
    """

    left: str
    left_state: int
    right: str
    right_state: int
    join: Join = "add"


class Cell:
    """Pairs in the order in which they make hidden states 2, 3, ..., and the states that are concatenated to the output.

    Args:
        pairs: each a `Pair`, or the same as a plain tuple or list.
        output: where not given, every state that a pair makes and no pair reads.

    Raises:
        CostModelError: if a pair names an operation, a hidden state or a join that does not exist.

    Example:
        >>> Cell(Pair("separable 3x3", 0, "identity", 1), Pair("max 3x3", 2, "identity", 1)).output
        (3,)
    """

    def __init__(self, *pairs: Sequence[str | int], output: Sequence[int] | None = None) -> None:
        self.pairs = tuple(_pair(number, pair) for number, pair in enumerate(pairs, start=1))
        states = range(INPUTS + len(pairs))
        read = {state for pair in self.pairs for state in (pair.left_state, pair.right_state)}
        self.output = tuple(state for state in states[INPUTS:] if state not in read) if output is None else tuple(output)
        if not self.pairs or not self.output:
            raise CostModelError("a cell needs a pair, and a hidden state as its output")
        for state in self.output:
            _check_state("the output", state, len(states))


def _pair(number: int, given: Sequence[object]) -> Pair:
    if not (isinstance(given, (tuple, list)) and len(given) in (4, 5)):
        raise CostModelError(f"pair {number} is {given!r}; allowed: operation, state, operation, state, and a join")
    pair = Pair(*given)  # what it holds is looked up below
    for operation, state in ((pair.left, pair.left_state), (pair.right, pair.right_state)):
        if not isinstance(operation, str) or operation not in OPERATIONS:
            raise UnknownName("operation", str(operation), list(OPERATIONS))
        _check_state(f"pair {number}", state, INPUTS + number - 1)
    if pair.join not in get_args(Join):
        raise UnknownName("join", str(pair.join), list(get_args(Join)))
    return pair


def _check_state(who: str, state: object, states: int) -> None:
    if type(state) is not int or not 0 <= state < states:
        raise CostModelError(f"{who} reads hidden state {state!r}; allowed: 0 to {states - 1}")


def factorized_reduction(net: Network, x: Node, filters: Dim) -> Node:
    """Half the size in two paths, one of them moved by a pixel, so that together they see every pixel's neighbourhood."""
    half = floor_div(filters, 2)
    moved = net.apply(Pad(((-1, 1), (-1, 1))), x, name="move")
    paths = [
        net.conv(net.average_pool(map_, 1, 2, name=f"{name}/subsample"), channels, 1, name=name)
        for name, map_, channels in (("path1", x, half), ("path2", moved, filters - half))
    ]
    return net.norm(net.concat(*paths))


def stack_cell(
    net: Network, cell: Cell, current: Node, previous: Node | None, filters: Dim, stride: int, *, larger: bool
) -> Node:
    """One cell.

    Args:
        previous: the map that entered the cell before; without one the current map itself, unprojected, is hidden state 1.
        stride: 2 in a reduction cell, for the operations on hidden states 0 and 1.
        larger: whether the previous map is twice as large as the current one.
    """
    if surely_less(filters, 1):
        raise CostModelError("a cell of no filters: the network's filters are too few for its reduction cells")
    with net.scope("h0"):
        states = [projection(net, current, filters)]
    with net.scope("h1"):
        states.append(current if previous is None else _matched(net, previous, filters, larger))
    for number, pair in enumerate(cell.pairs, start=INPUTS):
        with net.scope(f"h{number}"):
            arms = []
            for side, name, state in (("left", pair.left, pair.left_state), ("right", pair.right, pair.right_state)):
                with net.scope(side):
                    arms.append(OPERATIONS[name](net, states[state], filters, stride if state < INPUTS else 1))
            states.append(net.add(*arms) if pair.join == "add" else net.concat(*arms))
    with net.scope("output"):
        return net.concat(*(_as_output(net, states[s], filters, stride) if s < INPUTS else states[s] for s in cell.output))


def _matched(net: Network, previous: Node, filters: Dim, larger: bool) -> Node:
    if larger:
        return factorized_reduction(net, net.act(previous, "relu"), filters)
    return previous if same_in_general(previous.shape.channels, filters) else projection(net, previous, filters)


def _as_output(net: Network, state: Node, filters: Dim, stride: int) -> Node:
    """A hidden state that the cell was given, brought to the size and width of those it made."""
    if stride == 2:
        return factorized_reduction(net, state, filters)
    return state if same_in_general(state.shape.channels, filters) else net.conv(state, filters, 1, norm=True)


def build_cell_network(
    normal: Cell,
    reduction: Cell,
    *,
    filters: Dim,
    cells: Sequence[int],
    dataset: Dataset = "imagenet",
    stem: Dim | None = None,
    resolution: Dim | Size = 224,
    channels: Dim = 3,
    classes: Dim = 1000,
    auxiliary: bool = False,
) -> Graph:
    """A network of one's own cells: a stem, and stages of normal cells with a reduction cell before every further stage.

    Args:
        filters: F of the first stage; a reduction cell doubles it.
        cells: normal cells in each stage, such as (6, 6, 6).
        dataset: for ImageNet the stem reduces by a convolution and two reduction cells, of F/4 and F/2 filters; for CIFAR it
            is one convolution that keeps the size.
        stem: channels of the first convolution; where not given 32 for ImageNet, 3F for CIFAR.
        auxiliary: with the auxiliary head, which is used in training only, before the last reduction cell.

    Raises:
        CostModelError: if the resolution or the filters are too small.

    Example:
        >>> normal = Cell(Pair("separable 3x3", 0, "identity", 1), Pair("1x7 then 7x1", 0, "average 3x3", 2))
        >>> reduction = Cell(Pair("separable 5x5", 0, "max 3x3", 1))
        >>> cost(build_cell_network(normal, reduction, filters=32, cells=(2, 2, 2)))["params"]
        417176
    """
    if auxiliary and len(cells) < 2:
        raise CostModelError("the auxiliary head stands before the last reduction cell, so it needs two stages or more")
    height, width = resolution if isinstance(resolution, Size) else (resolution, resolution)
    net = Network(channels=channels, side=height, width=width)
    imagenet = dataset == "imagenet"
    with net.scope("stem"):
        first = stem if stem is not None else 32 if imagenet else 3 * filters
        x = net.conv(net.input, first, 3, stride=2 if imagenet else 1, padding="valid" if imagenet else "same", norm=True)
    previous, larger = None, False
    for name, width, reduces in _plan(filters, cells, imagenet):
        if auxiliary and name == f"reduction{len(cells) - 1}":
            auxiliary_head(net, x, classes)
        with net.scope(name):
            after = stack_cell(net, reduction if reduces else normal, x, previous, width, 2 if reduces else 1, larger=larger)
        previous, x, larger = x, after, reduces
    return net.classify(net.act(x, "relu", name="relu"), classes)


def _plan(filters: Dim, cells: Sequence[int], imagenet: bool) -> Iterator[tuple[str, Dim, bool]]:
    """The cells in order: name, filters, whether it is a reduction cell."""
    if imagenet:
        yield "stem/cell1", floor_div(filters, 4), True
        yield "stem/cell2", floor_div(filters, 2), True
    for stage, number in enumerate(cells):
        width = filters * 2**stage
        if stage:
            yield f"reduction{stage}", width, True
        for cell in range(1, number + 1):
            yield f"stage{stage + 1}/cell{cell}", width, False


def auxiliary_head(net: Network, x: Node, classes: Dim) -> None:
    """A second classifier for training: pooling, a 1x1 convolution, a convolution as large as the map, fully connected."""
    with net.scope("auxiliary"):
        x = net.average_pool(net.act(x, "relu"), 5, 3, padding="valid")
        x = net.conv(x, 128, 1, norm=True, act="relu", name="reduce")
        x = net.conv(x, 768, (x.shape.height, x.shape.width), padding="valid", norm=True, act="relu", name="whole")
        net.fc(x, classes)
