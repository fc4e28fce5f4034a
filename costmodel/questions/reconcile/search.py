"""The search of the lattice: networks times ways to count times ways to print, up to a total cost.

What is listed is minimal: no decision of an explanation can be left out. The simplest stands first; among equally simple ones
the one whose value lies nearest to what was stated. What fits but would fit many another number as well is no explanation and
is not told (see `chance`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

from costmodel.errors import CostModelError
from costmodel.formulas.counting import STANDARD, Counting
from costmodel.numbers.text import Printed
from costmodel.published.basis import Basis
from costmodel.published.print import Tolerance, tolerance
from costmodel.published.totals import Measure, Totals
from costmodel.questions.reconcile.chance import Neighbours, Reading
from costmodel.questions.reconcile.costs import MOST
from costmodel.questions.reconcile.countings import Countings, of_samples
from costmodel.questions.reconcile.explanation import Explanation
from costmodel.questions.reconcile.printings import printings
from costmodel.questions.reconcile.reconciled import Reconciled
from costmodel.questions.reconcile.way import Way

# Of the numbers nearby, the share that something so cheap may print for it to be told, and to be told as no more than possible.
EXPLAINS = Fraction(1, 4)
POSSIBLE = Fraction(1, 2)
COMMON = 3  # one common decision is possible however few the digits are
PLAIN = 4  # what a near miss may cost, and what is tried of several samples
NEAREST = 3


class Candidate(NamedTuple):
    """A value and the decisions that lead to it, before it is printed."""

    network: Way
    counting: Way
    value: Any

    @property
    def cost(self) -> int:
        return self.network.cost + self.counting.cost

    @property
    def way(self) -> Way:
        return self.network.with_(self.counting)


class Search:
    """The search for one printed number.

    Networks are added one by one and not kept: hundreds of them at once would be slow to hold.

    Args:
        stated: what the source says, with its metric.
        counting: what holds where it says nothing.
    """

    def __init__(self, printed: Printed, stated: Basis, counting: Counting = STANDARD) -> None:
        stated = stated.model_copy(update={"unit": printed.unit})
        self._metric = stated.metric or ""
        self._printed = printed
        self._countings = Countings(stated, counting)
        self._is_of_one = Measure.of(stated, counting).counting.batch == 1
        self._readings = list(_readings(printed, stated))
        self._neighbours = Neighbours(printed)
        self._spans = [self._neighbours.span(unit) for unit in dict.fromkeys(one.unit for _, one, _ in self._readings)]
        self._computed: Any = None
        self._candidates: list[Candidate] = []

    def add(self, network: Way, totals: Totals) -> None:
        """Count a network in all ways; the one that was named comes first.

        Raises:
            CostModelError: if the network that was named cannot be counted as stated; others that cannot are passed over.
        """
        try:
            counted = [
                Candidate(network, way, totals.of(measure))
                for way, measure in self._countings.of(totals)
                if network.cost + way.cost <= MOST
            ]
        except CostModelError:
            if self._computed is None:
                raise
            return
        if self._computed is None:
            self._computed = counted[0].value
        self._candidates += filter(self._may_do, counted)
        self._candidates += filter(self._may_do, self._of_samples(counted))

    def found(self) -> Reconciled:
        """The ways to come to the number, or, where there is none, to others near it."""
        computed = Fraction(self._computed)
        fitting = _minimal(self._holding(), computed, self._readings[0][2])
        shares = self._neighbours.shares(
            ((one.cost, one.value) for one in self._candidates),
            [reading for _, reading, _ in self._readings],
            max((one.cost for one in fitting), default=0),
        )
        fitting = [replace(one, chance=shares[one.cost]) for one in fitting]
        told = tuple(one for one in fitting if one.chance <= EXPLAINS or not one.decisions)
        possible = tuple(one for one in fitting[len(told) :] if one.chance <= POSSIBLE or one.cost <= COMMON)
        nearest = () if told or possible else tuple(_nearest(self._candidates, self._printed))
        return Reconciled(self._metric, self._printed, computed, told, possible, nearest)

    def _of_samples(self, counted: Iterable[Candidate]) -> Iterator[Candidate]:
        """Several samples taken together, of what is counted in a plain way."""
        for candidate in counted if self._is_of_one else ():
            if candidate.cost <= PLAIN:
                for samples, way in of_samples(candidate.counting, self._metric):
                    yield Candidate(candidate.network, way, candidate.value * samples)

    def _may_do(self, candidate: Candidate) -> bool:
        return any(least <= candidate.value <= most for least, most in self._spans) or candidate.cost <= PLAIN

    def _holding(self) -> Iterator[tuple[Candidate, Explanation]]:
        """The candidates that print the digits."""
        for candidate in self._candidates:
            for way, _, values in self._readings:
                if candidate.cost + way.cost <= MOST and values.holds(candidate.value):
                    yield candidate, _explanation(candidate.way.with_(way), candidate.value)


def _readings(printed: Printed, stated: Basis) -> Iterator[tuple[Way, Reading, Tolerance]]:
    for way in printings(printed.digits, stated):
        basis = stated.model_copy(update=dict(way.change))
        reading = Reading(way.cost, basis.unit or "", basis.rounding or "nearest", basis.digits)
        yield way, reading, tolerance(printed.digits, reading.unit, reading.rounding, reading.digits)


def _explanation(way: Way, value: Any) -> Explanation:
    return Explanation(way.decisions, Basis(**way.change), Fraction(value))


def _minimal(found: Iterable[tuple[Candidate, Explanation]], computed: Fraction, as_printed: Tolerance) -> list[Explanation]:
    """The simplest first; of those that differ in words only the cheapest; none that holds with a decision less.

    What agrees as stated is one of several only where decisions lead away from the count and back to the digits: those that
    change too little for the digits to show tell nothing else.

    Among equally simple ones fewer decisions stand first, and then the smallest departure from what was stated.
    """

    def order(pair: tuple[Candidate, Explanation]) -> tuple[Any, ...]:
        one = pair[1]
        return one.cost, len(one.decisions), abs(one.value - computed), one.words

    kept: dict[tuple[Any, ...], Explanation] = {}
    agrees = False
    simpler: list[set[str]] = []  # in words: what a decision costs depends on the others
    for candidate, one in sorted(found, key=order):
        basis = one.agrees_when
        written = tuple(basis.written or ())
        key = (candidate.network.decisions, written, one.value, basis.unit, basis.rounding, basis.digits)
        decisions = {decision.words for decision in one.decisions}
        if not decisions:
            agrees = True
        elif any(fewer <= decisions for fewer in simpler):
            continue
        else:
            simpler.append(decisions)
            if agrees and as_printed.holds(one.value):
                continue
        tool, first = basis.convention, kept.setdefault(key, one)
        if tool and first.agrees_when.convention not in (tool, None) and len(first.decisions) == len(decisions):
            kept[key] = replace(first, alike=(*first.alike, tool))
    return list(kept.values())


def _nearest(candidates: Iterable[Candidate], printed: Printed) -> list[Explanation]:
    """What comes nearest with one decision, each value once."""
    plain = [one for one in candidates if one.cost <= PLAIN and len(one.way.decisions) <= 1]
    found: dict[Any, Explanation] = {}
    for candidate in sorted(plain, key=lambda one: (abs(one.value - printed.value), one.cost)):
        found.setdefault(candidate.value, _explanation(candidate.way, candidate.value))
        if len(found) == NEAREST:
            break
    return list(found.values())
