"""Networks written by hand: phrases on any number of axes, layers that share, several inputs, known networks."""

from collections.abc import Callable
from math import prod

import pytest
import sympy

import costmodel
from costmodel.errors import CostModelError
from costmodel.formulas.conventions import STRICT
from costmodel.formulas.metrics import cost
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network
from costmodel.ir.ops import BatchNorm, InstanceNorm, LayerNorm, TransposedConv
from costmodel.ir.work import Work

spatial = pytest.mark.parametrize("sizes", [(8,), (8, 6), (8, 6, 4)])


@spatial
def test_phrases_of_windows(sizes: tuple[int, ...]) -> None:
    net, axes = Network(shape=(4, *sizes)), len(sizes)
    up = net.conv_transpose(net.input, 6, 2, stride=2, bias=True, norm=True, act="gelu", name="up")
    assert up.shape == (6, *(2 * size for size in sizes))
    assert [node.name for node in net.graph().nodes] == ["input", "up", "up/norm", "up/gelu"]
    assert net.graph()["up"].work.weights == 4 * 6 * 2**axes
    assert net.conv_transpose(net.input, 6, 3, stride=2, padding=1, output_padding=1).shape == up.shape
    assert net.upsample(net.input, 2).shape == (4, *(2 * size for size in sizes))
    assert net.upsample(net.input, tuple(range(1, axes + 1))).shape == (4, *(n * size for n, size in enumerate(sizes, 1)))
    resized = net.upsample(net.input, size=5, mode="linear")
    assert (resized.shape, resized.work.pointwise) == ((4, *axes * (5,)), (2 * 2**axes - 1) * 4 * 5**axes)


@spatial
def test_phrases_of_elements(sizes: tuple[int, ...]) -> None:
    net, pixels = Network(shape=(4, *sizes)), prod(sizes)
    assert net.layer_norm(net.input).work.norms == net.group_norm(net.input, 2).work.norms == 8
    assert net.layer_norm(net.input, shift=False).work.norms == net.group_norm(net.input, 2, scale=False).work.norms == 4
    gate = net.multiply(net.input, net.global_pool(net.input), act="sigmoid")
    assert (gate.shape, net.graph()["multiply"].work.pointwise, gate.name) == ((4, *sizes), 4 * pixels, "multiply/sigmoid")


@spatial
def test_attention_between_all_positions(sizes: tuple[int, ...]) -> None:
    net, positions = Network(shape=(12, *sizes)), prod(sizes)
    y = net.attention(net.input, 3)
    totals = cost(net.graph())
    assert (y.shape, y.name) == ((12, *sizes), "attention/output")
    assert totals["params"] == 4 * (12 * 12 + 12)
    assert totals["mult_adds"] == 4 * positions * 12 * 12 + 2 * positions**2 * 12
    memory = net.add_input((7, 5), name="memory")
    crossed = net.attention(y, heads=4, keys=memory, bias=False, name="cross")
    inside = net.graph().inside("cross")
    assert crossed.shape == (12, *sizes)
    assert sum(node.work.weights for node in inside) == 2 * 12 * 12 + 2 * 7 * 12
    assert net.graph()["cross/attention"].work.mult_adds == 2 * positions * 5 * 12


def test_sequences_of_words() -> None:
    net = Network(shape=(20,))
    x = net.embedding(net.input, 1000, 16)
    x = net.attention(net.layer_norm(x), 4)
    x = net.lstm(x, 32, layers=2, directions=2)
    x = net.gru(x, 8)
    graph = net.classify(net.linear(x, 24, act="gelu"), 5)
    assert [graph[name].shape for name in ("embedding", "lstm", "gru", "linear")] == [(16, 20), (64, 20), (8, 20), (24, 20)]
    recurrent = 2 * (4 * 32 * (16 + 32 + 2)) + 2 * (4 * 32 * (64 + 32 + 2))
    assert graph["lstm"].work.weights + graph["lstm"].work.biases == recurrent
    embedded, projected = 16000 + 32, 4 * (16 * 16 + 16)
    assert cost(graph)["params"] == embedded + projected + recurrent + 3 * 8 * (64 + 8 + 2) + 24 * 9 + 125


