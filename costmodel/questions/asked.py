"""How what a question takes is written by hand: the types of its parameters carry it, and a door reads them.

A network, its knobs and a counting are known by their own types, and so are text, whole numbers, flags and one of a few words.
For the rest there are the types below. A parameter that no text can give, such as an executor, is for Python alone; it has a
default. The help of a parameter is its line in the question's docstring.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeAlias

from costmodel.archs import names as families
from costmodel.archs.common.knobs import Knob
from costmodel.errors import CostModelError, quoted
from costmodel.formulas.metrics import METRICS
from costmodel.numbers.text import names, pairs, whole

Read: TypeAlias = Callable[[Sequence[str]], Any]


class Asked(NamedTuple):
    """A parameter that is written as text.

    Attributes:
        read: its value, from all the texts that are given for it.
        form: the place of one text in a help, such as `KNOB=STEP`.
        name: what it is called, where that is not the parameter's name.
        also: further names under which it is understood.
        offers: the words that a shell may offer, from the subject's knobs by name.
        placed: it is known by its place and has no name.
        unwritten: what stands for it where nothing is written, if that is not the parameter's default.
    """

    read: Read
    form: str
    name: str = ""
    also: tuple[str, ...] = ()
    offers: Callable[[Mapping[str, Knob]], Iterable[str]] = lambda knobs: ()
    placed: bool = False
    unwritten: Any = None

    def __repr__(self) -> str:
        """What `help` shows of a parameter."""
        return repr(self.form)


class Flag(NamedTuple):
    """A parameter that is there or is not, under a name that is not the parameter's."""

    name: str


class EachMetric(NamedTuple):
    """A parameter that maps metrics to texts: each metric has a name of its own for it.

    Attributes:
        form: of a text, such as `AMOUNT`.
        name: under which every metric can be given as `METRIC=AMOUNT`, for those whose names the subject's knobs have taken.
        help: of one metric, whose unit stands for `{unit}`.
        note: of all of them.
        also: further words that the question understands in a metric's place.
    """

    form: str
    name: str
    help: str
    note: str
    also: Iterable[str] = ()

    def __repr__(self) -> str:
        return repr(f"METRIC={self.form}")


class Output:
    """Marks a file that the question writes itself."""


class Watched:
    """Marks what a question tells how far it is; a door that somebody watches gives it one."""


def once(texts: Sequence[str]) -> str:
    """A text that is given once.

    Raises:
        CostModelError: if it is given several times.
    """
    if len(texts) > 1:
        raise CostModelError(f"given twice: {quoted(texts[0])} and {quoted(texts[1])}", given=texts)
    return texts[0]


def only(what: str) -> Read:
    """A text that stands alone in its place."""

    def read(texts: Sequence[str]) -> str:
        if len(texts) != 1:
            raise CostModelError(
                f"one {what} at a time; given: {len(texts)}" if texts else f"the {what} is missing", given=texts
            )
        return texts[0]

    return read


def listed(texts: Sequence[str]) -> list[str]:
    """Names, separated by commas or given one after another.

    Raises:
        CostModelError: if a text holds none.
    """
    found = [name for text in texts for name in names(text)]
    if texts and not found:
        raise CostModelError("no name is given", given=texts, allowed="a name, or several such as a,b")
    return found


def mapped(form: str) -> Read:
    """Names with what stands for them, each `NAME=VALUE`."""
    return lambda texts: pairs(texts, form)


def mapped_by_commas(form: str) -> Read:
    """The same, several in one text: `a=1,b=2`."""
    return lambda texts: pairs([part for text in texts for part in text.split(",")], form)


def numbers(knobs: Mapping[str, Knob]) -> list[str]:
    """The knobs that are numbers, which may be free or go in steps."""
    return [name for name, knob in knobs.items() if knob.kind.is_number]


def counted(least: int = 1, most: int = 10**12, unwritten: int | None = None) -> Asked:
    """A whole number within limits, such as 100 or 1e6."""
    return Asked(lambda texts: whole(once(texts), least, most), "NUMBER", unwritten=unwritten)


Families: TypeAlias = Annotated[str | Iterable[str], Asked(list, "NAME", placed=True, offers=lambda knobs: families())]
Metrics: TypeAlias = Annotated[
    str | Iterable[str] | None, Asked(listed, "NAME[,NAME...]", also=("metric",), offers=lambda knobs: METRICS)
]
Quantity: TypeAlias = Annotated[str, Asked(once, "METRIC|KNOB", offers=lambda knobs: (*METRICS, *knobs))]
Objectives: TypeAlias = Annotated[
    str | Iterable[str], Asked(listed, "METRIC|KNOB[,METRIC|KNOB...]", offers=lambda knobs: (*METRICS, *knobs))
]
Free: TypeAlias = Annotated[str | Iterable[str], Asked(listed, "KNOB[,KNOB...]", offers=numbers)]
At: TypeAlias = Annotated[
    Mapping[str, object] | None,
    Asked(mapped("METRIC=AMOUNT, such as mult_adds=140M"), "METRIC=AMOUNT", offers=lambda knobs: METRICS),
]
AtMost: TypeAlias = Annotated[
    Mapping[str, object] | None,
    Asked(mapped("METRIC=AMOUNT, such as mult_adds=300M"), "METRIC=AMOUNT", "max", offers=lambda knobs: METRICS),
]
AtLeast: TypeAlias = Annotated[
    Mapping[str, object] | None,
    Asked(mapped("METRIC=AMOUNT, such as mult_adds=300M"), "METRIC=AMOUNT", "min", offers=lambda knobs: METRICS),
]
Steps: TypeAlias = Annotated[
    Mapping[str, object] | None,
    Asked(mapped("KNOB=STEP, such as alpha=0.05"), "KNOB=STEP", "step", offers=numbers),
]
Budgets: TypeAlias = Annotated[
    Mapping[str, object],
    EachMetric(
        "AMOUNT",
        "max",
        "At most so many {unit}.",
        "An amount is such as 150M, and of elements or parameters also bytes, such as 512KB; --latency is short for "
        "--latency-bound, such as 5ms.",
        ("latency", "energy"),
    ),
]
# What others call operations, with the metric that it is and the unit of what stands behind it: `--gmacs 4.1` is 4.1 G. A lone
# `mac` is none of them: that is the metric of ShuffleNet V2, memory access cost.
CALLED = {
    f"{prefix}{word}{plural}": (metric, prefix.upper())
    for word, metric in (("mac", "mult_adds"), ("madd", "mult_adds"), ("flop", "flops"))
    for prefix in ("", "k", "m", "g", "t")
    for plural in ("", "s")
    if f"{prefix}{word}{plural}" not in ("mac", "flop", "flops")
}
PrintedNumbers: TypeAlias = Annotated[
    Mapping[str, object],
    EachMetric(
        "NUMBER", "printed", "A printed number of {unit}.", "A number is as it stands there, such as 3.8G.", tuple(CALLED)
    ),
]
Axes: TypeAlias = Annotated[
    Mapping[str, Any],
    Asked(mapped("KNOB=VALUES, such as alpha=0.25:1.5:0.05 or groups=1,2,3"), "KNOB=VALUES", offers=lambda knobs: knobs),
]
LogAxes: TypeAlias = Annotated[str | Iterable[str], Asked(listed, "x|y|x,y", offers=lambda knobs: ("x", "y", "x,y"))]
Progress: TypeAlias = Callable[[int, int], None]  # so many are done, of so many
OutputFile: TypeAlias = Annotated[Path | None, Output()]
