"""Training: figures that PyTorch printed, the same in every number system, what is frozen and what is made again."""

import pickle
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from costmodel import Counting, Network, build, cost, report, solve, subject
from costmodel.archs import names
from costmodel.errors import CostModelError, UnknownName
from costmodel.formulas.training import OPTIMIZERS, Training
from costmodel.ir.ops import Sort
from costmodel.ir.passes.training import training
from costmodel.subjects.batch import batched

STEP = Counting(training=Training())


def backward(name: str, convention: str = "paper", **knobs: Any) -> int:
    """FLOPs of the backward pass."""
    graph = build(name, **knobs)
    step, forward = (cost(graph, Counting.of(convention, training=one), ["flops"])["flops"] for one in (Training(), None))
    return int(step - forward)


# Of torch 2.14: FlopCounterMode and saved_tensors_hooks, of these maps alone; at 224 pixels where nothing is said.
@pytest.mark.parametrize(
    ("name", "knobs", "printed"),
    [
        ("resnet", {"depth": 18}, 7_020_265_472),
        ("resnet", {"depth": 18, "resolution": 64}, 574_963_712),
        ("resnet", {"depth": 50, "stride_in": "3x3", "resolution": 64}, 1_323_499_520),
        ("densenet", {"depth": 121}, 11_100_618_752),
        ("vgg", {"depth": 16}, 61_707_649_024),
        ("mobilenet_v2", {}, 11_678_152_448),
        ("efficientnet", {}, 31_414_214_080),
    ],
)
def test_torchs_counter_of_flops(name: str, knobs: dict[str, Any], printed: int) -> None:
    assert backward(name, "torch-flop-counter", **knobs) == printed


@pytest.mark.parametrize(("name", "flops"), [("mobilenet_v2", 1_181_421_056), ("efficientnet", 1_521_582_976)])
def test_filters_in_groups_are_no_dearer_backward_than_forward(name: str, flops: int) -> None:
    """Twice the forward pass, less the first layer's input gradient."""
    graph = build(name)
    first = next(node for node in graph.nodes if node.is_weighted)
    assert backward(name) == flops == 2 * cost(graph)["flops"] - 2 * first.work.mult_adds


@pytest.mark.parametrize(
    ("name", "knobs", "kept"),
    [
        ("resnet", {"depth": 18, "resolution": 64}, 453_120),
        ("resnet", {"depth": 18}, 5_544_960),
        ("resnet", {"depth": 50, "stride_in": "3x3", "resolution": 64}, 1_755_136),
        ("densenet", {"depth": 121, "resolution": 64}, 2_661_376),
        ("densenet", {"depth": 121}, 32_590_336),
    ],
)
def test_what_torch_keeps(name: str, knobs: dict[str, Any], kept: int) -> None:
    assert cost(build(name, **knobs), STEP)["saved_activations"] == kept


@pytest.mark.parametrize("name", names())
def test_every_family_is_trained(name: str) -> None:
    """What is kept is alive when the backward pass begins, every learned value has a gradient, and the graph travels."""
    graph = build(name)
    step = training(graph)
    found = cost(graph, STEP)
    assert found["gradients"] == found["params"] == cost(graph)["params"]
    assert found["saved_activations"] <= found["peak_memory"]
    assert found["mult_adds"] > 2 * cost(graph)["mult_adds"]
    assert cost(pickle.loads(pickle.dumps(step)), STEP) == found


@pytest.mark.parametrize("name", ["mobilenet", "shufflenet_v2", "densenet", "senet", "mobilenet_v3"])
def test_symbols_give_what_numbers_give(name: str) -> None:
    from sympy import Symbol

    side = Symbol("n", integer=True, positive=True)
    wanted = ["mult_adds", "saved_activations", "gradients", "training_memory", "mac"]
    lifted = cost(build(name, resolution=32 * side), STEP, wanted)
    for value in (3, 7):
        found = {
            metric: int(formula.subs(side, value)) if hasattr(formula, "subs") else formula
            for metric, formula in lifted.items()
        }
        assert found == cost(build(name, resolution=32 * value), STEP, wanted)


def test_arrays_give_what_numbers_give() -> None:
    numpy = pytest.importorskip("numpy")
    wanted = ["mult_adds", "saved_activations", "training_memory"]
    found = cost(build("mobilenet_v2", resolution=numpy.array([96, 160, 224])), STEP, wanted)
    for place, side in enumerate((96, 160, 224)):
        assert {metric: int(values[place]) for metric, values in found.items()} == cost(
            build("mobilenet_v2", resolution=side), STEP, wanted
        )


def test_memory_by_hand() -> None:
    net = Network(channels=3, side=8)
    x = net.conv(net.input, 4, 3, norm=True, act="relu", name="one")
    net.conv(x, 2, 1, name="two")
    found = cost(net.graph(), Counting(batch=10, training=Training("adam")))
    image, maps, out = 3 * 64, 4 * 64, 2 * 64
    values = 3 * 9 * 4 + 2 * 4 + 4 * 2
    assert found["saved_activations"] == 10 * (image + maps + maps)  # the image, what is normalised, what the ReLU made
    assert found["gradients"] == values
    assert found["optimizer_states"] == 2 * values
    # When the gradient behind the ReLU is made, that before it and the network's output are there besides what is kept.
    peak = 10 * (image + 2 * maps + 2 * maps + out)
    statistics = 2 * 2 * 4
    assert found["training_memory"] == 4 * (values * (1 + 1 + 2) + statistics + peak)
    half = cost(net.graph(), Counting(batch=10, training=Training("adam"), precision="fp16"))
    assert half["training_memory"] == 4 * (values * (1 + 1 + 2) + statistics) + 2 * (peak + values)


