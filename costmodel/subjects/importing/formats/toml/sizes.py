"""Sizes as a file writes them: numbers, arithmetic in names, and a rounding where one is meant: `{ floor = "24*alpha" }`."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from operator import add, sub
from typing import Any

from costmodel.errors import CostModelError, UnknownName, quoted
from costmodel.numbers.algebra import Dim, namespace, ratio, times
from costmodel.numbers.arithmetic import Chain, Name, Node, Number, Prefixed, Unreadable, names_of, parsed
from costmodel.numbers.rounding import rounding

LARGEST = 10**12  # of a number
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {"+": add, "-": sub, "*": times, "/": ratio}
ALLOWED = "a number, arithmetic such as '32*alpha', or that under a rounding such as { divisible = '32*alpha' }"


def size_of(given: object, names: Mapping[str, Any]) -> Dim:
    """What a size comes to.

    Args:
        names: what the names stand for.

    Raises:
        CostModelError: if it cannot be read, or a name is unknown.
    """
    if isinstance(given, dict):
        return _rounded(given, names)
    value: Any = _worth(_tree(given), names)
    if isinstance(value, (int, Fraction)) and not -LARGEST <= value <= LARGEST:
        raise CostModelError(f"{quoted(given)} is too large", given=given, allowed=f"numbers up to {LARGEST}")
    known: Dim = value
    return known


def names_in(given: object) -> frozenset[str]:
    """The names that stand in a size; none in what is no size."""
    if isinstance(given, dict):
        return frozenset().union(*map(names_in, given.values()))
    try:
        return names_of(_tree(given))
    except CostModelError:
        return frozenset()


def _rounded(given: Mapping[str, object], names: Mapping[str, Any]) -> Dim:
    """A size under the one rounding that a table names."""
    if len(given) != 1:
        raise _none(given)
    [(policy, inner)] = given.items()
    made: Dim = rounding(policy)(size_of(inner, names))
    return made


# Blocks say the same sizes again and again.
_parsed = lru_cache(maxsize=1024)(parsed)


def _tree(given: object) -> Node:
    if isinstance(given, bool) or not isinstance(given, (int, float, str)):
        raise _none(given)
    return _parsed(str(given))


def _none(given: object) -> CostModelError:
    return CostModelError(f"{quoted(given)} is no size", given=given, allowed=ALLOWED)


def _worth(node: Node, names: Mapping[str, Any]) -> Any:
    """The value of a tree, in whatever number system the names have theirs."""
    match node:
        case Number(value):
            return value.numerator if value.denominator == 1 else value
        case Name(name):
            if name not in names:
                raise UnknownName("name", name, names)
            return names[name]
        case Prefixed("-", part):
            return -_worth(part, names)
        case Chain(first, rest) if rest[0][0] in ARITHMETIC:
            value = _worth(first, names)
            for sign, part in rest:
                value = _joined(sign, value, _worth(part, names))
            return value
    raise Unreadable("this is no arithmetic of names and numbers with + - * / and parentheses")


def _joined(sign: str, a: Any, b: Any) -> Any:
    if namespace(a, b) is not None:
        # An array calculates with floats; of a rational it would make objects.
        a, b = (float(one) if isinstance(one, Fraction) else one for one in (a, b))
    if sign == "/" and isinstance(b, (int, Fraction)) and not b:
        raise CostModelError("a division by 0")
    value = ARITHMETIC[sign](a, b)
    if isinstance(value, (int, Fraction)) and abs(value.numerator) * value.denominator > LARGEST**4:
        raise CostModelError("its numbers are too large")
    return value
