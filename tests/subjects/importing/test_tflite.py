"""TensorFlow Lite files, counted from their tables alone."""

import random
from pathlib import Path
from typing import Any

import pytest
from tflite_files import Net, Of

from costmodel.errors import CostModelError
from costmodel.formulas.metrics import cost
from costmodel.ir.graph import Graph
from costmodel.ir.work import Work
from costmodel.subjects import subject

SAME, VALID = Of("b", 0), Of("b", 1)
RELU, RELU6 = Of("b", 1), Of("b", 3)
ONE, TWO = Of("i", 1), Of("i", 2)


def small(open_batch: bool = False, weights: str = "FLOAT32") -> Net:
    """A convolution, a depthwise one, a mean, a fully connected layer and a softmax."""
    net = Net()
    x = net.input(1, 8, 8, 3, open_=(-1, 8, 8, 3) if open_batch else ())
    conv = [x, net.weights(4, 3, 3, 3, type_=weights), net.weights(4, type_="INT32" if weights == "INT8" else weights)]
    x = net.apply("CONV_2D", conv, (1, 4, 4, 4), options={0: SAME, 1: TWO, 2: TWO, 3: RELU6, 4: ONE, 5: ONE})
    depthwise = [x, net.weights(1, 3, 3, 8, type_=weights)]
    x = net.apply("DEPTHWISE_CONV_2D", depthwise, (1, 2, 2, 8), options={0: VALID, 1: ONE, 2: ONE, 3: TWO})
    x = net.apply("MEAN", [x, net.whole(1, 2)], (1, 8))
    x = net.apply("FULLY_CONNECTED", [x, net.weights(5, 8, type_=weights), -1], (1, 5))
    net.apply("SOFTMAX", [x], (1, 5))
    return net


def built(folder: Path, net: Net, **knobs: Any) -> Graph:
    return subject(net.file(folder)).build(knobs)


def test_layers_by_hand(tmp_path: Path) -> None:
    graph = built(tmp_path, small())
    assert [(node.type, tuple(node.shape)) for node in graph.nodes] == [
        ("Input", (1, 3, 8, 8)),
        ("Conv 3x3", (1, 4, 4, 4)),
        ("ReLU6", (1, 4, 4, 4)),
        ("DWConv 3x3", (1, 8, 2, 2)),
        ("Mean", (1, 8)),
        ("Linear", (1, 5)),
        ("Softmax", (1, 5)),
    ]
    costs = cost(graph)
    assert costs["mult_adds"] == 16 * 4 * 27 + 4 * 8 * 9 + 40
    assert costs["params"] == 4 * 27 + 4 + 72 + 40
    assert costs["depth"] == 3


def test_quantised_weights_are_as_many_and_the_page_says_what_they_are(tmp_path: Path) -> None:
    graph = built(tmp_path, small(open_batch=True, weights="INT8"))
    assert cost(graph) == cost(built(tmp_path, small()))
    assert graph.origin is not None
    assert list(graph.origin.lines)[1:] == [
        "the file leaves the batch open: 1 is taken",
        "parameters are those of the file: a converter folds normalisation into what stands before it",
        "weights are int8 (220)",
    ]


def test_weights_that_are_stored_in_halves_are_read_once(tmp_path: Path) -> None:
    net = Net()
    x, stored = net.input(1, 4), net.weights(6, 4, type_="FLOAT16")
    weights = net.apply("DEQUANTIZE", [stored], (6, 4))
    x = net.apply("FULLY_CONNECTED", [x, weights, -1], (1, 6))
    net.apply("FULLY_CONNECTED", [net.apply("SLICE", [x, net.whole(0, 0), net.whole(1, 4)], (1, 4)), weights, -1], (1, 6))
    graph = built(tmp_path, net)
    work = Work.sum([node.work for node in graph.nodes])
    assert (work.weights, work.shared_weights, work.mult_adds) == (24, 24, 48)
    assert [node.kind for node in graph.nodes] == ["Input", "Linear", "Crop", "Linear"]


def test_what_stands_in_the_file_is_learned_but_for_numbers_and_indices(tmp_path: Path) -> None:
    net = Net()
    x = net.input(1, 6, 5, 4)
    x = net.apply("MUL", [x, net.weights(4)], (1, 6, 5, 4))
    x = net.apply("ADD", [x, net.weights(1)], (1, 6, 5, 4), options={0: RELU})
    x = net.apply("RESHAPE", [x, net.whole(1, 30, 4)], (1, 30, 4))
    net.apply("GATHER", [x, net.whole(3, 2, 1)], (1, 3, 4), options={0: ONE})
    graph = built(tmp_path, net)
    assert [node.type for node in graph.nodes] == ["Input", "Multiply", "Add", "ReLU", "View", "View", "Gather", "View"]
    assert cost(graph)["params"] == 4


