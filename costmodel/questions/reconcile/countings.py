"""What is counted: other operations, other parameters, parts left out, what a tool counts, operations for products."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from costmodel.formulas.conventions import CONVENTIONS, PAPER, convention
from costmodel.formulas.counting import Counting
from costmodel.formulas.select import Factor
from costmodel.published.basis import Basis
from costmodel.published.totals import Measure, Totals
from costmodel.questions.reconcile.way import AS_STATED, Decision, Way

CLASSIFIER = "classifier"
OPERATIONS = ("mult_adds", "flops")
# Operations besides the products that some count among them.
EXTRAS = {
    "bias_adds": "biases",
    "BatchNorm.writes": "normalisation at one operation an element",
    "BatchNorm.pointwise": "normalisation at two operations an element",
    "Activation.writes": "activations",
    "Add.pointwise": "residual sums",
    "Scale.pointwise": "gates' products",
    "GlobalPool.pointwise": "global pooling",
    "Pool.pointwise": "pooling",
}
EXCLUSIVE = {"BatchNorm.writes", "BatchNorm.pointwise"}
MOST_EXTRAS = 3
PARAMETERS = {"biases": "biases", "norms": "normalisation"}
STATISTICS = "statistics"


class Countings:
    """The ways to count one metric, of networks with the same scopes and kinds of operations made once.

    Args:
        stated: what the source says.
        counting: what holds where it says nothing.
    """

    def __init__(self, stated: Basis, counting: Counting) -> None:
        self._stated = stated
        self._counting = counting
        self._measure = Measure.of(stated, counting)
        self._extras = {kind: Measure.of(Basis(metric="flops", counts={kind: 1})) for kind in EXTRAS}
        self._ways: dict[tuple[tuple[str, ...], ...], list[tuple[Way, Measure]]] = {}
        self._changed: dict[tuple[Decision, ...], Measure] = {}

    def of(self, network: Totals) -> Sequence[tuple[Way, Measure]]:
        """The ways to count one network, the stated one first."""
        key = network.scopes, self._kinds(network)
        if key not in self._ways:
            ways = counted(self._stated, self._measure, *key)
            self._ways[key] = [(way, self._measured(way)) for way in ways]
        return self._ways[key]

    def _kinds(self, network: Totals) -> tuple[str, ...]:
        """Of the operations that may be counted besides the products, those that the network has."""
        if self._measure.metric.name not in OPERATIONS:
            return ()
        return tuple(kind for kind, measure in self._extras.items() if network.of(measure))

    def _measured(self, way: Way) -> Measure:
        if way.decisions not in self._changed:
            basis = self._stated.model_copy(update=dict(way.change))
            self._changed[way.decisions] = Measure.of(basis, self._counting)
        return self._changed[way.decisions]


def counted(stated: Basis, measure: Measure, scopes: Sequence[str], kinds: Sequence[str]) -> list[Way]:
    """The ways to count a metric of a network with these scopes and kinds of operations, the stated one first.

    Of a metric of whole networks there is one: nothing that a basis says of nodes changes it.
    """
    if measure.metric.of_network is not None:
        return [AS_STATED]
    without = measure.counting.convention.without
    ways = [AS_STATED, *_other_contents(measure, kinds)]
    if CLASSIFIER in scopes:
        ways += [_left_out(way, without, CLASSIFIER, 2) for way in ways]
    ways.append(_left_out(AS_STATED, without, "FC", 3))
    ways += [_left_out(AS_STATED, without, scope, 5) for scope in scopes if scope != CLASSIFIER]
    if stated.counts is None and _counts_as_paper(measure):
        ways += _by_tools(measure)
    if stated.metric in OPERATIONS and stated.factor is None:
        ways += [_times(way, stated.metric) for way in ways]
    return ways


def _times(way: Way, metric: str) -> Way:
    number, factor = ("two", Fraction(2)) if metric == "mult_adds" else ("one", Fraction(1, 2))
    return way.and_({"factor": factor}, Decision(2, f"a multiply-add counts as {number}"))


def _other_contents(measure: Measure, kinds: Sequence[str]) -> Iterator[Way]:
    if measure.counts is None:
        return
    tally, name = dict(measure.counts), measure.metric.tally
    if name in OPERATIONS:
        yield from _more_operations(tally, kinds)
    elif name == "params":
        yield from _other_parameters(tally, measure.factor)
    elif name == "activations" and "FC.writes" not in tally:
        decision = Decision(3, "outputs of fully connected layers are counted")
        yield AS_STATED.and_({"counts": {**tally, "FC.writes": 1}}, decision)


def _more_operations(tally: Mapping[str, Factor], present: Sequence[str]) -> Iterator[Way]:
    """Once other operations are counted at all, each further kind is a smaller step."""
    kinds = [kind for kind in present if kind not in tally]
    for size in range(1, MOST_EXTRAS + 1):
        for chosen in combinations(kinds, size):
            if set(chosen) >= EXCLUSIVE:
                continue
            steps = (3, *(size - 1) * (1,))
            decisions = [Decision(cost, f"{EXTRAS[kind]} counted too") for cost, kind in zip(steps, chosen, strict=True)]
            yield AS_STATED.and_({"counts": {**tally, **dict.fromkeys(chosen, 1)}}, *decisions)
    if "pointwise" not in tally:
        everything = {**tally, "bias_adds": 1, "pointwise": 1}
        yield AS_STATED.and_({"counts": everything}, Decision(4, "all other operations counted too"))


def _other_parameters(tally: Mapping[str, Factor], factor: Factor) -> Iterator[Way]:
    present = [kind for kind in PARAMETERS if kind in tally]
    for size in range(1, len(present) + 1):
        for chosen in combinations(present, size):
            decisions = [Decision(2, f"without {PARAMETERS[kind]}") for kind in chosen]
            yield AS_STATED.and_({"counts": {kind: n for kind, n in tally.items() if kind not in chosen}}, *decisions)
    if STATISTICS in tally:
        return
    statistics = Decision(2, "running statistics counted too")
    yield AS_STATED.and_({"counts": {**tally, STATISTICS: 1}}, statistics)
    if tally.get("norms") == 1 and factor == 1:  # TensorFlow's normalisation learns no scale unless it is told to
        shift = Decision(3, "normalisation learns a shift alone")
        for more, taken in (({}, (shift,)), ({STATISTICS: 1}, (shift, statistics))):
            # The scale's half of the norms goes: all is counted twice but the norms, and the factor takes it back.
            counts = {**{kind: 2 * n for kind, n in {**tally, **more}.items()}, "norms": 1}
            yield AS_STATED.and_({"counts": counts, "factor": Fraction(1, 2)}, *taken)


def _left_out(way: Way, without: frozenset[str], part: str, cost: int) -> Way:
    """The same count without one outermost scope, or without the fully connected layers."""
    words = {CLASSIFIER: "the classifier", "FC": "fully connected layers"}.get(part, part)
    return way.and_({"without": (*sorted(without), part)}, Decision(cost, f"without {words}"))


def _counts_as_paper(measure: Measure) -> bool:
    return measure.counts is not None and dict(measure.counts) == getattr(PAPER, measure.metric.tally)


def _by_tools(measure: Measure) -> Iterator[Way]:
    for name in CONVENTIONS:
        counting = convention(name)
        prints = counting.prints
        if name != PAPER.name and not counting.same_as and (not prints or measure.metric.name in prints):
            yield AS_STATED.and_({"convention": name}, Decision(4 if counting.rare else 3, f"as {name} counts"))
