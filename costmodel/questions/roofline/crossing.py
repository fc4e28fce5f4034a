"""Where a layer changes sides: from which resolution, width or batch on arithmetic binds it, and below which traffic does.

The two sides of each layer are polynomials in the free knob, with roundings dropped as in a closed form; where they are equal
is found exactly. What is said of the values on either side is what the exact rules give there.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from costmodel.errors import CostModelError
from costmodel.formulas.counting import Counting
from costmodel.formulas.hardware.device import Roof
from costmodel.formulas.hardware.roofline import bounds
from costmodel.ir.graph import Graph
from costmodel.numbers.expression import rational, symbol, tidy
from costmodel.numbers.smooth import smooth
from costmodel.questions.compare.crossing import crossings_of
from costmodel.questions.roofline.parts import bound_by
from costmodel.questions.symbolic.lattice import Lattice
from costmodel.subjects import Subject
from costmodel.subjects.grid import words

BATCH = "batch"
Sides = Callable[[Fraction], dict[str, str] | None]  # of each layer at a value; None where no network is allowed there


class Crossover(NamedTuple):
    """A value at which both sides of a layer, or of several that are alike, take as long.

    Attributes:
        layers: their names.
        value: exact, be it no rational number.
        below: the last value that the knob takes below it in the form's domain, and the side that binds there by the exact
            rules; None where there is none.
        above: likewise the first one at or above it.
    """

    layers: tuple[str, ...]
    value: Any
    below: tuple[Fraction, str] | None
    above: tuple[Fraction, str] | None


def crossovers(graph: Graph, roof: Roof, batch: Any, knob: str, lattice: Lattice, sides: Sides) -> list[Crossover]:
    """The crossovers of a network whose sizes, or whose batch, are expressions in a knob; the first ones first."""
    alike: dict[tuple[Any, Any], list[str]] = {}
    for node, bound in bounds(graph, roof, batch):
        if bound.compute != 0 and bound.traffic != 0:
            alike.setdefault((tidy(bound.compute), tidy(bound.traffic)), []).append(node.name)
    found = [
        Crossover(tuple(names), root, *_neighbours(root, names[0], lattice, sides))
        for (compute, traffic), names in alike.items()
        for root in crossings_of(compute - traffic, knob)
    ]
    return sorted(found, key=lambda one: float(one.value))


def _neighbours(root: Any, layer: str, lattice: Lattice, sides: Sides) -> Iterator[tuple[Fraction, str] | None]:
    """The values of the lattice on either side of a root, each with what binds the layer there."""
    from sympy import ceiling

    step = lattice.step
    above = lattice.offset + step * int(ceiling((root - rational(lattice.offset)) / rational(step)))
    for value in (above - step, above):
        found = sides(value) if value > 0 else None
        yield (value, found[layer]) if found else None


def in_a_knob(asked: Subject, knob: str, counting: Counting, roof: Roof, lattice: Lattice) -> list[Crossover]:
    """The crossovers in a knob of the network.

    Args:
        lattice: of the values at which the closed form is exact.
    """

    @cache
    def sides(value: Fraction) -> dict[str, str] | None:
        try:
            return _sides(counting.passed(asked.build(words(asked, {knob: value}))), roof, counting.batch)
        except CostModelError:
            return None

    with smooth():
        graph = counting.passed(asked.built(asked.read({knob: symbol(knob)})))
        return crossovers(graph, roof, counting.batch, knob, lattice, sides)


def in_the_batch(graph: Graph, roof: Roof) -> list[Crossover]:
    """The crossovers in the samples of a batch, for all of which the weights are read once; none below one sample."""
    sides = cache(lambda value: _sides(graph, roof, value.numerator))
    found = crossovers(graph, roof, symbol(BATCH), BATCH, Lattice(Fraction(1)), sides)
    return [one for one in found if one.below]


def _sides(graph: Graph, roof: Roof, batch: int) -> dict[str, str]:
    return {node.name: bound_by(bound) for node, bound in bounds(graph, roof, batch)}
