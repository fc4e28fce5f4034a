"""The page of commands, with all their options as the command line itself declares them."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from typer.main import get_command
from writing import table

from costmodel.doors.cli import app
from costmodel.doors.cli.command import command
from costmodel.questions import verbs

OPTION = re.compile(r"(?<![`\w-])--[a-z-]+")  # within a sentence
FAMILY = "mobilenet"  # whose knobs are shown as options


class Told(NamedTuple):
    """An option as a page shows it.

    Attributes:
        written: how it is written, one spelling after another; an argument by its name.
        takes: what stands behind it; empty for a flag.
        says: what it does.
        panel: under which heading it stands.
    """

    written: tuple[str, ...]
    takes: str
    says: str
    panel: str


def options(verb: str, *arguments: str) -> list[Told]:
    """Every argument and option of a command, those without a heading first."""
    made, _ = command(verb, [*arguments, "--help"])
    all_ = [told(one) for one in made.params]
    panels = list(dict.fromkeys(["", *(one.panel for one in all_)]))
    return sorted(all_, key=lambda one: panels.index(one.panel))


def of_all() -> list[Told]:
    """The options that stand before any command."""
    return [told(one) for one in get_command(app).params]


def commands_page() -> str:
    """Every command by group, with a table of its options; and the knobs of one family."""
    lines = [
        "# The commands",
        "",
        "Every command with every option. `-h` and `--help` print the same on the terminal. Behind a network's name its",
        f"[knobs](#knobs-of-a-family-such-as-{FAMILY}) are options, too. [The command line](../command-line.md) says what all",
        "commands have in common.",
    ]
    group = ""
    for verb, one in verbs().items():
        if one.group != group:
            group = one.group
            lines += ["", f"## {group[:1].upper()}{group[1:]}"]
        its = options(verb)
        lines += ["", f"### `{verb}`", "", one.answers, "", "```text", usage(verb, its), "```", *_tables(its)]
    lines += ["", f"## Knobs of a family, such as {FAMILY}", "", "As options of every question about it."]
    lines += _table([one for one in options("report", FAMILY) if one.panel == "knobs"])
    lines += ["", "## All by themselves", *_table(of_all())]
    return "\n".join(lines) + "\n"


def told(parameter: Any) -> Told:
    """What typer was told of a parameter."""
    if parameter.param_type_name == "argument":
        written: tuple[str, ...] = (parameter.metavar,)
        return Told(written, "", parameter.help or "", parameter.rich_help_panel or "")
    written = tuple(text for one in (*parameter.opts, *parameter.secondary_opts) for text in one.split(","))
    return Told(written, (parameter.metavar or "").strip(), parameter.help or "", parameter.rich_help_panel or "")


def usage(verb: str, its: list[Told]) -> str:
    """How a command is called."""
    placed = [one.written[0] for one in its if not one.written[0].startswith("-")]
    return " ".join(["costmodel", verb, *placed, "[OPTIONS]"])


def _tables(its: list[Told]) -> Iterator[str]:
    for panel, some in groupby(its, key=lambda one: one.panel):
        if panel:
            yield from ("", f"*{panel[:1].upper()}{panel[1:]}*")
        yield from _table(some)


def _table(its: Iterable[Told]) -> list[str]:
    rows = []
    for one in its:
        takes = f" {one.takes}" if one.takes else ""
        rows.append((", ".join(f"`{text}{takes}`" for text in one.written), OPTION.sub(r"`\g<0>`", one.says)))
    return table(("option", "what"), rows)
