"""The work of one node: facts that are kept apart, because every convention question is a question about which to add.

`Work` is a named tuple and not a frozen dataclass: graphs have hundreds of thousands of nodes, and a tuple is made five
times faster.
"""

from collections.abc import Iterable
from typing import NamedTuple

from costmodel.numbers.algebra import Dim, total


class Work(NamedTuple):
    """What one node does for one sample. Every fact is a count; an op states the ones it has and the rest are 0.

    Example:
        >>> Work.sum([Work(mult_adds=9, weights=9), Work(mult_adds=1)]).mult_adds
        10
    """

    mult_adds: Dim = 0  # multiply-accumulates of convolutions and matrix products
    bias_adds: Dim = 0  # additions of a bias to those products
    pointwise: Dim = 0  # other arithmetic: normalisation, activation, pooling, element-wise
    weights: Dim = 0  # learnable values of convolutions, matrices and weighted sums
    biases: Dim = 0  # learnable biases
    norms: Dim = 0  # learnable scale and shift of normalisation
    statistics: Dim = 0  # running mean and variance: stored, not learned
    reads: Dim = 0  # feature-map elements read
    writes: Dim = 0  # feature-map elements written
    activations: Dim = 0  # output elements of convolutions (the RegNet count)
    bare_kernels: Dim = 0  # kernels of convolutions without a bias, one for each pair of channels
    shared_weights: Dim = 0  # weights that another node has and this one reads again
    shared_others: Dim = 0  # biases, scales, shifts and statistics likewise

    def __repr__(self) -> str:
        """The facts that are not 0."""
        facts = (f"{name}={fact!r}" for name, fact in self._asdict().items() if not (type(fact) is int and fact == 0))
        return f"Work({', '.join(facts)})"

    def of_batch(self, samples: Dim) -> "Work":
        """The work on so many samples; what is learned is there once for all of them."""
        return self._replace(**{fact: getattr(self, fact) * samples for fact in PER_SAMPLE})

    def again(self) -> "Work":
        """The work of a node that shares all it has learned with an earlier one: it is read again, but there once."""
        return self._replace(
            weights=0,
            biases=0,
            norms=0,
            statistics=0,
            bare_kernels=0,
            shared_weights=self.weights + self.shared_weights,
            shared_others=total((self.biases, self.norms, self.statistics, self.shared_others)),
        )

    @classmethod
    def sum(cls, works: Iterable["Work"]) -> "Work":
        """Add many works at once, one sum a fact."""
        first, *others = works
        return cls(*map(total, zip(first, *others, strict=True))) if others else first


PER_SAMPLE = ("mult_adds", "bias_adds", "pointwise", "reads", "writes", "activations")
