"""Flash and RAM of microcontrollers: known answers, the planner against its authors' own, number systems, what is refused."""

import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel import CostModelError, Counting, Graph, Network, build, cost, passes, sweep, symbol
from costmodel.archs import names as families
from costmodel.formulas.deployment import deployment, names
from costmodel.formulas.deployment.tflite_micro import Buffer, plan
from costmodel.numbers.algebra import Undecided

INT8 = Counting(bits=8)
WIDTHS = (16, 24, 32, 64, 96, 160, 320)  # of MobileNetV2's bottlenecks
MEASURED = json.loads((Path(__file__).parent / "arenas.json").read_text())
EXACT = [name for name in names() if name != "tflite-micro"]  # sums and maxima, which every number system has


def counted(network: Any, way: str, metric: str, counting: Counting = INT8) -> Any:
    return cost(network, Counting.of(counting, deployment=way), [metric])[metric]


def keyword_spotting() -> Graph:
    """MLPerf Tiny's DS-CNN of 49x10 cepstral coefficients."""
    net = Network(channels=1, side=(49, 10))
    x = net.conv(net.input, 64, (10, 4), stride=2, norm=True, act="relu")
    for _ in range(4):
        x = net.conv(net.dwconv(x, 3, norm=True, act="relu"), 64, 1, norm=True, act="relu")
    return net.classify(x, 12)


def image_classification() -> Graph:
    """MLPerf Tiny's ResNet of three blocks on CIFAR-10."""
    net = Network(channels=3, side=32)
    x = net.conv(net.input, 16, 3, norm=True, act="relu")
    for channels, stride in ((16, 1), (32, 2), (64, 2)):
        y = net.conv(net.conv(x, channels, 3, stride=stride, norm=True, act="relu"), channels, 3, norm=True)
        x = net.add(x if stride == 1 else net.conv(x, channels, 1, stride=stride), y, act="relu")
    return net.classify(x, 10)


@pytest.mark.parametrize(
    ("graph", "head"),
    [
        (build("mobilenet", alpha="0.25", resolution=96, classes=2), 73728),
        (keyword_spotting(), 16000),
        (image_classification(), 49152),
    ],
    ids=["vww_96_int8", "kws_ref_model", "pretrainedResnet_quant"],
)
def test_the_plan_is_as_large_as_the_interpreters(graph: Graph, head: int) -> None:
    """What the recording interpreter (tflite-micro 0.dev20261023182759) says of the arena's head for MLPerf Tiny's files."""
    assert counted(graph, "tflite-micro", "ram_bytes") == head


@pytest.mark.parametrize(("network", "head"), MEASURED["heads"].items())
def test_the_plan_is_as_large_as_the_interpreters_for_networks_of_the_catalog(network: str, head: int) -> None:
    """Written down as int8 models by `python -m benchmarks.arenas`, which asked the interpreter."""
    assert counted(build(network), "tflite-micro", "ram_bytes") == head


def test_some_of_those_plans_have_gaps_so_that_the_order_of_planning_is_tested() -> None:
    gaps = [name for name, head in MEASURED["heads"].items() if counted(build(name), "arithmetic", "ram_bytes") < head]
    assert len(gaps) >= 5


@pytest.mark.parametrize(
    ("buffers", "offsets", "size"),
    [  # the planner's own tests
        ([(10, 0, 1), (20, 2, 3)], [0, 0], 20),
        ([(10, 0, 1), (20, 1, 2), (30, 2, 3), (40, 3, 4), (50, 0, 1)], [50, 70, 40, 0, 0], 90),
        ([(100, 0, 1), (50, 2, 3), (20, 1, 2)], [0, 0, 100], 120),
    ],
)
def test_the_plan_is_the_planners_own(buffers: Sequence[tuple[int, int, int]], offsets: list[int], size: int) -> None:
    wanted = [Buffer(*one) for one in buffers]
    placed = {one.buffer: one.offset for one in plan(wanted)}
    assert [placed[one] for one in wanted] == offsets
    assert max(one.end for one in plan(wanted)) == size


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 9), st.integers(0, 4)), min_size=1, max_size=30))
def test_nothing_that_is_needed_at_one_time_lies_in_one_place(sizes: list[tuple[int, int, int]]) -> None:
    buffers = [Buffer(size, first, first + length) for size, first, length in sizes]
    placed = plan(buffers)
    for step in range(14):
        living = sorted(one for one in placed if one.buffer.first <= step <= one.buffer.last)
        assert all(one.end <= other.offset for one, other in pairwise(living))
        assert sum(one.buffer.size for one in living) <= max(one.end for one in placed)
    assert sorted(one.buffer for one in placed) == sorted(buffers)


