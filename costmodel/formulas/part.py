"""What a convention counts: a node, or nodes of one type added up."""

from typing import NamedTuple, TypeAlias

from costmodel.ir.graph import Node
from costmodel.ir.work import Work


class Part(NamedTuple):
    """Nodes of one type, added up under a name. `module` is their outermost scope."""

    name: str
    kind: str
    type: str
    module: str
    work: Work


Countable: TypeAlias = Part | Node
