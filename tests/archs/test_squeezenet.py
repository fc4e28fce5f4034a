"""SqueezeNet: integers of independent implementations, the maps of Table 1, shortcuts, and the laws of the Fire module."""

from fractions import Fraction

import numpy as np
import pytest
import sympy

from costmodel.archs import build
from costmodel.archs.common.kinds import BadKnob
from costmodel.formulas.laws import law
from costmodel.formulas.metrics import cost
from costmodel.numbers.smooth import smooth
from costmodel.questions.symbolic import closed_form, symbol


@pytest.mark.parametrize(
    ("knobs", "params", "mult_adds"),
    [
        ({"resolution": 224}, 1_248_424, 818_924_576),
        ({}, 1_248_424, 832_667_936),
        ({"conv10_padding": 1}, 1_248_424, 861_339_936),
        ({"version": "1.1", "resolution": 224}, 1_235_496, 349_151_936),
        ({"version": "1.1"}, 1_235_496, 387_747_520),
        ({"bypass": "simple"}, 1_248_424, 832_667_936),
        ({"bypass": "complex"}, 1_589_672, 1_183_953_184),
        ({"squeeze_ratio": "0.5"}, 3_404_392, 2_549_465_888),
        ({"squeeze_ratio": "0.75"}, 4_841_704, 3_693_997_856),
    ],
)
def test_independent_counts(knobs, params, mult_adds):
    totals = cost(build("squeezenet", **knobs))
    assert (totals["params"], totals["mult_adds"]) == (params, mult_adds)


def test_maps_of_table_1_are_those_of_227():
    graph = build("squeezenet")
    names = ("conv1", "maxpool1", "fire4/concat", "maxpool4", "fire8/concat", "maxpool8", "classifier/conv10")
    assert [str(graph[name].shape) for name in names] == [
        "96x111x111",
        "96x55x55",
        "256x55x55",
        "256x27x27",
        "512x27x27",
        "512x13x13",
        "1000x13x13",
    ]


@pytest.mark.parametrize(("bypass", "sums", "projections"), [("none", 0, 0), ("simple", 4, 0), ("complex", 8, 4)])
def test_shortcuts(bypass, sums, projections):
    graph = build("squeezenet", bypass=bypass)
    assert sum(node.kind == "Add" for node in graph.nodes) == sums
    assert sum(node.name.endswith("/bypass") for node in graph.nodes) == projections


def test_closed_form_and_arrays_in_the_metaparameters():
    points = {
        "base_e": [128, 64],
        "incr_e": [128, 32],
        "squeeze_ratio": [Fraction(1, 8), Fraction(1, 4)],
        "pct3x3": [Fraction(1, 2)] * 2,
    }
    form = closed_form("squeezenet", points)
    arrays = cost(
        build("squeezenet", **{knob: np.array([float(value) for value in values]) for knob, values in points.items()})
    )
    for place in range(2):
        knobs = {knob: values[place] for knob, values in points.items()}
        for metric, value in cost(build("squeezenet", **knobs)).items():
            assert form.evaluate(metric, knobs) == value
            assert np.broadcast_to(arrays[metric], (2,))[place] == value


@pytest.mark.parametrize(
    ("knobs", "complaint"),
    [
        ({"pct3x3": "1"}, "pct3x3 cannot be 1"),
        ({"base_e": "1"}, "leaves no 1x1 filter"),
        ({"version": "2"}, "allowed: '1.0' or '1.1'"),
        ({"bypass": "all"}, "bypass cannot be 'all'"),
    ],
)
def test_bad_knobs(knobs, complaint):
    with pytest.raises(BadKnob, match=complaint):
        build("squeezenet", **knobs)


def test_the_laws_are_the_graph():
    letters = {
        "base_e": symbol("base_e"),
        "incr_e": symbol("incr_e"),
        "squeeze_ratio": symbol("SR"),
        "pct3x3": symbol("pct_3x3"),
    }
    with smooth():
        graph = build("squeezenet", **letters)
    before, module = graph["fire3/concat"].shape.channels, graph.inside("fire4")
    expand = law("expand_filters")({"base_e": letters["base_e"], "incr_e": letters["incr_e"], "freq": 2, "i": 2})
    filters = {
        "s_1x1": letters["squeeze_ratio"] * expand,
        "e_1x1": (1 - letters["pct3x3"]) * expand,
        "e_3x3": letters["pct3x3"] * expand,
    }
    weights = sum(node.work.weights for node in module)
    biases = sum(node.work.biases for node in module)
    mult_adds = sum(node.work.mult_adds for node in module)
    assert sympy.expand(weights + biases - law("fire_params")({"M": before, **filters})) == 0
    assert sympy.expand(mult_adds - law("fire_mult_adds")({"M": before, "D_F": 55, **filters})) == 0
    metaparameters = {"M": before, "e": expand, "SR": letters["squeeze_ratio"], "pct_3x3": letters["pct3x3"]}
    assert sympy.expand(weights - law("fire_weights")(metaparameters)) == 0
