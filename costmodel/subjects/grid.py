"""The values that a knob takes, in steps, with the other knobs fixed.

Which values a family allows is known to its Spec alone, so it is asked; nothing here knows a family.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import Any, Literal

from costmodel.archs import architecture
from costmodel.archs.common.knobs import Choice, Ratio
from costmodel.archs.common.spec import Spec, knobs_of
from costmodel.errors import CostModelError, UnknownName
from costmodel.numbers.show import shown

# After this many values in a row that are not allowed, the next ones are taken not to be allowed either.
WIDEST_GAP = 1000


@dataclass(frozen=True)
class Grid:
    """The values of one knob.

    Attributes:
        knobs: the others, as the user gave them.
        step: between neighbours; whole for knobs that count something.
        choices: where the knob is one of a few words that are numbers: the word by its number, in order.
    """

    spec: type[Spec]
    knob: str
    knobs: Mapping[str, Any]
    step: Fraction
    choices: Mapping[Fraction, Any]

    @classmethod
    def of(cls, name: str, knob: str, knobs: Mapping[str, Any], step: Fraction | None = None) -> "Grid":
        """The grid of an architecture's knob, in the given steps, or 1 for counts and 1/1000 for ratios.

        Raises:
            CostModelError: if there is no such knob, it is not a number, or the step does not suit it.
        """
        spec = architecture(name).Spec
        knobs_there = knobs_of(spec)
        if knob not in knobs_there:
            raise UnknownName(f"knob of {name}", knob, knobs_there)
        kind = knobs_there[knob].kind
        choices = kind.numbers if isinstance(kind, Choice) else {}
        ratio = isinstance(kind, Ratio)
        if not (kind.is_number or choices):
            raise CostModelError(f"{knob} of {name} is a choice and no number, so it cannot be free")
        if step is not None and (choices or not (ratio or step.denominator == 1)):
            raise CostModelError(f"{knob} of {name} cannot go in steps of {shown(step)}; allowed: steps of 1 or none")
        return cls(spec, knob, knobs, step or (kind.step if isinstance(kind, Ratio) else Fraction(1)), choices)

    @cached_property
    def whole(self) -> bool:
        """Does the knob take whole numbers only?"""
        return knobs_of(self.spec)[self.knob].is_whole

    def value(self, index: int) -> Fraction:
        return list(self.choices)[index] if self.choices else self.step * index

    def index(self, value: Fraction) -> int:
        """Of the largest value that is not above the given one."""
        if self.choices:
            return sum(choice <= value for choice in self.choices) - 1
        return value // self.step

    def text(self, index: int) -> Any:
        """The value as the Spec reads it."""
        value = self.value(index)
        return self.choices[value] if self.choices else str(value)

    def allows(self, index: int) -> bool:
        """Does the family take the value?"""
        if not (0 <= index < len(self.choices) if self.choices else index >= 0):
            return False
        try:
            self.spec.read({**self.knobs, self.knob: self.text(index)})
        except CostModelError:
            return False
        return True

    def allowed(self, start: int, direction: Literal[1, -1] = 1) -> Iterator[int]:
        """The allowed values from one on, upward or downward, until a gap of `WIDEST_GAP`."""
        index, gap = start, 0
        while gap < WIDEST_GAP and index >= 0:
            gap = 0 if self.allows(index) else gap + 1
            if not gap:
                yield index
            index += direction

    def few(self, most: int) -> list[int] | None:
        """All allowed values, or None if there are more than so many."""
        found = list(islice(self.allowed(0), most + 1))
        return found if len(found) <= most else None

    def base(self, spec: Spec) -> Fraction:
        """The knob's value in a Spec, or the least allowed one above 0 where it has none."""
        value = getattr(spec, self.knob)
        if isinstance(value, (int, Fraction)) and value > 0:
            return Fraction(value)
        for number, word in self.choices.items():
            if word == value:
                return number
        return self.value(next(self.allowed(0 if self.choices else 1)))