def test_what_is_frozen_needs_no_gradient() -> None:
    graph = build("resnet", depth=18)
    stages = ("conv1", "stage2", "stage3", "stage4", "stage5")
    last = cost(graph, Counting(training=Training(freeze=stages)))
    forward = cost(graph)
    assert last["flops"] == forward["flops"] + 2 * 512 * 1000  # the last layer's forward pass once more
    assert last["gradients"] == 512 * 1000 + 1000
    assert last["saved_activations"] == 512
    middle = cost(graph, Counting(training=Training(freeze=("stage3",))))
    everything = cost(graph, STEP)
    assert last["training_memory"] < middle["training_memory"] < everything["training_memory"]
    assert everything["gradients"] - middle["gradients"] == sum(
        sum((node.work.weights, node.work.biases, node.work.norms)) for node in graph.inside("stage3")
    )


def test_what_is_made_again_is_not_kept() -> None:
    graph = build("resnet", depth=50)
    once, again = (cost(graph, Counting(training=Training(checkpoint=scopes))) for scopes in ((), ("all",)))
    assert again["saved_activations"] < once["saved_activations"] / 2
    assert again["peak_memory"] < once["peak_memory"]
    forward = cost(graph)["mult_adds"]
    assert once["mult_adds"] < again["mult_adds"] <= once["mult_adds"] + forward


def test_the_largest_batch_that_fits_and_the_next() -> None:
    counting = Counting(training=Training("adam"))
    found = solve("resnet", ["batch"], {"training_memory": "24GiB"}, {"depth": 50}, counting=counting)
    assert found.best.inside.values == {"batch": 307}
    assert found.best.beyond is not None
    for point, fits in ((found.best.inside, True), (found.best.beyond, False)):
        batch = int(point.values["batch"])
        needed = cost(build("resnet", depth=50), Counting(training=Training("adam"), batch=batch))["training_memory"]
        assert point.cost["training_memory"] == needed
        assert (needed <= 24 * 2**30) is fits


def test_a_batch_that_varies() -> None:
    free = batched(subject("mobilenet", {"alpha": "0.5"}), ["batch"])
    assert batched(subject("mobilenet"), ["alpha"]).knobs.keys() == subject("mobilenet").knobs.keys()
    graph = pickle.loads(pickle.dumps(free)).build({"batch": 5})
    stated = cost(build("mobilenet", alpha=Fraction(1, 2)), Counting(batch=5))
    assert cost(graph) == stated
    with pytest.raises(CostModelError, match="batch varies and has a value"):
        cost(graph, Counting(batch=2))


def test_an_op_without_a_backward_rule_is_not_trained() -> None:
    net = Network(channels=3, side=8)
    net.apply(Sort(), net.conv(net.input, 4, 3))
    with pytest.raises(CostModelError, match="Sort has no backward rule"):
        cost(net.graph(), STEP)


def test_an_op_before_all_that_learns_needs_none() -> None:
    net = Network(channels=3, side=8)
    net.conv(net.apply(Sort(), net.input), 4, 3)
    assert cost(net.graph(), STEP)["gradients"] == 4 * 27


def test_what_training_is_not() -> None:
    graph = build("mobilenet")
    with pytest.raises(UnknownName, match="unknown scope 'pair99'"):
        cost(graph, Counting(training=Training(freeze=("pair99",))))
    with pytest.raises(CostModelError, match="nothing of the network learns"):
        cost(graph, Counting(training=Training(freeze=tuple(dict.fromkeys(node.module for node in graph.nodes)))))
    with pytest.raises(CostModelError, match="training after fuse"):
        cost(graph, Counting(passes=("fuse",), training=Training()))
    with pytest.raises(UnknownName, match="did you mean adam"):
        Training("adm")
    with pytest.raises(CostModelError, match="training_memory needs training"):
        cost(graph, metrics=["training_memory"])
    assert list(OPTIMIZERS) == ["sgd", "momentum", "adagrad", "rmsprop", "adam", "adamw"]


@pytest.mark.parametrize(
    "words",
    [
        ("--optimizer", "adam"),
        ("--training", "--optimizer", "lion"),
        ("--training", "--precision", "int8"),
        ("--training", "--freeze", "nowhere"),
        ("--training", "--batch", "0"),
        ("--training", "--fused"),
    ],
)
def test_the_command_says_what_is_wrong(words: tuple[str, ...], complain: Callable[..., None]) -> None:
    complain("report", "mobilenet", *words)


def test_tools_that_see_no_backward_pass_print_the_forward_one() -> None:
    graph = build("resnet", depth=18)
    for tool in ("thop", "thop-0-0-22", "fvcore", "torchmeter", "ptflops-pytorch"):
        assert cost(graph, Counting.of(tool, training=Training()))["mult_adds"] == cost(graph, tool)["mult_adds"]


def test_the_report_says_what_it_counts() -> None:
    made = report("resnet", {"depth": 18}, counting=Counting(training=Training("adam", freeze=("conv1",)), batch=4))
    assert "a step of training with adam, conv1 frozen" in made.document().lines[-1]
    assert made.record()["training"] == {"optimizer": "adam", "freeze": ["conv1"], "checkpoint": []}
