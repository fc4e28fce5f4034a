"""Passes: known peaks, the facts that they change and those that they keep, and the function that folding leaves as it was."""

from typing import Any

import pytest
import sympy

from costmodel import Counting, Network, build, cost, passes, report
from costmodel.archs import names
from costmodel.errors import CostModelError, UnknownName
from costmodel.ir.graph import Graph
from costmodel.ir.ops import BatchNorm, Conv, Pool

FUSED = ("fold", "fuse")


@pytest.mark.parametrize(
    ("name", "knobs", "through", "peak"),
    [
        ("mobilenet_v2", {}, (), 2_408_448),
        ("mobilenet_v2", {}, FUSED, 1_505_280),  # 96 maps of 112 pixels and as many of 56
        ("mobilenet_v2", {}, (*FUSED, "in-place"), 1_404_928),  # the expansion's input and output
        ("resnet", {"depth": 50}, (), 2_408_448),  # three maps of the sum
        ("resnet", {"depth": 50}, FUSED, 1_806_336),  # the last convolution's input, its output, and the shortcut
    ],
)
def test_known_peaks(name: str, knobs: dict[str, Any], through: tuple[str, ...], peak: int) -> None:
    made = report(name, knobs, counting=Counting(passes=through))
    assert made.totals["peak_memory"] == peak
    assert made.record().get("passes", []) == list(through)


def test_a_folded_convolution_by_hand() -> None:
    net = Network(channels=3, side=8)
    net.conv(net.input, 4, 3, norm=True, act="relu", name="conv")
    before, after = net.graph(), passes.after(net.graph(), ["fold"])
    assert [node.name for node in after.nodes] == ["input", "conv", "conv/relu"]
    work = after["conv"].work
    assert (work.mult_adds, work.weights, work.biases, work.bias_adds) == (64 * 4 * 27, 4 * 27, 4, 64 * 4)
    assert cost(before)["params"] - cost(after)["params"] == 4  # a scale and a shift became a bias
    assert cost(before)["mac"] - cost(after)["mac"] == 2 * 64 * 4


def test_folding_does_not_change_the_function() -> None:
    """A convolution, then y = scale * (x - mean) / deviation + shift, is one with other weights and a bias."""
    numpy = pytest.importorskip("numpy")
    draw = numpy.random.default_rng(7)
    image, weights = draw.normal(size=(3, 6, 6)), draw.normal(size=(4, 3, 3, 3))
    scale, shift, mean, deviation = draw.normal(size=(4, 4, 1, 1)) ** 2 + 1

    def convolved(filters: Any) -> Any:
        windows = numpy.lib.stride_tricks.sliding_window_view(image, (3, 3), axis=(1, 2))
        return numpy.einsum("chwij,kcij->khw", windows, filters)

    normalised = scale * (convolved(weights) - mean) / deviation + shift
    folded = convolved(weights * (scale / deviation)[..., None]) + (shift - scale * mean / deviation)
    assert numpy.allclose(normalised, folded)

    net = Network(channels=3, side=6)
    net.conv(net.input, 4, 3, padding="valid", norm=True, name="conv")
    work = passes.after(net.graph(), ["fold"])["conv"].work
    assert (work.weights, work.biases) == (weights.size, shift.size)


def normalised_twice(net: Network) -> Any:
    x = net.conv(net.input, 4, 3, name="conv")
    return net.norm(x), net.norm(x, name="other")


def shared(net: Network) -> Any:
    x = net.conv(net.input, 3, 3, norm=True, name="conv")
    return net.conv(x, 3, 3, norm=True, name="again", shared_with=x)


def before(net: Network) -> Any:
    return net.conv(net.norm(net.input), 4, 3)


def behind_pooling(net: Network) -> Any:
    return net.norm(net.apply(Pool("max", 2, stride=2), net.conv(net.input, 4, 3)))


@pytest.mark.parametrize("wire", [normalised_twice, shared, before, behind_pooling])
def test_what_cannot_be_folded_stays(wire: Any) -> None:
    net = Network(channels=3, side=8)
    wire(net)
    norms = [node.name for node in net.graph().nodes if node.kind == "BatchNorm"]
    left = [node.name for node in passes.after(net.graph(), ["fold"]).nodes if node.kind == "BatchNorm"]
    assert left == (norms if wire is not shared else norms[1:] if len(left) == 1 else norms)
    assert cost(passes.after(net.graph(), ["fold"]))["mult_adds"] == cost(net.graph())["mult_adds"]


