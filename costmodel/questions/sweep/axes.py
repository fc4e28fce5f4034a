"""What a knob is varied over: a list, or a range of evenly spaced rationals, read exactly from text."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from costmodel.archs.common.kinds import BadKnob, Choice, Ratio
from costmodel.archs.common.knobs import Knob, Known
from costmodel.errors import CostModelError, located, quoted
from costmodel.numbers.show import plain, shown
from costmodel.numbers.text import BadRange, rational, span
from costmodel.subjects import Subject

Values: TypeAlias = str | Iterable[object]

MOST_VALUES = 10**7  # an axis is held in memory

# Arrays hold a ratio as a float, and a product of widths with it is taken for whole within 2**-24 of a whole number. For a
# ratio p/q it is whole or at least 1/q away, so denominators up to this one are decided as rationals would be.
LARGEST_DENOMINATOR = 10**6


@dataclass(frozen=True)
class Steps:
    """Evenly spaced rationals."""

    start: Fraction
    step: Fraction
    count: int

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, place: int) -> Fraction:
        return self.start + self.step * range(self.count)[place]


@dataclass(frozen=True)
class Axis:
    """One knob and the values that it takes.

    Attributes:
        values: as they were read: numbers in order, or words.
        lifted: the knob only enters arithmetic, so that all values go through a builder at once.
        whole: an array of the values holds integers.
    """

    knob: str
    values: Steps | tuple[Any, ...]
    lifted: bool
    whole: bool

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def numbers(self) -> NDArray[Any]:
        """The values as an array; words stay words."""
        if isinstance(self.values, Steps):
            start, step = self.values.start, self.values.step
            scale = lcm(step.denominator, start.denominator)
            # Whole multiples of 1/scale, divided once, are the floats nearest to the rationals.
            multiples = int(start * scale) + int(step * scale) * np.arange(len(self), dtype=np.int64)
            return multiples // scale if self.whole else multiples / scale
        if not all(map(_is_number, self.values)):
            return np.array([shown(value) for value in self.values])
        return np.array([plain(value) for value in self.values], dtype=np.int64 if self.whole else np.float64)

    @property
    def choice(self) -> bool:
        """Are the values words, which have no order and no sum?"""
        return self.numbers.dtype.kind == "U"

    def words(self, place: int) -> str:
        """A value for people."""
        return shown(self.values[place]) if self.choice or not self.lifted else f"{self.numbers[place]:g}"

    def __reduce__(self) -> tuple[Any, ...]:
        """Without the array, which is made of a few numbers wherever it is needed."""
        return type(self), (self.knob, self.values, self.lifted, self.whole)


def axes_of(subject: Subject, vary: Mapping[str, Values]) -> tuple[Axis, ...]:
    """An axis a varied knob, every value checked; those of structural knobs come first.

    Args:
        vary: by knob `start:stop:step` (the stop is included when it is hit), `start:stop` in the knob's own steps, a list
            `a,b,c`, or a sequence of single values.

    Raises:
        CostModelError: if a knob does not exist, has a value, a range is empty, reversed or has no step, or a value is not
            allowed.
    """
    if not isinstance(vary, Mapping):
        raise CostModelError("what varies is a mapping", given=vary, allowed='values by knob, such as {"alpha": "0.5,1"}')
    vary = {subject.knob(name).name: values for name, values in vary.items()}
    for name in vary:
        if name in subject.given:
            raise BadKnob(f"{name} varies and has the value {shown(subject.given[name])}; leave one out")
    known = Known(subject.spec, subject.knobs, subject.given)
    read = {name: _read(subject.knob(name), values, known) for name, values in vary.items()}
    first = {name: values[0] for name, values in read.items()}  # a value may be possible under others only
    axes = (_axis(subject.with_({n: v for n, v in first.items() if n != name}), name, values) for name, values in read.items())
    return tuple(sorted(axes, key=lambda axis: axis.lifted))


def _read(knob: Knob, values: Values, known: Known) -> Steps | tuple[Any, ...]:
    """The values as they are given, of ranges and lists."""
    if isinstance(values, str) and ":" in values:
        return _range(knob, values, known)
    if not isinstance(values, Iterable):
        raise BadRange(f"{knob.name}: {quoted(values)} is no list of values", given=values, allowed="a range, or values")
    listed = tuple(one.strip() for one in values.split(",")) if isinstance(values, str) else tuple(values)
    if not listed or "" in listed:
        raise BadRange(f"{knob.name}={shown(values)}: no values; give a list a,b,c or a range start:stop:step", given=values)
    _bounded(knob.name, len(listed))
    return listed


def _range(knob: Knob, text: str, known: Known) -> Steps | tuple[Any, ...]:
    with located(f"{knob.name}={quoted(text)}"):
        start, stop, step = span(text)
    kind = knob.kind
    own = None if step else _own_values(knob, known)
    if own is not None:
        between = own[bisect_left(own, start, key=rational) : bisect_right(own, stop, key=rational)]
        _bounded(f"{knob.name}={text}", len(between))
        if not between:
            raise BadRange(f"{knob.name}={text}: nothing lies between", given=text, allowed=own)
        return tuple(between)
    if not kind.is_number:
        raise BadRange(f"{knob.name} is a choice and goes in no steps", given=text, allowed=f"a list of {kind.metavar}")
    if step is not None and step.denominator > 1 and not isinstance(kind, Ratio):
        raise BadRange(f"{knob.name} cannot go in steps of {shown(step)}", given=text, allowed="whole steps")
    step = step or (kind.step if isinstance(kind, Ratio) else Fraction(1))
    count = (stop - start) // step + 1
    _bounded(f"{knob.name}={text}", count)
    return Steps(start, step if count > 1 else Fraction(1), count)  # a step that leads nowhere may be of any size


def _bounded(what: str, values: int) -> None:
    if values > MOST_VALUES:
        raise BadRange(f"{what}: {values:,} values; at most {MOST_VALUES:,} on one axis")


def _own_values(knob: Knob, known: Known) -> Sequence[Any] | None:
    """The values of a knob that goes in no steps, in order."""
    if isinstance(knob.kind, Choice):
        return list(knob.kind.numbers.values()) or None
    among = knob.kind.among(known)
    return None if among is None else among.values


def _axis(subject: Subject, name: str, values: Steps | tuple[Any, ...]) -> Axis:
    # Limits are intervals; start and step decide wholeness. A lattice under other knobs may have gaps.
    places = {0, min(1, len(values) - 1), len(values) - 1} if isinstance(values, Steps) else range(len(values))
    checked = tuple(getattr(subject.read({name: values[place]}), name) for place in places)
    numeric = all(map(_is_number, checked))
    if numeric:
        _decided(name, (values.start, values.step) if isinstance(values, Steps) else checked)
    return Axis(
        name,
        values if isinstance(values, Steps) else checked,
        numeric and not subject.knob(name).structural,
        numeric and _are_whole(subject.knob(name), (values.start, values.step) if isinstance(values, Steps) else checked),
    )


def _are_whole(knob: Knob, numbers: Iterable[Any]) -> bool:
    """Does an array of the values hold integers? One that goes through builders does if the knob counts something."""
    return knob.is_whole or (knob.structural and all(Fraction(number).denominator == 1 for number in numbers))


def _is_number(value: object) -> bool:
    return isinstance(value, int | Fraction) and not isinstance(value, bool)


def _decided(knob: str, numbers: Iterable[Fraction | int]) -> None:
    """Refuse ratios that floats cannot decide as rationals would.

    Raises:
        BadKnob: if a denominator is too large.
    """
    if any(number.denominator > LARGEST_DENOMINATOR for number in numbers):
        raise BadKnob(
            f"{knob} has more digits than a sweep decides exactly", allowed=f"denominators up to {LARGEST_DENOMINATOR:,}"
        )
