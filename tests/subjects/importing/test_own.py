"""Rules of a user's own: one decorator for all formats, the op's own work, and refusals in one line."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras_files
import onnx_files
import pytest
import tflite_files

import costmodel
from costmodel.errors import CostModelError, UnknownName
from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing import formats


@op
class Mixed(Op):
    """A grouped 1x1 convolution and a bias, which some other program calls one op."""

    groups: Dim

    def out(self, x: Shape) -> Shape:
        return x

    def work(self, y: Shape, x: Shape) -> Work:
        weights = x.channels * x.channels // self.groups
        return Work(
            mult_adds=y.size * x.channels // self.groups, weights=weights, biases=x.channels, reads=x.size, writes=y.size
        )


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has registries without rules of users."""
    for name in formats.ruled():
        monkeypatch.setattr(formats.registry(name), "own", {})


def mixed(attributes: Mapping[str, Any]) -> Op:
    return Mixed(attributes["groups"])


def onnx(folder: Path, *weights: bytes, groups: int = 4) -> str:
    names = [f"w{place}" for place in range(len(weights))]
    node = onnx_files.node("Fused", ["x", *names], ["y"], "fused", domain="own", groups=groups, mode="fast")
    main = onnx_files.graph([node], inputs=[onnx_files.value("x", (1, 8, 10, 10))], tensors=weights)
    return onnx_files.saved(folder, main)


def test_an_op_of_another_domain(tmp_path: Path) -> None:
    place = onnx(tmp_path)
    with pytest.raises(CostModelError, match=r"own\.Fused has no rule here"):
        costmodel.subject(place).build()
    costmodel.rule(onnx="own.Fused")(mixed)
    report = costmodel.report(place)
    assert report.totals["mult_adds"] == 8 * 8 // 4 * 100
    assert report.totals["params"] == 8 * 8 // 4 + 8  # the file has none: the op's own rule


def test_what_is_learned_is_counted_where_the_op_counts_it(tmp_path: Path) -> None:
    costmodel.rule(onnx="own.Fused")(mixed)
    place = onnx(tmp_path, onnx_files.tensor("w0", (8, 2)), onnx_files.tensor("w1", (8,)))
    graph = costmodel.build(place)
    assert (graph.nodes[-1].work.weights, graph.nodes[-1].work.biases) == (16, 8)
    place = onnx(tmp_path, onnx_files.tensor("w0", (8, 3)))
    graph = costmodel.build(place)
    assert (graph.nodes[-1].work.weights, graph.nodes[-1].work.biases) == (24, 0)


def test_attributes_are_plain(tmp_path: Path) -> None:
    seen: dict[str, Any] = {}

    @costmodel.rule(onnx="own.Fused")
    def fused(attributes: Mapping[str, Any]) -> Op:
        seen.update(attributes)
        return mixed(attributes)

    costmodel.build(onnx(tmp_path, groups=2))
    assert seen == {"groups": 2, "mode": "fast"}


@pytest.mark.parametrize("known", ["acme>Fused", "Fused", "acme.layers.Fused"])
def test_a_layer_of_another_class_by_any_of_its_names(tmp_path: Path, known: str) -> None:
    net = keras_files.Net(3)
    model = net.model(net.layer("Fused", net.input(10, 10, 8), module="acme.layers", groups=4))
    model["config"]["layers"][-1]["registered_name"] = "acme>Fused"
    place = str(keras_files.saved(tmp_path, model))
    with pytest.raises(CostModelError, match=r"acme\.layers\.Fused has no rule here"):
        costmodel.build(place)
    costmodel.rule(keras=known)(mixed)
    assert costmodel.cost(costmodel.build(place))["params"] == 24


