"""The metrics: each one function. Adding a metric is adding a function here; reports, checks and sweeps find it.

A metric of a part reads the facts of one node under a convention and is linear in them, so that a total is the sum over
nodes, and equally the sum over types or modules. A metric of a network folds over the nodes in construction order. A metric
of a total follows from another metric's.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

from costmodel.errors import CostModelError, meant, quoted
from costmodel.formulas.conventions import Convention
from costmodel.formulas.counting import STANDARD, AsCounting, Counting, fold, in_bytes
from costmodel.formulas.part import Countable, Part
from costmodel.formulas.select import summed
from costmodel.ir.graph import Graph
from costmodel.ir.liveness import alive
from costmodel.numbers.algebra import largest, times, total
from costmodel.numbers.units import OPERATIONS


class Measured(NamedTuple):
    """A network as its folds see it.

    Attributes:
        graph: all nodes in construction order, whatever the convention leaves out.
        parts: the counted nodes, added up by type.
    """

    graph: Graph
    parts: Sequence[Part]
    counting: Counting


PartRule: TypeAlias = Callable[[Countable, Convention], Any]
NetworkRule: TypeAlias = Callable[[Measured], Any]
TotalRule: TypeAlias = Callable[[Any, Counting], Any]


class Need(NamedTuple):
    """What a counting has to state before a metric can be counted.

    Attributes:
        what: in words, and how it is given.
        is_met: does a counting state it?
    """

    what: str
    is_met: Callable[[Counting], bool]


class Metric(NamedTuple):
    """A metric's name, unit and rule; exactly one of the three rules is given.

    Attributes:
        made_of: the metric whose total `of_total` takes.
        needs: what a counting has to state for it, if anything; where it does not, all metrics are all others.
    """

    name: str
    unit: str
    summary: str
    of_part: PartRule | None = None
    of_network: NetworkRule | None = None
    of_total: TotalRule | None = None
    made_of: str = ""
    needs: Need | None = None

    def is_counted(self, counting: Counting) -> bool:
        """Does the counting state what the metric needs?"""
        return self.needs is None or self.needs.is_met(counting)

    @property
    def title(self) -> str:
        """What it is called at the head of a paper's column."""
        if self.unit in OPERATIONS:
            return f"{self.unit[0].upper()}{self.unit[1:]}"
        return self.name.upper() if self.name == "mac" else self.name.replace("_", " ").capitalize()

    @property
    def tally(self) -> str:
        """The tally of a convention that it adds up by, where it adds up one."""
        return self.made_of or self.name

    def of(self, network: Measured) -> Any:
        """The metric of the whole network."""
        if self.of_network is not None:
            return self.of_network(network)
        if self.of_total is not None:
            return self.of_total(METRICS[self.made_of].of(network), network.counting)
        assert self.of_part is not None
        return summed(self.of_part(part, network.counting.convention) for part in network.parts)


METRICS: dict[str, Metric] = {}
"""All metrics by name, each with its unit and what it is; a metric of your own joins them.

Example:
    >>> METRICS["mac"].unit
    'elements'
"""


def of_part(unit: str, needs: Need | None = None) -> Callable[[PartRule], PartRule]:
    """Register a metric that adds up over nodes.

    Example:
        >>> @of_part("elements")
        ... def traffic(part, convention):
        ...     "Elements read and written."
        ...     return part.work.reads + part.work.writes
        >>> cost(build("mobilenet"))["traffic"]
        30409704
        >>> del METRICS["traffic"]
    """

    def register(rule: PartRule) -> PartRule:
        METRICS[rule.__name__] = Metric(rule.__name__, unit, _summary(rule), of_part=rule, needs=needs)
        return rule

    return register


def of_network(unit: str, needs: Need | None = None) -> Callable[[NetworkRule], NetworkRule]:
    """Register a metric that is a fold over the nodes in construction order.

    Example:
        >>> @of_network("nodes")
        ... def nodes(network):
        ...     "Nodes of the graph."
        ...     return len(network.graph.nodes)
        >>> cost(build("mobilenet"))["nodes"]
        84
        >>> del METRICS["nodes"]
    """

    def register(rule: NetworkRule) -> NetworkRule:
        METRICS[rule.__name__] = Metric(rule.__name__, unit, _summary(rule), of_network=rule, needs=needs)
        return rule

    return register


