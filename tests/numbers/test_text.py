"""Texts into numbers: what is understood, what is refused, and that nothing else ever happens."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costmodel.errors import LONGEST, CostModelError
from costmodel.numbers.text import amount, names, pairs, printed, rational, sides, span, whole


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.75", Fraction(3, 4)),
        ("2", 2),
        ("5/7", Fraction(5, 7)),
        ("-1/2", Fraction(-1, 2)),
        ("3e8", 3 * 10**8),
        ("1.5E-2", Fraction(3, 200)),
        ("1,000,000", 10**6),
        ("12,345.5", Fraction(24691, 2)),
        (".5", Fraction(1, 2)),
        (" 7. ", 7),
        (0.1, Fraction(1, 10)),
        (1e-05, Fraction(1, 10**5)),
        (Fraction(2, 3), Fraction(2, 3)),
        (3, 3),
    ],
)
def test_rationals(text: object, value: Fraction) -> None:
    assert rational(text) == value


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("150M", 150_000_000, ""),
        ("300m", 300_000_000, ""),
        ("1.5G", 1_500_000_000, ""),
        ("1.5B", 1_500_000_000, ""),
        ("0.3T", 300_000_000_000, ""),
        ("12k", 12_000, ""),
        ("2Mi", 2**21, ""),
        (7, 7, ""),
        ("3e8", 300_000_000, ""),
        ("1,000,000", 1_000_000, ""),
        ("1/3", Fraction(1, 3), ""),
        ("3.8 GFLOPs", 3_800_000_000, "operations"),
        ("4.1GMACs", 4_100_000_000, "operations"),
        ("569M mult-adds", 569_000_000, "operations"),
        ("3.8 billion FLOPs", 3_800_000_000, "operations"),
        ("25.6 million parameters", 25_600_000, "parameters"),
        ("18 layers", 18, "layers"),
        ("512KB", 512_000, "bytes"),
        ("512 bytes", 512, "bytes"),
        ("0.5 MiB", 524_288, "bytes"),
        ("512kib", 524_288, "bytes"),
        ("1GiB", 2**30, "bytes"),
        ("1 TB", 10**12, "bytes"),
    ],
)
def test_amounts(text: object, value: Fraction, unit: str) -> None:
    assert amount(text) == (value, unit)


@pytest.mark.parametrize(
    ("text", "digits", "unit"),
    [
        ("290M", "290", "M"),
        ("4,866m", "4,866", "M"),
        ("3.80 GFLOPs", "3.80", "G"),
        ("1.5B", "1.5", "G"),
        ("22.7 MiB", "22.7", "MiB"),
        ("569,000,000", "569,000,000", ""),
        ("4.12e9", "4.12", "G"),
        ("4.12e8", "0.412", "G"),
        ("3e7", "0.03", "G"),
        ("569e6", "569", "M"),
    ],
)
def test_printed_numbers_keep_their_digits(text: str, digits: str, unit: str) -> None:
    found = printed(text)
    assert (found.digits, found.unit) == (digits, unit)
    assert found.value == amount(text).amount


NO_NUMBERS: list[Any] = [
    "", "-", "nan", "inf", "M", "5 5", "1_0", "__import__('os')", "1/0", "1/00", "٣", "1/\u0660", "\uff13", "²", "1e400",
    "1e9999999", "1e-999999999", "1" * 31, "1,00", "1,0000", "0x10", "1/2/3", "1.5/2", "--1", None, True, float("nan"),
    float("inf"), 10**5000, [1], b"1", 1j,
]  # fmt: skip


@pytest.mark.parametrize("given", NO_NUMBERS, ids=lambda one: ascii(one)[:20] if not isinstance(one, int) else "int")
@pytest.mark.parametrize("read", [rational, amount, printed, lambda given: whole(given, 0, 10), lambda given: sides(given, 10)])
def test_what_is_no_number(read: Callable[[Any], Any], given: Any) -> None:
    with pytest.raises(CostModelError):
        read(given)


@pytest.mark.parametrize("text", ["0", "0.0M", "-5", "5X", "5%", "3M M", "3 MB params", "3 kilo"])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(CostModelError):
        amount(text)
    with pytest.raises(CostModelError):
        printed(text)


def test_whole_numbers_within_limits() -> None:
    assert [whole(text, 1, 10**6) for text in ("1e6", "1,000", 12, "+3", "6/2")] == [10**6, 1000, 12, 3, 3]
    for text in ("0", "1000001", "1.5", "1/3", "-1"):
        with pytest.raises(CostModelError, match="allowed: a whole number from 1 to 1000000"):
            whole(text, 1, 10**6)


def test_ranges() -> None:
    assert span("0.25:1.5:0.05") == (Fraction(1, 4), Fraction(3, 2), Fraction(1, 20))
    assert span(" 96 : 256 ") == (96, 256, None)
    for text, why in (
        ("1:0.5:0.1", "reversed"),
        ("1:2:0", "above 0"),
        ("1", "no range"),
        ("1:2:3:4", "no range"),
        ("0.25:1e9999999:1", "no range"),
    ):
        with pytest.raises(CostModelError, match=why):
            span(text)


def test_sides_of_an_input() -> None:
    assert sides("256x128", 10**6) == (256, 128)
    assert sides("256 \u00d7 128", 10**6) == (256, 128)
    assert sides(224, 10**6) == sides("224x224", 10**6) == 224
    for text in ("256x", "x", "1x2x3", "0x3", "2.5x3", "10x1e7"):
        with pytest.raises(CostModelError, match="such as 256x128"):
            sides(text, 10**6)


def test_lists_and_pairs() -> None:
    assert names(" a, b,,c ") == ("a", "b", "c")
    assert pairs(["alpha = 0.5:1:0.1", "mult-adds=3M", "x=1=2"], "A=B") == {
        "alpha": "0.5:1:0.1",
        "mult_adds": "3M",
        "x": "1=2",
    }
    for texts in (["alpha"], ["=3"], [""], ["a=1", "a=2"]):
        with pytest.raises(CostModelError, match="allowed: A=B"):
            pairs(texts, "A=B")


READERS: list[Callable[[str], Any]] = [
    rational,
    amount,
    printed,
    span,
    names,
    lambda text: whole(text, 0, 10**9),
    lambda text: sides(text, 10**6),
    lambda text: pairs(text.split(","), "K=V"),
]
PIECES = ["1", "0", "9" * 29, ".", ",000", "e", "e9", "e99", "e-99", "/", ":", "x", "=", ",", "-", "+", " ", "%", "K", "MiB",
          "B", "G", "FLOPs", "mult-adds", "params", "bytes", "nan", "inf", "\u0660", "\uff11", "²", "\x1b[0m",
          "\n", "a"]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=60)


def answers_or_complains(read: Callable[[Any], Any], given: Any) -> bool:
    """An answer that is small, or one short line of printable characters."""
    try:
        found = read(given)
    except CostModelError as error:
        complaint = str(error)
        return len(complaint) <= LONGEST and complaint.isprintable()
    for part in found if isinstance(found, tuple) else (found,):
        if isinstance(part, Fraction):
            return part.numerator.bit_length() < 1000 and part.denominator.bit_length() < 1000
    return True


@given(TEXTS)
@settings(max_examples=300)
def test_an_answer_or_one_line(text: str) -> None:
    for read in READERS:
        assert answers_or_complains(read, text)


@given(st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.binary(), st.fractions(), st.complex_numbers()))
def test_what_is_no_text_is_a_number_or_refused(given: object) -> None:
    for read in (rational, amount, printed, lambda one: whole(one, 0, 10**9)):
        assert answers_or_complains(read, given)


@given(st.fractions(-(10**20), 10**20, max_denominator=10**9))
def test_what_is_written_is_read(value: Fraction) -> None:
    assert rational(value) == rational(str(value)) == value
