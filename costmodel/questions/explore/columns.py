"""What a page says of each layer: one column for each metric that a convention counts in a way of its own."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from costmodel.formulas.conventions import LITERATURE, Convention
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import METRICS, Metric

ADDED = tuple(metric for metric in METRICS.values() if metric.of_part is not None)  # metrics that a layer has, too


class Columns(NamedTuple):
    """The columns, and where each convention finds its metrics.

    Attributes:
        countings: one a convention, the first of them the one that was asked for.
        counted: the place of a counting and a metric, one pair a column.
        places: by convention and metric, the column.
    """

    countings: tuple[Counting, ...]
    counted: tuple[tuple[int, Metric], ...]
    places: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, counting: Counting) -> "Columns":
        """Of the counting that was asked for, and of the literature's conventions besides."""
        conventions = {counting.convention.name: counting.convention, **LITERATURE}
        countings = [replace(counting, convention=one) for one in conventions.values()]
        found: dict[Any, int] = {}
        counted: list[tuple[int, Metric]] = []
        places = []
        for place, one in enumerate(countings):
            row = []
            for metric in ADDED:
                key = _alike(one.convention, metric)
                if key not in found:
                    found[key] = len(counted)
                    counted.append((place, metric))
                row.append(found[key])
            places.append(tuple(row))
        return cls(tuple(countings), tuple(counted), tuple(places))

    def of_counting(self, place: int) -> Sequence[Metric]:
        """The metrics that are counted by one of the countings for all that count alike."""
        return [metric for counted, metric in self.counted if counted == place]


def _alike(convention: Convention, metric: Metric) -> Any:
    """The same for conventions that count a metric alike."""
    if convention.name not in LITERATURE:
        return convention.name, metric.name
    return metric.name, frozenset(getattr(convention, metric.name).items())
