"""What the types, scopes and layers of a network cost, each with its shares of the whole."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from costmodel.answers.records import Records
from costmodel.formulas.counting import Counting, fold
from costmodel.formulas.metrics import METRICS, Metric
from costmodel.formulas.part import Part
from costmodel.formulas.select import summed
from costmodel.ir.graph import Graph, Node

By: TypeAlias = Literal["type", "module", "layer"]
PART_METRICS: dict[str, Metric] = {name: metric for name, metric in METRICS.items() if metric.of_part is not None}


def parts(
    graph: Graph, by: str, counting: Counting, totals: Mapping[str, Any], named: Callable[[Node], str] | None = None
) -> Records:
    """One record a type, module or layer: its name, how many layers it has, its metrics, and their shares of the totals.

    Args:
        by: what the name stands for.
        named: the part that a node belongs to, where that is another than `by` says.
    """
    groups: dict[str, list[Part]] = {}
    for row in fold(graph, named or by, counting):
        groups.setdefault(row.name, []).append(row)
    return Records(_part(by, name, rows, counting, totals) for name, rows in groups.items())


def scopes(graph: Graph, levels: int, counting: Counting, totals: Mapping[str, Any]) -> Records:
    """One record a scope of so many levels, those inside of another behind it: its path and its sums, as of `parts`."""
    groups: dict[str, list[Part]] = {}
    for row in fold(graph, lambda node: "/".join(node.name.split("/")[:levels]), counting):
        for path in _around(row.name):
            groups.setdefault(path, []).append(row)
    return Records(_part("module", path, groups[path], counting, totals) for path in _as_a_tree(groups))


def levels_of(graph: Graph) -> int:
    """How deep scopes are nested, where every node is one too."""
    return max(node.name.count("/") for node in graph.nodes) + 1


def _around(path: str) -> Iterator[str]:
    """A scope and those that it stands in, the outermost first."""
    steps = path.split("/")
    return ("/".join(steps[:size]) for size in range(1, len(steps) + 1))


def _as_a_tree(paths: Iterable[str]) -> Sequence[str]:
    """Each path behind the one that it is inside of, otherwise in the order in which they are given."""
    order = {path: place for place, path in enumerate(paths)}
    return sorted(order, key=lambda path: [order[scope] for scope in _around(path)])


def _part(by: str, name: str, rows: Sequence[Part], counting: Counting, totals: Mapping[str, Any]) -> dict[str, Any]:
    part: dict[str, Any] = {by: name, "layers": sum(row.layers for row in rows)}
    shares: dict[str, Fraction] = {}
    for metric_name, metric in PART_METRICS.items():
        assert metric.of_part is not None
        part[metric_name] = summed(metric.of_part(row, counting.convention) for row in rows)
        whole = totals[metric_name]
        shares[metric_name] = Fraction(part[metric_name], whole) if whole else Fraction(0)
    return {**part, "shares": shares}
