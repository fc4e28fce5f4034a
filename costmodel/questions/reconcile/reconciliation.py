"""Someone's number for a network, and the ways of counting under which it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from costmodel.answers.answer import Answer, Failing
from costmodel.answers.document import Document
from costmodel.errors import CostModelError, located, quoted
from costmodel.formulas.counting import AsCounting, Counting
from costmodel.formulas.metrics import METRICS, Metric, metric
from costmodel.numbers.text import Printed
from costmodel.numbers.text import printed as as_it_stands
from costmodel.numbers.units import contradicts
from costmodel.published.basis import Basis
from costmodel.questions.asked import CALLED, Flag, PrintedNumbers, counted
from costmodel.questions.reconcile.apart import other_metrics, told_apart
from costmodel.questions.reconcile.networks import networks
from costmodel.questions.reconcile.reconciled import Reconciled
from costmodel.questions.reconcile.search import Search
from costmodel.questions.reconcile.telling import answer, evidence
from costmodel.subjects import AsSubject, Knobs, subject

SCHEMA = "costmodel/reconcile-1"
MOST_NODES = 200_000  # of all networks that are tried, which takes some seconds


@dataclass(frozen=True, eq=False, repr=False)
class Reconciliation(Answer):
    """Printed numbers of one network.

    Attributes:
        limit: how many explanations people are shown of each number; the record has them all.
        is_cut: further networks were not tried, because those that were are too large to try all.
        as_rows: are people shown how published rows say them?
        notes: what a reader has to know of the words that the numbers were given with.
        family: of the catalog, where the network is of one.
        own: is it the network as its paper has it?
    """

    name: str
    knobs: dict[str, str]
    convention: str
    numbers: tuple[Reconciled, ...]
    limit: int = 8
    is_cut: bool = False
    as_rows: bool = False
    notes: tuple[str, ...] = ()
    family: str = ""
    own: bool = False

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
        """What each number is, in words; then a table a number."""
        given = ", ".join(f"{knob} {value}" for knob, value in self.knobs.items())
        cut = "; not all networks with other knobs were tried, because they are too large" if self.is_cut else ""
        asked = "the paper's own network" if self.own else f"as asked, {self.name}"
        headline, *answers = (line for number in self.numbers for line in answer(number, asked, self.family))
        return Document(
            self.name,
            [
                *answers,
                f"asked: {given or 'every knob at its default'}; convention {self.convention}{cut}",
                *self.notes,
            ],
            [evidence(number, self.limit, self.as_rows) for number in self.numbers],
            headline,
        )

    @property
    def failing(self) -> Failing | None:
        missed = [f"{one.metric} {one.printed}" for one in self.numbers if one.nearest]
        return Failing(f"nothing fits {' and '.join(missed)}") if missed else None


def reconcile(
    network: AsSubject,
    printed: PrintedNumbers,
    knobs: Knobs = None,
    *,
    part: str | None = None,
    counting: AsCounting = "paper",
    limit: Annotated[int, counted(1, 10**6)] = 8,
    as_rows: Annotated[bool, Flag("rows")] = False,
) -> Reconciliation:
    """Someone's number for a network: the ways of counting under which it holds, simplest first.

    Args:
        network: the network; one without knobs has no other networks to try.
        printed: the numbers by metric, as text with a unit, such as `{"mult_adds": "290M"}`; under `macs` and `madds`
            multiply-adds are understood, and `{"gmacs": "4.1"}` is 4.1 G of them.
        knobs: of the network, as text or numbers.
        part: a type, kind or scope, where only that part of the network was counted.
        counting: what the source states.
        limit: how many explanations people are shown of each number.
        as_rows: show people also how a published row says each explanation, and what it costs to believe.

    Raises:
        CostModelError: if a name, knob or number is not allowed, or no number is given.

    Example:
        >>> found = reconcile("resnet", {"mult_adds": "4.1G"})
        >>> found.numbers[0].explanations[0].words
        "ResNet v1.5 (torchvision's), with the stride in the 3x3 convolution (--stride-in 3x3)"
    """
    if not isinstance(printed, Mapping) or not printed:
        raise CostModelError("no number is given", given=printed, allowed=f"{', '.join(METRICS)}, such as mult_adds 290M")
    if type(limit) is not int or limit < 1:
        raise CostModelError(f"limit cannot be {quoted(limit)}", given=limit, allowed="a whole number from 1")
    meant, stated = subject(network, knobs), Counting.of(counting)
    texts, notes = _understood(printed)
    searches = [Search(text, Basis(metric=name), stated) for name, text in texts.items()]
    nodes, stands = 0, None
    for way, totals in networks(meant, part):
        stands = stands or totals
        for search in searches:
            search.add(way, totals)
        if (nodes := nodes + len(totals.graph)) > MOST_NODES:
            break
    given = {knob: str(value) for knob, value in meant.given.items()}
    found = [told_apart(search.found(), meant, part, stated, limit) for search in searches]
    if stands is not None:
        found = [replace(one, fits=other_metrics(one, stands, stated)) if one.nearest else one for one in found]
    return Reconciliation(
        meant.name,
        given,
        stated.convention.name,
        tuple(found),
        limit,
        is_cut=nodes > MOST_NODES,
        as_rows=as_rows,
        notes=notes,
        family=meant.catalog,
        own=bool(meant.catalog) and not given and part is None,
    )


def _understood(printed: Mapping[str, object]) -> tuple[dict[str, Printed], tuple[str, ...]]:
    """Printed numbers by metric, under whatever word they were given, and what a reader has to know of the word."""
    texts: dict[str, Printed] = {}
    notes: dict[str, None] = {}
    for word, text in printed.items():
        name, unit = CALLED.get(word, (word, "")) if isinstance(word, str) else (word, "")
        counted = metric(name)
        if (name := counted.name) in texts:
            raise CostModelError(f"{name} is given twice, once as {word}", given=text, allowed="each metric once")
        bare = isinstance(text, str) and text.strip()[-1:].isdigit()
        texts[name] = read(f"{text}{unit}" if bare or not isinstance(text, str) else text, counted)
        if word in CALLED and name == "mult_adds":
            notes[f"{word} are read as multiply-adds; what is called mac here is memory access cost"] = None
    return texts, tuple(notes)


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
