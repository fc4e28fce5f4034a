"""Scoped paths of nodes, as their exporter has left them: `/layer1/layer1.0/conv1/Conv` is `layer1/0/conv1`.

A scope that holds one op is that op's module, and names it. What a module is comes from its class, where the file says it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from costmodel.errors import printable, shortened
from costmodel.subjects.importing.formats.onnx.messages import Node

SCOPES, CLASSES = "pkg.torch.onnx.name_scopes", "pkg.torch.onnx.class_hierarchy"  # lists as Python writes them
WORD = re.compile(r"'([^']*)'|\"([^\"]*)\"")
LONGEST = 200  # characters
UNSEEN = frozenset(("Constant", "Shape", "Cast"))  # kinds that are no work of a module


class Path(NamedTuple):
    """Where a node stands.

    Attributes:
        last: its own name within the scope.
    """

    scope: tuple[str, ...]
    last: str


def names(nodes: Sequence[Node]) -> list[str]:
    """The scoped path of each node; two may be the same."""
    paths = [_path(node) for node in nodes]
    often = Counter(path.scope for path, node in zip(paths, nodes, strict=True) if node.kind not in UNSEEN)
    holding = {scope[:depth] for scope in often for depth in range(len(scope))}
    return list(map(_clean, _named(nodes, paths, often, holding)))


def written(node: Node) -> str:
    """Whether a hook on modules sees the node; empty where the file does not say."""
    if (classes := _entry(node, CLASSES)) is None or len(classes) < 2:
        return ""
    return "module" if classes[-2].startswith("torch.nn.modules.") and ".container." not in classes[-2] else "function"


def _named(
    nodes: Sequence[Node], paths: Sequence[Path], often: Counter[tuple[str, ...]], holding: set[tuple[str, ...]]
) -> Iterator[str]:
    for node, (scope, last) in zip(nodes, paths, strict=True):
        is_module = scope and often[scope] == 1 and scope not in holding and last.startswith(node.kind)
        yield "/".join(scope if is_module and node.kind not in UNSEEN else (*scope, last))


def _path(node: Node) -> Path:
    if scopes := _entry(node, SCOPES):
        modules = scopes[:-1]
        return Path(tuple(filter(None, modules[-1].split("."))) if modules else (), node.kind)
    *scope, last = filter(None, node.name.split("/")) if "/" in node.name.strip("/") else (node.name.strip("/"),)
    return Path(tuple(_parts(scope)), last or node.kind)


def _parts(scope: Sequence[str]) -> Iterator[str]:
    """Each scope's own part of its name: `layer1.0` in `layer1` is `0`."""
    before = ""
    for name in scope:
        yield from name.removeprefix(before + ".").split(".") if before and name.startswith(before + ".") else (name,)
        before = name


def _entry(node: Node, key: str) -> list[str] | None:
    for entry in node.metadata:
        if entry.key == key:
            return [first or second for first, second in WORD.findall(entry.value)]
    return None


def _clean(name: str) -> str:
    return shortened(name if name.isprintable() else printable(name), LONGEST)