def test_attention_in_symbols() -> None:
    c, n = sympy.symbols("c n", integer=True, positive=True)
    net = Network(shape=(8 * c, n))
    net.attention(net.input, 8)
    assert sympy.expand(cost(net.graph())["mult_adds"] - (4 * n * (8 * c) ** 2 + 2 * n**2 * 8 * c)) == 0


def unet(up: Callable[[Network, Node], Node]) -> Graph:
    """A U-Net whose last stage and upsampling keep their channels (Ronneberger et al. 2015, with batch normalisation)."""
    net = Network(side=64)

    def twice(x: Node, middle: int, channels: int) -> Node:
        x = net.conv(x, middle, 3, bias=True, norm=True, act="relu")
        return net.conv(x, channels, 3, bias=True, norm=True, act="relu")

    x = twice(net.input, 64, 64)
    skips = []
    for channels in (128, 256, 512, 512):
        skips.append(x)
        x = twice(net.max_pool(x, 2, 2), channels, channels)
    for channels, skip in zip((256, 128, 64, 64), reversed(skips), strict=True):
        x = twice(net.concat(skip, up(net, x)), channels, channels)
    net.conv(x, 1, 1, bias=True)
    return net.graph()


def test_a_unet_has_its_parameters() -> None:
    """As two well-known implementations of it count theirs: with interpolation, and with transposed convolutions."""
    interpolated = cost(unet(lambda net, x: net.upsample(x, 2, mode="linear")))
    transposed = cost(unet(lambda net, x: net.conv_transpose(x, x.shape.channels, 2, stride=2, bias=True)))
    assert interpolated["params"] == 13_395_329
    assert transposed["params"] == 14_788_929
    each = [(512, 4), (256, 8), (128, 16), (64, 32)]  # channels, and side before, of the four
    assert transposed["mult_adds"] - interpolated["mult_adds"] == sum(4 * (channels * side) ** 2 for channels, side in each)


def pair(shares: bool) -> Graph:
    """Two images through one branch, and a decision on both."""
    net = Network(side=16)
    other = net.add_input((3, 16, 16), name="other")
    first = second = branch = None
    for image in (net.input, other):
        first = net.conv(image, 16, 3, bias=True, act="relu", shared_with=first if shares else None)
        second = net.conv(first, 32, 3, stride=2, bias=True, act="relu", shared_with=second if shares else None)
        branch = (*(branch or ()), net.global_pool(second))
    net.fc(net.concat(*branch), 2)
    return net.graph()


def test_a_siamese_pair_has_its_branch_once() -> None:
    shared, apart = cost(pair(shares=True)), cost(pair(shares=False))
    assert (shared["params"], apart["params"]) == (5_218, 10_306)
    assert {name for name in shared if shared[name] != apart[name]} == {"params", "weight_bytes"}
    assert shared["mac"] == apart["mac"]  # the weights are read by both
    strictly, unshared = (cost(pair(shares), STRICT) for shares in (True, False))
    assert (strictly["mac"], strictly["flops"]) == (unshared["mac"], unshared["flops"])


def test_a_layer_shares_with_its_normalisation() -> None:
    net = Network(side=16)
    first = net.conv(net.input, 8, 3, norm=True, act="relu")
    second = net.conv(net.input, 8, 3, stride=2, norm=True, act="relu", shared_with=first)
    third = net.conv(net.input, 8, 3, norm=True, act="relu", shared_with=second)
    assert third.name == "conv/relu3"
    assert cost(net.graph())["params"] == 8 * 27 + 16
    assert [node.work.shared_weights for node in net.graph().nodes if node.kind == "Conv"] == [0, 216, 216]
    assert [node.work.shared_others for node in net.graph().nodes if node.kind == "BatchNorm"] == [0, 32, 32]


