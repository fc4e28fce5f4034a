"""Published numbers as points beside the curve of the networks that they are of."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import METRICS, cost
from costmodel.numbers.show import plain
from costmodel.numbers.text import rational
from costmodel.numbers.units import UNITS
from costmodel.published.kinds.network import NetworkRow
from costmodel.published.literature import rows
from costmodel.published.print import BELOW
from costmodel.questions.plot.points import Row, Series
from costmodel.subjects import Subject

PLAIN = {"convention", "rounding", "digits"}  # a basis that departs in these alone prints the metric itself


def printed(subject: Subject, axes: Sequence[str], spans: Mapping[str, tuple[Any, Any]], counting: Counting) -> list[Series]:
    """A series a paper: its rows about this network, or about it with other values of the knobs that vary; none that it quotes.

    Args:
        spans: the least and the greatest value of each knob that varies.

    A point stands where the number is printed; on the other axis at its knob, at what is printed in the same row, or at what is
    computed.
    """
    if not subject.catalog:
        return []
    own = _fixed(subject.read(), spans)
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows(subject.catalog):
        if _is_plain(row, axes):
            spec = subject.spec.read(row.stated.knobs)
            if _fixed(spec, spans) == own and all(
                least <= getattr(spec, knob) <= most for knob, (least, most) in spans.items()
            ):
                where = ", ".join(filter(None, (row.where, row.row)))
                point = found.setdefault(row.paper.partition(",")[0], {}).setdefault(where, {"row": where, "spec": spec})
                point[row.metric] = plain(rational(row.printed) * UNITS[row.unit])
    return [
        Series(f"printed by {paper}", [_point(subject, one, axes, counting) for one in points.values()])
        for paper, points in found.items()
    ]


def _is_plain(row: Any, axes: Sequence[str]) -> bool:
    """Does it print one of the metrics of a whole network, as a number and not as a bound, a multiple or of a part?"""
    if (
        not isinstance(row, NetworkRow)
        or row.part is not None
        or row.undetermined
        or row.quotes
        or row.printed.startswith(BELOW)
    ):
        return False
    return row.metric in axes and not set(row.stated.departures) - PLAIN


def _fixed(spec: Any, vary: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in spec.canonical().items() if name not in vary}


def _point(subject: Subject, printed: Mapping[str, Any], axes: Sequence[str], counting: Counting) -> Row:
    spec = printed["spec"]
    point = {"row": printed["row"]}
    for axis in axes:
        if axis in printed:
            point[axis] = printed[axis]
        elif axis in subject.knobs:
            value = getattr(spec, axis)
            point[axis] = value if isinstance(value, str) else plain(value)
        elif axis in METRICS:
            point[axis] = plain(cost(subject.built(spec), counting, [axis])[axis])
    return point
