"""The rows of a sweep as a plot."""

from typing import TYPE_CHECKING

from costmodel.errors import UnknownName
from costmodel.questions.asked import LogAxes
from costmodel.questions.plot.pictured import Plot, pictured
from costmodel.questions.plot.points import NETWORK, Row

if TYPE_CHECKING:
    from costmodel.questions.sweep.answer import Sweep


def rows_of(swept: "Sweep") -> list[Row]:
    """Knobs and metrics of each configuration, with the network's name."""
    cells = zip(*(column.tolist() for column in swept.columns.values()), strict=True)
    return [{NETWORK: swept.plan.subject.label, **dict(zip(swept.columns, row, strict=True))} for row in cells]


def of_sweep(swept: "Sweep", x: str = "", y: str = "", log: LogAxes = ()) -> Plot:
    """What a sweep kept: its first two objectives, or else its first metric over its first knob; or what is asked for.

    Raises:
        CostModelError: if a column or scale does not exist, or a picture cannot show so much.
    """
    plan = swept.plan
    knobs = [axis.knob for axis in plan.axes]
    asked = [one.removeprefix("-") for one in plan.pareto]
    names = (x or (asked[0] if asked else knobs[0]), y or (asked[1] if asked else [*plan.metrics, *knobs][0]))
    for name in names:
        if name not in plan.columns:
            raise UnknownName("column of the sweep", name, plan.columns)
    parts = [knob for knob in knobs if knob not in names]
    whole = not plan.objectives and plan.where is None and plan.sample is None
    lines = whole and len(parts) < 2 and any(name in knobs for name in names)
    return pictured(plan.subject.label, rows_of(swept), names, parts, plan.counting, log=log, lines=lines)
