"""PyTorch modules whose sizes are left open: through `torch.export`, and by recording at several sizes."""

import pickle
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402
from torch.export import Dim  # noqa: E402
from torch.nn.functional import interpolate  # noqa: E402

import costmodel  # noqa: E402
from costmodel.errors import CostModelError, UnknownName  # noqa: E402
from costmodel.ir.graph import Graph  # noqa: E402

POINTS = ((1, 16, 16), (2, 31, 17), (3, 40, 64), (1, 9, 128), (5, 22, 10))


class Net(nn.Module):
    """Windows, a write in place, work without gradients, tied layers, and shapes that follow from those of the input."""

    def __init__(self, channels: int = 8) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, channels, 3, stride=2, padding=1)
        self.relu = nn.ReLU(inplace=True)
        self.first = nn.Linear(channels, channels)
        self.second = nn.Linear(channels, channels)
        self.second.weight = self.first.weight

    def forward(self, x: Any) -> Any:
        y = self.relu(self.stem(x))
        with torch.no_grad():
            y = y + 1
        batch, channels, height, width = y.shape
        z = self.second(self.first(y.flatten(2).transpose(1, 2)))
        z = z.view(batch, height, width, channels)[:, : height // 2]
        y = interpolate(y, scale_factor=2) + interpolate(y, size=(2 * height, 2 * width))
        z[:, :1].mul_(2)
        return z.chunk(2, -1), y


class Fixed(nn.Module):
    def forward(self, x: Any) -> Any:
        return x.reshape(-1, 3, 64, 64) @ x.new_ones(64, 5)


def nodes(graph: Graph) -> list[tuple[object, ...]]:
    return [(one.name, one.kind, one.written, one.inputs, one.shape, one.work) for one in graph.nodes]


def test_the_program_is_what_is_recorded_at_any_sizes() -> None:
    """Two ways to the same network, node by node."""
    module = Net()
    program = costmodel.from_torch(module, (2, 3, 16, 20), free=("batch", "height", "width"))
    for batch, height, width in POINTS:
        recorded = costmodel.from_torch(module, (batch, 3, height, width)).build()
        read = program.build({"batch": batch, "height": height, "width": width})
        assert nodes(read) == nodes(recorded)
        assert read.origin.unread == recorded.origin.unread == ()


def test_a_saved_program_is_the_same(tmp_path: Path) -> None:
    place = tmp_path / "net.pt2"
    module = Net().eval()
    open_ = {0: Dim.DYNAMIC, 2: Dim.DYNAMIC, 3: Dim.DYNAMIC}
    torch.export.save(torch.export.export(module, (torch.rand(2, 3, 16, 20),), dynamic_shapes=(open_,)), place)
    read = costmodel.subject(str(place))
    assert read.knobs["height"].default == 16
    recorded = costmodel.from_torch(module, (3, 3, 31, 17)).build()
    assert nodes(read.build({"batch": 3, "height": 31, "width": 17})) == nodes(recorded)
    assert read.build().origin.unread == ()


def test_a_closed_form_of_what_is_free() -> None:
    form = costmodel.closed_form(costmodel.from_torch(Net(), (1, 3, 16, 16), free="height"), "height")
    assert str(form.metrics["mult_adds"]) == "1376*height"
    assert form.exact_when == ("height is a multiple of 4", "height differs from 4")


class Token(nn.Module):
    """A learned token before the others, as vision transformers have it."""

    def __init__(self) -> None:
        super().__init__()
        self.token = nn.Parameter(torch.zeros(1, 1, 8))
        self.mix = nn.Linear(8, 8)

    def forward(self, x: Any) -> Any:
        return self.mix(torch.cat([self.token.expand(x.shape[0], -1, -1), x.flatten(2).transpose(1, 2)], 1))


def test_what_may_be_one_size_or_another_is_no_condition() -> None:
    form = costmodel.closed_form(costmodel.from_torch(Token(), (1, 8, 4, 4), free=("batch", "height")), ("batch", "height"))
    assert str(form.metrics["mult_adds"]) == "256*batch*height + 64*batch"
    assert form.exact_when == ()


def test_sizes_of_other_inputs_have_their_names() -> None:
    layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
    form = costmodel.closed_form(costmodel.from_torch(layer, (1, 12, 8), free="src_dim1"), "src_dim1")
    assert str(form.metrics["mult_adds"]) == "16*src_dim1**2 + 512*src_dim1"


def test_a_subject_with_free_sizes_survives_a_pickle() -> None:
    free = costmodel.from_torch(nn.Conv2d(3, 4, 3), (1, 3, 16, 16), free="batch")
    assert costmodel.cost(pickle.loads(pickle.dumps(free)).build({"batch": 3})) == costmodel.cost(free.build({"batch": 3}))


def test_a_size_that_the_module_fixes_is_refused() -> None:
    with pytest.raises(
        CostModelError, match=r"torch.export raised .*You marked L\['x'\].size\(\)\[2\] as dynamic but your code"
    ):
        costmodel.from_torch(Fixed(), (1, 3, 64, 64), free="height")


def test_a_size_that_is_none_is_named() -> None:
    with pytest.raises(UnknownName, match="unknown size of an input 'hight'; did you mean height"):
        costmodel.from_torch(nn.ReLU(), (1, 3, 8, 8), free="hight")


def test_knobs_follow_the_shape_of_the_input() -> None:
    asked = costmodel.subject(Net, {"input": "1x3x32x48"})
    assert str(asked.build().nodes[0].shape) == "1x3x32x48"
    assert str(asked.build({"height": 64, "batch": 2}).nodes[0].shape) == "2x3x64x48"
    form = costmodel.closed_form(asked, ["batch", "height"], metrics="mult_adds")
    assert str(form.metrics["mult_adds"]) == "4128*batch*height"
    assert form.knobs["input"] == "1x3x32x48"


def test_a_knob_of_images_is_none_of_rows() -> None:
    with pytest.raises(CostModelError, match="height is of an image or a video, and the input is neither"):
        costmodel.subject(nn.Linear(4, 5), {"input": "2x4"}).build({"height": 3})


def test_arrays_are_taken_apart_where_no_program_can_be_written() -> None:
    pytest.importorskip("numpy")
    swept = costmodel.sweep(costmodel.subject(Fixed(), {"input": "1x3x64x64"}), {"batch": "1:4:1", "height": "64:128:64"})
    assert swept.columns["mult_adds"].tolist() == [batch * 3 * 64 * height * 5 for batch in range(1, 5) for height in (64, 128)]


@pytest.mark.parametrize(
    ("name", "free", "form"),
    [
        ("resnet18", ("batch", "height", "width"), "36144*batch*height*width + 512000*batch"),
        ("swin_t", ("multiple",), "4489798656*multiple**2 + 768000"),
    ],
)
def test_forms_of_networks(name: str, free: tuple[str, ...], form: str) -> None:
    """Windowed attention is for one size; what is recorded at multiples of it is a polynomial, confirmed at others."""
    pytest.importorskip("torchvision")
    found = costmodel.closed_form(f"torchvision:{name}", free, metrics="mult_adds")
    assert str(found.metrics["mult_adds"]) == form