def test_known_answers_of_mobilenet_v2() -> None:
    found = {name: counted(build("mobilenet_v2"), name, "ram_bytes") for name in names()}
    assert found == {
        "arithmetic": 1505280,
        "mcunet": 1505280,
        "stm32cube-ai": 1505280,
        "tflite-micro": 1505280,
        "tinyengine": 1404928,
    }


def test_mcunet_counts_the_residual_beside_the_depthwise_convolution_alone() -> None:
    """The same block by hand: 8 channels of 10x10, expanded to 48."""
    net = Network(channels=8, side=10)
    hidden = net.dwconv(net.conv(net.input, 48, 1, norm=True, act="relu6"), 3, norm=True, act="relu6")
    net.add(net.input, net.conv(hidden, 8, 1, norm=True))
    graph = net.graph()
    assert counted(graph, "mcunet", "ram_bytes") == 100 * (48 + 48 + 8)
    assert counted(graph, "arithmetic", "ram_bytes") == 100 * (48 + 48 + 8)
    wide = Network(channels=64, side=10)
    wide.add(wide.input, wide.conv(wide.conv(wide.input, 16, 1, norm=True), 64, 1, norm=True))
    graph = wide.graph()
    assert counted(graph, "mcunet", "ram_bytes") == 100 * (64 + 16)
    assert counted(graph, "arithmetic", "ram_bytes") == 100 * (64 + 16 + 64)


