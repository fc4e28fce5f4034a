"""A file as a network: its inputs, its nodes, and what a page has to say of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from costmodel.ir.graph import Graph as Network
from costmodel.ir.origin import Origin, Tensor
from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.formats.onnx.frame import frame_of, versions_of
from costmodel.subjects.importing.formats.onnx.known import BITS, FLOAT, FLOATS, Known, prod_of
from costmodel.subjects.importing.formats.onnx.messages import File, Graph
from costmodel.subjects.importing.formats.onnx.sizes import Inputs, inputs_of
from costmodel.subjects.importing.formats.onnx.walk import Walk
from costmodel.subjects.importing.formats.onnx.wire import broken
from costmodel.subjects.importing.model import Model

MATRIX = 2  # axes from which on a tensor holds weights


def model(place: str, data: memoryview) -> Model:
    """The network that the bytes of a file are.

    Raises:
        CostModelError: if they are none.
    """
    file = File.read(data)
    if file.graph is None or not file.graph.outputs:
        raise broken("it has no graph with an output")
    inputs = inputs_of(file.graph)
    return Model(Path(place).stem, partial(_built, place, file, file.graph, inputs), inputs.free, inputs.options)


def _built(place: str, file: File, graph: Graph, inputs: Inputs, settings: Mapping[str, Any]) -> Network:
    """The network of one setting of what is free."""
    walk = Walk(file, {name: settings[knob] for name, knob in inputs.names.items()})
    frame = frame_of(graph, versions_of(file))
    for name, axes in inputs.axes.items():
        if name in inputs.bound and settings[inputs.bound[name]] is not None:
            frame.values[name] = Known(Shape(), content=(settings[inputs.bound[name]],))
        else:
            frame.values[name] = walk.reading.input(name, [_size(axis, settings) for axis in axes])
    walk.graph(graph, frame)
    version = frame.versions.get("", 1)
    origin = Origin(
        place=place,
        format=f"ONNX, opset {version}",
        producer=f"{file.producer} {file.producer_version}".strip(),
        notes=tuple(_notes(graph, inputs, walk)),
        unread=tuple(_unread(graph, walk)),
        folded=walk.reading.folded,
    )
    return walk.reading.graph(origin)


def _size(axis: int | str, settings: Mapping[str, Any]) -> Dim:
    size: Dim = axis if isinstance(axis, int) else settings[axis]
    return size


def _unread(graph: Graph, walk: Walk) -> Iterator[Tensor]:
    """What the file holds and nobody reads."""
    for tensor in graph.tensors:
        if tensor.name not in walk.read and tensor.type in FLOATS and tensor.sizes:
            yield Tensor(tensor.name, Shape(*tensor.sizes).size)


def _notes(graph: Graph, inputs: Inputs, walk: Walk) -> Iterator[str]:
    yield "parameters are the float tensors that its nodes read: the file does not tell learned ones from tables and masks"
    kinds = {node.kind for node in graph.nodes}
    if any(node.kind == "Conv" and len(node.inputs) > 2 for node in graph.nodes) and "BatchNormalization" not in kinds:
        yield "the file has no batch normalisation: its exporter may have folded it into the biases of convolutions"
    stored: Counter[int] = Counter()
    for tensor in graph.tensors:
        if tensor.type in BITS and len(tensor.sizes) >= MATRIX:
            stored[BITS[tensor.type]] += prod_of(tensor.sizes)
    if set(stored) - {BITS[FLOAT]}:
        widths = ", ".join(f"{values:,} of {bits} bits" for bits, values in stored.most_common())
        yield f"weights are stored as {widths}; the float network's work is counted, and --bits says how wide a value is"
    for knob, size in inputs.free.items():
        if size.default is not None:
            yield f"{knob}, the {size.summary}, is open in the file and {size.default} unless it is given"
    often = Counter(name for node in graph.nodes for name in set(node.inputs))
    if shared := sum(tensor.type in FLOATS and len(tensor.sizes) > 0 and often[tensor.name] > 1 for tensor in graph.tensors):
        yield f"{shared} of the file's tensors are read by several nodes and counted once: tied, or equal and merged on export"
    if walk.dropped:
        yield f"{walk.dropped} nodes lead to no output and are left out"
