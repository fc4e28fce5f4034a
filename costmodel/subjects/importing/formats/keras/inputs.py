"""The inputs of a model, and which of their sizes it leaves open."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from costmodel.errors import CostModelError, located, quoted
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.formats.keras.config import whole
from costmodel.subjects.importing.formats.keras.structure import INPUT, Layer, Structure
from costmodel.subjects.importing.model import FreeSize

DEEPEST = 8  # axes
BATCH = 1  # of a batch that is left open
AXES: Mapping[int, tuple[str, ...]] = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}


class Entry(NamedTuple):
    """An input.

    Attributes:
        sizes: batch first; a name in place of one that is open.
    """

    name: str
    sizes: tuple[int | str, ...]

    def shape(self, given: Mapping[str, Dim]) -> tuple[Dim, ...]:
        """The sizes, with those that are open as they are given."""
        return tuple(given[size] if isinstance(size, str) else size for size in self.sizes)


def entries(network: Structure) -> tuple[Entry, ...]:
    """The inputs of a network, in order.

    Raises:
        CostModelError: if one is no input layer, or has no shape.
    """
    layers = {layer.name: layer for layer in network.layers}
    inputs = [layers.get(ref.layer) for ref in network.inputs]
    several = len(inputs) > 1
    found: list[Entry] = []
    for ref, layer in zip(network.inputs, inputs, strict=True):
        if layer is None or layer.kind != INPUT:
            raise CostModelError(f"the input {quoted(ref.layer)} is no input layer", given=ref.layer)
        with located(layer.name):
            prefix = re.sub(r"\W", "_", layer.name).strip("_") + "_" if several else ""
            found.append(Entry(layer.name, tuple(_sizes(shape_of(layer), prefix))))
    return tuple(found)


def is_open(network: Structure) -> bool:
    """Does it leave open how large a batch is?"""
    layers = {layer.name: layer for layer in network.layers}
    return any(shape_of(layers[ref.layer])[0] is None for ref in network.inputs)


def free_sizes(network: Structure) -> dict[str, FreeSize]:
    """The sizes that are left open, by name."""
    return {
        size: FreeSize(f"{size.replace('_', ' ')} of the input {entry.name}")
        for entry in entries(network)
        for size in entry.sizes
        if isinstance(size, str)
    }


def shape_of(layer: Layer) -> list[Any]:
    """The shape of an input layer, None for sizes that are open.

    Raises:
        CostModelError: if there is none.
    """
    shape = layer.config.get("batch_shape") or layer.config.get("batch_input_shape")
    if shape is None:
        raise CostModelError("the model does not say what shape its input has", allowed="a model that has been built")
    if not isinstance(shape, list) or not 1 <= len(shape) <= DEEPEST:
        raise CostModelError(
            f"the shape of an input cannot be {quoted(shape)}", given=shape, allowed=f"a list of 1 to {DEEPEST} sizes"
        )
    for size in shape:
        if size is not None:
            whole("a size of the input", size)
    return shape


def _sizes(shape: list[Any], prefix: str) -> Iterator[int | str]:
    axes = AXES.get(len(shape) - 2, ())
    for place, size in enumerate(shape):
        if size is not None:
            yield size
        elif not place:
            yield BATCH
        elif len(shape) == 2:
            yield f"{prefix}length"
        elif place == len(shape) - 1:
            yield f"{prefix}channels"
        else:
            yield prefix + (axes[place - 1] if axes else f"axis_{place}")
