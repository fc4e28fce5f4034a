"""Normalisations by their definitions: each value of a scale is one learned value, and each element is worked on."""

from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.errors import CostModelError
from costmodel.ir.ops import GroupNorm, InstanceNorm, LayerNorm, Op, RMSNorm
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work

shapes = st.lists(st.integers(1, 4), min_size=1, max_size=4).map(lambda sizes: Shape(*sizes))


def worked(x: Shape, each: int, learned: int) -> Work:
    operations = sum(each for _ in product(*map(range, x)))
    return Work(pointwise=operations, norms=learned, reads=prod(x), writes=prod(x))


@given(shapes, st.data(), st.booleans(), st.booleans())
def test_a_layer_is_normalised_over_some_axes(x: Shape, data: st.DataObject, scale: bool, shift: bool) -> None:
    """Sum, difference, square, sum of squares, scale, shift: 6; without the mean square, sum, scale: 3."""
    axes = tuple(data.draw(st.lists(st.integers(-len(x), -1), min_size=1, max_size=len(x), unique=True)))
    places = set(product(*[range(x[axis]) for axis in axes]))
    layer, square = LayerNorm(axes, scale, shift), RMSNorm(axes, scale, shift)
    assert layer.out(x) == square.out(x) == x
    assert layer.work(x, x) == worked(x, 6, len(places) * (scale + shift))
    assert square.work(x, x) == worked(x, 3, len(places) * (scale + shift))


@given(st.integers(1, 3), st.integers(1, 3), st.lists(st.integers(1, 3), max_size=3), st.booleans())
def test_groups_and_channels_have_a_scale_a_channel(groups: int, each: int, spatial: list[int], affine: bool) -> None:
    x, axis = Shape(2, groups * each, *spatial), -1 - len(spatial)
    for op in (GroupNorm(groups, affine, affine, axis), InstanceNorm(affine, affine, axis)):
        assert op.out(x) == x
        assert op.work(x, x) == worked(x, 6, 2 * groups * each * affine)


@pytest.mark.parametrize(
    ("op", "norms"),
    [(LayerNorm(), 5 * 2), (RMSNorm(), 5), (GroupNorm(2), 4 * 2), (InstanceNorm(), 0), (LayerNorm((-3, -2, -1)), 120)],
)
def test_what_they_learn_unless_told_otherwise(op: Op, norms: int) -> None:
    assert op.work(Shape(4, 3, 5), Shape(4, 3, 5)).norms == norms


@pytest.mark.parametrize(
    ("op", "message"),
    [
        (LayerNorm((-4,)), "there is no axis -4 in 4x3x5"),
        (LayerNorm((0,)), "there is no axis 0"),
        (LayerNorm((-1, -1)), r"axes cannot be '\(-1, -1\)'; allowed: each axis once"),
        (LayerNorm(-1), r"axes cannot be '-1'; allowed: a tuple such as \(-2, -1\)"),  # type: ignore[arg-type]
        (GroupNorm(3), "3 does not divide 4"),
        (GroupNorm(0), "groups cannot be '0'"),
        (GroupNorm(2, axis=-4), "there is no axis -4"),
        (InstanceNorm(axis=-4), "there is no axis -4"),
    ],
)
def test_what_is_refused(op: Op, message: str) -> None:
    with pytest.raises(CostModelError, match=message):
        op.out(Shape(4, 3, 5))