def test_what_rides_moves_nothing_but_its_further_inputs() -> None:
    net = Network(channels=4, side=8)
    x = net.conv(net.input, 4, 1, norm=True, act="relu", name="one")
    net.add(x, net.conv(x, 4, 3, norm=True, name="two"), act="relu")
    graph = passes.after(net.graph(), ["fuse"])
    moved = {node.name: (node.work.reads, node.work.writes) for node in graph.nodes if node.is_view}
    assert moved == {
        **dict.fromkeys(("one/norm", "one/relu", "two/norm", "add/relu"), (0, 0)),
        "add": (64 * 4, 0),  # the shortcut is read while the sum is written
    }
    assert [node.name for node in graph.nodes if not node.is_view] == ["input", "one", "two"]
    assert graph["add"].kind == "Add"
    assert repr(graph["add"].op) == "Riding(Add())"


def test_a_map_that_others_read_is_written_before_the_activation() -> None:
    net = Network(channels=4, side=8)
    x = net.conv(net.input, 4, 1, name="one")
    net.add(net.act(x, "relu"), net.conv(x, 4, 1, name="two"))
    graph = passes.after(net.graph(), ["fuse"])
    assert [node.name for node in graph.nodes if node.is_view] == ["add"]


def test_what_rides_runs_with_its_host_and_not_when_it_stood() -> None:
    """So that what it reads besides need not be there any longer than that."""
    net = Network(channels=1, side=4)
    x, y = net.conv(net.input, 1, 1, name="one"), net.conv(net.input, 1, 1, name="two")
    net.conv(net.input, 1, 1, name="other")
    net.add(x, y, name="sum")
    graph = passes.after(net.graph(), ["fuse"])
    assert [node.name for node in graph.nodes] == ["input", "one", "two", "sum", "other"]
    assert cost(graph)["peak_memory"] == 16 * 3


def test_softmax_does_not_ride() -> None:
    net = Network(channels=4, side=8)
    net.act(net.conv(net.input, 4, 1), "softmax")
    assert not any(node.is_view for node in passes.after(net.graph(), ["fuse"]).nodes)


def test_a_depthwise_convolution_writes_over_its_input_only_if_nobody_needs_it() -> None:
    net = Network(channels=4, side=8)
    x = net.conv(net.input, 4, 1, name="one")
    y = net.dwconv(x, 3, name="two")
    net.add(x, y)
    graph = passes.after(net.graph(), ["in-place"])
    assert not graph["two"].is_in_place
    assert graph["add"].is_in_place
    wide = Network(channels=4, side=8)
    wide.dwconv(wide.conv(wide.input, 4, 1), 3, multiplier=2)
    assert not any(node.is_in_place for node in passes.after(wide.graph(), ["in-place"]).nodes)


@pytest.mark.parametrize("name", names())
def test_passes_commute_with_numbers(name: str) -> None:
    """The network in symbols, then passes, then numbers, is the network in numbers, then passes."""
    side = sympy.Symbol("n", integer=True, positive=True)
    smallest = {"inception_v3": 5, "inception_v4": 5, "inception_resnet_v2": 5}.get(name, 3)
    unit = 8 if name in ("shift_resnet", "wide_resnet") else 32
    wanted = ["mult_adds", "params", "mac", "peak_memory"]
    for through in (FUSED, (*FUSED, "in-place")):
        try:
            lifted = cost(build(name, resolution=unit * side), Counting(passes=through), wanted)
        except CostModelError as error:  # as without passes
            with pytest.raises(type(error)):
                cost(build(name, resolution=unit * side), metrics=wanted)
            return
        for value in (smallest, 7):
            found = {one: int(cost_.subs(side, value)) if hasattr(cost_, "subs") else cost_ for one, cost_ in lifted.items()}
            assert found == cost(build(name, resolution=unit * value), Counting(passes=through), wanted)


def test_every_convention_reads_the_graph_after_passes() -> None:
    graph = build("mobilenet_v2")
    for convention in ("strict", "fvcore", "thop", "torchinfo", "keras"):
        plain, fused = (cost(graph, Counting.of(convention, passes=through)) for through in ((), FUSED))
        assert fused["params"] < plain["params"]
        assert fused["peak_memory"] < plain["peak_memory"]


def test_a_graph_says_what_it_has_been_through() -> None:
    graph = passes.after(build("mobilenet"), FUSED)
    assert graph.passes == FUSED
    assert isinstance(graph, Graph)
    assert isinstance(graph["conv1"].op, Conv)
    assert not isinstance(graph["conv1/relu"].op, BatchNorm)
    assert "after fold, fuse" in Counting(passes=FUSED).line


def test_a_pass_that_is_none() -> None:
    with pytest.raises(UnknownName, match="unknown pass 'fused'; did you mean fuse"):
        Counting(passes=("fused",))
    assert passes.names() == ("fold", "fuse", "fuse-activations", "in-place", "reorder")
