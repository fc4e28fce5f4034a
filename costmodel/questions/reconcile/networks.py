"""Which network was counted: the one that was named, or one under other knobs."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product
from numbers import Rational
from typing import Any

from costmodel.archs.common.kinds import Choice, Flag, Pixels
from costmodel.archs.common.knobs import Knob
from costmodel.archs.common.spec import Spec
from costmodel.errors import CostModelError, quoted
from costmodel.formulas.metrics import cost
from costmodel.ir.graph import Graph
from costmodel.numbers.show import shown
from costmodel.published.literature import tables
from costmodel.published.totals import Totals
from costmodel.questions.reconcile.costs import FURTHER, NEIGHBOUR, SETTING, STRUCTURE, USUAL
from costmodel.questions.reconcile.way import AS_STATED, Decision, Way
from costmodel.subjects import Subject

RESOLUTIONS = (32, 64, 96, 112, 128, 160, 192, 224, 227, 240, 256, 288, 299, 320, 331, 384, 448, 512)
CLASSES = (10, 100, 1000, 1001)
MOST_PAIRS = 500  # of switches; more are the members of a space rather than decisions of an implementation


def networks(subject: Subject, part: str | None = None) -> Iterator[tuple[Way, Totals]]:
    """The network that was named, and those that differ from it in one knob, in two switches, or as a published one does.

    A number's other values are its default, those that the published rows of a family build with, and for one that decides
    the structure also its neighbours. Where most implementations have a knob otherwise than the paper, so may they all, with
    another input or other classes. A subject without knobs is one network.

    Args:
        part: a type, kind or scope, if only that part of each shall be counted.

    Raises:
        CostModelError: if the network that was named cannot be built or lacks the part; others that do are passed over.
    """
    for way, spec in settings(subject):
        try:
            graph = subject.built(spec)
            if way is AS_STATED:
                _refuse_expressions(subject, graph)
            totals = Totals(graph)
            yield way, totals if part is None else totals.part(part)
        except CostModelError:
            if way is AS_STATED:
                raise


def _refuse_expressions(subject: Subject, graph: Graph) -> None:
    """A printed number is of a network whose sizes are numbers."""
    for metric, total in cost(graph).items():
        if not isinstance(total, Rational):
            raise CostModelError(
                f"{subject.name}: {metric} is {quoted(total)}, and a printed number is of one network",
                given=total,
                allowed="a number for each knob",
            )


def settings(subject: Subject) -> Iterator[tuple[Way, Spec]]:
    """The knobs of those networks, each network once.

    Raises:
        CostModelError: if the subject's own knobs are not allowed; others that are not are passed over.
    """
    named = subject.read()
    yield AS_STATED, named
    seen = {_identity(named)}
    given = {knob: str(value) for knob, value in subject.given.items()}
    published = [row.get("knobs", {}) for row in tables(subject.catalog)] if subject.catalog else []
    for changed in _changes(subject.knobs, given, published):
        try:
            spec = subject.read(changed)
        except CostModelError:
            continue
        if (identity := _identity(spec)) not in seen:
            seen.add(identity)
            yield _with_knobs(changed, subject.knobs, given), spec


def _identity(spec: Spec) -> str:
    return repr(sorted(spec.canonical().items()))


def _changes(
    knobs: Mapping[str, Knob], given: Mapping[str, str], published: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Knobs to change, as a user would type them; of two ways to one network the cheaper first."""
    usual = {name: _typed(knob.usual.value) for name, knob in knobs.items() if knob.usual and name not in given}
    if usual:
        yield usual
    for name, knob in sorted(knobs.items(), key=lambda item: not _common(item[1])):
        for value in _values(knob, given.get(name), [row[name] for row in published if name in row]):
            yield {name: value}
            if usual and value in _common(knob):
                yield {**usual, name: value}
    # Two switches or words together, as implementations have it that differ from the paper in more than one way.
    switches = [[(name, value) for value in _values(knob, None, ())] for name, knob in knobs.items() if _is_switch(knob)]
    pairs = [pair for one, other in combinations(switches, 2) for pair in product(one, other)]
    if len(pairs) <= MOST_PAIRS:
        yield from map(dict, pairs)
    for row in published:
        if changed := {name: value for name, value in row.items() if str(value) != given.get(name)}:
            yield changed


def _values(knob: Knob, given: str | None, used: Sequence[Any]) -> list[Any]:
    """Other values of a knob."""
    kind = knob.kind
    if isinstance(kind, Flag):
        return [True, False]
    if isinstance(kind, Choice):
        return [_typed(word) for word in kind.words if word is not None]
    near = _neighbours(knob, given)
    return [value for value in dict.fromkeys([*_common(knob), _typed(knob.default), *near, *used]) if value is not None]


def _typed(value: Any) -> Any:
    """As a user would type it."""
    return shown(value) if isinstance(value, Fraction) else value


def _common(knob: Knob) -> Sequence[int]:
    """The values that are common everywhere."""
    if isinstance(knob.kind, Pixels):
        return RESOLUTIONS
    return CLASSES if knob.name == "classes" else ()


def _neighbours(knob: Knob, given: str | None) -> list[int]:
    """One more and one less of what decides the structure."""
    text = given or str(knob.default)
    return [int(text) - 1, int(text) + 1] if knob.structural and knob.is_whole and text.isdecimal() else []


def _is_switch(knob: Knob) -> bool:
    return isinstance(knob.kind, Flag | Choice)


def _with_knobs(changed: Mapping[str, Any], knobs: Mapping[str, Knob], given: Mapping[str, str]) -> Way:
    """Other knobs: the dearest makes it another network, or the same one under other settings; each further one adds little."""
    costs = {name: _cost(knobs[name], value, given.get(name)) for name, value in changed.items()}
    dearest = max(costs, key=lambda name: (costs[name], name))
    decisions = []
    for name in sorted(changed):
        knob, value = knobs[name], changed[name]
        words = knob.said(value)
        if knob.usual and value == _typed(knob.usual.value):
            words = f"{knob.usual.called}, {words}"
        decisions.append(Decision(costs[name] if name == dearest else FURTHER, words))
    return AS_STATED.and_({"knobs": dict(changed)}, *decisions)


def _cost(knob: Knob, value: Any, given: str | None) -> int:
    if knob.usual and value == _typed(knob.usual.value):
        return USUAL
    if value in _common(knob):
        return SETTING
    return NEIGHBOUR if value in _neighbours(knob, given) else STRUCTURE
