"""Arithmetic on known elements: the shapes that a network works out from its input's, and then reshapes to.

The elements may be expressions in sizes that are free; what needs an answer about them (`Equal`, `Where`, `If`) asks the
algebra, which answers or names the question. Floats are rationals, rounded after each step as the file's type is, so that a
size is what a runtime makes it. A free size times a float that is no short fraction has no one answer and is refused.
"""

import struct
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import (
    Dim,
    Undecided,
    ceil_div,
    floor_div,
    is_expression,
    larger,
    namespace,
    ratio,
    same,
    smaller,
)
from costmodel.subjects.importing.formats.onnx.contents import side_by_side
from costmodel.subjects.importing.formats.onnx.known import BOOL, DOUBLE, FLOATS, Known

SHORT = 2**10  # the largest denominator of a fraction that floats hold exactly at any size
LARGEST = 2**64  # beyond it a number is no size
MOST_POWER = 64


def computed(kind: str, values: list[Known], type_: int) -> Known | None:
    """What an element-wise op makes of known elements; None if the op is not one of those here, or there are too many."""
    rule = RULES.get(kind)
    sides = side_by_side(values) if rule is not None else None
    if rule is None or sides is None:
        return None
    shape, columns = sides
    try:
        content = [rounded(rule(*elements), type_) for elements in zip(*columns, strict=True)]
    except (ArithmeticError, ValueError):  # a division by zero, or a number that the type does not hold
        return None
    if any(type(one) is int and abs(one) > LARGEST for one in content):
        return None
    learned = tuple(dict.fromkeys(tensor for value in values for tensor in value.learned))
    return Known(Shape(*shape), None, learned, tuple(content), type_)


def rounded(value: Dim, type_: int) -> Dim:
    """A number as the type holds it."""
    if type_ not in FLOATS or type_ == DOUBLE or not isinstance(value, int | Fraction):
        return value
    return Fraction(*struct.unpack("<f", struct.pack("<f", value)))


def cast(value: Known, type_: int) -> Known | None:
    """The elements as another type."""
    to_whole = type_ not in FLOATS
    try:
        content = [_truncated(one) if to_whole else rounded(one, type_) for one in value.elements]
    except (ArithmeticError, ValueError):
        return None
    if type_ == BOOL:
        content = [not same(one, 0) for one in content]
    return Known(value.shape, None, value.learned, tuple(content), type_)


def scaled(size: Dim, factor: Dim) -> Dim:
    """A size times a float.

    Raises:
        Undecided: if the size is free and the product would be rounded.
    """
    if (is_free(size) and _is_long(factor)) or (is_free(factor) and _is_long(size)):
        free, number = (size, factor) if is_free(size) else (factor, size)
        raise Undecided(f"{free} times {float(number):g} is rounded as floats are", allowed="a number for it")  # type: ignore[arg-type]
    return size * factor


def down(value: Dim) -> Dim:
    """A number or expression rounded down."""
    return value if _is_whole(value) else floor_div(value, 1)


def up(value: Dim) -> Dim:
    """A number or expression rounded up."""
    return value if _is_whole(value) else ceil_div(value, 1)


def _is_whole(value: Any) -> bool:
    """Is it whole wherever the sizes are that it is made of?"""
    if not is_expression(value):
        return type(value) is int
    from sympy import Symbol

    sizes = {symbol: Symbol(symbol.name, integer=True, positive=True) for symbol in value.free_symbols}
    return value.xreplace(sizes).is_integer is True


def is_free(value: Dim) -> bool:
    return is_expression(value) or namespace(value) is not None


def less(a: Dim, b: Dim) -> bool:
    """Is one whole number less than another?

    Raises:
        Undecided: if an expression is for some values only.
    """
    verdict: Any = a < b
    if (xp := namespace(a, b)) is not None:
        if bool(xp.all(verdict)) or not bool(xp.any(verdict)):
            return bool(xp.all(verdict))
    elif not is_expression(verdict) or not verdict.free_symbols:
        return bool(verdict)
    raise Undecided(f"is {a} less than {b}?", allowed="a number for what is free in it")


def _is_long(factor: Dim) -> bool:
    return isinstance(factor, Fraction) and factor.denominator > SHORT


def _truncated(value: Dim) -> Dim:
    """Towards zero; what is free is a size and not negative."""
    if isinstance(value, int | Fraction):
        return int(value)
    return down(value)


def _quotient(a: Dim, b: Dim) -> Dim:
    """Of whole numbers, towards zero; floats stay exact."""
    if type(a) is int and type(b) is int:
        return -(-a // b) if (a < 0) != (b < 0) else a // b
    return floor_div(a, b)


def _power(a: Dim, b: Dim) -> Dim:
    if not isinstance(b, int | Fraction) or b != int(b) or not 0 <= b <= MOST_POWER:
        raise ValueError
    return a ** int(b)


def _nearest(value: Dim) -> Dim:
    """Halves to the even neighbour."""
    if not isinstance(value, int | Fraction):
        raise ValueError
    return round(value)


RULES: Mapping[str, Callable[..., Any]] = {
    "Add": lambda a, b: a + b,
    "Sub": lambda a, b: a - b,
    "Mul": scaled,
    "Div": ratio,
    "whole Div": _quotient,
    "Mod": lambda a, b: a - floor_div(a, b) * b,
    "Pow": _power,
    "Neg": lambda a: -a,
    "Abs": lambda a: larger(a, -a),
    "Floor": down,
    "Ceil": up,
    "Round": _nearest,
    "Max": lambda a, *others: _folded(larger, a, others),
    "Min": lambda a, *others: _folded(smaller, a, others),
    "Equal": same,
    "Less": less,
    "Greater": lambda a, b: less(b, a),
    "LessOrEqual": lambda a, b: not less(b, a),
    "GreaterOrEqual": lambda a, b: not less(a, b),
    "And": lambda a, b: a and b,
    "Or": lambda a, b: a or b,
    "Xor": lambda a, b: a != b,
    "Not": lambda a: not a,
    "Where": lambda condition, a, b: a if condition else b,
}


def _folded(function: Callable[[Dim, Dim], Dim], first: Dim, others: tuple[Dim, ...]) -> Dim:
    for other in others:
        first = function(first, other)
    return first
