"""The metrics: each one function. Adding a metric is adding a function here; reports, checks and sweeps find it.

A metric of a part reads the facts of one node under a convention and is linear in them, so that a total is the sum over
nodes, and equally the sum over types or modules. A metric of a network folds over the nodes in construction order.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, Protocol, TypeAlias

from costmodel.errors import UnknownName
from costmodel.formulas.conventions import Convention, Part, count, summed
from costmodel.numbers.algebra import Dim, ceil_div, largest, total


class Kind(Protocol):
    """What a fold may read of an op."""

    @property
    def is_view(self) -> bool: ...
    @property
    def is_weighted(self) -> bool: ...


class Placed(Part, Protocol):
    """A node with its place in the network: what a fold may read."""

    @property
    def op(self) -> Kind: ...
    @property
    def inputs(self) -> tuple[int, ...]: ...
    @property
    def elements(self) -> Dim: ...


class Measured(NamedTuple):
    """A network as its folds see it.

    Attributes:
        nodes: all nodes in construction order, whatever the convention leaves out.
        rows: the counted nodes, added up by type.
        bits: of one stored parameter.
    """

    nodes: Sequence[Placed]
    rows: Sequence[Part]
    convention: Convention
    bits: int


PartRule: TypeAlias = Callable[[Part, Convention], Any]
NetworkRule: TypeAlias = Callable[[Measured], Any]


class Metric(NamedTuple):
    """A metric's name, unit and rule; exactly one of the two rules is given."""

    name: str
    unit: str
    summary: str
    of_part: PartRule | None = None
    of_network: NetworkRule | None = None

    def of(self, network: Measured) -> Any:
        """The metric of the whole network."""
        if self.of_network is not None:
            return self.of_network(network)
        assert self.of_part is not None
        return summed(self.of_part(row, network.convention) for row in network.rows)


METRICS: dict[str, Metric] = {}


def of_part(unit: str) -> Callable[[PartRule], PartRule]:
    """Register a metric that adds up over nodes."""

    def register(rule: PartRule) -> PartRule:
        METRICS[rule.__name__] = Metric(rule.__name__, unit, _summary(rule), of_part=rule)
        return rule

    return register


def of_network(unit: str) -> Callable[[NetworkRule], NetworkRule]:
    """Register a metric that is a fold over the nodes in construction order."""

    def register(rule: NetworkRule) -> NetworkRule:
        METRICS[rule.__name__] = Metric(rule.__name__, unit, _summary(rule), of_network=rule)
        return rule

    return register


def metric(name: str) -> Metric:
    """The metric of that name.

    Raises:
        UnknownName: if there is none.
    """
    if name not in METRICS:
        raise UnknownName("metric", name, list(METRICS))
    return METRICS[name]


def _summary(rule: Callable[..., Any]) -> str:
    return (rule.__doc__ or "").partition("\n")[0]


@of_part("mult-adds")
def mult_adds(part: Part, convention: Convention) -> Any:
    """Multiply-accumulates of convolutions and fully connected layers."""
    return count(convention.mult_adds, part)


@of_part("FLOPs")
def flops(part: Part, convention: Convention) -> Any:
    """Floating-point operations; a multiply-add is two."""
    return count(convention.flops, part)


@of_part("parameters")
def params(part: Part, convention: Convention) -> Any:
    """Learnable values: weights, biases, normalisation scale and shift."""
    return count(convention.params, part)


@of_part("elements")
def mac(part: Part, convention: Convention) -> Any:
    """Memory access cost (ShuffleNet V2, section 2): elements read, plus written, plus weights."""
    return count(convention.mac, part)


@of_part("elements")
def activations(part: Part, convention: Convention) -> Any:
    """Output elements of convolutions (Radosavovic et al. 2020, section 3.1)."""
    return count(convention.activations, part)


@of_network("elements")
def peak_memory(network: Measured) -> Any:
    """The largest sum of feature maps alive at one step of the construction order.

    A map is alive from the node that writes it to the last node that reads it; while a node runs, its inputs and its
    output are alive together (nothing is overwritten in place). A view (slice, flatten, identity) keeps its source alive
    and owns nothing.
    """
    return largest(_alive(network.nodes))


def _alive(nodes: Sequence[Placed]) -> Iterator[Any]:
    """Elements alive at each step that writes a map."""
    owner = list(range(len(nodes)))
    readers = [0] * len(owner)
    for step, node in enumerate(nodes):
        if node.op.is_view:
            owner[step] = owner[node.inputs[0]]
        for source in node.inputs:
            readers[owner[source]] += 1
    size: list[Any] = []
    alive: Any = 0
    for step, node in enumerate(nodes):
        owned = owner[step] == step
        size.append(node.elements if owned else 0)
        if owned:
            alive = alive + size[step]
            yield alive
        for source in node.inputs:
            map_ = owner[source]
            readers[map_] -= 1
            if not readers[map_]:
                alive = alive - size[map_]
        if owned and not readers[step]:
            alive = alive - size[step]


@of_network("bytes")
def weight_bytes(network: Measured) -> Any:
    """Bytes of the counted parameters at a bit width."""
    counted = total(params(row, network.convention) for row in network.rows)
    size = Fraction(network.bits, 8)
    if size.denominator == 1:
        return counted * size.numerator
    return ceil_div(counted * size.numerator, size.denominator)


@of_network("layers")
def depth(network: Measured) -> Any:
    """Convolutions and fully connected layers on the longest path from the input."""
    longest: list[int] = []
    for node in network.nodes:
        inputs = node.inputs
        # Path lengths are ints, not dimensions; most nodes have one input, and there `max` would take as long as the rest.
        before = longest[inputs[0]] if len(inputs) == 1 else max([longest[source] for source in inputs], default=0)
        longest.append(before + node.op.is_weighted)
    return max(longest, default=0)
