"""The roofline of a network: sums, sides, crossovers checked by substitution, calibration, the picture."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import costmodel
from costmodel.errors import CostModelError
from costmodel.formulas.counting import Counting
from costmodel.formulas.hardware.device import device
from costmodel.formulas.hardware.roofline import Bound
from costmodel.formulas.metrics import cost
from costmodel.formulas.training import Training
from costmodel.numbers.expression import at
from costmodel.questions.roofline import Roofline, roofline

CARD = Counting.of(device="rtx3090", precision="fp16")
BATCHED = Counting.of(CARD, batch=64, passes=("fold", "fuse"))


@pytest.mark.parametrize("name", ["mobilenet", "resnet", "densenet", "shufflenet_v2", "efficientnet"])
@pytest.mark.parametrize("by", ["layer", "type", "module"])
def test_parts_add_up_to_the_bound(name: str, by: str) -> None:
    made = roofline(name, by=by, counting=BATCHED)  # type: ignore[arg-type]
    bound = cost(costmodel.build(name), BATCHED)["latency_bound"]
    assert made.total.seconds == bound
    assert sum(Fraction(one) for one in made.frame()["latency_bound"]) == pytest.approx(float(bound), rel=1e-9)
    assert sum(one.seconds for one in made.layers) == bound
    assert sum(one.operations for one in made.layers) == made.total.operations
    assert made.by_itself["arithmetic"] <= bound >= made.by_itself["traffic"]  # type: ignore[operator]


def test_a_step_of_training_is_bound_by_its_layers_forward_and_backward() -> None:
    counting = Counting.of(device="rtx3090", precision="fp16", batch=32, training=Training("adam"))
    made = roofline("resnet", {"depth": 18}, counting=counting)
    assert made.total.seconds == cost(costmodel.build("resnet", {"depth": 18}), counting)["latency_bound"]
    assert any(one.name.endswith("/gradient") for one in made.layers)


def test_what_is_of_no_numbers_has_none() -> None:
    with pytest.raises(CostModelError, match="a roofline is of numbers"):
        roofline("mobilenet", {"alpha": costmodel.symbol("alpha")}, counting=CARD)


def test_the_side_that_binds_is_the_longer_one() -> None:
    made = roofline("mobilenet", counting=CARD)
    by_name = {one.name: one for one in made.layers}
    sides = set()
    for node in made.graph.nodes:
        bound = Bound.of(node.work, made.roof)
        if bound.seconds:
            expected = "arithmetic" if bound.compute >= bound.traffic else "traffic"
            assert by_name[node.name].bound_by == expected
            assert by_name[node.name].seconds == max(bound.compute, bound.traffic)
            assert (by_name[node.name].intensity >= made.roof.ridge) == (expected == "arithmetic")
            sides.add(expected)
    assert sides == {"arithmetic", "traffic"}


def side(name: str, layer: str, knobs: dict[str, Any], counting: Counting) -> str:
    """By the exact rules, from the definition."""
    roof = counting.roof
    assert roof is not None
    work = counting.passed(costmodel.build(name, knobs))[layer].work.of_batch(counting.batch)
    stored = work.weights + work.biases + work.norms + work.statistics
    moved = Fraction((work.reads + work.writes + stored) * roof.bits, 8)
    assert roof.bandwidth is not None
    return "arithmetic" if 2 * work.mult_adds / roof.peak >= moved / roof.bandwidth else "traffic"


@pytest.mark.parametrize(
    ("name", "knob", "counting"),
    [
        ("mobilenet", "resolution", Counting.of(device="rtx3090")),
        ("mobilenet", "alpha", Counting.of(device="rtx3090")),
        ("mobilenet_v2", "resolution", Counting.of(device="k80", batch=3)),
        ("resnet", "resolution", BATCHED),
        ("shufflenet_v1", "scale", Counting.of(device="titan_x_pascal")),
    ],
)
def test_a_crossover_is_one_by_substitution_on_both_sides(name: str, knob: str, counting: Counting) -> None:
    free = roofline(name, free=knob, counting=counting).free
    assert free is not None
    checked = 0
    for one in free.crossovers:
        for value, told in (one.below, one.above):
            assert {side(name, layer, {knob: value}, counting) for layer in one.layers} == {told}
        assert one.below.value < one.value <= one.above.value
        assert one.below.bound_by != one.above.bound_by
        checked += 1
    assert checked >= 3


@pytest.mark.parametrize("name", ["mobilenet", "vgg", "densenet"])
def test_a_crossover_in_the_batch_is_exact_and_rational(name: str) -> None:
    counting = Counting.of(device="rtx3090", precision="fp16", passes=("fold", "fuse"))
    free = roofline(name, free="batch", counting=counting).free
    assert free is not None
    assert free.crossovers
    for one in free.crossovers:
        assert one.value.is_Rational
        assert one.above.value - one.below.value == 1
        for value, told in (one.below, one.above):
            stated = Counting.of(counting, batch=int(value))
            assert {side(name, layer, {}, stated) for layer in one.layers} == {told}
        assert (one.below.bound_by, one.above.bound_by) == ("traffic", "arithmetic")
    graph = costmodel.build(name)
    for batch in (1, 2, 3, 17, 256):
        exact = cost(graph, Counting.of(counting, batch=batch), ["latency_bound"])["latency_bound"]
        assert at(free.form, {"batch": Fraction(batch)}) == exact


def test_a_form_in_a_knob_is_exact_where_it_says() -> None:
    free = roofline("mobilenet", free="resolution", counting=CARD).free
    assert free is not None
    assert free.exact_when == ("resolution is a multiple of 32",)
    for resolution in (32, 96, 224, 512):
        exact = cost(costmodel.build("mobilenet", {"resolution": resolution}), CARD)["latency_bound"]
        assert at(free.form, {"resolution": Fraction(resolution)}) == exact


def test_one_measurement_gives_a_scale_and_no_error() -> None:
    made = roofline("mobilenet", measured="3.2ms", counting=CARD)
    assert made.calibration is not None
    assert made.calibration.scale * made.total.seconds == Fraction(32, 10**4)
    assert made.calibration.error is None
    assert "one measurement has no error to tell" in " ".join(str(made).split())
    assert "a calibration, no bound" in " ".join(str(made).split())


def test_a_file_of_measurements_gives_the_median_ratio_and_its_error(tmp_path: Path) -> None:
    path, rows = tmp_path / "times.csv", ["network,measured,batch"]
    for network, batch, times in (("mobilenet", 1, 2), ("squeezenet", 1, 3), ("resnet", 8, 5)):
        bound = cost(costmodel.build(network), Counting.of(CARD, batch=batch), ["latency_bound"])["latency_bound"]
        rows.append(f"{network},{bound * times * 10**9} ns,{batch}")
    path.write_text("\n".join(rows))
    found = roofline("mobilenet_v2", measured=str(path), counting=CARD).calibration
    assert found is not None
    assert [one.ratio for one in found.measurements] == [2, 3, 5]
    assert found.scale == 3
    assert found.error == Fraction(2, 5)  # of 1/2, 0 and 2/5
    assert not found.too_fast


def test_a_setup_that_was_printed_gives_a_scale() -> None:
    """The figures of the study: measured times of a card are 1.4 times the bound, within 5 per cent."""
    made = roofline("mobilenet", measured="rtx_3090", counting=CARD)
    found = made.calibration
    assert found is not None
    assert found.error is not None
    assert len(found.measurements) > 40
    assert 1.3 < found.scale < 1.5
    assert found.error < Fraction(6, 100)
    assert not found.too_fast
    assert "measured on GeForce RTX 3090, fp16" in " ".join(str(made).split())


def test_what_is_faster_than_the_bound_is_named() -> None:
    made = roofline("mobilenet", measured="1us", counting=CARD)
    assert "faster than the bound: mobilenet" in " ".join(str(made).split())


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"counting": "paper"}, "latency_bound needs a device with a known peak"),
        ({"counting": Counting.of(device="esp32_s3")}, "latency_bound needs a device with a known peak"),
        ({"free": "foo"}, "unknown knob 'foo'"),
        ({"free": "variant"}, "variant does not only enter arithmetic"),
        ({"measured": "fast"}, "unknown setup 'fast'"),
        ({"measured": "ncnn_one_thread"}, "ncnn_one_thread is of 31 machines"),
        ({"measured": "3MB"}, "'3MB' is no measured speed"),
        ({"measured": "0ms"}, "'0ms' is not above 0"),
        ({"measured": "no.toml"}, "no.toml: cannot be read"),
        ({"by": "layr"}, "unknown breakdown 'layr'; did you mean layer?"),
    ],
)
def test_what_is_wrong_is_one_line(given: dict[str, Any], message: str) -> None:
    with pytest.raises(CostModelError) as caught:
        roofline("mobilenet", **{"counting": CARD, **given})
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def drawn(made: Roofline) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(made.vega())
    return found


def test_the_picture_has_the_roof_and_every_layer_that_does_arithmetic() -> None:
    made = roofline("mobilenet", counting=CARD)
    roof, points = drawn(made)["layer"]
    card = device("rtx3090")
    assert card.bandwidth is not None
    for point in roof["data"]["values"]:
        assert point["y"] == pytest.approx(min(71e12, point["x"] * 936e9))
    assert len(points["data"]["values"]) == sum(1 for one in made.layers if one.operations)
    for point in points["data"]["values"]:  # each at the roof, which is what a bound is
        assert point["y"] == pytest.approx(min(71e12, point["x"] * 936e9))
    assert points["encoding"]["x"]["scale"]["type"] == points["encoding"]["y"]["scale"]["type"] == "log"


def test_without_a_bandwidth_there_is_no_roof() -> None:
    made = roofline("mobilenet", counting=Counting.of(device="stm32h743"))
    assert made.total.bound_by == "arithmetic"
    with pytest.raises(CostModelError, match="the bandwidth of STM32H743"):
        made.vega()
