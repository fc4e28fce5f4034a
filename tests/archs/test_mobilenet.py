"""MobileNet: integers of independent implementations, the variants, and the laws held against a pair of the graph."""

import numpy as np
import pytest
import sympy

from costmodel.archs import build
from costmodel.archs.common.kinds import BadKnob
from costmodel.errors import CostModelError
from costmodel.formulas.laws import law
from costmodel.formulas.metrics import cost
from costmodel.numbers.smooth import smooth
from costmodel.questions.symbolic import symbol


@pytest.mark.parametrize(
    ("knobs", "params", "mult_adds"),
    [
        ({}, 4_231_976, 568_740_352),
        ({"alpha": "0.75"}, 2_585_560, 325_400_448),
        ({"alpha": "0.5"}, 1_331_592, 149_497_088),
        ({"alpha": "0.25"}, 470_072, 41_030_272),
        ({"rho": "6/7"}, 4_231_976, 418_121_728),
        ({"resolution": 160}, 4_231_976, 290_675_200),
        ({"variant": "full-conv"}, 29_294_088, 4_867_293_184),
        ({"variant": "shallow"}, 2_887_976, 307_323_392),
        ({"se": True}, 4_718_044, 569_220_096),
        ({"strides": "cifar", "resolution": 32, "classes": 10}, 3_217_226, 46_354_432),  # as counted on the port for CIFAR
    ],
)
def test_independent_counts(knobs, params, mult_adds):
    totals = cost(build("mobilenet", **knobs))
    assert (totals["params"], totals["mult_adds"]) == (params, mult_adds)


def test_biases_and_statistics_make_up_the_parameters_of_mlperf_tiny():
    """Its MobileNet, of Keras, has a bias in each convolution beside the normalisation, whose statistics its total counts."""
    graph = build("mobilenet", alpha="0.25", resolution=96, classes=2)
    biases = sum(node.shape.channels for node in graph.nodes if node.kind in ("Conv", "DWConv"))
    learned = cost(graph)["params"] + biases
    assert learned == 216_322
    assert learned + sum(node.work.statistics for node in graph.nodes) == 221_794


def test_depthwise_and_pointwise_are_28_layers():
    assert cost(build("mobilenet"))["depth"] == 28


def test_a_gate_follows_each_of_the_13_pairs():
    graph = build("mobilenet", se=True)
    assert sum(node.kind == "Scale" for node in graph.nodes) == 13


def test_the_laws_are_the_pairs():
    alpha, rho = symbol("alpha"), symbol("rho")
    with smooth():
        graph = build("mobilenet", alpha=alpha, rho=rho)
    for pair, inputs, outputs, side in ((1, 32, 64, 112), (7, 512, 512, 14), (13, 1024, 1024, 7)):
        nodes = graph.inside(f"pair{pair}")
        letters = {"D_K": 3, "M": inputs, "N": outputs, "alpha": alpha}
        mult_adds = law("scaled_separable")({"D_F": side, "rho": rho, **letters})
        assert sympy.expand(sum(node.work.mult_adds for node in nodes) - mult_adds) == 0
        assert sympy.expand(sum(node.work.weights for node in nodes) - law("scaled_separable_params")(letters)) == 0


@pytest.mark.parametrize(
    ("knobs", "complaint"),
    [
        ({"alpha": "0"}, "alpha cannot be '0'; allowed: a number above 0"),
        ({"rho": "0.001"}, "leaves no pixel"),
        ({"variant": "deep"}, "allowed: 'standard', 'shallow' or 'full-conv'"),
        ({"width": "2"}, "unknown knob 'width'"),
    ],
)
def test_bad_knobs(knobs, complaint):
    with pytest.raises(BadKnob, match=complaint):
        build("mobilenet", **knobs)


def test_any_input() -> None:
    """An input that is not square, or of one channel: the first convolution alone reads fewer values."""
    wide = cost(build("mobilenet", resolution="256x128"))
    assert wide["mult_adds"] == 2 * (cost(build("mobilenet", resolution=128))["mult_adds"] - 1_024_000) + 1_024_000
    assert cost(build("mobilenet"))["params"] - cost(build("mobilenet", channels=1))["params"] == 2 * 9 * 32
    assert build("mobilenet", resolution="256x128", rho="0.5").nodes[0].shape == (3, 128, 64)


@pytest.mark.parametrize(
    ("knobs", "complaint"),
    [
        ({"alpha": np.array([0.5, 1.0]), "resolution": symbol("n")}, "alpha is an array and resolution an expression"),
        ({"alpha": np.array([0.5, 1.0]), "rho": np.array([1.0, 1.0, 1.0])}, "have no common one: alpha .2,., rho .3,."),
    ],
)
def test_dimensions_that_cannot_calculate_with_each_other(knobs: dict[str, object], complaint: str) -> None:
    with pytest.raises(CostModelError, match=complaint):
        build("mobilenet", **knobs)
