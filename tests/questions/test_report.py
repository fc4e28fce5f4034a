"""Reports on any subject: whose costs are numbers, under any counting."""

from pathlib import Path

import pytest
from sympy import Symbol

import costmodel
from costmodel.archs import build
from costmodel.errors import CostModelError
from costmodel.formulas.counting import Counting


def test_a_report_is_of_numbers_and_says_so() -> None:
    graph = build("mobilenet", alpha=Symbol("alpha", positive=True))
    with pytest.raises(CostModelError, match=r"graph: mult_adds is '.*alpha.*', and a report is of numbers; allowed: a number"):
        costmodel.report(graph)


def test_a_report_is_printed_shown_and_saved(tmp_path: Path) -> None:
    made = costmodel.report("mobilenet:alpha=0.5")
    assert str(made) == repr(made)
    assert "mult_adds" in str(made)
    assert len(str(made)) < 5000
    assert made._repr_html_().startswith("<h2>mobilenet</h2>")
    made.save(tmp_path / "report.csv")
    assert (tmp_path / "report.csv").read_text().startswith("type,layers,mult_adds,mult_adds_share,")
    with pytest.raises(CostModelError, match=r"unknown suffix '.doc'"):
        made.save(tmp_path / "report.doc")


def test_a_batch_is_in_the_numbers_and_said() -> None:
    one, eight = costmodel.report("mobilenet"), costmodel.report("mobilenet", counting=Counting(batch=8))
    assert eight.totals["mult_adds"] == 8 * one.totals["mult_adds"]
    assert eight.totals["params"] == one.totals["params"]
    assert "a batch of 8" in str(eight)
    assert eight.record()["batch"] == 8
    assert "batch" not in one.record()


def test_frames_have_each_column_once() -> None:
    frame = costmodel.report("mobilenet").frame()
    assert {"type", "mult_adds", "mult_adds_share", "params_share"} <= set(frame)
    assert sum(frame["mult_adds_share"]) == pytest.approx(1)


@pytest.mark.parametrize("wrong", [3, None, "", "mobilnet", ["mobilenet"]])
def test_what_is_no_network_is_refused_in_one_line(wrong: object) -> None:
    with pytest.raises(CostModelError) as refusal:
        costmodel.report(wrong)  # type: ignore[arg-type]
    assert len(str(refusal.value)) < 500
    assert "\n" not in str(refusal.value)
