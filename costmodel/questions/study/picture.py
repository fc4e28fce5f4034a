"""Measured times over what each count says of them after one scale a machine: on the line is what it predicts exactly."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from costmodel.errors import CostModelError
from costmodel.questions.plot.chart import Axis, Picture
from costmodel.questions.plot.points import Row, parted
from costmodel.questions.study.predicting import Predicted

X, Y, BY = "predicted", "measured", "count"


def picture(setups: Sequence[Predicted], metrics: Sequence[str]) -> Picture:
    """The networks of one setup, a series a count.

    Raises:
        CostModelError: if there are several setups, whose scales would lie over one another.
    """
    if len(setups) != 1:
        raise CostModelError(f"a picture is of one setup; here are {len(setups)}", allowed="the name of one")
    [one] = setups
    rows = [row for run in one.setup.runs for name in metrics for row in _rows(one, run.title, name)]
    if not rows:
        raise CostModelError(f"nothing is counted of {one.setup.name}", allowed="a count that is not 0")
    ends = [row[axis] for row in rows for axis in (X, Y)]
    line = [{X: end, Y: end} for end in (min(ends), max(ends))]
    title = f"{one.setup.title}, {one.setup.framework}".removesuffix(", ")
    told = [f"{name}: rho {quality.rho:.3f}" for name, quality in one.qualities.items() if quality.rho is not None]
    axes = (Axis(X, "predicted seconds a sample, one scale a count", True), Axis(Y, "measured seconds a sample", True))
    return Picture(title, [" · ".join(told)], *axes, parted(rows, [BY]), False, roof=line)


def _rows(one: Predicted, run: str, name: str) -> list[Row]:
    points: list[tuple[Any, float, float]] = [
        (point, float(point.seconds), float(point.counts[name]))
        for point in one.points
        if point.run == run and point.counts.get(name)
    ]
    if not points:
        return []
    scale = median(seconds / count for _, seconds, count in points)
    return [{BY: name, "network": point.network, X: scale * count, Y: seconds} for point, seconds, count in points]
