"""Normalisation and activation in the row of the layer that they follow, as people speak of it: `Conv 3x3 + BN + ReLU`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from costmodel.ir.graph import Node

SHORT = {"BatchNorm": "BN"}


class Layer(NamedTuple):
    """A node, and what follows it alone.

    Attributes:
        label: the types of all of them.
        output: the last one's shape.
    """

    node: Node
    label: str
    output: str


def layers_of(nodes: Sequence[Node], folds: bool = True) -> Mapping[str, Layer]:
    """For each node's name the layer in whose row it stands: its own, or the one whose only reader it is.

    Args:
        folds: if not, each node is a layer.
    """
    readers = Counter(source for node in nodes for source in node.inputs)
    owners = list(range(len(nodes)))
    for place, node in enumerate(nodes):
        if folds and node.is_epilogue and len(node.inputs) == 1:
            (source,) = node.inputs
            if readers[source] == 1 and nodes[source].inputs:  # nobody works for an input, so it has no row
                owners[place] = owners[source]
    types: dict[int, list[Node]] = {}
    for node, owner in zip(nodes, owners, strict=True):
        types.setdefault(owner, []).append(node)
    made = {
        owner: Layer(nodes[owner], " + ".join(_named(node.type, node is nodes[owner]) for node in every), str(every[-1].shape))
        for owner, every in types.items()
    }
    return {node.name: made[owner] for node, owner in zip(nodes, owners, strict=True)}


def _named(type_: str, is_alone: bool) -> str:
    return type_ if is_alone else SHORT.get(type_, type_)
