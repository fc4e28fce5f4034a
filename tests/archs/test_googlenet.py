"""GoogLeNet: independent implementations, the sizes of Table 1, and the pooling rules."""

import pytest

from costmodel.archs import build
from costmodel.archs.common.knobs import BadKnob
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
