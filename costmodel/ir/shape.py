"""The shape of a feature map, without memory layout: any number of axes, counted from the end."""

from math import prod
from operator import itemgetter

from costmodel.errors import CostModelError, quoted
from costmodel.numbers.algebra import Dim, same


class ShapeMisfit(CostModelError):
    """Shapes that an op cannot take. Raised with the op's rule; the network adds the node's name and the shapes."""


def broadcast(*shapes: "Shape") -> "Shape":
    """The shape to which all are stretched, axes counted from the end: a size of 1 takes the size of the others.

    Raises:
        ShapeMisfit: if two sizes differ and neither is 1.
    """
    longest, *others = sorted(shapes, key=len, reverse=True)
    sizes = list(longest)
    for other in others:
        for axis in range(-len(other), 0):
            own, size = sizes[axis], other[axis]
            if type(own) is int and own == 1:
                sizes[axis] = size
            elif not (own is size or (type(size) is int and size == 1) or same(own, size)):
                raise ShapeMisfit(f"{' and '.join(map(str, shapes))} cannot be stretched to one shape")
    return Shape(*sizes)


class Shape(tuple[Dim, ...]):
    """The sizes of one map along its axes: `(*leading, channels, *spatial)`.

    No axis is spatial in a vector, one in audio or a row of tokens, two in an image's map, three in video. Builders write one
    sample without leading axes; a network that comes from elsewhere may lead with its batch. So every rule counts axes from
    the end, and `Shape(c, h, w)` is a map.

    A bare tuple underneath, because a network of a hundred thousand nodes has as many shapes.

    Attributes:
        channels, height, width: of a map, the last three axes.
        size: elements.

    Example:
        >>> Shape(64, 28, 28).size, str(Shape(64, 28, 28))
        (50176, '64x28x28')
    """

    __slots__ = ()

    def __new__(cls, *sizes: Dim) -> "Shape":
        return tuple.__new__(cls, sizes)

    def __getnewargs__(self) -> tuple[Dim, ...]:
        return tuple(self)

    channels: Dim = property(itemgetter(-3))  # type: ignore[assignment]
    height: Dim = property(itemgetter(-2))  # type: ignore[assignment]
    width: Dim = property(itemgetter(-1))  # type: ignore[assignment]
    size: Dim = property(prod)  # type: ignore[assignment]

    @property
    def pixels(self) -> Dim:
        """Of a map."""
        return self[-2] * self[-1]

    def along(self, axis: int) -> Dim:
        """The size along one axis, counted from the end: -1 is the last.

        Raises:
            ShapeMisfit: if there is no such axis.
        """
        try:
            if -len(self) <= axis < 0:
                return self[axis]
        except TypeError:  # it is no number
            pass
        raise ShapeMisfit(f"there is no axis {axis} in {self}", given=axis, allowed=f"-1 to {-len(self)}")

    def places(self, axes: tuple[int, ...]) -> list[int]:
        """Where axes that are counted from the end stand, counted from the front.

        Raises:
            ShapeMisfit: if there is no such axis, or one is named twice.
        """
        if not isinstance(axes, tuple):
            raise ShapeMisfit(f"axes cannot be {quoted(axes)}", given=axes, allowed="a tuple such as (-2, -1)")
        for axis in axes:
            self.along(axis)
        places = [len(self) + axis for axis in axes]
        if len(set(places)) != len(places):
            raise ShapeMisfit(f"axes cannot be {quoted(axes)}", given=axes, allowed="each axis once")
        return places

    def replaced(self, axis: int, size: Dim) -> "Shape":
        """The shape with another size along one axis."""
        self.along(axis)
        sizes = list(self)
        sizes[axis] = size
        return Shape(*sizes)

    def flattened(self, axis: int, size: Dim | None = None) -> "Shape":
        """The shape with `size` (or all elements) along an axis and 1 along those behind it: (c, h, w) becomes (size, 1, 1)."""
        if not isinstance(axis, int) or axis >= 0:
            raise ShapeMisfit("axes are counted from the end", given=axis, allowed="-1 and below")
        behind = self[axis:]
        return Shape(*self[:axis], prod(behind) if size is None else size, *(1,) * (len(behind) - 1))

    def is_plainly(self, other: "Shape") -> bool:
        """Are the sizes seen to be the same without asking anything of expressions or arrays?"""
        return len(self) == len(other) and all(
            own is size or (type(own) is int and type(size) is int and own == size)
            for own, size in zip(self, other, strict=True)
        )

    def fits(self, other: "Shape", but: int = 0) -> bool:
        """Are the sizes the same along all axes, or along all but one?"""
        if len(other) != len(self):
            return False
        axis = -len(self)
        for size in self:
            own = other[axis]
            if own is not size and axis != but and not same(own, size):
                return False
            axis += 1
        return True

    def __str__(self) -> str:
        return "x".join(map(str, self))

    def __repr__(self) -> str:
        return f"Shape({', '.join(map(repr, self))})"
