"""Where in a module a node of an exported program comes from."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

METHODS = ("method_descriptor", "wrapper_descriptor", "getset_descriptor")


class Place(NamedTuple):
    """Attributes:
    name: scoped path; that of a layer is the layer's own.
    written: `module`, `function` or `method`.
    """

    name: str
    written: str


class Scopes:
    """The modules of a program.

    Args:
        paths: of all of its modules, with dots.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._parents = {path.rpartition(".")[0] for path in paths}

    def place(self, operator: str, metadata: Mapping[str, str]) -> Place:
        """The place of a node, as its stack of modules says it: `key,path,class` of each, the innermost last."""
        path, _, kind = metadata.get("nn_module_stack", "").rpartition(";")[2].partition(",")[2].rpartition(",")
        scope = path.replace(".", "/")
        if path and kind.startswith("torch.nn.") and path not in self._parents:
            return Place(scope, "module")
        called = metadata.get("torch_fn", "").rpartition(";")[2].partition(".")[0]  # the class of what was called
        way = "method" if called in METHODS else "function"
        return Place(f"{scope}/{operator}" if scope else operator, way)
