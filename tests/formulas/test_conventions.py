"""What each tool prints, against what it printed when it was run; and that only the tool that is asked for is read."""

import json
import struct
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import costmodel
from costmodel.answers.formats import render
from costmodel.errors import CostModelError
from costmodel.formulas.conventions import CONVENTIONS, convention
from costmodel.formulas.counting import Counting, fold
from costmodel.formulas.metrics import METRICS, cost, mult_adds
from costmodel.ir.graph import Graph

TESTS = Path(__file__).parent.parent
DATA: dict[str, Any] = json.loads((TESTS / "measured_by_tools.json").read_text())
MEASURED: dict[str, Any] = DATA["networks"]
TOOLS = [name for name in CONVENTIONS if CONVENTIONS[name].prints]

# The column FLOPs/2 of imgclsmob's README, for networks that it builds as their papers do.
IMGCLSMOB = [
    ("densenet", {}, "2,872.13"),
    ("densenet", {"depth": "161"}, "7,793.16"),
    ("densenet", {"depth": "169"}, "3,403.89"),
    ("densenet", {"depth": "201"}, "4,347.15"),
    ("squeezenet", {"resolution": "224"}, "823.67"),
    ("squeezenet", {"resolution": "224", "version": "1.1"}, "352.02"),
    ("alexnet", {"one_tower": "true"}, "714.83"),
    ("vgg", {"depth": "16"}, "15,480.10"),
    ("vgg", {"depth": "11", "batch_norm": "true"}, "7,630.72"),
    ("resnet", {"depth": "18"}, "1,820.41"),
    ("resnet", {"depth": "50"}, "3,877.95"),
    ("resnet", {"depth": "50", "stride_in": "3x3"}, "4,110.48"),
    ("resnet", {"depth": "50", "preactivation": "true"}, "3,875.44"),
    ("resnet", {"depth": "50", "se": "true"}, "3,880.49"),
    ("resnet", {"depth": "101", "se": "true"}, "7,602.76"),
    ("resnet", {"depth": "152", "se": "true"}, "11,328.52"),
    ("resnext", {"depth": "101"}, "8,003.45"),
    ("resnext", {"depth": "50", "se": "true"}, "4,258.40"),
    ("resnext", {"depth": "101", "se": "true"}, "8,008.26"),
    ("senet", {}, "20,745.78"),
    ("xception", {}, "8,403.63"),
    ("inception_v3", {}, "5,743.06"),
    ("inception_v4", {}, "12,304.93"),
    ("inception_resnet_v2", {}, "13,188.64"),
    ("mobilenet", {}, "579.80"),
    ("mobilenet", {"alpha": "0.25"}, "44.09"),
    ("shufflenet_v2", {"layout": "even", "scale": "0.5"}, "43.31"),
]


@pytest.mark.parametrize(("network", "tool"), [(n, tool) for n, printed in MEASURED.items() for tool in printed])
def test_a_tool_prints_what_it_printed(network: str, tool: str) -> None:
    subject, printed, counting = DATA["subjects"][network], MEASURED[network][tool], convention(tool)
    counted = cost(costmodel.build(subject["architecture"], **subject["knobs"]), counting, metrics=printed)
    differing = {metric for metric, value in printed.items() if counted[metric] != value}
    assert differing == DATA["differs"].get(network, {}).get(tool, {}).keys(), "an exception is named, with its reason"
    assert set(printed) <= set(counting.prints), "a convention lists what its tool prints"


def test_what_is_said_to_be_measured_was_on_eight_networks_and_the_rest_was_read() -> None:
    counted = Counter(tool for printed in MEASURED.values() for tool in printed)
    assert counted.keys() == DATA["tools"].keys()
    assert min(counted.values()) >= 8
    tables = {"imgclsmob", "timm"}  # which print numbers of networks of their own
    assert {name for name in TOOLS if CONVENTIONS[name].measured} == counted.keys() | tables


@pytest.mark.parametrize(
    ("tool", "network", "printed"),
    [
        ("thop-0-0-22", "resnet:stride_in=3x3", 4_142_713_856),
        ("thop-0-0-31-1912", "resnet:stride_in=3x3", 4_135_790_592),
        ("thop-0-0-31-2001", "resnet:stride_in=3x3", 4_113_562_624),
        ("thop-0-0-31-2001", "mobilenet_v2:alpha=1.4", 603_134_720),
        ("thop-0-0-31-2005", "resnet:stride_in=3x3", 4_111_514_624),
    ],
)
def test_numbers_that_people_quote_of_old_versions(tool: str, network: str, printed: int) -> None:
    """They were added up in single precision, layer after layer, but for the last."""
    layers = fold(costmodel.build(network), "layer", Counting.of(tool))
    counts = [mult_adds(layer, convention(tool)) for layer in layers]
    assert printed == (sum(counts) if tool == "thop-0-0-31-2005" else reduce(lambda a, b: single(a + single(b)), counts))


def single(number: float) -> float:
    """The nearest number of 24 binary digits."""
    nearest: float
    [nearest] = struct.unpack("f", struct.pack("f", number))
    return nearest


@pytest.mark.parametrize("name", [name for name in TOOLS if CONVENTIONS[name].same_as])
@pytest.mark.parametrize("network", ["resnet", "vgg", "mobilenet_v3", "shufflenet_v2", "efficientnet", "densenet"])
def test_a_copy_counts_as_what_it_copied(name: str, network: str) -> None:
    graph, copy = costmodel.build(network), CONVENTIONS[name]
    assert cost(graph, copy, copy.prints) == cost(graph, copy.same_as, copy.prints)


