"""Inverted bottlenecks add their input wherever the shape stays the same, be it that rounding made two widths equal."""

from typing import Any

import pytest

from costmodel.archs import build
from costmodel.archs.common.blocks import inverted_bottleneck
from costmodel.ir.network import Network
from costmodel.questions.symbolic import symbol


@pytest.mark.parametrize(
    ("name", "knobs", "elements"),
    [
        ("mobilenet_v2", {"alpha": "0.25"}, 160_720),
        ("mobilenet_v2", {}, 216_384),
        ("mobilenet_v3", {"size": "small", "alpha": "0.5"}, 36_064),
        ("mnasnet", {"variant": "small"}, 159_152),
    ],
)
def test_sums_of_torchvision_and_timm(name: str, knobs: dict[str, str], elements: int) -> None:
    assert sum(node.work.pointwise for node in build(name, **knobs).nodes if node.kind == "Add") == elements


@pytest.mark.parametrize(("variant", "sums"), [("a1", 0), ("b1", 0), ("small", 1)])
def test_the_first_block_of_mnasnet_says_itself_whether_it_adds(variant: str, sums: int) -> None:
    """At a quarter of the width, its 8 input channels are its output channels, too."""
    graph = build("mnasnet", variant=variant, alpha="0.25")
    assert len([node for node in graph.inside("block1") if node.kind == "Add"]) == sums


def has_sum(x: Any, y: Any, **settings: Any) -> bool:
    net = Network(channels=x, side=8)
    return bool(inverted_bottleneck(net, net.input, y, **settings).op.kind == "Add")


def test_widths_decide_be_they_numbers_or_symbols() -> None:
    alpha = symbol("alpha")
    assert has_sum(24, 24)
    assert not has_sum(24, 32)
    assert not has_sum(24, 24, stride=2)
    assert not has_sum(24, 24, skip=False)
    assert has_sum(24 * alpha, 8 * alpha * 3)
    assert not has_sum(24 * alpha, 32 * alpha)
