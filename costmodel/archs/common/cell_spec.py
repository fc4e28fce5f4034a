"""Knobs of the families that are stacked from searched cells."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from costmodel.archs.common.cells import Cell, build_cell_network
from costmodel.archs.common.datasets import DatasetSpec, is_cifar
from costmodel.archs.common.kinds import DEEPEST, Whole
from costmodel.archs.common.knobs import WIDENS, Count, Follows, Known, Side, Told
from costmodel.ir.graph import Graph
from costmodel.numbers.algebra import Dim


def sized(known: Known) -> Mapping[str, int]:
    """What follows from the published size, or from a CIFAR dataset."""
    sizes: Mapping[str, Mapping[str, int]] = known.of.SIZES
    return sizes["cifar" if is_cifar(known) else known["size"] or "mobile"]


class CellSpec(DatasetSpec):
    """Knobs of networks of cells. `SIZES` holds what follows from a published size, or from a CIFAR dataset."""

    SIZES: ClassVar[Mapping[str, Mapping[str, int]]]

    resolution: Annotated[Side, Follows(lambda known: sized(known).get("resolution", 32 if is_cifar(known) else 224))] = Field(
        224, description="height and width of the input in pixels, or HEIGHTxWIDTH; 331 for the large networks, 32 for CIFAR"
    )
    size: Literal["mobile", "large"] | None = Field(
        None, description="the published ImageNet network (default mobile) whose knobs hold where none are given"
    )
    repeats: Annotated[int, Whole(structural=True, most=DEEPEST), Follows(lambda known: sized(known)["repeats"])] = Field(
        4, description="N: normal cells in each of the three stages"
    )
    filters: Annotated[Count, WIDENS, Follows(lambda known: sized(known)["filters"])] = Field(
        44, description="F: filters of the first stage's cells, doubled by every reduction cell"
    )
    stem: Annotated[Count | None, Follows(lambda known: sized(known).get("stem"))] = Field(
        None, description="channels of the first convolution; default 32, for CIFAR 3F"
    )
    auxiliary: Annotated[bool, Told("the auxiliary head")] = Field(
        False, description="with the auxiliary head, which only training uses"
    )

    @model_validator(mode="after")
    def _size_is_of_imagenet(self) -> "CellSpec":
        if self.size is not None and self.dataset != "imagenet":
            raise ValueError(f"size {self.size} is a network for ImageNet; for {self.dataset} give repeats and filters")
        return self

    DERIVED = DatasetSpec.DERIVED | {"size"}

    def canonical(self) -> dict[str, Any]:
        """Without the size, which only names values of the other knobs."""
        return {knob: value for knob, value in super().canonical().items() if knob != "size"}

    def stacked(self, normal: Cell, reduction: Cell, *, filters: Dim, cells: Sequence[int]) -> Graph:
        """The cells stacked under these knobs, with `filters` in the first stage and so many normal cells in each stage."""
        return build_cell_network(
            normal,
            reduction,
            filters=filters,
            cells=cells,
            dataset=self.dataset,
            stem=self.stem,
            resolution=self.resolution,
            channels=self.channels,
            classes=self.classes,
            auxiliary=self.auxiliary,
        )
