"""ShuffleNet: the five networks of Table 1, independent implementations, and the structure of a unit."""

import pytest

from costmodel.archs import build
from costmodel.archs.common.kinds import BadKnob
from costmodel.formulas.laws import law
from costmodel.formulas.metrics import cost
from costmodel.ir.graph import Graph
from costmodel.ir.network import Network
from costmodel.ir.ops.channels import Shuffle
from costmodel.numbers.smooth import smooth
from costmodel.questions.symbolic import prove, symbol

CLASSIFIER_BIAS = 1000


def total(metric: str, **knobs: object) -> int:
    return int(cost(build("shufflenet_v1", **knobs), metrics=[metric])[metric])


@pytest.mark.parametrize(
    ("groups", "without_classifier"), [(1, 142_502_976), (2, 140_036_512), (3, 136_500_672), (4, 133_251_776), (8, 136_829_952)]
)
def test_mult_adds_of_table_1(groups: int, without_classifier: int) -> None:
    last = {1: 576, 2: 800, 3: 960, 4: 1088, 8: 1536}[groups]
    assert total("mult_adds", groups=groups) == without_classifier + last * 1000


@pytest.mark.parametrize(
    ("knobs", "params", "mult_adds"),
    [
        ({"scale": "0.5", "groups": 3}, 717_324, 37_589_856),
        ({"scale": "1.5", "groups": 3}, 3_441_168, 292_443_552),
        ({"scale": "2", "groups": 3}, 5_449_776, 524_045_184),
        ({"scale": "0.5", "groups": 8}, 1_010_448, 40_469_760),
        ({"scale": "1", "groups": 8}, 2_433_768, 138_365_952),
        ({"scale": "1.5", "groups": 8}, 4_268_952, 290_188_800),
        ({"scale": "2", "groups": 8}, 6_521_232, 521_942_016),
    ],
)
def test_authors_code(knobs: dict[str, object], params: int, mult_adds: int) -> None:
    assert (total("params", **knobs), total("mult_adds", **knobs)) == (params, mult_adds)


@pytest.mark.parametrize(
    ("knobs", "params"),
    [
        ({"groups": 1}, 1_531_936),
        ({"groups": 2}, 1_733_848),
        ({"groups": 3}, 1_865_728),
        ({"groups": 4}, 1_968_344),
        ({"groups": 8}, 2_434_768),
        ({"groups": 1, "scale": "0.75", "stem": 18}, 975_214),
        ({"groups": 3, "scale": "0.75", "stem": 18}, 1_238_266),
        ({"groups": 1, "scale": "0.25", "stem": 6}, 209_746),
        ({"groups": 3, "scale": "0.25", "stem": 6}, 305_902),
    ],
)
def test_params_of_an_independent_implementation(knobs: dict[str, object], params: int) -> None:
    """pytorchcv's counts; its stem scales with the rest and its classifier has a bias."""
    assert total("params", **knobs) + CLASSIFIER_BIAS == params


def test_maps_of_table_1() -> None:
    graph = build("shufflenet_v1", groups=8)
    ends = [graph.inside(scope)[-1].shape for scope in ("conv1", "max_pool", "stage2", "stage3", "stage4", "classifier")]
    assert ends == [(24, 112, 112), (24, 56, 56), (384, 28, 28), (768, 14, 14), (1536, 7, 7), (1000, 1, 1)]
    assert [len({n.name.split("/")[1] for n in graph.inside(stage)}) for stage in ("stage2", "stage3", "stage4")] == [4, 8, 4]


def test_only_the_first_convolution_after_the_stem_is_not_grouped() -> None:
    pointwise = [n for n in build("shufflenet_v1").nodes if n.type.endswith("Conv 1x1")]
    assert [n.name for n in pointwise if n.kind == "Conv"] == ["stage2/unit1/reduce"]


