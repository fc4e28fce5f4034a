"""Where a closed form is exact. The conditions that `algebra.smooth` records, merged and put in words.

A condition in one knob is a lattice: `32*alpha is whole` is the multiples of 1/32, and the windows of Inception, which halve
the map five times without padding, come to `resolution = 32*n + 11`. Lattices of one knob are intersected; what follows from
them is dropped; the rest is kept as it is. Every condition can be asked of numbers, so the words can be tested.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd
from random import Random
from typing import Any

import sympy

from costmodel.numbers.expression import fraction, rational, symbol
from costmodel.numbers.smooth import Condition
from costmodel.questions.symbolic.basis import basis
from costmodel.questions.symbolic.lattice import Lattice

Values = Mapping[str, Fraction]


@dataclass(frozen=True)
class Domain:
    """Where a closed form is exact.

    Attributes:
        lattices: by knob.
        divides: by knob, the number that it has to divide.
        one_of: by knob, the values for which there is a form.
        others: conditions that are not about one knob alone, or not about what it is a multiple of.
        possible: False where two conditions contradict each other.
    """

    lattices: Mapping[str, Lattice]
    divides: Mapping[str, Fraction]
    one_of: Mapping[str, tuple[Fraction, ...]]
    others: tuple[Condition, ...]
    whole_knobs: frozenset[str]
    possible: bool = True

    @classmethod
    def of(
        cls,
        conditions: Iterable[Condition],
        whole_knobs: frozenset[str],
        ranges: Mapping[str, Lattice | tuple[Fraction, ...]],
    ) -> "Domain":
        """The conditions merged.

        Args:
            whole_knobs: those that only take whole numbers, which need not be said.
            ranges: the values of knobs at which the form was found.
        """
        lattices = {name: Lattice(Fraction(1)) for name in sorted(whole_knobs)}
        lattices |= {name: values for name, values in ranges.items() if isinstance(values, Lattice)}
        one_of = {name: values for name, values in ranges.items() if not isinstance(values, Lattice)}
        divides: dict[str, Fraction] = {}
        whole: list[Any] = []
        kept: list[Condition] = []
        possible = True
        for condition in dict.fromkeys(conditions):
            if condition.relation != "is a multiple of":
                kept.append(condition)
                continue
            quotient = sympy.expand(sympy.sympify(condition.value) / condition.bound)
            coefficient, rest = quotient.as_coeff_Mul()
            if (linear := _linear(quotient)) is not None:
                name, slope, constant = linear
                merged = _lattice(slope, constant) & lattices.get(name, _lattice(slope, constant))
                possible = possible and merged is not None
                lattices[name] = merged or lattices[name]
            elif coefficient.is_Rational and rest.is_Pow and rest.exp == -1 and rest.base.is_Symbol:
                divides[rest.base.name] = _common_divisor(divides.get(rest.base.name), fraction(coefficient))
            else:
                whole.append(quotient)
        alone = cls(lattices, divides, one_of, (), whole_knobs, possible)
        others = [one for one in map(_is_whole, basis(whole)) if not alone._implies(one)]
        bounds = [one for one in map(_normal, kept) if not alone._implies(one) and not _is_positive_multiple(one, others)]
        return cls(lattices, divides, one_of, (*others, *_strongest(bounds)), whole_knobs, possible)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """One text a condition; none where the form is exact everywhere."""
        if not self.possible:
            return ("nowhere: two conditions contradict each other",)
        shown = [(name, one) for name, one in self.lattices.items() if not (name in self.whole_knobs and one.step == 1)]
        return (
            *(one.words(name) for name, one in shown),
            *(f"{name} divides {number}" for name, number in self.divides.items()),
            *(f"{name} is one of {', '.join(map(str, values))}" for name, values in self.one_of.items()),
            *(_words(condition) for condition in self.others),
        )

    def holds(self, values: Values) -> bool:
        """Is a closed form exact at these values of the free knobs?"""
        return (
            self.possible
            and all(value > 0 for value in values.values())
            and all(values[name] in lattice for name, lattice in self.lattices.items() if name in values)
            and all((number / values[name]).denominator == 1 for name, number in self.divides.items())
            and all(values[name] in allowed for name, allowed in self.one_of.items())
            and all(_holds(condition, values) for condition in self.others)
        )

    def points(self, base: Values, seed: int = 0) -> Iterator[dict[str, Fraction]]:
        """Values of the knobs in the domain, the base first if it is one: at, below and above it, without end or repetition.

        Ends when a thousand tries in a row have brought nothing new.
        """
        chance = Random(seed)
        candidates = {name: self._candidates(name, value) for name, value in base.items()}
        seen: set[tuple[Fraction, ...]] = set()
        point, failures = dict(base), 0
        while failures < 1000 and self.possible:
            key = tuple(point.values())
            if key not in seen and self.holds(point):
                yield dict(point)
                failures = 0
            failures += 1
            seen.add(key)
            point = {name: chance.choice(values) for name, values in candidates.items()}

    def _candidates(self, name: str, base: Fraction) -> list[Fraction]:
        if name in self.one_of:
            return list(self.one_of[name])
        if name in self.divides:
            number = self.divides[name]
            return [number / k for k in range(1, 10**4) if (number / k) in self.lattices.get(name, Lattice(Fraction(1)))]
        lattice = self.lattices.get(name, Lattice(base / 8))
        first = lattice.from_(base / 2)
        near = [first + lattice.step * i for i in range(24)]
        # Parts of the base divide well, so that conditions on products of knobs are met often.
        return near + [base * i / 8 for i in range(1, 25) if base * i / 8 in lattice]

    def _implies(self, condition: Condition) -> bool:
        """Does a condition follow from the lattices? Asked with `offset + step*n` in the place of each knob."""
        value, bound = sympy.sympify(condition.value), sympy.sympify(condition.bound)
        if not value.free_symbols | bound.free_symbols:
            return _holds(condition, {})
        linear = _linear(value)
        if condition.relation != "is a multiple of":
            if linear is None or linear[1] <= 0 or linear[0] not in self.lattices or not bound.is_Rational:
                return False
            name, slope, constant = linear
            least = (fraction(bound) - constant) / slope
            lattice = self.lattices[name]
            if condition.relation == "is at least":
                return lattice.from_(Fraction(0)) >= least
            return least <= 0 or least not in lattice
        replaced = {
            symbol(name): rational(one.offset) + rational(one.step) * sympy.Symbol(f"n_{name}", integer=True)
            for name, one in self.lattices.items()
        }
        return sympy.expand(value.xreplace(replaced)).is_integer is True


def _linear(expression: Any) -> tuple[str, Fraction, Fraction] | None:
    """Name, slope and constant of an expression that is linear in one symbol."""
    if len(expression.free_symbols) != 1:
        return None
    constant, rest = expression.as_coeff_Add()
    slope, variable = rest.as_coeff_Mul()
    if not (variable.is_Symbol and slope.is_Rational and constant.is_Rational):
        return None
    return variable.name, fraction(slope), fraction(constant)


def _lattice(slope: Fraction, constant: Fraction) -> Lattice:
    """Where `slope*x + constant` is whole."""
    step = 1 / abs(slope)
    return Lattice(step, -constant / slope % step)


def _normal(condition: Condition) -> Condition:
    """Relations with a number on the right and, where one knob is all there is, that knob alone on the left."""
    if condition.relation == "is a multiple of":
        return condition
    difference = sympy.expand(sympy.sympify(condition.value) - condition.bound)
    linear = _linear(difference)
    if linear is not None and linear[1] > 0:
        return Condition(symbol(linear[0]), condition.relation, rational(-linear[2] / linear[1]))
    if linear is not None and condition.relation == "differs from":
        return Condition(symbol(linear[0]), condition.relation, rational(-linear[2] / linear[1]))
    coefficient, rest = sympy.sympify(condition.value).as_coeff_Mul()
    if not rest.is_Add and coefficient > 0:
        return Condition(rest, condition.relation, condition.bound / coefficient)
    return condition


def _is_whole(expression: Any) -> Condition:
    return Condition(expression, "is a multiple of", 1)


def _is_positive_multiple(condition: Condition, others: Iterable[Condition]) -> bool:
    """A value is at least a bound that it is a multiple of, because symbols are positive."""
    if condition.relation != "is at least":
        return False
    quotient = sympy.expand(sympy.sympify(condition.value) / condition.bound)
    known = [one.value for one in others]
    return (
        bool(quotient.is_positive)
        and len(basis([*known, quotient])) == len(known)
        and set(basis([*known, quotient])) == set(known)
    )


def _strongest(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """Without lower bounds of a value that exceeds, term by term, another one with as high a bound."""
    listed = list(dict.fromkeys(conditions))
    bounds = [one for one in listed if one.relation == "is at least"]
    for condition in listed:
        if not any(_follows(condition, other) for other in bounds if other is not condition):
            yield condition


def _follows(condition: Condition, other: Condition) -> bool:
    if condition.relation != "is at least" or other.bound < condition.bound:
        return False
    larger, smaller = (sympy.expand(one.value).as_coefficients_dict() for one in (condition, other))
    return all(term.is_positive and larger.get(term, 0) >= number for term, number in smaller.items()) and all(
        number > 0 for number in larger.values()
    )


def _holds(condition: Condition, values: Values) -> bool:
    numbers = {symbol(name): rational(value) for name, value in values.items()}
    value = sympy.sympify(condition.value).xreplace(numbers)
    bound = sympy.sympify(condition.bound).xreplace(numbers)
    if condition.relation == "is a multiple of":
        return bool((value / bound).is_integer)
    return bool(value >= bound) if condition.relation == "is at least" else bool(value != bound)


def _words(condition: Condition) -> str:
    if condition.relation == "is a multiple of" and condition.bound == 1:
        return f"{condition.value} is whole"
    return f"{condition.value} {condition.relation} {condition.bound}"


def _common_divisor(a: Fraction | None, b: Fraction) -> Fraction:
    return (
        b
        if a is None
        else Fraction(gcd(a.numerator * b.denominator, b.numerator * a.denominator), a.denominator * b.denominator)
    )