def of_total(made_of: str, unit: str, needs: Need | None = None) -> Callable[[TotalRule], TotalRule]:
    """Register a metric that follows from the total of another one.

    Example:
        >>> @of_total("params", "bytes")
        ... def nibbles(params, counting):
        ...     "Bytes of parameters of four bits."
        ...     return params // 2
        >>> cost(build("mobilenet"))["nibbles"]
        2115988
        >>> del METRICS["nibbles"]
    """

    def register(rule: TotalRule) -> TotalRule:
        METRICS[rule.__name__] = Metric(rule.__name__, unit, _summary(rule), of_total=rule, made_of=made_of, needs=needs)
        return rule

    return register


def metric(name: str, counting: Counting | None = None) -> Metric:
    """The metric of that name.

    Args:
        counting: what it is counted by, which has to state what it needs.

    Raises:
        UnknownName: if there is none.
        CostModelError: if it needs what the counting does not state.
    """
    found = METRICS[meant("metric", name, METRICS)]
    if counting is not None and found.needs is not None and not found.needs.is_met(counting):
        raise CostModelError(f"{found.name} needs {found.needs.what}", given=name, allowed=several(None, counting))
    return found


def several(names: str | Iterable[str] | None, counting: Counting = STANDARD) -> tuple[str, ...]:
    """The names of metrics, each checked; a name alone is one, and None is all for which the counting states what they need.

    Raises:
        CostModelError: if a metric does not exist or needs what the counting does not state, or these are no names.
    """
    if names is None:
        return tuple(name for name, metric in METRICS.items() if metric.is_counted(counting))
    listed = [names] if isinstance(names, str) else list(names) if isinstance(names, Iterable) else []
    if not listed:
        raise CostModelError(f"{quoted(names)} names no metrics", given=names, allowed=list(METRICS))
    return tuple(metric(name, counting).name for name in listed)


def _summary(rule: Callable[..., Any]) -> str:
    return (rule.__doc__ or "").partition("\n")[0]


@of_part("mult-adds")
def mult_adds(part: Countable, convention: Convention) -> Any:
    """Multiply-accumulates of convolutions and matrix products, as of fully connected layers."""
    return convention.tallies["mult_adds"].of(part)


@of_part("FLOPs")
def flops(part: Countable, convention: Convention) -> Any:
    """Floating-point operations; a multiply-add is two."""
    return convention.tallies["flops"].of(part)


@of_part("parameters")
def params(part: Countable, convention: Convention) -> Any:
    """Learnable values: weights, biases, normalisation scale and shift."""
    return convention.tallies["params"].of(part)


@of_part("elements")
def mac(part: Countable, convention: Convention) -> Any:
    """Memory access cost (ShuffleNet V2, section 2): elements read, plus written, plus weights."""
    return convention.tallies["mac"].of(part)


@of_part("elements")
def activations(part: Countable, convention: Convention) -> Any:
    """Output elements of convolutions (Radosavovic et al. 2020, section 3.1)."""
    return convention.tallies["activations"].of(part)


@of_network("elements")
def peak_memory(network: Measured) -> Any:
    """The largest sum of feature maps alive at one step."""
    return largest(alive(network.graph.nodes)) * network.counting.batch


@of_total("peak_memory", "bytes")
def peak_bytes(elements: Any, counting: Counting) -> Any:
    """Bytes of those feature maps at a bit width."""
    return in_bytes(elements, counting.element_bits)


@of_total("params", "bytes")
def weight_bytes(counted: Any, counting: Counting) -> Any:
    """Bytes of the counted parameters at a bit width."""
    return in_bytes(counted, counting.bits)


@of_network("seconds", needs=Need("a device with a known peak (--device)", lambda counting: counting.roof is not None))
def latency_bound(network: Measured) -> Any:
    """Lower bound of the time by the roofline: for each layer the longer of its arithmetic and its traffic."""
    from costmodel.formulas.hardware.roofline import bounds

    roof = network.counting.roof
    assert roof is not None
    return summed(bound.seconds for _, bound in bounds(network.graph, roof, network.counting.batch))


@of_network("joules", needs=Need("a technology (--technology 45nm)", lambda counting: counting.energies is not None))
def energy_floor(network: Measured) -> Any:
    """Floor of the energy: each multiply-add, and each value read or written once in the smallest memory; nothing else."""
    from costmodel.formulas.hardware.roofline import accesses

    energies = network.counting.energies
    assert energies is not None
    works = [node.work.of_batch(network.counting.batch) for node in network.graph.nodes]
    products, values = total(work.mult_adds for work in works), total(map(accesses, works))
    return summed((times(products, energies.multiply_add), times(values, energies.value)))


