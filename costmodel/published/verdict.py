"""The verdict on a published row: agrees, explained, unreproduced, or differs.

A reason counts only if the program can check it: another counting under which the digits do agree, or an erratum whose
arithmetic holds for the corrected digits and fails for the printed ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any, Literal, TypeAlias

from costmodel.archs import architecture, build
from costmodel.archs.common.spec import ArchSpec
from costmodel.errors import CostModelError
from costmodel.formulas.conventions import PAPER, Convention, convention
from costmodel.formulas.counting import Counting as Counted
from costmodel.formulas.metrics import cost, metric
from costmodel.ir.graph import Graph, Node
from costmodel.numbers.algebra import ceil_div
from costmodel.numbers.text import rational
from costmodel.numbers.units import UNITS
from costmodel.published.print import prints_as
from costmodel.published.row import Counting, Row

Verdict: TypeAlias = Literal["agrees", "explained", "unreproduced", "differs"]


TALLIES = {"weight_bytes": "params"}  # the metrics that count by another one's tally


@dataclass(frozen=True)
class Judged:
    """A row with what was computed for it.

    Attributes:
        computed: under the row's own counting, in single units (a share is a fraction of 1); None where nothing can be built.
        reason: why it does not simply agree, in words; empty where it does.
    """

    row: Row
    computed: Fraction | None
    verdict: Verdict
    reason: str


def judge(row: Row) -> Judged:
    """Compute a row and compare it with its print.

    Raises:
        CostModelError: if the row's knobs, law, part, metric or scopes do not exist; names the row.
    """
    try:
        return _judged(row)
    except CostModelError as error:
        raise error.at(row.id) from None


def _judged(row: Row) -> Judged:
    if row.unbuildable:
        return Judged(row, None, "unreproduced", row.unbuildable)
    computed = value(row)
    if _agrees(computed if row.seeds is None else _nearest_in_band(row), row, row):
        return Judged(row, computed, "agrees", "")
    if row.agrees_when is not None and _agrees(value(row, row.agrees_when), row, row.agrees_when):
        return Judged(row, computed, "explained", row.because)
    if row.erratum is not None and _is_misprint(row, computed):
        return Judged(row, computed, "explained", f"erratum: {row.because} (should print {row.erratum.corrected})")
    if row.unreproduced:
        return Judged(row, computed, "unreproduced", row.unreproduced)
    claimed = " although a reason is given: the reason does not hold" if row.because else ""
    return Judged(row, computed, "differs", f"computed and printed differ{claimed}")


def counts(judged: Iterable[Judged]) -> dict[str, int]:
    """How many rows have each verdict."""
    tally = {"agrees": 0, "explained": 0, "unreproduced": 0, "differs": 0}
    for one in judged:
        tally[one.verdict] += 1
    return tally


def value(row: Row, other: Counting | None = None) -> Fraction:
    """What the program computes for a row, laid over by another counting where given.

    Raises:
        CostModelError: if the row's knobs, law, part or metric do not exist.
    """
    if row.seeds is not None:
        draws = _draws(row, other)
        return sum(draws, Fraction(0)) / len(draws)
    if row.law is not None:
        from costmodel.formulas.laws import law  # laws are many, and a report on a network needs none

        at = {name: Fraction(text) for name, text in row.at.items()}
        return Fraction(law(row.law)(**at)) * _factor(row, other)
    graph = _built(row.architecture, tuple(sorted({**row.knobs, **(other.knobs if other else {})}.items())))
    if density := {**row.density, **(other.density if other else {})}:
        graph = _pruned(graph, density)
    name = (other and other.metric) or row.metric
    counting = _convention(row, other, name)
    bits = (other and other.bits) or row.bits or 32
    if row.part is None:
        whole = Fraction(_total(graph, name, counting, bits))
        if row.fewer_than is not None:
            rival = _built(row.fewer_than.architecture, tuple(sorted(row.fewer_than.knobs.items())))
            whole = Fraction(_total(rival, name, counting, bits)) / whole
        return whole * _factor(row, other)
    rule = metric(name).of_part
    if rule is None:
        raise CostModelError(f"{name} is a property of whole networks; it has no parts")
    nodes = [node for node in replace(counting, without=frozenset()).nodes(graph) if belongs(node, row.part)]
    if not nodes:
        raise CostModelError(f"the network has no part {row.part!r}")
    part = Fraction(sum(rule(node, counting) for node in nodes))
    if row.share:
        part /= _total(graph, name, counting, bits)
    return part * _factor(row, other)


def _draws(row: Row, other: Counting | None = None) -> list[Fraction]:
    """The values of single random networks."""
    assert row.seeds is not None
    knobs = [{**row.knobs, "seed": seed} for seed in range(row.seeds)]
    return [value(row.model_copy(update={"seeds": None, "knobs": drawn}), other) for drawn in knobs]


def _nearest_in_band(row: Row) -> Fraction:
    """The value nearest to the print, within one standard deviation of the mean over random networks."""
    from statistics import mean, stdev  # few rows are of random networks

    draws = _draws(row)
    middle, deviation = mean(draws), Fraction(stdev(draws))
    printed = rational(row.printed) * UNITS[row.unit or ""]
    return min(max(printed, middle - deviation), middle + deviation)


@cache
def _built(name: str, knobs: tuple[tuple[str, Any], ...]) -> Graph:
    return _network(name, architecture(name).Spec.read(dict(knobs)))


@cache
def _network(name: str, spec: ArchSpec) -> Graph:
    """One network however a row spells its knobs: `alpha = "1.0"`, `resolution = 224`, or none."""
    return build(name, spec)


def belongs(node: Node, part: str) -> bool:
    return part in (node.type, node.kind) or f"{node.name}/".startswith(f"{part}/")


def _pruned(graph: Graph, density: dict[str, str]) -> Graph:
    """The graph with fewer weights, rounded up in each layer; the work that they do is left as it is."""
    left = {node.name: Fraction(kept) for part, kept in density.items() for node in graph.nodes if belongs(node, part)}
    nodes = (
        node._replace(work=node.work._replace(weights=ceil_div(node.work.weights * left.get(node.name, 1), 1)))
        for node in graph.nodes
    )
    return replace(graph, nodes=tuple(nodes))


def _total(graph: Graph, metric_name: str, counting: Convention, bits: int) -> Any:
    if counting is PAPER and bits == 32:
        return _paper_cost(graph)[metric_name]
    return cost(graph, Counted(counting, bits), [metric_name])[metric_name]


@cache
def _paper_cost(graph: Graph) -> dict[str, Any]:
    """Most rows are counted alike, so a network's metrics are worked out once for all of them."""
    return cost(graph, PAPER)


