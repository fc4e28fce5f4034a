"""Interpolation, sampling, unfolding and what else makes maps of another size, by loops over positions."""

from itertools import product
from math import prod
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.errors import CostModelError
from costmodel.ir.ops import Conv, Fold, GridSample, PixelShuffle, Pool, Resize, Unfold, Unpool
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work

NEIGHBOURS = {"nearest": 1, "linear": 2, "cubic": 4}
several = st.lists(st.integers(1, 4), min_size=1, max_size=3)


def interpolated(mode: str, axes: int) -> int:
    """Operations of one value: a product for each neighbour, and a sum for each but the first."""
    neighbours = list(product(range(NEIGHBOURS[mode]), repeat=axes))
    return len(neighbours) + len(neighbours[1:]) if len(neighbours) > 1 else 0


@given(st.data(), several, st.sampled_from(list(NEIGHBOURS)))
def test_each_value_is_made_of_its_neighbours(data: st.DataObject, sizes: list[int], mode: str) -> None:
    spatial = [data.draw(st.integers(1, 4)) for _ in sizes]
    x, y = Shape(2, 3, *spatial), Shape(2, 3, *sizes)
    op = Resize(tuple(sizes), mode)
    assert op.out(x) == y
    operations = sum(interpolated(mode, len(sizes)) for _ in product(*map(range, y)))
    assert op.work(y, x) == Work(pointwise=operations, reads=prod(x), writes=prod(y))
    assert op.type == f"Resize{mode.capitalize()}"
    places = Shape(2, *sizes, len(sizes))
    sampled = GridSample(mode)
    assert sampled.out(x, places) == y
    assert sampled.work(y, x, places) == Work(pointwise=operations, reads=prod(x) + prod(places), writes=prod(y))


def test_what_interpolation_costs_on_a_map() -> None:
    x = Shape(1, 8, 8)
    assert [Resize(16, mode).work(Shape(1, 16, 16), x).pointwise // 256 for mode in NEIGHBOURS] == [0, 7, 31]


@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))
def test_channels_become_pixels_and_come_back(channels: int, height: int, width: int, factor: int) -> None:
    deep, wide = Shape(2, channels * factor**2, height, width), Shape(2, channels, height * factor, width * factor)
    for op, x, y in ((PixelShuffle(factor), deep, wide), (PixelShuffle(factor, down=True), wide, deep)):
        assert op.out(x) == y
        assert op.work(y, x) == Work(reads=prod(x), writes=prod(y))


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=3))
def test_unfolding_lays_every_window_down(given: list[tuple[int, ...]]) -> None:
    sizes, kernel, stride = map(tuple, zip(*given, strict=True))
    positions = [range(0, size - cells + 1, step) for size, cells, step in given]
    if not all(positions):
        return
    x, op = Shape(2, 3, *sizes), Unfold(kernel, stride)
    columns = len(list(product(*positions)))
    rows = len(list(product(range(3), *map(range, kernel))))
    y = op.out(x)
    assert y == (2, rows, columns)
    assert op.work(y, x) == Work(reads=prod(x), writes=2 * rows * columns)
    folded = Fold(sizes, kernel)
    assert folded.out(y) == x
    assert folded.work(x, y) == Work(pointwise=2 * rows * columns, reads=2 * rows * columns, writes=prod(x))


def test_a_convolution_is_a_product_with_unfolded_windows() -> None:
    x = Shape(3, 8, 8)
    columns = Unfold(3, 2, 1).out(x)
    assert Conv(16, 3, 2, 1).work(Conv(16, 3, 2, 1).out(x), x).mult_adds == 16 * prod(columns)


@given(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3))
def test_unpooling_puts_values_back(positions: int, kernel: int, stride: int) -> None:
    x = Shape(3, positions, positions)
    op = Unpool(kernel, stride)
    y = op.out(x, x)
    assert y == (3, *2 * (positions * stride - stride + kernel,))
    assert Pool("max", kernel, stride, "valid").out(y) == x
    assert op.work(y, x, x) == Work(reads=2 * prod(x), writes=prod(y))


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        (lambda x: Resize(8, "bilinear"), "unknown interpolation 'bilinear'"),
        (lambda x: Resize(0).out(x), "size cannot be '0'"),
        (lambda x: Resize((2, 2, 2)).out(x), "there is no axis -4 in 4x3x5"),
        (lambda x: Resize(()).out(x), r"size cannot be '\(\)' on 0 axes"),
        (lambda x: GridSample("area"), "unknown interpolation 'area'"),
        (lambda x: GridSample().out(x, Shape(8, 8, 3)), "as many coordinates a place"),
        (lambda x: GridSample().out(x, Shape(8, 2)), "as many coordinates a place"),
        (lambda x: GridSample().out(Shape(2, *x), Shape(3, 8, 8, 2)), "as many coordinates a place"),
        (lambda x: PixelShuffle(3).out(x), "9 does not divide 4"),
        (lambda x: PixelShuffle(2, down=True).out(x), "2 does not divide 3"),
        (lambda x: PixelShuffle(0).out(x), "factor cannot be '0'"),
        (lambda x: PixelShuffle(2).out(Shape(4, 4)), "there is no axis -3"),
        (lambda x: Unpool(2).out(x, Shape(4, 3, 4)), "Unpool needs a place for each value"),
        (lambda x: Unpool(2, padding=9).out(x, x), "leaves nothing"),
        (lambda x: Unfold(9).out(x), "a window of 9 .* does not fit into 3 pixels"),
        (lambda x: Fold(4, 3).out(Shape(8, 4)), "9 does not divide 8"),
        (lambda x: Fold(4, 2).out(Shape(8)), "there is no axis -2"),
    ],
)
def test_what_is_refused(refused: Any, message: str) -> None:
    with pytest.raises(CostModelError, match=message):
        refused(Shape(4, 3, 5))
