"""What every question returns: a record for machines, a document for people, and ways to print, show and save them."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple

from costmodel.answers.document import Column, Document, Table
from costmodel.answers.files import write
from costmodel.answers.formats import CHOICES, PAGE, Page, Units, format_of, formats, render
from costmodel.errors import CostModelError, meant


class Failing(NamedTuple):
    """Why an answer fails the program that asked, in one line, and the exit code that says so."""

    why: str
    code: int = 1


class Interrupted(KeyboardInterrupt):
    """An interruption after which a part of an answer is there."""

    def __init__(self, answer: "Answer") -> None:
        super().__init__()
        self.answer = answer


class Answer(ABC):
    """The answer to one question about subjects.

    Example:
        >>> answer = report("mobilenet", {"alpha": "0.5"})
        >>> answer.record()["totals"]["mult_adds"]
        149497088
        >>> answer.frame()["type"][0]
        'Conv 3x3'
    """

    OWN: Mapping[str, str] = {}  # formats that only this answer has, with their suffixes; methods of these names
    ALONE: ClassVar[Mapping[str, str]] = {}  # methods that make a text which stands alone, such as source, with what it is

    @abstractmethod
    def record(self) -> dict[str, Any]:
        """The contract of `--format json`; its `schema` names the JSON schema."""

    @abstractmethod
    def document(self) -> Document:
        """The answer for people: a title, a few lines, tables."""

    def for_paper(self) -> Document:
        """The answer as a paper prints it, where that is not as a screen shows it."""
        return self.document()

    @property
    def failing(self) -> Failing | None:
        """Set where a program that asked should fail: a published row differs, a sweep was interrupted."""
        return None

    def table(self) -> Table:
        """All rows, for frames and for formats that hold one table: the main table, or all if they have the same columns.

        Raises:
            CostModelError: if there is none.
        """
        title, _, tables, _ = self.document()
        if not tables:
            raise CostModelError(f"{title} has no table", allowed="a format for text, such as table or json")
        if len(tables) == 1 or any(table.columns != tables[0].columns for table in tables):
            return tables[0]
        return joined(title, "table", tables)

    def alone(self, name: str) -> str:
        """One of the texts that stand alone."""
        text: str = getattr(self, name)()
        return text

    def formats(self) -> list[str]:
        """Those that the answer has, first those that are its own alone."""
        common = formats()
        return [*(name for name in self.OWN if name not in common), *common]

    def rendered(self, format: str, page: Page = PAGE) -> str | bytes:  # noqa: A002
        """The answer in one of its own formats, or in one that all have.

        Raises:
            CostModelError: if there is no such format, or it does not know a choice of the page or needs a missing library.
        """
        known = meant("format", format, self.formats())
        if known not in self.OWN:
            return render(self, known, page)
        for choice in CHOICES:
            if given := getattr(page, choice):
                if known in formats():  # it is its own way to say what all can say with choices
                    return render(self, known, page)
                raise CostModelError(f"{known} takes no {choice}", given=given)
        own: str | bytes = getattr(self, known)()
        return own

    def __str__(self) -> str:
        """The tables, as on a terminal of this width."""
        from costmodel.answers.terminal.screen import screen

        return render(self, "table", screen()._replace(colour=False)).rstrip("\n")

    def __repr__(self) -> str:
        """One line, for a list of answers or a debugger; `print` shows the tables."""
        title, _, _, headline = self.document()
        return f"<{type(self).__name__}: {': '.join(filter(None, (title, headline)))}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What IPython shows on a terminal: the tables; in a list of answers a line of each."""
        printer.text(repr(self) if cycle or printer.indentation else str(self))

    def _repr_html_(self) -> str:
        """What a notebook shows: a picture where the answer is one and what draws it is installed."""
        from costmodel.answers.formats.html import fragment

        if "svg" in self.OWN:
            with suppress(CostModelError):
                return str(self.rendered("svg"))
        return fragment(self)

    def to_markdown(self, *, columns: str | Sequence[str] = (), units: Units | Literal[""] = "") -> str:
        """The tables in Markdown.

        Args:
            columns: those that are shown beside the first; all by default.
            units: amounts as `exact` integers, or rounded for `human` readers; by default what suits the format.

        Raises:
            CostModelError: if no table has one of the columns.
        """
        return render(self, "markdown", Page(columns=_several(columns), units=units))

    def to_latex(
        self, *, caption: str = "", label: str = "", columns: str | Sequence[str] = (), units: Units | Literal[""] = ""
    ) -> str:
        """The tables in LaTeX, with booktabs; the first lines name the packages.

        Args:
            caption, label: of the main table.
            columns, units: as in `to_markdown`.

        Raises:
            CostModelError: if no table has one of the columns.
        """
        return render(self, "latex", Page(columns=_several(columns), units=units, caption=caption, label=label))

    def save(self, path: str | Path, format: str = "", page: Page = PAGE) -> None:  # noqa: A002
        """Write the answer to a file, as a whole or not at all.

        Args:
            format: where the file's suffix does not tell it.
            page: what is wanted of the format.

        Raises:
            CostModelError: if the suffix or format does not exist, or the file cannot be written.
        """
        file = Path(path)
        write(self.rendered(format or format_of(file, self.OWN), page), file)

    def to_pandas(self) -> Any:
        """The table as a `pandas.DataFrame`, where pandas is installed."""
        from pandas import DataFrame

        return DataFrame(self.frame())

    def to_polars(self) -> Any:
        """The table as a `polars.DataFrame`, where polars is installed."""
        from polars import DataFrame

        return DataFrame(self.frame())

    def to_arrow(self) -> Any:
        """The table as a `pyarrow.Table`, where pyarrow is installed."""
        from pyarrow import table

        return table(self.frame())

    def frame(self) -> dict[str, Any]:
        """The table by column, as data frames take it."""
        table = self.table()
        return {
            name: [column.raw(row[place]) for row in table.rows]
            for place, (name, column) in enumerate(zip(table.headers, table.columns, strict=True))
        }


def _several(names: str | Sequence[str]) -> tuple[str, ...]:
    """Names, of which one may stand alone."""
    return (names,) if isinstance(names, str) else tuple(names)


def joined(title: str, part: str, tables: Sequence[Table]) -> Table:
    """Tables of the same columns as one, whose first column, named `part`, holds their titles."""
    rows = [[table.title, *row] for table in tables for row in table.rows]
    return Table(title, [Column(part), *tables[0].columns], rows)
