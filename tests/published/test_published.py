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
from costmodel.formulas.metrics import cost, several
from costmodel.ir.graph import Graph
from costmodel.numbers.text import rational
from costmodel.published import literature
from costmodel.published.basis import Basis
from costmodel.published.column import Column, columns
from costmodel.published.equation import holds
from costmodel.published.kinds import row_of as read
from costmodel.published.kinds.law import LawRow
from costmodel.published.kinds.mean import MeanRow
from costmodel.published.kinds.network import NetworkRow
from costmodel.published.kinds.ratio import RatioRow
from costmodel.published.literature import published, rows, rows_about, tables
from costmodel.published.outline import outlines
from costmodel.published.print import Rounded, tolerance
from costmodel.published.row import Row
from costmodel.published.totals import Measure, Totals
from costmodel.published.verdict import Judged, judge


def every_row() -> Iterator[Row]:
    for name in published():
        yield from rows(name)


def every_judged() -> Iterator[Judged]:
    for column in columns(every_row(), published()):
        yield from column.judged


@pytest.mark.parametrize("judged", list(every_judged()), ids=lambda judged: judged.row.id)
def test_row(judged: Judged) -> None:
    row = judged.row
    assert judged.verdict != "differs", f"printed {row.printed}, computed {judged.computed}: {judged.reason}"
    has_reason = bool(row.because or row.unreproduced or row.undetermined)
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
            if not (isinstance(row, LawRow) or row.undetermined)
            and spec.read(row.stated.knobs).canonical() == network.canonical()
        ]
        assert list(rows_about(name, network)) == expected


@pytest.mark.parametrize("name", published())
def test_outlines_are_the_rows_of_the_file(name: str) -> None:
    for outline, fields in zip(outlines(literature._text(name)), tables(name), strict=True):
        assert {"architecture": name, **outline.fields()} == fields
        assert outline.knobs == (None if {"law", "undetermined"} & fields.keys() else fields.get("knobs", {}))


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
        (37_943_928, "38", "nearest", 3, True),  # no finer than it is printed
        (24_999_999, "< 25", "nearest", None, True),
        (25_000_000, "< 25", "nearest", None, False),
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
    second = {"erratum": {"corrected": "569", "second": "Table 6"}, "because": "it stands there too"}
    assert judge(row_of(printed="559", **second)).reason == "erratum: it stands there too (should print 569: Table 6)"
    nothing = judge(row_of(printed="559", undetermined="its widths are printed nowhere"))
    assert (nothing.verdict, nothing.computed) == ("undetermined", None)


def test_what_a_verdict_rests_on_is_said() -> None:
    stated = {"without": ("classifier",), "stated_in": "section 3: convolutions alone"}
    assert judge(row_of(printed="568", **stated))[2:] == ("agrees", "section 3: convolutions alone")
    with pytest.raises(CostModelError, match="stated_in has to say where the source states without, factor, unit"):
        row_of(printed="568", without=("classifier",), factor="2", unit="Mi")
    because = {"because": "the classifier is left out"}
    digits = judge(row_of(printed="568", agrees_when={"without": ("classifier",)}, **because))
    assert digits.reason == "the classifier is left out; the digits alone speak for it"
    seen = judge(row_of(printed="568", agrees_when={"without": ("classifier",), "stated_in": "the authors' code"}, **because))
    assert seen.reason == "the classifier is left out; the authors' code"
    assert judge(row_of(printed="< 600")).reason == "an upper bound: everything below it agrees"
    assert judge(row_of(printed="< 500")).verdict == "differs"
    (band,) = (row for row in rows("randwire") if row.printed == "583")
    assert judge(band).reason.startswith("a band: the print may lie a standard deviation of")
    assert judge(band.model_copy(update={"printed": "700"})).verdict == "differs"


def column_of(*rows: dict[str, object]) -> Column:
    (column,) = columns([row_of(row=str(place), **row) for place, row in enumerate(rows)], ["mobilenet"])
    return column


CUT_OFF = {"agrees_when": {"rounding": "truncated"}, "because": "it is cut off"}
AT_160 = {"knobs": {"resolution": 160}, "printed": "290", **CUT_OFF}
AT_128 = {"knobs": {"resolution": 128}, "printed": "186"}


def test_a_reason_is_judged_on_its_column() -> None:
    holds_for_all = column_of(AT_160, AT_128)
    assert [one.verdict for one in holds_for_all.judged] == ["explained", "agrees"]
    assert holds_for_all.settled
    kept_quiet = column_of(AT_160, {"printed": "569"})
    assert kept_quiet.judged[0].reason == "the reason does not say that it is selective: it would spoil 1"
    said = column_of({**AT_160, "selective": True}, {"printed": "569"})
    assert [(one.verdict, one.selective) for one in said.judged] == [("explained", True), ("agrees", False)]
    assert said.judged[0].reason.endswith("selective: rows beside it agree only without it")
    assert not said.settled
    without_cause = column_of({**AT_160, "selective": True}, AT_128)
    assert without_cause.judged[0].verdict == "differs"
    assert column_of(AT_128, {"printed": "1", "unreproduced": "x"}).settled is False
    assert not column_of(AT_160, {"printed": "568", "agrees_when": {"without": ["classifier"]}, "because": "x"}).settled


