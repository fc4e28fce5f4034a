"""The literature: each row has its verdict, no reason is idle, and a spoiled row is caught."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.archs import architecture, build, names
from costmodel.errors import CostModelError
from costmodel.formulas.conventions import CONVENTIONS
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import METRICS, cost
from costmodel.ir.graph import Graph
from costmodel.numbers.text import rational
from costmodel.published import literature
from costmodel.published.basis import Basis
from costmodel.published.equation import holds
from costmodel.published.literature import published, rows, rows_about, tables
from costmodel.published.outline import outlines
from costmodel.published.print import Rounded, tolerance
from costmodel.published.row import LawRow, MeanRow, NetworkRow, RatioRow, Row
from costmodel.published.row import row_of as read
from costmodel.published.totals import Measure, Totals
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
def test_rows_about_a_network_are_found_without_reading_the_others(name: str) -> None:
    spec = architecture(name).Spec
    networks = {repr(found): found for found in (spec.read(row.stated.knobs) for row in rows(name))}
    for network in list(networks.values())[:8]:
        expected = [
            row
            for row in rows(name)
            if not isinstance(row, LawRow) and spec.read(row.stated.knobs).canonical() == network.canonical()
        ]
        assert list(rows_about(name, network)) == expected


@pytest.mark.parametrize("name", published())
def test_outlines_are_the_rows_of_the_file(name: str) -> None:
    for outline, fields in zip(outlines(literature._text(name)), tables(name), strict=True):
        assert {"architecture": name, **outline.fields()} == fields
        assert outline.knobs == (None if "law" in fields else fields.get("knobs", {}))


@pytest.mark.parametrize(
    "row",
    [
        'knobs = { alpha = "0.5" }',
        'knobs={alpha="0.5"}',
        'knobs.alpha = "0.5"',
        '"knobs" = { alpha = "0.5" }',
        '[row.knobs]\nalpha = "0.5"',
        'because = """\n[[row]]\n"""\nknobs = { alpha = "0.5" }',
    ],
)
def test_an_outline_is_read_however_its_row_is_written(row: str) -> None:
    first, second = outlines(f'paper = "x"\n[[row]]\nlaw = "y"\n[[row]]\nwhere = "z"\n{row}\n')
    assert first.knobs is None
    assert second.knobs == {"alpha": "0.5"}
    assert second.fields()["paper"] == "x"


def test_a_row_may_be_written_in_any_way_that_toml_has(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    row = '[[row]]\nwhere = "x"\nmetric = "mult_adds"\nprinted = "150"\nunit = "M"\nbecause = """\n[[row]]\n"""\n'
    (tmp_path / "mobilenet.toml").write_text(f'paper = "x"\n{row}[row.knobs]\nalpha = "0.5"\n[row.agrees_when]\ndigits = 2\n')
    monkeypatch.setattr(literature, "FOLDER", tmp_path)
    literature._text.cache_clear()
    tables.cache_clear()
    try:
        network = architecture("mobilenet").Spec.read({"alpha": "0.5"})
        (found,) = rows_about("mobilenet", network)
    finally:
        literature._text.cache_clear()
        tables.cache_clear()
    assert found.stated.knobs == {"alpha": "0.5"}
    assert found.agrees_when == Basis(digits=2)
    assert judge(found).verdict == "explained"


@given(st.integers(0, 10**12), st.integers(0, 3), st.sampled_from(["", "K", "M", "G", "Mi"]))
def test_a_value_prints_as_its_own_rounding_and_not_as_the_next(value: int, decimals: int, unit: str) -> None:
    from costmodel.numbers.units import UNITS

    step = Fraction(1, 10**decimals)
    digits = round(Fraction(value) / UNITS[unit] / step)
    printed = f"{digits * step.numerator / step.denominator:.{decimals}f}"
    if len(printed.replace(".", "")) > 15:
        return
    assert tolerance(printed, unit).holds(Fraction(value))
    assert not tolerance(printed, unit).holds(Fraction(value) + step * UNITS[unit] * Fraction(11, 10))


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
def test_rounding_and_digits(value: int, printed: str, rounding: Rounded, digits: int | None, expected: bool) -> None:
    assert tolerance(printed, "M", rounding, digits).holds(value) is expected


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
    return read({**common, **fields})


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
    with pytest.raises(CostModelError, match="because"):
        row_of(printed="1", agrees_when={"unit": "G"})
    with pytest.raises(CostModelError, match="one reason"):
        row_of(printed="1", agrees_when={"unit": "G"}, because="it is", unreproduced="unknown")


def test_a_row_is_of_one_kind() -> None:
    kinds = {type(row) for row in every_row()}
    assert kinds == {NetworkRow, RatioRow, LawRow, MeanRow}
    with pytest.raises(CostModelError, match="share: Extra inputs"):
        row_of(printed="1", law="dense", share=True)
    with pytest.raises(CostModelError, match="the metric is missing"):
        read({"paper": "x", "where": "x", "printed": "1"})


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"counts": {"mult_add": 1}}, "counts: .*unknown fact 'mult_add'"),
        ({"counts": {"BatchNrom.pointwise": 1}}, "counts: .*unknown kind or type 'BatchNrom'"),
        ({"counts": {"weights": "a"}}, "counts.weights: .*is no number"),
        ({"agrees_when": {"counts": {"mult_add": 1}}, "because": "x"}, "agrees_when.counts: .*unknown fact"),
        ({"factor": "two"}, "factor: .*is no number"),
    ],
)
def test_a_misspelt_fact_is_an_error_when_the_row_is_read(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(CostModelError, match=words):
        row_of(printed="0", **wrong)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"without": ["clasifier"]}, "unknown kind or scope 'clasifier'; did you mean classifier"),
        ({"counts": {"clasifier/FC.weights": 1}}, "unknown kind or scope 'clasifier'; did you mean classifier"),
        ({"agrees_when": {"without": ["clasifier"]}, "because": "x"}, "unknown kind or scope"),
        ({"part": "clasifier"}, "no part 'clasifier'"),
        ({"metric": "peak_memory", "counts": {"reads": 1}}, "adds up no facts"),
        ({"metric": "latency"}, "unknown metric"),
        ({"convention": "papper"}, "unknown convention"),
    ],
)
def test_what_a_network_lacks_is_an_error_that_names_the_row(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(CostModelError, match=f"^mobilenet/howard-et-al.-2017/table-4/.*{words}"):
        judge(row_of(printed="0", **wrong))


@pytest.mark.parametrize("convention", [*CONVENTIONS])
@pytest.mark.parametrize("name", ["mobilenet", "densenet", "senet"])
def test_totals_are_what_the_metrics_say(name: str, convention: str) -> None:
    """The sums that are quick to search are the sums of the reports."""
    graph = built(name)
    totals = Totals(graph)
    for without in (None, ("classifier",), ("BatchNorm", "classifier")):
        basis = Basis(convention=convention, without=without, bits=3)
        expected = cost(graph, basis.counting(Counting(batch=2)))
        for metric in METRICS:
            measure = Measure.of(Basis(metric=metric).with_(basis), Counting(batch=2))
            assert totals.of(measure) == expected[metric], metric


def test_parts_add_up_to_the_whole() -> None:
    totals = Totals(built("mobilenet"))
    for metric in ("mult_adds", "params", "mac", "activations"):
        measure = Measure.of(Basis(metric=metric))
        assert sum(totals.part(scope).of(measure) for scope in totals.scopes) == totals.of(measure)


def built(name: str) -> Graph:
    return build(name)


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
