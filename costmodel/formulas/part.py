"""What a convention counts: a node, or nodes of one type added up."""

from typing import NamedTuple, TypeAlias

from costmodel.ir.graph import Node
from costmodel.ir.work import Work


class Part(NamedTuple):
    """Nodes of one type that are written alike, added up under a name.

    Attributes:
        module: their outermost scope, or the first one's where nothing tells scopes apart.
        layers: how many they are.
        written: `module`, `function` or `method`; empty for a module too.
    """

    name: str
    kind: str
    type: str
    module: str
    work: Work
    layers: int = 1
    written: str = ""


Countable: TypeAlias = Part | Node
