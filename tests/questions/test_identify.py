"""Which network of the catalog an own network is."""

import numpy as np
import pytest

import costmodel
from costmodel import Graph, Network
from costmodel.errors import CostModelError
from costmodel.ir.ops.opaque import Opaque


@pytest.mark.parametrize(
    "name", ["squeezenet:version=1.1", "resnet:depth=34,resolution=256", "mobilenet:alpha=0.35", "shufflenet_v2:classes=10"]
)
def test_a_network_of_the_catalog_is_found_by_its_layers(name: str) -> None:
    own = costmodel.build(name)
    found = costmodel.identify(own).found
    assert found is not None
    assert found.subject.catalog == name.partition(":")[0]
    assert found.skeleton.totals == costmodel.cost(own)


def by_hand(filters: int) -> Graph:
    """MobileNet without its normalisation, as an exporter folds it, and its last layer as a convolution."""
    net = Network(side=224)
    x = net.conv(net.input, filters, 3, stride=2, bias=True, act="relu")
    pairs = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *5 * ((512, 1),), (1024, 2), (1024, 1))
    for channels, stride in pairs:
        x = net.dwconv(x, 3, stride=stride, bias=True, act="relu")
        x = net.conv(x, channels, 1, bias=True, act="relu")
    net.conv(net.global_pool(x), 1000, 1, bias=True)
    return net.graph()


def test_names_and_folded_normalisation_do_not_matter() -> None:
    made = costmodel.identify(by_hand(32))
    assert made.record()["is"] == "mobilenet"
    first, second = made.lines
    assert first == "it has the layers of mobilenet: its 28 convolutions and matrix products are the same"
    assert second.startswith("what stands between them differs: params 4,221,032 here and 4,231,976 there; ")
    assert "convention paper: " in str(made)
    assert made.record()["convention"] == "paper"
    assert {judged.row.architecture for judged in made.published} == {"mobilenet"}
    assert made.own.totals["params"] != made.candidates[0].skeleton.totals["params"]  # it has biases in place of normalisation


def test_another_network_is_none_and_its_nearest_is_said() -> None:
    made = costmodel.identify(by_hand(33))
    assert made.found is None
    assert made.published == ()
    assert made.lines == [
        "it is no network of the catalog; nearest is mobilenet: 89 % of its 28 convolutions and matrix products have the same "
        "weights and mult-adds",
        "layers that only it has: 1 Conv 3x3, 1 DWConv 3x3, 1 Conv 1x1",
        "layers that only mobilenet has: 1 Conv 3x3, 1 DWConv 3x3, 1 Conv 1x1",
    ]


def test_an_op_that_nobody_knows_is_left_out_where_that_is_allowed() -> None:
    net = Network(channels=3, side=32)
    x = net.apply(Opaque("mystery", (8, 32, 32)), net.conv(net.input, 8, 3))
    graph = net.classify(x, 10)
    with pytest.raises(CostModelError, match="mystery"):
        costmodel.identify(graph)
    made = costmodel.identify(graph, partial=True)
    assert "ops of which nothing is known are left out" in made.document().lines[-1]


def test_a_network_without_a_common_layer_has_no_nearest() -> None:
    net = Network(side=7)
    net.conv(net.input, 5, 3)
    assert "no network of the catalog shares a layer with it" in str(costmodel.identify(net.graph()))


@pytest.mark.parametrize("alpha", [costmodel.symbol("alpha"), np.array([0.5, 1.0])], ids=["symbol", "array"])
def test_what_is_no_number_is_refused(alpha: object) -> None:
    with pytest.raises(CostModelError, match="only a network in numbers is one of the catalog"):
        costmodel.identify("mobilenet", {"alpha": alpha})
