"""MobileNet V2: every published width against exact integers, its tables, and the laws of its bottleneck."""

from dataclasses import replace

import pytest
import sympy

from costmodel.archs import build
from costmodel.archs.common.kinds import BadKnob
from costmodel.errors import CostModelError
from costmodel.formulas.conventions import PAPER
from costmodel.formulas.laws import law
from costmodel.formulas.metrics import cost
from costmodel.questions.symbolic import prove, symbol, tidy


def total(metric: str, **knobs: object) -> int:
    return int(cost(build("mobilenet_v2", **knobs), metrics=[metric])[metric])


@pytest.mark.parametrize(
    ("alpha", "params", "mult_adds"),
    [
        ("0.35", 1_663_048, 59_285_808),
        ("0.5", 1_950_136, 97_131_840),
        ("0.75", 2_609_784, 209_069_792),
        ("1", 3_470_760, 300_774_272),
        ("1.3", 5_342_536, 509_374_560),
        ("1.4", 6_060_840, 582_195_824),
    ],
)
def test_independent_implementations(alpha: str, params: int, mult_adds: int) -> None:
    """The parameters are those of the authors' table, which leaves the normalisation out."""
    assert cost(build("mobilenet_v2", alpha=alpha), replace(PAPER, without=frozenset({"BatchNorm"})))["params"] == params
    assert total("mult_adds", alpha=alpha) == mult_adds


@pytest.mark.parametrize(("alpha", "params"), [("0.35", 1_677_128), ("1", 3_504_872), ("1.4", 6_108_776)])
def test_parameters_with_normalisation(alpha: str, params: int) -> None:
    assert total("params", alpha=alpha) == params


@pytest.mark.parametrize(
    ("knobs", "params", "mult_adds"),
    [
        ({"expand_first": True}, 3_505_960, 313_619_328),
        ({"strides": "arxiv-v1"}, 3_504_872, 416_266_880),
        ({"expand_first": True, "strides": "arxiv-v1"}, 3_505_960, 429_111_936),
        ({"strides": "cifar", "resolution": 32, "classes": 10}, 2_236_682, 87_976_448),
        ({"strides": "cifar", "resolution": 32, "classes": 10, "alpha": "0.5"}, 700_490, 27_969_024),
        ({"rounding": "floor", "alpha": "0.75"}, 2_627_968, 179_425_184),
        ({"rounding": "up-to-8", "alpha": "1.4"}, 6_197_096, 636_009_584),
        ({"rounding": "divisible-by-4", "alpha": "0.75"}, 2_630_088, 184_815_968),
        ({"scale_last": True, "alpha": "0.5"}, 1_225_000, 91_474_240),
        ({"scale_last": True, "alpha": "0.75"}, 2_238_984, 204_986_592),
        ({"scale_last": True, "alpha": "1.4"}, 6_108_776, 582_195_824),
    ],
)
def test_ports(knobs: dict[str, object], params: int, mult_adds: int) -> None:
    """As counted on the ports that the knobs name."""
    assert (total("params", **knobs), total("mult_adds", **knobs)) == (params, mult_adds)


def test_maps_of_table_2() -> None:
    graph = build("mobilenet_v2")
    ends = [graph.inside(f"bottleneck{number}")[-1].shape for number in range(1, 8)]
    assert ends == [(16, 112, 112), (24, 56, 56), (32, 28, 28), (64, 14, 14), (96, 14, 14), (160, 7, 7), (320, 7, 7)]
    assert sum(node.kind == "Add" for node in graph.nodes) == 10
    assert total("depth") == 53


def test_widths_of_alpha() -> None:
    """Every width but the last convolution's shrinks; the last only grows."""

    def widths(alpha: str) -> list[int]:
        graph = build("mobilenet_v2", alpha=alpha)
        ends = [graph.inside(scope)[-1] for scope in ("conv1", *(f"bottleneck{n}" for n in range(1, 8)), "conv_last")]
        return [end.shape.channels for end in ends]

    assert widths("0.35") == [16, 8, 8, 16, 24, 32, 56, 112, 1280]
    assert widths("1.4") == [48, 24, 32, 48, 88, 136, 224, 448, 1792]


def test_last_convolution_does_not_thin_in_closed_form() -> None:
    alpha = symbol("alpha")
    channels = build("mobilenet_v2", alpha=alpha, rounding="nearest")["conv_last"].shape.channels
    assert channels.xreplace({alpha: sympy.Rational(1, 2)}) == 1280
    assert channels.xreplace({alpha: sympy.Integer(2)}) == 2560


def test_bottleneck_law_is_the_graph_s_for_stride_1_alone() -> None:
    expansion = symbol("expansion")
    graph = build("mobilenet_v2", expansion=expansion)

    def mult_adds(block: str) -> sympy.Expr:
        return sum(node.work.mult_adds for node in graph.inside(block))

    printed, strided = law("linear_bottleneck"), law("strided_bottleneck")
    plain = printed({"h": 28, "w": 28, "d1": 32, "d2": 32, "t": expansion, "k": 3})
    assert tidy(mult_adds("bottleneck3/layer2") - plain) == 0
    halved = {"h": 56, "w": 56, "d1": 24, "d2": 32, "t": expansion, "k": 3}
    assert tidy(mult_adds("bottleneck3/layer1") - strided({**halved, "s": 2})) == 0
    assert (printed(halved) - strided({**halved, "s": 2})).subs(expansion, 6) > 0
    assert prove(law("bottleneck_never_undercounted")).holds == "s >= 1"
    assert prove(law("bottleneck_never_undercounted")).equality == "s = 1"


def test_memory_law_is_what_lies_between_the_blocks() -> None:
    graph = build("mobilenet_v2")
    before, after = (graph.inside(f"bottleneck{number}")[-1].shape for number in (2, 3))
    assert law("bottleneck_memory")({"s1": 56, "k1": 24, "s2": 28, "k2": 32}) == before.size + after.size


def test_depth_multiplies_the_layers() -> None:
    assert total("mult_adds", depth=4) == 1_219_587_776
    assert len(build("mobilenet_v2", depth="1.1").inside("bottleneck4")) > len(build("mobilenet_v2").inside("bottleneck4"))


@pytest.mark.parametrize(
    ("knobs", "complaint"),
    [
        ({"alpha": 0}, "alpha cannot be '0'; allowed: a number above 0"),
        ({"expansion": "1.5"}, "expansion cannot be '1.5'; allowed: a whole number"),
        ({"rho": "0.001"}, "rho 0.001 leaves no pixel of the resolution 224"),
        ({"alpha": "0.01", "rounding": "floor"}, "leaves no channel of 32"),
        ({"depth": symbol("depth")}, "depth decides the structure and cannot be free"),
    ],
)
def test_bad_knobs(knobs: dict[str, object], complaint: str) -> None:
    with pytest.raises(BadKnob) as error:
        build("mobilenet_v2", **knobs)
    assert complaint in str(error.value)


def test_exact_rounding_needs_whole_widths() -> None:
    with pytest.raises(CostModelError, match=r"11\.2 is not whole"):
        build("mobilenet_v2", alpha="0.35", rounding="exact")
