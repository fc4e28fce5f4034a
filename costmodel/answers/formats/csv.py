"""CSV: all rows in one table, raw values; shares as fractions of 1."""

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any

from costmodel.answers.document import Column

if TYPE_CHECKING:
    from costmodel.answers.answer import Answer
    from costmodel.answers.formats import Page

SUFFIX = ".csv"
TAKES = ("columns",)


def render(answer: "Answer", page: "Page") -> str:
    table = answer.table()
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.headers)
    writer.writerows([_cell(column, cell) for column, cell in zip(table.columns, row, strict=True)] for row in table.rows)
    return text.getvalue()


def _cell(column: Column, cell: Any) -> Any:
    return f"{float(cell):.6f}" if column.content == "share" and cell is not None else column.raw(cell)
