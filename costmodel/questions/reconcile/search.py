"""The search of the lattice: networks times ways to count times ways to print, up to a total cost.

What is listed is minimal: no decision of an explanation can be left out. The simplest stands first; among equally simple ones
the one whose value lies nearest to what was stated.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from costmodel.errors import CostModelError
from costmodel.formulas.counting import STANDARD, Counting
from costmodel.numbers.text import Printed
from costmodel.published.basis import Basis
from costmodel.published.print import Tolerance, tolerance
from costmodel.published.totals import Totals
from costmodel.questions.reconcile.countings import Countings
from costmodel.questions.reconcile.explanation import Explanation, Reconciled
from costmodel.questions.reconcile.printings import printings
from costmodel.questions.reconcile.way import Way

MOST = 9  # total cost: three or four decisions together; beyond that anything explains anything
PLAIN_MISS = 4  # a near miss takes one decision
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
        self._readings = list(_readings(printed, stated))
        self._least = min(reading.least for _, reading in self._readings)
        self._most = max(reading.most for _, reading in self._readings)
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

    def found(self) -> Reconciled:
        """The ways to come to the number, or, where there is none, to others near it."""
        computed = Fraction(self._computed)
        explanations = _minimal(self._holding(), computed)
        misses = [] if explanations else _nearest(self._candidates, self._printed)
        return Reconciled(self._metric, self._printed, computed, tuple(explanations), tuple(misses))

    def _may_do(self, candidate: Candidate) -> bool:
        return self._least <= candidate.value <= self._most or candidate.cost <= PLAIN_MISS

    def _holding(self) -> Iterator[tuple[Candidate, Explanation]]:
        """The candidates that print the digits."""
        for candidate in self._candidates:
            for way, reading in self._readings:
                if candidate.cost + way.cost <= MOST and reading.holds(candidate.value):
                    yield candidate, _explanation(candidate.way.with_(way), candidate.value)


def _readings(printed: Printed, stated: Basis) -> Iterator[tuple[Way, Tolerance]]:
    for way in printings(printed.digits, stated):
        basis = stated.model_copy(update=dict(way.change))
        yield way, tolerance(printed.digits, basis.unit or "", basis.rounding or "nearest", basis.digits)


def _explanation(way: Way, value: Any) -> Explanation:
    return Explanation(way.decisions, Basis(**way.change), Fraction(value))


def _minimal(found: Iterable[tuple[Candidate, Explanation]], computed: Fraction) -> list[Explanation]:
    """The simplest first; of those that differ in words only the cheapest; none that holds with a decision less.

    Among equally simple ones fewer decisions stand first, and then the smallest departure from what was stated.
    """

    def order(pair: tuple[Candidate, Explanation]) -> tuple[Any, ...]:
        one = pair[1]
        return one.cost, len(one.decisions), abs(one.value - computed), one.words

    kept: list[Explanation] = []
    simpler: list[set[str]] = []  # in words: what a decision costs depends on the others
    same: set[tuple[Any, ...]] = set()
    for candidate, one in sorted(found, key=order):
        basis = one.agrees_when
        key = (candidate.network.decisions, one.value, basis.unit, basis.rounding, basis.digits)
        decisions = {decision.words for decision in one.decisions}
        if any(fewer <= decisions for fewer in simpler):
            continue
        simpler.append(decisions)
        if key not in same:
            same.add(key)
            kept.append(one)
    return kept


def _nearest(candidates: Iterable[Candidate], printed: Printed) -> list[Explanation]:
    """What comes nearest with one decision, each value once."""
    plain = [candidate for candidate in candidates if candidate.cost <= PLAIN_MISS]
    found: dict[Any, Explanation] = {}
    for candidate in sorted(plain, key=lambda one: (abs(one.value - printed.value), one.cost)):
        found.setdefault(candidate.value, _explanation(candidate.way, candidate.value))
        if len(found) == NEAREST:
            break
    return list(found.values())
