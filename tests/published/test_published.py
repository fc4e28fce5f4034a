"""The literature: each row has its verdict, no reason is idle, and a spoiled row is caught."""

from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.archs import names
from costmodel.errors import CostModelError
from costmodel.numbers.text import rational
from costmodel.published.equation import holds
from costmodel.published.print import prints_as
from costmodel.published.row import Row, published, rows, rows_where
from costmodel.published.verdict import judge


def every_row() -> Iterator[Row]:
    for name in published():
        yield from rows(name)


@pytest.mark.parametrize("row", list(every_row()), ids=lambda row: row.id)
def test_row(row: Row) -> None:
    judged = judge(row)
    assert judged.verdict != "differs", f"printed {row.printed}, computed {judged.computed}"
    has_reason = bool(row.because or row.unreproduced or row.unbuildable)
    assert has_reason == (judged.verdict != "agrees"), "a reason stands exactly where one is needed"


def test_rows_belong_to_architectures_and_are_unique() -> None:
    assert set(published()) <= set(names())
    identities = [row.id for row in every_row()]
    assert len(set(identities)) == len(identities)


@pytest.mark.parametrize("name", published())
def test_rows_are_found_by_their_outlines_as_by_their_fields(name: str) -> None:
    for key in ("knobs", "law"):
        expected = [row for row in rows(name) if getattr(row, key)]
        assert list(rows_where(name, lambda fields, key=key: bool(fields.get(key)))) == expected


@given(st.integers(0, 10**12), st.integers(0, 3), st.sampled_from(["", "K", "M", "G", "Mi"]))
def test_a_value_prints_as_its_own_rounding_and_not_as_the_next(value: int, decimals: int, unit: str) -> None:
    from costmodel.numbers.units import UNITS

    step = Fraction(1, 10**decimals)
    digits = round(Fraction(value) / UNITS[unit] / step)
    printed = f"{digits * step.numerator / step.denominator:.{decimals}f}"
    if len(printed.replace(".", "")) > 15:
        return
    assert prints_as(Fraction(value), printed, unit)
    assert not prints_as(Fraction(value) + step * UNITS[unit] * Fraction(11, 10), printed, unit)


@pytest.mark.parametrize(
    ("value", "printed", "rounding", "digits", "expected"),
    [
        (290_675_200, "290", "truncated", None, True),
        (290_675_200, "290", "nearest", None, False),
        (290_675_200, "291", "nearest", None, True),
        (289_999_999, "290", "up", None, True),
        (15_346_630_656, "15300", "nearest", 3, True),
        (15_346_630_656, "15300", "nearest", None, False),
    ],
)
def test_rounding_and_digits(value: int, printed: str, rounding: str, digits: int | None, expected: bool) -> None:
    assert prints_as(Fraction(value), printed, "M", rounding, digits) is expected  # type: ignore[arg-type]


def test_an_equation_holds_for_the_correction_and_not_for_the_misprint() -> None:
    equation = "94.86 + 3.06 + x + 0.18 = 100"
    assert holds(equation, Fraction("1.91"))
    assert not holds(equation, Fraction("1.19"))


@pytest.mark.parametrize("text", ["__import__('os').getcwd() = 1", "x.real = 1", "[x] = 1", "x +", "(lambda: 1)() = 1"])
def test_an_equation_is_never_run_as_code(text: str) -> None:
    with pytest.raises(CostModelError):
        holds(text, Fraction(1))


def row_of(**fields: object) -> Row:
    common = {
        "architecture": "mobilenet",
        "paper": "Howard et al. 2017",
        "where": "Table 4",
        "metric": "mult_adds",
        "unit": "M",
    }
    return Row(**{**common, **fields})  # type: ignore[arg-type]


def test_verdicts() -> None:
    assert judge(row_of(printed="569")).verdict == "agrees"
    assert judge(row_of(printed="568")).verdict == "differs"
    without = {"agrees_when": {"without": ("classifier",)}, "because": "the classifier is left out"}
    assert judge(row_of(printed="568", **without)).verdict == "explained"
    spoiled = judge(row_of(printed="567", **without))
    assert spoiled.verdict == "differs"
    assert "does not hold" in spoiled.reason
    assert judge(row_of(printed="567", unreproduced="nobody knows")).verdict == "unreproduced"
    erratum = {"erratum": {"corrected": "569", "equation": "x - 325 = 244"}, "because": "the difference is printed as well"}
    assert judge(row_of(printed="559", **erratum)).verdict == "explained"
    idle = {"erratum": {"corrected": "569", "equation": "x - x = 0"}, "because": "the equation holds for the misprint too"}
    assert judge(row_of(printed="559", **idle)).verdict == "differs"


def test_a_reason_needs_words_and_only_one_is_given() -> None:
    with pytest.raises(ValueError, match="because"):
        row_of(printed="1", agrees_when={"unit": "G"})
    with pytest.raises(ValueError, match="one reason"):
        row_of(printed="1", agrees_when={"unit": "G"}, because="it is", unreproduced="unknown")


def test_a_print_is_a_number() -> None:
    assert rational("4,866") == 4866
    with pytest.raises(CostModelError, match="is no number"):
        rational("about 5")


def test_mobilenets_own_tables_are_there() -> None:
    verdicts = {row.id: judge(row).verdict for row in rows("mobilenet") if row.paper.startswith("Howard")}
    printed = {(row.where, row.printed) for row in rows("mobilenet") if row.paper.startswith("Howard")}
    wanted = {
        "Table 2": "94.86 3.06 0.18 1.19 74.59 1.06 24.33 0.02",
        "Table 3": "462 52.3 29.6 15.1 2.36 0.27 0.15",
        "Table 4": "4866 29.3 569 4.2",
        "Table 5": "307 2.9 325 2.6",
        "Table 6": "325 149 41 2.6 1.3 0.5",
        "Table 7": "418 290 186",
        "Table 9": "76 1.32",
    }
    for table, digits in wanted.items():
        assert {(table, text) for text in digits.split()} <= printed
    assert "differs" not in verdicts.values()
