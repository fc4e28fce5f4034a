"""Layers that share what they have learned: it is there once, and read by each of them."""

from collections.abc import Sequence

from costmodel.errors import CostModelError
from costmodel.ir.graph import Node
from costmodel.ir.misfit import stranger
from costmodel.ir.ops import Op
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work
from costmodel.numbers.algebra import same


def earlier(nodes: Sequence[Node], node: Node, steps: int = 0) -> Node:
    """A node of a network, or the one that stands so many places before it.

    What one call makes stands in a row, so that from its last node a second call of the same form finds the first one's.

    Raises:
        CostModelError: if it is none of them, or there are not so many before it.
    """
    if not isinstance(node, Node) or node.position >= len(nodes) or nodes[node.position] is not node:
        raise stranger(node)
    if node.position < steps:
        raise CostModelError(f"{node.name} shares nothing", given=node.name, allowed="what a call of the same form returned")
    return nodes[node.position - steps]


def shared(op: Op, shapes: Sequence[Shape], work: Work, owner: Node) -> Work:
    """The work of an op that reads what an earlier node has learned.

    Both have to be one layer: the owner's op, put behind the same inputs, has to learn as much as it did and as this one would.

    Raises:
        CostModelError: if they are not.
    """
    again = work.again()
    elsewhere = owner.op.work(owner.op.out(*shapes), *shapes) if op.type == owner.type else Work()
    for other in (owner.work.again(), elsewhere.again()):
        if op.type != owner.type or not _agree(again, other):
            raise CostModelError(
                f"its {_learned(again)} learned values cannot be those of {owner.name} ({owner.type}), which has "
                f"{_learned(owner.work.again())}",
                given=owner.name,
                allowed="a node of the same op on inputs of as many channels",
            )
    return again


def _agree(one: Work, other: Work) -> bool:
    return same(one.shared_weights, other.shared_weights) and same(one.shared_others, other.shared_others)


def _learned(again: Work) -> object:
    return again.shared_weights + again.shared_others
