"""Specs: the knobs of a network together, each declared once, and how they are read.

A Spec's fields are named with the paper's words. A knob that only enters arithmetic may also be *lifted* to a symbol or an
array, which replaces its value for one build; lifted values are not checked.
"""

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Annotated, Any, ClassVar, Literal, Self, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from costmodel.archs.common.kinds import BadKnob, Choice, Flag, Kind, Size
from costmodel.archs.common.knobs import WIDENS, Count, Follows, Knob, Known, Multiplier, Policy, Side, Told, Usual
from costmodel.errors import CostModelError
from costmodel.ir.network import Network
from costmodel.numbers.algebra import Dim, is_expression, namespace, nearest_multiple, surely_less, times
from costmodel.numbers.dimension import numeric, together
from costmodel.numbers.rounding import ROUNDINGS, rounding
from costmodel.numbers.show import shown


class Spec(BaseModel):
    """The knobs of anything that builds a network: a family of the catalog, a function, a space. A fixed network has none."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    DERIVED: ClassVar[frozenset[str]] = frozenset()  # the knobs that `canonical` leaves out or works out from others

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: dict[str, Any]) -> dict[str, Any]:
        known, complaints = Known(cls, knobs_of(cls), given), []
        for name in given:
            try:
                known[name]
            except CostModelError as error:
                complaints.append(str(error))
            except KeyError:
                complaints.append(_unknown(cls, name))
        if complaints:
            raise BadKnob("; ".join(complaints), given=given)
        return {name: known[name] for name in known.knobs}

    @classmethod
    def read(cls, knobs: Mapping[str, Any]) -> Self:
        """A Spec from the user's text or numbers; symbols and arrays are lifted.

        Raises:
            BadKnob: in one line, what was wrong, what was given, what is allowed.
        """
        lifted = {name: value for name, value in knobs.items() if is_expression(value) or namespace(value) is not None}
        try:
            spec = cls.model_validate({name: value for name, value in knobs.items() if name not in lifted})
        except ValidationError as error:
            raise BadKnob("; ".join(str(detail["ctx"]["error"]) for detail in error.errors()), given=knobs) from None
        return spec.lift(**lifted) if lifted else spec

    def lift(self, **dims: Dim) -> Self:
        """The same Spec with knobs replaced by symbols or arrays, unchecked, for one build."""
        knobs = knobs_of(type(self))
        free = [name for name, knob in knobs.items() if not knob.structural]
        for name in dims:
            if name not in knobs:
                raise BadKnob(_unknown(type(self), name))
            if name not in free:
                raise BadKnob(f"{name} decides the structure and cannot be free", allowed=free or "no knob")
        dims = {name: value if namespace(value) is None else numeric(name, value) for name, value in dims.items()}
        together(dims)
        if (xp := namespace(*dims.values())) is not None:
            # A Fraction times an array of numbers would be an array of objects, hundreds of times slower.
            ratios = {name: getattr(self, name) for name in free if isinstance(getattr(self, name), Fraction)}
            dims = {**{name: int(r) if r.denominator == 1 else xp.asarray(float(r)) for name, r in ratios.items()}, **dims}
        return self.model_copy(update=dims)

    def agreed(self) -> Self:
        """The same Spec, its rules between knobs asked once more: of one that is lifted nobody has asked them.

        Raises:
            ValueError: if its knobs do not go together.
        """
        for rule in type(self).__pydantic_decorators__.model_validators.values():
            if rule.info.mode == "after":
                rule.func(self)
        return self

    def texts(self, given: Mapping[str, object] | None = None) -> dict[str, str]:
        """Every knob as text: as the user gave it, or as its default is shown."""
        return {name: str((given or {}).get(name, shown(value))) for name, value in self}

    def canonical(self) -> dict[str, Any]:
        """The knobs such that two ways to ask for one network compare equal."""
        return self.model_dump()

    def is_meant_by(self, given: Mapping[str, object]) -> bool:
        """Do these knobs ask for this network, too? Knobs that ask for another one mostly differ in the first of them.

        Raises:
            BadKnob: if one of them is not allowed.
        """
        known = Known(type(self), knobs_of(type(self)), given)
        for name in dict.fromkeys((*given, *known.knobs)):
            if name in known.knobs and name not in self.DERIVED and known[name] != getattr(self, name):
                return False
        return type(self).read(given).canonical() == self.canonical()

    def remarks(self) -> list[str]:
        """What a reader has to know beyond the knobs."""
        return []


@cache
def knobs_of(spec: type[Spec]) -> dict[str, Knob]:
    """The declarations of a Spec's knobs, by name, in order."""
    return {name: _knob(name, field) for name, field in spec.model_fields.items()}


def width_knob(spec: type[Spec]) -> str:
    """The knob that makes the whole network wider.

    Raises:
        BadKnob: if there is none.
    """
    for name, knob in knobs_of(spec).items():
        if knob.widens:
            return name
    raise BadKnob("no knob makes it wider", allowed="a network with a knob for its width")


