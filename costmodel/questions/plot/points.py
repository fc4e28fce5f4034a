"""The points of a plot: configurations with what they are drawn at, parted into series that a reader can tell apart."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from costmodel.answers.palette import SERIES
from costmodel.errors import CostModelError
from costmodel.numbers.show import shown

MOST_SERIES = len(SERIES)
COMPUTED = "computed"
MOST_NAMED = 40  # points with a name beside each
MOST_POINTS = 10**4  # that a picture can show

NETWORK = "network"  # the column of what a row is a configuration of

Row = Mapping[str, Any]


class Series(NamedTuple):
    """Points that have one colour and one shape.

    Attributes:
        name: in the legend; what is computed, where there is nothing to tell it from.
        rows: each with at least the columns of both axes.
    """

    name: str
    rows: Sequence[Row]


class Parted(NamedTuple):
    """Rows in series.

    Attributes:
        coloured_by: a column whose numbers give the colours of one series, where several would be too many.
        named: each series is one point of another network.
    """

    series: list[Series]
    coloured_by: str = ""
    named: bool = False


def parted(rows: Sequence[Row], parts: Sequence[str]) -> Parted:
    """A series for each setting of these columns.

    Raises:
        CostModelError: if a picture cannot tell so many apart, or show so many points.
    """
    if len(rows) > MOST_POINTS:
        raise CostModelError(f"{len(rows):,} points are too many for a picture", allowed=f"{MOST_POINTS:,} at most")
    parts = [part for part in parts if len({row.get(part) for row in rows}) > 1]
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row.get(part) for part in parts), []).append(row)
    named = parts == [NETWORK] and len(found) == len(rows)
    if len(found) <= (MOST_NAMED if named else MOST_SERIES):
        return Parted([Series(_named(parts, setting), same) for setting, same in found.items()], named=named)
    numeric = [part for part in parts if all(isinstance(row.get(part), int | float) for row in rows)]
    if numeric:
        return Parted([Series(COMPUTED, rows)], numeric[0])
    raise CostModelError(f"{len(found)} series are more than a picture can tell apart", allowed=f"{MOST_SERIES} at most")


def frontier(rows: Iterable[Row], objectives: Sequence[str]) -> list[Row]:
    """The rows that no other one beats, in order of the first objective: less is better; of `-name`, more.

    Args:
        objectives: two of them.
    """

    def signed(row: Row, objective: str) -> Any:
        return -row[objective[1:]] if objective.startswith("-") else row[objective]

    first, second = objectives
    kept: list[Row] = []
    for row in sorted(rows, key=lambda row: (signed(row, first), signed(row, second))):
        if not kept or signed(row, second) < signed(kept[-1], second):
            kept.append(row)
    return kept


def _named(parts: Sequence[str], setting: Sequence[Any]) -> str:
    """Such as `mobilenet, alpha = 0.5`; a network's own name needs no word before it."""
    said = ", ".join(
        str(value) if part == NETWORK else f"{part} = {shown(value) if isinstance(value, str) else f'{value:g}'}"
        for part, value in zip(parts, setting, strict=True)
        if value is not None
    )
    return said or COMPUTED
