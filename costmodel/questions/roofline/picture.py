"""The roofline as a picture: layers by their operations a byte, at the speed that the device cannot exceed there."""

from collections.abc import Sequence

from costmodel.errors import CostModelError
from costmodel.formulas.hardware.device import Device, Roof
from costmodel.questions.plot.chart import Axis, Picture
from costmodel.questions.plot.points import MOST_SERIES, Row, parted
from costmodel.questions.roofline.parts import Part

X, Y, BINDS = "intensity", "attainable", "bound by"
AROUND = 2  # times as far to either side of the layers and of the ridge the roof is drawn


def picture(title: str, lines: Sequence[str], device: Device, roof: Roof, layers: Sequence[Part]) -> Picture:
    """The roof of a device and the layers that do arithmetic, below or at it.

    Raises:
        CostModelError: if the device has no bandwidth, so that there is no roof, or no layer does arithmetic.
    """
    if roof.bandwidth is None or roof.ridge is None:
        raise CostModelError(f"the bandwidth of {device} is not known, so that there is no roof to draw", given=device.name)
    points: list[Row] = [
        {
            "layer": one.name,
            "type": one.type,
            X: float(one.intensity),
            Y: float(one.operations / one.seconds),
            "seconds": float(one.seconds),
            BINDS: one.bound_by,
        }
        for one in layers
        if one.operations
    ]
    if not points:
        raise CostModelError(f"no layer of {title} does arithmetic, so that there is nothing to draw")
    ends = [float(roof.ridge), *(row[X] for row in points)]
    corners = (min(ends) / AROUND, float(roof.ridge), max(ends) * AROUND)
    line = [{X: x, Y: min(float(roof.peak), x * float(roof.bandwidth))} for x in corners]
    axes = (Axis(X, "operations a byte", True), Axis(Y, "operations a second, at most", True))
    by = "type" if len({row["type"] for row in points}) <= MOST_SERIES else BINDS
    return Picture(title, lines, *axes, parted(points, [by]), False, roof=line)
