"""ResNet and ResNeXt: the bottleneck, and the same block split into branches.

c is the channels of a block's input and output, m the channels inside, hw the pixels of the map; C is the cardinality, the
number of branches, and d the channels of a branch.
"""

from costmodel.formulas.laws import claim, equation
from costmodel.numbers.algebra import Dim, ratio

HE = "He et al. 2016 (ResNet), arXiv 1512.03385"
XIE = "Xie et al. 2017 (ResNeXt), arXiv 1611.05431"
CHANNELS = 256  # of the template's input and output


@equation(f"{HE}, section 4.1, figure 5")
def residual_basic(c: Dim, hw: Dim) -> Dim:
    """Mult-adds of two 3x3 convolutions of c channels."""
    return hw * 2 * 9 * c * c


@equation(f"{HE}, section 4.1, figure 5")
def residual_bottleneck(c: Dim, m: Dim, hw: Dim) -> Dim:
    """Mult-adds of a 1x1, a 3x3 and a 1x1 convolution, from c channels to m and back; with hw = 1, the weights."""
    return hw * (2 * c * m + 9 * m * m)


@claim(f"{HE}, section 4.1, figure 5")
def bottleneck_is_no_dearer(c: Dim) -> Dim:
    """The bottleneck on c channels with c/4 inside has fewer mult-adds than the basic block on c/4: 17/18 of it."""
    return residual_basic(ratio(c, 4), 1) - residual_bottleneck(c, ratio(c, 4), 1)


@equation(f"{XIE}, section 3.4, equation 4")
def aggregated_block(C: Dim, d: Dim) -> Dim:
    """Weights of C branches that each bring 256 channels to d by 1x1, keep d by 3x3, and bring them back to 256."""
    return C * (CHANNELS * d + 3 * 3 * d * d + d * CHANNELS)


@claim(f"{XIE}, section 3.4")
def branches_save(C: Dim) -> Dim:
    """For one width C*d, here of 256, more branches never cost more."""
    return residual_bottleneck(CHANNELS, CHANNELS, 1) - aggregated_block(C, ratio(CHANNELS, C))
