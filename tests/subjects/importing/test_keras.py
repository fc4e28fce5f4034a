"""Keras models as both generations save them, counted from their configuration alone."""

import json
import random
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from keras_files import Net, saved, sequential

from costmodel.errors import CostModelError
from costmodel.formulas.metrics import cost
from costmodel.ir.graph import Graph
from costmodel.ir.work import Work
from costmodel.numbers.expression import symbol
from costmodel.subjects import subject

GENERATIONS = pytest.mark.parametrize("generation", [2, 3])


def graph_of(folder: Path, model: Any, **knobs: Any) -> Graph:
    return subject(saved(folder, model)).build(knobs)


def params_of(graph: Graph) -> Any:
    work = Work.sum([node.work for node in graph.nodes])
    return work.weights + work.biases + work.norms


def layer(kind: str, shape: tuple[int | None, ...], **config: Any) -> dict[str, Any]:
    return sequential(shape, (kind, config))


# What Keras 3.15 itself says of each: `count_params()` without what it does not train, and `output_shape` behind the batch.
LAYERS: list[tuple[str, tuple[int, ...], dict[str, Any], int, tuple[int, ...]]] = [
    ("Conv2D", (18, 15, 6), {"filters": 8, "kernel_size": [3, 3], "strides": [2, 2]}, 440, (8, 7, 8)),
    ("Conv2D", (18, 15, 6), {"filters": 8, "kernel_size": [3, 3], "padding": "same", "strides": [2, 2]}, 440, (9, 8, 8)),
    ("Conv2D", (6, 18, 15), {"filters": 8, "kernel_size": 3, "data_format": "channels_first"}, 440, (8, 16, 13)),
    ("Conv2D", (18, 15, 6), {"filters": 12, "kernel_size": [3, 3], "groups": 6}, 120, (16, 13, 12)),
    ("Conv1D", (20, 6), {"filters": 8, "kernel_size": [3], "padding": "causal", "dilation_rate": [2]}, 152, (20, 8)),
    ("Conv3D", (9, 10, 11, 6), {"filters": 8, "kernel_size": [3, 3, 3], "use_bias": False}, 1296, (7, 8, 9, 8)),
    ("Conv2DTranspose", (18, 15, 6), {"filters": 8, "kernel_size": [2, 2], "strides": [3, 3]}, 200, (54, 45, 8)),
    ("Conv2DTranspose", (18, 15, 6), {"filters": 8, "kernel_size": [4, 4], "strides": [2, 2]}, 776, (38, 32, 8)),
    (
        "Conv2DTranspose",
        (18, 15, 6),
        {"filters": 8, "kernel_size": [4, 4], "padding": "same", "strides": [2, 2]},
        776,
        (36, 30, 8),
    ),
    (
        "Conv2DTranspose",
        (18, 15, 6),
        {"filters": 8, "kernel_size": [4, 4], "padding": "same", "strides": [3, 3], "output_padding": [1, 1]},
        776,
        (52, 43, 8),
    ),
    ("DepthwiseConv2D", (18, 15, 6), {"kernel_size": [3, 3], "depth_multiplier": 2}, 120, (16, 13, 12)),
    ("SeparableConv2D", (18, 15, 6), {"filters": 8, "kernel_size": [3, 3], "depth_multiplier": 2}, 212, (16, 13, 8)),
    ("SeparableConv1D", (20, 6), {"filters": 8, "kernel_size": [3]}, 74, (18, 8)),
    ("MaxPooling2D", (18, 15, 6), {"pool_size": [3, 3], "strides": [2, 2], "padding": "same"}, 0, (9, 8, 6)),
    ("AveragePooling3D", (9, 10, 11, 6), {"pool_size": [2, 2, 2]}, 0, (4, 5, 5, 6)),
    ("GlobalAveragePooling2D", (18, 15, 6), {}, 0, (6,)),
    ("GlobalMaxPooling1D", (20, 6), {"keepdims": True}, 0, (1, 6)),
    ("AdaptiveAveragePooling2D", (18, 15, 6), {"output_size": [4, 4]}, 0, (4, 4, 6)),
    ("UpSampling2D", (20, 20, 6), {"size": [2, 3], "interpolation": "bilinear"}, 0, (40, 60, 6)),
    ("ZeroPadding2D", (18, 15, 6), {"padding": [[1, 2], [0, 3]]}, 0, (21, 18, 6)),
    ("Cropping2D", (18, 15, 6), {"cropping": [[1, 2], [0, 3]]}, 0, (15, 12, 6)),
    ("ZeroPadding1D", (20, 6), {"padding": [2, 1]}, 0, (23, 6)),
    ("Resizing", (18, 15, 6), {"height": 5, "width": 7}, 0, (5, 7, 6)),
    ("Dense", (8, 9, 7), {"units": 5}, 40, (8, 9, 5)),
    ("Embedding", (12,), {"input_dim": 100, "output_dim": 16}, 1600, (12, 16)),
    ("EinsumDense", (10, 16), {"equation": "abc,cde->abde", "output_shape": [None, 4, 8], "bias_axes": "e"}, 520, (10, 4, 8)),
    ("EinsumDense", (10, 4, 8), {"equation": "abde,dec->abc", "output_shape": [None, 9]}, 288, (10, 9)),
    ("BatchNormalization", (8, 9, 7), {"axis": -1}, 14, (8, 9, 7)),
    ("BatchNormalization", (8, 9, 7), {"axis": [1], "scale": False}, 8, (8, 9, 7)),
    ("BatchNormalization", (8, 9, 7), {"scale": False, "center": False}, 0, (8, 9, 7)),
    ("LayerNormalization", (8, 9, 7), {"axis": [1, 2], "center": False}, 72, (8, 9, 7)),
    ("GroupNormalization", (8, 9, 6), {"groups": 3}, 12, (8, 9, 6)),
    ("GroupNormalization", (8, 9, 6), {"groups": -1, "scale": False}, 6, (8, 9, 6)),
    ("RMSNormalization", (8, 9, 7), {}, 7, (8, 9, 7)),
    ("UnitNormalization", (8, 9, 6), {}, 0, (8, 9, 6)),
    ("PReLU", (8, 6, 3), {}, 144, (8, 6, 3)),
    ("PReLU", (8, 6, 3), {"shared_axes": [1, 2]}, 3, (8, 6, 3)),
    ("Permute", (8, 6, 2), {"dims": [3, 1, 2]}, 0, (2, 8, 6)),
    ("Reshape", (8, 6, 2), {"target_shape": [-1, 4, 3]}, 0, (8, 4, 3)),
    ("RepeatVector", (8,), {"n": 4}, 0, (4, 8)),
    ("Flatten", (8, 6), {}, 0, (48,)),
    ("LSTM", (9, 6), {"units": 5}, 240, (5,)),
    ("LSTM", (9, 6), {"units": 5, "return_sequences": True, "use_bias": False}, 220, (9, 5)),
    ("GRU", (9, 6), {"units": 5}, 195, (5,)),
    ("GRU", (9, 6), {"units": 5, "reset_after": False}, 180, (5,)),
    ("SimpleRNN", (9, 6), {"units": 5}, 60, (5,)),
    ("RNN", (9, 6), {"cell": {"class_name": "LSTMCell", "config": {"units": 5}}}, 240, (5,)),
    ("TimeDistributed", (5, 8, 8, 3), {"layer": layer("Conv2D", (8, 8, 3), filters=4, kernel_size=3)}, 112, (5, 6, 6, 4)),
]


