"""A module with sizes left open: `torch.export` writes its program, which runs here at any sizes, symbols among them.

It takes seconds where recording one forward pass takes a fraction of one, so that fixed sizes are recorded.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from inspect import signature
from io import BytesIO
from typing import Any

import torch
from torch import nn
from torch.export import Dim
from torch.utils._pytree import tree_leaves, tree_map_only

from costmodel.errors import CostModelError, UnknownName
from costmodel.subjects.importing.formats.pt2.archive import Archive, unpacked
from costmodel.subjects.importing.formats.pt2.inputs import name_of_axis, open_sizes
from costmodel.subjects.importing.formats.torch.copying import without_weights
from costmodel.subjects.importing.formats.torch.making import quiet

LEAST = 2  # of an open size in the example: programs are special where a size is 0 or 1


def exported(module: nn.Module, arguments: Sequence[Any], keywords: Mapping[str, Any], free: Collection[str]) -> Archive:
    """The program of a module whose inputs have some sizes left open.

    Args:
        free: names of sizes: `batch`, `height` and `width` of images and videos, `x_dim1` of axis 1 of an input x.

    Raises:
        CostModelError: if no input has such a size, or no program with that size open can be written.
    """
    copy = without_weights(module)
    named = [*zip(signature(copy.forward).parameters, arguments, strict=False), *keywords.items()]
    known = {word for name, given in named for one in _tensors(given) for word in _words(name, one)}
    for name in free:
        if name not in known:
            raise UnknownName("size of an input", name, sorted(known))
    examples, dynamic = {}, {}
    for name, given in named:
        axes = partial(_open, name, free)
        examples[name] = tree_map_only(torch.Tensor, lambda one, axes=axes: _example(one, axes(one)), given)
        dynamic[name] = tree_map_only(torch.Tensor, lambda one, axes=axes: dict.fromkeys(axes(one), Dim.DYNAMIC), given)
    archive = unpacked(_written(copy, examples, dynamic, positional=len(arguments)))
    if missing := sorted(set(free) - {one.knob for one in open_sizes(archive.exported)}):
        raise CostModelError(f"torch.export writes a program for one {missing[0]} alone")
    # On the meta device no weight stands anywhere, so that the module itself has to say which are one.
    first: dict[int, str] = {}
    tied = {name: first.setdefault(id(one), name) for name, one in copy.named_parameters(remove_duplicate=False)}
    return archive._replace(tied=tied)


def _tensors(given: Any) -> Iterator[torch.Tensor]:
    yield from (one for one in tree_leaves(given) if isinstance(one, torch.Tensor))


def _words(name: str, tensor: torch.Tensor) -> list[str]:
    """The names of a tensor's sizes."""
    return [name_of_axis(name, axis, tensor.ndim) for axis in range(tensor.ndim)]


def _open(name: str, free: Collection[str], tensor: torch.Tensor) -> list[int]:
    """The axes of a tensor that are left open."""
    return [axis for axis, word in enumerate(_words(name, tensor)) if word in free]


def _example(tensor: torch.Tensor, axes: Collection[int]) -> torch.Tensor:
    sizes = [LEAST if axis in axes and size < LEAST else size for axis, size in enumerate(tensor.shape)]
    return tensor.new_empty(sizes)


def _written(module: nn.Module, examples: Mapping[str, Any], dynamic: Mapping[str, Any], positional: int) -> BytesIO:
    """The archive of the program, without a weight."""
    names = list(examples)
    arguments = tuple(examples[name] for name in names[:positional])
    keywords = {name: examples[name] for name in names[positional:]}
    file = BytesIO()
    try:
        with quiet():
            program = torch.export.export(module, arguments, keywords, dynamic_shapes=dict(dynamic), strict=False)
            torch.export.save(program, file)
    except Exception as error:  # whatever a user's module raises, and that a size cannot be left open
        lines = str(error).splitlines() or [""]
        why = next((line.strip(" -") for line in lines if line.startswith("  - ")), lines[0])
        raise CostModelError(f"torch.export raised {type(error).__name__}: {why.partition('. ')[0]}") from error
    file.seek(0)
    return file