SHARING: dict[str, Callable[[Network, Node, Node | None], Node]] = {
    "conv": lambda net, x, owner: net.conv(x, 8, 3, groups=2, bias=True, norm=True, act="relu", shared_with=owner),
    "conv without": lambda net, x, owner: net.conv(x, 8, 3, shared_with=owner),
    "dwconv": lambda net, x, owner: net.dwconv(x, 3, norm=LayerNorm((-3,)), shared_with=owner),
    "conv_transpose": lambda net, x, owner: net.conv_transpose(x, 8, 2, stride=2, act="relu", shared_with=owner),
    "fc": lambda net, x, owner: net.fc(x, 8, act="relu", shared_with=owner),
    "linear": lambda net, x, owner: net.linear(x, 8, shared_with=owner),
    "norm": lambda net, x, owner: net.norm(x, shared_with=owner),
    "layer_norm": lambda net, x, owner: net.layer_norm(x, shared_with=owner),
    "group_norm": lambda net, x, owner: net.group_norm(x, 2, shared_with=owner),
    "embedding": lambda net, x, owner: net.embedding(x, 10, 8, shared_with=owner),
    "attention": lambda net, x, owner: net.attention(x, 2, shared_with=owner),
    "lstm": lambda net, x, owner: net.lstm(x, 8, layers=2, directions=2, projection=3, shared_with=owner),
    "gru": lambda net, x, owner: net.gru(x, 8, shared_with=owner),
    "apply": lambda net, x, owner: net.apply(TransposedConv(8, 2), x, shared_with=owner),
}  # fmt: skip


@pytest.mark.parametrize("phrase", SHARING)
def test_every_phrase_that_learns_can_share(phrase: str) -> None:
    """What is learned is there once; all else is as if nothing was shared."""

    def two(shares: bool) -> Graph:
        net = Network(channels=4, side=8)
        owner = SHARING[phrase](net, net.input, None)
        SHARING[phrase](net, net.input, owner if shares else None)
        return net.graph()

    shared, apart = two(shares=True), two(shares=False)
    assert [node.name for node in shared.nodes] == [node.name for node in apart.nodes]
    half = len(shared) // 2 + 1
    assert [node.work for node in shared.nodes[:half]] == [node.work for node in apart.nodes[:half]]
    assert [node.work for node in shared.nodes[half:]] == [node.work.again() for node in apart.nodes[half:]]
    assert 2 * cost(shared)["params"] == cost(apart)["params"] > 0


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            lambda net, x, owner: net.conv(x, 16, 3, shared_with=owner),
            r"conv2 \(Conv 3x3\) does not fit on 4x8x8: its 576 learned values cannot be those of conv \(Conv 3x3\), "
            r"which has 288; allowed: a node of the same op on inputs of as many channels",
        ),
        (lambda net, x, owner: net.conv(x, 8, (1, 9), shared_with=owner), r"Conv 1x9.*cannot be those of conv \(Conv 3x3\)"),
        (lambda net, x, owner: net.conv(owner, 4, 3, shared_with=owner), "its 288 learned values cannot be those of conv"),
        (lambda net, x, owner: net.conv(x, 8, 3, bias=True, shared_with=owner), "its 296 learned values"),
        (lambda net, x, owner: net.conv(x, 8, 3, norm=True, shared_with=owner), "cannot be those of input"),
        (lambda net, x, owner: net.dwconv(x, 3, shared_with=owner), "its 36 learned values"),
        (lambda net, x, owner: net.apply(BatchNorm(), x, shared_with=owner), "its 16 learned values"),
        (lambda net, x, owner: net.attention(x, 2, shared_with=owner), "conv shares nothing; allowed: what a call of the same"),
        (lambda net, x, owner: net.fc(x, 8, shared_with=Network(side=8).input), "'input' is no node of this network"),
        (lambda net, x, owner: net.fc(x, 8, shared_with="conv"), "'conv' is no node of this network"),
        (lambda net, x, owner: net.apply(BatchNorm(), x, shared_with=3), "'3' is no node of this network"),
    ],
)
def test_layers_that_do_not_agree_share_nothing(wrong: Callable[[Network, Node, Node], Node], message: str) -> None:
    net = Network(channels=4, side=8)
    owner = net.conv(net.input, 8, 3)
    with pytest.raises(CostModelError, match=message) as caught:
        wrong(net, net.input, owner)
    assert "\n" not in str(caught.value)


