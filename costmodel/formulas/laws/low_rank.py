"""SqueezeNext: a square convolution as two that are one pixel thin, and the block built around them.

K is the kernel's side, C the channels: of the pair's input and output, and of the block's.
"""

from costmodel.formulas.laws import claim, equation
from costmodel.numbers.algebra import Dim, ratio

PAPER = "Gholami et al. 2018 (SqueezeNext), arXiv 1803.10615"


@equation(f"{PAPER}, section 2, low rank filters")
def square_params(K: Dim, C: Dim) -> Dim:
    """Weights of a KxK convolution that keeps its channels."""
    return K * K * C * C


@equation(f"{PAPER}, section 2, low rank filters")
def separable_pair_params(K: Dim, C: Dim) -> Dim:
    """Weights of a Kx1 and a 1xK convolution in its place: 2K for each pair of channels rather than K^2."""
    return 2 * K * C * C


@equation(f"{PAPER}, section 2, low rank filters")
def separable_pair_to_square(K: Dim) -> Dim:
    """The reduction: the pair's weights over the square convolution's, 2/K."""
    return ratio(separable_pair_params(K, 1), square_params(K, 1))


@claim(f"{PAPER}, section 2, low rank filters")
def separable_pair_saves(K: Dim) -> Dim:
    """The pair has no more weights than the square convolution."""
    return square_params(K, 1) - separable_pair_params(K, 1)


@equation(f"{PAPER}, figure 3, its five convolutions added up")
def squeezenext_block_params(C: Dim) -> Dim:
    """Weights of a block: 1x1 to C/2, 1x1 to C/4, 3x1 to C/2, 1x3 to C/2, 1x1 to C; altogether 9/4 C^2."""
    half, quarter = ratio(C, 2), ratio(C, 4)
    return C * half + half * quarter + 3 * quarter * half + 3 * half * half + half * C
