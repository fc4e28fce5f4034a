"""Any number of axes: one rule for vectors, audio, maps and video, with and without leading axes, against explicit loops."""

import pickle
from itertools import product
from math import prod
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from costmodel.ir.network import Network
from costmodel.ir.ops import (
    FC,
    BatchNorm,
    Concat,
    Conv,
    DWConv,
    Flatten,
    GlobalPool,
    Linear,
    Pad,
    Pool,
    Scale,
    Shuffle,
    Slice,
    Split,
)
from costmodel.ir.shape import Shape, ShapeMisfit
from costmodel.ir.work import Work

# Of one spatial axis: size, kernel, stride, padding before and after, dilation.
axes = st.lists(
    st.tuples(st.integers(1, 6), st.integers(1, 3), st.integers(1, 2), st.integers(0, 1), st.integers(0, 1), st.integers(1, 2)),
    min_size=1,
    max_size=3,
)
leading = st.lists(st.integers(1, 3), max_size=1)


def starts(size: int, kernel: int, stride: int, before: int, after: int, dilation: int) -> range:
    """Where a window may stand along one axis."""
    return range(-before, size + after - dilation * (kernel - 1), stride)


@given(axes, leading, st.integers(1, 2), st.integers(1, 2), st.integers(1, 2))
def test_convolutions_multiply_what_loops_multiply(
    given: list[tuple[int, ...]], lead: list[int], parts: int, per_part: int, wider: int
) -> None:
    sizes, kernel, stride, before, after, dilation = map(tuple, zip(*given, strict=True))
    positions = [starts(*one) for one in given]
    if not all(positions):
        return
    channels, filters = parts * per_part, parts * per_part * wider
    x = Shape(*lead, channels, *sizes)
    convolution = Conv(filters, kernel, stride, tuple(zip(before, after, strict=True)), dilation, groups=parts)
    multiplied, weights = 0, set()
    for _ in product(*map(range, lead), *positions):
        for filter_ in range(filters):
            part = filter_ // (per_part * wider)
            for channel in range(part * per_part, (part + 1) * per_part):
                for cell in product(*map(range, kernel)):
                    multiplied += 1
                    weights.add((filter_, channel, cell))
    y = convolution.out(x)
    work = convolution.work(y, x)
    assert y == (*lead, filters, *map(len, positions))
    assert (work.mult_adds, work.weights, work.writes) == (multiplied, len(weights), prod(y))
    assert convolution.type == ("Conv " if parts == 1 else "GConv ") + "x".join(map(str, kernel))
    depthwise = DWConv(kernel, stride, tuple(zip(before, after, strict=True)), dilation)
    one_each = Conv(channels, kernel, stride, tuple(zip(before, after, strict=True)), dilation, groups=channels)
    assert depthwise.work(depthwise.out(x), x) == one_each.work(one_each.out(x), x)


@given(axes, leading)
def test_pooling_sees_what_loops_see(given: list[tuple[int, ...]], lead: list[int]) -> None:
    given = [(size, kernel, stride, min(a, kernel - 1), min(b, kernel - 1), 1) for size, kernel, stride, a, b, _ in given]
    sizes, kernel, stride, before, after, _ = map(tuple, zip(*given, strict=True))
    positions = [starts(*one) for one in given]
    if not all(positions):
        return
    x = Shape(*lead, 2, *sizes)
    pads = tuple(zip(before, after, strict=True))
    inside = sum(
        all(0 <= start + cell < size for start, cell, size in zip(corner, cells, sizes, strict=True))
        for corner in product(*positions)
        for cells in product(*map(range, kernel))
    )
    outputs = prod(map(len, positions)) * prod(lead) * 2
    whole, clipped = Pool("max", kernel, stride, pads), Pool("average", kernel, stride, pads, count_padding=False)
    assert whole.out(x) == (*lead, 2, *map(len, positions))
    assert whole.work(whole.out(x), x).pointwise == outputs * prod(kernel)
    assert clipped.work(clipped.out(x), x).pointwise == inside * prod(lead) * 2


