"""Each op against brute force: loops over a tiny tensor that count what is touched and multiplied."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costmodel.ir.ops as ops
from costmodel.errors import CostModelError
from costmodel.ir.ops import (
    FC,
    LRN,
    Activation,
    Add,
    BatchNorm,
    Concat,
    Conv,
    DWConv,
    Flatten,
    GlobalPool,
    Pad,
    Pool,
    Scale,
    Shift,
    Shuffle,
    Slice,
    Split,
    WeightedSum,
)
from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work

sizes = st.integers(1, 9)
kernels = st.integers(1, 3)
strides = st.integers(1, 3)
groups = st.integers(1, 3)


def taps(size: int, kernel: int, stride: int, pad: int) -> int:
    """Output positions along one axis, found by sliding."""
    return len(range(0, size + 2 * pad - kernel + 1, stride))


def brute_force_convolution(x: Shape, out: int, kh: int, kw: int, stride: int, pad: int, parts: int) -> tuple[int, set[Any]]:
    """Multiply-adds of a convolution with explicit loops, and the distinct weights they used."""
    multiplied, weights = 0, set()
    rows, columns = range(taps(x.height, kh, stride, pad)), range(taps(x.width, kw, stride, pad))
    for filter_, _row, _column in product(range(out), rows, columns):
        part = filter_ * parts // out
        for channel in range(part * x.channels // parts, (part + 1) * x.channels // parts):
            for i, j in product(range(kh), range(kw)):
                multiplied += 1
                weights.add((filter_, channel, i, j))
    return multiplied, weights


@given(sizes, sizes, kernels, kernels, strides, st.integers(0, 1), groups, st.integers(1, 3), st.integers(1, 2))
def test_convolutions(
    height: int, width: int, kh: int, kw: int, stride: int, pad: int, parts: int, per_part: int, wider: int
) -> None:
    x = Shape(parts * per_part, height, width)
    out = parts * per_part * wider
    if height + 2 * pad < kh or width + 2 * pad < kw:
        return
    multiplied, weights = brute_force_convolution(x, out, kh, kw, stride, pad, parts)
    convolution = Conv(out, (kh, kw), stride, pad, groups=parts, bias=True)
    y = convolution.out(x)
    work = convolution.work(y, x)
    assert (work.mult_adds, work.weights) == (multiplied, len(weights))
    assert work.biases == out
    assert work.activations == work.writes == y.size == out * taps(height, kh, stride, pad) * taps(width, kw, stride, pad)


@given(sizes, kernels, strides, st.integers(1, 4), st.integers(1, 3))
def test_depthwise(size: int, kernel: int, stride: int, channels: int, multiplier: int) -> None:
    x = Shape(channels, size, size)
    if size < kernel:
        return
    multiplied, weights = brute_force_convolution(x, channels * multiplier, kernel, kernel, stride, 0, channels)
    depthwise = DWConv(kernel, stride, "valid", multiplier=multiplier)
    work = depthwise.work(depthwise.out(x), x)
    assert (work.mult_adds, work.weights) == (multiplied, len(weights))


@given(sizes, kernels, strides, st.integers(0, 1))
def test_pooling_sees_each_pixel_under_each_window(size: int, kernel: int, stride: int, pad: int) -> None:
    pad = min(pad, kernel - 1)
    if size + 2 * pad < kernel:
        return
    starts = [s - pad for s in range(0, size + 2 * pad - kernel + 1, stride)]
    inside = sum(1 for s in starts for p in range(s, s + kernel) if 0 <= p < size)
    x = Shape(2, size, size)
    for mode in ("max", "average"):
        whole = Pool(mode, kernel, stride, pad)
        assert whole.work(whole.out(x), x).pointwise == 2 * (len(starts) * kernel) ** 2
        clipped = Pool(mode, kernel, stride, pad, count_padding=False)
        assert clipped.work(clipped.out(x), x).pointwise == 2 * inside**2


def test_a_dilated_pooling_looks_further_at_as_many_pixels() -> None:
    pool, x = Pool("max", 3, 1, "valid", dilation=2), Shape(2, 9, 9)
    assert pool.out(x) == Shape(2, 5, 5)
    assert pool.work(pool.out(x), x).pointwise == 2 * 25 * 9
    with pytest.raises(CostModelError, match="does not tell padding from pixels"):
        Pool("average", 3, 1, 1, count_padding=False, dilation=2)


@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5))
def test_fully_connected_is_a_matrix_product(channels: int, side: int, units: int) -> None:
    x = Shape(channels, side, side)
    products = sum(1 for _ in product(range(channels), range(side), range(side), range(units)))
    work = FC(units).work(FC(units).out(x), x)
    assert work == Work(
        mult_adds=products,
        bias_adds=units,
        weights=products,
        biases=units,
        reads=channels * side * side,
        writes=units,
    )


@given(sizes, kernels, strides, st.integers(1, 8), st.integers(1, 8))
def test_one_group_is_dense_and_as_many_as_channels_is_depthwise(
    size: int, kernel: int, stride: int, channels: int, filters: int
) -> None:
    x = Shape(channels, size, size)
    dense, grouped = Conv(filters, kernel, stride), Conv(filters, kernel, stride, groups=1)
    assert dense.work(dense.out(x), x) == grouped.work(grouped.out(x), x)
    depthwise, one_each = DWConv(kernel, stride), Conv(channels, kernel, stride, groups=channels)
    assert depthwise.work(depthwise.out(x), x) == one_each.work(one_each.out(x), x)


X = Shape(4, 3, 5)


@pytest.mark.parametrize(
    ("operation", "inputs", "shape", "work"),
    [
        (BatchNorm(), [X], X, Work(pointwise=120, norms=8, statistics=8, reads=60, writes=60)),
        (BatchNorm(scale=False), [X], X, Work(pointwise=120, norms=4, statistics=8, reads=60, writes=60)),
        (LRN(5), [X], X, Work(pointwise=600, reads=60, writes=60)),
        (Activation("relu"), [X], X, Work(pointwise=60, reads=60, writes=60)),
        (Activation("h-swish"), [X], X, Work(pointwise=300, reads=60, writes=60)),
        (Scale(), [X, Shape(4, 1, 1)], X, Work(pointwise=60, reads=64, writes=60)),
        (Add(), [X, X, X], X, Work(pointwise=120, reads=180, writes=60)),
        (WeightedSum(), [X, X], X, Work(pointwise=180, weights=2, reads=120, writes=60)),
        (Concat(), [X, X], Shape(8, 3, 5), Work(reads=120, writes=120)),
        (GlobalPool(), [X], Shape(4, 1, 1), Work(pointwise=60, reads=60, writes=4)),
        (Shuffle(2), [X], X, Work(reads=60, writes=60)),
        (Shift(3), [X], X, Work(reads=60, writes=60)),
        (Pad(channels=2), [X], Shape(6, 3, 5), Work(reads=60, writes=90)),
        (Pad(((1, 0), (2, 3))), [X], Shape(4, 4, 10), Work(reads=60, writes=160)),
        (Slice(1), [X], Shape(1, 3, 5), Work()),
        (Split(2), [X], Shape(2, 3, 5), Work()),
        (Flatten(), [X], Shape(60, 1, 1), Work()),
    ],
    ids=lambda value: repr(value) if isinstance(value, Op) else "",
)
def test_other_ops_by_hand(operation: Op, inputs: list[Shape], shape: Shape, work: Work) -> None:
    assert operation.out(*inputs) == shape
    assert operation.work(shape, *inputs) == work


def test_the_pointwise_convolution_has_the_papers_memory_access_cost() -> None:
    x = Shape(24, 28, 28)
    work = Conv(60, 1).work(Conv(60, 1).out(x), x)
    assert work.reads + work.writes + work.weights == 28 * 28 * (24 + 60) + 24 * 60
    grouped = Conv(60, 1, groups=4)
    work = grouped.work(grouped.out(x), x)
    assert work.reads + work.writes + work.weights == 28 * 28 * (24 + 60) + 24 * 60 // 4


def lacking(rule: str) -> Callable[[], type]:
    rules = {"out": lambda self, x: x, "work": lambda self, y, x: Work()}
    del rules[rule]
    return lambda: op(type("Halfway", (Op,), rules))


@pytest.mark.parametrize("rule", ["out", "work"])
def test_an_op_without_a_rule_cannot_exist(rule: str) -> None:
    with pytest.raises(TypeError, match=rule):
        lacking(rule)()


def test_every_public_op_has_both_rules() -> None:
    for name in ops.__all__:
        thing = getattr(ops, name)
        if isinstance(thing, type) and thing is not Op:
            assert callable(thing.out)
            assert callable(thing.work)
