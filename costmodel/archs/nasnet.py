"""NASNet: two cells found by a search on CIFAR-10, stacked for ImageNet."""

from typing import Annotated, Any, Literal

from pydantic import Field

from costmodel.archs.common.called import Patterns
from costmodel.archs.common.cell_spec import CellSpec, sized
from costmodel.archs.common.cells import Cell, Pair
from costmodel.archs.common.kinds import LARGEST_COUNT, Among, Whole
from costmodel.archs.common.knobs import WIDENS, Follows, Known
from costmodel.archs.common.paper import Paper
from costmodel.ir.graph import Graph
from costmodel.numbers.algebra import exact_div

PAPER = Paper("Zoph et al.", 2018, "Learning Transferable Architectures for Scalable Image Recognition", "arXiv 1707.07012")
CALLED: Patterns = {
    "": [("nasnet{size}", {"size": ["mobile", "large"]})],
    "timm": [("nasnetalarge", {"size": "large"})],
}

# Figure 4, as released. The output of the normal cell holds hidden state 1 although pairs read it.
NORMAL = Cell(
    Pair("separable 5x5", 0, "separable 3x3", 1),
    Pair("separable 5x5", 1, "separable 3x3", 1),
    Pair("average 3x3", 0, "identity", 1),
    Pair("average 3x3", 1, "average 3x3", 1),
    Pair("separable 3x3", 0, "identity", 0),
    output=(1, 2, 3, 4, 5, 6),
)
REDUCTION = Cell(
    Pair("separable 5x5", 0, "separable 7x7", 1),
    Pair("max 3x3", 0, "separable 7x7", 1),
    Pair("average 3x3", 0, "separable 5x5", 1),
    Pair("identity", 3, "average 3x3", 2),
    Pair("separable 3x3", 2, "max 3x3", 0),
    output=(3, 4, 5, 6),
)

STAGES = 3
# A network is named N @ P, where P are the channels at the end: the output's states times the last stage's filters, F * 2 * 2.
PENULTIMATE = len(NORMAL.output) * 2 ** (STAGES - 1)


def penultimate(known: Known) -> Among:
    multiples = range(PENULTIMATE, LARGEST_COUNT + 1, PENULTIMATE)
    return Among(multiples, f"allowed: a multiple of {PENULTIMATE}, such as 1056 or 4032")


class Spec(CellSpec):
    """Knobs of NASNet."""

    SIZES = {
        "mobile": {"repeats": 4, "filters": 1056, "stem": 32},
        "large": {"repeats": 6, "filters": 4032, "stem": 96, "resolution": 331},
        "cifar": {"repeats": 6, "filters": 768},
    }

    cell: Literal["A"] = Field("A", description="the searched cell; B and C are printed as figures only")
    filters: Annotated[Any, Whole(lattice=penultimate), WIDENS, Follows(lambda known: sized(known)["filters"])] = Field(
        1056, description=f"P of N @ P: channels behind the last cell, a multiple of {PENULTIMATE}"
    )


def build(spec: Spec) -> Graph:
    return spec.stacked(NORMAL, REDUCTION, filters=exact_div(spec.filters, PENULTIMATE), cells=STAGES * (spec.repeats,))
