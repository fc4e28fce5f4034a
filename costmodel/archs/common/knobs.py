"""Knobs: what a user may set. A knob declares its kind, its default, what it is told as, and whether it decides structure.

Who needs to know what a knob is (help, grids, solving, sweeps, the catalog's page) reads its declaration.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Annotated, Any, NamedTuple, TypeAlias

from costmodel.archs.common.kinds import DEEPEST, BadKnob, Choice, Kind, Pixels, Ratio, Whole
from costmodel.errors import quoted
from costmodel.numbers.rounding import ROUNDINGS
from costmodel.numbers.show import shown


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
