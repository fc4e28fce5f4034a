"""What a budget's network comes to: of one configuration, of a part of it, or at worst among many."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from costmodel.errors import CostModelError, UnknownName
from costmodel.formulas.counting import Counting, fold
from costmodel.formulas.metrics import METRICS, cost
from costmodel.formulas.select import summed
from costmodel.ir.graph import Graph
from costmodel.questions.gate.limit import Limit
from costmodel.questions.sweep import sweep
from costmodel.subjects import Subject

HEAVIEST = 3  # layers that a message names


class Measured(NamedTuple):
    """A value that a limit is held against.

    Attributes:
        at: the knobs where it is, of those that vary.
        configurations: that were looked at, each of them.
        graph: of that configuration.
    """

    value: Any
    at: Mapping[str, object]
    configurations: int
    graph: Graph


def worst(subject: Subject, every: Mapping[str, str], scope: str, limit: Limit, counting: Counting) -> list[Measured]:
    """The value that comes nearest to the wrong side of a limit, or both ends where it has to be one number.

    Raises:
        CostModelError: if a network cannot be built, or a scope's limit is over many configurations.
    """
    if not every:
        graph = counting.passed(subject.build())
        return [Measured(_of(graph, scope, limit.metric, counting), {}, 1, graph)]
    if scope:
        raise CostModelError(f"the limit of a scope is of one configuration, and {', '.join(every)} varies", given=scope)
    ends = {"max": ("-",), "min": ("",), "equals": ("-", "")}[limit.kind]
    return [_end(subject, every, limit.metric, counting, sign) for sign in ends]


def _end(subject: Subject, every: Mapping[str, str], metric: str, counting: Counting, sign: str) -> Measured:
    """The configuration with the most of a metric, or the least; all are looked at."""
    found = sweep(subject, every, metrics=[metric], top=1, by=f"{sign}{metric}", counting=counting)
    at = {knob: found.columns[knob].tolist()[0] for knob in every}
    graph = counting.passed(subject.with_({knob: str(value) for knob, value in at.items()}).build())
    return Measured(cost(graph, counting, [metric])[metric], at, found.plan.size, graph)


def _of(graph: Graph, scope: str, metric: str, counting: Counting) -> Any:
    if not scope:
        return cost(graph, counting, [metric])[metric]
    if not graph.inside(scope):
        raise UnknownName("scope", scope, dict.fromkeys(node.module for node in graph.nodes))
    rule = METRICS[metric].of_part
    if rule is None:
        raise CostModelError(f"{metric} is of whole networks, and has no part in {scope}", given=metric)
    inside = {node.name for node in graph.inside(scope)}
    parts = fold(graph, lambda node: "in" if node.name in inside else "out", counting)
    return summed(rule(part, counting.convention) for part in parts if part.name == "in")


def layers_of(graph: Graph, metric: str, counting: Counting) -> dict[str, Any]:
    """What each layer has of a metric; nothing of one that has no parts."""
    rule = METRICS[metric].of_part
    if rule is None:
        return {}
    found: dict[str, Any] = {}
    for part in fold(graph, "layer", counting):
        found[part.name] = found.get(part.name, 0) + rule(part, counting.convention)
    return found


def heaviest(layers: Mapping[str, Any], scope: str = "") -> Sequence[tuple[str, Any]]:
    """The layers with most, of a scope if there is one."""
    inside = {name: value for name, value in layers.items() if not scope or name == scope or name.startswith(f"{scope}/")}
    return sorted(inside.items(), key=lambda item: -item[1])[:HEAVIEST]


def most_grown(layers: Mapping[str, Any], before: Mapping[str, Any]) -> Sequence[tuple[str, Any]]:
    """The layers that have grown most since a baseline, by how much; a layer that was not there by all that it has."""
    grown = {name: value - before.get(name, 0) for name, value in layers.items()}
    return [(name, more) for name, more in sorted(grown.items(), key=lambda item: -item[1])[:HEAVIEST] if more > 0]
