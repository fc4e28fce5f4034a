"""Caffe's files: the networks of the catalog written in them, sizes by Caffe's own rules, and one line for what is none."""

from itertools import islice
from pathlib import Path
from random import Random

import pytest

import costmodel
from costmodel.errors import CostModelError
from costmodel.ir.graph import Graph
from costmodel.subjects import build, subject
from costmodel.subjects.importing.formats.caffe.text import parsed
from fuzz.files import mutated
from fuzz.outcome import outcome_of

INPUT = 'input: "data"\ninput_dim: 10\ninput_dim: 3\ninput_dim: {0}\ninput_dim: {0}\n'
PAIRS = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *5 * ((512, 1),), (1024, 2), (1024, 1))


def layer(kind: str, param: str = "", bottom: str = '"data"', top: str = '"data"') -> str:
    bottoms = " ".join(f"bottom: {one}" for one in bottom.split())
    tops = " ".join(f"top: {one}" for one in top.split())
    return f'layer {{ name: "{kind}" type: "{kind}" {bottoms} {tops} {param} }}\n'


def conv(param: str) -> str:
    return layer("Convolution", f"convolution_param {{ {param} }}")


def normalised(param: str) -> str:
    return (
        conv(f"bias_term: false {param}")
        + layer("BatchNorm")
        + layer("Scale", "scale_param { bias_term: true }")
        + layer("ReLU")
    )


def mobilenet(side: int = 224) -> str:
    """Howard et al. 2017, table 1, as Caffe writes it."""
    text = INPUT.format(side) + normalised("num_output: 32 pad: 1 kernel_size: 3 stride: 2")
    before = 32
    for channels, stride in PAIRS:
        text += normalised(f"num_output: {before} pad: 1 kernel_size: 3 group: {before} stride: {stride}")
        text += normalised(f"num_output: {channels} kernel_size: 1")
        before = channels
    return (
        text
        + layer("Pooling", "pooling_param { pool: AVE global_pooling: true }")
        + layer("InnerProduct", "inner_product_param { num_output: 1000 }")
    )


def graph(tmp_path: Path, text: str, **knobs: object) -> Graph:
    file = tmp_path / "net.prototxt"
    file.write_text(text)
    return build(str(file), knobs)


def small(tmp_path: Path, *layers: str, side: int = 8) -> Graph:
    return graph(tmp_path, INPUT.format(side) + layer("Power", "power_param { scale: 2 }") + "".join(layers))


def test_mobilenet_costs_what_the_catalogs_does(tmp_path: Path) -> None:
    read, own = costmodel.cost(graph(tmp_path, mobilenet())), costmodel.cost(build("mobilenet"))
    assert {name: read[name] - own[name] for name in read} == dict.fromkeys(read, 0)


def test_its_closed_form_is_that_of_the_catalog(tmp_path: Path) -> None:
    (tmp_path / "net.prototxt").write_text(mobilenet())
    form = costmodel.closed_form(str(tmp_path / "net.prototxt"), ["height", "width"], metrics=["mult_adds"])
    assert str(form.metrics["mult_adds"]) == "22629*height*width/2 + 1024000"


def test_one_sample_is_counted_whatever_the_files_batch(tmp_path: Path) -> None:
    assert graph(tmp_path, mobilenet()).nodes[0].shape == (1, 3, 224, 224)
    assert graph(tmp_path, mobilenet(), batch=4, height=96, width=64).nodes[0].shape == (4, 3, 96, 64)
    origin = graph(tmp_path, mobilenet()).origin
    assert origin is not None
    assert "the file has a batch of 10; counted is one sample" in origin.notes


