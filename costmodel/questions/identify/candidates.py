"""The networks of the catalog that an own network may be: first as they were published, then with what else may be changed."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from costmodel.archs import names
from costmodel.archs.common.knobs import Choice, Flag, Knob, Ratio
from costmodel.errors import CostModelError
from costmodel.numbers.show import shown
from costmodel.published.literature import tables
from costmodel.questions.identify.likeness import IMAGE, Skeleton
from costmodel.subjects import Subject, subject

MOST_STEPS = 4  # knobs that are changed one after another
MOST_FAMILIES = 6  # whose knobs are changed
MULTIPLIERS = [Fraction(number, 20) for number in range(1, 41)]


class Candidate(NamedTuple):
    """A network of the catalog, and how alike it is."""

    subject: Subject
    skeleton: Skeleton
    likeness: Fraction


def nearest(own: Skeleton) -> list[Candidate]:
    """The nearest network of each family that shares layers, the nearest first."""
    fixed = _seen(own)
    published = (_best(own, (_candidate(own, name, {**knobs, **fixed}) for knobs in _published(name))) for name in names())
    first = sorted((one for one in published if one is not None), key=lambda one: _distance(own, one))
    climbed = [_climbed(own, one) for one in first[:MOST_FAMILIES]] + first[MOST_FAMILIES:]
    return sorted((one for one in climbed if one.likeness), key=lambda one: _distance(own, one))


def _seen(own: Skeleton) -> dict[str, str]:
    """The knobs that every family has, as the network shows them."""
    *_, channels, height, width = (1, 1, 1, *own.graph.nodes[0].shape[-IMAGE:])
    side = f"{height}" if height == width else f"{height}x{width}"
    classes = own.graph.nodes[-1].elements // own.batch
    return {"resolution": side, "channels": f"{channels}", "classes": f"{classes}"}


def _published(name: str) -> Iterator[Mapping[str, Any]]:
    """The family as it is, and each setting that a row was printed of."""
    seen: dict[str, Mapping[str, Any]] = {repr([]): {}}
    for row in tables(name):
        knobs = row.get("knobs", {})
        seen.setdefault(repr(sorted(knobs.items())), knobs)
    yield from seen.values()


def _climbed(own: Skeleton, start: Candidate) -> Candidate:
    """The nearest that is reached by changing one switch, word or multiplier after another."""
    for _ in range(MOST_STEPS):
        given, knobs = start.subject.given, start.subject.knobs
        changes = ({**given, name: value} for name, knob in knobs.items() for value in _values(knob))
        best = _best(own, (_candidate(own, start.subject.name, changed) for changed in changes))
        if best is None or _distance(own, best) >= _distance(own, start):
            break
        start = best
    return start


def _values(knob: Knob) -> list[str]:
    """What a knob is tried with."""
    if isinstance(knob.kind, Flag):
        return ["true", "false"]
    if isinstance(knob.kind, Choice):
        return [shown(word) for word in knob.kind.words if word is not None]
    return [shown(value) for value in MULTIPLIERS] if isinstance(knob.kind, Ratio) else []


def _candidate(own: Skeleton, name: str, knobs: Mapping[str, Any]) -> Candidate | None:
    """A setting that can be built."""
    try:
        family = subject(name)
        which = family.with_({knob: value for knob, value in knobs.items() if str(value) != shown(family.knob(knob).default)})
        skeleton = Skeleton(which.build())
    except CostModelError:
        return None
    return Candidate(which, skeleton, own.likeness(skeleton))


def _best(own: Skeleton, candidates: Iterable[Candidate | None]) -> Candidate | None:
    """The most alike."""
    return min((one for one in candidates if one is not None), key=lambda one: _distance(own, one), default=None)


def _distance(own: Skeleton, one: Candidate) -> tuple[Fraction, int, int, int]:
    """How far a network is: by layers, by their number, by metrics that differ, by knobs that it takes to say so.

    The metrics, which take the longest, decide only between networks that have the same layers.
    """
    differing = sum(total != one.skeleton.totals[metric] for metric, total in own.totals.items()) if one.likeness == 1 else 0
    apart = abs(one.skeleton.layers.total() - own.layers.total())
    return 1 - one.likeness, apart, differing, len(one.subject.given)
