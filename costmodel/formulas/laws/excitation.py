"""Squeeze-and-excitation: what the gates of a network add.

r is the reduction ratio; N and C are the blocks of a stage and the channels of their outputs, s the stage.
"""

from costmodel.formulas.laws import claim, equation
from costmodel.numbers.algebra import Dim, ratio, total

PAPER = "Hu et al. 2018 (SENet), arXiv 1709.01507"


@equation(f"{PAPER}, section 4, equation 5, one stage")
def excitation(r: Dim, N: Dim, C: Dim) -> Dim:
    """Weights that N gates of C channels add: each has two matrices, C to C/r and back."""
    return ratio(2 * N * C * C, r)


@equation(f"{PAPER}, section 4, equation 5")
def excitations(r: Dim, N_2: Dim, C_2: Dim, N_3: Dim, C_3: Dim, N_4: Dim, C_4: Dim, N_5: Dim, C_5: Dim) -> Dim:
    """Weights that the gates of a network of four stages add: 2/r times the sum of N_s * C_s^2."""
    stages = ((N_2, C_2), (N_3, C_3), (N_4, C_4), (N_5, C_5))
    return total(excitation(r, blocks, channels) for blocks, channels in stages)


@claim(f"{PAPER}, section 6.1, reduction ratio")
def gate_is_smaller_than_a_pointwise_layer(r: Dim) -> Dim:
    """A gate has fewer weights than one 1x1 convolution of its channels once r is above 2."""
    return 1 - excitation(r, 1, 1)
