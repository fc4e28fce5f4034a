"""Inception-v3: a square kernel as two smaller ones, and as a pair that is one pixel thin.

n and k are kernel sides, m and c the input and output channels, d the side of the (input and output) grid.
"""

from costmodel.formulas.laws import claim, equation
from costmodel.numbers.algebra import Dim, ratio

PAPER = "Szegedy et al. 2016 (Rethinking Inception), arXiv 1512.00567"


@equation(f"{PAPER}, section 3.1")
def square_kernel(n: Dim, m: Dim, c: Dim, d: Dim) -> Dim:
    """Mult-adds of an n x n convolution."""
    return n * n * m * c * d * d


@equation(f"{PAPER}, section 3.1")
def larger_to_smaller_kernel(n: Dim, k: Dim) -> Dim:
    """How many times more an n x n convolution costs than a k x k one of the same channels: n^2/k^2."""
    return ratio(square_kernel(n, 1, 1, 1), square_kernel(k, 1, 1, 1))


@equation(f"{PAPER}, section 3.2")
def two_smaller_saving(n: Dim, k: Dim) -> Dim:
    """What two k x k convolutions save of an n x n one, channels being equal: 1 - 8/9 for 2x2 in place of 3x3."""
    return 1 - ratio(2 * square_kernel(k, 1, 1, 1), square_kernel(n, 1, 1, 1))


@equation(f"{PAPER}, section 3.2")
def asymmetric_pair(n: Dim, m: Dim, c: Dim, d: Dim) -> Dim:
    """Mult-adds of a 1 x n convolution to c channels and an n x 1 convolution behind it."""
    return n * m * c * d * d + n * c * c * d * d


@equation(f"{PAPER}, section 3.2")
def asymmetric_saving(n: Dim) -> Dim:
    """What the pair saves of the n x n convolution in its place, channels being equal: 1 - 2/n."""
    return 1 - ratio(asymmetric_pair(n, 1, 1, 1), square_kernel(n, 1, 1, 1))


@claim(f"{PAPER}, section 3.2")
def asymmetric_is_cheaper(n: Dim, m: Dim, c: Dim, d: Dim) -> Dim:
    """The pair costs no more than the n x n convolution; with m = c that is from n = 2 on."""
    return square_kernel(n, m, c, d) - asymmetric_pair(n, m, c, d)


@claim(f"{PAPER}, section 3.2")
def asymmetric_saving_grows(n: Dim) -> Dim:
    """The saving grows with n: that of n + 1 is not less."""
    return asymmetric_saving(n + 1) - asymmetric_saving(n)
