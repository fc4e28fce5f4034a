"""The four guidelines on graphs whose answers are known, on the paper's own experiments, and on catalog networks."""

from fractions import Fraction

import pytest

from costmodel.archs import build
from costmodel.formulas.guidelines import Block, Guideline, blocks, findings, pointwise_convolutions
from costmodel.formulas.laws import law
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network


def of(graph: Graph, name: str) -> Guideline:
    return next(guideline for guideline in findings(graph) if guideline.name == name)


def stack(c1: int, c2: int, groups: int = 1) -> Graph:
    """Two 1x1 convolutions at 56x56, as in Tables 1 and 2."""
    net = Network(channels=c1, side=56)
    net.conv(net.conv(net.input, c2, 1, groups=groups), c1, 1, groups=groups)
    return net.graph()


@pytest.mark.parametrize(
    ("c1", "c2", "mac"), [(128, 128, 819_200), (90, 180, 862_920), (52, 312, 1_157_728), (36, 432, 1_483_200)]
)
def test_g1_on_the_networks_of_table_1(c1: int, c2: int, mac: int) -> None:
    found = of(stack(c1, c2), "G1")
    assert found["MAC"] == 2 * mac
    assert found["with equal channels"] == (2 if c1 == c2 else 0)
    bound = law("pointwise_mac_bound")({"hw": 56 * 56, "B": 56 * 56 * c1 * c2})
    assert float(found["MAC above the least"]) == pytest.approx(float(mac / bound - 1))


def test_g1_is_exact_where_channels_are_equal() -> None:
    found = of(stack(128, 128, groups=4), "G1")
    assert found["MAC above the least"] == 0
    assert found["share with equal channels"] == 1


@pytest.mark.parametrize(("c", "g", "mac"), [(128, 1, 819_200), (180, 2, 1_145_160), (256, 4, 1_622_016), (360, 8, 2_274_120)])
def test_g2_on_the_networks_of_table_2(c: int, g: int, mac: int) -> None:
    found = of(stack(c, c, groups=g), "G2")
    assert found["grouped 1x1 convolutions"] == (0 if g == 1 else 2)
    if g > 1:
        assert found["MAC"] == 2 * mac
        # Ungrouped with the same input and mult-adds: c/g output channels.
        assert found["MAC ungrouped"] == 2 * law("pointwise_mac")({"hw": 56 * 56, "c1": c, "c2": Fraction(c, g)})
    else:
        assert found["MAC above ungrouped"] == 0


def fragments(kind: str, number: int) -> Graph:
    """A block of Table 3: as many 1x1 convolutions in series, or in parallel and added up."""
    net = Network(channels=64, side=56)
    x = net.conv(net.input, 64, 1, act="relu")
    if kind == "series":
        for _ in range(number):
            x = net.conv(x, 64, 1, act="relu")
        return net.graph()
    ends = [net.conv(x, 64, 1, act="relu") for _ in range(number)]
    net.act(net.add(*ends) if number > 1 else ends[0], "relu")
    return net.graph()


@pytest.mark.parametrize(
    ("kind", "number", "paths"), [("series", 1, 1), ("series", 2, 1), ("series", 4, 1), ("parallel", 2, 2), ("parallel", 4, 4)]
)
def test_g3_on_the_blocks_of_table_3(kind: str, number: int, paths: int) -> None:
    assert of(fragments(kind, number), "G3")["most parallel paths in a block"] == paths


def inception(net: Network, x: Node) -> Node:
    """Four branches with six convolutions and a pooling."""
    return net.concat(
        net.conv(x, 64, 1),
        net.conv(net.conv(x, 96, 1), 128, 3),
        net.conv(net.conv(x, 16, 1), 32, 5),
        net.conv(net.max_pool(x, 3, 1), 32, 1),
    )


def test_g3_counts_branches_and_operators() -> None:
    net = Network(channels=192, side=28)
    inception(net, inception(net, net.input))
    assert blocks(net.graph()) == [Block(7, 4), Block(7, 4)]


