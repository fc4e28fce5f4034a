"""Protocol buffers as text: messages within one another, whose fields may repeat.

A parser of our own, because the format is small and Caffe's schema, which every fork has extended, is not needed to read it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

from costmodel.errors import CostModelError, UnknownName, located, quoted
from costmodel.numbers.text import rational

DEEPEST = 20  # messages within one another
LARGEST = 10**9  # of a number
TOKEN = re.compile(
    r"""[\s,;]*+(?:\#[^\n]*+[\s,;]*+)*+(?:
    (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<word>[-+]?[\w.]+(?:[-+][\w.]+)*)
    |(?P<sign>[:{}<>\[\]]))""",
    re.VERBOSE | re.ASCII,
)
REST = re.compile(r"[\s,;]*+(?:#[^\n]*+[\s,;]*+)*+")
WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
CLOSING = {"{": "}", "<": ">"}


class _Token(NamedTuple):
    kind: str  # "string", "word", "sign" or "end"
    text: str
    line: int


@dataclass(eq=False)
class Message:
    """A message: the values of each field in order.

    Attributes:
        asked: the fields that were asked for.
    """

    fields: dict[str, "list[Value]"] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def messages(self, name: str) -> "list[Message]":
        """The messages of a field.

        Raises:
            CostModelError: if one of its values is none.
        """
        self.asked.add(name)
        found = [one for one in self.fields.get(name, []) if isinstance(one, Message)]
        if len(found) < len(self.fields.get(name, [])):
            raise CostModelError(f"{name} cannot be a value", allowed="a message { ... }")
        return found

    def message(self, name: str) -> "Message":
        """The message of a field; an empty one, if there is none."""
        return next(iter(self.messages(name)), Message())

    def texts(self, name: str) -> list[str]:
        """The values of a field.

        Raises:
            CostModelError: if one of them is a message.
        """
        self.asked.add(name)
        found = [one for one in self.fields.get(name, []) if isinstance(one, str)]
        if len(found) < len(self.fields.get(name, [])):
            raise CostModelError(f"{name} cannot be a message", allowed="a value")
        return found

    def text(self, name: str, default: str = "") -> str:
        """The last value of a field, which is the one that counts."""
        return next(reversed(self.texts(name)), default)

    def wholes(self, name: str, least: int = 1) -> list[int]:
        """The values of a field as whole numbers.

        Raises:
            CostModelError: if one is none, or out of bounds.
        """
        return [self._whole(name, one, least) for one in self.texts(name)]

    def whole(self, name: str, default: int | None = None, least: int = 1) -> int:
        """The value of a field as a whole number.

        Raises:
            CostModelError: if it is missing without a default, none, or out of bounds.
        """
        found = self.wholes(name, least)
        if found:
            return found[-1]
        if default is None:
            raise CostModelError(f"{name} is missing", allowed=f"a whole number from {least} on")
        return default

    def number(self, name: str, default: int) -> Fraction:
        """The value of a field as a number."""
        return next(reversed(self.numbers(name)), Fraction(default))

    def numbers(self, name: str) -> list[Fraction]:
        """The values of a field as numbers."""
        with located(name):
            return [rational(text) for text in self.texts(name)]

    def flag(self, name: str, default: bool = False) -> bool:
        """The value of a field that is true or false."""
        text = self.text(name, "true" if default else "false")
        if text.lower() not in ("true", "false", "1", "0"):
            raise _wrong(name, text, "true or false")
        return text.lower() in ("true", "1")

    def word(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        """The value of a field that is one of a few words."""
        found = self.text(name, default)
        if found not in allowed:
            raise UnknownName(name, found, allowed)
        return found

    def ignore(self, *names: str) -> None:
        """Fields that do not change what is counted."""
        self.asked.update(names)

    def plain(self) -> dict[str, Any]:
        """All fields: whole numbers, texts and messages, and several of them as a tuple."""
        self.asked.update(self.fields)
        found = {name: tuple(map(_plain, values)) for name, values in self.fields.items()}
        return {name: values[0] if len(values) == 1 else values for name, values in found.items()}

    def check(self) -> None:
        """Raises:
        UnknownName: if a field was never asked for: it may be misspelt, and its default would stand in silently.
        """
        for name in self.fields:
            if name not in self.asked:
                raise UnknownName("field", name, sorted(self.asked))

    def _whole(self, name: str, text: str, least: int) -> int:
        number = int(text) if WHOLE.fullmatch(text) else LARGEST + 1
        if not least <= number <= LARGEST:
            raise _wrong(name, text, f"a whole number from {least} to {LARGEST}")
        return number


Value: TypeAlias = str | Message


def _plain(value: Value) -> Any:
    if isinstance(value, Message):
        return value.plain()
    return int(value) if WHOLE.fullmatch(value) else value


def parsed(text: str) -> Message:
    """The message of a file.

    Raises:
        CostModelError: if it cannot be read; says in which line.
    """
    return _Reader(text).message("end", 0)


def _wrong(name: str, given: str, allowed: str) -> CostModelError:
    return CostModelError(f"{name} cannot be {quoted(given)}", given=given, allowed=allowed)


def _tokens(text: str) -> Iterator[_Token]:
    end, line = 0, 1
    while True:
        match = TOKEN.match(text, end)
        if match is None:
            break
        line += text.count("\n", end, match.end())
        end = match.end()
        yield _Token(match.lastgroup or "", match[match.lastgroup or 0], line)
    rest = REST.match(text, end)
    if rest is not None and rest.end() < len(text):
        _unreadable(_Token("", text[rest.end() : rest.end() + 40], line + text.count("\n", end, rest.end())))
    yield _Token("end", "", line)


def _unreadable(token: _Token) -> None:
    wrong = f"line {token.line}: {quoted(token.text)} cannot stand here" if token.text else "the file ends too early"
    raise CostModelError(wrong, allowed="fields such as name: value and name { ... }")


class _Reader:
    """By recursive descent."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.token = next(self.tokens)

    def take(self) -> _Token:
        taken = self.token
        self.token = next(self.tokens, taken)
        return taken

    def message(self, closing: str, depth: int) -> Message:
        """The fields up to a closing sign."""
        if depth > DEEPEST:
            raise CostModelError(f"line {self.token.line}: it is nested too deeply", allowed=f"{DEEPEST} messages")
        made = Message()
        while closing not in (self.token.kind, self.token.text):
            name = self.take()
            if name.kind != "word":
                _unreadable(name)
            made.fields.setdefault(name.text, []).extend(self.values(depth))
        self.take()
        return made

    def values(self, depth: int) -> list[Value]:
        """Of one field: one, or a list of them."""
        colon = self.token.text == ":" and self.token.kind == "sign"
        if colon:
            self.take()
        if self.token.text == "[" and self.token.kind == "sign":
            self.take()
            found: list[Value] = []
            while self.token.text != "]" or self.token.kind != "sign":
                found.append(self.value(depth, colon))
            self.take()
            return found
        return [self.value(depth, colon)]

    def value(self, depth: int, colon: bool) -> Value:
        token = self.take()
        if token.kind == "sign" and token.text in CLOSING:
            return self.message(CLOSING[token.text], depth + 1)
        if not colon or token.kind not in ("word", "string"):
            _unreadable(token)
        text = token.text if token.kind == "word" else token.text[1:-1]
        while token.kind == "string" and self.token.kind == "string":
            text += self.take().text[1:-1]  # strings one after the other are one
        return text
