"""What is counted: other operations or parameters, parts left out, what a tool counts, bytes for counts, several samples."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from costmodel.formulas.conventions import CONVENTIONS, PAPER, convention
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import METRICS
from costmodel.formulas.select import Factor
from costmodel.published.basis import Basis
from costmodel.published.totals import Measure, Totals
from costmodel.questions.reconcile.costs import (
    BIASED,
    BYTES,
    FURTHER,
    MORE_OPERATIONS,
    OTHER_WORD,
    PART,
    PRESENCE,
    RARE_TOOL,
    SAMPLES,
    TOOL,
    TWICE,
)
from costmodel.questions.reconcile.way import AS_STATED, Decision, Way

CLASSIFIER = "classifier"
OPERATIONS = {"mult_adds": "multiply-adds", "flops": "FLOPs"}
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
PER_SAMPLE = (*OPERATIONS, "activations")  # metrics that are a multiple of one sample's
BATCHES = (*range(2, 17), 20, 24, 30, 32, 50, 64, 100, 128, 256)


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
            self._ways[key] = [(way, self._measured(way)) for way in self._counted(*key)]
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

    def _counted(self, scopes: Sequence[str], kinds: Sequence[str]) -> list[Way]:
        """The ways to count the metric of a network with these scopes and kinds of operations, the stated one first.

        Of a metric of whole networks there is one: nothing that a basis says of nodes changes it.
        """
        if METRICS[self._measure.metric.tally].of_network is not None:
            return [AS_STATED]
        words = [AS_STATED, *self._other_word()]
        ways = [way for word in words for way in self._contents(word, scopes, kinds)]
        if self._stated.counts is None and _counts_as_paper(self._measure):
            ways += _by_tools(self._measure)
        if self._measure.metric.name == "params":
            plain = [way for way in ways if way.cost <= TOOL]
            ways += map(_biased, plain)
            ways += map(_in_bytes, plain)
        return ways

    def _other_word(self) -> Iterator[Way]:
        """FLOPs and multiply-adds are taken for each other, with or without the factor of two that lies between them."""
        name = self._measure.metric.name
        if name in OPERATIONS and self._stated.factor is None and self._stated.counts is None:
            other = next(word for word in OPERATIONS if word != name)
            words = f"with {OPERATIONS[other]} called {OPERATIONS[name]}"
            yield AS_STATED.and_({"metric": other}, Decision(OTHER_WORD, words))

    def _contents(self, word: Way, scopes: Sequence[str], kinds: Sequence[str]) -> Iterator[Way]:
        """What is counted or left out under one word."""
        measure = self._measured(word)
        without = measure.counting.convention.without
        for way in (word, *(word.with_(other) for other in _other_contents(measure, kinds))):
            yield way
            if CLASSIFIER in scopes:
                yield _left_out(way, without, CLASSIFIER, PRESENCE)
        yield _left_out(word, without, "FC", MORE_OPERATIONS)
        for scope in scopes:
            if scope != CLASSIFIER:
                yield _left_out(word, without, scope, PART)


def of_samples(way: Way, metric: str) -> Iterator[tuple[int, Way]]:
    """So many samples counted together, where that is a multiple of one."""
    if metric in PER_SAMPLE:
        for samples in BATCHES:
            yield samples, way.and_({"batch": samples}, Decision(SAMPLES, f"for {samples} samples at once"))


def _other_contents(measure: Measure, kinds: Sequence[str]) -> Iterator[Way]:
    if measure.counts is None:
        return
    tally, name = dict(measure.counts), measure.metric.tally
    if name in OPERATIONS:
        yield from _more_operations(tally, kinds)
    elif name == "params":
        yield from _other_parameters(tally, measure.factor)
    elif name == "activations" and "FC.writes" not in tally:
        decision = Decision(MORE_OPERATIONS, "with outputs of fully connected layers counted")
        yield AS_STATED.and_({"counts": {**tally, "FC.writes": 1}}, decision)


def _more_operations(tally: Mapping[str, Factor], present: Sequence[str]) -> Iterator[Way]:
    """Once other operations are counted at all, each further kind is a smaller step."""
    kinds = [kind for kind in present if kind not in tally]
    for size in range(1, MOST_EXTRAS + 1):
        for chosen in combinations(kinds, size):
            if set(chosen) >= EXCLUSIVE:
                continue
            steps = (MORE_OPERATIONS, *(size - 1) * (FURTHER,))
            decisions = [Decision(cost, f"with {EXTRAS[kind]} counted too") for cost, kind in zip(steps, chosen, strict=True)]
            yield AS_STATED.and_({"counts": {**tally, **dict.fromkeys(chosen, 1)}}, *decisions)
    if "pointwise" not in tally:
        everything = {**tally, "bias_adds": 1, "pointwise": 1}
        yield AS_STATED.and_({"counts": everything}, Decision(MORE_OPERATIONS, "with all other operations counted too"))


def _other_parameters(tally: Mapping[str, Factor], factor: Factor) -> Iterator[Way]:
    present = [kind for kind in PARAMETERS if kind in tally]
    for size in range(1, len(present) + 1):
        for chosen in combinations(present, size):
            decisions = [Decision(PRESENCE, f"without {PARAMETERS[kind]}") for kind in chosen]
            yield AS_STATED.and_({"counts": {kind: n for kind, n in tally.items() if kind not in chosen}}, *decisions)
    if STATISTICS in tally:
        return
    statistics = Decision(PRESENCE, "with running statistics counted too")
    yield AS_STATED.and_({"counts": {**tally, STATISTICS: 1}}, statistics)
    if tally.get("norms") == 1 and factor == 1:  # TensorFlow's normalisation learns no scale unless it is told to
        shift = Decision(MORE_OPERATIONS, "with normalisation that learns a shift alone")
        for more, taken in (({}, (shift,)), ({STATISTICS: 1}, (shift, statistics))):
            # The scale's half of the norms goes: all is counted twice but the norms, and the factor takes it back.
            counts = {**{kind: 2 * n for kind, n in {**tally, **more}.items()}, "norms": 1}
            yield AS_STATED.and_({"counts": counts, "factor": Fraction(1, 2)}, *taken)


def _left_out(way: Way, without: frozenset[str], part: str, cost: int) -> Way:
    """The same count without one outermost scope, or without the fully connected layers."""
    words = {CLASSIFIER: "the classifier", "FC": "fully connected layers"}.get(part, part)
    return way.and_({"without": (*sorted(without), part)}, Decision(cost, f"without {words}"))


def _biased(way: Way) -> Way:
    """As implementations have it whose convolutions keep a bias beside the shift of the normalisation that follows."""
    written = dict.fromkeys(("Conv", "GConv", "DWConv"), "biased")
    return way.and_({"written": written}, Decision(BIASED, "with a bias in every convolution"))


def _in_bytes(way: Way) -> Way:
    return way.and_({"metric": "weight_bytes"}, Decision(BYTES, "with bytes taken for a count"))


def _counts_as_paper(measure: Measure) -> bool:
    return measure.counts is not None and dict(measure.counts) == getattr(PAPER, measure.metric.tally)


def _by_tools(measure: Measure) -> Iterator[Way]:
    """What a tool prints, under whatever word; of operations also the double of what it prints, and the half."""
    name = measure.metric.name
    for tool in CONVENTIONS:
        counting = convention(tool)
        prints = counting.prints
        if tool == PAPER.name or counting.same_as:
            continue
        cost = RARE_TOOL if counting.rare else TOOL
        if name not in OPERATIONS:
            if not prints or name in prints:
                yield AS_STATED.and_({"convention": tool}, Decision(cost, f"as {tool} counts"))
            continue
        for metric in OPERATIONS if not prints else [metric for metric in OPERATIONS if metric in prints]:
            words, change = f"as {tool} counts", {"convention": tool}
            if metric != name:
                words, change = f"{words} {prints.get(metric, OPERATIONS[metric])}", {**change, "metric": metric}
            way = AS_STATED.and_(change, Decision(cost, words))
            yield way
            if measure.factor == 1:
                yield way.and_({"factor": Fraction(2)}, Decision(TWICE, "doubled"))
                yield way.and_({"factor": Fraction(1, 2)}, Decision(TWICE, "halved"))