def test_g3_a_shortcut_adds_no_path_but_a_projection_does() -> None:
    net = Network(channels=64, side=56)
    x = net.add(net.conv(net.conv(net.input, 64, 3), 64, 3), net.input)
    net.add(net.conv(net.conv(x, 128, 3, stride=2), 128, 3), net.conv(x, 128, 1, stride=2))
    assert blocks(net.graph()) == [Block(2, 1), Block(3, 2)]


def test_g3_leaves_out_what_the_output_does_not_depend_on() -> None:
    net = Network(channels=64, side=56)
    x = net.conv(net.input, 64, 3)
    with net.scope("auxiliary"):
        net.fc(net.global_pool(x), 10)
    net.classify(x, 10)
    assert blocks(net.graph()) == [Block(1, 1), Block(1, 1), Block(1, 1)]


def bottleneck(relu: bool, shortcut: bool) -> Graph:
    """A block of Table 4."""
    net = Network(channels=128, side=56)
    x = net.conv(net.input, 32, 1, act="relu" if relu else None)
    x = net.conv(x, 32, 3, act="relu" if relu else None)
    x = net.conv(x, 128, 1)
    x = net.add(x, net.input) if shortcut else x
    if relu:
        net.act(x, "relu")
    return net.graph()


def test_g4_orders_the_blocks_of_table_4_at_the_ends_as_their_speeds_do() -> None:
    """Both removed is the fastest, both kept the slowest."""
    shares = {
        (relu, shortcut): of(bottleneck(relu, shortcut), "G4")["activations, sums and gates"]
        for relu in (True, False)
        for shortcut in (True, False)
    }
    assert shares[False, False] == 0
    assert shares[True, True] > shares[True, False] > 0
    assert shares[True, True] > shares[False, True] > 0
    x, y = 32 * 56 * 56, 128 * 56 * 56
    rest = 2 * (x + y) + 2 * x + 128 * 32 * 2 + 9 * 32 * 32
    assert shares[False, True] == Fraction(3 * y, 3 * y + rest)


def test_mobilenet() -> None:
    """A chain: no fragments, no grouped 1x1 convolutions, and equal channels in 8 of its 13."""
    g1, g2, g3, _ = findings(build("mobilenet"))
    assert (g1["1x1 convolutions"], g1["with equal channels"]) == (13, 8)
    assert (g2["grouped 1x1 convolutions"], g2["MAC above ungrouped"]) == (0, 0)
    assert (g3["most operators in a block"], g3["most parallel paths in a block"], g3["blocks"]) == (1, 1, 29)


def test_shufflenet_v2_keeps_its_guidelines() -> None:
    """Every basic unit has equal channels and one path; the three stride-2 units have two."""
    graph = build("shufflenet_v2")
    found = blocks(graph)
    assert [block for block in found if block.parallel > 1] == 3 * [Block(5, 2)]
    assert sum(block == Block(3, 1) for block in found) == 13
    g1, g2, _, _ = findings(graph)
    assert g2["grouped 1x1 convolutions"] == 0
    rivals = [findings(build(name))[0] for name in ("shufflenet_v1", "mobilenet_v2")]
    assert all(g1["MAC above the least"] < rival["MAC above the least"] for rival in rivals)


def test_every_share_is_one() -> None:
    for name in ("mobilenet", "shufflenet_v1", "shufflenet_v2"):
        shares = [
            finding.value for guideline in findings(build(name)) for finding in guideline.findings if finding.unit == "share"
        ]
        assert all(0 <= share <= 1 for share in shares)


def test_pointwise_convolutions_have_any_number_of_axes() -> None:
    net = Network(shape=(4, 6, 5, 5))
    net.conv(net.input, 8, 1)
    assert [tuple(one) for one in pointwise_convolutions(net.graph())] == [(150, 4, 8, 1)]
