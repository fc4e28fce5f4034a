"""A convolution as other programs state it, by filters and groups, as the op that it is here."""

from costmodel.ir.ops import Conv, DWConv, Op
from costmodel.ir.window import Paddings, Sizes
from costmodel.numbers.algebra import Dim


def convolution(
    channels: Dim,
    filters: int,
    kernel: Sizes,
    stride: Sizes = 1,
    padding: Paddings = 0,
    dilation: Sizes = 1,
    groups: Dim = 1,
    bias: bool = True,
) -> Op:
    """A group for each channel of the input is a depthwise convolution.

    Args:
        channels: of the input.
    """
    if type(groups) is int and groups > 1 and groups == channels and filters % groups == 0:
        return DWConv(kernel, stride, padding, dilation, bias, filters // groups)
    return Conv(filters, kernel, stride, padding, dilation, bias, groups)
