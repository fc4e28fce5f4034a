"""Someone's number for a network, and the ways of counting under which it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from costmodel.answers.answer import Answer
from costmodel.answers.document import Document
from costmodel.errors import CostModelError, located, quoted
from costmodel.formulas.counting import AsCounting, Counting
from costmodel.formulas.metrics import METRICS, Metric, metric
from costmodel.numbers.text import Printed
from costmodel.numbers.text import printed as as_it_stands
from costmodel.numbers.units import contradicts
from costmodel.published.basis import Basis
from costmodel.questions.asked import PrintedNumbers, counted
from costmodel.questions.reconcile.apart import told_apart
from costmodel.questions.reconcile.networks import networks
from costmodel.questions.reconcile.reconciled import Reconciled
from costmodel.questions.reconcile.search import Search
from costmodel.subjects import AsSubject, Knobs, subject

SCHEMA = "costmodel/reconcile-1"
MOST_NODES = 200_000  # of all networks that are tried, which takes some seconds


@dataclass(frozen=True, eq=False, repr=False)
class Reconciliation(Answer):
    """Printed numbers of one network.

    Attributes:
        limit: how many explanations people are shown of each number; the record has them all.
        is_cut: further networks were not tried, because those that were are too large to try all.
    """

    name: str
    knobs: dict[str, str]
    convention: str
    numbers: tuple[Reconciled, ...]
    limit: int = 8
    is_cut: bool = False

    def record(self) -> dict[str, Any]:
        """The contract of `reconcile --format json`."""
        return {
            "schema": SCHEMA,
            "architecture": self.name,
            "knobs": self.knobs,
            "convention": self.convention,
            **({"is_cut": True} if self.is_cut else {}),
            "numbers": [number.record() for number in self.numbers],
        }

    def document(self) -> Document:
        """A table a number."""
        given = ", ".join(f"{knob} {value}" for knob, value in self.knobs.items())
        cut = "; not all networks with other knobs were tried, because they are too large" if self.is_cut else ""
        return Document(
            self.name,
            [f"{given or 'all knobs at their defaults'}; convention {self.convention}{cut}"],
            [number.table(self.limit) for number in self.numbers],
        )


def reconcile(
    network: AsSubject,
    printed: PrintedNumbers,
    knobs: Knobs = None,
    *,
    part: str | None = None,
    counting: AsCounting = "paper",
    limit: Annotated[int, counted(1, 10**6)] = 8,
) -> Reconciliation:
    """Someone's number for a network: the ways of counting under which it holds, simplest first.

    Args:
        network: the network; one without knobs has no other networks to try.
        printed: the numbers by metric, as text with a unit, such as `{"mult_adds": "290M"}`.
        knobs: of the network, as text or numbers.
        part: a type, kind or scope, where only that part of the network was counted.
        counting: what the source states.
        limit: how many explanations people are shown of each number.

    Raises:
        CostModelError: if a name, knob or number is not allowed, or no number is given.
    """
    if not isinstance(printed, Mapping) or not printed:
        raise CostModelError("no number is given", given=printed, allowed=f"{', '.join(METRICS)}, such as mult_adds 290M")
    if type(limit) is not int or limit < 1:
        raise CostModelError(f"limit cannot be {quoted(limit)}", given=limit, allowed="a whole number from 1")
    meant, stated = subject(network, knobs), Counting.of(counting)
    texts = {metric(name).name: read(text, metric(name)) for name, text in printed.items()}
    searches = [Search(text, Basis(metric=name), stated) for name, text in texts.items()]
    nodes = 0
    for way, totals in networks(meant, part):
        for search in searches:
            search.add(way, totals)
        if (nodes := nodes + len(totals.graph)) > MOST_NODES:
            break
    given = {knob: str(value) for knob, value in meant.given.items()}
    found = tuple(told_apart(search.found(), meant, part, stated, limit) for search in searches)
    return Reconciliation(meant.name, given, stated.convention.name, found, limit, nodes > MOST_NODES)


def read(text: object, counted: Metric) -> Printed:
    """A printed number with its unit.

    Raises:
        CostModelError: if it is none, not above 0, or in a unit that the metric does not have.
    """
    with located(counted.name):
        found = as_it_stands(text)
    if contradicts(found.counted, counted.unit):
        raise CostModelError(f"{counted.name} is counted in {counted.unit}, not in {found.counted}: {quoted(text)}", given=text)
    return found
