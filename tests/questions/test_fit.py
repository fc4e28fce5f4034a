"""Does it fit: used and left, what decides, the maps of the fullest layer, what would fit, and what is refused."""

import os
import shlex
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from costmodel import CostModelError, Counting, Network, build, fit, memory, symbol
from costmodel.archs import names as families
from costmodel.formulas.deployment import deployment, names
from costmodel.questions.fit.use import Use

INT8 = Counting(bits=8)
ROOT = Path(__file__).parent.parent.parent


def run(command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "120"}
    return subprocess.run(
        [sys.executable, "-m", "costmodel", *shlex.split(command)], capture_output=True, text=True, env=environment
    )


def test_a_network_fits_by_one_byte_and_no_more() -> None:
    graph = build("mobilenet", alpha="0.25")
    assert fit(graph, sram="301056", flash="478544", counting=INT8).fits
    tight = fit(graph, sram="301055", flash="478543", counting=INT8)
    assert not tight.fits
    assert tight.failing is not None
    assert tight.failing.code == 1
    assert tight.failing.why == "graph does not fit: SRAM is short of 1 bytes, flash is short of 1 bytes"


def test_one_memory_may_be_asked_for_alone() -> None:
    assert fit("mobilenet_v2", flash="3.4MiB", counting=INT8).fits
    assert not fit("mobilenet_v2", sram="1MiB", counting=INT8).fits
    assert [one.name for one in fit("mobilenet_v2", sram="1MiB", counting=INT8).memories] == ["sram"]


def test_the_way_that_is_stated_decides() -> None:
    graph = build("mobilenet", alpha="0.25")
    plain, planned = (fit(graph, sram="300KiB", counting=Counting(bits=8, deployment=way)) for way in ("", "tflite-micro"))
    assert plain.deciding.way.name == "arithmetic"
    assert plain.fits
    assert not planned.fits
    assert planned.record()["way"] == next(iter(planned.uses)) == "tflite-micro"
    assert set(plain.uses) == set(planned.uses) == set(names())


def test_ways_that_are_of_bytes_are_not_asked_of_other_values() -> None:
    wide = fit("squeezenet", sram="8MiB")
    assert list(wide.uses) == ["arithmetic"]
    assert "tflite-micro (--bits 8)" in str(wide)
    assert "not asked" not in str(fit("squeezenet", sram="8MiB", counting=INT8))


def test_sizes_stand_for_those_of_a_device_and_its_pieces_are_said() -> None:
    on_chip = fit("mobilenet_v2", {"alpha": "0.35"}, counting=Counting.of(bits=8, device="STM32-H743"))
    assert {one.name: one.size for one in on_chip.memories} == {"sram": 2**20, "flash": 2**21}
    assert on_chip.fits
    assert on_chip.record()["largest_block"] == 2**19
    assert "the largest of 512KiB: what is counted does not lie in one" in str(on_chip).replace("\n  ", " ")
    smaller = fit("mobilenet_v2", {"alpha": "0.35"}, sram="512KiB", counting=Counting.of(bits=8, device="stm32h743"))
    assert {one.name: one.given for one in smaller.memories} == {"sram": "512KiB", "flash": "2MiB"}
    assert not smaller.fits


@pytest.mark.parametrize("way", names())
@pytest.mark.parametrize("family", families())
def test_the_maps_of_the_fullest_layer_are_all_that_is_alive(family: str, way: str) -> None:
    use = Use.of(build(family), deployment(way), INT8)
    peak = use.timeline.peak
    held = use.timeline.held(peak.node)
    assert sum(one.size for one in held) == peak.size == max(step.size for step in use.timeline.steps)
    assert held[-1].node == peak.node or peak.node.is_in_place
    if way == "tflite-micro":
        assert use.totals["ram_bytes"] >= peak.size
    elif way != "mcunet":
        assert use.totals["ram_bytes"] == peak.size


def test_what_would_fit_is_what_solve_finds_and_its_command_says_so() -> None:
    made = fit("mobilenet", {"alpha": "0.25", "classes": "2", "resolution": 96}, sram="64KiB", flash="250KiB", counting=INT8)
    side, width = made.largest
    assert side.values == {"resolution": 104}
    assert width.values == {"alpha": Fraction("0.272")}
    for one in made.largest:
        done = run(one.command.removeprefix("costmodel "))
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("".join(f"mobilenet: {knob}={float(value):g}\n" for knob, value in one.values.items()))
    for knobs, fits in (((0.25, 104), True), ((0.25, 105), False), ((0.272, 96), True), ((0.273, 96), False)):
        given = {"alpha": knobs[0], "resolution": knobs[1], "classes": 2}
        assert fit("mobilenet", given, sram="64KiB", flash="250KiB", counting=INT8).fits is fits


@pytest.mark.parametrize(
    ("network", "knobs"),
    [
        ("mobilenet_v2", {"scale_last": True, "expand_first": False, "alpha": "0.35"}),
        ("resnet18", {"classes": 10}),
        (str(ROOT / "examples" / "unet.toml"), {"classes": 3}),
    ],
)
def test_commands_are_of_any_subject(network: str, knobs: dict[str, object]) -> None:
    made = fit(network, knobs, sram="4MiB", counting=Counting(bits=8, deployment="mcunet"))
    (first, *_) = made.largest
    done = run(first.command.removeprefix("costmodel "))
    assert done.returncode == 0, done.stderr
    ((knob, value),) = first.values.items()
    assert f": {knob}={value}\n" in done.stdout