def _factor(row: Row, other: Counting | None) -> Fraction:
    return Fraction((other and other.factor) or row.factor or 1)


def _convention(row: Row, other: Counting | None, metric_name: str) -> Convention:
    layers: list[Counting] = [row] if other is None else [row, other]
    named = next((layer.convention for layer in reversed(layers) if layer.convention), "paper")
    counting = convention(named)
    for layer in layers:
        if layer.counts is not None:
            tally: dict[str, Any] = {TALLIES.get(metric_name, metric_name): layer.counts}
            counting = replace(counting, **tally)
        if layer.without is not None:
            counting = replace(counting, without=frozenset(layer.without))
    return counting


def _agrees(computed: Fraction, row: Row, printing: Counting) -> bool:
    unit = printing.unit if printing.unit is not None else row.unit
    return prints_as(
        computed,
        row.printed,
        unit if unit is not None else "%" if row.share else "",
        printing.rounding or row.rounding or "nearest",
        printing.digits or row.digits,
    )


def _is_misprint(row: Row, computed: Fraction) -> bool:
    from costmodel.published.equation import holds

    assert row.erratum is not None
    corrected, equation = row.erratum.corrected, row.erratum.equation
    return (
        _agrees(computed, row.model_copy(update={"printed": corrected}), row)
        and holds(equation, rational(corrected))
        and not holds(equation, rational(row.printed))
    )
