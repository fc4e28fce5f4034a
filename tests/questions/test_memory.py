"""Which maps lie in memory: by hand, against the peak that is counted, after passes, in training, and as a picture."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import sympy

from costmodel import Counting, Network, build, cost, memory
from costmodel.archs import names
from costmodel.errors import CostModelError
from costmodel.formulas.training import Training

FUSED = ("fold", "fuse")


def shortcut() -> Any:
    net = Network(channels=2, side=4)
    x = net.conv(net.input, 4, 1, name="one")
    y = net.conv(net.conv(x, 8, 1, name="two"), 4, 1, name="three")
    net.add(x, y, name="sum")
    return net.graph()


def test_what_is_alive_by_hand() -> None:
    found = memory(shortcut(), counting=Counting(bits=8)).timeline
    assert [(step.node.name, step.size) for step in found.steps] == [
        ("input", 16 * 2),
        ("one", 16 * (2 + 4)),
        ("two", 16 * (4 + 8)),
        ("three", 16 * (4 + 8 + 4)),
        ("sum", 16 * (4 + 4 + 4)),
    ]
    held = found.held(found.peak.node)
    assert [(one.node.name, one.use, one.until and one.until.name) for one in held] == [
        ("one", "kept", "sum"),
        ("two", "read", "three"),
        ("three", "written", "sum"),
    ]


def test_a_fused_sum_reads_the_shortcut_while_its_host_writes() -> None:
    found = memory(shortcut(), counting=Counting(passes=FUSED)).timeline
    held = found.held(found.graph["three"])
    assert [(one.node.name, one.use) for one in held] == [("one", "read"), ("two", "read"), ("three", "written")]
    assert held[-1].until is None


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("passes", [(), FUSED, (*FUSED, "in-place")])
def test_the_maps_at_each_step_are_what_is_counted(name: str, passes: tuple[str, ...]) -> None:
    counting = Counting(bits=8, batch=3, passes=passes)
    found = memory(name, counting=counting)
    assert found.timeline.peak.size == cost(build(name), counting)["peak_bytes"]
    for step, uses in found.timeline.uses():
        assert sum(uses.values()) == step.size
    assert all(way.reordered <= way.peak for way in found.ways)


def test_peaks_after_passes_and_in_another_order() -> None:
    [built, fused, in_place] = memory("mobilenet_v2", counting=Counting(bits=8)).ways
    assert (built.peak, fused.peak, in_place.peak) == (2_408_448, 1_505_280, 1_404_928)
    assert built.found == "as built; no order has a smaller peak"
    nasnet = memory("nasnet", counting=Counting(bits=8)).ways[0]
    assert (nasnet.peak, nasnet.reordered) == (1_127_915, 1_026_880)
    assert nasnet.found == "by an exact search; no order has a smaller peak"


def test_what_training_keeps_is_alive_at_its_peak() -> None:
    counting = Counting(batch=2, training=Training())
    found = memory("resnet", {"depth": 18}, counting=counting)
    assert not found.ways
    kept = sum(one.size for one in found.timeline.held(found.timeline.peak.node))
    assert kept == cost(build("resnet", depth=18), counting)["peak_bytes"]
    assert kept >= 4 * cost(build("resnet", depth=18), counting)["saved_activations"]


def test_a_picture_names_the_fullest_layer() -> None:
    specification = memory("mobilenet_v2", counting=Counting(passes=FUSED)).specification
    bars, name, _ = specification["layer"]
    assert sum(value["bytes"] for value in bars["data"]["values"] if value["step"] == 6) > 0
    assert name["data"]["values"][0]["layer"] == "bottleneck2/layer1/depthwise: 6.02 MB"
    assert json.dumps(specification)


def test_what_is_refused(complain: Callable[..., None]) -> None:
    with pytest.raises(CostModelError, match="a number for each knob"):
        memory(Network(side=sympy.Symbol("n", positive=True)).graph())
    complain("memory", "mobilenet", "--passes", "fuse,fold")
    complain("memory", "mobilenut")
    complain("memory", "mobilenet", "--batch", "0")
