"""What every question returns: a record for machines, a document for people, and ways to print, show and save them."""

from abc import ABC, abstractmethod
from pathlib import Path
from shutil import get_terminal_size
from typing import Any

from costmodel.answers.document import Document
from costmodel.answers.files import write
from costmodel.answers.formats import Page, format_of, render


class Answer(ABC):
    """The answer to one question about subjects."""

    @abstractmethod
    def record(self) -> dict[str, Any]:
        """The contract of `--format json`; its `schema` names the JSON schema."""

    @abstractmethod
    def document(self) -> Document:
        """The answer for people: a title, a few lines, tables."""

    def __str__(self) -> str:
        """The tables, as on a terminal of this width."""
        return render(self.document(), "table", Page(get_terminal_size((140, 24)).columns)).rstrip("\n")

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return render(self.document(), "html")

    def save(self, path: str | Path, format: str = "") -> None:  # noqa: A002
        """Write the answer to a file, as a whole or not at all.

        Args:
            format: where the file's suffix does not tell it.

        Raises:
            CostModelError: if the suffix or format does not exist, or the file cannot be written.
        """
        file = Path(path)
        write(render(self.document(), format or format_of(file)), file)

    def to_pandas(self) -> Any:
        """The main table as a `pandas.DataFrame`, where pandas is installed."""
        from pandas import DataFrame

        return DataFrame(self._columns())

    def to_polars(self) -> Any:
        """The main table as a `polars.DataFrame`, where polars is installed."""
        from polars import DataFrame

        return DataFrame(self._columns())

    def to_arrow(self) -> Any:
        """The main table as a `pyarrow.Table`, where pyarrow is installed."""
        from pyarrow import table

        return table(self._columns())

    def _columns(self) -> dict[str, Any]:
        return self.document().columns()
