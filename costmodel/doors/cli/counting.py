"""What is counted, as options: convention, widths, batch, passes, training, device, deployment."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import typer

from costmodel.doors.cli.entry import NOTHING, Entry, Given, Surroundings
from costmodel.errors import CostModelError, located
from costmodel.formulas.counting import DEPLOYED, MOST_BITS, MOST_SAMPLES, Counting
from costmodel.numbers.text import names, whole
from costmodel.questions.asked import once

PANEL = "what is counted"


class Told(NamedTuple):
    """An option that takes a text.

    Attributes:
        offers: where the words are that a shell may offer, as `module:name`: names, or a function that gives them. It is read
            when a shell asks.
        most: of a whole number.
    """

    help: str
    form: str = "NUMBER"
    offers: str = ""
    most: int = 0


FLAGS = {
    "fused": "Count the network as it is deployed: after the passes fold and fuse.",
    "training": "Count a step of training, forward and backward, instead of the forward pass alone.",
    "partial": "Leave out ops of which nothing is known; every number is then a least.",
}
TOLD = {
    "convention": Told(
        "What the numbers count: paper (where nothing is given), weights-only, strict, or as a tool does, such as fvcore, "
        "thop, ptflops-pytorch, torchinfo, keras; `costmodel conventions NAME` shows all.",
        "NAME",
        "costmodel.formulas.conventions:CONVENTIONS",
    ),
    "bits": Told("Bits of a stored value (32).", most=MOST_BITS),
    "activation_bits": Told("Bits of a stored element of a feature map; as --bits by default.", most=MOST_BITS),
    "batch": Told("Samples that are worked on together (1).", most=MOST_SAMPLES),
    "passes": Told(
        "What the network goes through before it is counted, in this order: fold (normalisation into its convolution), fuse "
        "(activations and sums ride on their producer), reorder, in-place.",
        "NAME[,NAME...]",
        "costmodel.ir.passes:names",
    ),
    "device": Told(
        "The device whose peak and bandwidth bound the latency from below, such as rtx_3090, or a TOML file of your own; "
        "`costmodel devices` shows all.",
        "NAME|FILE",
        "costmodel.formulas.hardware.device:names",
    ),
    "technology": Told(
        "The technology whose energies make a floor of the energy, such as 45nm, or a TOML file of your own.",
        "NAME|FILE",
        "costmodel.formulas.hardware.technology:names",
    ),
    "precision": Told(
        "What the device calculates in, such as fp16 or int8; the widest floating-point numbers where not given. In training, "
        "fp16 and bf16 are those of maps and of copies of the weights.",
        "NAME",
        "costmodel.formulas.hardware.precision:PRECISIONS",
    ),
    "optimizer": Told(
        "What trains: sgd (where nothing is given), momentum, adagrad, rmsprop, adam, adamw.",
        "NAME",
        "costmodel.formulas.training:OPTIMIZERS",
    ),
    "freeze": Told("Scopes in which nothing is learned in training.", "SCOPE[,SCOPE...]"),
    "checkpoint": Told(
        "Scopes of which the maps are made again in the backward pass instead of kept; all is every outermost one.",
        "SCOPE[,SCOPE...]",
    ),
    "deployment": Told(
        "How a microcontroller's flash and RAM are counted, such as tflite-micro; `costmodel fit NAME` shows all.",
        "NAME",
        "costmodel.formulas.deployment:names",
    ),
}
WORDS = ("device", "technology", "precision", "deployment")  # that a counting reads itself
OF_TRAINING = ("optimizer", "freeze", "checkpoint")


def counting_entry(around: Surroundings) -> Entry:
    """The options of a counting; None where none of them is given, so that the question has its own."""
    options: dict[str, Any] = {}
    for name, help_ in FLAGS.items():
        flag = typer.Option(around.option(name), metavar=NOTHING, help=help_, show_default=False, rich_help_panel=PANEL)
        options[name] = Annotated[bool, flag]
    for name, told in TOLD.items():
        offered = _offering(told.offers) if told.offers else None
        option = typer.Option(
            around.option(name), metavar=told.form, help=told.help, autocompletion=offered, rich_help_panel=PANEL
        )
        options[name] = Annotated[list[str] | None, option]

    def read(given: Given) -> Counting | None:
        texts = {name: text for name in TOLD if (text := once_or_none(given[name], around.option(name))) is not None}
        if not texts and not any(given[name] for name in FLAGS):
            return None
        stated: dict[str, Any] = {name: texts[name] for name in WORDS if name in texts}
        for name, told in TOLD.items():
            if told.most and name in texts:
                stated[name] = whole(texts[name], 1, told.most, around.option(name))
        stated["passes"] = (*(DEPLOYED if given["fused"] else ()), *names(texts.get("passes", "")))
        stated["training"] = _training(given["training"], texts, around)
        return Counting.of(texts.get("convention", "paper"), partial=given["partial"], **stated)

    return Entry(options, read)


def once_or_none(texts: Sequence[str] | None, called: str) -> str | None:
    """The text of an option that is given once; None where it is not given.

    Raises:
        CostModelError: if it is given several times.
    """
    if not texts:
        return None
    with located(called):
        return once(texts)


def _offering(where: str) -> Callable[[], list[str]]:
    def offered() -> list[str]:
        module, _, name = where.partition(":")
        found = getattr(import_module(module), name)
        return list(found() if callable(found) else found)

    return offered


def _training(is_asked: bool, texts: Mapping[str, str], around: Surroundings) -> Any:
    """How a network is trained; None where it is not.

    Raises:
        CostModelError: if something is said of training, and it is not asked for.
    """
    said = [name for name in OF_TRAINING if name in texts]
    if not is_asked:
        if said:
            raise CostModelError(f"{around.option(said[0])} is about training", allowed=f"with {around.option('training')}")
        return None
    scopes = {name: names(texts[name]) for name in said if name != "optimizer"}
    return import_module("costmodel.formulas.training").Training(texts.get("optimizer", "sgd"), **scopes)
