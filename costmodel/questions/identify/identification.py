"""What `identify` answers: the nearest networks of the catalog, and what is published of the one that it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.errors import CostModelError
from costmodel.formulas.counting import STANDARD, Counting
from costmodel.formulas.metrics import METRICS
from costmodel.published.literature import rows_about
from costmodel.published.verdict import Judged, judge
from costmodel.questions.identify.candidates import Candidate, Search
from costmodel.questions.identify.likeness import Skeleton
from costmodel.questions.rows import published_numbers, record_of
from costmodel.subjects import AsSubject, Knobs, subject

SCHEMA = "costmodel/identify-1"
SHOWN = 3  # candidates


@dataclass(frozen=True, eq=False, repr=False)
class Identification(Answer):
    """Which network of the catalog a network is.

    Attributes:
        candidates: the nearest networks, one a family, the nearest first.
        published: rows of the literature about the network that it is; none where it is none.
    """

    name: str
    own: Skeleton
    candidates: tuple[Candidate, ...]
    published: tuple[Judged, ...]
    counting: Counting = STANDARD

    @property
    def found(self) -> Candidate | None:
        """The network that has the same layers."""
        return next((one for one in self.candidates if one.likeness == 1), None)

    @property
    def lines(self) -> list[str]:
        """The answer in a sentence, and in what the network differs from the nearest one."""
        if not self.candidates:
            return ["no network of the catalog shares a layer with it"]
        first, weighted = self.candidates[0], f"{self.own.layers.total()} convolutions and matrix products"
        label = first.subject.label
        if self.found is None:
            same = f"{_percent(first)} of its {weighted} have the same weights and mult-adds"
            return [f"it is no network of the catalog; nearest is {label}: {same}", *_layers(self.own, first)]
        apart = [name for name, total in self.own.totals.items() if total != first.skeleton.totals[name]]
        if not apart:
            return [f"it is {label}: its {weighted} are the same, and so is every total"]
        said = [f"{name} {self.own.totals[name]:,} here and {first.skeleton.totals[name]:,} there" for name in apart]
        return [
            f"it has the layers of {label}: its {weighted} are the same",
            f"what stands between them differs: {'; '.join(said)}",
        ]

    def record(self) -> dict[str, Any]:
        """The contract of `identify --format json`."""
        return {
            "schema": SCHEMA,
            "network": self.name,
            "convention": STANDARD.convention.name,
            "is": None if self.found is None else self.found.subject.label,
            "candidates": [
                {"network": one.subject.label, "likeness": round(float(one.likeness), 6), "totals": one.skeleton.totals}
                for one in self.candidates
            ],
            "totals": self.own.totals,
            "published": [record_of(judged) for judged in self.published],
        }

    def document(self) -> Document:
        """The candidates beside the network, metric by metric."""
        rows = [[self.name, None, *self.own.totals.values()]]
        rows += [[one.subject.label, one.likeness, *one.skeleton.totals.values()] for one in self.candidates]
        columns = [Column("network"), Column("layers alike %", "share")]
        columns += [
            Column(name, "integer", 0 if name in ("mult_adds", "params") else 1, METRICS[name].unit) for name in self.own.totals
        ]
        tables = [
            Table("nearest in the catalog", columns, rows),
            *published_numbers("published for that network", self.published),
        ]
        return Document(self.name, [*self.lines, self.counting.line], tables)


def identify(network: AsSubject, knobs: Knobs = None, *, partial: bool = False) -> Identification:
    """Which network of the catalog a network is, if any, so that its published rows apply.

    Two networks are the same here if their convolutions and matrix products are: as many weights and mult-adds, layer for
    layer. In what else they differ, the totals show.

    Args:
        network: the network.
        knobs: of the network, as text or numbers.
        partial: leave out ops of which nothing is known; every number is then a least.

    Raises:
        CostModelError: if a name or knob is not allowed, or the network's sizes are no numbers.

    Example:
        >>> identify(build("squeezenet", version="1.1")).record()["is"]
        'squeezenet:version=1.1'
    """
    which = subject(network, knobs)
    counting = Counting(partial=partial)
    own = Skeleton(which.build(), counting)
    if not all(type(total) is int for total in own.totals.values()):
        raise CostModelError(f"{which.name}: only a network in numbers is one of the catalog", allowed="a number for each knob")
    candidates = tuple(Search(own).nearest()[:SHOWN])
    published: tuple[Judged, ...] = ()
    if candidates and candidates[0].likeness == 1:
        found = candidates[0].subject
        published = tuple(map(judge, rows_about(found.catalog, found.read())))
    return Identification(which.label, own, candidates, published, counting)


def _percent(one: Candidate) -> str:
    return f"{float(one.likeness) * 100:.0f} %"


def _layers(own: Skeleton, nearest: Candidate) -> Iterator[str]:
    """The layers that only one of two networks has."""
    for name, beyond in (("it", own.beyond(nearest.skeleton)), (nearest.subject.label, nearest.skeleton.beyond(own))):
        if beyond:
            yield f"layers that only {name} has: {', '.join(f'{number} {kind}' for kind, number in beyond.most_common())}"
