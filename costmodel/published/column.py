"""A column: what one table prints of one quantity. Whether a reason for one of its rows holds for the rows beside it.

A table counts all of its rows alike. So a reason is laid over the rows of its column that agree without it: one that spoils any
of them is selective, and has to say so. It is laid over them with what it says of the counting and of the print, and with its
knobs where they are of the same family and the rows leave them open; what a row says of its own network stays. Numbers that a
table only repeats were counted elsewhere, and are judged there.
"""

from collections.abc import Collection, Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from costmodel.errors import CostModelError
from costmodel.numbers.text import rational
from costmodel.numbers.units import UNITS
from costmodel.published.basis import Basis
from costmodel.published.equation import numbers
from costmodel.published.print import BELOW, tolerance
from costmodel.published.row import Row
from costmodel.published.verdict import Judged, judge


class Column(NamedTuple):
    """Judged rows of one quantity in one table."""

    judged: tuple[Judged, ...]

    @property
    def paper(self) -> str:
        return self.judged[0].row.paper

    @property
    def settled(self) -> bool:
        """Does every row agree, or all of the others by one reason that holds for the column, misprints and quotes aside?"""
        others = [one for one in self.judged if one.verdict != "agrees"]
        own = [one for one in others if not one.row.quotes]
        if any(one.verdict != "explained" for one in others) or any(one.selective for one in own):
            return False
        says = [one.row.agrees_when.model_dump(exclude={"stated_in"}) for one in own if one.row.agrees_when]
        return all(one == says[0] for one in says)


def columns(literature: Iterable[Row], architectures: Collection[str]) -> list[Column]:
    """The columns with rows of some architectures, those of others beside them.

    A row differs whose claims about other rows do not hold: what it quotes, whether its reason is selective, what is printed
    beside its misprint.

    Raises:
        CostModelError: if a row's knobs, law, part, metric or scopes do not exist; names the row.
    """
    columns: dict[tuple[str, ...], list[Row]] = {}
    quotable: dict[tuple[str, ...], list[Row]] = {}
    for row in literature:
        columns.setdefault((row.paper, row.where, row.quantity), []).append(row)
        quotable.setdefault((row.architecture, row.quantity, row.place), []).append(row)
    found = []
    for rows in columns.values():
        if any(row.architecture in architectures for row in rows):
            beside = [judge(row) for row in rows]
            origins = (quotable.get((row.architecture, row.quantity, row.quotes), ()) for row in rows)
            found.append(Column(tuple(_held(one, beside, places) for one, places in zip(beside, origins, strict=True))))
    return found


def spoiled(row: Row, column: Iterable[Judged]) -> Iterator[Row]:
    """The rows that a column counts itself and that agree, and would not if the reason of another row held for all."""
    for one in column:
        if one.verdict == "agrees" and not one.row.quotes and row.agrees_when is not None:
            basis = one.row.stated.with_(_laid_over(row, row.agrees_when, one.row))
            try:
                agrees = one.row.agrees(one.row.value(basis), basis)
            except CostModelError:
                continue  # its network has nothing of what the reason names
            if not agrees:
                yield one.row


def _laid_over(row: Row, reason: Basis, beside: Row) -> Basis:
    open_ = row.architecture == beside.architecture and not reason.knobs.keys() & beside.stated.knobs.keys()
    return reason.model_copy(update={"knobs": reason.knobs if open_ else {}, "density": {}})


def _held(one: Judged, column: Iterable[Judged], quoted: Iterable[Row]) -> Judged:
    """A row as it was judged, if what it claims of other rows holds."""
    row, complaint = one.row, ""
    if row.quotes:
        origins = [judge(other) for other in quoted if _repeats(row, other)]
        alike = ((origin.verdict, origin.selective) in (("agrees", False), (one.verdict, one.selective)) for origin in origins)
        if not any(alike):
            complaint = f"no such number stands in {row.quotes} with the same verdict"
    elif one.verdict == "explained" and row.agrees_when is not None:
        broken = [other.row or other.id for other in spoiled(row, column)]
        if broken and not row.selective:
            complaint = f"the reason does not say that it is selective: it would spoil {', '.join(broken)}"
        elif row.selective and not broken:
            complaint = "the reason says that it is selective, and spoils no row beside it"
    elif one.verdict == "explained" and row.erratum is not None and row.erratum.equation:
        inside, beside = numbers(row.erratum.equation), {_digits(other.row) for other in column if other.row is not row}
        if inside.isdisjoint(beside) or _digits(row) in inside:
            complaint = "the equation is not one between numbers printed beside the misprint"
    return one._replace(verdict="differs", reason=complaint) if complaint else one


def _repeats(row: Row, other: Row) -> bool:
    """Is one row's number the other's, or what that rounds to?"""
    return tolerance(row.printed, row.unit).holds(_digits(other) * UNITS[other.unit])


def _digits(row: Row) -> Fraction:
    return rational(row.printed.removeprefix(BELOW))
