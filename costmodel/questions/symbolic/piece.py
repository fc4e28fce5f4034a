"""Pieces of a closed form: what was found at one value of a knob, and how the pieces at several values become one.

A knob that decides how many layers there are is stepped through. The coefficients of the forms in the other knobs are then
interpolated, or, where that is not confirmed and the values are few, each value keeps its form as a case.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeAlias

from sympy import Add, Eq, Integer, Piecewise, expand

from costmodel.numbers.expression import fraction, rational, symbol, tidy
from costmodel.numbers.show import shown
from costmodel.numbers.smooth import Condition
from costmodel.questions.symbolic.interpolation import polynomial
from costmodel.questions.symbolic.lattice import Lattice

Place: TypeAlias = tuple[str, str]  # a part's name, "" for the network, and a metric
Range: TypeAlias = Lattice | tuple[Fraction, ...]


@dataclass(frozen=True)
class Piece:
    """What was found for some values of the stepped knobs.

    Attributes:
        expressions: by part and metric, in the other knobs.
        missing: why there is none, by part and metric.
        conditions: what the expressions take for granted.
        ranges: the values of each stepped knob at which they were found.
        fixed: the knobs that are not free, as text; None where that differs from value to value.
        remarks: what was interpolated.
    """

    expressions: Mapping[Place, Any]
    missing: Mapping[Place, str] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    ranges: Mapping[str, Range] = field(default_factory=dict)
    fixed: Mapping[str, str | None] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def polynomials(knob: str, pieces: Mapping[Fraction, Piece]) -> Piece:
    """The pieces at values of a knob as one whose expressions are polynomials in it; missing where none is confirmed."""
    expressions = {place: _polynomial(knob, place, pieces) for place in _places(pieces)}
    why = f"no polynomial in {knob} on the values {listed(pieces)}"
    joined = _joined(knob, pieces, _range(tuple(pieces)))
    return replace(
        joined,
        expressions={place: one for place, one in expressions.items() if one is not None},
        missing={**joined.missing, **{place: why for place, one in expressions.items() if one is None}},
        remarks=(*joined.remarks, f"polynomials in {knob} are found and confirmed on the values {listed(pieces)}"),
    )


def unconfirmed(found: Piece, pieces: Mapping[Fraction, Piece]) -> list[Place]:
    """What has an expression at a value, but none for all of them."""
    return [place for place in _places(pieces) if place not in found.expressions]


def cases(knob: str, pieces: Mapping[Fraction, Piece]) -> Piece:
    """The pieces at all values of a knob as one whose expressions have a case for each."""
    joined = _joined(knob, pieces, tuple(pieces))
    return replace(
        joined,
        expressions={place: _cases(knob, place, pieces) for place in _places(pieces)},
        remarks=(*joined.remarks, f"not a polynomial in {knob}: one form for each value that it takes"),
    )


def listed(values: Iterable[Fraction]) -> str:
    return ", ".join(shown(value) for value in values)


def _joined(knob: str, pieces: Mapping[Fraction, Piece], values: Range) -> Piece:
    """All that several pieces say, but for their expressions."""
    found = tuple(pieces.values())
    ranges = {name: _common(piece.ranges[name] for piece in found) for name in found[0].ranges}
    return Piece(
        expressions={},
        missing={place: why for piece in found for place, why in piece.missing.items()},
        conditions=tuple(dict.fromkeys(condition for piece in found for condition in piece.conditions)),
        ranges={**ranges, knob: values},
        fixed={
            name: text if all(piece.fixed[name] == text for piece in found) else None for name, text in found[0].fixed.items()
        },
        remarks=tuple(dict.fromkeys(remark for piece in found for remark in piece.remarks)),
    )


def _places(pieces: Mapping[Fraction, Piece]) -> Iterable[Place]:
    return dict.fromkeys(place for piece in pieces.values() for place in piece.expressions)


def _polynomial(knob: str, place: Place, pieces: Mapping[Fraction, Piece]) -> Any:
    """The expression whose every coefficient is a polynomial in the knob, or None."""
    terms = {value: _terms(piece.expressions.get(place, Integer(0))) for value, piece in pieces.items()}
    powers: list[Any] = []
    for monomial in dict.fromkeys(monomial for one in terms.values() for monomial in one):
        found = polynomial([(value, fraction(one.get(monomial, Integer(0)))) for value, one in terms.items()])
        if found is None:
            return None
        powers += [rational(number) * symbol(knob) ** power * monomial for power, number in enumerate(found)]
    return Add(*powers)


def _terms(expression: Any) -> dict[Any, Any]:
    """Coefficients by monomial."""
    return dict(expand(expression).as_coefficients_dict())


def _cases(knob: str, place: Place, pieces: Mapping[Fraction, Piece]) -> Any:
    found = [(piece.expressions.get(place, Integer(0)), value) for value, piece in pieces.items()]
    if len({expression for expression, _ in found}) == 1:
        return found[0][0]
    return Piecewise(*((tidy(expression), Eq(symbol(knob), rational(value))) for expression, value in found))


def _range(values: tuple[Fraction, ...]) -> Range:
    """The lattice of evenly spaced values; else the values themselves, which is all that was confirmed."""
    steps = {b - a for a, b in pairwise(values)}
    if len(steps) == 1:
        step = steps.pop()
        return Lattice(step, values[0] % step)
    return values


def _common(ranges: Iterable[Range]) -> Range:
    """What all ranges of a knob hold."""
    first, *others = dict.fromkeys(ranges)
    for other in others:
        if isinstance(first, Lattice) and isinstance(other, Lattice):
            first = (first & other) or ()
        else:
            values, other = (other, first) if isinstance(first, Lattice) else (first, other)
            assert not isinstance(values, Lattice)
            first = tuple(value for value in values if value in other)
    return first
