"""What a forward pass is given: shapes as tensors without memory."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch.utils._pytree import tree_map_only

from costmodel.errors import CostModelError, quoted

LARGEST = 2**40  # elements of an input
SHAPE = re.compile(r"\d+(x\d+)*")


def arguments(inputs: Sequence[Any], keywords: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """What is given, on the meta device.

    Raises:
        CostModelError: if a shape is none.
    """
    return [argument(one) for one in inputs], {name: argument(one) for name, one in keywords.items()}


def argument(given: Any) -> Any:
    """One argument: a tensor of a shape, or what is given with its tensors on the meta device."""
    if isinstance(given, str) and SHAPE.fullmatch(given):
        given = tuple(map(int, given.split("x")))
    if isinstance(given, tuple) and given and all(type(size) is int for size in given):
        return _tensor(given)
    return tree_map_only(torch.Tensor, lambda one: torch.empty_like(one, device="meta"), given)


def _tensor(shape: tuple[int, ...]) -> torch.Tensor:
    elements = 1
    for size in shape:
        elements *= size
        if size < 1 or elements > LARGEST:
            raise CostModelError(
                f"an input cannot be of {quoted('x'.join(map(str, shape)))}", given=shape, allowed="sizes of 1 and more"
            )
    return torch.empty(shape, device="meta")
