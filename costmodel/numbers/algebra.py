"""The bridges between number systems.

A dimension is anything that supports `+ - * //`: an int, a Fraction, a sympy expression, or an array of any library that
follows the array API. Rules are plain arithmetic over dimensions; where Python's own words would decide for one system
only (`max`, `round`, `==`, `if`), the functions below say the same thing for all of them. Nothing is wrapped and no
library is imported here: an array says who it is through `__array_namespace__`, and sympy is only reached for once an
expression (which has `free_symbols`) has arrived.

An expression keeps its floors and ceilings, but inside `smooth()`.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Protocol, overload

from costmodel.errors import CostModelError
from costmodel.numbers.smooth import drops_roundings, take_for_granted


class Dim(Protocol):
    """What a rule may do with a dimension; whatever it makes of dimensions is one."""

    def __add__(self, other: Any, /) -> "Dim": ...
    def __radd__(self, other: Any, /) -> "Dim": ...
    def __sub__(self, other: Any, /) -> "Dim": ...
    def __rsub__(self, other: Any, /) -> "Dim": ...
    def __mul__(self, other: Any, /) -> "Dim": ...
    def __rmul__(self, other: Any, /) -> "Dim": ...
    def __floordiv__(self, other: Any, /) -> "Dim": ...
    def __truediv__(self, other: Any, /) -> "Dim": ...
    def __pow__(self, other: Any, /) -> "Dim": ...
    def __rpow__(self, other: Any, /) -> "Dim": ...
    def __rtruediv__(self, other: Any, /) -> "Dim": ...
    def __neg__(self) -> "Dim": ...
    def __lt__(self, other: Any, /) -> Any: ...
    def __gt__(self, other: Any, /) -> Any: ...


class Library(Protocol):
    """What is asked of an array library: a few names of the array API."""

    int64: Any

    def abs(self, x: Any, /) -> Dim: ...
    def all(self, x: Any, /) -> Any: ...
    def any(self, x: Any, /) -> Any: ...
    def asarray(self, x: Any, /) -> Dim: ...
    def astype(self, x: Any, dtype: Any, /) -> Dim: ...
    def equal(self, a: Any, b: Any, /) -> Any: ...
    def floor(self, x: Any, /) -> Dim: ...
    def isdtype(self, dtype: Any, kind: str, /) -> bool: ...
    def isfinite(self, x: Any, /) -> Any: ...
    def maximum(self, a: Any, b: Any, /) -> Dim: ...
    def round(self, x: Any, /) -> Dim: ...
    def sqrt(self, x: Any, /) -> Dim: ...
    def where(self, condition: Any, a: Any, b: Any, /) -> Dim: ...


class Undecided(CostModelError):
    """A question about a dimension that has no single answer; the message names the question and the cure.

    Attributes:
        holds: for which entries of an array the answer is yes; None where the question is about no array.
    """

    def __init__(self, wrong: str, *, holds: Any = None, given: Any = None, allowed: str = "") -> None:
        super().__init__(wrong, given=given, allowed=allowed)
        self.holds = holds


class NotWhole(CostModelError):
    """A quantity that has to be whole, or to divide exactly, and does not."""


# Floats in arrays stand for decimals a user typed, where 0.29 * 100 is 28.999...; a product within 2**-24 of a whole
# number is that number. Widths times multipliers of up to six decimals are never closer than 10**-6 by accident.
SNAP = 2**24


def is_expression(value: object) -> bool:
    return hasattr(value, "free_symbols")


def namespace(*values: object) -> Library | None:
    """The array library of the first array among `values`, or None."""
    for value in values:
        if type(value) is not int and (find := getattr(value, "__array_namespace__", None)) is not None:
            library: Library = find()
            return library
    return None


def larger(a: Dim, b: Dim) -> Dim:
    """The larger of two dimensions, entry by entry for arrays, `Max` for expressions."""
    if type(a) is int and type(b) is int:
        return a if a > b else b
    if (xp := namespace(a, b)) is not None:
        return xp.maximum(a, b)
    if is_expression(a) or is_expression(b):
        from sympy import Max

        expression: Dim = Max(a, b)
        return expression
    return a if a > b else b


def largest(values: Iterable[Dim]) -> Dim:
    """The largest of many dimensions.

    `Max` compares each expression with each, slowly; so those that another exceeds term by term are dropped, and what is
    left is not compared until numbers are put in.
    """
    best: Dim | None = None
    expressions: list[Any] = []
    for value in values:
        if is_expression(value):
            expressions.append(value)
        else:
            best = value if best is None else larger(best, value)
    if not expressions:
        assert best is not None, "the largest of nothing"
        return best
    from sympy import Max, sympify

    kept = _undominated(expressions if best is None else [*expressions, sympify(best)])
    most: Dim = Max(*kept, evaluate=False) if len(kept) > 1 else kept[0]
    return most


def smaller(a: Dim, b: Dim) -> Dim:
    """The smaller of two dimensions."""
    return -larger(-a, -b)


@overload
def floor_div(a: int | Fraction, b: int | Fraction) -> int: ...
@overload
def floor_div(a: Dim, b: Dim) -> Dim: ...
def floor_div(a: Dim, b: Dim) -> Dim:
    """`a / b` rounded down."""
    if type(a) is int and type(b) is int:
        return a // b
    if is_expression(a) or is_expression(b):
        return _divided(a, b) if _is_smooth(a, b) else a // b
    if (xp := namespace(a, b)) is not None and not _integral(xp, a, b):
        return xp.astype(xp.floor(_snapped(xp, a / b)), xp.int64)
    return a // b


@overload
def ceil_div(a: int | Fraction, b: int | Fraction) -> int: ...
@overload
def ceil_div(a: Dim, b: Dim) -> Dim: ...
def ceil_div(a: Dim, b: Dim) -> Dim:
    """`a / b` rounded up."""
    if type(a) is int and type(b) is int:
        return -(-a // b)
    if is_expression(a) or is_expression(b):
        if _is_smooth(a, b):
            return _divided(a, b)
        from sympy import ceiling

        rounded: Dim = ceiling(a / b)
        return rounded
    return -floor_div(-a, b)


def nearest_multiple(value: Dim, divisor: int = 1) -> Dim:
    """The multiple of `divisor` nearest to the value, halves up."""
    if _is_smooth(value):
        take_for_granted(value, "is a multiple of", divisor)
        return value
    return floor_div(2 * value + divisor, 2 * divisor) * divisor


def at_least(value: Dim, least: Dim) -> Dim:
    """The value, or `least` where it falls below."""
    if _is_smooth(value):
        take_for_granted(value, "is at least", least)
        return value
    return larger(least, value)


def exact_div(a: Dim, b: Dim) -> Dim:
    """`a / b` where the paper divides without a remainder.

    Raises:
        NotWhole: if numbers leave a remainder; for an expression the condition is recorded instead.
    """
    if type(b) is int and b == 1:
        return a
    if is_expression(a) or is_expression(b):
        return _divided(a, b)
    quotient = floor_div(a, b)
    if not same(quotient * b, a):
        raise NotWhole(f"{_shown(b)} does not divide {_shown(a)}")
    return quotient


def ratio(a: Dim, b: Dim) -> Dim:
    """`a / b` as an exact rational, an expression, or an array of floats."""
    if isinstance(a, (int, Fraction)) and isinstance(b, (int, Fraction)):
        return Fraction(a) / Fraction(b)
    return a / b


def times(a: Dim, b: Dim) -> Dim:
    """`a * b` where one may be a rational and the other an array; numpy by itself would make objects of them."""
    if isinstance(a, Fraction):
        a, b = b, a
    if isinstance(b, Fraction) and namespace(a) is not None:
        return a * b.numerator if b.denominator == 1 else a * b.numerator / b.denominator
    return a * b


def root(value: Dim) -> Dim:
    """The square root; of a number that is no perfect square, a float."""
    if isinstance(value, (int, Fraction)):
        from math import isqrt, sqrt

        exact = Fraction(isqrt(Fraction(value).numerator), isqrt(Fraction(value).denominator))
        return exact if exact * exact == value else sqrt(value)
    if (xp := namespace(value)) is not None:
        return xp.sqrt(value)
    from sympy import sqrt as symbolic_root

    expression: Dim = symbolic_root(value)
    return expression


def whole(value: Dim) -> Dim:
    """The value itself, known to be whole: 16 from 16 or 32/2.

    Raises:
        NotWhole: if a number is not whole; for an expression the condition is recorded instead.
    """
    if type(value) is int:
        return value
    if is_expression(value):
        return _divided(value, 1)
    result = floor_div(value, 1)
    if not same(result, value):
        raise NotWhole(f"{_shown(value)} is not whole")
    return result


def select(condition: Any, a: Dim, b: Dim) -> Dim:
    """`a` where the condition holds, else `b`."""
    if isinstance(condition, bool):
        return a if condition else b
    if (xp := namespace(condition)) is not None:
        return xp.where(condition, a, b)
    from sympy import Piecewise

    expression: Dim = Piecewise((a, condition), (b, True))
    return expression


def same(a: Dim, b: Dim) -> bool:
    """Are two dimensions equal? `==` would answer False for `(x+1)**2` against `x**2+2*x+1`; this asks the difference.

    Raises:
        Undecided: if an expression is equal for some values only, or an array for some entries only.
    """
    if a is b:
        return True
    if (xp := namespace(a, b)) is not None:
        apart = xp.asarray(a - b)
        equal = xp.equal(apart, xp.asarray(0)) if _integral(xp, apart) else xp.abs(apart) * SNAP < 1
        if bool(xp.all(equal)):
            return True
        if not bool(xp.any(equal)):
            return False
        raise Undecided(
            "equal for some configurations and not for others; split the sweep by the knob that decides", holds=equal
        )
    if is_expression(a) or is_expression(b):
        difference: Any = a - b
        zero = difference.is_zero
        if zero is None:
            difference = difference.expand()
            zero = difference.is_zero
        if zero is None:
            free = ", ".join(sorted(str(symbol) for symbol in difference.free_symbols))
            raise Undecided(f"is {a} equal to {b}? fix one of {free}, or decide it in the stage table")
        return bool(zero)
    return a == b


def same_in_general(a: Dim, b: Dim) -> bool:
    """As `same`, but expressions that are equal for some values only are taken to differ, which is recorded.

    Raises:
        Undecided: if an array is equal for some entries only.
    """
    try:
        return same(a, b)
    except Undecided:
        if namespace(a, b) is not None:
            raise
    take_for_granted(a, "differs from", b)
    return False


def less(a: Dim, b: Dim) -> bool:
    """Is a dimension smaller than another one?

    Raises:
        Undecided: if an expression is for some values only, or an array for some entries only.
    """
    if type(a) is int and type(b) is int:
        return a < b
    if (xp := namespace(a, b)) is not None:
        holds = xp.asarray(a < b)
        if bool(xp.all(holds)):
            return True
        if not bool(xp.any(holds)):
            return False
        raise Undecided("smaller for some configurations and not for others; split the sweep", holds=holds)
    verdict = a < b
    if verdict in (True, False):  # sympy's own among them
        return bool(verdict)
    raise Undecided(f"is {_shown(a)} less than {_shown(b)}? give every knob a number")


def surely_less(a: Dim, b: Dim) -> bool:
    """True if `a < b` is known (for an array: in some entry). Checks speak only when they know."""
    if (xp := namespace(a, b)) is not None:
        return bool(xp.any(a < b))
    verdict = a < b
    return verdict if isinstance(verdict, bool) else bool(verdict == True)  # noqa: E712  (sympy's own true)


def total(terms: Iterable[Dim]) -> Dim:
    """The sum of the terms; expressions become one `Add`, because adding one by one is quadratic.

    Raises:
        CostModelError: if a number is too large for the arrays that it is added to, or arrays meet expressions.
    """
    listed = list(terms)
    try:
        # A sum of ints alone is an int, which is seen sooner at its end than term by term; both ends are asked first, because
        # expressions added one by one would take long.
        if not listed or (type(listed[0]) is int and type(listed[-1]) is int):
            plain = sum(listed)
            if type(plain) is int:
                return plain
        return _mixed(listed)
    except OverflowError:
        raise CostModelError("a number is too large to calculate with arrays", allowed="numbers below 2**63") from None


def _mixed(listed: list[Dim]) -> Dim:
    """The sum of terms that are not all ints."""
    if any(is_expression(term) for term in listed):
        from sympy import Add

        if namespace(*listed) is not None:
            raise Undecided("some sizes are arrays and some expressions", allowed="all arrays, or all expressions")
        expression: Dim = Add(*listed)
        return expression
    return sum(listed)


def _undominated(expressions: Iterable[Any]) -> list[Any]:
    """The expressions that no other one exceeds in every term; a term is a coefficient and a positive monomial."""
    kept: list[tuple[Any, dict[Any, Any]]] = []
    for expression in dict.fromkeys(expression.expand() for expression in dict.fromkeys(expressions)):
        terms = expression.as_coefficients_dict()
        if not any(_exceeds(other, terms) for _, other in kept):
            kept = [*((one, other) for one, other in kept if not _exceeds(terms, other)), (expression, terms)]
    return [expression for expression, _ in kept]


def _exceeds(a: dict[Any, Any], b: dict[Any, Any]) -> bool:
    monomials = a.keys() | b.keys()
    return all(monomial.is_nonnegative and a.get(monomial, 0) >= b.get(monomial, 0) for monomial in monomials)


def _is_smooth(*values: Any) -> bool:
    return drops_roundings() and any(is_expression(value) for value in values)


def _divided(a: Dim, b: Dim) -> Dim:
    """The exact quotient of expressions, with the condition recorded when somebody listens."""
    quotient = a / b
    if getattr(quotient, "is_integer", None) is not True:
        take_for_granted(a, "is a multiple of", b)
    return quotient


def _integral(xp: Library, *values: Any) -> bool:
    return all(isinstance(v, int) or xp.isdtype(v.dtype, "integral") for v in values)


def _snapped(xp: Library, value: Any) -> Dim:
    return xp.round(value * SNAP) / SNAP


def _shown(value: Any) -> str:
    """A short text for messages: decimals rather than 357/500, and never a whole array."""
    if isinstance(value, Fraction) and value.denominator != 1:
        return f"{float(value):g}"
    return f"an array of {value.shape}" if getattr(value, "shape", ()) else str(value)
