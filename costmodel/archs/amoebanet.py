"""AmoebaNet: cells found by regularized evolution."""

from typing import Annotated, Literal

from pydantic import Field

from costmodel.archs.common.cell_spec import CellSpec, sized
from costmodel.archs.common.cells import Cell, Pair
from costmodel.archs.common.knobs import WIDENS, Count, Follows
from costmodel.archs.common.paper import Paper
from costmodel.ir.graph import Graph

PAPER = Paper("Real et al.", 2019, "Regularized Evolution for Image Classifier Architecture Search", "arXiv 1802.01548")

# As released (tensorflow/tpu, model_specs.py), where the output is set by hand and holds some states that pairs read. What
# that code calls a dilated separable convolution is built as a plain one.
CELLS: dict[str, tuple[Cell, Cell]] = {
    "A": (
        Cell(
            Pair("average 3x3", 0, "max 3x3", 0),
            Pair("separable 3x3", 1, "identity", 1),
            Pair("identity", 0, "average 3x3", 1),
            Pair("separable 3x3", 0, "separable 5x5", 2),
            Pair("average 3x3", 5, "separable 3x3", 0),
            output=(1, 3, 4, 6),
        ),
        Cell(
            Pair("separable 3x3", 1, "average 3x3", 0),
            Pair("max 3x3", 0, "separable 7x7", 2),
            Pair("max 3x3", 1, "max 3x3", 0),
            Pair("separable 3x3", 4, "1x7 then 7x1", 0),
            Pair("average 3x3", 1, "separable 7x7", 0),
            output=(2, 3, 4, 5, 6),
        ),
    ),
    "B": (
        Cell(
            Pair("1x1", 1, "max 3x3", 1),
            Pair("identity", 1, "separable 3x3", 0),
            Pair("1x1", 1, "separable 3x3", 0),
            Pair("1x1", 2, "identity", 2),
            Pair("average 3x3", 1, "1x1", 5),
            output=(0, 3, 4, 6),
        ),
        Cell(
            Pair("max 2x2", 0, "max 3x3", 0),
            Pair("identity", 2, "3x3", 1),
            Pair("separable 5x5", 2, "max 3x3", 2),
            Pair("identity", 3, "separable 3x3", 1),
            Pair("average 3x3", 4, "1x1", 3),
            output=(5, 6),
        ),
    ),
    "C": (
        Cell(
            Pair("average 3x3", 0, "separable 3x3", 0),
            Pair("identity", 0, "separable 3x3", 0),
            Pair("average 3x3", 2, "separable 3x3", 1),
            Pair("identity", 0, "separable 3x3", 1),
            Pair("average 3x3", 3, "separable 3x3", 0),
            output=(1, 2, 4, 5, 6),
        ),
        Cell(
            Pair("max 3x3", 0, "max 3x3", 0),
            Pair("separable 7x7", 2, "separable 3x3", 0),
            Pair("separable 7x7", 0, "max 3x3", 1),
            Pair("separable 5x5", 4, "separable 5x5", 4),
            Pair("max 3x3", 1, "separable 3x3", 1),
            output=(0, 2, 3, 4, 5, 6),
        ),
    ),
    "D": (
        Cell(
            Pair("1x1", 1, "max 3x3", 1),
            Pair("identity", 1, "1x7 then 7x1", 0),
            Pair("1x1", 0, "1x7 then 7x1", 0),
            Pair("max 3x3", 2, "identity", 2),
            Pair("average 3x3", 1, "1x1", 5),
            output=(0, 3, 4, 6),
        ),
        Cell(
            Pair("max 2x2", 0, "max 3x3", 0),
            Pair("identity", 2, "3x3", 1),
            Pair("1x7 then 7x1", 2, "max 3x3", 2),
            Pair("identity", 3, "max 2x2", 1),
            Pair("average 3x3", 2, "1x1", 3),
            output=(4, 5, 6),
        ),
    ),
}
STAGES = 3


class Spec(CellSpec):
    """Knobs of AmoebaNet."""

    SIZES = {
        "mobile": {"repeats": 4, "filters": 50},
        "large": {"repeats": 6, "filters": 190, "resolution": 331},
        "cifar": {"repeats": 6, "filters": 36},
    }

    cell: Literal["A", "B", "C", "D"] = Field("A", description="the searched cell; the sizes are those of A")
    filters: Annotated[Count, WIDENS, Follows(lambda known: sized(known)["filters"])] = Field(
        50, description="F: filters of the first stage's cells, doubled by every reduction cell"
    )


def build(spec: Spec) -> Graph:
    return spec.stacked(*CELLS[spec.cell], filters=spec.filters, cells=STAGES * (spec.repeats,))
