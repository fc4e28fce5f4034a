"""Costs and knobs of networks against each other: the question."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from costmodel.errors import CostModelError, UnknownName, library
from costmodel.formulas.counting import AsCounting, Counting
from costmodel.formulas.metrics import METRICS, cost
from costmodel.numbers.show import plain
from costmodel.questions.asked import Axes, LogAxes, Objectives, Quantity
from costmodel.questions.plot.pictured import Plot, pictured
from costmodel.questions.plot.points import MOST_POINTS, NETWORK, Row, Series
from costmodel.questions.plot.swept import rows_of
from costmodel.subjects import AsSubject, Subject, subject

NONE: Mapping[str, Any] = MappingProxyType({})


def plot(
    networks: Sequence[AsSubject],
    *,
    x: Quantity = "",
    y: Quantity = "",
    vary: Axes = NONE,
    log: LogAxes = (),
    pareto: Objectives = (),
    published: bool = False,
    points: bool = False,
    counting: AsCounting = "paper",
) -> Plot:
    """Metrics and knobs of one network or several against each other.

    Args:
        networks: one or more, each a name such as `mobilenet` or `mobilenet:alpha=0.5`, a function, a graph.
        x: a metric or a knob; by default the first knob that varies, and otherwise params.
        y: a metric or a knob; by default mult_adds.
        vary: values by knob, as of a sweep; of each network that has the knob.
        log: axes whose scale is logarithmic: x, y or both.
        pareto: both axes, of which less is better, or with a minus sign more; joins the points that none beats.
        published: also the numbers that the literature prints of these networks.
        points: do not join the points of a curve.
        counting: what the numbers count.

    Raises:
        CostModelError: if numpy is missing and something varies; if a name, knob, value or scale is not allowed; or if there
            are more points or series than a picture can show.

    Example:
        >>> plot(["mobilenet"], vary={"alpha": "0.25:1:0.25"}).frame()["mult_adds"]
        [41030272, 149497088, 325400448, 568740352]
    """
    if isinstance(networks, str) or not isinstance(networks, Iterable) or not (given := tuple(networks)):
        raise CostModelError("give one network or more, such as mobilenet", given=networks)
    asked, stated, varied = [subject(one) for one in given], Counting.of(counting), dict(vary)
    for knob in varied:
        if not any(knob in one.knobs for one in asked):
            asked[0].knob(knob)
    names = (x or next(iter(varied), "params"), y or "mult_adds")
    rows = [row for one in asked for row in _rows(one, names, varied, stated)]
    along = {_along(one, names, varied) for one in asked}
    parts = [*([NETWORK] if len(asked) > 1 else []), *(knob for knob in varied if knob not in along and knob not in names)]
    printed: list[Series] = []
    if published:
        from costmodel.questions.plot.printed import printed as found

        printed = [series for one in asked for series in found(one, names, _spans(rows, varied), stated)]
    title = " and ".join(dict.fromkeys(one.label for one in asked)) if len(asked) < 4 else f"{len(asked)} networks"
    curve = bool(varied) and not points
    return pictured(title, rows, names, parts, stated, log=log, pareto=pareto, lines=curve, printed=printed)


def _rows(one: Subject, names: Sequence[str], vary: Mapping[str, Any], counting: Counting) -> list[Row]:
    """The configurations of one network, with its label and what is on the axes."""
    own = {knob: values for knob, values in vary.items() if knob in one.knobs}
    wanted = [name for name in names if name in METRICS and name not in own]
    for name in names:
        if name not in wanted and name not in one.knobs:
            raise UnknownName(f"metric or knob of {one.name}", name, [*METRICS, *one.knobs])
    if own:
        library("numpy", "sweep")
        from costmodel.questions.sweep.keeping import keep
        from costmodel.questions.sweep.plan import planned

        plan = planned(one, own, metrics=wanted or None, counting=counting)
        if plan.size > MOST_POINTS:
            raise CostModelError(f"{plan.size:,} points are too many for a picture", allowed=f"{MOST_POINTS:,} at most")
        fixed = _fixed(one, [name for name in names if name not in plan.columns])
        return [{**row, **fixed} for row in rows_of(keep(plan))]
    return [{NETWORK: one.label, **_fixed(one, [n for n in names if n not in wanted]), **cost(one.build(), counting, wanted)}]


def _along(one: Subject, names: Sequence[str], vary: Iterable[str]) -> str:
    """The knob that a curve of this network follows: one on an axis, or the first that varies."""
    own = [knob for knob in vary if knob in one.knobs]
    return next((knob for knob in own if knob in names), next(iter(own), ""))


def _spans(rows: Sequence[Row], vary: Iterable[str]) -> dict[str, tuple[Any, Any]]:
    """The least and the greatest value of each knob that varies, words in the order of the alphabet."""
    values = {knob: [row[knob] for row in rows if knob in row] for knob in vary}
    return {knob: (min(some), max(some)) for knob, some in values.items()}


def _fixed(one: Subject, knobs: Sequence[str]) -> dict[str, Any]:
    spec = one.read() if knobs else None
    values = {name: getattr(spec, name) for name in knobs}
    return {name: value if isinstance(value, str) else plain(value) for name, value in values.items()}