@pytest.mark.parametrize(("kind", "shape", "config", "params", "output"), LAYERS)
def test_a_layer_has_the_parameters_and_the_output_of_keras(
    tmp_path: Path, kind: str, shape: tuple[int, ...], config: dict[str, Any], params: int, output: tuple[int, ...]
) -> None:
    graph = graph_of(tmp_path, layer(kind, shape, **config))
    channels_first = config.get("data_format") == "channels_first"
    held = output if channels_first or len(output) < 2 else (output[-1], *output[:-1])
    assert (params_of(graph), graph.nodes[-1].shape) == (params, (1, *held))


def test_mult_adds_of_layers_by_hand(tmp_path: Path) -> None:
    assert cost(graph_of(tmp_path, layer("Conv2D", (18, 15, 6), filters=8, kernel_size=3)))["mult_adds"] == 16 * 13 * 8 * 54
    assert cost(graph_of(tmp_path, layer("SeparableConv2D", (18, 15, 6), filters=8, kernel_size=3)))["mult_adds"] == 16 * 13 * (
        9 * 6 + 6 * 8
    )
    assert (
        cost(graph_of(tmp_path, layer("Conv2DTranspose", (8, 8, 6), filters=4, kernel_size=2)))["mult_adds"] == 64 * 6 * 4 * 4
    )
    assert cost(graph_of(tmp_path, layer("Dense", (8, 9, 7), units=5)))["mult_adds"] == 72 * 35
    assert cost(graph_of(tmp_path, layer("LSTM", (9, 6), units=5)))["mult_adds"] == 9 * 4 * 5 * 11