@pytest.mark.parametrize(("name", "knobs", "printed"), IMGCLSMOB, ids=lambda part: str(part))
def test_imgclsmob_prints_what_it_printed(name: str, knobs: dict[str, str], printed: str) -> None:
    counted = cost(costmodel.build(name, **knobs), convention("imgclsmob"))
    assert f"{counted['mult_adds'] / 10**6:,.2f}" == printed
    assert counted["flops"] == 2 * counted["mult_adds"]


def test_keras_counts_running_statistics_and_its_own_biases() -> None:
    """Keras prints 4,253,864 parameters for MobileNet, of them 4,231,976 trainable; 25,636,712 and 25,583,592 for ResNet-50."""
    for name, total, trainable in (("mobilenet", 4_253_864, 4_231_976), ("resnet", 25_636_712, 25_583_592)):
        graph, counting = costmodel.build(name), convention("keras")
        learned = replace(counting, params=convention("paper").params)
        assert (cost(graph, counting)["params"], cost(graph, learned)["params"]) == (total, trainable)


def test_toco_logs_operations_and_half_of_them() -> None:
    """For TF-Slim's Inception-v3 the converter logs 11.460 G ops, equivalently 5.730 G MACs."""
    network = costmodel.build("inception_v3", classes=1001, norm_scale=False)
    totals = cost(network, convention("toco"))
    assert [f"{float(totals[metric]) / 10**9:.3f}" for metric in ("flops", "mult_adds")] == ["11.460", "5.730"]


def test_timm_prints_activations_and_mult_adds() -> None:
    """timm's table has 0.31 and 6.68 for mobilenetv2_100, 4.11 and 11.11 for resnet50."""
    for name, knobs, gmacs, macts in (
        ("mobilenet_v2", {}, "0.31", "6.68"),
        ("resnet", {"stride_in": "3x3"}, "4.11", "11.11"),
    ):
        totals = cost(costmodel.build(name, **knobs), convention("timm"))
        assert (f"{totals['mult_adds'] / 10**9:.2f}", f"{totals['activations'] / 10**6:.2f}") == (gmacs, macts)


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_says_what_it_prints_and_what_it_gets_wrong(name: str) -> None:
    tool = CONVENTIONS[name]
    assert tool.name == name
    assert tool.summary
    assert tool.source
    assert tool.mistakes
    assert set(tool.prints) <= set(METRICS)


@pytest.mark.parametrize("name", list(CONVENTIONS))
@pytest.mark.parametrize("by", ["type", "module", "layer"])
def test_parts_add_up_under_every_convention(name: str, by: Any) -> None:
    """Also where a convention tells scopes apart: DenseNet's last ReLU is counted otherwise than the others."""
    made = costmodel.report("densenet", counting=name, by=by)
    for metric in ("mult_adds", "flops", "params", "activations"):
        assert sum(part[metric] for part in made.parts(by)) == made.totals[metric]
    json.dumps(made.record(), default=float)


def test_the_record_keeps_its_schema() -> None:
    schema = json.loads((TESTS.parent / "docs" / "schemas" / "conventions-1.json").read_text())
    for name in ("mobilenet", "densenet", "shufflenet_v2"):
        record = json.loads(json.dumps(costmodel.conventions(name).record()))
        jsonschema.Draft202012Validator(schema).validate(record)
        assert [one["name"] for one in record["conventions"]] == list(CONVENTIONS)


@pytest.mark.parametrize("format", ["table", "json", "csv", "markdown", "latex", "html"])
def test_half_an_operation_can_be_shown(format: str) -> None:  # noqa: A002
    """999 classes without a bias leave imgclsmob an odd number of operations."""
    for answer in (
        costmodel.report("shufflenet_v2", {"classes": 999}, counting="imgclsmob"),
        costmodel.conventions("shufflenet_v2", {"classes": 999}),
    ):
        text = render(answer, format)
        assert "150621050.5" in text.replace(",", "") or (format == "csv" and "/" not in text)


def test_a_graph_says_itself_how_it_is_implemented() -> None:
    """torchvision's VGG pools once more than the paper's; a graph of the same nodes made by hand says nothing of that."""
    graph = costmodel.build("vgg")
    by_hand = Graph(graph.nodes)
    for tool, extra in (("fvcore", 7 * 7 * 512), ("thop", 2 * 7 * 7 * 512), ("timm", 0), ("paper", 0)):
        assert cost(graph, tool)["mult_adds"] - cost(by_hand, tool)["mult_adds"] == extra
    assert costmodel.conventions(graph)["fvcore"].values == costmodel.conventions("vgg")["fvcore"].values


def test_a_selector_may_leave_the_window_open() -> None:
    graph = costmodel.build("googlenet")
    pools = [node for node in graph.nodes if node.type.startswith("MaxPool ")]
    thop_like = convention("paper").__class__("x", "x", mult_adds={"MaxPool.writes": 1})
    assert cost(graph, thop_like)["mult_adds"] == sum(node.work.writes for node in pools)


def test_only_the_tool_that_is_asked_for_is_read() -> None:
    code = (
        "import sys, costmodel; costmodel.report('mobilenet', counting='fvcore').totals;"
        "print(*(m for m in sys.modules if m.startswith('costmodel.formulas.conventions.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["costmodel.formulas.conventions.fvcore"]


def test_an_unknown_convention_is_answered_with_the_nearest() -> None:
    with pytest.raises(CostModelError, match="did you mean torchinfo"):
        convention("torchinf")
