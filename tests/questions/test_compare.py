"""Networks side by side: the numbers are the reports', the budgets hold, the crossings are real."""

import json
from fractions import Fraction

import pytest
from sympy import Max

from costmodel import compare, report
from costmodel.answers.formats import formats, render
from costmodel.errors import CostModelError
from costmodel.questions.compare.crossing import crossings_of
from costmodel.questions.symbolic import symbol

# Zhang et al. 2018, Table 5: the budgets at which ShuffleNet is held against MobileNet, in millions of mult-adds as printed.
TABLE_5 = {
    "mobilenet:alpha=1": ("shufflenet_v1:scale=2,groups=3", 569, 524),
    "mobilenet:alpha=0.75": ("shufflenet_v1:scale=1.5,groups=3", 325, 292),
    "mobilenet:alpha=0.5": ("shufflenet_v1:scale=1,groups=8", 149, 140),
    "mobilenet:alpha=0.25": ("shufflenet_v1:scale=0.5,groups=4", 41, 38),
}


@pytest.mark.parametrize("first", TABLE_5)
def test_table_5_of_shufflenet(first: str) -> None:
    second, printed, smaller = TABLE_5[first]
    made = compare([first, second])
    mobile, shuffle = (one.totals["mult_adds"] / 1e6 for one in made.reports)
    assert abs(mobile - printed) < 1
    assert abs(shuffle - smaller) / smaller < 0.03
    assert made.record()["networks"][1]["ratios"]["mult_adds"] == round(shuffle / mobile, 6)


def test_numbers_are_the_reports() -> None:
    made = compare(["mobilenet:alpha=0.5,rho=0.714", "shufflenet_v1", "mobilenet_v2"])
    assert made.reports[0].totals == report("mobilenet", {"alpha": "0.5", "rho": "0.714"}).totals
    record = made.record()
    assert record["schema"] == "costmodel/compare-1"
    assert [one["architecture"] for one in record["networks"]] == ["mobilenet", "shufflenet_v1", "mobilenet_v2"]
    for one in record["networks"]:
        for metric in ("mult_adds", "params"):
            assert sum(part[metric] for part in one["by_type"]) == one["totals"][metric]
    assert json.loads(json.dumps(record)) == record
    assert all(render(made, one) for one in formats() if one != "csv")


def test_a_reader_is_told_what_the_labels_do_not_say() -> None:
    """Every knob of every network stood there, three lines each."""
    lines = compare(["mobilenet", "squeezenet:version=1.1"]).document().lines
    assert lines[:3] == [
        "all with classes=1000, channels=3",
        "resolution is 224 of mobilenet, 227 of squeezenet:version=1.1",
        "every other knob is at its default",
    ]
    assert compare(["resnet:depth=18", "resnet:depth=34"]).document().lines[0] == "every other knob is at its default"
    assert (
        compare(["resnet:stride_in=3x3", "resnet"]).document().lines[0]
        == "stride_in is 3x3 of resnet:stride_in=3x3, 1x1 of resnet"
    )


def test_at_one_budget_each_is_as_wide_as_it_may_be() -> None:
    made = compare(["mobilenet", "shufflenet_v1:groups=8", "resnet"], at={"mult_adds": "140M"})
    assert all(0.95 < one.totals["mult_adds"] / 140e6 <= 1 for one in made.reports)
    assert made.labels[1].startswith("shufflenet_v1:groups=8,scale=")
    assert made.at == {"mult_adds": "140M"}


def test_crossings_are_where_the_forms_meet() -> None:
    made = compare(["mobilenet", "mobilenet_v2"], free=["alpha"], metrics=["mult_adds", "params", "activations"])
    (difference,) = made.differences
    alpha = symbol("alpha")
    (crossing,) = difference.crossings["params"]
    assert abs(float(difference.metrics["params"].subs(alpha, crossing))) < 1e-3
    assert abs(float(crossing) - 0.765455) < 1e-6
    below, above = (difference.metrics["params"].subs(alpha, value) for value in (Fraction(3, 4), Fraction(4, 5)))
    assert below > 0 > above
    assert difference.crossings["activations"] == ()
    assert made.record()["differences"][0]["metrics"]["params"]["crossings"] == [round(float(crossing), 9)]


def test_a_maximum_is_solved_stretch_by_stretch() -> None:
    x = symbol("x")
    assert crossings_of(Max(1, x) - 2 * x, "x") == (Fraction(1, 2),)
    assert crossings_of(Max(1, x) ** 2 - 4, "x") == (2,)
    assert crossings_of(Max(x, Max(3, 2 * x) - 1) - 3, "x") == (2,)
    assert crossings_of(symbol("x") + 1, "x") == ()


def test_several_free_knobs_have_a_difference_but_no_points() -> None:
    made = compare(["mobilenet", "mobilenet_v2"], free=["alpha", "resolution"], metrics="mult_adds")
    assert made.differences[0].crossings == {"mult_adds": ()}
    assert made.document().tables[-1].rows[0][-1] == ""


@pytest.mark.parametrize(
    ("networks", "options", "complaint"),
    [
        (["mobilenet"], {}, "give two networks or more"),
        (["mobilenet", "nope"], {}, "unknown architecture 'nope'"),
        (["mobilenet:alpha", "resnet"], {}, "allowed: mobilenet:KNOB=VALUE"),
        (["mobilenet", "vgg:foo=1"], {}, "unknown knob of vgg 'foo'"),
        (["mobilenet:alpha=1,alpha=2", "resnet"], {}, "each once"),
        (["mobilenet:alpha=__import__('os')", "resnet"], {}, "alpha cannot be"),
        (["mobilenet", "resnet"], {"free": ["rho"]}, "unknown knob of resnet 'rho'"),
        (["mobilenet:alpha=1", "resnet"], {"at": {"mult_adds": "1G"}}, "mobilenet: alpha is solved for"),
        (["mobilenet", "googlenet"], {"at": {"mult_adds": "1G"}}, "googlenet: no knob makes it wider"),
        (["mobilenet", "resnet"], {"at": {"mult_adds": "0"}}, "is not above 0"),
        (["mobilenet", "resnet"], {"at": {"mult_adds": "1"}}, "no mobilenet meets the budget"),
        (["mobilenet", "resnet"], {"at": {"mult_adds": "1G"}, "free": ["alpha"]}, "give one of them"),
        (["shufflenet_v1", "shufflenet_v1:se=true"], {"free": ["groups"]}, "compare at its values instead"),
    ],
)
def test_bad_requests(networks: list[str], options: dict[str, object], complaint: str) -> None:
    with pytest.raises(CostModelError, match=complaint) as error:
        compare(networks, **options)  # type: ignore[arg-type]
    assert "\n" not in str(error.value)
