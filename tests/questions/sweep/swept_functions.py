"""Functions that are swept; they stand in a module so that other processes find them."""

from costmodel import CostModelError, Graph, Network
from costmodel.archs.common.knobs import Multiplier, Side


def net(alpha: Multiplier, side: Side = 32, blocks: int = 2) -> Graph:
    net = Network(channels=3, side=side)
    x = net.input
    for block in range(blocks):
        x = net.conv(x, 16 * alpha, 3, name=f"conv{block}")
    return net.graph()


def fussy(width: int = 8) -> Graph:
    if width > 16:
        raise CostModelError("it is too wide", given=width, allowed="at most 16")
    return net(1, width)
