"""Where an answer goes: the terminal or a file, in one of the formats."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from costmodel.answers.answer import Answer
from costmodel.answers.files import write
from costmodel.answers.formats import Page, Units, format_of, formats
from costmodel.answers.terminal.screen import screen
from costmodel.errors import CostModelError, UnknownName, located
from costmodel.questions.asked import listed

FORMAT = "by default that of the file's suffix, and table on the terminal."
OUTPUT = "Write to this file instead of the terminal; - is the terminal."
TERMINAL = "-"
PANEL = "output"


CHOSEN = {  # what a reader may choose of a page: the form and the help of each
    "columns": ("NAME[,NAME...]", "Show these columns of the tables, beside the first one, which says what a row is."),
    "units": (
        "|".join(get_args(Units)),
        "Amounts as exact integers, or rounded as 4.09 G. By default exact on a terminal that is wide enough for them.",
    ),
    "caption": ("TEXT", "The caption of the main table in LaTeX."),
    "label": ("TEXT", "The label of the main table in LaTeX, such as tab:cost."),
}


def outputs(option: Callable[[str], str], own: Iterable[str] = ()) -> dict[str, Any]:
    """The options that say where an answer goes and what it looks like there.

    Args:
        option: writes their names.
        own: formats that the answer alone has.
    """
    words = list(dict.fromkeys((*own, *formats())))
    *others, last = words
    help_ = f"{', '.join(others)} or {last}; {FORMAT}"
    shape = typer.Option(
        option("format"), "-f", metavar="FORMAT", help=help_, autocompletion=lambda: words, rich_help_panel=PANEL
    )
    place = typer.Option(option("output"), "-o", metavar="FILE", help=OUTPUT, rich_help_panel=PANEL)
    chosen = {
        name: typer.Option(option(name), metavar=form, help=help_, rich_help_panel=PANEL)
        for name, (form, help_) in CHOSEN.items()
    }
    return {
        "format": Annotated[str | None, shape],
        "output": Annotated[str | None, place],
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
    chosen = format or (format_of(file, answer.OWN) if file is not None and not alone else "table")
    text = answer.alone(alone[0]) if alone else answer.rendered(chosen, _page(file is None, given))
    if file is None:
        _show(text)
    else:
        write(text, file)
    if answer.failing is not None:
        typer.echo(f"costmodel: {answer.failing.why}", err=True)
        raise typer.Exit(answer.failing.code)


def _show(text: str | bytes) -> None:
    """Print it; whoever reads may have gone, which is no error.

    Raises:
        CostModelError: if it cannot be written, as to a full disk, or is no text and stdout a terminal.
    """
    if isinstance(text, bytes) and sys.stdout.isatty():
        raise CostModelError("this is no text for a terminal; write it to a file with -o FILE")
    try:
        typer.echo(text, nl=False, color=True)  # who wants no colour is heard where it is made, and CLICOLOR_FORCE too
    except BrokenPipeError:
        raise
    except OSError as error:
        sys.stdout = None  # what is left in its buffer would fail once more when the program ends
        raise CostModelError(f"cannot write the output: {error.strerror}") from None


def _page(is_terminal: bool, given: Mapping[str, Any]) -> Page:
    chosen = {name: given[name] for name in CHOSEN if given[name] is not None}
    if "units" in chosen and chosen["units"] not in get_args(Units):
        raise UnknownName("units", chosen["units"], get_args(Units))
    if "columns" in chosen:
        with located("--columns"):
            chosen["columns"] = tuple(listed([chosen["columns"]]))
    return (screen() if is_terminal else Page())._replace(**chosen)
