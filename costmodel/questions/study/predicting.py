"""What the networks of a setup are counted at, and how well each count predicts their times."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import median
from typing import NamedTuple

from costmodel.errors import located
from costmodel.formulas.counting import Counting
from costmodel.formulas.hardware.device import Device, device
from costmodel.formulas.metrics import cost
from costmodel.ir.graph import Graph
from costmodel.published.measured import Run, Setup
from costmodel.questions.study.statistics import median_error, rank_correlation
from costmodel.subjects import subject

BOUND = "latency_bound"


class Quality(NamedTuple):
    """How well a count predicts the times of a setup; of several runs the medians.

    Attributes:
        rho: Spearman's rank correlation with the times.
        error: the median relative error after one scale a run.
    """

    rho: float | None
    error: float | None


class Point(NamedTuple):
    """A measured network, the time of one sample, and the counts of one."""

    run: str
    network: str
    printed: str
    seconds: Fraction
    counts: Mapping[str, Fraction]


@dataclass(frozen=True, eq=False)
class Predicted:
    """A setup, what was counted of its networks, and how well that predicts."""

    setup: Setup
    counting: Counting
    points: tuple[Point, ...]
    qualities: Mapping[str, Quality]

    @property
    def best(self) -> str:
        """The count that puts the times in the best order, of several the one with the smallest error; none without order."""
        ranked = [
            (quality.rho, -(quality.error or 0), name) for name, quality in self.qualities.items() if quality.rho is not None
        ]
        return max(ranked)[2] if ranked else ""


@dataclass
class Networks:
    """Networks by name, each built once whatever the number of setups."""

    built: dict[str, Graph] = field(default_factory=dict)

    def graph(self, name: str) -> Graph:
        if name not in self.built:
            self.built[name] = subject(name).build()
        return self.built[name]

    def predicted(self, setup: Setup, metrics: Sequence[str], counting: Counting, ridge: Fraction | None) -> Predicted:
        """What is counted of a setup's networks, and how well it predicts.

        Raises:
            CostModelError: if a network cannot be built, or a metric needs what is not stated.
        """
        stated = _on(setup, counting, ridge)
        wanted = [name for name in metrics if name != BOUND or stated.roof is not None]
        points = []
        for run in setup.runs:
            for one in run.measurements:
                with located(setup.name):
                    counts = _of_one(self.graph(one.network), Counting.of(stated, batch=one.batch), wanted)
                points.append(Point(run.title, one.network, one.printed, one.seconds / one.batch, counts))
        return Predicted(setup, stated, tuple(points), {name: _quality(setup.runs, points, name) for name in wanted})


def _of_one(graph: Graph, counting: Counting, metrics: Sequence[str]) -> Mapping[str, Fraction]:
    """The share of one sample in what is counted of a batch; what is there once for all samples, as parameters are, stays."""
    counts = cost(graph, counting, metrics)
    alone = counts if counting.batch == 1 else cost(graph, Counting.of(counting, batch=1), metrics)
    return {
        name: Fraction(count) if count == alone[name] else Fraction(count) / counting.batch for name, count in counts.items()
    }


def _on(setup: Setup, counting: Counting, ridge: Fraction | None) -> Counting:
    """The counting on the setup's own device, or on the one that is stated; a bound needs both of its roofs."""
    chosen: Device | None = device(setup.profile) if setup.profile else counting.device
    if chosen is not None and (chosen.bandwidth is None or (setup.precision and setup.precision not in chosen.peaks)):
        chosen = None
    precision = (setup.precision or counting.precision) if chosen is not None else ""
    if chosen is None and ridge is not None:
        precision = setup.precision or "fp32"
        words = f"a device with a ridge of {ridge} operations a byte"
        chosen = Device("ridge", words, "stated", {precision: Fraction(1)}, 1 / ridge, {}, {}, {})
    return Counting.of(counting, device=chosen, precision=precision)


def _quality(runs: Sequence[Run], points: Sequence[Point], name: str) -> Quality:
    found = []
    for run in runs:
        of_run = [point for point in points if point.run == run.title]
        times = [float(point.seconds) for point in of_run]
        counts = [float(point.counts[name]) for point in of_run]
        found.append(Quality(rank_correlation(counts, times), median_error(counts, times)))
    return Quality(_median(one.rho for one in found), _median(one.error for one in found))


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None
