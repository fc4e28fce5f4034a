"""The verdict on a published row: agrees, explained, unreproduced, or differs.

A reason counts only if the program can check it: another basis on which the digits do agree, or an erratum whose arithmetic
holds for the corrected digits and fails for the printed ones.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias, get_args

from costmodel.errors import located
from costmodel.numbers.text import rational
from costmodel.published.row import Row

Verdict: TypeAlias = Literal["agrees", "explained", "unreproduced", "differs"]


class Judged(NamedTuple):
    """A row with what was computed for it.

    Attributes:
        computed: on the basis that the source states, in single units (a share is a fraction of 1); None where nothing can be
            built.
        reason: why it does not simply agree, in words; empty where it does.
    """

    row: Row
    computed: Fraction | None
    verdict: Verdict
    reason: str


def judge(row: Row) -> Judged:
    """Compute a row and compare it with its print.

    Raises:
        CostModelError: if the row's knobs, law, part, metric or scopes do not exist; names the row.
    """
    with located(row.id):
        return _judged(row)


def _judged(row: Row) -> Judged:
    if row.unbuildable:
        return Judged(row, None, "unreproduced", row.unbuildable)
    computed = row.value(row.stated)
    if row.agrees(computed, row.stated):
        return Judged(row, computed, "agrees", "")
    if row.agrees_when is not None:
        other = row.stated.with_(row.agrees_when)
        if row.agrees(row.value(other), other):
            return Judged(row, computed, "explained", row.because)
    if row.erratum is not None and _is_misprint(row, computed):
        return Judged(row, computed, "explained", f"erratum: {row.because} (should print {row.erratum.corrected})")
    if row.unreproduced:
        return Judged(row, computed, "unreproduced", row.unreproduced)
    claimed = " although a reason is given: the reason does not hold" if row.because else ""
    return Judged(row, computed, "differs", f"computed and printed differ{claimed}")


def counts(judged: Iterable[Judged]) -> dict[str, int]:
    """How many rows have each verdict."""
    tally = dict.fromkeys(get_args(Verdict), 0)
    for one in judged:
        tally[one.verdict] += 1
    return tally


def _is_misprint(row: Row, computed: Fraction) -> bool:
    from costmodel.published.equation import holds

    assert row.erratum is not None
    corrected, equation = row.erratum.corrected, row.erratum.equation
    return (
        row.prints(computed, row.stated, corrected)
        and holds(equation, rational(corrected))
        and not holds(equation, rational(row.printed))
    )
