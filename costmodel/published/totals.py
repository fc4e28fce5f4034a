"""What a network comes to on any basis: one evaluator, for a row's verdict and for the search of `reconcile`.

The search asks hundreds of bases of each of a hundred networks. So the facts of a network are added up once, by type and
scope, and what one basis counts is a short sum of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from costmodel.archs import architecture, built
from costmodel.archs.common.spec import Spec
from costmodel.errors import CostModelError, UnknownName, quoted
from costmodel.formulas.counting import STANDARD, Counting, fold
from costmodel.formulas.metrics import METRICS, Metric, cost
from costmodel.formulas.part import Part
from costmodel.formulas.select import Factor, Select, summed
from costmodel.ir.graph import Graph, Node
from costmodel.ir.ops.op import KINDS
from costmodel.numbers.algebra import ceil_div
from costmodel.published.basis import Basis


class Measure(NamedTuple):
    """A basis made ready to be asked of networks.

    Attributes:
        counts: the facts that are added up, and how often; None for a metric that is no sum of facts.
        sees: what its convention sees of a network; conventions that see the same share it.
        scopes: those that it names.
    """

    metric: Metric
    counting: Counting
    counts: tuple[tuple[str, Factor], ...] | None
    factor: Factor
    sees: tuple[Any, ...]
    scopes: frozenset[str]

    @classmethod
    def of(cls, basis: Basis, otherwise: Counting = STANDARD) -> "Measure":
        """Of a basis; what it does not say is as `otherwise` has it.

        Raises:
            CostModelError: if its metric or convention does not exist.
        """
        metric, counting = basis.measured, basis.counting(otherwise)
        convention = counting.convention
        tally = convention.tallies.get(metric.tally)
        factor = basis.factor if basis.factor is not None else Fraction(1)
        return cls(
            metric,
            counting,
            None if tally is None else tuple(getattr(convention, metric.tally).items()),
            factor.numerator if factor.denominator == 1 else factor,
            (
                metric.tally,
                frozenset(convention.sees.items()),
                convention.implementation,
                convention.ways,
                tuple(convention.misreads.items()),
                convention.knows,
                counting.batch,
            ),
            convention.without_scopes.union(() if tally is None else tally.scopes),
        )


class Totals:
    """The totals of one network, or of a part of it.

    Attributes:
        scopes: outermost scopes in construction order.
    """

    def __init__(self, graph: Graph, whole: "Totals | None" = None) -> None:
        self.graph = graph
        self.scopes = tuple(dict.fromkeys(node.module for node in graph.nodes if node.inputs))
        self._whole = whole
        self._known: frozenset[str] = frozenset(self.scopes) if whole is None else whole._known
        self._folds: dict[tuple[Any, ...], Fold] = {}
        self._views: dict[tuple[Any, ...], View] = {}
        self._within: dict[str, Totals] = {}

    def of(self, measure: Measure) -> Any:
        """What the network comes to: an int, or a Fraction where the convention or the basis counts by fractions.

        Raises:
            CostModelError: if it lacks a scope that is left out or counted apart, or the metric has no parts and this is one.
        """
        if not measure.scopes <= self._known:
            raise UnknownName("kind or scope", min(measure.scopes - self._known), [*sorted(self._known), *KINDS])
        metric, counting = measure.metric, measure.counting
        if METRICS[metric.tally].of_network is not None:  # it is one of a whole network, or follows from one
            if self._whole is not None:
                raise CostModelError(f"{metric.name} is a property of whole networks; it has no parts")
            return cost(self.graph, counting, [metric.name])[metric.name] * measure.factor
        view, without = self._view(measure), counting.convention.without
        if measure.counts is None:
            rule = METRICS[metric.tally].of_part
            assert rule is not None
            counted = summed(rule(part, counting.convention) for part in view.fold.parts if not _left_out(part, without))
        else:
            counted = sum(view.fact(select, without) * factor for select, factor in measure.counts)
        if metric.of_total is not None:
            counted = metric.of_total(counted, counting)
        return counted * measure.factor

    def part(self, name: str) -> "Totals":
        """The totals of a type, kind or scope, at whatever depth, of the network as it is drawn.

        Raises:
            CostModelError: if the network has no such part.
        """
        if name not in self._within:
            nodes = tuple(node for node in self.graph.nodes if belongs(node, name))
            if not nodes:
                raise CostModelError(f"the network has no part {quoted(name)}", given=name, allowed="a type, kind or scope")
            self._within[name] = Totals(replace(self.graph, nodes=nodes), self)
        return self._within[name]

    def pruned(self, density: Mapping[str, Fraction]) -> "Totals":
        """With fewer weights, rounded up in each layer; the work that they do is left as it is.

        Args:
            density: the part of the weights that is left, by scope.
        """
        left = {node.name: kept for part, kept in density.items() for node in self.graph.nodes if belongs(node, part)}
        nodes = (
            node._replace(work=node.work._replace(weights=ceil_div(node.work.weights * left.get(node.name, 1), 1)))
            for node in self.graph.nodes
        )
        return Totals(replace(self.graph, nodes=tuple(nodes)))

    def _view(self, measure: Measure) -> "View":
        if measure.sees not in self._views:
            convention = measure.counting.convention
            if convention.without:
                convention = replace(convention, without=frozenset())
            key = convention.implemented(self.graph), tuple(convention.misreads.items()), measure.counting.batch
            if key not in self._folds:
                self._folds[key] = Fold(fold(self.graph, "module", replace(measure.counting, convention=convention)))
            folded, tally = self._folds[key], convention.tallies.get(measure.metric.tally)
            weights = None if tally is None else tuple(map(tally.weigh, folded.parts))
            alike = (view for view in self._views.values() if view.fold is folded and view.weights == weights)
            self._views[measure.sees] = next(alike, None) or View(folded, weights)
        return self._views[measure.sees]


class Fold:
    """The parts of a network, and which of them have a fact."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self._having: dict[str, list[tuple[int, Any]]] = {}

    def having(self, text: str) -> list[tuple[int, Any]]:
        """The places of the parts that have a selected fact, and how much of it."""
        if text not in self._having:
            fact, where = _select(text)
            counts = ((place, getattr(part.work, fact)) for place, part in enumerate(self.parts) if where.holds(part))
            self._having[text] = [(place, count) for place, count in counts if count]
        return self._having[text]


