"""How an implementation writes a network, where that matters to the tools that are run on it.

A hook on modules sees no function, and an implementation has what the paper has not. So a family says once, as data, what each
implementation does that tools are run on, and a graph carries it:

    {"torchvision": {"GlobalPool": "function", "last/ReLU": "function"}, "keras": {"Conv": "biased"}}
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from costmodel.errors import CostModelError, UnknownName
from costmodel.ir.ways import ONLY, WAYS, Writing
from costmodel.ir.where import Where

if TYPE_CHECKING:
    from costmodel.ir.graph import Node


class Implementation:
    """The ways in which nodes are written. Of two that hold for one node, the later decides.

    Args:
        ways: one of `WAYS`, by kind or type of node, in one outermost scope or in all.

    Raises:
        CostModelError: if there is no such kind, type or way, or nodes of that kind cannot be written so.
    """

    def __init__(self, ways: Mapping[str, str]) -> None:
        self._rules: list[tuple[Where, str]] = []  # the last first, because it decides
        for text, way in ways.items():
            if way not in WAYS:
                raise UnknownName(f"way to write {text}", way, WAYS)
            where = Where.read(text)
            self._rules.insert(0, (where, way))
            if way in ONLY and (where.kind or where.type.partition(" ")[0]) not in ONLY[way]:
                allowed = f"{' or '.join(ONLY[way])}, or that in a scope"
                raise CostModelError(f"{text} cannot be written as {way}", given=text, allowed=allowed)
        self.ways = dict(ways)

    def nodes(self, nodes: "Sequence[Node]") -> "Sequence[Node]":
        """The network's nodes as they are implemented; those that are no modules say how they are written."""
        if not self._rules:
            return nodes
        writing = Writing(nodes)
        for node in nodes:
            way = node.written or next((way for where, way in self._rules if where.holds(node)), "module")
            WAYS[way](writing, node)
        return writing.finished()


AS_DRAWN = Implementation({})  # every node a module
