"""What the nodes of an exported program say of themselves: operators by name, and the names of what they take and give."""

from collections.abc import Iterable

from costmodel.subjects.importing.aten.call import operator
from costmodel.subjects.importing.formats.pt2.schema import Argument, Node

# Operators whose output is another look at what they work on; a write to it is seen there, too.
VIEWS = frozenset(
    (
        *("alias", "detach", "chunk", "diagonal", "expand", "expand_as", "flatten", "movedim", "narrow", "permute", "reshape"),
        *("reshape_as", "select", "slice", "split", "split_with_sizes", "squeeze", "swapaxes", "t", "transpose"),
        *("tensor_split", "unbind", "unflatten", "unfold", "unsqueeze", "view", "view_as", "_unsafe_view", "numpy_T", "mT"),
    )
)
# They run a graph of their own on what follows it among their arguments.
WRAPPERS = frozenset(f"higher_order::wrap_with_{what}" for what in ("set_grad_enabled", "autocast"))


def operator_of(node: Node) -> str:
    """The name in the table: `conv2d` of `torch.ops.aten.conv2d.default`, `torchvision::nms` of another library's."""
    library, _, name = node.target.removeprefix("torch.ops.").partition(".")
    name = name.partition(".")[0]
    return operator(name if library == "aten" else f"{library}::{name}")


def writes(node: Node) -> bool:
    """Does it write to the first of its tensors, as `add_` does?"""
    overload = node.target.removeprefix("torch.ops.aten.").partition(".")[0]
    return overload.endswith("_") and not overload.endswith("__")


def names(arguments: Iterable[Argument]) -> list[str]:
    """The names of the tensors and numbers among arguments, in order."""
    found: list[str] = []
    for argument in arguments:
        [(kind, given)] = argument.items()
        if kind in ("as_tensor", "as_sym_int"):
            name = given.get("name", given.get("as_name"))
            found += [name] if name is not None else []
        elif kind in ("as_tensors", "as_sym_ints"):
            found += names({"as_tensor": one} for one in given)
        elif kind == "as_optional_tensors":
            found += names(given)
    return found
