"""Modules of a user's own, and what makes them: classes and functions, whose numbers are knobs."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from inspect import Parameter, isclass, signature
from typing import Annotated, Any, get_type_hints

from pydantic import Field
from torch import nn

from costmodel.archs.common.kinds import Flag, Ratio, Whole
from costmodel.subjects.importing.formats.torch.making import made, module_of
from costmodel.subjects.importing.formats.torch.sized import Sized
from costmodel.subjects.importing.model import NEEDED_INPUT, Model

KNOBS: Mapping[type, Any] = {
    bool: Annotated[bool, Flag()],
    int: Annotated[int, Whole(structural=True, least=0)],
    float: Annotated[Fraction, Ratio(structural=True)],
}


def model_of(given: Any) -> Model:
    """A module, or what makes one, as a model whose input has to be given."""
    if isinstance(given, nn.Module):
        return _model(type(given).__name__, lambda setting: given, {})
    knobs = dict(_knobs(given))

    def make(setting: Mapping[str, Any]) -> nn.Module:
        values = {name: float(value) if isinstance(value, Fraction) else value for name, value in setting.items()}
        return module_of(made(lambda: given(**values)))

    return _model(getattr(given, "__name__", type(given).__name__), make, knobs)


def _model(name: str, make: Callable[[Mapping[str, Any]], nn.Module], knobs: Mapping[str, Any]) -> Model:
    sized = Sized(name, lambda setting: make({knob: setting[knob] for knob in knobs}), lambda setting: setting["input"], knobs)
    return Model(name, sized.build, options={**knobs, "input": NEEDED_INPUT, **sized.knobs})


def _knobs(maker: Callable[..., Any]) -> Mapping[str, Any]:
    """The parameters that are numbers; what else there is keeps its default."""
    hints = get_type_hints(maker.__init__ if isclass(maker) else maker)
    knobs: dict[str, Any] = {}
    for name, parameter in signature(maker).parameters.items():
        is_needed = parameter.default is Parameter.empty
        kind = hints.get(name, int if is_needed else type(parameter.default))
        if kind in KNOBS and parameter.kind in (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY):
            default = parameter.default
            knobs[name] = (KNOBS[kind], Field(... if is_needed else Fraction(str(default)) if kind is float else default))
    return knobs
