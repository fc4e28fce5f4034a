"""Pooling."""

from typing import Literal

from costmodel.errors import CostModelError
from costmodel.ir.ops import GlobalPool, Pool
from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.reduction import Reduce
from costmodel.ir.ops.resampling import Unpool
from costmodel.subjects.importing.formats.onnx.call import Call, Outcome, plain
from costmodel.subjects.importing.formats.onnx.rules import rule
from costmodel.subjects.importing.formats.onnx.rules.convolution import pads_of, window
from costmodel.subjects.importing.reading import Value


@rule("MaxPool")
def maximum_pooling(call: Call) -> Outcome:
    y = pooled(call, "max", call.tensor(0))
    return [y, Value(y.shape, y.node)]  # and where each maximum stood


@rule("AveragePool")
def average_pooling(call: Call) -> Value:
    return pooled(call, "average", call.tensor(0))


def pooled(call: Call, mode: Literal["max", "average"], x: Value) -> Value:
    kernel = _kernel(call)
    stride, padding, dilation = window(call, kernel)
    has_edges = any(map(any, pads_of(call, len(kernel)))) or call.whole("ceil_mode") or call.text("auto_pad").startswith("SAME")
    counted = mode == "max" or bool(call.whole("count_include_pad")) or not has_edges
    op = Pool(mode, kernel, stride, padding, bool(call.whole("ceil_mode")), counted, dilation)
    return call.apply(op, x)


@rule("LpPool")
def norm_pooling(call: Call) -> Value:
    """The root of a sum of powers: each of them is one operation more than an average's addition."""
    x = call.apply(Elementwise("power"), call.tensor(0), part="power")
    y = pooled(call, "average", x)
    return call.apply(Elementwise("root"), y, part="root")


@rule("GlobalAveragePool")
def global_average_pooling(call: Call) -> Value:
    return globally_pooled(call, "average")


@rule("GlobalMaxPool")
def global_maximum_pooling(call: Call) -> Value:
    return globally_pooled(call, "max")


def globally_pooled(call: Call, mode: Literal["max", "average"]) -> Value:
    x = call.tensor(0)
    if len(x.shape) < 3:
        raise CostModelError(f"{call.kind} needs a map, not {x.shape}")
    return call.apply(GlobalPool(mode, axis=1 - len(x.shape)), x)


@rule("GlobalLpPool")
def global_norm_pooling(call: Call) -> Value:
    x = call.tensor(0)
    return call.apply(Reduce("norm", tuple(range(2 - len(x.shape), 0)), keep=True), x)


@rule("MaxUnpool")
def unpooling(call: Call) -> Value:
    kernel = _kernel(call)
    if call.has(2):
        raise CostModelError("MaxUnpool to a size that is given has no rule here", allowed="one without output_shape")
    stride, padding, _ = window(call, kernel)
    return call.apply(Unpool(kernel, stride, padding), call.tensor(0), call.tensor(1))


def _kernel(call: Call) -> tuple[int, ...]:
    if not (kernel := call.wholes("kernel_shape")):
        raise CostModelError(f"{call.kind} says no kernel_shape")
    return plain(kernel, "kernel")