RULES: list[tuple[str, tuple[int, ...], list[Any], tuple[int, ...], dict[int, Any], list[str]]] = [
    ("AVERAGE_POOL_2D", (1, 8, 6, 3), [], (1, 4, 3, 3), {0: SAME, 1: TWO, 2: TWO, 3: TWO, 4: TWO}, ["AvgPool 2x2"]),
    ("MAX_POOL_2D", (1, 8, 6, 3), [], (1, 7, 5, 3), {0: VALID, 1: ONE, 2: ONE, 3: TWO, 4: TWO}, ["MaxPool 2x2"]),
    ("RESIZE_BILINEAR", (1, 8, 6, 3), [(16, 9)], (1, 16, 9, 3), {}, ["ResizeLinear"]),
    ("PAD", (1, 8, 6, 3), [(0, 0, 1, 2, 0, 0, 0, 5)], (1, 11, 6, 8), {}, ["Pad"]),
    ("TRANSPOSE", (1, 8, 6, 3), [(0, 3, 1, 2)], (1, 3, 8, 6), {}, ["Permute"]),
    ("SUM", (1, 8, 6, 3), [(3,)], (1, 8, 6), {}, ["Sum", "View"]),
    ("REDUCE_MAX", (1, 8, 6, 3), [(1, 2)], (1, 1, 1, 3), {0: Of("b", 1)}, ["Max"]),
    ("L2_NORMALIZATION", (1, 12), [], (1, 12), {}, ["VectorNorm", "Divide"]),
    ("DEPTH_TO_SPACE", (1, 8, 6, 12), [], (1, 16, 12, 3), {0: TWO}, ["PixelShuffle"]),
    (
        "STRIDED_SLICE",
        (1, 8, 6, 3),
        [(0, 1, 0, 0), (1, 2, 6, 3), (1, 1, 1, 1)],
        (1, 6, 3),
        {4: Of("i", 2)},
        ["View", "Crop", "View"],
    ),
    ("TILE", (1, 8, 6, 3), [(1, 2, 1, 3)], (1, 16, 6, 9), {}, ["Repeat"]),
    ("HARD_SWISH", (1, 8, 6, 3), [], (1, 8, 6, 3), {}, ["HSwish"]),
    ("EXPAND_DIMS", (1, 8, 6), [(1,)], (1, 1, 8, 6), {}, ["View"]),
    ("CONCATENATION", (1, 8, 6, 3), [0], (1, 8, 6, 6), {0: Of("i", -1)}, ["Concat"]),
    ("BATCH_MATMUL", (1, 8, 8), [0], (1, 8, 8), {}, ["MatMul"]),
    ("QUANTIZE", (1, 12), [], (1, 12), {}, ["Quantize"]),
    ("ARG_MAX", (1, 8, 6, 3), [(3,)], (1, 8, 6), {}, ["Max", "View"]),
    ("PACK", (1, 8, 6), [0], (1, 2, 8, 6), {0: TWO, 1: ONE}, ["Stack", "View"]),
]


@pytest.mark.parametrize(("kind", "shape", "more", "output", "options", "types"), RULES)
def test_an_operator_gives_the_shape_that_the_file_states(
    tmp_path: Path,
    kind: str,
    shape: tuple[int, ...],
    more: list[Any],
    output: tuple[int, ...],
    options: dict[int, Any],
    types: list[str],
) -> None:
    net = Net()
    x = net.input(*shape)
    net.apply(kind, [x, *(x if one == 0 else net.whole(*one) for one in more)], output, options=options)
    assert [node.type for node in built(tmp_path, net).nodes[1:] if node.type != "View"] == [
        one for one in types if one != "View"
    ]


@pytest.mark.parametrize(("stride", "padding", "output"), [(2, SAME, (16, 12)), (2, VALID, (17, 13)), (3, VALID, (24, 18))])
def test_a_transposed_convolution_is_as_large_as_its_input_says(tmp_path: Path, stride: int, padding: Of, output: Any) -> None:
    net = Net()
    x = net.input(1, 8, 6, 3)
    inputs = [net.whole(1, *output, 5), net.weights(5, 3, 3, 3), x]
    net.apply("TRANSPOSE_CONV", inputs, (1, *output, 5), options={0: padding, 1: Of("i", stride), 2: Of("i", stride)})
    assert cost(built(tmp_path, net))["mult_adds"] == 8 * 6 * 3 * 9 * 5


