"""HTML tables without styles of their own, for pages; a notebook shows the same."""

from html import escape
from typing import TYPE_CHECKING

from costmodel.answers.document import Document

if TYPE_CHECKING:
    from costmodel.answers.formats import Page

SUFFIX = ".html"


def render(document: Document, page: "Page") -> str:
    parts = [f"<h2>{escape(document.title)}</h2>", *(f"<p>{escape(line)}</p>" for line in document.lines)]
    for table in document.tables:
        parts += [f"<h3>{escape(table.title)}</h3>", table.tabulate("html")]
        parts += [f"<p>{escape(note)}</p>" for note in table.notes]
    return "\n".join(parts) + "\n"
