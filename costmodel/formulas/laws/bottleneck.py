"""MobileNet V2: the inverted residual with a linear bottleneck, its cost and the memory it needs.

h x w is the input map, d1 and d2 its input and output channels (the paper's d' and d''), t the expansion factor, k the kernel's
side, s the stride.
"""

from costmodel.formulas.laws import claim, equation
from costmodel.numbers.algebra import Dim, ratio

PAPER = "Sandler et al. 2018 (MobileNetV2), arXiv 1801.04381"


@equation(f"{PAPER}, section 3.3")
def linear_bottleneck(h: Dim, w: Dim, d1: Dim, d2: Dim, t: Dim, k: Dim) -> Dim:
    """Mult-adds of a linear bottleneck: expansion, depthwise convolution and projection, all on a map of h x w."""
    return h * w * d1 * t * (d1 + k * k + d2)


@equation(f"{PAPER}, section 3.3, with each convolution on its own map")
def strided_bottleneck(h: Dim, w: Dim, d1: Dim, d2: Dim, t: Dim, k: Dim, s: Dim) -> Dim:
    """Mult-adds of a linear bottleneck of stride s, which expands at h x w and goes on at h/s x w/s."""
    return h * w * d1 * t * d1 + ratio(h, s) * ratio(w, s) * d1 * t * (k * k + d2)


@claim(f"{PAPER}, section 3.3")
def bottleneck_never_undercounted(h: Dim, w: Dim, d1: Dim, d2: Dim, t: Dim, k: Dim, s: Dim) -> Dim:
    """The printed expression at the input's size is never below the true cost, and is exact only for stride 1."""
    return linear_bottleneck(h, w, d1, d2, t, k) - strided_bottleneck(h, w, d1, d2, t, k, s)


@equation(f"{PAPER}, section 5.1")
def bottleneck_memory(s1: Dim, k1: Dim, s2: Dim, k2: Dim) -> Dim:
    """Elements that one bottleneck keeps in memory: its input of s1 x s1 x k1 and its output of s2 x s2 x k2.

    The expanded map is computed in parts and never kept whole, which leaves a term of the order of one channel.
    """
    return s1 * s1 * k1 + s2 * s2 * k2
