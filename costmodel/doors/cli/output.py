"""Where a command's text goes: the terminal or a file, in one of the formats."""

import os
import sys
from pathlib import Path
from shutil import get_terminal_size
from typing import Annotated, Any, TypeAlias

import typer

from costmodel.answers.answer import Answer
from costmodel.answers.document import Document
from costmodel.answers.files import write
from costmodel.answers.formats import Page, formats, render

Format: TypeAlias = Annotated[str, typer.Option("--format", help=f"One of {', '.join(formats())}.", autocompletion=formats)]
Output: TypeAlias = Annotated[Path | None, typer.Option("--output", help="Write to this file instead of the terminal.")]

__all__ = ["Format", "Output", "emit", "told", "write"]


def emit(answer: Answer, format: str, output: Path | None) -> None:  # noqa: A002
    """Print an answer, or write it to a file as a whole.

    Raises:
        CostModelError: if the format does not exist or the file cannot be written; then nothing is left behind.
    """
    if output is None:
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        typer.echo(render(answer, format, Page(get_terminal_size((140, 24)).columns, colour)), nl=False)
        return
    write(render(answer, format), output)


def told(document: Document, record: dict[str, Any]) -> Answer:
    """An answer of a question that does not return one yet."""

    class Told(Answer):
        def record(self) -> dict[str, Any]:
            return record

        def document(self) -> Document:
            return document

    return Told()
