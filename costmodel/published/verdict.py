"""The verdict on a published row: agrees, explained, undetermined, unreproduced, or differs.

A number agrees on what its source states. A reason counts only if the program can check it: another basis on which the digits
do agree, or a misprint with its proof. Whether a reason holds for the rows beside it is asked of the whole column.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias, get_args

from costmodel.errors import located
from costmodel.numbers.text import rational
from costmodel.published.basis import Basis
from costmodel.published.row import Erratum, Row

Verdict: TypeAlias = Literal["agrees", "explained", "undetermined", "unreproduced", "differs"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
# What speaks for a reason that no source states, and what speaks against one that is not its whole column's.
DIGITS_ALONE = "the digits alone speak for it"
SELECTIVE = "selective: rows beside it agree only without it"


class Judged(NamedTuple):
    """A row with what was computed for it.

    Attributes:
        computed: on the basis that the source states, in single units (a share is a fraction of 1); None where nothing can be
            built.
        reason: what the verdict rests on, in words; empty where the plain count rounds to the print.
    """

    row: Row
    computed: Fraction | None
    verdict: Verdict
    reason: str

    def __repr__(self) -> str:
        return f"<{self.row.id}: {self.verdict}>"

    @property
    def selective(self) -> bool:
        """Is it explained by a reason that does not hold for the rows beside it?"""
        return self.verdict == "explained" and self.row.selective


def judge(row: Row) -> Judged:
    """Compute a row and compare it with its print.

    Raises:
        CostModelError: if the row's knobs, law, part, metric or scopes do not exist; names the row.
    """
    with located(row.id):
        return _judged(row)


def _judged(row: Row) -> Judged:
    if row.undetermined:
        return Judged(row, None, "undetermined", row.undetermined)
    computed = row.value(row.stated)
    if row.agrees(computed, row.stated):
        return Judged(row, computed, "agrees", "; ".join(filter(None, (row.stated.stated_in, row.leeway))))
    if row.agrees_when is not None:
        other = row.stated.with_(row.agrees_when)
        if row.agrees(row.value(other), other):
            return Judged(row, computed, "explained", "; ".join(_words(row, row.agrees_when)))
    if row.erratum is not None and _is_misprint(row, row.erratum, computed):
        correction = f"should print {row.erratum.corrected}: {row.erratum.proof}"
        return Judged(row, computed, "explained", f"erratum: {row.because} ({correction})")
    if row.unreproduced:
        return Judged(row, computed, "unreproduced", row.unreproduced)
    claimed = " although a reason is given: the reason does not hold" if row.because else ""
    return Judged(row, computed, "differs", f"computed and printed differ{claimed}")


def counts(judged: Iterable[Judged]) -> dict[str, int]:
    """How many rows have each verdict."""
    tally: dict[str, int] = dict.fromkeys(VERDICTS, 0)
    for one in judged:
        tally[one.verdict] += 1
    return tally


def _words(row: Row, reason: Basis) -> Iterator[str]:
    """A reason, what speaks for it, and whether it holds for the rows beside it."""
    yield row.because
    yield reason.stated_in or (f"quoted from {row.quotes}" if row.quotes else DIGITS_ALONE)
    if row.selective:
        yield SELECTIVE


def _is_misprint(row: Row, erratum: Erratum, computed: Fraction) -> bool:
    if not row.prints(computed, row.stated, erratum.corrected):
        return False
    if not erratum.equation:
        return True
    from costmodel.published.equation import holds

    return holds(erratum.equation, rational(erratum.corrected)) and not holds(erratum.equation, rational(row.printed))
