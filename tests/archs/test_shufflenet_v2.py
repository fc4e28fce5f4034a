"""ShuffleNet V2: both layouts of the stride-2 unit against independent implementations, and the structure of a unit."""

import pytest

from costmodel.archs import build
from costmodel.archs.common.kinds import BadKnob
from costmodel.formulas.metrics import cost


def total(metric: str, **knobs: object) -> int:
    return int(cost(build("shufflenet_v2", **knobs), metrics=[metric])[metric])


@pytest.mark.parametrize(
    ("scale", "layout", "params", "mult_adds"),
    [
        ("0.5", "official", 1_365_792, 40_476_448),
        ("1", "official", 2_278_760, 145_814_296),
        ("1.5", "official", 3_506_720, 298_970_656),
        ("2", "official", 7_402_600, 590_783_000),
        # torchvision
        ("0.5", "even", 1_366_792, 40_476_448),
        ("1", "even", 2_278_604, 144_907_992),
        ("1.5", "even", 3_503_624, 295_759_392),
        ("2", "even", 7_393_996, 583_253_464),
    ],
)
def test_independent_implementations(scale: str, layout: str, params: int, mult_adds: int) -> None:
    assert total("params", scale=scale, layout=layout) == params
    assert total("mult_adds", scale=scale, layout=layout) == mult_adds


@pytest.mark.parametrize(
    ("scale", "params", "mult_adds"),
    [("0.5", 352_042, 10_902_016), ("1", 1_263_854, 45_002_112), ("1.5", 2_488_874, 94_259_712), ("2", 5_365_486, 187_811_200)],
)
def test_ports_for_cifar(scale: str, params: int, mult_adds: int) -> None:
    totals = cost(build("shufflenet_v2", scale=scale, layout="even", stem="cifar", resolution=32, classes=10))
    assert (totals["params"], totals["mult_adds"]) == (params, mult_adds)


def test_large_networks() -> None:
    assert total("mult_adds", depth=50) == 2_314_702_176
    assert total("mult_adds", scale=2, se=True) == 596_736_600
    assert total("depth", depth=164, residual=True) == 164


def test_maps_of_table_5() -> None:
    graph = build("shufflenet_v2")
    ends = [graph.inside(scope)[-1].shape for scope in ("conv1", "max_pool", "stage2", "stage3", "stage4", "conv5")]
    assert ends == [(24, 112, 112), (24, 56, 56), (116, 28, 28), (232, 14, 14), (464, 7, 7), (1024, 7, 7)]
    large = build("shufflenet_v2", depth=50)
    assert [large.inside(f"stage{stage}")[-1].shape for stage in (2, 5)] == [(244, 56, 56), (1952, 7, 7)]


def test_half_of_the_channels_passes_a_basic_unit_for_nothing() -> None:
    """Feature reuse: the passing half has no arithmetic and, being a view, no memory access of its own."""
    nodes = {node.name.removeprefix("stage3/unit4/"): node for node in build("shufflenet_v2").inside("stage3/unit4")}
    passing = nodes["pass"]
    assert passing.is_view
    assert passing.shape.channels == 116
    assert passing.position in nodes["concat"].inputs


def test_residual_and_layout_cost_no_mult_adds_where_channels_double() -> None:
    assert total("mult_adds", residual=True) == total("mult_adds")
    official, even = (build("shufflenet_v2", layout=layout) for layout in ("official", "even"))
    for stage in ("stage3", "stage4"):
        a, b = (sum(node.work.mult_adds for node in graph.inside(stage)) for graph in (official, even))
        assert a == b


@pytest.mark.parametrize(
    ("knobs", "complaint"),
    [
        ({"scale": 3}, "scale cannot be '3'; allowed: '0.5', '1', '1.5' or '2'"),
        ({"depth": 51}, "depth cannot be '51'; allowed: 'mobile', '50' or '164'"),
        ({"depth": 50, "scale": 2}, "scale is of the mobile network; depth 50 has its own widths"),
        ({"width": 25}, "width cannot be 25; allowed: an even number above the stem's 24 channels"),
        ({"layout": "odd"}, "layout cannot be 'odd'; allowed: 'official' or 'even'"),
    ],
)
def test_bad_knobs(knobs: dict[str, object], complaint: str) -> None:
    with pytest.raises(BadKnob) as error:
        build("shufflenet_v2", **knobs)
    assert complaint in str(error.value)
