"""An answer for people before it has a format: a title, a few lines, tables."""

from collections.abc import Collection, Sequence
from fractions import Fraction
from numbers import Real
from typing import Any, Literal, NamedTuple, TypeAlias

from costmodel.numbers.show import rounded
from costmodel.numbers.units import SMALL

Content: TypeAlias = Literal["text", "integer", "share", "quantity", "verdict", "note", "formula", "code", "scope"]

# Where the path of a layer or a name with knobs may go on on the next line. A pattern that few pages need is compiled by them.
BREAKS = r"(?<=[/:,=])(?=[^\W\d])"
SHARE_OF = "% of "  # begins the name of a share that is not of the column before it


class Column(NamedTuple):
    """A column of a table.

    Attributes:
        content: `integer` cells are exact whole numbers, `share` cells are fractions of 1, `quantity` cells are text that
            is a number with its unit, `formula` cells are expressions, `code` is what a user types (a name, a knob, a shape),
            `scope` is a path of scopes, each inside of one that stands above it: a terminal draws them as a tree.
            A `note` is of the cell before it: a reader finds it below the table, a machine in a column of its own.
        priority: a page that is too narrow leaves out the columns of the highest priority number first; 0 stays.
        unit: what an `integer` column counts, such as `bytes`; only what has a unit may be shown as `4.09 G`.
    """

    name: str
    content: Content = "text"
    priority: int = 0
    unit: str = ""

    def text(self, cell: Any, human: bool = False) -> str:
        """A cell for people: shares in percent; amounts with their thousands separated, or rounded and with a prefix."""
        if cell is None:
            return ""
        if self.content == "share":
            return f"{float(cell) * 100:.2f}"
        if self.unit in SMALL and isinstance(cell, int | float | Fraction):
            return rounded(Fraction(cell), self.unit)
        if human and self.unit and isinstance(cell, int | Fraction):
            return rounded(cell, self.unit)
        if self.content == "integer" and isinstance(cell, Real):
            return f"{float(cell) if isinstance(cell, Fraction) else cell:,}"  # imgclsmob prints halves
        return str(cell)

    def raw(self, cell: Any) -> Any:
        """A cell for machines, which know neither fractions nor expressions."""
        if self.content == "formula" and cell is not None:
            return str(cell)
        return float(cell) if isinstance(cell, Fraction) else cell

    @property
    def alignment(self) -> str:
        return "right" if self.content in ("integer", "share", "quantity") else "left"


class Table(NamedTuple):
    """A table of raw values; None is an empty cell. Notes stand below it.

    Attributes:
        total: a last row for readers, below a rule; machines add up for themselves.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    notes: Sequence[str] = ()
    total: Sequence[Any] | None = None

    @property
    def headers(self) -> list[str]:
        """The columns' names for machines: each once, and a share or ratio says whose it is."""
        headers: list[str] = []
        for column in self.columns:
            if column.content == "share":  # of the column before it, or of one that it names
                named = column.name.startswith(SHARE_OF)
                headers.append("_".join((column.name[len(SHARE_OF) :], "share") if named else (*headers[-1:], "share")))
            else:
                headers.append("_".join((headers[-1], column.name)) if column.name in headers else column.name)
        return headers

    def footnoted(self) -> "Table":
        """The table for readers: each note stands once below it, under a number that the cell before it shows."""
        noted = [place for place, column in enumerate(self.columns) if column.content == "note"]
        numbers: dict[str, int] = {}
        rows = [list(row) for row in self.rows]
        for row in rows:
            for place in noted:
                if row[place]:
                    row[place - 1] = f"{row[place - 1]} [{numbers.setdefault(row[place], len(numbers) + 1)}]"
        shown = [place for place in range(len(self.columns)) if place not in noted]
        return self._replace(
            columns=[self.columns[place] for place in shown],
            rows=[[row[place] for place in shown] for row in rows],
            total=None if self.total is None else [self.total[place] for place in shown],
            notes=[*(f"[{number}] {text}" for text, number in numbers.items()), *self.notes],
        )

    def only(self, places: Sequence[int]) -> "Table":
        """The table with those columns alone; a share without its column says whose it is."""
        headers, columns = self.headers, [self.columns[place] for place in places]
        for at, place in enumerate(places):
            if columns[at].content == "share" and (not at or places[at - 1] != place - 1):
                columns[at] = columns[at]._replace(name=f"{SHARE_OF}{headers[place].removesuffix('_share')}")
        return self._replace(
            columns=columns,
            rows=[[row[place] for place in places] for row in self.rows],
            total=None if self.total is None else [self.total[place] for place in places],
        )

    def names_without(self, places: Collection[int]) -> list[str]:
        """The names, for machines, of the other columns; notes belong to the column before them."""
        return [
            name
            for place, (name, column) in enumerate(zip(self.headers, self.columns, strict=True))
            if place not in places and column.content != "note"
        ]

    def texts(self, place: int, human: bool = False) -> list[str]:
        """The cells of a column for people, the total's last."""
        rows = self.rows if self.total is None else (*self.rows, self.total)
        return [self.columns[place].text(row[place], human) for row in rows]


class Document(NamedTuple):
    """What a person reads.

    Attributes:
        tables: the first one is the main one.
        headline: the answer in one line that can be said aloud.
    """

    title: str
    lines: Sequence[str] = ()
    tables: Sequence[Table] = ()
    headline: str = ""
