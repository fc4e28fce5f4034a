"""Shift: what a layer computes against the memory it accesses, for spatial, depthwise and shift layers.

D_K is the kernel's side, M and N the input and output channels, D_F the side of the (input and output) feature map, and
epsilon the expansion: shifted channels for each output channel of a conv-shift-conv module.
"""

from costmodel.formulas.laws import claim, equation
from costmodel.numbers.algebra import Dim, ratio

PAPER = "Wu et al. 2018 (Shift), arXiv 1711.08141"


@equation(f"{PAPER}, section 2.1")
def spatial_memory_access(D_K: Dim, M: Dim, N: Dim, D_F: Dim) -> Dim:
    """Memory access of a spatial convolution: input and output map, and the weights."""
    return D_F * D_F * (M + N) + D_K * D_K * M * N


@equation(f"{PAPER}, section 2.1")
def depthwise_memory_access(D_K: Dim, M: Dim, D_F: Dim) -> Dim:
    """Memory access of a depthwise convolution: two maps of M channels, and a window of weights for each channel."""
    return D_F * D_F * 2 * M + D_K * D_K * M


@equation(f"{PAPER}, section 3")
def shift_memory_access(M: Dim, D_F: Dim) -> Dim:
    """Memory access of a shift, which has no mult-adds and no weights, but reads and writes its map."""
    return D_F * D_F * 2 * M


@equation(f"{PAPER}, section 2.1")
def spatial_intensity(D_K: Dim, M: Dim, N: Dim, D_F: Dim) -> Dim:
    """Mult-adds of a spatial convolution for each memory access."""
    return ratio(M * N * D_F * D_F * D_K * D_K, spatial_memory_access(D_K, M, N, D_F))


@equation(f"{PAPER}, section 2.1")
def depthwise_intensity(D_K: Dim, M: Dim, D_F: Dim) -> Dim:
    """Mult-adds of a depthwise convolution for each memory access: low, so that memory bounds it."""
    return ratio(M * D_F * D_F * D_K * D_K, depthwise_memory_access(D_K, M, D_F))


@claim(f"{PAPER}, sections 2.1 and 3")
def shift_accesses_less_than_depthwise(D_K: Dim, M: Dim, D_F: Dim) -> Dim:
    """A shift accesses less memory than the depthwise convolution whose place it takes: the weights are gone."""
    return depthwise_memory_access(D_K, M, D_F) - shift_memory_access(M, D_F)


@equation(f"{PAPER}, section 3.2, the conv-shift-conv module")
def conv_shift_conv_params(M: Dim, N: Dim, epsilon: Dim) -> Dim:
    """Weights of a conv-shift-conv module: M to epsilon*N channels, a shift without any, and epsilon*N to N."""
    return M * epsilon * N + epsilon * N * N
