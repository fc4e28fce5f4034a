"""What a network reads: declared at its top, by layers that are inputs, or by layers that read data."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from costmodel.errors import CostModelError
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.formats.caffe.definition import Layer
from costmodel.subjects.importing.formats.caffe.text import Message
from costmodel.subjects.importing.model import FreeSize

DATA = ("data", "imagedata", "windowdata", "memorydata", "annotateddata", "imagesegdata", "dummydata")
INPUT = "input"
AXES = ("batch", "channels", "height", "width")
MAP = len(AXES)


class Input(NamedTuple):
    """A blob that comes from outside.

    Attributes:
        shape: as the file states it; None for a size that it leaves to the data.
    """

    name: str
    shape: tuple[int | None, ...]


def inputs(definition: Message, layers: Sequence[Layer]) -> list[Input]:
    """The inputs in order.

    Raises:
        CostModelError: if there is none, or the file does not say as many shapes as inputs.
    """
    found = [*_declared(definition), *(one for layer in layers for one in _of(layer))]
    if not found:
        raise CostModelError(
            "it has no input in testing", allowed="input_shape, input_dim, or a layer of the type Input or Data"
        )
    return found


def free_sizes(found: Sequence[Input]) -> Mapping[str, FreeSize]:
    """Of the first input, and of those that have its shape in the file: batch, and the sides of a map."""
    shape = found[0].shape
    free = {"batch": FreeSize("samples of one input", 1)}
    if len(shape) != MAP:
        return free
    if shape[1] is None:
        free["channels"] = FreeSize("of the input: 3 of a colour image")
    return {**free, **{name: FreeSize("of the input in pixels", shape[axis]) for axis, name in ((2, "height"), (3, "width"))}}


def at(one: Input, first: Input, sizes: Mapping[str, Any]) -> tuple[Dim, ...]:
    """The shape of an input at a setting of the free sizes.

    Raises:
        CostModelError: if the file leaves a size of it open.
    """
    free = {place: sizes[axis] for place, axis in enumerate(AXES) if axis in sizes and one.shape == first.shape}
    shape: tuple[Any, ...] = tuple(free.get(place, size) for place, size in enumerate(one.shape))
    if None in shape:
        raise CostModelError(f"the file does not say the shape of the input {one.name}", allowed="one such input, the first")
    return shape


def _declared(definition: Message) -> Iterable[Input]:
    """`input: "data"` with an `input_shape`, or four times `input_dim`, for each."""
    names = definition.texts("input")
    shapes = [tuple(shape.wholes("dim")) for shape in definition.messages("input_shape")]
    sizes = definition.wholes("input_dim")
    if sizes and not shapes:
        shapes = [tuple(sizes[place : place + MAP]) for place in range(0, len(sizes), MAP)]
    return _with(names, shapes)


def _of(layer: Layer) -> Iterable[Input]:
    """Of a layer that reads no other one."""
    if layer.kind == INPUT:
        shapes = [tuple(shape.wholes("dim")) for shape in layer.param("input_param").messages("shape")]
        return _with(layer.tops, shapes * len(layer.tops) if len(shapes) == 1 else shapes)
    if layer.kind == "dummydata":
        return _with(layer.tops, _dummies(layer))
    if layer.kind in DATA and layer.tops:
        return [Input(layer.tops[0], _read(layer))]
    return []


def _dummies(layer: Layer) -> list[tuple[int, ...]]:
    data = layer.param("dummy_data_param")
    shapes = [tuple(shape.wholes("dim")) for shape in data.messages("shape")]
    olds = zip(*(data.wholes(axis) for axis in ("num", *AXES[1:])), strict=False)
    shapes = shapes or list(olds)
    return shapes * len(layer.tops) if len(shapes) == 1 else shapes


def _read(layer: Layer) -> tuple[int | None, ...]:
    """The shape of images from files: their crop, where that is said; how many channels they have is not."""
    memory = layer.param("memory_data_param")
    side = layer.param("transform_param").whole("crop_size", 0, 0) or None
    sizes = [memory.whole(axis, 0, 0) or None for axis in AXES[1:]]
    return (1, sizes[0], sizes[1] or side, sizes[2] or side)


def _with(names: Sequence[str], shapes: Sequence[tuple[int, ...]]) -> Iterable[Input]:
    if len(names) != len(shapes) or not all(shapes):
        raise CostModelError(f"it has {len(names)} inputs and {len(shapes)} shapes of inputs", allowed="a shape for each")
    return [Input(name, shape) for name, shape in zip(names, shapes, strict=True)]
