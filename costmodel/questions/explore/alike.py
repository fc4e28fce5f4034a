"""Which knobs may be free on a page: those with which every layer is recorded as what it is.

A convolution of one group is a `Conv` and one of several a `GConv`; a recorded number of groups is several. So a knob of groups
starts at two, or, where its default is one, decides the structure.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from costmodel.archs.common.knobs import Knob
from costmodel.archs.common.spec import Spec
from costmodel.errors import CostModelError
from costmodel.questions.explore.program import Program, Recorder


def free_knobs(recorder: Recorder, spec: Spec) -> dict[str, int]:
    """The free knobs of a setting, each with the least value from which on it is; a ratio is from 0 on."""
    numbers = [
        knob
        for knob in recorder.subject.knobs.values()
        if not knob.structural and isinstance(getattr(spec, knob.name), int | Fraction)
    ]
    if not numbers:
        return {}
    own = _built(recorder, spec)
    free = numbers
    if _recorded(recorder, spec, numbers) != own:
        free = [
            knob
            for knob in numbers
            if not knob.is_whole or _recorded(recorder, spec, [k for k in numbers if k is not knob]) != own
        ]
    return {knob.name: _least(recorder, spec, free, knob) for knob in free}


def _least(recorder: Recorder, spec: Spec, free: Iterable[Knob], knob: Knob) -> int:
    if not knob.is_whole:
        return 0
    kind: Any = knob.kind
    lowest = spec.model_copy(update={knob.name: kind.least})
    recorded = _recorded(recorder, lowest, free)
    return int(kind.least) + (recorded is not None and recorded != _built(recorder, lowest))


def _recorded(recorder: Recorder, spec: Spec, free: Iterable[Knob]) -> Mapping[str, str] | None:
    """The type of each layer; None where there is no network."""
    _, made = recorder.run(spec, free, {knob.name: getattr(spec, knob.name) for knob in free})
    return {step.name: step.layer.type for step in made.steps} if isinstance(made, Program) else None


def _built(recorder: Recorder, spec: Spec) -> Mapping[str, str] | None:
    try:
        return {node.name: node.type for node in recorder.subject.built(spec).nodes}
    except CostModelError:
        return None
