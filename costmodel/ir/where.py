"""Nodes chosen by text: `BatchNorm`, `MaxPool 3x3`, `MaxPool`, `classifier/FC`."""

import re
from typing import NamedTuple, Protocol

from costmodel.errors import CostModelError, UnknownName, quoted
from costmodel.ir.ops.op import KINDS

WINDOW = re.compile(r"\d+(x\d+)*")


class Placed(Protocol):
    """What can be chosen: a node, or nodes of one type added up."""

    @property
    def kind(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def module(self) -> str: ...


class Where(NamedTuple):
    """Nodes of one kind or type, in one outermost scope or in all; without either, every node.

    Attributes:
        kind: an op's class, such as `Pool`.
        type: with its window, such as `MaxPool 3x3`, or of any window, such as `MaxPool`.
    """

    kind: str = ""
    type: str = ""
    scope: str = ""

    @classmethod
    def read(cls, text: str) -> "Where":
        """The nodes that a text names.

        Raises:
            CostModelError: if there is no such kind or type, or the scope is not an outermost one. Whether a network has the
                scope is not known here.
        """
        scope, _, name = text.rpartition("/")
        if "/" in scope:
            raise CostModelError(f"scope {quoted(scope)} is not an outermost one", given=text, allowed="scope/kind, scope/type")
        if name in KINDS:
            return cls(kind=name, scope=scope)
        head, _, window = name.partition(" ")
        if head not in types() or (window and not WINDOW.fullmatch(window)):
            raise UnknownName("kind or type", name, dict.fromkeys((*KINDS, *types())))
        return cls(type=name, scope=scope)

    def holds(self, node: Placed) -> bool:
        """Is this one of them?"""
        return (
            (not self.kind or node.kind == self.kind)
            and (not self.type or self.type in (node.type, node.type.partition(" ")[0]))
            and (not self.scope or node.module == self.scope)
        )


def types() -> set[str]:
    """All types, without their windows."""
    return {name for kind, op in KINDS.items() for name in op.types or (kind,)}
