"""MobileNet V3: both sizes, their widths and the minimalistic networks against exact integers."""

import pytest

from costmodel.archs import build
from costmodel.archs.common.kinds import BadKnob
from costmodel.formulas.metrics import cost


def total(metric: str, **knobs: object) -> int:
    return int(cost(build("mobilenet_v3", **knobs), metrics=[metric])[metric])


@pytest.mark.parametrize(
    ("knobs", "params", "mult_adds"),
    [
        ({}, 5_483_032, 216_589_760),
        ({"alpha": "0.75"}, 3_993_528, 154_560_624),
        ({"minimalistic": True}, 3_924_288, 209_136_704),
        ({"size": "small"}, 2_542_856, 56_510_400),
        ({"size": "small", "alpha": "0.75"}, 2_041_872, 43_399_344),
        ({"size": "small", "head": 1280}, 2_946_568, 56_913_856),
        ({"size": "small", "alpha": "0.75", "head": 1280}, 2_408_720, 43_765_936),
        ({"size": "small", "minimalistic": True}, 2_044_736, 52_288_448),
        ({"alpha": "0.75", "scaling": "torchvision"}, 3_377_576, 140_033_816),
        ({"alpha": "1.25", "scaling": "torchvision"}, 8_164_744, 343_461_000),
        ({"size": "small", "alpha": "0.75", "scaling": "torchvision"}, 1_653_920, 39_115_576),
        ({"size": "small", "alpha": "0.5", "scaling": "torchvision"}, 917_264, 18_970_736),
        ({"squeeze_rounding": "floor"}, 5_479_918 + 1280, 216_587_936),  # timm's mobilenetv3_rw, whose head has no biases
    ],
)
def test_independent_implementations(knobs: dict[str, object], params: int, mult_adds: int) -> None:
    assert total("params", **knobs) == params
    assert total("mult_adds", **knobs) == mult_adds


def test_maps_of_table_1() -> None:
    graph = build("mobilenet_v3")
    sides = [graph.inside(f"bneck{number}")[-1].shape.height for number in range(1, 16)]
    assert sides == [112, *2 * [56], *3 * [28], *6 * [14], *3 * [7]]
    assert graph["conv_last"].shape == (960, 7, 7)


def test_squeeze_is_a_quarter_of_the_expansion_to_a_multiple_of_8() -> None:
    def squeezes(size: str) -> list[int]:
        return [node.shape.channels for node in build("mobilenet_v3", size=size).nodes if node.name.endswith("se/reduce")]

    assert squeezes("large") == [24, 32, 32, 120, 168, 168, 240, 240]
    assert squeezes("small") == [8, 24, 64, 64, 32, 40, 72, 144, 144]


def test_first_bottleneck_does_not_expand() -> None:
    assert "bneck1/expand" not in {node.name for node in build("mobilenet_v3").nodes}


def test_minimalistic_has_neither_gates_nor_large_kernels_nor_h_swish() -> None:
    types = {node.type for node in build("mobilenet_v3", minimalistic=True).nodes}
    assert not types & {"Scale", "DWConv 5x5", "HSwish", "HSigmoid"}


@pytest.mark.parametrize(
    ("knobs", "complaint"),
    [
        ({"size": "tiny"}, "size cannot be 'tiny'; allowed: 'large' or 'small'"),
        ({"head": 0}, "head cannot be '0'; allowed: a whole number from 1"),
        ({"expansion": 6}, "unknown knob 'expansion'"),
    ],
)
def test_bad_knobs(knobs: dict[str, object], complaint: str) -> None:
    with pytest.raises(BadKnob) as error:
        build("mobilenet_v3", **knobs)
    assert complaint in str(error.value)
