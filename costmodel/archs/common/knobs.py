"""Knobs: what a user may set on an architecture, read from text and kept within limits.

A Spec's fields are named with the paper's words. Numbers are read from text as rationals, so that 0.714 is 357/500 and
never the nearest binary float. A knob may also be *lifted* to a symbol or an array, which replaces its checked value for
one build; lifted values never pass through pydantic.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from costmodel.errors import CostModelError
from costmodel.numbers.algebra import Dim, is_expression, namespace, nearest_multiple, surely_less, times
from costmodel.numbers.rounding import ROUNDINGS, rounding
from costmodel.numbers.show import shown

DECIMAL = r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})(e[+-]?\d{1,2})?"
FRACTION = r"\d{1,30}/\d{1,30}"
LARGEST_RATIO = 1000
LARGEST_COUNT = 10**9
LARGEST_SIDE = 10**6
# A multiplier of all widths before the width of a part, and words of the papers before one another's.
WIDTH_KNOBS = ("alpha", "scale", "width", "growth", "filters", "base_e")


class BadKnob(CostModelError):
    """A knob that does not exist or a value it does not take."""


def _ratio(value: object) -> object:
    """A positive rational from text or a number; a float is read as the decimal it prints as."""
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(f"{DECIMAL}|{FRACTION}", text):
        raise ValueError("allowed: a number such as 0.75, 2 or 5/7")
    if re.search(r"/0+$", text):
        raise ValueError("a fraction with denominator 0 is no number")
    ratio = Fraction(text)
    if not 0 < ratio <= LARGEST_RATIO:
        raise ValueError(f"allowed: a number above 0 and at most {LARGEST_RATIO}")
    return ratio


def count_between(least: int, most: int) -> Any:
    """A whole number from text or a number, within limits."""

    def parse(value: object) -> object:
        text = str(value).strip()
        allowed = f"allowed: a whole number from {least} to {most}"
        if isinstance(value, bool) or not re.fullmatch(r"[+-]?\d{1,18}", text) or not least <= int(text) <= most:
            raise ValueError(allowed)
        return int(text)

    return BeforeValidator(parse)


def _policy(value: object) -> object:
    if value not in ROUNDINGS:
        raise ValueError(f"allowed: {', '.join(ROUNDINGS)}")
    return value


Multiplier: TypeAlias = Annotated[Any, BeforeValidator(_ratio)]
DepthMultiplier: TypeAlias = Annotated[Fraction, BeforeValidator(_ratio)]  # decides how many layers there are
Count: TypeAlias = Annotated[Any, count_between(1, LARGEST_COUNT)]
Side: TypeAlias = Annotated[Any, count_between(1, LARGEST_SIDE)]
Policy: TypeAlias = Annotated[str, BeforeValidator(_policy)]


class ArchSpec(BaseModel):
    """The knobs that every architecture has. Subclasses add the paper's own."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    resolution: Side = Field(224, description="height and width of the input in pixels")
    classes: Count = Field(1000, description="outputs of the classifier")

    @classmethod
    def implied(cls, knobs: Mapping[str, str]) -> dict[str, Any]:
        """Defaults that follow from the knobs that were given, here as text."""
        return {}

    @model_validator(mode="before")
    @classmethod
    def _follow(cls, knobs: dict[str, Any]) -> dict[str, Any]:
        return {**cls.implied({name: str(value).strip() for name, value in knobs.items()}), **knobs}

    @classmethod
    def read(cls, knobs: dict[str, Any]) -> Self:
        """A Spec from the user's text or numbers; symbols and arrays are lifted.

        Raises:
            BadKnob: in one line, what was wrong, what was given, what is allowed.
        """
        lifted = {name: value for name, value in knobs.items() if is_expression(value) or namespace(value) is not None}
        try:
            spec = cls(**{name: value for name, value in knobs.items() if name not in lifted})
        except ValidationError as error:
            raise BadKnob("; ".join(_complaint(cls, detail) for detail in error.errors())) from None
        return spec.lift(**lifted) if lifted else spec

    @classmethod
    def liftable(cls) -> tuple[str, ...]:
        """The knobs that only enter arithmetic, and so may be symbols or arrays. Structural knobs have a type of their own."""
        return tuple(name for name, field in cls.model_fields.items() if field.annotation is Any)

    @classmethod
    def width_knob(cls) -> str:
        """The knob that makes the whole network wider, by which networks are brought to one budget: the first that there is.

        Raises:
            BadKnob: if the family has none.
        """
        for name in WIDTH_KNOBS:
            if name in cls.model_fields:
                return name
        raise BadKnob(f"no knob makes it wider; allowed: a family with one of {', '.join(WIDTH_KNOBS)}")

    def lift(self, **dims: Dim) -> Self:
        """The same Spec with knobs replaced by symbols or arrays, unchecked, for one build."""
        for name in dims:
            if name not in type(self).model_fields:
                raise BadKnob(_unknown(type(self), name))
            if name not in self.liftable():
                raise BadKnob(f"{name} decides the structure and cannot be free; allowed: {', '.join(self.liftable())}")
        if (xp := namespace(*dims.values())) is not None:
            # A Fraction times an array of numbers would be an array of objects, hundreds of times slower.
            ratios = {name: getattr(self, name) for name in self.liftable() if isinstance(getattr(self, name), Fraction)}
            dims = {**{name: int(r) if r.denominator == 1 else xp.asarray(float(r)) for name, r in ratios.items()}, **dims}
        return self.model_copy(update=dims)

    @property
    def side(self) -> Any:
        """Pixels of the input's side as built."""
        return self.resolution

    def canonical(self) -> dict[str, Any]:
        """The knobs with the resolution as built, so that two ways to ask for one network compare equal."""
        return {**self.model_dump(exclude={"rho"}), "resolution": self.side}

    def remarks(self) -> list[str]:
        """What a reader has to know beyond the knobs."""
        built = f"input {self.side}x{self.side}"
        if (rho := getattr(self, "rho", 1)) != 1:
            built += f": rho {shown(rho)} of the resolution {self.resolution}"
        return [built]


