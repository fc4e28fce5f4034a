"""The values that a knob takes, in steps, with the other knobs fixed: its declaration says them, and nothing is probed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import islice
from math import gcd

from costmodel.archs.common.kinds import Choice, Ratio, Whole
from costmodel.archs.common.knobs import Knob, Known
from costmodel.errors import CostModelError
from costmodel.numbers.show import shown
from costmodel.subjects.subject import Subject

FEW = 64  # a knob of at most so many values may be tried at all of them
WIDEST_GAP = 1000
HIGHEST_DOUBLING = 10  # of a knob without a default, from 1


@dataclass(frozen=True)
class Grid:
    """The values of one knob of a subject, in order; an index is a place among them.

    Attributes:
        step: between neighbours; where the knob has a lattice of its own, every value is a multiple of it.
        numbers: the values, each divided by `unit`.
    """

    subject: Subject
    knob: Knob
    step: Fraction
    numbers: Sequence[int | Fraction]
    unit: Fraction = Fraction(1)

    @classmethod
    def of(cls, subject: Subject, name: str, step: Fraction | None = None) -> "Grid":
        """The grid of a subject's knob, in the given steps, or 1 for counts and the declared ones for ratios.

        Raises:
            CostModelError: if there is no such knob, it is not a number, or the step does not suit it.
        """
        knob = subject.knob(name)
        kind = knob.kind
        if isinstance(kind, Ratio):
            step = step or kind.step
            return cls(subject, knob, step, range(1, kind.most // step + 1), step)
        numbers = list(kind.numbers) if isinstance(kind, Choice) else []
        if not (isinstance(kind, Whole) or numbers):
            raise CostModelError(f"{name} of {subject.name} is a choice and no number, so it cannot be free")
        if step is not None and (numbers or step.denominator > 1):
            raise CostModelError(f"{name} of {subject.name} cannot go in steps of {shown(step)}; allowed: steps of 1 or none")
        if isinstance(kind, Whole):
            return cls(subject, knob, step or Fraction(1), _whole(subject, knob, kind, int(step or 1)))
        return cls(subject, knob, Fraction(1), numbers)

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def is_choice(self) -> bool:
        """Is the knob one of a few words that are numbers?"""
        return isinstance(self.knob.kind, Choice)

    def value(self, index: int) -> Fraction:
        return self.unit * self.numbers[index]

    def index(self, value: Fraction) -> int:
        """Of the largest value that is not above the given one; of the first one where all are."""
        low, high = 0, len(self)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.value(middle) <= value else (low, middle)
        return low

    def allowed(self, least: Fraction = Fraction(0), most: Fraction | None = None) -> Iterator[Fraction]:
        """The values within limits that the other knobs leave possible, which the knob's own declaration may not say.

        After `WIDEST_GAP` values in a row that are not, the next ones are taken not to be, too.
        """
        gap = 0
        for index in range(self.index(least), len(self)):
            value = self.value(index)
            if gap == WIDEST_GAP or (most is not None and value > most):
                return
            gap = 0 if value >= least and self._allows(value) else gap + 1
            if not gap:
                yield value

    @cached_property
    def few(self) -> list[Fraction] | None:
        """All of its values, where they are at most `FEW`."""
        found = list(islice(self.allowed(), FEW + 1))
        return found if len(found) <= FEW else None

    def _allows(self, value: Fraction) -> bool:
        try:
            self.subject.spec.read({**self.subject.given, self.knob.name: word(self.knob, value)})
        except CostModelError:
            return False
        return True


def word(knob: Knob, value: Fraction) -> object:
    """A value as the knob reads it: where it is a choice, the word that is this number."""
    return knob.kind.numbers.get(value, value) if isinstance(knob.kind, Choice) else value


def words(subject: Subject, values: Mapping[str, Fraction]) -> dict[str, object]:
    """Values of knobs as they are read."""
    return {name: word(subject.knobs[name], value) for name, value in values.items()}


def bases(subject: Subject, names: Iterable[str]) -> dict[str, Fraction]:
    """Where the defaults of knobs lie, as numbers; of a knob without one, the least value above 0.

    Knobs that need a value are all the same power of two, the least with which a network can be built.

    Raises:
        CostModelError: if another knob needs a value, or no power of two was found.
    """
    wanted = tuple(names)
    open_ = [name for name in wanted if subject.knobs[name].required]
    spec = subject.read(_first_power(subject, open_))
    found = {}
    for name in wanted:
        knob, value = subject.knobs[name], getattr(spec, name)
        numbers = {text: number for number, text in knob.kind.numbers.items()} if isinstance(knob.kind, Choice) else {}
        if isinstance(value, int | Fraction) and value > 0:
            found[name] = Fraction(value)
        elif value in numbers:
            found[name] = numbers[value]
        elif (least := next((one for one in Grid.of(subject, name).allowed() if one > 0), None)) is not None:
            found[name] = least
        else:
            raise CostModelError(f"no {name} above 0 is allowed for {subject.label}", given=subject.given)
    return found


def _first_power(subject: Subject, names: Sequence[str]) -> dict[str, int]:
    values: dict[str, int] = {}
    for power in range(HIGHEST_DOUBLING if names else 0):
        values = dict.fromkeys(names, 2**power)
        try:
            subject.build(values)
        except CostModelError as error:
            last = error
        else:
            return values
    if names:
        raise CostModelError(
            f"{subject.name} was built with no {', '.join(names)} of 1, 2, 4 ... {values[names[0]]}: {last.wrong}"
        )
    return values


def _whole(subject: Subject, knob: Knob, kind: Whole, step: int) -> Sequence[int]:
    """The whole numbers within the limits, or of the lattice, that are multiples of a step."""
    among = kind.among(Known(subject.spec, subject.knobs, subject.given))
    values = range(kind.least, kind.most + 1) if among is None else among.values
    return _multiples(values, step) if isinstance(values, range) else [value for value in values if value % step == 0]


def _multiples(values: range, step: int) -> range:
    """Those of a range that are multiples of a step; a lattice may have too many values to look at each."""
    shared = gcd(values.step, step)
    if values.start % shared:
        return range(0)
    period = step // shared
    return values[-values.start // shared * pow(values.step // shared, -1, period) % period :: period]
