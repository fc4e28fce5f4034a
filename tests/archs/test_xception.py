"""Xception: an independent implementation, the maps of figure 5, and the laws of the extreme module."""

import pytest

from costmodel.archs import build
from costmodel.errors import CostModelError
from costmodel.formulas.laws import law
from costmodel.formulas.metrics import cost
from costmodel.ir.network import Network
from costmodel.questions.symbolic import prove, symbol


def test_independent_counts() -> None:
    totals = cost(build("xception"), metrics=["params", "mult_adds"])
    assert (totals["params"], totals["mult_adds"]) == (22_855_952, 8_357_403_496)


def test_figure_5() -> None:
    graph = build("xception")
    assert [str(node.shape) for node in graph.nodes if node.kind == "Pool"] == [
        "128x74x74",
        "256x37x37",
        "728x19x19",
        "1024x10x10",
    ]
    separable = sum(node.kind == "DWConv" for node in graph.nodes)
    assert separable + 2 == 36, "the paper counts 36 convolutional layers, projections apart"


def test_too_small() -> None:
    with pytest.raises(CostModelError, match="does not fit"):
        build("xception", resolution=2)


def test_extreme_inception_is_a_1x1_and_a_depthwise_convolution() -> None:
    k, m, n, d = map(symbol, "kMND")
    net = Network(channels=m, side=d)
    pointwise = net.conv(net.input, n, 1)
    depthwise = net.dwconv(pointwise, k)
    counted = pointwise.work.mult_adds + depthwise.work.mult_adds
    assert (counted - law("extreme_inception")({"k": k, "M": m, "N": n, "D": d})).expand() == 0


def test_segments_are_groups() -> None:
    k, m, n, s, d = map(symbol, "kMNSD")
    net = Network(channels=m, side=d)
    pointwise = net.conv(net.input, n, 1)
    segments = net.conv(pointwise, n, k, groups=s)
    counted = pointwise.work.mult_adds + segments.work.mult_adds
    assert (counted - law("segmented_inception")({"k": k, "M": m, "N": n, "S": s, "D": d})).expand() == 0


@pytest.mark.parametrize(
    ("name", "holds"), [("extreme_inception_is_cheapest", "N >= S"), ("depthwise_first_is_cheaper", "M <= N")]
)
def test_claims(name: str, holds: str) -> None:
    assert prove(law(name)).holds == holds
