"""ShiftNet: printed costs, the concatenating modules, and what a shift costs."""

import pytest
import sympy

from costmodel.archs import build
from costmodel.errors import CostModelError
from costmodel.formulas.conventions import WEIGHTS_ONLY
from costmodel.formulas.laws import law
from costmodel.formulas.metrics import cost
from costmodel.numbers.smooth import smooth
from costmodel.questions.symbolic import prove


@pytest.mark.parametrize(
    ("variant", "mult_adds", "weights", "params"),
    [("A", 1_424_306_176, 4_162_144, 4_188_680), ("B", 370_956_288, 1_169_712, 1_183_480)],
)
def test_variants(variant, mult_adds, weights, params):
    graph = build("shiftnet", variant=variant)
    assert cost(graph, metrics=["mult_adds", "params"]) == {"mult_adds": mult_adds, "params": params}
    assert cost(graph, WEIGHTS_ONLY, metrics=["params"]) == {"params": weights}


def test_a_group_halves_the_map_and_concatenates_what_it_pooled():
    graph = build("shiftnet")
    assert [str(graph[f"group{n}/module1/concat"].shape) for n in (1, 2, 3, 4)] == [
        "64x56x56",
        "128x28x28",
        "256x14x14",
        "512x7x7",
    ]
    assert sum(node.type == "Add" for node in graph.nodes) == 4 + 5 + 6 + 2
    assert graph["group3/module1/conv2"].shape.channels == 256 - 128


def test_a_shift_is_free_but_for_memory():
    side = sympy.Symbol("side", positive=True)
    with smooth():
        graph = build("shiftnet", resolution=32 * side)
    shifts = [node for node in graph.nodes if node.kind == "Shift"]
    assert len(shifts) == 21
    for node in shifts:
        reads = node.work.reads + node.work.writes
        assert sum(node.work) - reads == 0
        assert sympy.expand(reads - law("shift_memory_access")({"M": node.shape.channels, "D_F": node.shape.height})) == 0


def test_the_module_law_is_the_graph():
    graph = build("shiftnet")
    weights = sum(node.work.weights for node in graph.inside("group2/module2"))
    assert weights == law("conv_shift_conv_params")({"M": 128, "N": 128, "epsilon": 3})


def test_a_shift_accesses_less_than_a_depthwise_convolution():
    proof = prove(law("shift_accesses_less_than_depthwise"))
    assert (proof.holds, proof.equality) == ("everywhere", "")


def test_the_third_variant_is_not_public():
    with pytest.raises(CostModelError, match="variant cannot be 'C'; allowed: 'A' or 'B'"):
        build("shiftnet", variant="C")
