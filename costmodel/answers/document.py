"""What a command has to say, before it has a format: a title, a few lines, tables, and a record for machines."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from textwrap import fill
from typing import Any, Literal, NamedTuple, TypeAlias

Content: TypeAlias = Literal["text", "integer", "share", "quantity", "verdict"]

LONGEST_WORD = 20  # what is longer is a path of scopes, which may be broken anywhere


class Column(NamedTuple):
    """A column of a table.

    Attributes:
        content: `integer` cells are exact whole numbers, `share` cells are fractions of 1, `quantity` cells are text that
            is a number with its unit.
        priority: a page that is too narrow leaves out the columns of the highest priority number first; 0 stays.
    """

    name: str
    content: Content = "text"
    priority: int = 0

    def text(self, cell: Any, widest: int | None = None) -> str:
        """A cell for people: thousands separated, shares in percent, text wrapped between words."""
        if cell is None:
            return ""
        if self.content == "share":
            return f"{float(cell) * 100:.2f}"
        if self.content == "integer":
            return f"{float(cell) if isinstance(cell, Fraction) else cell:,}"  # imgclsmob prints halves
        text = str(cell)
        if widest is None or self.content != "text" or len(text) <= widest:
            return text
        # Not tabulate's own wrapping, which takes 25,636,712 for a broken number.
        paths = max(map(len, text.split())) > LONGEST_WORD
        return fill(text, widest, break_long_words=paths, break_on_hyphens=False)

    @property
    def alignment(self) -> str:
        return "right" if self.content in ("integer", "share", "quantity") else "left"


class Table(NamedTuple):
    """A table of raw values; None is an empty cell. Notes stand below it."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    notes: Sequence[str] = ()

    def tabulate(self, style: str, columns: Sequence[int] | None = None, widest: int | None = None) -> str:
        """The table's text in one of tabulate's styles, with the columns at the given positions.

        Args:
            widest: text cells wider than this are wrapped.
        """
        from tabulate import tabulate

        shown = range(len(self.columns)) if columns is None else columns
        chosen = [self.columns[i] for i in shown]
        return tabulate(
            [[column.text(row[i], widest) for i, column in zip(shown, chosen, strict=True)] for row in self.rows],
            headers=[column.name for column in chosen],
            colalign=[column.alignment for column in chosen] if self.rows else None,
            tablefmt=style,
            disable_numparse=True,
        )


class Document(NamedTuple):
    """What every format renders.

    Attributes:
        record: makes the machine-readable contract, which the json format prints as it is.
        tables: the first one is the main one; formats that hold a single table (csv) show that.
    """

    title: str
    record: Callable[[], dict[str, Any]]
    lines: Sequence[str] = ()
    tables: Sequence[Table] = ()

    def columns(self) -> dict[str, list[Any]]:
        """The main table by column, for frames."""
        table = self.tables[0]
        return {column.name: [row[place] for row in table.rows] for place, column in enumerate(table.columns)}
