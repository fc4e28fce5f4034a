"""Phrases of what slides over a map or changes its size: convolutions, pooling, upsampling."""

from typing import TYPE_CHECKING

from costmodel.errors import CostModelError
from costmodel.ir.graph import Node
from costmodel.ir.ops import Conv, DWConv, GlobalPool, Op, Pool
from costmodel.ir.ops.pointwise import Function
from costmodel.ir.ops.pooling import Mode
from costmodel.ir.phrases.layer import finish, first, over, rank
from costmodel.ir.window import Paddings, Sizes, spread
from costmodel.numbers.algebra import Dim

if TYPE_CHECKING:
    from costmodel.ir.network import Network


def conv(
    net: "Network",
    x: Node,
    channels: Dim,
    kernel: Sizes,
    *,
    stride: Sizes = 1,
    padding: Paddings = "same",
    dilation: Sizes = 1,
    groups: Dim = 1,
    bias: bool = False,
    norm: bool | Op = False,
    act: Function | None = None,
    name: str | None = None,
    shared_with: Node | None = None,
) -> Node:
    """Convolution, then batch normalisation (or the given one), then activation, as asked for."""
    op = Conv(channels, over(x, kernel), stride, padding, dilation, bias, groups)
    x = net.apply(op, x, name=name, shared_with=None if shared_with is None else first(net, shared_with, norm, act))
    return finish(net, x, norm, act, name or "conv", shared_with)


def dwconv(
    net: "Network",
    x: Node,
    kernel: Sizes,
    *,
    stride: Sizes = 1,
    padding: Paddings = "same",
    dilation: Sizes = 1,
    multiplier: Dim = 1,
    bias: bool = False,
    norm: bool | Op = False,
    act: Function | None = None,
    name: str | None = None,
    shared_with: Node | None = None,
) -> Node:
    """Depthwise convolution, then batch normalisation (or the given one), then activation, as asked for."""
    op = DWConv(over(x, kernel), stride, padding, dilation, bias, multiplier)
    x = net.apply(op, x, name=name, shared_with=None if shared_with is None else first(net, shared_with, norm, act))
    return finish(net, x, norm, act, name or "dwconv", shared_with)


def conv_transpose(
    net: "Network",
    x: Node,
    channels: Dim,
    kernel: Sizes,
    *,
    stride: Sizes = 1,
    padding: Paddings = "valid",
    dilation: Sizes = 1,
    groups: Dim = 1,
    output_padding: Sizes = 0,
    bias: bool = False,
    norm: bool | Op = False,
    act: Function | None = None,
    name: str | None = None,
    shared_with: Node | None = None,
) -> Node:
    """Transposed convolution, then batch normalisation (or the given one), then activation, as asked for."""
    from costmodel.ir.ops.transposed import TransposedConv

    op = TransposedConv(channels, over(x, kernel), stride, padding, dilation, bias, groups, output_padding)
    name = "conv_transpose" if name is None else name
    x = net.apply(op, x, name=name, shared_with=None if shared_with is None else first(net, shared_with, norm, act))
    return finish(net, x, norm, act, name, shared_with)


def max_pool(
    net: "Network",
    x: Node,
    kernel: Sizes,
    stride: Sizes,
    *,
    padding: Paddings = "same",
    ceil_mode: bool = False,
    name: str | None = None,
) -> Node:
    op = Pool("max", over(x, kernel), stride, padding, ceil_mode)
    return net.apply(op, x, name="max_pool" if name is None else name)


def average_pool(
    net: "Network",
    x: Node,
    kernel: Sizes,
    stride: Sizes,
    *,
    padding: Paddings = "same",
    ceil_mode: bool = False,
    name: str | None = None,
) -> Node:
    op = Pool("average", over(x, kernel), stride, padding, ceil_mode)
    return net.apply(op, x, name="average_pool" if name is None else name)


def global_pool(net: "Network", x: Node, mode: Mode = "average", *, name: str | None = None) -> Node:
    op = GlobalPool(mode, -rank(x))
    return net.apply(op, x, name="global_pool" if name is None else name)


def upsample(
    net: "Network",
    x: Node,
    factor: Sizes | None = None,
    *,
    size: Sizes | None = None,
    mode: str = "nearest",
    name: str | None = None,
) -> Node:
    """A map of another size: of so many times as many pixels along each axis, or of the given size.

    Args:
        mode: `nearest`, `linear` (on two axes called bilinear) or `cubic`.

    Raises:
        CostModelError: if neither or both of factor and size are given.
    """
    from costmodel.ir.ops.resampling import Resize

    spatial = rank(x) - 1
    if factor is not None and size is None:
        factors = spread("factor", factor, spatial)
        size = tuple([pixels * times for pixels, times in zip(x.shape[1:], factors, strict=True)])
    elif factor is not None or size is None:
        raise CostModelError("upsample needs a factor or a size", allowed="factor=2, or size=(64, 64)")
    op = Resize(over(x, size), mode)
    return net.apply(op, x, name="upsample" if name is None else name)
