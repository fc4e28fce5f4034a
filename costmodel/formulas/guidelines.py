"""The four guidelines of ShuffleNet V2 (Ma et al. 2018, section 2) as statements about any graph.

MAC is memory access cost: elements read and written, and weights. A value is exact where it is rational; where the bound of
G1 takes a root that is not, it is a float.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any, NamedTuple

from costmodel.formulas.counting import STANDARD, Counting, fold
from costmodel.formulas.laws.shuffle import (
    grouped_pointwise_mac,
    grouped_pointwise_mac_at_budget,
    grouped_pointwise_mac_bound,
)
from costmodel.formulas.metrics import mac
from costmodel.formulas.part import Part
from costmodel.ir.graph import Graph, Node
from costmodel.ir.ops import Conv
from costmodel.numbers.algebra import Dim, ratio, same, total

# G3 counts what the paper calls individual operators: convolutions (a fully connected layer is one) and pooling.
POOLING = {"Pool", "GlobalPool", "AdaptivePool"}

# G4. The paper counts depthwise convolution with the element-wise operators, because its MAC is large beside its FLOPs.
ELEMENTWISE = {"Activation", "PReLU", "Add", "WeightedSum", "Scale", "Elementwise"}
NORMALISATION = {"BatchNorm", "LRN", "LayerNorm", "RMSNorm", "GroupNorm", "InstanceNorm"}
DEPTHWISE = {"DWConv"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One number about a graph.

    Attributes:
        name: what was counted, in a few words.
        value: an int, a Fraction, or a float; an expression or an array where the graph's sizes are.
        unit: of the value; a `share` or an `excess` is a fraction of 1.
    """

    name: str
    value: Any
    unit: str


@dataclass(frozen=True, slots=True)
class Guideline:
    """A guideline with what it finds in a graph.

    Attributes:
        name: G1 to G4.
        statement: what the paper recommends, and how it is counted here.
    """

    name: str
    statement: str
    findings: tuple[Finding, ...]

    def __getitem__(self, name: str) -> Any:
        """The value of that name."""
        for finding in self.findings:
            if finding.name == name:
                return finding.value
        raise KeyError(name)


class Pointwise(NamedTuple):
    """A 1x1 convolution: pixels of its output, input and output channels, groups."""

    hw: Dim
    c1: Dim
    c2: Dim
    groups: Dim

    @property
    def mult_adds(self) -> Any:
        return ratio(self.hw * self.c1 * self.c2, self.groups)

    @property
    def mac(self) -> Any:
        return grouped_pointwise_mac(*self)


class Block(NamedTuple):
    """A stretch of the network between two maps that every path passes: its operators, and how many run side by side."""

    operators: int
    parallel: int


def findings(graph: Graph, counting: Counting = STANDARD) -> tuple[Guideline, Guideline, Guideline, Guideline]:
    """What the four guidelines find in a graph. The counting decides what MAC is in G4.

    Raises:
        Undecided: if channels are equal for some values of a free knob only.
    """
    pointwise = list(pointwise_convolutions(graph))
    return _channels(pointwise), _groups(pointwise), _fragments(blocks(graph)), _elementwise(graph, counting)


def pointwise_convolutions(graph: Graph) -> Iterator[Pointwise]:
    """The graph's 1x1 convolutions; one of stride 2 reads only the pixels that it needs, a deformable one is none."""
    for node in graph.nodes:
        if type(node.op) is Conv and all(slide.kernel == 1 for slide in node.op.window.slides):
            axis, shape = node.op.window.axis, node.shape
            pixels = prod((*shape[:axis], *shape[axis + 1 :]))
            yield Pointwise(pixels, graph.nodes[node.inputs[0]].shape[axis], shape[axis], node.op.groups)


def blocks(graph: Graph) -> list[Block]:
    """The blocks of a graph, from its list of nodes alone.

    Only nodes that the last one depends on take part. A node is a *joint* if no edge leads past it, that is from an earlier
    node to a later one: every path from input to output runs through it. The nodes behind one joint, up to and with the
    next, are one block. In it the *rank* of an operator is the number of operators on the longest path to it, itself
    included. Operators of one rank do not depend on each other; the most that share a rank run side by side. A plain
    layer is a block of 1 operator and 1 path; a shortcut without an operator adds no path.
    """
    nodes = graph.nodes
    needed = [False] * len(nodes)
    last_reader = list(range(len(nodes)))
    needed[-1] = True
    for node in reversed(nodes):
        if needed[node.position]:
            for source in node.inputs:
                needed[source] = True
                last_reader[source] = max(last_reader[source], node.position)
    found: list[Block] = []
    block: list[Node] = []
    reached = 0  # the furthest node that reads a node before this one
    for node in nodes:
        if not needed[node.position]:
            continue
        block.append(node)
        if reached <= node.position:
            found.append(_block(block))
            block = []
        reached = max(reached, last_reader[node.position])
    return [block for block in found if block.operators]


