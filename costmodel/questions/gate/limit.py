"""One limit of one metric, and what a network came to."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from costmodel.errors import CostModelError, located, quoted
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import METRICS, metric
from costmodel.numbers.show import plain
from costmodel.numbers.text import rational
from costmodel.questions.solve.budget import Budget

SIGNS = {"max": "<=", "min": ">=", "equals": "="}


@dataclass(frozen=True)
class Limit:
    """What a metric may come to.

    Attributes:
        kind: `max`, `min` or `equals`.
        given: as it was written.
        bound: in the metric's own unit.
        before: what the baseline has, where the limit is relative to it.
    """

    metric: str
    kind: str
    given: str
    bound: Fraction
    before: int | Fraction | None = None

    @classmethod
    def read(
        cls, kind: str, name: str, given: object, counting: Counting, before: Mapping[str, int | Fraction] | None = None
    ) -> "Limit":
        """A limit from text: an amount such as `300M` or `512KB`, or a share of the baseline such as `+2%`.

        Raises:
            CostModelError: if there is no such metric, the amount is none or does not suit it, or there is no baseline.
        """
        text = str(given).strip()
        known = metric(name, counting).name
        if not (text.endswith("%") and text.startswith(("+", "-"))):
            budget = Budget.read(known, given, counting)
            return cls(known, kind, budget.given, budget.limit)
        with located(known):
            if before is None or known not in before:
                raise CostModelError(
                    f"{quoted(text)} is relative, and there is no baseline for it",
                    given=given,
                    allowed="a baseline, or an amount",
                )
            share = rational(text.removeprefix("+").removesuffix("%")) / 100
        return cls(known, kind, text, before[known] * (1 + share), before[known])

    @property
    def words(self) -> str:
        """As people write it: `mult_adds <= 300M`."""
        beside = "" if self.before is None else f" of {plain(Fraction(self.before)):,}"
        return f"{self.metric} {SIGNS[self.kind]} {self.given}{beside}"

    @property
    def unit(self) -> str:
        return METRICS[self.metric].unit

    def holds(self, value: Any) -> bool:
        """Is a value within the limit?"""
        return bool(
            value <= self.bound if self.kind == "max" else value >= self.bound if self.kind == "min" else value == self.bound
        )

    def slack(self, value: Any) -> Fraction:
        """How far a value is on the right side of the limit; below 0 by how much it is on the wrong one."""
        if self.kind == "equals":
            return -abs(Fraction(value) - self.bound)
        return Fraction(self.bound - value if self.kind == "max" else value - self.bound)
