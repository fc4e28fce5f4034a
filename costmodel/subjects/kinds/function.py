"""A function of a user's own: its parameters are the knobs, and it returns a graph.

    def net(alpha: Multiplier = 1, side: Side = 224, blocks: int = 4) -> Graph: ...

Annotations say what a knob takes, as in the catalog. Without one, a default tells: a whole number may be any whole number, a
fraction or float any ratio, a bool is a flag. A parameter with neither is a number that may be free. A plain `int` decides
structure, because a function may loop over it.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import cache, partial
from inspect import Parameter, isfunction, ismethod, signature
from pathlib import Path
from traceback import extract_tb
from typing import Annotated, Any, get_type_hints

from pydantic import create_model

from costmodel.archs.common.kinds import Flag, Whole
from costmodel.archs.common.knobs import Count, Multiplier
from costmodel.archs.common.spec import Spec
from costmodel.errors import CostModelError, quoted
from costmodel.ir.graph import Graph
from costmodel.numbers.algebra import Undecided, is_expression
from costmodel.subjects.importing.modules import makes_module
from costmodel.subjects.subject import Subject

WHAT = "a function of knobs that returns a graph"


def made(given: object) -> Subject | None:
    if not (isfunction(given) or ismethod(given) or isinstance(given, partial)) or makes_module(given):
        return None
    return Subject(_name(given), "function", spec_of(given), _builder(given), given)


@cache
def spec_of(function: Callable[..., Any]) -> type[Spec]:
    """The knobs of a function, from its parameters.

    Raises:
        CostModelError: if a parameter cannot be a knob; names it.
    """
    hints = get_type_hints(function, include_extras=True)
    fields: dict[str, Any] = {}
    for name, parameter in signature(function).parameters.items():
        if parameter.kind in (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD, Parameter.POSITIONAL_ONLY):
            raise CostModelError(f"parameter {name} of {_name(function)} is no knob", allowed="named parameters")
        default = ... if parameter.default is Parameter.empty else parameter.default
        fields[name] = (_annotation(function, name, None if hints.get(name) is Any else hints.get(name), default), default)
    return create_model(f"{_name(function)}_knobs", __base__=Spec, **fields)


def _annotation(function: Callable[..., Any], name: str, hint: Any, default: Any) -> Any:
    """What a parameter takes, where its annotation does not say it as a knob of the catalog."""
    if hint is bool or isinstance(default, bool):
        return Annotated[bool, Flag()]
    if hint is int:
        return Annotated[int, Whole(structural=True)]
    if hint in (float, Fraction) or (hint is None and isinstance(default, (float, Fraction))):
        return Multiplier
    if hint is None:
        return Count if isinstance(default, int) else Multiplier if default is ... else _refused(function, name, default)
    return hint


def _refused(function: Callable[..., Any], name: str, default: Any) -> Any:
    raise CostModelError(
        f"parameter {name} of {_name(function)} has the default {quoted(default)} and no annotation",
        given=default,
        allowed="an annotation such as Multiplier, Count, Side, int, bool or Literal[...]",
    )


def _builder(function: Callable[..., Any]) -> Callable[[Spec], Graph]:
    def build(spec: Spec) -> Graph:
        knobs = {name: getattr(spec, name) for name in type(spec).model_fields}
        try:
            graph = function(**knobs)
        except TypeError as error:
            if symbols := [name for name, value in knobs.items() if is_expression(value)]:
                # It asks a symbol what only a number can answer: `range(blocks)`, `if side > 10`.
                raise Undecided(f"{', '.join(symbols)} cannot be a symbol: {error}") from error
            raise _failed(error) from error
        except CostModelError:
            raise
        except Exception as error:  # whatever a user's function raises
            raise _failed(error) from error
        if not isinstance(graph, Graph):
            raise CostModelError(f"it returned {quoted(type(graph).__name__)}", given=graph, allowed="a Graph")
        return graph

    return build


def _failed(error: Exception) -> CostModelError:
    """What a user's function raised, and where."""
    last = extract_tb(error.__traceback__)[-1]
    return CostModelError(f"{type(error).__name__}: {error} ({Path(last.filename).name}, line {last.lineno})")


def _name(function: Callable[..., Any]) -> str:
    return getattr(function, "__name__", type(function).__name__)
