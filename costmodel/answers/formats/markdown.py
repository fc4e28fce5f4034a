"""Markdown, for pull requests and pages."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from costmodel.answers.answer import Answer
    from costmodel.answers.formats import Page

SUFFIX = ".md"


def render(answer: "Answer", page: "Page") -> str:
    title, lines, tables = answer.document()
    parts = [f"# {title}", *lines]
    for table in tables:
        parts += [f"## {table.title}", table.tabulate("github"), *table.notes]
    return "\n\n".join(parts) + "\n"
