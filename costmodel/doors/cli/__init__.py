"""Strings in, strings out; the only place that prints or exits. One file a command; the folder is the registry.

A command's module is imported when it is called, so that a report does not pay for a sweep.
"""

import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from costmodel.errors import CostModelError, UnknownName

COMMANDS = (
    "list",
    "report",
    "check",
    "compare",
    "formula",
    "symbolic",
    "elasticities",
    "solve",
    "conventions",
    "reconcile",
    "sweep",
    "space",
)


class _Commands(TyperGroup):
    """The commands in the order of `COMMANDS`, each from the module of its name."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            raise UnknownName("command", cmd_name, list(COMMANDS))
        command = get_command(import_module(f"{__name__}.{cmd_name}").app)
        command.name = cmd_name
        return command


app = typer.Typer(cls=_Commands, pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]})


def _version(asked: bool) -> None:
    if asked:
        from costmodel import __version__

        typer.echo(f"costmodel {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)] = False,
) -> None:
    """What a convolutional network costs, from arithmetic alone, and whether the literature agrees."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main() -> None:
    """Run the command line: 0 done, 1 a check failed, 2 wrong usage. An error is one line on stderr."""
    try:
        code = get_command(app)(prog_name="costmodel", standalone_mode=False)
    except CostModelError as error:
        code = _complain(str(error))
    except typer.TyperException as error:
        code = _complain(error.format_message() if hasattr(error, "format_message") else "interrupted", error)
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    sys.exit(code or 0)


def _complain(message: str, error: BaseException | None = None) -> int:
    typer.echo(f"costmodel: {' '.join(message.split())}", err=True)
    return getattr(error, "exit_code", 2)
