"""MnasNet: the three networks and their widths against exact integers."""

import pytest

from costmodel.archs import build
from costmodel.archs.common.kinds import BadKnob
from costmodel.formulas.metrics import cost


def total(metric: str, **knobs: object) -> int:
    return int(cost(build("mnasnet", **knobs), metrics=[metric])[metric])


@pytest.mark.parametrize(
    ("variant", "alpha", "params", "mult_adds"),
    [
        ("a1", "1", 3_887_038, 311_579_072),
        ("a1", "0.35", 1_747_018, 61_681_920),
        ("a1", "1.4", 6_105_992, 586_317_952),
        ("small", "1", 2_030_264, 68_339_184),
        # torchvision
        ("b1", "0.5", 2_218_512, 104_455_968),
        ("b1", "0.75", 3_170_208, 215_493_104),
        ("b1", "1", 4_383_312, 314_415_872),
        ("b1", "1.3", 6_282_256, 526_362_432),
    ],
)
def test_independent_implementations(variant: str, alpha: str, params: int, mult_adds: int) -> None:
    assert total("params", variant=variant, alpha=alpha) == params
    assert total("mult_adds", variant=variant, alpha=alpha) == mult_adds


def test_maps_of_figure_7() -> None:
    graph = build("mnasnet")
    ends = [graph.inside(f"block{number}")[-1].shape for number in range(1, 8)]
    assert ends == [(16, 112, 112), (24, 56, 56), (40, 28, 28), (80, 14, 14), (112, 14, 14), (160, 7, 7), (320, 7, 7)]


def test_squeeze_is_a_quarter_of_the_input_and_not_of_the_expansion() -> None:
    squeezes = [node.shape.channels for node in build("mnasnet").nodes if node.name.endswith("se/reduce")]
    assert squeezes == [6, 10, 10, 20, 28, 28, 40, 40]
    assert "Scale" not in {node.kind for node in build("mnasnet", variant="b1").nodes}


def test_head_keeps_its_width() -> None:
    assert build("mnasnet", alpha="0.35")["head"].shape.channels == build("mnasnet", alpha=2)["head"].shape.channels == 1280


def test_bad_knobs() -> None:
    with pytest.raises(BadKnob) as error:
        build("mnasnet", variant="a2")
    assert str(error.value) == "mnasnet: variant cannot be 'a2'; allowed: 'a1', 'b1' or 'small'"
