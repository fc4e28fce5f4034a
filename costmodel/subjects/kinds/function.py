"""A function of a user's own: its parameters are the knobs, and it returns a graph.

    def net(alpha: Multiplier = 1, side: Side = 224, blocks: int = 4) -> Graph: ...

Annotations say what a knob takes, as in the catalog. Without one, a default tells: a whole number may be any whole number, a
fraction or float any ratio, a bool is a flag. A parameter with neither is a number that may be free. A plain `int` decides
structure, because a function may loop over it.
"""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache, partial
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from inspect import Parameter, isfunction, ismethod, signature
from pathlib import Path
from traceback import extract_tb
from typing import Annotated, Any, get_type_hints

from pydantic import create_model

from costmodel.archs.common.knobs import Count, Flag, Multiplier, Whole
from costmodel.archs.common.spec import Spec
from costmodel.errors import CostModelError, quoted
from costmodel.ir.graph import Graph
from costmodel.numbers.algebra import Undecided, is_expression
from costmodel.subjects.subject import Subject, knobs_behind

WHAT = "a function of knobs that returns a graph, also as `net.py:make`"
SEPARATOR = ":"
MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")


def made(given: object) -> Subject | None:
    knobs: Mapping[str, object] = {}
    function = given
    if isinstance(given, str):
        place, _, rest = given.strip().partition(SEPARATOR)
        if place.endswith(".py") and not rest:
            raise CostModelError(f"{quoted(place)} is a file, and one function in it is meant", allowed=f"{place}:NAME")
        name, _, text = rest.partition(SEPARATOR)
        if not (name.isidentifier() and (place.endswith(".py") or MODULE.fullmatch(place))):
            return None
        function, knobs = found(place, name), knobs_behind(f"{place}:{name}", text)
    if isinstance(given, str) and isinstance(function, Graph):
        from costmodel.subjects.kinds.graph import made as fixed

        return fixed(function)
    if not (isfunction(function) or ismethod(function) or isinstance(function, partial)):
        return None
    return Subject(_name(function), "function", spec_of(function), _builder(function), given, knobs)


def found(place: str, name: str) -> Any:
    """The attribute of a module, or of a file of Python.

    Raises:
        CostModelError: if there is no such file, module or attribute, or importing it fails.
    """
    try:
        module = _loaded(Path(place)) if place.endswith(".py") else import_module(place)
    except CostModelError:
        raise
    except Exception as error:  # whatever a user's module raises
        raise CostModelError(f"importing {quoted(place)} failed: {type(error).__name__}: {error}", given=place) from error
    if not hasattr(module, name):
        raise CostModelError(
            f"{place} has no attribute {quoted(name)}", given=name, allowed="a function or graph that it defines"
        )
    return getattr(module, name)


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


@cache
def _loaded(file: Path) -> Any:
    if not file.is_file():
        raise CostModelError(f"there is no file {quoted(file)}", given=str(file))
    found = spec_from_file_location(file.stem, file)
    assert found is not None
    assert found.loader is not None
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module
