"""The language of conditions: `mult_adds <= 300M and (params < 2M or alpha >= 0.5)`.

Comparisons of sums and products of metrics, knobs and numbers, joined by `and`, `or`, `not` and parentheses; comparisons chain,
numbers take the suffixes K, M, G and T, and the values of a choice stand in quotes. A condition is read by a small parser and
never evaluated as code. A name against a number is compared exactly; where there is arithmetic it is that of floats.
"""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn, TypeAlias

import numpy as np

from costmodel.errors import CostModelError, UnknownName
from costmodel.numbers.show import plain

Columns: TypeAlias = Mapping[str, Any]
Rule: TypeAlias = Callable[[Columns], Any]

SUFFIXES = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:e[+-]?\d{1,2})?)(?P<suffix>[A-Za-z]*)"
    r"|(?P<name>[A-Za-z_]\w*)|(?P<text>'[^']*'|\"[^\"]*\")|(?P<sign><=|>=|==|!=|[<>=()+*/-]))"
)
COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt,
    "=": operator.eq, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip
DEEPEST = 50


class BadCondition(CostModelError):
    """A condition that cannot be read."""


@dataclass(frozen=True)
class Condition:
    """A condition ready to be asked.

    Attributes:
        names: the metrics and knobs that it reads.
    """

    text: str
    names: frozenset[str]
    rule: Rule

    def __call__(self, columns: Columns) -> Any:
        """Where the condition holds, entry by entry."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.rule(columns)


def condition(text: str, names: Iterable[str]) -> Condition:
    """A condition on the given names.

    Raises:
        CostModelError: if it cannot be read, or speaks of another name; says where.
    """
    parser = _Parser(text, list(names))
    rule, kind = parser.either(0)
    if parser.tokens[parser.place][0] != "end":
        parser.fail("here the condition should end")
    if kind != "truth":
        parser.fail("this is a quantity; compare it, as in mult_adds <= 300M")
    return Condition(text, frozenset(parser.used), rule)


Parsed: TypeAlias = tuple[Rule, str]  # the kind is "truth", "name", "number", "text", or "sum" for arithmetic


class _Parser:
    """By recursive descent; one method a level of precedence."""

    def __init__(self, text: str, names: list[str]) -> None:
        self.text = text
        self.names = names
        self.used: set[str] = set()
        self.place = 0
        self.tokens: list[tuple[str, Any, int]] = []
        end = 0
        while text[end:].strip():
            match = TOKEN.match(text, end)
            if match is None:
                raise BadCondition(f"{text!r}: cannot read {text[end:].strip()[:20]!r}")
            kind = str(next(k for k in ("number", "name", "text", "sign") if match[k] is not None))
            value: Any = match[kind]
            if kind == "number":
                if match["suffix"] not in SUFFIXES:
                    raise BadCondition(f"{text!r}: unknown suffix {match['suffix']!r}; allowed: K, M, G, T")
                value = Fraction(value) * SUFFIXES[match["suffix"]]
            self.tokens.append((kind, value, end))
            end = match.end()
        self.tokens.append(("end", "", end))

    def fail(self, why: str) -> NoReturn:
        rest = self.text[self.tokens[self.place][2] :].strip()
        raise BadCondition(f"{self.text!r}: {why}" + (f", at {rest[:30]!r}" if rest else ", at the end"))

    def take(self, *values: str) -> str | None:
        """The next token if it is one of these."""
        kind, value, _ = self.tokens[self.place]
        if kind in ("sign", "name") and value in values:
            self.place += 1
            return str(value)
        return None

    def either(self, depth: int) -> Parsed:
        return self.joined(depth, "or", operator.or_, self.both)

    def both(self, depth: int) -> Parsed:
        return self.joined(depth, "and", operator.and_, self.negated)

    def joined(self, depth: int, word: str, join: Callable[[Any, Any], Any], part: Callable[[int], Parsed]) -> Parsed:
        left = part(depth)
        while self.take(word):
            right = part(depth)
            if left[1] != "truth" or right[1] != "truth":
                self.fail(f"`{word}` joins comparisons")
            left = _applied(join, left[0], right[0]), "truth"
        return left

    def negated(self, depth: int) -> Parsed:
        if not self.take("not"):
            return self.compared(depth)
        rule, kind = self.negated(self.deeper(depth))
        if kind != "truth":
            self.fail("`not` stands before a comparison")
        return lambda columns: np.logical_not(rule(columns)), "truth"

    def compared(self, depth: int) -> Parsed:
        left = self.sum(depth)
        result: Rule | None = None
        while sign := self.take(*COMPARISONS):
            right = self.sum(depth)
            if "truth" in (left[1], right[1]):
                self.fail("a comparison compares quantities")
            if "text" in (left[1], right[1]) and (sign not in ("=", "==", "!=") or "name" not in (left[1], right[1])):
                self.fail("a text is compared with a knob by = or !=")
            one = _applied(COMPARISONS[sign], left[0], right[0])
            result = one if result is None else _applied(operator.and_, result, one)
            left = right
        return left if result is None else (result, "truth")

    def sum(self, depth: int) -> Parsed:
        return self.folded(depth, ("+", "-"), self.product)

    def product(self, depth: int) -> Parsed:
        return self.folded(depth, ("*", "/"), self.atom)

    def folded(self, depth: int, signs: tuple[str, ...], part: Callable[[int], Parsed]) -> Parsed:
        left = part(depth)
        while sign := self.take(*signs):
            right = part(depth)
            if {left[1], right[1]} & {"truth", "text"}:
                self.fail(f"`{sign}` joins quantities")
            left = _applied(ARITHMETIC[sign], _as_float(left[0]), _as_float(right[0])), "sum"
        return left

    def atom(self, depth: int) -> Parsed:
        if self.take("("):
            inner = self.either(self.deeper(depth))
            if not self.take(")"):
                self.fail("a parenthesis is not closed")
            return inner
        if self.take("-"):
            rule, kind = self.atom(self.deeper(depth))
            if kind in ("truth", "text"):
                self.fail("`-` stands before a quantity")
            return lambda columns: -rule(columns), kind
        kind, value, _ = self.tokens[self.place]
        if kind == "number":
            self.place += 1
            number = plain(value)
            return lambda columns: number, "number"
        if kind == "text":
            self.place += 1
            return lambda columns: value[1:-1], "text"
        if kind != "name" or value in ("and", "or", "not"):
            self.fail("a metric, a knob or a number is missing")
        if value not in self.names:
            raise UnknownName("metric or knob", value, self.names)
        self.place += 1
        self.used.add(value)
        return lambda columns: columns[value], "name"

    def deeper(self, depth: int) -> int:
        if depth > DEEPEST:
            self.fail("nested too deeply")
        return depth + 1


def _applied(function: Callable[[Any, Any], Any], a: Rule, b: Rule) -> Rule:
    return lambda columns: function(a(columns), b(columns))


def _as_float(rule: Rule) -> Rule:
    """So that a product of large metrics does not overflow."""
    return lambda columns: np.asarray(rule(columns), dtype=np.float64)
