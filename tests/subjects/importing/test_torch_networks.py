"""Networks of torchvision and timm: what tools print of them, and the catalog's families beside them."""

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("torchvision")
from torch import nn  # noqa: E402

import costmodel  # noqa: E402
from costmodel.errors import CostModelError, UnknownName  # noqa: E402
from costmodel.ir.graph import Graph  # noqa: E402

DATA: dict[str, Any] = json.loads((Path(__file__).parent / "measured_of_modules.json").read_text())
MEASURED: dict[str, Any] = DATA["networks"]


class UNet(nn.Module):
    """Three levels; up by a transposed convolution, and by interpolation."""

    def __init__(self, width: int = 16) -> None:
        super().__init__()
        self.a, self.b, self.c = block(3, width), block(width, 2 * width), block(2 * width, 4 * width)
        self.pool = nn.MaxPool2d(2)
        self.up1 = nn.ConvTranspose2d(4 * width, 2 * width, 2, stride=2)
        self.d = block(4 * width, 2 * width)
        self.up2 = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
        self.e = block(3 * width, width)
        self.out = nn.Conv2d(width, 2, 1)

    def forward(self, x: Any) -> Any:
        a = self.a(x)
        b = self.b(self.pool(a))
        y = self.d(torch.cat([self.up1(self.c(self.pool(b))), b], 1))
        return self.out(self.e(torch.cat([self.up2(y), a], 1)))


def block(inputs: int, outputs: int) -> nn.Module:
    layers: list[nn.Module] = []
    for channels in (inputs, outputs):
        layers += [nn.Conv2d(channels, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers)


def read(name: str) -> Graph:
    if name == "unet":
        return costmodel.from_torch(UNet(), "1x3x64x64").build()
    if name.startswith("timm:"):
        pytest.importorskip("timm")
    return costmodel.build(name)


@pytest.mark.parametrize("name", MEASURED)
def test_a_convention_gives_what_the_tool_prints(name: str) -> None:
    graph = read(name)
    for tool, printed in MEASURED[name].items():
        counted = costmodel.cost(graph, tool)
        differing = {metric for metric, value in printed.items() if counted[metric] != value}
        assert differing == DATA["differs"].get(name, {}).get(tool, {}).keys(), tool


@pytest.mark.parametrize("tool", ["thop", "torchinfo"])
def test_what_a_tool_gets_wrong_by_size_is_uncounted(tool: str) -> None:
    assert {node.type for node in costmodel.CONVENTIONS[tool].uncounted(read("unet"))} == {"TransposedConv 2x2"}


# The catalog's families beside torchvision's, and where an implementation has more than its paper draws.
FAMILIES: dict[str, tuple[str, dict[str, str], dict[str, int]]] = {
    "torchvision:mobilenet_v2": ("mobilenet_v2", {}, {}),
    "torchvision:resnet18": ("resnet", {"depth": "18"}, {}),
    "torchvision:resnet50": ("resnet", {"depth": "50", "stride_in": "3x3"}, {}),
    "torchvision:densenet121": ("densenet", {}, {}),
    "torchvision:squeezenet1_0": ("squeezenet", {"resolution": "224"}, {}),
    "torchvision:squeezenet1_1": ("squeezenet", {"resolution": "224", "version": "1.1"}, {}),
    "torchvision:shufflenet_v2_x1_0": ("shufflenet_v2", {"layout": "even"}, {}),
    "torchvision:mnasnet1_0": ("mnasnet", {"variant": "b1"}, {}),
    # Squeeze-and-excitation is made of convolutions.
    "torchvision:efficientnet_b0": ("efficientnet", {}, {"activations": 9_340}),
    # A pooling to the size that the map has already reads and writes it.
    "torchvision:vgg16": ("vgg", {"depth": "16"}, {"mac": 2 * 512 * 7 * 7}),
    "torchvision:alexnet": ("alexnet", {"one_tower": "true"}, {"mac": 2 * 256 * 6 * 6}),
}


@pytest.mark.parametrize("name", FAMILIES)
def test_the_catalog_is_what_is_imported(name: str) -> None:
    family, knobs, more = FAMILIES[name]
    drawn, imported = costmodel.cost(costmodel.build(family, knobs)), costmodel.cost(read(name))
    assert imported == {metric: value + more.get(metric, 0) for metric, value in drawn.items()}


def test_an_unknown_model_and_a_resolution() -> None:
    with pytest.raises(UnknownName, match="did you mean resnet18"):
        costmodel.subject("torchvision:resnet19")
    assert costmodel.cost(costmodel.build("torchvision:resnet18:resolution=64"))["mult_adds"] == 148_557_824
    with pytest.raises(costmodel.CostModelError, match="an input and a resolution are given"):
        costmodel.build("torchvision:resnet18", resolution=64, input="3x32x32")


@pytest.mark.parametrize("library", ["torchvision", "timm"])
def test_a_library_that_is_not_installed_has_an_extra(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (library, f"{library}.models"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(CostModelError, match=rf"this needs {library}: pip install 'costmodel\[{library}\]'"):
        costmodel.report(f"{library}:convnext_tiny")  # which the catalog has not
    extras = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert any(needed.startswith(library) for needed in extras[library])
