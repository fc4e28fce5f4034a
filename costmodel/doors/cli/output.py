"""Where a command's text goes: the terminal or a file, in one of the formats."""

import os
import sys
from pathlib import Path
from shutil import get_terminal_size
from typing import Annotated, TypeAlias

import typer

from costmodel.answers.document import Document
from costmodel.answers.formats import Page, formats, render
from costmodel.errors import CostModelError

Format: TypeAlias = Annotated[str, typer.Option("--format", help=f"One of {', '.join(formats())}.", autocompletion=formats)]
Output: TypeAlias = Annotated[Path | None, typer.Option("--output", help="Write to this file instead of the terminal.")]


def emit(document: Document, format: str, output: Path | None) -> None:  # noqa: A002
    """Print a document, or write it to a file as a whole.

    Raises:
        CostModelError: if the format does not exist or the file cannot be written; then nothing is left behind.
    """
    if output is None:
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        typer.echo(render(document, format, Page(get_terminal_size((140, 24)).columns, colour)), nl=False)
        return
    write(render(document, format), output)


def write(text: str, output: Path) -> None:
    """Write a file as a whole or not at all: under another name first, then moved into place.

    Raises:
        CostModelError: if that is not possible.
    """
    draft = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(output)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise CostModelError(f"cannot write {output}: {error.strerror}") from None
