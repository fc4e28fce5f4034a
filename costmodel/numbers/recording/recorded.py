"""A number as builders see it: an array library of one entry, whose arithmetic is written on a tape.

Builders need not know it: like a `Factored` it brings its own namespace. Where they ask something that depends on the knobs
(is this width whole? are these two equal?), the recording answers as it is for its own sample, and keeps the question with the
answer. A recording therefore holds wherever all of its answers do.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from costmodel.numbers.recording.bounds import Bounds
from costmodel.numbers.recording.replay import Replay
from costmodel.numbers.recording.tape import Linear, Number, Tape, plain


class Recording:
    """What one run of a builder writes on a tape.

    Args:
        sample: a value for each knob, by which questions are answered.

    Attributes:
        answers: by the place of a condition, whether it held, in the order in which it was asked.
    """

    def __init__(self, tape: Tape, sample: Mapping[str, Number]) -> None:
        self.tape = tape
        self.answers: dict[int, bool] = {}
        self._replay = Replay(tape, sample)

    def knob(self, name: str, *, whole: bool, least: Number, most: Number) -> "Recorded":
        """A knob's value, within limits that hold wherever the tape is run."""
        return Recorded(self, self.tape.knob(name, whole, Bounds(least, most)))

    def place(self, value: Any) -> int:
        """Where a value stands on the tape, recorded or not."""
        return self.tape.place(_linear(value))

    def holds(self, condition: Linear) -> bool:
        """Is it so? Asked of the sample where it depends on the knobs."""
        if not condition.terms:
            return bool(condition.constant)
        place = self.tape.place(condition)
        if place not in self.answers:
            self.answers[place] = bool(self._replay[place])
        return self.answers[place]


class Recorded:
    """A number that depends on the knobs."""

    __slots__ = ("linear", "recording")
    __array_ufunc__ = None
    shape = ()

    def __init__(self, recording: Recording, linear: Linear) -> None:
        self.recording = recording
        self.linear = linear

    def __array_namespace__(self, api_version: str | None = None) -> Any:
        return EXACTLY

    @property
    def dtype(self) -> str:
        return EXACTLY.int64

    def __str__(self) -> str:
        """Stands for the value in a text, until there is one."""
        return f"\N{LEFT WHITE SQUARE BRACKET}{self.recording.tape.place(self.linear)}\N{RIGHT WHITE SQUARE BRACKET}"

    __repr__ = __str__
    __hash__ = object.__hash__

    def __add__(self, other: Any) -> Any:
        return self._made(self.linear.plus(_linear(other)))

    __radd__ = __add__

    def __neg__(self) -> Any:
        return self._made(self.linear.scaled(-1))

    def __sub__(self, other: Any) -> Any:
        return self._made(self.linear.plus(_linear(other), -1))

    def __rsub__(self, other: Any) -> Any:
        return self._made(_linear(other).plus(self.linear, -1))

    def __mul__(self, other: Any) -> Any:
        return self._made(self.recording.tape.product(self.linear, _linear(other)))

    __rmul__ = __mul__

    def __pow__(self, power: int) -> Any:
        return self._made(self.recording.tape.product(Linear(1), self.linear, power))

    def __truediv__(self, other: Any) -> Any:
        return self._made(self.recording.tape.product(self.linear, _linear(other), -1))

    def __rtruediv__(self, other: Any) -> Any:
        return self._made(self.recording.tape.product(_linear(other), self.linear, -1))

    def __floordiv__(self, other: Any) -> Any:
        tape = self.recording.tape
        return self._made(tape.floor(tape.product(self.linear, _linear(other), -1)))

    def __rfloordiv__(self, other: Any) -> Any:
        tape = self.recording.tape
        return self._made(tape.floor(tape.product(_linear(other), self.linear, -1)))

    def __mod__(self, other: Any) -> Any:
        return self - self // other * other

    def __lt__(self, other: Any) -> Any:
        return self._made(self.recording.tape.negative(self.linear.plus(_linear(other), -1)))

    def __gt__(self, other: Any) -> Any:
        return self._made(self.recording.tape.negative(_linear(other).plus(self.linear, -1)))

    def __le__(self, other: Any) -> Any:
        return 1 - (self > other)

    def __ge__(self, other: Any) -> Any:
        return 1 - (self < other)

    def __eq__(self, other: Any) -> Any:
        return self._made(self.recording.tape.zero(self.linear.plus(_linear(other), -1)))

    def __bool__(self) -> bool:
        """The answer for the sample, which is kept."""
        tape = self.recording.tape
        if tape.bounds_of(self.linear) == Bounds(0, 1):
            return self.recording.holds(self.linear)
        return not self.recording.holds(tape.zero(self.linear))

    def _made(self, linear: Linear) -> Any:
        """A number again where nothing of the knobs is left."""
        return Recorded(self.recording, linear) if linear.terms else linear.constant


class _Exactly:
    """The functions of the array API that builders need, on one exact number."""

    int64 = "exact"

    def isdtype(self, dtype: Any, kind: str) -> bool:
        """Its numbers calculate as integers do: nothing is ever off by a little."""
        return kind == "integral"

    def asarray(self, value: Any) -> Any:
        return value

    def all(self, condition: Any) -> bool:
        return bool(condition)

    def any(self, condition: Any) -> bool:
        return bool(condition)

    def equal(self, a: Any, b: Any) -> Any:
        return a == b

    def maximum(self, a: Any, b: Any) -> Any:
        one = a if isinstance(a, Recorded) else b
        return one._made(one.recording.tape.largest(map(_linear, (a, b))))

    def where(self, condition: Any, a: Any, b: Any) -> Any:
        return condition._made(condition.recording.tape.where(condition.linear, _linear(a), _linear(b)))


EXACTLY = _Exactly()


def _linear(value: Any) -> Linear:
    if isinstance(value, Recorded):
        return value.linear
    if not isinstance(value, int | Fraction):
        raise TypeError(f"{value!r} is no exact number")
    return Linear(plain(value))
