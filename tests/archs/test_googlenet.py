"""GoogLeNet: independent implementations, the sizes of Table 1, and the pooling rules."""

import pytest

from costmodel.archs import build
from costmodel.archs.common.kinds import BadKnob
from costmodel.errors import CostModelError
from costmodel.formulas.metrics import cost


def total(metric: str, **knobs: object) -> int:
    return int(cost(build("googlenet", **knobs), metrics=[metric])[metric])


@pytest.mark.parametrize(
    ("knobs", "params", "mult_adds"),
    [
        ({}, 6_998_552, 1_582_671_872),
        ({"auxiliary": True}, 13_378_280, 1_591_044_096),
        ({"variant": "batch-norm"}, 6_624_904, 1_498_376_192),
        ({"variant": "batch-norm", "auxiliary": True}, 13_004_888, 1_506_748_416),
        ({"pooling": "floor"}, 6_998_552, 1_431_556_352),
        ({"pooling": "last-floor"}, 6_998_552, 1_550_363_648),
    ],
)
def test_independent_counts(knobs: dict[str, object], params: int, mult_adds: int) -> None:
    assert (total("params", **knobs), total("mult_adds", **knobs)) == (params, mult_adds)


@pytest.mark.parametrize(
    ("resolution", "mult_adds"), [(176, 938_757_888), (208, 1_307_777_792), (224, 1_498_376_192), (304, 2_781_536_000)]
)
def test_the_last_maximum_of_torchvision_is_2x2(resolution: int, mult_adds: int) -> None:
    graph = build("googlenet", variant="batch-norm", resolution=resolution)
    assert [graph[f"pool{number}"].type for number in range(1, 5)] == [*3 * ["MaxPool 3x3"], "MaxPool 2x2"]
    assert cost(graph)["mult_adds"] == mult_adds


def test_a_smaller_window_is_fewer_comparisons() -> None:
    """At 224 the maps are the same, and 5 of 9 comparisons of each of 832 values of 7x7 fall away."""
    graph = build("googlenet", variant="batch-norm")
    assert graph["pool4"].work.pointwise == 2 * 2 * 832 * 7 * 7


@pytest.mark.parametrize("resolution", [208, 224, 331])
def test_torchvisions_auxiliary_classifiers_have_the_same_weights_at_every_resolution(resolution: int) -> None:
    knobs = {"variant": "batch-norm", "auxiliary": True, "resolution": resolution}
    assert total("params", **knobs) == 13_004_888


@pytest.mark.parametrize(
    ("pooling", "sides"), [("ceil", [56, 28, 14, 7]), ("floor", [55, 27, 13, 6]), ("last-floor", [56, 28, 14, 6])]
)
def test_maps_of_each_pooling_rule(pooling: str, sides: list[int]) -> None:
    graph = build("googlenet", pooling=pooling)
    assert [graph[f"pool{number}"].shape.height for number in range(1, 5)] == sides


def test_table_1() -> None:
    graph = build("googlenet")
    outputs = {name: graph[f"inception_{name}/concat"].shape.channels for name in ("3a", "3b", "4a", "4d", "4e", "5a", "5b")}
    assert outputs == {"3a": 256, "3b": 480, "4a": 512, "4d": 528, "4e": 832, "5a": 832, "5b": 1024}
    assert total("depth") == 22


def test_separable_stem_has_8_filters_a_colour() -> None:
    weights = {
        kind: sum(n.work.weights for n in build("googlenet", stem=kind).inside("conv1")) for kind in ("dense", "separable")
    }
    assert weights == {"dense": 7 * 7 * 3 * 64, "separable": 7 * 7 * 3 * 8 + 24 * 64}


@pytest.mark.parametrize(
    ("knobs", "message"),
    [({"pooling": "same"}, "pooling cannot be"), ({"variant": "v2"}, "variant"), ({"aux": True}, "unknown knob")],
)
def test_bad_knobs(knobs: dict[str, object], message: str) -> None:
    with pytest.raises(BadKnob, match=message):
        build("googlenet", **knobs)


def test_a_map_too_small_for_the_auxiliary_classifiers() -> None:
    with pytest.raises(CostModelError, match=r"auxiliary.*does not fit"):
        build("googlenet", resolution=32, auxiliary=True)
