"""python -m benchmarks.arenas: how large TensorFlow Lite Micro's arena really is, written to the tests' data.

Networks of the catalog are written down as int8 models, whose weights are zeros, and given to the interpreter, which records
what it allocates: its "head" holds the tensors that come and go. Nothing of this program plans here, so that its own plan can
be held against that. Needs tflite-micro, whose generated schema writes the files.
"""

import datetime
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import version
from math import prod
from pathlib import Path
from typing import Any

import flatbuffers

from costmodel import Graph, Node, build, passes

schema = import_module("tflite_micro.tensorflow.lite.micro.python.schema_py_generated")
DATA = Path(__file__).parent.parent / "tests" / "formulas" / "arenas.json"
NETWORKS = (
    *(f"mobilenet:alpha={alpha},resolution={side}" for alpha in ("0.25", "0.5", "1") for side in (96, 128, 224)),
    *(f"mobilenet_v2:alpha={alpha},resolution={side}" for alpha in ("0.35", "1") for side in (96, 144, 224)),
    *(f"resnet:depth={depth},resolution={side}" for depth in (18, 50) for side in (64, 224)),
    *(f"squeezenet:version={number},resolution=224" for number in ("1.0", "1.1")),
)
ARENA = 64 * 2**20
ALLOCATIONS = """
import sys
from tflite_micro.python.tflite_micro import runtime
runtime.Interpreter.from_file(sys.argv[1], arena_size=int(sys.argv[2])).print_allocations()
"""
HEAD = re.compile(r"Arena allocation head (\d+) bytes")
OPTIONS = {  # of the ops that these networks have: the operator, and what holds its options
    "Conv": ("CONV_2D", "Conv2DOptions"),
    "DWConv": ("DEPTHWISE_CONV_2D", "DepthwiseConv2DOptions"),
    "FC": ("FULLY_CONNECTED", "FullyConnectedOptions"),
    "Add": ("ADD", "AddOptions"),
    "Concat": ("CONCATENATION", "ConcatenationOptions"),
    "MaxPool": ("MAX_POOL_2D", "Pool2DOptions"),
    "AvgPool": ("AVERAGE_POOL_2D", "Pool2DOptions"),
    "GlobalPool": ("AVERAGE_POOL_2D", "Pool2DOptions"),
    "Softmax": ("SOFTMAX", "SoftmaxOptions"),
}


