"""PyTorch modules: what one forward pass costs, and that the module is left as it was."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402, N812

import costmodel  # noqa: E402
from costmodel.errors import CostModelError  # noqa: E402
from costmodel.formulas.counting import Counting, Incomplete  # noqa: E402
from costmodel.ir.graph import Graph  # noqa: E402


class Doing(nn.Module):
    """Modules by name, and a function of them and the inputs."""

    def __init__(self, forward: Any, **modules: Any) -> None:
        super().__init__()
        self.does = forward
        for name, module in modules.items():
            setattr(self, name, module)

    def forward(self, *inputs: Any) -> Any:
        return self.does(self, *inputs)


def read(module: Any, *inputs: Any, **keywords: Any) -> Graph:
    return costmodel.from_torch(module, *inputs, **keywords).build()


def total(module: Any, *inputs: Any, metric: str = "mult_adds") -> Any:
    return costmodel.cost(read(module, *inputs))[metric]


def attention(self: Any, x: Any) -> Any:
    q, k, v = (each(x) for each in (self.q, self.k, self.v))
    return self.o((q @ k.transpose(-2, -1)).softmax(-1) @ v)


def views(self: Any, x: Any) -> Any:
    y = x.new_zeros(1, 8, 16, 16)
    y[:, :4] = self.a(x)
    return self.b(y)


LINEAR = {name: nn.Linear(64, 64) for name in "qkvo"}
MICRO: dict[str, tuple[Any, tuple[Any, ...], int]] = {
    "transposed": (nn.ConvTranspose2d(8, 4, 4, stride=2, padding=1), ((1, 8, 8, 8),), 32_768),
    "transposed depthwise": (nn.ConvTranspose2d(8, 8, 4, stride=2, padding=1, groups=8), ((1, 8, 8, 8),), 8_192),
    "functions": (
        Doing(lambda _, x, w, v: F.linear(F.conv2d(x, w, padding=1).mean((2, 3)), v)),
        ((1, 3, 32, 32), (16, 3, 3, 3), (10, 16)),
        442_528,
    ),
    "attention by hand": (Doing(attention, **LINEAR), ((1, 50, 64),), 4 * 50 * 64 * 64 + 2 * 50 * 50 * 64),
    "one op of attention": (Doing(lambda _, x: F.scaled_dot_product_attention(x, x, x)), ((1, 50, 64),), 2 * 50 * 50 * 64),
    "reused": (
        Doing(lambda self, x: self.c(self.c(self.c(self.c(x)))), c=nn.Conv2d(16, 16, 3, padding=1)),
        ((1, 16, 32, 32),),
        9_437_184,
    ),
    "positions": (nn.Linear(64, 32), ((1, 100, 64),), 204_800),
    "a write through a view": (
        Doing(views, a=nn.Conv2d(3, 4, 3, padding=1), b=nn.Conv2d(8, 8, 3, padding=1)),
        ((1, 3, 16, 16),),
        175_104,
    ),
    "matrix times vector": (Doing(lambda _, m, v: torch.mv(m, v)), ((8, 5), (5,)), 40),
    "3-D": (nn.Conv3d(3, 8, 3, padding=1), ((1, 3, 4, 8, 8),), 8 * 256 * 81),
    "lstm": (nn.LSTM(16, 32, num_layers=2, bidirectional=True), ((7, 1, 16),), 7 * 2 * 4 * 32 * (16 + 32 + 64 + 32)),
    "gru": (nn.GRU(16, 32), ((7, 1, 16),), 7 * 3 * 32 * 48),
    "einsum": (Doing(lambda _, a, b: torch.einsum("...ij,jk", a, b)), ((2, 3, 4), (4, 5)), 2 * 3 * 4 * 5),
    "multi-head attention": (
        Doing(lambda self, x: self.a(x, x, x, need_weights=False)[0], a=nn.MultiheadAttention(64, 4, batch_first=True)),
        ((1, 50, 64),),
        4 * 50 * 64 * 64 + 2 * 50 * 50 * 64,
    ),
}


@pytest.mark.parametrize("name", MICRO)
def test_small_cases(name: str) -> None:
    module, shapes, mult_adds = MICRO[name]
    assert total(module, *shapes) == mult_adds


def test_parameters_count_once_wherever_they_stand() -> None:
    conv = nn.Conv2d(16, 16, 3, padding=1)
    once, twice = read(conv, "1x16x32x32"), read(Doing(lambda self, x: self.c(self.c(x)), c=conv), "1x16x32x32")
    assert costmodel.cost(twice)["params"] == costmodel.cost(once)["params"] == 16 * 16 * 9 + 16
    assert [node.work.shared_weights for node in twice.nodes] == [0, 0, 16 * 16 * 9]
    assert [node.name for node in twice.nodes[1:]] == ["c", "c2"]
    tied = Doing(lambda self, x: self.b(self.a(x)), a=nn.Linear(8, 8, bias=False), b=nn.Linear(8, 8, bias=False))
    tied.b.weight = tied.a.weight
    assert total(tied, (1, 8), metric="params") == 64
    bare = Doing(
        lambda self, x: self.l(x) * self.scale, l=nn.Linear(80, 100, bias=False), scale=nn.Parameter(torch.ones(1000, 1))
    )
    assert total(bare, (1, 80), metric="params") == 9_000


def test_what_depends_on_no_input_is_folded() -> None:
    def forward(self: Any, x: Any) -> Any:
        weight = F.batch_norm(self.c.weight.reshape(1, 8, -1), None, None, training=True).reshape_as(self.c.weight)
        return F.conv2d(x, weight * self.gain) + self.table @ self.table

    made = Doing(forward, c=nn.Conv2d(3, 8, 1), gain=nn.Parameter(torch.ones(8, 1, 1, 1)), table=nn.Parameter(torch.ones(4, 4)))
    graph = read(made, (1, 3, 4, 4))
    assert [node.type for node in graph.nodes] == ["Input", "Conv 1x1", "Add"]
    assert graph.origin is not None
    assert (costmodel.cost(graph)["mult_adds"], graph.origin.folded) == (16 * 24, 64)
    assert costmodel.cost(graph)["params"] == 24 + 8 + 16
    assert [tensor.name for tensor in graph.origin.unread] == ["c.bias"]


def test_a_filter_that_the_network_makes_is_read_like_a_map() -> None:
    made = Doing(lambda self, x: F.conv2d(x, self.l(x.mean((2, 3))).reshape(4, 3, 1, 1)), l=nn.Linear(3, 12))
    graph = read(made, (1, 3, 4, 4))
    conv = graph.nodes[-1]
    assert (conv.type, len(conv.inputs), conv.work.weights, conv.work.reads) == ("Conv 1x1", 2, 0, 48 + 12)


def test_writes_in_place_reach_views_that_were_taken_before() -> None:
    def forward(self: Any, x: Any) -> Any:
        y = torch.zeros(1, 4, 4)  # on the CPU, as networks write it
        row = y[:, 1]
        y[:, 1:3] = self.l(x)[:, None]
        return self.l(row)

    graph = read(Doing(forward, l=nn.Linear(4, 4)), (1, 4))
    assert costmodel.cost(graph)["mult_adds"] == 32
    assert graph.nodes[-1].inputs  # its row holds what was written


def test_the_module_is_left_as_it_was() -> None:
    def forward(self: Any, x: Any) -> Any:
        self.seen = x
        self.count += 1
        return self.n(self.c(x))

    made = Doing(forward, c=nn.Conv2d(3, 4, 1), n=nn.BatchNorm2d(4))
    made.register_buffer("count", torch.zeros(()))
    before, keys = deepcopy(made.state_dict()), set(vars(made))
    read(made.train(), torch.ones(2, 3, 8, 8))
    assert made.training
    assert made.n.training
    assert set(vars(made)) == keys
    assert all(not (one._forward_hooks or one._forward_pre_hooks) for one in made.modules())
    assert all(parameter.requires_grad and parameter.grad is None for parameter in made.parameters())
    after = made.state_dict()
    assert list(after) == list(before)
    assert all(torch.equal(after[name], before[name]) for name in before)


@pytest.mark.filterwarnings("ignore")  # PyTorch advises against its own
def test_what_wraps_layers_changes_nothing() -> None:
    conv = nn.Conv2d(3, 4, 3)
    for made in (torch.jit.trace(deepcopy(conv), torch.ones(1, 3, 8, 8)), nn.DataParallel(conv), torch.compile(conv)):
        assert total(made, (1, 3, 8, 8)) == 36 * 108


def test_no_weight_is_needed() -> None:
    with torch.device("meta"):
        huge = nn.Linear(10**6, 10**6)
    assert total(huge, (1, 10**6)) == 10**12


@pytest.mark.parametrize(
    "forward",
    [
        lambda self, x: self.c(x)[x.mean((1, 2)) > 0],
        lambda self, x: self.c(x).nonzero(),
        lambda self, x: self.c(x) if self.c(x).sum() > 0 else x,
        lambda self, x: self.c(x) * self.c(x).max().item(),
    ],
    ids=["mask", "nonzero", "if", "item"],
)
def test_what_depends_on_data_ends_the_recording(forward: Any) -> None:
    graph = read(Doing(forward, c=nn.Conv2d(3, 8, 1)), (3, 4, 4))
    with pytest.raises(Incomplete, match="nothing is known of 1 op"):
        costmodel.cost(graph)
    assert costmodel.cost(graph, Counting(partial=True))["mult_adds"] >= 16 * 24
    assert graph.origin is not None
    assert "the recording ends at" in graph.origin.notes[0]


def test_an_operator_without_a_rule_is_named() -> None:
    graph = read(Doing(lambda self, x: self.c(torch.fft.fft(x).abs()), c=nn.Conv2d(3, 8, 1)), (1, 3, 4, 4))
    with pytest.raises(Incomplete, match="fft_fft"):
        costmodel.cost(graph)
    assert costmodel.cost(graph, Counting(partial=True))["mult_adds"] == 16 * 24


def test_how_it_is_written_and_where() -> None:
    block = Doing(lambda self, x: F.relu(self.c(x)) + x.tanh(), c=nn.Sequential(nn.Conv2d(4, 4, 1), nn.ReLU()))
    graph = read(Doing(lambda self, x: self.block(x), block=block), (1, 4, 2, 2))
    assert [(node.name, node.written) for node in graph.nodes[1:]] == [
        ("block/c/0", "module"),
        ("block/c/1", "module"),
        ("block/relu", "function"),
        ("block/tanh", "method"),
        ("block/add", "method"),
    ]


def test_autocast_and_dropout_change_nothing() -> None:
    def forward(self: Any, x: Any) -> Any:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return self.l(F.dropout(x, training=self.training)).float()

    graph = read(Doing(forward, l=nn.Linear(8, 8)), (1, 8))
    assert [node.type for node in graph.nodes] == ["Input", "Linear"]


def test_a_siamese_pair_and_inputs_by_name() -> None:
    class Pair(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.arm = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU())

        def forward(self, left: Any, right: Any) -> Any:
            return (self.arm(left) - self.arm(right)).pow(2).sum()

    graph = read(Pair(), "1x3x8x8", right=(1, 3, 8, 8))
    assert [node.name for node in graph.nodes if node.kind == "Input"] == ["left", "right"]
    assert costmodel.cost(graph)["params"] == 216 + 8 + 16
    assert costmodel.cost(graph)["mult_adds"] == 2 * 36 * 8 * 27


def test_a_network_that_upsamples() -> None:
    made = nn.Sequential(
        *(nn.Conv2d(1, 56, 5, padding=2), nn.PReLU(56), nn.Conv2d(56, 12, 1), nn.PReLU(12)),
        *(nn.Conv2d(12, 56, 1), nn.PReLU(56), nn.ConvTranspose2d(56, 1, 9, stride=3, padding=4, output_padding=2)),
        nn.Upsample(scale_factor=2, mode="bilinear"),
    )
    graph = read(made, (1, 1, 10, 10))
    assert graph.nodes[-1].shape == (1, 1, 60, 60)
    assert costmodel.cost(graph)["mult_adds"] == 100 * (25 * 56 + 56 * 12 + 12 * 56 + 81 * 56)


@pytest.mark.parametrize(
    ("inputs", "complaint"),
    [
        (((1, 4, 8, 8),), "running it raised RuntimeError"),
        ((), "running it raised TypeError"),
        (("1x3xx8",), "an input cannot be '1x3xx8'"),
        (((1, 0, 8, 8),), "an input cannot be '1x0x8x8'"),
    ],
)
def test_bad_inputs_are_one_line(inputs: Any, complaint: str) -> None:
    with pytest.raises(CostModelError, match=complaint) as caught:
        costmodel.from_torch(nn.Sequential(nn.Conv2d(3, 8, 1)), *inputs)
    assert "\n" not in str(caught.value)


SOURCE = """import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, width: int = 8, rate: float = 0.5, name=None):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3)

    def forward(self, x):
        return self.conv(x)


def make(width: int = 4) -> Net:
    return Net(width)


def bare(width=4):
    return Net(width)


net = Net()
three = 3
"""


def test_attributes_that_are_modules_or_make_them(tmp_path: Path) -> None:
    file = tmp_path / "own.py"
    file.write_text(SOURCE)
    for name, params in (("net", 8 * 28), ("Net", 8 * 28), ("make", 4 * 28), ("bare", 4 * 28)):
        made = costmodel.subject(f"{file}:{name}:input=1x3x8x8")
        assert costmodel.cost(made.build())["params"] == params
    assert costmodel.cost(costmodel.build(f"{file}:Net", width=2, input="x=1x3x8x8"))["params"] == 2 * 28
    for wrong, complaint in (
        (f"{file}:make", "input needs a value"),
        (f"{file}:three", "is of type int"),
        (f"{file}:make:input=1x4x8x8", "running it raised"),
    ):
        with pytest.raises(CostModelError, match=complaint):
            costmodel.subject(wrong).build()