def test_knobs_of_a_reason_are_laid_over_rows_that_leave_them_open() -> None:
    small = {"printed": "186", "agrees_when": {"knobs": {"resolution": 128}}, "because": "at 128 pixels"}
    assert column_of(small, {"printed": "569"}).judged[0].verdict == "differs"
    assert column_of(small, {"printed": "569", "knobs": {"resolution": 224}}).judged[0].verdict == "explained"


def test_what_is_quoted_is_judged_where_it_stands() -> None:
    common = {"architecture": "mobilenet", "metric": "mult_adds", "unit": "M"}
    there = {**common, "paper": "A 2017, there", "where": "Table 1", **AT_160}
    here = {**common, "paper": "B 2018, here", "where": "Table 2"}
    quoted = {**here, **AT_160, "quotes": "A 2017, Table 1"}
    beside = {**here, "row": "beside", "printed": "569"}

    def verdicts(*rows: dict[str, object]) -> list[str]:
        return [one.verdict for column in columns(map(read, rows), ["mobilenet"]) for one in column.judged]

    assert verdicts(there, quoted, beside) == ["explained", "explained", "agrees"]
    assert verdicts(quoted, beside) == ["differs", "agrees"]
    assert verdicts({**there, "printed": "280"}, quoted) == ["differs", "differs"]
    whole = {**beside, **AT_160, "row": ""}
    repeated = {**beside, "paper": there["paper"], "where": there["where"], "quotes": "B 2018, Table 2"}
    assert verdicts(there, repeated, beside) == ["explained", "agrees", "agrees"], "a quoted number is not spoiled"
    assert verdicts(whole, beside) == ["differs", "agrees"]


def test_an_equation_is_one_between_printed_numbers() -> None:
    beside = {"printed": "325", "knobs": {"alpha": "0.75"}}

    def verdict(equation: str) -> str:
        misprint = {"printed": "559", "erratum": {"corrected": "569", "equation": equation}, "because": "x"}
        return column_of(misprint, beside).judged[0].verdict

    assert verdict("x - 325 = 244") == "explained"
    assert verdict("x - 10 = 559") == "differs", "it has the misprint's own digits"
    assert verdict("x * 1 = 569") == "differs", "it has none that is printed beside it"
    with pytest.raises(CostModelError, match="a misprint has a proof"):
        row_of(printed="559", erratum={"corrected": "569"}, because="x")


def test_a_knob_of_both_networks_is_changed_in_both() -> None:
    rival = {"architecture": "mobilenet", "knobs": {"alpha": "2", "classes": 100}}
    ratio = {"metric": "params", "unit": "", "fewer_than": rival, "knobs": {"classes": 100}}
    hundred, ten = row_of(printed="1", **ratio), row_of(printed="1", **ratio).stated.with_(Basis(knobs={"classes": 10}))
    fewer = {"alpha": "2", "classes": 10}
    wide, narrow = build("mobilenet", **fewer), build("mobilenet", classes=10)
    assert hundred.value(ten) == Fraction(cost(wide)["params"], cost(narrow)["params"])


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
        judge(row_of(printed="0", stated_in="section 3", **wrong))


@pytest.mark.parametrize("convention", [*CONVENTIONS])
@pytest.mark.parametrize("name", ["mobilenet", "densenet", "senet"])
def test_totals_are_what_the_metrics_say(name: str, convention: str) -> None:
    """The sums that are quick to search are the sums of the reports."""
    graph = built(name)
    totals = Totals(graph)
    for without in (None, ("classifier",), ("BatchNorm", "classifier")):
        basis = Basis(convention=convention, without=without, bits=3)
        expected = cost(graph, basis.counting(Counting(batch=2)))
        for metric in several(None):
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


def microcontrollers(metric: str, where: str) -> list[Judged]:
    """Rows of STM32Cube.AI's tables, of both families."""
    found = (row for name in ("mobilenet", "mobilenet_v2") for row in rows(name))
    return [judge(row) for row in found if row.metric == metric and row.where == where]


def test_the_flash_of_stm32cube_ai_is_printed_to_the_digit() -> None:
    flash = microcontrollers("flash_bytes", "MCU memory footprint, Weights Flash")
    assert len(flash) == 13
    assert {one.verdict for one in flash} == {"agrees"}


def test_the_ram_of_stm32cube_ai_is_a_band_about_what_is_counted() -> None:
    """As the manual says; and each row says its own part."""
    ram = microcontrollers("ram_bytes", "MCU memory footprint, Activation RAM")
    parts = [rational(one.row.printed) * 1024 / (one.computed or 1) for one in ram]
    assert len(ram) == 13
    assert [round(float(part), 2) for part in (min(parts), max(parts))] == [0.73, 1.24]
    for one, part in zip(ram, parts, strict=True):
        assert one.verdict == "unreproduced"
        assert f"the print is {float(part):.2f} of" in one.reason


def test_no_network_decides_the_ram_of_stm32cube_ai_alone() -> None:
    """Two networks that differ in their last layer, where hardly a map is alive, have other prints."""
    ram = {one.row.row: one for one in microcontrollers("ram_bytes", "MCU memory footprint, Activation RAM")}
    flowers, imagenet = (ram[f"MobileNet v1 0.5, 224x224, {name}"] for name in ("Flowers", "ImageNet"))
    assert flowers.computed == imagenet.computed
    assert flowers.row.printed != imagenet.row.printed
