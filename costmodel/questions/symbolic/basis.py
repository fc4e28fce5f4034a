"""Which conditions follow from others: those that are whole combinations of them."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import sympy

from costmodel.numbers.expression import fraction, rational


def basis(expressions: Iterable[Any]) -> list[Any]:
    """The fewest expressions that are whole exactly where all the given ones are.

    Sums and whole multiples of whole numbers are whole, so the expressions span a lattice over their monomials; this is its
    Hermite normal form: from `a`, `a + b` and `a + 2*b` come `a` and `b`.
    """
    rows = [{term: fraction(number) for term, number in one.as_coefficients_dict().items()} for one in expressions]
    columns = sorted({term for row in rows for term in row}, key=lambda term: (-_degree(term), str(term)))
    reduced: list[dict[Any, Fraction]] = []
    for column in columns:
        active = [row for row in rows if row.get(column)]
        rest = [row for row in rows if not row.get(column)]
        while len(active) > 1:
            active.sort(key=lambda row: abs(row[column]))
            shorter = [_minus(row, row[column] // active[0][column], active[0]) for row in active[1:]]
            rest += [row for row in shorter if not row.get(column)]
            active = [active[0], *(row for row in shorter if row.get(column))]
        if active:
            pivot = active[0] if active[0][column] > 0 else _minus({}, Fraction(1), active[0])
            reduced = [_minus(row, row.get(column, Fraction(0)) // pivot[column], pivot) for row in reduced]
            reduced.append(pivot)
        rows = [row for row in rest if row]
    return [sympy.Add(*(rational(number) * term for term, number in row.items())) for row in reduced]


def _degree(monomial: Any) -> Any:
    return sum(monomial.as_powers_dict().values())


def _minus(row: Mapping[Any, Fraction], times: Fraction | int, other: Mapping[Any, Fraction]) -> dict[Any, Fraction]:
    difference = {term: row.get(term, Fraction(0)) - times * other.get(term, Fraction(0)) for term in {**row, **other}}
    return {term: number for term, number in difference.items() if number}
