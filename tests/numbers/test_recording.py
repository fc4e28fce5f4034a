"""Recorded numbers: the same algebra is the same instruction, questions are kept, a tape run again gives Python's numbers."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.errors import CostModelError
from costmodel.numbers.algebra import ceil_div, exact_div, floor_div, larger, same, select, smaller, surely_less, total, whole
from costmodel.numbers.recording import Recorded, Recording, Replay, Tape
from costmodel.numbers.rounding import ROUNDINGS

LARGE = 10**9


def recording(**sample: Any) -> tuple[Recording, dict[str, Any]]:
    """A new recording with a knob for each value: whole where it is an int."""
    made = Recording(Tape(), sample)
    knobs = {
        name: made.knob(name, whole=type(value) is int, least=1 if type(value) is int else 0, most=LARGE)
        for name, value in sample.items()
    }
    return made, knobs


def test_what_comes_and_goes_is_gone() -> None:
    _, knobs = recording(a=3, b=5)
    a, b = knobs["a"], knobs["b"]
    assert (a + b - b).linear == a.linear
    assert a - a == 0
    assert type(a - a) is int


def test_the_same_algebra_is_the_same_instruction() -> None:
    made, knobs = recording(a=3, b=5)
    a, b = knobs["a"], knobs["b"]
    assert made.place(2 * a * (b * 3)) == made.place(b * (6 * a))
    assert made.place(a * a * b / a) == made.place(b * a)
    assert made.place(total([a, b, a])) == made.place(2 * a + b)


def test_a_rounding_that_rounds_nothing_is_not_recorded() -> None:
    made, knobs = recording(n=7)
    n = knobs["n"]
    assert made.place(floor_div(32 * n, 8)) == made.place(4 * n)
    assert made.place(exact_div(n * n, n)) == made.place(n)
    assert not made.answers


def test_bounds_answer_what_they_can() -> None:
    made, knobs = recording(n=7)
    assert not surely_less(knobs["n"], 1)
    assert not surely_less(ceil_div(knobs["n"], 2), 1)
    assert not made.answers


def test_a_question_that_depends_on_a_knob_is_kept_with_its_answer() -> None:
    made, knobs = recording(n=7)
    assert surely_less(knobs["n"], 8)
    assert not same(knobs["n"], 9)
    assert list(made.answers.values()) == [True, False]
    assert [bool(Replay(made.tape, {"n": 9})[place]) for place in made.answers] == [False, True]


def test_what_is_not_whole_says_which_value_was_none() -> None:
    made, knobs = recording(alpha=Fraction(1, 3))
    with pytest.raises(CostModelError) as error:
        whole(32 * knobs["alpha"])
    text, place = str(error.value), made.place(32 * knobs["alpha"])
    assert text == f"\N{LEFT WHITE SQUARE BRACKET}{place}\N{RIGHT WHITE SQUARE BRACKET} is not whole"
    assert Replay(made.tape, {"alpha": Fraction(5, 7)})[place] == Fraction(160, 7)


def test_floats_are_no_exact_numbers() -> None:
    _, knobs = recording(n=7)
    with pytest.raises(TypeError, match=r"0\.5 is no exact number"):
        knobs["n"] * 0.5


@pytest.mark.parametrize("policy", [name for name in ROUNDINGS if name != "exact"])
@given(ratio=st.fractions(Fraction(1, 1000), 4, max_denominator=1000), width=st.integers(1, 2048))
def test_every_rounding_is_recorded_as_it_rounds(policy: str, ratio: Fraction, width: int) -> None:
    made, knobs = recording(alpha=Fraction(1))
    rounded = ROUNDINGS[policy](width * knobs["alpha"])
    assert Replay(made.tape, {"alpha": ratio})[made.place(rounded)] == ROUNDINGS[policy](width * ratio)


@given(a=st.integers(1, 10**12), b=st.integers(1, 10**12), c=st.fractions(Fraction(1, 99), 99, max_denominator=99))
def test_arithmetic_is_exact_beyond_any_float(a: int, b: int, c: Fraction) -> None:
    def rule(a: Any, b: Any, c: Any) -> Any:
        return larger(a * b, smaller(a, b) ** 2) + floor_div(a * c, 3) - ceil_div(b, a) * c + select(a < b, a, 7 * b) % 5

    made = Recording(Tape(), {"a": 1, "b": 1, "c": Fraction(1)})
    recorded = rule(
        made.knob("a", whole=True, least=1, most=10**12),
        made.knob("b", whole=True, least=1, most=10**12),
        made.knob("c", whole=False, least=0, most=99),
    )
    assert isinstance(recorded, Recorded)
    assert Replay(made.tape, {"a": a, "b": b, "c": c})[made.place(recorded)] == rule(a, b, c)
