"""Conditions on configurations: `mult_adds <= 300M and (params < 2M or alpha >= 0.5)`.

The language is that of `costmodel.numbers.arithmetic`; names are metrics and knobs, and the values of a choice stand in quotes.
Every comparison is decided as rationals would: in floats where their error leaves no doubt, and one by one where it does.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import isfinite
from typing import Any, Literal, TypeAlias

import numpy as np

from costmodel.archs.common.kinds import LARGEST_RATIO
from costmodel.errors import UnknownName
from costmodel.numbers.arithmetic import (
    ARITHMETIC,
    COMPARISONS,
    Chain,
    Name,
    Node,
    Number,
    Prefixed,
    Quoted,
    names_of,
    parsed,
    unreadable,
    worth,
)
from costmodel.numbers.bounded import Bounded
from costmodel.questions.sweep.axes import LARGEST_DENOMINATOR

Columns: TypeAlias = Mapping[str, Any]
Kind: TypeAlias = Literal["truth", "quantity", "choice", "text"]
JOINS = {"and": np.logical_and, "or": np.logical_or}


@dataclass(frozen=True)
class Condition:
    """A condition ready to be asked.

    Attributes:
        names: the metrics and knobs that it reads.
    """

    text: str
    names: frozenset[str]
    tree: Node

    def __call__(self, columns: Columns) -> Any:
        """Where the condition holds, entry by entry. A comparison with something divided by 0 does not hold."""
        with np.errstate(all="ignore"):
            return _holds(self.tree, columns)


def condition(text: str, names: Collection[str], choices: Collection[str] = ()) -> Condition:
    """A condition on the given names.

    Args:
        choices: those of the names whose values are words.

    Raises:
        CostModelError: if it cannot be read, or speaks of another name; says where.
    """
    tree = parsed(text)
    for name in sorted(names_of(tree)):
        if name not in names:
            raise UnknownName("metric or knob", name, names)
    if _kind(text, tree, choices) != "truth":
        unreadable(text, 0, "this is a quantity; compare it, as in mult_adds <= 300M")
    return Condition(text, names_of(tree), tree)


def _kind(text: str, node: Node, choices: Collection[str]) -> Kind:
    """What a part of a condition is.

    Raises:
        CostModelError: if something stands where it cannot.
    """
    match node:
        case Number():
            return "quantity"
        case Quoted():
            return "text"
        case Name(name):
            return "choice" if name in choices else "quantity"
        case Prefixed(sign, part, place):
            wanted: Kind = "truth" if sign == "not" else "quantity"
            if _kind(text, part, choices) != wanted:
                unreadable(text, place, f"`{sign}` stands before a {'comparison' if sign == 'not' else 'quantity'}")
            return wanted
        case Chain(first, rest, place):
            kinds = [_kind(text, part, choices) for part in (first, *(part for _, part in rest))]
            for (sign, _), *pair in zip(rest, kinds, kinds[1:], strict=False):
                if why := _misfit(sign, set(pair)):
                    unreadable(text, place, why)
            return "quantity" if rest[0][0] in ARITHMETIC else "truth"


def _misfit(sign: str, kinds: set[Kind]) -> str:
    """Why a sign cannot stand between parts of these kinds; empty where it can."""
    if sign in JOINS:
        return "" if kinds == {"truth"} else f"`{sign}` joins comparisons"
    if "truth" in kinds:
        return f"`{sign}` stands between quantities"
    if kinds == {"quantity"} or (sign in ("==", "!=") and "choice" in kinds and "quantity" not in kinds):
        return ""
    return "a choice is compared with a text in quotes, by = or !=, and a quantity with quantities"


def _holds(node: Node, columns: Columns) -> Any:
    match node:
        case Prefixed(part=part):
            return np.logical_not(_holds(part, columns))
        case Chain(first, rest) if rest[0][0] in JOINS:
            return reduce(JOINS[rest[0][0]], (_holds(part, columns) for _, part in rest), _holds(first, columns))
        case Chain(first, rest):
            parts = [first, *(part for _, part in rest)]
            found = [_compared(a, sign, b, columns) for a, (sign, _), b in zip(parts, rest, parts[1:], strict=False)]
            return reduce(np.logical_and, found)


def _compared(left: Node, sign: str, right: Node, columns: Columns) -> Any:
    bare = _bare(left, columns), _bare(right, columns)
    if bare[0] is not None and bare[1] is not None:
        return COMPARISONS[sign](*bare)
    names = sorted(names_of(left) | names_of(right))
    if not names:
        return _exactly(left, sign, right, {})
    floats = [worth(side, lambda name: Bounded.of(columns[name]), Bounded.rational) for side in (left, right)]
    value, error, _ = floats[0] - floats[1]
    answer = np.array(COMPARISONS[sign](value, 0))
    doubtful = np.broadcast_to(~((np.abs(value) > error) | (error == 0)), answer.shape)
    if doubtful.any():
        gathered = (np.broadcast_to(columns[name], answer.shape)[doubtful].tolist() for name in names)
        entries = list(zip(*gathered, strict=True))
        decided = {one: _exactly(left, sign, right, dict(zip(names, one, strict=True))) for one in set(entries)}
        answer[doubtful] = [decided[one] for one in entries]
    return answer


def _bare(node: Node, columns: Columns) -> Any:
    """A column, a text, or a number that is compared as it is; else None.

    Two different rationals of such denominators and size have different floats nearest to them, in the same order.
    """
    match node:
        case Name(name):
            return columns[name]
        case Quoted(text):
            return text
        case Number(value) if value.denominator == 1:
            return int(value)
        case Number(value) if value.denominator <= LARGEST_DENOMINATOR and abs(value) <= LARGEST_RATIO:
            return float(value)
    return None


def _exactly(left: Node, sign: str, right: Node, values: Mapping[str, Any]) -> bool:
    """A comparison in rationals; False where something is divided by 0 or is no number."""
    if not all(map(isfinite, values.values())):
        return False
    # A ratio is the float nearest to a rational of a small denominator.
    rationals = {name: Fraction(value).limit_denominator(LARGEST_DENOMINATOR) for name, value in values.items()}
    try:
        a, b = (worth(side, rationals.__getitem__, lambda value: value) for side in (left, right))
    except ZeroDivisionError:
        return False
    return bool(COMPARISONS[sign](a, b))
