"""What a knob is varied over: a list, or a range of evenly spaced rationals, read exactly from text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from costmodel.archs import architecture
from costmodel.archs.common.knobs import BadKnob
from costmodel.archs.common.spec import Spec, knobs_of
from costmodel.errors import CostModelError, quoted
from costmodel.numbers.show import plain, shown
from costmodel.numbers.text import BadRange, span
from costmodel.subjects.grid import Grid

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
        return self.start + self.step * place


@dataclass(frozen=True)
class Axis:
    """One knob and the values that it takes.

    Attributes:
        values: rationals in order, or the texts of a structural knob.
        lifted: the knob only enters arithmetic, so that all values go through a builder at once.
        whole: the knob counts something, so that an array of it holds integers.
    """

    knob: str
    values: Steps | tuple[Any, ...]
    lifted: bool
    whole: bool

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def numbers(self) -> NDArray[Any]:
        """The values as an array; texts that are no numbers stay texts."""
        if isinstance(self.values, Steps):
            start, step = self.values.start, self.values.step
            scale = step.denominator * start.denominator // np.gcd(step.denominator, start.denominator)
            # Whole multiples of 1/scale, divided once, are the floats nearest to the rationals.
            multiples = int(start * scale) + int(step * scale) * np.arange(len(self), dtype=np.int64)
            whole = self.whole or (scale == 1 and not self.lifted)
            return multiples // int(scale) if whole else multiples / int(scale)
        if self.lifted:
            return np.array(
                [int(v) if self.whole else float(v) for v in self.values], dtype=np.int64 if self.whole else np.float64
            )
        if all(isinstance(v, Fraction) for v in self.values):
            return np.array([plain(v) for v in self.values])
        return np.array([int(v) if str(v).isdecimal() else str(v) for v in self.values])

    @property
    def choice(self) -> bool:
        """Are the values words, which have no order and no sum?"""
        return self.numbers.dtype.kind == "U"

    def text(self, place: int) -> Any:
        """A value as the Spec reads it."""
        value = self.values[place]
        return shown(value) if isinstance(value, Fraction) else value


def axis(name: str, knob: str, values: Values, knobs: Mapping[str, Any]) -> Axis:
    """The axis of an architecture's knob, every value checked.

    Args:
        values: `start:stop:step` (the stop is included when it is hit), `start:stop` in the knob's own steps of 1 or 1/1000, a
            list `a,b,c`, or a sequence of these single values.
        knobs: the other knobs.

    Raises:
        CostModelError: if the knob does not exist, a range is empty, reversed or has no step, or a value is not allowed.
    """
    spec = architecture(name).Spec
    if knob not in knobs_of(spec):
        spec.read({knob: ""})  # says which there are
    lifted = not knobs_of(spec)[knob].structural
    if isinstance(values, str) and ":" in values:
        read: Steps | tuple[Any, ...] = _range(name, knob, values, knobs)
        probes: Iterable[Any] = {
            0,
            min(1, len(read) - 1),
            len(read) - 1,
        }  # limits are intervals; start and step decide wholeness
    else:
        listed = [one.strip() for one in values.split(",")] if isinstance(values, str) else list(values)
        if not listed or "" in listed:
            raise BadRange(f"{knob}={values}: no values; give a list a,b,c or a range start:stop:step")
        read = tuple(listed)
        probes = range(len(read))
    checked = [_value(spec, knob, str(read[i]) if isinstance(read, Steps) else read[i], knobs) for i in probes]
    if lifted:
        checked = [Fraction(one) for one in checked]
        read = read if isinstance(read, Steps) else tuple(checked)
        _decided(knob, read, checked)
    elif not isinstance(read, Steps) and all(isinstance(one, int | Fraction) and not isinstance(one, bool) for one in checked):
        read = tuple(map(Fraction, checked))
    return Axis(knob, read, lifted, whole=lifted and isinstance(_value(spec, knob, str(read[0]), knobs), int))


def _range(name: str, knob: str, text: str, knobs: Mapping[str, Any]) -> Steps:
    try:
        start, stop, step = span(text)
    except CostModelError as error:
        raise error.at(f"{knob}={quoted(text)}") from None
    step = Grid.of(name, knob, knobs, step).step
    count = (stop - start) // step + 1
    if count > MOST_VALUES:
        raise BadRange(f"{knob}={text}: {count:,} values; at most {MOST_VALUES:,} on one axis")
    if count == 1:
        return Steps(start, Fraction(1), 1)  # a step that leads nowhere may be of any size
    return Steps(start, step, count)


def _value(spec: type[Spec], knob: str, value: Any, knobs: Mapping[str, Any]) -> Any:
    return getattr(spec.read({**knobs, knob: value}), knob)


def _decided(knob: str, values: Steps | tuple[Any, ...], checked: Iterable[Fraction]) -> None:
    """Refuse ratios that floats cannot decide as rationals would.

    Raises:
        BadKnob: if a denominator is too large.
    """
    numbers = (values.start, values.step) if isinstance(values, Steps) else checked
    worst = max(number.denominator for number in numbers)
    if worst > LARGEST_DENOMINATOR:
        raise BadKnob(
            f"{knob} has more digits than a sweep decides exactly; allowed: denominators up to {LARGEST_DENOMINATOR:,}"
        )
