"""Views: the digraph, drawings, cuts, repeated blocks."""

import networkx
import pytest

from costmodel.archs import build
from costmodel.errors import CostModelError, UnknownName
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network
from costmodel.ir.views import blocks, cuts, digraph, repeated_blocks
from costmodel.ir.views.blocks import OUTSIDE, By


def diamond() -> Graph:
    net = Network(channels=2, side=4)
    x = net.conv(net.input, 4, 1, name="before")
    return net.classify(net.add(net.conv(x, 4, 3, name="left"), net.conv(x, 4, 1, name="right")), 10)


def test_the_digraph_carries_what_a_node_knows() -> None:
    graph = diamond()
    view = digraph(graph)
    node = graph["left"]
    assert view.nodes[node.position] == {
        "name": "left",
        "type": "Conv 3x3",
        "module": "left",
        "shape": node.shape,
        "work": node.work,
    }
    assert list(view.predecessors(graph["add"].position)) == [graph["left"].position, graph["right"].position]
    assert networkx.is_directed_acyclic_graph(view)


def test_blocks_are_modules_with_arrows_between_them() -> None:
    found = blocks(build("mobilenet"))
    assert [(box.name, box.times) for box in found.boxes[:3]] == [("input", 1), ("conv1", 1), ("pair1", 1)]
    (row,) = [box for box in found.boxes if box.times > 1]
    assert (row.name, row.last, row.times, len(row.layers)) == ("pair7", "pair11", 5, 2)
    assert found.arrows == tuple((place, place + 1) for place in range(len(found.boxes) - 1))


@pytest.mark.parametrize("by", ["module", "layer"])
@pytest.mark.parametrize("name", ["resnet", "densenet", "nasnet", "shufflenet_v2"])
def test_every_node_is_in_one_box(name: str, by: By) -> None:
    graph = build(name)
    for depth in (1, 2):
        found = blocks(graph, by, depth)
        assert sorted(node.position for box in found.boxes for node in box.nodes) == list(range(len(graph)))
        assert all(source < target for source, target in found.arrows)


def test_a_layer_takes_its_normalisation_and_activation_before_or_behind_it() -> None:
    first, second = blocks(build("densenet"), "layer", scope="dense_block1/layer1").boxes[-2:]
    assert [node.type for node in first.nodes] == ["BatchNorm", "ReLU", "Conv 1x1", "BatchNorm", "ReLU"]
    assert [layer.main.type for layer in (*first.layers, *second.layers)] == ["Conv 1x1", "Conv 3x3"]


def test_a_frame_says_what_comes_in_and_what_goes_out() -> None:
    found = blocks(build("resnet", depth=50), "layer", 2)
    stage = next(box for box in found.boxes if box.name == "stage2")
    assert stage.inside is not None
    block = stage.inside.boxes[0]
    assert block.inside is not None
    assert block.inside.arrows == ((OUTSIDE, 0), (0, 1), (1, 2), (OUTSIDE, 3), (2, 4), (3, 4), (4, OUTSIDE))


def test_what_a_scope_reads_from_outside_has_a_box_without_layers() -> None:
    found = blocks(build("nasnet"), scope="stage1/cell2")
    assert [box.name for box in found.boxes if not box.layers] == ["stem/cell2/output/concat", "stage1/cell1/output/concat"]


def test_a_module_that_is_left_and_entered_again_is_one_box() -> None:
    net = Network(channels=1, side=2)
    for scope in ("a", "b", "a"):
        with net.scope(scope):
            x = net.conv(net.input, 3, 1)
    net.fc(x, 10)
    assert [box.name for box in blocks(net.graph()).boxes] == ["input", "a", "b", "fc"]


def test_blocks_of_nothing_say_what_there_is() -> None:
    with pytest.raises(UnknownName, match="unknown kind of box 'stage'; allowed: module, layer"):
        blocks(diamond(), "stage")  # type: ignore[arg-type]
    with pytest.raises(CostModelError, match="'nope' is no scope of the network; allowed: input, before, left"):
        blocks(diamond(), scope="nope")


def test_a_diamond_is_cut_before_and_behind() -> None:
    found = cuts(diamond(), bits=8)
    assert [cut.name for cut in found] == ["input", "before", "add", "classifier/global_pool"]
    assert [(cut.elements, cut.bytes) for cut in found] == [(32, 32), (64, 64), (64, 64), (4, 4)]


def test_a_head_on_the_side_may_be_cut_off() -> None:
    net = Network(channels=2, side=4)
    x = net.conv(net.input, 4, 1, name="shared")
    net.fc(net.conv(x, 4, 1, name="side"), 5)
    graph = net.classify(net.add(x, net.conv(x, 4, 1, name="main")), 10)
    assert [cut.name for cut in cuts(graph)] == ["input", "shared", "side", "add", "classifier/global_pool"]


@pytest.mark.parametrize("name", ["mobilenet", "squeezenext", "shiftnet"])
def test_cuts_are_as_defined(name: str) -> None:
    graph = build(name)
    view = digraph(graph)

    def alone(node: Node) -> bool:
        behind = networkx.descendants(view, node.position)
        crossing = {source for source, target in view.edges if source not in behind and target in behind}
        return crossing == {node.position}

    assert [cut.name for cut in cuts(graph)] == [node.name for node in graph.nodes if alone(node)]


def test_a_chain_may_be_cut_anywhere() -> None:
    graph = build("mobilenet")
    assert len(cuts(graph)) == len(graph) - 1


def test_mobilenet_repeats_five_pairs() -> None:
    (pairs,) = repeated_blocks(build("mobilenet"))
    assert pairs.names == ("pair7", "pair8", "pair9", "pair10", "pair11")
    assert (pairs.times, pairs.nodes) == (5, 6)


def test_repeated_blocks_of_stages_that_differ() -> None:
    found = repeated_blocks(build("shift_resnet", depth=56))
    assert [(group.names[0], group.times) for group in found] == [
        ("stage1/block1", 9),
        ("stage2/block2", 8),
        ("stage3/block2", 8),
    ]


def test_alike_is_a_matter_of_wiring_and_not_of_order() -> None:
    net = Network(channels=4, side=4)
    x = net.input
    for scope in ("ab", "ba", "chain"):
        with net.scope(scope):
            start = x
            kernels = (1, 3) if scope == "ab" else (3, 1)
            left = net.conv(start, 4, kernels[0])
            right = net.conv(left if scope == "chain" else start, 4, kernels[1])
            x = net.add(left, right)
    (group,) = repeated_blocks(net.graph())
    assert group.names == ("ab", "ba")