def test_recurrent_weights(tmp_path: Path) -> None:
    net = Net()
    x = net.input(1, 9, 6)
    gates = [*(net.weights(5, 6) for _ in range(4)), *(net.weights(5, 5) for _ in range(4))]
    inputs = [x, *gates, -1, -1, -1, *(net.weights(5) for _ in range(4)), -1, -1, net.tensor(1, 5), net.tensor(1, 5)]
    net.apply("UNIDIRECTIONAL_SEQUENCE_LSTM", inputs, (1, 9, 5), options={0: Of("b", 4)})
    costs = cost(built(tmp_path, net))
    assert (costs["params"], costs["mult_adds"]) == (240, 9 * 4 * 5 * 11)


def test_an_operator_of_somebody_elses_is_opaque(tmp_path: Path) -> None:
    net = Net()
    x = net.input(1, 8, 6, 3)
    net.apply("TFLite_Detection_PostProcess", [x], (1, 10, 4), (1, 10))
    assert [(node.type, tuple(node.shape)) for node in built(tmp_path, net).nodes[1:]] == [
        ("TFLite_Detection_PostProcess", (1, 4, 10)), ("TFLite_Detection_PostProcess", (1, 10)),
    ]  # fmt: skip


def test_sizes_that_the_file_leaves_open_are_knobs(tmp_path: Path) -> None:
    net = Net()
    x = net.input(1, 1, 1, 3, open_=(1, -1, -1, 3))
    made = net.apply("CONV_2D", [x, net.weights(4, 3, 3, 3)], (1, 1, 1, 4), options={1: ONE, 2: ONE})
    net.tensors[made] = {**net.tensors[made], 7: [1, -1, -1, 4]}
    opened = subject(net.file(tmp_path))
    assert list(opened.knobs) == ["height", "width"]
    assert cost(opened.build({"height": 9, "width": 7}))["mult_adds"] == 63 * 4 * 27


def test_what_is_wrong_is_said_in_one_line(tmp_path: Path) -> None:
    net = Net()
    net.apply("CONV_2D", [net.input(1, 8, 8, 3), net.weights(4, 3, 3, 3)], (1, 7, 8, 4), options={1: ONE, 2: ONE})
    with pytest.raises(CostModelError, match="t2: the rule of CONV_2D gives 1x8x8x4, and the file says 1x7x8x4"):
        built(tmp_path, net)
    net = Net()
    net.apply("CONV_2D", [net.input(1, 8, 8, 3), net.weights(4, 3, 3, 2)], (1, 8, 8, 4), options={1: ONE, 2: ONE})
    with pytest.raises(CostModelError, match="2 does not divide 3"):
        built(tmp_path, net)
    for content in (b"", b"TFL3", b"\0\0\0\0TFL3", b"\xff\xff\xff\x7fTFL3" + bytes(64), bytes(64)):
        path = tmp_path / "bad.tflite"
        path.write_bytes(content)
        with pytest.raises(CostModelError, match=r"bad\.tflite: (cannot be read|this is no TensorFlow Lite file)"):
            subject(path)
    with pytest.raises(CostModelError, match=r"none\.tflite: cannot be read: No such file"):
        subject(str(tmp_path / "none.tflite"))


@pytest.mark.parametrize(("kind", "inputs", "said"), [("ADD", 1, "ADD has no input 1"), ("NEG", 0, "NEG has no inputs")])
def test_an_operator_without_its_inputs_is_refused(tmp_path: Path, kind: str, inputs: int, said: str) -> None:
    net = Net()
    net.apply(kind, [net.input(1, 4, 4, 3)][:inputs], (1, 4, 4, 3))
    with pytest.raises(CostModelError, match=said):
        built(tmp_path, net)


@pytest.mark.parametrize("seed", range(100))
def test_whatever_is_in_a_file_is_read_or_refused_in_one_line(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    path = small().file(tmp_path)
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 2, 8))):
        data[chance.randrange(8, len(data))] = chance.choice((0, 1, 127, 128, 255, chance.randrange(256)))
    path.write_bytes(data[: chance.randrange(len(data))] if seed % 10 == 0 else data)
    try:
        subject(path).build()
    except CostModelError as error:
        assert "\n" not in str(error)  # noqa: PT017  # some are read and some are not
