"""Every text of a user's that means numbers is read here: exactly, as rationals, by patterns, and never evaluated.

One bound holds for all: so many digits before and after the point, and an exponent of two digits. What is read is therefore
small, and reading it takes no time. Digits are ASCII; a float is read as the decimal that it prints as.
"""

import re
from collections.abc import Iterable
from fractions import Fraction
from numbers import Number
from typing import NamedTuple

from costmodel.errors import CostModelError, quoted
from costmodel.numbers.units import POWERS, UNITS, Unit, unit_of

DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,9}|\d{1,30})(?:\.\d{0,30})?|\.\d{1,30}"
DECIMAL = rf"(?:{DIGITS})(?:[eE][+-]?\d{{1,2}})?"
FRACTION = r"\d{1,30}/\d{1,30}"
RATIONAL = re.compile(rf"[+-]?(?:{DECIMAL}|{FRACTION})", re.ASCII)
AMOUNT = rf"({FRACTION}|{DECIMAL})\s*([A-Za-z][A-Za-z _-]{{0,30}})?"
PRINTED = rf"({DIGITS})(?:[eE]\+?(\d{{1,2}}))?\s*([A-Za-z][A-Za-z _-]{{0,30}})?"
AMOUNTS = "a number above 0 such as 150M, 1.5G, 2B, 3e8, 512KB or 0.5MiB"
PRINTS = "a number above 0 as it is printed, such as 290M, 4,866M, 3.8G, 24.37M or 22.7MiB"


class BadRange(CostModelError):
    """A range that is empty, reversed, or no range."""


class Quantity(NamedTuple):
    """An amount above 0.

    Attributes:
        unit: what is counted, where that was written: `bytes`, `operations`, `parameters`, `elements`, `layers`; else ``.
    """

    amount: Fraction
    unit: str


class Printed(NamedTuple):
    """A printed number above 0: its digits are its tolerance.

    Attributes:
        digits: as they stand there.
        counted: as `Quantity.unit`.
    """

    digits: str
    unit: Unit
    counted: str = ""

    def __str__(self) -> str:
        return f"{self.digits} {self.unit}".strip()

    @property
    def value(self) -> Fraction:
        """What the digits say, in single units."""
        return rational(self.digits) * UNITS[self.unit]


class Span(NamedTuple):
    """From a start to a stop, in steps where that was said."""

    start: Fraction
    stop: Fraction
    step: Fraction | None


def rational(given: object) -> Fraction:
    """A number such as `0.75`, `2`, `5/7`, `3e8` or `1,000,000`; a sign may stand before it.

    Raises:
        CostModelError: if it is none.
    """
    text = _text(given)
    if not RATIONAL.fullmatch(text):
        raise CostModelError(f"{quoted(given)} is no number", given=given, allowed="a number such as 0.75, 2 or 5/7")
    return _fraction(text)


def whole(given: object, least: int, most: int, name: str = "") -> int:
    """A whole number within limits.

    Args:
        name: of the argument or option, put before the message.

    Raises:
        CostModelError: if it is none.
    """
    text = _text(given)
    number = _fraction(text) if RATIONAL.fullmatch(text) else None
    if number is None or number.denominator > 1 or not least <= number <= most:
        error = CostModelError(f"{quoted(given)} is not allowed", given=given, allowed=f"a whole number from {least} to {most}")
        raise error.at(name) if name else error
    return int(number)


def amount(given: object) -> Quantity:
    """An amount such as `300M`, `1.5B`, `3e8`, `512KiB`, `3.8 GFLOPs` or `569M mult-adds`, in any case.

    Raises:
        CostModelError: if it is none, or not above 0.
    """
    match = re.fullmatch(AMOUNT, _text(given), re.ASCII)
    unit = unit_of(match[2] or "") if match else None
    if match is None or unit is None:
        raise CostModelError(f"{quoted(given)} is no amount", given=given, allowed=AMOUNTS)
    value = _fraction(match[1]) * UNITS[unit[0]]
    if not value:
        raise CostModelError(f"{quoted(given)} is not above 0", given=given, allowed=AMOUNTS)
    return Quantity(value, unit[1])


