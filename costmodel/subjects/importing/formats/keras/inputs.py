"""The inputs of a model."""

from typing import Any

from costmodel.errors import CostModelError, located, quoted
from costmodel.subjects.importing.entries import Entry
from costmodel.subjects.importing.formats.keras.config import whole
from costmodel.subjects.importing.formats.keras.structure import INPUT, Layer, Structure

DEEPEST = 8  # axes


def entries(network: Structure) -> tuple[Entry, ...]:
    """The inputs of a network, in order.

    Raises:
        CostModelError: if one is no input layer, or has no shape.
    """
    alone = len(network.inputs) == 1
    return tuple(Entry.of(layer.name, shape_of(layer), alone) for layer in input_layers(network))


def input_layers(network: Structure) -> tuple[Layer, ...]:
    """The layers that take the inputs of a network, in order.

    Raises:
        CostModelError: if an input is no such layer.
    """
    layers = {layer.name: layer for layer in network.layers if layer.kind == INPUT}
    for ref in network.inputs:
        if ref.layer not in layers:
            raise CostModelError(f"the input {quoted(ref.layer)} is no input layer", given=ref.layer)
    return tuple(layers[ref.layer] for ref in network.inputs)


def shape_of(layer: Layer) -> list[Any]:
    """The shape of an input layer, None for sizes that are open.

    Raises:
        CostModelError: if there is none.
    """
    with located(layer.name):
        shape = layer.config.get("batch_shape") or layer.config.get("batch_input_shape")
        if shape is None:
            raise CostModelError("the model does not say what shape its input has", allowed="a model that has been built")
        if not isinstance(shape, list) or not 1 <= len(shape) <= DEEPEST:
            raise CostModelError(f"a shape cannot be {quoted(shape)}", given=shape, allowed=f"a list of 1 to {DEEPEST} sizes")
        return [None if size is None else whole("a size of the input", size) for size in shape]
