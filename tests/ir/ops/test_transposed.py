"""Transposed and deformable convolutions against loops over every product."""

from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.ir.ops import Conv, DeformConv, TransposedConv
from costmodel.ir.shape import Shape, ShapeMisfit
from costmodel.ir.window import WindowMisfit
from costmodel.ir.work import Work
from costmodel.numbers.algebra import NotWhole

# Of one axis: size, kernel, stride, padding before and behind, dilation, output padding.
axes = st.lists(
    st.tuples(*(st.integers(*limits) for limits in ((1, 4), (1, 3), (1, 3), (0, 1), (0, 1), (1, 2), (0, 2)))),
    min_size=1,
    max_size=3,
)


@given(axes, st.lists(st.integers(1, 2), max_size=1), st.integers(1, 2), st.integers(1, 2), st.integers(1, 2), st.booleans())
def test_each_input_value_is_spread_over_a_window(
    given: list[tuple[int, ...]], lead: list[int], parts: int, per_part: int, filters: int, bias: bool
) -> None:
    sizes, kernel, stride, before, behind, dilation, more = map(tuple, zip(*given, strict=True))
    # Where a window ends that stands on the last pixel, counted from the first pixel that is kept.
    reached = [(n - 1) * s + d * (k - 1) + 1 - a for n, k, s, a, _, d, _ in given]
    left = [end - b + extra for end, b, extra in zip(reached, behind, more, strict=True)]
    if any(end - b < 1 for end, b in zip(reached, behind, strict=True)):
        return
    multiplied, weights = 0, set()
    for _ in product(*map(range, (*lead, *sizes))):
        for channel in range(parts * per_part):
            part = channel // per_part
            for filter_ in range(part * filters, (part + 1) * filters):
                for cell in product(*map(range, kernel)):
                    multiplied += 1
                    weights.add((channel, filter_, cell))
    x = Shape(*lead, parts * per_part, *sizes)
    pads = tuple(zip(before, behind, strict=True))
    op = TransposedConv(parts * filters, kernel, stride, pads, dilation, bias, parts, more)
    y = op.out(x)
    assert y == (*lead, parts * filters, *left)
    assert op.work(y, x) == Work(
        mult_adds=multiplied,
        bias_adds=prod(y) if bias else 0,
        weights=len(weights),
        biases=parts * filters if bias else 0,
        reads=prod(x),
        writes=prod(y),
        activations=prod(y),
        bare_kernels=0 if bias else parts * per_part * filters,
    )
    assert op.type == "TransposedConv " + "x".join(map(str, kernel))


@given(st.integers(1, 9), st.integers(1, 3), st.integers(1, 3), st.integers(0, 1), st.integers(1, 2))
def test_it_is_a_convolution_run_backwards(size: int, kernel: int, stride: int, pad: int, dilation: int) -> None:
    """A convolution's output comes back to its input's size with the right output padding, and costs as much."""
    if size + 2 * pad < dilation * (kernel - 1) + 1:
        return
    x, forth = Shape(4, size, size), Conv(6, kernel, stride, pad, dilation)
    y = forth.out(x)
    lost = (size + 2 * pad - dilation * (kernel - 1) - 1) % stride
    if y.height * stride - stride + dilation * (kernel - 1) + 1 - 2 * pad < 1:
        return  # all that its windows see is padding
    back = TransposedConv(4, kernel, stride, pad, dilation, output_padding=lost)
    assert back.out(y) == x
    assert back.work(x, y).mult_adds == forth.work(y, x).mult_adds
    assert back.work(x, y).weights == forth.work(y, x).weights


def test_same_multiplies_the_size_by_the_stride() -> None:
    assert TransposedConv(8, 3, 2, "same").out(Shape(4, 5, 7)) == (8, 10, 14)
    assert TransposedConv(8, (3,), 2, "same").out(Shape(2, 4, 5)) == (2, 8, 10)
    with pytest.raises(ShapeMisfit, match="'same' decides the size, so that output_padding cannot be 1"):
        TransposedConv(8, 3, 2, "same", output_padding=1).out(Shape(4, 5, 7))


@pytest.mark.parametrize(
    ("op", "error", "message"),
    [
        (TransposedConv(8, 3, groups=3), NotWhole, "3 does not divide 4"),
        (TransposedConv(9, 3, groups=2), NotWhole, "2 does not divide 9"),
        (TransposedConv(8, 2, padding=9), WindowMisfit, "padding 9\\+9 leaves nothing of what 5 windows of 2 spread over"),
        (TransposedConv(8, 2, output_padding=(1, 2, 3)), Exception, "output_padding cannot be .* on 2 axes"),
        (TransposedConv(8, (3, 3, 3)), ShapeMisfit, "3x3x3 slides over 3 axes"),
    ],
)
def test_what_does_not_fit(op: TransposedConv, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        op.out(Shape(4, 5, 5))


def sampled(parts: int, channels: int, filters: int, side: int, kernel: int) -> tuple[int, int]:
    """Multiply-adds, and values that are sampled, of a deformable convolution in so many parts."""
    multiplied, samples = 0, set()
    for place in product(range(side), repeat=2):
        for filter_ in range(filters):
            part = filter_ * parts // filters
            for channel in range(part * channels // parts, (part + 1) * channels // parts):
                for cell in product(range(kernel), repeat=2):
                    multiplied += 1
                    samples.add((place, channel, cell))
    return multiplied, len(samples)


@pytest.mark.parametrize("parts", [1, 2])
def test_a_deformable_convolution_samples_each_value_under_each_window(parts: int) -> None:
    x, offsets, mask = Shape(4, 5, 5), Shape(2 * 18, 5, 5), Shape(2 * 9, 5, 5)
    multiplied, samples = sampled(parts, 4, 6, 5, 3)
    op = DeformConv(6, 3, groups=parts)
    plain, modulated = op.work(op.out(x, offsets), x, offsets), op.work(op.out(x, offsets, mask), x, offsets, mask)
    assert (plain.mult_adds, plain.pointwise, plain.reads) == (multiplied, 7 * samples, 100 + 900)
    assert (modulated.mult_adds, modulated.pointwise, modulated.reads) == (multiplied, 8 * samples, 100 + 900 + 450)
    assert plain.weights == modulated.weights == 6 * 4 // parts * 9
    assert (op.kind, op.type) == ("DeformConv", "DeformConv 3x3")


def test_offsets_have_to_fit() -> None:
    op, x = DeformConv(6, 3, 2), Shape(4, 6, 6)
    assert op.out(x, Shape(18, 3, 3)) == (6, 3, 3)
    with pytest.raises(ShapeMisfit, match="for each of its outputs"):
        op.out(x, Shape(18, 6, 6))
    with pytest.raises(NotWhole, match="18 does not divide 9"):
        op.out(x, Shape(9, 3, 3))
    with pytest.raises(NotWhole, match="9 does not divide 8"):
        op.out(x, Shape(18, 3, 3), Shape(8, 3, 3))
