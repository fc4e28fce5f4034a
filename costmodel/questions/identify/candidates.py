"""The networks of the catalog that an own network may be: first as they were published, then with what else may be changed."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from costmodel.archs import names
from costmodel.archs.common.kinds import Choice, Flag, Ratio
from costmodel.archs.common.knobs import Knob
from costmodel.errors import CostModelError
from costmodel.numbers.show import shown
from costmodel.published.literature import tables
from costmodel.questions.identify.likeness import IMAGE, Skeleton
from costmodel.subjects import Subject, subject

MOST_STEPS = 4  # knobs that are changed one after another
MOST_FAMILIES = 6  # whose knobs are changed
MOST_NODES = 600_000  # of all networks that are built, which takes some seconds
MULTIPLIERS = [Fraction(number, 20) for number in range(1, 41)]


class Candidate(NamedTuple):
    """A network of the catalog, and how alike it is."""

    subject: Subject
    skeleton: Skeleton
    likeness: Fraction


class Search:
    """The search for a network in the catalog.

    Attributes:
        nodes: of all networks that have been built.
    """

    def __init__(self, own: Skeleton) -> None:
        self.own = own
        self.nodes = 0

    def nearest(self) -> list[Candidate]:
        """The nearest network of each family that shares layers, the nearest first."""
        published = (self._best(name, self._published(name)) for name in names())
        first = sorted((one for one in published if one is not None), key=self._distance)
        climbed = [*map(self._climbed, first[:MOST_FAMILIES]), *first[MOST_FAMILIES:]]
        return sorted((one for one in climbed if one.likeness), key=self._distance)

    def _published(self, name: str) -> Iterator[Mapping[str, Any]]:
        """The family as it is, and each setting that a row was printed of; what all families have is as the network has it."""
        *_, channels, height, width = (1, 1, 1, *self.own.graph.nodes[0].shape[-IMAGE:])
        side = f"{height}" if height == width else f"{height}x{width}"
        classes = self.own.graph.nodes[-1].elements // self.own.batch
        fixed = {"resolution": side, "channels": f"{channels}", "classes": f"{classes}"}
        settings = [{}, *(row.get("knobs", {}) for row in tables(name))]
        for knobs in {repr(sorted(knobs.items())): knobs for knobs in settings}.values():
            yield {**knobs, **fixed}

    def _climbed(self, start: Candidate) -> Candidate:
        """The nearest that is reached by changing one switch, word or multiplier after another."""
        for _ in range(MOST_STEPS):
            given, knobs = start.subject.given, start.subject.knobs
            best = self._best(
                start.subject.name, ({**given, name: value} for name, knob in knobs.items() for value in _values(knob))
            )
            if best is None or self._distance(best) >= self._distance(start):
                break
            start = best
        return start

    def _best(self, name: str, settings: Iterable[Mapping[str, Any]]) -> Candidate | None:
        """The most alike network of a family."""
        candidates = (self._candidate(name, knobs) for knobs in settings if self.nodes < MOST_NODES)
        return min((one for one in candidates if one is not None), key=self._distance, default=None)

    def _candidate(self, name: str, knobs: Mapping[str, Any]) -> Candidate | None:
        """A setting that can be built."""
        try:
            family = subject(name)
            given = {knob: value for knob, value in knobs.items() if str(value) != shown(family.knob(knob).default)}
            which = family.with_(given)
            skeleton = Skeleton(which.build())
        except CostModelError:
            return None
        self.nodes += len(skeleton.graph)
        return Candidate(which, skeleton, self.own.likeness(skeleton))

    def _distance(self, one: Candidate) -> tuple[Fraction, int, int, int]:
        """How far a network is: by layers, by their number, by metrics that differ, by knobs that it takes to say so.

        The metrics, which take the longest, decide only between networks that have the same layers.
        """
        same = one.likeness == 1
        differing = sum(total != one.skeleton.totals[metric] for metric, total in self.own.totals.items()) if same else 0
        apart = abs(one.skeleton.layers.total() - self.own.layers.total())
        return 1 - one.likeness, apart, differing, len(one.subject.given)


def _values(knob: Knob) -> list[str]:
    """What a knob is tried with."""
    if isinstance(knob.kind, Flag):
        return ["true", "false"]
    if isinstance(knob.kind, Choice):
        return [shown(word) for word in knob.kind.words if word is not None]
    return [shown(value) for value in MULTIPLIERS] if isinstance(knob.kind, Ratio) else []
