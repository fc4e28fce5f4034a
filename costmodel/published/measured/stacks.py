"""Networks that were measured and are no architecture."""

from costmodel.archs.common.knobs import Count
from costmodel.ir.graph import Graph
from costmodel.ir.network import Network


def pairs(first: Count = 128, second: Count = 128, blocks: int = 10, side: Count = 56) -> Graph:
    """Blocks of two 1x1 convolutions, from the first number of channels to the second and back (Ma et al. 2018, G1)."""
    net = Network(channels=first, side=side)
    x = net.input
    for number in range(1, blocks + 1):
        with net.scope(f"block{number}"):
            x = net.conv(net.conv(x, second, 1), first, 1)
    return net.graph()
