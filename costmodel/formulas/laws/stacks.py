"""VGG: a stack of n 3x3 convolutions sees the same window as one convolution of side 2n + 1, with fewer weights.

C is the number of channels of all maps; biases are not counted.
"""

from costmodel.formulas.laws import claim, equation
from costmodel.numbers.algebra import Dim, ratio

PAPER = "Simonyan and Zisserman 2014 (VGG), arXiv 1409.1556"


@equation(f"{PAPER}, section 2.3")
def stack_reach(n: Dim) -> Dim:
    """Side of the window that n stacked 3x3 convolutions of stride 1 see: 5 for two, 7 for three."""
    return 2 * n + 1


@equation(f"{PAPER}, section 2.3")
def stack_params(n: Dim, C: Dim) -> Dim:
    """Weights of n stacked 3x3 convolutions."""
    return n * 3 * 3 * C * C


@equation(f"{PAPER}, section 2.3")
def single_params(n: Dim, C: Dim) -> Dim:
    """Weights of the one convolution with the window of n stacked 3x3 convolutions."""
    return stack_reach(n) * stack_reach(n) * C * C


@equation(f"{PAPER}, section 2.3")
def single_excess(n: Dim) -> Dim:
    """How many more weights, as a part of the stack's, the one convolution has: 49/27 - 1 for 7x7."""
    return ratio(single_params(n, 1), stack_params(n, 1)) - 1


@claim(f"{PAPER}, section 2.3")
def stack_saves_params(n: Dim) -> Dim:
    """A stack of 3x3 convolutions never has more weights than the one convolution that sees the same window."""
    return single_params(n, 1) - stack_params(n, 1)