# Pairs of output channels and stride (Howard et al. 2017, table 1).
PAIRS = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *5 * ((512, 1),), (1024, 2), (1024, 1))


@GENERATIONS
def test_mobilenet_is_that_of_the_catalog(tmp_path: Path, generation: int) -> None:
    net = Net(generation)

    def unit(kind: str, x: Any, stride: int, **config: Any) -> Any:
        x = net.layer(kind, x, strides=[stride, stride], padding="same", use_bias=False, **config)
        return net.layer("ReLU", net.layer("BatchNormalization", x, axis=-1))

    x = unit("Conv2D", net.input(224, 224, 3), 2, filters=32, kernel_size=[3, 3])
    for channels, stride in PAIRS:
        x = unit("DepthwiseConv2D", x, stride, kernel_size=[3, 3])
        x = unit("Conv2D", x, 1, filters=channels, kernel_size=[1, 1])
    x = net.layer("Dense", net.layer("GlobalAveragePooling2D", x), units=1000)
    assert cost(graph_of(tmp_path, net.model(x))) == cost(subject("mobilenet").build())


@pytest.mark.parametrize(
    "body",
    [
        [("Conv2D", {"filters": 8, "kernel_size": 3, "strides": 2}), ("BatchNormalization", {"axis": "c"}), ("ReLU", {})],
        [("MaxPooling2D", {"pool_size": 3, "padding": "same"}), ("UpSampling2D", {"size": 2})],
        [("ZeroPadding2D", {"padding": 2}), ("DepthwiseConv2D", {"kernel_size": 3}), ("GlobalAveragePooling2D", {})],
        [("Conv2DTranspose", {"filters": 5, "kernel_size": 3, "strides": 2}), ("Flatten", {}), ("Dense", {"units": 4})],
    ],
)
def test_where_the_channels_stand_changes_no_total(tmp_path: Path, body: list[tuple[str, dict[str, Any]]]) -> None:
    def net(first: bool) -> Any:
        word = {"data_format": "channels_first" if first else "channels_last"}
        layers = [
            (kind, {**config, **(word if "axis" not in config else {"axis": 1 if first else -1})}) for kind, config in body
        ]
        return sequential((3, 14, 12) if first else (14, 12, 3), *layers)

    assert cost(graph_of(tmp_path, net(True))) == cost(graph_of(tmp_path, net(False)))


