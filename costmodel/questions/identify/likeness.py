"""How alike two networks are: by their convolutions and matrix products, whatever their nodes are called."""

from collections import Counter
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from costmodel.formulas.counting import STANDARD, Counting
from costmodel.formulas.metrics import cost
from costmodel.ir.graph import Graph
from costmodel.numbers.algebra import Dim, ratio

IMAGE = 3  # axes of one sample's map; what leads them is a batch


class Layer(NamedTuple):
    """What a weighted layer is known by; a convolution of one pixel and a matrix are the same then."""

    weights: Dim
    mult_adds: Dim


class Skeleton:
    """A network as its weighted layers.

    Attributes:
        batch: samples in its input.
    """

    def __init__(self, graph: Graph, counting: Counting = STANDARD) -> None:
        self.graph = graph
        self._counting = counting
        lead = graph.nodes[0].shape[:-IMAGE]
        self.batch = lead[0] if lead else 1

    @cached_property
    def layers(self) -> Counter[Layer]:
        """The weighted layers, each as often as it is there."""
        return Counter(layer for layer, _ in self._typed)

    @cached_property
    def _typed(self) -> list[tuple[Layer, str]]:
        """The weighted layers in order, each with its type."""
        weighted = [(node.work, node.type) for node in self.graph.nodes if node.is_weighted]
        return [(Layer(one.weights + one.shared_weights, ratio(one.mult_adds, self.batch)), kind) for one, kind in weighted]

    def beyond(self, other: "Skeleton") -> Counter[str]:
        """The types of the layers that another network has not, each with how many of them."""
        left, found = self.layers - other.layers, Counter[str]()
        for layer, kind in self._typed:
            if left[layer]:
                left[layer] -= 1
                found[kind] += 1
        return found

    def likeness(self, other: "Skeleton") -> Fraction:
        """The share of layers that both have, from 0 to 1."""
        most = max(self.layers.total(), other.layers.total())
        return Fraction((self.layers & other.layers).total(), most) if most else Fraction(0)

    @cached_property
    def totals(self) -> dict[str, Dim]:
        """Every metric, of all samples."""
        return cost(self.graph, self._counting)