def test_what_has_learned_nothing_shares_nothing() -> None:
    net = Network(channels=4, side=8)
    owner = net.conv(net.input, 8, 3, norm=InstanceNorm())
    again = net.conv(net.input, 8, 3, norm=InstanceNorm(), shared_with=owner)
    assert again.work == owner.work


def test_several_inputs_and_outputs() -> None:
    net = Network(side=8)
    state = net.add_input((16,), name="state")
    second = net.add_input((3, 8, 8))
    seen = net.fc(net.global_pool(net.conv(net.add(net.input, second), 16, 3)), 16, name="seen")
    net.fc(net.add(state, net.apply(costmodel.ops.View((16,)), seen)), 4, name="action")
    graph = net.graph()
    assert [node.name for node in graph.inputs] == ["input", "state", "input2"]
    assert [node.name for node in graph.outputs] == ["action"]
    assert all(node.work == Work() for node in graph.inputs)
    record = costmodel.report(graph).record()
    map_ = {"channels": 3, "height": 8, "width": 8}
    assert (record["input"], record["inputs"]) == (map_, {"input": map_, "state": {"shape": [16]}, "input2": map_})
    assert "inputs" not in costmodel.report("mobilenet").record()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda net, x: net.add_input(8), "shape cannot be '8'; allowed: a tuple"),
        (lambda net, x: net.add_input((3, 0)), "axis 1 of the input cannot be '0'"),
        (lambda net, x: net.add_input((3,), name=3), "a node cannot be called '3'"),
        (lambda net, x: net.upsample(x), "upsample needs a factor or a size; allowed: factor=2"),
        (lambda net, x: net.upsample(x, 2, size=4), "upsample needs a factor or a size"),
        (lambda net, x: net.upsample(x, 0), "factor cannot be '0'"),
        (lambda net, x: net.upsample(x, (2, 2, 2)), r"factor cannot be '\(2, 2, 2\)' on 2 axes"),
        (lambda net, x: net.upsample(x, 2, mode="bicubic"), "unknown interpolation 'bicubic'; did you mean cubic"),
        (lambda net, x: net.upsample(None, 2), "'None' is no node"),
        (lambda net, x: net.conv_transpose(x, 8, 3, act="ReLU"), "unknown activation 'ReLU'"),
        (lambda net, x: net.conv_transpose(x, 8, 3, groups=3), "TransposedConv 3x3. does not fit on 4x8x8: 3 does not"),
        (lambda net, x: net.conv_transpose(x, 8, 3, padding=99), "leaves nothing"),
        (lambda net, x: net.group_norm(x, 3), "group_norm .GroupNorm. does not fit on 4x8x8: 3 does not divide 4"),
        (lambda net, x: net.attention(x, 3), "attention: 3 does not divide 4"),
        (lambda net, x: net.attention(x, 0, name="self"), "attention: heads cannot be '0'"),
        (lambda net, x: net.attention(x, 2, keys="x"), "'x' is no node"),
        (lambda net, x: net.lstm(x, 0), "hidden cannot be '0'"),
        (lambda net, x: net.gru(x, 8, layers=0), "layers cannot be '0'"),
        (lambda net, x: net.embedding(x, 0, 8), "entries cannot be '0'"),
        (lambda net, x: net.multiply(x, net.conv(x, 5, 1)), "multiply .Multiply. does not fit on 4x8x8 and 5x8x8"),
        (lambda net, x: net.multiply(), "Elementwise does not take 0 inputs"),
        (lambda net, x: net.multiply(x, None), "'None' is no node"),
    ],
)  # fmt: skip
def test_a_wrong_phrase_is_one_clear_line(wrong: Callable[[Network, Node], object], message: str) -> None:
    net = Network(channels=4, side=8)
    with pytest.raises(CostModelError, match=message) as caught:
        wrong(net, net.input)
    assert "\n" not in str(caught.value)


def test_a_side_may_be_a_pair() -> None:
    assert Network(channels=1, side=(96, 64)).input.shape == Network(channels=1, side=96, width=64).input.shape
    with pytest.raises(CostModelError, match="side cannot be"):
        Network(side=(1, 2, 3))  # type: ignore[arg-type]
