"""Knobs of the families that are stacked from searched cells."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from costmodel.archs.common.cells import Cell, build_cell_network
from costmodel.archs.common.knobs import Count, DatasetSpec, count_between
from costmodel.ir.graph import Graph
from costmodel.numbers.algebra import Dim


class CellSpec(DatasetSpec):
    """Knobs of networks of cells. `SIZES` holds what follows from a published size, or from a CIFAR dataset."""

    SIZES: ClassVar[Mapping[str, Mapping[str, int]]]

    size: Literal["mobile", "large"] | None = Field(
        None, description="the published ImageNet network (default mobile) whose knobs hold where none are given"
    )
    repeats: Annotated[int, count_between(1, 1000)] = Field(4, description="N: normal cells in each of the three stages")
    filters: Count = Field(44, description="F: filters of the first stage's cells, doubled by every reduction cell")
    stem: Count | None = Field(None, description="channels of the first convolution; default 32, for CIFAR 3F")
    auxiliary: bool = Field(False, description="with the auxiliary head, which only training uses")

    @classmethod
    def implied(cls, knobs: Mapping[str, str]) -> dict[str, Any]:
        dataset = knobs.get("dataset", "imagenet")
        size = "cifar" if dataset.startswith("cifar") else knobs.get("size", "mobile")
        return {**super().implied(knobs), **cls.SIZES.get(size, {})}

    @model_validator(mode="after")
    def _size_is_of_imagenet(self) -> "CellSpec":
        if self.size is not None and self.dataset != "imagenet":
            raise ValueError(f"size {self.size} is a network for ImageNet; for {self.dataset} give repeats and filters")
        return self

    def canonical(self) -> dict[str, Any]:
        """Without the size, which only names values of the other knobs."""
        return {knob: value for knob, value in super().canonical().items() if knob != "size"}

    def network(self, normal: Cell, reduction: Cell, *, filters: Dim, cells: Sequence[int]) -> Graph:
        """The cells stacked under these knobs, with `filters` in the first stage and so many normal cells in each stage."""
        return build_cell_network(
            normal,
            reduction,
            filters=filters,
            cells=cells,
            dataset=self.dataset,
            stem=self.stem,
            resolution=self.resolution,
            classes=self.classes,
            auxiliary=self.auxiliary,
        )
