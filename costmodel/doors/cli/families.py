"""Commands that take an architecture: `costmodel COMMAND NAME [its own knobs] [the command's options]`.

The knobs come from the family's Spec, so a new architecture never touches the command line. A family's command is made when
it is asked for; knobs stay text until the Spec reads them.
"""

from collections.abc import Callable
from inspect import Parameter, signature
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from costmodel.archs import architecture, names
from costmodel.archs.common.knobs import Flag
from costmodel.archs.common.spec import Spec, knobs_of
from costmodel.errors import CostModelError
from costmodel.numbers.show import shown


def family_app(run: Callable[..., None], help: str) -> typer.Typer:  # noqa: A002
    """A command with one sub-command a family.

    Args:
        run: called as `run(name, knobs, **options)`; its keyword-only parameters are the command's options.
        help: the command's one line.
    """

    class Families(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:
            return names()

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            return _command(run, cmd_name)

        def format_usage(self, ctx: Any, formatter: Any) -> None:
            formatter.write_usage(ctx.command_path, "NAME [KNOBS] [OPTIONS]")

    app = typer.Typer(cls=Families, add_completion=False)

    @app.callback(help=help, invoke_without_command=True)
    def needs_a_name(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            raise CostModelError("the name of an architecture is missing; `costmodel list` shows them")

    return app


def _command(run: Callable[..., None], name: str) -> Any:
    family = architecture(name)
    knobs = _knobs(family.Spec, f"knobs of {name}")
    # A knob that has the name of an option takes its place, and the option keeps its default.
    options = [
        p for n, p in signature(run).parameters.items() if p.kind is Parameter.KEYWORD_ONLY and n not in knobs_of(family.Spec)
    ]

    def command(**given: Any) -> None:
        chosen = {knob.name: given.pop(knob.name) for knob in knobs}
        run(name, {knob: value for knob, value in chosen.items() if value is not None}, **given)

    command.__signature__ = signature(run).replace(parameters=[*knobs, *options])  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in (*knobs, *options)}
    command.__doc__ = f"{(family.__doc__ or '').partition(chr(10))[0]} {family.PAPER}"
    app = typer.Typer(add_completion=False)
    app.command(context_settings={"help_option_names": ["-h", "--help"]})(command)
    made = get_command(app)
    made.name = name
    return made


def _knobs(spec: type[Spec], panel: str) -> list[Parameter]:
    """A keyword parameter for each field; all are optional text, flags excepted."""
    knobs = []
    for name, knob in knobs_of(spec).items():
        dashed = name.replace("_", "-")
        help_ = f"{knob.summary} (default: {shown(knob.default)})"
        if isinstance(knob.kind, Flag):
            option = typer.Option(f"--{dashed}/--no-{dashed}", help=help_, show_default=False, rich_help_panel=panel)
            annotation: Any = Annotated[bool | None, option]
        else:
            option = typer.Option(
                f"--{dashed}", help=help_, metavar=knob.kind.metavar, show_default=False, rich_help_panel=panel
            )
            annotation = Annotated[str | None, option]
        knobs.append(Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=annotation))
    return knobs
