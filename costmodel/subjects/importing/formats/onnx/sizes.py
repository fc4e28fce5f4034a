"""The inputs of a file: sizes that it leaves open become knobs, and so do scalars on which the network may branch."""

import re
from collections.abc import Mapping, Sequence
from keyword import iskeyword
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from costmodel.archs.common.kinds import Whole
from costmodel.archs.common.spec import Spec
from costmodel.errors import CostModelError, printable, shortened
from costmodel.subjects.importing.formats.onnx.known import BOOL, INT32, INT64
from costmodel.subjects.importing.formats.onnx.messages import Dimension, Graph, ValueInfo
from costmodel.subjects.importing.model import FreeSize

BATCHES = frozenset(("n", "b", "bs", "bsz"))  # what a leading axis is called that is one sample unless something is said
LONGEST = 40  # characters of a knob's name
MOST_BOUND = 2**31


class Inputs(NamedTuple):
    """What a network is given.

    Attributes:
        axes: the sizes of each input, or the knobs that they are.
        free: the knobs that are sizes.
        bound: the knob of each input that is one whole number.
        names: the knob of each name that the file gives a size.
    """

    axes: Mapping[str, Sequence[int | str]]
    free: Mapping[str, FreeSize]
    bound: Mapping[str, str]
    names: Mapping[str, str]

    @property
    def options(self) -> Mapping[str, tuple[Any, Any]]:
        """The knobs of inputs that are one whole number: none of them has to be given unless the network branches on it."""
        kind = Whole(structural=True, least=-MOST_BOUND, most=MOST_BOUND)
        return {
            knob: (Annotated[Any, kind], Field(None, description=f"value of the input {_shown(name)}"))
            for name, knob in self.bound.items()
        }


def inputs_of(graph: Graph) -> Inputs:
    """The inputs of a graph.

    Raises:
        CostModelError: if one is no tensor, or says no shape.
    """
    held = {tensor.name for tensor in graph.tensors}
    axes: dict[str, list[int | str]] = {}
    free: dict[str, FreeSize] = {}
    bound: dict[str, str] = {}
    names: dict[str, str] = {}
    for given in graph.inputs:
        if given.name in held:
            continue
        dimensions = _dimensions(given)
        if not dimensions and given.tensor is not None and given.tensor.type in (BOOL, INT32, INT64):
            bound[given.name] = _knob(given.name, {**free, **dict.fromkeys(bound.values())})
        axes[given.name] = [
            dimension.value if dimension.value > 0 else _free(given.name, axis, dimension, free, names, bound)
            for axis, dimension in enumerate(dimensions)
        ]
    return Inputs(axes, free, bound, names)


def _dimensions(given: ValueInfo) -> list[Dimension]:
    if given.dimensions is None:
        raise CostModelError(f"the input {_shown(given.name)} is no tensor of a shape", allowed="inputs with shapes")
    return given.dimensions


def _free(
    name: str, axis: int, dimension: Dimension, free: dict[str, FreeSize], names: dict[str, str], bound: Mapping[str, str]
) -> str:
    """The knob of a size that is open; one for all axes that the file gives one name."""
    if dimension.name in names:
        return names[dimension.name]
    is_named = bool(re.search(r"\w", dimension.name, re.ASCII))  # `?` stands for any size
    asked = dimension.name if is_named else f"{name}_dim{axis}"
    knob = _knob(asked, {**free, **dict.fromkeys(bound.values())})
    is_batch = axis == 0 and (knob.lower() in BATCHES or "batch" in knob.lower())
    free[knob] = FreeSize(f"size of axis {axis} of the input {_shown(name)}", 1 if is_batch else None)
    if is_named:
        names[dimension.name] = knob
    return knob


def _knob(name: str, taken: Mapping[str, object]) -> str:
    """A name as a knob is called, and no other is."""
    knob = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_")[:LONGEST] or "size"
    if knob[0].isdigit() or iskeyword(knob) or hasattr(Spec, knob) or knob.startswith("model_"):
        knob = f"size_{knob}"
    number = 1
    while (numbered := knob if number == 1 else f"{knob}_{number}") in taken:
        number += 1
    return numbered


def _shown(name: str) -> str:
    return shortened(printable(name), LONGEST)
