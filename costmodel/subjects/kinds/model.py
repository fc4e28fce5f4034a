"""A network that another program has written: a file, `net.onnx`, a place, `timm:resnet50`, or a PyTorch module."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, create_model

from costmodel.archs.common.kinds import Whole
from costmodel.archs.common.spec import Spec
from costmodel.ir.graph import Graph
from costmodel.subjects.importing.formats import read
from costmodel.subjects.importing.model import FreeSize, Model
from costmodel.subjects.importing.modules import is_module, makes_module
from costmodel.subjects.subject import Subject, knobs_behind

WHAT = (
    "another program's network: a file such as `net.onnx`, a name such as `timm:resnet50`, a PyTorch module or what makes one"
)


def made(given: object) -> Subject | None:
    if is_module(given) or makes_module(given):
        from costmodel.subjects.importing.formats.torch.own import model_of

        return of(model_of(given), given, {})
    if isinstance(given, Model):
        return of(given, given, {})
    found = read(str(given).strip()) if isinstance(given, str | Path) else None
    if found is None:
        return None
    model, place, knobs = found
    return of(model, place, knobs_behind(place, knobs))


def of(model: Model, source: object, knobs: Mapping[str, object]) -> Subject:
    """A model as a subject: what is free of it are its knobs."""
    return Subject(model.name, "model", spec_of(model), partial(built, model), source).with_(knobs)


def spec_of(model: Model) -> type[Spec]:
    """A knob for each size that is free, and for each option of the importer."""
    fields: dict[str, Any] = {**{name: _knob(size) for name, size in model.free.items()}, **model.options}
    spec: type[Spec] = create_model("model_knobs", __base__=Spec, **fields)  # not every name of a model can be a class's
    return spec


def built(model: Model, spec: Spec) -> Graph:
    """The network of one setting."""
    return model.build({name: getattr(spec, name) for name in (*model.free, *model.options)})


def _knob(size: FreeSize) -> tuple[Any, Any]:
    default = ... if size.default is None else size.default
    return Annotated[Any, Whole(structural=size.structural, least=size.least, most=size.most)], Field(
        default, description=size.summary
    )