@pytest.mark.parametrize("alpha", ["0.35", "1"])
@pytest.mark.parametrize("side", [96, 144, 224])
def test_mcunet_counts_mobilenet_v2_as_its_authors_code_walks_over_the_blocks(alpha: str, side: int) -> None:
    """By hand from the paper's table: the stem, three convolutions a block, the last convolution, the classifier."""
    widths = {c: {"0.35": {16: 8, 24: 8, 32: 16, 64: 24, 96: 32, 160: 56, 320: 112}[c], "1": c}[alpha] for c in WIDTHS}
    stem = 16 if alpha == "0.35" else 32
    pixels = (side // 2) ** 2
    counts = [3 * side**2 + stem * pixels, 1280 * (side // 32) ** 2 + widths[320] * (side // 32) ** 2, 1280 + 1000]
    width = stem
    for number, (channels, repeats, stride) in enumerate(
        zip(WIDTHS, (1, 2, 3, 4, 3, 3, 1), (1, 2, 2, 2, 1, 2, 1), strict=True)
    ):
        for layer in range(repeats):
            after = pixels if layer or stride == 1 else pixels // 4
            out, hidden = widths[channels], width if number == 0 else 6 * width
            residual = width * pixels if layer else 0
            counts += [] if number == 0 else [width * pixels + hidden * pixels]
            counts += [hidden * pixels + hidden * after + residual, hidden * after + out * after]
            width, pixels = out, after
    graph = build("mobilenet_v2", alpha=alpha, resolution=side)
    assert counted(graph, "mcunet", "ram_bytes") == max(counts)


def test_flash_is_weights_at_their_bits_and_biases_at_32() -> None:
    net = Network(channels=4, side=8)
    net.conv(net.conv(net.input, 16, 3, norm=True), 2, 1)  # the second has no bias
    graph = net.graph()
    weights, biases = 4 * 16 * 9 + 16 * 2, 16
    assert counted(graph, "arithmetic", "flash_bytes") == weights + 4 * biases
    assert counted(graph, "stm32cube-ai", "flash_bytes") == weights + 4 * (biases + 2)
    assert counted(graph, "arithmetic", "flash_bytes", Counting(bits=4)) == weights // 2 + 4 * biases
    assert counted(graph, "arithmetic", "flash_bytes", Counting()) == 4 * (weights + biases)


@pytest.mark.parametrize("way", EXACT)
@pytest.mark.parametrize("family", ["mobilenet", "mobilenet_v2", "resnet", "squeezenet"])
def test_number_systems_agree(family: str, way: str) -> None:
    side = symbol("resolution")
    sides = [64, 97, 160]
    for metric in ("ram_bytes", "flash_bytes"):
        numbers = [counted(build(family, resolution=one), way, metric) for one in sides]
        form = counted(build(family, resolution=side), way, metric)
        assert [form if isinstance(form, int) else int(form.subs(side, one)) for one in sides] == numbers
        array = counted(build(family, resolution=np.array(sides)), way, metric)
        assert np.broadcast_to(array, 3).tolist() == numbers


@pytest.mark.parametrize("family", families())
def test_every_family_is_counted_in_every_way(family: str) -> None:
    graph = build(family)
    deployed = passes.after(graph, ["fold", "fuse"])
    largest = max(node.elements for node in deployed.nodes)
    found = {name: counted(graph, name, "ram_bytes") for name in names()}
    assert all(largest <= size for size in found.values())
    assert found["mcunet"] <= found["arithmetic"]
    assert found["tinyengine"] <= found["arithmetic"]
    assert counted(graph, "stm32cube-ai", "flash_bytes") >= counted(graph, "arithmetic", "flash_bytes")


def test_a_batch_has_as_many_maps_and_the_same_weights() -> None:
    graph = build("mobilenet_v2", alpha="0.35")
    for way in names():
        assert counted(graph, way, "ram_bytes", Counting(bits=8, batch=2)) == 2 * counted(graph, way, "ram_bytes")
        assert counted(graph, way, "flash_bytes", Counting(bits=8, batch=2)) == counted(graph, way, "flash_bytes")


def test_a_sweep_plans_anew_wherever_the_order_of_sizes_changes() -> None:
    counting = Counting(bits=8, deployment="tflite-micro")
    found = sweep(
        "mobilenet", {"alpha": "0.2:0.3:0.01", "resolution": "90:101"}, counting=counting, metrics=["ram_bytes"]
    ).frame()
    points = list(zip(found["alpha"], found["resolution"], found["ram_bytes"], strict=True))
    assert len(points) == 11 * 12
    for alpha, side, size in points:
        graph = build("mobilenet", alpha=str(round(alpha, 2)), resolution=int(side))
        assert counted(graph, "tflite-micro", "ram_bytes") == size


def test_a_plan_of_symbols_is_made_where_their_order_is_known() -> None:
    n = symbol("n")
    assert [
        (str(one.offset), str(one.buffer.size)) for one in plan([Buffer(3 * n, 0, 1), Buffer(n, 1, 2), Buffer(2 * n, 2, 3)])
    ] == [
        ("0", "3*n"),
        ("0", "2*n"),
        ("3*n", "n"),
    ]


def test_what_is_refused_is_said_in_a_line() -> None:
    graph = build("mobilenet")
    with pytest.raises(CostModelError, match="did you mean tflite-micro"):
        Counting(deployment="tflite-mirco")
    with pytest.raises(CostModelError, match="tflite-micro is known for values of 8 bits, not of 32; allowed: --bits 8"):
        counted(graph, "tflite-micro", "ram_bytes", Counting())
    with pytest.raises(CostModelError, match="not of 16"):
        counted(graph, "tflite-micro", "ram_bytes", Counting(bits=8, activation_bits=16))
    with pytest.raises(CostModelError, match="ram_bytes needs a way of counting"):
        cost(graph, INT8, ["ram_bytes"])
    with pytest.raises(Undecided, match="give every knob a number"):
        counted(build("mobilenet", resolution=symbol("resolution")), "tflite-micro", "ram_bytes")
    with pytest.raises(CostModelError, match="pass fold after in-place"):
        counted(graph, "arithmetic", "ram_bytes", Counting(bits=8, passes=("in-place",)))


def test_a_report_says_flash_and_ram_where_a_way_is_stated_and_nowhere_else() -> None:
    graph = build("mobilenet")
    assert {"flash_bytes", "ram_bytes"} <= cost(graph, Counting(bits=8, deployment="STM32Cube AI")).keys()
    assert not {"flash_bytes", "ram_bytes"} & cost(graph, INT8).keys()
    assert deployment("STM32Cube-AI").name == "stm32cube-ai"
