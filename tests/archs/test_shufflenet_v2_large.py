"""ShuffleNet V2+, Large and ExLarge against the released code."""

import pytest

from costmodel.archs import build
from costmodel.formulas.metrics import cost


@pytest.mark.parametrize(
    ("size", "params", "mult_adds"),
    [("small", 5_137_116, 155_845_008), ("medium", 5_679_840, 222_249_984), ("large", 6_768_220, 360_050_704)],
)
def test_plus(size: str, params: int, mult_adds: int) -> None:
    assert cost(build("shufflenet_v2_plus", size=size), metrics=["params", "mult_adds"]) == {
        "params": params,
        "mult_adds": mult_adds,
    }


@pytest.mark.parametrize(("variant", "params"), [("large", 140_685_664), ("exlarge", 271_283_296)])
def test_params_with_auxiliary_classifiers(variant: str, params: int) -> None:
    assert cost(build("shufflenet_v2_large", variant=variant, auxiliary=True), metrics=["params"])["params"] == params


def test_mult_adds() -> None:
    large = build("shufflenet_v2_large")
    assert sum(node.work.mult_adds for node in large.nodes if node.kind != "FC") == 12_744_704_000
    assert cost(build("shufflenet_v2_large", variant="exlarge"), metrics=["mult_adds"])["mult_adds"] == 46_174_794_752


def test_maps() -> None:
    for variant, widths in (("large", (256, 512, 1024, 2048)), ("exlarge", (320, 640, 1280, 2560))):
        graph = build("shufflenet_v2_large", variant=variant)
        ends = [graph.inside(f"stage{stage}")[-1].shape for stage in (2, 3, 4, 5)]
        assert ends == [(width, side, side) for width, side in zip(widths, (56, 28, 14, 7), strict=True)]
