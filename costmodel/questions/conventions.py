"""One network, and what each convention and each tool would print for it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational
from typing import Annotated, Any

from costmodel.answers.answer import Answer, joined
from costmodel.answers.document import Column, Document, Table
from costmodel.errors import UnknownName, meant
from costmodel.formulas.conventions import CONVENTIONS, PAPER, Convention
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import METRICS, cost
from costmodel.ir.graph import Graph
from costmodel.questions.asked import Asked, Flag, listed
from costmodel.subjects import AsSubject, Knobs, subject

SCHEMA = "costmodel/conventions-1"
KINDS = ("conventions of papers", "tools of today", "older versions of tools")
COMPARED = {"mult_adds": "mult_adds", "flops": "flops", "params": "params"}  # of a convention that is no tool's


@dataclass(frozen=True)
class Reading:
    """What one convention makes of a network.

    Attributes:
        words: what the tool calls each metric that it prints.
        values: the metrics by name, exact, in single units.
        uncounted: layers by type, without their windows, whose operations are left out because nobody knows what the tool
            makes of them.
    """

    convention: Convention
    words: Mapping[str, str]
    values: dict[str, Any]
    uncounted: Mapping[str, int]

    @property
    def warning(self) -> str:
        """What is missing in the values; empty where nothing is."""
        layers = sum(self.uncounted.values())
        what = f"{layers} layer{'s' if layers > 1 else ''} ({', '.join(self.uncounted)})"
        return f"uncounted by {self.convention.name}: {what}" if layers else ""

    def record(self) -> dict[str, Any]:
        """One entry of `conventions --format json`."""
        return {
            "name": self.convention.name,
            "is_tool": bool(self.convention.prints),
            "prints": {name: {"as": word, "value": self.values[name]} for name, word in self.words.items()},
            "uncounted": dict(self.uncounted),
            "counts": self.convention.summary,
            "measured": self.convention.measured,
            "mistakes": list(self.convention.mistakes),
            "source": self.convention.source,
        }


@dataclass(frozen=True, eq=False, repr=False)
class Readings(Answer):
    """One network under every convention.

    Attributes:
        knobs: all of them, as text.
        lines: what a reader has to know about the input and the knobs.
        paper: the metrics under the convention of papers, against which the others are held.
        explained: are people told what each counts and gets wrong?
    """

    name: str
    knobs: dict[str, str]
    lines: tuple[str, ...]
    readings: tuple[Reading, ...]
    paper: Mapping[str, Any]
    explained: bool = False

    def __getitem__(self, name: str) -> Reading:
        """The reading of a convention.

        Raises:
            UnknownName: if there is none of that name.
        """
        for reading in self.readings:
            if reading.convention.name == name:
                return reading
        raise UnknownName("convention", name, [reading.convention.name for reading in self.readings])

    def record(self) -> dict[str, Any]:
        """The contract of `conventions --format json`."""
        return {
            "schema": SCHEMA,
            "architecture": self.name,
            "knobs": self.knobs,
            "conventions": [reading.record() for reading in self.readings],
        }

    def document(self) -> Document:
        """The readings for people: the numbers by kind of convention, and what they count where that was asked for."""
        numbers = self._numbers()
        numbers[-1] = numbers[-1]._replace(notes=self._notes())
        return Document(self.name, self.lines, [*numbers, *([self._meanings()] if self.explained else [])], self._headline())

    def table(self) -> Table:
        """The numbers of all, each with its kind."""
        return joined(self.name, "kind", self._numbers())

    def _headline(self) -> str:
        """Which count the most and the least, in a sentence; nothing where that is no number, or all count alike."""
        counted = [(part, one.convention.name) for one in self.readings if (part := self._apart(one, "mult_adds"))]
        most, least = max(counted, default=None), min(counted, default=None)
        ends = [*([(*most, "most", "above")] if most and most[0] > 0 else [])]
        ends += [(*least, "fewest", "below")] if least and least[0] < 0 else []
        said = [f"{name} counts the {word}, {_percent(abs(part))} {side} paper" for part, name, word, side in ends]
        return f"multiply-adds: {'; '.join(said)}" if said else ""

    def _apart(self, reading: Reading, *metrics: str) -> Fraction | None:
        """How far the first of some metrics that differs is from the papers' count, as a part of that.

        None where neither is a number on both sides.
        """
        found = None
        for metric in metrics:
            value, usual = reading.values.get(metric), self.paper.get(metric)
            if not found and isinstance(value, Rational) and isinstance(usual, Rational) and usual:
                found = Fraction(value) / Fraction(usual) - 1
        return found

    def _numbers(self) -> list[Table]:
        """A table a kind of convention, all with the same columns."""
        metrics = [metric for metric in METRICS if any(metric in reading.words for reading in self.readings)]
        columns = [
            Column("convention", "code"),
            *(Column(metric, "integer", 3 if metric == "activations" else 0) for metric in metrics),
            Column("ops apart", "quantity"),
            Column("params apart", "quantity", 1),
            Column("printed as", priority=2),
        ]
        kinds: dict[str, list[list[Any]]] = {}
        for reading in self.readings:
            row = [
                reading.convention.name,
                *(reading.values.get(metric) for metric in metrics),
                _signed(self._apart(reading, "mult_adds", "flops")),
                _signed(self._apart(reading, "params")),
                ", ".join(dict.fromkeys(reading.words.values())) if reading.convention.prints else None,
            ]
            kinds.setdefault(_kind(reading.convention), []).append(row)
        return [Table(kind, columns, kinds[kind]) for kind in KINDS if kind in kinds]

    def _notes(self) -> list[str]:
        unmeasured = ", ".join(one.convention.name for one in self.readings if not one.convention.measured)
        return [
            "apart: from what the convention paper counts",
            *(one.warning for one in self.readings if one.warning),
            *([f"read in its source, and not held against what it prints: {unmeasured}"] if unmeasured else []),
            *([] if self.explained else ["what one counts and gets wrong: --only NAME, such as --only thop; of all: --all"]),
        ]

    def _meanings(self) -> Table:
        used = [reading.convention for reading in self.readings]
        mistakes = [f"known mistakes of {one.name}: {'; '.join(one.mistakes)}" for one in used if one.mistakes]
        columns = [Column("convention", "code"), Column("what it counts")]
        return Table("what they count", columns, [[one.name, one.summary] for one in used], mistakes)


def _kind(counting: Convention) -> str:
    return KINDS[2 if counting.is_older else 1 if counting.prints else 0]


def _percent(part: Fraction) -> str:
    return f"{float(part) * 100:.2f} %" if part >= Fraction(1, 10_000) else "<0.01 %"


def _signed(part: Fraction | None) -> str | None:
    if not part:
        return None if part is None else "same"
    return f"{'+' if part > 0 else '-'}{_percent(abs(part))}"


def conventions(
    network: AsSubject,
    knobs: Knobs = None,
    only: Annotated[str | Iterable[str] | None, Asked(listed, "NAME[,NAME...]", offers=lambda knobs: CONVENTIONS)] = None,
    *,
    explained: Annotated[bool, Flag("all")] = False,
    partial: bool = False,
) -> Readings:
    """One network, and what each convention and each tool would print for it.

    Args:
        network: the network.
        knobs: of the network, as text or numbers.
        only: the conventions of these names, and with `thop` every version of it, with what they count and get wrong.
        explained: tell of all of them what they count and get wrong.
        partial: leave out ops of which nothing is known; every number is then a least.

    Raises:
        CostModelError: if a name or a knob is not allowed.

    Example:
        >>> readings = conventions("mobilenet_v2", only=["paper", "fvcore"])
        >>> readings["fvcore"].values["mult_adds"]
        314193216
    """
    chosen = list(CONVENTIONS) if only is None else _versions(only)
    which = subject(network, knobs)
    spec = which.read()
    graph = which.built(spec)
    readings = tuple(_reading(graph, Counting.of(name, partial=partial)) for name in chosen)
    paper = cost(graph, Counting.of(PAPER, partial=partial), metrics=COMPARED)
    lines = (*which.remarks(spec), *(["ops of which nothing is known are left out"] if partial else []))
    return Readings(which.name, spec.texts(which.given), lines, readings, paper, explained or only is not None)


def _versions(names: str | Iterable[str]) -> list[str]:
    """The conventions of these names, and those whose names go on from one of them: other versions of a tool."""
    listed = [names] if isinstance(names, str) else list(names) if isinstance(names, Iterable) else [names]
    for place, name in enumerate(listed):
        if not isinstance(name, str) or not any(f"{one}-".startswith(f"{name}-") for one in CONVENTIONS):
            listed[place] = meant("convention", name, CONVENTIONS)
    return [one for one in CONVENTIONS if f"{one}-".startswith(tuple(f"{name}-" for name in listed))]


def _reading(graph: Graph, counting: Counting) -> Reading:
    used = counting.convention
    words = used.prints or COMPARED
    uncounted = Counter(node.type.partition(" ")[0] for node in used.uncounted(graph))
    return Reading(used, words, cost(graph, counting, metrics=words), uncounted)


QUESTION = conventions
GROUP = "costs"
