"""How alike two networks are: by their convolutions and matrix products, whatever their nodes are called."""

from collections import Counter
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from costmodel.formulas.metrics import METRICS, cost
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

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        lead = graph.nodes[0].shape[:-IMAGE]
        self.batch = lead[0] if lead else 1

    @cached_property
    def layers(self) -> Counter[Layer]:
        """The weighted layers, each as often as it is there."""
        works = [node.work for node in self.graph.nodes if node.is_weighted]
        return Counter(Layer(work.weights + work.shared_weights, ratio(work.mult_adds, self.batch)) for work in works)

    def likeness(self, other: "Skeleton") -> Fraction:
        """The share of layers that both have, from 0 to 1."""
        most = max(self.layers.total(), other.layers.total())
        return Fraction((self.layers & other.layers).total(), most) if most else Fraction(0)

    @cached_property
    def totals(self) -> dict[str, Dim]:
        """Every metric, of all samples."""
        return cost(self.graph, metrics=METRICS)
