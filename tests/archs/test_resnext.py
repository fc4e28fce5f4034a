"""ResNeXt and SENet-154: independent implementations, the template's sizes, and the three equal forms of a block."""

import pytest

from costmodel.archs import build
from costmodel.archs.common.kinds import BadKnob
from costmodel.formulas.laws import law
from costmodel.formulas.metrics import cost
from costmodel.ir.shape import ShapeMisfit
from costmodel.numbers.algebra import Undecided
from costmodel.numbers.smooth import smooth
from costmodel.questions.symbolic import symbol


def total(name: str, **knobs: object) -> tuple[int, int]:
    graph = cost(build(name, **knobs), metrics=["params", "mult_adds"])
    return graph["params"], graph["mult_adds"]


@pytest.mark.parametrize(
    ("knobs", "expected"),
    [
        ({"depth": 50, "cardinality": 32, "width": 4}, (25_028_904, 4_230_479_872)),
        ({"depth": 101}, (44_177_704, 7_969_996_800)),
        ({"depth": 101, "width": 8}, (88_791_336, 16_414_015_488)),  # torchvision's resnext101_32x8d
        ({"depth": 101, "cardinality": 64}, (83_455_272, 15_460_270_080)),
        ({"depth": 152}, (59_951_400, 11_709_513_728)),
        ({"depth": 50, "se": True}, (27_559_896, 4_232_994_816)),
        ({"depth": 101, "se": True}, (48_955_416, 7_974_739_968)),
        ({"depth": 29, "dataset": "cifar10"}, (34_426_698, 5_387_266_048)),
        ({"depth": 29, "dataset": "cifar100", "cardinality": 16}, (68_247_460, 10_688_958_464)),
        ({"stem": "cifar", "resolution": 32, "classes": 10}, (22_992_714, 1_343_967_232)),
    ],
)
def test_independent_implementations(knobs: dict[str, object], expected: tuple[int, int]) -> None:
    assert total("resnext", **knobs) == expected


def test_cardinality_one_is_a_resnet() -> None:
    assert total("resnext", cardinality=1, width=64) == total("resnet", stride_in="3x3")
    assert total("resnext", cardinality=1, width=64, stride_in="1x1", se=True) == total("resnet", se=True)


@pytest.mark.parametrize("se", [False, True])
def test_the_three_forms_of_figure_3_cost_the_same(se: bool) -> None:
    """Branches that are added, branches that are concatenated, one grouped convolution."""
    grouped = build("resnext", se=se)
    for form in "ab":
        branched = build("resnext", form=form, se=se)
        assert len(branched) > 10 * len(grouped)
        for stage in (2, 3, 4, 5):
            for scope in (f"stage{stage}/block1", f"stage{stage}/block2"):
                for fact in ("mult_adds", "weights", "norms", "biases"):
                    drawn = sum(getattr(node.work, fact) for node in branched.inside(scope))
                    assert drawn == sum(getattr(node.work, fact) for node in grouped.inside(scope))
        assert cost(branched, metrics=["mult_adds", "params"]) == cost(grouped, metrics=["mult_adds", "params"])


def test_the_template_is_the_graphs_block() -> None:
    C, d, resolution = symbol("cardinality"), symbol("width"), symbol("resolution")
    with smooth():
        graph = build("resnext", cardinality=C, width=d, resolution=resolution)
    block = graph.inside("stage2/block2")
    weights = law("aggregated_block")({"C": C, "d": d})
    assert (sum(node.work.weights for node in block) - weights).expand() == 0
    assert (sum(node.work.mult_adds for node in block) - weights * (resolution / 4) ** 2).expand() == 0
    assert (law("aggregated_block")({"C": 1, "d": d}) - law("residual_bottleneck")({"c": 256, "m": d, "hw": 1})).expand() == 0


@pytest.mark.parametrize(("resolution", "mult_adds"), [(224, 20_688_363_520), (320, 42_212_171_776)])
def test_senet(resolution: int, mult_adds: int) -> None:
    graph = build("senet", resolution=resolution)
    assert total("senet", resolution=resolution) == (115_088_984, mult_adds)
    assert [graph[f"stage{s}/block1/reduce"].shape.channels for s in (2, 3, 4, 5)] == [128, 256, 512, 1024]
    assert graph.inside("stage5")[-1].shape.height * 32 == resolution
    gates = [node for node in graph.nodes if node.kind == "Scale"]
    assert cost(graph, metrics=["depth"])["depth"] == 154 + 2 * len(gates)


@pytest.mark.parametrize(
    ("name", "knobs", "complaint"),
    [
        ("resnext", {"depth": 18}, "depth cannot be 18; allowed for ImageNet: 50, 101, 152"),
        ("resnext", {"depth": 30, "dataset": "cifar10"}, "allowed for CIFAR: 9n"),
        ("resnext", {"cardinality": 0}, "cardinality cannot be"),
        ("resnext", {"se": True, "reduction": 257}, "reduction 257 leaves no unit of 256 channels"),
        ("resnext", {"form": "a", "cardinality": 10**6}, "allowed: 1000 drawn branches"),
        ("senet", {"depth": 50}, "depth cannot be 50; allowed: 154"),
        ("senet", {"reduction": 1000}, "reduction 1000 leaves no unit of 256 channels"),
    ],
)
def test_bad_knobs(name: str, knobs: dict[str, object], complaint: str) -> None:
    with pytest.raises(BadKnob, match=complaint):
        build(name, **knobs)


def test_a_drawn_branch_needs_a_number() -> None:
    with pytest.raises(Undecided, match="cardinality has to be a number"):
        build("resnext", form="a", cardinality=symbol("cardinality"))


def test_a_stem_that_does_not_fit() -> None:
    with pytest.raises(ShapeMisfit, match="stem/pool"):
        build("senet", resolution=2)
