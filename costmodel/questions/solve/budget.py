"""What may not be exceeded, and what a network came to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from costmodel.errors import CostModelError, located, quoted
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import METRICS, metric
from costmodel.numbers.show import exactly, shown
from costmodel.numbers.text import amount
from costmodel.numbers.units import contradicts

# What a budget may be called; what can be bounded is a lower bound.
SHORT = {"latency": "latency_bound", "energy": "energy_floor"}


@dataclass(frozen=True)
class Budget:
    """The most that a metric may come to.

    Attributes:
        given: as the user wrote it, and of how many bits the values are where that matters.
        limit: in the metric's own unit.
    """

    metric: str
    given: str
    limit: Fraction

    @classmethod
    def read(cls, name: str, given: object, counting: Counting) -> "Budget":
        """A budget from text; bytes of elements or parameters hold for values of as many bits as are stored of each.

        Raises:
            CostModelError: if the metric does not exist, or the amount is none or does not suit it.
        """
        found = metric(SHORT.get(name, name), counting)
        name, unit = found.name, found.unit
        with located(name):
            limit, written = amount(given)
        bits = {"elements": counting.element_bits, "parameters": counting.bits}.get(unit)
        if written == "bytes" and bits is not None:
            return cls(name, f"{given} of {bits}-bit values", limit * 8 / bits)
        if contradicts(written, unit):
            raise CostModelError(f"{name} is counted in {unit}, not in {written}: {quoted(given)}", given=given)
        return cls(name, str(given), limit)


def budgets_of(given: Mapping[str, object], counting: Counting) -> tuple[Budget, ...]:
    """The budgets by metric.

    Raises:
        CostModelError: if there is none, or one is not allowed.
    """
    if not isinstance(given, Mapping) or not given:
        raise CostModelError("a budget is missing", given=given, allowed=f"for {', '.join(METRICS)}")
    return tuple(Budget.read(name, amount_, counting) for name, amount_ in given.items())


@dataclass(frozen=True)
class Point:
    """One network that was built and counted: the free knobs' values and the metrics."""

    values: Mapping[str, Fraction]
    cost: Mapping[str, int | Fraction]

    def breaks(self, budgets: Iterable[Budget]) -> list[str]:
        """The metrics whose budget it exceeds."""
        return [one.metric for one in budgets if self.cost[one.metric] > one.limit]

    def needs(self, budgets: Iterable[Budget]) -> str:
        """Its knobs and what it comes to, in words."""
        values = ", ".join(f"{knob}={shown(value)}" for knob, value in self.values.items())
        return f"{values}, needs " + " and ".join(
            f"{exactly(self.cost[one.metric], METRICS[one.metric].unit)} {one.metric} (budget {one.given})" for one in budgets
        )

    def record(self) -> dict[str, Any]:
        return {"knobs": {knob: shown(value) for knob, value in self.values.items()}, "totals": dict(self.cost)}


@dataclass(frozen=True)
class Boundary:
    """The last network within the budgets along the first free knob, and the first one beyond; None if there is none."""

    inside: Point
    beyond: Point | None


class Unmet(CostModelError):
    """No network meets the budgets.

    Attributes:
        least: what the smallest one comes to, all its budgeted metrics added up.
    """

    def __init__(self, message: str, least: int | Fraction) -> None:
        super().__init__(message)
        self.least = least
