"""Where an answer goes: the terminal or a file, in one of the formats."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import get_terminal_size
from typing import Annotated, Any

import typer

from costmodel.answers.answer import Answer
from costmodel.answers.files import write
from costmodel.answers.formats import Page, format_of, formats, render
from costmodel.errors import CostModelError

FORMAT = "By default the one of the file's suffix, and table on the terminal."
OUTPUT = "Write to this file instead of the terminal; - is the terminal."
TERMINAL = "-"


def outputs(format: str, output: str) -> dict[str, Any]:  # noqa: A002
    """The options that say where an answer goes, under these names."""
    shape = typer.Option(format, metavar="|".join(formats()), help=FORMAT, autocompletion=formats)
    return {
        "format": Annotated[str | None, shape],
        "output": Annotated[str | None, typer.Option(output, metavar="FILE", help=OUTPUT)],
    }


def emit(answer: Answer, format: str | None, output: str | None, alone: Sequence[str] = ()) -> None:  # noqa: A002
    """Print an answer, or write it to a file as a whole.

    Args:
        format: by default that of the file's suffix, and `table` on the terminal.
        alone: names of the answer's texts that stand alone; of these one at most, in place of a format.

    Raises:
        CostModelError: if the format does not exist or the file cannot be written, and then nothing is left behind; or if the
            answer fails.
    """
    if len(alone) > 1 or (alone and format is not None):
        rivals = [f"--{name}" for name in alone] + ([] if format is None else ["--format"])
        raise CostModelError(f"{' and '.join(rivals)} are two outputs; give one of them")
    file = None if output in (None, TERMINAL) else Path(output or "")
    chosen = format or (format_of(file) if file is not None and not alone else "table")
    text = answer.alone(alone[0]) if alone else render(answer, chosen, _page(file is None))
    if file is None:
        _show(text)
    else:
        write(text, file)
    if answer.failing is not None:
        typer.echo(f"costmodel: {answer.failing.why}", err=True)
        raise typer.Exit(answer.failing.code)


def _show(text: str) -> None:
    """Print it; whoever reads may have gone, which is no error.

    Raises:
        CostModelError: if it cannot be written, as to a full disk.
    """
    try:
        typer.echo(text, nl=False)
    except BrokenPipeError:
        raise
    except OSError as error:
        sys.stdout = None  # what is left in its buffer would fail once more when the program ends
        raise CostModelError(f"cannot write the output: {error.strerror}") from None


def _page(is_terminal: bool) -> Page:
    if not is_terminal:
        return Page()
    return Page(get_terminal_size((140, 24)).columns, sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