def test_a_layer_may_take_its_channels_from_another_axis_than_its_network(tmp_path: Path) -> None:
    """A convolution over the 8x3 pixels of 8 channels, in a network whose channels are last: only names differ."""
    body = [
        ("Conv2D", {"filters": 4, "kernel_size": 3, "data_format": "channels_first"}),
        ("Conv2D", {"filters": 2, "kernel_size": 1, "data_format": "channels_last"}),
    ]
    graph = graph_of(tmp_path, sequential((8, 9, 3), *body))
    assert [node.shape for node in graph.nodes if node.is_weighted] == [(1, 4, 7, 1), (1, 2, 4, 7)]
    assert cost(graph)["mult_adds"] == 4 * 7 * 8 * 9 + 4 * 7 * 2  # the second sees one channel


@GENERATIONS
def test_a_layer_that_is_called_twice_is_there_once(tmp_path: Path, generation: int) -> None:
    net = Net(generation)
    left, right = net.input(8, 8, 3, name="left"), net.input(8, 8, 3, name="right")
    sides = []
    for x in (left, right):
        y = net.layer("Conv2D", x, name="conv", filters=4, kernel_size=[3, 3])
        sides.append(net.layer("BatchNormalization", y, name="norm"))
    graph = graph_of(tmp_path, net.model(net.layer("Add", *sides)))
    work = Work.sum([node.work for node in graph.nodes])
    assert (work.weights, work.biases, work.norms, work.statistics) == (108, 4, 8, 8)
    assert (work.shared_weights, work.shared_others) == (108, 4 + 8 + 8)
    assert work.mult_adds == 2 * 36 * 4 * 27


@GENERATIONS
def test_models_within_models_with_several_inputs_and_outputs(tmp_path: Path, generation: int) -> None:
    inner = Net(generation, "two")
    a, b = inner.input(8, 8, 4, name="a"), inner.input(8, 8, 3, name="b")
    both = inner.model(inner.layer("Concatenate", a, b), inner.layer("Conv2D", a, name="narrow", filters=2, kernel_size=1))
    encoder = sequential((8, 8, 3), ("Conv2D", {"filters": 4, "kernel_size": 3, "padding": "same"}), name="encoder")
    net = Net(generation)
    image = net.input(8, 8, 3)
    first = net.nested(encoder, image)
    wide, narrow = (net.nested(both, first, image), None)
    narrow = [*wide[:2], 1]
    second = net.nested(encoder, image)
    graph = graph_of(tmp_path, net.model(wide, narrow, net.layer("Add", first, second)))
    assert {node.name for node in graph.nodes} >= {"encoder/conv2d0", "encoder/conv2d02", "two/narrow"}
    assert graph["two/narrow"].shape == (1, 2, 8, 8)
    assert params_of(graph) == 3 * 9 * 4 + 4 + 4 * 2 + 2
    assert cost(graph)["mult_adds"] == 2 * 64 * 4 * 27 + 64 * 8


@pytest.mark.parametrize(("merge", "kinds"), [("concat", ["LSTM"]), ("sum", ["LSTM", "LSTM", "Elementwise"])])
def test_two_directions(tmp_path: Path, merge: str, kinds: list[str]) -> None:
    inner = {"class_name": "LSTM", "config": {"name": "lstm", "units": 5, "return_sequences": True}}
    graph = graph_of(tmp_path, layer("Bidirectional", (9, 6), layer=inner, merge_mode=merge))
    assert [node.kind for node in graph.nodes[1:]] == kinds
    assert params_of(graph) == 2 * 240
    assert graph.nodes[-1].shape == (1, 10 if merge == "concat" else 5, 9)


def test_states_to_begin_with_are_read_too(tmp_path: Path) -> None:
    net = Net(3)
    x, state = net.input(9, 6, name="x"), net.input(5, name="state")
    y = net.layer("GRU", x, name="gru", units=5, return_sequences=True)
    [node] = net.layers["gru"]["inbound_nodes"]
    node["kwargs"] = {"initial_state": net._node([state])["args"][0]}
    graph = graph_of(tmp_path, net.model(y))
    assert graph["gru"].inputs == (0, 1)
    assert graph["gru"].work.reads == 9 * 6 + 5


