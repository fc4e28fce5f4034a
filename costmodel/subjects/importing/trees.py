"""Arguments as other programs nest them: lists and mappings within one another."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

Leaf = TypeVar("Leaf")


def leaves(tree: Any, kind: type[Leaf]) -> Iterator[Leaf]:
    """What is of a kind anywhere in a tree, in order."""
    if isinstance(tree, kind):
        yield tree
    elif isinstance(tree, list | tuple):
        for one in tree:
            yield from leaves(one, kind)
    elif isinstance(tree, Mapping):
        for one in tree.values():
            yield from leaves(one, kind)
