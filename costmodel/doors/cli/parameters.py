"""What a question takes, as options and arguments of a command line.

Names that users choose, such as knobs, stand in option texts only; the names that Python sees are all chosen here.
"""

from collections.abc import Callable, Mapping, Sequence
from inspect import Parameter
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import typer

from costmodel.archs.common.kinds import Flag as YesOrNo
from costmodel.doors.cli.completion import networks, offered
from costmodel.doors.cli.counting import counting_entry, once_or_none
from costmodel.doors.cli.entry import NOTHING, Entry, Given, Surroundings
from costmodel.doors.cli.output import PANEL, TERMINAL
from costmodel.errors import CostModelError, located
from costmodel.formulas.counting import AsCounting
from costmodel.formulas.metrics import METRICS
from costmodel.numbers.show import shown
from costmodel.numbers.text import pairs
from costmodel.questions.asked import Asked, EachMetric, Flag, Output, counted, once
from costmodel.subjects import AsSubject, Knobs, subject

SEVERAL = Asked(lambda texts: [subject(text) for text in texts], "NAME[:KNOB=VALUE,...]", placed=True)


def entry(parameter: Parameter, help: str, around: Surroundings) -> Entry | None:  # noqa: A002
    """How a parameter is written; None where no text can give it."""
    name, asked, is_needed = parameter.name, parameter.annotation, parameter.default is Parameter.empty
    if asked == Knobs:
        return _knobs(around)
    if asked == AsCounting:
        return counting_entry(around)
    if asked == Sequence[AsSubject]:
        return _text(name, SEVERAL, help, around, is_needed)
    how = get_args(asked)[1] if get_origin(asked) is Annotated else Flag(name) if asked is bool else _plain(asked)
    if isinstance(how, Asked):
        return _text(name, how, help, around, is_needed)
    if asked == bool | None:
        return _switch(name, help, around)
    if isinstance(how, Flag):
        return _flag(name, how.name, help, around)
    if isinstance(how, EachMetric):
        return _each_metric(name, how, around)
    return _file(around) if isinstance(how, Output) else None


def _plain(asked: Any) -> Asked | None:
    """How a type is written that says so by itself."""
    if get_origin(asked) in (Union, UnionType):
        (asked, *others) = (one for one in get_args(asked) if one is not NoneType)
        if others:
            return None
    if get_origin(asked) is Literal:
        words = get_args(asked)
        return Asked(once, "|".join(words), offers=lambda knobs: words)
    return {str: Asked(once, "TEXT"), int: counted(0), Path: Asked(lambda texts: Path(once(texts)), "FILE")}.get(asked)


def _text(name: str, how: Asked, help: str, around: Surroundings, is_needed: bool) -> Entry:  # noqa: A002
    offers = networks if how is SEVERAL else offered(how, around.network)
    called = around.option(how.name or name)
    if how.placed:
        declared: Any = typer.Argument(metavar=how.form, help=help, autocompletion=offers, show_default=False)
    else:
        if how.form.startswith("NAME") and (words := how.offers(around.knobs)):
            help = f"{help} There are {', '.join(words)}."  # noqa: A001
        also = [f"--{one}" for one in how.also if one not in around.knobs]
        declared = typer.Option(called, *also, metavar=how.form, help=help, autocompletion=offers, show_default=False)

    def read(given: Given) -> Any:
        texts = given[name] or ()
        try:
            return how.read(texts) if texts or is_needed else how.unwritten
        except CostModelError as error:
            raise (error if how.placed else error.at(called)) from None

    return Entry({name: Annotated[list[str] | None, declared]}, read)


def _flag(name: str, called: str, help: str, around: Surroundings) -> Entry:  # noqa: A002
    option = typer.Option(around.option(called), metavar=NOTHING, help=help, show_default=False)
    return Entry({name: Annotated[bool, option]}, lambda given: given[name] or None)


def _switch(name: str, help: str, around: Surroundings) -> Entry:  # noqa: A002
    """A flag that can be turned off, too."""
    called = around.option(name)
    option = typer.Option(f"{called}/--no-{called[2:]}", metavar=NOTHING, help=help, show_default=False)
    return Entry({name: Annotated[bool | None, option]}, lambda given: given[name])


def _file(around: Surroundings) -> Entry:
    help_ = "Write the rows to this file."
    option = typer.Option(around.option("output"), "-o", metavar="FILE", help=help_, rich_help_panel=PANEL)

    def read(given: Given) -> Path | None:
        return None if given["output"] in (None, TERMINAL) else Path(given["output"])

    return Entry({"output": Annotated[str | None, option]}, read)


def _each_metric(name: str, how: EachMetric, around: Surroundings) -> Entry:
    """An option a metric, and one for all of them by which those are given whose names are knobs here."""
    panel = f"{name}, by metric"
    free = [metric for metric in METRICS if metric not in around.knobs]
    options: dict[str, Any] = {
        f"of_{metric}": Annotated[
            list[str] | None,
            typer.Option(
                f"--{metric.replace('_', '-')}",
                metavar=how.form,
                help=how.help.format(unit=METRICS[metric].unit),
                rich_help_panel=panel,
            ),
        ]
        for metric in free
    }
    also = [word for word in how.also if word not in around.knobs]
    options |= {  # not in the help, which would be twice as long
        f"of_{word}": Annotated[list[str] | None, typer.Option(f"--{word}", metavar=how.form, hidden=True)] for word in also
    }
    form = f"METRIC={how.form}"
    every = around.option(how.name)
    help_ = f"The same for any metric, such as {(set(METRICS) - set(free) or {'mult_adds'}).pop()}; again for more. {how.note}"
    option = typer.Option(every, metavar=form, help=help_, rich_help_panel=panel, show_default=False)

    def read(given: Given) -> Mapping[str, str]:
        named = [f"{metric}={text}" for metric in (*free, *also) for text in given[f"of_{metric}"] or ()]
        with located(every):
            return pairs([*named, *(given["of_any"] or ())], form)

    return Entry({**options, "of_any": Annotated[list[str] | None, option]}, read)


def _knobs(around: Surroundings) -> Entry:
    """An option a knob; each stays text until the subject reads it."""
    options: dict[str, Any] = {}
    places = {f"knob_{number}": knob for number, knob in enumerate(around.knobs.values())}
    for place, knob in places.items():
        dashed = knob.name.replace("_", "-")
        default = "required" if knob.required else f"default: {shown(knob.default)}"
        help_ = f"{knob.summary} ({default})"
        if isinstance(knob.kind, YesOrNo):
            option = typer.Option(
                f"--{dashed}/--no-{dashed}", metavar=NOTHING, help=help_, show_default=False, rich_help_panel="knobs"
            )
            options[place] = Annotated[bool | None, option]
        else:
            option = typer.Option(
                f"--{dashed}",
                help=help_,
                metavar=knob.kind.metavar,
                show_default=False,
                rich_help_panel="knobs",
                autocompletion=_offered(around, knob.name),
            )
            options[place] = Annotated[list[str] | None, option]

    def read(given: Given) -> Mapping[str, Any] | None:
        found = {}
        for place, knob in places.items():
            is_flag = isinstance(knob.kind, YesOrNo)
            if (value := given[place] if is_flag else once_or_none(given[place], knob.name)) is not None:
                found[knob.name] = value
        return found or None

    return Entry(options, read)


def _offered(around: Surroundings, knob: str) -> Callable[[], list[str]]:
    return lambda: [] if around.network is None else around.network.few(knob)