@GENERATIONS
def test_attention_over_heads(tmp_path: Path, generation: int) -> None:
    net = Net(generation)
    x, y = net.input(10, 16, name="x"), net.input(12, 16, name="y")
    graph = graph_of(tmp_path, net.model(net.layer("MultiHeadAttention", x, y, num_heads=2, key_dim=8)))
    assert params_of(graph) == 4 * (16 * 16 + 16)
    assert cost(graph)["mult_adds"] == (10 + 12 + 12 + 10) * 16 * 16 + 10 * 12 * 2 * (8 + 8)
    assert graph.nodes[-1].shape == (1, 16, 10)


@pytest.mark.parametrize(
    ("kind", "config", "params", "products"),
    [
        ("Attention", {}, 0, 2),
        ("Attention", {"use_scale": True}, 1, 2),
        ("Attention", {"use_scale": True, "score_mode": "concat"}, 2, 1),
        ("AdditiveAttention", {}, 16, 1),
    ],
)
def test_attention_of_scores(tmp_path: Path, kind: str, config: dict[str, Any], params: int, products: int) -> None:
    net = Net(3)
    x, y = net.input(10, 16, name="x"), net.input(12, 16, name="y")
    graph = graph_of(tmp_path, net.model(net.layer(kind, x, y, **config)))
    assert (params_of(graph), cost(graph)["mult_adds"]) == (params, products * 10 * 12 * 16)


def test_operations_of_keras_3(tmp_path: Path) -> None:
    """What stands between layers is saved as a layer of the module of operations, and is none of the same name."""
    net = Net(3)
    x = net.input(8, 8, 4)
    ops = {"module": "keras.src.ops.numpy"}
    y = net.layer("Add", net.layer("Multiply", x, **ops), x, **ops)
    net.layers[y[0]]["inbound_nodes"] = [{"args": [net._node([y])["args"][0], 1.0], "kwargs": {}}]
    net.layers[y[0]]["inbound_nodes"][0]["args"][0]["config"]["keras_history"] = list(x)
    z = net.layer("Mean", y, **ops, axis=[1, 2], keepdims=False)
    graph = graph_of(tmp_path, net.model(z, net.layer("Relu6", y, module="keras.src.ops.nn")))
    assert [node.type for node in graph.nodes] == ["Input", "Multiply", "Add", "Mean", "ReLU6"]
    assert [node.work.pointwise for node in graph.nodes] == [0, 256, 256, 256, 512]
    assert graph.nodes[3].shape == (1, 4)


def test_functions_of_tensorflow_in_keras_2(tmp_path: Path) -> None:
    net = Net(2)
    x = net.input(8, 6, 4)
    y = net.layer("TFOpLambda", x, name="tf.add", function="__operators__.add")
    net.layers["tf.add"]["inbound_nodes"] = [["image", 0, 0, {"y": 1.0, "name": None}]]
    z = net.layer("SlicingOpLambda", y, name="tf.slice", function="__operators__.getitem")
    keys = [{"start": None, "stop": None, "step": None}, {"start": 1, "stop": None, "step": 2}, 0]
    net.layers["tf.slice"]["inbound_nodes"] = [["tf.add", 0, 0, {"slice_spec": keys}]]
    graph = graph_of(tmp_path, net.model(z))
    assert [(node.type, tuple(node.shape)) for node in graph.nodes[1:]] == [
        ("Add", (1, 4, 8, 6)), ("Crop", (1, 4, 4, 1)), ("View", (1, 4, 4)),
    ]  # fmt: skip


