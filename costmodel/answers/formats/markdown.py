"""Markdown, for pull requests and pages: what GitHub, Jupyter and CommonMark read alike."""

import re
from typing import TYPE_CHECKING, Any

from tabulate import tabulate

from costmodel.answers.document import Column, Table

if TYPE_CHECKING:
    from costmodel.answers.answer import Answer
    from costmodel.answers.formats import Page

# What Markdown would take for its own: an underscore within a word, as in mult_adds, is none of that.
MARKUP = re.compile(r"[\\`*<~$|]|(?<![^\W_])_|_(?![^\W_])|\](?=[(\[:])|&(?=#?\w+;)|^(?:[#>]|[-+](?=\s)|\d+[.)](?=\s))")
UNSAFE_MATH = re.compile(r"\\[^A-Za-z]|[|*<]")  # GitHub reads a backslash before punctuation as its own, even within dollars

SUFFIX = ".md"
TAKES = ("columns", "units")


def render(answer: "Answer", page: "Page") -> str:
    document = answer.document()
    parts = [f"# {escaped(document.title)}"]
    parts += [f"**{escaped(document.headline)}**"] if document.headline else []
    parts += map(escaped, document.lines)
    for table in map(Table.footnoted, document.tables):
        parts += [f"## {escaped(table.title)}", _table(table, page.units == "human")]
        if table.notes:
            parts.append("\n".join(f"- {escaped(note)}" for note in table.notes))
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """Text on one line that Markdown shows as it is."""
    return MARKUP.sub(lambda match: f"{match[0][:-1]}\\{match[0][-1]}", text)


def _table(table: Table, human: bool) -> str:
    every = table.rows if table.total is None else (*table.rows, table.total)
    rows = [[_cell(column, cell, human) for column, cell in zip(table.columns, row, strict=True)] for row in every]
    if table.total is not None:  # Markdown has no foot of a table
        rows[-1] = [f"**{text}**" if text else "" for text in rows[-1]]
    return tabulate(
        rows,
        headers=[escaped(column.name) for column in table.columns],
        colalign=[column.alignment for column in table.columns] if rows else None,
        tablefmt="pipe",
        disable_numparse=True,
    )


def _cell(column: Column, cell: Any, human: bool) -> str:
    text = column.text(cell, human)
    if column.content in ("code", "scope") and text:
        return _code(text)
    if column.content == "formula" and text and not isinstance(cell, str):
        from costmodel.numbers.expression import latex_text

        latex = latex_text(cell)
        return _code(text) if UNSAFE_MATH.search(latex) else f"${latex}$"
    return escaped(text.replace("\n", " "))


def _code(text: str) -> str:
    """A span of code; in a table a pipe is escaped even there."""
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}".replace("|", "\\|")