class View:
    """What a convention sees of a network: how often each part counts; all alike where that is not said."""

    def __init__(self, folded: Fold, weights: tuple[Factor, ...] | None) -> None:
        self.fold = folded
        self.weights = weights
        self._sums: dict[tuple[str, frozenset[str]], Any] = {}

    def fact(self, text: str, without: frozenset[str]) -> Any:
        """The sum of one selected fact, without some kinds and outermost scopes."""
        key = text, without
        if key not in self._sums:
            having, parts, weights = self.fold.having(text), self.fold.parts, self.weights
            if without:
                having = [(place, count) for place, count in having if not _left_out(parts[place], without)]
            self._sums[key] = sum(count if weights is None else count * weights[place] for place, count in having)
        return self._sums[key]


def totals_of(name: str, basis: Basis) -> Totals:
    """The totals of the network that a basis has of an architecture.

    Raises:
        CostModelError: if there is no such architecture or knob, or a part that is pruned.
    """
    whole = _setting(name, tuple(sorted(basis.knobs.items())))
    return whole.pruned(basis.density) if basis.density else whole


@cache
def _setting(name: str, knobs: tuple[tuple[str, Any], ...]) -> Totals:
    return _network(name, architecture(name).Spec.read(dict(knobs)))


@cache
def _network(name: str, spec: Spec) -> Totals:
    """One network however a row spells its knobs: `alpha = "1.0"`, `resolution = 224`, or none."""
    return Totals(built(name, spec))


_select = cache(Select.read)


def belongs(node: Node, part: str) -> bool:
    return part in (node.type, node.kind) or f"{node.name}/".startswith(f"{part}/")


def _left_out(part: Part, without: frozenset[str]) -> bool:
    return part.module in without or part.kind in without
