"""HTML tables without styles of their own, for pages; a notebook shows the same."""

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from costmodel.answers.answer import Answer
    from costmodel.answers.formats import Page

SUFFIX = ".html"
TAKES: tuple[str, ...] = ()


def render(answer: "Answer", page: "Page") -> str:
    title, lines, tables, _ = answer.document()
    parts = [f"<h2>{escape(title)}</h2>", *(f"<p>{escape(line)}</p>" for line in lines)]
    for table in tables:
        parts += [f"<h3>{escape(table.title)}</h3>", table.tabulate("html")]
        parts += [f"<p>{escape(note)}</p>" for note in table.notes]
    return "\n".join(parts) + "\n"
