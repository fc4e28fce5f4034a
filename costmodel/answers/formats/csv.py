"""CSV: the main table, raw values; shares as fractions of 1."""

import csv
from fractions import Fraction
from io import StringIO
from typing import TYPE_CHECKING, Any

from costmodel.answers.document import Column, Document

if TYPE_CHECKING:
    from costmodel.answers.formats import Page

SUFFIX = ".csv"


def render(document: Document, page: "Page") -> str:
    table = document.tables[0]
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_headers(table.columns))
    writer.writerows([_cell(column, cell) for column, cell in zip(table.columns, row, strict=True)] for row in table.rows)
    return text.getvalue()


def _headers(columns: Any) -> list[str]:
    """A share's header says whose share it is."""
    headers: list[str] = []
    for column in columns:
        headers.append(f"{headers[-1]}_share" if column.content == "share" else column.name)
    return headers


def _cell(column: Column, cell: Any) -> Any:
    if column.content == "share" and cell is not None:
        return f"{float(cell):.6f}"
    return float(cell) if isinstance(cell, Fraction) else cell
