"""BN-Inception: independent implementations with and without squeeze-and-excitation, and the modules' outputs."""

import pytest

from costmodel.archs import build
from costmodel.archs.common.kinds import BadKnob
from costmodel.formulas.metrics import cost


def total(metric: str, **knobs: object) -> int:
    return int(cost(build("bn_inception", **knobs), metrics=[metric])[metric])


@pytest.mark.parametrize(
    ("knobs", "params", "mult_adds"),
    [
        ({}, 11_285_224, 2_032_600_064),
        ({"se": True}, 11_931_622, 2_033_239_424),
        ({"norm_scale": False}, 11_275_208, 2_032_600_064),
        ({"variant": "paper", "norm_scale": False}, 11_185_032, 2_018_851_840),
    ],
)
def test_independent_counts(knobs: dict[str, object], params: int, mult_adds: int) -> None:
    assert (total("params", **knobs), total("mult_adds", **knobs)) == (params, mult_adds)


@pytest.mark.parametrize(
    ("variant", "channels"),
    [
        ("paper", [256, 320, 576, 576, 576, 576, 576, 1024, 1024, 1024]),
        ("caffe", [256, 320, 576, 576, 576, 608, 608, 1056, 1024, 1024]),
    ],
)
def test_modules(variant: str, channels: list[int]) -> None:
    nodes = [node for node in build("bn_inception", variant=variant).nodes if node.kind == "Concat"]
    assert [node.shape.channels for node in nodes] == channels
    assert [node.shape.height for node in nodes] == [28, 28, *5 * [14], *3 * [7]]


def test_gate_needs_a_unit() -> None:
    with pytest.raises(BadKnob, match="reduction 512 leaves no unit of 256 channels"):
        build("bn_inception", se=True, reduction=512)
