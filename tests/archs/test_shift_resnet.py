"""ShiftResNet: integers of the authors' code, the projections, and the module's law."""

import pytest
import sympy

from costmodel.archs import build
from costmodel.errors import CostModelError
from costmodel.formulas.laws import law
from costmodel.formulas.metrics import cost

PARAMS = {
    20: (34_906, 95_642, 186_746, 277_850),
    56: (102_106, 294_554, 583_226, 871_898),
    110: (202_906, 592_922, 1_177_946, 1_762_970),
}


@pytest.mark.parametrize("depth", PARAMS)
def test_params(depth):
    assert tuple(cost(build("shift_resnet", depth=depth, expansion=e))["params"] for e in (1, 3, 6, 9)) == PARAMS[depth]


def test_mult_adds():
    found = [cost(build("shift_resnet", depth=20, expansion=e))["mult_adds"] for e in (1, 3, 6, 9)]
    assert found == [5_948_032, 16_433_792, 32_162_432, 47_891_072]


def test_projections_and_shifts():
    graph = build("shift_resnet", depth=56)
    assert [node.name for node in graph.nodes if node.name.endswith("projection")] == [
        "stage2/block1/projection",
        "stage3/block1/projection",
    ]
    assert sum(node.kind == "Shift" for node in graph.nodes) == 27
    assert str(graph["stage3/block9/add"].shape) == "64x8x8"


def test_the_module_law_is_the_graph():
    epsilon = sympy.Symbol("epsilon", positive=True, integer=True)
    graph = build("shift_resnet", expansion=epsilon)
    weights = graph["stage2/block1/conv1"].work.weights + graph["stage2/block1/conv2"].work.weights
    assert sympy.expand(weights - law("conv_shift_conv_params")({"M": 16, "N": 32, "epsilon": epsilon})) == 0


@pytest.mark.parametrize(
    ("knobs", "said"),
    [
        ({"depth": 21}, "depth cannot be 21; allowed: 6n\\+2"),
        ({"expansion": "0.01"}, "expansion 1/100 leaves no channel of 16"),
    ],
)
def test_bad_knobs_are_told_in_one_line(knobs, said):
    with pytest.raises(CostModelError, match=said) as caught:
        build("shift_resnet", **knobs)
    assert "\n" not in str(caught.value)