TRAINED = Need("training (--training)", lambda counting: counting.training is not None)


@of_network("elements", needs=TRAINED)
def saved_activations(network: Measured) -> Any:
    """Elements of feature maps, and indices of maxima, that are kept for the backward pass."""
    from costmodel.ir.passes.kept import saved

    kept = saved(network.graph.nodes)
    return kept * network.counting.batch


@of_network("parameters", needs=TRAINED)
def gradients(network: Measured) -> Any:
    """Learned values that have a gradient."""
    from costmodel.ir.passes.kept import learned

    return learned(network.graph.nodes)


@of_total("gradients", "parameters", needs=TRAINED)
def optimizer_states(values: Any, counting: Counting) -> Any:
    """Values that the optimizer keeps beside those that are learned."""
    assert counting.training is not None
    return values * counting.training.states


@of_network("bytes", needs=TRAINED)
def training_memory(network: Measured) -> Any:
    """Bytes of weights, gradients, optimizer states, statistics, and the most maps that are alive at one step of training."""
    from costmodel.formulas.training import WIDE_BITS, map_bits
    from costmodel.ir.passes.kept import learned, statistics

    nodes, counting = network.graph.nodes, network.counting
    assert counting.training is not None
    bits = map_bits(counting.precision)
    values = total(fact for node in nodes for fact in (node.work.weights, node.work.biases, node.work.norms))
    wide = total((values, learned(nodes) * (1 + counting.training.states), statistics(nodes)))
    copies = 0 if bits == WIDE_BITS else values
    return total((in_bytes(wide, WIDE_BITS), in_bytes(total((copies, peak_memory(network))), bits)))


@of_network("layers")
def depth(network: Measured) -> Any:
    """Convolutions and fully connected layers on the longest path from the input."""
    longest: list[int] = []
    for node in network.graph.nodes:
        inputs = node.inputs
        # Path lengths are ints, not dimensions; most nodes have one input, and there `max` would take as long as the rest.
        before = longest[inputs[0]] if len(inputs) == 1 else max([longest[source] for source in inputs], default=0)
        longest.append(before + node.op.is_weighted)
    return max(longest, default=0)


DEPLOYED = Need("a way of counting a microcontroller's memory (--deployment)", lambda counting: bool(counting.deployment))


@of_network("bytes", needs=DEPLOYED)
def flash_bytes(network: Measured) -> Any:
    """Bytes of a microcontroller's flash that what has been learned takes, whatever the convention."""
    from costmodel.formulas.deployment import deployment

    return deployment(network.counting.deployment).flash_bytes(network.graph, network.counting)


@of_network("bytes", needs=DEPLOYED)
def ram_bytes(network: Measured) -> Any:
    """Bytes of a microcontroller's RAM that the feature maps take, input and output among them."""
    from costmodel.formulas.deployment import deployment

    return deployment(network.counting.deployment).ram_bytes(network.graph, network.counting)


def cost(graph: Graph, counting: AsCounting = STANDARD, metrics: Iterable[str] | None = None) -> dict[str, Any]:
    """Metrics of a whole network by name: ints, expressions or arrays, as the graph's dimensions are.

    Peak memory and depth are properties of the whole network whatever a convention leaves out.

    Args:
        metrics: all for which the counting states what they need, where none are named.

    Raises:
        UnknownName: if a metric or convention does not exist.
        CostModelError: if a named metric needs what the counting does not state.

    Example:
        >>> cost(build("mobilenet"), metrics=["mult_adds", "params"])
        {'mult_adds': 568740352, 'params': 4231976}
    """
    stated = Counting.of(counting)
    wanted = [metric(name, stated) for name in (several(None, stated) if metrics is None else metrics)]
    graph, stated = stated.passed(graph), stated.about(graph)
    network = Measured(graph, fold(graph, counting=stated), stated)
    found: dict[str, Any] = {}
    for one in wanted:  # a fold over the nodes is not done twice
        follows = one.of_total is not None and one.made_of in found
        found[one.name] = one.of_total(found[one.made_of], stated) if follows else one.of(network)  # type: ignore[misc]
    return found