def _block(nodes: Sequence[Node]) -> Block:
    rank: dict[int, int] = {}
    ranks: dict[int, int] = {}
    operators = 0
    for node in nodes:
        before = max((rank.get(source, 0) for source in node.inputs), default=0)
        counts = node.is_weighted or node.kind in POOLING
        rank[node.position] = before + counts
        if counts:
            operators += 1
            ranks[before] = ranks.get(before, 0) + 1
    return Block(operators, max(ranks.values(), default=0))


def _channels(convolutions: Sequence[Pointwise]) -> Guideline:
    equal = sum(same(one.c1, one.c2) for one in convolutions)
    spent = total(one.mac for one in convolutions)
    bound = total(grouped_pointwise_mac_bound(one.hw, one.mult_adds, one.groups) for one in convolutions)
    return Guideline(
        "G1",
        "A 1x1 convolution needs the least MAC where it has as many output as input channels. Counted: those that do, and the "
        "MAC of all of them above the least that their mult-adds, pixels and groups allow.",
        (
            Finding("1x1 convolutions", len(convolutions), "layers"),
            Finding("with equal channels", equal, "layers"),
            Finding("share with equal channels", _share(equal, len(convolutions)), "share"),
            Finding("MAC", spent, "elements"),
            Finding("least MAC", bound, "elements"),
            Finding("MAC above the least", _share(spent - bound, bound), "excess"),
        ),
    )


def _groups(convolutions: Sequence[Pointwise]) -> Guideline:
    grouped = [one for one in convolutions if not (type(one.groups) is int and one.groups == 1)]
    spent = total(one.mac for one in grouped)
    ungrouped = total(grouped_pointwise_mac_at_budget(one.hw, one.c1, one.mult_adds, 1) for one in grouped)
    return Guideline(
        "G2",
        "Groups in 1x1 convolutions are paid for with MAC. Counted: the MAC of the grouped ones above that of ungrouped ones "
        "with the same input and the same mult-adds, which have fewer output channels.",
        (
            Finding("grouped 1x1 convolutions", len(grouped), "layers"),
            Finding("MAC", spent, "elements"),
            Finding("MAC ungrouped", ungrouped, "elements"),
            Finding("MAC above ungrouped", _share(spent - ungrouped, ungrouped), "excess"),
        ),
    )


def _fragments(found: Sequence[Block]) -> Guideline:
    parallel, operators = [block.parallel for block in found], [block.operators for block in found]
    return Guideline(
        "G3",
        "Many small operators in a block use parallel hardware badly. Counted: in each block, which lies between two maps that "
        "every path passes, the convolutions and poolings, and the most of them that stand side by side.",
        (
            Finding("blocks", len(found), "blocks"),
            Finding("most operators in a block", max(operators, default=0), "operators"),
            Finding("mean operators in a block", _share(sum(operators), len(found)), "operators"),
            Finding("most parallel paths in a block", max(parallel, default=0), "paths"),
            Finding("mean parallel paths in a block", _share(sum(parallel), len(found)), "paths"),
        ),
    )


def _elementwise(graph: Graph, counting: Counting) -> Guideline:
    def spent(parts: Iterable[Part]) -> Any:
        return total(mac(part, counting.convention) for part in parts)

    every = fold(graph, counting=counting)
    shares = [
        Finding(name, _share(spent(part for part in every if part.kind in kinds), spent(every)), "share")
        for name, kinds in (
            ("activations, sums and gates", ELEMENTWISE),
            ("normalisation", NORMALISATION),
            ("depthwise convolutions", DEPTHWISE),
        )
    ]
    return Guideline(
        "G4",
        "Element-wise operations cost more than their FLOPs tell. Counted: their shares of the network's MAC; normalisation "
        "apart, which can be folded into a convolution, and depthwise convolutions, which the paper counts with them.",
        (*shares, Finding("all of these", total(finding.value for finding in shares), "share")),
    )


def _share(part: Any, whole: Any) -> Any:
    """`part / whole`; 0 of nothing."""
    if isinstance(whole, (int, float, Fraction)) and not whole:
        return Fraction(0)
    return ratio(part, whole)
