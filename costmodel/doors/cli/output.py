"""Where an answer goes: the terminal or a file, in one of the formats."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
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


CHOSEN = {  # what a reader may choose of a page, with the help of each
    "caption": "The caption of the main table in LaTeX.",
    "label": "The label of the main table in LaTeX, such as tab:cost.",
}


def outputs(option: Callable[[str], str]) -> dict[str, Any]:
    """The options that say where an answer goes and what it looks like there; `option` writes their names."""
    shape = typer.Option(option("format"), metavar="|".join(formats()), help=FORMAT, autocompletion=formats)
    chosen = {name: typer.Option(option(name), metavar="TEXT", help=help_) for name, help_ in CHOSEN.items()}
    return {
        "format": Annotated[str | None, shape],
        "output": Annotated[str | None, typer.Option(option("output"), metavar="FILE", help=OUTPUT)],
        **{name: Annotated[str | None, one] for name, one in chosen.items()},
    }


def emit(answer: Answer, given: Mapping[str, Any], output: str | None, alone: Sequence[str] = ()) -> None:
    """Print an answer, or write it to a file as a whole.

    Args:
        given: what was written of `outputs`; the format is by default that of the file's suffix, and `table` on the terminal.
        alone: names of the answer's texts that stand alone; of these one at most, in place of a format.

    Raises:
        CostModelError: if the format does not exist or the file cannot be written, and then nothing is left behind; or if the
            answer fails.
    """
    format = given["format"]  # noqa: A001
    if len(alone) > 1 or (alone and format is not None):
        rivals = [f"--{name}" for name in alone] + ([] if format is None else ["--format"])
        raise CostModelError(f"{' and '.join(rivals)} are two outputs; give one of them")
    file = None if output in (None, TERMINAL) else Path(output or "")
    chosen = format or (format_of(file) if file is not None and not alone else "table")
    text = answer.alone(alone[0]) if alone else render(answer, chosen, _page(file is None, given))
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


def _page(is_terminal: bool, given: Mapping[str, Any]) -> Page:
    page = Page(**{name: given[name] for name in CHOSEN if given[name] is not None})
    if not is_terminal:
        return page
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return page._replace(width=get_terminal_size((140, 24)).columns, colour=colour)
