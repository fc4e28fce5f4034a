"""Windows against a loop that slides one."""

import sympy
from hypothesis import given
from hypothesis import strategies as st

from costmodel.ir.window import Slide, WindowMisfit, covered, extent
from costmodel.numbers.algebra import same
from costmodel.numbers.smooth import smooth

sizes = st.integers(1, 40)
kernels = st.integers(1, 7)
strides = st.integers(1, 4)
pads = st.integers(0, 3)


def slide(size: int, kernel: int, stride: int, before: int, after: int, ceil_mode: bool) -> list[list[int]]:
    """The pixels (padding has none) under each window; ceil mode keeps those that start inside map or leading padding."""
    starts, start = [], -before
    while start + kernel <= size + after or (ceil_mode and start + kernel - stride < size + after and start < size):
        starts.append(start)
        start += stride
    return [[p for p in range(start, start + kernel) if 0 <= p < size] for start in starts]


@given(sizes, kernels, strides, pads, pads, st.booleans())
def test_extent_and_cover_are_what_sliding_finds(
    size: int, kernel: int, stride: int, before: int, after: int, ceil_mode: bool
) -> None:
    before, after = min(before, kernel - 1), min(after, kernel - 1)
    windows = slide(size, kernel, stride, before, after, ceil_mode)
    try:
        positions = extent(size, kernel, stride, 1, (before, after), ceil_mode)
    except WindowMisfit:
        assert not windows
        return
    assert positions == len(windows)
    assert covered(size, Slide(kernel, stride, 1, (before, after), ceil_mode), positions) == sum(map(len, windows))


@given(sizes, kernels, strides, st.integers(1, 3))
def test_dilation_widens_the_reach(size: int, kernel: int, stride: int, dilation: int) -> None:
    reach = dilation * (kernel - 1) + 1
    expected = len(range(0, size - reach + 1, stride))
    if expected:
        assert extent(size, kernel, stride, dilation, "valid") == expected


@given(sizes, kernels, strides)
def test_same_windows_halve_upwards(size: int, kernel: int, stride: int) -> None:
    assert extent(size, kernel, stride, 1, "same") == -(-size // stride)


def test_both_arms_of_a_residual_are_the_same_expression() -> None:
    h = sympy.Symbol("h", integer=True, positive=True)
    assert same(extent(h, 3, 2, 1, (1, 1)), extent(h, 1, 2, 1, (0, 0)))
    assert same(extent(h, 3, 2, 1, "same"), extent(h, 1, 2, 1, "valid"))


def test_roundings_vanish_where_divisibility_is_known() -> None:
    n = sympy.Symbol("n", integer=True, positive=True)
    h = 32 * n
    for _ in range(5):
        h = extent(h, 3, 2, 1, (1, 1))
    assert h == n
    with smooth() as conditions:
        assert extent(sympy.Symbol("h", positive=True), 3, 2, 1, "same") == sympy.Symbol("h", positive=True) / 2
    assert len(conditions) == 1
