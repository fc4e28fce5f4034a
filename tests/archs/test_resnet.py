"""ResNet: independent implementations, CIFAR's layer counts, shortcuts, pre-activation, and where the SE blocks stand."""

import pytest

from costmodel.archs import architecture, build
from costmodel.archs.common.kinds import BadKnob
from costmodel.formulas.metrics import cost


def total(metric: str, **knobs: object) -> int:
    return int(cost(build("resnet", **knobs), metrics=[metric])[metric])


@pytest.mark.parametrize(
    ("knobs", "params", "mult_adds"),
    [
        ({"depth": 18}, 11_689_512, 1_814_073_344),
        ({"depth": 34}, 21_797_672, 3_663_761_408),
        ({"depth": 18, "shortcut": "A"}, 11_515_688, 1_794_805_760),
        ({"depth": 34, "shortcut": "A"}, 21_623_848, 3_644_493_824),
        ({"depth": 50}, 25_557_032, 3_857_973_248),
        ({"depth": 50, "stride_in": "3x3"}, 25_557_032, 4_089_184_256),
        ({"depth": 101, "stride_in": "3x3"}, 44_549_160, 7_801_405_440),
        ({"depth": 152, "stride_in": "3x3"}, 60_192_808, 11_513_626_624),
        ({"depth": 200, "stride_in": "3x3"}, 64_673_832, 15_007_481_856),
        ({"depth": 200, "stride_in": "3x3", "preactivation": True}, 64_666_280, 15_007_481_856),
        ({"depth": 50, "stride_in": "3x3", "width": 128}, 68_883_240, 11_398_021_120),  # torchvision's wide_resnet50_2
        ({"depth": 101, "stride_in": "3x3", "width": 128}, 126_886_696, 22_753_050_624),  # and wide_resnet101_2
        ({"depth": 50, "se": True}, 28_088_024, 3_860_488_192),
        ({"depth": 101, "se": True}, 49_326_872, 7_574_937_600),
        ({"depth": 152, "se": True}, 66_821_848, 11_288_993_792),
    ],
)
def test_independent_implementations(knobs: dict[str, object], params: int, mult_adds: int) -> None:
    assert total("params", **knobs) == params
    assert total("mult_adds", **knobs) == mult_adds


@pytest.mark.parametrize(
    ("depth", "params"),
    [(20, 269_722), (32, 464_154), (44, 658_586), (56, 853_018), (110, 1_727_962), (1202, 19_421_274), (998, 16_115_930)],
)
def test_cifar(depth: int, params: int) -> None:
    assert total("params", depth=depth, dataset="cifar10") == params
    assert total("params", depth=depth, dataset="cifar10", shortcut="B") == params + 2752
    assert total("depth", depth=depth, dataset="cifar10") == depth


@pytest.mark.parametrize(("depth", "params", "weights"), [(164, 1_703_258, 1_679_024), (1001, 10_327_706, 10_178_480)])
def test_identity_mappings(depth: int, params: int, weights: int) -> None:
    graph = build("resnet", depth=depth, dataset="cifar10", block="bottleneck", preactivation=True)
    assert cost(graph, metrics=["params"])["params"] == params
    assert sum(node.work.weights for node in graph.nodes) == weights


CIFAR_STEM = {"stem": "cifar", "resolution": 32, "classes": 10}


@pytest.mark.parametrize(
    ("knobs", "params", "mult_adds"),
    [
        ({"depth": 18, **CIFAR_STEM}, 11_173_962, 555_422_720),
        ({"depth": 34, **CIFAR_STEM}, 21_282_122, 1_159_402_496),
        ({"depth": 50, "stride_in": "3x3", **CIFAR_STEM}, 23_520_842, 1_297_829_888),
        ({"depth": 18, "shortcut": "C"}, 12_043_816, 1_878_298_624),
        ({"depth": 34, "shortcut": "C"}, 22_716_840, 3_830_747_136),
        ({"depth": 50, "stride_in": "3x3", "shortcut": "C"}, 40_128_552, 6_555_435_008),
    ],
)
def test_ports(knobs: dict[str, object], params: int, mult_adds: int) -> None:
    """As counted on the port for CIFAR, and on torchvision's networks with a projection in every block."""
    assert (total("params", **knobs), total("mult_adds", **knobs)) == (params, mult_adds)


def test_without_projections_the_biases_make_up_dlib_s_parameters() -> None:
    graph = build("resnet", depth=50, shortcut="A")
    biases = sum(node.shape.channels for node in graph.nodes if node.kind == "Conv")
    assert cost(graph, metrics=["params"])["params"] + biases == 22_803_176


def test_a_width_of_basic_blocks_is_remarked() -> None:
    read = architecture("resnet").Spec.read
    wide = read({"dataset": "cifar100", "depth": 26, "width": 160})
    assert "width 160 is inside the basic blocks; their outputs keep 16, 32, ... channels" in wide.remarks()[-1]
    assert len(read({"width": 128}).remarks()) == len(read({"depth": 18}).remarks()) == 1


@pytest.mark.parametrize("depth", [18, 34, 50, 101, 152, 200])
def test_the_name_is_the_number_of_layers(depth: int) -> None:
    graph = build("resnet", depth=depth)
    assert cost(graph, metrics=["depth"])["depth"] == depth
    assert [graph.inside(f"stage{stage}")[-1].shape.height for stage in (2, 3, 4, 5)] == [56, 28, 14, 7]


def test_se_blocks_stand_where_asked() -> None:
    extra = total("params", se=True) - total("params")
    assert extra == 2_514_944 + 16_048
    assert total("params", se=True, se_bias=False) == 28_071_976
    stages = [total("params", se=True, se_stage=stage) - total("params") for stage in "2345"]
    assert sum(stages) == extra
    assert stages[0] == 25_392
    assert total("params", se=True, se_after="3x3") == 25_718_228
    assert total("params", se=True, se_pool=False) == total("params", se=True)
    assert total("mult_adds", se=True, se_pool=False, se_bias=False) == 4_269_015_040


@pytest.mark.parametrize(
    ("knobs", "complaint"),
    [
        ({"depth": 51}, "depth cannot be 51; allowed for ImageNet: 18, 34"),
        ({"depth": 21, "dataset": "cifar10"}, "allowed for CIFAR: 6n\\+2 with basic blocks or 9n"),
        ({"depth": 56, "dataset": "cifar10", "block": "bottleneck", "shortcut": "D"}, "shortcut cannot be 'D'"),
        ({"depth": 18, "block": "bottleneck"}, "ResNet-18 for ImageNet is built of 'basic'"),
        ({"depth": 18, "se": True, "se_after": "3x3"}, "both layers of a basic block are 3x3"),
        ({"depth": 200, "repeats": 100.5}, "repeats cannot be '100.5'; allowed: a number above 0 and at most 100"),
        ({"dataset": "cifar10", "depth": 1202, "repeats": 20}, "allowed: up to 20000 layers"),
        ({"depth": "fifty"}, "allowed: a whole number"),
        ({"width": 0}, "width cannot be"),
    ],
)
def test_bad_knobs(knobs: dict[str, object], complaint: str) -> None:
    with pytest.raises(BadKnob, match=complaint):
        build("resnet", **knobs)


def test_a_reduction_larger_than_the_channels() -> None:
    with pytest.raises(BadKnob, match="reduction 512 leaves no unit of 256 channels"):
        build("resnet", se=True, reduction=512)
