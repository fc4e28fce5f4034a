"""VGG: integers of independent implementations, and the laws of 3x3 stacks."""

import pytest
import sympy

from costmodel.archs import build
from costmodel.archs.common.kinds import BadKnob
from costmodel.formulas.laws import law
from costmodel.formulas.metrics import cost
from costmodel.ir.network import Network
from costmodel.numbers.smooth import smooth
from costmodel.questions.symbolic import closed_form, prove, symbol


@pytest.mark.parametrize(
    ("depth", "params", "with_norm", "mult_adds"),
    [
        (11, 132_863_336, 132_868_840, 7_609_090_048),
        (13, 133_047_848, 133_053_736, 11_308_466_176),
        (16, 138_357_544, 138_365_992, 15_470_264_320),
        (19, 143_667_240, 143_678_248, 19_632_062_464),
    ],
)
def test_depths(depth, params, with_norm, mult_adds):
    totals, normed = cost(build("vgg", depth=depth)), cost(build("vgg", depth=depth, batch_norm=True))
    assert (totals["params"], totals["mult_adds"], totals["depth"]) == (params, mult_adds, depth)
    assert (normed["params"], normed["mult_adds"]) == (with_norm, mult_adds)


def test_configuration_c():
    assert cost(build("vgg", pointwise=True))["params"] == 133_638_952


@pytest.mark.parametrize(
    ("knobs", "complaint"),
    [
        ({"depth": "12"}, "depth cannot be 12; allowed: 11, 13, 16, 19"),
        ({"depth": 19, "pointwise": True}, "configuration C has"),
    ],
)
def test_bad_knobs(knobs, complaint):
    with pytest.raises(BadKnob, match=complaint):
        build("vgg", **knobs)


@pytest.mark.parametrize(("resolution", "drawn"), [(97, True), (224, False), (256, True)])
def test_pooled_as_in_torchvision_the_classifier_keeps_its_weights(resolution, drawn):
    graph = build("vgg", pooled=True, resolution=resolution)
    assert cost(graph)["params"] == 138_357_544
    assert bool([node for node in graph.nodes if node.kind == "AdaptivePool"]) == drawn
    assert (cost(build("vgg", resolution=resolution))["params"] == 138_357_544) == (not drawn)


def test_closed_form_in_resolution_and_classes():
    form = closed_form("vgg", ["resolution", "classes"])
    assert form.evaluate("mult_adds", {"resolution": 224, "classes": 1000}) == 15_470_264_320
    assert form.evaluate("params", {"resolution": 64, "classes": 10}) == cost(build("vgg", resolution=64, classes=10))["params"]


@pytest.mark.parametrize("layers", [2, 3])
def test_the_laws_are_a_stack(layers):
    channels = symbol("C")
    with smooth():
        net = Network(channels=channels, side=32)
        x = net.input
        for _ in range(layers):
            x = net.conv(x, channels, 3)
        net.conv(net.input, channels, law("stack_reach")({"n": layers}), name="single")
    weights = {node.name: node.work.weights for node in net.graph().nodes}
    single = weights.pop("single")
    assert sympy.expand(sum(weights.values()) - law("stack_params")({"n": layers, "C": channels})) == 0
    assert sympy.expand(single - law("single_params")({"n": layers, "C": channels})) == 0


def test_a_stack_never_has_more_weights():
    proof = prove(law("stack_saves_params"))
    assert proof.holds.endswith("n >= 1")
