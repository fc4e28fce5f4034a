"""Arithmetic and conditions as text: `mult_adds <= 300M and (params < 2M or alpha >= 0.5)`, `94.86 + x = 100`.

Comparisons of sums and products of names and numbers, joined by `and`, `or`, `not` and parentheses. Comparisons chain, numbers
take the prefixes of amounts (300M, 1.5Ki), texts stand in quotes, and `=` is `==`. A parser of our own makes a tree: Python's
would have to be shielded from prefixes, depth and its own warnings, and could not say where a condition is wrong. Nothing is
evaluated as code; what the names stand for, and in which number system, is for the caller to say.
"""

import operator
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple, NoReturn, TypeAlias

from costmodel.errors import CostModelError, quoted
from costmodel.numbers.text import DECIMAL, rational
from costmodel.numbers.units import UNITS, unit_of

LONGEST = 4000  # characters
DEEPEST = 50  # parentheses and signs within one another
COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip
LEVELS = (("or",), ("and",), tuple(COMPARISONS), ("+", "-"), ("*", "/"))  # the loosest first
WORDS = ("and", "or", "not")
PREFIXES = ("K", "M", "G", "B", "T", "Ki", "Mi", "Gi", "Ti")
COMPARED = 2  # the level before which `not` stands
TOKEN = re.compile(
    rf"\s*(?:(?P<number>{DECIMAL})(?P<prefix>[A-Za-z]*)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<text>'[^']*'|\"[^\"]*\")|(?P<sign><=|>=|==|!=|[<>=()+*/-]))",
    re.ASCII,
)


class Unreadable(CostModelError):
    """A condition or an equation that cannot be read; the message says where."""


class Number(NamedTuple):
    value: Fraction
    place: int


class Name(NamedTuple):
    name: str
    place: int


class Quoted(NamedTuple):
    text: str
    place: int


class Prefixed(NamedTuple):
    """`-` or `not` before a part."""

    sign: str
    part: "Node"
    place: int


class Chain(NamedTuple):
    """Parts of one level and the signs between them, from left to right; the place is that of the first sign."""

    first: "Node"
    rest: tuple[tuple[str, "Node"], ...]
    place: int


Node: TypeAlias = Number | Name | Quoted | Prefixed | Chain


def parsed(text: str) -> Node:
    """The tree of a text.

    Raises:
        Unreadable: if there is none.
    """
    if len(text) > LONGEST:
        raise Unreadable(f"{quoted(text)} has {len(text):,} characters", given=text, allowed=f"at most {LONGEST:,}")
    reader = _Reader(text)
    tree = reader.chain(0, 0)
    if reader.token.kind != "end":
        unreadable(text, reader.token.place, "here it should end")
    return tree


def worth(node: Node, name: Callable[[str], Any], number: Callable[[Fraction], Any]) -> Any:
    """The value of a quantity in some number system.

    Args:
        name: gives the value of a name.
        number: gives a rational in that system.
    """
    match node:
        case Number(value):
            return number(value)
        case Name(of):
            return name(of)
        case Prefixed("-", part):
            return -worth(part, name, number)
        case Chain(first, rest) if rest[0][0] in ARITHMETIC:
            value = worth(first, name, number)
            for sign, part in rest:
                value = ARITHMETIC[sign](value, worth(part, name, number))
            return value
    raise Unreadable("this is no quantity of names, numbers, + - * / and parentheses")


def names_of(node: Node) -> frozenset[str]:
    """The names that stand in it."""
    match node:
        case Name(name):
            return frozenset((name,))
        case Prefixed(part=part):
            return names_of(part)
        case Chain(first, rest):
            return names_of(first).union(*(names_of(part) for _, part in rest))
    return frozenset()


def unreadable(text: str, place: int, why: str) -> NoReturn:
    """Complain about a place in a text."""
    rest = text[place:].strip()
    raise Unreadable(f"{quoted(text)}: {why}, {f'at {quoted(rest)}' if rest else 'at the end'}", given=text)


class _Token(NamedTuple):
    kind: str  # "number", "name", "text", "sign" or "end"
    value: Any
    place: int


def _tokens(text: str) -> Iterator[_Token]:
    end = 0
    while text[end:].strip():
        match = TOKEN.match(text, end)
        if match is None:
            unreadable(text, end, "this cannot be read")
        number, prefix, name, quotation, sign = match.groups()
        place, end = match.end() - len(match[0].lstrip()), match.end()
        if number:
            unit = unit_of(prefix)
            if unit is None or unit[1]:
                unreadable(text, place, f"unknown suffix {prefix!r}; allowed: {', '.join(PREFIXES)}")
            yield _Token("number", rational(number) * UNITS[unit[0]], place)
        elif quotation:
            yield _Token("text", quotation[1:-1], place)
        elif sign or name in WORDS:
            yield _Token("sign", "==" if sign == "=" else sign or name, place)
        else:
            yield _Token("name", name, place)
    yield _Token("end", "", len(text))


class _Reader:
    """By recursive descent, one level of `LEVELS` after the other."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.next = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.next]

    def take(self, *signs: str) -> _Token | None:
        """The next token if it is one of these signs."""
        if self.token.kind != "sign" or self.token.value not in signs:
            return None
        self.next += 1
        return self.tokens[self.next - 1]

    def chain(self, level: int, depth: int) -> Node:
        if level == len(LEVELS):
            return self.atom(depth)
        if level == COMPARED and (sign := self.take("not")):
            return Prefixed("not", self.chain(COMPARED, self.deeper(depth)), sign.place)
        first = self.chain(level + 1, depth)
        place, rest = self.token.place, []
        while sign := self.take(*LEVELS[level]):
            rest.append((sign.value, self.chain(level + 1, depth)))
        return Chain(first, tuple(rest), place) if rest else first

    def atom(self, depth: int) -> Node:
        if self.take("("):
            inner = self.chain(0, self.deeper(depth))
            if not self.take(")"):
                unreadable(self.text, self.token.place, "a parenthesis is not closed")
            return inner
        if sign := self.take("-"):
            part = self.atom(self.deeper(depth))
            return Number(-part.value, sign.place) if isinstance(part, Number) else Prefixed("-", part, sign.place)
        kind, value, place = self.token
        if kind in ("sign", "end"):
            unreadable(self.text, place, "a name or a number is missing")
        self.next += 1
        if kind == "number":
            return Number(value, place)
        return Name(value, place) if kind == "name" else Quoted(value, place)

    def deeper(self, depth: int) -> int:
        if depth > DEEPEST:
            unreadable(self.text, self.token.place, "this is nested too deeply")
        return depth + 1
