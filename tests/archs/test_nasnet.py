"""NASNet, PNASNet and AmoebaNet against the counts of their released code."""

import pytest

from costmodel.archs import build
from costmodel.archs.common.kinds import BadKnob
from costmodel.formulas.metrics import cost
from costmodel.questions.symbolic import closed_form

COUNTS = [
    ("nasnet", {}, 5_289_978, 563_638_816),
    ("nasnet", {"size": "large"}, 88_753_150, 23_783_414_658),
    ("nasnet", {"dataset": "cifar10"}, 3_346_538, 544_333_312),
    ("pnasnet", {"size": "large"}, 86_057_668, 24_937_395_792),
    ("pnasnet", {"dataset": "cifar10"}, 3_189_082, None),
    ("amoebanet", {"size": "large"}, 86_718_797, 23_133_663_507),
    ("amoebanet", {"repeats": 6, "filters": 448, "resolution": 299}, 468_151_184, 103_887_693_968),
    ("amoebanet", {"dataset": "cifar10", "filters": 32}, 2_567_754, None),
    ("amoebanet", {"dataset": "cifar10", "filters": 36}, 3_218_266, None),
    ("amoebanet", {}, 5_086_930, 554_687_204),
    ("amoebanet", {"cell": "B", "repeats": 3, "filters": 62}, 5_258_700, 555_060_408),
    ("amoebanet", {"cell": "B", "size": "large"}, 79_008_676, 20_934_489_887),
    ("amoebanet", {"cell": "B", "size": "large", "filters": 196}, 83_960_973, 22_272_815_179),
    ("amoebanet", {"cell": "C", "size": "large", "filters": 228}, 155_272_667, 41_129_488_875),
    ("amoebanet", {"cell": "C"}, 6_353_815, 676_936_592),
]


@pytest.mark.parametrize(("name", "knobs", "params", "mult_adds"), COUNTS)
def test_counts(name, knobs, params, mult_adds):
    totals = cost(build(name, **knobs), metrics=["params", "mult_adds"])
    assert totals["params"] == params
    assert mult_adds in (totals["mult_adds"], None)


@pytest.mark.parametrize(
    ("knobs", "params"), [({}, 2_411_240), ({"size": "large"}, 4_567_784), ({"dataset": "cifar10"}, 1_631_498)]
)
def test_auxiliary_head(knobs, params):
    with_head = build("nasnet", auxiliary=True, **knobs)
    assert sum(sum(node.work[3:6]) for node in with_head.inside("auxiliary")) == params  # weights, biases, norms
    assert cost(with_head)["params"] - cost(build("nasnet", **knobs))["params"] == params


@pytest.mark.parametrize(
    ("knobs", "cell", "shape"),
    [
        ({"size": "large"}, "stage3/cell6", (4032, 11, 11)),
        ({}, "stage3/cell4", (1056, 7, 7)),
        ({"dataset": "cifar10"}, "stage3/cell6", (768, 8, 8)),
    ],
)
def test_penultimate_filters_name_the_network(knobs, cell, shape):
    assert build("nasnet", **knobs)[f"{cell}/output/concat"].shape == shape


def test_pnasnet_has_as_many_cells_as_it_says():
    graph = build("pnasnet", size="large")
    cells = [node.name for node in graph.nodes if node.name.endswith("/h0/conv") and not node.name.startswith("stem")]
    assert len(cells) == 3 * 4


def test_odd_widths_are_rounded_down():
    """54 filters make stem cells of 13 and 27; the factorized reduction to 27 has paths of 13 and 14."""
    graph = build("pnasnet")
    assert graph["stem/cell1/output/concat"].shape.channels == 5 * 13
    assert [graph[f"stem/cell2/h1/path{n}"].shape.channels for n in (1, 2)] == [13, 14]
    assert cost(graph)["params"] == 5_064_487


@pytest.mark.parametrize(
    ("name", "values"), [("nasnet", {"filters": 1152}), ("pnasnet", {"filters": 56}), ("amoebanet", {"filters": 64})]
)
def test_closed_form_in_filters(name, values):
    metrics = ["params", "mult_adds", "mac"]
    form = closed_form(name, ["filters"], metrics=metrics)
    totals = cost(build(name, **values))
    assert {metric: form.evaluate(metric, values) for metric in metrics} == {metric: totals[metric] for metric in metrics}


def test_closed_form_says_which_stem_it_leaves_out():
    form = closed_form("pnasnet", ["filters"], metrics=["params"])
    assert "filters differs from 128" in form.exact_when
    assert form.evaluate("params", {"filters": 128}) > cost(build("pnasnet", filters=128))["params"]


@pytest.mark.parametrize(
    ("name", "knobs", "complaint"),
    [
        ("nasnet", {"filters": 1538}, "filters cannot be 1538; allowed: a multiple of 24"),
        ("nasnet", {"cell": "B"}, "cell cannot be 'B'"),
        ("nasnet", {"dataset": "cifar10", "size": "large"}, "size large is a network for ImageNet"),
        ("pnasnet", {"repeats": 0}, "repeats cannot be '0'"),
        ("amoebanet", {"cell": "E"}, "cell cannot be 'E'"),
    ],
)
def test_bad_knobs(name, knobs, complaint):
    with pytest.raises(BadKnob, match=complaint):
        build(name, **knobs)
