"""Wide ResNet: independent implementations, the counting of layers, and what the widening factor leaves alone."""

import pytest

from costmodel.archs import build
from costmodel.archs.common.kinds import BadKnob
from costmodel.formulas.metrics import cost


def total(metric: str, **knobs: object) -> int:
    return int(cost(build("wide_resnet", **knobs), metrics=[metric])[metric])


@pytest.mark.parametrize(
    ("knobs", "params", "mult_adds"),
    [
        ({}, 36_479_194, 5_243_328_768),
        ({"dataset": "cifar100"}, 36_536_884, 5_243_386_368),
        ({"depth": 40, "widening": 4}, 8_949_210, 1_298_582_016),
        ({"depth": 16, "widening": 8, "dataset": "cifar100"}, 11_007_540, 1_548_191_744),
        ({"depth": 16, "widening": 4}, 2_748_890, 392_612_352),
        ({"depth": 40, "widening": 1}, 563_930, 83_280_512),
    ],
)
def test_independent_implementations(knobs: dict[str, object], params: int, mult_adds: int) -> None:
    """As counted on the authors' code for PyTorch, which projects where the channels change."""
    assert (total("params", **knobs), total("mult_adds", **knobs)) == (params, mult_adds)


@pytest.mark.parametrize(("depth", "block"), [(28, "3-3"), (40, "3"), (40, "3-3-3"), (58, "1-3-1"), (31, "3-1-3")])
def test_the_depth_is_the_number_of_convolutions(depth: int, block: str) -> None:
    assert sum(node.kind == "Conv" for node in build("wide_resnet", depth=depth, block=block).nodes) == depth


@pytest.mark.parametrize("block", ["3", "3-3-3", "3-3-3-3"])
def test_blocks_of_any_length_cost_the_same_at_one_depth(block: str) -> None:
    """Table 3: only the additions differ."""
    for metric in ("params", "mult_adds"):
        assert total(metric, depth=40, block=block, widening=2) == total(metric, depth=40, block="3-3", widening=2)


def test_the_stem_is_not_widened() -> None:
    graph = build("wide_resnet", widening=12)
    assert graph["conv1"].shape.channels == 16
    assert [graph.inside(f"conv{group}")[-1].shape[:2] for group in (2, 3, 4)] == [(192, 32), (384, 16), (768, 8)]


@pytest.mark.parametrize("depth", [18, 34])
def test_unwidened_it_is_the_resnet(depth: int) -> None:
    wide = cost(build("wide_resnet", dataset="imagenet", depth=depth, widening=1))
    assert wide == cost(build("resnet", depth=depth))


@pytest.mark.parametrize(
    ("knobs", "complaint"),
    [
        ({"depth": 26}, "depth cannot be 26; allowed with block 3-3: 6n\\+4"),
        ({"depth": 40, "block": "3-3-3-3", "dataset": "imagenet"}, "allowed for ImageNet: 18, 34"),
        ({"dataset": "imagenet", "block": "3-1"}, "the networks for ImageNet are built of '3-3'"),
        ({"widening": "0.01"}, "widening 0.01 leaves no channel"),
        ({"block": "5-5"}, "block cannot be '5-5'"),
    ],
)
def test_bad_knobs(knobs: dict[str, object], complaint: str) -> None:
    with pytest.raises(BadKnob, match=complaint):
        build("wide_resnet", **knobs)
