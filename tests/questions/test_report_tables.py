"""A report for people: said aloud, folded as people speak of layers, scopes as a tree; machines get each by itself."""

import json

import pytest

import costmodel
from costmodel.answers.formats import Page, render
from costmodel.errors import CostModelError
from costmodel.formulas.counting import Counting


def test_the_headline_says_cost_and_where_the_peak_is() -> None:
    made = costmodel.report("resnet:stride_in=3x3")
    assert made.document().headline == (
        "4.09 G mult-adds · 25.56 M params · 102.2 MB · peak 9.63 MB at layer stage2/block1/projection/norm"
    )
    assert made.record()["peak_at"] == made.peak_at == "stage2/block1/projection/norm"


def test_bits_move_every_figure_of_bytes() -> None:
    whole, eighth = costmodel.report("mobilenet"), costmodel.report("mobilenet", counting=Counting(bits=8))
    for name in ("weight_bytes", "peak_bytes"):
        assert whole.totals[name] == 4 * eighth.totals[name]
    assert whole.totals["peak_memory"] == eighth.totals["peak_memory"] == eighth.totals["peak_bytes"]
    assert "8 bits a parameter, 8 an element of a feature map" in eighth.counting.line
    apart = costmodel.report("mobilenet", counting=Counting(bits=8, activation_bits=16))
    assert apart.totals["peak_bytes"] == 2 * apart.totals["peak_memory"]
    assert apart.record()["activation_bits"] == 16


@pytest.mark.parametrize("by", ["type", "layer"])
def test_normalisation_and_activation_stand_with_their_layer_for_readers_alone(by: str) -> None:
    made = costmodel.report("resnet", by=by)  # type: ignore[arg-type]
    assert "Conv 1x1 + BN + ReLU" in str(made)
    assert "Add + ReLU" in str(made)
    assert "BatchNorm" in render(made, "csv")
    assert {part["type"] for part in json.loads(render(made, "json"))["by_type"]} >= {"BatchNorm", "ReLU"}
    assert "BN" not in str(costmodel.report("resnet", by=by, fold=False))  # type: ignore[arg-type]
    assert "BN" in render(costmodel.report("resnet", by=by, fold=True), "csv")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["mobilenet_v3", "densenet", "googlenet"])
def test_rows_add_up_to_their_total_folded_or_not(name: str) -> None:
    for by in ("type", "module", "layer"):
        for fold in (True, False):
            table = costmodel.report(name, by=by, fold=fold).document().tables[0]  # type: ignore[arg-type]
            place = table.headers.index("mult_adds")
            assert table.total is not None
            assert sum(row[place] for row in table.rows) == table.total[place]


def test_scopes_are_a_tree_whose_sums_are_those_of_what_is_inside() -> None:
    table = costmodel.report("resnet", by="module", levels=2).document().tables[0]
    costs = {row[0]: row[table.headers.index("mult_adds")] for row in table.rows}
    for scope in ("stage2", "stage5"):
        inside = [cost for path, cost in costs.items() if path.startswith(f"{scope}/")]
        assert len(inside) == 3
        assert sum(inside) == costs[scope]
    text = render(costmodel.report("resnet", by="module", levels=2), "table", Page(100))
    assert "\nstage2 " in text
    assert "\n  block1 " in text
    assert "scopes are 4 levels deep; --levels 3 shows the next" in text


def test_levels_without_modules_are_refused() -> None:
    with pytest.raises(CostModelError, match="levels are those of modules; by is 'type'"):
        costmodel.report("resnet", levels=2)
