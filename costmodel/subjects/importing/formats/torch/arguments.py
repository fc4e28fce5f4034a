"""What a forward pass is given: shapes as tensors without memory."""

from collections.abc import Iterable
from typing import Any

import torch
from torch.utils._pytree import tree_map_only

from costmodel.errors import CostModelError, quoted
from costmodel.subjects.importing.inputs import Given, Shapes, text_of


def argument(given: Any) -> Any:
    """A tensor of a shape, or what is given with its tensors on the meta device.

    Raises:
        CostModelError: if a shape is none.
    """
    if isinstance(given, tuple) and given and all(type(size) is int for size in given):
        given = text_of(given)
    if not isinstance(given, str):
        return tree_map_only(torch.Tensor, lambda one: torch.empty_like(one, device="meta"), given)
    try:
        [one] = Shapes().read(given)
    except ValueError:
        raise CostModelError(f"an input cannot be {quoted(given)}", given=given, allowed="a shape, or a tensor") from None
    return torch.empty(one.shape, device="meta")


def of_shapes(shapes: Iterable[Given]) -> tuple[list[Any], dict[str, Any]]:
    """The arguments that are given by their shapes: by place, and by name."""
    tensors = [(one.name, torch.empty(one.shape, device="meta")) for one in shapes]
    return [tensor for name, tensor in tensors if not name], {name: tensor for name, tensor in tensors if name}
