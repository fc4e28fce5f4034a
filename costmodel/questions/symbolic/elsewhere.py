"""How far off a closed form is where it is not exact: what the dropped roundings come to."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import islice
from random import Random
from typing import Any, NamedTuple

from costmodel.errors import CostModelError
from costmodel.numbers.expression import at
from costmodel.questions.symbolic.domain import Domain
from costmodel.subjects import Subject

TRIED = 6  # configurations a metric
MOST_DRAWN = 120  # of which most may be in the domain, or not allowed


class Off(NamedTuple):
    """A configuration, and what part of the exact value the closed form has too much there."""

    values: dict[str, Fraction]
    part: Fraction


def near(subject: Subject, base: Mapping[str, Fraction]) -> Iterator[dict[str, Fraction]]:
    """Configurations by chance, always the same: ratios from half of the base to one and a half, counts up to 10 away."""
    chance = Random(0)
    values = {
        name: [value + i - 20 if subject.knobs[name].is_whole else value * Fraction(i, 20) for i in range(10, 31)]
        for name, value in base.items()
    }
    while True:
        yield {name: chance.choice(some) for name, some in values.items()}


def worst(
    metrics: Mapping[str, Any],
    domains: Mapping[str, Domain],
    configurations: Iterator[dict[str, Fraction]],
    exactly: Callable[[Mapping[str, Fraction]], Mapping[str, Any]],
) -> dict[str, Off]:
    """Where each metric is furthest off, of the first `TRIED` configurations outside its domain; each is built once for all."""
    open_ = {name: TRIED for name in metrics if domains[name].words}
    found: dict[str, Off] = {}
    for values in islice(configurations, MOST_DRAWN):
        asked = [name for name, left in open_.items() if left and not domains[name].holds(values)]
        if not any(open_.values()):
            break
        try:
            exact = exactly(values) if asked else {}
        except CostModelError:
            continue
        for name in asked:
            open_[name] -= 1
            form = at(metrics[name], values)
            if form is not None:  # where no case holds, there is no form that could be off
                off = Off(values, form / exact[name] - 1)
                found[name] = max(found.get(name, off), off, key=lambda one: abs(one.part))
    return found
