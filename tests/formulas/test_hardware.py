"""Devices and the lower bound of the time: figures with sources, sums against brute force, every number system alike."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import costmodel
from costmodel.archs import names as families
from costmodel.errors import CostModelError
from costmodel.formulas.counting import Counting
from costmodel.formulas.hardware.device import FOLDER, device, names
from costmodel.formulas.hardware.precision import PRECISIONS
from costmodel.formulas.metrics import METRICS, cost
from costmodel.numbers.expression import at

BOUND = ["latency_bound"]
ON = [("rtx_3090", "fp16"), ("stm32h743", "int8"), ("k80", "fp32")]
PROFILE = """
title = "A card"
kind = "gpu"
source = "its box"
bandwidth = "100 GB/s"

[peaks]
fp32 = "10 TFLOP/s"

[memories]
memory = "8 GiB"
"""


@pytest.mark.parametrize("name", names())
def test_every_figure_has_a_source(name: str) -> None:
    found = device(name)
    figures = {*found.peaks, *found.memories, *(["bandwidth"] if found.bandwidth else [])}
    assert set(found.sources) == figures
    assert all(len(source) > 5 for source in found.sources.values())
    assert set(found.peaks) <= set(PRECISIONS)
    assert found.title
    for precision in found.peaks:
        assert found.roof(precision).peak == found.peaks[precision] > 10**8


@pytest.mark.parametrize("given", ["rtx_3090", "rtx3090", "RTX-3090", "rtx 3090"])
def test_a_name_is_found_however_it_is_spelled(given: str) -> None:
    assert device(given) == device("rtx_3090")


def test_what_is_printed_is_exact() -> None:
    card = device("rtx_3090")
    assert (card.peaks["fp16"], card.bandwidth, card.memories["memory"]) == (71 * 10**12, 936 * 10**9, 24 * 2**30)
    assert card.roof("fp16").ridge == Fraction(71 * 10**12, 936 * 10**9)
    assert device("stm32h743").memories == {"sram": 2**20, "largest_block": 2**19, "flash": 2**21}


def test_the_default_precision_is_the_widest_that_is_no_integer_but_of_a_microcontroller() -> None:
    assert [device(name).default for name in ("rtx_3090", "tpu_v4", "tpu_v1", "stm32f746")] == ["fp32", "bf16", "int8", "int8"]
    assert device("rp2040").default == ""


def in_loops(graph: costmodel.Graph, batch: int, bits: int, peak: Fraction, bandwidth: Fraction | None) -> Fraction:
    """The definition, node by node."""
    seconds = Fraction(0)
    for node in graph.nodes:
        work = node.work
        stored = work.weights + work.biases + work.norms + work.statistics + work.shared_weights + work.shared_others
        moved = Fraction(((work.reads + work.writes) * batch + stored) * bits, 8)
        seconds += max(2 * work.mult_adds * batch / peak, moved / bandwidth if bandwidth else Fraction(0))
    return seconds


@pytest.mark.parametrize("name", families())
@pytest.mark.parametrize(("on", "precision"), ON)
@pytest.mark.parametrize("batch", [1, 7])
def test_the_bound_is_the_sum_over_nodes(name: str, on: str, precision: str, batch: int) -> None:
    graph, roof = costmodel.build(name), device(on).roof(precision)
    found = cost(graph, Counting.of(device=on, precision=precision, batch=batch), BOUND)["latency_bound"]
    assert found == in_loops(graph, batch, roof.bits, roof.peak, roof.bandwidth)


def test_the_bound_is_of_the_graph_after_the_passes_and_of_no_convention() -> None:
    graph = costmodel.build("mobilenet_v2")
    plain, fused, strict = (
        cost(graph, Counting.of(convention, device="rtx3090", passes=passes), BOUND)["latency_bound"]
        for convention, passes in (("paper", ()), ("paper", ("fold", "fuse")), ("strict", ()))
    )
    assert fused < plain == strict


@pytest.mark.parametrize(("on", "precision"), ON)
@pytest.mark.parametrize(("name", "knob"), [("mobilenet", "alpha"), ("densenet", "growth"), ("efficientnet", "resolution")])
def test_the_closed_form_is_what_the_numbers_are(name: str, knob: str, on: str, precision: str) -> None:
    counting = Counting.of(device=on, precision=precision, batch=4)
    form = costmodel.closed_form(name, [knob], metrics=BOUND, counting=counting)
    compared = 0
    for values, exact in form.points():
        assert at(form.metrics["latency_bound"], values) == exact["latency_bound"]
        if (compared := compared + 1) == 12:
            break
    assert compared == 12


def test_arrays_are_what_the_numbers_are() -> None:
    counting = Counting.of(device="rtx_4090", precision="fp16", batch=32)
    swept = costmodel.sweep("mobilenet", {"alpha": "0.25:2:0.25", "resolution": "128:224:32"}, counting=counting).columns
    assert swept["latency_bound"].dtype == np.float64
    for row in range(len(swept["alpha"])):
        knobs = {"alpha": swept["alpha"][row], "resolution": swept["resolution"][row]}
        exact = cost(costmodel.build("mobilenet", knobs), counting, BOUND)["latency_bound"]
        assert swept["latency_bound"][row] == pytest.approx(float(exact), rel=1e-12)


def test_a_budget_of_latency_is_one_of_the_bound() -> None:
    counting = Counting.of(device="rtx3090", precision="fp16")
    found = costmodel.solve("mobilenet", ["alpha"], {"latency": "60us"}, counting=counting)
    inside, beyond = found.best.inside, found.best.beyond
    assert beyond is not None
    assert inside.cost["latency_bound"] <= Fraction(60, 10**6) < beyond.cost["latency_bound"]
    for point in (inside, beyond):
        built = costmodel.build("mobilenet", {"alpha": point.values["alpha"]})
        assert cost(built, counting, BOUND)["latency_bound"] == point.cost["latency_bound"]


def test_a_report_says_what_bounds_and_where() -> None:
    made = costmodel.report("mobilenet", counting=Counting.of(device="rtx3090", precision="fp16"))
    text = " ".join(str(made).split())
    assert "at least 76.94 us on GeForce RTX 3090" in text
    assert "on GeForce RTX 3090 in fp16" in text
    assert "latency_bound 76.94 us seconds" in text  # on a narrow terminal, too
    assert METRICS["latency_bound"].summary.startswith("Lower bound of the time")


def test_the_record_of_a_report_says_on_what() -> None:
    counting = Counting.of(device="rtx3090", technology="45nm", precision="fp16")
    record = costmodel.report("mobilenet", counting=counting).record()
    assert (record["device"], record["technology"], record["precision"]) == ("rtx_3090", "45nm", "fp16")
    schema = json.loads((Path(__file__).parents[2] / "docs/schemas/report-1.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads(json.dumps(record, default=float)))
    assert not {"device", "technology", "precision"} & set(costmodel.report("mobilenet").record())


def test_a_device_without_bandwidth_or_peak_says_so() -> None:
    assert "whose bandwidth is not known, so that its traffic bounds nothing" in Counting.of(device="edge_tpu").line
    counting = Counting.of(device="rp2040")
    assert "whose peak is not known" in counting.line
    assert "latency_bound" not in cost(costmodel.build("mobilenet"), counting)
    with pytest.raises(CostModelError, match="latency_bound needs a device with a known peak"):
        cost(costmodel.build("mobilenet"), counting, BOUND)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"device": "rtx3091"}, "unknown device 'rtx3091'; did you mean rtx_3090"),
        (
            {"device": "rtx3090", "precision": "int8"},
            "unknown precision of GeForce RTX 3090 'int8'; allowed: fp32, fp16, fp16_acc16",
        ),
        ({"device": "rp2040", "precision": "int8"}, "no peak of RP2040"),
        ({"precision": "fp16"}, "a precision is a device's"),
        ({"device": "no/such.toml"}, "cannot be read"),
        ({"device": "rtx3090", "batch": 0}, "batch cannot be '0'"),
    ],
)
def test_what_is_wrong_is_one_line(given: dict[str, Any], message: str) -> None:
    with pytest.raises(CostModelError) as caught:
        Counting.of(**given)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_profile_of_a_users_own(tmp_path: Path) -> None:
    path = tmp_path / "card.toml"
    path.write_text(PROFILE)
    counting = Counting.of(device=path)
    assert counting == Counting.of(device=str(path))
    assert counting.roof is not None
    assert (counting.roof.peak, counting.roof.bandwidth) == (10**13, 10**11)
    graph = costmodel.build("mobilenet")
    expected = in_loops(graph, 1, 32, Fraction(10**13), Fraction(10**11))
    assert cost(graph, counting, BOUND)["latency_bound"] == expected
    path.write_text(PROFILE.replace("100 GB/s", "200 GB/s"))
    assert Counting.of(device=str(path)).roof != counting.roof  # read anew


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('source = "its box"\n', "", "fp32 has no source"),
        ('"10 TFLOP/s"', '"-10 TFLOP/s"', "fp32: '-10 TFLOP' is no amount"),
        ('"10 TFLOP/s"', '"0"', "fp32: '0' is not above 0"),
        ('"10 TFLOP/s"', '"10 GB/s"', "'10 GB/s' is in bytes, not in operations"),
        ('"100 GB/s"', '"100"', "'100' is in no unit, not in bytes"),
        ("fp32 =", "fp31 =", "'fp31' is no precision; allowed: fp32"),
        ("memory =", "ram =", "memories.ram"),
        ('kind = "gpu"', 'kind = "toaster"', "kind: Input should be 'gpu', 'cpu', 'accelerator' or 'mcu'"),
        ('kind = "gpu"', 'kind = "gpu"\ncolour = "green"', "colour: Extra inputs are not permitted"),
        ('title = "A card"\n', "", "title: Field required"),
    ],
)
def test_a_profile_that_is_wrong_is_one_line(old: str, new: str, message: str, tmp_path: Path) -> None:
    assert old in PROFILE
    path = tmp_path / "card.toml"
    path.write_text(PROFILE.replace(old, new))
    with pytest.raises(CostModelError) as caught:
        device(str(path))
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(path))


def test_the_folder_holds_profiles_and_nothing_else() -> None:
    assert {path.suffix for path in FOLDER.iterdir()} == {".toml"}
