"""AlexNet: integers of the two networks, and the maps of figure 2."""

import pytest

from costmodel.archs import build
from costmodel.errors import CostModelError
from costmodel.formulas.metrics import cost


@pytest.mark.parametrize(
    ("knobs", "params", "mult_adds"),
    [
        ({}, 60_965_224, 724_406_816),
        ({"one_tower": True}, 61_100_840, 714_188_480),
    ],
)
def test_both_networks(knobs, params, mult_adds):
    totals = cost(build("alexnet", **knobs))
    assert (totals["params"], totals["mult_adds"], totals["depth"]) == (params, mult_adds, 8)


def test_torchvision_pads_by_two_pixels_on_both_sides():
    """So 227 pixels give 56x56 maps, and 224 to 226 the paper's 55x55."""
    convolutions = {
        resolution: [node for node in build("alexnet", resolution=resolution, one_tower=True).nodes if node.kind == "Conv"]
        for resolution in (224, 226, 227)
    }
    assert {side: nodes[0].shape.height for side, nodes in convolutions.items()} == {224: 55, 226: 55, 227: 56}
    assert sum(node.work.mult_adds for node in convolutions[227]) == 658_145_280


@pytest.mark.parametrize(("resolution", "pooled"), [(97, True), (224, False), (227, False), (331, True)])
def test_torchvisions_classifier_has_the_same_weights_at_every_resolution(resolution, pooled):
    graph = build("alexnet", resolution=resolution, one_tower=True)
    assert cost(graph)["params"] == 61_100_840
    assert bool([node for node in graph.nodes if node.kind == "AdaptivePool"]) == pooled
    # A pooling that changes nothing is not drawn, but tools count it; one that is drawn they count once.
    adaptive = 6 * 6 * 256 if not pooled else graph["conv5/max_pool"].shape.size
    assert cost(graph, "fvcore")["mult_adds"] - cost(graph)["mult_adds"] == adaptive


@pytest.mark.parametrize("resolution", [224, 227])
def test_maps_of_figure_2(resolution):
    graph = build("alexnet", resolution=resolution)
    shapes = [str(node.shape) for node in graph.nodes if node.is_weighted]
    assert shapes == ["96x55x55", "256x27x27", "384x13x13", "384x13x13", "256x13x13", "4096x1x1", "4096x1x1", "1000x1x1"]
    assert str(graph["conv5/max_pool"].shape) == "256x6x6"


def test_the_third_convolution_sees_both_groups():
    kinds = [node.kind for node in build("alexnet").nodes if "Conv" in node.kind]
    assert kinds == ["Conv", "GConv", "Conv", "GConv", "GConv"]
    assert not [node for node in build("alexnet", one_tower=True).nodes if node.kind in ("GConv", "LRN")]


def test_a_map_too_small_names_the_layer():
    with pytest.raises(CostModelError, match="conv5/max_pool"):
        build("alexnet", resolution=40)
