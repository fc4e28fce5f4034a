"""Reports on any subject: whose costs are numbers, under any counting."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from sympy import Symbol

import costmodel
from costmodel import Graph, Shape
from costmodel.archs import build
from costmodel.errors import CostModelError
from costmodel.formulas.counting import Counting, Incomplete
from costmodel.ir.ops import Conv
from costmodel.ir.origin import Origin, Tensor
from costmodel.subjects.importing.reading import Reading, Value

ROOT = Path(__file__).parents[2]


def test_a_report_is_of_numbers_and_says_so() -> None:
    graph = build("mobilenet", alpha=Symbol("alpha", positive=True))
    with pytest.raises(CostModelError, match=r"graph: mult_adds is '.*alpha.*', and a report is of numbers; allowed: a number"):
        costmodel.report(graph)


def test_a_report_is_printed_shown_and_saved(tmp_path: Path) -> None:
    made = costmodel.report("mobilenet:alpha=0.5")
    assert repr(made).startswith("<Report: mobilenet: 149.5 M mult-adds")
    assert "mult_adds" in str(made)
    assert len(str(made)) < 5000
    assert "<h2>mobilenet</h2>" in made._repr_html_()
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


def foreign(*, knows_all: bool) -> Graph:
    """A network as an importer leaves it: one convolution, and behind it an op that nothing here knows, or not."""
    reading = Reading()
    x = reading.input("image", (1, 3, 8, 8))
    weight = Value(Shape(4, 3, 3, 3), learned=(Tensor("conv.weight", 108),))
    y = reading.apply(Conv(4, 3), x, learns={"weights": [weight]}, name="conv")
    if not knows_all:
        reading.opaque("acme.Fused", [y], (1, 4, 8, 8), "head/fused")
    unread = reading.unread([Tensor("conv.weight", 108), Tensor("head.weight", 40)])
    return reading.graph(Origin("net.acme", "Acme 3", "acme-export 1.2", ("Its sizes are fixed.",), unread))


def test_a_network_from_elsewhere_says_where_from_and_what_is_read_by_nothing() -> None:
    made = costmodel.report(foreign(knows_all=True))
    assert "read from net.acme (Acme 3, by acme-export 1.2)" in str(made)
    assert "40 parameters are read by nothing and not counted: head.weight" in str(made)
    record = made.record()
    assert (record["complete"], record["unknown"]) == (True, [])
    assert record["origin"]["unread"] == [{"name": "head.weight", "size": 40}]
    jsonschema.validate(record, json.loads((ROOT / "docs" / "schemas" / "report-1.json").read_text()))


@pytest.mark.parametrize("ask", [costmodel.report, costmodel.conventions, costmodel.guidelines], ids=lambda ask: ask.__name__)
def test_an_op_of_which_nothing_is_known_refuses_totals(ask: Callable[[Graph], object]) -> None:
    with pytest.raises(Incomplete, match=r"nothing is known of 1 op: acme.Fused \(at head/fused\); allowed: .*--partial"):
        ask(foreign(knows_all=False))


def test_a_partial_count_is_a_least_and_says_so(tmp_path: Path) -> None:
    made = costmodel.report(foreign(knows_all=False), counting=Counting(partial=True))
    assert made.totals["mult_adds"] == 64 * 4 * 27
    assert "at least" in str(made)
    assert "acme.Fused (unknown)" in str(made)
    assert made.record()["complete"] is False
    assert made.record()["unknown"] == [{"op": "acme.Fused", "layers": 1, "first": "head/fused"}]
    jsonschema.validate(made.record(), json.loads((ROOT / "docs" / "schemas" / "report-1.json").read_text()))
    made.save(tmp_path / "report.csv")
    rows = {row["type"]: row for row in csv.DictReader((tmp_path / "report.csv").read_text().splitlines())}
    assert rows["acme.Fused (unknown)"]["mult_adds"] == ""
