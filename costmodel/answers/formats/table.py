"""Text tables for a terminal: as many columns as the page is wide, notes wrapped below.

Who fits columns to a page knows their widths, and what is left to do is less than to import tabulate, which would be a
twentieth of a report's time.
"""

import re
import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from costmodel.answers.document import Column, Table, wrapped

if TYPE_CHECKING:
    from costmodel.answers.answer import Answer
    from costmodel.answers.formats import Page

COLOURS = {
    "agrees": "\x1b[32m",
    "explained": "\x1b[36m",
    "undetermined": "\x1b[35m",
    "unreproduced": "\x1b[33m",
    "differs": "\x1b[31m",
}
RESET = "\x1b[0m"
BOLD = "\x1b[1m"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # a name of a user's own might hold what a terminal obeys

HEADER_BREAK = re.compile(r" |(?<=[:,])")
GAP = 2  # between columns; each is also at least so much wider than its name
NARROWEST = 8  # text is not wrapped to less

SUFFIX = ".txt"
TAKES: tuple[str, ...] = ()


def render(answer: "Answer", page: "Page") -> str:
    title, lines, tables, headline = answer.document()
    head = [_bold(title, page)]
    head += [_harmless(line) for text in (headline, *lines) for line in textwrap.wrap(text, page.width, subsequent_indent="  ")]
    return "\n".join(["\n".join(head), *(_table(table.footnoted(), page) for table in tables)]) + "\n"


def _table(table: Table, page: "Page") -> str:
    text = _harmless(_fitting(table, page.width))
    if page.colour:
        for verdict, colour in COLOURS.items():
            text = text.replace(f"  {verdict}", f"  {colour}{verdict}{RESET}")
    notes = [_harmless(line) for note in table.notes for line in textwrap.wrap(note, page.width, subsequent_indent="    ")]
    return "\n".join(["", _bold(table.title, page), text, *notes])


def _bold(text: str, page: "Page") -> str:
    return f"{BOLD}{_harmless(text)}{RESET}" if page.colour else _harmless(text)


def _harmless(text: str) -> str:
    return CONTROL.sub(lambda match: repr(match[0])[1:-1], text)


def _fitting(table: Table, width: int) -> str:
    """The widest choice of columns that fits: the least important leave first; if that is not enough, text is wrapped."""
    columns = [_Set(column, table.texts(place)) for place, column in enumerate(table.columns)]
    summed_up = table.total is not None
    for limit in sorted({column.priority for column in table.columns}, reverse=True):
        columns = [one for one in columns if one.column.priority <= limit]
        if _fits(columns, width):
            return _simple(columns, summed_up)
    if _fits(broken := [one.with_broken_header() for one in columns], width):
        return _simple(broken, summed_up)
    narrowed = columns
    for widest in range(width // 2, NARROWEST, -1):
        narrowed = [one.wrapped(widest) for one in columns]
        if _fits(narrowed, width):
            break
    return _simple(narrowed, summed_up)


class _Set:
    """A column as it is set: as wide as its longest line."""

    def __init__(self, column: Column, texts: Sequence[str]) -> None:
        self.column = column
        self.texts = texts
        self.width = max(_longest([column.name]) + GAP, _longest(texts))

    def with_broken_header(self) -> "_Set":
        """A network's label stands on several lines: `shufflenet_v1:`, `groups=8,`, `scale=1`."""
        return _Set(self.column._replace(name=HEADER_BREAK.sub("\n", self.column.name)), self.texts)

    def wrapped(self, widest: int) -> "_Set":
        if self.width <= widest or self.column.content not in ("text", "formula", "code"):
            return self
        return _Set(self.column, [wrapped(text, widest) for text in self.texts])

    def aligned(self, text: str) -> str:
        return text.rjust(self.width) if self.column.alignment == "right" else text.ljust(self.width)


def _longest(texts: Sequence[str]) -> int:
    return max((len(line) for text in texts for line in text.split("\n")), default=0)


def _fits(columns: Sequence[_Set], width: int) -> bool:
    return sum(one.width for one in columns) + GAP * (len(columns) - 1) <= width


def _simple(columns: Sequence[_Set], summed_up: bool) -> str:
    """The names, a rule below them, the rows; the total below another rule."""
    rows = list(zip(*(one.texts for one in columns), strict=True))
    names, rule = tuple(one.column.name for one in columns), tuple("-" * one.width for one in columns)
    body = [*rows[:-1], rule, *rows[-1:]] if summed_up else rows
    return "\n".join(line for cells in (names, rule, *body) for line in _lines(columns, cells))


def _lines(columns: Sequence[_Set], cells: Sequence[str]) -> Iterator[str]:
    """The lines of one row: as many as the highest of its cells has."""
    for texts in zip_longest(*(cell.split("\n") for cell in cells), fillvalue=""):
        yield (GAP * " ").join(one.aligned(text) for one, text in zip(columns, texts, strict=True)).rstrip()