def test_sizes_that_are_open_are_knobs_and_may_be_symbols(tmp_path: Path) -> None:
    body = [
        ("Conv2D", {"filters": 8, "kernel_size": 3, "strides": 2, "padding": "same"}),
        ("AveragePooling2D", {"pool_size": 2}),
        ("Conv2D", {"filters": 4, "kernel_size": 3}),
    ]
    opened = subject(saved(tmp_path, sequential((None, None, 3), *body)))
    assert list(opened.knobs) == ["height", "width"]
    with pytest.raises(CostModelError, match="height, width needs a value"):
        opened.build()
    height, width = symbol("height"), symbol("width")
    closed: Any = cost(opened.builder(opened.spec.read({"height": 32, "width": 32}).lift(height=height, width=width)))[
        "mult_adds"
    ]
    for sides in ((32, 32), (64, 40), (52, 28)):
        exact = cost(opened.build(dict(zip(("height", "width"), sides, strict=True))))["mult_adds"]
        assert closed.subs({height: sides[0], width: sides[1]}) == exact


def test_a_batch_that_is_open_is_one_and_that_is_said(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, layer("Dense", (7,), units=5))
    assert graph.origin is not None
    assert "the file leaves the batch open: 1 is taken" in graph.origin.notes
    assert graph.nodes[0].shape == (1, 7)


def test_an_archive_is_read_but_for_its_weights(tmp_path: Path) -> None:
    path = tmp_path / "net.keras"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("config.json", json.dumps(layer("Dense", (7,), units=5)))
        archive.writestr("metadata.json", '{"keras_version": "3.15.1"}')
        archive.writestr("model.weights.h5", b"no weights")
    graph = subject(path).build()
    assert graph.origin is not None
    assert (params_of(graph), graph.origin.format, graph.origin.producer) == (40, "Keras archive", "Keras 3.15.1")


def test_a_layer_of_somebody_elses_is_opaque_where_the_file_states_its_output(tmp_path: Path) -> None:
    net = Net(3)
    x = net.layer("Conv2D", net.input(8, 8, 3), module="mine.layers", name="own")
    net.stated["own"] = [None, 4, 4, 6]
    graph = graph_of(tmp_path, net.model(net.layer("Dense", x, units=2)))
    assert [(node.type, tuple(node.shape)) for node in graph.nodes[1:]] == [
        ("mine.layers.Conv2D", (1, 6, 4, 4)), ("Linear", (1, 2, 4, 4)),
    ]  # fmt: skip


def test_a_rule_that_gives_another_shape_than_the_file_is_an_error(tmp_path: Path) -> None:
    net = Net(3)
    x = net.layer("Conv2D", net.input(8, 8, 3), name="conv", filters=4, kernel_size=3)
    net.stated["conv"] = [None, 8, 8, 4]
    with pytest.raises(CostModelError, match="conv: the rule gives 1x6x6x4, and the file says \\?x8x8x4"):
        graph_of(tmp_path, net.model(net.layer("ReLU", x)))


def bad(change: dict[str, Any], kind: str = "Conv2D") -> dict[str, Any]:
    return layer(kind, (8, 8, 3), **{"filters": 4, "kernel_size": 3, **change})


def cyclic() -> dict[str, Any]:
    net = Net(3)
    net.input(8, name="a")
    x = net.layer("Dense", ["second", 0, 0], name="first", units=2)
    return net.model(net.layer("Dense", x, name="second", units=2))