@pytest.mark.parametrize("kind", ["acme>Fused", "Fused"])
def test_a_layer_that_keras_2_saved(tmp_path: Path, kind: str) -> None:
    costmodel.rule(keras="Fused")(mixed)
    net = keras_files.Net(2)
    layer = net.layer(kind, net.input(10, 10, 8), name="fused", groups=4)
    again = net.layer(kind, layer, name="fused")
    graph = costmodel.build(str(keras_files.saved(tmp_path, net.model(again))))
    assert costmodel.cost(graph)["params"] == 24  # one layer, called twice
    assert costmodel.cost(graph)["mult_adds"] == 2 * 1600


def test_a_class_of_keras_name_is_not_keras_own(tmp_path: Path) -> None:
    costmodel.rule(keras="acme.Dense")(mixed)
    net = keras_files.Net(3)
    x = net.layer("Dense", net.input(10, 10, 8), module="acme", groups=8)
    graph = costmodel.build(str(keras_files.saved(tmp_path, net.model(x))))
    assert graph.nodes[-1].op.groups == 8  # type: ignore[attr-defined]


def test_a_section_of_darknet(tmp_path: Path) -> None:
    path = tmp_path / "net.cfg"
    path.write_text("[net]\nheight=10\nwidth=10\nchannels=8\n\n[fused]\ngroups=4 # of channels\nmode=fast\n")
    with pytest.raises(UnknownName, match="unknown section 'fused'"):
        costmodel.build(str(path))
    costmodel.rule(darknet="fused")(mixed)
    assert costmodel.cost(costmodel.build(str(path)))["mult_adds"] == 1600


def test_a_layer_of_caffe_in_either_spelling(tmp_path: Path) -> None:
    path = tmp_path / "net.prototxt"
    layer = 'layer { name: "f" type: "FUSED_MIX" bottom: "x" top: "y" fused_param { groups: 4 axis: 1 axis: 2 mode: FAST } }'
    path.write_text(f'input: "x" input_dim: 1 input_dim: 8 input_dim: 10 input_dim: 10 {layer}')
    seen: list[Any] = []

    @costmodel.rule(caffe="FusedMix")
    def fused(attributes: Mapping[str, Any]) -> Op:
        seen.append(attributes)
        return mixed(attributes["fused_param"])

    assert costmodel.cost(costmodel.build(str(path)))["mult_adds"] == 1600
    assert seen == [{"fused_param": {"groups": 4, "axis": (1, 2), "mode": "FAST"}}]


def test_a_custom_operator_of_tensorflow_lite(tmp_path: Path) -> None:
    net = tflite_files.Net()
    net.apply("AcmeFused", [net.input(1, 10, 10, 8), net.weights(8, 2), net.weights(8)], (1, 10, 10, 8))
    place = str(net.file(tmp_path))
    with pytest.raises(CostModelError, match="AcmeFused"):
        costmodel.report(place)
    costmodel.rule(tflite="AcmeFused")(lambda attributes: mixed({"groups": 4}))
    assert costmodel.report(place).totals["params"] == 24


def test_one_rule_for_several_formats(tmp_path: Path) -> None:
    costmodel.rule(onnx="own.Fused", darknet="fused", torch="own::fused_")(mixed)
    assert {name: list(formats.registry(name).own) for name in ("onnx", "darknet", "torch")} == {
        "onnx": ["own.Fused"],
        "darknet": ["fused"],
        "torch": ["own::fused"],  # in place, too
    }


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({"onxx": "own.Fused"}, "unknown format 'onxx'; did you mean onnx?"),
        ({"toml": "Fused"}, "unknown format 'toml'"),
        ({"onnx": ""}, "onnx calls no op ''"),
        ({"onnx": 3}, "onnx calls no op '3'"),
        ({}, "a rule is for an op of another program"),
        ({"onnx": "Conv"}, "'Conv' has a rule already"),
        ({"torch": "aten::conv2d"}, "'aten::conv2d' has a rule already"),
        ({"caffe": "INNER_PRODUCT"}, "'INNER_PRODUCT' has a rule already"),
    ],
)
def test_names_that_cannot_have_a_rule(names: dict[str, Any], said: str) -> None:
    with pytest.raises(CostModelError, match=said.replace("?", r"\?")):
        costmodel.rule(**names)(mixed)


