"""The tape: instructions that are there once each, in an order in which they can be run.

An instruction is written in one canonical form, so that whatever is the same algebra is the same instruction: sums are linear
forms, products are powers of what they multiply. Maps that come and go therefore cancel, and the repeated layers of a network,
or of two networks, share their costs.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import inf
from typing import Literal, NamedTuple, TypeAlias

from costmodel.numbers.recording.bounds import Bounds, floored, hull, of_product, of_sum

Number: TypeAlias = int | Fraction
Code: TypeAlias = Literal["knob", "sum", "product", "floor", "ceil", "max", "where", "negative", "zero", "number"]


class Linear(NamedTuple):
    """A constant and terms: `constant + coefficient * value + ...`, each value the place of an instruction."""

    constant: Number
    terms: tuple[tuple[int, Number], ...] = ()

    def plus(self, other: "Linear", times: Number = 1) -> "Linear":
        """This and so many times the other."""
        constant = plain(self.constant + other.constant * times)
        if not other.terms:
            return Linear(constant, self.terms)
        found = dict(self.terms)
        for place, coefficient in other.terms:
            found[place] = found.get(place, 0) + coefficient * times
        kept = tuple(sorted((place, plain(number)) for place, number in found.items() if number))
        return Linear(constant, kept)

    def scaled(self, factor: Number) -> "Linear":
        if not factor:
            return Linear(0)
        return Linear(plain(self.constant * factor), tuple((place, plain(number * factor)) for place, number in self.terms))


class Instruction(NamedTuple):
    """One step.

    Attributes:
        code: `sum`, `floor` and `ceil` are of a linear form, which `negative` and `zero` are asked of; `product` multiplies its
            places, each raised to a power; `max` and `where` choose among places.
        places: of earlier instructions.
    """

    code: Code
    linear: Linear = Linear(0)
    places: tuple[int, ...] = ()
    powers: tuple[int, ...] = ()
    name: str = ""

    @property
    def reads(self) -> tuple[int, ...]:
        """The places of all instructions that it needs."""
        return (*self.places, *(place for place, _ in self.linear.terms))


class Tape:
    """Instructions, the bounds of their values, and which values are whole."""

    def __init__(self) -> None:
        self.instructions: list[Instruction] = []
        self.bounds: list[Bounds] = []
        self.whole: list[bool] = []
        self._places: dict[Instruction, int] = {}

    def knob(self, name: str, whole: bool, bounds: Bounds) -> Linear:
        """A number that is put in when the tape is run; its bounds are promised by whoever does so."""
        return self._value(Instruction("knob", name=name), bounds, whole)

    def product(self, a: Linear, b: Linear, power: int = 1) -> Linear:
        """`a * b**power`; constants stand before the product."""
        if power == 1 and not (a.terms and b.terms):
            return a.scaled(b.constant) if a.terms else b.scaled(a.constant)
        factors: dict[int, int] = {}
        factor: Number = 1
        for one, times in ((a, 1), (b, power)):
            if not one.terms:
                factor = factor * (one.constant if times == 1 else Fraction(one.constant) ** times)
                continue
            if len(one.terms) == 1 and not one.constant:
                [(place, coefficient)] = one.terms
                factor = factor * (coefficient if times == 1 else Fraction(coefficient) ** times)
            else:
                place = self.place(one)
            for part, degree in self._factors(place):
                factors[part] = factors.get(part, 0) + degree * times
        if not factor:
            return Linear(0)
        kept = sorted((place, degree) for place, degree in factors.items() if degree)
        if not kept:
            return Linear(plain(factor))
        if len(kept) == 1 and kept[0][1] == 1:
            return Linear(0, ((kept[0][0], plain(factor)),))
        made = Instruction("product", places=tuple(p for p, _ in kept), powers=tuple(d for _, d in kept))
        whole = all(degree > 0 and self.whole[place] for place, degree in kept)
        return self._value(made, of_product([(self.bounds[place], degree) for place, degree in kept]), whole).scaled(factor)

    def floor(self, value: Linear) -> Linear:
        """The value rounded down; what is whole already, or a whole part of a sum, is not rounded."""
        apart = Linear(0, tuple((p, n) for p, n in value.terms if self.whole[p] and n.denominator == 1))
        rest = value.plus(apart, -1)
        bounds = floored(self.bounds_of(rest))
        if bounds.least == bounds.most:  # it cannot be but one number
            return apart.plus(Linear(bounds.least))  # type: ignore[arg-type]
        down = Linear(rest.constant // 1)
        rest = rest.plus(down, -1)
        bounds = floored(self.bounds_of(rest))
        if rest.terms[0][1] > 0:
            made = self._value(Instruction("floor", rest), bounds, whole=True)
        else:  # sizes are rounded up, and a reader looks for them so
            up = Instruction("ceil", rest.scaled(-1))
            made = self._value(up, Bounds(-bounds.most, -bounds.least), whole=True).scaled(-1)
        return made.plus(apart).plus(down)

    def largest(self, values: Iterable[Linear]) -> Linear:
        """The largest value."""
        found: dict[int, None] = {}
        constant: Number | None = None
        for value in values:
            place = self.place(value)
            made = self.instructions[place]
            for part in made.places if made.code == "max" else (place,):
                if self.instructions[part].code == "number":
                    number = self.instructions[part].linear.constant
                    constant = number if constant is None else max(constant, number)
                else:
                    found[part] = None
        least = max([self.bounds[place].least for place in found], default=-inf)
        kept = [place for place in found if self.bounds[place].most >= least]
        if constant is not None and constant > least:
            kept = [place for place in kept if self.bounds[place].most > constant]
            kept.append(self.place(Linear(constant)))
        if len(kept) == 1:
            return self.value(kept[0])
        bounds = Bounds(max(self.bounds[p].least for p in kept), max(self.bounds[p].most for p in kept))
        made = Instruction("max", places=tuple(sorted(kept)))
        return self._value(made, bounds, all(self.whole[place] for place in kept))

    def where(self, condition: Linear, a: Linear, b: Linear) -> Linear:
        """`a` where the condition holds, else `b`."""
        places = tuple(map(self.place, (condition, a, b)))
        if places[1] == places[2]:
            return a
        whole = all(self.whole[place] for place in places[1:])
        bounds = hull(*(self.bounds[place] for place in places[1:]))
        return self._value(Instruction("where", places=places), bounds, whole)

    def negative(self, value: Linear) -> Linear:
        """1 where the value is below 0, else 0."""
        bounds = self.bounds_of(value)
        if bounds.most < 0 or bounds.least >= 0:
            return Linear(int(bounds.most < 0))
        return self._value(Instruction("negative", value), Bounds(0, 1), whole=True)

    def zero(self, value: Linear) -> Linear:
        """1 where the value is 0, else 0."""
        bounds = self.bounds_of(value)
        if bounds.most < 0 or bounds.least > 0 or not value.terms:
            return Linear(int(not value.terms and not value.constant))
        return self._value(Instruction("zero", value), Bounds(0, 1), whole=True)

    def place(self, value: Linear) -> int:
        """Where a value stands on the tape; a constant, or a sum that has not been needed yet, is put there."""
        if not value.constant and len(value.terms) == 1 and value.terms[0][1] == 1:
            return value.terms[0][0]
        made = Instruction("sum" if value.terms else "number", value)
        if made not in self._places:
            whole = value.constant.denominator == 1 and all(self.whole[p] and n.denominator == 1 for p, n in value.terms)
            self._add(made, self.bounds_of(value), whole)
        return self._places[made]

    def value(self, place: int) -> Linear:
        """What stands at a place, as a linear form."""
        made = self.instructions[place]
        return made.linear if made.code in ("sum", "number") else Linear(0, ((place, 1),))

    def bounds_of(self, value: Linear) -> Bounds:
        return of_sum(value.constant, [(self.bounds[place], number) for place, number in value.terms])

    def _factors(self, place: int) -> Iterable[tuple[int, int]]:
        made = self.instructions[place]
        return zip(made.places, made.powers, strict=True) if made.code == "product" else ((place, 1),)

    def _value(self, made: Instruction, bounds: Bounds, whole: bool) -> Linear:
        if made not in self._places:
            self._add(made, bounds, whole)
        return Linear(0, ((self._places[made], 1),))

    def _add(self, made: Instruction, bounds: Bounds, whole: bool) -> None:
        self._places[made] = len(self.instructions)
        self.instructions.append(made)
        self.bounds.append(bounds)
        self.whole.append(whole)


def plain(number: Number) -> Number:
    """A whole number as an int."""
    return number if type(number) is int or number.denominator != 1 else number.numerator
