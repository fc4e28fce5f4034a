"""Kinds of knobs: how a value is read from text, what is allowed, and on which lattice it moves.

Numbers are read as rationals, so that 0.714 is 357/500 and never the nearest binary float.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from costmodel.errors import CostModelError, plain
from costmodel.numbers.algebra import Dim
from costmodel.numbers.show import shown
from costmodel.numbers.text import RATIONAL, rational, sides, whole

if TYPE_CHECKING:
    from costmodel.archs.common.knobs import Known

LARGEST_RATIO = 1000
DEEPEST = 100  # times as many layers; ten thousands of them still take a second
LARGEST_COUNT = 10**9
LARGEST_SIDE = 10**6


class BadKnob(CostModelError):
    """A knob that does not exist or a value it does not take."""


class Among(NamedTuple):
    """The values that a whole number takes under other knobs, in order, and how that is said: `allowed for CIFAR: 6n+2`."""

    values: Sequence[int]
    words: str


@dataclass(eq=False, repr=False)  # not frozen as well, which would make every kind twice as slow to import
class Kind(ABC):
    """What a knob takes.

    Attributes:
        structural: decides how many layers there are, or which; builders loop and branch on it, so it has to be a plain value.
    """

    is_number: ClassVar[bool] = True
    structural: bool = False

    @abstractmethod
    def read(self, value: object) -> Any:
        """A value from text or a number.

        Raises:
            ValueError: says what is allowed.
        """

    @property
    @abstractmethod
    def metavar(self) -> str:
        """The place of a value in a help text."""

    @property
    def takes(self) -> str:
        """The values that it takes, in words."""
        return self.metavar

    def among(self, known: "Known") -> Among | None:
        """The values that it takes under other knobs, where they are fewer than its limits say."""
        return None

    @property
    def validator(self) -> Any:
        """The same reading for a field of a file, where a pydantic model stands at the border."""
        from pydantic import BeforeValidator

        def read(value: object) -> Any:
            try:
                return self.read(value)
            except ValueError as error:
                raise ValueError(f"allowed: {error}") from None

        return BeforeValidator(read)

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.any_schema()  # the Spec reads every knob itself


@dataclass(eq=False, repr=False)
class Ratio(Kind):
    """A positive rational, in steps of `step` where it has to go in steps.

    Example:
        >>> Ratio(most=2).read("0.714")
        Fraction(357, 500)
    """

    step: Fraction = Fraction(1, 1000)
    most: int = LARGEST_RATIO

    def read(self, value: object) -> Fraction:
        try:
            ratio = rational(value)
        except CostModelError as error:
            raise ValueError(error.allowed) from None
        if not 0 < ratio <= self.most:
            raise ValueError(f"a number above 0 and at most {self.most}")
        return ratio

    @property
    def metavar(self) -> str:
        return "RATIO"

    @property
    def takes(self) -> str:
        return f"a number above 0, at most {self.most}"


@dataclass(eq=False, repr=False)
class Whole(Kind):
    """A whole number within limits.

    Attributes:
        unit: of the number, where it has one; stands in the help in place of a value.
        lattice: the values that are possible under other knobs, such as 6n+2 for CIFAR.

    Example:
        >>> Whole(least=8).read("32")
        32
    """

    step: ClassVar[Fraction] = Fraction(1)
    least: int = 1
    most: int = LARGEST_COUNT
    unit: str = ""
    lattice: "Callable[[Known], Among] | None" = None

    def read(self, value: object) -> Any:
        try:
            return whole(value, self.least, self.most)
        except CostModelError as error:
            raise ValueError(error.allowed) from None

    def among(self, known: "Known") -> Among | None:
        return None if self.lattice is None else self.lattice(known)

    @property
    def metavar(self) -> str:
        return self.unit.upper() or "NUMBER"

    @property
    def takes(self) -> str:
        return f"a whole number from {self.least} to {self.most:,}"


class Size(NamedTuple):
    """Height and width of an input that is not square."""

    height: Dim
    width: Dim

    def __str__(self) -> str:
        return f"{self.height}x{self.width}"


@dataclass(eq=False, repr=False)
class Pixels(Whole):
    """The side of a square input, or `HEIGHTxWIDTH`.

    Example:
        >>> Pixels().read("224"), Pixels().read("224x160")
        (224, Size(height=224, width=160))
    """

    most: int = LARGEST_SIDE
    unit: str = "pixels"

    @property
    def takes(self) -> str:
        return f"pixels from {self.least} to {self.most:,}, or HEIGHTxWIDTH"

    def read(self, value: object) -> Any:
        try:
            found = sides(str(value) if isinstance(value, Size) else value, self.most)
        except CostModelError as error:
            raise ValueError(error.allowed) from None
        return Size(*found) if isinstance(found, tuple) else found


@dataclass(eq=False, repr=False)
class Choice(Kind):
    """One of a few words, some of which may be numbers.

    Example:
        >>> Choice(words=("plain", "wide")).read("wide")
        'wide'
    """

    is_number: ClassVar[bool] = False
    structural: bool = True
    words: tuple[Any, ...] = ()

    def read(self, value: object) -> Any:
        text = str(value).strip()
        for word in self.words:
            if type(value) is not bool and text in (str(word), f"{word}.0", shown(word)):
                return word
        alike = [word for word in self.words if isinstance(word, str) and not word.isdigit() and plain(word) == plain(text)]
        if len(alike) == 1:
            return alike[0]
        *others, last = (shown(word) if isinstance(word, Fraction) else repr(word) for word in self.words)
        raise ValueError(f"{', '.join(others)}{' or ' if others else ''}{last}")

    @property
    def metavar(self) -> str:
        return "|".join(map(shown, self.words))

    @property
    def takes(self) -> str:
        return ", ".join(map(shown, self.words))

    @property
    def numbers(self) -> dict[Fraction, Any]:
        """The words that are numbers, by that number, in order."""
        numbers = {rational(word): word for word in self.words if RATIONAL.fullmatch(str(word))}
        return dict(sorted(numbers.items()))


@dataclass(eq=False, repr=False)
class Flag(Kind):
    """Yes or no.

    Example:
        >>> Flag().read("yes")
        True
    """

    WORDS: ClassVar[Mapping[str, bool]] = {
        **dict.fromkeys(("true", "t", "yes", "y", "on", "1"), True),
        **dict.fromkeys(("false", "f", "no", "n", "off", "0"), False),
    }
    is_number: ClassVar[bool] = False
    structural: bool = True

    def read(self, value: object) -> bool:
        text = str(value).strip().lower()
        if text not in self.WORDS:
            raise ValueError("true or false")
        return self.WORDS[text]

    @property
    def metavar(self) -> str:
        return "true|false"

    @property
    def takes(self) -> str:
        return "true, false"
