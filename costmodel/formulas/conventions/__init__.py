"""What a number counts: a convention says which facts of `Work` each metric adds up, and how often (see `Select`).

The conventions of the literature stand here. The convention of a tool is a file of this folder that holds `CONVENTION`; the
folder is the registry, and a file is read when its tool is asked for, so that a report pays for no other tool's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, TypeAlias

from costmodel.errors import UnknownName, meant
from costmodel.formulas.part import Countable
from costmodel.formulas.select import Factor, Tally
from costmodel.ir.graph import Graph, Node
from costmodel.ir.implementation import AS_DRAWN, Implementation
from costmodel.ir.ops.op import KINDS
from costmodel.ir.ways import BACKWARD, WRITTEN
from costmodel.ir.where import Where

Factors: TypeAlias = Mapping[str, Factor]  # of a tally, by the text of a `Select`

# What is known of every tool here: what it makes of these, because it was run on networks of them or its rules were read.
READ = frozenset(
    (
        *("Conv", "GConv", "DWConv", "FC", "BatchNorm", "LRN", "Pool", "GlobalPool"),
        *("ReLU", "ReLU6", "Sigmoid", "Tanh", "Swish", "HSwish", "HSigmoid", "Softmax"),
        *("Add", "WeightedSum", "Scale", "Concat", "Shuffle", "Shift", "Pad"),
    )
)
# What a network that comes from elsewhere does besides its layers; tools count nothing of it but where they say so.
BESIDES = frozenset(("Activation", "AdaptivePool", "Elementwise", "Fold", "GridSample", "Reduce", "Resize", "Sort"))
NORMS = frozenset(("GroupNorm", "InstanceNorm", "LayerNorm"))
PRODUCTS = frozenset(("Attention", "Einsum", "Linear", "MatMul"))
# What a tool sees that counts all that is dispatched in a forward pass.
EVERYTHING: Mapping[str, Factor] = {written: 1 for written in WRITTEN if written != BACKWARD}
OTHERWISE = {"": "module", "recalled": "module"}  # as what a node is seen where nothing is said of the way it is written


@dataclass(frozen=True, repr=False)
class Convention:
    """Which facts each metric adds up.

    Attributes:
        summary: what is counted, in one sentence for people.
        without: kinds (`BatchNorm`) and outermost scopes (`classifier`) that are left out of every metric.
        mistakes: for a convention that imitates a tool, what the tool is known to get wrong.
        prints: for a tool, the metrics that it prints, each under the tool's own word for it.
        sees: for a tool, how often it counts the operations of a node that is written as a `module`, `function` or `method`, or
            runs in the `backward` pass; what is not named it does not see, but a `recalled` module it sees as every other. Such
            a convention counts a network as it is implemented, and one that does not say what it sees counts it as its paper
            draws it.
        implementation: for a tool, whose implementations of the families it is run on; empty for such as are as drawn.
        ways: how that implementation writes a network of which the family's file does not say it.
        knows: for a tool, the kinds and types of which it is known what they count, be it nothing. Operations of others are
            left out and shown as uncounted; without a list all are known by their facts.
        misreads: for a tool, by kind, the nodes that it takes for others, and for which.
        same_as: for a tool, another convention by which it counts, so that a search need not try both.
        rare: is it a tool whose numbers are seldom quoted? A search then tries the others first.
        measured: is it held against what the tool printed when it was run? If not, its rules were read and no more.
        source: where a tool's rules were read.

    Raises:
        CostModelError: if there is no such fact, kind, type or way of writing, or a factor is not exact.

    Example:
        >>> no_classifier = Convention("trunk", "all but the classifier", without=frozenset({"classifier"}))
        >>> cost(build("mobilenet"), no_classifier)["params"]
        3206976
    """

    name: str
    summary: str
    mult_adds: Factors = field(default_factory=lambda: {"mult_adds": 1})
    flops: Factors = field(default_factory=lambda: {"mult_adds": 2})
    params: Factors = field(default_factory=lambda: {"weights": 1, "biases": 1, "norms": 1})
    mac: Factors = field(default_factory=lambda: {"reads": 1, "writes": 1, "weights": 1, "shared_weights": 1})
    activations: Factors = field(default_factory=lambda: {"activations": 1})
    without: frozenset[str] = frozenset()
    mistakes: tuple[str, ...] = ()
    prints: Mapping[str, str] = field(default_factory=dict)
    sees: Mapping[str, Factor] = field(default_factory=dict)
    implementation: str = "torchvision"
    ways: Implementation = AS_DRAWN
    knows: frozenset[str] = frozenset()
    misreads: Mapping[str, Callable[[Node], Node]] = field(default_factory=dict)
    same_as: str = ""
    rare: bool = False
    measured: bool = True
    source: str = ""
    tallies: Mapping[str, Tally] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for written in self.sees:
            if written not in WRITTEN:
                raise UnknownName("way to write a node", written, WRITTEN)
        for text in self.knows:
            Where.read(text)
        tallies = {
            # What is made of operations depends on what is seen; parameters are there whoever looks.
            "mult_adds": Tally(self.mult_adds, self._weigh),
            "flops": Tally(self.flops, self._weigh),
            "params": Tally(self.params),
            "mac": Tally(self.mac),
            "activations": Tally(self.activations),
        }
        object.__setattr__(self, "tallies", tallies)

    def __reduce__(self) -> tuple[Any, ...]:
        """It travels as what it was made of; its tallies are made anew."""
        return type(self), tuple(getattr(self, one.name) for one in fields(self) if one.init)

    def __repr__(self) -> str:
        return f"<{self.line}>"

    @property
    def line(self) -> str:
        """What every page that shows a total says of it."""
        return f"convention {self.name}: {self.summary}"

    @property
    def is_older(self) -> bool:
        """Is it of an earlier version of a tool? Its name then ends with that version, as `thop-0-0-22`."""
        return bool(self.prints) and self.name[-1].isdigit()

    @cached_property
    def scopes(self) -> frozenset[str]:
        """The scopes whose nodes it counts otherwise than those elsewhere."""
        return frozenset(scope for tally in self.tallies.values() for scope in tally.scopes)

    @cached_property
    def without_scopes(self) -> frozenset[str]:
        """What is left out and is no kind of op."""
        return frozenset(name for name in self.without if name not in KINDS)

    def implemented(self, graph: Graph) -> Implementation:
        """How the network is written that it counts."""
        return graph.implementations.get(self.implementation, self.ways) if self.sees else AS_DRAWN

    def nodes(self, graph: Graph) -> Sequence[Node]:
        """The nodes that it counts: of a tool, as they are implemented.

        Raises:
            UnknownName: if it names a scope that the graph has not.
        """
        named = self.scopes | self.without_scopes
        if named:
            modules = dict.fromkeys(node.module for node in graph.nodes)
            for scope in sorted(named - modules.keys()):
                raise UnknownName("scope" if scope in self.scopes else "kind or scope", scope, [*modules, *KINDS])
        return self.chosen(graph)

    def chosen(self, graph: Graph) -> Sequence[Node]:
        """The nodes that it counts of a piece of a network, which need not have all the scopes that it names."""
        nodes = self.implemented(graph).nodes(graph.nodes)
        if self.misreads:
            sees_all = BACKWARD in self.sees
            nodes = [
                self.misreads[node.kind](node)
                if node.kind in self.misreads and (sees_all or node.written != BACKWARD)
                else node
                for node in nodes
            ]
        if not self.without:
            return nodes
        return [node for node in nodes if node.kind not in self.without and node.module not in self.without]

    def uncounted(self, graph: Graph) -> list[Node]:
        """The nodes that work, and of which it is not known what the tool makes of them."""
        return [node for node in self.nodes(graph) if does_arithmetic(node) and not self._is_known(node)]

    def _is_known(self, part: Countable) -> bool:
        known = self.knows
        return not known or part.kind in known or part.type in known or part.type.partition(" ")[0] in known

    def _weigh(self, part: Countable) -> Factor:
        """How often the operations of a part count."""
        if not self._is_known(part):
            return 0
        sees, written = self.sees, part.written
        return sees.get(written, sees.get(OTHERWISE.get(written, ""), 0)) if sees else 1


def does_arithmetic(node: Node) -> bool:
    """Is there anything that a counter could count of it?"""
    work = node.work
    return any(type(fact) is not int or fact != 0 for fact in (work.mult_adds, work.bias_adds, work.pointwise))


def doubled(factors: Factors) -> Factors:
    """Two operations for each that is counted: the FLOPs of a tool that counts multiply-adds only."""
    return {fact: 2 * factor for fact, factor in factors.items()}


PAPER = Convention(
    "paper",
    "mult-adds of convolutions and matrix products; FLOPs are twice that; all learnable parameters",
)
WEIGHTS_ONLY = Convention(
    "weights-only",
    "as `paper`, but parameters are the weights alone: no biases, no normalisation",
    params={"weights": 1},
)
STRICT = Convention(
    "strict",
    "FLOPs are every floating-point operation: mult-adds twice, biases, normalisation, activation, pooling, element-wise",
    flops={"mult_adds": 2, "bias_adds": 1, "pointwise": 1},
    mac=dict.fromkeys(("reads", "writes", "weights", "biases", "norms", "statistics", "shared_weights", "shared_others"), 1),
)
LITERATURE = {c.name: c for c in (PAPER, WEIGHTS_ONLY, STRICT)}


class _Conventions(Mapping[str, Convention]):
    """All conventions by name: the literature's, then the tools', each read when it is looked up."""

    @cached_property
    def tools(self) -> tuple[str, ...]:
        """The tools that have a convention, in alphabetical order."""
        from pkgutil import iter_modules

        return tuple(sorted(module.name.replace("_", "-") for module in iter_modules(__path__)))

    def __getitem__(self, name: str) -> Convention:
        if name in LITERATURE:
            return LITERATURE[name]
        if name not in self.tools:
            raise KeyError(name)
        from importlib import import_module

        return import_module(f"{__name__}.{name.replace('-', '_')}").CONVENTION  # type: ignore[no-any-return]

    def __iter__(self) -> Iterator[str]:
        return iter((*LITERATURE, *self.tools))

    def __len__(self) -> int:
        return len(LITERATURE) + len(self.tools)


CONVENTIONS = _Conventions()
"""All conventions by name: the literature's, then the tools', each read when it is looked up.

Example:
    >>> list(CONVENTIONS)[:3]
    ['paper', 'weights-only', 'strict']
"""


def convention(name: str) -> Convention:
    """The named convention.

    Raises:
        UnknownName: if there is none.

    Example:
        >>> cost(build("mobilenet"), convention("weights-only"))["params"]
        4209088
    """
    return CONVENTIONS[meant("convention", name, CONVENTIONS)]
