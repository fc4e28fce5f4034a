"""How a help is set: sections of options, each option's text beside or below it, never wider than the terminal.

Typer's own helps draw tables in boxes, in which 80 columns leave an option's text a third of a line, and load rich for them.
"""

import os
import sys
from typing import Any

from typer import style
from typer.core import TyperCommand, TyperGroup

from costmodel.questions import verbs

WIDEST = 100  # longer lines are hard to read
HELP = ("-h", "--help")
SETTINGS = {"help_option_names": list(HELP), "max_content_width": WIDEST}
OWN = "options"  # the section of those that are in no other


class Command(TyperCommand):
    """A command whose options stand in the sections that they name, its own first and its arguments last."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        sections: dict[str, list[tuple[str, str]]] = {OWN: []}
        arguments = []
        for parameter in self.get_params(ctx):
            if (entry := parameter.get_help_record(ctx)) is None:
                continue
            if parameter.param_type_name == "argument":
                arguments.append((parameter.metavar or entry[0], entry[1]))
            else:
                sections.setdefault(getattr(parameter, "rich_help_panel", None) or OWN, []).append(entry)
        for title, entries in (*sections.items(), ("arguments", arguments)):
            _section(formatter, title, entries)


class Commands(TyperGroup):
    """Commands in the groups in which the questions are listed."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for verb, one in verbs().items():
            groups.setdefault(one.group or "commands", []).append((verb, one.answers))
        for title, entries in groups.items():
            _section(formatter, title, entries)


def _section(formatter: Any, title: str, entries: list[tuple[str, str]]) -> None:
    if entries:
        with formatter.section(_heading(title)):
            formatter.write_dl([(called.strip(), help_) for called, help_ in entries])


def _heading(title: str) -> str:
    plain = not sys.stdout.isatty() or os.environ.get("NO_COLOR")
    return title if plain else style(title, bold=True)
