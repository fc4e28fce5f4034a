"""Passes: a graph is taken and a graph is given, each pass with what has to hold before it and what holds after.

The passes are the files of this folder that hold `PASS`; the file's name is the pass's, with dashes. A graph remembers those
that it has been through, so that none is applied twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

from costmodel.errors import CostModelError, meant
from costmodel.ir.graph import Graph

__all__ = ["Pass", "after", "names", "pass_"]  # what the manual shows of it


class Rewrite(Protocol):
    """What a pass does to a graph."""

    def __call__(self, graph: Graph, /) -> Graph: ...


@dataclass(frozen=True)
class Pass:
    """A rewriting of graphs.

    Attributes:
        summary: what it does, in one line for people.
        requires: what has to hold before it, for readers.
        ensures: what holds after it.
        before: passes that come before this one if at all; those after them would not find what they look for.
        rewrite: the graph after it.

    Example:
        >>> after(build("mobilenet"), ["fold", "fuse"])
        <Graph of 57 nodes, from input 3x224x224 to softmax 1000x1x1>
    """

    name: str
    summary: str
    requires: str
    ensures: str
    rewrite: Rewrite
    before: frozenset[str] = frozenset()

    def __call__(self, graph: Graph) -> Graph:
        """The graph after the pass, which it remembers; one that it has been through stays as it is.

        Raises:
            CostModelError: if a pass has run that has to come later, or what the pass requires does not hold.
        """
        if self.name in graph.passes:
            return graph
        if late := [name for name in graph.passes if self.name in pass_(name).before]:
            raise CostModelError(
                f"pass {self.name} after {late[0]}", given=[*graph.passes, self.name], allowed=f"{self.name} before {late[0]}"
            )
        return replace(self.rewrite(graph), passes=(*graph.passes, self.name))


@cache
def names() -> tuple[str, ...]:
    """All passes in alphabetical order."""
    return tuple(sorted(module.name.replace("_", "-") for module in iter_modules(__path__) if _holds_one(module.name)))


def pass_(name: str) -> Pass:
    """The pass of that name.

    Raises:
        UnknownName: if there is none.
    """
    module = meant("pass", name, names()).replace("-", "_")
    found: Pass = import_module(f"{__name__}.{module}").PASS
    return found


def after(graph: Graph, passes: Iterable[str]) -> Graph:
    """The graph after the named passes, one behind the other.

    Raises:
        UnknownName: if there is no such pass.
        CostModelError: if one cannot come behind another, or what it requires does not hold.

    Example:
        >>> cost(after(build("mobilenet_v2"), ["fold", "fuse"]), metrics=["peak_memory"])
        {'peak_memory': 1505280}
    """
    for name in passes:
        graph = pass_(name)(graph)
    return graph


def _holds_one(module: str) -> bool:
    return hasattr(import_module(f"{__name__}.{module}"), "PASS")
