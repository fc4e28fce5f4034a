"""The closed form of the network that a page starts with, as MathML, and where it is exact."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from costmodel.archs.common.knobs import Knob
from costmodel.errors import CostModelError
from costmodel.formulas.counting import Counting
from costmodel.subjects import Subject

METRICS = ("mult_adds", "params", "activations", "mac")
MOST_LAYERS = 1200  # of the network; a longer one takes too long
LONGEST = 12_000  # characters of a formula that somebody may still read

TIMES, THIN = "<mo>&InvisibleTimes;</mo>", '<mspace width="0.2em"/>'  # a product of words would read as one word


def forms(subject: Subject, free: Iterable[Knob], counting: Counting, layers: int) -> dict[str, Any]:
    """Formulas by metric with their domains, in the knob of the width and the resolution; why there are none, if so."""
    wanted = [knob.name for knob in free if knob.widens or knob.name == "resolution"]
    if not wanted:
        return {"why": "it has no knob for its width or resolution"}
    if layers > MOST_LAYERS:
        return {"why": f"it has {layers} layers, and the formula of so many takes long"}
    from sympy import mathml

    from costmodel.questions.symbolic import closed_form

    given = {name: value for name, value in subject.given.items() if name not in wanted}
    try:
        form = closed_form(replace(subject, given=given), wanted, counting=counting, metrics=METRICS)
    except CostModelError as error:
        return {"why": str(error)}
    written = {
        name: {"math": mathml(expression, printer="presentation").replace(TIMES, THIN), "exact": list(form.domains[name].words)}
        for name, expression in form.metrics.items()
    }
    return {
        "free": wanted,
        "fixed": dict(form.knobs),
        "remarks": list(form.remarks),
        "metrics": {name: one for name, one in written.items() if len(one["math"]) <= LONGEST},
    }
