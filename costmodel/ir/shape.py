"""The shape of a feature map, without batch and without memory layout."""

from typing import Any, NamedTuple

from costmodel.errors import CostModelError
from costmodel.numbers.algebra import Dim


class Shape(NamedTuple):
    """Channels, height and width of one sample's map. A vector is a map of 1 x 1."""

    channels: Dim
    height: Dim
    width: Dim

    @property
    def pixels(self) -> Any:
        return self.height * self.width

    @property
    def size(self) -> Any:
        """Elements."""
        return self.channels * self.height * self.width

    def __str__(self) -> str:
        return f"{self.channels}x{self.height}x{self.width}"


class ShapeMisfit(CostModelError):
    """Shapes that an op cannot take. Raised with the op's rule; the network adds the node's name and the shapes."""
