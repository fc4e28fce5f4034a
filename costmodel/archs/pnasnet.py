"""PNASNet: one cell found by a progressive search, used with stride 1 and stride 2."""

from typing import Annotated

from pydantic import Field

from costmodel.archs.common.called import Patterns
from costmodel.archs.common.cell_spec import CellSpec, sized
from costmodel.archs.common.cells import Cell, Pair
from costmodel.archs.common.kinds import DEEPEST, Whole
from costmodel.archs.common.knobs import WIDENS, Count, Follows
from costmodel.archs.common.paper import Paper
from costmodel.ir.graph import Graph

PAPER = Paper("Liu et al.", 2018, "Progressive Neural Architecture Search", "arXiv 1712.00559")
CALLED: Patterns = {
    "": [("pnasnet5{size}", {"size": ["mobile", "large"]})],
    "timm": [("pnasnet5large", {"size": "large"})],
}

# Figure 1, as released.
CELL = Cell(
    Pair("separable 5x5", 1, "max 3x3", 1),
    Pair("separable 7x7", 0, "max 3x3", 0),
    Pair("separable 5x5", 0, "separable 3x3", 0),
    Pair("separable 3x3", 4, "max 3x3", 0),
    Pair("separable 3x3", 1, "identity", 0),
    output=(2, 3, 4, 5, 6),
)


class Spec(CellSpec):
    """Knobs of PNASNet."""

    SIZES = {
        "mobile": {"repeats": 3, "filters": 54, "stem": 32},
        "large": {"repeats": 4, "filters": 216, "stem": 96, "resolution": 331},
        "cifar": {"repeats": 3, "filters": 48},
    }

    repeats: Annotated[int, Whole(structural=True, most=DEEPEST), Follows(lambda known: sized(known)["repeats"])] = Field(
        3, description="N: cells in each of the three stages"
    )
    filters: Annotated[Count, WIDENS, Follows(lambda known: sized(known)["filters"])] = Field(
        54, description="F: filters of the first stage's cells, doubled in each further stage"
    )


def build(spec: Spec) -> Graph:
    # The first of the N cells of the second and third stage has stride 2, so that no cell comes on top.
    return spec.stacked(CELL, CELL, filters=spec.filters, cells=(spec.repeats, spec.repeats - 1, spec.repeats - 1))
