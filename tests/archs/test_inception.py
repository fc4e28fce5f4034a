"""Inception-v3, Inception-v4 and Inception-ResNet-v2: independent implementations, maps, and the factorization laws."""

import pytest

from costmodel.archs import build
from costmodel.archs.common.kinds import BadKnob
from costmodel.errors import CostModelError
from costmodel.formulas.laws import law
from costmodel.formulas.metrics import cost
from costmodel.ir.network import Network
from costmodel.numbers.algebra import total
from costmodel.questions.symbolic import closed_form, prove, symbol


@pytest.mark.parametrize(
    ("name", "knobs", "params", "mult_adds"),
    [
        ("inception_v3", {}, 23_834_568, 5_713_216_096),
        ("inception_v3", {"auxiliary": True}, 27_161_264, 5_718_899_296),
        ("inception_v3", {"norm_scale": False}, 23_817_352, 5_713_216_096),
        ("inception_v3", {"resolution": 224}, 23_834_568, 2_837_921_120),
        ("inception_v4", {}, 42_679_816, 12_253_974_624),
        ("inception_v4", {"auxiliary": True}, 46_039_280, 12_260_477_024),
        ("inception_resnet_v2", {}, 55_843_464, 13_155_794_016),
        ("inception_resnet_v2", {"norm_scale": False}, 55_813_192, 13_155_794_016),
    ],
)
def test_independent_counts(name: str, knobs: dict[str, object], params: int, mult_adds: int) -> None:
    totals = cost(build(name, **knobs), metrics=["params", "mult_adds"])
    assert (totals["params"], totals["mult_adds"]) == (params, mult_adds)


@pytest.mark.parametrize(
    ("name", "knobs", "outputs"),
    [
        ("inception_v3", {}, ["288x35x35", "768x17x17", "1280x8x8", "2048x8x8"]),
        ("inception_v4", {}, ["384x35x35", "1024x17x17", "1536x8x8"]),
        ("inception_resnet_v2", {}, ["320x35x35", "1088x17x17", "2080x8x8"]),
        ("inception_resnet_v2", {"variant": "paper"}, ["384x35x35", "1152x17x17", "2144x8x8"]),
    ],
)
def test_maps(name: str, knobs: dict[str, object], outputs: list[str]) -> None:
    shapes = {str(node.shape) for node in build(name, **knobs).nodes if node.kind in ("Concat", "Add")}
    assert set(outputs) <= shapes


@pytest.mark.parametrize(("variant", "blocks"), [("released", 40), ("paper", 20)])
def test_residual_blocks(variant: str, blocks: int) -> None:
    graph = build("inception_resnet_v2", variant=variant)
    projections = [node for node in graph.nodes if node.name.endswith("/project")]
    assert len(projections) == blocks
    assert all(node.work.biases for node in projections), "the projections have biases and no normalisation"


@pytest.mark.parametrize(("variant", "linear"), [("released", 1), ("paper", 0)])
def test_the_last_sum_of_the_released_network_is_not_activated(variant: str, linear: int) -> None:
    graph = build("inception_resnet_v2", variant=variant)
    activated = {node.name.removesuffix("/relu") for node in graph.nodes if node.type == "ReLU"}
    bare = [node for node in graph.nodes if node.kind == "Add" and node.name not in activated]
    assert [(node.name, node.work.writes) for node in bare] == linear * [("inception_resnet_c/block10/add", 133_120)]


def test_closed_form_is_exact_at_the_papers_resolution() -> None:
    form = closed_form("inception_v4", ["resolution"], metrics=["mult_adds"])
    assert form.evaluate("mult_adds", {"resolution": 299}) == 12_253_974_624


def test_too_small() -> None:
    with pytest.raises(CostModelError, match="does not fit"):
        build("inception_v3", resolution=40)
    with pytest.raises(BadKnob, match="leaves no unit"):
        build("inception_resnet_v2", se=True, reduction=1024)


def test_asymmetric_pair_is_what_the_network_has() -> None:
    pair = build("inception_v3").inside("mixed_6b/branch2")
    counted = [node.work.mult_adds for node in pair if node.type in ("Conv 1x7", "Conv 7x1")]
    assert counted == [128 * 128 * 7 * 17 * 17, 128 * 192 * 7 * 17 * 17]


def test_laws_of_factorization() -> None:
    n, m, c, d = map(symbol, "nmcd")
    net = Network(channels=m, side=d)
    net.conv(net.conv(net.input, c, (1, n)), c, (n, 1))
    net.conv(net.input, c, n, name="square")
    graph = net.graph()
    pair, square = graph.nodes[1:3], graph["square"]
    difference = total(node.work.mult_adds for node in pair) - law("asymmetric_pair")({"n": n, "m": m, "c": c, "d": d})
    assert difference.expand() == 0
    assert (square.work.mult_adds - law("square_kernel")({"n": n, "m": m, "c": c, "d": d})).expand() == 0


@pytest.mark.parametrize(
    ("name", "holds"), [("asymmetric_is_cheaper", "n >= (c + m)/m"), ("asymmetric_saving_grows", "everywhere")]
)
def test_claims_of_factorization(name: str, holds: str) -> None:
    assert prove(law(name)).holds == holds
