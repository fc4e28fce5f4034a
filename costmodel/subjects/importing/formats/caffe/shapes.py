"""Axes, which Caffe counts from the front, and ops from the end."""

from costmodel.errors import CostModelError
from costmodel.subjects.importing.reading import Value


def axis_of(axis: int, x: Value) -> int:
    """The axis, counted from the end.

    Raises:
        CostModelError: if there is none.
    """
    rank = len(x.shape)
    if not -rank <= axis < rank:
        raise CostModelError(f"there is no axis {axis} in {x.shape}", given=axis, allowed=f"{-rank} to {rank - 1}")
    return axis - rank if axis >= 0 else axis


def channels_of(x: Value) -> int:
    """The axis of a blob's channels, the second one; of a blob with one axis that one."""
    return axis_of(min(1, len(x.shape) - 1), x)
