"""Text tables for a terminal: as many columns as the page is wide, notes wrapped below."""

import textwrap
from typing import TYPE_CHECKING

from costmodel.answers.document import Document, Table

if TYPE_CHECKING:
    from costmodel.answers.formats import Page

COLOURS = {"agrees": "\x1b[32m", "explained": "\x1b[36m", "unreproduced": "\x1b[33m", "differs": "\x1b[31m"}
RESET = "\x1b[0m"
BOLD = "\x1b[1m"

SUFFIX = ".txt"


def render(document: Document, page: "Page") -> str:
    head = [f"{BOLD}{document.title}{RESET}" if page.colour else document.title]
    head += [line for text in document.lines for line in textwrap.wrap(text, page.width, subsequent_indent="  ")]
    return "\n".join(["\n".join(head), *(_table(table, page) for table in document.tables)]) + "\n"


def _table(table: Table, page: "Page") -> str:
    text = _fitting(table, page.width)
    if page.colour:
        for verdict, colour in COLOURS.items():
            text = text.replace(f"  {verdict}", f"  {colour}{verdict}{RESET}")
    notes = [line for note in table.notes for line in textwrap.wrap(note, page.width, subsequent_indent="    ")]
    title = f"{BOLD}{table.title}{RESET}" if page.colour else table.title
    return "\n".join(["", title, text, *notes])


def _fitting(table: Table, width: int) -> str:
    """The widest choice of columns that fits: the least important leave first; if that is not enough, text is wrapped."""
    for limit in sorted({column.priority for column in table.columns}, reverse=True):
        shown = [i for i, column in enumerate(table.columns) if column.priority <= limit]
        text = table.tabulate("simple", shown)
        if max(map(len, text.splitlines())) <= width:
            return text
    for widest in range(width // 2, 8, -1):
        text = table.tabulate("simple", shown, widest)
        if max(map(len, text.splitlines())) <= width:
            break
    return text
