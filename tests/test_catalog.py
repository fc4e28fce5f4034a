"""Every architecture holds the roof up: the commuting square, monotonicity, sums, shapes, and errors of ours alone."""

from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costmodel.archs import architecture, build, names
from costmodel.archs.common.spec import knobs_of
from costmodel.errors import CostModelError
from costmodel.formulas.conventions import CONVENTIONS
from costmodel.formulas.counting import Counting, fold
from costmodel.formulas.metrics import METRICS, cost
from costmodel.ir.graph import Graph
from costmodel.questions.symbolic import ClosedForm, closed_form

# Values on and off the grid on which closed forms are exact; a knob that a family limits further is skipped where it refuses.
POINTS: dict[str, list[str]] = {
    "alpha": ["1", "0.5", "0.75", "1.4"],
    "rho": ["1", "6/7", "0.714"],
    "width": ["1", "2", "4", "64"],
    "widening": ["2", "4", "10"],
    "scale": ["1", "0.5", "2"],
    "classes": ["10", "1000"],
    "reduction": ["8", "16"],
    "growth": ["12", "32"],
    "initial": ["16", "64"],
    "compression": ["0.5", "1"],
    "expansion": ["3", "6"],
    "cardinality": ["8", "32"],
    "groups": ["1", "2"],
    "filters": ["4032", "2304", "1056"],
}
KNOBS = [
    (name, knob)
    for name in names()
    for knob, declared in knobs_of(architecture(name).Spec).items()
    if knob in POINTS and not declared.structural
]


def accepted(name: str, knob: str) -> list[tuple[str, Graph]]:
    """The points of a knob at which the family builds in numbers, with the networks."""
    built = []
    for text in POINTS[knob]:
        try:
            built.append((text, build(name, **{knob: text})))
        except CostModelError:
            continue
    return built


@cache
def form(name: str, knob: str) -> ClosedForm:
    return closed_form(name, [knob])


def number(text: str) -> Any:
    value = Fraction(text)
    return int(value) if value.denominator == 1 else float(value)


@pytest.mark.parametrize("name", names())
def test_every_knob_that_may_be_free_is_tried(name: str) -> None:
    spec = architecture(name).Spec
    assert spec.__doc__
    assert all(knob.summary for knob in knobs_of(spec).values()), "each knob says what it is"
    assert architecture(name).PAPER.year > 2010


@pytest.mark.parametrize(("name", "knob"), KNOBS)
def test_the_square_commutes(name: str, knob: str) -> None:
    """Numbers, then arrays and index, then symbols and substitute: all metrics agree at every point."""
    points = accepted(name, knob)
    assert points, f"no point of {knob} is accepted"
    values = np.array([number(text) for text, _ in points])
    arrays = cost(build(name, **{knob: values}))
    for place, (text, graph) in enumerate(points):
        numbers = cost(graph)
        for metric, value in numbers.items():
            column = np.broadcast_to(arrays[metric], values.shape)
            assert column[place] == value, f"{metric} of arrays at {knob} = {text}"
        if form(name, knob).exact_at({knob: text}):
            for metric, value in numbers.items():
                assert form(name, knob).evaluate(metric, {knob: text}) == value, f"{metric} in closed form at {knob} = {text}"


@pytest.mark.parametrize("name", names())
def test_the_total_is_the_sum_of_the_layers(name: str) -> None:
    graph = build(name)
    for convention in CONVENTIONS.values():
        totals = cost(graph, convention)
        for by in ("type", "module", "layer"):
            rows = fold(graph, by, Counting(convention))
            for metric in METRICS.values():
                if metric.of_part is not None:
                    assert sum(metric.of_part(row, convention) for row in rows) == totals[metric.name]


@pytest.mark.parametrize("name", names())
def test_names_are_unique_and_only_the_classifier_is_left_at_the_end(name: str) -> None:
    graph = build(name)
    assert len({node.name for node in graph.nodes}) == len(graph)
    read = {source for node in graph.nodes for source in node.inputs}
    loose = [node.name for node in graph.nodes if node.position not in read]
    assert loose == [graph.nodes[-1].name], "every map is used but the last"
    assert graph.nodes[-1].module == "classifier"


@pytest.mark.parametrize(("name", "knob"), [pair for pair in KNOBS if pair[1] not in ("reduction", "groups")])
def test_cost_does_not_fall_as_a_knob_grows(name: str, knob: str) -> None:
    points = sorted(accepted(name, knob), key=lambda point: Fraction(point[0]))
    for metric in ("mult_adds", "params", "mac", "activations"):
        costs = [cost(graph)[metric] for _, graph in points]
        assert costs == sorted(costs)


@pytest.mark.parametrize("name", names())
def test_any_input(name: str) -> None:
    """An input lying on its side costs the same; one of a single channel spares two thirds of what reads it."""
    side = build(name).nodes[0].shape.height
    metrics = ["mult_adds", "params", "peak_memory"]
    lying = cost(build(name, resolution=f"{side}x{side + 64}"), metrics=metrics)
    standing = cost(build(name, resolution=f"{side + 64}x{side}"), metrics=metrics)
    if name != "amoebanet":  # whose 1x7 is reduced along one axis before its 7x1 is along the other
        assert lying == standing
    assert build(name, resolution=f"{side}x{side}").nodes[0].shape == (3, side, side)
    if name != "randwire":  # whose `channels` is the paper's C
        colour, grey = build(name), build(name, channels=1)
        readers = [node for node in colour.nodes if 0 in node.inputs]
        spared = cost(colour, metrics=["params"])["params"] - cost(grey, metrics=["params"])["params"]
        assert 3 * spared == 2 * sum(node.work.weights for node in readers)


garbage = st.one_of(
    st.text(max_size=8),
    st.integers(-(10**9), 10**9),
    st.floats(),
    st.booleans(),
    st.sampled_from(["nan", "inf", "1e400", "1/0", "-1", "0", "__import__('os')", "²", "1_0", "٣"]),
)


@pytest.mark.parametrize("name", names())
@given(data=st.data())
@settings(max_examples=30)
def test_a_bad_spec_raises_our_error_and_nothing_else(name: str, data: st.DataObject) -> None:
    spec = architecture(name).Spec
    knob = data.draw(st.sampled_from([*knobs_of(spec), "nonsense"]))
    value = data.draw(garbage)
    try:
        message = str(spec.read({knob: value}))
    except CostModelError as error:
        message = str(error)
    assert message
    assert "\n" not in message
