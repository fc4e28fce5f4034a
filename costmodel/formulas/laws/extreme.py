"""Xception: a spectrum of Inception modules, from the regular convolution to the depthwise separable one.

k is the kernel's side, M and N the input and output channels, S the segments that the k x k convolutions divide the N channels
into, D the side of the (input and output) map.
"""

from costmodel.formulas.laws import claim, equation
from costmodel.formulas.laws.separable import depthwise_separable
from costmodel.numbers.algebra import Dim, ratio

PAPER = "Chollet 2017 (Xception), arXiv 1610.02357"


@equation(f"{PAPER}, section 1.1, figure 3")
def segmented_inception(k: Dim, M: Dim, N: Dim, S: Dim, D: Dim) -> Dim:
    """Mult-adds of a 1x1 convolution and, on each of S segments of its output, a k x k convolution; S = 1 is a regular one."""
    return M * N * D * D + k * k * N * ratio(N, S) * D * D


@equation(f"{PAPER}, section 1.1, figure 4")
def extreme_inception(k: Dim, M: Dim, N: Dim, D: Dim) -> Dim:
    """Mult-adds of the module at its extreme: a segment for each channel."""
    return segmented_inception(k, M, N, N, D)


@claim(f"{PAPER}, section 1.2")
def extreme_inception_is_cheapest(k: Dim, M: Dim, N: Dim, S: Dim, D: Dim) -> Dim:
    """No number of segments costs less than the extreme."""
    return segmented_inception(k, M, N, S, D) - extreme_inception(k, M, N, D)


@claim(f"{PAPER}, section 1.2")
def depthwise_first_is_cheaper(k: Dim, M: Dim, N: Dim, D: Dim) -> Dim:
    """A separable convolution, depthwise half first, costs no more than the extreme module, and as much where M = N."""
    return extreme_inception(k, M, N, D) - depthwise_separable(k, M, N, D)
