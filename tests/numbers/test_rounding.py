"""Rounding policies against the sentences that define them."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.errors import UnknownName
from costmodel.numbers.algebra import NotWhole
from costmodel.numbers.rounding import ROUNDINGS, divisible, exact, rounding

widths = st.fractions(min_value=Fraction(1, 2), max_value=4096, max_denominator=1000)


@given(widths, st.sampled_from([4, 8, 16]))
def test_divisible_is_a_near_multiple_and_never_far_below(width: Fraction, divisor: int) -> None:
    rounded = divisible(width, divisor)
    assert rounded % divisor == 0
    assert rounded >= divisor
    assert 10 * rounded >= 9 * width
    assert rounded - width < divisor or rounded == divisor


@given(widths, st.sampled_from(sorted(set(ROUNDINGS) - {"exact"})))
def test_arrays_round_as_fractions_do(width: Fraction, name: str) -> None:
    width = Fraction(round(width * 1000), 1000)  # decimals, as typed
    assert int(rounding(name)(np.array([float(width)]))[0]) == rounding(name)(width)


def test_exact_takes_whole_widths_only() -> None:
    assert exact(Fraction(32, 2)) == 16
    with pytest.raises(NotWhole, match=r"9\.6 is not whole"):
        exact(Fraction(96, 10))


def test_an_unknown_policy_is_named() -> None:
    with pytest.raises(UnknownName, match="did you mean floor"):
        rounding("flor")
