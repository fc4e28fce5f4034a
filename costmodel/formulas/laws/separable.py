"""MobileNets: the standard convolution, the depthwise separable one, and their ratio.

D_K is the kernel's side, M and N the input and output channels, D_F the side of the (input and output) feature map; alpha and
rho are the width and the resolution multiplier.
"""

from costmodel.formulas.laws import claim, equation
from costmodel.numbers.algebra import Dim, ratio

PAPER = "Howard et al. 2017 (MobileNets), arXiv 1704.04861"


@equation(f"{PAPER}, section 3.1, equation 2")
def standard_convolution(D_K: Dim, M: Dim, N: Dim, D_F: Dim) -> Dim:
    """Mult-adds of a standard convolution: every output pixel and filter sees a D_K x D_K window of all M channels."""
    return D_K * D_K * M * N * D_F * D_F


@equation(f"{PAPER}, section 3.1")
def standard_convolution_params(D_K: Dim, M: Dim, N: Dim) -> Dim:
    """Weights of a standard convolution."""
    return D_K * D_K * M * N


@equation(f"{PAPER}, section 3.1, equation 5")
def depthwise_separable(D_K: Dim, M: Dim, N: Dim, D_F: Dim) -> Dim:
    """Mult-adds of a depthwise separable convolution: a D_K x D_K window of each channel, then a 1x1 convolution."""
    return D_K * D_K * M * D_F * D_F + M * N * D_F * D_F


@equation(f"{PAPER}, section 3.1")
def depthwise_separable_params(D_K: Dim, M: Dim, N: Dim) -> Dim:
    """Weights of a depthwise separable convolution."""
    return D_K * D_K * M + M * N


@equation(f"{PAPER}, section 3.1, after equation 5")
def separable_to_standard(D_K: Dim, M: Dim, N: Dim, D_F: Dim) -> Dim:
    """The reduction in computation: the separable convolution's mult-adds over the standard one's, 1/N + 1/D_K^2."""
    return ratio(depthwise_separable(D_K, M, N, D_F), standard_convolution(D_K, M, N, D_F))


@claim(f"{PAPER}, section 3.1")
def separable_saves_eight_times(N: Dim) -> Dim:
    """A 3x3 separable convolution uses at least 8 times less computation than a standard one."""
    return ratio(1, separable_to_standard(3, 1, N, 1)) - 8


@claim(f"{PAPER}, section 3.1")
def separable_saves_at_most_nine_times(N: Dim) -> Dim:
    """A 3x3 separable convolution uses at most 9 times less computation than a standard one."""
    return 9 - ratio(1, separable_to_standard(3, 1, N, 1))


@equation(f"{PAPER}, section 3.4, equation 7")
def scaled_separable(D_K: Dim, M: Dim, N: Dim, D_F: Dim, alpha: Dim, rho: Dim) -> Dim:
    """Mult-adds of a separable layer under the width multiplier alpha and the resolution multiplier rho."""
    return depthwise_separable(D_K, alpha * M, alpha * N, rho * D_F)


@equation(f"{PAPER}, section 3.3")
def scaled_separable_params(D_K: Dim, M: Dim, N: Dim, alpha: Dim) -> Dim:
    """Weights of a separable layer under the width multiplier alpha; the resolution does not enter."""
    return depthwise_separable_params(D_K, alpha * M, alpha * N)
