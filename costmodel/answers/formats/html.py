"""HTML tables without styles of their own, for pages; a notebook shows the same."""

from typing import TYPE_CHECKING

from costmodel.answers.document import Document

if TYPE_CHECKING:
    from costmodel.answers.formats import Page


def render(document: Document, page: "Page") -> str:
    return document._repr_html_()
