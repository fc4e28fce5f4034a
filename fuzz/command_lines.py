"""Command lines: a verb, a subject, knobs and options, each of them possibly wrong."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

from costmodel.archs import architecture, names
from costmodel.archs.common.kinds import Whole
from costmodel.archs.common.knobs import Knob
from costmodel.archs.common.spec import knobs_of
from costmodel.formulas.conventions import CONVENTIONS
from costmodel.formulas.hardware.device import names as devices
from costmodel.formulas.hardware.precision import PRECISIONS
from costmodel.formulas.laws import laws
from costmodel.formulas.metrics import METRICS
from fuzz.outcome import Case, outcome_of_command
from fuzz.texts import amount, number, odd, spoiled

Text = Callable[[Random], str]

SPACE = str(Path(__file__).parent.parent / "examples" / "ofa_mobilenet_v3.toml")
FAMILIES = names()
QUICK = ["mobilenet", "squeezenet", "shiftnet", "vgg", "mobilenet_v2", "mnasnet", "resnet", "shufflenet_v1", "alexnet"]


def of(*words: str) -> Text:
    """One of some words, or now and then an odd text."""
    return lambda chance: odd(chance) if chance.random() < 0.1 else chance.choice(words)


def pair(name: Text, value: Text) -> Text:
    return lambda chance: f"{name(chance)}{'=' if chance.random() < 0.95 else odd(chance)}{value(chance)}"


def listed(one: Text) -> Text:
    return lambda chance: ",".join(one(chance) for _ in range(chance.choice([1, 1, 2, 3])))


METRIC = of(*METRICS)
KNOB = of("alpha", "rho", "resolution", "classes", "depth", "width", "growth", "scale", "groups", "seed", "variant")
VALUES = of("0.5,1", "1,2,3", "0.25:1:0.25", "96:128:32", "b0,b1", "small,large")
CONVENTION = of(*CONVENTIONS)
CONDITION = of("mult_adds <= 300M", "params < 2M and alpha > 0.5", "variant = 'b0'", "alpha", "depth >= 3", "not (mac > 1G)")
COUNTED: dict[str, Text] = {
    "--convention": CONVENTION, "--bits": number, "--activation-bits": number, "--batch": number,
    "--format": of("table", "json", "csv", "markdown", "latex", "html"),
    "--device": of(*devices()), "--precision": of(*PRECISIONS), "--technology": of("45nm"),
}  # fmt: skip
OUTPUTS: dict[str, Text] = {"--output": of(".", "", "/dev/null", "/nowhere/x.csv", "/dev/null/x.csv", "-", "x" * 300 + ".csv")}
OPTIONS: dict[str, dict[str, Text]] = {
    "report": {**COUNTED, **OUTPUTS, "--by": of("type", "module", "layer")},
    "guidelines": COUNTED,
    "roofline": {
        **COUNTED, "--by": of("type", "module", "layer"), "--free": KNOB, "--measured": of("3ms", "1 s", "0", "no.toml"),
    },
    "conventions": {"--format": COUNTED["--format"]},
    "identify": {"--format": COUNTED["--format"]},
    "symbolic": {**COUNTED, "--free": listed(KNOB), "--metrics": listed(METRIC), "--by": of("type", "module")},
    "elasticities": {**COUNTED, "--metrics": listed(METRIC)},
    "solve": {
        **COUNTED, "--free": listed(KNOB), "--step": pair(KNOB, number), "--mult-adds": amount, "--params": amount,
        "--peak-memory": amount, "--max": pair(METRIC, amount),
    },
    "reconcile": {
        **COUNTED, "--mult-adds": amount, "--params": amount, "--flops": amount, "--limit": number,
        "--part": of("conv1", "FC", "Conv 1x1"), "--printed": pair(METRIC, amount),
    },
    "sweep": {
        **COUNTED, "--vary": pair(KNOB, VALUES), "--metrics": listed(METRIC), "--where": CONDITION,
        "--pareto": listed(METRIC), "--top": number, "--by": METRIC, "--sample": number, "--seed": number,
    },
}  # fmt: skip
ALONE: dict[str, dict[str, Text]] = {
    "list": {"--format": COUNTED["--format"]},
    "check": {"--format": COUNTED["--format"]},
    "devices": {"--format": COUNTED["--format"]},
    "formula": {"--set": listed(pair(of("hw", "c1", "c2", "C", "self", "phi"), number)), "--format": COUNTED["--format"]},
    "compare": {**COUNTED, "--at": pair(METRIC, amount), "--free": listed(KNOB), "--metrics": listed(METRIC)},
    "space": {"--mult-adds": amount, "--params": amount, "--sample": number, "--seed": number, "--format": COUNTED["--format"]},
}
# How often a verb is drawn: most lines are reports, and `identify` builds hundreds of networks.
OFTEN = {**dict.fromkeys((*OPTIONS, *ALONE), 10), "report": 40, "identify": 1}
SLOW = {"symbolic", "elasticities", "solve", "reconcile", "sweep", "compare", "space", "check"}  # spoiled more often


def cases(chance: Random) -> Iterator[Case]:
    while True:
        arguments = command_line(chance)
        yield Case(" ".join(map(repr, arguments)), partial(outcome_of_command, arguments))


def command_line(chance: Random) -> list[str]:
    """A verb with what it is asked of and some of its options, in some order, some of them spoiled."""
    [verb] = chance.choices(list(OFTEN), list(OFTEN.values()))
    arguments = _alone(verb, chance) if verb in ALONE else _with_subject(chance)
    options = (OPTIONS if verb in OPTIONS else ALONE)[verb]
    for option in chance.sample(list(options), k=min(len(options), chance.choice([0, 1, 1, 2, 3]))):
        value = options[option](chance)
        arguments += [f"{option}={value}"] if chance.random() < 0.3 else [option, value]
    if arguments and chance.random() < (0.6 if verb in SLOW else 0.1):
        place = chance.randrange(len(arguments))
        arguments[place] = spoiled(arguments[place], chance)
    return [verb, *arguments]


def _alone(verb: str, chance: Random) -> list[str]:
    if verb == "formula":
        return [of(*laws())(chance)]
    if verb == "devices":
        return [of(*devices())(chance) for _ in range(chance.choice([0, 1, 2]))]
    if verb == "check":
        return [of("shiftnet", "senet", "shufflenet_v2_large")(chance)]
    if verb == "compare":
        return [_named(chance) for _ in range(chance.choice([1, 2, 2, 3]))]
    if verb == "space":
        return [SPACE if chance.random() < 0.7 else odd(chance), *chance.choice([[], ["--extremes"], ["--count"]])]
    return []


def _with_subject(chance: Random) -> list[str]:
    name = _named(chance) if chance.random() < 0.2 else chance.choice(QUICK if chance.random() < 0.8 else FAMILIES)
    arguments = [name]
    if name in FAMILIES:
        knobs = list(knobs_of(architecture(name).Spec).values())
        for knob in chance.sample(knobs, k=min(len(knobs), chance.choice([0, 0, 1, 1, 2, 3]))):
            arguments += [f"--{knob.name.replace('_', '-')}", _value(knob, chance)]
    return arguments


def _named(chance: Random) -> str:
    name = chance.choice(QUICK)
    knobs = list(knobs_of(architecture(name).Spec).values())
    given = ",".join(f"{knob.name}={_value(knob, chance)}" for knob in chance.sample(knobs, k=chance.choice([0, 1, 2])))
    text = f"{name}:{given}" if given else name
    return spoiled(text, chance) if chance.random() < 0.3 else text


def _value(knob: Knob, chance: Random) -> str:
    if chance.random() < 0.2:
        return odd(chance)
    words = getattr(knob.kind, "words", None)
    if words:
        return str(chance.choice(words))
    if isinstance(knob.kind, Whole):
        return (
            str(knob.default)
            if chance.random() < 0.4 and knob.default is not None
            else str(chance.choice([1, 2, 8, 16, 64, 128, 224]))
        )
    return number(chance, 0)
