"""Named functions of elements, of which each element of the output is one loop."""

from itertools import product
from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.errors import CostModelError
from costmodel.ir.ops import Add, Elementwise, Op, PReLU
from costmodel.ir.ops.elementwise import ELEMENTWISE
from costmodel.ir.shape import Shape, ShapeMisfit, broadcast
from costmodel.ir.work import Work


@st.composite
def stretched(draw: st.DrawFn) -> list[Shape]:
    """Shapes that stretch to one: some axes are 1, and some are not there."""
    whole = draw(st.lists(st.integers(1, 4), max_size=4))
    made = []
    for _ in range(draw(st.integers(1, 3))):
        sizes = [draw(st.sampled_from([1, size])) for size in whole]
        made.append(Shape(*sizes[draw(st.integers(0, len(sizes))) :]))
    return made


@given(stretched(), st.sampled_from(list(ELEMENTWISE)))
def test_a_function_of_each_element(shapes: list[Shape], function: str) -> None:
    op, entry = Elementwise(function), ELEMENTWISE[function]
    y = op.out(*shapes)
    assert y == np.broadcast_shapes(*shapes)
    operations = 0
    for _ in product(*map(range, y)):
        operations += entry.operations * (max(len(shapes) - 1, 1) if entry.joins else 1)
    assert op.work(y, *shapes) == Work(pointwise=operations, reads=sum(map(prod, shapes)), writes=prod(y))
    assert op.type in Elementwise.types


def test_a_sum_of_one_shape_is_what_add_is() -> None:
    x = Shape(4, 3, 5)
    assert Elementwise("add").work(x, x, x, x) == Add().work(x, x, x, x)


@pytest.mark.parametrize("shapes", [((4, 3), (4, 2)), ((2,), (3,)), ((1, 4), (3, 5))])
def test_shapes_that_do_not_stretch(shapes: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(ShapeMisfit, match="cannot be stretched to one shape"):
        broadcast(*(Shape(*shape) for shape in shapes))


def test_a_rectifier_with_slopes() -> None:
    x = Shape(4, 3, 5)
    assert PReLU(4).work(PReLU(4).out(x), x) == Work(pointwise=120, weights=4, reads=60, writes=60)
    assert PReLU().work(x, x).weights == 1


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda: Elementwise("ad"), "unknown element-wise function 'ad'; did you mean add"),
        (lambda: Elementwise(["add"]), "unknown element-wise function"),
        (lambda: PReLU(0).out(Shape(4)), "slopes cannot be '0'"),
        (lambda: PReLU("4").out(Shape(4)), "slopes cannot be '4'"),
    ],
)
def test_what_is_refused(made: Any, message: str) -> None:
    with pytest.raises(CostModelError, match=message):
        made()


def test_each_function_has_a_type_of_its_own() -> None:
    types = [Elementwise(function).type for function in ELEMENTWISE]
    assert len(set(types)) == len(types)
    assert isinstance(Elementwise("add"), Op)
