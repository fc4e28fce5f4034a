"""Where a layer changes sides: from which resolution, width or batch on arithmetic binds it, and below which traffic does.

The two sides of each layer are polynomials in the free knob, with roundings dropped as in a closed form; where they are equal
is found exactly. What is said of the values on either side is what the exact rules give there.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from sympy import ceiling

from costmodel.errors import CostModelError
from costmodel.formulas.counting import Counting
from costmodel.formulas.hardware.roofline import Bound, bounds
from costmodel.ir.graph import Graph, Node
from costmodel.numbers.expression import rational, symbol, tidy
from costmodel.numbers.smooth import smooth
from costmodel.questions.compare.crossing import crossings_of
from costmodel.questions.roofline.parts import bound_by
from costmodel.questions.symbolic.lattice import Lattice
from costmodel.subjects import Subject
from costmodel.subjects.grid import words


class Side(NamedTuple):
    """A value of the knob, and what binds there by the exact rules."""

    value: Fraction
    bound_by: str


class Crossover(NamedTuple):
    """A value at which both sides of a layer, or of several that are alike, take as long.

    Attributes:
        layers: their names.
        value: exact, be it no rational number.
        below: the last value of the knob below it at which the closed form is exact.
        above: likewise the first one at or above it.
    """

    layers: tuple[str, ...]
    value: Any
    below: Side
    above: Side


Layers = list[tuple[Node, Bound]]


def layers_of(graph: Graph, counting: Counting) -> Layers:
    """Every layer, after the passes, with what bounds it."""
    assert counting.roof is not None
    return list(bounds(counting.passed(graph), counting.roof, counting.about(graph).batch))


def crossovers(asked: Subject, knob: str, counting: Counting, lattice: Lattice) -> list[Crossover]:
    """Where layers of a network change sides, the first ones first; where there is a network on both sides.

    Args:
        knob: that only enters arithmetic.
        lattice: of the values at which the closed form is exact.
    """

    @cache
    def exact(value: Fraction) -> dict[str, str] | None:
        try:
            return {node.name: bound_by(b) for node, b in layers_of(asked.build(words(asked, {knob: value})), counting)}
        except CostModelError:
            return None

    with smooth():
        lifted = layers_of(asked.built(asked.read({knob: symbol(knob)})), counting)
    found = []
    for names, difference in _differences(lifted):
        for root in crossings_of(difference, knob):
            below, above = (_side(names[0], value, exact) for value in _neighbours(root, lattice))
            if below and above:
                found.append(Crossover(names, root, below, above))
    return sorted(found, key=lambda one: float(one.value))


def _differences(layers: Layers) -> list[tuple[tuple[str, ...], Any]]:
    """The arithmetic of layers less their traffic, once for all that are alike; of those that have both."""
    alike: dict[tuple[Any, Any], list[str]] = {}
    for node, bound in layers:
        if bound.compute != 0 and bound.traffic != 0:
            alike.setdefault((tidy(bound.compute), tidy(bound.traffic)), []).append(node.name)
    return [(tuple(names), compute - traffic) for (compute, traffic), names in alike.items()]


def _neighbours(root: Any, lattice: Lattice) -> tuple[Fraction, Fraction]:
    """The last element of the lattice below a root, and the first at or above it."""
    steps = int(ceiling((root - rational(lattice.offset)) / rational(lattice.step)))
    above = lattice.offset + lattice.step * steps
    return above - lattice.step, above


def _side(layer: str, value: Fraction, exact: Callable[[Fraction], dict[str, str] | None]) -> Side | None:
    """What binds a layer at a value; None where there is no network."""
    found = exact(value) if value > 0 else None
    return Side(value, found[layer]) if found else None
