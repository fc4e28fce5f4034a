"""What a question takes, as options and arguments of a command line.

Names that users choose, such as knobs, stand in option texts only; the names that Python sees are all chosen here.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from inspect import Parameter
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import typer

from costmodel.archs.common.kinds import Flag as YesOrNo
from costmodel.archs.common.knobs import Knob
from costmodel.doors.cli.completion import networks, offered
from costmodel.doors.cli.output import PANEL, TERMINAL
from costmodel.errors import CostModelError, located
from costmodel.formulas.conventions import CONVENTIONS
from costmodel.formulas.counting import DEPLOYED, MOST_BITS, MOST_SAMPLES, AsCounting, Counting
from costmodel.formulas.metrics import METRICS
from costmodel.ir import passes
from costmodel.numbers.show import shown
from costmodel.numbers.text import names, pairs, whole
from costmodel.questions.asked import Asked, EachMetric, Flag, Output, counted, once
from costmodel.subjects import AsSubject, Knobs, Subject, subject

Given = Mapping[str, Any]  # what typer found, by the names that are chosen here

COUNTED = {
    "convention": "What the numbers count: paper (where nothing is given), weights-only, strict, or as a tool does, such as "
    "fvcore, thop, ptflops-pytorch, torchinfo, keras; `costmodel conventions NAME` shows all.",
    "bits": "Bits of a stored value (32).",
    "activation_bits": "Bits of a stored element of a feature map; as --bits by default.",
    "batch": "Samples that are worked on together (1).",
    "passes": "What the network goes through before it is counted, in this order: fold (normalisation into its convolution), "
    "fuse (activations and sums ride on their producer), in-place, reorder.",
    "device": "The device whose peak and bandwidth bound the latency from below, such as rtx_3090, or a TOML file of your own; "
    "`costmodel devices` shows all.",
    "technology": "The technology whose energies make a floor of the energy, such as 45nm, or a TOML file of your own.",
    "precision": "What the device calculates in, such as fp16 or int8; the widest floating-point numbers where not given. In "
    "training, fp16 and bf16 are those of maps and of copies of the weights.",
    "optimizer": "What trains: sgd (where nothing is given), momentum, adagrad, rmsprop, adam, adamw.",
    "freeze": "Scopes in which nothing is learned in training.",
    "checkpoint": "Scopes of which the maps are made again in the backward pass instead of kept; all is every outermost one.",
    "deployment": "How a microcontroller's flash and RAM are counted, such as tflite-micro; `costmodel fit NAME` shows all.",
}
FUSED = "Count the network as it is deployed: after the passes fold and fuse."
PARTIAL = "Leave out ops of which nothing is known; every number is then a least."
NOTHING = ""  # stands behind a flag in the help; typer would put the name of Python's type there
SEVERAL = Asked(lambda texts: [subject(text) for text in texts], "NAME[:KNOB=VALUE,...]", placed=True)
TRAINING = "Count a step of training, forward and backward, instead of the forward pass alone."
FLAGS = {"fused": FUSED, "training": TRAINING, "partial": PARTIAL}


def hardware(module: str) -> Any:
    """What is known of devices, which a command reads only where one is asked for."""
    return import_module(f"costmodel.formulas.hardware.{module}")


NAMED = {  # options that take names, and what a shell may offer for them
    "convention": ("NAME", lambda: list(CONVENTIONS)),
    "passes": ("NAME[,NAME...]", lambda: list(passes.names())),
    "device": ("NAME|FILE", lambda: list(hardware("device").names())),
    "technology": ("NAME|FILE", lambda: list(hardware("technology").names())),
    "precision": ("NAME", lambda: list(hardware("precision").PRECISIONS)),
    "optimizer": ("NAME", lambda: list(import_module("costmodel.formulas.training").OPTIMIZERS)),
    "freeze": ("SCOPE[,SCOPE...]", None),
    "checkpoint": ("SCOPE[,SCOPE...]", None),
    "deployment": ("NAME", lambda: list(import_module("costmodel.formulas.deployment").names())),
}
WORDS = ("device", "technology", "precision", "deployment")  # options that a counting reads itself
MOST = {"bits": MOST_BITS, "activation_bits": MOST_BITS, "batch": MOST_SAMPLES}


class Entry(NamedTuple):
    """A parameter of a question on the command line.

    Attributes:
        options: typer's declarations by the names that Python sees.
        read: the value of the parameter; None where nothing was given for it, and it has a default.
    """

    options: Mapping[str, Any]
    read: Callable[[Given], Any]


class Surroundings(NamedTuple):
    """What stands on the same command line.

    Attributes:
        verb: of the command. An option whose name a knob has taken is written `--VERB-OPTION`.
        network: that is asked about, where there is one.
    """

    verb: str
    network: Subject | None

    @property
    def knobs(self) -> Mapping[str, Knob]:
        return {} if self.network is None else self.network.knobs

    def option(self, name: str) -> str:
        dashed = name.replace("_", "-")
        return f"--{self.verb}-{dashed}" if name in self.knobs else f"--{dashed}"


def entry(parameter: Parameter, help: str, around: Surroundings) -> Entry | None:  # noqa: A002
    """How a parameter is written; None where no text can give it."""
    name, asked, is_needed = parameter.name, parameter.annotation, parameter.default is Parameter.empty
    if asked == Knobs:
        return _knobs(around)
    if asked == AsCounting:
        return _counting(around)
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


def _counting(around: Surroundings) -> Entry:
    panel = "what is counted"

    def flag(name: str, help_: str) -> Any:
        return typer.Option(around.option(name), metavar=NOTHING, help=help_, show_default=False, rich_help_panel=panel)

    options: dict[str, Any] = {name: Annotated[bool, flag(name, help_)] for name, help_ in FLAGS.items()}
    for name, help_ in COUNTED.items():
        named = NAMED.get(name)
        options[name] = Annotated[
            list[str] | None,
            typer.Option(
                around.option(name),
                metavar=named[0] if named else "NUMBER",
                help=help_,
                autocompletion=named[1] if named else None,
                rich_help_panel=panel,
            ),
        ]

    def read(given: Given) -> Counting | None:
        texts = {name: text for name in COUNTED if (text := _one(given[name], around.option(name))) is not None}
        if not texts and not any(given[name] for name in FLAGS):
            return None
        numbers = {name: whole(texts[name], 1, most, around.option(name)) for name, most in MOST.items() if name in texts}
        through = (*(DEPLOYED if given["fused"] else ()), *names(texts.get("passes", "")))
        words: dict[str, Any] = {name: texts[name] for name in WORDS if name in texts}
        words["training"] = _training(given["training"], texts, around)
        return Counting.of(texts.get("convention", "paper"), partial=given["partial"], passes=through, **words, **numbers)

    return Entry(options, read)


def _training(is_asked: bool, texts: Mapping[str, str], around: Surroundings) -> Any:
    """How a network is trained; None where it is not.

    Raises:
        CostModelError: if something is said of training, and it is not asked for.
    """
    said = [name for name in ("optimizer", "freeze", "checkpoint") if name in texts]
    if not is_asked:
        if said:
            raise CostModelError(f"{around.option(said[0])} is about training", allowed=f"with {around.option('training')}")
        return None
    scopes = {name: names(texts[name]) for name in said if name != "optimizer"}
    return import_module("costmodel.formulas.training").Training(texts.get("optimizer", "sgd"), **scopes)


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
            if (value := given[place] if is_flag else _one(given[place], knob.name)) is not None:
                found[knob.name] = value
        return found or None

    return Entry(options, read)


def _one(texts: Sequence[str] | None, called: str) -> str | None:
    """The text of an option that is given once; None where it is not given.

    Raises:
        CostModelError: if it is given several times.
    """
    if not texts:
        return None
    with located(called):
        return once(texts)


def _offered(around: Surroundings, knob: str) -> Callable[[], list[str]]:
    return lambda: [] if around.network is None else around.network.few(knob)
