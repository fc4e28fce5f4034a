"""Text tables for a terminal: as many columns as the page is wide, notes wrapped below.

Who fits columns to a page knows their widths, and what is left to do is less than to import tabulate, which would be a
twentieth of a report's time.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from costmodel.answers.document import Table
from costmodel.answers.terminal.fitting import fitted
from costmodel.answers.terminal.setting import BOLD, DIM, RESET, harmless, printed
from costmodel.answers.terminal.wrapping import lines

if TYPE_CHECKING:
    from costmodel.answers.answer import Answer
    from costmodel.answers.formats import Page

ASCII = str.maketrans({"·": "|"})  # what stands in headlines; a name that is no ASCII is shown with its escapes

SUFFIX = ".txt"
TAKES = ("columns", "units")


def render(answer: "Answer", page: "Page") -> str:
    title, told, tables, headline = answer.document()
    head = [_styled(line, BOLD, page) for line in _wrapped(filter(None, (title, headline)), page, "")]
    head += _wrapped(told, page, "  ")
    parts = ["\n".join(head), *("\n".join(_table(table, page)) for table in tables)]
    text = "\n\n".join(parts) + "\n"
    return text if page.unicode else text.translate(ASCII)


def _table(table: Table, page: "Page") -> Iterator[str]:
    made = fitted(table, page)
    settings, is_summed_up = made.settings, table.total is not None
    if page.colour:
        cells = zip(*made.table.rows, strict=True) if made.table.rows else [()] * len(settings)
        settings = [one.with_colours(column, is_summed_up) for one, column in zip(settings, cells, strict=True)]
    yield from (_styled(line, BOLD, page) for line in lines(harmless(table.title), page.width))
    yield from printed(settings, is_summed_up, page.colour)
    yield from _wrapped(made.table.notes, page, "    ")
    yield from (_styled(line, DIM, page) for line in _wrapped(filter(None, [made.remark]), page, "  "))


def _wrapped(texts: Iterable[str], page: "Page", indent: str) -> list[str]:
    return [line for text in texts for line in lines(harmless(text), page.width, indent)]


def _styled(text: str, style: str, page: "Page") -> str:
    return f"{style}{text}{RESET}" if page.colour and text else text
