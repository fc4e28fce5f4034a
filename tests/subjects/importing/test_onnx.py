"""ONNX files: shapes, work and parameters by rule; what is free is a knob; what cannot be read is one line."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import onnx_files as files
import pytest
from onnx_files import INT8, INT64, UINT8, function, graph, node, numbers, saved, tensor, value

from costmodel import report
from costmodel.errors import CostModelError
from costmodel.ir.graph import Graph
from costmodel.ir.work import Work
from costmodel.numbers.expression import symbol
from costmodel.subjects import subject


def built(place: str, **knobs: Any) -> Graph:
    return subject(place, knobs).build()


def work(graph_: Graph) -> Work:
    return Work.sum(each.work for each in graph_.nodes)


def learned(graph_: Graph) -> Any:
    facts = work(graph_)
    return facts.weights + facts.biases + facts.norms


CLASSIFIER = graph(
    [
        node("Conv", ["x", "w"], ["c"], "/stem/conv/Conv", strides=[2, 2], pads=[1, 1, 1, 1]),
        node("BatchNormalization", ["c", "g", "b", "m", "v"], ["n"], "/stem/norm/BatchNormalization"),
        node("Relu", ["n"], ["r"], "/stem/act/Relu"),
        node("MaxPool", ["r"], ["p"], "/pool/MaxPool", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1]),
        node("Conv", ["p", "dw"], ["d"], "/block/block.0/Conv", group=8, pads=[1, 1, 1, 1]),
        node("Add", ["p", "d"], ["s"], "/block/Add"),
        node("GlobalAveragePool", ["s"], ["a"], "/GlobalAveragePool"),
        node("Flatten", ["a"], ["f"], "/Flatten"),
        node("Gemm", ["f", "fw", "fb"], ["y"], "/fc/Gemm", transB=1),
    ],
    inputs=[value("x", (1, 3, 32, 32))],
    tensors=[
        tensor("w", (8, 3, 3, 3)),
        *[tensor(name, (8,)) for name in "gbmv"],
        tensor("dw", (8, 1, 3, 3)),
        tensor("fw", (10, 8)),
        tensor("fb", (10,)),
        tensor("left", (7, 7)),
    ],
    stated=[value("c", (1, 8, 16, 16)), value("s", (1, 8, None, 8))],
)


def test_a_classifier_is_counted_exactly(tmp_path: Path) -> None:
    read = built(saved(tmp_path, CLASSIFIER))
    assert [str(each.shape) for each in read.nodes[1:]] == [
        "1x8x16x16", "1x8x16x16", "1x8x16x16", "1x8x8x8", "1x8x8x8", "1x8x8x8", "1x8x1x1", "1x8", "1x10",
    ]  # fmt: skip
    facts = work(read)
    assert facts.mult_adds == 16 * 16 * 8 * 27 + 8 * 8 * 8 * 9 + 80
    assert (facts.weights, facts.biases, facts.norms, facts.statistics) == (216 + 72 + 80, 10, 16, 16)
    assert [each.type for each in read.nodes] == [
        "Input", "Conv 3x3", "BatchNorm", "ReLU", "MaxPool 3x3", "DWConv 3x3", "Add", "GlobalAvgPool", "View", "Linear",
    ]  # fmt: skip


def test_names_are_scopes(tmp_path: Path) -> None:
    read = built(saved(tmp_path, CLASSIFIER))
    assert [each.name for each in read.nodes] == [
        "x", "stem/conv", "stem/norm", "stem/act", "pool", "block/0", "block/Add", "GlobalAveragePool", "Flatten", "fc",
    ]  # fmt: skip


def test_the_page_says_where_it_comes_from(tmp_path: Path) -> None:
    origin = built(saved(tmp_path, CLASSIFIER)).origin
    assert origin is not None
    assert (origin.format, origin.producer) == ("ONNX, opset 17", "tests 1.0")
    assert [(each.name, each.size) for each in origin.unread] == [("left", 49)]


def test_scopes_and_classes_of_the_exporter(tmp_path: Path) -> None:
    def metadata(scopes: list[str], classes: list[str]) -> dict[str, str]:
        return {"pkg.torch.onnx.name_scopes": str(scopes), "pkg.torch.onnx.class_hierarchy": str(classes)}

    of_module = metadata(["", "a", "a.act", "relu"], ["pkg.Net", "pkg.Block", "torch.nn.modules.activation.ReLU", "aten.relu"])
    of_function = metadata(["", "a", "sigmoid"], ["pkg.Net", "pkg.Block", "aten.sigmoid"])
    nodes = [node("Relu", ["x"], ["h"], "n1", metadata=of_module), node("Sigmoid", ["h"], ["y"], "n2", metadata=of_function)]
    read = built(saved(tmp_path, graph(nodes, inputs=[value("x", (1, 4))])))
    assert [(each.name, each.written) for each in read.nodes[1:]] == [("a/act", "module"), ("a/Sigmoid", "function")]


# An op, its inputs' sizes, what the file holds, its settings; then the shape that comes out, its mult-adds and what is learned.
Case = tuple[str, Sequence[Sequence[int]], Sequence[bytes], Mapping[str, Any], Sequence[int], int, int]
CASES: dict[str, Case] = {
    "1-D": ("Conv", [(2, 4, 50)], [tensor("w", (6, 4, 5)), tensor("b", (6,))], {"dilations": [2]},
            (2, 6, 42), 2 * 6 * 42 * 20, 126),
    "3-D": ("Conv", [(1, 2, 8, 8, 8)], [tensor("w", (4, 2, 1, 3, 3))], {"pads": [0, 1, 1, 0, 1, 1]},
            (1, 4, 8, 8, 8), 4 * 512 * 18, 72),
    "grouped": ("Conv", [(1, 8, 6, 6)], [tensor("w", (4, 4, 1, 1))], {"group": 2}, (1, 4, 6, 6), 4 * 36 * 4, 16),
    "same": ("Conv", [(1, 2, 7, 7)], [tensor("w", (2, 2, 4, 4))], {"strides": [2, 2], "auto_pad": "SAME_UPPER"},
            (1, 2, 4, 4), 1024, 64),
    "transposed": ("ConvTranspose", [(1, 8, 8, 8)], [tensor("w", (8, 4, 4, 4))], {"strides": [2, 2], "pads": [1, 1, 1, 1]},
                   (1, 4, 16, 16), 8 * 64 * 16 * 4, 512),
    "output shape": ("ConvTranspose", [(1, 1, 4, 4)], [tensor("w", (1, 1, 3, 3))], {"strides": [2, 2], "output_shape": [10, 8]},
                     (1, 1, 10, 8), 16 * 9, 9),
    "integers": ("ConvInteger", [(1, 2, 4, 4)], [tensor("w", (3, 2, 1, 1), UINT8)], {}, (1, 3, 4, 4), 96, 6),
    "layer": ("MatMul", [(1, 50, 64)], [tensor("w", (64, 10))], {}, (1, 50, 10), 32000, 640),
    "products": ("MatMul", [(2, 5, 6), (6, 3)], [], {}, (2, 5, 3), 180, 0),
    "vector": ("MatMul", [(7, 6), (6,)], [], {}, (7,), 42, 0),
    "einsum": ("Einsum", [(2, 3, 5, 4), (2, 3, 6, 4)], [], {"equation": "...ie,...je->...ij"}, (2, 3, 5, 6), 720, 0),
    "implied": ("Einsum", [(5, 4), (4, 6)], [], {"equation": "ik,kj"}, (5, 6), 120, 0),
    "packed": ("com.microsoft.MatMulNBits", [(1, 3, 32)], [tensor("w", (16, 1, 16), UINT8), tensor("s", (16,))],
               {"K": 32, "N": 16, "bits": 4, "block_size": 32}, (1, 3, 16), 3 * 32 * 16, 512),
    "attention": ("Attention", [(1, 4, 10, 8), (1, 4, 12, 8), (1, 4, 12, 6)], [], {}, (1, 4, 10, 6), 4 * 120 * 14, 0),
    "heads": ("Attention", [(1, 10, 32), (1, 12, 32), (1, 12, 32)], [], {"q_num_heads": 4, "kv_num_heads": 4},
              (1, 10, 32), 4 * 120 * 16, 0),
    "steps": ("LSTM", [(9, 2, 5)], [tensor("w", (2, 16, 5)), tensor("r", (2, 16, 4)), tensor("b", (2, 32))],
              {"hidden_size": 4, "direction": "bidirectional"}, (9, 2, 2, 4), 18 * 2 * 16 * 9, 2 * 16 * 9 + 64),
    "gated": ("GRU", [(9, 2, 5)], [tensor("w", (1, 12, 5)), tensor("r", (1, 12, 4))], {"hidden_size": 4},
            (9, 1, 2, 4), 18 * 108, 108),
    "layer norm": ("LayerNormalization", [(1, 5, 8)], [tensor("s", (8,)), tensor("b", (8,))], {}, (1, 5, 8), 0, 16),
    "instance norm": ("InstanceNormalization", [(1, 8, 4, 4)], [tensor("s", (8,)), tensor("b", (8,))], {}, (1, 8, 4, 4), 0, 16),
    "slopes": ("PRelu", [(1, 8, 4, 4)], [tensor("s", (8, 1, 1))], {}, (1, 8, 4, 4), 0, 8),
    "gate": ("Mul", [(1, 8, 4, 4), (1, 8, 1, 1)], [], {}, (1, 8, 4, 4), 0, 0),
    "stretched": ("Add", [(4, 1, 6), (5, 1)], [], {}, (4, 5, 6), 0, 0),
    "scale": ("Mul", [(1, 5, 8)], [tensor("gamma", (8,))], {}, (1, 5, 8), 0, 8),
    "number": ("Mul", [(1, 5, 8)], [tensor("half", (), content=[0.5])], {}, (1, 5, 8), 0, 0),
    "ceil mode": ("MaxPool", [(1, 3, 6)], [], {"kernel_shape": [3], "strides": [2], "ceil_mode": 1}, (1, 3, 3), 0, 0),
    "dilated pool": ("MaxPool", [(1, 3, 9, 9)], [], {"kernel_shape": [3, 3], "dilations": [2, 2]}, (1, 3, 5, 5), 0, 0),
    "average": ("AveragePool", [(1, 3, 8)], [], {"kernel_shape": [3], "strides": [2], "pads": [1, 1]}, (1, 3, 4), 0, 0),
    "mean": ("ReduceMean", [(2, 3, 4, 5)], [], {"axes": [1, -1], "keepdims": 0}, (2, 4), 0, 0),
    "largest": ("TopK", [(2, 9)], [numbers("k", 4)], {}, (2, 4), 0, 0),
    "place": ("ArgMax", [(2, 9, 3)], [], {"axis": 1, "keepdims": 0}, (2, 3), 0, 0),
    "kept and open": ("Reshape", [(2, 3, 4, 5)], [numbers("t", 0, -1, 5)], {}, (2, 12, 5), 0, 0),
    "flatten": ("Flatten", [(2, 3, 4)], [], {"axis": 2}, (6, 4), 0, 0),
    "squeeze": ("Squeeze", [(1, 3, 1, 4)], [numbers("a", -2)], {}, (1, 3, 4), 0, 0),
    "unsqueeze": ("Unsqueeze", [(3, 4)], [numbers("a", 0, -1)], {}, (1, 3, 4, 1), 0, 0),
    "transpose": ("Transpose", [(2, 3, 4)], [], {"perm": [2, 0, 1]}, (4, 2, 3), 0, 0),
    "expand": ("Expand", [(3, 1)], [numbers("t", 2, 1, 6)], {}, (2, 3, 6), 0, 0),
    "tile": ("Tile", [(3, 2)], [numbers("t", 2, 4)], {}, (6, 8), 0, 0),
    "slice": ("Slice", [(4, 9, 5)], [numbers("s", 1, -1), numbers("e", 9, -4), numbers("a", 1, 2), numbers("p", 3, -1)], {},
              (4, 3, 3), 0, 0),
    "pad": ("Pad", [(1, 2, 4, 4)], [numbers("p", 0, 0, 1, 2, 0, 0, 3, 0)], {}, (1, 2, 8, 6), 0, 0),
    "pad all": ("Pad", [(4, 4)], [numbers("p", 1, 0, 0, 2)], {}, (5, 6), 0, 0),
    "concat": ("Concat", [(1, 2, 4), (1, 3, 4)], [], {"axis": 1}, (1, 5, 4), 0, 0),
    "rows": ("Gather", [(5, 6)], [numbers("i", 0, 2, 4, 4)], {"axis": 1}, (5, 4), 0, 0),
    "elements": ("GatherElements", [(5, 6)], [tensor("i", (2, 6), INT64)], {}, (2, 6), 0, 0),
    "slices": ("GatherND", [(4, 5, 6)], [tensor("i", (7, 2), INT64)], {}, (7, 6), 0, 0),
    "scatter": ("ScatterND", [(4, 5)], [tensor("i", (2, 1), INT64), tensor("u", (2, 5))], {}, (4, 5), 0, 10),
    "to space": ("DepthToSpace", [(1, 12, 3, 3)], [], {"blocksize": 2}, (1, 3, 6, 6), 0, 0),
    "to depth": ("SpaceToDepth", [(1, 3, 6, 6)], [], {"blocksize": 2}, (1, 12, 3, 3), 0, 0),
    "scales": ("Resize", [(1, 2, 10, 10)], [tensor("roi", (0,)), tensor("s", (4,), content=[1, 1, 0.5, 2.5])],
               {"mode": "linear"}, (1, 2, 5, 25), 0, 0),
    "one hot": ("OneHot", [(3, 4)], [tensor("d", (), INT64, [6]), tensor("v", (2,), content=[0, 1])], {}, (3, 4, 6), 0, 0),
    "sampled": ("GridSample", [(1, 3, 8, 8), (1, 4, 5, 2)], [], {}, (1, 3, 4, 5), 0, 0),
}  # fmt: skip


def of_one(case: str) -> tuple[bytes, int]:
    """A graph of one op, and its opset."""
    kind, shapes, held, settings, *_ = CASES[case]
    domain, _, kind = kind.rpartition(".")
    names = [f"x{place}" for place in range(len(shapes))]
    inputs = [value(name, shape) for name, shape in zip(names, shapes, strict=True)]
    tensors = {f"t{place}": files.field(8, f"t{place}") for place in range(len(held))}
    operands = [*names, *tensors]
    named = [one + name for one, name in zip(held, tensors.values(), strict=True)]  # of two names the later counts
    opset = 17 if "axes" in settings else 23 if kind == "Attention" else 18
    outputs = ["y", "places"] if kind == "TopK" else ["y"]
    return graph([node(kind, operands, outputs, "op", domain, **settings)], inputs=inputs, tensors=named), opset


@pytest.mark.parametrize("case", CASES)
def test_an_op(case: str, tmp_path: Path) -> None:
    main, opset = of_one(case)
    *_, shape, mult_adds, parameters = CASES[case]
    read = built(saved(tmp_path, main, opset))
    assert tuple(read.nodes[-1].shape) == tuple(shape)
    assert (work(read).mult_adds, learned(read)) == (mult_adds, parameters)


@pytest.mark.parametrize("case", CASES)
def test_an_op_has_the_shape_that_onnx_infers(case: str, tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx")
    main, opset = of_one(case)
    inferred = onnx.shape_inference.infer_shapes(onnx.load_model_from_string(files.model(main, opset)), data_prop=True)
    stated = inferred.graph.output[0].type.tensor_type
    if not stated.HasField("shape") or not all(size.HasField("dim_value") for size in stated.shape.dim):
        pytest.skip("onnx infers no shape")
    assert tuple(built(saved(tmp_path, main, opset)).nodes[-1].shape) == tuple(size.dim_value for size in stated.shape.dim)


DYNAMIC = graph(
    [
        node("Conv", ["x", "w"], ["c"], strides=[2, 2], pads=[1, 1, 1, 1]),
        node("Shape", ["c"], ["sizes"]),
        node("Gather", ["sizes", "two"], ["h"]),
        node("Gather", ["sizes", "three"], ["wd"]),
        node("Mul", ["h", "wd"], ["hw"]),
        node("Unsqueeze", ["hw", "zero"], ["hw1"]),
        node("Shape", ["x"], ["all"]),
        node("Slice", ["all", "zero", "one"], ["batch"]),
        node("Concat", ["batch", "four", "hw1"], ["target"], axis=0),
        node("Reshape", ["c", "target"], ["flat"]),
        node("Transpose", ["flat"], ["tokens"], perm=[0, 2, 1]),
        node("MatMul", ["tokens", "m"], ["q"]),
        node("Transpose", ["q"], ["k"], perm=[0, 2, 1]),
        node("MatMul", ["q", "k"], ["scores"]),
        node("Slice", ["all", "two1", "end"], ["size"]),
        node("Cast", ["size"], ["real"], to=1),
        node("Div", ["real", "half"], ["halved"]),
        node("Floor", ["halved"], ["floored"]),
        node("Cast", ["floored"], ["whole"], to=7),
        node("Concat", ["batch", "four", "whole"], ["new"], axis=0),
        node("Resize", ["c", "", "", "new"], ["bigger"], mode="nearest"),
        node("ReduceSum", ["scores", "axes"], ["s"], keepdims=0),
        node("ReduceSum", ["bigger", "axes3"], ["y"], keepdims=0),
    ],
    outputs=("y", "s"),
    inputs=[value("x", ("batch_size", 3, "height", "in.width"))],
    tensors=[
        tensor("w", (4, 3, 3, 3)),
        tensor("m", (4, 4)),
        tensor("two", (), INT64, [2]),
        tensor("three", (), INT64, [3]),
        numbers("zero", 0),
        numbers("one", 1),
        numbers("two1", 2),
        numbers("four", 4),
        numbers("end", 2**63 - 1),
        tensor("half", (1,), content=[1.5]),
        numbers("axes", 1, 2),
        numbers("axes3", 1, 2, 3),
    ],
)


def test_weights_on_the_left(tmp_path: Path) -> None:
    main = graph([node("MatMul", ["w", "x"], ["y"])], inputs=[value("x", (2, 64, 50))], tensors=[tensor("w", (7, 64))])
    read = built(saved(tmp_path, main))
    assert (str(read.nodes[-1].shape), read.nodes[-1].kind) == ("2x7x50", "Linear")
    assert (work(read).mult_adds, learned(read)) == (2 * 7 * 64 * 50, 7 * 64)


def test_open_sizes_are_knobs(tmp_path: Path) -> None:
    place = saved(tmp_path, DYNAMIC)
    assert list(subject(place).knobs) == ["batch_size", "height", "in_width"]
    with pytest.raises(CostModelError, match="height, in_width needs a value"):
        built(place)
    read = built(place, height=8, in_width=12)
    assert tuple(read.nodes[0].shape) == (1, 3, 8, 12)
    assert read.origin is not None
    assert any("batch_size" in note for note in read.origin.notes)


def test_sizes_flow_as_expressions_and_agree_with_numbers(tmp_path: Path) -> None:
    place = saved(tmp_path, DYNAMIC)
    names = ("batch_size", "height", "in_width")
    free = {name: symbol(name) for name in names}
    facts = work(built(place, **free))
    draw = random.Random(5)
    for _ in range(12):
        point = {name: draw.randrange(2, 60) for name in names}
        numeric = work(built(place, **point))
        for fact in ("mult_adds", "pointwise", "reads", "writes"):
            expression: Any = getattr(facts, fact)
            assert expression.subs({free[name]: size for name, size in point.items()}) == getattr(numeric, fact)


def test_a_closed_form(tmp_path: Path) -> None:
    from costmodel import closed_form

    form = closed_form(saved(tmp_path, DYNAMIC), ["height", "in_width"], metrics=["mult_adds"])
    assert "height" in str(form)


def test_two_axes_of_one_name_are_one_knob(tmp_path: Path) -> None:
    nodes = [node("Add", ["a", "b"], ["y"])]
    inputs = [value("a", ("n", "size?")), value("b", ("n", "size?")), value("c", (None, 2))]
    assert list(subject(saved(tmp_path, graph(nodes, inputs=inputs))).knobs) == ["n", "size", "c_dim0"]


def test_names_that_are_no_knobs_are_made_some(tmp_path: Path) -> None:
    inputs = [value("a", ("N", "lambda", "copy", "2d", "a b", "a-b", "model_x"))]
    found = list(subject(saved(tmp_path, graph([node("Relu", ["a"], ["y"])], inputs=inputs))).knobs)
    assert found == ["N", "size_lambda", "size_copy", "size_2d", "a_b", "a_b_2", "size_model_x"]


BRANCHES = graph(
    [
        node("Equal", ["rate", "known"], ["is"]),
        node(
            "If", ["is"], ["y"], "choice",
            then_branch=files.graph_value(graph([node("Conv", ["x", "w1"], ["t"])], ["t"], tensors=[tensor("w1", (4, 3, 1))])),
            else_branch=files.graph_value(graph([node("Conv", ["x", "w2"], ["e"])], ["e"], tensors=[tensor("w2", (4, 3, 5))])),
        ),
    ],
    inputs=[value("x", (1, 3, 9)), value("rate", (), INT64)],
    tensors=[tensor("known", (), INT64, [16])],
)  # fmt: skip


def test_a_branch_is_taken_on_a_bound_value(tmp_path: Path) -> None:
    place = saved(tmp_path, BRANCHES)
    assert work(built(place, rate=16)).mult_adds == 9 * 4 * 3
    assert work(built(place, rate=8)).mult_adds == 5 * 4 * 15
    with pytest.raises(CostModelError, match=r"choice \(If\): which branch is taken depends on the data"):
        built(place)


def test_functions_are_read_in_place(tmp_path: Path) -> None:
    scaled = node("LeakyRelu", ["a"], ["b"]) + files.field(5, files.attribute("alpha", 0, refers="slope"))
    pooled = node("MaxPool", ["b"], ["c"]) + files.field(5, files.attribute("kernel_shape", 0, refers="window"))
    own = function("Own", ["a"], ["c"], ["slope", "window"], [scaled, pooled])
    main = graph([node("Own", ["x"], ["y"], "block", "own", slope=0.1, window=[2, 2])], inputs=[value("x", (1, 3, 8, 8))])
    read = built(saved(tmp_path, main, functions=[own]))
    assert [(each.name, str(each.shape)) for each in read.nodes[1:]] == [
        ("block/LeakyRelu", "1x3x8x8"), ("block/MaxPool", "1x3x7x7"),
    ]  # fmt: skip


def test_a_function_that_calls_itself_ends(tmp_path: Path) -> None:
    own = function("Own", ["a"], ["c"], [], [node("Own", ["a"], ["c"], "again", "own")])
    main = graph([node("Own", ["x"], ["y"], "block", "own")], inputs=[value("x", (1,))])
    with pytest.raises(CostModelError, match="nested too deeply"):
        built(saved(tmp_path, main, functions=[own]))


def test_quantised_files_have_the_float_files_numbers(tmp_path: Path) -> None:
    x, scales = value("x", (1, 3, 8, 8)), [tensor("s", (), content=[0.1]), tensor("z", (), UINT8, [3])]
    whole = [node("QLinearConv", ["x", "s", "z", "w", "s", "z", "s", "z", "b"], ["c"]),
             node("QLinearAdd", ["c", "s", "z", "c", "s", "z", "s", "z"], ["y"], domain="com.microsoft")]  # fmt: skip
    pairs = [node("DequantizeLinear", ["w", "s", "z"], ["wf"]), node("DequantizeLinear", ["b", "s"], ["bf"]),
             node("Conv", ["x", "wf", "bf"], ["c"]), node("Add", ["c", "c"], ["y"])]  # fmt: skip
    floats = [node("Conv", ["x", "w", "b"], ["c"]), node("Add", ["c", "c"], ["y"])]
    narrow = [tensor("w", (4, 3, 3, 3), INT8), tensor("b", (4,), files.INT32), *scales]
    wide = [tensor("w", (4, 3, 3, 3)), tensor("b", (4,))]
    found = []
    for nodes, held in ((whole, narrow), (pairs, narrow), (floats, wide)):
        read = built(saved(tmp_path, graph(nodes, inputs=[x], tensors=held)))
        found.append(work(read))
        said = [note for note in read.origin.notes if note.startswith("weights are stored as")] if read.origin else []
        assert [note.partition(";")[0] for note in said] == ["weights are stored as 108 of 8 bits"] * (held is narrow)
    assert found[0] == found[1] == found[2]
    assert (found[0].weights, found[0].biases) == (108, 4)


def test_what_is_learned_is_counted_where_it_is_read_first(tmp_path: Path) -> None:
    nodes = [node("Conv", ["x", "w"], ["a"], "one"), node("Conv", ["a", "w"], ["y"], "two")]
    first, second = (each.work for each in built(
        saved(tmp_path, graph(nodes, inputs=[value("x", (1, 3, 9, 9))], tensors=[tensor("w", (3, 3, 3, 3))]))
    ).nodes[1:])  # fmt: skip
    assert (first.weights, first.shared_weights, second.weights, second.shared_weights) == (81, 0, 0, 81)


def test_weights_that_stand_in_nodes(tmp_path: Path) -> None:
    """Where a file holds none apart, its constants are what is learned, but for single numbers."""
    constants = [
        node("Constant", [], [name], name, value=files.tensor_value(tensor(name, sizes)))
        for name, sizes in (("w", (4, 6)), ("b", (6,)), ("six", (1,)))
    ]
    nodes = [*constants, node("MatMul", ["x", "w"], ["m"]), node("Add", ["m", "b"], ["a"]), node("Div", ["a", "six"], ["y"])]
    inputs = [value("x", (1, 4))]
    assert learned(built(saved(tmp_path, graph(nodes, inputs=inputs)))) == 30
    assert learned(built(saved(tmp_path, graph(nodes, inputs=inputs, tensors=[tensor("apart", (2,))])))) == 24


def test_what_depends_on_no_input_is_done_once(tmp_path: Path) -> None:
    nodes = [node("MatMul", ["a", "b"], ["w"]), node("Add", ["x", "w"], ["y"]), node("Neg", ["x"], ["unused"], "idle")]
    tensors = [tensor("a", (4, 5)), tensor("b", (5, 4))]
    read = built(saved(tmp_path, graph(nodes, inputs=[value("x", (4, 4))], tensors=tensors)))
    assert [each.type for each in read.nodes] == ["Input", "Add"]
    assert learned(read) == 40
    assert read.origin is not None
    assert read.origin.folded == 80
    assert "1 nodes lead to no output and are left out" in read.origin.notes


def test_an_op_without_a_rule_has_the_stated_shape_or_is_refused(tmp_path: Path) -> None:
    nodes = [node("Magic", ["x"], ["m"], "here", "own"), node("Relu", ["m"], ["y"])]
    inputs = [value("x", ("batch", 4))]
    read = built(saved(tmp_path, graph(nodes, inputs=inputs, stated=[value("m", ("batch", 6))])), batch=3)
    assert [(each.kind, str(each.shape)) for each in read.nodes[1:]] == [("Opaque", "3x6"), ("Activation", "3x6")]
    with pytest.raises(CostModelError, match=r"here \(Magic\): own.Magic has no rule here"):
        built(saved(tmp_path, graph(nodes, inputs=inputs)))


def test_a_shape_that_the_file_states_otherwise_is_an_error(tmp_path: Path) -> None:
    main = graph([node("Relu", ["x"], ["y"], "act")], inputs=[value("x", (1, 4))], stated=[value("y", (1, 5))])
    with pytest.raises(CostModelError, match="act: ReLU gives 1x4, and the source says 1x5"):
        built(saved(tmp_path, main))


@pytest.mark.parametrize("kind", ["NonZero", "NonMaxSuppression", "Unique", "Compress", "Loop", "Scan"])
def test_what_depends_on_the_data_is_refused_by_name(kind: str, tmp_path: Path) -> None:
    main = graph([node(kind, ["x", "x"], ["y"], "post/op")], inputs=[value("x", (4,))])
    with pytest.raises(CostModelError, match=f"post/op.*{kind}"):
        built(saved(tmp_path, main))


def test_a_reshape_to_data_is_refused(tmp_path: Path) -> None:
    main = graph([node("Reshape", ["x", "t"], ["y"])], inputs=[value("x", (4,)), value("t", (2,), INT64)])
    with pytest.raises(CostModelError, match="the shape of Reshape depends on the data"):
        built(saved(tmp_path, main))


def test_a_scale_is_rounded_as_a_runtime_does(tmp_path: Path) -> None:
    """Ten times the 32-bit float next to 0.7 is 7 in floats of 32 bits and below it in exact arithmetic."""
    held = [tensor("roi", (0,)), tensor("s", (4,), content=[1, 1, 0.7, 1])]
    main = graph([node("Resize", ["x", "roi", "s"], ["y"])], inputs=[value("x", (1, 2, "height", 10))], tensors=held)
    place = saved(tmp_path, main)
    assert tuple(built(place, height=10).nodes[-1].shape) == (1, 2, 7, 10)
    with pytest.raises(CostModelError, match="rounded as floats are"):
        built(place, height=symbol("height"))


@pytest.mark.parametrize("content", [b"", b"no file of a network", b"\x08\x08", b"\xff" * 30, b"\x3a\x7f"])
def test_what_is_no_onnx_file_is_one_line(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "odd.onnx"
    path.write_bytes(content)
    with pytest.raises(CostModelError, match=r"ONNX|cannot be read") as told:
        subject(str(path))
    assert "\n" not in str(told.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CostModelError, match="No such file"):
        subject(str(tmp_path / "none.onnx"))


def test_no_weight_is_read(tmp_path: Path) -> None:
    """A tensor of a hundred terabytes has no bytes in the file, and needs none."""
    main = graph([node("MatMul", ["x", "w"], ["y"])], inputs=[value("x", (1, 10**7))], tensors=[tensor("w", (10**7, 10**7))])
    assert work(built(saved(tmp_path, main))).mult_adds == 10**14


def test_a_range_that_is_long_is_only_measured(tmp_path: Path) -> None:
    held = [tensor(name, (), INT64, [number]) for name, number in (("a", 0), ("b", 10**15), ("c", 3))]
    nodes = [node("Range", ["a", "b", "c"], ["r"]), node("Expand", ["x", "e"], ["w"]), node("Add", ["w", "r"], ["y"])]
    tensors = [*held, numbers("e", -(-(10**15) // 3))]
    read = built(saved(tmp_path, graph(nodes, inputs=[value("x", (1,), INT64)], tensors=tensors)))
    assert tuple(read.nodes[-1].shape) == (-(-(10**15) // 3),)


def test_odd_bytes_are_answered_in_one_line(tmp_path: Path) -> None:
    draw = random.Random(11)
    sound = [files.model(main) for main in (CLASSIFIER, DYNAMIC, BRANCHES, *(of_one(case)[0] for case in CASES))]
    answered, lines = 0, set()
    for _ in range(600):
        data = bytearray(draw.choice(sound))
        way, place = draw.randrange(4), draw.randrange(len(data))
        if way == 0:
            data = data[:place]
        elif way == 1:
            del data[place : place + draw.randrange(1, 30)]
        else:
            for _ in range(draw.choice((1, 2, 8))):
                data[draw.randrange(len(data))] = draw.randrange(256)
        path = tmp_path / "odd.onnx"
        path.write_bytes(data)
        try:
            given = {name: 8 for name, knob in subject(str(path)).knobs.items() if knob.required}
            report(str(path), given).record()
            answered += 1
        except CostModelError as error:
            lines.add(str(error).count("\n"))
    assert answered > 20
    assert lines == {0}


# How onnx.proto writes the types of its fields: whole numbers and enumerations, floats, and what has a length.
WIRES = {3: 0, 4: 0, 5: 0, 14: 0, 2: 5, 9: 2, 11: 2, 12: 2}
THEIRS = {
    "Entry": "StringStringEntryProto",
    "OperatorSet": "OperatorSetIdProto",
    "File": "ModelProto",
    **{
        name: f"{name}Proto"
        for name in ("Tensor", "SparseTensor", "TensorShape", "ValueInfo", "Attribute", "Node", "Graph", "Function")
    },
}


@pytest.mark.parametrize("name", THEIRS)
def test_fields_stand_where_onnx_has_them(name: str) -> None:
    onnx = pytest.importorskip("onnx")
    from costmodel.subjects.importing.formats.onnx import messages

    known = getattr(onnx, THEIRS[name]).DESCRIPTOR.fields_by_number
    for place, own in getattr(messages, name).fields.items():
        is_packed = name == "Tensor" and place in (4, 5, 7, 10, 11)
        assert own.wire == (2 if is_packed else WIRES[known[place].type]), own.name
        assert own.is_many == (known[place].is_repeated and not is_packed), own.name