def test_what_cannot_be_named_has_no_command() -> None:
    (first, *_) = fit(str(ROOT / "examples" / "ofa_mobilenet_v3.toml"), sram="1MiB", counting=INT8).largest
    assert str(first) == "the largest resolution that fits: 186"


def test_where_one_knob_is_not_enough_both_are_tried() -> None:
    made = fit("mobilenet", sram="100KiB", flash="500KiB", counting=INT8)
    side, width, both = made.largest
    assert str(side).startswith("no resolution fits: the smallest, resolution=1, needs ")
    assert str(width).startswith("no alpha fits: the smallest, alpha=0.001, needs ")
    assert both.free == ("alpha", "resolution")
    assert fit("mobilenet", both.values, sram="100KiB", flash="500KiB", counting=INT8).fits
    done = run(both.command.removeprefix("costmodel "))
    assert done.stdout.startswith(f"mobilenet: alpha={float(both.values['alpha']):g}, resolution={both.values['resolution']}\n")


def test_where_nothing_would_fit_the_reason_is_said() -> None:
    made = fit("mobilenet", sram="100KiB", flash="1KiB", counting=INT8)
    assert [one.values for one in made.largest] == [{}, {}, {}]
    assert [one["values"] for one in made.record()["largest"]] == [{}, {}, {}]
    assert str(made.largest[2]).startswith("no alpha and resolution fits: the smallest, alpha=0.001")


def test_the_picture_is_that_of_memory_with_a_line_for_the_ram() -> None:
    made = fit("mobilenet_v2", {"alpha": "0.35"}, sram="1MiB", flash="2MiB", counting=Counting(bits=8, passes=("fold", "fuse")))
    plain = memory("mobilenet_v2", {"alpha": "0.35"}, counting=Counting(bits=8, passes=("fold", "fuse")))
    own, drawn = made.specification["layer"], plain.specification["layer"]
    assert [one["data"] for one in own[: len(drawn)]] == [one["data"] for one in drawn]
    assert [one["data"]["values"] for one in own[len(drawn) :]] == 2 * [[{"bytes": 2.0**20, "named": "SRAM 1MiB"}]]
    assert {"peak", "timeline"} <= made.record().keys()
    assert made.record()["timeline"] == plain.record()["timeline"]
    assert fit("mobilenet_v2", flash="2MiB", counting=INT8).specification["layer"][-1]["data"]["values"] == []


def test_a_plan_with_gaps_says_so() -> None:
    planned = fit("mobilenet", {"alpha": "0.25"}, sram="1MiB", counting=Counting(bits=8, deployment="tflite-micro"))
    assert "it counts 100,352 bytes more than are alive in the fullest layer" in str(planned)
    assert "than are alive" not in str(fit("mobilenet", {"alpha": "0.25"}, sram="1MiB", counting=INT8))


def test_a_graph_has_no_knobs_that_could_be_larger() -> None:
    net = Network(side=8)
    net.conv(net.input, 4, 3)
    assert fit(net.graph(), sram="1KiB", counting=INT8).largest == ()


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("fit mobilenet", "there is nothing to fit into; allowed: --sram and --flash, each with a size, or --device"),
        ("fit mobilenet --sram 0", "sram: '0' is not above 0"),
        ("fit mobilenet --sram lots", "sram: 'lots' is no amount"),
        ("fit mobilenet --flash '3M params'", "flash: a memory is counted in bytes: '3M params'"),
        ("fit mobilenet --device stm32h742", "unknown device 'stm32h742'; did you mean"),
        ("fit mobilenet --device rp2040", "RP2040 (two Cortex-M0+) has no flash of a known size"),
        ("fit mobilenet --device rtx3090", "GeForce RTX 3090 has no SRAM of a known size"),
        ("fit mobilenet --sram 1MiB --deployment tflm", "unknown way of counting a microcontroller's memory 'tflm'"),
        ("fit mobilenet --sram 1MiB --deployment mcunet", "mcunet is known for values of 8 bits, not of 32"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(command: str, message: str) -> None:
    done = run(command)
    assert done.returncode == 2
    assert done.stdout == ""
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_network_that_is_trained_is_refused() -> None:
    done = run("fit mobilenet --sram 1MiB --bits 8 --training")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "costmodel: mobilenet: a microcontroller's flash and RAM are of a network that runs, not of one that is trained\n"
    )


def test_symbols_are_refused() -> None:
    with pytest.raises(CostModelError, match=r"mobilenet: ram_bytes is .*, and a chip has so many bytes or not"):
        fit("mobilenet", {"resolution": symbol("r")}, sram="1MiB", counting=INT8)


def test_the_exit_code_says_whether_it_fits(tmp_path: Path) -> None:
    command = "fit mobilenet --alpha 0.25 --bits 8 --flash 1MiB --sram"
    assert run(f"{command} 300KiB").returncode == 0
    tight = run(f"{command} 256KiB")
    assert tight.returncode == 1
    assert tight.stderr == "costmodel: mobilenet does not fit: SRAM is short of 38,912 bytes\n"
    assert tight.stdout.startswith("mobilenet does not fit\n")
