"""The catalog. One family a file; the folder is the registry.

A family's file has `PAPER` (its citation), `Spec` (its knobs) and `build(spec) -> Graph`; `CALLED` where its members have names
of their own (see `common.called`); and `WRITTEN` where counting tools are run on implementations that do not write every node
as a module, or not as it is drawn: their ways by their names (see `Implementation`). An architecture is added by that file.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Protocol

from costmodel.archs.common.paper import Paper
from costmodel.archs.common.spec import ArchSpec, Spec
from costmodel.errors import UnknownName, located
from costmodel.ir.graph import Graph
from costmodel.ir.implementation import Implementation


class Architecture(Protocol):
    """What a family's module offers."""

    PAPER: Paper
    Spec: type[ArchSpec]

    def build(self, spec: Any) -> Graph:
        """The network for one setting of the knobs."""


@cache
def names() -> list[str]:
    """All architectures, in alphabetical order."""
    return sorted(module.name for module in iter_modules(__path__) if not module.ispkg)


def architecture(name: str) -> Architecture:
    """The family of that name.

    Raises:
        UnknownName: if there is none; offers the nearest ones.
    """
    if name not in names():
        raise UnknownName("architecture", name, names())
    return import_module(f"{__name__}.{name}")


def build(name: str, spec: Spec | None = None, /, **knobs: Any) -> Graph:
    """The network of a family, from a Spec or from knobs.

    Args:
        knobs: as text or numbers, which are checked; or as sympy symbols or arrays, which make every size and cost of the
            graph an expression or an array.

    Raises:
        CostModelError: a knob that is not allowed, or what does not fit, with the architecture's name before the node's.
    """
    with located(name):
        return built(name, architecture(name).Spec.read(knobs) if spec is None else spec)


def built(name: str, spec: Spec) -> Graph:
    """The network of a family for one setting of its knobs, with how it is implemented."""
    graph = architecture(name).build(spec)
    written = _implementations(name)
    return replace(graph, implementations=written) if written else graph


@cache
def _implementations(name: str) -> Mapping[str, Implementation]:
    written: Mapping[str, Mapping[str, str]] = getattr(architecture(name), "WRITTEN", {})
    return {implementation: Implementation(ways) for implementation, ways in written.items()}
