"""ShuffleNet V2: the memory access cost of a 1x1 convolution and its lower bound.

c1 and c2 are the input and output channels, hw the pixels of the map, B = hw*c1*c2 the mult-adds.
"""

from costmodel.formulas.laws import claim, equation
from costmodel.numbers.algebra import Dim, ratio, root

PAPER = "Ma et al. 2018 (ShuffleNet V2), arXiv 1807.11164"


@equation(f"{PAPER}, section 2, G1")
def pointwise_mac(hw: Dim, c1: Dim, c2: Dim) -> Dim:
    """Memory access cost of a 1x1 convolution: input and output map, and the weights."""
    return hw * (c1 + c2) + c1 * c2


@equation(f"{PAPER}, section 2, G1, equation 1")
def pointwise_mac_bound(hw: Dim, B: Dim) -> Dim:
    """The lower bound of that cost for B mult-adds: 2*sqrt(hw*B) + B/hw."""
    return 2 * root(hw * B) + ratio(B, hw)


@claim(f"{PAPER}, section 2, G1, equation 1")
def equal_channels_minimise_mac(hw: Dim, c1: Dim, c2: Dim) -> Dim:
    """The cost is never below the bound for the same mult-adds, and meets it if and only if c1 = c2."""
    return pointwise_mac(hw, c1, c2) - pointwise_mac_bound(hw, hw * c1 * c2)
