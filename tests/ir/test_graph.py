"""Graphs: names, folds, the metrics that look at the whole network, and what does not fit."""

import pickle

import pytest
import sympy

from costmodel.formulas.conventions import PAPER, STRICT, WEIGHTS_ONLY
from costmodel.formulas.counting import fold
from costmodel.formulas.metrics import METRICS, cost
from costmodel.ir.graph import Graph
from costmodel.ir.network import Network
from costmodel.ir.ops import Concat, Scale
from costmodel.ir.ops.channels import Shuffle, Split
from costmodel.ir.shape import ShapeMisfit


def small() -> Graph:
    net = Network(channels=2, side=4)
    with net.scope("block"):
        a = net.conv(net.input, 4, 3, norm=True, act="relu", name="left")
        b = net.conv(net.input, 4, 1, bias=True, name="right")
        x = net.add(a, b, act="relu")
    return net.classify(x, 10)


def test_names_are_scoped_paths() -> None:
    assert [node.name for node in small().nodes] == [
        "input",
        "block/left",
        "block/left/norm",
        "block/left/relu",
        "block/right",
        "block/add",
        "block/add/relu",
        "classifier/global_pool",
        "classifier/fc",
    ]
    net = Network(side=4)
    assert [net.conv(net.input, 1, 1).name for _ in range(3)] == ["conv", "conv2", "conv3"]


def test_totals_by_hand() -> None:
    totals = cost(small())
    assert totals["mult_adds"] == 16 * 4 * 18 + 16 * 4 * 2 + 40
    assert totals["params"] == 72 + 8 + 12 + 50
    assert totals["activations"] == 2 * 64
    assert totals["depth"] == 2
    assert totals["weight_bytes"] == 4 * totals["params"]


def test_conventions_add_up_different_facts() -> None:
    graph = small()
    assert cost(graph, WEIGHTS_ONLY)["params"] == 72 + 8 + 40
    pointwise = 2 * 64 + 64 + 64 + 64 + 64  # normalisation twice, three element-wise maps, the pool
    assert cost(graph, STRICT)["flops"] == 2 * cost(graph)["mult_adds"] + (64 + 10) + pointwise


def test_folds_add_up_to_the_total() -> None:
    graph = small()
    for metric in METRICS.values():
        if metric.of_part is None:
            continue
        for by in ("type", "module", "layer"):
            parts = sum(metric.of_part(row, PAPER) for row in fold(graph, by))
            assert parts == cost(graph)[metric.name]


def test_peak_memory_is_the_largest_sum_of_live_maps() -> None:
    net = Network(channels=1, side=10)
    a = net.conv(net.input, 3, 1)  # alive: 100 + 300
    b = net.conv(a, 5, 1)  # a and b: 800
    net.conv(b, 1, 1)  # b and the output: 600
    assert cost(net.graph())["peak_memory"] == 800
    net.add(a, net.conv(b, 3, 1))  # a now lives through b and both maps after it, and the first output to the end
    assert cost(net.graph())["peak_memory"] == 300 + 500 + 100 + 300


def test_views_own_no_memory() -> None:
    net = Network(channels=4, side=2)
    halves = [net.apply(Split(2), net.input) for _ in range(2)]
    net.apply(Concat(), *halves)
    assert cost(net.graph())["peak_memory"] == 16 + 16


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda net, x: net.add(x, net.conv(x, 5, 1), name="sum"), r"block/sum \(Add\) does not fit on 4x8x8 and 5x8x8: a sum"),
        (
            lambda net, x: net.concat(x, net.conv(x, 4, 1, stride=2)),
            r"4x8x8 and 4x4x4: Concat needs inputs of equal size",
        ),
        (lambda net, x: net.conv(x, 6, 3, groups=3), r"GConv 3x3\) does not fit on 4x8x8: 3 does not divide 4"),
        (lambda net, x: net.conv(x, 6, 9, padding="valid"), "a window of 9 .* does not fit into 8 pixels"),
        (lambda net, x: net.apply(Shuffle(3), x), "3 does not divide 4"),
        (lambda net, x: net.apply(Scale(), x), "Scale does not take 1 inputs"),
    ],
)
def test_what_does_not_fit_names_node_shapes_and_rule(build: object, message: str) -> None:
    net = Network(channels=4, side=8)
    with net.scope("block"), pytest.raises(ShapeMisfit, match=message):
        build(net, net.input)  # type: ignore[operator]


def test_a_long_chain_pickles() -> None:
    net = Network(side=1)
    x = net.input
    for _ in range(5000):
        x = net.act(x, "relu")
    assert len(pickle.loads(pickle.dumps(net.graph()))) == 5001


def test_the_same_wiring_in_symbols() -> None:
    c, h = sympy.symbols("c h", integer=True, positive=True)
    net = Network(channels=c, side=h)
    net.conv(net.input, 2 * c, 1)
    totals = cost(net.graph())
    assert sympy.expand(totals["mult_adds"] - 2 * c**2 * h**2) == 0
    assert sympy.expand(totals["mac"] - (3 * c * h**2 + 2 * c**2)) == 0
