"""SqueezeNext: integers of the released networks, sizes at the stages, the bottleneck's laws."""

import pytest
import sympy

from costmodel.archs import build
from costmodel.errors import CostModelError
from costmodel.formulas.laws import law
from costmodel.formulas.metrics import cost
from costmodel.numbers.smooth import smooth
from costmodel.questions.symbolic import prove


@pytest.mark.parametrize(
    ("knobs", "params", "mult_adds"),
    [
        ({}, 717_280, 277_999_808),
        ({"groups": 2}, 543_072, 224_191_552),
        ({"width": "1.5"}, 1_406_384, 472_270_784),
        ({"width": 2}, 2_361_728, 742_070_464),
        ({"version": "v5"}, 930_016, 224_916_480),
        ({"width": 2, "version": "v5"}, 3_222_912, 702_592_000),
    ],
)
def test_released_networks(knobs, params, mult_adds):
    totals = cost(build("squeezenext", **knobs))
    assert (totals["params"], totals["mult_adds"]) == (params, mult_adds)


@pytest.mark.parametrize("version", ["baseline", "v2", "v3", "v4", "v5"])
def test_every_version_has_21_blocks_of_4_sizes(version):
    graph = build("squeezenext", version=version)
    sums = [node for node in graph.nodes if node.type == "Add"]
    assert len(sums) == 21
    assert len({node.shape for node in sums}) == 4
    assert [str(graph[name].shape) for name in ("conv_last", "pool1")] == [
        "128x7x7",
        "64x55x55" if version == "baseline" else "64x56x56",
    ]


def test_convolutions_of_a_block_are_six_where_it_projects_and_five_else():
    graph = build("squeezenext")
    for number, convolutions in ((1, 6), (2, 5)):
        block = graph.inside(f"stage2/block{number}")
        assert sum(node.is_weighted for node in block) == convolutions
        assert sum(node.kind == "BatchNorm" for node in block) == convolutions


def test_only_the_stages_widen():
    graph = build("squeezenext", width=2)
    assert [graph[name].shape.channels for name in ("conv1", "stage1/block1/expand", "conv_last")] == [64, 64, 128]


def test_the_laws_are_the_graph():
    width = sympy.Symbol("width", positive=True)
    with smooth():
        graph = build("squeezenext", width=width)
    layers = ["squeeze1", "squeeze2", "conv1x3", "conv3x1", "expand"]
    weights = {name: graph[f"stage2/block2/{name}"].work.weights for name in layers}
    assert sympy.expand(sum(weights.values()) - law("squeezenext_block_params")({"C": 64 * width})) == 0
    assert sympy.expand(2 * weights["conv3x1"] - law("separable_pair_params")({"K": 3, "C": 32 * width})) == 0


def test_the_thin_pair_saves_from_a_side_of_two():
    assert prove(law("separable_pair_saves")).holds == "K >= 2"


@pytest.mark.parametrize(
    ("knobs", "said"),
    [
        ({"groups": 3}, "3 does not divide 16"),
        ({"version": "v6"}, "version cannot be 'v6'; allowed"),
        ({"width": 0}, "width cannot be '0'"),
        ({"resolution": 8}, "does not fit"),
        ({"depth": 34}, "depth cannot be '34'; allowed: '23'"),
    ],
)
def test_bad_knobs_are_told_in_one_line(knobs, said):
    with pytest.raises(CostModelError, match=said) as caught:
        build("squeezenext", **knobs)
    assert "\n" not in str(caught.value)