def _knob(name: str, field: FieldInfo) -> Knob:
    declared = [*field.metadata, *_inner(field.annotation)]
    kinds = [one for one in declared if isinstance(one, Kind)]
    follows = [one for one in declared if isinstance(one, Follows)]
    optional = field.default is None or type(None) in get_args(field.annotation)
    required = field.default is PydanticUndefined
    return Knob(
        name,
        kinds[0] if kinds else _of_annotation(name, field.annotation),
        None if required else field.default,
        field.description or "",
        required,
        optional,
        WIDENS in declared,
        follows[0] if follows else None,
        next((one for one in declared if isinstance(one, Usual)), None),
        next((one for one in declared if isinstance(one, Told)), None),
    )


def _inner(annotation: Any) -> tuple[Any, ...]:
    """What stands behind `Annotated` inside of `... | None`."""
    if get_origin(annotation) in (Union, UnionType):
        return tuple(one for part in get_args(annotation) for one in getattr(part, "__metadata__", ()))
    return ()


def _of_annotation(name: str, annotation: Any) -> Kind:
    """A kind that an annotation says by itself: bool, or a Literal of words."""
    if annotation is bool:
        return Flag()
    literal = (
        annotation
        if get_origin(annotation) is Literal
        else next((part for part in get_args(annotation) if get_origin(part) is Literal), None)
    )
    if literal is None:
        raise TypeError(f"knob {name}: {annotation} declares no kind")
    return Choice(words=get_args(literal))


def _unknown(spec: type[Spec], knob: str) -> str:
    return f"unknown knob {knob!r}; allowed: {', '.join(spec.model_fields) or 'none, it has no knobs'}"


class ArchSpec(Spec):
    """The knobs that every architecture has. Subclasses add the paper's own."""

    resolution: Side = Field(224, description="height and width of the input in pixels, or HEIGHTxWIDTH")
    classes: Count = Field(1000, description="outputs of the classifier")
    channels: Count = Field(3, description="of the input: 3 of a colour image")

    DERIVED: ClassVar[frozenset[str]] = frozenset(("resolution", "rho"))

    @property
    def side(self) -> Any:
        """Pixels of the input's side as built, or its Size."""
        return self.resolution

    @property
    def input_channels(self) -> Any:
        return self.channels

    def network(self) -> Network:
        """An empty network with its input."""
        side = self.side
        height, width = side if isinstance(side, Size) else (side, side)
        return Network(channels=self.input_channels, side=height, width=width)

    def canonical(self) -> dict[str, Any]:
        """The knobs with the resolution as built."""
        return {**self.model_dump(exclude={"rho"}), "resolution": self.side}

    def remarks(self) -> list[str]:
        """The input as built."""
        built = f"input {self.side if isinstance(self.side, Size) else Size(self.side, self.side)}"
        if (rho := getattr(self, "rho", 1)) != 1:
            built += f": rho {shown(rho)} of the resolution {self.resolution}"
        return [built]


class WidthSpec(ArchSpec):
    """Knobs of families with a width multiplier."""

    alpha: Annotated[Multiplier, WIDENS] = Field(Fraction(1), description="width multiplier: scales every layer's channels")
    rounding: Policy = Field("divisible", description=f"how a scaled width becomes channels: {', '.join(ROUNDINGS)}")

    def width(self, channels: int) -> Any:
        """`alpha * channels` under the rounding policy."""
        return scaled_width(channels, self.alpha, self.rounding)


class ScaledSpec(WidthSpec):
    """Knobs of families with a width and a resolution multiplier."""

    rho: Multiplier = Field(Fraction(1), description="resolution multiplier: scales the resolution, to the nearest pixel")

    @property
    def side(self) -> Any:
        if isinstance(self.resolution, Size):
            return Size(*(scaled_side(side, self.rho) for side in self.resolution))
        return scaled_side(self.resolution, self.rho)


def scaled_width(channels: int, multiplier: Dim, policy: str) -> Any:
    """Channels times a width multiplier, under a rounding policy.

    Raises:
        BadKnob: if no channel is left.
    """
    width = rounding(policy)(multiplier * channels)
    if surely_less(width, 1):
        raise BadKnob(f"the width multiplier leaves no channel of {channels} under the rounding {policy!r}")
    return width


def some(channels: Dim, knobs: str) -> Any:
    """The channels themselves, of which one at least has to be left.

    Raises:
        BadKnob: if none is; names the knobs that took them.
    """
    if surely_less(channels, 1):
        raise BadKnob(f"{knobs} leaves no channel", allowed="values that leave one in every layer")
    return channels


def scaled_side(resolution: Dim, rho: Dim) -> Any:
    """The resolution times a resolution multiplier, to the nearest pixel.

    Raises:
        BadKnob: if no pixel is left.
    """
    side = nearest_multiple(times(resolution, rho))
    if surely_less(side, 1):
        raise BadKnob(f"rho {shown(rho)} leaves no pixel of the resolution {resolution}")
    return side
