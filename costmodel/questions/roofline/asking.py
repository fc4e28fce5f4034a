"""How long a device needs at the least: the question."""

from dataclasses import replace
from numbers import Rational
from typing import Annotated, cast, get_args

from costmodel.errors import CostModelError, meant, quoted
from costmodel.formulas.counting import AsCounting, Counting
from costmodel.formulas.metrics import cost, metric
from costmodel.published.measured import names
from costmodel.questions.asked import Asked, once
from costmodel.questions.report.parts import By
from costmodel.questions.roofline.answer import Roofline
from costmodel.questions.roofline.calibration import calibrated
from costmodel.questions.roofline.free import free_in
from costmodel.subjects import AsSubject, Knobs, subject
from costmodel.subjects.batch import BATCH

Measured = Annotated[str | None, Asked(once, "TIME|SETUP|FILE", offers=lambda knobs: names())]
Free = Annotated[str | None, Asked(once, "KNOB|batch", offers=lambda knobs: (*knobs, BATCH))]


def roofline(
    network: AsSubject,
    knobs: Knobs = None,
    *,
    by: By = "layer",
    free: Free = None,
    measured: Measured = None,
    counting: AsCounting = "paper",
) -> Roofline:
    """How long a device needs at the least, layer by layer: what binds each, and where that changes with resolution or batch.

    Args:
        network: the network.
        knobs: of the network, as text or numbers.
        by: a row for each layer, type or module.
        free: a knob, or the batch, in which the bound is given in closed form, and where layers change sides.
        measured: a time such as 3.2ms, or a measured setup such as rtx_3090 or a file of one: gives one scale, and its error.
        counting: the device, its precision, the batch and the passes.

    Raises:
        CostModelError: if a name, knob or value is not allowed, there is no device, or nothing is known of an op.

    Example:
        >>> found = roofline("mobilenet", counting=Counting.of(device="rtx3090", precision="fp16", batch=256))
        >>> found.total.bound_by, round(1000 * float(found.total.seconds), 2)
        ('arithmetic 17%', 18.68)
    """
    by = cast(By, meant("breakdown", by, get_args(By)))
    which, stated = subject(network, knobs), Counting.of(counting)
    bound = metric("latency_bound", stated).name
    assert stated.device is not None
    assert stated.roof is not None
    spec = which.read()
    graph = which.built(spec)
    total = cost(graph, stated, [bound])[bound]
    if not isinstance(total, Rational):
        raise CostModelError(
            f"{which.name}: {bound} is {quoted(total)}, and a roofline is of numbers",
            given=total,
            allowed="a number for each knob; cost() gives expressions and arrays as they are",
        )
    lines = (*which.remarks(spec), *(() if graph.origin is None else graph.origin.lines))
    device, roof = stated.device, stated.roof
    made = Roofline(which.name, stated.passed(graph), stated, device, roof, spec.texts(which.given), lines, by)
    return replace(
        made,
        free=None if free is None else free_in(free, which, stated),
        calibration=None if measured is None else calibrated(measured, which.label, made.total.seconds, stated),
    )
