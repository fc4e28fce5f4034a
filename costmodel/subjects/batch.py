"""A network whose batch is a knob, for questions that let it vary: how many samples fit, from how many on a layer is slower."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Annotated, Any

from pydantic import Field, create_model

from costmodel.archs.common.kinds import Whole
from costmodel.archs.common.spec import Spec
from costmodel.errors import CostModelError
from costmodel.formulas.counting import MOST_SAMPLES, STANDARD, Counting
from costmodel.ir.graph import Graph
from costmodel.subjects.subject import Subject

BATCH = "batch"


@dataclass(frozen=True, eq=False, repr=False)
class Batched(Subject):
    """A subject with the knob `batch`; its source is the subject without."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _batched, (self.source, dict(self.given))


def batched(subject: Subject, varied: Iterable[str], counting: Counting = STANDARD) -> Subject:
    """The subject with a knob `batch`, if that shall vary and no knob of its own is called so.

    Its graphs say how many samples they are asked for, and what is counted of them is of so many.

    Raises:
        CostModelError: if it shall vary, and the counting has a batch.

    Example:
        >>> from costmodel.subjects.batch import batched
        >>> cost(batched(subject("mobilenet"), ["batch"]).build({"batch": 2}), metrics=["mult_adds"])
        {'mult_adds': 1137480704}
    """
    if BATCH in subject.knobs:
        return subject
    names = (varied,) if isinstance(varied, str) else tuple(varied) if isinstance(varied, Iterable) else ()
    if BATCH not in names:
        return subject
    if counting.batch != STANDARD.batch:
        raise CostModelError("batch varies and has a value; leave one out", given=counting.batch)
    return _batched(subject, subject.given)


def _batched(plain: Subject, given: Mapping[str, object]) -> Batched:
    def build(spec: Any) -> Graph:
        own = plain.spec.model_construct(**{name: getattr(spec, name) for name in plain.spec.model_fields})
        return replace(plain.builder(own), batch=spec.batch)

    samples = Annotated[Any, Whole(most=MOST_SAMPLES), Field(description="samples that are worked on together")]
    spec: type[Spec] = create_model(f"{plain.name}_{BATCH}", __base__=plain.spec, batch=(samples, 1))
    stated = {field.name: getattr(plain, field.name) for field in fields(Subject)}
    return Batched(**{**stated, "spec": spec, "builder": build, "source": plain, "given": given, "catalog": ""})