class WidthSpec(ArchSpec):
    """Knobs of families with a width multiplier."""

    alpha: Multiplier = Field(Fraction(1), description="width multiplier: scales every layer's channels")
    rounding: Policy = Field("divisible", description=f"how a scaled width becomes channels: {', '.join(ROUNDINGS)}")

    def width(self, channels: int) -> Any:
        """`alpha * channels` under the rounding policy."""
        return scaled_width(channels, self.alpha, self.rounding)


class ScaledSpec(WidthSpec):
    """Knobs of families with a width and a resolution multiplier."""

    rho: Multiplier = Field(Fraction(1), description="resolution multiplier: scales the resolution, to the nearest pixel")

    @property
    def side(self) -> Any:
        return scaled_side(self.resolution, self.rho)


class DatasetSpec(ArchSpec):
    """Knobs of families that were published for ImageNet and for CIFAR; some defaults follow from others."""

    dataset: Literal["imagenet", "cifar10", "cifar100"] = Field(
        "imagenet", description="decides the stem, the stages, and the defaults of resolution (224 or 32) and classes"
    )

    @classmethod
    def implied(cls, knobs: Mapping[str, str]) -> dict[str, Any]:
        dataset = knobs.get("dataset", "imagenet")
        return {"resolution": 32, "classes": 100 if dataset == "cifar100" else 10} if dataset.startswith("cifar") else {}


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
        raise BadKnob(f"{knobs} leaves no channel; allowed: values that leave one in every layer")
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


def _complaint(spec: type[BaseModel], detail: Any) -> str:
    knob = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "extra_forbidden":
        return _unknown(spec, knob)
    reason = str(detail["ctx"]["error"]) if "error" in detail.get("ctx", {}) else str(detail["msg"])
    if not knob:
        return reason
    if detail["type"] == "literal_error":
        reason = f"allowed: {detail['ctx']['expected']}"
    return f"{knob} cannot be {str(detail['input'])[:40]!r}; {reason}"


def _unknown(spec: type[BaseModel], knob: str) -> str:
    return f"unknown knob {knob!r}; allowed: {', '.join(spec.model_fields)}"
