"""Pooling."""

from typing import Any

from costmodel.ir.ops import GlobalPool, Pool
from costmodel.ir.ops.pooling import Mode
from costmodel.ir.ops.reduction import AdaptivePool
from costmodel.subjects.importing.aten.call import Call, Outcome, each, rule
from costmodel.subjects.importing.reading import Value

ADAPTIVE = tuple(f"adaptive_{mode}_pool{axes}d" for mode in ("avg", "max") for axes in (1, 2, 3))


def _axes(call: Call) -> int:
    return int(call.operator.partition("pool")[2][0])


def _window(call: Call) -> dict[str, Any]:
    axes, kernel = _axes(call), call["kernel_size"]
    return {
        "kernel": each(kernel, axes),
        "stride": each(call.get("stride") or kernel, axes),
        "padding": each(call.get("padding", 0), axes),
        "ceil_mode": call.get("ceil_mode", False),
    }


@rule("max_pool1d", "max_pool2d", "max_pool3d", *(f"max_pool{axes}d_with_indices" for axes in (1, 2, 3)))
def largest(call: Call) -> Outcome:
    if any(dilation != 1 for dilation in each(call.get("dilation", 1), 1)):
        return None
    return _and_places(call, call.apply(Pool("max", **_window(call)), call.x))


@rule("avg_pool1d", "avg_pool2d", "avg_pool3d")
def average(call: Call) -> Value:
    return call.apply(Pool("average", **_window(call), count_padding=call.get("count_include_pad", True)), call.x)


@rule(*ADAPTIVE, "_adaptive_avg_pool2d", "_adaptive_avg_pool3d")
def adaptive(call: Call) -> Outcome:
    axes = _axes(call)
    size = each(call["output_size"], axes)
    mode: Mode = "max" if "max" in call.operator else "average"
    op = GlobalPool(mode, -axes - 1) if all(type(one) is int and one == 1 for one in size) else AdaptivePool(size, mode)
    return _and_places(call, call.apply(op, call.x))


def _and_places(call: Call, y: Value) -> Outcome:
    """The pooled map, and where its values stood, if the operator says that too."""
    return (y, Value(y.shape, y.node)) if call.stated is not None and len(call.stated) == 2 else y