def test_another_function_is_refused_and_none_of_its_names_is_taken() -> None:
    def first(attributes: Mapping[str, Any]) -> Op:
        return mixed(attributes)

    for _ in range(2):  # a cell of a notebook runs again
        costmodel.rule(onnx="own.Fused")(first)
    with pytest.raises(CostModelError, match=r"'own\.Fused' has a rule already"):
        costmodel.rule(darknet="fused", onnx="own.Fused")(mixed)
    assert "fused" not in formats.registry("darknet").own


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (lambda attributes: attributes["group"], r"raised KeyError: 'group'"),
        (lambda attributes: 3, "returned int; allowed: an op"),
        (lambda attributes: costmodel.ops.Conv(0, 1), "channels cannot be '0'"),
        (lambda attributes: costmodel.ops.MatMul(), "raised TypeError"),
    ],
)
def test_what_goes_wrong_in_a_rule_is_one_line(tmp_path: Path, own: Any, said: str) -> None:
    costmodel.rule(onnx="own.Fused")(own)
    with pytest.raises(CostModelError, match=said) as raised:
        costmodel.build(onnx(tmp_path))
    assert "fused" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_rule_of_another_shape_than_the_file_states(tmp_path: Path) -> None:
    net = tflite_files.Net()
    net.apply("AcmeFused", [net.input(1, 10, 10, 8)], (1, 10, 10, 4))
    costmodel.rule(tflite="AcmeFused")(lambda attributes: costmodel.ops.Conv(8, 1))
    with pytest.raises(CostModelError, match="the rule of AcmeFused gives 1x10x10x8, and the file says 1x10x10x4"):
        costmodel.build(str(net.file(tmp_path)))


def test_an_operator_of_a_torch_library() -> None:
    torch = pytest.importorskip("torch")
    library = torch.library.Library("acme", "FRAGMENT")
    try:
        library.define("fused(Tensor x, Tensor weight, Tensor bias, int groups=4) -> Tensor")
        library.impl("fused", lambda x, weight, bias, groups=4: torch.empty_like(x), "CompositeExplicitAutograd")

        class Net(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.weight = torch.nn.Parameter(torch.empty(8, 2))
                self.bias = torch.nn.Parameter(torch.empty(8))

            def forward(self, x: Any) -> Any:
                return torch.ops.acme.fused(torch.ops.acme.fused(x, self.weight, self.bias), self.weight, self.bias)

        with pytest.raises(CostModelError, match="acme::fused"):
            costmodel.report(costmodel.from_torch(Net(), (1, 8, 10, 10)))
        costmodel.rule(torch="acme::fused")(mixed)
        totals = costmodel.report(costmodel.from_torch(Net(), (1, 8, 10, 10))).totals
        assert (totals["params"], totals["mult_adds"]) == (24, 2 * 1600)
    finally:
        library._destroy()


def test_an_operator_of_a_torch_library_with_two_outputs() -> None:
    torch = pytest.importorskip("torch")
    library = torch.library.Library("acme", "FRAGMENT")
    try:
        library.define("halves(Tensor x, int groups=4) -> (Tensor, Tensor)")
        library.impl("halves", lambda x, groups=4: (x.clone(), x.clone()), "CompositeExplicitAutograd")

        class Net(torch.nn.Module):
            def forward(self, x: Any) -> Any:
                return torch.ops.acme.halves(x)[0]

        costmodel.rule(torch="acme::halves")(mixed)
        with pytest.raises(CostModelError, match="acme::halves has 2 outputs, and a rule of one's own gives one"):
            costmodel.from_torch(Net(), (1, 8, 10, 10))
    finally:
        library._destroy()
