"""Elements under another shape or in another order: shapes as numpy's, and every element that moves is read and written."""

from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.errors import CostModelError
from costmodel.ir.ops import (
    Crop,
    Embedding,
    Expand,
    Gather,
    Op,
    Permute,
    Repeat,
    Roll,
    Scatter,
    Select,
    Stack,
    View,
)
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work

shapes = st.lists(st.integers(1, 4), min_size=1, max_size=4).map(lambda sizes: Shape(*sizes))
X = Shape(4, 3, 5)


def moves(op: Op, y: tuple[int, ...], *xs: Shape) -> None:
    """The op gives this shape, and reads and writes each of its elements."""
    made = op.out(*xs)
    assert (type(made), made, op.is_view) == (Shape, y, False)
    assert op.work(made, *xs) == Work(reads=prod(y), writes=prod(y))


def views(op: Op, y: tuple[int, ...], x: Shape) -> None:
    """The op gives this shape, and does nothing."""
    made = op.out(x)
    assert (type(made), made, op.is_view, op.work(made, x)) == (Shape, y, True, Work())


@given(shapes, st.data())
def test_axes_in_another_order(x: Shape, data: st.DataObject) -> None:
    last = data.draw(st.integers(1, len(x)))
    axes = tuple(data.draw(st.permutations(range(-last, 0))))
    whole = [*range(len(x) - last), *(len(x) + axis for axis in axes)]
    moves(Permute(axes), np.transpose(np.ones(x), whole).shape, x)


@given(shapes, st.lists(st.integers(1, 3), min_size=1, max_size=5))
def test_laid_down_several_times(x: Shape, times: list[int]) -> None:
    moves(Repeat(tuple(times)), np.tile(np.ones(x), times).shape, x)


@given(shapes, st.integers(1, 3), st.data())
def test_along_a_new_axis(x: Shape, inputs: int, data: st.DataObject) -> None:
    axis = data.draw(st.integers(-len(x) - 1, -1))
    moves(Stack(axis), np.stack(inputs * [np.ones(x)], axis).shape, *inputs * [x])


@given(shapes, st.data())
def test_one_place_or_some_along_an_axis(x: Shape, data: st.DataObject) -> None:
    axis = data.draw(st.integers(-len(x), -1))
    places = data.draw(st.lists(st.integers(1, 3), max_size=2))
    moves(Gather(tuple(places), axis), np.take(np.ones(x), np.zeros(places, int), axis).shape, x)
    views(Select(axis), np.take(np.ones(x), 0, axis).shape, x)


@given(shapes, st.data())
def test_a_part_of_a_map(x: Shape, data: st.DataObject) -> None:
    last = data.draw(st.integers(1, len(x)))
    sizes = [data.draw(st.integers(1, size)) for size in x[-last:]]
    views(Crop(tuple(sizes)), (*x[:-last], *sizes), x)


def test_others() -> None:
    moves(Roll(), X, X)
    moves(Scatter(), X, X, Shape(2, 3, 5))
    views(View((12, 5)), (12, 5), X)
    views(View((1, 4, 1, 15)), (1, 4, 1, 15), X)
    views(Expand((2, 4, 3, 5)), (2, 4, 3, 5), X)
    views(Expand((4, 3, 5)), (4, 3, 5), Shape(4, 1, 1))


@given(st.lists(st.integers(1, 4), max_size=2), st.integers(1, 9), st.integers(1, 4))
def test_a_row_of_a_table_for_each_index(indices: list[int], entries: int, features: int) -> None:
    x = Shape(*indices)
    for axis in range(-len(x) - 1, 0):
        op = Embedding(entries, features, axis)
        y = op.out(x)
        rows = np.ones((entries, features))[np.zeros(indices, int)]
        assert y == np.moveaxis(rows, -1, axis).shape
        assert op.work(y, x) == Work(weights=entries * features, reads=prod(x), writes=prod(y))


@pytest.mark.parametrize(
    ("op", "message"),
    [
        (View((7, 8)), "View cannot make 7x8 of 60 elements"),
        (View((12.5, 5)), r"shape cannot be '12.5'"),  # type: ignore[arg-type]
        (View(60), "shape cannot be '60'; allowed: a tuple"),  # type: ignore[arg-type]
        (View((-1, 60)), "shape cannot be '-1'; allowed: a whole number from 0 on"),
        (Expand((1, 3, 5)), "Expand cannot make 1x3x5 of 4x3x5"),
        (Expand((5,)), "Expand cannot make 5 of 4x3x5"),
        (Expand((2, 4, 3, 6)), "cannot be stretched"),
        (Select(-4), "there is no axis -4 in 4x3x5"),
        (Select(0), "there is no axis 0 in 4x3x5"),
        (Permute((-1, -3)), r"Permute cannot order the axes of 4x3x5 by \(-1, -3\)"),
        (Permute((-1, -1)), "each axis once"),
        (Permute((0, 1, 2)), "there is no axis 0"),
        (Permute(None), "axes cannot be 'None'"),  # type: ignore[arg-type]
        (Repeat((2, "3")), "times cannot be '3'"),  # type: ignore[arg-type]
        (Stack(-5), "there is no axis -5"),
        (Stack(0), "there is no axis 0"),
        (Gather((2.5,), -1), "places cannot be '2.5'"),  # type: ignore[arg-type]
        (Gather((2,), 3), "there is no axis 3"),
        (Crop((4, 5)), "Crop cannot take 4 of 3 elements"),
        (Crop((1, 1, 1, 1)), "Crop cannot cut 4 axes of 4x3x5"),
        (Embedding(0, 8), "entries cannot be '0'"),
        (Embedding(8, 0), "features cannot be '0'"),
        (Embedding(8, 8, -5), "there is no axis -5"),
    ],
    ids=repr,
)
def test_what_is_refused(op: Any, message: str) -> None:
    with pytest.raises(CostModelError, match=message):
        op.work(op.out(X), X)


def test_stacked_maps_have_one_shape() -> None:
    with pytest.raises(CostModelError, match="Stack needs inputs of one shape"):
        Stack(-1).out(X, Shape(4, 3, 6))
