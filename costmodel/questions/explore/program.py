"""One recorded network: its layers with their costs, each a place on the tape, or why there is none."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

from costmodel.archs.common.knobs import Knob
from costmodel.archs.common.spec import Spec
from costmodel.errors import CostModelError
from costmodel.formulas.counting import Counting, fold
from costmodel.formulas.metrics import METRICS, Metric, cost
from costmodel.formulas.part import Part
from costmodel.formulas.select import summed
from costmodel.ir.graph import Graph
from costmodel.ir.liveness import alive
from costmodel.numbers.recording import Recorded, Recording, Tape
from costmodel.questions.explore.columns import Columns
from costmodel.subjects import Subject

Number: TypeAlias = int | Fraction


class Layer(NamedTuple):
    """What a layer is and costs, wherever it stands.

    Attributes:
        shape: of its output.
        costs: one a column.
    """

    type: str
    kind: str
    shape: tuple[int, ...]
    costs: tuple[int, ...]


class Step(NamedTuple):
    """A layer at its place in a network.

    Attributes:
        alive: elements of all maps that are alive while it runs; None of a view, which makes no map.
        reads: how many steps before it those stand whose maps it reads.
    """

    name: str
    layer: Layer
    alive: int | None
    reads: tuple[int, ...]


class Program(NamedTuple):
    """A network in its free knobs.

    Attributes:
        totals: of the metrics that are no sum over layers, by name.
        means: the knobs by which two ways to ask for one network are found to be one; those that are free as places.
    """

    steps: tuple[Step, ...]
    totals: Mapping[str, int]
    means: Mapping[str, int | str]


class Refusal(NamedTuple):
    """Why there is no network; places in brackets stand for their values."""

    why: str


class Recorder:
    """Records networks of one subject on one tape."""

    def __init__(self, subject: Subject, columns: Columns) -> None:
        self.tape = Tape()
        self.subject = subject
        self.columns = columns

    def run(
        self, spec: Spec, free: Iterable[Knob], sample: Mapping[str, Number]
    ) -> tuple[Mapping[int, bool], Program | Refusal]:
        """A setting's network near a sample of its free knobs, and the answers on which it rests."""
        recording = Recording(self.tape, sample)
        dims = {knob.name: _recorded(recording, knob) for knob in free}
        try:
            lifted = spec.lift(**dims).agreed() if dims else spec
            return recording.answers, self._program(recording, lifted, self.subject.built(lifted))
        except CostModelError as error:
            return recording.answers, Refusal(str(error).removeprefix(f"{self.subject.name}: "))
        except ValueError as error:  # a rule between knobs
            return recording.answers, Refusal(str(error))

    def _program(self, recording: Recording, spec: Spec, graph: Graph) -> Program:
        place, stated = recording.place, self.columns.countings[0]
        graph = stated.passed(graph)
        costs = self._costs(recording, graph)
        living = alive(graph.nodes)
        steps = []
        for node in graph.nodes:
            layer = Layer(node.type, node.kind, tuple(map(place, node.shape)), tuple(costs[node.name]))
            maps = None if node.is_view else place(next(living) * stated.batch)
            steps.append(Step(node.name, layer, maps, tuple(node.position - source for source in node.inputs)))
        totals = cost(graph, stated, [metric.name for metric in folded(stated)])
        return Program(
            tuple(steps), {name: place(total) for name, total in totals.items()}, _named(recording, spec.canonical())
        )

    def _costs(self, recording: Recording, graph: Graph) -> Mapping[str, list[int]]:
        """What each layer costs, by its name."""
        costs: dict[str, list[int]] = {node.name: [] for node in graph.nodes}
        for place, counting in enumerate(self.columns.countings):
            parts: dict[str, list[Part]] = {name: [] for name in costs}
            for part in fold(graph, "layer", counting):
                parts[part.name].append(part)
            for metric in self.columns.of_counting(place):
                rule: Any = metric.of_part
                for name, found in parts.items():
                    costs[name].append(recording.place(summed(rule(part, counting.convention) for part in found)))
        return costs


def folded(counting: Counting) -> list[Metric]:
    """The metrics that are folds over a whole network, as far as the counting states what they need."""
    return [metric for metric in METRICS.values() if metric.of_network is not None and metric.is_counted(counting)]


def _recorded(recording: Recording, knob: Knob) -> Any:
    """A knob's value, within the limits that its kind declares."""
    kind: Any = knob.kind
    return recording.knob(knob.name, whole=knob.is_whole, least=kind.least if knob.is_whole else 0, most=kind.most)


def _named(recording: Recording, knobs: Mapping[str, Any]) -> Mapping[str, int | str]:
    """Knobs as text, but those that are recorded as their places."""
    return {name: recording.place(value) if isinstance(value, Recorded) else str(value) for name, value in knobs.items()}
