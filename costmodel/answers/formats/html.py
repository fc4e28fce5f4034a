"""HTML: a page that stands alone, and the same without its frame for a notebook; light or dark as its surroundings are.

What is on a page is in it: no script, no font, no file from elsewhere.
"""

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import costmodel.answers
from costmodel.answers.document import BREAKS, Column, Document, Table
from costmodel.answers.palette import PALETTE, VERDICTS

if TYPE_CHECKING:
    from costmodel.answers.answer import Answer
    from costmodel.answers.formats import Page

PROSE = 24  # characters of a text that is broken into lines

SUFFIX = ".html"
TAKES = ("columns", "units")


def render(answer: "Answer", page: "Page") -> str:
    document = answer.document()
    head = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(document.title)}</title>\n{_style()}\n</head>",
    ]
    return "\n".join(
        [
            *head,
            f'<body class="costmodel">\n<main>\n{_body(document, "h1", page.units == "human")}\n</main>\n</body>\n</html>\n',
        ]
    )


def fragment(answer: "Answer") -> str:
    """The answer without a page around it, with the style of its own."""
    return f'<div class="costmodel">\n{_style()}\n{_body(answer.document(), "h2")}\n</div>\n'


def _style() -> str:
    """The style sheet, with a variable a colour of the palette."""
    sheet = Path(costmodel.answers.__file__).with_name("style.css").read_text(encoding="utf-8")
    shades = "".join(f" --cm-{name}: light-dark({one.light}, {one.dark});" for name, one in {**PALETTE, **VERDICTS}.items())
    verdicts = "\n".join(f".costmodel .{name} {{ color: var(--cm-{name}); }}" for name in VERDICTS)
    return f"<style>\n.costmodel {{{shades} }}\n{sheet}{verdicts}\n</style>"


def _body(document: Document, heading: str, human: bool = False) -> str:
    parts = [f"<{heading}>{escape(document.title)}</{heading}>"]
    if document.headline:
        parts.append(f'<p class="headline">{escape(document.headline)}</p>')
    parts += [f'<p class="line">{escape(line)}</p>' for line in document.lines]
    return "\n".join([*parts, *(_table(table.footnoted(), human) for table in document.tables)])


def _table(table: Table, human: bool) -> str:
    """A table that is moved sideways where it is wider than the page, also from the keyboard."""
    heads = "".join(_tag("th", _kind(column), escape(column.name), ' scope="col"') for column in table.columns)
    rows = "\n".join(f"<tr>{_row(table, row, human)}</tr>" for row in table.rows)
    total = "" if table.total is None else f"\n<tfoot><tr>{_row(table, table.total, human)}</tr></tfoot>"
    notes = "".join(f"<li>{escape(note)}</li>" for note in table.notes)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(table.title)}">\n'
        f"<table>\n<caption>{escape(table.title)}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>{total}\n"
        "</table>\n</div>" + (f'\n<ul class="notes">{notes}</ul>' if notes else "")
    )


def _row(table: Table, row: Sequence[Any], human: bool) -> str:
    cells = []
    for place, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
        text, exact = column.text(cell, human), column.text(cell)
        more = _part(column, cell) if place else ' scope="row"'
        more += "" if text == exact else f' title="{escape(exact)}"'
        cells.append(_tag("td" if place else "th", _kind(column, text), _cell(column, cell, text), more))
    return "".join(cells)


def _kind(column: Column, text: str = "") -> str:
    kinds = {"number": column.alignment == "right", "share": column.content == "share", "prose": len(text) > PROSE}
    return " ".join(kind for kind, holds in kinds.items() if holds)


def _tag(name: str, kind: str, text: str, more: str) -> str:
    return f"<{name}{f' class={kind!r}' if kind else ''}{more}>{text}</{name}>"


def _part(column: Column, cell: Any) -> str:
    """How far the bar of a share reaches."""
    if column.content != "share" or cell is None:
        return ""
    return f' style="--part: {min(100.0, max(0.0, float(cell) * 100)):.2f}%"'


def _cell(column: Column, cell: Any, text: str) -> str:
    if column.content == "formula" and text and not isinstance(cell, str):
        from costmodel.numbers.expression import mathml_text

        return mathml_text(cell)
    if column.content == "verdict" and (verdict := text.partition(" ")[0]) in VERDICTS:
        return f'<span class="verdict {verdict}">{verdict}</span>{escape(text.removeprefix(verdict))}'
    broken = re.sub(BREAKS, "<wbr>", escape(text))
    return f"<code>{broken}</code>" if column.content in ("code", "scope") and text else broken