def test_both_forms_of_layers_are_one_network(tmp_path: Path) -> None:
    """AlexNet's first layers (Krizhevsky et al. 2012), with the old names of types."""
    new = small(
        tmp_path,
        conv("num_output: 96 kernel_size: 11 stride: 4"),
        layer("LRN", "lrn_param { local_size: 5 }"),
        layer("Pooling", "pooling_param { kernel_size: 3 stride: 2 }"),
        layer("InnerProduct", "inner_product_param { num_output: 10 }"),
        layer("Softmax"),
        side=227,
    )
    text = (tmp_path / "net.prototxt").read_text()
    for word, old in (
        ("Convolution", "CONVOLUTION"),
        ("InnerProduct", "INNER_PRODUCT"),
        ("Pooling", "POOLING"),
        ("Power", "POWER"),
    ):
        text = text.replace(f'type: "{word}"', f"type: {old}")
    older = graph(tmp_path, text.replace("layer {", "layers {"))
    assert costmodel.cost(new) == costmodel.cost(older)
    assert new["Pooling"].shape == (1, 96, 27, 27)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        (conv("num_output: 4 kernel_size: 3"), (1, 4, 6, 6)),
        (conv("num_output: 4 kernel_h: 3 kernel_w: 1 pad_h: 1 stride: 2"), (1, 4, 4, 4)),
        (conv("num_output: 4 kernel_size: [3, 1] pad: 1 pad: 0"), (1, 4, 8, 8)),
        (conv("num_output: 4 kernel_size: 3 dilation: 2 pad: 2"), (1, 4, 8, 8)),
        (layer("ConvolutionDepthwise", "convolution_param { num_output: 3 kernel_size: 3 pad: 1 }"), (1, 3, 8, 8)),
        (layer("Deconvolution", "convolution_param { num_output: 2 kernel_size: 4 stride: 2 pad: 1 }"), (1, 2, 16, 16)),
        (layer("Pooling", "pooling_param { kernel_size: 3 stride: 2 }"), (1, 3, 4, 4)),
        (layer("Pooling", "pooling_param { kernel_size: 3 stride: 2 pad: 1 }"), (1, 3, 5, 5)),
        (layer("Pooling", "pooling_param { kernel_size: 3 stride: 2 round_mode: FLOOR }"), (1, 3, 3, 3)),
        (layer("Pooling", "pooling_param { pool: AVE global_pooling: true }"), (1, 3, 1, 1)),
        (layer("InnerProduct", "inner_product_param { num_output: 5 }"), (1, 5)),
        (layer("InnerProduct", "inner_product_param { num_output: 5 axis: -1 }"), (1, 3, 8, 5)),
        (layer("Flatten"), (1, 192)),
        (layer("Flatten", "flatten_param { axis: 2 }"), (1, 3, 64)),
        (layer("Reshape", "reshape_param { shape { dim: 0 dim: -1 dim: 4 } }"), (1, 48, 4)),
        (layer("Reshape", "reshape_param { shape { dim: 2 dim: -1 } axis: 2 num_axes: 1 }"), (1, 3, 2, 4, 8)),
        (layer("Permute", "permute_param { order: 0 order: 2 order: 3 }"), (1, 8, 8, 3)),
        (layer("Concat", bottom='"data" "data" "data"'), (1, 9, 8, 8)),
        (layer("Concat", "concat_param { concat_dim: 2 }", bottom='"data" "data"'), (1, 3, 16, 8)),
        (layer("Slice", "slice_param { slice_point: 1 }", top='"a" "b"'), (1, 2, 8, 8)),
        (layer("Slice", "slice_param { axis: 2 }", top='"a" "b"'), (1, 3, 4, 8)),
        (layer("Eltwise", bottom='"data" "data"'), (1, 3, 8, 8)),
        (layer("Interp", "interp_param { zoom_factor: 2 }"), (1, 3, 15, 15)),
        (layer("Interp", "interp_param { height: 5 width: 6 }"), (1, 3, 5, 6)),
        (layer("Upsample", "upsample_param { scale: 2 }"), (1, 3, 16, 16)),
        (layer("Reduction", "reduction_param { operation: MEAN axis: 2 }"), (1, 3)),
        (layer("ShuffleChannel", "shuffle_channel_param { group: 3 }"), (1, 3, 8, 8)),
        (layer("Tile", "tile_param { tiles: 4 }"), (1, 12, 8, 8)),
        (layer("Normalize", "norm_param { across_spatial: false channel_shared: false }"), (1, 3, 8, 8)),
        (layer("Bias"), (1, 3, 8, 8)),
    ],
)
def test_sizes_are_caffes(tmp_path: Path, text: str, shape: tuple[int, ...]) -> None:
    assert small(tmp_path, text).nodes[-1].shape == shape


