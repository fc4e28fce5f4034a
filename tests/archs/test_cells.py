"""Cells as data: every operation of the search space against its own arithmetic, and what is refused."""

import pytest

from costmodel.archs.common.cells import OPERATIONS, Cell, Pair, build_cell_network
from costmodel.errors import CostModelError
from costmodel.formulas.metrics import cost
from costmodel.ir.network import Network

IN, F, SIDE = 8, 16, 10  # channels of the state, filters of the cell, size of the state


def conv(kernel, given, made, side):
    """Weights and mult-adds of one convolution."""
    weights = kernel * given * made
    return weights, weights * side * side


def separable(kernel, side):
    """Depthwise and 1x1 on the state's channels, then again on the filters."""
    return [conv(kernel**2, 1, IN, side), conv(1, IN, F, side), conv(kernel**2, 1, F, side), conv(1, F, F, side)]


def bottleneck(kernels, inner, side):
    return [conv(1, IN, inner, SIDE), *(conv(k, inner, inner, s) for k, s in kernels), conv(1, inner, F, side)]


def expected(name, stride):
    side = SIDE // stride
    between = (SIDE * side) ** 0.5  # 1x3 and 1x7 reduce the width only
    project = [conv(1, IN, F, side)]
    return {
        "identity": project,
        "1x1": project,
        "3x3": bottleneck([(9, side)], 4, side),
        "dilated 3x3": bottleneck([(9, side)], 4, side),
        "1x3 then 3x1": bottleneck([(3, between), (3, side)], 6, side),
        "1x7 then 7x1": bottleneck([(7, between), (7, side)], 4, side),
        **{f"separable {k}x{k}": separable(k, side) for k in (3, 5, 7)},
        **{f"max {k}x{k}": project for k in (2, 3, 5, 7)},
        "average 3x3": project,
    }[name]


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_costs_its_convolutions(name, stride):
    net = Network(channels=IN, side=SIDE)
    made = OPERATIONS[name](net, net.input, F, stride)
    totals = cost(net.graph(), metrics=["params", "mult_adds"])
    norms = sum(node.work.norms for node in net.graph().nodes)
    convolutions = expected(name, stride)
    assert made.shape == (F, SIDE // stride, SIDE // stride)
    assert totals["params"] - norms == sum(weights for weights, _ in convolutions)
    assert totals["mult_adds"] == round(sum(products for _, products in convolutions))


@pytest.mark.parametrize("name", ["identity", "average 3x3", "max 2x2", "max 3x3", "max 5x5", "max 7x7"])
def test_state_of_the_right_width_is_not_projected(name):
    net = Network(channels=F, side=SIDE)
    OPERATIONS[name](net, net.input, F, 1)
    assert cost(net.graph())["params"] == 0


def test_pair_joins_by_addition_or_concatenation():
    def last(*join):
        cell = Cell(("identity", 0, "3x3", 0, *join))
        graph = build_cell_network(cell, cell, filters=16, cells=(1,), dataset="cifar10", resolution=32, classes=10)
        return graph["stage1/cell1/output/concat"].shape.channels

    assert (last(), last("add"), last("concat")) == (16, 16, 32)


def test_output_is_what_no_pair_reads():
    assert Cell(("3x3", 0, "1x1", 1), ("1x1", 2, "identity", 0), ("1x1", 0, "1x1", 0)).output == (3, 4)


def test_stages_and_reductions():
    cell = Cell(Pair("separable 3x3", 0, "identity", 1))
    graph = build_cell_network(cell, cell, filters=12, cells=(1, 2, 0), dataset="cifar10", resolution=32, classes=10)
    modules = list(dict.fromkeys(node.module for node in graph.nodes))
    assert modules == ["input", "stem", "stage1", "reduction1", "stage2", "reduction2", "relu", "classifier"]
    shapes = [graph[f"{name}/output/concat"].shape for name in ("stage1/cell1", "stage2/cell2", "reduction2")]
    assert shapes == [(12, 32, 32), (24, 16, 16), (48, 8, 8)]


@pytest.mark.parametrize(
    ("pairs", "output", "complaint"),
    [
        ([("seperable 3x3", 0, "1x1", 1)], None, "unknown operation 'seperable 3x3'; did you mean separable 3x3"),
        ([("1x1", 0, "3x3", 2)], None, "pair 1 reads hidden state 2; allowed: 0 to 1"),
        ([("1x1", 0, "3x3", 1), ("1x1", -1, "3x3", 2)], None, "pair 2 reads hidden state -1; allowed: 0 to 2"),
        ([("1x1", 0, "3x3", 1)], (2, 3), "the output reads hidden state 3; allowed: 0 to 2"),
        ([("1x1", 0, "3x3", 1, "multiply")], None, "unknown join 'multiply'; allowed: add, concat"),
        ([("1x1", 0, "3x3")], None, r"pair 1 is \('1x1', 0, '3x3'\); allowed: operation, state, operation, state, and a join"),
        ([], None, "a cell needs a pair"),
        ([("1x1", 0, "3x3", 1)], (), "a cell needs a pair, and a hidden state as its output"),
    ],
)
def test_impossible_cells_are_refused_in_one_line(pairs, output, complaint):
    with pytest.raises(CostModelError, match=complaint) as error:
        Cell(*pairs, output=output)
    assert "\n" not in str(error.value)


def test_too_few_filters_are_refused():
    cell = Cell(("3x3", 0, "identity", 1))
    for filters, complaint in ((3, "a cell of no filters"), (12, "too few for a bottleneck")):
        with pytest.raises(CostModelError, match=complaint):
            build_cell_network(cell, cell, filters=filters, cells=(1, 1))
