"""DenseNet: independent implementations, and the connections of a dense block counted on the graph."""

from itertools import pairwise

import pytest

from costmodel.archs import build
from costmodel.archs.common.kinds import BadKnob
from costmodel.formulas.laws import law
from costmodel.formulas.metrics import cost
from costmodel.ir.shape import ShapeMisfit
from costmodel.numbers.smooth import smooth
from costmodel.questions.symbolic import symbol


@pytest.mark.parametrize(
    ("knobs", "params", "mult_adds"),
    [
        ({"depth": 121}, 7_978_856, 2_834_161_664),
        ({"depth": 161}, 28_681_000, 7_727_907_072),
        ({"depth": 169}, 14_149_480, 3_359_843_328),
        ({"depth": 201}, 20_013_928, 4_291_365_888),
        ({"depth": 264}, 33_337_704, 5_751_653_376),
        ({"dataset": "cifar10", "depth": 40, "bottleneck": False, "compression": 1}, 1_019_722, 264_812_928),
        ({"dataset": "cifar10", "depth": 100, "bottleneck": False, "compression": 1}, 6_979_642, 1_769_516_448),
        ({"dataset": "cifar10", "depth": 100}, 769_162, 287_929_692),
        ({"dataset": "cifar100", "depth": 250, "growth": 24}, 15_480_556, 5_418_941_784),
        ({"dataset": "cifar10", "depth": 190, "growth": 40}, 25_624_430, 9_301_945_740),
        ({"depth": 121, "growth": 12, "initial": 64}, 1_448_376, 566_302_544),
        ({"depth": 121, "initial": 16}, 7_805_372, 2_546_586_032),
        # Ports for CIFAR: ImageNet's blocks behind one 3x3 convolution; plain layers from 2k channels, and compressed.
        ({"growth": 12, "stem": "cifar", "resolution": 32, "classes": 10}, 1_000_618, 125_341_440),
        ({"dataset": "cifar10", "depth": 40, "bottleneck": False, "compression": 1, "initial": 24}, 1_059_298, 282_917_328),
        ({"dataset": "cifar10", "depth": 40, "bottleneck": False, "initial": 24}, 599_050, 205_906_452),
    ],
)
def test_independent_implementations(knobs: dict[str, object], params: int, mult_adds: int) -> None:
    assert cost(build("densenet", **knobs), metrics=["params", "mult_adds"]) == {"params": params, "mult_adds": mult_adds}


@pytest.mark.parametrize(("depth", "block", "layers"), [(121, 1, 6), (121, 3, 24), (264, 4, 48)])
def test_connections_of_a_block(depth: int, block: int, layers: int) -> None:
    """Every map of the block that a layer reads is one connection; the first layer reads the block's input alone."""
    graph = build("densenet", depth=depth)
    read = [1] + [len(graph[f"dense_block{block}/layer{number}/concat"].inputs) for number in range(2, layers + 1)]
    assert read == list(range(1, layers + 1))
    assert sum(read) == law("dense_connections")({"L": layers})


def test_a_layer_reads_what_the_law_says() -> None:
    k = symbol("growth")
    with smooth():
        graph = build("densenet", growth=k)
    for number in (2, 6):
        layer = f"dense_block1/layer{number}"
        maps = law("dense_layer_inputs")({"k_0": 2 * k, "k": k, "l": number})
        assert (graph[f"{layer}/concat"].shape.channels - maps).expand() == 0
        weights = law("bottleneck_dense_layer")({"maps": maps, "k": k})
        assert (sum(node.work.weights for node in graph.inside(layer)) - weights).expand() == 0


def test_plain_layers_grow_with_l_k_k() -> None:
    """Without bottlenecks a layer's weights rise by 9*k*k from one layer to the next."""
    k = symbol("growth")
    with smooth():
        graph = build("densenet", dataset="cifar10", depth=40, bottleneck=False, growth=k)
    conv = [graph[f"dense_block1/layer{number}/conv3x3"].work.weights for number in range(1, 13)]
    for number, (before, after) in enumerate(pairwise(conv), start=1):
        assert (
            after - before - 9 * (law("dense_layer")({"l": number + 1, "k": k}) - law("dense_layer")({"l": number, "k": k}))
        ).expand() == 0


def test_264_layers_are_265() -> None:
    """The name of the largest network is one layer short of its own table: 2*(6+12+64+48) + 1 + 3 + 1."""
    depths = {depth: cost(build("densenet", depth=depth), metrics=["depth"])["depth"] for depth in (121, 161, 169, 201, 264)}
    assert depths == {121: 121, 161: 161, 169: 169, 201: 201, 264: 265}


@pytest.mark.parametrize(
    ("knobs", "complaint"),
    [
        ({"depth": 122}, "depth cannot be 122; allowed for ImageNet: 121, 161"),
        ({"depth": 101, "dataset": "cifar10"}, "allowed for CIFAR: 6n.4 with bottlenecks"),
        ({"depth": 41, "dataset": "cifar10", "bottleneck": False}, "allowed for CIFAR: 3n.4 without bottlenecks"),
        ({"growth": 0}, "growth cannot be"),
        ({"compression": "1.5"}, "compression cannot be"),
        ({"bottleneck": False}, "the networks for ImageNet have bottlenecks"),
    ],
)
def test_bad_knobs(knobs: dict[str, object], complaint: str) -> None:
    with pytest.raises(BadKnob, match=complaint):
        build("densenet", **knobs)


def test_a_resolution_that_leaves_no_map() -> None:
    with pytest.raises(ShapeMisfit, match="transition3/average_pool"):
        build("densenet", resolution=16)
