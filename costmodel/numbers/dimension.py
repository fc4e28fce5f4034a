"""Dimensions as they enter: what is none is refused here in one line, so that no rule has to ask again."""

from collections.abc import Mapping
from numbers import Real
from typing import Any

from costmodel.errors import CostModelError, quoted
from costmodel.numbers.algebra import Dim, is_expression, namespace


def dimension(name: str, value: Any, least: int | None = 1) -> Dim:
    """A size, a width or a stride: a whole number as an int, an expression or an array as it is.

    Args:
        name: what it is, for the message.

    Raises:
        CostModelError: if it is a number that is not whole or below `least`, or nothing that a rule can calculate with.
    """
    if type(value) is int and (least is None or value >= least):
        return value
    known: Dim = value
    if is_expression(value) and not value.is_Number:
        return known
    is_number = isinstance(value, Real)
    if not is_number and namespace(value) is not None:
        return numeric(name, known)
    try:
        number = int(known) if is_number else None  # type: ignore[call-overload]
    except (OverflowError, ValueError):  # infinities, NaN
        number = None
    if number is None or number != value or (least is not None and number < least):
        allowed = "a whole number" + ("" if least is None else f" from {least} on")
        raise CostModelError(f"{name} cannot be {quoted(value)}", given=value, allowed=allowed)
    return number  # type: ignore[no-any-return]


def dimensions(name: str, values: Any, least: int | None = 1) -> tuple[Dim, ...]:
    """Several dimensions from a tuple.

    Raises:
        CostModelError: if it is no tuple, or one of them is no dimension.
    """
    if not isinstance(values, tuple):
        raise CostModelError(f"{name} cannot be {quoted(values)}", given=values, allowed="a tuple of whole numbers")
    return tuple([dimension(name, value, least) for value in values])


def numeric(name: str, values: Any) -> Dim:
    """An array that holds numbers which calculate exactly: 64-bit integers, or floats that are finite.

    Raises:
        CostModelError: if it is empty, of another type (smaller integers overflow without a word), or an entry is not finite.
    """
    xp: Any = namespace(values)
    known: Dim = values
    if not hasattr(xp, "isdtype"):  # an array of this program's own, which is made of checked ones
        return known
    wrong = ""
    if 0 in values.shape:
        wrong = "be an empty array"
    elif values.dtype != xp.int64:
        if not xp.isdtype(values.dtype, "real floating"):
            wrong = f"be an array of {values.dtype}"
        elif not bool(xp.all(xp.isfinite(values))):
            wrong = "hold values that are not finite"
    if wrong:
        raise CostModelError(f"{name} cannot {wrong}", allowed="an array of 64-bit integers or of finite floats")
    return known


def together(dims: Mapping[str, Any]) -> None:
    """Check that dimensions can calculate with each other.

    Raises:
        CostModelError: if some are arrays and some expressions, or the arrays do not broadcast.
    """
    arrays = {name: value.shape for name, value in dims.items() if namespace(value) is not None}
    if arrays and (expressions := [name for name, value in dims.items() if is_expression(value)]):
        wrong = f"{next(iter(arrays))} is an array and {expressions[0]} an expression"
        raise CostModelError(wrong, allowed="all arrays, or all expressions")
    for axis in range(-1, -1 - max(map(len, arrays.values()), default=0), -1):
        if len({shape[axis] for shape in arrays.values() if len(shape) >= -axis} - {1}) > 1:
            shapes = ", ".join(f"{name} {shape}" for name, shape in arrays.items())
            raise CostModelError(f"arrays of these shapes have no common one: {shapes}", allowed="shapes that broadcast")
