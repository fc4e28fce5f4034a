"""DenseNet: what a layer reads, and what its weights are beside those of a standard layer.

k is the growth rate, k_0 the maps of a block's input, l the place of a layer in its block, L the layers of a block, C the
channels of a standard layer.
"""

from costmodel.formulas.laws import claim, equation
from costmodel.numbers.algebra import Dim, exact_div, ratio

PAPER = "Huang et al. 2017 (DenseNet), arXiv 1608.06993"


@equation(f"{PAPER}, section 1")
def dense_connections(L: Dim) -> Dim:
    """Direct connections of L layers that each read all maps before them; a chain has L."""
    return exact_div(L * (L + 1), 2)


@equation(f"{PAPER}, section 3, growth rate")
def dense_layer_inputs(k_0: Dim, k: Dim, l: Dim) -> Dim:  # noqa: E741  (the paper's letter)
    """Maps that the l-th layer of a block reads."""
    return k_0 + k * (l - 1)


@equation(f"{PAPER}, section 3, bottleneck layers")
def bottleneck_dense_layer(maps: Dim, k: Dim) -> Dim:
    """Weights of a layer that brings its input maps to 4k by a 1x1 convolution, and adds k by a 3x3."""
    return maps * 4 * k + 9 * 4 * k * k


@equation(f"{PAPER}, talk at CVPR 2017")
def dense_layer(l: Dim, k: Dim) -> Dim:  # noqa: E741
    """Weights of the l-th dense layer for each position of its kernel, the block's input left out."""
    return l * k * k


@equation(f"{PAPER}, talk at CVPR 2017")
def standard_layer(C: Dim) -> Dim:
    """Weights of a layer from C to C channels for each position of its kernel."""
    return C * C


@claim(f"{PAPER}, talk at CVPR 2017")
def dense_layer_is_never_larger(l: Dim) -> Dim:  # noqa: E741
    """A standard layer as wide as all that a dense one reads, C = l*k, has l times its weights."""
    return ratio(standard_layer(l), dense_layer(l, 1)) - 1