class Model:
    """A model of TensorFlow Lite that is being written."""

    def __init__(self) -> None:
        self.buffers, self.tensors, self.operators, self.codes = [schema.BufferT()], [], [], []

    def tensor(self, name: str, shape: list[int], kind: str = "INT8", scale: float = 0.1, zero: int = 0, data: int = 0) -> int:
        """A tensor, with so many bytes of zeros where it is a constant."""
        made, made.quantization = schema.TensorT(), schema.QuantizationParametersT()
        made.name, made.shape, made.type, made.buffer = name, shape, getattr(schema.TensorType, kind), 0
        made.quantization.scale, made.quantization.zeroPoint = [scale], [zero]
        if data:
            buffer = schema.BufferT()
            buffer.data = bytes(data)
            self.buffers.append(buffer)
            made.buffer = len(self.buffers) - 1
        self.tensors.append(made)
        return len(self.tensors) - 1

    def operator(self, code: str, options: str, said: dict[str, Any], inputs: list[int], output: int) -> None:
        number = getattr(schema.BuiltinOperator, code)
        if number not in self.codes:
            self.codes.append(number)
        made, made.builtinOptions = schema.OperatorT(), getattr(schema, f"{options}T")()
        made.opcodeIndex, made.inputs, made.outputs = self.codes.index(number), inputs, [output]
        made.builtinOptionsType = getattr(schema.BuiltinOptions, options)
        for name, value in said.items():
            setattr(made.builtinOptions, name, value)
        self.operators.append(made)

    def file(self, inputs: list[int], outputs: list[int]) -> bytes:
        graph, model = schema.SubGraphT(), schema.ModelT()
        graph.tensors, graph.operators, graph.inputs, graph.outputs = self.tensors, self.operators, inputs, outputs
        model.version, model.subgraphs, model.buffers, model.operatorCodes = 3, [graph], self.buffers, []
        for number in self.codes:
            code = schema.OperatorCodeT()
            code.builtinCode = code.deprecatedBuiltinCode = number
            code.version = 1
            model.operatorCodes.append(code)
        builder = flatbuffers.Builder(2**20)
        builder.Finish(model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def written(graph: Graph) -> bytes:
    """A network as an int8 model: normalisation is folded, and a ReLU is an option of the operator before it."""
    nodes = passes.after(graph, ["fold", "fuse-activations"]).nodes
    model, at = Model(), {}
    inputs = []
    for node in nodes:
        if not node.inputs:
            at[node.position] = model.tensor(node.name, _shape(node))
            inputs.append(at[node.position])
        elif node.is_view:  # a ReLU that rides, a dropout, a flattening
            at[node.position] = at[node.inputs[0]]
        else:
            at[node.position] = _operator(model, node, [nodes[source] for source in node.inputs], at)
    read = {source for node in nodes for source in node.inputs}
    return model.file(inputs, [at[node.position] for node in nodes if node.position not in read])


def _operator(model: Model, node: Node, sources: list[Node], at: dict[int, int]) -> int:
    kind = node.kind if node.kind in OPTIONS else node.type.partition(" ")[0]
    code, options = OPTIONS[kind]
    operands = [at[source.position] for source in sources]
    softmax = {"scale": 1 / 256, "zero": -128} if kind == "Softmax" else {}
    output = model.tensor(node.name, _shape(node), **softmax)
    operands += _constants(model, kind, node, sources[0])
    model.operator(code, options, dict(_said(kind, node, sources[0])), operands, output)
    return output


def _constants(model: Model, kind: str, node: Node, source: Node) -> Iterator[int]:
    """Weights and a bias, where the op has them."""
    op: Any = node.op
    channels = node.shape.channels
    if kind in ("Conv", "DWConv"):
        height, width = _pair(op.kernel)
        shape = [channels, height, width, source.shape.channels] if kind == "Conv" else [1, height, width, channels]
    elif kind == "FC":
        shape = [channels, source.elements]
    else:
        return
    yield model.tensor(f"{node.name}/weights", shape, scale=0.01, data=prod(shape))
    yield model.tensor(f"{node.name}/bias", [channels], "INT32", scale=0.001, data=4 * channels)


def _said(kind: str, node: Node, source: Node) -> Iterator[tuple[str, Any]]:
    """What the options of the operator say."""
    if kind == "Concat":
        yield "axis", 3
    if kind == "Softmax":
        yield "beta", 1.0
    if kind not in ("Conv", "DWConv", "MaxPool", "AvgPool", "GlobalPool"):
        return
    op: Any = node.op
    over = source.shape.height, source.shape.width
    kernel, stride = (over, (1, 1)) if kind == "GlobalPool" else (_pair(op.kernel), _pair(op.stride))
    is_same = node.shape.height == -(-source.shape.height // stride[0]) and kind != "GlobalPool"
    yield "padding", schema.Padding.SAME if is_same else schema.Padding.VALID
    yield from zip(("strideH", "strideW"), stride, strict=True)
    if kind == "DWConv":
        yield "depthMultiplier", 1
    if "Pool" in kind:
        yield from zip(("filterHeight", "filterWidth"), kernel, strict=True)
    else:
        yield from (("dilationHFactor", 1), ("dilationWFactor", 1))


def _pair(sizes: Any) -> tuple[int, int]:
    return (sizes, sizes) if isinstance(sizes, int) else tuple(sizes)


def _shape(node: Node) -> list[int]:
    channels, height, width = node.shape
    return [1, height, width, channels]


def allocated(model: bytes) -> int:
    """Bytes of the arena's head."""
    with tempfile.NamedTemporaryFile(suffix=".tflite") as file:
        file.write(model)
        file.flush()
        command = [sys.executable, "-c", ALLOCATIONS, file.name, str(ARENA)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    (head,) = HEAD.findall(done.stdout + done.stderr)
    return int(head)


if __name__ == "__main__":
    heads = {name: allocated(written(build(name))) for name in NETWORKS}
    run = {"version": version("tflite-micro"), "date": str(datetime.datetime.now(datetime.UTC).date())}
    DATA.write_text(json.dumps({"tflite-micro": run, "heads": heads}, indent=1) + "\n")
