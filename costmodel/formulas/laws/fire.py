"""SqueezeNet: the Fire module, and the metaparameters that give each module its filters.

M is the number of input channels and D_F the side of the map; s_1x1, e_1x1 and e_3x3 are the module's filters, SR the squeeze
ratio and pct_3x3 the part of the expand filters that is 3x3. Every filter has a bias.
"""

from costmodel.formulas.laws import equation
from costmodel.numbers.algebra import Dim, floor_div

PAPER = "Iandola et al. 2016 (SqueezeNet), arXiv 1602.07360"


@equation(f"{PAPER}, section 3.2")
def fire_params(M: Dim, s_1x1: Dim, e_1x1: Dim, e_3x3: Dim) -> Dim:
    """Weights and biases of a Fire module: 1x1 filters squeeze, then 1x1 and 3x3 filters expand side by side."""
    return (M + 1) * s_1x1 + (s_1x1 + 1) * e_1x1 + (9 * s_1x1 + 1) * e_3x3


@equation(f"{PAPER}, section 3.2")
def fire_mult_adds(M: Dim, s_1x1: Dim, e_1x1: Dim, e_3x3: Dim, D_F: Dim) -> Dim:
    """Mult-adds of a Fire module."""
    return D_F * D_F * (M * s_1x1 + s_1x1 * e_1x1 + 9 * s_1x1 * e_3x3)


@equation(f"{PAPER}, section 5.1")
def expand_filters(base_e: Dim, incr_e: Dim, freq: Dim, i: Dim) -> Dim:
    """Expand filters of the Fire module number i, counted from 0: they grow by incr_e after every freq modules."""
    return base_e + incr_e * floor_div(i, freq)


@equation(f"{PAPER}, section 5.1")
def fire_weights(M: Dim, e: Dim, SR: Dim, pct_3x3: Dim) -> Dim:
    """Weights, without biases, of a Fire module of e expand filters under the metaparameters."""
    return M * SR * e + SR * e * e * (1 + 8 * pct_3x3)