@pytest.mark.parametrize("lead", [(), (5,)])
@pytest.mark.parametrize("spatial", [(), (3,), (3, 4), (3, 4, 5)])
def test_ops_without_a_window_read_the_axis_they_are_told(lead: tuple[int, ...], spatial: tuple[int, ...]) -> None:
    axis = -1 - len(spatial)
    x, size, ones = Shape(*lead, 6, *spatial), prod((*lead, 6, *spatial)), (1,) * len(spatial)
    elements = 6 * prod(spatial)
    for op, inputs, shape, work in [
        (BatchNorm(axis=axis), [x], x, Work(pointwise=2 * size, norms=12, statistics=12, reads=size, writes=size)),
        (GlobalPool(axis=axis), [x], (*lead, 6, *ones), Work(pointwise=size, reads=size, writes=prod(lead) * 6)),
        (Scale(axis=axis), [x, Shape(*lead, 6, *ones)], x, Work(size * 0, 0, size, reads=size + prod(lead) * 6, writes=size)),
        (Scale(axis=axis), [x, x], x, Work(pointwise=size, reads=2 * size, writes=size)),
        (Concat(axis=axis), [x, x], (*lead, 12, *spatial), Work(reads=2 * size, writes=2 * size)),
        (Shuffle(3, axis=axis), [x], x, Work(reads=size, writes=size)),
        (Slice(2, axis=axis), [x], (*lead, 2, *spatial), Work()),
        (Split(2, axis=axis), [x], (*lead, 3, *spatial), Work()),
        (Flatten(axis=axis), [x], (*lead, elements, *ones), Work()),
        (
            FC(7, axis=axis),
            [x],
            (*lead, 7, *ones),
            Work(prod(lead) * 7 * elements, prod(lead) * 7, 0, 7 * elements, 7, reads=size, writes=prod(lead) * 7),
        ),
        (
            Linear(7, axis=axis),
            [x],
            (*lead, 7, *spatial),
            Work(7 * size, size // 6 * 7, 0, 42, 7, reads=size, writes=size // 6 * 7),
        ),
    ]:
        y: Any = op.out(*inputs)
        assert isinstance(y, Shape)
        assert (y, op.work(y, *inputs)) == (shape, work), op


@pytest.mark.parametrize("sizes", [(4,), (4, 5), (4, 5, 6)])
def test_padding_speaks_for_as_many_axes_as_it_has(sizes: tuple[int, ...]) -> None:
    pads = tuple((n, n + 1) for n in range(len(sizes)))
    padded = Pad(pads, channels=2).out(Shape(9, 3, *sizes))
    assert padded == (9, 5, *(size + 2 * n + 1 for n, size in enumerate(sizes)))


def test_linear_on_the_last_axis_is_what_frameworks_call_linear() -> None:
    tokens = Shape(2, 10, 16)
    work = Linear(64, axis=-1).work(Linear(64, axis=-1).out(tokens), tokens)
    assert (work.mult_adds, work.weights, work.biases) == (2 * 10 * 64 * 16, 16 * 64, 64)


@pytest.mark.parametrize(("shape", "text"), [((1, 16), "3"), ((1, 16, 16), "3x3"), ((1, 16, 16, 16), "3x3x3")])
def test_the_builder_spreads_one_number_over_the_axes_of_its_input(shape: tuple[int, ...], text: str) -> None:
    net = Network(shape=shape)
    x = net.conv(net.input, 8, 3, stride=2, norm=True, act="gelu")
    x = net.dwconv(x, 3, norm=True)
    x = net.max_pool(x, 3, 2)
    x = net.average_pool(net.concat(x, x), 3, 1)
    x = net.linear(x, 4)
    graph = net.classify(net.add(x, x), 10)
    assert [node.type for node in graph.nodes if text in node.type] == [
        f"{kind} {text}" for kind in ("Conv", "DWConv", "MaxPool", "AvgPool")
    ]
    spatial = len(shape) - 1
    assert graph["max_pool"].shape == (8, *(4,) * spatial)
    assert graph["classifier/fc"].shape == (10, *(1,) * spatial)
    assert graph["conv"].work.weights == 8 * 3**spatial


def test_a_vector_has_no_window() -> None:
    net = Network(shape=(64,))
    x = net.fc(net.norm(net.input), 10, act="relu")
    assert (x.shape, net.graph()["fc"].work.mult_adds) == ((10,), 640)
    with pytest.raises(Exception, match="kernel cannot be '\\(\\)' on 0 axes"):
        net.conv(x, 3, 3)


def test_shapes_are_tuples_that_pickle_and_read_well() -> None:
    shape = Shape(3, 224, 192)
    assert (shape.channels, shape.height, shape.width, shape.pixels, shape.size) == (3, 224, 192, 43008, 129024)
    assert (str(shape), repr(shape)) == ("3x224x192", "Shape(3, 224, 192)")
    assert pickle.loads(pickle.dumps(shape)) == shape
    assert type(pickle.loads(pickle.dumps(shape))) is Shape
    assert str(Shape(64)) == "64"
    with pytest.raises(ShapeMisfit, match="there is no axis -3 in 1x16"):
        BatchNorm().work(Shape(1, 16), Shape(1, 16))
    with pytest.raises(ShapeMisfit, match="counted from the end"):
        Flatten(axis=0).out(shape)


def test_video_in_symbols_and_arrays() -> None:
    c, t = sympy.symbols("c t", positive=True, integer=True)
    for channels, frames, check in ((c, 2 * t, sympy.expand), (np.array([4, 8]), np.array([16, 32]), np.max)):
        net = Network(shape=(channels, frames, 8, 8))
        work = net.conv(net.input, 2 * channels, (3, 1, 1), stride=(2, 1, 1)).work
        assert check(work.mult_adds - frames // 2 * 64 * 2 * channels * 3 * channels) == 0