@pytest.mark.parametrize(
    ("text", "params"),
    [
        (conv("num_output: 4 kernel_size: 3 pad: 1"), 4 * 27 + 4),
        (conv("num_output: 4 kernel_size: 3 bias_term: false"), 4 * 27),
        (conv("num_output: 6 kernel_size: 3 group: 3"), 6 * 9 + 6),
        (layer("InnerProduct", "inner_product_param { num_output: 5 bias_term: false }"), 5 * 192),
        (layer("BatchNorm"), 0),
        (layer("BatchNorm") + layer("Scale"), 3),
        (layer("BatchNorm") + layer("Scale", "scale_param { bias_term: true }"), 6),
        (layer("Scale", "scale_param { bias_term: true }"), 6),
        (layer("Scale", "scale_param { axis: 0 num_axes: -1 }"), 192),
        (layer("Bias"), 3),
        (layer("PReLU"), 3),
        (layer("PReLU", "prelu_param { channel_shared: true }"), 1),
        (layer("Normalize", "norm_param { channel_shared: false }"), 3),
        (layer("Embed", "embed_param { input_dim: 10 num_output: 4 bias_term: false }"), 40),
    ],
)
def test_what_layers_learn(tmp_path: Path, text: str, params: int) -> None:
    assert costmodel.cost(small(tmp_path, text))["params"] == params


def test_a_scale_that_others_do_not_follow_is_no_part_of_the_normalisation(tmp_path: Path) -> None:
    beside = (
        layer("BatchNorm", top='"b"') + layer("Scale", bottom='"b"', top='"s"') + layer("Eltwise", bottom='"b" "s"', top='"e"')
    )
    made = small(tmp_path, beside)
    assert [node.kind for node in made.nodes[2:]] == ["BatchNorm", "Elementwise", "Add"]
    assert costmodel.cost(made)["params"] == 3


def test_tensors_of_one_name_are_learned_once(tmp_path: Path) -> None:
    """As in Caffe's own example of Siamese networks (Chopra et al. 2005)."""
    shared = 'param { name: "w" lr_mult: 1 } param { name: "b" } convolution_param { num_output: 3 kernel_size: 3 pad: 1 }'
    made = small(tmp_path, layer("Convolution", shared), layer("Convolution", shared))
    assert costmodel.cost(made)["params"] == 3 * 27 + 3
    assert costmodel.cost(made)["mult_adds"] == 2 * 64 * 3 * 27


def test_bottoms_of_one_convolution_share_what_it_learns(tmp_path: Path) -> None:
    text = layer("Convolution", "convolution_param { num_output: 4 kernel_size: 1 }", '"data" "data"', '"a" "b"')
    made = costmodel.cost(small(tmp_path, text))
    assert (made["params"], made["mult_adds"]) == (4 * 3 + 4, 2 * 64 * 4 * 3)


def test_a_video_is_an_input_too(tmp_path: Path) -> None:
    text = 'input: "data"\ninput_shape { dim: 1 dim: 3 dim: 8 dim: 16 dim: 16 }\n' + conv("num_output: 4 kernel_size: 3")
    assert graph(tmp_path, text, batch=2).nodes[-1].shape == (2, 4, 6, 14, 14)


def test_a_gate_scales_a_map(tmp_path: Path) -> None:
    """Squeeze-and-excitation as its authors wrote it (Hu et al. 2018)."""
    squeeze = layer("Pooling", "pooling_param { pool: AVE global_pooling: true }", top='"gate"')
    made = small(tmp_path, squeeze, layer("Axpy", bottom='"gate" "data" "data"'))
    assert [node.kind for node in made.nodes[-2:]] == ["Scale", "Add"]
    flat = layer("Flatten", bottom='"gate"', top='"flat"')
    gated = small(tmp_path, squeeze, flat, layer("Scale", "scale_param { axis: 0 }", bottom='"data" "flat"'))
    assert gated.nodes[-1].work.pointwise == 192


def test_only_what_is_there_in_testing_is_counted(tmp_path: Path) -> None:
    rules = {
        "include { phase: TEST }": 4,
        "include { phase: TRAIN }": 3,
        "exclude { phase: TEST }": 3,
        "include { stage: 'x' }": 3,
        "": 4,
    }
    for rule, nodes in rules.items():
        assert len(small(tmp_path, layer("ReLU", rule), layer("TanH"))) == nodes


def test_training_files_ask_for_what_they_do_not_say(tmp_path: Path) -> None:
    data = 'layer { name: "d" type: "Data" top: "data" top: "label" transform_param { crop_size: 32 } }\n'
    loss = layer("SoftmaxWithLoss", bottom='"data" "label"', top='"loss"') + layer(
        "Accuracy", bottom='"data" "label"', top='"a"'
    )
    file = tmp_path / "train_val.prototxt"
    file.write_text(data + conv("num_output: 4 kernel_size: 1") + loss)
    with pytest.raises(CostModelError, match="channels needs a value"):
        build(str(file))
    made = build(str(file), {"channels": 3})
    assert made.nodes[0].shape == (1, 3, 32, 32)
    assert made.origin is not None
    assert "losses and accuracies are not counted" in made.origin.notes


