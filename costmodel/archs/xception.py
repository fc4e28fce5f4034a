"""Xception: depthwise separable convolutions in residual modules, at 299 pixels."""

from pydantic import Field

from costmodel.archs.common.called import Patterns
from costmodel.archs.common.knobs import Side
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.spec import ArchSpec
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network

PAPER = Paper("Chollet", 2017, "Xception: Deep Learning with Depthwise Separable Convolutions", "arXiv 1610.02357")
CALLED: Patterns = {"timm": [("legacy_xception", {})]}

# Figure 5: filters of the separable convolutions of each residual module; those of the entry and exit flow halve the map.
ENTRY: tuple[tuple[int, ...], ...] = ((128, 128), (256, 256), (728, 728))
MIDDLE: tuple[tuple[int, ...], ...] = 8 * ((728, 728, 728),)
EXIT = (728, 1024)
LAST = (1536, 2048)


class Spec(ArchSpec):
    """Knobs of Xception."""

    resolution: Side = Field(299, description="height and width of the input in pixels")


def build(spec: Spec) -> Graph:
    net = spec.network()
    with net.scope("entry"):
        x = net.conv(net.input, 32, 3, stride=2, padding="valid", norm=True, act="relu", name="conv1")
        x = net.conv(x, 64, 3, padding="valid", norm=True, act="relu", name="conv2")
        for number, filters in enumerate(ENTRY, start=1):
            x = _halving_module(net, x, filters, f"module{number}", activated=number == 1)
    for number, filters in enumerate(MIDDLE, start=1):
        with net.scope("middle"), net.scope(f"module{number}"):
            x = net.add(x, _separables(net, x, filters))
    with net.scope("exit"):
        x = _halving_module(net, x, EXIT, "module1")
        for number, channels in enumerate(LAST, start=1):
            x = net.act(_separable(net, x, channels, f"separable{number}"), "relu")
    return net.classify(x, spec.classes)


def _halving_module(net: Network, x: Node, filters: tuple[int, ...], name: str, activated: bool = False) -> Node:
    """Separable convolutions and a maximum of stride 2, beside a strided projection; `activated` if the input already is."""
    with net.scope(name):
        shortcut = net.conv(x, filters[-1], 1, stride=2, norm=True, name="projection")
        return net.add(net.max_pool(_separables(net, x, filters, activated), 3, 2), shortcut)


def _separables(net: Network, x: Node, filters: tuple[int, ...], activated: bool = False) -> Node:
    for number, channels in enumerate(filters, start=1):
        if not (activated and number == 1):
            x = net.act(x, "relu", name=f"relu{number}")
        x = _separable(net, x, channels, f"separable{number}")
    return x


def _separable(net: Network, x: Node, channels: int, name: str) -> Node:
    """A separable convolution with nothing between its halves (section 3.3 finds that better)."""
    with net.scope(name):
        return net.conv(net.dwconv(x, 3, name="depthwise"), channels, 1, norm=True, name="pointwise")