def exploding() -> dict[str, Any]:
    """Each model calls the one within it twice."""
    model = layer("Dense", (4,), units=4)
    for depth in range(15):
        net = Net(3, f"depth{depth}")
        model = net.model(net.nested(model, net.nested(model, net.input(4))))
    return model


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (bad({}, "Mine"), "mine0: the layer Mine has no rule here"),
        (bad({}, "Lambda"), "lambda0: the layer Lambda has no rule here"),
        (bad({"filters": "many"}), "conv2d0: filters cannot be 'many'"),
        (bad({"filters": 2**50}), "filters cannot be '1125899906842624'"),
        (bad({"kernel_size": [3]}), "kernel_size cannot be '\\[3\\]'"),
        (bad({"padding": "sama"}), "unknown padding 'sama'; did you mean same"),
        (bad({"kernel_size": 9}), "a window of 9 .* does not fit into 8 pixels"),
        (bad({"activation": "rely"}), "unknown activation 'rely'; did you mean relu"),
        (bad({"data_format": "channels_lost"}), "unknown data_format 'channels_lost'"),
        (layer("Reshape", (8, 8, 3), target_shape=[5, -1]), "reshape0: 5 does not divide 192"),
        (sequential((), ("Dense", {"units": 3})), "dense0: a fully connected layer reads features"),
        ({"class_name": "Mine", "config": {"units": 3}}, "Mine is a model that its own code builds"),
        (
            {"class_name": "Sequential", "config": {"layers": [{"class_name": "Dense", "config": {}}]}},
            "what shape its input has",
        ),
        (cyclic(), "first reads what nothing before it makes: second"),
        (exploding(), "too many layers"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, model: Any, said: str) -> None:
    with pytest.raises(CostModelError, match=said) as caught:
        graph_of(tmp_path, model)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "this is no JSON"),
        (b"\xff\xfe\xff", "this is no JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"class_name": "Sequential", "config": ' + b"[" * 150 + b"]" * 150 + b"}", "nested too deeply"),
        (b'{"class_name": "Sequential", "config": ' + b"9" * 5000 + b"}", "a number of 5000 digits"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "net.json"
    path.write_bytes(content)
    with pytest.raises(CostModelError, match=said):
        subject(path)


def test_archives_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "net.keras"
    with pytest.raises(CostModelError, match="cannot be read: No such file"):
        subject(path)
    path.write_bytes(b"PK nothing")
    with pytest.raises(CostModelError, match="this is no Keras archive"):
        subject(path)
    with ZipFile(path, "w") as archive:
        archive.writestr("weights.h5", b"")
    with pytest.raises(CostModelError, match=r"has no config\.json"):
        subject(path)
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("config.json", b" " * 2**25)
    with pytest.raises(CostModelError, match="the configuration is too large"):
        subject(path)


def test_json_of_something_else_is_left_to_others(tmp_path: Path) -> None:
    with pytest.raises(CostModelError, match="is nothing that a network can be built from"):
        subject(saved(tmp_path, {"schema": "costmodel/report-1"}))


VALUES = [None, 0, -1, 2**40, 10**17, "x", "", [], {}, [1, 2], True, 1.5, "same", "channels_first", ["image", 0, 0], "LSTM"]


def mutated(tree: Any, chance: random.Random) -> Any:
    """A tree with one value at any place replaced or left out."""
    if not isinstance(tree, dict | list) or not tree or chance.random() < 0.05:
        return chance.choice(VALUES)
    made: Any = tree.copy()
    place = chance.choice(list(tree)) if isinstance(tree, dict) else chance.randrange(len(tree))
    if chance.random() < 0.1:
        del made[place]
    else:
        made[place] = mutated(tree[place], chance)
    return made


@pytest.mark.parametrize("seed", range(100))
def test_whatever_is_in_a_file_is_read_or_refused_in_one_line(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    net = Net(2 + seed % 2)
    x = net.input(9, 6, name="image")
    y = net.layer("Bidirectional", x, layer={"class_name": "GRU", "config": {"units": 4, "return_sequences": True}})
    z = net.layer("Concatenate", y, net.layer("Conv1D", x, filters=4, kernel_size=[3], padding="same", activation="relu"))
    net.nested(sequential((9, 12), ("MaxPooling1D", {"pool_size": [2]}), ("Dense", {"units": 3}), name="head"), z)
    model = mutated(net.model(net.layer("PReLU", ["head", int(seed % 2 == 0), 0])), chance)
    try:
        graph_of(tmp_path, model)
    except CostModelError as error:
        assert "\n" not in str(error)  # noqa: PT017  # some are read and some are not
