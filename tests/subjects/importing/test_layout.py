"""How networks are held whose channels are the last axis."""

import pytest

from costmodel.errors import CostModelError
from costmodel.ir.ops.rearranging import Permute
from costmodel.subjects.importing.layout import CHANNELS_FIRST, CHANNELS_LAST, Layout


def test_what_is_held_has_its_channels_behind_the_batch() -> None:
    assert CHANNELS_LAST.shape((2, 8, 6, 3)) == (2, 3, 8, 6)
    assert CHANNELS_LAST.said((2, 3, 8, 6)) == (2, 8, 6, 3)
    assert CHANNELS_FIRST.shape((2, 3, 8, 6)) == (2, 3, 8, 6)
    assert CHANNELS_LAST.shape((2, 3)) == (2, 3)


def test_axes_of_the_source_are_found_where_they_are_held() -> None:
    assert [CHANNELS_LAST.axis(axis, 4) for axis in (0, 1, 2, 3, -1)] == [-4, -2, -1, -3, -3]
    assert CHANNELS_LAST.axes((1, 2), 4) == (-2, -1)
    with pytest.raises(CostModelError, match="there is no axis 4 among 4"):
        CHANNELS_LAST.axis(4, 4)


@pytest.mark.parametrize("layout", [CHANNELS_LAST, CHANNELS_FIRST])
@pytest.mark.parametrize("axes", [(0, 3, 1, 2), (3, 2, 1, 0), (1, 0, 2, 3)])
def test_an_order_of_axes_is_one_of_what_is_held(layout: Layout, axes: tuple[int, ...]) -> None:
    sizes = (2, 8, 6, 3)
    ordered = tuple(sizes[axis] for axis in axes)
    assert Permute(layout.order(axes)).out(layout.shape(sizes)) == layout.shape(ordered)
