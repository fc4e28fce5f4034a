"""Nodes chosen by text: `BatchNorm`, `MaxPool 3x3`, `MaxPool`, `classifier/FC`."""

import re
from collections.abc import Mapping
from typing import NamedTuple, Protocol

from costmodel.errors import CostModelError, UnknownName, quoted
from costmodel.ir.ops.op import KINDS, Op

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
        head, _, window = name.partition(" ")
        for kinds in (KINDS.made, KINDS):  # in those that are there already first, because the others cost files
            if name in kinds:
                return cls(kind=name, scope=scope)
            if head in types(kinds) and (not window or WINDOW.fullmatch(window)):
                return cls(type=name, scope=scope)
        raise UnknownName("kind or type", name, dict.fromkeys((*KINDS, *types(KINDS))))

    def holds(self, node: Placed) -> bool:
        """Is this one of them?"""
        return (
            (not self.kind or node.kind == self.kind)
            and (not self.type or self.type in (node.type, node.type.partition(" ")[0]))
            and (not self.scope or node.module == self.scope)
        )


def types(kinds: Mapping[str, type[Op]]) -> set[str]:
    """Their types, without windows."""
    return {name for kind, op in kinds.items() for name in op.types or (kind,)}
