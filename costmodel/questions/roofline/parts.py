"""The layers of a network with what bounds them, each by itself or added up by type or outermost scope."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from costmodel.formulas.counting import BREAKDOWNS
from costmodel.formulas.hardware.roofline import Bound
from costmodel.ir.graph import Node

ARITHMETIC, TRAFFIC = "arithmetic", "traffic"


class Part(NamedTuple):
    """A layer, or several that are added up.

    Attributes:
        operations: two for each multiply-add.
        seconds: at the least.
        arithmetic: of those seconds, the ones of layers that arithmetic binds.
    """

    name: str
    type: str
    layers: int
    operations: int
    bytes: Fraction
    seconds: Fraction
    arithmetic: Fraction

    @property
    def intensity(self) -> Fraction:
        """Operations a byte."""
        return Fraction(self.operations) / self.bytes if self.bytes else Fraction(0)

    @property
    def bound_by(self) -> str:
        """The side that binds; of several layers, by what part of their time arithmetic does."""
        if self.arithmetic in (0, self.seconds):
            return ARITHMETIC if self.arithmetic else TRAFFIC
        return f"{ARITHMETIC} {float(self.arithmetic / self.seconds):.0%}"


def bound_by(bound: Bound) -> str:
    """The side that binds a layer; where both take as long, arithmetic."""
    return ARITHMETIC if bound.compute >= bound.traffic else TRAFFIC


def parts(layers: Iterable[tuple[Node, Bound]], by: str) -> list[Part]:
    """Those that take any time, in the order of first appearance."""
    groups: dict[str, list[tuple[Node, Bound]]] = {}
    for node, bound in layers:
        if bound.seconds:
            groups.setdefault(BREAKDOWNS[by](node) or node.type, []).append((node, bound))
    return [whole(name, group) for name, group in groups.items()]


def whole(name: str, layers: Sequence[tuple[Node, Bound]]) -> Part:
    """Layers added up under a name."""
    bounds = [bound for _, bound in layers]
    return Part(
        name,
        layers[0][0].type if len({node.type for node, _ in layers}) == 1 else "",
        len(layers),
        sum(bound.operations for bound in bounds),
        sum((Fraction(bound.bytes) for bound in bounds), Fraction(0)),
        sum((Fraction(bound.seconds) for bound in bounds), Fraction(0)),
        sum((Fraction(bound.seconds) for bound in bounds if bound_by(bound) == ARITHMETIC), Fraction(0)),
    )
