"""LaTeX with booktabs, for papers: amounts in the unit of their column, formulas as mathematics, nothing wider than a line."""

import re
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from costmodel.answers.document import Column, Table
from costmodel.answers.scale import Scale, scale_of
from costmodel.answers.typesetting import Layout, escaped, fitting, formula
from costmodel.errors import CostModelError, quoted

if TYPE_CHECKING:
    from costmodel.answers.answer import Answer
    from costmodel.answers.formats import Page

LONGEST = 40  # rows of a table that stands on one page
PACKAGES = {"booktabs": r"\toprule", "longtable": r"\begin{longtable}", "array": r">{\raggedright", "graphicx": r"\resizebox"}

LABEL = re.compile(r"[\w:./-]*", re.ASCII)

SUFFIX = ".tex"
TAKES = ("columns", "units", "caption", "label")


def render(answer: "Answer", page: "Page") -> str:
    """The answer's tables, to be put into a paper with `\\input`.

    Raises:
        CostModelError: if the label is none that LaTeX takes.
    """
    if not LABEL.fullmatch(page.label):
        raise CostModelError(f"a label cannot be {quoted(page.label)}", given=page.label, allowed="letters, digits and :._-/")
    document = answer.for_paper()
    parts = []
    for number, table in enumerate(map(Table.footnoted, document.tables)):
        caption = page.caption if page.caption and not number else f"{document.title}: {table.title}"
        label = page.label if not number or not page.label else f"{page.label}-{number + 1}"
        parts.append(_Set(table, page).float(caption, label))
    body = "\n".join(parts)
    needed = [name for name, used in PACKAGES.items() if used in body]
    head = [document.title, *filter(None, [document.headline]), *document.lines]
    if needed:
        head.append(rf"\usepackage{{{','.join(needed)}}}")
    return "".join(f"% {line}\n" for text in head for line in text.splitlines()) + body


class _Set:
    """A table as it is set: what its cells are in LaTeX, and how they fit on a line."""

    def __init__(self, table: Table, page: "Page") -> None:
        self.table = table
        self.scales = [_scale(table, place, page) for place in range(len(table.columns))]
        rows = [*table.rows, *([table.total] if table.total else [])]
        self.heads = [[*_lines(column), *filter(None, [self._unit(place)])] for place, column in enumerate(table.columns)]
        texts = [[*head, *(self._plain(place, row[place]) for row in rows)] for place, head in enumerate(self.heads)]
        self.layout: Layout = fitting(table.columns, texts, keep_all=bool(page.columns))

    def float(self, caption: str, label: str) -> str:
        """The table with its caption, where it is put on a page."""
        named = rf"\caption{{{escaped(caption)}}}" + (rf"\label{{{label}}}" if label else "")
        notes = [rf"\par\smallskip\raggedright\footnotesize {escaped(note)}" for note in self.table.notes]
        left_out = [name for place, name in enumerate(self.table.headers) if place not in self.layout.places]
        gone = [f"% left out for width: {', '.join(left_out)}"] if left_out else []
        if len(self.table.rows) > LONGEST / (2 if self.layout.wrapped else 1):
            return "\n".join([*gone, self._long(named), *(rf"{{{note}\par}}" for note in notes), ""])
        tabular = "\n".join([rf"\begin{{tabular}}{{{self.layout.columns}}}", *self._head(), *self._body(), r"\end{tabular}"])
        if self.layout.is_shrunk:
            tabular = r"\resizebox{\linewidth}{!}{%" + f"\n{tabular}}}"
        lines = [*gone, r"\begin{table}", r"\centering", named, rf"\smallskip{self.layout.size}", tabular, *notes]
        return "\n".join([*lines, r"\end{table}", ""])

    def _long(self, named: str) -> str:
        """A table that goes on over pages, with its head on each."""
        opening = rf"{{{self.layout.size}" + "\n" + rf"\begin{{longtable}}{{{self.layout.columns}}}"
        head = "\n".join(self._head())
        goes_on = rf"\multicolumn{{{len(self.layout.places)}}}{{r}}{{goes on}} \\"
        heads = [rf"{named} \\", head, r"\endfirsthead", head, r"\endhead", goes_on, r"\endfoot", r"\endlastfoot"]
        return "\n".join([opening, *heads, *self._body(), r"\end{longtable}}"])

    def _head(self) -> list[str]:
        """The names, on as many lines as the longest of them has, and the units below."""
        heads = [self.heads[place] for place in self.layout.places]
        lines = zip_longest(*(reversed(head) for head in heads), fillvalue="")
        return [r"\toprule", *reversed([_row([escaped(text) for text in line]) for line in lines]), r"\midrule"]

    def _body(self) -> list[str]:
        total = [r"\midrule", self._cells(self.table.total)] if self.table.total else []
        return [*map(self._cells, self.table.rows), *total, r"\bottomrule"]

    def _cells(self, row: Any) -> str:
        """A row; what is scaled stands behind it as it is, exactly."""
        columns, places = self.table.columns, self.layout.places
        exact = [f"{columns[place].raw(row[place])}" for place in places if self.scales[place] and row[place] is not None]
        cells = _row([self._cell(place, row[place]) for place in places])
        return f"{cells} % exactly: {', '.join(exact)}" if exact else cells

    def _cell(self, place: int, cell: Any) -> str:
        column, breaks = self.table.columns[place], place in self.layout.wrapped
        if column.content == "formula" and not isinstance(cell, str | None):
            return formula(cell)
        text = escaped(self._plain(place, cell), breaks)
        return rf"\texttt{{{text}}}" if column.content in ("code", "scope") and text else text

    def _plain(self, place: int, cell: Any) -> str:
        scale = self.scales[place]
        return self.table.columns[place].text(cell) if scale is None else scale.text(cell)

    def _unit(self, place: int) -> str:
        scale, column = self.scales[place], self.table.columns[place]
        return "" if scale is None else f"({scale.prefix}{'B' if column.unit == 'bytes' else ''})"


def _scale(table: Table, place: int, page: "Page") -> Scale | None:
    if page.units == "exact" or not table.columns[place].unit:
        return None
    return scale_of([row[place] for row in table.rows])


def _lines(column: Column) -> list[str]:
    """The name of a column of numbers is broken, so that it is no wider than they are."""
    return column.name.split(" ") if column.alignment == "right" else [column.name]


def _row(cells: list[str]) -> str:
    text = " & ".join(cells)
    return ("{}" if text.startswith(("[", "*")) else "") + rf"{text} \\"  # \\[ and \\* of the row before would be commands
