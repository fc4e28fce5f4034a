"""Markdown, for pull requests and pages."""

from typing import TYPE_CHECKING

from costmodel.answers.document import Document

if TYPE_CHECKING:
    from costmodel.answers.formats import Page

SUFFIX = ".md"


def render(document: Document, page: "Page") -> str:
    parts = [f"# {document.title}", *document.lines]
    for table in document.tables:
        parts += [f"## {table.title}", table.tabulate("github"), *table.notes]
    return "\n\n".join(parts) + "\n"
