"""EfficientNet: B0 to B7 against exact integers, how the knobs combine, and the laws of compound scaling."""

from fractions import Fraction

import pytest
import sympy

from costmodel.archs import architecture, build
from costmodel.archs.common.kinds import BadKnob
from costmodel.archs.common.spec import ArchSpec
from costmodel.formulas.laws import law
from costmodel.formulas.metrics import cost
from costmodel.numbers.smooth import smooth
from costmodel.questions.symbolic import prove, symbol, tidy

RELEASED = {
    "b0": (5_288_548, 385_814_752),
    "b1": (7_794_184, 686_802_832),
    "b2": (9_109_994, 993_561_872),
    "b3": (12_233_232, 1_827_141_392),
    "b4": (19_341_616, 4_393_771_024),
    "b5": (30_389_784, 10_266_384_752),
    "b6": (43_040_704, 19_067_593_536),
    "b7": (66_347_960, 37_745_884_192),
}
LITE = {
    "lite0": (4_652_008, 385_187_552),
    "lite1": (5_416_680, 600_185_232),
    "lite2": (6_092_072, 859_736_272),
    "lite3": (8_197_096, 1_383_321_872),
    "lite4": (13_006_568, 2_553_034_336),
}


def total(metric: str, **knobs: object) -> int:
    return int(cost(build("efficientnet", **knobs), metrics=[metric])[metric])


@pytest.mark.parametrize(("variant", "expected"), [*RELEASED.items(), *LITE.items()])
def test_independent_implementations(variant: str, expected: tuple[int, int]) -> None:
    assert (total("params", variant=variant), total("mult_adds", variant=variant)) == expected


def test_lite_without_scaling_leaves_out_the_gates_alone() -> None:
    assert total("params", lite=True) == total("params", variant="lite0") == LITE["lite0"][0]
    lite, gated = build("efficientnet", lite=True), build("efficientnet")
    assert [node.shape for node in lite.nodes if node.kind == "Conv"] == [n.shape for n in gated.nodes if n.kind == "Conv"]
    assert not any(node.kind == "Scale" for node in lite.nodes)


def test_maps_of_table_1() -> None:
    graph = build("efficientnet")
    ends = [graph["stage1"].shape, *(graph.inside(f"stage{number}")[-1].shape for number in range(2, 10))]
    sizes = [(32, 112), (16, 112), (24, 56), (40, 28), (80, 14), (112, 14), (192, 7), (320, 7), (1280, 7)]
    assert [(shape.channels, shape.height) for shape in ends] == sizes


def test_odd_maps_are_rounded_up() -> None:
    graph = build("efficientnet", variant="b7")
    assert [graph.inside(f"stage{number}")[-1].shape.height for number in (1, 3, 4, 5, 7)] == [300, 150, 75, 38, 19]


def test_a_given_knob_prevails_over_the_variant_s() -> None:
    spec = architecture("efficientnet").Spec.read({"variant": "b3", "resolution": 320})
    assert (spec.width, spec.depth, spec.resolution) == (Fraction(6, 5), Fraction(7, 5), 320)
    explicit = {"width": "1.2", "depth": "1.4", "resolution": 300}
    assert total("mult_adds", **explicit) == RELEASED["b3"][1]


def test_phi() -> None:
    spec = architecture("efficientnet").Spec.read({"phi": 2})
    assert (spec.width, spec.depth, spec.resolution) == (Fraction(121, 100), Fraction(36, 25), 296)
    assert total("mult_adds", phi=0) == total("mult_adds")


def test_cost_grows_as_the_squares_of_width_and_resolution_where_1x1_convolutions_work() -> None:
    width, resolution = symbol("width"), symbol("resolution")
    spec = architecture("efficientnet").Spec().lift(width=width, resolution=resolution)

    def pointwise(spec: ArchSpec) -> sympy.Expr:
        graph = build("efficientnet", spec)
        return sum(n.work.mult_adds for number in range(2, 10) for n in graph.inside(f"stage{number}") if n.type == "Conv 1x1")

    with smooth():
        free = pointwise(spec)
    at_224 = pointwise(spec.lift(width=1, resolution=224))
    assert tidy(free - law("scaled_cost")({"d": 1, "w": width, "r": resolution / 224}) * at_224) == 0


def test_depth_multiplies_the_layers_that_repeat() -> None:
    def repeated(depth: int) -> int:
        graph = build("efficientnet", depth=depth)
        later = set(graph.inside("stage7")) - set(graph.inside("stage7/layer1"))
        return sum(node.work.mult_adds for node in later)

    assert repeated(2) == Fraction(7, 3) * repeated(1)


def test_how_far_each_released_network_is_from_doubling() -> None:
    departure, base = law("compound_departure"), RELEASED["b0"][1]
    departures = [
        departure({"cost": mult_adds, "base": base, "phi": phi}) for phi, (_, mult_adds) in enumerate(RELEASED.values())
    ]
    assert " ".join(f"{float(departure):.2f}" for departure in departures) == "1.00 0.89 0.64 0.59 0.71 0.83 0.77 0.76"


def test_the_coefficients_almost_double() -> None:
    growth = law("compound_cost")({"alpha": Fraction(6, 5), "beta": Fraction(11, 10), "gamma": Fraction(23, 20), "phi": 1})
    assert growth == Fraction(192027, 100000)
    assert prove(law("compound_at_most_doubles")).holds == "alpha <= 2/(beta**2*gamma**2)"
    assert tidy(law("compound_cost")({"alpha": symbol("d"), "beta": symbol("w"), "gamma": symbol("r"), "phi": 1})) == tidy(
        law("scaled_cost")({"d": symbol("d"), "w": symbol("w"), "r": symbol("r")})
    )


@pytest.mark.parametrize(
    ("knobs", "complaint"),
    [
        ({"variant": "b9"}, "variant cannot be 'b9'; allowed: 'b0', 'b1'"),
        ({"phi": 11}, "phi cannot be '11'; allowed: a whole number from 0 to 10"),
        ({"phi": "1.5"}, "phi cannot be '1.5'; allowed: a whole number from 0 to 10"),
        ({"phi": 1, "variant": "b1"}, "variant and phi both choose width, depth and resolution; give one of them"),
        ({"phi": symbol("phi")}, "phi decides the structure and cannot be free"),
        ({"depth": "deep"}, "depth cannot be 'deep'; allowed: a number such as"),
    ],
)
def test_bad_knobs(knobs: dict[str, object], complaint: str) -> None:
    with pytest.raises(BadKnob) as error:
        build("efficientnet", **knobs)
    assert complaint in str(error.value)