def printed(given: object) -> Printed:
    """A printed number with its unit, its digits kept as they stand: `4,866M` stands for 4,865.5 to 4,866.5 million.

    An exponent becomes a unit and moves the point, so that as many digits stay: `4.12e8` is 0.412 G.

    Raises:
        CostModelError: if it is none, or not above 0.
    """
    match = re.fullmatch(PRINTED, _text(given), re.ASCII)
    unit = unit_of(match[3] or "") if match else None
    if match is None or unit is None or match[1].endswith("."):
        raise CostModelError(f"{quoted(given)} is no printed number", given=given, allowed=PRINTS)
    found = Printed(match[1], *unit)
    if not found.value:
        raise CostModelError(f"{quoted(given)} is not above 0", given=given, allowed=PRINTS)
    if match[2] is None:
        return found
    power = -(-int(match[2]) // 3)
    if found.unit or power >= len(POWERS):
        raise CostModelError(f"{quoted(given)} is no printed number", given=given, allowed=PRINTS)
    return Printed(_shifted(match[1].replace(",", ""), 3 * power - int(match[2])), POWERS[power], found.counted)


def span(given: object) -> Span:
    """A range `start:stop:step`, or `start:stop` where the step follows from what is varied.

    Raises:
        BadRange: if it is none, is reversed, or its step is not above 0.
    """
    parts = [part.strip() for part in _text(given).split(":")]
    if len(parts) not in (2, 3) or not all(map(RATIONAL.fullmatch, parts)):
        raise BadRange("this is no range", given=given, allowed="start:stop:step in numbers, such as 0.25:1.5:0.05")
    start, stop, *rest = map(rational, parts)
    if rest and rest[0] <= 0:
        raise BadRange("the step has to be above 0", given=given)
    if stop < start:
        raise BadRange(f"the range is reversed; it ends at {parts[1]}, below its start {parts[0]}", given=given)
    return Span(start, stop, rest[0] if rest else None)


def sides(given: object, most: int) -> int | tuple[int, int]:
    """The sides of an input in pixels: height and width from `256x128`, or one number where both are equal.

    Raises:
        CostModelError: if a side is no whole number from 1 to `most`, or there are more than two.
    """
    parts = re.split("[xX\u00d7]", _text(given))
    try:
        found = [whole(part, 1, most) for part in parts]
    except CostModelError:
        found = []
    if not 1 <= len(found) <= 2:
        raise CostModelError(
            f"{quoted(given)} is no size",
            given=given,
            allowed=f"a whole number from 1 to {most}, or height and width such as 256x128",
        )
    return found[0] if len(set(found)) == 1 else (found[0], found[1])


def pairs(texts: Iterable[str], form: str) -> dict[str, str]:
    """Names and what stands after their equals signs; dashes in a name are underscores.

    Args:
        form: what each text should be, for the complaint, such as `KNOB=STEP, such as alpha=0.05`.

    Raises:
        CostModelError: if a text lacks its name or equals sign, or a name stands twice.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        key = name.strip().replace("-", "_")
        if not equals or not key:
            raise CostModelError(f"{quoted(text)} is not written so", given=text, allowed=form)
        if key in found:
            raise CostModelError(f"{quoted(key)} stands twice", given=text, allowed=f"{form}, each once")
        found[key] = value.strip()
    return found


def names(text: str) -> tuple[str, ...]:
    """The names of a list `a,b,c`."""
    return tuple(name for part in text.split(",") if (name := part.strip()))


def _shifted(digits: str, places: int) -> str:
    """Digits with their point moved to the left."""
    before, _, after = digits.partition(".")
    padded = before.rjust(places + 1, "0")
    return f"{padded[:-places]}.{padded[-places:]}{after}" if places else digits


def _text(given: object) -> str:
    """What was given as text; `` for what is neither text nor a number, or is a number of thousands of digits."""
    if isinstance(given, bool | complex) or not isinstance(given, str | Number):
        return ""
    try:
        return str(given).strip()
    except ValueError:
        return ""


def _fraction(text: str) -> Fraction:
    """The value of a text that matched.

    Raises:
        CostModelError: if it is divided by 0.
    """
    try:
        return Fraction(text.replace(",", ""))
    except ZeroDivisionError:
        raise CostModelError(f"{text} is no number: it is divided by 0", given=text, allowed="such as 5/7") from None
