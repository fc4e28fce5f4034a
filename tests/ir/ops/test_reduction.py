"""Reductions, adaptive pooling and sorting, by loops over positions."""

from itertools import product
from math import ceil, floor, log2, prod
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from costmodel.errors import CostModelError
from costmodel.ir.ops import AdaptivePool, GlobalPool, Reduce, Sort
from costmodel.ir.ops.reduction import REDUCTIONS
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work
from costmodel.numbers.smooth import smooth

shapes = st.lists(st.integers(1, 4), min_size=1, max_size=4).map(lambda sizes: Shape(*sizes))


@given(shapes, st.data(), st.sampled_from(list(REDUCTIONS)), st.booleans())
def test_all_values_along_some_axes_become_one(x: Shape, data: st.DataObject, function: str, keep: bool) -> None:
    axes = tuple(data.draw(st.lists(st.integers(-len(x), -1), max_size=len(x), unique=True)))
    op = Reduce(function, axes, keep)
    y = op.out(x)
    assert y == np.sum(np.ones(x), axis=axes or None, keepdims=keep).shape
    operations = sum(REDUCTIONS[function].operations for _ in product(*map(range, x)))
    assert op.work(y, x) == Work(pointwise=operations, reads=prod(x), writes=prod(y))


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), min_size=1, max_size=3))
def test_adaptive_windows_overlap_as_they_are_laid(given: list[tuple[int, int]]) -> None:
    """Output i of n sees the pixels from floor(i*h/n) to ceil((i+1)*h/n); more windows than pixels see some pixels often."""
    seen = 1
    for size, windows in given:
        seen *= sum(len(range(floor(i * size / windows), ceil((i + 1) * size / windows))) for i in range(windows))
    x, sizes = Shape(2, 3, *(size for size, _ in given)), tuple(windows for _, windows in given)
    for mode, type_ in (("average", "AdaptiveAvgPool"), ("max", "AdaptiveMaxPool")):
        op = AdaptivePool(sizes, mode)
        y = op.out(x)
        assert (y, op.type) == ((2, 3, *sizes), type_)
        assert op.work(y, x) == Work(pointwise=6 * seen, reads=prod(x), writes=prod(y))


def test_one_window_is_the_whole_map() -> None:
    x = Shape(8, 7, 5)
    assert AdaptivePool(1).work(AdaptivePool(1).out(x), x) == GlobalPool().work(GlobalPool().out(x), x)


def test_windows_over_sizes_that_are_no_numbers() -> None:
    sizes = np.arange(1, 40)
    op = AdaptivePool(6)

    def work(size: Any) -> Any:
        return op.work(op.out(Shape(4, size, size)), Shape(4, size, size)).pointwise

    numbers = [work(int(size)) for size in sizes]
    assert list(work(sizes)) == numbers
    h = sympy.Symbol("h", integer=True, positive=True)
    assert [work(h).subs(h, size) for size in sizes] == numbers
    with smooth() as conditions:
        assert sympy.expand(work(h) - 4 * h**2) == 0
    assert {(str(one.value), one.relation, one.bound) for one in conditions} >= {("h", "is a multiple of", 6)}


@given(st.integers(1, 70), st.integers(0, 9))
def test_sorting_merges(values: int, keep: int) -> None:
    x, keep = Shape(3, values), min(keep, values)
    op = Sort(keep)
    y = op.out(x)
    assert y == (3, keep or values)
    assert op.work(y, x) == Work(pointwise=3 * values * ceil(log2(values)), reads=3 * values, writes=prod(y))


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        (lambda x: Reduce("average"), "unknown reduction 'average'"),
        (lambda x: Reduce(None), "unknown reduction 'None'"),
        (lambda x: Reduce("sum", (-4,)).out(x), "there is no axis -4"),
        (lambda x: Reduce("sum", -1).out(x), "axes cannot be '-1'"),
        (lambda x: AdaptivePool(7, "mean"), "unknown pooling 'mean'"),
        (lambda x: AdaptivePool(0).out(x), "size cannot be '0'"),
        (lambda x: AdaptivePool((2, 2, 2)).out(x), "there is no axis -4 in 4x3x5"),
        (lambda x: Sort(6).out(x), "Sort cannot keep 6 of 5 values"),
        (lambda x: Sort(-1).out(x), "keep cannot be '-1'"),
        (lambda x: Sort(axis=-4).out(x), "there is no axis -4"),
        (lambda x: Sort().work(x, Shape(sympy.Symbol("n"))), "cannot count comparisons of 'n' values; allowed: a number"),
        (lambda x: AdaptivePool((2000,)).work(Shape(1, 2000), Shape(1, np.array([5, 6]))), "2000 windows are too many"),
    ],
)
def test_what_is_refused(refused: Any, message: str) -> None:
    with pytest.raises(CostModelError, match=message):
        refused(Shape(4, 3, 5))
