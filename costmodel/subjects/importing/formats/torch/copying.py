"""A module without its weights: shapes and types of all tensors, no memory."""

from copy import deepcopy
from typing import Any

import torch
from torch import nn

from costmodel.errors import CostModelError


def without_weights(module: nn.Module) -> nn.Module:
    """A copy on the meta device, ready to run.

    Tensors that are one stay one, so that tied weights stay tied. The module itself is left as it is.

    Raises:
        CostModelError: if it cannot be copied, or has weights that only a first run would make.
    """
    if any(isinstance(one, nn.parameter.UninitializedTensorMixin) for one in module.parameters()):
        raise CostModelError("a lazy module has no weights yet", allowed="one that has run once")
    memo: dict[int, Any] = {}
    for one in module.modules():
        for tensor in (*one._parameters.values(), *one._buffers.values(), *vars(one).values()):
            if isinstance(tensor, torch.Tensor):
                memo.setdefault(id(tensor), _copied(tensor))
    try:
        copy = deepcopy(module, memo)
    except Exception as error:  # whatever a module's attributes raise
        raise CostModelError(f"it cannot be copied: {type(error).__name__}: {error}") from error
    return copy.eval()


def without_memory(tensor: torch.Tensor) -> torch.Tensor:
    """A tensor of the same shape and type on the meta device; itself, if it is there."""
    return tensor if tensor.is_meta else _copied(tensor)


def _copied(tensor: torch.Tensor) -> torch.Tensor:
    meta = torch.empty_strided(tensor.shape, tensor.stride(), dtype=tensor.dtype, device="meta")
    return nn.Parameter(meta, requires_grad=False) if isinstance(tensor, nn.Parameter) else meta
