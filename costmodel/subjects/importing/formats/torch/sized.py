"""Modules whose input has knobs: recorded where its sizes are numbers, through an exported program where they are more.

The knobs follow the shape that the input has otherwise, so that nobody has to set them.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from math import prod
from typing import Annotated, Any

from pydantic import Field
from torch import nn

from costmodel.archs.common.kinds import LARGEST_COUNT, Whole
from costmodel.archs.common.knobs import Follows, Known
from costmodel.errors import CostModelError
from costmodel.ir.graph import Graph
from costmodel.numbers.algebra import Undecided, namespace
from costmodel.numbers.smooth import take_for_granted
from costmodel.subjects.importing.formats.pt2.inputs import RANKS, WORDS
from costmodel.subjects.importing.formats.pt2.network import model
from costmodel.subjects.importing.formats.torch.arguments import of_shapes
from costmodel.subjects.importing.formats.torch.recording import record
from costmodel.subjects.importing.inputs import Given
from costmodel.subjects.importing.model import Model

Setting = Mapping[str, Any] | Known


class Sized:
    """A network whose first input is an image, a video, or something else, which then has no knobs.

    Args:
        make: the module of a setting of the other knobs.
        shapes: of its inputs, by the same.
        others: the names of those knobs; a size of the same name has none.
    """

    def __init__(
        self,
        place: str,
        make: Callable[[Mapping[str, Any]], nn.Module],
        shapes: Callable[[Setting], Sequence[Given]],
        others: Collection[str],
    ) -> None:
        self._place, self._make, self._shapes = place, make, shapes
        self._axes = {word: axis for axis, word in WORDS.items() if word not in others}
        self._programs: dict[object, Model] = {}
        self._refused: dict[object, CostModelError] = {}

    @property
    def knobs(self) -> dict[str, tuple[Any, Any]]:
        """A knob for each size of an image, as a `Spec` declares it."""
        return {word: self._knob(word, axis) for word, axis in self._axes.items()}

    def build(self, setting: Mapping[str, Any]) -> Graph:
        """The network of a setting.

        Raises:
            Undecided: if a size is an array, and no program with that size open can be written.
            CostModelError: if a size is a symbol and none can; or recording fails.
        """
        first, *others = self._shapes(setting)
        sizes = {word: _single(setting[word]) for word in self._axes if setting[word] is not None}
        if sizes and len(first.shape) not in RANKS:
            raise CostModelError(f"{', '.join(sizes)} is of an image or a video, and the input is neither", given=str(first))
        shape = list(first.shape)
        for word, axis in self._axes.items():
            if type(sizes.get(word)) is int:
                shape[axis] = sizes[word]
        shapes = (first._replace(shape=tuple(shape)), *others)
        free = {word: size for word, size in sizes.items() if type(size) is not int}
        return self._exported(setting, shapes, free) if free else self._recorded(setting, shapes)

    def _recorded(self, setting: Mapping[str, Any], shapes: Sequence[Given]) -> Graph:
        arguments, keywords = of_shapes(shapes)
        return record(self._make(setting), arguments, keywords, self._place)

    def _exported(self, setting: Mapping[str, Any], shapes: Sequence[Given], free: Mapping[str, Any]) -> Graph:
        try:
            program = self._program(setting, shapes, tuple(free))
        except CostModelError as error:
            if namespace(*free.values()) is None:
                raise
            raise Undecided(str(error)) from error  # an array can be taken apart, and each size recorded
        for word, size in free.items():
            limits = program.free[word]
            if limits.most < LARGEST_COUNT:
                raise CostModelError(f"torch.export writes a program for {word} of {limits.least} to {limits.most} alone")
            take_for_granted(size, "is at least", limits.least)
        return program.build(free)

    def _program(self, setting: Mapping[str, Any], shapes: Sequence[Given], free: Collection[str]) -> Model:
        others = tuple((name, value) for name, value in setting.items() if name not in self._axes)
        key = (others, shapes, free)
        if key in self._refused:
            raise self._refused[key]
        if key not in self._programs:
            # It loads twice as much as the library itself, which nobody needs for fixed sizes.
            from costmodel.subjects.importing.formats.torch.exporting import exported

            arguments, keywords = of_shapes(shapes)
            try:
                self._programs[key] = model(self._place, exported(self._make(setting), arguments, keywords, free))
            except CostModelError as error:
                self._refused[key] = error
                raise
        return self._programs[key]

    def _knob(self, word: str, axis: int) -> tuple[Any, Any]:
        def follows(known: Known) -> int | None:
            first, *_ = self._shapes(known)
            return first.shape[axis] if len(first.shape) in RANKS else None

        return Annotated[Any, Whole(), Follows(follows)], Field(None, description=WHAT[word])


WHAT: Mapping[str, str] = {
    "batch": "samples of the input",
    "height": "of the input, in pixels",
    "width": "of the input, in pixels",
}


def _single(size: Any) -> Any:
    """The size; an array of one entry as the number that it is."""
    if namespace(size) is None or prod(size.shape) > 1:
        return size
    return int(size.dense().item() if hasattr(size, "dense") else size)