def test_one_group_needs_no_shuffle() -> None:
    def shuffles(graph: Graph) -> int:
        return sum(node.kind == "Shuffle" for node in graph.nodes)

    assert (shuffles(build("shufflenet_v1", groups=1)), shuffles(build("shufflenet_v1", groups=3))) == (0, 16)


@pytest.mark.parametrize(
    ("knobs", "complaint"),
    [
        ({"groups": 5}, "groups cannot be '5'; allowed: 1, 2, 3, 4 or 8"),
        ({"stem": 10, "groups": 8}, "stem cannot be 10 with 8 groups; allowed: a multiple of 8"),
        ({"scale": "0.01"}, "scale 0.01 gives stage 2 0 channels; allowed: more than the 12 of conv1"),
        ({"variant": "deep"}, "variant cannot be 'deep'; allowed: 'standard' or 'shallow'"),
    ],
)
def test_bad_knobs(knobs: dict[str, object], complaint: str) -> None:
    with pytest.raises(BadKnob) as error:
        build("shufflenet_v1", **knobs)
    assert complaint in str(error.value)


def test_a_unit_costs_what_section_3_2_says() -> None:
    """A stride-1 unit of c channels with m inside, against hw(2cm/g + 9m)."""
    for groups in (1, 2, 3, 4, 8):
        with smooth():
            graph = build("shufflenet_v1", groups=groups, resolution=symbol("n"))
        mult_adds = sum(node.work.mult_adds for node in graph.inside("stage3/unit2"))
        c = graph["stage3/unit2/add"].shape.channels
        printed = law("shufflenet_unit")({"h": symbol("n") / 16, "w": symbol("n") / 16, "c": c, "m": c // 4, "g": groups})
        assert (mult_adds - printed).expand() == 0


def test_a_shuffle_is_a_permutation_that_computes_nothing() -> None:
    """Channels spread over the groups: with 12 in 3 groups, the first of each group come first."""
    net = Network(channels=12, side=7)
    work = net.apply(Shuffle(3), net.input).work
    assert (work.mult_adds, work.pointwise, work.weights) == (0, 0, 0)
    assert work.reads == work.writes == 12 * 49
    to = [law("shuffled_channel")({"i": i, "g": 3, "n": 4}) for i in range(12)]
    assert sorted(to) == list(range(12))
    assert [to.index(place) for place in range(12)] == [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]


def test_at_an_equal_budget_shufflenet_is_the_widest() -> None:
    """Section 3.2: the channels that a budget allows, put back into the unit's cost, give the budget."""
    place = {"h": 28, "w": 28}
    wide = [
        law("resnet_unit_channels")({**place, "B": 10**7}),
        law("resnext_unit_channels")({**place, "B": 10**7, "g": 3}),
        law("shufflenet_unit_channels")({**place, "B": 10**7, "g": 3}),
    ]
    assert wide == sorted(wide)
    for name, c, groups in zip(("resnet_unit", "resnext_unit", "shufflenet_unit"), wide, ({}, {"g": 3}, {"g": 3}), strict=True):
        assert law(name)({**place, "c": c, "m": c / 4, **groups}) == pytest.approx(10**7)


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("resnext_unit_saves", "g >= 1"),
        ("shufflenet_unit_saves", "m >= 9*g/(8*g + 1)"),
        ("groups_cost_memory_access", "everywhere"),
        ("equal_channels_minimise_grouped_mac", "everywhere"),
    ],
)
def test_claims_are_proved(name: str, holds: str) -> None:
    assert prove(law(name)).holds == holds


def test_memory_access_of_a_grouped_convolution() -> None:
    """Equation 2 of ShuffleNet V2, in both forms, against the op."""
    net = Network(channels=240, side=28)
    mac = net.conv(net.input, 60, 1, groups=3).work
    elements = mac.reads + mac.writes + mac.weights
    assert law("grouped_pointwise_mac")({"hw": 784, "c1": 240, "c2": 60, "g": 3}) == elements
    assert law("grouped_pointwise_mac_at_budget")({"hw": 784, "c1": 240, "B": mac.mult_adds, "g": 3}) == elements
