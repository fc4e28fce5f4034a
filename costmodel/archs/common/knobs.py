"""Knobs: what a user may set. A knob declares its kind, limits, lattice, default, and whether it decides structure.

Numbers are read from text as rationals, so that 0.714 is 357/500 and never the nearest binary float. Who needs to know what a
knob is (help, grids, solving, sweeps, the catalog's page) reads its declaration.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, ClassVar, NamedTuple, TypeAlias

from costmodel.errors import CostModelError, plain, quoted
from costmodel.numbers.algebra import Dim
from costmodel.numbers.rounding import ROUNDINGS
from costmodel.numbers.show import shown
from costmodel.numbers.text import RATIONAL, rational, sides, whole

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


class Follows(NamedTuple):
    """A default that follows from other knobs."""

    rule: "Callable[[Known], Any]"


class Usual(NamedTuple):
    """The value that most implementations have where the paper, and so the default, has another.

    Attributes:
        called: how people call a network with it, such as `ResNet v1.5`.
    """

    value: Any
    called: str


class Told(NamedTuple):
    """What a network has with each value, as people say it behind `with`; of a flag what it has or, behind `without`, lacks."""

    words: Mapping[Any, str] | str


class Widens:
    """Marks the knob that makes the whole network wider, by which networks are brought to one budget."""


WIDENS = Widens()


class Knob(NamedTuple):
    """A knob of a subject.

    Attributes:
        default: where it does not follow from other knobs; None where there is none.
        required: there is no default, so a value has to be given.
        optional: may be left unset, for a builder to decide.
        usual: what most implementations have instead of the default.
        told: what its values mean, in words.
    """

    name: str
    kind: Kind
    default: Any
    summary: str
    required: bool = False
    optional: bool = False
    widens: bool = False
    follows: Follows | None = None
    usual: Usual | None = None
    told: Told | None = None

    @property
    def structural(self) -> bool:
        return self.kind.structural

    @property
    def is_whole(self) -> bool:
        return isinstance(self.kind, Whole)

    def read(self, value: object) -> Any:
        """A value from text or a number.

        Raises:
            ValueError: says what is allowed.
        """
        return None if value is None and self.optional else self.kind.read(value)

    def said(self, value: Any) -> str:
        """A value as people say it of a network: `at 240 pixels`, `with 8 groups`, `without biases (--no-bias)`."""
        read, option = self.read(value), f"--{self.name.replace('_', '-')}"
        if isinstance(self.kind, Pixels):
            return f"at {read} pixels"
        told = self.told.words if self.told else {}
        if isinstance(told, str):
            return f"with {told} ({option})" if read else f"without {told} (--no{option[1:]})"
        if read in told:
            return f"with {told[read]} ({option} {shown(read)})"
        counts = self.is_whole and self.name.endswith("s")
        return f"with {shown(read)} {self.name}" if counts else f"with {self.name} {shown(read)}"


class Known:
    """The knobs of a network: those that are given, each read once, and the defaults that follow from them."""

    def __init__(self, of: type, knobs: Mapping[str, Knob], given: Mapping[str, object]) -> None:
        self.of: Any = of  # the Spec, for what else follows from it
        self.knobs = knobs
        self.given = given
        self._values: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """A knob's value.

        Raises:
            BadKnob: if one is given that is not allowed; says what is.
        """
        if name not in self._values:
            self._values[name] = self._value(self.knobs[name])
        return self._values[name]

    def _value(self, knob: Knob) -> Any:
        if knob.name not in self.given or (knob.optional and self.given[knob.name] is None):
            return knob.default if knob.follows is None else knob.read(knob.follows.rule(self))
        given = self.given[knob.name]
        try:
            value = knob.read(given)
        except ValueError as error:
            raise BadKnob(f"{knob.name} cannot be {quoted(given)}", given=given, allowed=str(error)) from None
        among = knob.kind.among(self)
        if among is not None and value not in among.values:
            raise BadKnob(f"{knob.name} cannot be {value}; {among.words}", given=given)
        return value


Multiplier: TypeAlias = Annotated[Any, Ratio()]
"""A knob of a function that scales something: a rational such as 0.714, read exactly.

Example:
    >>> def net(alpha: Multiplier = 1) -> Graph:
    ...     made = Network(side=32)
    ...     return made.classify(made.conv(made.input, 16 * alpha, 3), 10)
    >>> closed_form(net, ["alpha"], metrics=["params"]).metrics["params"]
    592*alpha + 10
"""
DepthMultiplier: TypeAlias = Annotated[Fraction, Ratio(structural=True, most=DEEPEST)]  # decides how many layers there are
"""A knob of a function that scales how many layers there are, and so decides structure.

Example:
    >>> def net(depth: DepthMultiplier = 1) -> Graph:
    ...     return Network(side=32).graph()
    >>> subject(net).knobs["depth"].kind.structural
    True
"""
Count: TypeAlias = Annotated[Any, Whole()]
"""A knob of a function that is a whole number from 1 on, such as channels.

Example:
    >>> def net(channels: Count = 3) -> Graph:
    ...     return Network(channels=channels, side=32).graph()
    >>> report(net, {"channels": "4"}).graph.nodes[0].shape
    Shape(4, 32, 32)
"""
Side: TypeAlias = Annotated[Any, Pixels()]
"""A knob of a function that is the side of an input in pixels.

Example:
    >>> def net(side: Side = 64) -> Graph:
    ...     return Network(side=side).graph()
    >>> report(net, {"side": "96"}).graph.nodes[0].shape
    Shape(3, 96, 96)
"""
Gated: TypeAlias = Annotated[bool, Told("squeeze-and-excitation")]
NormScale: TypeAlias = Annotated[bool, Told("a scale in batch normalisation")]
Policy: TypeAlias = Annotated[str, Choice(words=tuple(ROUNDINGS))]
"""A knob of a function that says how a scaled width becomes a whole number, as `rounding` does in the families.

Example:
    >>> def net(rounding: Policy = "divisible") -> Graph:
    ...     return Network(side=32).graph()
    >>> report(net, {"rounding": "floor"}).knobs
    {'rounding': 'floor'}
"""
