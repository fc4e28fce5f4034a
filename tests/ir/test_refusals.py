"""What the builder refuses, each in one line that says what was wrong, what was given, what is allowed."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from costmodel.archs import build
from costmodel.errors import CostModelError, UnknownName
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network
from costmodel.ir.ops import FC, LRN, Activation, BatchNorm, Concat, Conv, DWConv, Linear, Pool
from costmodel.ir.ops.channels import Pad, Shuffle, Slice, Split

Build = Callable[[Network, Node], object]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda net, x: net.conv(x, 8, 3, act="ReLU"), "unknown activation 'ReLU'"),
        (lambda net, x: net.conv(x, 8, 3, act="prelu"), "unknown activation 'prelu'; did you mean"),
        (lambda net, x: net.act(x, ["relu"]), "unknown activation"),
        (lambda net, x: net.fc(x, 8, act=3), "unknown activation '3'"),
        (lambda net, x: net.conv(x, 8, 3, norm="batch"), "'batch' is no op"),
        (lambda net, x: net.conv(x, 8, 3, norm=None), "'None' is no op"),
        (lambda net, x: net.apply("conv", x), "'conv' is no op"),
        (lambda net, x: net.conv(x, 8, 3, padding="SAME"), "unknown padding 'SAME'; did you mean same?"),
        (lambda net, x: net.conv(x, 8, 3, padding=-1), "padding cannot be '-1'; allowed: a whole number from 0 on"),
        (lambda net, x: net.conv(x, 8, 3, padding=(1, 2, 3)), r"padding cannot be '\(1, 2, 3\)' on 2 axes"),
        (lambda net, x: net.conv(x, 8, (3, 3, 3)), "3x3x3 slides over 3 axes behind the channels"),
        (lambda net, x: net.conv(x, 8, [3, 3]), r"kernel cannot be '\[3, 3\]'"),
        (lambda net, x: net.conv(x, 8, -3), "kernel cannot be '-3'; allowed: a whole number from 1 on"),
        (lambda net, x: net.conv(x, 8, 3, stride=0), "stride cannot be '0'"),
        (lambda net, x: net.conv(x, 8, 3, stride=(1, 2, 1)), r"stride cannot be '\(1, 2, 1\)' on 2 axes"),
        (lambda net, x: net.conv(x, 8, 3, dilation="2"), "dilation cannot be '2'"),
        (lambda net, x: net.dwconv(x, 2.5), "kernel cannot be '2.5'"),
        (lambda net, x: net.conv(x, 8.5, 3), "channels cannot be '8.5'; allowed: a whole number from 1 on"),
        (lambda net, x: net.conv(x, -3, 3), "channels cannot be '-3'"),
        (lambda net, x: net.conv(x, 0, 3), "channels cannot be '0'"),
        (lambda net, x: net.conv(x, None, 3), "channels cannot be 'None'"),
        (lambda net, x: net.conv(x, sympy.Rational(1, 2), 3), "channels cannot be '1/2'"),
        (lambda net, x: net.conv(x, 8, 3, groups=0), "groups cannot be '0'"),
        (lambda net, x: net.conv(x, 8, 3, groups=3), "3 does not divide 8"),
        (lambda net, x: net.conv(x, 9, 3, groups=3), "3 does not divide 4"),
        (lambda net, x: net.dwconv(x, 3, multiplier=Fraction(1, 2)), "multiplier cannot be '1/2'"),
        (lambda net, x: net.fc(x, -1), "units cannot be '-1'"),
        (lambda net, x: net.linear(x, float("nan")), "units cannot be 'nan'"),
        (lambda net, x: net.apply(Linear(3, axis=-4), x), "there is no axis -4 in 4x8x8; allowed: -1 to -3"),
        (lambda net, x: net.apply(FC(3, axis=1), x), "axes are counted from the end"),
        (lambda net, x: net.apply(LRN(0), x), "window cannot be '0'"),
        (lambda net, x: net.apply(Shuffle(0), x), "groups cannot be '0'"),
        (lambda net, x: net.apply(Split(-2), x), "parts cannot be '-2'"),
        (lambda net, x: net.apply(Slice(5), x), "cannot take 5 channels"),
        (lambda net, x: net.apply(Pad("same"), x), "padding cannot be 'same'"),
        (lambda net, x: net.apply(Pad(-4), x), "4x0x0 is left"),
        (lambda net, x: net.apply(Pad(channels=-1), x), "channels cannot be '-1'"),
        (lambda net, x: Pool("avg", 3), "unknown pooling 'avg'; did you mean average"),
        (lambda net, x: net.global_pool(x, "mean"), "unknown pooling 'mean'"),
        (lambda net, x: net.apply(BatchNorm(), x, x), "BatchNorm does not take 2 inputs"),
        (lambda net, x: net.apply(Concat()), "does not fit on no input: Concat does not take 0 inputs"),
        (lambda net, x: net.add(), "Add does not take 0 inputs"),
        (lambda net, x: net.concat(), "Concat does not take 0 inputs"),
        (lambda net, x: net.add(x, Network(channels=4, side=8).input), "add: 'input' is no node of this network"),
        (lambda net, x: net.conv(Network(channels=4, side=8).input, 8, 3), "conv: 'input' is no node of this network"),
        (lambda net, x: net.conv(None, 8, 3), "'None' is no node of this network"),
        (lambda net, x: net.add(x, 3), "'3' is no node of this network"),
    ],
)
def test_a_wrong_call_is_one_clear_line(wrong: Build, message: str) -> None:
    net = Network(channels=4, side=8)
    with pytest.raises(CostModelError, match=message) as caught:
        wrong(net, net.input)
    assert "\n" not in str(caught.value)


def test_a_refused_op_leaves_the_network_as_it_was() -> None:
    net = Network(channels=4, side=8)
    with pytest.raises(CostModelError):
        net.conv(net.input, 6, 3, groups=4)
    assert net.conv(net.input, 6, 3).name == "conv"
    assert len(net.graph()) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "allowed: side=224"),
        ({"side": 8, "shape": (3, 8, 8)}, "a network has one input"),
        ({"shape": (3, 8, 8), "width": 8}, "a network has one input"),
        ({"shape": ()}, r"shape cannot be '\(\)'; allowed: a tuple such as \(3, 224, 224\)"),
        ({"shape": [3, 8]}, "shape cannot be"),
        ({"shape": (3, 0)}, "axis 1 of the input cannot be '0'"),
        ({"side": 0}, "side cannot be '0'; allowed: a whole number from 1 on"),
        ({"side": 8, "width": -8}, "width cannot be '-8'"),
        ({"side": 8, "channels": 0}, "channels cannot be '0'"),
        ({"side": 8, "channels": -3}, "channels cannot be '-3'"),
        ({"side": "8"}, "side cannot be '8'"),
        ({"side": float("inf")}, "side cannot be 'inf'"),
        ({"side": 1 + 2j}, "side cannot be"),
        ({"side": np.array([8, 0])}, "side cannot be below 1; allowed: numbers from 1 on"),
        ({"side": np.array([8.0, np.nan])}, "side cannot hold values that are not finite"),
        ({"side": np.array([8.0, np.inf])}, "side cannot hold values that are not finite"),
        ({"side": np.array([], dtype=np.int64)}, "side cannot be an empty array"),
        ({"side": np.array(["8"])}, "side cannot be an array of <U1"),
        ({"side": np.array([8], dtype=object)}, "side cannot be an array of object"),
        ({"side": np.array([8], dtype=np.uint8)}, "side cannot be an array of uint8; allowed: an array of 64-bit integers"),
        ({"side": np.array([8], dtype=np.int32)}, "side cannot be an array of int32"),
        ({"side": np.array([8 + 1j])}, "side cannot be an array of complex128"),
    ],
)
def test_an_input_that_is_none_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(CostModelError, match=message):
        Network(**arguments)


@pytest.mark.parametrize("alpha", [np.array([np.nan]), np.array([1], dtype=np.uint8), np.array(["1"]), np.array([])])
def test_so_is_a_knob(alpha: Any) -> None:
    with pytest.raises(CostModelError, match="alpha cannot"):
        build("mobilenet", alpha=alpha)


def test_whole_numbers_of_any_type_are_ints() -> None:
    net = Network(side=np.int64(8), channels=Fraction(4))
    x = net.conv(net.input, sympy.Integer(8), (3.0, np.int32(3)))
    assert [type(size) for size in (*net.input.shape, *x.shape)] == 6 * [int]
    assert (x.op.type, type(x.work.mult_adds)) == ("Conv 3x3", int)


def test_names_are_unique_however_they_come() -> None:
    net = Network(channels=4, side=8)
    names = [net.conv(net.input, 4, 1, name=name).name for name in ("a", "a", "a2", "a", "a2", "a3")]
    assert names == ["a", "a2", "a22", "a3", "a23", "a32"]
    nodes = net.graph().nodes
    with pytest.raises(CostModelError, match="2 nodes have the name 'a'; allowed: a name for each node"):
        Graph((*nodes, nodes[1]))


def test_a_graph_says_what_it_has() -> None:
    net = Network(channels=4, side=8)
    net.conv(net.input, 4, 1, name="first")
    with pytest.raises(UnknownName, match="unknown node 'frist'; did you mean first"):
        net.graph()["frist"]
    with pytest.raises(CostModelError, match="a graph without nodes is no network"):
        Graph(())


def test_an_activation_is_one_line_of_one_table() -> None:
    assert Activation("gelu").type == "GELU"
    assert Activation("silu").type == Activation("swish").type == "Swish"


def test_how_a_node_is_written_is_kept() -> None:
    node = Network(side=8).input
    assert node.written == ""
    assert node._replace(written="function")._replace(position=3).written == "function"


def test_grouping_decides_the_kind() -> None:
    assert [(op.kind, op.type) for op in (Conv(8, 3), Conv(8, (1, 3), groups=2), DWConv(3))] == [
        ("Conv", "Conv 3x3"),
        ("GConv", "GConv 1x3"),
        ("DWConv", "DWConv 3x3"),
    ]
