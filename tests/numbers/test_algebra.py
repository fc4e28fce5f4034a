"""The bridges say the same thing in every number system."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from costmodel.numbers import algebra
from costmodel.numbers.algebra import NotWhole, Undecided
from costmodel.numbers.smooth import smooth

whole = st.integers(-(10**6), 10**6)
positive = st.integers(1, 10**4)
n = sympy.Symbol("n", positive=True)


@given(whole, positive)
def test_division_rounds_alike_in_all_systems(a: int, b: int) -> None:
    for rule in (algebra.floor_div, algebra.ceil_div):
        expected = rule(a, b)
        assert rule(np.array([a]), b)[0] == expected
        assert rule(n, b).subs(n, a) == expected if a > 0 else True
        assert rule(Fraction(a), b) == expected


@given(whole, whole)
def test_larger_and_smaller(a: int, b: int) -> None:
    assert algebra.larger(a, b) == max(a, b) == algebra.larger(np.array([a]), b)[0]
    assert algebra.smaller(a, b) == min(a, b) == algebra.smaller(sympy.Integer(a), b)


@given(positive, positive)
def test_exact_division_refuses_a_remainder(a: int, b: int) -> None:
    assert algebra.exact_div(a * b, b) == a
    if a % b:
        with pytest.raises(NotWhole, match="does not divide"):
            algebra.exact_div(a, b)


@given(positive, st.integers(1, 64))
def test_nearest_multiple_rounds_halves_up(value: int, divisor: int) -> None:
    nearest = algebra.nearest_multiple(value, divisor)
    assert nearest % divisor == 0
    assert -divisor < 2 * (value - nearest) <= divisor or 2 * (value - nearest) == -divisor
    assert algebra.nearest_multiple(Fraction(5, 2)) == 3


def test_decimals_in_arrays_are_what_the_user_typed() -> None:
    assert algebra.floor_div(np.array([0.29]) * 100, 1)[0] == 29  # a float product is 28.999...


@given(st.lists(st.integers(0, 9), max_size=5))
def test_total_is_the_sum(terms: list[int]) -> None:
    assert algebra.total(terms) == sum(terms)
    assert algebra.total([*terms, n]) == sum(terms) + n


def test_same_asks_the_difference_and_not_the_spelling() -> None:
    assert algebra.same((n + 1) ** 2, n**2 + 2 * n + 1)
    assert not algebra.same(n, n + 1)
    assert algebra.same(np.array([3, 3]), 3)
    with pytest.raises(Undecided, match="is n equal to 7"):
        algebra.same(n, 7)
    with pytest.raises(Undecided, match="some configurations") as undecided:
        algebra.same(np.array([3, 4]), 3)
    assert list(undecided.value.holds) == [True, False]


def test_select() -> None:
    assert algebra.select(True, 1, 2) == 1
    assert list(algebra.select(np.array([True, False]), 1, 2)) == [1, 2]
    assert algebra.select(n > 3, 1, 2).subs(n, 4) == 1


def test_a_smooth_expression_records_what_it_drops() -> None:
    with smooth() as conditions:
        assert algebra.floor_div(n, 2) == n / 2
        assert algebra.nearest_multiple(n, 8) == n
        assert algebra.at_least(n, 16) == n
    assert [(c.relation, c.bound) for c in conditions] == [
        ("is a multiple of", 2),
        ("is a multiple of", 8),
        ("is at least", 16),
    ]
    assert algebra.floor_div(n, 2) == sympy.floor(n / 2)


def test_roots_and_ratios_are_exact_where_they_can_be() -> None:
    assert algebra.root(Fraction(9, 4)) == Fraction(3, 2)
    assert algebra.root(2) == pytest.approx(2**0.5)
    assert algebra.ratio(1, 3) == Fraction(1, 3)


@given(whole, whole)
def test_less_is_answered_alike_in_all_systems(a: int, b: int) -> None:
    assert algebra.less(a, b) is (a < b)
    assert algebra.less(Fraction(a), Fraction(b)) is (a < b)
    assert algebra.less(sympy.Integer(a), sympy.Integer(b)) is (a < b)
    assert algebra.less(np.array([a, a]), b) is (a < b)


def test_less_is_no_guess() -> None:
    assert algebra.less(n, 2 * n)
    assert not algebra.less(2 * n, n)
    with pytest.raises(Undecided, match="give every knob a number"):
        algebra.less(n, 7)
    with pytest.raises(Undecided) as caught:
        algebra.less(np.array([1, 9]), 5)
    assert caught.value.holds.tolist() == [True, False]
