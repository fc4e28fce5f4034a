"""Strings in, strings out; the only place that prints or exits. Every question is a command, made from its signature.

A question's module is imported when it is called, so that a report does not pay for a sweep; a list of the questions pays for
none of them.
"""

import sys
from io import StringIO, TextIOWrapper
from typing import Annotated, Any

import typer
from typer.core import TyperCommand
from typer.main import get_command

from costmodel.doors.cli.help import SETTINGS, Commands
from costmodel.errors import LONGEST, CostModelError, printable, shortened
from costmodel.questions import verbs


class Questions(Commands):
    """A command a question."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(verbs())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """What a list of commands shows; none is imported for it."""
        if cmd_name not in verbs():
            return None
        return TyperCommand(cmd_name, help=verbs()[cmd_name].answers)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        from costmodel.doors.cli.command import command

        verb, *rest = args
        return verb, *command(verb, rest, ctx.resilient_parsing)


app = typer.Typer(cls=Questions, rich_markup_mode=None, pretty_exceptions_enable=False, context_settings=SETTINGS)


def _version(asked: bool) -> None:
    if asked:
        from costmodel import __version__

        typer.echo(f"costmodel {__version__}")
        raise typer.Exit


VERSION = typer.Option("--version", "-V", help="Print the version.", callback=_version, is_eager=True)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, VERSION] = False,
) -> None:
    """What a convolutional network costs, from arithmetic alone, and whether the literature agrees."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main() -> None:
    """Run the command line: 0 done, 1 a check failed, 2 wrong usage. An error is one line on stderr."""
    for name in ("stdout", "stderr"):  # whoever started it may have closed them
        if getattr(sys, name) is None:
            setattr(sys, name, StringIO())
    for stream in (sys.stdout, sys.stderr):  # a name that is no UTF-8 is shown with its escapes
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = get_command(app)(prog_name="costmodel", standalone_mode=False)
    except CostModelError as error:
        code = _complain(str(error))
    except ModuleNotFoundError as error:
        code = _complain(f"this needs {error.name}, which is not installed")
    except typer.TyperException as error:
        code = _complain(error.format_message() if hasattr(error, "format_message") else "interrupted", error)
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    sys.exit(code or 0)


def _complain(message: str, error: BaseException | None = None) -> int:
    typer.echo(f"costmodel: {shortened(printable(message), LONGEST)}", err=True)
    return getattr(error, "exit_code", 2)