def test_a_detector_is_counted_up_to_what_it_sees(tmp_path: Path) -> None:
    """The single-shot detector's priors depend on sizes alone (Liu et al. 2016), so they are no work for an image."""
    priors = layer("PriorBox", "prior_box_param { min_size: 60 max_size: 105 aspect_ratio: 2 }", '"data" "data"', '"p"')
    flat = layer("Flatten", top='"flat"')
    made = small(tmp_path, priors, flat, layer("DetectionOutput", bottom='"flat" "flat" "p"', top='"out"'))
    assert [node.kind for node in made.nodes] == ["Input", "Elementwise", "View"]
    assert made.origin is not None
    assert any("counted up to the detectors" in note for note in made.origin.notes)


def test_inputs_may_be_layers(tmp_path: Path) -> None:
    text = 'layer { name: "i" type: "Input" top: "data" input_param { shape { dim: 2 dim: 3 dim: 4 dim: 5 } } }\n' + layer(
        "ReLU"
    )
    assert graph(tmp_path, text).nodes[-1].shape == (1, 3, 4, 5)
    assert {name: knob.default for name, knob in subject(str(tmp_path / "net.prototxt")).knobs.items()} == {
        "batch": 1,
        "height": 4,
        "width": 5,
    }


def test_the_text_of_a_message() -> None:
    read = parsed("a: 1 # one\na: 2; b { c: 'x' \"y\" d: [1, 2] } e < f: true > g: -1.5e3, h: {}")
    assert read.wholes("a") == [1, 2]
    assert read.message("b").text("c") == "xy"
    assert read.message("b").wholes("d") == [1, 2]
    assert read.message("e").flag("f")
    assert read.number("g", 0) == -1500
    assert read.message("h").fields == {}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (layer("Convolutoin"), "Convolutoin .Convolutoin.: unknown type of layer 'convolutoin'; did you mean convolution"),
        (conv("num_ouput: 3 kernel_size: 3"), "num_output is missing"),
        (conv("num_output: 3 kernel_size: 3 strid: 2"), "convolution_param: unknown field 'strid'; did you mean stride"),
        (layer("ReLU", "relu_parm { }"), "unknown field 'relu_parm'; did you mean relu_param"),
        (conv("num_output: 0 kernel_size: 3"), "num_output cannot be '0'"),
        (conv("num_output: 3 kernel_size: 9"), "does not fit into 8 pixels"),
        (conv("num_output: 4 kernel_size: 3 group: 2"), "2 does not divide 3"),
        (layer("ReLU", bottom='"dta"'), "unknown blob 'dta'; did you mean data"),
        (layer("ReLU", bottom='"data" "data"'), "it cannot have 2 bottoms"),
        (layer("ReLU", top='"a" "b"'), "it has 2 tops"),
        (layer("Eltwise", "eltwise_param { operation: SUMM }", '"data" "data"'), "unknown operation 'SUMM'"),
        (layer("ROIPooling", bottom='"data" "data"'), "unknown type of layer 'roipooling'"),
        ("layer { ", "the file ends too early"),
        ("layer } ", "line 7: '}' cannot stand here"),
        ('layer { name: "x }', "cannot stand here"),
        (50 * "layer { ", "nested too deeply"),
    ],
)
def test_what_is_no_network_is_one_line(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(CostModelError, match=why):
        small(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("net: 'x'\nbase_lr: 0.1\n", "it has no layers"),
        (layer("ReLU"), "it has no input in testing"),
        ('input: "a" input: "b" input_dim: 1\n' + layer("ReLU"), "it has 2 inputs and 1 shapes of inputs"),
        ("layers { layer { } }", "Caffe's oldest form"),
        ("#" * 5000 + "\n\x01", "cannot stand here"),
    ],
)
def test_a_file_without_layers_or_inputs_is_one_line(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(CostModelError, match=why):
        graph(tmp_path, text)


def test_a_mutated_file_is_a_network_or_one_line(tmp_path: Path) -> None:
    chance = Random(1)
    texts = iter(lambda: mutated(mobilenet(32), chance), None)
    outcomes = [
        outcome_of(lambda text=text: graph(tmp_path, text.encode(errors="replace").decode())) for text in islice(texts, 60)
    ]
    assert [outcome.words for outcome in outcomes if outcome.kind == "fault"] == []
    assert {outcome.kind for outcome in outcomes} == {"answer", "refusal"}
