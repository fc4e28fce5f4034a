"""One network, and what each convention and each tool would print for it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.errors import UnknownName, meant
from costmodel.formulas.conventions import CONVENTIONS, Convention, convention
from costmodel.formulas.metrics import METRICS, cost
from costmodel.ir.graph import Graph
from costmodel.questions.asked import Asked, listed
from costmodel.subjects import AsSubject, Knobs, subject

SCHEMA = "costmodel/conventions-1"
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
        chosen: were they asked for by name? What they get wrong is then told too.
    """

    name: str
    knobs: dict[str, str]
    lines: tuple[str, ...]
    readings: tuple[Reading, ...]
    chosen: bool = False

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
        """The readings for people: the numbers, then what they count."""
        metrics = [metric for metric in METRICS if any(metric in reading.words for reading in self.readings)]
        numbers = [
            [
                reading.convention.name,
                *(reading.values.get(metric) for metric in metrics),
                ", ".join(dict.fromkeys(reading.words.values())) if reading.convention.prints else None,
            ]
            for reading in self.readings
        ]
        columns = [
            Column("convention"),
            *(Column(metric, "integer", 2 if metric == "activations" else 0) for metric in metrics),
            Column("printed as", priority=1),
        ]
        used = [reading.convention for reading in self.readings]
        meanings = [[counting.name, counting.summary] for counting in used]
        read = ", ".join(one.name for one in used if not one.measured)
        notes = [f"read in its source, and not held against what it prints: {read}"] if read else []
        if self.chosen:
            notes += [f"known mistakes of {one.name}: {'; '.join(one.mistakes)}" for one in used if one.mistakes]
        else:
            notes.append("what a tool is known to get wrong: --only NAME, such as --only thop for all its versions")
        tables = [
            Table("what each would print", columns, numbers, [one.warning for one in self.readings if one.warning]),
            Table("what they count", [Column("convention"), Column("what it counts")], meanings, notes),
        ]
        return Document(self.name, self.lines, tables)


def conventions(
    network: AsSubject,
    knobs: Knobs = None,
    only: Annotated[str | Iterable[str] | None, Asked(listed, "NAME[,NAME...]", offers=lambda knobs: CONVENTIONS)] = None,
) -> Readings:
    """One network, and what each convention and each tool would print for it.

    Args:
        network: the network.
        knobs: of the network, as text or numbers.
        only: the conventions of these names, and with `thop` every version of it; all where nothing is given.

    Raises:
        CostModelError: if a name or a knob is not allowed.
    """
    chosen = list(CONVENTIONS) if only is None else _versions(only)
    which = subject(network, knobs)
    spec = which.read()
    graph = which.built(spec)
    readings = tuple(_reading(graph, convention(name)) for name in chosen)
    return Readings(which.name, spec.texts(which.given), which.remarks(spec), readings, only is not None)


def _versions(names: str | Iterable[str]) -> list[str]:
    """The conventions of these names, and those whose names go on from one of them: other versions of a tool."""
    listed = [names] if isinstance(names, str) else list(names) if isinstance(names, Iterable) else [names]
    for place, name in enumerate(listed):
        if not isinstance(name, str) or not any(f"{one}-".startswith(f"{name}-") for one in CONVENTIONS):
            listed[place] = meant("convention", name, CONVENTIONS)
    return [one for one in CONVENTIONS if f"{one}-".startswith(tuple(f"{name}-" for name in listed))]


def _reading(graph: Graph, counting: Convention) -> Reading:
    words = counting.prints or COMPARED
    uncounted = Counter(node.type.partition(" ")[0] for node in counting.uncounted(graph))
    return Reading(counting, words, cost(graph, counting, metrics=words), uncounted)


QUESTION = conventions
GROUP = "costs"
